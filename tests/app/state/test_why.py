"""Why a branch won or lost: over trees drawn by hand with numbers worked out on paper, and over real searches."""

from collections.abc import Iterator
from math import log, sqrt

import pytest

from app.state import RunState, replay
from app.state.ballots import count
from app.state.branch import Fate, branch_of
from app.state.why import why
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.search.vote import Rule
from engine.types import ROOT, Author, Execution, ExecutionStatus, NodeStatus, PolicyName, StepFormat, StopReason, Vote
from tests.helpers.scripts import PENCILS, Remembering, harness, settings
from tests.helpers.sketches import GIVEN_UP, REPLACED, Sketch

OTHER = "Beaten by no rule that is known here."


def _facts(state: RunState, node: int) -> dict[str, str]:
    return {fact.name: fact.sentence for fact in why(state, node).facts}


def _voted() -> tuple[Sketch, RunState]:
    """Step 1 leads to 18 twice, step 2 to 18, step 3 to 7."""
    sketch = Sketch()
    first, second, third = sketch.step(), sketch.step(), sketch.step()
    best = sketch.end(first, "18", mean_logprob=-0.1)
    sketch.end(first, "18")
    sketch.end(second, "18.0")
    sketch.end(third, "7")
    return sketch, sketch.state(best, (Vote("18", 3, 2 / 3), Vote("7", 1, 1 / 3)))


def test_the_branch_of_the_answer_has_won_with_its_share_of_the_vote() -> None:
    _, state = _voted()
    branch = branch_of(state, 1)
    assert branch.winner is not None
    assert (Fate.WON, "18", 3) == (branch.fate, branch.winner.answer, branch.winner.solutions)
    # Two finished siblings share one of three votes.
    assert [(4, 0.5, 1 / 6), (5, 0.5, 1 / 6)] == [(leaf.node, leaf.weight, leaf.share) for leaf in branch.leaves]
    assert "Won: the answer 18 with 67 % of the vote comes from here." == _facts(state, 1)["outcome"]
    assert "2 solutions finished below it: weight 1.00, 33 % of the vote (18: 33 %)." == _facts(state, 1)["vote"]
    assert Fate.WON is branch_of(state, 4).fate


def test_a_branch_with_the_same_answer_agrees_and_says_why_another_one_is_shown() -> None:
    _, state = _voted()
    # The answers of the branch count under the name of their class.
    assert (Fate.AGREED, ["18"]) == (branch_of(state, 2).fate, [one.answer for one in branch_of(state, 2).answers])
    assert (
        "Agrees: it leads to the answer that won, 18 with 67 % of the vote. Shown is the solution that ends in step 4: "
        "weight 1.00, log-probability -0.175; the best one here: weight 1.00, log-probability -0.250."
        == _facts(state, 2)["outcome"]
    )


def test_a_branch_with_another_answer_is_outvoted_by_numbers() -> None:
    _, state = _voted()
    assert Fate.OUTVOTED is branch_of(state, 3).fate
    assert "Outvoted: it leads to 7, which holds 33 % of the vote; 18 holds 67 %." == _facts(state, 3)["outcome"]
    assert "It ends a solution: weight 1.00, 33 % of the vote (7: 33 %)." == _facts(state, 7)["vote"]


def test_where_a_single_solution_decides_it_is_compared_with_the_best_one_here() -> None:
    sketch = Sketch(PolicyName.BEST_OF_N)
    first, second = sketch.step(), sketch.step()
    best = sketch.end(first, "18", mean_logprob=-0.05)
    sketch.end(second, "-7")
    state = sketch.state(best, (Vote("18", 1, 0.7), Vote("-7", 1, 0.3)))
    assert (
        "Lost: a single solution decides, 18 with weight 1.00, log-probability -0.150; "
        "the best one here is -7 with weight 0.40, log-probability -0.250." == _facts(state, second)["outcome"]
    )
    assert _facts(state, second)["choice"].startswith("Solutions were sampled whole")


