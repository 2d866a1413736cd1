"""Plain words for what the engine reports, the same in the window and in the terminal."""

from collections import Counter

from app.state.run import RunState
from engine.store import RunStatus
from engine.types import (
    ROOT,
    Answer,
    ExecutionStatus,
    Mark,
    NodeStatus,
    PolicyName,
    SearchSettings,
    StepFormat,
    StopReason,
    ValueName,
)

NO_ANSWER = "No answer was found."
BY_HAND = "written by you"
TAKEN_OVER = "taken over"

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
    PolicyName.RESTARTS: "tree search with restarts",
    PolicyName.DVTS: "diverse beams",
    PolicyName.BEAM: "beam search",
    PolicyName.WEIGHTED: "weighted best of N",
    PolicyName.BEST_OF_N: "best of N",
    PolicyName.MAJORITY: "majority vote",
    PolicyName.GREEDY: "one line of thought",
}
POLICY_SENTENCES = {
    PolicyName.MCTS: "Goes back to the steps that look best (rStar-Math).",
    PolicyName.RESTARTS: "Several tree searches that share the vote.",
    PolicyName.DVTS: "Narrow beams that never compete, so they stay apart.",
    PolicyName.BEAM: "Keeps the best quarter of each layer of steps.",
    PolicyName.WEIGHTED: "Whole solutions; the answer with the most weight wins.",
    PolicyName.BEST_OF_N: "Whole solutions; the single best one wins.",
    PolicyName.MAJORITY: "Whole solutions; the most frequent answer wins.",
    PolicyName.GREEDY: "A single solution, the most likely one.",
}
VALUE_WORDS = {
    ValueName.AGREEMENT: "agreement",
    ValueName.EXECUTION: "execution",
    ValueName.PPM: "preference model",
    ValueName.TRUTH: "expected answer",
}
VALUE_SENTENCES = {
    ValueName.AGREEMENT: "How many attempts come to the same.",
    ValueName.EXECUTION: "What kind of value a program that ran has printed.",
    ValueName.PPM: "The score of the preference model, where there is one.",
    ValueName.TRUTH: "The expected answer; for making training data alone.",
}
FORMAT_WORDS = {
    StepFormat.CODE: "steps as programs",
    StepFormat.TEXT: "steps as text",
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


def search_words(settings: SearchSettings) -> str:
    """How it was searched: policy, values, step format and seed."""
    values = " and ".join(VALUE_WORDS[value] for value in settings.values)
    return f"{POLICY_WORDS[settings.policy]}, by {values}, {FORMAT_WORDS[settings.step_format]}, seed {settings.seed}"


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
    carried = sum(node.carried for node in state.nodes.values())
    taken_over = f", {'all' if carried == steps else f'{carried:,} of them'} {TAKEN_OVER}" if carried else ""
    return f"{_counted(steps, 'step', 'steps')}{taken_over}: {', '.join(part for part in parts if part)}."


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
