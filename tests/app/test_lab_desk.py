"""The lab as the window works with it: real commands in processes of their own, on scripted models."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import msgspec
import psutil
import pytest

from app.lab_desk import LabDesk
from app.lab_folders import LabKind, Part, look
from app.lab_orders import (
    EvolveOrder,
    GenerateOrder,
    Order,
    SampleOrder,
    TrainOrder,
    TuneOrder,
    head_of,
    keep_order,
    kept_order,
    order_file,
    words_of,
)
from app.lab_process import FLAG, LabFailedError, LabStoppedError
from app.lab_training import is_used, trained
from engine.errors import BadProblemError, BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.false_positives import Verdict
from engine.lab.review import Vote, kept_votes
from engine.lab.sample_match import Match
from models.adapters import Adapters
from models.errors import KnownError, ModelError
from models.files import sha256_of
from models.heads import Heads
from models.library import Library
from models.ppm import save_head
from models.training.finetune_job import Finetuned, FinetuneProgress
from models.training.job import NoTorchError, Progress
from tests.helpers.heads import small_head, write_backbone_ppm
from tests.helpers.lab import PLAN, a_problem, record
from tests.helpers.lab_folders import QUESTIONS, evolution_folder, sample_folder
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import wait_until, worker_of
from tests.helpers.scripted_models import ANSWER, QUESTION, SUM, write_script

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="the extra 'train' is not installed")


@pytest.fixture
def desk(tmp_path: Path) -> LabDesk:
    return LabDesk(tmp_path / "data", Library(tmp_path / "data"))


def problems_file(tmp_path: Path, count: int = 4) -> Path:
    path = tmp_path / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(count)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def sample_order(tmp_path: Path, *, delay_ms: float = 0.0) -> SampleOrder:
    return SampleOrder(
        problems=str(problems_file(tmp_path)),
        count=4,
        weak=str(write_script(tmp_path / "weak.json", delay_ms=delay_ms)),
        strong=str(write_script(tmp_path / "strong.json", delay_ms=delay_ms, problems={QUESTION: SUM[:2]})),
        strong_samples=3,
        match=Match.COUNT,
    )


def run(desk: LabDesk, path: Path, should_stop: Callable[[], bool] = lambda: False) -> None:
    desk.run(path, lambda _words: None, lambda _progress: None, should_stop)


def shards(path: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in path.glob("*/*.safetensors")}


def labs() -> list[int]:
    """The lab's processes of this one."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if FLAG in child.cmdline():
                found.append(int(child.pid))
    return found


def test_two_models_sample_report_and_are_reviewed_and_exported(desk: LabDesk, tmp_path: Path) -> None:
    path = desk.place(sample_order(tmp_path), "My Sample!")
    assert tmp_path / "data" / "lab" / "my-sample" == path
    begun = desk.look(path)
    assert begun is not None
    assert (False, False) == (begun.begun, begun.finished)
    run(desk, path)
    results = desk.results(path)
    assert results is not None
    assert results.folder.finished
    assert (Part("strong", "strong", 4, 4), Part("weak", "weak", 4, 4)) == results.folder.parts
    assert results.report is not None
    assert 4 == results.report.problems
    review = desk.review(path, 3)
    assert review.view().before is None
    after = review.say(Vote.WRONG)
    assert after.before is not None
    assert after.before.check is not None
    assert (Vote.WRONG, Verdict.PASSED) == (after.before.vote, after.before.check.verdict)
    assert [False] == list(kept_votes(path).values())
    said = desk.save_data(path, tmp_path / "out", lambda: False)
    assert "right solutions" in said
    assert (tmp_path / "out" / "sft.jsonl").is_file()
    assert "4 files" in desk.save_report(path, tmp_path / "saved")
    assert (path / "coverage.svg").read_bytes() == (tmp_path / "saved" / "coverage.svg").read_bytes()


def test_work_stops_at_once_and_goes_on_in_the_same_folder(desk: LabDesk, tmp_path: Path) -> None:
    path = desk.place(sample_order(tmp_path, delay_ms=8), "cut")
    stop = threading.Event()
    stopped_s: list[float] = []

    def should_stop() -> bool:
        if not stop.is_set() and shards(path):
            stop.set()
            stopped_s.append(time.monotonic())
        return stop.is_set()

    with pytest.raises(LabStoppedError, match="what is done is kept"):
        run(desk, path, should_stop)
    assert time.monotonic() - stopped_s[0] < 5.0
    assert [] == labs()
    kept = shards(path)
    assert kept
    keep_order(path, sample_order(tmp_path))
    with pytest.raises(LabFailedError, match="holds another campaign"):
        # The script is part of what a campaign is: another one is refused, not mixed in.
        run(desk, path)
    keep_order(path, sample_order(tmp_path, delay_ms=8))
    run(desk, path)
    assert kept.items() <= shards(path).items()
    found = desk.look(path)
    assert found is not None
    assert found.finished


