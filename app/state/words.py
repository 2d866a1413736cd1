"""Plain words for what the engine reports, the same in the window and in the terminal."""

from collections import Counter

from app.state.run import RunState
from engine.store import RunStatus
from engine.types import ROOT, Answer, ExecutionStatus, Mark, NodeStatus, PolicyName, StopReason

NO_ANSWER = "No answer was found."

MARK_WORDS = {
    Mark.CHECKED: "Checked",
    Mark.DIFFERS: "Differs",
    Mark.AGREES: "Agrees",
    Mark.RUNS: "Runs",
    Mark.UNVERIFIED: "Not verified",
}
STATUS_WORDS = {
    RunStatus.WAITING: "Waiting",
    RunStatus.RUNNING: "Running",
    RunStatus.FINISHED: "Finished",
    RunStatus.PAUSED: "Paused",
    RunStatus.CANCELLED: "Stopped",
    RunStatus.FAILED: "Failed",
    RunStatus.CRASHED: "Engine crashed",
    RunStatus.INTERRUPTED: "Interrupted",
}
NODE_WORDS = {
    NodeStatus.OPEN: "open",
    NodeStatus.FINISHED: "ends with an answer",
    NodeStatus.FAILED: "failed",
    NodeStatus.PRUNED: "given up",
}
STOP_SENTENCES = {
    StopReason.ROLLOUTS: "All planned rollouts were made.",
    StopReason.TOKENS: "The limit of tokens was reached.",
    StopReason.SECONDS: "The time was up.",
    StopReason.EXHAUSTED: "Nothing was left to try.",
    StopReason.DECIDED: "More work could not have changed the answer.",
    StopReason.USER: "Stopped by you.",
}
EXECUTION_WORDS = {
    ExecutionStatus.OK: "ran",
    ExecutionStatus.ERROR: "ended with an error",
    ExecutionStatus.TIMEOUT: "took too long",
    ExecutionStatus.MEMORY: "needed too much memory",
    ExecutionStatus.OUTPUT: "printed too much",
    ExecutionStatus.KILLED: "was stopped by the sandbox",
    ExecutionStatus.NOT_RUN: "was not run",
}
POLICY_WORDS = {
    PolicyName.MCTS: "tree search",
    PolicyName.MAJORITY: "majority vote",
    PolicyName.GREEDY: "one line of thought",
}


def mark_sentence(answer: Answer | None) -> str:
    """How far an answer is verified, in one sentence that claims no more than was done."""
    if answer is None:
        return NO_ANSWER
    match answer.mark:
        case Mark.CHECKED:
            return "Checked: equals the given answer."
        case Mark.DIFFERS:
            return "Differs: does not equal the given answer."
        case Mark.AGREES:
            return f"Agrees: {_lines_of_thought(answer)} here."
        case Mark.RUNS:
            return f"Runs: {_lines_of_thought(answer)} here; no other agrees."
        case Mark.UNVERIFIED:
            return "Not verified: its steps were not run."


def status_sentence(state: RunState) -> str:
    """Where a run stands, or how it ended and why."""
    word = STATUS_WORDS[state.status]
    if state.failure is not None:
        return f"{word}: {state.failure.message}"
    if state.stop_reason is None or state.stop_reason is StopReason.USER:
        return f"{word}."
    return f"{word}: {_lower_first(STOP_SENTENCES[state.stop_reason])}"


def tree_sentence(state: RunState) -> str:
    """What became of the steps that no other step follows, and how many steps there are in all."""
    steps = max(0, len(state.nodes) - 1)
    if not steps:
        return "No step was written."
    ends = Counter(node.status for node in state.nodes.values() if not node.children and node.id != ROOT)
    parts = [
        _counted(ends[NodeStatus.FINISHED], "ends with an answer", "end with an answer"),
        _counted(ends[NodeStatus.FAILED], "failed", "failed"),
        _counted(ends[NodeStatus.PRUNED], "was given up", "were given up"),
        _counted(ends[NodeStatus.OPEN], "is open", "are open"),
    ]
    return f"{_counted(steps, 'step', 'steps')}: {', '.join(part for part in parts if part)}."


def usage_sentence(state: RunState) -> str:
    """What a run cost, "" while that is not known."""
    if state.usage is None:
        return ""
    return f"{_counted(state.usage.sampled_tokens, 'token', 'tokens') or '0 tokens'} in {state.usage.seconds:.1f} s."


def percent(share: float) -> str:
    """A share in [0, 1] as "67 %"."""
    return f"{share * 100:.0f} %"


def _lines_of_thought(answer: Answer) -> str:
    k, n = answer.agreeing, answer.finished
    if n == 1:
        return "the one line of thought that ran ends"
    return f"{k} of {n} lines of thought that ran {'ends' if k == 1 else 'end'}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
