import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.policies import Expansion, Policy, PolicyState, layer_width, policy_for, settings_for
from engine.search.select import select_leaf
from engine.search.tree import close_node, mark_expanded, new_tree, set_priors
from engine.types import ROOT, Budget, Effort, NodeId, NodeStatus, PolicyName, Tree
from tests.helpers.scripts import settings
from tests.helpers.trees import ANSWERS, end, step, trees


def _expand(tree: Tree, asked: tuple[Expansion, ...]) -> Tree:
    for expansion in asked:
        tree = mark_expanded(tree, expansion.node)
    return tree


@pytest.mark.parametrize(("name", "candidates"), [(PolicyName.GREEDY, 1), (PolicyName.MAJORITY, 8)])
def test_whole_solutions_are_asked_for_once(name: PolicyName, candidates: int) -> None:
    policy, how, tree = policy_for(name), settings(name), new_tree("How many?")
    state, asked = policy.advance(tree, PolicyState(), how, set())
    assert (Expansion(ROOT, candidates, until_end=True),) == asked
    assert candidates == state.rollouts
    assert (state, ()) == policy.advance(_expand(tree, asked), state, how, {ROOT})
    assert (state, ()) == policy.advance(_expand(tree, asked), state, how, set())


def test_the_search_opens_with_a_full_layer_below_the_problem() -> None:
    state, asked = policy_for(PolicyName.MCTS).advance(new_tree("How many?"), PolicyState(), settings(), set())
    assert (Expansion(ROOT, 8),) == asked
    assert PolicyState(rollouts=1, descents=(ROOT,)) == state


def test_a_descent_goes_on_below_its_layer_and_ends_where_a_solution_was_finished() -> None:
    policy, how = policy_for(PolicyName.MCTS), settings(rollouts=1)
    state, asked = policy.advance(new_tree("How many?"), PolicyState(), how, set())
    tree, first = step(_expand(new_tree("How many?"), asked), ROOT)
    state, asked = policy.advance(tree, state, how, set())
    assert [first] == [expansion.node for expansion in asked]
    assert 1 == state.rollouts
    tree, _ = end(_expand(tree, asked), first, "18")
    tree, _ = step(tree, first)
    assert (PolicyState(rollouts=1), ()) == policy.advance(tree, state, how, set())


def test_a_descent_into_a_layer_of_errors_ends_and_another_begins_elsewhere() -> None:
    policy, how = policy_for(PolicyName.MCTS), settings(rollouts=2)
    tree, first = step(mark_expanded(new_tree("How many?"), ROOT), ROOT)
    tree, second = step(tree, ROOT)
    tree, _ = step(mark_expanded(tree, first), first, status=NodeStatus.FAILED)
    state, asked = policy.advance(tree, PolicyState(rollouts=1, descents=(first,)), how, set())
    assert [second] == [expansion.node for expansion in asked]
    assert PolicyState(rollouts=2, descents=(second,)) == state


def _play(policy: Policy, data: st.DataObject, rollouts: int) -> tuple[PolicyState, int]:
    """A whole search in which any layer may come back in any order with any children."""
    how = settings(rollouts=rollouts, candidates=3)
    tree, state, busy, most = new_tree("How many?"), PolicyState(), set[NodeId](), 0
    while True:
        state, asked = policy.advance(tree, state, how, busy)
        nodes = [expansion.node for expansion in asked]
        assert len(nodes) == len(set(nodes))
        assert all(tree[node].status is NodeStatus.OPEN for node in nodes)
        again = [node for node in nodes if tree[node].expanded]
        assert again in ([], [ROOT])
        if again:
            assert ([ROOT], set()) == (nodes, busy)
            assert select_leaf(tree, how.exploration, set()) is None
        tree = _expand(tree, asked)
        busy |= set(nodes)
        most = max(most, len(busy))
        if not busy:
            return state, most
        back = data.draw(st.sampled_from(sorted(busy)))
        for kind in data.draw(st.lists(st.sampled_from(["open", "finished", "failed"]), max_size=3)):
            deep = tree[back].depth >= 4
            if kind == "finished" or (kind == "open" and deep):
                tree, _ = end(tree, back, data.draw(st.sampled_from(ANSWERS)))
            else:
                status = NodeStatus.OPEN if kind == "open" else NodeStatus.FAILED
                tree, child = step(tree, back, status=status)
                tree = set_priors(tree, {child: 0.1}) if kind == "open" else tree
        busy -= {back}


@given(st.data(), st.integers(1, 12))
def test_a_search_keeps_to_its_rollouts_and_asks_again_only_for_first_steps_when_all_else_has_ended(
    data: st.DataObject, rollouts: int
) -> None:
    state, most_busy = _play(policy_for(PolicyName.MCTS), data, rollouts)
    assert () == state.descents
    assert most_busy <= 4
    assert rollouts == state.rollouts


@given(trees(), st.data())
def test_the_same_arguments_always_give_the_same_answer(tree: Tree, data: st.DataObject) -> None:
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    policy = policy_for(PolicyName.MCTS)
    assert policy.advance(tree, PolicyState(), settings(), busy) == policy.advance(
        tree, PolicyState(), settings(), busy
    )


def test_a_closed_root_leaves_nothing_to_ask_for() -> None:
    closed = close_node(new_tree("How many?"), ROOT, NodeStatus.PRUNED, "Given up.")
    assert (PolicyState(), ()) == policy_for(PolicyName.MCTS).advance(closed, PolicyState(), settings(), set())


@given(st.integers(1, 512), st.integers(0, 12))
def test_a_layer_is_never_empty_and_never_wider_than_asked(candidates: int, depth: int) -> None:
    width = layer_width(depth, Budget(max_tokens=1000, rollouts=8, candidates=candidates))
    assert 1 <= width <= candidates
    assert depth > 0 or candidates == width


@pytest.mark.parametrize("policy", PolicyName)
def test_more_effort_buys_more_of_everything(policy: PolicyName) -> None:
    quick, normal, deep = (settings_for(policy, effort).budget for effort in Effort)
    assert quick.max_tokens < normal.max_tokens < deep.max_tokens
    assert quick.rollouts < normal.rollouts < deep.rollouts
    assert quick.candidates < normal.candidates < deep.candidates


def test_each_number_of_an_effort_can_be_overridden() -> None:
    made = settings_for(
        PolicyName.MCTS, Effort.NORMAL, seed=3, candidates=5, rollouts=6, max_tokens=700, max_seconds=8.0
    )
    base = settings_for(PolicyName.MCTS, Effort.NORMAL)
    budget = dataclasses.replace(base.budget, candidates=5, rollouts=6, max_tokens=700, max_seconds=8.0)
    assert dataclasses.replace(base, budget=budget, seed=3) == made


def test_only_the_greedy_policy_takes_the_most_likely_token() -> None:
    cold = [name for name in PolicyName if settings_for(name, Effort.NORMAL).sampling.temperature == 0.0]
    assert [PolicyName.GREEDY] == cold
