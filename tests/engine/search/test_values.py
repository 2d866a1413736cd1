import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.score import (
    ballots,
    best_answer,
    confidence,
    count_votes,
    duplicates,
    execution_evidence,
    is_decided,
    layer_priors,
    leading_answer,
    leaf_values,
    numbers_in,
    state_key,
)
from engine.search.tree import add_child, close_node, mark_expanded, new_tree
from engine.types import ROOT, Answer, Execution, ExecutionStatus, Mark, NodeStatus, Problem, Tree
from tests.helpers.trees import ANSWERS, end, ran, step, trees, with_answers

OPEN_PROBLEM = Problem("p", "How many?")
GIVEN_PROBLEM = Problem("p", "How many?", "18")


def _best(tree: Tree, same: dict[str, str] | None = None) -> Answer:
    answer = best_answer(tree, same or {}, OPEN_PROBLEM, None)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("18", "-18"),
        ("18", "x + 1"),
        ("18.5", "18.500000001"),
        ("x + 1", "<function f at 0x7f>"),
        ("Integral(x, x)", "nan"),
        ("18", ""),
        ("18", "[]"),
        ("2.25", "-2.2500001"),
        ("1e5", "oo"),
        ("18", "None"),
    ],
)
def test_what_looks_more_like_a_result_weighs_more(better: str, worse: str) -> None:
    tree = with_answers(better, worse)
    assert execution_evidence(tree[1]) > execution_evidence(tree[2])


@given(st.text(max_size=40))
def test_the_weight_of_any_text_lies_above_zero_and_at_most_at_one(text: str) -> None:
    assert 0.0 < execution_evidence(with_answers(text)[1]) <= 1.0


@given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=20))
def test_shares_add_up_and_counts_too(answers: list[str]) -> None:
    votes = count_votes(ballots(with_answers(*answers), {"18.0": "18"}))
    assert sum(vote.share for vote in votes) == pytest.approx(1.0)
    assert len(answers) == sum(vote.count for vote in votes)
    assert sorted((vote.share for vote in votes), reverse=True) == [vote.share for vote in votes]
    assert "18.0" not in {vote.answer for vote in votes}


def test_equal_weights_keep_the_order_in_which_the_answers_appeared() -> None:
    assert ["7", "5", "9"] == [vote.answer for vote in count_votes(ballots(with_answers("7", "5", "9"), {}))]


@given(trees())
def test_the_confidence_of_any_tree_lies_between_zero_and_one(tree: Tree) -> None:
    answer = best_answer(tree, {}, OPEN_PROBLEM, None)
    assert (answer is None) == (not tree.finished())
    if answer is not None:
        assert 0.0 < answer.confidence < 1.0
        assert tree[answer.node].status is NodeStatus.FINISHED
        assert answer.votes[0].answer == leading_answer(tree, {})


def test_confidence_grows_with_the_number_of_solutions_that_agree() -> None:
    few, many = _best(with_answers("18")), _best(with_answers("18", "18", "18"))
    assert 0.5 == few.confidence
    assert 0.75 == many.confidence
    assert confidence(many.votes[0], 3) == many.confidence


def test_the_answer_is_the_heaviest_class_and_not_the_most_frequent() -> None:
    assert "18" == _best(with_answers("nan", "nan", "nan", "18")).text


def test_answers_of_one_class_vote_together() -> None:
    answer = _best(with_answers("7", "18", "18.0"), {"18.0": "18"})
    assert ("18", 2, 3) == (answer.votes[0].answer, answer.agreeing, answer.finished)


def test_the_solution_shown_is_the_most_likely_one_of_the_winning_class() -> None:
    tree, _ = end(new_tree("How many?"), ROOT, "18", mean_logprob=-0.9)
    tree, likely = end(tree, ROOT, "18", mean_logprob=-0.1)
    tree, _ = end(tree, ROOT, "18", mean_logprob=-0.5)
    assert likely == _best(tree).node


def test_values_of_leaves_are_agreement_for_answers_and_a_loss_for_errors() -> None:
    tree = with_answers("18", "18", "18", "7")
    tree, failed = step(tree, ROOT, status=NodeStatus.FAILED)
    tree, _ = step(tree, ROOT, status=NodeStatus.PRUNED)
    assert {1: 0.5, 2: 0.5, 3: 0.5, 4: -0.5, failed: -1.0} == leaf_values(tree, {})


@given(trees())
def test_values_of_leaves_stay_between_minus_one_and_one(tree: Tree) -> None:
    assert all(-1.0 <= value <= 1.0 for value in leaf_values(tree, {}).values())


def _computing(*values: str) -> Tree:
    """A layer of steps that assign these values to names of their own."""
    tree = new_tree("How many?")
    for number, value in enumerate(values):
        execution = ran("", (f"name_{number}", value))
        tree, _ = add_child(tree, ROOT, text=f"name_{number} = {value}", status=NodeStatus.OPEN, execution=execution)
    return tree


def test_steps_that_computed_the_same_are_merged_into_the_first_of_them() -> None:
    tree = _computing("3", "4", "3.0", "4", "5")
    assert {3: 1, 4: 2} == duplicates(tree.nodes[1:], "")


def test_a_step_that_is_continued_already_is_not_merged() -> None:
    tree = mark_expanded(_computing("3", "3", "3"), 2)
    assert {3: 1} == duplicates(tree.nodes[1:], "")


