"""Hand-outs: complete, without the answers where they are to be left out, and deaf to hostile text."""

import html.parser
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.export import ExportExistsError
from app.export.handout import Handout, as_handout, write_handout
from app.state import replay
from app.state.lesson import Lesson, lesson_of
from engine.errors import BadSettingsError
from engine.types import Problem
from models.errors import ReadOnlyError
from tests.helpers.events import DEMO_PROBLEM, demo_events

DAY = date(2026, 3, 1)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> </style> {{ 7 * 7 }} $<b>\\frac{$ &amp; \"' \x1b[2J"


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    problem = Problem("p", f"Let $x^2 = 4$. {DEMO_PROBLEM.text}", "10")
    return lesson_of(problem, replay(demo_events(problem=problem)))


@pytest.fixture(scope="module")
def unsolved() -> Lesson:
    return lesson_of(Problem("q", "An open question?"), replay(demo_events(nodes=2)))


def sheet(*lessons: Lesson, worked: bool = False, answers: bool = False) -> str:
    return as_handout(Handout("Class 7b", lessons, worked, answers), DAY)


class Tags(html.parser.HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.alternatives: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        assert not [name for name in given if name.startswith("on")]
        self.addresses.update(given[name] or "" for name in ("src", "href") if name in given)
        if tag == "img":
            self.alternatives.append(given["alt"] or "")


def test_a_sheet_for_pupils_has_the_problems_and_space_but_no_answer(lesson: Lesson, unsolved: Lesson) -> None:
    page = sheet(lesson, unsolved)
    for part in ("<h1>Class 7b</h1>", "Problem 1", "Problem 2", "An open question?", "Name: ____"):
        assert part in page
    assert 2 == page.count('<table class="space"')
    for part in ("Answers", "Checked", "Count the pencils in rows.", "in_rows", "equals 17"):
        assert part not in page


def test_answers_stand_on_a_page_of_their_own_with_how_far_they_are_verified(lesson: Lesson, unsolved: Lesson) -> None:
    page = sheet(lesson, unsolved, answers=True)
    before, after = page.split("page-break-before: always")
    assert "Checked" not in before
    for part in ("<b>10</b>", "Checked: equals the given answer.", "Given answer: 10", "No answer was found."):
        assert part in after
    assert "Steps and answers were written by a language model" in after


def test_the_teachers_copy_has_the_steps_their_formulas_and_the_wrong_turn(lesson: Lesson, unsolved: Lesson) -> None:
    page = sheet(lesson, unsolved, worked=True, answers=True)
    for part in ("Count the pencils in rows.", "Where it goes wrong", "It ends with 24; the answer shown is 10."):
        assert part in page
    assert "total equals in rows plus 5 equals 12 plus 5 equals 17" in Tags(page).alternatives
    assert "No answer was found." in page
    assert 'class="space"' not in page


def test_a_step_without_a_formula_shows_its_code(lesson: Lesson) -> None:
    step = replace(lesson.steps[0], formulas=(), found=("a = [1, 2]",), code="a = [1, 2]")
    page = sheet(replace(lesson, steps=(step,)), worked=True)
    assert "<pre>a = [1, 2]</pre>" in page
    assert '<p class="values">a = [1, 2]</p>' in page


def test_a_page_loads_nothing_and_has_formulas_as_shapes_with_words(lesson: Lesson) -> None:
    tags = Tags(sheet(lesson))
    assert {True} == {address.startswith("data:image/svg+xml,") for address in tags.addresses}
    assert ["x squared equals 4"] == tags.alternatives
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in sheet(lesson)


def test_hostile_text_is_shown_letter_by_letter(lesson: Lesson) -> None:
    assert lesson.answer is not None
    assert lesson.wrong is not None
    step = replace(lesson.steps[0], reason=HOSTILE, written=(HOSTILE,), found=(HOSTILE,), printed=HOSTILE, code=HOSTILE)
    plain = replace(step, formulas=())
    poisoned = replace(
        lesson,
        problem=HOSTILE,
        note=HOSTILE,
        steps=(step, plain),
        answer=replace(lesson.answer, text=HOSTILE, sentence=HOSTILE, given=HOSTILE),
        wrong=replace(lesson.wrong, good=plain, bad=step, why=(HOSTILE,), title=HOSTILE),
    )
    page = as_handout(Handout(HOSTILE, (poisoned, replace(poisoned, steps=())), worked=True, answers=True), DAY)
    ours = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "div", "ol", "li", "b", "table", "tr"}
    assert set() == Tags(page).tags - ours - {"td", "th", "br", "pre", "img"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert re.search(r"[\x00-\x08\x0b-\x1f]", page.replace("\x1b", "")) is None


def test_a_sheet_is_written_as_html_or_as_pdf(lesson: Lesson, tmp_path: Path) -> None:
    write_handout(Handout("Seven b", (lesson,)), tmp_path / "sheet.html")
    write_handout(Handout("Seven b", (lesson,), worked=True), tmp_path / "sheet.PDF")
    assert "Seven b" in (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert (tmp_path / "sheet.PDF").read_bytes().startswith(b"%PDF-")
    assert ["sheet.PDF", "sheet.html"] == sorted(path.name for path in tmp_path.glob("sheet*"))


def test_formulas_are_in_the_pdf(lesson: Lesson, tmp_path: Path) -> None:
    plain = replace(lesson, problem=lesson.problem.replace("$", ""))
    sizes = []
    for name, shown in (("plain", plain), ("formula", lesson)):
        write_handout(Handout("", (shown,)), tmp_path / f"{name}.pdf")
        sizes.append((tmp_path / f"{name}.pdf").stat().st_size)
    assert sizes[1] > sizes[0] + 500, "shapes take more room than letters"


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_a_file_is_replaced_only_when_asked(lesson: Lesson, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sheet{suffix}"
    path.write_text("mine")
    with pytest.raises(ExportExistsError):
        write_handout(Handout("", (lesson,)), path)
    assert "mine" == path.read_text()
    write_handout(Handout("", (lesson,)), path, replace=True)
    assert b"mine" != path.read_bytes()


def test_a_name_or_place_that_cannot_be_is_refused_in_one_sentence(lesson: Lesson, tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match=r"sheet\.doc ends neither in \.pdf nor in \.html"):
        write_handout(Handout("", (lesson,)), tmp_path / "sheet.doc")
    for suffix in (".pdf", ".html"):
        with pytest.raises(ReadOnlyError, match="cannot be written"):
            write_handout(Handout("", (lesson,)), tmp_path / "missing" / f"sheet{suffix}")
