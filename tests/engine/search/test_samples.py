import pytest

from engine.search.policies import policy_for, samples_whole_solutions
from engine.search.policy import Expansion, Move, PolicyState
from engine.search.tree import new_tree, set_focus
from engine.types import ROOT, Author, NodeStatus, PolicyName
from tests.helpers.scripts import settings
from tests.helpers.trees import end, expanded, step

SAMPLING = [name for name in PolicyName if samples_whole_solutions(name)]
MANY = [name for name in SAMPLING if name is not PolicyName.GREEDY]


@pytest.mark.parametrize("name", SAMPLING)
def test_whole_solutions_are_asked_for_once(name: PolicyName) -> None:
    policy, how, tree = policy_for(name), settings(name), new_tree("How many?")
    candidates = 1 if name is PolicyName.GREEDY else 8
    move = policy.advance(tree, PolicyState(), how, set())
    assert Move(PolicyState(rollouts=candidates), (Expansion(ROOT, candidates, until_end=True),)) == move
    assert Move(move.state) == policy.advance(expanded(tree, move), move.state, how, {ROOT})
    assert Move(move.state) == policy.advance(expanded(tree, move), move.state, how, set())


@pytest.mark.parametrize("name", MANY)
def test_a_continued_run_ends_the_samples_that_were_left_open_and_begins_new_ones(name: PolicyName) -> None:
    tree, left_open = step(new_tree("How many?"), ROOT)
    tree, gone_on = step(tree, ROOT)
    tree, deeper = step(tree, gone_on)
    tree, _ = step(tree, ROOT, status=NodeStatus.FAILED)
    tree, _ = end(tree, ROOT, "18")
    move = policy_for(name).advance(tree, PolicyState(), settings(name), set())
    assert (
        Expansion(left_open, 1, until_end=True),
        Expansion(deeper, 1, until_end=True),
        Expansion(ROOT, 8, until_end=True),
    ) == move.expansions
    assert 10 == move.state.rollouts


def test_a_continued_greedy_run_writes_its_one_line_of_thought_to_the_end() -> None:
    greedy, how = policy_for(PolicyName.GREEDY), settings(PolicyName.GREEDY)
    tree, left_open = step(new_tree("How many?"), ROOT)
    assert (Expansion(left_open, 1, until_end=True),) == greedy.advance(tree, PolicyState(), how, set()).expansions
    tree, _ = end(tree, left_open, "18")
    assert Move(PolicyState()) == greedy.advance(tree, PolicyState(), how, set())


@pytest.mark.parametrize("name", SAMPLING)
def test_only_what_lies_below_a_pinned_step_is_gone_on_with(name: PolicyName) -> None:
    tree, pinned = step(new_tree("How many?"), ROOT)
    tree, _ = step(tree, ROOT)
    tree, below = step(tree, pinned)
    move = policy_for(name).advance(set_focus(tree, pinned), PolicyState(), settings(name), set())
    assert Expansion(below, 1, until_end=True) == move.expansions[0]
    more = () if name is PolicyName.GREEDY else (Expansion(pinned, 8, until_end=True),)
    assert more == move.expansions[1:]


@pytest.mark.parametrize("name", SAMPLING)
def test_a_step_that_a_person_adds_becomes_one_more_sample(name: PolicyName) -> None:
    tree, theirs = step(new_tree("How many?"), ROOT)
    tree, mine = step(tree, theirs, author=Author.HUMAN)
    state = PolicyState(rollouts=3)
    move = policy_for(name).advance(tree, state, settings(name), {ROOT})
    assert Move(PolicyState(rollouts=4), (Expansion(mine, 1, until_end=True),)) == move
    assert Move(move.state) == policy_for(name).advance(expanded(tree, move), move.state, settings(name), {ROOT, mine})
