import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.tree import add_child, new_tree
from engine.search.values import Standing, execution_evidence, layer_priors, leaf_values, vote_weight
from engine.search.vote import Rule, ballots, standing
from engine.types import ROOT, Execution, ExecutionStatus, NodeId, NodeStatus, Tree, ValueName
from tests.helpers.trees import DEFAULT, ran, step, trees, with_answers


def _leaves(tree: Tree) -> dict[NodeId, float]:
    return leaf_values(DEFAULT, tree, standing(ballots(tree, {}, Rule.WEIGHT, DEFAULT), {}, {}))


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


def test_values_of_leaves_are_agreement_for_answers_and_a_loss_for_errors() -> None:
    tree = with_answers("18", "18", "18", "7")
    tree, failed = step(tree, ROOT, status=NodeStatus.FAILED)
    tree, _ = step(tree, ROOT, status=NodeStatus.PRUNED)
    assert {1: 0.5, 2: 0.5, 3: 0.5, 4: -0.5, failed: -1.0} == _leaves(tree)


@given(trees())
def test_values_of_leaves_stay_between_minus_one_and_one(tree: Tree) -> None:
    assert all(-1.0 <= value <= 1.0 for value in _leaves(tree).values())


def test_steps_that_computed_the_same_values_support_each_other() -> None:
    tree = new_tree("How many?")
    for name, value in (("a", "3"), ("b", "3"), ("c", "4")):
        execution = ran("", (name, value))
        tree, _ = add_child(tree, ROOT, text=f"{name} = {value}", status=NodeStatus.OPEN, execution=execution)
    priors = layer_priors(DEFAULT, tree.nodes[1:], "")
    assert {1: pytest.approx(1 / 6), 2: pytest.approx(1 / 6), 3: pytest.approx(-1 / 6)} == priors


def test_only_open_steps_get_a_first_value_and_steps_that_did_not_run_only_support_their_like() -> None:
    tree = new_tree("How many?")
    error = Execution(ExecutionStatus.ERROR, error="ZeroDivisionError: division by zero")
    tree, _ = add_child(tree, ROOT, text="1 / 0", status=NodeStatus.FAILED, execution=error)
    tree, node = add_child(tree, ROOT, text="x = 1", status=NodeStatus.OPEN, execution=ran("", ("x", "1")))
    assert {node: 0.0} == layer_priors(DEFAULT, tree.nodes[1:], "")


@given(trees())
def test_first_values_lie_between_minus_a_half_and_a_half(tree: Tree) -> None:
    for node in tree.nodes:
        layer = [tree[child] for child in node.children]
        assert all(-0.5 < prior <= 0.5 for prior in layer_priors(DEFAULT, layer, "").values())


AGREEMENT, EXECUTION, PPM, TRUTH = ValueName.AGREEMENT, ValueName.EXECUTION, ValueName.PPM, ValueName.TRUTH
KNOWN = Standing(shares={"18": 0.75, "-7": 0.25}, same={"18.0": "18"}, right={"18": False, "18.0": False, "-7": True})

# The probability that a score of tanh(v / 5) = 0.5 stands for: sigmoid(v).
LIKELY = 1.0 / (1.0 + math.exp(-5.0 * math.atanh(0.5)))


def _mixed() -> Tree:
    """Two open steps that computed the same and one that did not, then solutions; some have a score."""
    tree = new_tree("How many?")
    for value, score in (("3", 0.6), ("3", -0.4), ("4", None)):
        tree, _ = add_child(
            tree, ROOT, text=f"x = {value}", status=NodeStatus.OPEN, execution=ran("", ("x", value)), score=score
        )
    for parent, answer, score in ((1, "18", 0.5), (2, "18.0", None), (3, "-7", -1.0)):
        tree, _ = add_child(
            tree, parent, text="", status=NodeStatus.FINISHED, answer=answer, execution=ran(answer), score=score
        )
    tree, _ = step(tree, 3, status=NodeStatus.FAILED)
    return tree


@pytest.mark.parametrize(
    ("names", "priors", "leaves"),
    [
        ((AGREEMENT,), {1: 1 / 6, 2: 1 / 6, 3: -1 / 6}, {4: 0.5, 5: 0.5, 6: -0.5}),
        ((EXECUTION,), {}, {4: 1.0, 5: 1.0, 6: -0.2}),
        ((PPM,), {1: 0.6, 2: -0.4}, {4: 2 * LIKELY - 1, 5: 0.0, 6: -1.0}),
        ((TRUTH,), {}, {4: -1.0, 5: -1.0, 6: 1.0}),
        ((AGREEMENT, EXECUTION), {1: 1 / 6, 2: 1 / 6, 3: -1 / 6}, {4: 0.5, 5: 0.5, 6: -0.8}),
        (
            (AGREEMENT, EXECUTION, PPM),
            {1: (1 / 6 + 0.6) / 2, 2: (1 / 6 - 0.4) / 2, 3: -1 / 6},
            {4: 2 * 0.75 * LIKELY - 1, 5: 2 * 0.75 * 0.5 - 1, 6: -1.0},
        ),
        (
            (AGREEMENT, EXECUTION, PPM, TRUTH),
            {1: (1 / 6 + 0.6) / 2, 2: (1 / 6 - 0.4) / 2, 3: -1 / 6},
            {4: -1.0, 5: -1.0, 6: -1.0},
        ),
        ((EXECUTION, TRUTH), {}, {4: -1.0, 5: -1.0, 6: 2 * 0.4 - 1}),
    ],
)
def test_each_source_says_what_it_knows_and_together_they_are_weighed_up(
    names: tuple[ValueName, ...], priors: dict[NodeId, float], leaves: dict[NodeId, float]
) -> None:
    tree = _mixed()
    assert pytest.approx(priors) == layer_priors(names, tree.nodes[1:4], "")
    assert pytest.approx({**leaves, 7: -1.0}) == leaf_values(names, tree, KNOWN)


def test_a_step_without_a_score_is_neither_good_nor_bad_to_the_preference_model() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    assert {} == layer_priors((PPM,), [tree[node]], "")
    assert {1: 0.0} == leaf_values((PPM,), with_answers("18"), Standing({}, {}, {}))


@pytest.mark.parametrize("more", [(TRUTH,), (AGREEMENT,), (AGREEMENT, TRUTH)])
@pytest.mark.parametrize("names", [(), (EXECUTION,), (PPM,), (EXECUTION, PPM)])
def test_neither_the_truth_nor_the_vote_itself_has_a_part_in_the_vote(
    names: tuple[ValueName, ...], more: tuple[ValueName, ...]
) -> None:
    for leaf in _mixed().finished():
        assert vote_weight(names, leaf) == vote_weight((*names, *more), leaf)
    assert [1.0] * 3 == [vote_weight(more, leaf) for leaf in _mixed().finished()]


@given(trees(), st.lists(st.sampled_from(ValueName), min_size=1, max_size=4, unique=True).map(tuple))
def test_whatever_sources_are_chosen_values_stay_between_minus_one_and_one(
    tree: Tree, names: tuple[ValueName, ...]
) -> None:
    leaves = leaf_values(names, tree, standing(ballots(tree, {}, Rule.WEIGHT, names), {}, {"18": True}))
    assert {node.id for node in tree.nodes if node.status in (NodeStatus.FINISHED, NodeStatus.FAILED)} == set(leaves)
    assert all(-1.0 <= value <= 1.0 for value in leaves.values())
    assert all(0.0 <= vote_weight(names, leaf) <= 1.0 for leaf in tree.finished())
