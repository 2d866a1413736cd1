"""A search that goes on from an ended one: with its whole tree, or forked at a step."""

from dataclasses import replace

from app.state import RunState
from app.state.steering import added_to_fork, fork_refusal, refusal
from app.wish import RunRequest
from engine.commands import AddStep, Steering
from engine.errors import BadSettingsError
from engine.settings import settings_for
from engine.types import Effort, NodeId, SearchSettings


def onward(
    before: RunState,
    *,
    settings: SearchSettings | None = None,
    model: str | None = None,
    steering: tuple[Steering, ...] = (),
) -> RunRequest:
    """The request that continues a run: its whole tree, its budget again, its model and settings unless given.

    Raises:
        BadSettingsError: a change makes no sense in that tree, or nothing is known of the run.
    """
    for change in steering:
        _refuse(refusal(before, change))
    return _request(before, settings, model, None, steering)


def forked(
    before: RunState,
    node: NodeId,
    *,
    step: str | None = None,
    final: bool = False,
    settings: SearchSettings | None = None,
    model: str | None = None,
) -> RunRequest:
    """The request for a search that takes over the line of thought to ``node`` and goes on there.

    Args:
        step: a step of the person's own that follows ``node``, as ``app.state.written_step`` gives it.

    Raises:
        BadSettingsError: the node cannot go on, or nothing is known of the run.
    """
    _refuse(fork_refusal(before, node))
    steering: tuple[AddStep, ...] = ()
    if step is not None:
        steering = (added_to_fork(before, node, step, final=final),)
    return _request(before, settings, model, node, steering)


def with_effort(settings: SearchSettings, effort: Effort) -> SearchSettings:
    """The same search with the budget of an effort; what else was chosen stays."""
    budget = settings_for(settings.policy, effort, step_format=settings.step_format).budget
    return replace(settings, budget=replace(budget, stop_when_decided=settings.budget.stop_when_decided))


def more_effort(settings: SearchSettings) -> Effort:
    """The least effort whose budget is larger than that of a search; the largest there is, where none is."""
    for effort in Effort:
        if settings_for(settings.policy, effort).budget.max_tokens > settings.budget.max_tokens:
            return effort
    return Effort.DEEP


def _request(
    before: RunState,
    settings: SearchSettings | None,
    model: str | None,
    fork: NodeId | None,
    steering: tuple[Steering, ...],
) -> RunRequest:
    settings = settings or before.settings
    if before.problem is None or settings is None:
        raise BadSettingsError("That search never began; start it anew.")
    return RunRequest(
        before.problem,
        settings,
        model or before.model_id,
        parent_run_id=before.run_id,
        fork_at=fork,
        steering=steering,
    )


def _refuse(sentence: str | None) -> None:
    if sentence is not None:
        raise BadSettingsError(sentence)
