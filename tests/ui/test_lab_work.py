"""Work that is begun on the Lab page: real commands on scripted models, stopped, killed and gone on with."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from app.lab_desk import LabDesk
from app.lab_orders import kept_order
from app.lab_process import FLAG
from app.state.lab import LabPhase
from app.views.lab_page import LabPage
from app.views.ports import ModelChoice
from app.views.theme import DARK, apply_theme
from engine.errors import BadSettingsError
from engine.lab.sample_match import Match
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripted_models import ANSWER, QUESTION, SUM, write_script
from tests.helpers.window_hosts import DemoModels
from tests.ui.conftest import World
from tests.ui.lab_page import lab_of

MakeWorld = Callable[..., World]


class Shelf(DemoModels):
    """These models are here, and no others."""

    def __init__(self, *models: str) -> None:
        super().__init__()
        self._here = models

    def choices(self) -> Sequence[ModelChoice]:
        return [ModelChoice(model, Path(model).stem, True, "It fits.", 0, not n) for n, model in enumerate(self._here)]


def problems_file(folder: Path, count: int = 3) -> Path:
    path = folder / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(count)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def two_scripts(folder: Path, delay_ms: float = 0.0) -> Shelf:
    weak = write_script(folder / "weak.json", delay_ms=delay_ms)
    strong = write_script(folder / "strong.json", delay_ms=delay_ms, problems={QUESTION: SUM[:2]})
    return Shelf(str(weak), str(strong))


def filled_in(world: World, folder: Path) -> LabPage:
    """The builder with two models at an equal number of samples."""
    lab = lab_of(world)
    lab.show_builder()
    form = lab.builder.sample
    world.bot.until(lambda: form.strong.count() == 2, "the models")
    form.problems.path.setText(str(problems_file(folder)))
    form.samples.setValue(3)
    form.match.setCurrentIndex(form.match.findData(Match.COUNT.value))
    return lab


def begun(world: World, folder: Path) -> LabPage:
    lab = filled_in(world, folder)
    world.bot.click(lab.builder.start)
    world.bot.until(lambda: lab.runner.run.phase is LabPhase.RUNNING, "the start")
    return lab


def labs() -> list[int]:
    """The lab's processes of this one."""
    found = []
    for child in psutil.Process().children():
        try:
            if FLAG in child.cmdline():
                found.append(int(child.pid))
        except psutil.Error:
            continue
    return found


def records(lab: LabPage) -> int:
    path = lab.entry.path
    return len(list(path.glob("*/*.safetensors"))) if path is not None else 0


def test_an_empty_lab_says_what_it_is_for_and_begins_something(world: World) -> None:
    lab = lab_of(world)
    assert lab.right.currentWidget() is lab.empty
    words = " ".join(label.text() for label in lab.empty.findChildren(QLabel))
    assert "becomes data" in words
    assert "First:" in words
    world.bot.click(lab.empty.begin)
    assert lab.right.currentWidget() is lab.builder


def test_the_cost_is_told_before_the_start(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path))
    lab = filled_in(world, tmp_path)
    told = "Of each of 3 problems the strong model draws 3 samples and the weak one 3."
    world.bot.until(lambda: lab.builder.cost.text() == told, "the cost")
    lab.builder.sample.weak.setCurrentIndex(1)
    world.bot.until(lambda: "Both models are the same" in lab.builder.cost.text(), "the refusal")
    lab.builder.sample.problems.path.setText(str(tmp_path / "nothing.jsonl"))
    world.bot.until(lambda: "nothing.jsonl cannot be read" in lab.builder.cost.text(), "the refusal")
    world.bot.click(lab.builder.start)
    world.bot.until(lambda: "nothing.jsonl cannot be read" in world.window.banner.sentence(), "the banner")
    lab.builder.sample.problems.path.clear()
    world.bot.until(lambda: "Choose a file of problems" in lab.builder.cost.text(), "the missing file")
    assert not (world.folder / "lab").exists()


def test_without_a_model_the_builder_says_where_to_get_one(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=DemoModels(installed=False))
    lab = lab_of(world)
    lab.show_builder()
    lab.builder.sample.problems.path.setText(str(problems_file(tmp_path)))
    world.bot.until(lambda: "get one on the Models page" in lab.builder.cost.text(), "the sentence")


def test_two_models_sample_with_progress_and_end_in_curves_and_tables(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path))
    lab = begun(world, tmp_path)
    assert 1 == world.host.unloads
    world.bot.until(lambda: not lab.runner.run.busy, "the end", 120)
    sample = lab.entry.sample
    world.bot.until(lambda: sample.save.isVisible(), "the report")
    assert "3 problems" in sample.words.text()
    assert "samples of a problem\t1\t1\t3\t3" in sample.budgets.table.text()
    assert "false positives, by a person\tnot reviewed yet" in sample.arms.table.text()
    assert "Coverage" in sample.coverage.svg()
    assert "Done." == lab.entry.progress.words.text()
    world.bot.until(lambda: lab.model.data(lab.model.index(0, 2)) == "done", "the line of the list")
    light = sample.coverage.svg()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, DARK)
    assert light != sample.coverage.svg()


