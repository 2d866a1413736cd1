"""Which tree nodes own which KV sequences: match, share, lock, evict. Pure: it never touches a model.

A *path* is a tuple of keys from the prompt down to a node; each key stands for a run of tokens (a prompt, a step). A
sequence holds the KV cells of one whole path. Because sequences share cells (llama.cpp's unified cache), a kept
sequence serves every prefix of its path, and copying a prefix to another sequence costs nothing.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

Key = Hashable
Path = tuple[Key, ...]


@dataclass(slots=True)
class _Entry:
    path: Path
    lengths: tuple[int, ...]
    locks: int
    used: int


@dataclass(frozen=True, slots=True)
class Match:
    """The longest computed prefix of a path: the sequence that holds it, how many keys and tokens it covers."""

    sequence: int
    keys: int
    tokens: int


@dataclass(slots=True)
class SequenceCache:
    """Owner of all sequence ids of a context."""

    sequences: int
    _entries: dict[int, _Entry] = field(default_factory=dict)
    _clock: int = 0

    def match(self, path: Path) -> Match | None:
        """The kept sequence that shares the longest prefix with ``path``; ties go to the lowest id."""
        best: Match | None = None
        for sequence in sorted(self._entries):
            entry = self._entries[sequence]
            keys = common_prefix(entry.path, path)
            tokens = sum(entry.lengths[:keys])
            if keys and (best is None or (keys, tokens) > (best.keys, best.tokens)):
                best = Match(sequence, keys, tokens)
        if best is not None:
            self._touch(best.sequence)
        return best

    def acquire(self) -> tuple[int | None, int | None]:
        """Take a sequence id for writing, locked.

        Returns:
            The id and the id whose content must be dropped first: the same one when the least recently used unlocked
            entry was evicted, else None. (None, None) when every sequence is locked.
        """
        for sequence in range(self.sequences):
            if sequence not in self._entries:
                self._entries[sequence] = _Entry((), (), 1, self._tick())
                return sequence, None
        if (victim := self._oldest_unlocked()) is None:
            return None, None
        self._entries[victim] = _Entry((), (), 1, self._tick())
        return victim, victim

    def keep(self, sequence: int, path: Path, lengths: Sequence[int]) -> None:
        """Say what a locked sequence holds now: ``lengths[i]`` tokens for ``path[i]``."""
        entry = self._entries[sequence]
        entry.path, entry.lengths = path, tuple(lengths)
        self._touch(sequence)

    def lock(self, sequence: int) -> None:
        """Forbid eviction once more."""
        self._entries[sequence].locks += 1

    def is_locked(self, sequence: int) -> bool:
        """Whether it may not be evicted."""
        return self._entries[sequence].locks > 0

    def take(self, sequence: int) -> None:
        """Take an unlocked sequence for writing, locked, with what it holds; the caller says by ``keep`` what becomes
        of it.
        """
        if self.is_locked(sequence):
            raise ValueError(f"sequence {sequence} is locked")
        self._entries[sequence] = _Entry((), (), 1, self._tick())

    def unlock(self, sequence: int) -> None:
        """Undo one lock."""
        entry = self._entries[sequence]
        if entry.locks == 0:
            raise ValueError(f"sequence {sequence} is not locked")
        entry.locks -= 1

    def release(self, sequence: int) -> None:
        """Give a sequence back; its content must be dropped by the caller."""
        del self._entries[sequence]

    def evict_unlocked(self) -> tuple[int, ...]:
        """Give back every unlocked sequence; returns their ids, whose content must be dropped."""
        victims = tuple(sorted(sequence for sequence, entry in self._entries.items() if entry.locks == 0))
        for sequence in victims:
            del self._entries[sequence]
        return victims

    def release_below(self, prefix: Path) -> tuple[int, ...]:
        """Give back every unlocked sequence whose path begins with ``prefix``; returns their ids."""
        victims = tuple(
            sequence
            for sequence, entry in sorted(self._entries.items())
            if entry.locks == 0 and entry.path[: len(prefix)] == prefix
        )
        for sequence in victims:
            del self._entries[sequence]
        return victims

    def held_tokens(self) -> int:
        """KV cells in use: each distinct prefix counts once, since sequences share cells."""
        prefixes: dict[Path, int] = {}
        for entry in self._entries.values():
            for depth, length in enumerate(entry.lengths, start=1):
                # Of the last key a sequence may hold less than another does.
                prefixes[entry.path[:depth]] = max(length, prefixes.get(entry.path[:depth], 0))
        return sum(prefixes.values())

    def free(self) -> int:
        """Sequences that ``acquire`` could give now."""
        return self.sequences - sum(1 for entry in self._entries.values() if entry.locks > 0)

    def owned(self) -> dict[int, Path]:
        """What each taken sequence holds."""
        return {sequence: entry.path for sequence, entry in sorted(self._entries.items())}

    def _oldest_unlocked(self) -> int | None:
        unlocked = [(entry.used, sequence) for sequence, entry in self._entries.items() if entry.locks == 0]
        return min(unlocked)[1] if unlocked else None

    def _touch(self, sequence: int) -> None:
        self._entries[sequence].used = self._tick()

    def _tick(self) -> int:
        self._clock += 1
        return self._clock


def common_prefix(first: Sequence[object], second: Sequence[object]) -> int:
    """How many elements two sequences begin with alike."""
    count = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        count += 1
    return count
