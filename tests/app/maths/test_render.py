import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.maths.render import MAX_TEX_CHARACTERS, Formula, render


def drawn(tex: str, display: bool = False) -> Formula:
    formula = render(tex, 16.0, "#123456", display)
    assert formula is not None
    return formula


@pytest.mark.parametrize(
    "tex", [r"\frac{a}{b}", "x^2", r"\sqrt{2}", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\sum_{i=1}^n i"]
)
def test_a_formula_becomes_shapes_in_the_asked_colour(tex: str) -> None:
    formula = drawn(tex)
    tags = {element.tag.split("}")[1] for element in ET.fromstring(formula.svg).iter()}
    assert tags <= {"svg", "g", "path", "rect", "line"}
    assert "#123456" in formula.svg
    assert formula.height_px > formula.depth_px >= 0


def test_a_fraction_reaches_below_the_baseline_and_a_letter_hardly() -> None:
    assert drawn(r"\frac{a}{b}").depth_px > 4 > drawn("x").depth_px


def test_display_style_is_larger_than_inline_style() -> None:
    assert drawn(r"\sum_{i=1}^n i", display=True).height_px > drawn(r"\sum_{i=1}^n i").height_px


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\frac{",
        r"\text{<script>}",
        "\\mathrm{\x00}",
        "{" * 500,
        "x" * (MAX_TEX_CHARACTERS + 1),
        r"\left(",
        "&",
        r"\begin{x}",
    ],
)
def test_what_cannot_be_drawn_is_none_and_no_error(tex: str) -> None:
    assert render(tex, 16.0, "#000000") is None or tex in ("", "&", r"\begin{x}")


@pytest.mark.parametrize("name", ["align", "align*", "gather", "multline", "eqnarray", "split", "equation", "dcases"])
def test_environments_are_drawn_as_what_they_are(name: str) -> None:
    columns = " &= " if name in ("align", "align*", "split") else " = " if name != "eqnarray" else " &=& "
    rows = rf"x{columns}1 \\ y{columns}2" if name != "equation" else rf"x{columns}1"
    two = drawn(rf"\begin{{{name}}} {rows} \end{{{name}}}", display=True)
    assert (two.height_px > 1.5 * drawn("x = 1").height_px) is (name != "equation")


def test_the_number_of_an_equation_is_left_out() -> None:
    plain = drawn(r"\begin{align*} x &= 1 \end{align*}", display=True)
    numbered = drawn(r"\begin{align} x &= 1 \label{eq:one} \tag{3} \nonumber \end{align}", display=True)
    assert plain.width_px == pytest.approx(numbered.width_px, abs=1)


def test_many_threads_may_draw_at_once() -> None:
    formulas = [rf"x^{{{number}}}+\frac{{1}}{{{number + 1}}}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(drawn, formulas))
    render.cache_clear()
    assert [drawn(tex) for tex in formulas] == together
