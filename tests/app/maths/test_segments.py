import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maths.segments import SegmentKind, has_math, parse


def kinds(text: str) -> list[tuple[str, str]]:
    return [(segment.kind.value, segment.text) for segment in parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("text", "plain")]),
        ("a $x^2$ b", [("text", "a "), ("inline", "x^2"), ("text", " b")]),
        ("$$x$$", [("display", "x")]),
        (r"\(a+b\) and \[c\]", [("inline", "a+b"), ("text", " and "), ("display", "c")]),
        ("$5$", [("inline", "5")]),
        (
            r"Let \begin{cases} x+y=1 \\ x-y=3 \end{cases} hold",
            [("text", "Let "), ("display", r"\begin{cases} x+y=1 \\ x-y=3 \end{cases}"), ("text", " hold")],
        ),
        ("\\begin{align*}\nx &= 1\n\n\\end{align*}", [("display", "\\begin{align*}\nx &= 1\n\n\\end{align*}")]),
        (
            r"\begin{equation} f = \begin{cases} 1 \\ 2 \end{cases} \end{equation}",
            [("display", r"\begin{equation} f = \begin{cases} 1 \\ 2 \end{cases} \end{equation}")],
        ),
        (r"$$\begin{pmatrix}1\end{pmatrix}$$", [("display", r"\begin{pmatrix}1\end{pmatrix}")]),
        (r"\frac without marks", [("text", r"\frac without marks")]),
    ],
)
def test_each_kind_of_delimiter_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert expected == kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5.",
        "It costs $5 and then $10.",
        "between $5-$10 each",
        "Tom has $20, Ann has $30 and Bo has $1.50",
        "He paid $3 for milk and got 2$ back",
        "Prices in $ are fine",
        "$ x $",
        "a $x\n\nb$ c",
        "$$$",
        "$",
        r"\( never closed",
        "$$  $$",
        r"\begin{align} never closed",
        r"\begin{align*} x \end{align}",
        r"\begin{align}  \end{align}",
        r"\begin{itemize} no maths \end{itemize}",
    ],
)
def test_money_and_stray_marks_are_text(text: str) -> None:
    assert [("text", text)] == kinds(text)


def test_an_escaped_dollar_is_a_dollar() -> None:
    assert kinds(r"costs \$5 and \$6") == [("text", "costs $5 and $6")]


def test_code_is_left_alone() -> None:
    assert kinds("run `print('$x$')` now") == [("text", "run "), ("code", "print('$x$')"), ("text", " now")]
    assert kinds("```\na = '$b$'\n```") == [("code", "\na = '$b$'\n")]


def test_has_math_tells_formulas_from_money() -> None:
    assert has_math(r"so \(x\)")
    assert not has_math("so $5")


@given(st.text(alphabet="$\\()[]`ab 5\n", max_size=60))
def test_the_sources_give_the_text_back(text: str) -> None:
    assert text == "".join(segment.source for segment in parse(text))


@given(st.text(max_size=200))
def test_any_text_is_parsed(text: str) -> None:
    assert all(segment.text for segment in parse(text) if segment.kind is not SegmentKind.TEXT)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", ["$", r"\(", r"\[", "`", "`` ", "$$a ", "$a ", r"\$", r"\begin{align}", r"\begin{align}x\end{cases}"]
)
def test_a_huge_hostile_text_is_parsed_in_linear_time(piece: str) -> None:
    text = piece * 100_000
    assert text == "".join(segment.source for segment in parse(text))
