import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maths.spoken import spoken, spoken_text


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\frac{a}{b}", "a over b"),
        ("x^2+y^3", "x squared plus y cubed"),
        ("x^{10}", "x to the power 10"),
        (r"\sqrt{x+1}", "square root of x plus 1"),
        (r"\sqrt[3]{x}", "root 3 of x"),
        (r"a_1 \le 1{,}000", "a sub 1 less than or equal to 1 , 000"),
        (r"\binom{n}{k}", "n choose k"),
        (r"\boxed{42}", "42"),
        (r"\left( \alpha \right)", "( alpha )"),
        (r"90^\circ", "90 degrees"),
        ("3.14", "3.14"),
    ],
)
def test_formulas_are_read_in_words(tex: str, expected: str) -> None:
    assert expected == spoken(tex)


def test_only_the_formulas_of_a_text_are_read() -> None:
    assert spoken_text("Let $x^2$ be $5.") == "Let x squared be $5."


@given(st.text(alphabet="\\{}[]^_$ab1 frcsqt&", max_size=300))
def test_any_tex_is_read(tex: str) -> None:
    assert "\n" not in spoken(tex)


def test_deep_nesting_is_read_without_an_error() -> None:
    assert spoken("{" * 3_000 + "x")
    assert spoken(r"\frac" * 800)
    assert spoken("x^" * 1_500)


def test_words_inside_a_formula_are_read_as_words() -> None:
    assert spoken(r"\text{per class} = \left\lfloor \frac{\text{pencils}}{16} \right\rfloor") == (
        "per class equals the whole part of pencils over 16"
    )
    assert spoken(r"\operatorname{lcm}(4, 6) = \mathrm{}2") == "lcm ( 4 , 6 ) equals 2"
    assert spoken(r"\text{a{b}c}") == "a b c"


def test_environments_are_read_line_by_line() -> None:
    assert spoken(r"\begin{cases} x+y=1 \\ x=3 \end{cases}") == "cases x plus y equals 1 next x equals 3"
    assert spoken(r"\begin{align*} x &= 1 \\ y &= 2 \end{align*}") == "x equals 1 next y equals 2"
