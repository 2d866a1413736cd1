"""Steps that no mark opens: the token that ends one is the last of its text, and the next begins right after it."""

import re

import pytest

from engine.backends.scripted import END_TOKEN, ScriptedBackend
from engine.batcher import Request
from engine.cache import Path
from engine.steps import Closed, StepEnd
from tests.helpers.batches import SAMPLING, TWO_STEPS, Bench

PARAGRAPHS = re.compile(rb"\n\n")


def _paragraph_end(text: bytes) -> Closed | None:
    found = PARAGRAPHS.search(text)
    return Closed(StepEnd.NEXT, found.end()) if found else None


class ParagraphBackend(ScriptedBackend):
    """Writes paragraphs of random letters, with no mark between them."""

    def _next_logits(self, sequence: int) -> list[float]:
        text = bytes(cell.token for cell in self._sequences[sequence] if cell.token < END_TOKEN)
        _, _, reply = text.rpartition(b"```python\n")
        logits = [-60.0] * 257
        paragraphs = reply.count(b"\n\n")
        line = len(reply) - (reply.rfind(b"\n\n") + 2 if paragraphs else 0)
        if paragraphs == 3:
            logits[END_TOKEN] = 0.0
        elif line >= 5:
            logits[ord("\n")] = 0.0
        else:
            logits[ord("a")] = logits[ord("b")] = 0.0
        return logits


def _ask(bench: Bench, path: Path, tokens: tuple[tuple[int, ...], ...], *, until_end: bool) -> None:
    bench.batcher.submit(
        Request(
            run_id="run",
            node=len(path),
            path=path,
            tokens=tokens,
            mark=(),
            candidates=3,
            first_sample=0,
            until_end=until_end,
            sampling=SAMPLING,
            seed=1,
            max_step_tokens=50,
            find_end=_paragraph_end,
        )
    )


@pytest.mark.parametrize("width", [1, 4])
def test_steps_without_a_mark_are_written_to_their_end(width: int) -> None:
    bench = Bench(TWO_STEPS, backend=ParagraphBackend(TWO_STEPS), width=width)
    _ask(bench, (("run", 0),), (bench.prompt.question,), until_end=True)
    steps: list[bytes] = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            steps.append(draft.text)
            if draft.end is StepEnd.NEXT:
                bench.batcher.resume(draft, bench.key(), ())
            else:
                bench.batcher.release(draft)
    assert 12 == len(steps)
    assert 3 == steps.count(b"")
    assert all(re.fullmatch(rb"[ab]{5}\n\n", step) for step in steps if step)
    # The token that ended a step was not read before; nothing is read twice.
    assert 0 == bench.batcher.totals.reread_tokens
    bench.batcher.forget_run("run")
    bench.check_empty()


@pytest.mark.parametrize("evict", [False, True])
def test_steps_without_a_mark_can_be_kept_and_continued(*, evict: bool) -> None:
    bench = Bench(TWO_STEPS, backend=ParagraphBackend(TWO_STEPS))
    layers: list[tuple[Path, tuple[tuple[int, ...], ...]]] = [((("run", 0),), (bench.prompt.question,))]
    for _ in range(3):
        path, tokens = layers[-1]
        _ask(bench, path, tokens, until_end=False)
        while bench.batcher.busy:
            for draft in bench.batcher.step():
                assert re.fullmatch(rb"[ab]{5}\n\n", draft.text)
                key = bench.key()
                step = bench.batcher.keep(draft, key)
                assert draft.text == bytes(step)
                layers.append(((*path, key), (*tokens, step)))
        if evict:
            bench.batcher.forget_below((("run", 0),))
    assert 10 == len(layers)
    bench.batcher.forget_run("run")
    bench.check_empty()
