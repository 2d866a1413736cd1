import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.tree import add_child, new_tree
from engine.search.values import execution_evidence, layer_priors, leaf_values
from engine.search.vote import Rule, ballots, standing
from engine.types import ROOT, Execution, ExecutionStatus, NodeId, NodeStatus, Tree
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
