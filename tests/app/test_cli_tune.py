"""``stepwise models tune`` and ``devices`` as a user runs them: a real model, a real worker."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.cli.tune import fast_copy_offer
from app.host import EngineHost
from app.tuning import OtherLoad, is_busy
from app.wish import RunRequest
from engine.commands import AnyCommand, LoadModel
from engine.events import ModelLoaded
from engine.store import FILE_NAME as STORE_FILE
from engine.store import Store
from engine.types import Problem
from models.library import Library
from models.provenance import SOURCE_KEY
from models.tuning import FILE_NAME, Figure, Machine, Record, Tuning, Tunings, usable_cores
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import (
    EventLog,
    assert_refused,
    descendants,
    is_running,
    started,
    stepwise,
    wait_until,
    worker_of,
)
from tests.helpers.scripted_models import QUESTION, SHORT_RUN

SPIN = "while True: pass"
CHOSEN = re.compile(r"^Chosen: (\d+) threads?, flash attention (auto|off), batch width (\d+) \(\d+ tokens/s\)\.", re.M)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that knows SmolLM2."""
    folder = tmp_path / "data"
    Library(folder).add(smollm2_path())
    return folder


def _model(home: Path) -> str:
    return next(model.id for model in Library(home).list() if model.path == smollm2_path())


def _keep(home: Path, tuning: Tuning) -> bytes:
    """Store a tuning of SmolLM2 on this machine; returns the file's bytes."""
    tunings = Tunings(home)
    key = tunings.key(_model(home), smollm2_path())
    figures = (Figure("width", tuning.threads, None, tuning.width, 9.5, 1),)
    tunings.save(Record(tunings.machine, key, tuning, "2026-11-23T21:49:38+00:00", "CPU", 0.0, figures))
    return (home / FILE_NAME).read_bytes()


@contextmanager
def _spinning() -> Iterator[int]:
    """A program that keeps a core busy; yields its process id."""
    with subprocess.Popen([sys.executable, "-c", SPIN]) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@pytest.mark.model
@pytest.mark.slow
def test_a_tune_shows_a_table_says_what_was_chosen_and_keeps_it(home: Path) -> None:
    done = stepwise("models", "tune", _model(home), "--quick", home=home)
    assert (0, "") == (done.returncode, done.stderr)
    chosen = CHOSEN.search(done.stdout)
    assert chosen, done.stdout
    assert re.search(r"^Ran on: .*CPU.*; \d{4}-\d\d-\d\d\.$", done.stdout, re.MULTILINE)
    listed = json.loads(stepwise("models", "list", "--json", home=home).stdout)["models"]
    (tuned,) = [model["tuning"] for model in listed if model["tuning"] is not None]
    assert (int(chosen[1]), int(chosen[3])) == (tuned["threads"], tuned["width"])
    assert {"auto": None, "off": False}[chosen[2]] is tuned["flash_attention"]
    assert tuned["busy"] is ("Other programs kept" in done.stdout)
    assert [4, 8, 16, 32] == [figure["width"] for figure in tuned["figures"] if figure["stage"] == "width"]
    rows = re.findall(r"(\d+) +(?:auto|off) +(\d+) +(\d+\.\d)", done.stdout)
    assert [
        (str(figure["threads"]), str(figure["width"]), f"{figure['tokens_per_second']:.1f}")
        for figure in tuned["figures"]
    ] == rows


@pytest.mark.model
@pytest.mark.slow
def test_a_tune_as_json_is_one_object_and_owns_up_to_a_busy_machine(home: Path) -> None:
    with _spinning():
        done = stepwise("models", "tune", smollm2_path(), "--quick", "--json", home=home)
    assert (0, "") == (done.returncode, done.stderr)
    told = json.loads(done.stdout)
    assert {"id", "threads", "width", "flash_attention", "tokens_per_second", "busy", "other_cores"} <= set(told)
    assert told["busy"] is True
    assert told["other_cores"] > 0.2
    record = Tunings(home).find(told["id"], smollm2_path())
    assert record is not None
    assert (told["threads"], told["date"]) == (record.tuning.threads, record.date)


@pytest.mark.model
@pytest.mark.parametrize(
    ("by_user", "code", "words"),
    [
        (True, 130, r"^Stopped; nothing was changed\.$"),
        (
            False,
            10,
            r"^The engine was ended by SIGKILL while the speed was measured; nothing was changed, try again\.$",
        ),
    ],
    ids=["Ctrl-C", "a dead worker"],
)
def test_what_ends_a_tune_leaves_the_old_choice_and_nothing_running(
    home: Path, by_user: bool, code: int, words: str
) -> None:
    kept = _keep(home, Tuning(1, 8, None, 9.5))
    with started("models", "tune", _model(home), home=home) as app:
        wait_until(lambda: any(map(_has_loaded, descendants(app.pid))), "the model")
        below = [process.pid for process in descendants(app.pid)]
        if by_user:
            app.send_signal(signal.SIGINT)
        else:
            psutil.Process(worker_of(app.pid)).kill()
        out, err = app.communicate(timeout=60)
    assert (code, "") == (app.returncode, out)
    assert re.search(words, err.strip()), err
    wait_until(lambda: not any(map(is_running, below)), "the worker to end")
    assert kept == (home / FILE_NAME).read_bytes()


