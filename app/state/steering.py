"""Which changes of a tree make sense, known before the engine is asked: for menus, and to refuse without a run.

The sentences are those of the engine, which decides in the end.
"""

from app.state.reasons import Ground, reason_of
from app.state.run import RunState
from engine.commands import AddStep, Prune, Steering
from engine.types import ROOT, NodeId, NodeStatus


def refusal(state: RunState, change: Steering) -> str | None:
    """Why this change of the tree makes no sense, None where it does."""
    node = change.parent if isinstance(change, AddStep) else change.node
    if node not in state.nodes:
        return no_such_step(state, node)
    if isinstance(change, Prune):
        return "The problem itself cannot be given up; stop the search instead." if node == ROOT else None
    view = state.nodes[node]
    if view.status is not NodeStatus.OPEN:
        return f"Step {node} has ended ({view.status.value}); choose one that can go on."
    if not isinstance(change, AddStep):
        return None
    if not change.text.strip():
        return "The step is empty; write what it should do."
    if change.replaces is not None and change.replaces not in view.children:
        return f"Step {change.replaces} does not follow step {node}; nothing was replaced."
    return None


def fork_refusal(state: RunState, node: NodeId) -> str | None:
    """Why a fork at this node makes no sense, None where it does.

    A step that was given up although nothing was wrong with it is a good place to fork.
    """
    view = state.nodes.get(node)
    if view is None:
        return no_such_step(state, node)
    broken_off = view.status is NodeStatus.PRUNED and reason_of(view.reason).ground is Ground.BROKEN_OFF
    if view.status is NodeStatus.FAILED or broken_off:
        return f"Step {node} cannot go on ({view.reason.rstrip('.')}); fork at step {view.parent}, before it."
    if view.answer is not None:
        return f"Step {node} ends a solution; fork at step {view.parent}, before it."
    return None


def added_to_fork(state: RunState, node: NodeId, text: str, *, final: bool) -> AddStep:
    """A person's step below the node where a run is forked, in the ids of the tree that is taken over."""
    return AddStep(parent=len(state.path(node)) - 1, text=text, final=final)


def no_such_step(state: RunState, node: NodeId) -> str:
    """The sentence about an id that is not in the tree."""
    return f"There is no step {node}; choose one of 0 to {max(0, len(state.nodes) - 1)}."