def test_a_lab_that_is_killed_says_so_and_loses_nothing(desk: LabDesk, tmp_path: Path) -> None:
    path = desk.place(sample_order(tmp_path, delay_ms=8), "killed")
    failures: list[KnownError] = []

    def work() -> None:
        try:
            run(desk, path)
        except KnownError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: bool(shards(path)), "the first problem")
    os.kill(labs()[0], signal.SIGKILL)
    thread.join(30)
    assert ["The lab was ended by signal 9; what is done is kept, go on with it."] == [e.message for e in failures]
    kept = shards(path)
    run(desk, path)
    assert kept.items() <= shards(path).items()


def test_a_worker_that_dies_costs_one_attempt_and_no_work(desk: LabDesk, tmp_path: Path) -> None:
    path = desk.place(sample_order(tmp_path, delay_ms=8), "crash")
    thread = threading.Thread(target=lambda: run(desk, path))
    thread.start()
    wait_until(lambda: bool(shards(path)), "the first problem")
    os.kill(worker_of(labs()[0]), signal.SIGKILL)
    thread.join(60)
    found = desk.look(path)
    assert found is not None
    assert found.finished


def test_one_model_makes_training_data_that_can_be_reviewed(desk: LabDesk, tmp_path: Path) -> None:
    script = str(write_script(tmp_path / "one.json"))
    order = GenerateOrder(problems=str(problems_file(tmp_path)), count=2, model=script, samples=3)
    path = desk.place(order, "data")
    run(desk, path)
    found = desk.look(path)
    assert found is not None
    # A script has no hidden states to train on.
    assert (LabKind.CAMPAIGN, True, False) == (found.kind, found.finished, found.has_states)
    assert 2 == desk.review(path, 2).view().total


def test_an_order_that_cannot_be_done_is_refused_before_anything_is_written(desk: LabDesk, tmp_path: Path) -> None:
    order = sample_order(tmp_path)
    same = SampleOrder(problems=order.problems, count=4, weak=order.weak, strong=order.weak, strong_samples=1)
    with pytest.raises(BadSettingsError, match="Both models are the same"):
        desk.place(same, "x")
    unknown = SampleOrder(problems=order.problems, count=4, weak="nothing", strong=order.weak, strong_samples=1)
    with pytest.raises(KnownError, match="nothing"):
        desk.place(unknown, "x")
    with pytest.raises((BadProblemError, NoTorchError)):
        desk.place(EvolveOrder(problems=order.problems, count=4, model=order.weak, rounds=1), "x")
    with pytest.raises((BadSettingsError, NoTorchError)):
        desk.place(TrainOrder(campaigns=()), "x")
    assert not (tmp_path / "data" / "lab").exists()


def test_a_file_of_problems_that_broke_since_is_told_in_its_own_sentence(desk: LabDesk, tmp_path: Path) -> None:
    order = sample_order(tmp_path)
    path = desk.place(order, "broken")
    Path(order.problems).write_text("no problem\n", "utf-8")
    with pytest.raises(LabFailedError, match=r"Line 1 of problems\.jsonl is no problem") as refused:
        run(desk, path)
    assert 3 == refused.value.exit_code


def test_the_list_shows_what_is_there_in_the_order_in_which_it_was_begun(desk: LabDesk, tmp_path: Path) -> None:
    lab = tmp_path / "data" / "lab"
    sample_folder(lab / "first")
    evolution_folder(lab / "second")
    (lab / "neither").mkdir()
    for age, name in ((20, "first"), (10, "second")):
        moment = time.time() - age
        os.utime(order_file(lab / name), (moment, moment))
    assert ["second", "first"] == [folder.name for folder in desk.folders()]
    second = desk.folders()[0]
    assert (Part("", "tiny", 2, 3),) == second.parts


def test_a_folder_from_elsewhere_is_listed_and_forgotten_but_never_deleted(desk: LabDesk, tmp_path: Path) -> None:
    away = sample_folder(tmp_path / "away")
    order_file(away).unlink()
    with pytest.raises(BadSettingsError, match="holds no campaign"):
        desk.open_elsewhere(tmp_path)
    assert LabKind.SAMPLE == desk.open_elsewhere(away).kind
    assert [away] == [folder.path for folder in desk.folders()]
    with pytest.raises(BadSettingsError, match="go on with it on the command line"):
        run(desk, away)
    assert "stay where they are" in desk.forget(away)
    assert () == desk.folders()
    assert (away / "weak" / "campaign.json").is_file()


def test_work_in_the_data_folder_is_not_forgotten_by_a_click(desk: LabDesk, tmp_path: Path) -> None:
    path = sample_folder(tmp_path / "data" / "lab" / "kept")
    with pytest.raises(BadSettingsError, match="holds work"):
        desk.forget(path)
    fresh = desk.place(sample_order(tmp_path), "never")
    desk.forget(fresh)
    assert ["kept"] == [folder.name for folder in desk.folders()]


def test_a_report_of_what_is_there_is_made_on_demand(desk: LabDesk, tmp_path: Path) -> None:
    path = sample_folder(tmp_path / "data" / "lab" / "s")
    (path / "report.json").unlink()
    assert desk.results(path).report is None  # type: ignore[union-attr]
    desk.report_now(path, lambda: False)
    found = desk.results(path)
    assert found is not None
    assert found.report is not None
    assert len(QUESTIONS) == found.report.problems