def test_a_model_that_cannot_be_tuned_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"no model")
    home = tmp_path / "data"
    assert_refused(stepwise("models", "tune", home=home), 4, "stepwise models get")
    assert_refused(stepwise("models", "tune", "no-such-model", home=home), 4, "no-such-model")
    assert_refused(stepwise("models", "tune", tmp_path / "none.gguf", home=home), 4, "none.gguf")
    assert_refused(stepwise("models", "tune", tmp_path / "broken.gguf", home=home), 5, "broken.gguf")


@pytest.mark.model
def test_the_engine_loads_a_model_as_it_was_tuned(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Another number than the engine would choose by itself.
    threads = 1 if usable_cores() > 1 else 2
    padding = (0, 1, 2, 4, 4)
    _keep(home, Tuning(threads, 8, False, 9.5, padding))
    log, sent = EventLog(), list[AnyCommand]()
    with Store.open(home / STORE_FILE) as store:
        host = EngineHost(store, Library(home), home / "engine.log", Tunings(home))
        host.listen(log.take, log.died)
        send = host.client.send

        def noting(command: AnyCommand) -> None:
            sent.append(command)
            send(command)

        monkeypatch.setattr(host.client, "send", noting)
        try:
            host.stop_run(host.start_run(RunRequest(Problem("sum", QUESTION), SHORT_RUN, _model(home))))
        finally:
            host.close()
    assert threads == log.first(ModelLoaded).threads
    (load,) = [command for command in sent if isinstance(command, LoadModel)]
    assert (threads, 8, False, padding) == (load.threads, load.width, load.flash_attention, load.padding)


def test_the_devices_are_told_in_one_line_and_as_json(tmp_path: Path) -> None:
    line = stepwise("models", "devices", home=tmp_path)
    assert (0, "") == (line.returncode, line.stderr)
    assert re.fullmatch(r"llama\.cpp is built for .*CPU.*; models run on .+\.\n", line.stdout)
    told = json.loads(stepwise("models", "devices", "--json", home=tmp_path).stdout)
    assert "CPU" in told["backends"]
    assert {"description", "backend", "used"} == set(told["devices"][0])


@pytest.mark.parametrize(
    ("cores", "other_cores", "busy"),
    [(2, 0.2, False), (2, 0.3, True), (1, 0.3, True), (16, 1.5, False), (16, 1.7, True)],
)
def test_a_machine_is_busy_from_a_tenth_of_its_cores_but_not_for_a_trifle(
    cores: int, other_cores: float, busy: bool
) -> None:
    machine = Machine("A processor", cores, "1 a")
    record = Record(machine, "m", Tuning(1, 8, None, 1.0), "2026-11-23", "CPU", other_cores, ())
    assert busy is is_busy(record)


def test_the_work_of_the_worker_is_not_counted_as_that_of_others() -> None:
    with _spinning() as spinner:
        own = psutil.Process(spinner)
        wait_until(lambda: own.cpu_times().user > 0.05, "the spinner")
        with_it, without_it, began = OtherLoad(psutil.Process().pid), OtherLoad(spinner), own.cpu_times().user
        start = time.monotonic()
        time.sleep(1.5)
        spent = (own.cpu_times().user - began) / (time.monotonic() - start)
        all_cores, other_cores = with_it.cores(), without_it.cores()
    assert 0.05 < spent
    assert spent == pytest.approx(all_cores - other_cores, abs=0.1)


def _has_loaded(process: psutil.Process) -> bool:
    """Whether the worker holds the model: it maps the file."""
    try:
        return any(smollm2_path().name in mapped.path for mapped in process.memory_maps())
    except psutil.Error:
        return False


def test_a_faster_copy_is_offered_for_models_with_many_tokens_and_not_for_copies() -> None:
    whole = Library(Path()).resolve(str(smollm2_path()))
    assert fast_copy_offer(whole) is None
    large = replace(whole, id="large", header=replace(whole.header, vocabulary=151_936))
    assert "stepwise models fast large" in (fast_copy_offer(large) or "")
    copied = replace(large.header, metadata=((SOURCE_KEY, "0" * 64),))
    assert fast_copy_offer(replace(large, header=copied)) is None