def test_uct_is_that_of_the_end_and_names_the_sibling_that_was_preferred() -> None:
    sketch = Sketch()
    low = sketch.step(visits=4, value_sum=-2.0, prior=-0.5)
    high = sketch.step(visits=2, value_sum=1.0, prior=0.5)
    ended = sketch.step(visits=1, value_sum=-1.0, status=NodeStatus.FAILED, reason="ValueError: no")
    new = sketch.step(prior=0.25)
    sketch.score(ROOT, 8, 0.0)
    branch = branch_of(sketch.state(), low)
    expected = {
        low: -0.5 + 2 * sqrt(log(8) / 4),
        high: 0.5 + 2 * sqrt(log(8) / 2),
        ended: -1.0 + 2 * sqrt(log(8)),
        new: 0.25 + 2 * sqrt(log(8)),
    }
    assert expected == {one.node: pytest.approx(one.uct) for one in branch.siblings}
    assert ([new, high, ended, low], new) == ([one.node for one in branch.siblings], branch.preferred)
    assert {low: True, high: True, ended: False, new: True} == {one.node: one.selectable for one in branch.siblings}
    state = sketch.state()
    assert (
        "UCT 0.94 (Q -0.50, +1.44 for 4 visits), place 4 of 4; "
        "step 4 was preferred with UCT 3.13 (prior +0.25, +2.88 for no visit)." == _facts(state, low)["choice"]
    )
    assert "a step that has ended is not chosen again; step 4 was preferred" in _facts(state, ended)["choice"]
    assert _facts(state, new)["choice"].endswith("the highest that could go on: it was preferred to its 3 siblings.")


def test_nothing_is_preferred_where_nothing_can_go_on() -> None:
    sketch = Sketch()
    first = sketch.end(ROOT, "18")
    sketch.end(ROOT, "18")
    state = sketch.state(first, (Vote("18", 2, 1.0),))
    assert branch_of(state, first).preferred is None
    assert _facts(state, first)["choice"].endswith(
        "nothing could go on below it or its only sibling, so none was preferred."
    )


def test_a_failed_step_tells_its_error_and_line() -> None:
    sketch = Sketch()
    run = Execution(ExecutionStatus.ERROR, error="NameError: name 'x' is not defined", error_line=2)
    failed = sketch.step(status=NodeStatus.FAILED, reason="NameError: name 'x' is not defined", execution=run)
    facts = _facts(sketch.state(), failed)
    assert Fate.FAILED is branch_of(sketch.state(), failed).fate
    assert "Failed: NameError: name 'x' is not defined." == facts["outcome"]
    assert "It ended with an error in line 2: NameError: name 'x' is not defined." == facts["program"]
    assert ("It has no siblings to be compared with.", False) == (facts["choice"], "vote" in facts)


def test_a_merged_step_names_its_twin_and_what_became_of_that() -> None:
    sketch = Sketch()
    first = sketch.step()
    twin, copy = sketch.step(first), sketch.step(first)
    sketch.close(copy, f"Computes the same as step {twin}.")
    best = sketch.end(twin, "18")
    state = sketch.state(best, (Vote("18", 1, 1.0),))
    assert Fate.MERGED is branch_of(state, copy).fate
    assert (
        f"Merged: it computes the same as step {twin}, which stands for both (step {twin}: won)."
        == (_facts(state, copy)["outcome"])
    )


@pytest.mark.parametrize(
    ("policy", "reason", "fate"),
    [
        (PolicyName.BEAM, "Not among the best steps of its layer.", Fate.BEATEN),
        (PolicyName.DVTS, "Not the best step of its group.", Fate.BEATEN_IN_GROUP),
    ],
)
def test_a_beaten_step_is_compared_by_what_beams_compare(policy: PolicyName, reason: str, fate: Fate) -> None:
    sketch = Sketch(policy)
    beaten = sketch.step(prior=-0.25, mean_logprob=-0.5)
    kept = sketch.step(prior=0.5, mean_logprob=-0.125)
    sketch.close(beaten, reason)
    sketch.step(kept)
    facts = _facts(sketch.state(), beaten)
    assert fate is branch_of(sketch.state(), beaten).fate
    assert f"Beaten: n{reason[1:]}" == facts["outcome"]
    assert (
        "The value of its path is -0.25, its log-probability -0.500; "
        "of its only sibling, step 2 (+0.50, -0.125) was kept." == facts["choice"]
    )


def test_what_you_gave_up_says_so_with_the_step_that_you_chose() -> None:
    sketch = Sketch()
    top, other = sketch.step(), sketch.step()
    below = sketch.end(top, "7")
    best = sketch.end(other, "18")
    for node in (top, below):
        sketch.close(node, GIVEN_UP)
    state = sketch.state(best, (Vote("18", 1, 1.0),))
    assert (Fate.GIVEN_UP, Fate.GIVEN_UP) == (branch_of(state, top).fate, branch_of(state, below).fate)
    assert ("Given up: you gave up it.", f"Given up: you gave up step {top}, which leads here.") == (
        _facts(state, top)["outcome"],
        _facts(state, below)["outcome"],
    )
    assert "Its 1 finished solution lost the vote with the branch." == _facts(state, top)["vote"]
    assert [(below, False, 0.0)] == [(leaf.node, leaf.counted, leaf.share) for leaf in branch_of(state, top).leaves]


