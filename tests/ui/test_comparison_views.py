"""The result on the Compare page: table, verdict, copies, charts, matrix, exports."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.comparison_desk import ComparableModel
from app.views.comparison_models import ModelChoices
from app.views.theme import DARK, LIGHT, apply_theme
from engine.types import PolicyName
from tests.helpers.compare_page import cells, draft, kept, measured_page, page_of, select
from tests.helpers.comparisons import arm, measured
from tests.helpers.scripted_models import QUESTION
from tests.ui.conftest import Bot, World


def test_the_table_is_sorted_by_any_column_with_mouse_and_keys(world: World, tmp_path: Path) -> None:
    folder = kept(
        tmp_path / "out", *measured(arm(), "1100"), *measured(arm("Large"), "1110"), *measured(arm("Mid"), "0000")
    )
    page = page_of(world)
    page.open_folder(folder)
    world.bot.until(lambda: page.table.model.rowCount() == 3, "the rows")

    def names() -> list[str]:
        return [row.arm.model.name for row in page.table.model.rows()]

    assert ["Small", "Large", "Mid"] == names()
    assert page.table.view.hasFocus()
    page.table.by.setCurrentIndex(page.table.by.findData("accuracy"))
    page.table.by.activated.emit(page.table.by.currentIndex())
    assert ["Mid", "Small", "Large"] == names()
    page.table.descending.click()
    assert ["Large", "Small", "Mid"] == names()
    header = page.table.view.header()
    header.sectionClicked.emit(0)
    page.table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert ["Large", "Mid", "Small"] == names()
    assert "model" == page.table.by.currentData()
    assert not page.table.descending.isChecked()
    columns = page.table.model.columnCount()
    page.table.everything.click()
    assert columns < page.table.model.columnCount()
    assert ["Large", "Mid", "Small"] == names(), "the order stays"


def test_two_selected_rows_say_whether_they_differ(world: World, tmp_path: Path) -> None:
    folder = kept(tmp_path / "out", *measured(arm(), "0" * 10), *measured(arm("Large"), "1" * 8 + "00"))
    page = page_of(world)
    page.open_folder(folder)
    world.bot.until(lambda: page.table.model.rowCount() == 2, "the rows")
    assert "Select two rows" in page.table.verdict.text()
    select(page, 0, 1)
    told = "Large Q4_K_M, greedy is better than Small Q4_K_M, greedy by 80.0 points"
    world.bot.until(lambda: told in page.table.verdict.text(), "the verdict")
    select(page, 0)
    assert "Select two rows" in page.table.verdict.text()
    assert "only 1 size of the family" in page.table.notes.text(), "why there is no effective size"
    size = [column.name for column in page.table.model.columns()].index("effective_size")
    index = page.table.model.index(0, size)
    assert "none yet" == page.table.model.data(index)
    assert "only 1 size" in str(page.table.model.data(index, int(Qt.ItemDataRole.AccessibleTextRole)))


def test_rows_are_copied_as_text_and_as_markdown(world: World, tmp_path: Path) -> None:
    page = page_of(world)
    page.open_folder(kept(tmp_path / "out", *measured(arm(), "10"), *measured(arm("Large"), "11")))
    world.bot.until(lambda: page.table.model.rowCount() == 2, "the rows")
    select(page, 1)
    page.table.view.setFocus()
    world.bot.press(page.table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert 2 == len(lines)
    assert lines[1].startswith("Large\tQ4_K_M\tgreedy")
    select(page)
    world.window.menus.action("compare.copy_md").trigger()
    world.bot.until(lambda: "| Small | Q4_K_M |" in QGuiApplication.clipboard().text(), "the copy")
    assert "| Large | Q4_K_M |" in QGuiApplication.clipboard().text()


def test_everything_is_exported(world: World, tmp_path: Path) -> None:
    page = page_of(world)
    page.open_folder(kept(tmp_path / "out", *measured(arm(), "10"), *measured(arm("Large"), "11")))
    world.bot.until(lambda: page.table.model.rowCount() == 2, "the rows")
    heads = {"csv": "model,", "md": "| model |", "html": "<!DOCTYPE html>", "json": "{", "svg": "<svg "}
    for ending, head in heads.items():
        path = tmp_path / f"exported.{ending}"
        page.exports.export_to(ending, path)
        world.bot.until(path.exists, ending)
        assert path.read_text("utf-8").startswith(head)
    assert 2 == (tmp_path / "exported.html").read_text("utf-8").count("<svg ")
    page.exports.export_matrix(tmp_path / "matrix.csv")
    world.bot.until(lambda: "matrix.csv" in world.window.banner.sentence(), "the matrix")
    page.exports.export_to("csv", tmp_path / "no-such-folder" / "t.csv")
    world.bot.until(lambda: "no-such-folder" in world.window.banner.sentence(), "the refusal")


def test_a_problem_leads_to_its_session_in_the_history(world: World, tmp_path: Path) -> None:
    page = measured_page(world, draft(tmp_path))
    page.tabs.setCurrentWidget(page.table)
    page.table.view.setFocus()
    world.bot.press(page.table.view, Qt.Key.Key_Return)
    assert page.tabs.currentWidget() is page.problems
    assert page.problems.view.hasFocus()
    assert [["0", "42", "✓ 42", "✓ 42"], ["1", "7", "✗ 42", "✗ 42"], ["2", "42", "✓ 42", "✓ 42"]] == cells(page)
    told = page.problems.model.data(page.problems.model.index(1, 2), int(Qt.ItemDataRole.AccessibleTextRole))
    assert "1, wrong, answer 42" in str(told)
    page.problems.divided.click()
    assert [] == cells(page)
    assert "They differ on no problem." == page.problems.note.text()
    page.problems.divided.click()
    page.problems.view.setCurrentIndex(page.problems.model.index(1, 3))
    world.bot.press(page.problems.view, Qt.Key.Key_Return)
    history = world.window.history
    world.bot.until(lambda: history.opened() is not None, "the session")
    opened = history.opened()
    assert opened is not None
    assert world.window.pages.currentWidget() is history
    assert opened.problem.text == f"Number 1. {QUESTION}"
    assert opened.state.settings is not None
    assert PolicyName.MAJORITY is opened.state.settings.policy


def test_a_session_that_is_not_here_is_said(world: World, tmp_path: Path) -> None:
    page = page_of(world)
    page.open_folder(kept(tmp_path / "out", *measured(arm(), "10")))
    world.bot.until(lambda: page.table.model.rowCount() == 1, "the row")
    page.tabs.setCurrentWidget(page.problems)
    page.problems.view.setCurrentIndex(page.problems.model.index(0, 2))
    world.bot.press(page.problems.view, Qt.Key.Key_Return)
    world.bot.until(lambda: "run-0" in world.window.banner.sentence(), "the sentence")


def test_charts_follow_the_theme_and_tell_what_they_show(
    world: World, tmp_path: Path, application: QApplication
) -> None:
    page = page_of(world)
    page.open_folder(kept(tmp_path / "out", *measured(arm(), "10"), *measured(arm("Large"), "11", seconds=9.0)))
    world.bot.until(lambda: page.table.model.rowCount() == 2, "the rows")
    page.tabs.setCurrentWidget(page.charts)

    def corner() -> int:
        chart = page.charts.chart
        return chart.grab().toImage().pixelColor(chart.width() // 2, 4).lightness()

    world.bot.wait(50)
    bright = corner()
    apply_theme(application, DARK)
    world.bot.wait(50)
    assert bright > 200 > 60 > corner()
    apply_theme(application, LIGHT)
    assert "Large Q4_K_M, greedy: 100% in 9.0 s" in page.charts.chart.accessibleDescription()
    page.charts.kind.setCurrentIndex(1)
    assert "100% with 100 tokens" in page.charts.chart.accessibleDescription()
    assert "tokens-own.svg" == page.charts.file_name()


def test_models_are_narrowed_by_the_taxonomy_and_what_is_ticked_stays(bot: Bot) -> None:
    choices = ModelChoices()
    choices.show_models(
        [
            ComparableModel("a", "A", "1 B", 1, "Alpha", "task-agnostic", ("distilled",)),
            ComparableModel("b", "B", "2 B", 2, "Beta", "task-specific", ("quantized",)),
            ComparableModel("c", "C", "3 B", 3),
        ]
    )
    choices.show()

    def hidden() -> list[bool]:
        return [choices.list.item(row).isHidden() for row in range(3)]

    assert ["All families", "Alpha", "Beta"] == [choices.family.itemText(at) for at in range(3)]
    choices.family.setCurrentIndex(1)
    choices.family.activated.emit(1)
    assert [False, True, True] == hidden()
    choices.list.tick(["c"])
    choices.made.setCurrentIndex(choices.made.findData("distilled"))
    choices.made.activated.emit(0)
    assert [False, True, False] == hidden()
    choices.list.setFocus()
    choices.list.setCurrentRow(0)
    bot.press(choices.list, Qt.Key.Key_Space)
    assert ("a", "c") == choices.list.ticked()
    choices.close()
