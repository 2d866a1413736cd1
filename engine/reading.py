"""The preference model in the paper's form at work in a search: it reads the problem and the steps, and scores them.

It is the policy's own model with an adapter (``models.backbone_ppm``), in a context of its own: a pass over each step,
which the small head of ``engine.preference`` does without.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.backend import ChatMessage
from engine.chats import asked, reply_of
from engine.preference import Pooled, State
from engine.types import Node, NodeStatus, Part, StepFormat
from models.backbone_ppm import BackbonePpm
from models.ppm import score_of

_SLOT = "{turn %d}"
_DIGITS = 4


class Reader(Protocol):
    """Reads texts. ``evaluated_tokens`` were computed so far."""

    @property
    def evaluated_tokens(self) -> int: ...

    def state(self, tokens: Sequence[int]) -> State: ...


class Writing(Protocol):
    """How the model's chats become tokens."""

    def render_chat(self, messages: Sequence[ChatMessage]) -> str: ...

    def tokenize(self, text: str, *, special: bool) -> list[int]: ...


class ReadingScorer:
    """Scores steps by reading them; see ``engine.preference.StepScorer``."""

    needs_states = False

    def __init__(self, ppm: BackbonePpm, reader: Reader, writing: Writing) -> None:
        self._ppm = ppm
        self._reader = reader
        self._writing = writing

    @property
    def read_tokens(self) -> int:
        """Tokens that were computed so far."""
        return self._reader.evaluated_tokens

    def score(
        self, problem_text: str, path: Sequence[Node], _states: Sequence[Pooled], step_format: StepFormat
    ) -> tuple[float, tuple[Part, ...]]:
        """tanh(v / 5) of the last step of a path, and the parts of v: "base", and what reading added.

        Raises:
            DecodeAbortedError: stopped by request.
            BackendError: llama.cpp cannot read it.
        """
        value = self._ppm.value(self._reader.state(self.tokens(problem_text, path, step_format)))
        base = self._ppm.card.bias
        return score_of(value), (Part("base", round(base, _DIGITS)), Part("reading", round(value - base, _DIGITS)))

    def confidence(self, _scores: Mapping[str, Sequence[float]], _answer: str) -> None:
        """The chance of an answer is not calibrated; the share of the weighed vote stands for it."""

    def tokens(self, problem_text: str, path: Sequence[Node], step_format: StepFormat) -> list[int]:
        """A chat as the training made it: control words around the turns, whose contents are plain characters; the
        last token ends the reply.
        """
        finished = path[-1].status is NodeStatus.FINISHED
        reply = reply_of(step_format, [step.text for step in path], finished=finished)
        turns = [*asked(step_format, problem_text), {"role": "assistant", "content": reply}]
        slots = [_SLOT % place for place in range(len(turns))]
        rest = self._writing.render_chat(
            [ChatMessage(turn["role"], slot) for turn, slot in zip(turns, slots, strict=True)]
        )
        tokens: list[int] = []
        for turn, slot in zip(turns, slots, strict=True):
            before, _, rest = rest.partition(slot)
            tokens += self._writing.tokenize(before, special=True)
            tokens += self._writing.tokenize(turn["content"], special=False)
        return [*tokens, self._writing.tokenize(rest, special=True)[0]]
