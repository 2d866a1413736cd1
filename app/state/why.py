"""Why a branch won or lost: one sentence for each kind of number."""

from collections import Counter
from dataclasses import dataclass

from app.state.branch import Branch, Fate, Leaf, Sibling, branch_of
from app.state.printable import one_line
from app.state.reasons import reason_of
from app.state.run import RunState
from app.state.score import score_sentence, score_tables
from app.state.words import EXECUTION_WORDS, STOP_SENTENCES, percent
from engine.search.policies import policy_for, samples_whole_solutions
from engine.search.vote import Rule
from engine.types import (
    ROOT,
    Author,
    ExecutionStatus,
    NodeId,
    NodeStatus,
    PolicyName,
    SearchSettings,
    StepFormat,
)

_NAMES_SHOWN = 3
_ENDED = (NodeStatus.FINISHED, NodeStatus.FAILED, NodeStatus.PRUNED)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known about a branch.

    ``name`` is one of outcome, origin, value, choice, vote, score, cost, program.
    """

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Why:
    """The numbers of a branch, and what they say."""

    branch: Branch
    facts: tuple[Fact, ...]


def why(state: RunState, node: NodeId) -> Why:
    """Why a branch won or lost.

    Raises:
        BadSettingsError: there is no such step, or it is the problem.
    """
    branch = branch_of(state, node)
    assert state.settings is not None
    sentences = {
        "outcome": _outcome(state, branch),
        "origin": _origin(branch),
        "value": _value(branch),
        "choice": _choice(state, state.settings, branch),
        "vote": _vote(branch),
        "score": score_sentence(score_tables(state, node)),
        "cost": _cost(branch),
        "program": _program(state.settings, branch),
    }
    return Why(branch, tuple(Fact(name, sentence) for name, sentence in sentences.items() if sentence))


def _outcome(state: RunState, branch: Branch) -> str:
    match branch.fate:
        case Fate.WON:
            return f"Won: the answer {_won(branch)} comes from here."
        case Fate.AGREED:
            return _agreed(branch)
        case Fate.OUTVOTED:
            return _outvoted(state, branch)
        case Fate.FAILED:
            return f"Failed: {_sentence(branch.reason)}"
        case Fate.DEAD_END:
            return f"A dead end: of the lines of thought below it {_ends(branch)}{_commonest_failure(state, branch)}."
        case Fate.UNFINISHED:
            return f"Unfinished: when the search ended, of the lines of thought below it {_ends(branch)}."
        case Fate.NOT_CONTINUED:
            return _not_continued(state, branch)
        case Fate.MERGED:
            return _merged(state, branch)
        case Fate.BEATEN | Fate.BEATEN_IN_GROUP:
            return f"Beaten: {_lower_first(_sentence(branch.reason))}"
        case Fate.GIVEN_UP | Fate.REPLACED:
            return _by_you(state, branch)
        case Fate.HOPELESS | Fate.BROKEN_OFF | Fate.CLOSED:
            return f"Given up: {_lower_first(_sentence(branch.reason.removeprefix('Given up: ')))}"


def _agreed(branch: Branch) -> str:
    assert branch.best is not None
    assert branch.leader is not None
    return (
        f"Agrees: it leads to the answer that won, {_won(branch)}. Shown is the solution that ends in step "
        f"{branch.leader.node}: {_leaf(branch.leader)}; the best one here: {_leaf(branch.best)}."
    )


def _outvoted(state: RunState, branch: Branch) -> str:
    best, winner = branch.answers[0], branch.winner
    assert state.settings is not None
    assert winner is not None
    if policy_for(state.settings.policy).rule is Rule.BEST:
        assert branch.best is not None
        assert branch.leader is not None
        return (
            f"Lost: a single solution decides, {one_line(winner.answer)} with {_leaf(branch.leader)}; "
            f"the best one here is {one_line(branch.best.answer)} with {_leaf(branch.best)}."
        )
    return (
        f"Outvoted: it leads to {one_line(best.answer)}, which holds {percent(best.share)} of the vote; "
        f"{one_line(winner.answer)} holds {percent(winner.share)}."
    )


def _leaf(leaf: Leaf) -> str:
    return f"weight {leaf.evidence:.2f}, log-probability {leaf.logprob:.3f}"


def _not_continued(state: RunState, branch: Branch) -> str:
    if state.focus not in (ROOT, *state.path(branch.node)):
        return f"Not continued: you pinned step {state.focus}, and the search went on below that alone."
    ending = f" ({_lower_first(STOP_SENTENCES[state.stop_reason]).rstrip('.')})" if state.stop_reason else ""
    return f"Not continued: the search ended before it went on from here{ending}."


def _merged(state: RunState, branch: Branch) -> str:
    twin = reason_of(branch.reason).twin
    if twin is None or twin not in state.nodes:
        return f"Merged: {_lower_first(_sentence(branch.reason))}"
    fate = branch_of(state, twin).fate
    return f"Merged: it computes the same as step {twin}, which stands for both (step {twin}: {fate.value})."


def _by_you(state: RunState, branch: Branch) -> str:
    top = branch.node
    while (parent := state.nodes[top].parent) is not None and state.nodes[parent].reason == branch.reason:
        top = parent
    what = "it" if top == branch.node else f"step {top}, which leads here"
    if branch.fate is Fate.GIVEN_UP:
        return f"Given up: you gave up {what}."
    above = state.nodes[top].parent
    assert above is not None
    later = [step for step in state.nodes[above].children if step > top and state.nodes[step].author is Author.HUMAN]
    return f"Replaced: you wrote step {later[0]} for {what}." if later else f"Replaced: you replaced {what}."


def _origin(branch: Branch) -> str:
    parts = []
    if branch.author is Author.HUMAN:
        parts.append("You wrote it.")
    if branch.carried:
        parts.append("It was taken over from the run before.")
    return " ".join(parts)


def _value(branch: Branch) -> str:
    prior = "no prior" if branch.prior is None else f"prior {branch.prior:+.2f}"
    score = "" if branch.score is None else f", preference score {branch.score:+.2f}"
    if not branch.visits:
        return f"It was never visited (N 0, {prior}{score})."
    return f"N {branch.visits}, Q {branch.q_value:+.2f} on a scale from -1 to +1, {prior}{score}."


def _choice(state: RunState, settings: SearchSettings, branch: Branch) -> str:
    if branch.fate in (Fate.GIVEN_UP, Fate.REPLACED):
        return ""
    if state.focus not in state.path(branch.parent):
        return f"You pinned step {state.focus}, so the search chose nothing here." if state.focus else ""
    if samples_whole_solutions(settings.policy):
        return "Solutions were sampled whole, side by side; no step was preferred to another."
    if len(branch.siblings) == 1:
        return "It has no siblings to be compared with."
    if settings.policy in (PolicyName.BEAM, PolicyName.DVTS):
        return _choice_of_beams(branch)
    return _choice_by_uct(branch)


def _choice_of_beams(branch: Branch) -> str:
    own = _own(branch)
    kept = [sibling for sibling in branch.siblings if sibling.continued and sibling.node != branch.node]
    numbers = f"The value of its path is {own.path_value:+.2f}, its log-probability {own.mean_logprob:.3f}"
    if not kept:
        return f"{numbers}; of {_others(branch)} none was kept."
    shown = [f"step {each.node} ({each.path_value:+.2f}, {each.mean_logprob:.3f})" for each in kept[:_NAMES_SHOWN]]
    more = [f"{len(kept) - _NAMES_SHOWN} more"] if len(kept) > _NAMES_SHOWN else []
    words = " and ".join(filter(None, (", ".join([*shown, *more][:-1]), [*shown, *more][-1])))
    return f"{numbers}; of {_others(branch)}, {words} {'was' if len(kept) == 1 else 'were'} kept."


def _choice_by_uct(branch: Branch) -> str:
    own, preferred = _own(branch), None
    if branch.preferred is not None:
        preferred = next(sibling for sibling in branch.siblings if sibling.node == branch.preferred)
    numbers = _uct(own)
    if preferred is None:
        return f"{numbers}; nothing could go on below it or {_others(branch)}, so none was preferred."
    if preferred.node == branch.node:
        return f"{numbers}, the highest that could go on: it was preferred to {_others(branch)}."
    instead = f"step {preferred.node} was preferred with {_uct(preferred)}"
    if own.selectable:
        return f"{numbers}, place {branch.siblings.index(own) + 1} of {len(branch.siblings)}; {instead}."
    ended = "a step that has ended" if own.status in _ENDED else "a branch without an open step"
    return f"{numbers}, but {ended} is not chosen again; {instead}."


def _uct(sibling: Sibling) -> str:
    word = "Q" if sibling.visits else "prior"
    tried = _counted(sibling.visits, "visit") if sibling.visits else "no visit"
    exploitation = sibling.uct - sibling.exploration
    return f"UCT {sibling.uct:.2f} ({word} {exploitation:+.2f}, {sibling.exploration:+.2f} for {tried})"


def _vote(branch: Branch) -> str:
    counted = [leaf for leaf in branch.leaves if leaf.counted]
    if not counted and branch.leaves:
        return f"Its {_counted(len(branch.leaves), 'finished solution')} lost the vote with the branch."
    if not counted:
        return "" if branch.status in _ENDED else "No solution below it finished, so it has no vote."
    share, weight = sum(leaf.share for leaf in counted), sum(leaf.weight for leaf in counted)
    answers = ", ".join(f"{one_line(each.answer)}: {percent(each.share_here)}" for each in branch.answers)
    finished = branch.status is NodeStatus.FINISHED
    what = "It ends a solution" if finished else f"{_counted(len(counted), 'solution')} finished below it"
    return f"{what}: weight {weight:.2f}, {percent(share)} of the vote ({answers})."


def _cost(branch: Branch) -> str:
    whole = branch.tokens + branch.tokens_below
    share = whole / branch.tokens_in_all if branch.tokens_in_all else 0.0
    steps = _counted(branch.steps_below, "step")
    below = f" and {branch.tokens_below:,} in {steps} below it" if branch.steps_below else ""
    return f"{_counted(branch.tokens, 'token')}{below}: {percent(share)} of all tokens in the tree."


def _program(settings: SearchSettings, branch: Branch) -> str:
    run = branch.execution
    if run is None:
        return "" if settings.step_format is StepFormat.TEXT else "It was never run."
    parts = [f"It {EXECUTION_WORDS[run.status]}"]
    if run.status is ExecutionStatus.OK:
        parts[0] += f" in {run.duration_ms:.0f} ms"
    if run.error_line is not None:
        parts[0] += f" in line {run.error_line}"
    if run.error:
        parts[0] += f": {one_line(run.error).rstrip('.')}"
    if run.names:
        shown = ", ".join(f"{one_line(name)} = {one_line(value)}" for name, value in run.names[:_NAMES_SHOWN])
        parts.append(f"set {shown}{' and more' if len(run.names) > _NAMES_SHOWN else ''}")
    if run.output.strip():
        parts.append(f"printed {one_line(run.output)}")
    return f"{'; '.join(parts)}."


def _commonest_failure(state: RunState, branch: Branch) -> str:
    """The most frequent reason among the failed steps below, where there is one."""
    failed = [view for view in state.nodes.values() if view.status is NodeStatus.FAILED]
    reasons = Counter(view.reason for view in failed if branch.node in state.path(view.id))
    if not reasons:
        return ""
    reason, times = reasons.most_common(1)[0]
    what = one_line(reason).rstrip(".")
    return f", most often with {what} ({times} times)" if times > 1 else f" ({what})"


def _ends(branch: Branch) -> str:
    words = {
        NodeStatus.FAILED: ("failed", "failed"),
        NodeStatus.PRUNED: ("was given up", "were given up"),
        NodeStatus.OPEN: ("was open", "were open"),
    }
    ends = [(branch.ends[status], one, many) for status, (one, many) in words.items()]
    return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in ends if number)


def _others(branch: Branch) -> str:
    others = len(branch.siblings) - 1
    return "its only sibling" if others == 1 else f"its {others} siblings"


def _own(branch: Branch) -> Sibling:
    return next(sibling for sibling in branch.siblings if sibling.node == branch.node)


def _won(branch: Branch) -> str:
    assert branch.winner is not None
    return f"{one_line(branch.winner.answer)} with {percent(branch.winner.share)} of the vote"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _sentence(text: str) -> str:
    line = one_line(text) or "no reason is known"
    return line if line.endswith(".") else f"{line}."


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
