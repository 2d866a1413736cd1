"""From one state to the next. Live view, history and exports all come from here (law 9)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType

from app.state.run import Failure, LiveFigures, NodeView, RunState
from app.state.steps import split_step
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
from engine.store import RunStatus, status_after
from engine.types import ROOT, NodeId


def reduce(state: RunState, event: AnyRunEvent) -> RunState:
    """The state after ``event``. Pure and total: an event that makes no sense here leaves the state as it is."""
    return reduce_all(state, (event,))


def reduce_all(state: RunState, events: Iterable[AnyRunEvent]) -> RunState:
    """The state after all of ``events``."""
    nodes = _Nodes(state.nodes)
    for event in events:
        if not state.status.ended:
            state = _after(state, nodes, event)
    return nodes.put_into(state)


def replay(events: Iterable[AnyRunEvent]) -> RunState:
    """The state of a run from its stored events."""
    return reduce_all(RunState(), events)


class _Nodes:
    """The nodes of a state and what changes in them: the map is copied once for all events of a call, since a copy of
    5,000 references costs as much as ten events.
    """

    def __init__(self, before: MappingProxyType[NodeId, NodeView]) -> None:
        self._before = before
        self._changed: dict[NodeId, NodeView] = {}

    def get(self, node: NodeId) -> NodeView | None:
        return self._changed.get(node) or self._before.get(node)

    def put(self, view: NodeView) -> None:
        self._changed[view.id] = view

    def change(self, node: NodeId, change: Callable[[NodeView], NodeView]) -> None:
        view = self.get(node)
        if view is not None:
            self.put(change(view))

    def path(self, node: NodeId) -> tuple[NodeId, ...]:
        ids: list[NodeId] = []
        view = self.get(node)
        while view is not None:
            ids.append(view.id)
            view = None if view.parent is None else self.get(view.parent)
        return tuple(reversed(ids))

    def put_into(self, state: RunState) -> RunState:
        if not self._changed:
            return state
        return replace(state, nodes=MappingProxyType({**self._before, **self._changed}))


def _after(state: RunState, nodes: _Nodes, event: AnyRunEvent) -> RunState:
    match event:
        case RunStarted():
            return _start(state, nodes, event)
        case NodeAdded():
            _add(state, nodes, event)
        case NodeScored(node=node, visits=visits, value_sum=value_sum, prior=prior):
            nodes.change(node, lambda view: replace(view, visits=visits, value_sum=value_sum, prior=prior))
        case NodeClosed(node=node, status=status, reason=reason):
            nodes.change(node, lambda view: replace(view, status=status, reason=reason))
        case AnswerChanged(answer=answer):
            return replace(state, answer=answer, best_path=nodes.path(answer.node) if answer else ())
        case FocusChanged(node=node):
            return replace(state, focus=node) if nodes.get(node) is not None else state
        case Progress():
            return replace(state, progress=_figures(event))
        case StatesPooled():
            pass
        case Finished() | Paused() | Cancelled():
            return _end(state, nodes, event)
        case Failed(run_id=run_id, kind=kind, message=message, exit_code=exit_code):
            failure = Failure(kind, message, exit_code)
            return replace(state, run_id=run_id, status=status_after(event), failure=failure, progress=None)
    return state


def _start(state: RunState, nodes: _Nodes, event: RunStarted) -> RunState:
    if state.status is not RunStatus.WAITING:
        return state
    nodes.put(NodeView(id=ROOT, parent=None, depth=0, text=event.problem.text))
    return replace(
        state,
        run_id=event.run_id,
        status=RunStatus.RUNNING,
        problem=event.problem,
        settings=event.settings,
        model_id=event.model_id,
        prompt_tokens=event.prompt_tokens,
        isolation=event.isolation,
        value_source=event.value_source,
    )


def _add(state: RunState, nodes: _Nodes, event: NodeAdded) -> None:
    parent = nodes.get(event.parent)
    if parent is None or nodes.get(event.node) is not None:
        return
    title, code = split_step(event.text, state.settings.step_format) if state.settings else ("", event.text)
    nodes.put(replace(parent, children=(*parent.children, event.node)))
    nodes.put(
        NodeView(
            id=event.node,
            parent=event.parent,
            depth=event.depth,
            text=event.text,
            title=title,
            code=code,
            status=event.status,
            reason=event.reason,
            execution=event.execution,
            answer=event.answer,
            tokens=event.tokens,
            mean_logprob=event.mean_logprob,
            prior=event.prior,
            score=event.score,
            score_parts=event.score_parts,
            author=event.author,
            carried=event.carried,
        )
    )


def _figures(event: Progress) -> LiveFigures:
    return LiveFigures(
        sampled_tokens=event.sampled_tokens,
        tokens_per_second=event.tokens_per_second,
        rollouts=event.rollouts,
        open_candidates=event.open_candidates,
        fraction=event.fraction,
        preview=event.preview,
    )


def _end(state: RunState, nodes: _Nodes, event: Finished | Paused | Cancelled) -> RunState:
    result = event.result
    return replace(
        state,
        run_id=event.run_id,
        status=status_after(event),
        answer=result.answer,
        best_path=tuple(node for node in result.best_path if nodes.get(node) is not None),
        usage=result.usage,
        stop_reason=result.stop_reason,
        progress=None,
    )
