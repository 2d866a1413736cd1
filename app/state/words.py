"""Plain words for what the engine reports, the same in the window and in the terminal."""

from collections import Counter

from app.language import mark, tr
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

NO_ANSWER = mark("No answer was found.")
BY_HAND = mark("written by you")
TAKEN_OVER = mark("taken over")

MARK_WORDS = {
    Mark.CHECKED: mark("Checked"),
    Mark.DIFFERS: mark("Differs"),
    Mark.AGREES: mark("Agrees"),
    Mark.RUNS: mark("Runs"),
    Mark.UNVERIFIED: mark("Not verified"),
}
STATUS_WORDS = {
    RunStatus.WAITING: mark("Waiting"),
    RunStatus.RUNNING: mark("Running"),
    RunStatus.FINISHED: mark("Finished"),
    RunStatus.PAUSED: mark("Paused"),
    RunStatus.CANCELLED: mark("Stopped"),
    RunStatus.FAILED: mark("Failed"),
    RunStatus.CRASHED: mark("Engine crashed"),
    RunStatus.INTERRUPTED: mark("Interrupted"),
}
NODE_WORDS = {
    NodeStatus.OPEN: mark("open"),
    NodeStatus.FINISHED: mark("ends with an answer"),
    NodeStatus.FAILED: mark("failed"),
    NodeStatus.PRUNED: mark("given up"),
}
STOP_SENTENCES = {
    StopReason.ROLLOUTS: mark("All planned rollouts were made."),
    StopReason.TOKENS: mark("The limit of tokens was reached."),
    StopReason.SECONDS: mark("The time was up."),
    StopReason.EXHAUSTED: mark("Nothing was left to try."),
    StopReason.DECIDED: mark("More work could not have changed the answer."),
    StopReason.USER: mark("Stopped by you."),
}
EXECUTION_WORDS = {
    ExecutionStatus.OK: mark("ran"),
    ExecutionStatus.ERROR: mark("ended with an error"),
    ExecutionStatus.TIMEOUT: mark("took too long"),
    ExecutionStatus.MEMORY: mark("needed too much memory"),
    ExecutionStatus.OUTPUT: mark("printed too much"),
    ExecutionStatus.KILLED: mark("was stopped by the sandbox"),
    ExecutionStatus.NOT_RUN: mark("was not run"),
}
POLICY_WORDS = {
    PolicyName.MCTS: mark("tree search"),
    PolicyName.RESTARTS: mark("tree search with restarts"),
    PolicyName.DVTS: mark("diverse beams"),
    PolicyName.BEAM: mark("beam search"),
    PolicyName.WEIGHTED: mark("weighted best of N"),
    PolicyName.BEST_OF_N: mark("best of N"),
    PolicyName.MAJORITY: mark("majority vote"),
    PolicyName.GREEDY: mark("one line of thought"),
}
POLICY_SENTENCES = {
    PolicyName.MCTS: mark("Goes back to the steps that look best (rStar-Math)."),
    PolicyName.RESTARTS: mark("Several tree searches that share the vote."),
    PolicyName.DVTS: mark("Narrow beams that never compete, so they stay apart."),
    PolicyName.BEAM: mark("Keeps the best quarter of each layer of steps."),
    PolicyName.WEIGHTED: mark("Whole solutions; the answer with the most weight wins."),
    PolicyName.BEST_OF_N: mark("Whole solutions; the single best one wins."),
    PolicyName.MAJORITY: mark("Whole solutions; the most frequent answer wins."),
    PolicyName.GREEDY: mark("A single solution, the most likely one."),
}
VALUE_WORDS = {
    ValueName.AGREEMENT: mark("agreement"),
    ValueName.EXECUTION: mark("execution"),
    ValueName.PPM: mark("preference model"),
    ValueName.TRUTH: mark("expected answer"),
}
VALUE_SENTENCES = {
    ValueName.AGREEMENT: mark("How many attempts come to the same."),
    ValueName.EXECUTION: mark("What kind of value a program that ran has printed."),
    ValueName.PPM: mark("The score of the preference model, where there is one."),
    ValueName.TRUTH: mark("The expected answer; for making training data alone."),
}
FORMAT_WORDS = {
    StepFormat.CODE: mark("steps as programs"),
    StepFormat.TEXT: mark("steps as text"),
}


