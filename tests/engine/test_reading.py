"""A search whose preference model reads the steps: every step is scored, a person's too, and a stop costs one score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends.scripted import ScriptedBackend
from engine.commands import AddStep
from engine.errors import DecodeAbortedError
from engine.events import AnyRunEvent, NodeAdded
from engine.reading import ReadingScorer
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.types import Author, Node, NodeStatus, PolicyName, StepFormat, ValueName
from models.backbone_ppm import load_backbone_ppm
from tests.helpers.heads import write_backbone_ppm
from tests.helpers.scripts import MOST_STEPS, PENCILS, problem, settings

WIDTH = 8


@dataclass
class CountingReader:
    """Gives states that depend on the text alone, and breaks off where it is told to."""

    aborted: set[int] = field(default_factory=set)
    texts: list[bytes] = field(default_factory=list)
    evaluated_tokens: int = 0

    def state(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        self.texts.append(bytes(token for token in tokens if token < 256))
        if len(self.texts) in self.aborted:
            raise DecodeAbortedError("Stopped.")
        self.evaluated_tokens += len(tokens)
        return np.resize(np.asarray(tokens, np.float32) / 100, WIDTH)


def _played(
    executor: Executor, folder: Path, reader: CountingReader, *, by_hand: bool = False
) -> tuple[list[AnyRunEvent], Runner]:
    ppm = load_backbone_ppm(write_backbone_ppm(folder / "ppm.gguf", width=WIDTH, backbone_sha256="ab" * 32))
    backend, events = ScriptedBackend(PENCILS), list[AnyRunEvent]()
    scorer = ReadingScorer(ppm, reader, backend)
    runner = Runner(backend, "scripted", executor, events.append, scorer=scorer, clock=lambda: 0.0)
    chosen = settings(PolicyName.WEIGHTED, candidates=4, values=(ValueName.AGREEMENT, ValueName.PPM))
    steering = [AddStep(parent=0, text="pencils = 24 * 18")] if by_hand else []
    runner.start("run", problem(), chosen, steering=steering)
    for _ in range(MOST_STEPS):
        if not runner.active:
            break
        runner.step()
    return events, runner


def _going_on(events: Sequence[AnyRunEvent]) -> list[NodeAdded]:
    nodes = [event for event in events if isinstance(event, NodeAdded)]
    return [node for node in nodes if node.status in (NodeStatus.OPEN, NodeStatus.FINISHED)]


def test_every_step_is_read_as_the_chat_that_it_was_trained_on(sandbox: Executor, tmp_path: Path) -> None:
    reader = CountingReader()
    events, _ = _played(sandbox, tmp_path, reader)
    nodes = _going_on(events)
    assert len(nodes) == len(reader.texts)
    assert all(node.score is not None for node in nodes)
    for node, text in zip(nodes, reader.texts, strict=True):
        assert b"Problem: " + problem().text.encode() in text
        assert node.text.encode() in text
        # The code block of a solution that goes on is open.
        assert (node.status is NodeStatus.FINISHED) == (b"\n```" in text.rpartition(b"```python")[2])


def test_a_persons_step_is_scored_too(sandbox: Executor, tmp_path: Path) -> None:
    events, _ = _played(sandbox, tmp_path, CountingReader(), by_hand=True)
    (own,) = [node for node in _going_on(events) if node.author is Author.HUMAN]
    assert own.score is not None


def test_a_score_that_is_broken_off_is_left_out_and_nothing_else(sandbox: Executor, tmp_path: Path) -> None:
    whole, _ = _played(sandbox, tmp_path, CountingReader())
    broken, _ = _played(sandbox, tmp_path, CountingReader(aborted={2}))
    assert [node.text for node in _going_on(whole)] == [node.text for node in _going_on(broken)]
    assert [1] == [place for place, node in enumerate(_going_on(broken)) if node.score is None]


def test_the_last_token_is_the_one_that_ends_a_reply(tmp_path: Path) -> None:
    ppm = load_backbone_ppm(write_backbone_ppm(tmp_path / "ppm.gguf", width=WIDTH, backbone_sha256="ab" * 32))
    backend = ScriptedBackend(PENCILS)
    scorer = ReadingScorer(ppm, CountingReader(), backend)
    step = Node(id=1, parent=0, depth=1, text="x = 1", status=NodeStatus.OPEN)
    tokens = scorer.tokens("What?", [step], StepFormat.CODE)
    longer = scorer.tokens("What?", [step, step], StepFormat.CODE)
    assert tokens[:-1] == longer[: len(tokens) - 1]
    assert tokens[-1] == longer[-1]