def test_a_damaged_report_is_told_and_the_others_stay_usable(desk: LabDesk, tmp_path: Path) -> None:
    path = sample_folder(tmp_path / "data" / "lab" / "s")
    (path / "report.json").write_text("{", "utf-8")
    with pytest.raises(BadSettingsError, match=r"report\.json cannot be read; delete it"):
        desk.results(path)
    assert ["s"] == [folder.name for folder in desk.folders()]


def test_an_order_survives_its_file_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    orders: list[Order] = [
        sample_order(tmp_path),
        GenerateOrder(problems="p", count=3, model="m", samples=2),
        EvolveOrder(problems="p", count=30, model="m", rounds=2),
        TrainOrder(campaigns=("a", "b")),
    ]
    for number, order in enumerate(orders):
        keep_order(tmp_path / f"o{number}", order)
        assert order == kept_order(tmp_path / f"o{number}")
    order_file(tmp_path / "o0").write_bytes(b'{"type": "sample"')
    assert kept_order(tmp_path / "o0") is None
    assert look(tmp_path / "o0") is None


def test_an_order_becomes_the_words_of_the_command_line(tmp_path: Path) -> None:
    order = EvolveOrder(problems="p.jsonl", count=30, model="m", rounds=2, candidates=4, rollouts=8, seed=7)
    words = "evolve --problems p.jsonl --model m --rounds 2 --candidates 4 --rollouts 8 --limit 30 --seed 7 --out"
    assert [*words.split(), str(tmp_path)] == words_of(order, tmp_path)
    both = words_of(msgspec.structs.replace(order, train_policy=True), tmp_path)
    assert {"--train-policy"} == set(both) - set(words_of(order, tmp_path))


def test_a_head_is_used_in_place_of_an_own_one_which_is_set_aside(desk: LabDesk, tmp_path: Path) -> None:
    path = tmp_path / "data" / "lab" / "t"
    path.mkdir(parents=True)
    save_head(head_of(path), small_head())
    keep_order(path, TrainOrder(campaigns=("c",)))
    own = tmp_path / "data" / "ppm" / "aaa.safetensors"
    own.parent.mkdir()
    save_head(own, small_head(seed=9))
    assert not is_used(tmp_path / "data", head_of(path))
    assert "from now on" in desk.use_head(path, use=True)
    assert trained(tmp_path / "data", path).in_use
    assert 1 == len(list(own.parent.glob("*.safetensors")))
    assert own.with_name("aaa.safetensors.aside-1").is_file()
    desk.use_head(path, use=False)
    assert not trained(tmp_path / "data", path).in_use


def test_a_preference_model_that_reads_the_steps_takes_the_place_of_a_head(tmp_path: Path) -> None:
    data = tmp_path / "data"
    model = smollm2_path()
    library = Library(data)
    desk, checksum = LabDesk(data, library), sha256_of(model)
    path = data / "lab" / "t"
    path.mkdir(parents=True)
    own = data / "ppm" / "own.safetensors"
    own.parent.mkdir()
    save_head(own, small_head(backbone_sha256=checksum))
    assert own == found_head(library, data, model)
    keep_order(path, TuneOrder(campaigns=("c",), model=str(model), learns="preferences", steps=1))
    ppm = write_backbone_ppm(path / "ppm.gguf", width=576, backbone_sha256=checksum)
    made = Finetuned(adapter=str(ppm), merged=None, peft="", curve="", metrics={}, is_preference=True)
    (path / "finetuned.json").write_bytes(msgspec.json.encode({"facts": {}, "steps": 1, "finetuned": made}))
    assert str(model) == desk.use_model(path)
    assert data / "ppm" / "tiny.gguf" == found_head(library, data, model)
    assert own.with_name("own.safetensors.aside-1").is_file()
    # Nor can it be mistaken for a policy.
    with pytest.raises(ModelError, match="is a preference model, not a model of its own; search with --ppm"):
        Adapters(library, data).add(ppm, base=str(model))


def found_head(library: Library, data: Path, model: Path) -> Path | None:
    found = Heads(library, data).fitting(str(model))
    return found.path if found else None


@needs_torch
def test_a_head_is_trained_with_progress_and_its_curve_is_kept(tmp_path: Path) -> None:

    data = tmp_path / "data"
    campaign = Campaign(data / "lab" / "c", PLAN)
    for number in range(12):
        campaign.keep(record(a_problem(f"p{number}")))
    desk = LabDesk(data, Library(data))
    path = desk.place(TrainOrder(campaigns=(str(campaign.folder),), folds=0, epochs=5), "head")
    epochs: list[int] = []

    def show(progress: Progress | FinetuneProgress) -> None:
        assert isinstance(progress, Progress)
        epochs.append(progress.epoch)

    desk.run(path, lambda _: None, show, lambda: False)
    found = desk.results(path)
    assert found is not None
    assert found.head is not None
    assert found.head.card is not None
    assert epochs == [point.epoch for point in found.head.curve]
    assert epochs
    assert "--folds 0" in found.head.card.command
