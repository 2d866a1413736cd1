import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.tree import add_child, close_node, new_tree, set_focus
from engine.search.vote import (
    Ballot,
    Rule,
    ballots,
    best_answer,
    confidence,
    count_votes,
    is_decided,
    is_settled,
    lead,
    leading,
)
from engine.types import ROOT, Answer, Mark, NodeStatus, Problem, Tree
from tests.helpers.trees import ANSWERS, DEFAULT, end, ran, step, trees, with_answers

OPEN_PROBLEM = Problem("p", "How many?")
GIVEN_PROBLEM = Problem("p", "How many?", "18")


def _cast(tree: Tree, same: dict[str, str] | None = None, rule: Rule = Rule.WEIGHT) -> tuple[Ballot, ...]:
    return ballots(tree, same or {}, rule, DEFAULT)


def _answer(
    tree: Tree,
    same: dict[str, str] | None = None,
    problem: Problem = OPEN_PROBLEM,
    matches: bool | None = None,
    rule: Rule = Rule.WEIGHT,
) -> Answer | None:
    cast = _cast(tree, same, rule)
    best = leading(tree, cast, rule)
    return None if best is None else best_answer(tree, cast, best, problem, matches)


def _best(tree: Tree, same: dict[str, str] | None = None) -> Answer:
    answer = _answer(tree, same)
    assert answer is not None
    return answer


@given(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=20))
def test_shares_add_up_and_counts_too(answers: list[str]) -> None:
    votes = count_votes(_cast(with_answers(*answers), {"18.0": "18"}))
    assert sum(vote.share for vote in votes) == pytest.approx(1.0)
    assert len(answers) == sum(vote.count for vote in votes)
    assert sorted((vote.share for vote in votes), reverse=True) == [vote.share for vote in votes]
    assert "18.0" not in {vote.answer for vote in votes}


def test_equal_weights_keep_the_order_in_which_the_answers_appeared() -> None:
    assert ["7", "5", "9"] == [vote.answer for vote in count_votes(_cast(with_answers("7", "5", "9")))]


@given(trees(), st.sampled_from(Rule))
def test_the_confidence_of_any_tree_lies_between_zero_and_one(tree: Tree, rule: Rule) -> None:
    answer = _answer(tree, rule=rule)
    assert (answer is None) == (not tree.finished())
    if answer is not None:
        assert 0.0 < answer.confidence < 1.0
        assert tree[answer.node].status is NodeStatus.FINISHED
        best = leading(tree, _cast(tree, rule=rule), rule)
        assert best is not None
        assert answer.votes[0].answer == best.answer == answer.text


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


def _two_first_steps() -> Tree:
    tree = new_tree("How many?")
    for value in ("3", "4"):
        tree, _ = add_child(tree, ROOT, text=f"x = {value}", status=NodeStatus.OPEN, execution=ran("", ("x", value)))
    return tree


def test_finished_siblings_below_the_first_layer_share_one_vote() -> None:
    tree = _two_first_steps()
    tree, _ = end(tree, 1, "18")
    tree, _ = end(tree, 1, "18")
    tree, _ = end(tree, 2, "7")
    votes = count_votes(_cast(tree))
    assert {"18": (2, 0.5), "7": (1, 0.5)} == {vote.answer: (vote.count, vote.share) for vote in votes}


def test_solutions_of_a_single_step_are_votes_of_their_own() -> None:
    tree, _ = end(new_tree("How many?"), ROOT, "18")
    tree, _ = end(tree, ROOT, "18")
    tree, _ = end(tree, ROOT, "7")
    votes = count_votes(_cast(tree))
    assert {"18": pytest.approx(2 / 3), "7": pytest.approx(1 / 3)} == {vote.answer: vote.share for vote in votes}


@pytest.mark.parametrize(
    ("rule", "answers", "winner"),
    [
        (Rule.COUNT, ("nan", "nan", "18"), "nan"),
        (Rule.WEIGHT, ("nan", "nan", "18"), "18"),
        (Rule.BEST, ("nan", "nan", "18"), "18"),
        (Rule.COUNT, ("-7", "-7", "18"), "-7"),
        (Rule.WEIGHT, ("-7", "-7", "-7", "18"), "-7"),
        (Rule.BEST, ("-7", "-7", "-7", "18"), "18"),
    ],
)
def test_each_rule_chooses_the_answer_in_its_own_way(rule: Rule, answers: tuple[str, ...], winner: str) -> None:
    answer = _answer(with_answers(*answers), rule=rule)
    assert answer is not None
    assert winner == answer.text == answer.votes[0].answer
    assert answers.count(winner) == answer.agreeing


