"""The Lab page: real commands on scripted models, reviews by keys, rounds, preference models and fine-tuned ones."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QTextEdit

from app.lab_desk import LabDesk
from app.lab_folders import LabKind
from app.lab_orders import TrainOrder, TuneOrder, head_of, keep_order, kept_order
from app.lab_process import FLAG
from app.lab_training import Point
from app.state.lab import LabPhase
from app.views.lab_page import LabPage
from app.views.ports import ModelChoice
from app.views.theme import DARK, apply_theme
from engine.errors import BadSettingsError
from engine.lab.review import Vote, kept_votes
from engine.lab.sample_match import Match
from models.ppm import save_head
from models.training.finetune_job import Finetuned
from tests.helpers.heads import small_head
from tests.helpers.lab_folders import evolution_folder, sample_folder
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripted_models import ANSWER, QUESTION, SUM, write_script
from tests.helpers.window_hosts import DemoModels
from tests.ui.conftest import World

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


def lab_of(world: World) -> LabPage:
    world.window.show_page("lab")
    return world.window.lab


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


def shown(world: World, path: Path) -> LabPage:
    """The page with a folder that lies in the data folder's lab."""
    lab = lab_of(world)
    lab.choose(path)
    world.bot.until(lambda: lab.entry.path == path and lab.right.currentWidget() is lab.entry, "the folder")
    world.bot.until(lambda: lab.entry._results is not None, "its results")
    return lab


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
    assert "done" == lab.model.data(lab.model.index(0, 2))
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
    assert "&Start" == lab.entry.progress.start.text()


def test_a_second_piece_of_work_waits_for_the_first(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(models=two_scripts(tmp_path, delay_ms=20))
    lab = begun(world, tmp_path)
    first = lab.runner.run.path
    lab.runner.begin(tmp_path / "another")
    assert "at work already" in world.window.banner.sentence()
    assert first == lab.runner.run.path
    lab.runner.stop()
    world.bot.until(lambda: not lab.runner.run.busy, "the stop", 15)


def reviewed(world: World) -> LabPage:
    path = sample_folder(world.folder / "lab" / "s")
    lab = shown(world, path)
    lab.entry.tabs.setCurrentIndex(1)
    world.bot.click(lab.entry.review.begin)
    world.bot.until(lambda: lab.entry.review.progress.text(), "the first item")
    return lab


def words_of(lab: LabPage) -> str:
    """Everything that the review shows."""
    review = lab.entry.review
    parts = [label.text() for label in review.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*parts, *(text.toPlainText() for text in review.findChildren(QTextEdit) if text.isVisible())])


def test_a_review_goes_by_keys_and_says_nothing_before_the_vote(world: World) -> None:
    lab = reviewed(world)
    review, total = lab.entry.review, lab.entry.review.bar.maximum()
    assert f"1 of {total}: is the reasoning right?" == review.progress.text()
    for hidden in ("tiny", "large", "weak", "strong", "automatic"):
        assert hidden not in words_of(lab)
    focus = QApplication.focusWidget()
    assert focus is not None
    world.bot.press(focus, Qt.Key.Key_Y)
    world.bot.until(lambda: review.progress.text().startswith("2 of"), "the second item")
    assert "you said the reasoning is right; the automatic check" in review.before.text()
    assert "Wrong reasoning: 0.0 % (0.0–79.3) of 1 judged." in review.figures.text()
    world.bot.press(focus, Qt.Key.Key_N)
    world.bot.until(lambda: review.progress.text().startswith("3 of"), "the third item")
    assert "50.0 %" in review.figures.text()
    world.bot.press(focus, Qt.Key.Key_S)
    world.bot.until(lambda: review.progress.text().startswith("4 of"), "the fourth item")
    world.bot.press(focus, Qt.Key.Key_U)
    world.bot.until(lambda: review.progress.text().startswith("3 of"), "the third item again")
    assert "" == review.before.text()
    path = lab.entry.path
    assert path is not None
    assert [True, False] == list(kept_votes(path).values())


