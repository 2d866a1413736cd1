from hypothesis import given
from hypothesis import strategies as st

from engine.search.mcts import layer_width
from engine.search.policies import policy_for
from engine.search.policy import Expansion, Move, PolicyState
from engine.search.tree import close_node, mark_expanded, new_tree, set_focus
from engine.types import ROOT, Author, Budget, NodeStatus, PolicyName
from tests.helpers.scripts import settings
from tests.helpers.trees import end, expanded, layer, step

MCTS, RESTARTS = policy_for(PolicyName.MCTS), policy_for(PolicyName.RESTARTS)


def test_the_search_opens_with_a_full_layer_below_the_problem() -> None:
    move = MCTS.advance(new_tree("How many?"), PolicyState(), settings(), set())
    assert Move(PolicyState(rollouts=1, descents=(ROOT,)), (Expansion(ROOT, 8),)) == move


def test_a_descent_goes_on_below_its_layer_and_ends_where_a_solution_was_finished() -> None:
    how = settings(rollouts=1)
    move = MCTS.advance(new_tree("How many?"), PolicyState(), how, set())
    tree, first = step(expanded(new_tree("How many?"), move), ROOT)
    move = MCTS.advance(tree, move.state, how, set())
    assert [first] == [expansion.node for expansion in move.expansions]
    assert 1 == move.state.rollouts
    tree, _ = end(expanded(tree, move), first, "18")
    tree, _ = step(tree, first)
    assert Move(PolicyState(rollouts=1)) == MCTS.advance(tree, move.state, how, set())


def test_a_descent_into_a_layer_of_errors_ends_and_another_begins_elsewhere() -> None:
    tree, first = step(mark_expanded(new_tree("How many?"), ROOT), ROOT)
    tree, second = step(tree, ROOT)
    tree, _ = step(mark_expanded(tree, first), first, status=NodeStatus.FAILED)
    move = MCTS.advance(tree, PolicyState(rollouts=1, descents=(first,)), settings(rollouts=2), set())
    assert [second] == [expansion.node for expansion in move.expansions]
    assert PolicyState(rollouts=2, descents=(second,)) == move.state


def test_a_closed_root_leaves_nothing_to_ask_for() -> None:
    closed = close_node(new_tree("How many?"), ROOT, NodeStatus.PRUNED, "Given up.")
    assert Move(PolicyState()) == MCTS.advance(closed, PolicyState(), settings(), set())


@given(st.integers(1, 512), st.booleans())
def test_a_layer_is_never_empty_and_never_wider_than_asked(candidates: int, at_focus: bool) -> None:
    width = layer_width(Budget(max_tokens=1000, rollouts=8, candidates=candidates), at_focus=at_focus)
    assert 1 <= width <= candidates
    assert not at_focus or candidates == width


def test_the_search_goes_on_below_a_pinned_step_alone_and_with_a_full_layer_there() -> None:
    tree, pinned = step(new_tree("How many?"), ROOT)
    tree, _ = step(tree, ROOT)
    move = MCTS.advance(set_focus(tree, pinned), PolicyState(), settings(), set())
    assert (Expansion(pinned, 8),) == move.expansions


def test_the_next_rollout_begins_at_a_step_that_a_person_added() -> None:
    tree, nodes = layer(new_tree("How many?"), ROOT, 0.5, 0.4)
    tree, mine = step(tree, nodes[0], author=Author.HUMAN)
    for policy in (MCTS, RESTARTS):
        move = policy.advance(tree, PolicyState(rollouts=1, first=len(tree), ended_at=8), settings(candidates=2), set())
        assert [mine] == [expansion.node for expansion in move.expansions]


def test_a_restart_writes_a_quarter_of_the_candidates_and_makes_as_many_rollouts() -> None:
    how = settings(candidates=16, rollouts=7)
    move = RESTARTS.advance(new_tree("How many?"), PolicyState(), how, set())
    assert Move(PolicyState(rollouts=1, descents=(ROOT,), first=1, ended_at=4), (Expansion(ROOT, 4),)) == move
    tree, first = layer(expanded(new_tree("How many?"), move), ROOT, *[0.0] * 4)
    state = move.state
    for _ in range(9):
        move = RESTARTS.advance(tree, state, how, set())
        state = move.state
        assert all(expansion.candidates == 2 for expansion in move.expansions if expansion.node != ROOT)
        if ROOT in {expansion.node for expansion in move.expansions}:
            break
        tree = expanded(tree, move)
        for expansion in move.expansions:
            tree, _ = end(tree, expansion.node, "18")
    assert (5, len(tree), 7) == (state.rollouts, state.first, state.ended_at)
    assert (Expansion(ROOT, 4),) == move.expansions
    assert [True, True, True, True] == [tree[node].expanded for node in first]


def test_a_restart_neither_shares_the_first_steps_of_those_before_it_nor_goes_back_to_them() -> None:
    how = settings(candidates=16, rollouts=8)
    tree, left_open = layer(new_tree("How many?"), ROOT, 0.5, 0.5)
    state = PolicyState(rollouts=5, descents=(ROOT,), first=len(tree), ended_at=8)
    assert Move(state) == RESTARTS.advance(tree, state, how, {ROOT})
    tree, fresh = layer(tree, ROOT, -0.5, -0.5)
    move = RESTARTS.advance(tree, state, how, set())
    assert set(fresh) == {expansion.node for expansion in move.expansions}
    tree = expanded(tree, move)
    for node in fresh:
        tree, _ = end(tree, node, "7")
    # Nothing is open in this restart any more: the next one begins before its rollouts are used up.
    move = RESTARTS.advance(tree, move.state, how, set())
    assert Move(PolicyState(rollouts=7, descents=(ROOT,), first=7, ended_at=8), (Expansion(ROOT, 4),)) == move
    assert not any(tree[node].expanded for node in left_open)