def test_steps_that_ended_or_did_not_run_are_not_merged_with_those_that_did() -> None:
    tree = _computing("3", "3", "3")
    tree = close_node(tree, 1, NodeStatus.PRUNED, "Too many steps.")
    assert {3: 2} == duplicates(tree.nodes[1:], "")


def test_restating_numbers_of_the_problem_makes_no_difference() -> None:
    tree = new_tree("24 boxes of 18 pencils")
    for names in ((("a", "24"), ("b", "18"), ("c", "432")), (("product", "432"),)):
        tree, _ = add_child(tree, ROOT, text="", status=NodeStatus.OPEN, execution=ran("", *names))
    assert {2: 1} == duplicates(tree.nodes[1:], tree[ROOT].text)
    assert frozenset({"24", "18", "1432", "0.5"}) == numbers_in("24 boxes, 18.0 of them 1,432 times 0.5.")


def test_finished_siblings_below_the_first_layer_share_one_vote() -> None:
    tree = _computing("3", "4")
    tree, _ = end(tree, 1, "18")
    tree, _ = end(tree, 1, "18")
    tree, _ = end(tree, 2, "7")
    votes = count_votes(ballots(tree, {}))
    assert {"18": (2, 0.5), "7": (1, 0.5)} == {vote.answer: (vote.count, vote.share) for vote in votes}


def test_solutions_of_a_single_step_are_votes_of_their_own() -> None:
    tree, _ = end(new_tree("How many?"), ROOT, "18")
    tree, _ = end(tree, ROOT, "18")
    tree, _ = end(tree, ROOT, "7")
    votes = count_votes(ballots(tree, {}))
    assert {"18": pytest.approx(2 / 3), "7": pytest.approx(1 / 3)} == {vote.answer: vote.share for vote in votes}


def test_steps_that_computed_the_same_values_support_each_other() -> None:
    tree = new_tree("How many?")
    for name, value in (("a", "3"), ("b", "3"), ("c", "4")):
        execution = ran("", (name, value))
        tree, _ = add_child(tree, ROOT, text=f"{name} = {value}", status=NodeStatus.OPEN, execution=execution)
    priors = layer_priors(tree.nodes[1:], "")
    assert {1: pytest.approx(1 / 6), 2: pytest.approx(1 / 6), 3: pytest.approx(-1 / 6)} == priors


def test_only_open_steps_get_a_first_value_and_steps_that_did_not_run_only_support_their_like() -> None:
    tree = new_tree("How many?")
    error = Execution(ExecutionStatus.ERROR, error="ZeroDivisionError: division by zero")
    tree, _ = add_child(tree, ROOT, text="1 / 0", status=NodeStatus.FAILED, execution=error)
    tree, node = add_child(tree, ROOT, text="x = 1", status=NodeStatus.OPEN, execution=ran("", ("x", "1")))
    assert {node: 0.0} == layer_priors(tree.nodes[1:], "")
    assert ("text", "1 / 0") == state_key(tree[1])


@given(trees())
def test_first_values_lie_between_minus_a_half_and_a_half(tree: Tree) -> None:
    for node in tree.nodes:
        layer = [tree[child] for child in node.children]
        assert all(-0.5 < prior <= 0.5 for prior in layer_priors(layer, "").values())


def test_a_vote_of_few_is_never_decided() -> None:
    assert not is_decided(with_answers("18", "18", "18"), {}, remaining_tokens=0)


def test_a_clear_lead_with_little_left_is_decided_and_a_narrow_one_is_not() -> None:
    clear, narrow = with_answers(*["18"] * 6), with_answers(*["18", "7"] * 3)
    assert is_decided(clear, {}, remaining_tokens=59)
    assert not is_decided(clear, {}, remaining_tokens=61)
    assert not is_decided(narrow, {}, remaining_tokens=1)


@pytest.mark.parametrize(
    ("problem", "matches", "answers", "mark"),
    [
        (GIVEN_PROBLEM, True, ("18",), Mark.CHECKED),
        (GIVEN_PROBLEM, False, ("7", "7"), Mark.DIFFERS),
        (OPEN_PROBLEM, None, ("18", "18"), Mark.AGREES),
        (OPEN_PROBLEM, None, ("18",), Mark.RUNS),
        (OPEN_PROBLEM, None, ("18", "18", "7"), Mark.AGREES),
    ],
)
def test_the_mark_claims_no_more_than_was_seen(
    problem: Problem, matches: bool | None, answers: tuple[str, ...], mark: Mark
) -> None:
    answer = best_answer(with_answers(*answers), {}, problem, matches)
    assert answer is not None
    assert mark is answer.mark


def test_an_answer_that_nothing_ran_for_is_unverified() -> None:
    tree, _ = add_child(new_tree("How many?"), ROOT, text="print(1)", status=NodeStatus.FINISHED, answer="1")
    assert Mark.UNVERIFIED is _best(tree).mark


def test_without_a_finished_solution_there_is_no_answer() -> None:
    tree, _ = step(new_tree("How many?"), ROOT, status=NodeStatus.FAILED)
    assert best_answer(tree, {}, OPEN_PROBLEM, None) is None
    assert leading_answer(tree, {}) is None
    assert not is_decided(tree, {}, remaining_tokens=0)
