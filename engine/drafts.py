"""What the batcher is asked for and what it writes: requests, the shared stems of their candidates, and drafts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.cache import Key, Path
from engine.steps import Closed, StepEnd, find_end
from engine.types import NodeId, SamplingParams


@dataclass(frozen=True, slots=True)
class Request:
    """Candidates wanted below a node.

    Attributes:
        run_id, node: whose they are. path: keys from the problem down to the node; tokens: the tokens of each key.
        mark: tokens that open the next step, given to the model; may be empty.
        first_sample: number of the first candidate, so that a node asked twice gives new ones.
        until_end: whether the caller will resume each draft until its solution ends.
        find_end: where a step ends in what has been written of it.
    """

    run_id: str
    node: NodeId
    path: Path
    tokens: tuple[tuple[int, ...], ...]
    mark: tuple[int, ...]
    candidates: int
    first_sample: int
    until_end: bool
    sampling: SamplingParams
    seed: int
    max_step_tokens: int
    find_end: Callable[[bytes], Closed | None] = find_end


class ClosedStep(Protocol):
    """A step that a model has written; ``Draft`` and ``engine.formats.whole.WholeStep`` are.

    Attributes:
        text: what was written after its mark, UTF-8. end: why it was closed. sampled: tokens.
        mean_logprob: of its tokens; 0 where it is not known. pooled: states; None without.
    """

    @property
    def text(self) -> bytes: ...

    @property
    def end(self) -> StepEnd | None: ...

    @property
    def sampled(self) -> int: ...

    @property
    def mean_logprob(self) -> float: ...

    @property
    def pooled(self) -> NDArray[np.float32] | None: ...


@dataclass(slots=True, eq=False)
class Draft:
    """One candidate step being written in its own sequence; ``kept`` and what follows are set when it closes.

    Attributes:
        path, lengths: keys from the preamble down to the step before this one, and how many tokens each has.
        known: all tokens of the sequence; the first ``computed`` of them are in its cells.
        tokens, ends: what was sampled, and where each token ends in ``written``.
        hidden_sum, hidden_count: sum of the states, shape (layers, width), over the tokens that were read back, and
            how many; None and 0 without states. hidden_last: the state of the last of them.
        kept: how many bytes of ``written`` belong to the step.
    """

    request: Request
    sample: int
    sequence: int
    rng: np.random.Generator
    path: Path
    lengths: tuple[int, ...]
    known: list[int]
    computed: int
    mark: tuple[int, ...]
    written: bytearray = field(default_factory=bytearray)
    tokens: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    logprob_sum: float = 0.0
    hidden_sum: NDArray[np.float32] | None = None
    hidden_last: NDArray[np.float32] | None = None
    hidden_count: int = 0
    end: StepEnd | None = None
    kept: int = 0

    @property
    def sampled(self) -> int:
        """How many tokens were sampled."""
        return len(self.tokens)

    @property
    def mean_logprob(self) -> float:
        """Mean natural-log probability of the sampled tokens."""
        return self.logprob_sum / max(1, len(self.tokens))

    @property
    def pooled(self) -> NDArray[np.float32] | None:
        """Mean states over the tokens that were read back, then the states of the last one, in the order of
        ``models.ppm.pooled_labels``, shape (2 * layers, width); None where nothing was read back.
        """
        if self.hidden_sum is None or self.hidden_last is None:
            return None
        return np.concatenate([self.hidden_sum / np.float32(self.hidden_count), self.hidden_last])

    @property
    def text(self) -> bytes:
        """What belongs to the step, once closed."""
        return bytes(self.written[: self.kept])

    def append(self, token: int, piece: bytes, logprob: float, *, is_end: bool) -> None:
        """Take a sampled token, and see whether it closes the step."""
        self.logprob_sum += logprob
        self.tokens.append(token)
        self.known.append(token)
        if is_end:
            self.end, self.kept = StepEnd.END, len(self.written)
            self.ends.append(self.kept)
            return
        self.written += piece
        self.ends.append(len(self.written))
        closed = self.request.find_end(bytes(self.written))
        if closed is not None:
            self.end, self.kept = closed.end, closed.length_bytes
        elif len(self.tokens) >= self.request.max_step_tokens:
            self.end, self.kept = StepEnd.TOO_LONG, len(self.written)

    def pool(self, hidden: NDArray[np.float32]) -> None:
        """Add a hidden state to the sum that becomes the step's mean state."""
        if self.hidden_sum is None:
            self.hidden_sum = hidden.copy()
        else:
            self.hidden_sum += hidden
        self.hidden_last = hidden
        self.hidden_count += 1

    def step_tokens(self, tokenize: Callable[[str], list[int]]) -> tuple[tuple[int, ...], bool]:
        """The closed step's tokens, mark included, and whether they are just what was sampled.

        Where the step ends inside a token, the rest of its text is tokenised anew.
        """
        count = sum(1 for end in self.ends if end <= self.kept)
        covered = self.ends[count - 1] if count else 0
        rest = bytes(self.written[covered : self.kept]).decode("utf-8", "replace")
        extra = tokenize(rest) if rest else []
        return (*self.mark, *self.tokens[:count], *extra), not extra

    def go_on(self, key: Key, tokens: tuple[int, ...], mark: tuple[int, ...]) -> int:
        """Make the closed step, whose tokens these are, the last of the path, and open the next one.

        What the cells hold beyond the step stays valid where it begins as the next mark does. Returns how many tokens
        that the cells hold must be computed anew nevertheless.
        """
        above = sum(self.lengths)
        known = [*self.known[:above], *tokens, *mark]
        valid = above
        for held, wanted in zip(self.known[above : self.computed], known[above:], strict=False):
            if held != wanted:
                break
            valid += 1
        self.known = known
        # The last token is computed anew where all are held: the next one is drawn from its logits.
        self.computed = min(valid, len(known) - 1)
        self.path, self.lengths = (*self.path, key), (*self.lengths, len(tokens))
        self.mark = mark
        self.written, self.tokens, self.ends = bytearray(), [], []
        self.logprob_sum, self.end, self.kept = 0.0, None, 0
        self.hidden_sum, self.hidden_last, self.hidden_count = None, None, 0
        return valid - self.computed


@dataclass(slots=True, eq=False)
class Stem:
    """A request whose shared prefix is being computed, then the source its candidates are copied from.

    Attributes:
        seen: how many of the first tokens were computed before, here or in cells that are gone.
        row: logits after the last token, shape (vocabulary,), once computed; the largest, and log of the sum of exp.
    """

    request: Request
    sequence: int
    path: Path
    known: list[int]
    computed: int
    lengths: tuple[int, ...]
    seen: int
    row: NDArray[np.float32] | None = None
    largest: float = 0.0
    log_sum: float = 0.0
    spawned: int = 0

    @property
    def promised(self) -> int:
        """Candidates that are still to be started."""
        return self.request.candidates - self.spawned
