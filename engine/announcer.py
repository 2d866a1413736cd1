"""The events of one run in the making: numbered without a gap, each kind of fact with a method of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from engine.events import (
    AnswerChanged,
    AnyRunEvent,
    Cancelled,
    Failed,
    Finished,
    FocusChanged,
    NodeAdded,
    NodeClosed,
    NodeScored,
    Paused,
    Progress,
    RunStarted,
    StatesPooled,
)
from engine.preference import Pooled
from engine.types import Answer, Node, NodeId, NodeStatus, Problem, RunResult, SearchSettings


class Announcer:
    """Says what a run has to say; see ``engine.events`` for the meaning of each fact."""

    def __init__(self, run_id: str, emit: Callable[[AnyRunEvent], None]) -> None:
        self._run_id = run_id
        self._emit = emit
        self._seq = 0

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Hold back what is said inside until its end; where an error ends it, nothing was said."""
        emit, held, seq = self._emit, list[AnyRunEvent](), self._seq
        self._emit = held.append
        try:
            yield
        except BaseException:
            self._seq = seq
            raise
        finally:
            self._emit = emit
        for event in held:
            emit(event)

    def started(
        self, problem: Problem, settings: SearchSettings, model_id: str, prompt_tokens: int, isolation: str
    ) -> None:
        self._emit(
            RunStarted(
                run_id=self._run_id,
                seq=self._next(),
                problem=problem,
                settings=settings,
                model_id=model_id,
                prompt_tokens=prompt_tokens,
                isolation=isolation,
                value_source=" + ".join(settings.values),
            )
        )

    def added(self, node: Node, *, carried: bool = False) -> None:
        assert node.parent is not None
        self._emit(
            NodeAdded(
                run_id=self._run_id,
                seq=self._next(),
                node=node.id,
                parent=node.parent,
                depth=node.depth,
                text=node.text,
                status=node.status,
                reason=node.reason,
                execution=node.execution,
                answer=node.answer,
                tokens=node.tokens,
                mean_logprob=node.mean_logprob,
                prior=node.prior,
                score=node.score,
                score_parts=node.score_parts,
                author=node.author,
                carried=carried,
            )
        )

    def pooled(self, node: NodeId, states: Pooled) -> None:
        packed = np.ascontiguousarray(states, "<f2")
        self._emit(
            StatesPooled(run_id=self._run_id, seq=self._seq, node=node, layers=len(packed), states=packed.tobytes())
        )

    def scored(self, node: Node) -> None:
        self._emit(
            NodeScored(
                run_id=self._run_id,
                seq=self._next(),
                node=node.id,
                visits=node.visits,
                value_sum=node.value_sum,
                prior=node.prior,
            )
        )

    def closed(self, node: NodeId, status: NodeStatus, reason: str) -> None:
        self._emit(NodeClosed(run_id=self._run_id, seq=self._next(), node=node, status=status, reason=reason))

    def focused(self, node: NodeId) -> None:
        self._emit(FocusChanged(run_id=self._run_id, seq=self._next(), node=node))

    def answered(self, answer: Answer | None) -> None:
        self._emit(AnswerChanged(run_id=self._run_id, seq=self._next(), answer=answer))

    def progressed(
        self,
        *,
        sampled_tokens: int,
        tokens_per_second: float,
        rollouts: int,
        open_candidates: int,
        fraction: float,
        preview: str,
    ) -> None:
        self._emit(
            Progress(
                run_id=self._run_id,
                seq=self._seq,
                sampled_tokens=sampled_tokens,
                tokens_per_second=tokens_per_second,
                rollouts=rollouts,
                open_candidates=open_candidates,
                fraction=fraction,
                preview=preview,
            )
        )

    def ended(self, kind: type[Finished | Paused | Cancelled], result: RunResult) -> None:
        self._emit(kind(run_id=self._run_id, seq=self._next(), result=result))

    def failed(self, kind: str, message: str, exit_code: int) -> None:
        self._emit(Failed(run_id=self._run_id, seq=self._next(), kind=kind, message=message, exit_code=exit_code))

    def _next(self) -> int:
        self._seq += 1
        return self._seq
