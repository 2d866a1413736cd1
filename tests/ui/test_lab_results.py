"""What the Lab page shows: reviews by keys, rounds, preference models and fine-tuned ones."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit

from app.lab_desk import LabDesk
from app.lab_folders import LabKind
from app.lab_orders import EvolveOrder, TrainOrder, TuneOrder, features_of, head_of, keep_order, kept_order
from app.lab_training import Point
from app.views.lab_page import LabPage
from engine.lab.review import Vote, kept_votes
from models.features import save_features
from models.ppm import save_head
from models.training.finetune_job import Finetuned
from tests.helpers.feature_rows import planted
from tests.helpers.heads import small_head
from tests.helpers.lab_folders import evolution_folder, sample_folder
from tests.ui.conftest import World
from tests.ui.lab_page import lab_of, shown
from tests.ui.test_accessibility import answered_by, shown_controls, spoken, told, walked


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


def test_one_more_round_is_asked_of_an_evolution_that_has_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = evolution_folder(world.folder / "lab" / "e", rounds=3)
    lab = shown(world, path)
    world.bot.until(lambda: lab.entry.rounds.more.isVisible(), "the button")
    begun: list[Path] = []
    monkeypatch.setattr(lab.runner, "begin", begun.append)
    world.bot.click(lab.entry.rounds.more)
    world.bot.until(lambda: begun, "the start")
    order = kept_order(path)
    assert isinstance(order, EvolveOrder)
    assert (4, [path]) == (order.rounds, begun)


def head_folder(world: World) -> Path:
    path = world.folder / "lab" / "h"
    path.mkdir(parents=True)
    save_head(head_of(path), small_head())
    save_features(features_of(path), planted(problems=3))
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
    # Its features are no campaign to train another one on.
    assert 0 == lab.builder.train.campaigns.count()
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


def test_a_preference_model_that_reads_the_steps_is_shown_as_one(world: World) -> None:
    path = tuned_folder(world)
    metrics = {"held_out_before": 1.4, "held_out_after": 0.9, "held_out_rows": 5, "rows": 20, "pair_accuracy": 0.81}
    made = Finetuned(adapter="ppm.gguf", merged=None, peft="", curve="", metrics=metrics, is_preference=True)
    (path / "finetuned.json").write_bytes(msgspec.json.encode({"facts": {}, "steps": 4, "finetuned": made}))
    tune = shown(world, path).entry.tune
    world.bot.until(lambda: tune.use.isVisible(), "the result")
    assert "&Use this preference model" == tune.use.text()
    assert "Held-out loss: 1.400 before, 0.900 after, on 5 pairs" in tune.facts.text()
    assert "Worth: the better one is found in 81 % of held-out pairs" in tune.facts.text()


def test_what_a_fine_tuning_learns_is_chosen_in_the_form(world: World) -> None:
    lab = lab_of(world)
    lab.show_builder()
    form = lab.builder.tune
    world.bot.until(lambda: form.model.count() > 0, "the models")
    plain = form.draft()()
    form.learns.setCurrentIndex(1)
    order = form.draft()()
    assert isinstance(plain, TuneOrder)
    assert isinstance(order, TuneOrder)
    assert ("solutions", "preferences", "ppm") == (plain.learns, order.learns, form.name())


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


def every_view(world: World) -> Iterator[str]:
    """Each form of the builder, each kind of folder, and a review under way."""
    lab = lab_of(world)
    lab.show_builder()
    for number in range(lab.builder.kinds.count()):
        lab.builder.kinds.setCurrentIndex(number)
        world.bot.wait(50)
        yield lab.builder.kinds.tabText(number)
    folders = world.folder / "lab"
    for path in (
        head_folder(world),
        tuned_folder(world),
        evolution_folder(folders / "e"),
        sample_folder(folders / "s"),
    ):
        shown(world, path)
        world.bot.wait(50)
        yield path.name
    lab.entry.tabs.setCurrentIndex(1)
    world.bot.click(lab.entry.review.begin)
    world.bot.until(lambda: lab.entry.review.progress.text(), "the first item")
    world.bot.wait(50)
    yield "review"


def test_every_control_of_the_lab_has_a_name_and_is_reached_by_tab(world: World) -> None:
    for view in every_view(world):
        controls = shown_controls(world.window)
        assert (view, []) == (view, [told(widget) for widget in controls if not spoken(widget)])
        reached = walked(world, controls[0])
        missed = [told(w) for w in controls if w not in reached and not answered_by(w, reached)]
        assert (view, []) == (view, missed)