def mark_sentence(answer: Answer | None) -> str:
    """How far an answer is verified, in one sentence that claims no more than was done."""
    if answer is None:
        return tr(NO_ANSWER)
    match answer.mark:
        case Mark.CHECKED:
            return tr("Checked: equals the given answer.")
        case Mark.DIFFERS:
            return tr("Differs: does not equal the given answer.")
        case Mark.AGREES:
            return tr("Agrees: {lines} here.").format(lines=_lines_of_thought(answer))
        case Mark.RUNS:
            return tr("Runs: {lines} here; no other agrees.").format(lines=_lines_of_thought(answer))
        case Mark.UNVERIFIED:
            return tr("Not verified: its steps were not run.")


def search_words(settings: SearchSettings) -> str:
    """How it was searched: policy, values, step format, seed, and what is given up early."""
    values = tr(" and ").join(tr(VALUE_WORDS[value]) for value in settings.values)
    words = tr("{policy}, by {values}, {format}, seed {seed}").format(
        policy=tr(POLICY_WORDS[settings.policy]),
        values=values,
        format=tr(FORMAT_WORDS[settings.step_format]),
        seed=settings.seed,
    )
    if not settings.reject_below:
        return words
    told = tr("{search}, lines below a {percent} % chance given up")
    return told.format(search=words, percent=f"{100 * settings.reject_below:g}")


def status_sentence(state: RunState) -> str:
    """Where a run stands, or how it ended and why."""
    word = tr(STATUS_WORDS[state.status])
    if state.failure is not None:
        return f"{word}: {state.failure.message}"
    if state.stop_reason is None or state.stop_reason is StopReason.USER:
        return f"{word}."
    return f"{word}: {_lower_first(tr(STOP_SENTENCES[state.stop_reason]))}"


def tree_sentence(state: RunState) -> str:
    """What became of the steps that no other step follows, and how many steps there are in all."""
    steps = max(0, len(state.nodes) - 1)
    if not steps:
        return tr("No step was written.")
    ends = Counter(node.status for node in state.nodes.values() if not node.children and node.id != ROOT)
    parts = [
        _counted(ends[NodeStatus.FINISHED], tr("{count} ends with an answer"), tr("{count} end with an answer")),
        _counted(ends[NodeStatus.FAILED], tr("{count} failed"), tr("{count} failed")),
        _counted(ends[NodeStatus.PRUNED], tr("{count} was given up"), tr("{count} were given up")),
        _counted(ends[NodeStatus.OPEN], tr("{count} is open"), tr("{count} are open")),
    ]
    carried = sum(node.carried for node in state.nodes.values())
    some = tr(", {count} of them taken over").format(count=f"{carried:,}") if carried else ""
    taken_over = tr(", all taken over") if carried == steps else some
    return f"{_counted(steps, tr('{count} step'), tr('{count} steps'))}{taken_over}: {', '.join(filter(None, parts))}."


def usage_sentence(state: RunState) -> str:
    """What a run cost, "" while that is not known."""
    if state.usage is None:
        return ""
    tokens = state.usage.sampled_tokens
    told = tr("{count} token in {seconds} s.") if tokens == 1 else tr("{count} tokens in {seconds} s.")
    return told.format(count=f"{tokens:,}", seconds=f"{state.usage.seconds:.1f}")


def percent(share: float) -> str:
    """A share in [0, 1] as "67 %"."""
    return f"{share * 100:.0f} %"


def _lines_of_thought(answer: Answer) -> str:
    k, n = answer.agreeing, answer.finished
    if n == 1:
        return tr("the one line of thought that ran ends")
    told = tr("{k} of {n} lines of thought that ran ends") if k == 1 else tr("{k} of {n} lines of thought that ran end")
    return told.format(k=k, n=n)


def _counted(number: int, one: str, many: str) -> str:
    return (one if number == 1 else many).format(count=f"{number:,}") if number else ""


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
