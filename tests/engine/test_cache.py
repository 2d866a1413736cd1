import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.cache import Path, SequenceCache

SEQUENCES = 5
LENGTH = {"p": 7, "q": 3, "a": 1, "b": 2, "c": 4}
PATHS = st.lists(st.sampled_from("abc"), max_size=4).map(lambda keys: ("p", "q", *keys))


def _common(first: Path, second: Path) -> int:
    return next(
        (at for at, (left, right) in enumerate(zip(first, second, strict=False)) if left != right),
        min(len(first), len(second)),
    )


def _kept(cache: SequenceCache, path: str, *, locked: bool = False) -> int:
    sequence, _ = cache.acquire()
    assert sequence is not None
    cache.keep(sequence, tuple(path), [LENGTH[key] for key in path])
    if not locked:
        cache.unlock(sequence)
    return sequence


class CacheAgainstModel(RuleBasedStateMachine):
    """The cache beside the plainest bookkeeping that could be right."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = SequenceCache(SEQUENCES)
        self.paths: dict[int, Path] = {}
        self.locks: dict[int, int] = {}
        self.used: list[int] = []

    def _touch(self, sequence: int) -> None:
        self.used = [*(other for other in self.used if other != sequence), sequence]

    def _forget(self, sequence: int) -> None:
        del self.paths[sequence], self.locks[sequence]
        self.used.remove(sequence)

    @rule()
    def acquire(self) -> None:
        unlocked = [sequence for sequence in self.used if self.locks[sequence] == 0]
        sequence, stale = self.cache.acquire()
        if len(self.paths) < SEQUENCES:
            assert sequence not in self.paths
            assert stale is None
        elif unlocked:
            assert (unlocked[0], unlocked[0]) == (sequence, stale)
            self._forget(unlocked[0])
        else:
            assert (None, None) == (sequence, stale)
            return
        assert sequence is not None
        self.paths[sequence], self.locks[sequence] = (), 1
        self._touch(sequence)

    @precondition(lambda self: any(count == 1 and not self.paths[at] for at, count in self.locks.items()))
    @rule(path=PATHS, unlock=st.booleans(), data=st.data())
    def keep(self, path: Path, unlock: bool, data: st.DataObject) -> None:
        fresh = [at for at, count in sorted(self.locks.items()) if count == 1 and not self.paths[at]]
        sequence = data.draw(st.sampled_from(fresh))
        self.cache.keep(sequence, path, [LENGTH[str(key)] for key in path])
        self.paths[sequence] = path
        self._touch(sequence)
        if unlock:
            self.cache.unlock(sequence)
            self.locks[sequence] -= 1

    @precondition(lambda self: bool(self.paths))
    @rule(data=st.data())
    def lock(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from(sorted(self.paths)))
        self.cache.lock(sequence)
        self.locks[sequence] += 1

    @precondition(lambda self: bool(self.paths))
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from(sorted(self.paths)))
        if self.locks[sequence] == 0:
            with pytest.raises(ValueError, match="not locked"):
                self.cache.unlock(sequence)
        else:
            self.cache.unlock(sequence)
            self.locks[sequence] -= 1

    @precondition(lambda self: bool(self.paths))
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from(sorted(self.paths)))
        self.cache.release(sequence)
        self._forget(sequence)

    @rule(path=PATHS)
    def match(self, path: Path) -> None:
        found = self.cache.match(path)
        longest = max((_common(held, path) for held in self.paths.values()), default=0)
        if longest == 0:
            assert found is None
            return
        assert found is not None
        holders = [at for at, held in sorted(self.paths.items()) if _common(held, path) == longest]
        assert (holders[0], longest) == (found.sequence, found.keys)
        assert sum(LENGTH[str(key)] for key in path[:longest]) == found.tokens
        self._touch(found.sequence)

    @rule(prefix=PATHS)
    def release_below(self, prefix: Path) -> None:
        expected = [
            at for at, held in sorted(self.paths.items()) if self.locks[at] == 0 and held[: len(prefix)] == prefix
        ]
        assert expected == list(self.cache.release_below(prefix))
        for sequence in expected:
            self._forget(sequence)

    @rule()
    def evict_unlocked(self) -> None:
        expected = sorted(at for at, count in self.locks.items() if count == 0)
        assert expected == list(self.cache.evict_unlocked())
        for sequence in expected:
            self._forget(sequence)

    @invariant()
    def owns_what_the_model_owns(self) -> None:
        assert dict(sorted(self.paths.items())) == self.cache.owned()
        assert all(0 <= sequence < SEQUENCES for sequence in self.cache.owned())

    @invariant()
    def gives_what_is_not_locked(self) -> None:
        assert SEQUENCES - sum(count > 0 for count in self.locks.values()) == self.cache.free()

    @invariant()
    def counts_each_shared_prefix_once(self) -> None:
        prefixes = {held[: at + 1] for held in self.paths.values() for at in range(len(held))}
        assert sum(LENGTH[str(prefix[-1])] for prefix in prefixes) == self.cache.held_tokens()


TestCacheAgainstModel = CacheAgainstModel.TestCase


def test_shared_prefixes_are_held_once() -> None:
    cache = SequenceCache(8)
    for path in ("pqab", "pqac", "pqa"):
        _kept(cache, path)
    assert LENGTH["p"] + LENGTH["q"] + LENGTH["a"] + LENGTH["b"] + LENGTH["c"] == cache.held_tokens()


def test_a_path_that_is_longer_than_the_question_serves_all_its_prefixes() -> None:
    cache = SequenceCache(8)
    sequence = _kept(cache, "pqab")
    found = cache.match(("p", "q", "c"))
    assert found is not None
    assert (sequence, 2, LENGTH["p"] + LENGTH["q"]) == (found.sequence, found.keys, found.tokens)


def test_the_least_recently_matched_sequence_is_evicted_first() -> None:
    cache = SequenceCache(2)
    old, new = _kept(cache, "pa"), _kept(cache, "pb")
    cache.match(("p", "a"))
    assert (new, new) == cache.acquire()
    assert ("p", "a") == cache.owned()[old]


@given(st.integers(1, 6))
def test_locked_sequences_are_never_given_away(count: int) -> None:
    cache = SequenceCache(count)
    given_out = [cache.acquire() for _ in range(count)]
    assert [(sequence, None) for sequence in range(count)] == given_out
    assert (None, None) == cache.acquire()
    assert 0 == cache.free()
    assert () == cache.evict_unlocked()


def test_an_unlocked_sequence_can_be_taken_for_writing_and_is_no_longer_matched() -> None:
    cache = SequenceCache(2)
    sequence = _kept(cache, "pqa")
    assert not cache.is_locked(sequence)
    cache.take(sequence)
    assert cache.is_locked(sequence)
    assert cache.match(("p", "q")) is None
    assert () == cache.evict_unlocked()
    with pytest.raises(ValueError, match="is locked"):
        cache.take(sequence)


def test_a_last_key_that_is_held_in_part_counts_with_what_is_held_of_it() -> None:
    cache = SequenceCache(3)
    partial, _ = cache.acquire()
    assert partial is not None
    cache.keep(partial, ("p", "c"), (7, 3))
    found = cache.match(("p", "c", "a"))
    assert found is not None
    assert 10 == found.tokens
    whole = _kept(cache, "pca")
    assert 12 == cache.held_tokens()
    found = cache.match(("p", "c", "b"))
    assert found is not None
    assert (whole, 11) == (found.sequence, found.tokens)