def test_work_is_stopped_and_gone_on_with_from_the_page(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path, delay_ms=8))
    lab = begun(world, tmp_path)
    world.bot.until(lambda: records(lab), "the first problem", 60)
    world.bot.until(lambda: "0 of 3" not in lab.entry.progress._bars[0]._words.text(), "the bar")
    assert "Drawing samples …" == lab.entry.progress.words.text()
    world.window.menus.action("lab.stop").trigger()
    world.bot.until(lambda: not lab.runner.run.busy, "the stop", 15)
    assert "Stopped; what is done is kept." == lab.entry.progress.words.text()
    assert [] == labs()
    kept = records(lab)
    world.bot.until(lambda: lab.entry.progress.start.isVisible(), "the button")
    assert "&Go on" == lab.entry.progress.start.text()
    world.bot.click(lab.entry.progress.start)
    world.bot.until(lambda: records(lab) > kept, "more", 60)
    lab.runner.stop()
    world.bot.until(lambda: not lab.runner.run.busy, "the stop", 15)


def test_quitting_while_the_lab_works_asks_once_and_ends_it(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path, delay_ms=20))
    begun(world, tmp_path)
    world.bot.until(labs, "the process")
    world.window.close()
    world.window.close()
    (box,) = world.window.findChildren(QMessageBox)
    assert "The lab is at work. Quit anyway?" == box.text()
    world.bot.press(box, Qt.Key.Key_Escape)
    world.bot.until(lambda: not box.isVisible(), "the question to go")
    assert world.window.isVisible()
    assert labs()
    world.window.close()
    box = world.window.findChildren(QMessageBox)[-1]
    world.bot.click(next(each for each in box.findChildren(QPushButton) if "Quit" in each.text()))
    world.bot.until(lambda: not world.window.isVisible(), "the window to go")
    world.bot.until(lambda: not labs(), "the process to go")


def test_a_lab_that_is_killed_is_told_on_the_page_and_goes_on(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path, delay_ms=8))
    lab = begun(world, tmp_path)
    world.bot.until(lambda: records(lab), "the first problem", 60)
    os.kill(labs()[0], signal.SIGKILL)
    world.bot.until(lambda: not lab.runner.run.busy, "the end")
    assert "ended by signal 9" in lab.entry.progress.words.text()
    assert "" == world.window.banner.sentence()
    kept = records(lab)
    world.bot.until(lambda: lab.entry.progress.start.isVisible(), "the button")
    world.window.menus.action("lab.start").trigger()
    world.bot.until(lambda: records(lab) > kept, "more", 60)
    lab.runner.stop()
    world.bot.until(lambda: not lab.runner.run.busy, "the stop", 15)


def test_a_search_under_way_is_not_taken_the_memory_from(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path))
    world.host.refusal = BadSettingsError("A search is running; stop it before the model is unloaded.")
    lab = filled_in(world, tmp_path)
    world.bot.click(lab.builder.start)
    world.bot.until(lambda: world.window.banner.sentence(), "the refusal")
    assert "A search is running" in world.window.banner.sentence()
    assert not lab.runner.run.busy
    world.host.refusal = None
    world.bot.until(lambda: lab.entry.progress.start.isVisible(), "the folder")
    assert "Sta&rt" == lab.entry.progress.start.text()


def test_a_second_piece_of_work_waits_for_the_first(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path, delay_ms=20))
    lab = begun(world, tmp_path)
    first = lab.runner.run.path
    lab.runner.begin(tmp_path / "another")
    assert "at work already" in world.window.banner.sentence()
    assert first == lab.runner.run.path
    lab.runner.stop()
    world.bot.until(lambda: not lab.runner.run.busy, "the stop", 15)


@pytest.mark.model
def test_a_real_model_draws_samples_on_the_page(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=Shelf(str(smollm2_path())))
    lab = lab_of(world)
    lab.show_builder()
    form = lab.builder.generate
    lab.builder.kinds.setCurrentIndex(1)
    world.bot.until(lambda: form.model.count() == 1, "the model")
    form.problems.path.setText(str(problems_file(tmp_path, 1)))
    form.samples.setValue(2)
    world.bot.until(lambda: "draws 2 samples of each of 1 problems. Roughly" in lab.builder.cost.text(), "the cost")
    world.bot.click(lab.builder.start)
    world.bot.until(lambda: lab.runner.run.busy, "the start")
    world.bot.until(lambda: not lab.runner.run.busy, "the end", 240)
    assert "" == lab.runner.run.message
    (folder,) = LabDesk(world.folder, world.window.models._desk.library).folders()
    assert (True, True) == (folder.finished, folder.has_states)
    order = kept_order(folder.path)
    assert order is not None
    lab.refresh()
    world.bot.until(lambda: lab.builder.train.campaigns.count() == 1, "the campaign to train on")
