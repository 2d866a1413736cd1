"""Facts of a step that need no model: how it ran, what its values look like, how sure the model was. Pure.

Together with the hidden states they are the input of the preference model. None of them knows the other branches.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from engine.search.state import numbers_in
from engine.search.values import execution_evidence
from engine.types import Execution, ExecutionStatus, Node, NodeStatus

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LITERAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_MANY = 6.0

FACT_NAMES = (
    "depth",
    "tokens",
    "logprob",
    "path_logprob",
    "worst_logprob",
    "open",
    "finished",
    "failed",
    "pruned",
    "names",
    "fresh_values",
    "whole_values",
    "negative_values",
    "long_values",
    "size",
    "numbers_used",
    "numbers_unused",
    "foreign_numbers",
    "repeated_numbers",
    "unused_names",
    "symbolic",
    "prints",
    "answer_weight",
    "answer_number",
    "answer_whole",
    "answer_below_one",
    "answer_given",
    "answer_size",
)


def facts(problem_text: str, path: Sequence[Node]) -> tuple[float, ...]:
    """Facts of the last step of a path (the root excluded), in the order of ``FACT_NAMES``; each of the order of 1."""
    node = path[-1]
    tokens = sum(step.tokens for step in path)
    given = Counter(_LITERAL.findall(problem_text.replace(",", "")))
    code = "\n".join(_code(step.text) for step in path)
    used = Counter(_LITERAL.findall(code))
    words = Counter(_NAME.findall(code))
    assigned = {name for step in path if step.execution for name, _ in step.execution.names}
    answer = (node.answer or "").strip()
    number = float(answer) if _NUMBER.match(answer) else None
    return (
        node.depth / _MANY,
        math.log1p(node.tokens) / 4.0,
        node.mean_logprob,
        sum(step.mean_logprob * step.tokens for step in path) / max(1, tokens),
        min(step.mean_logprob for step in path),
        float(node.status is NodeStatus.OPEN),
        float(node.status is NodeStatus.FINISHED),
        float(node.status is NodeStatus.FAILED),
        float(node.status is NodeStatus.PRUNED),
        *_value_facts(node.execution, path[:-1]),
        len(used.keys() & given.keys()) / max(1, len(given)),
        min(_MANY, len(given.keys() - used.keys())) / _MANY,
        min(_MANY, len(used.keys() - given.keys())) / _MANY,
        min(_MANY, sum(max(0, used[number] - given[number]) for number in given)) / _MANY,
        min(_MANY, sum(words[name] < 2 for name in assigned)) / _MANY,
        float("symbols" in words),
        float("print(" in node.text),
        execution_evidence(node) if node.status is NodeStatus.FINISHED else 0.0,
        float(number is not None),
        float(number is not None and number.is_integer()),
        float(number is not None and number < 1.0),
        float(answer in numbers_in(problem_text)),
        0.0 if number is None else math.log1p(min(abs(number), 1e9)) / 10.0,
    )


def _value_facts(execution: Execution | None, before: Sequence[Node]) -> tuple[float, ...]:
    """Of the values that the step assigned: how many, the shares that are new, whole, negative, long; their size."""
    if execution is None or execution.status is not ExecutionStatus.OK:
        return (0.0,) * 6
    earlier = {value for step in before if step.execution for _, value in step.execution.names}
    values = [value for _, value in execution.names]
    numbers = [float(value) for value in values if _NUMBER.match(value)]
    count = max(1, len(values))
    size = max((math.log1p(min(abs(number), 1e9)) for number in numbers), default=0.0)
    return (
        min(_MANY, len(values)) / _MANY,
        sum(value not in earlier for value in values) / count,
        sum(number.is_integer() for number in numbers) / count,
        sum(number < 0 for number in numbers) / count,
        sum(len(value.partition(".")[2]) > 4 for value in values) / count,
        size / 10.0,
    )


def _code(text: str) -> str:
    """The step without its comment lines."""
    return "\n".join(line.partition("#")[0] for line in text.splitlines())
