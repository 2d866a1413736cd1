"""What becomes of a closed step: run it, and say whether the solution goes on, has ended, or failed."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.sandbox.executor import DEFAULT_LIMITS, Executor
from engine.steps import StepEnd, StepRules
from engine.types import Execution, ExecutionStatus, NodeStatus, Problem

_CUT_REASONS = {
    StepEnd.TOO_LONG: "The step grew too long.",
    StepEnd.NO_ROOM: "The model's context was full.",
}
_NO_OUTPUT = "Ended without printing an answer."
_NO_ANSWER = "Ended without an answer."
_NOT_RUN = "Not run: no isolation on this system."


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a step ends as a node, with what running it gave."""

    status: NodeStatus
    reason: str = ""
    answer: str | None = None
    execution: Execution | None = None


class Judge:
    """Decides by one step format; runs steps in the sandbox where the format has programs."""

    def __init__(self, rules: StepRules, executor: Executor, max_depth: int) -> None:
        self._rules = rules
        self._executor = executor
        self._max_depth = max_depth

    def judge(self, texts: Sequence[str], end: StepEnd) -> Verdict:
        """The verdict on the last of ``texts``, all steps of a solution, which closed for the reason ``end``."""
        execution = self._executor.run(texts, DEFAULT_LIMITS) if self._rules.runs else None
        if end in _CUT_REASONS:
            return Verdict(NodeStatus.PRUNED, _CUT_REASONS[end], execution=execution)
        if execution is not None and execution.status not in (ExecutionStatus.OK, ExecutionStatus.NOT_RUN):
            return Verdict(NodeStatus.FAILED, execution.error or execution.status.value, execution=execution)
        if end is StepEnd.END or self._rules.is_complete(texts):
            return self._final(texts, execution)
        if len(texts) >= self._max_depth:
            return Verdict(NodeStatus.PRUNED, "Too many steps.", execution=execution)
        if not texts[-1].removeprefix(self._rules.mark(len(texts))).strip():
            return Verdict(NodeStatus.PRUNED, "An empty step.", execution=execution)
        return Verdict(NodeStatus.OPEN, execution=execution)

    def _final(self, texts: Sequence[str], execution: Execution | None) -> Verdict:
        if execution is not None and execution.status is ExecutionStatus.NOT_RUN:
            return Verdict(NodeStatus.PRUNED, _NOT_RUN, execution=execution)
        answer = self._rules.answer(texts, execution.output if execution else None)
        if answer is None:
            return Verdict(NodeStatus.FAILED, _NO_OUTPUT if self._rules.runs else _NO_ANSWER, execution=execution)
        return Verdict(NodeStatus.FINISHED, answer=answer, execution=execution)


class AnswerBook:
    """Which answers of a run mean the same, and which equal the given one."""

    def __init__(self, problem: Problem, executor: Executor) -> None:
        self._given_answer = problem.answer
        self._executor = executor
        self.same: dict[str, str] = {}
        """Maps each answer to the first seen one that means the same."""
        self._equal: dict[str, bool] = {}

    def enter(self, answer: str) -> None:
        """Find the class of equal answers that a new answer belongs to."""
        if answer not in self.same:
            known = dict.fromkeys(self.same.values())
            self.same[answer] = next((other for other in known if self._executor.equal(other, answer)), answer)

    def matches_given(self, answer: str) -> bool | None:
        """Whether an answer equals the problem's given one; None where none is given."""
        if self._given_answer is None:
            return None
        if answer not in self._equal:
            self._equal[answer] = self._executor.equal(self._given_answer, answer)
        return self._equal[answer]

    def right(self) -> dict[str, bool]:
        """For every answer so far whether it equals the given one."""
        return {answer: bool(self.matches_given(known)) for answer, known in self.same.items()}
