"""Which changes by a person make sense in a tree. Pure."""

from engine.commands import AddStep, Prune, Steering
from engine.errors import BadSettingsError
from engine.types import ROOT, NodeStatus, Tree


def check_change(tree: Tree, change: Steering) -> None:
    """Raises BadSettingsError if a change makes no sense."""
    node = change.parent if isinstance(change, AddStep) else change.node
    if not 0 <= node < len(tree):
        raise BadSettingsError(f"There is no step {node}; choose one of 0 to {len(tree) - 1}.")
    if isinstance(change, Prune):
        if node == ROOT:
            raise BadSettingsError("The problem itself cannot be given up; stop the search instead.")
        return
    if tree[node].status is not NodeStatus.OPEN:
        raise BadSettingsError(f"Step {node} has ended ({tree[node].status.value}); choose one that can go on.")
    if isinstance(change, AddStep):
        if not change.text.strip():
            raise BadSettingsError("The step is empty; write what it should do.")
        if change.replaces is not None and change.replaces not in tree[node].children:
            raise BadSettingsError(f"Step {change.replaces} does not follow step {node}; nothing was replaced.")
