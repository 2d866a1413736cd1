"""From one state to the next. Live view, history and exports all come from here (law 9)."""

import functools
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
    if state.status.ended:
        return state
    match event:
        case RunStarted():
            return _start(state, event)
        case NodeAdded():
            return _add(state, event)
        case NodeScored(node=node, visits=visits, value_sum=value_sum, prior=prior):
            return _change(state, node, lambda view: replace(view, visits=visits, value_sum=value_sum, prior=prior))
        case NodeClosed(node=node, status=status, reason=reason):
            return _change(state, node, lambda view: replace(view, status=status, reason=reason))
        case AnswerChanged(answer=answer):
            return replace(state, answer=answer, best_path=state.path(answer.node) if answer else ())
        case FocusChanged(node=node):
            return replace(state, focus=node) if node in state.nodes else state
        case Progress():
            return replace(state, progress=_figures(event))
        case StatesPooled():
            return state
        case Finished() | Paused() | Cancelled():
            return _end(state, event)
        case Failed(run_id=run_id, kind=kind, message=message, exit_code=exit_code):
            failure = Failure(kind, message, exit_code)
            return replace(state, run_id=run_id, status=status_after(event), failure=failure, progress=None)


def reduce_all(state: RunState, events: Iterable[AnyRunEvent]) -> RunState:
    """The state after all of ``events``."""
    return functools.reduce(reduce, events, state)


def replay(events: Iterable[AnyRunEvent]) -> RunState:
    """The state of a run from its stored events."""
    return reduce_all(RunState(), events)


def _start(state: RunState, event: RunStarted) -> RunState:
    if state.status is not RunStatus.WAITING:
        return state
    root = NodeView(id=ROOT, parent=None, depth=0, text=event.problem.text)
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
        nodes=MappingProxyType({ROOT: root}),
    )


def _add(state: RunState, event: NodeAdded) -> RunState:
    parent = state.nodes.get(event.parent)
    if parent is None or event.node in state.nodes:
        return state
    title, code = split_step(event.text, state.settings.step_format) if state.settings else ("", event.text)
    added = NodeView(
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
        author=event.author,
        carried=event.carried,
    )
    grown = replace(parent, children=(*parent.children, event.node))
    return _with_nodes(state, {event.parent: grown, event.node: added})


def _change(state: RunState, node: NodeId, change: Callable[[NodeView], NodeView]) -> RunState:
    view = state.nodes.get(node)
    return state if view is None else _with_nodes(state, {node: change(view)})


def _with_nodes(state: RunState, changed: dict[NodeId, NodeView]) -> RunState:
    # A copy of 2,000 references takes some 10 µs; a persistent map in Python would take longer.
    return replace(state, nodes=MappingProxyType(state.nodes | changed))


def _figures(event: Progress) -> LiveFigures:
    return LiveFigures(
        sampled_tokens=event.sampled_tokens,
        tokens_per_second=event.tokens_per_second,
        rollouts=event.rollouts,
        open_candidates=event.open_candidates,
        fraction=event.fraction,
        preview=event.preview,
    )


def _end(state: RunState, event: Finished | Paused | Cancelled) -> RunState:
    result = event.result
    return replace(
        state,
        run_id=event.run_id,
        status=status_after(event),
        answer=result.answer,
        best_path=tuple(node for node in result.best_path if node in state.nodes),
        usage=result.usage,
        stop_reason=result.stop_reason,
        progress=None,
    )
