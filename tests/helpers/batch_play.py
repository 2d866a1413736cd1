"""A caller of the batcher that knows what must come back, over a backend that keeps books."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from engine import sampling
from engine.batcher import Batcher, Draft, Request
from engine.cache import Path
from engine.steps import Closed, StepEnd, find_end
from tests.helpers.ledger_backend import FIRST_PROMPT_TOKEN, MARK, SAMPLING, LedgerBackend, reference_step

PREAMBLE = tuple(range(FIRST_PROMPT_TOKEN, FIRST_PROMPT_TOKEN + 6))
SEED = 11
MOST_STEPS = 4000
MOST_DEPTH = 4
MOST_QUESTION_TOKENS = 24
MAX_STEP_TOKENS = 12

Came = tuple[str, int, int, int, tuple[int, ...], StepEnd]


@dataclass(frozen=True)
class Ask:
    """Candidates that a run wants at its problem."""

    candidates: int
    until_end: bool
    question: int

    def tokens(self) -> tuple[int, ...]:
        """The question; runs that ask the same question write the same."""
        return tuple(
            FIRST_PROMPT_TOKEN + (self.question * 7 + at) % 20 for at in range(1 + self.question % MOST_QUESTION_TOKENS)
        )


class Play:
    """A caller of the batcher that checks each candidate it gets back, and goes on from it as its tokens say."""

    def __init__(self, backend: LedgerBackend, width: int, *, paragraphs: bool = False) -> None:
        """Make a caller; with ``paragraphs`` what ends a step belongs to it, and no mark opens every other one."""
        self.backend = backend
        self.batcher = Batcher(backend, width)
        self.batcher.set_preamble(PREAMBLE)
        self.width = width
        self.paragraphs = paragraphs
        self.wanted = Counter[tuple[str, int, int]]()
        self.came: list[Came] = []
        self.closed_steps: list[tuple[Request, int, int]] = []
        self.tokens: dict[tuple[str, int], tuple[int, ...]] = {}
        self.paths: dict[tuple[str, int], Path] = {}
        self.requests: list[Request] = []
        self._asked = Counter[tuple[str, int]]()
        self._forgotten_tokens = 0
        self._rngs: dict[Draft, np.random.Generator] = {}

    def ask(self, run_id: str, ask: Ask) -> None:
        """Begin a run, or ask for more at its problem."""
        self.tokens.setdefault((run_id, 0), ask.tokens())
        self._submit(run_id, 0, ((run_id, 0),), ask.candidates, until_end=ask.until_end)

    def step(self) -> None:
        """One step, and what a runner does with what has closed."""
        for draft in self.batcher.step():
            self._take(draft)

    def play(self) -> None:
        """Step to the end, and check after each step."""
        for _ in range(MOST_STEPS):
            if not self.batcher.busy:
                return
            self.step()
            self.check()
        raise AssertionError("the batcher does not come to an end")

    def forget(self, run_id: str) -> None:
        self._forgotten_tokens += self.batcher.evaluated_tokens(run_id)
        self.batcher.forget_run(run_id)
        for key in [key for key in self.tokens if key[0] == run_id]:
            del self.tokens[key]
            self.paths.pop(key, None)
        self.requests = [request for request in self.requests if request.run_id != run_id]
        self.wanted = Counter({want: count for want, count in self.wanted.items() if want[0] != run_id})
        self.came = [came for came in self.came if came[0] != run_id]

    def abandon(self, path: Path) -> None:
        """Give up a path; what was asked below it never comes, nor do the candidates that are being written there."""
        run_id = _key(path[0])[0]
        nodes = {request.node for request in self.requests if request.path[: len(path)] == path}
        dropped = {(run_id, draft.request.node, draft.sample) for draft in self.batcher.abandon(path)}
        self.requests = [request for request in self.requests if request.path[: len(path)] != path]

        def stays(want: tuple[str, int, int]) -> bool:
            return want[0] != run_id or (want[1] not in nodes and want not in dropped)

        self.wanted = Counter({want: count for want, count in self.wanted.items() if stays(want)})
        self.came = [came for came in self.came if stays(came[:3])]

    def forget_all(self) -> None:
        for run_id in {run_id for run_id, _ in self.tokens}:
            self.forget(run_id)

    def check(self) -> None:
        """What holds between any two steps."""
        held, owned = self.backend.held(), self.batcher.cache.owned()
        assert held.keys() <= owned.keys(), "a sequence that nobody owns holds cells"
        assert len(owned) <= self.backend.info.sequences
        for sequence, path in owned.items():
            if path:
                wanted = self._path_tokens(path[1:])
                # Of a paragraph the last token is never read.
                unread = int(self.paragraphs and len(path) > 2)
                assert len(wanted) - unread <= len(held[sequence]) <= len(wanted)
                assert wanted[: len(held[sequence])] == held[sequence], f"{path} does not hold its tokens"
        runs = {run_id for run_id, _ in self.tokens}
        evaluated = self._forgotten_tokens + sum(self.batcher.evaluated_tokens(run_id) for run_id in runs)
        assert evaluated == self.backend.decoded_rows - len(PREAMBLE)
        assert sum(len(self.batcher.drafts_of(run_id)) for run_id in runs) <= self.width

    def check_everything_came_once(self) -> None:
        assert self.wanted == Counter((run_id, node, sample) for run_id, node, sample, *_ in self.came)

    def check_empty(self) -> None:
        """Only the preamble is left."""
        assert not self.batcher.busy
        assert [("preamble",)] == list(self.batcher.cache.owned().values())
        assert [PREAMBLE] == list(self.backend.held().values())
        assert len(PREAMBLE) == self.backend.used_cells == self.batcher.cache.held_tokens()

    def longest_request(self) -> int:
        """Cells that the longest path asked for takes by itself."""
        return max(len(self._path_tokens(request.path)) + len(request.mark) for request in self.requests)

    def _submit(self, run_id: str, node: int, path: Path, candidates: int, *, until_end: bool) -> None:
        request = Request(
            run_id=run_id,
            node=node,
            path=path,
            tokens=tuple(self.tokens[_key(key)] for key in path),
            mark=self._mark(len(path)),
            candidates=candidates,
            first_sample=self._asked[run_id, node],
            until_end=until_end,
            sampling=SAMPLING,
            seed=SEED,
            max_step_tokens=MAX_STEP_TOKENS,
            find_end=_paragraph_end if self.paragraphs else find_end,
        )
        self.paths[run_id, node] = path
        self.requests.append(request)
        self._asked[run_id, node] += candidates
        self.wanted.update((run_id, node, request.first_sample + number) for number in range(candidates))
        self.batcher.submit(request)

    def _take(self, draft: Draft) -> None:
        self._check_text(draft)
        request, depth, text = draft.request, len(draft.path) - 1, draft.text
        self.closed_steps.append((request, depth, len(draft.tokens)))
        assert draft.end is not None
        goes_on = draft.end is StepEnd.NEXT and depth < MOST_DEPTH
        if not (goes_on and request.until_end):
            self.came.append((request.run_id, request.node, draft.sample, depth, tuple(draft.tokens), draft.end))
        if not goes_on:
            self.batcher.release(draft)
            return
        # A number that says where the step stands, not when it came.
        key = (request.run_id, request.node * 1024 + draft.sample * 8 + depth)
        if request.until_end:
            tokens = self.batcher.resume(draft, key, self._mark(depth + 1))
        else:
            tokens = self.batcher.keep(draft, key)
        self.tokens[key] = tokens
        assert self._bytes(tokens) == text
        if not request.until_end and sum(draft.tokens) % 3:
            below = (*request.path, key)
            self._submit(request.run_id, key[1], below, 1 + sum(draft.tokens) % 2, until_end=depth % 2 == 0)

    def _check_text(self, draft: Draft) -> None:
        """A candidate holds what it would hold had it been written alone; one without room a part of that."""
        request = draft.request
        rng = self._rngs.setdefault(draft, sampling.generator(SEED, request.node, draft.sample))
        prefix = (*self._path_tokens(draft.path[1:]), *draft.mark)
        alone = reference_step(
            prefix,
            rng,
            pieces=self.backend.pieces,
            params=SAMPLING,
            max_step_tokens=request.max_step_tokens,
            find_end=request.find_end,
        )
        if draft.end is StepEnd.NO_ROOM:
            assert alone.tokens[: len(draft.tokens)] == draft.tokens
            assert len(draft.tokens) < len(alone.tokens)
            return
        assert (alone.tokens, alone.end, alone.text) == (draft.tokens, draft.end, draft.text)
        assert draft.mean_logprob == pytest.approx(alone.logprob_sum / len(alone.tokens), abs=1e-5)

    def _bytes(self, tokens: tuple[int, ...]) -> bytes:
        return b"".join(self.backend.token_bytes(token) for token in tokens)

    def _mark(self, number: int) -> tuple[int, ...]:
        return () if self.paragraphs and number % 2 else (MARK, FIRST_PROMPT_TOKEN + number)

    def _path_tokens(self, path: Path) -> tuple[int, ...]:
        return (*PREAMBLE, *(token for key in path for token in self.tokens[_key(key)]))


def _key(key: object) -> tuple[str, int]:
    assert isinstance(key, tuple)
    return key


def _paragraph_end(written: bytes) -> Closed | None:
    at = written.find(b"\n\n")
    return None if at < 0 else Closed(StepEnd.NEXT, at + 2)