def test_a_replaced_step_names_yours() -> None:
    sketch = Sketch()
    old = sketch.step(carried=True)
    own = sketch.step(author=Author.HUMAN)
    sketch.close(old, REPLACED)
    state = sketch.state()
    assert (Fate.REPLACED, f"Replaced: you wrote step {own} for it.") == (
        branch_of(state, old).fate,
        _facts(state, old)["outcome"],
    )
    assert ("It was taken over from the run before.", "You wrote it.") == (
        _facts(state, old)["origin"],
        _facts(state, own)["origin"],
    )


def test_a_step_that_the_search_never_went_on_from_says_what_ended_it() -> None:
    sketch = Sketch()
    first = sketch.step(visits=1, value_sum=0.25, prior=0.25)
    facts = _facts(sketch.state(), first)
    assert Fate.NOT_CONTINUED is branch_of(sketch.state(), first).fate
    assert (
        "Not continued: the search ended before it went on from here (the limit of tokens was reached)."
        == (facts["outcome"])
    )
    assert "N 1, Q +0.25 on a scale from -1 to +1, prior +0.25." == facts["value"]
    assert "No solution below it finished, so it has no vote." == facts["vote"]
    assert "It was never visited (N 0, no prior)." == _facts(_untouched(), 1)["value"]


def _untouched() -> RunState:
    sketch = Sketch()
    sketch.step()
    return sketch.state(stop_reason=StopReason.USER)


def test_beside_a_pinned_step_nothing_was_chosen() -> None:
    sketch = Sketch()
    pinned, other = sketch.step(), sketch.step()
    sketch.pin(pinned)
    facts = _facts(sketch.state(), other)
    assert f"Not continued: you pinned step {pinned}, and the search went on below that alone." == facts["outcome"]
    assert f"You pinned step {pinned}, so the search chose nothing here." == facts["choice"]


def test_a_dead_end_counts_what_ended_below_it() -> None:
    sketch = Sketch()
    first = sketch.step()
    for reason in ("NameError: x", "ValueError: y", "NameError: x"):
        sketch.step(first, status=NodeStatus.FAILED, reason=reason)
    sketch.close(sketch.step(first), "The step grew too long.")
    state = sketch.state()
    assert Fate.DEAD_END is branch_of(state, first).fate
    assert (
        "A dead end: of the lines of thought below it 3 failed, 1 was given up, most often with NameError: x (2 times)."
        == _facts(state, first)["outcome"]
    )
    assert "10 tokens and 40 in 4 steps below it: 100 % of all tokens in the tree." == _facts(state, first)["cost"]
    assert (Fate.BROKEN_OFF, "Given up: the step grew too long.") == (
        branch_of(state, 5).fate,
        _facts(state, 5)["outcome"],
    )


def test_a_line_that_was_given_up_early_tells_its_chance() -> None:
    sketch = Sketch()
    node = sketch.step()
    reason = "Given up: the preference model gives it a 3.1 % chance of ending right."
    sketch.close(node, reason)
    assert (Fate.HOPELESS, reason) == (
        branch_of(sketch.state(), node).fate,
        _facts(sketch.state(), node)["outcome"],
    )


def test_an_unfinished_branch_counts_what_is_open() -> None:
    sketch = Sketch()
    first = sketch.step()
    sketch.step(first)
    sketch.step(first, status=NodeStatus.FAILED, reason="NameError: x")
    state = sketch.state()
    assert Fate.UNFINISHED is branch_of(state, first).fate
    assert (
        "Unfinished: when the search ended, of the lines of thought below it 1 failed, 1 was open."
        == (_facts(state, first)["outcome"])
    )


def test_a_reason_that_is_not_known_is_told_as_it_is() -> None:
    sketch = Sketch()
    sketch.close(sketch.step(), OTHER)
    assert (Fate.CLOSED, f"Given up: b{OTHER[1:]}") == (
        branch_of(sketch.state(), 1).fate,
        _facts(sketch.state(), 1)["outcome"],
    )


def test_a_paragraph_has_no_program() -> None:
    sketch = Sketch(step_format=StepFormat.TEXT)
    sketch.step(title="Half of 36 is 18.")
    assert "program" not in _facts(sketch.state(), 1)