def test_a_review_ends_with_the_figures_of_each_model(world: World) -> None:
    lab = reviewed(world)
    review = lab.entry.review
    while review.bar.value() < review.bar.maximum():
        done = review.bar.value()
        review.say(Vote.RIGHT)
        world.bot.until(lambda done=done: review.bar.value() > done, "the next item")  # type: ignore[misc]
    assert "are done." in review.progress.text()
    assert "strong: 0.0 %" in review.figures.text()
    assert "weak: 0.0 %" in review.figures.text()
    assert not review.buttons[Vote.RIGHT].isEnabled()
    assert review.buttons[Vote.UNDO].isEnabled()


def test_a_review_of_nothing_is_one_sentence(world: World) -> None:
    path = sample_folder(world.folder / "lab" / "s")
    for shard in path.glob("*/*.safetensors"):
        shard.unlink()
    lab = shown(world, path)
    lab.entry.review.start()
    world.bot.until(lambda: "holds no right solution to review" in world.window.banner.sentence(), "the sentence")


def test_a_report_of_what_is_there_is_made_from_the_page(world: World) -> None:
    path = sample_folder(world.folder / "lab" / "s")
    (path / "report.json").unlink()
    lab = shown(world, path)
    world.bot.until(lambda: lab.entry.sample.report.isVisible(), "the button")
    assert not lab.entry.sample.save.isVisible()
    world.bot.click(lab.entry.sample.report)
    world.bot.until(lambda: lab.entry.sample.save.isVisible(), "the report", 60)
    lab.entry.sample.save_asked.emit(world.folder / "saved")
    world.bot.until(lambda: (world.folder / "saved" / "coverage.svg").is_file(), "the files")
    world.bot.until(lab.entry.sample.data.isEnabled, "the end of it")
    lab.entry.sample.data_asked.emit(world.folder / "chats")
    world.bot.until(lambda: (world.folder / "chats" / "sft.jsonl").is_file(), "the training data", 60)


def test_rounds_are_a_table_with_what_was_kept(world: World) -> None:
    lab = shown(world, evolution_folder(world.folder / "lab" / "e"))
    world.bot.until(lambda: lab.entry.rounds.rounds.isVisible(), "the table")
    rows = lab.entry.rounds.rounds.table.text().split("\n")
    assert "round\tpreference model\tanswered right" in rows[0]
    assert ["0, samples", "0, search", "1", "2", "3"] == [row.split("\t")[0] for row in rows[1:]]
    assert "kept\t5 → 6 of 10" in rows[3]
    assert "rolled back" in rows[4]
    assert "0.720 → 0.700" in rows[4]
    assert "under way" in rows[5]
    assert "&Go on" == lab.entry.progress.start.text()
    assert LabKind.EVOLUTION is lab.entry._results.folder.kind  # type: ignore[union-attr]


def head_folder(world: World) -> Path:
    path = world.folder / "lab" / "h"
    path.mkdir(parents=True)
    save_head(head_of(path), small_head())
    (path / "curve.json").write_bytes(msgspec.json.encode([Point(n, 1.0 / n, 0.5) for n in range(1, 9)]))
    keep_order(path, TrainOrder(campaigns=("c",)))
    return path


def test_a_preference_model_is_shown_with_its_curve_and_used_with_one_click(world: World) -> None:
    lab = shown(world, head_folder(world))
    head = lab.entry.head
    world.bot.until(lambda: head.use.isVisible(), "the head")
    assert "Epoch 8: loss 0.125, held-out measure 0.500" == head.words.text()
    assert "held-out measure" in head.chart.svg()
    assert "Kind: pairwise" in head.facts.text()
    world.bot.click(head.use)
    world.bot.until(lambda: head.use.text() == "&Use it no longer", "its use")
    assert (world.folder / "ppm" / "tiny.safetensors").is_file()
    assert world.host.unloads
    world.bot.click(head.use)
    world.bot.until(lambda: head.use.text() == "&Use this preference model", "the way back")
    assert not (world.folder / "ppm" / "tiny.safetensors").exists()