def test_of_equally_good_solutions_the_likelier_one_is_the_best() -> None:
    tree, _ = end(new_tree("How many?"), ROOT, "7", mean_logprob=-0.2)
    tree, _ = end(tree, ROOT, "7", mean_logprob=-0.2)
    tree, likely = end(tree, ROOT, "18", mean_logprob=-0.1)
    best = leading(tree, _cast(tree, rule=Rule.BEST), Rule.BEST)
    assert best is not None
    assert likely == best.node
    tree, sure = end(tree, ROOT, "5", mean_logprob=-0.05)
    best = leading(tree, _cast(tree, rule=Rule.BEST), Rule.BEST)
    assert best is not None
    assert sure == best.node


def test_counting_looks_at_nothing_but_the_number() -> None:
    assert {1.0} == {ballot.weight for ballot in _cast(with_answers("nan", "", "18", "-3"), rule=Rule.COUNT)}


def test_below_a_pinned_step_each_solution_has_its_own_vote() -> None:
    tree = _two_first_steps()
    for _ in range(2):
        tree, _ = end(tree, 1, "18")
    assert [0.5, 0.5] == [ballot.weight for ballot in _cast(tree)]
    assert [1.0, 1.0] == [ballot.weight for ballot in _cast(set_focus(tree, 1))]


def test_a_solution_that_was_given_up_has_no_vote() -> None:
    tree = close_node(with_answers("18", "7", "7"), 2, NodeStatus.PRUNED, "Given up.")
    assert {"18": 1, "7": 1} == {vote.answer: vote.count for vote in count_votes(_cast(tree))}


_ballots = st.lists(
    st.builds(
        Ballot,
        node=st.integers(1, 99),
        answer=st.sampled_from("abcd"),
        weight=st.sampled_from([0.0, 0.05, 0.25, 0.5, 1.0]),
        evidence=st.just(1.0),
    ),
    max_size=12,
)


@given(_ballots, _ballots)
def test_once_a_vote_is_settled_no_way_in_which_the_open_solutions_end_changes_the_winner(
    cast: list[Ballot], further: list[Ballot]
) -> None:
    if is_settled(cast, len(further)):
        assert count_votes(cast)[0].answer == count_votes([*cast, *further])[0].answer


@given(_ballots, st.integers(0, 12))
def test_a_vote_is_not_settled_while_the_open_solutions_could_change_it(cast: list[Ballot], still_open: int) -> None:
    # A lead that is as large as what is open, but for the last digits of a sum, is a tie that either way may break.
    if not cast or lead(cast) < still_open - 1e-6:
        assert not is_settled(cast, still_open)
        winner = count_votes(cast)[0].answer if cast else ""
        second = [vote.answer for vote in count_votes(cast)[1:]] or ["e"]
        further = [Ballot(0, second[0], 1.0, 1.0)] * still_open
        assert not cast or winner != count_votes([*cast, *further])[0].answer
    else:
        assert (lead(cast) > still_open + 1e-9) == is_settled(cast, still_open)


def test_a_tie_that_only_rounding_breaks_is_not_settled() -> None:
    # 0.1 + 0.2 + 0.9 is ahead of 0.2 by 1, and as the machine adds up by a little more.
    cast = [Ballot(1, "a", 0.1, 1.0), Ballot(2, "a", 0.2, 1.0), Ballot(3, "a", 0.9, 1.0), Ballot(4, "b", 0.2, 1.0)]
    assert 1.0 < lead(cast) < 1.0 + 1e-12
    assert not is_settled(cast, 1)


def test_a_vote_of_few_is_never_decided() -> None:
    tree = with_answers("18", "18", "18")
    assert not is_decided(tree, _cast(tree), remaining_tokens=0)


def test_a_clear_lead_with_little_left_is_decided_and_a_narrow_one_is_not() -> None:
    clear, narrow = with_answers(*["18"] * 6), with_answers(*["18", "7"] * 3)
    assert is_decided(clear, _cast(clear), remaining_tokens=59)
    assert not is_decided(clear, _cast(clear), remaining_tokens=61)
    assert not is_decided(narrow, _cast(narrow), remaining_tokens=1)


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
    answer = _answer(with_answers(*answers), {}, problem, matches)
    assert answer is not None
    assert mark is answer.mark


def test_an_answer_that_nothing_ran_for_is_unverified() -> None:
    tree, _ = add_child(new_tree("How many?"), ROOT, text="print(1)", status=NodeStatus.FINISHED, answer="1")
    assert Mark.UNVERIFIED is _best(tree).mark


def test_without_a_finished_solution_there_is_no_answer() -> None:
    tree, _ = step(new_tree("How many?"), ROOT, status=NodeStatus.FAILED)
    assert _answer(tree) is None
    assert leading(tree, _cast(tree), Rule.WEIGHT) is None
    assert not is_decided(tree, _cast(tree), remaining_tokens=0)
