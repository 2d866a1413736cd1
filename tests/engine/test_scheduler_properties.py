"""What holds for batches over time: prompts arrive, candidates write on, and some leave in the middle."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.scheduler import Chunk, Live, pack
from tests.helpers.steady import steady

STEADY = steady(150)


@dataclass
class Branch:
    """A sequence as its owner sees it; ``written`` are the positions computed so far, in the order of computing."""

    known: int
    writes_on: bool
    written: list[int] = field(default_factory=list)

    @property
    def live(self) -> Live:
        return Live(self.known, len(self.written))


def _round(branches: list[Branch], size: int) -> tuple[Chunk, ...]:
    """One batch, and what sampling does with its outputs."""
    chunks = pack([branch.live for branch in branches], size)
    for chunk in chunks:
        branch = branches[chunk.index]
        branch.written.extend(range(chunk.start, chunk.start + chunk.count))
        branch.known += branch.writes_on and chunk.output
    return chunks


class SchedulerUnderLoad(RuleBasedStateMachine):
    """Every batch is checked against what was known before it."""

    @initialize(size=st.integers(1, 24))
    def begin(self, size: int) -> None:
        self.size = size
        self.branches: list[Branch] = []

    @rule(known=st.integers(0, 60), writes_on=st.booleans())
    def arrive(self, known: int, writes_on: bool) -> None:
        self.branches.append(Branch(known, writes_on))

    @rule(writes_on=st.booleans(), known=st.integers(1, 60))
    def fork(self, known: int, writes_on: bool) -> None:
        """A candidate starts from a computed prefix with one sampled token."""
        self.branches.append(Branch(known + 1, writes_on, list(range(known))))

    @precondition(lambda self: self.branches)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.branches.pop(data.draw(st.integers(0, len(self.branches) - 1)))

    @rule(times=st.integers(1, 4))
    def decode(self, times: int) -> None:
        for _ in range(times):
            before = [branch.live for branch in self.branches]
            self._check(before, _round(self.branches, self.size))

    def _check(self, before: list[Live], chunks: tuple[Chunk, ...]) -> None:
        granted = {chunk.index: chunk.count for chunk in chunks}
        assert len(granted) == len(chunks), "a sequence has two chunks in one batch"
        assert all(count > 0 for count in granted.values())
        assert sum(granted.values()) == min(self.size, sum(live.missing for live in before))
        for chunk in chunks:
            assert before[chunk.index].computed == chunk.start
            assert chunk.output == (before[chunk.index].missing == chunk.count)
        sampled = [index for index, live in enumerate(before) if live.missing == 1]
        prompts = [index for index, live in enumerate(before) if live.missing > 1]
        unserved = [index for index in sampled if index not in granted]
        assert not unserved or not granted.keys() & set(prompts), "a prompt went before a sampled sequence"
        for earlier, later in pairwise(prompts):
            whole = granted.get(earlier, 0) == before[earlier].missing
            assert whole or later not in granted, "a later prompt went before an earlier one"

    @invariant()
    def computed_each_position_once_and_in_order(self) -> None:
        for branch in getattr(self, "branches", []):
            assert list(range(len(branch.written))) == branch.written
            assert len(branch.written) <= branch.known


TestSchedulerUnderLoad = SchedulerUnderLoad.TestCase
TestSchedulerUnderLoad.settings = steady(60)


@STEADY
@given(st.lists(st.integers(0, 60), max_size=12), st.integers(1, 24))
def test_prompts_alone_take_as_few_batches_as_their_tokens_need(lengths: list[int], size: int) -> None:
    branches = [Branch(length, writes_on=False) for length in lengths]
    batches, outputs = 0, []
    while chunks := _round(branches, size):
        batches += 1
        outputs += [chunk.index for chunk in chunks if chunk.output]
    assert math.ceil(sum(lengths) / size) == batches
    assert sorted(outputs) == [index for index, length in enumerate(lengths) if length > 0]


@STEADY
@given(st.lists(st.integers(2, 60), min_size=1, max_size=6), st.integers(1, 20), st.integers(1, 12))
def test_no_prompt_starves_while_candidates_write_on_without_end(prompts: list[int], writers: int, spare: int) -> None:
    size = writers + spare
    branches = [Branch(length, writes_on=False) for length in prompts]
    branches += [Branch(8, True, list(range(7))) for _ in range(writers)]
    for _ in range(math.ceil(sum(prompts) / spare)):
        _round(branches, size)
    assert [0] * len(prompts) == [branch.live.missing for branch in branches[: len(prompts)]]


@STEADY
@given(st.lists(st.integers(2, 60), max_size=4), st.integers(1, 20), st.integers(0, 12), st.integers(1, 15))
def test_candidates_get_a_token_from_each_batch_however_much_is_waiting(
    prompts: list[int], writers: int, spare: int, batches: int
) -> None:
    branches = [Branch(length, writes_on=False) for length in prompts]
    branches += [Branch(8, True, list(range(7))) for _ in range(writers)]
    for _ in range(batches):
        _round(branches, writers + spare + len(prompts))
    assert [7 + batches] * writers == [len(branch.written) for branch in branches[len(prompts) :]]
