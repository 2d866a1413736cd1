"""What the lab does at a moment, and its words and tables, without a window."""

from pathlib import Path

from app.charts.theme import LIGHT
from app.lab_folders import STAGE, LabFolder, LabKind, Part, read_evolution, read_report
from app.lab_training import Point
from app.state.lab import (
    LabPhase,
    LabRun,
    arm_table,
    budget_table,
    headline,
    part_words,
    rounds_table,
    stage_words,
    standing,
    training_chart,
    training_words,
    tuning_words,
    work_words,
)
from models.training.finetune_job import FinetuneProgress
from tests.helpers.lab_folders import evolution_folder, sample_folder

PLACE = Path("lab/x")


def folder(*parts: Part, kind: LabKind = LabKind.SAMPLE, finished: bool = False) -> LabFolder:
    return LabFolder(PLACE, kind, None, parts, finished)


def test_a_run_goes_from_its_beginning_to_its_end_and_keeps_how_it_ended() -> None:
    run = LabRun().begun(PLACE)
    assert (LabPhase.STARTING, True) == (run.phase, run.works_on(PLACE))
    assert not run.works_on(Path("another"))
    assert LabPhase.STOPPING is run.stopping().phase
    ended = run.ended("It broke.")
    assert (False, "It broke.", PLACE) == (ended.busy, ended.message, ended.path)
    assert ended == ended.stopping()


def test_where_a_folder_stands_is_said_in_a_word_or_two() -> None:
    strong, weak = Part("strong", "s", 4, 4), Part("weak", "w", 1, 4)
    assert "5 of 8" == standing(folder(strong, weak), busy=False)
    assert "at work" == standing(folder(strong, weak), busy=True)
    assert "done" == standing(folder(strong, finished=True), busy=False)
    assert "not begun" == standing(folder(Part("weak", "w", 0, 4)), busy=False)
    rounds = folder(Part("", "m", 1, 3), Part(STAGE, "", 7, 20), kind=LabKind.EVOLUTION)
    assert "1 of 3" == standing(rounds, busy=False)
    assert ["m: 1 of 3 rounds", "This stage: 7 of 20 problems"] == [part_words(rounds, part) for part in rounds.parts]
    assert "Weak model, w: 1 of 4 problems" == part_words(folder(strong, weak), weak)


def test_what_is_being_done_follows_from_the_files() -> None:
    assert "Drawing samples …" == work_words(folder(Part("weak", "w", 1, 4)), None)
    assert "Checking the right answers and counting …" == work_words(folder(Part("weak", "w", 4, 4)), None)


def test_the_papers_table_has_both_models_at_both_budgets(tmp_path: Path) -> None:
    found = read_report(sample_folder(tmp_path / "s"))
    assert found is not None
    head, rows = budget_table(found)
    assert {5} == {len(row) for row in (head, *rows)}
    assert ("samples of a problem", "1", "1", "2", "2") == rows[0]
    named = {row[0]: row[1:] for row in arm_table(found)[1]}
    assert ("tiny", "large") == named["model"]
    assert ("not reviewed yet",) * 2 == named["false positives, by a person"]
    assert "6 problems" in headline(found)


def test_the_rounds_say_what_changed_and_what_was_kept(tmp_path: Path) -> None:
    found = read_evolution(evolution_folder(tmp_path / "e"))
    assert found is not None
    head, rows = rounds_table(found)
    assert {len(head)} == {len(row) for row in rows}
    assert ("1", "kept", "5 → 6 of 10") == rows[2][:3]
    assert ("2", "rolled back", "5 → 5 of 10") == rows[3][:3]
    assert ("3", "under way") == rows[4][:2]
    assert "25 of 40" in rows[4]
    assert "Round 3: the model that writes the steps" == stage_words(found)


def test_rounds_that_train_the_model_too_say_what_became_of_it(tmp_path: Path) -> None:
    found = read_evolution(evolution_folder(tmp_path / "e", policy=True))
    assert found is not None
    head, rows = rounds_table(found)
    assert {len(head)} == {len(row) for row in rows}
    assert ("model", "right samples") == head[-2:]
    assert [("", ""), ("", "")] == [row[-2:] for row in rows[:2]]
    assert ("kept", "25.0 % (15.0–35.0) → 50.0 % (40.0–60.0)") == rows[2][-2:]
    assert ("rolled back", "25.0 % (15.0–35.0) → 20.0 % (10.0–30.0)") == rows[3][-2:]
    assert ("", "") == rows[4][-2:]
    assert "Round 3: the new model solves all problems" == stage_words(found)


def test_a_curve_of_many_points_is_thinned_and_keeps_what_was_measured_now_and_then() -> None:
    points = [Point(n, 1.0 / n, 0.5 if n % 100 == 0 else None) for n in range(1, 5001)]
    svg = training_chart(points, LIGHT, by_steps=True)
    assert "held-out loss" in svg
    assert len(svg) < 20_000
    assert "held-out" not in training_chart(points[:50], LIGHT).replace("Loss and held-out measure", "")
    assert "Epoch 50: loss 0.020" == training_words(points[:50])


def test_a_fine_tuning_is_told_in_one_line() -> None:
    said = FinetuneProgress(
        stage="training", step=3, steps=9, loss=0.5, held_out=0.75, tokens_per_second=61.4, seconds_left=200.0
    )
    assert "Step 3 of 9, loss 0.500, held-out loss 0.750, 61 tokens/s, 3 min 20 s left" == tuning_words(said)
    assert "Loading the model …" == tuning_words(FinetuneProgress(stage="loading", step=0, steps=9))
