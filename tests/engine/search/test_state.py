from engine.search.state import duplicates, numbers_in, state_key
from engine.search.tree import add_child, close_node, mark_expanded, new_tree
from engine.types import ROOT, Author, Execution, ExecutionStatus, NodeStatus, Tree
from tests.helpers.trees import ran


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


def test_what_a_person_wrote_is_never_closed_as_a_repetition_but_the_model_may_repeat_it() -> None:
    tree = _computing("3", "4")
    tree, mine = add_child(
        tree, ROOT, text="x = 3", status=NodeStatus.OPEN, execution=ran("", ("x", "3")), author=Author.HUMAN
    )
    assert {} == duplicates(tree.nodes[1:], "")
    assert {1: mine} == duplicates([tree[mine], tree[1], tree[2]], "")


def test_restating_numbers_of_the_problem_makes_no_difference() -> None:
    tree = new_tree("24 boxes of 18 pencils")
    for names in ((("a", "24"), ("b", "18"), ("c", "432")), (("product", "432"),)):
        tree, _ = add_child(tree, ROOT, text="", status=NodeStatus.OPEN, execution=ran("", *names))
    assert {2: 1} == duplicates(tree.nodes[1:], tree[ROOT].text)
    assert frozenset({"24", "18", "1432", "0.5"}) == numbers_in("24 boxes, 18.0 of them 1,432 times 0.5.")


def test_a_step_that_did_not_run_is_known_by_its_text_alone() -> None:
    error = Execution(ExecutionStatus.ERROR, error="ZeroDivisionError: division by zero")
    tree, node = add_child(new_tree("How many?"), ROOT, text="1 / 0", status=NodeStatus.FAILED, execution=error)
    assert ("text", "1 / 0") == state_key(tree[node])


def test_paragraphs_that_state_the_same_results_are_the_same_step() -> None:
    tree = new_tree("A box holds 24 pencils; there are 18 boxes.")
    for text in ("We get 24 * 18 = 432 pencils.", "There are 18 \\times 24 = 432 of them.", "So 24 + 18 = 42."):
        tree, _ = add_child(tree, ROOT, text=text, status=NodeStatus.OPEN)
    assert {2: 1} == duplicates(tree.nodes[1:], tree[ROOT].text)


def test_a_paragraph_without_results_is_like_no_other() -> None:
    tree = new_tree("How many?")
    for text in ("Let us think.", "Let us think again."):
        tree, _ = add_child(tree, ROOT, text=text, status=NodeStatus.OPEN)
    assert {} == duplicates(tree.nodes[1:], "")
