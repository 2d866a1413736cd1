from engine.search.beam import shape
from engine.search.policies import policy_for
from engine.search.policy import Expansion, Move, PolicyState
from engine.search.tree import new_tree, set_focus
from engine.types import ROOT, Author, NodeId, NodeStatus, PolicyName, Tree
from tests.helpers.scripts import settings
from tests.helpers.trees import end, expanded, layer, step

BEAM, DVTS = policy_for(PolicyName.BEAM), policy_for(PolicyName.DVTS)
BEATEN, BEATEN_IN_GROUP = "Not among the best steps of its layer.", "Not the best step of its group."


def _expansions(move: Move) -> dict[NodeId, int]:
    return {expansion.node: expansion.candidates for expansion in move.expansions}


def test_a_quarter_is_kept_and_gets_four_continuations_each() -> None:
    assert [(4, 1), (4, 2), (4, 4), (4, 8)] == [shape(candidates) for candidates in (4, 8, 16, 32)]
    assert [(1, 1), (3, 1), (4, 1), (4, 2)] == [shape(candidates) for candidates in (1, 3, 7, 11)]


def test_a_beam_keeps_the_best_of_a_layer_and_gives_up_the_rest_with_a_reason() -> None:
    move = BEAM.advance(new_tree("How many?"), PolicyState(), settings(), set())
    assert ({ROOT: 8}, 1) == (_expansions(move), move.state.rollouts)
    tree, nodes = layer(expanded(new_tree("How many?"), move), ROOT, 0.1, 0.4, -0.2, 0.3, None, 0.4, 0.0, -0.5)
    move = BEAM.advance(tree, move.state, settings(), set())
    assert {nodes[1]: 4, nodes[5]: 4} == _expansions(move)
    assert {(node, BEATEN) for node in nodes if node not in (nodes[1], nodes[5])} == set(move.closed)


def test_a_beam_waits_until_the_whole_layer_is_there() -> None:
    tree, _ = step(new_tree("How many?"), ROOT)
    state = PolicyState(rollouts=1, first=1)
    assert Move(state) == BEAM.advance(tree, state, settings(), {ROOT})


def test_steps_of_a_layer_compete_whoever_their_parents_are() -> None:
    tree, (left, right) = layer(new_tree("How many?"), ROOT, 0.0, 0.0)
    tree, strong = layer(tree, left, 0.5, 0.4)
    tree, weak = layer(tree, right, 0.1, 0.2)
    move = BEAM.advance(tree, PolicyState(rollouts=1, first=1), settings(), set())
    assert set(strong) == set(_expansions(move))
    assert {(node, BEATEN) for node in weak} == set(move.closed)


def test_a_second_pass_of_the_beam_begins_at_the_focus_when_all_have_ended_and_leaves_the_first_alone() -> None:
    tree, _ = end(new_tree("How many?"), ROOT, "18")
    tree, _ = step(tree, ROOT, status=NodeStatus.FAILED)
    move = BEAM.advance(tree, PolicyState(rollouts=1, first=1), settings(rollouts=2), set())
    assert Move(PolicyState(rollouts=2, first=3), (Expansion(ROOT, 8),)) == move
    assert Move(move.state) == BEAM.advance(tree, move.state, settings(rollouts=2), set())


def test_a_continued_beam_first_compares_what_was_left_open() -> None:
    tree, (left, right) = layer(new_tree("How many?"), ROOT, 0.3, -0.3)
    tree, below = layer(tree, left, 0.1)
    move = BEAM.advance(tree, PolicyState(), settings(candidates=4), set())
    assert {below[0]: 4} == _expansions(move)
    assert ((right, BEATEN),) == move.closed


def _two_groups() -> tuple[Tree, PolicyState]:
    """DVTS with eight candidates: the second group is weaker than all of the first."""
    move = DVTS.advance(new_tree("How many?"), PolicyState(), settings(), set())
    assert ({ROOT: 8}, 2) == (_expansions(move), move.state.rollouts)
    tree, _ = layer(expanded(new_tree("How many?"), move), ROOT, 0.4, 0.5, 0.3, 0.2, -0.4, -0.5, -0.2, -0.3)
    return tree, move.state


def test_groups_of_dvts_never_compete() -> None:
    tree, state = _two_groups()
    move = DVTS.advance(tree, state, settings(), set())
    assert {2: 4, 7: 4} == _expansions(move)
    assert {(node, BEATEN_IN_GROUP) for node in (1, 3, 4, 5, 6, 8)} == set(move.closed)