@pytest.mark.parametrize("node", [-1, 2, 99])
def test_a_step_that_is_not_there_is_refused(node: int) -> None:
    with pytest.raises(BadSettingsError, match=f"There is no step {node}; choose one of 0 to 1"):
        why(_untouched(), node)
    with pytest.raises(BadSettingsError, match="There is no step 0"):
        why(RunState(), 0)


def test_the_problem_itself_is_no_branch() -> None:
    with pytest.raises(BadSettingsError, match="Step 0 is the problem itself"):
        why(_untouched(), ROOT)


def test_answers_that_only_a_parser_knows_to_be_equal_follow_the_votes_of_the_engine() -> None:
    sketch = Sketch()
    first = sketch.end(ROOT, "sqrt(8)")
    sketch.end(ROOT, "2*sqrt(2)")
    sketch.end(ROOT, "sqrt(2)*2")
    sketch.end(ROOT, "sqrt(3)")
    votes = (Vote("sqrt(8)", 3, 0.75), Vote("sqrt(3)", 1, 0.25))
    found = count(sketch.state(first, votes))
    assert found is not None
    assert ["sqrt(8)"] * 3 + ["sqrt(3)"] == [ballot.answer for ballot in found.cast]


def test_a_run_without_an_event_has_no_vote() -> None:
    assert count(RunState()) is None


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    opened, selftest = open_executor()
    if not selftest.isolation:
        pytest.skip(f"steps are not run here: {selftest.detail}")
    yield Remembering(opened)
    opened.close()


def _searched(executor: Executor, policy: PolicyName, steering: tuple[Steering, ...] = ()) -> RunState:
    played = harness(PENCILS, executor)
    first = played.solve(how=settings(policy, max_tokens=2_500))
    if not steering:
        return replay(first.kept)
    tree = count(replay(first.kept))
    assert tree is not None
    again = played.solve(how=settings(policy, max_tokens=500), run_id="run-2", tree=tree.tree, steering=steering)
    return replay(again.kept)


@pytest.mark.parametrize("policy", PolicyName)
def test_every_branch_of_a_real_search_is_explained_by_the_numbers_of_its_vote(
    executor: Executor, policy: PolicyName
) -> None:
    state = _searched(executor, policy)
    found = count(state)
    assert found is not None
    assert found.leader is not None
    assert state.answer is not None
    # The same as the engine's own count.
    assert {(vote.answer, vote.count) for vote in state.votes} == {(vote.answer, vote.count) for vote in found.votes}
    assert sorted(vote.share for vote in state.votes) == pytest.approx(sorted(vote.share for vote in found.votes))
    assert state.answer.node == found.leader.node
    branches = {node: why(state, node).branch for node in state.nodes if node != ROOT}
    top = [branches[node] for node in state.nodes[ROOT].children]
    assert 1.0 == pytest.approx(sum(leaf.share for branch in top for leaf in branch.leaves))
    assert [node for node in state.best_path if node != ROOT] == [
        node for node, branch in branches.items() if branch.fate is Fate.WON
    ]
    # The engine's reasons are all known.
    assert Fate.CLOSED not in {branch.fate for branch in branches.values()}
    if policy in (PolicyName.BEAM, PolicyName.DVTS):
        assert {Fate.BEATEN, Fate.BEATEN_IN_GROUP} & {branch.fate for branch in branches.values()}
    if found.rule is Rule.COUNT:
        assert all(leaf.weight <= 1.0 for branch in top for leaf in branch.leaves)


def test_what_a_person_changed_in_a_real_search_is_told_as_such(executor: Executor) -> None:
    plain = _searched(executor, PolicyName.MCTS)
    first, second, third = plain.nodes[ROOT].children[:3]
    edit = AddStep(parent=ROOT, text=" Say it.\nprint(18)", replaces=first, final=True)
    state = _searched(executor, PolicyName.MCTS, (edit, Prune(node=second), Pin(node=third)))
    own = next(node for node, view in state.nodes.items() if view.author is Author.HUMAN)
    assert {first: Fate.REPLACED, second: Fate.GIVEN_UP} == {
        node: branch_of(state, node).fate for node in (first, second)
    }
    assert f"Replaced: you wrote step {own} for it." == _facts(state, first)["outcome"]
    assert "You wrote it." == _facts(state, own)["origin"]
    assert (third, True) == (state.focus, state.nodes[third].carried)
