"""What holds for the cache of sequences, with the memory it speaks of beneath it.

The machine writes, copies and drops cells as the cache tells it to, and then looks whether memory holds what the cache
says it holds.
"""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.cache import Path, SequenceCache
from tests.helpers.steady import steady

PATHS = st.lists(st.sampled_from("abc"), max_size=5).map(lambda keys: ("root", *keys))


def _cells(path: Path) -> list[tuple[Path, int]]:
    """The cells of a path: each key stands for one to four tokens that depend on the keys above it."""
    return [
        (path[:depth], number)
        for depth in range(1, len(path) + 1)
        for number in range(1 + sum(ord(str(key)[0]) for key in path[:depth]) % 4)
    ]


def _lengths(path: Path) -> list[int]:
    return [len(_cells(path[: depth + 1])) - len(_cells(path[:depth])) for depth in range(len(path))]


@dataclass
class Writer:
    """Someone who writes a path into a sequence: it is theirs alone until they are done."""

    path: Path


class CacheOverMemory(RuleBasedStateMachine):
    @initialize(sequences=st.integers(2, 7), paths=st.lists(PATHS, max_size=7))
    def load(self, sequences: int, paths: list[Path]) -> None:
        self.cache = SequenceCache(sequences)
        self.sequences = sequences
        self.memory: dict[int, list[tuple[Path, int]]] = {}
        self.writers: dict[int, Writer] = {}
        self.locks: dict[int, int] = {}
        self.kept: dict[int, Path] = {}
        for path in paths[:sequences]:
            self.begin(path)
            self._keep(max(self.writers), unlock=True)

    @rule(path=PATHS)
    def begin_a_path(self, path: Path) -> None:
        self.begin(path)

    def begin(self, path: Path) -> None:
        """Take a sequence for ``path`` as the batcher does: lock what matches, copy it, write the rest."""
        found = self.cache.match(path)
        if found is not None:
            self.cache.lock(found.sequence)
        sequence, stale = self.cache.acquire()
        if found is not None:
            self.cache.unlock(found.sequence)
        if sequence is None:
            assert stale is None
            protected = {found.sequence} if found is not None else set()
            assert all(self._locked(at) or at in protected for at in range(self.sequences))
            return
        assert 0 <= sequence < self.sequences
        if stale is not None:
            assert sequence == stale
            assert len(self.memory) == self.sequences, "evicted although a sequence was free"
            self._dropped(stale)
        assert sequence not in self.memory, "a sequence was given to two owners"
        assert found is None or found.sequence in self.memory, "what matched was evicted before it was copied"
        holds = self.memory[found.sequence][: found.tokens] if found is not None else []
        self.memory[sequence] = holds + _cells(path)[len(holds) :]
        self.writers[sequence] = Writer(path)
        self.locks[sequence] = 1

    @precondition(lambda self: self.writers)
    @rule(data=st.data(), unlock=st.booleans())
    def keep(self, data: st.DataObject, unlock: bool) -> None:
        self._keep(data.draw(st.sampled_from(sorted(self.writers))), unlock=unlock)

    @precondition(lambda self: self.memory)
    @rule(data=st.data())
    def lock(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from(sorted(self.memory)))
        self.cache.lock(sequence)
        self.locks[sequence] += 1

    @precondition(lambda self: any(self.locks[at] > 0 for at in self.kept))
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from([at for at in sorted(self.kept) if self._locked(at)]))
        self.cache.unlock(sequence)
        self.locks[sequence] -= 1

    @precondition(lambda self: self.memory)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        sequence = data.draw(st.sampled_from(sorted(self.memory)))
        self.cache.release(sequence)
        self.locks[sequence] = 0
        self._dropped(sequence)

    @rule()
    def evict_unlocked(self) -> None:
        for sequence in self.cache.evict_unlocked():
            self._dropped(sequence)
        assert all(self._locked(sequence) for sequence in self.memory)

    @rule(prefix=PATHS)
    def release_below(self, prefix: Path) -> None:
        for sequence in self.cache.release_below(prefix):
            assert prefix == self.kept[sequence][: len(prefix)], "released beside the path"
            self._dropped(sequence)
        left = [path for sequence, path in self.kept.items() if not self._locked(sequence)]
        assert all(prefix != path[: len(prefix)] for path in left), "left behind below the path"

    @rule(path=PATHS)
    def match(self, path: Path) -> None:
        wanted = _cells(path)
        shared = {at: _shared(_cells(held), wanted) for at, held in self.kept.items()}
        found = self.cache.match(path)
        if found is None:
            assert 0 == max(shared.values(), default=0)
            return
        assert wanted[: found.tokens] == self.memory[found.sequence][: found.tokens], "matched what is not held"
        assert len(_cells(path[: found.keys])) == found.tokens
        assert max(shared.values()) == found.tokens, "a longer prefix is held"

    @invariant()
    def owns_what_memory_holds(self) -> None:
        owned = self.cache.owned()
        assert self.memory.keys() == owned.keys()
        assert {sequence: self.kept.get(sequence, ()) for sequence in owned} == owned
        assert all(self.memory[sequence] == _cells(path) for sequence, path in self.kept.items())

    @invariant()
    def counts_each_kept_cell_once(self) -> None:
        assert len({cell for sequence in self.kept for cell in self.memory[sequence]}) == self.cache.held_tokens()

    @invariant()
    def gives_all_that_is_not_locked(self) -> None:
        assert self.sequences - sum(self._locked(sequence) for sequence in self.memory) == self.cache.free()

    def _keep(self, sequence: int, *, unlock: bool) -> None:
        path = self.writers.pop(sequence).path
        self.cache.keep(sequence, path, _lengths(path))
        self.kept[sequence] = path
        if unlock:
            self.cache.unlock(sequence)
            self.locks[sequence] -= 1

    def _locked(self, sequence: int) -> bool:
        return self.locks.get(sequence, 0) > 0

    def _dropped(self, sequence: int) -> None:
        assert not self._locked(sequence), "a locked sequence was taken away"
        del self.memory[sequence], self.locks[sequence]
        self.kept.pop(sequence, None)
        self.writers.pop(sequence, None)


def _shared(first: list[tuple[Path, int]], second: list[tuple[Path, int]]) -> int:
    pairs = zip(first, second, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(first), len(second)))


TestCacheOverMemory = CacheOverMemory.TestCase
TestCacheOverMemory.settings = steady(80, steps=30)
