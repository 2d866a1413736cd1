"""A step's program as formulas: right, or not at all."""

import pytest

from app.maths.program import MAX_CODE_CHARACTERS, program_formulas
from app.maths.render import render


def tex(
    code: str, known: dict[str, str] | None = None, found: dict[str, str] | None = None, out: str = ""
) -> list[str]:
    return [formula.tex for formula in program_formulas(code, known or {}, found or {}, out)]


def test_an_assignment_is_an_equation_with_names_then_numbers_then_the_value() -> None:
    assert [r"\text{pencils} = \text{boxes} \times \text{per box} = 24 \times 18 = 432"] == tex(
        "pencils = boxes * per_box", {"boxes": "24", "per_box": "18"}, {"pencils": "432"}
    )


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("a = 3", "3", "a = 3"),
        ("x1 = 7 / 2", "3.5", r"x_{1} = \frac{7}{2} = 3.5"),
        ("a = 432 / 16", "27.0", r"a = \frac{432}{16} = 27"),
        ("a = 17 // 5", "3", r"a = \left\lfloor \frac{17}{5} \right\rfloor = 3"),
        ("a = 17 % 5", "2", r"a = 17 \bmod 5 = 2"),
        ("a = (2 + 3) * 4", "20", r"a = \left(2 + 3\right) \times 4 = 20"),
        ("a = 2 - (3 - 4)", "3", r"a = 2 - \left(3 - 4\right) = 3"),
        ("a = 2 * (3 * 4)", "24", r"a = 2 \times \left(3 \times 4\right) = 24"),
        ("a = (-2) ** 2", "4", r"a = \left(-2\right)^{2} = 4"),
        ("a = -2 ** 2", "-4", "a = -2^{2} = -4"),
        ("a = (2 ** 3) ** 2", "64", r"a = \left(2^{3}\right)^{2} = 64"),
        ("a = 9 ** 0.5", "3.0", r"a = \sqrt{9} = 3"),
        ("a = math.sqrt(9)", "3.0", r"a = \sqrt{9} = 3"),
        ("a = sum([4, 4, 4]) * 2", "24", r"a = \left(4 + 4 + 4\right) \times 2 = 24"),
        ("a = Rational(1, 3)", "1/3", r"a = \frac{1}{3}"),
        ("a = factorial(5)", "120", "a = 5! = 120"),
        ("a = max([1, 2])", "2", r"a = \max\left(1, 2\right) = 2"),
        ("theta = abs(0 - 3)", "3", r"\theta = \left|0 - 3\right| = 3"),
    ],
)
def test_the_notation_means_what_the_program_says(code: str, value: str, shown: str) -> None:
    name = code.partition(" ")[0]
    assert [shown] == tex(code, {}, {name: value})
    assert render(shown, 30.0, "#000000", True) is not None


def test_what_is_printed_is_the_value_of_its_expression() -> None:
    assert [r"\text{share} - 5 = 27 - 5 = 22"] == tex("print(share - 5)", {"share": "27"}, {}, "22\n")
    assert [r"\text{share} = 27"] == tex("print(share)", {"share": "27"}, {}, "27\n")
    assert ["a = 2"] == tex("a = 2\nprint(a)", {}, {"a": "2"}, "2\n")


def test_a_name_that_is_set_twice_has_no_number_in_its_place() -> None:
    assert ["y = x + 1 = 7"] == tex("x = 5\nx = x + 1\ny = x + 1", {}, {"x": "6", "y": "7"})
    assert ["y = x + 1 = 7"] == tex("for i in range(3):\n    x = i\ny = x + 1", {"x": "9"}, {"x": "2", "y": "7"})


@pytest.mark.parametrize(
    "code",
    [
        "a = [1, 2]",
        "a = 'text'",
        "a = True",
        "a = f(2)",
        "a = x.real",
        "a = 1 if b else 2",
        "a, b = 1, 2",
        "a = 1e300",
        "a = " + "-" * 60 + "1",
        "a = (",
        "été = 1",
        "a = 1;" * MAX_CODE_CHARACTERS,
    ],
)
def test_what_has_no_notation_is_left_out(code: str) -> None:
    assert [] == tex(code, {}, {"a": "[1, 2]", "b": "2", "été": "1"})


def test_a_name_cannot_bring_a_command_into_the_tex() -> None:
    assert [] == tex("a = x", {}, {"a": r"\input{/etc/passwd}"})[1:]
    assert ["a = x"] == tex("a = x", {"x": r"\input{/etc/passwd}"}, {"a": r"\input{/etc/passwd}"})