def test_without_pytorch_training_says_how_to_add_it_and_all_else_works(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.lab_orders.find_spec", lambda _name: None)
    lab = lab_of(world)
    lab.show_builder()
    for form in (lab.builder.train, lab.builder.tune):
        lab.builder.kinds.setCurrentIndex(lab.builder.forms().index(form))
        world.bot.until(lambda: "pip install stepwise-desktop[train]" in lab.builder.cost.text(), "the sentence")
    lab.builder.kinds.setCurrentIndex(0)
    world.bot.until(lambda: "PyTorch" not in lab.builder.cost.text(), "the first form")


def tuned_folder(world: World) -> Path:
    path = world.folder / "lab" / "t"
    path.mkdir(parents=True)
    lines = [{"step": n, "loss": 2.0 / n, "rate": 1e-4, "tokens": n, "seconds": 1.0} for n in range(1, 5)]
    (path / "loss.jsonl").write_text("\n".join(map(json.dumps, [*lines, {**lines[-1], "held_out": 0.7}])), "utf-8")
    keep_order(path, TuneOrder(campaigns=("c",), model="m", steps=4))
    return path


def test_a_fine_tuned_model_is_chosen_on_the_solve_page_with_one_click(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tuned_folder(world)
    lab = shown(world, path)
    tune = lab.entry.tune
    world.bot.until(lambda: tune.chart.isVisible(), "the curve")
    assert "held-out loss" in tune.chart.svg()
    assert not tune.use.isVisible()
    made = Finetuned(
        adapter=str(path / "adapter.gguf"),
        merged=None,
        peft="",
        curve="",
        metrics={"loss": 0.5, "held_out_before": 1.0, "held_out_after": 0.7, "held_out_rows": 3, "steps": 4},
        notes=("A note.",),
    )
    (path / "finetuned.json").write_bytes(msgspec.json.encode({"facts": {}, "steps": 4, "finetuned": made}))
    lab.entry.refresh()
    world.bot.until(lambda: tune.use.isVisible(), "the result")
    assert "Held-out loss: 1.000 before, 0.700 after, on 3 solutions" in tune.facts.text()
    assert "Note: A note." in tune.facts.text()
    world.bot.click(tune.use)
    world.bot.until(lambda: "adapter.gguf" in world.window.banner.sentence(), "that its file is gone")
    other = world.models.choices()[1].id
    monkeypatch.setattr(LabDesk, "use_model", lambda _self, _path: other)
    world.bot.click(tune.use)
    panel = world.window.solve.panel
    world.bot.until(lambda: (panel.chosen_model() or world.models.choices()[0]).id == other, "the choice")
    world.bot.until(lambda: other in world.models.remembered, "that it is remembered")
    assert f"{other} is chosen on the Solve page now." == world.window.banner.sentence()


def test_a_folder_of_the_command_line_is_opened_and_taken_off_again(world: World, tmp_path: Path) -> None:
    lab = lab_of(world)
    lab.open_folder(tmp_path)
    world.bot.until(lambda: "holds no campaign" in world.window.banner.sentence(), "the refusal")
    away = sample_folder(tmp_path / "away")
    away.with_name("away.json").unlink()
    lab.open_folder(away)
    world.bot.until(lambda: lab.entry.path == away, "the folder")
    world.bot.until(lambda: "command line" in lab.entry.progress.words.text(), "its words")
    assert not lab.entry.progress.start.isVisible()
    world.bot.click(lab.remove)
    world.bot.until(lambda: lab.model.rowCount() == 0, "the empty list")
    assert lab.right.currentWidget() is lab.empty
    assert (away / "weak").is_dir()


def test_a_damaged_report_is_one_sentence_and_the_page_goes_on(world: World) -> None:
    path = sample_folder(world.folder / "lab" / "s")
    (path / "report.json").write_text("{", "utf-8")
    evolution_folder(world.folder / "lab" / "e")
    lab = lab_of(world)
    lab.choose(path)
    world.bot.until(lambda: "report.json cannot be read" in world.window.banner.sentence(), "the sentence")
    lab.choose(world.folder / "lab" / "e")
    world.bot.until(lambda: lab.entry.rounds.rounds.isVisible(), "the other folder")


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
