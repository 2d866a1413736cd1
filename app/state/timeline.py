"""A run as it was at any moment: its events, and states kept every so often to reach any of them soon."""

from collections.abc import Sequence
from dataclasses import replace

from app.state.reducer import reduce_all
from app.state.run import RunState
from engine.events import AnyRunEvent, NodeAdded

_KEPT_EVERY = 256


class Timeline:
    """The moments of a run are 0 (before its first event) to ``len(timeline)`` (after the last that has come).

    Transient events make no moment: they are not stored, and count for the newest state alone. A state is some 2 µs an
    event away from the one kept before it.
    """

    def __init__(self, events: Sequence[AnyRunEvent] = (), before: RunState | None = None) -> None:
        """Begin with ``events``, as they are stored.

        Args:
            before: the state before the first event.
        """
        self._events: list[AnyRunEvent] = []
        self._kept: list[RunState] = [before or RunState()]
        self._newest = self._kept[0]
        self._steps: list[int] = []
        self.extend(events)

    def __len__(self) -> int:
        return len(self._events)

    @property
    def steps(self) -> int:
        """How many steps have come."""
        return len(self._steps)

    def at_step(self, steps: int) -> RunState:
        """The state with the first ``steps`` steps and all that came before the next one."""
        return self.at(self._steps[max(0, steps)] if steps < len(self._steps) else len(self._events))

    @property
    def newest(self) -> RunState:
        """The state after all that has come."""
        return self._newest

    def extend(self, events: Sequence[AnyRunEvent]) -> RunState:
        """Take what has come since; returns the newest state."""
        fresh: list[AnyRunEvent] = []
        for event in events:
            fresh.append(event)
            if event.transient:
                continue
            if isinstance(event, NodeAdded):
                self._steps.append(len(self._events))
            self._events.append(event)
            if len(self._events) % _KEPT_EVERY == 0:
                self._newest = reduce_all(self._newest, fresh)
                self._kept.append(replace(self._newest, progress=None))
                fresh = []
        self._newest = reduce_all(self._newest, fresh)
        return self._newest

    def at(self, moment: int) -> RunState:
        """The state after the first ``moment`` events; the newest one at the end."""
        if moment >= len(self._events):
            return self._newest
        moment = max(0, moment)
        kept = moment // _KEPT_EVERY
        return reduce_all(self._kept[kept], self._events[kept * _KEPT_EVERY : moment])
