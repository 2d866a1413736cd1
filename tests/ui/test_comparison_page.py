"""The Compare page: a plan, a comparison under way, its result. The searches run in a real worker, from a script."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.actions import Fact
from app.state.comparison_draft import Draft
from app.state.comparison_watch import Stage
from engine.compare.plan import Plan, read_plan
from engine.compare.plan_text import save_plan
from engine.compare.records import read_records
from tests.helpers.compare_page import draft, measured_page, page_of, planned
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World

MakeWorld = Callable[..., World]


def test_an_empty_page_says_what_to_do_and_nothing_can_start(world: World) -> None:
    page = page_of(world)
    world.bot.until(lambda: page.told.text() == "Choose one model or more.", "the sentence")
    assert not page.button.isEnabled()
    assert "Choose one model or more." == page.button.accessibleDescription()
    assert "get one on the Models page" in page.builder.models.none.text()
    assert page.builder.models.none.isVisible()
    assert "None yet. Choose what to compare, then start." == page.folders.note.text()
    assert [True, False, False, False] == [page.tabs.isTabEnabled(place) for place in range(4)]
    assert Fact.COMPARABLE_NOW not in page.facts()


def test_a_plan_says_what_it_amounts_to_before_it_starts(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path))
    assert page.told.text().startswith("2 combinations, 6 searches. Very roughly ")
    assert "St&art" == page.button.text()
    page.builder.limit.setValue(1)
    world.bot.until(lambda: "2 combinations, 2 searches." in page.told.text(), "the new outlook")
    page.builder.seeds.setText("0, 1, x")
    assert "Type seeds as whole numbers with commas, such as 0, 1, 2." == page.told.text()
    assert not page.button.isEnabled()


def test_a_comparison_runs_to_its_end_and_its_rows_are_shown(world: World, tmp_path: Path) -> None:
    page = measured_page(world, draft(tmp_path))
    assert "Finished." == page.card.words.text()
    assert "6 of 6 problems" == page.card.figures.text()
    world.bot.until(lambda: page.told.text() == "All 6 searches of this plan are done.", "the outlook")
    assert not page.button.isEnabled()
    assert [2, 2] == [row.right for row in page._table.rows]
    folder = page.builder.place()
    assert folder is not None
    assert (folder / "table.html").is_file()
    world.bot.until(lambda: page.folders.list.count() == 1, "it among the earlier ones")
    assert 1 == world.host.unloads, "the window's own model gave its memory back"
    assert world.window.solve.panel.refusal() == "Type a problem to begin."


def test_rows_come_while_it_runs_and_a_stop_is_at_once_and_it_goes_on(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path, 6, delay_ms=3))
    world.window.menus.action("compare.start").trigger()
    assert not page.builder.folder.isEnabled()
    world.bot.until(lambda: page._table.rows, "the first row", 60)
    assert page.run.watch.busy
    assert page.tabs.currentWidget() is page.table
    assert "Sto&p" == page.button.text()
    world.window.menus.action("compare.stop").trigger()
    world.bot.until(lambda: page.run.watch.stage is Stage.STOPPED, "the stop", 20)
    done = page.run.watch.share[0]
    assert 1 <= done < 12
    world.bot.until(lambda: page.button.text() == "&Go on", "the way on")
    assert f"12 searches, {done} of them done." in page.told.text()
    world.bot.click(page.button)
    world.bot.until(lambda: page.run.watch.stage is Stage.ENDED, "the end", 120)
    world.bot.until(lambda: [row.n for row in page._table.rows] == [6, 6], "all rows")


def test_the_solve_page_says_why_it_cannot_search_meanwhile(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path, 6, delay_ms=3))
    world.bot.click(page.button)
    panel = world.window.solve.panel
    world.bot.until(lambda: "comparison is running" in panel.refusal(), "the sentence")
    world.window.show_page("solve")
    panel.set_problem("1 + 1?", None)
    assert not panel.button.isEnabled()
    assert "comparison is running" in panel.hint.text()
    world.window.solve.continue_run(world.window.solve.view.newest)
    assert [] == world.host.requests
    # Nor can a model be loaded beside it.
    world.link.unload_model()
    world.bot.until(lambda: "comparison is running" in world.window.banner.sentence(), "the sentence")
    page.run.stop()
    world.bot.until(lambda: page.run.watch.stage is Stage.STOPPED, "the stop", 20)
    assert panel.refusal() == ""


def test_while_a_search_runs_no_comparison_starts_and_that_is_said(make_world: MakeWorld, tmp_path: Path) -> None:
    from engine.errors import BadSettingsError

    world = make_world(host=ScriptedHost(open_store(tmp_path / "busy"), hold_at=6))
    page = planned(world, draft(tmp_path))
    world.host.refusal = BadSettingsError("A search is running; stop it before the model is unloaded.")
    world.bot.click(page.button)
    world.bot.until(lambda: page.run.watch.stage is Stage.IDLE, "the refusal")
    assert "A search is running" in world.window.banner.sentence()
    assert page.button.isEnabled()
    assert "" == world.window.solve.panel._held


def question(world: World) -> QMessageBox:
    world.bot.until(lambda: world.window.findChildren(QMessageBox), "the question")
    return world.window.findChildren(QMessageBox)[0]


def test_quitting_in_mid_run_asks_once_and_loses_nothing(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    page = planned(world, draft(tmp_path, 8, delay_ms=3))
    world.bot.click(page.button)
    world.bot.until(lambda: page._table.rows, "the first row", 60)
    world.window.close()
    world.window.close()
    assert 1 == len(world.window.findChildren(QMessageBox))
    box = question(world)
    assert "A comparison is running. Quit anyway?" == box.text()
    world.bot.press(box, Qt.Key.Key_Escape)
    world.bot.until(lambda: not box.isVisible(), "the question to go")
    assert page.run.watch.busy
    world.window.close()
    box = next(each for each in world.window.findChildren(QMessageBox) if each.isVisible())
    leave = next(each for each in box.findChildren(QPushButton) if "Quit" in each.text())
    world.bot.click(leave)
    world.bot.until(lambda: not world.window.isVisible(), "the window to go")
    folder = page.builder.place()
    assert folder is not None
    done = len([record for record in read_records(folder) if type(record).__name__ == "Solved"])
    assert 1 <= done < 16
    assert read_plan(folder / "plan.toml").run == draft(tmp_path, 8, delay_ms=3).plan().run


def test_a_set_without_answers_is_one_sentence_and_nothing_starts(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path))
    (tmp_path / "bare.csv").write_text("question\n1+1?\n")
    page.add_problems(tmp_path / "bare.csv")
    world.bot.until(lambda: "has no answer" in page.told.text(), "the sentence")
    assert "Line 2 of bare has no answer, and without one nothing can be counted; add it." == page.told.text()
    assert not page.button.isEnabled()
    assert "" == world.window.banner.sentence()


@pytest.mark.parametrize("content", [None, "my thesis\n"])
def test_a_folder_that_is_no_comparison_is_one_sentence(world: World, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "rows.jsonl").write_text(content)
    page = page_of(world)
    page.open_folder(tmp_path)
    world.bot.until(lambda: world.window.banner.sentence(), "the sentence")
    assert any(words in world.window.banner.sentence() for words in ("holds no comparison", "is no file of rows"))
    assert [] == list(world.folder.rglob("crash-*.txt"))


def test_a_folder_of_something_else_is_not_written_into(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path))
    (tmp_path / "rows.jsonl").write_text("my thesis\n")
    page.builder.show_place(tmp_path)
    world.bot.until(lambda: "is no file of rows" in page.told.text(), "the sentence")
    assert not page.button.isEnabled()
    assert "my thesis\n" == (tmp_path / "rows.jsonl").read_text()


def test_a_model_that_cannot_be_loaded_in_the_middle_is_noted_and_the_rest_goes_on(
    world: World, tmp_path: Path
) -> None:
    wanted = draft(tmp_path)
    (tmp_path / "broken.gguf").write_bytes(b"GGUF and nothing more")
    last = write_script(tmp_path / "last.json", delay_ms=0.1)
    page = planned(world, replace(wanted, models=(*wanted.models, str(tmp_path / "broken.gguf"), str(last))))
    world.bot.click(page.button)
    world.bot.until(lambda: page.run.watch.stage is Stage.ENDED, "the end", 200)
    assert "Finished; some of it was skipped, see the notes." == page.card.words.text()
    notes = [page.card.notes.item(row).text() for row in range(page.card.notes.count())]
    assert 1 == sum("Skipped" in note and "broken.gguf" in note for note in notes)
    world.bot.until(lambda: len(page._table.rows) == 4, "the other rows")
    assert "Skipped" in page.table.notes.text()


def test_a_worker_that_dies_costs_no_problem_and_disturbs_nobody(world: World, tmp_path: Path) -> None:
    page = planned(world, draft(tmp_path, 4, delay_ms=4))
    world.bot.click(page.button)
    world.bot.until(lambda: page._table.rows, "the first row", 60)
    go = page.run._go
    assert go is not None
    worker = go._engine.client.pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    world.bot.until(lambda: page.run.watch.stage is Stage.ENDED, "the end", 120)
    world.bot.until(lambda: [row.n for row in page._table.rows] == [4, 4], "all rows")
    assert [0, 0] == [row.failures for row in page._table.rows]
    assert "" == world.window.banner.sentence()


def test_a_plan_of_several_blocks_is_shown_as_text_and_runs(world: World, tmp_path: Path) -> None:
    plan = draft(tmp_path).plan()
    save_plan(Plan(run=(plan.run[0], plan.run[0]), repeats=0), tmp_path / "plan.toml")
    page = page_of(world)
    page.open_plan(tmp_path / "plan.toml")
    world.bot.until(page.builder.shows_text, "the plan")
    assert 2 == page.builder.text.toPlainText().count("[[run]]")
    world.bot.until(lambda: not page.refusal(), "the outlook")
    page.save_plan(tmp_path / "again.toml")
    world.bot.until((tmp_path / "again.toml").exists, "the file")
    assert 2 == len(read_plan(tmp_path / "again.toml").run)
    world.bot.click(page.builder.anew)
    assert not page.builder.shows_text()
    (tmp_path / "plan.toml").write_text("[[run]\n")
    page.open_plan(tmp_path / "plan.toml")
    world.bot.until(lambda: "plan.toml is no TOML" in world.window.banner.sentence(), "the sentence")


def test_a_half_finished_comparison_is_opened_from_the_list_with_enter(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world()
    page = measured_page(world, draft(tmp_path, 2))
    world.window.menus.action("compare.new").trigger()
    world.bot.until(lambda: page.builder.folder.text().endswith(" 2"), "a new folder")
    assert [False] * 3 == [page.tabs.isTabEnabled(place) for place in range(1, 4)]
    page.folders.list.setFocus()
    world.bot.press(page.folders.list, Qt.Key.Key_Return)
    world.bot.until(lambda: len(page._table.rows) == 2, "the rows")
    assert "mine.csv" in page.builder.sets.ticked()[0]
    world.bot.until(lambda: "are done" in page.told.text(), "the outlook")
    assert not page.button.isEnabled()


@pytest.mark.model
@pytest.mark.slow
def test_a_real_model_is_compared_from_the_page(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(f"question,answer\n{QUESTION},{ANSWER}\nWhat is 2 + 2?,4\n")
    model = str(smollm2_path())
    wanted = Draft((model,), sets=(str(tmp_path / "mine.csv"),), limit=0, max_tokens=40, repeats=1)
    page = planned(world, wanted)
    world.bot.click(page.button)
    world.bot.until(lambda: page.run.watch.stage is Stage.ENDED, "the end", 250)
    world.bot.until(lambda: sum(row.n for row in page._table.rows) == 2, "both problems")
    (row,) = page._table.rows
    assert row.pp512 is not None
    assert row.peak_bytes > 100_000_000
    assert "smollm2" in row.arm.model.name.casefold()
