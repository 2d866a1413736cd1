"""What a step computed, whatever it called it: how two steps are found to do the same."""

import re
from collections.abc import Sequence, Set

from engine.search.text_state import numbers_computed
from engine.types import Author, ExecutionStatus, Node, NodeId, NodeStatus

_DECIMAL = re.compile(r"[-+]?\d+\.\d+$")
_NUMBER_IN_TEXT = re.compile(r"\d[\d,]*(?:\.\d+)?")


def state_key(node: Node, given: Set[str] = frozenset()) -> tuple[object, ...]:
    """Equal for steps that did the same: their output and the values they assigned.

    Values that merely restate a number ``given`` in the problem are left out, unless there are no others.
    """
    if node.execution is None:
        # Prose: what it states as results is the nearest thing to values.
        results = numbers_computed(node.text)
        return ("states", *sorted(results - given or results)) if results else ("text", node.text)
    if node.execution.status is not ExecutionStatus.OK:
        return ("text", node.text)
    values = {as_plain(value) for _, value in node.execution.names}
    return (*sorted(values - given or values), "prints", node.execution.output)


def duplicates(layer: Sequence[Node], problem_text: str) -> dict[NodeId, NodeId]:
    """Open steps of a layer that computed the same as an earlier open sibling, each with that sibling.

    A step that is being continued already is none: its children would be lost. Nor is one that a person wrote.
    """
    given = numbers_in(problem_text)
    first: dict[tuple[object, ...], NodeId] = {}
    found: dict[NodeId, NodeId] = {}
    for node in layer:
        if node.status is NodeStatus.OPEN:
            earlier = first.setdefault(state_key(node, given), node.id)
            if earlier != node.id and not node.expanded and node.author is Author.MODEL:
                found[node.id] = earlier
    return found


def numbers_in(text: str) -> frozenset[str]:
    """The plain numbers of a text, written in one way."""
    return frozenset(as_plain(number.replace(",", "")) for number in _NUMBER_IN_TEXT.findall(text))


def as_plain(value: str) -> str:
    """A value with 432.0 written as 432."""
    return value.rstrip("0").rstrip(".") if _DECIMAL.match(value) else value
