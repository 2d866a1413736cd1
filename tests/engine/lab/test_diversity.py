"""When two solutions count as one."""

import pytest

from engine.lab.diversity import counts_of, normal_form, parsed

BASE = ("# Step 1: Add.\napples = 3 + 4", "# Step 2: Print.\nprint(apples)")


@pytest.mark.parametrize(
    "same",
    [
        ("# Step 1: Join them.\n\nfruit = 3 + 4", "print(fruit)  # done"),
        ("# Step 1: All at once.\nx = (3 + 4)\nprint(x)",),
        ('"""Adds."""\ntotal = 3+4', "'and says so'\nprint(total)"),
    ],
)
def test_names_comments_and_layout_make_no_difference(same: tuple[str, ...]) -> None:
    assert normal_form(BASE) == normal_form(same)


@pytest.mark.parametrize(
    "other",
    [
        ("apples = 4 + 3", "print(apples)"),
        ("apples = 3 + 5", "print(apples)"),
        ("apples = 3 + 4", "print(str(apples))"),
        ("apples = 3 + 4.0", "print(apples)"),
        ("apples = 3\npears = 4\nprint(apples + pears)",),
    ],
)
def test_another_computation_is_another_program(other: tuple[str, ...]) -> None:
    assert normal_form(BASE) != normal_form(other)


def test_two_names_are_not_confused() -> None:
    assert normal_form(("a = 1\nb = 2\nprint(a - b)",)) != normal_form(("a = 1\nb = 2\nprint(b - a)",))


def test_functions_and_their_parameters_are_renamed_but_not_what_python_names() -> None:
    first = normal_form(("def double(n):\n    'Twice.'\n    return 2 * n\nprint(double(n=round(3.2)))",))
    second = normal_form(("def twice(value):\n    return 2 * value\nprint(twice(value=round(3.2)))",))
    assert first == second
    assert "print" in first
    assert "round" in first


@pytest.mark.parametrize(
    "text", ["So 3 + 4 = 7.  The answer is \\boxed{7}.", "(" * 300 + ")" * 300, "x = 1 " * 10_000, "print('\x00')"]
)
def test_what_is_no_program_is_compared_by_its_words(text: str) -> None:
    assert parsed(text) is None
    assert normal_form((text,)) == normal_form((text.upper().replace(" ", "\n"),)) != normal_form((text + "!",))


def test_doubtful_escapes_are_no_noise() -> None:
    assert "\\d" in normal_form((r"print('\d')",))


def test_forms_are_counted() -> None:
    assert (2, 1) == counts_of(["a", "b", "a"])