def test_a_group_goes_on_while_the_other_is_still_being_written() -> None:
    tree, state = _two_groups()
    move = DVTS.advance(tree, state, settings(), set())
    tree, nodes = layer(expanded(tree, move), 7, 0.1, 0.2, 0.0, None)
    move = DVTS.advance(tree, move.state, settings(), {2})
    assert {nodes[1]: 4} == _expansions(move)
    assert {2, nodes[1]} == set(move.state.descents)
    assert {nodes[0], nodes[2], nodes[3]} == {node for node, _ in move.closed}


def test_a_group_ends_with_its_first_solution_and_gives_up_what_is_open_beside_it() -> None:
    tree, state = _two_groups()
    move = DVTS.advance(tree, state, settings(rollouts=2), set())
    tree = expanded(tree, move)
    tree, _ = end(tree, 2, "18")
    tree, beside = step(tree, 2)
    move = DVTS.advance(tree, move.state, settings(rollouts=2), {7})
    assert (((beside, BEATEN_IN_GROUP),), ()) == (move.closed, move.expansions)
    assert (7,) == move.state.descents


def test_a_second_pass_of_dvts_begins_when_all_groups_have_ended_and_has_only_the_groups_that_are_left() -> None:
    tree = new_tree("How many?")
    for _ in range(8):
        tree, _ = end(tree, ROOT, "18")
    how = settings(rollouts=3)
    move = DVTS.advance(tree, PolicyState(rollouts=2, descents=(ROOT,), first=1), how, set())
    assert Move(PolicyState(rollouts=3, descents=(ROOT,), first=9), (Expansion(ROOT, 4),)) == move
    tree, nodes = layer(expanded(tree, move), ROOT, 0.1, 0.4, 0.2, 0.3)
    move = DVTS.advance(tree, move.state, how, set())
    assert {nodes[1]: 4} == _expansions(move)
    tree, _ = end(expanded(tree, move), nodes[1], "7")
    assert Move(PolicyState(rollouts=3, first=9)) == DVTS.advance(tree, move.state, how, set())


def test_candidates_that_are_no_multiple_of_four_are_spread_over_the_groups() -> None:
    how = settings(candidates=11)
    move = DVTS.advance(new_tree("How many?"), PolicyState(), how, set())
    tree, nodes = layer(expanded(new_tree("How many?"), move), ROOT, *[0.0] * 4, 0.3, 0.2, *[0.0] * 5)
    move = DVTS.advance(tree, move.state, how, set())
    assert ({nodes[4]: 4, nodes[5]: 4}, 2) == (_expansions(move), move.state.rollouts)


def test_the_first_value_of_a_step_is_weighed_with_those_above_it() -> None:
    tree, (good, bad) = layer(new_tree("How many?"), ROOT, 0.5, -0.5)
    tree, (from_good,) = layer(tree, good, 0.1)
    tree, (from_bad,) = layer(tree, bad, 0.4)
    move = BEAM.advance(tree, PolicyState(rollouts=1, first=3), settings(candidates=4), set())
    assert ({from_good: 4}, ((from_bad, BEATEN),)) == (_expansions(move), move.closed)


def test_a_step_that_a_person_wrote_comes_first_in_its_layer() -> None:
    for policy in (BEAM, DVTS):
        move = policy.advance(new_tree("How many?"), PolicyState(), settings(candidates=4), set())
        tree, _ = layer(expanded(new_tree("How many?"), move), ROOT, 0.4, 0.5, 0.3, 0.2)
        tree, mine = step(tree, ROOT, author=Author.HUMAN)
        move = policy.advance(tree, move.state, settings(candidates=4), set())
        assert {mine: 4} == _expansions(move)


def test_a_step_that_a_person_adds_where_dvts_has_passed_is_a_group_of_its_own() -> None:
    tree, state = _two_groups()
    move = DVTS.advance(tree, state, settings(), set())
    tree, mine = step(expanded(tree, move), ROOT, author=Author.HUMAN)
    move = DVTS.advance(tree, move.state, settings(), {2, 7})
    assert ({mine: 4}, {2, 7, mine}) == (_expansions(move), set(move.state.descents))
    tree, nodes = layer(expanded(tree, move), mine, 0.1, 0.2)
    assert {nodes[1]: 4} == _expansions(DVTS.advance(tree, move.state, settings(), {2, 7}))


def test_below_a_pinned_step_only_its_own_branch_competes() -> None:
    tree, (pinned, other) = layer(new_tree("How many?"), ROOT, 0.0, 0.5)
    tree, below = layer(tree, pinned, 0.1, 0.2)
    tree = set_focus(tree, pinned)
    move = BEAM.advance(tree, PolicyState(), settings(candidates=4), set())
    assert ({below[1]: 4}, ((below[0], BEATEN),)) == (_expansions(move), move.closed)
    move = DVTS.advance(tree, PolicyState(), settings(candidates=4), set())
    assert {pinned: 4} == _expansions(move)
    assert NodeStatus.OPEN is tree[other].status
