"""Text from a model, a file or a clipboard is shown as text, whatever it holds."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from app.items.node_words import tooltip
from app.views.formulas import Formulas
from app.views.maths_text import MAX_SHOWN_CHARACTERS, MathsText
from engine.events import AnswerChanged, AnyRunEvent, Finished, NodeAdded
from engine.types import Execution, ExecutionStatus, NodeStatus
from tests.helpers.events import demo_events
from tests.ui.conftest import Bot, World

HOSTILE = "<b>bold</b><img src='file:///etc/hostname'><script>x</script>\x1b[2J\u202e$\\frac{$ &amp; \x00"
LONG = "w" * 30_000


@pytest.fixture
def formulas() -> Iterator[Formulas]:
    store = Formulas()
    yield store
    store.close()


def spoiled(run_id: str, text: str) -> Sequence[AnyRunEvent]:
    """The demo run with ``text`` in every place that a model or its code fills."""
    return [_spoil(event, text) for event in demo_events(run_id, nodes=12)]


def _spoil(event: AnyRunEvent, text: str) -> AnyRunEvent:
    if isinstance(event, NodeAdded):
        execution = Execution(
            status=ExecutionStatus.ERROR, output=text, error=text, error_line=1, names=((text, text),) * 20
        )
        return msgspec.structs.replace(
            event,
            text=f"# Step {event.depth}: {text}\n{text}",
            reason=text if event.status is NodeStatus.FAILED else "",
            execution=execution,
            answer=None if event.answer is None else text,
        )
    if isinstance(event, AnswerChanged) and event.answer is not None:
        votes = tuple(replace(vote, answer=text) for vote in event.answer.votes)
        return msgspec.structs.replace(event, answer=replace(event.answer, text=text, votes=votes))
    if isinstance(event, Finished) and event.result.answer is not None:
        votes = tuple(replace(vote, answer=text) for vote in event.result.answer.votes)
        answer = replace(event.result.answer, text=text, votes=votes)
        return msgspec.structs.replace(event, result=replace(event.result, answer=answer))
    return event


@pytest.mark.parametrize("text", [HOSTILE, LONG, "", "\n" * 500, "مرحبا 👩‍👩‍👧 e\u0301" * 40, "$x$ " * 300])
def test_any_text_from_a_model_is_shown_and_nothing_breaks(world: World, text: str) -> None:
    world.host.make_events = lambda run_id: spoiled(run_id, text)
    world.solve(text.replace("\x00", "") or "1+1")
    if not world.host.requests:
        world.bot.until(lambda: world.host.requests or world.window.solve.panel.refusal())
    if world.window.solve.panel.refusal():
        world.window.solve.panel.set_problem("1+1", None)
        world.bot.click(world.window.solve.panel.button)
    world.until_ended()
    view = world.window.solve.view
    for place in range(len(view.model.nodes())):
        view.tree.choose(place)
    view.tabs.setCurrentIndex(1)
    view.outline.expandAll()
    world.bot.wait(100)
    assert view.width() <= world.window.width()
    assert world.window.width() <= 1400, "no text may widen the window"


def test_html_is_shown_letter_by_letter(world: World) -> None:
    world.host.make_events = lambda run_id: spoiled(run_id, HOSTILE)
    world.solve(HOSTILE.replace("\x00", ""))
    world.until_ended()
    texts = [widget for widget in world.window.findChildren(MathsText) if "bold" in widget.text()]
    assert texts
    for widget in texts:
        assert "<b>bold</b>" in widget.document().toPlainText()
        assert "\ufffc" not in widget.document().toPlainText(), "no image was put in"
    for label in world.window.findChildren(QLabel):
        assert label.textFormat().name == "PlainText" or "bold" not in label.text()
    assert [child for child in world.window.findChildren(QWidget) if "<b>" in child.toolTip()] == []


def test_a_tooltip_with_model_text_is_escaped() -> None:
    assert tooltip("<b>x</b>") == "<p style='white-space:pre-wrap'>&lt;b&gt;x&lt;/b&gt;</p>"
    assert tooltip("") == ""


def test_formulas_are_drawn_and_copied_as_tex(formulas: Formulas, bot: Bot) -> None:
    widget = MathsText(formulas, "Sample")
    text = r"Let $x^2 + \frac{1}{2}$ be \(y\)."
    widget.resize(400, 50)
    widget.show()
    widget.set_text(text)
    bot.until(lambda: widget.document().toPlainText().count("\ufffc") == 2, "both formulas")
    widget.selectAll()
    assert widget.createMimeDataFromSelection().text() == text
    assert widget.accessibleDescription() == "Let x squared plus 1 over 2 be y."
    widget.close()


def test_a_formula_that_cannot_be_drawn_stays_as_it_was_written(formulas: Formulas, bot: Bot) -> None:
    widget = MathsText(formulas, "Sample")
    widget.set_text(r"So $\frac{$ it is, and $x$.")
    bot.until(lambda: "\ufffc" in widget.document().toPlainText(), "the good one")
    assert r"$\frac{$" in widget.document().toPlainText()
    widget.close()


def test_a_text_is_as_high_as_its_content(formulas: Formulas) -> None:
    widget = MathsText(formulas, "Sample")
    widget.resize(200, 20)
    widget.show()
    widget.set_text("one")
    one = widget.height()
    widget.set_text("one\ntwo\nthree")
    assert widget.height() == pytest.approx(3 * one, abs=4)
    widget.close()


def test_an_endless_text_is_cut_and_says_so(formulas: Formulas) -> None:
    widget = MathsText(formulas, "Sample")
    widget.set_text("x" * (MAX_SHOWN_CHARACTERS + 5), mono=True)
    assert widget.document().toPlainText().endswith("(the rest is not shown)")
    widget.close()


@pytest.mark.parametrize(
    "text",
    [
        r"Solve \begin{align*} x + y &= 3 \\ x - y &= 1 \end{align*}",
        r"Solve $x^2 = 4$.",
        r"Solve \(x^2 = 4\) or \[y = 2\]",
        r"What is $\frac{1}{$ and $\sqrt{2}$?",
    ],
)
def test_mathematics_is_previewed_as_it_is_typed(world: World, text: str) -> None:
    panel = world.window.solve.panel
    panel.problem.setFocus()
    panel.problem.insertPlainText(text)
    world.bot.until(lambda: "\ufffc" in panel.preview.document().toPlainText(), "a formula")
    assert panel.preview.isVisible()
    assert text == panel.preview.text()


@pytest.mark.parametrize("text", ["كم يساوي $2+3$؟ 👩‍👩‍👧", "How much is 😀 + 😀, if 😀 = 3?", "مجموع ٣ و ٤"])
def test_right_to_left_text_and_emoji_are_searched_as_they_were_typed(world: World, text: str) -> None:
    world.solve(text, "")
    world.until_ended()
    assert text == world.host.requests[0].problem.text
    assert text == world.window.solve.view.state.nodes[0].text
    assert text == world.window.solve.view.model.data(world.window.solve.view.model.index(0, 0))


def test_malformed_latex_shows_its_source_and_can_be_searched(world: World) -> None:
    panel = world.window.solve.panel
    text = r"What is $\frac{1}{$ plus \begin{align} 2?"
    panel.problem.insertPlainText(text)
    world.bot.wait(600)
    assert panel.preview.text() in ("", text)
    assert "\ufffc" not in panel.preview.document().toPlainText()
    world.bot.until(lambda: panel.button.isEnabled(), "the models")


def test_a_megabyte_on_the_clipboard_is_refused_at_once_and_nothing_is_lost(world: World) -> None:
    panel = world.window.solve.panel
    world.bot.until(lambda: panel.chosen_model() is not None, "the models")
    panel.set_problem("What is 1 + 1?", None)
    QGuiApplication.clipboard().setText("1 + " * 250_000)
    began = time.perf_counter()
    panel.problem.paste()
    assert time.perf_counter() - began < 0.5
    assert "What is 1 + 1?" == panel.problem.toPlainText()
    assert "The problem has 1,000,000 characters; shorten it to 20,000 or fewer." == panel.hint.text()
    assert panel.button.isEnabled()


def test_copy_without_a_selection_takes_all_of_the_text(formulas: Formulas, bot: Bot) -> None:
    widget = MathsText(formulas, "Sample")
    widget.set_text(r"So $\frac{1}{2}$ it is.")
    widget.show()
    widget.setFocus()
    bot.press(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert r"So $\frac{1}{2}$ it is." == QGuiApplication.clipboard().text()
    widget.close()
