"""``stepwise models``, as a user types it."""

import hashlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.models import models, progress_words
from models import library as library_module
from models.errors import BadModelFileError, KnownError, NotFetchedError, UnknownModelError
from models.files import Progress, Stage
from tests.helpers.hub_server import hub_server
from tests.helpers.model_files import gguf

SMALL = "smollm2-135m-instruct-q4_1"


@dataclass(frozen=True)
class Folder:
    """What the command line hands to the commands."""

    data_dir: Path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data")


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    path = tmp_path / "My Model.gguf"
    path.write_bytes(gguf())
    return path


def _run(folder: Folder, *words: str) -> str:
    result = _result(folder, *words)
    assert result.exception is None, result.exception
    assert 0 == result.exit_code
    return result.output


def _result(folder: Folder, *words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(models, list(words), obj=folder)


def _error(folder: Folder, *words: str) -> BaseException | None:
    """The known error that the command line turns into one sentence and an exit code."""
    return _result(folder, *words).exception


def test_the_list_shows_every_model_and_says_why_the_default_is_the_default(folder: Folder) -> None:
    shown = _run(folder, "list")
    line = next(line for line in shown.splitlines() if SMALL in line)
    assert all(word in line for word in ("135 M", "Q4_1", "98 MB", "8,192", "Apache-2.0", "not fetched"))
    assert "not verified" in next(line for line in shown.splitlines() if "qwen3-4b" in line)
    assert "* default: Qwen2.5-Coder" in shown
    assert "because" in shown


def test_the_list_as_json_has_null_for_what_is_not_verified(folder: Folder) -> None:
    told = json.loads(_run(folder, "list", "--json"))
    by_id = {model["id"]: model for model in told["models"]}
    assert (98_362_432, True, "not fetched") == tuple(by_id[SMALL][key] for key in ("bytes", "verified", "state"))
    assert (None, None, False) == tuple(by_id["qwen3-4b-q4_k_m"][key] for key in ("bytes", "sha256", "verified"))
    assert told["default"]["id"] in by_id


def test_a_file_is_added_verified_listed_and_forgotten(folder: Folder, model_file: Path) -> None:
    assert f"my-model was added; the file stays where it is: {model_file}\n" == _run(folder, "add", str(model_file))
    assert "linked" in next(line for line in _run(folder, "list").splitlines() if "my-model" in line)
    digest = hashlib.sha256(model_file.read_bytes()).hexdigest()
    assert f"{digest} (not verified: none to compare with)" in _run(folder, "verify", "my-model")
    assert {"id": "my-model", "path": str(model_file), "sha256": digest, "checked": False} == json.loads(
        _run(folder, "verify", "my-model", "--json")
    )
    assert str(model_file) == json.loads(_run(folder, "get", "my-model", "--json"))["path"]
    assert "my-model is ready" in _run(folder, "get", "my-model")
    assert "was forgotten; its file stays" in _run(folder, "remove", "my-model")
    assert model_file.exists()


def test_a_scan_says_what_was_found_and_what_is_not_used(folder: Folder, model_file: Path) -> None:
    (model_file.parent / "cut.gguf").write_bytes(gguf()[:-1])
    shown = _run(folder, "scan", str(model_file.parent))
    assert f"my-model: {model_file}" in shown
    assert "not used:" in shown
    assert "1 model can be used where they lie." in shown
    states = [model["state"] for model in json.loads(_run(folder, "scan", str(model_file.parent), "--json"))["models"]]
    assert ["linked", "broken"] == states


def test_bad_input_is_a_known_error(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "no.gguf").write_bytes(os.urandom(100))
    cases: list[tuple[tuple[str, ...], type[KnownError]]] = [
        (("get", "no-such-model"), UnknownModelError),
        (("verify", "no-such-model"), UnknownModelError),
        (("remove", SMALL), NotFetchedError),
        (("verify", SMALL), NotFetchedError),
        (("add", str(tmp_path / "none.gguf")), UnknownModelError),
        (("add", str(tmp_path / "no.gguf")), BadModelFileError),
        (("scan", str(tmp_path / "none")), UnknownModelError),
    ]
    for words, kind in cases:
        error = _error(folder, *words)
        assert type(error) is kind, words
        assert "\n" not in str(error)


def test_a_removed_model_can_be_told_as_json(folder: Folder, model_file: Path) -> None:
    _run(folder, "add", str(model_file), "--json")
    told = json.loads(_run(folder, "remove", "my-model", "--json"))
    assert {"id": "my-model", "path": str(model_file), "deleted": False} == told


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(Stage.WAITING), "waiting for another Stepwise that fetches this model"),
        (Progress(Stage.FETCHING, 0, None), "fetching 0 kB"),
        (
            Progress(Stage.FETCHING, 120_000_000, 491_000_000, 12_000_000.0, 30.9),
            "fetching 120 MB of 491 MB, 12 MB/s, 31 s left",
        ),
        (Progress(Stage.VERIFYING, 10**9, 10**9, 5e8, 0.0), "checking 1.0 GB of 1.0 GB, 500 MB/s"),
    ],
)
def test_progress_is_told_in_words(progress: Progress, words: str) -> None:
    assert words == progress_words(progress)


_PROGRAM = """
import sys
from pathlib import Path
from types import SimpleNamespace
from app.cli.models import models
from models.errors import KnownError
try:
    models(sys.argv[2:], obj=SimpleNamespace(data_dir=Path(sys.argv[1])), standalone_mode=False)
except KnownError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def test_ctrl_c_stops_a_fetch_in_a_terminal_in_one_sentence_and_keeps_what_arrived(folder: Folder) -> None:
    with hub_server() as hub:
        hub.files["Qwen/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf"] = gguf(tensor_bytes=2_000_000)
        hub.faults.pause_s = 0.02
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _PROGRAM, str(folder.data_dir), "get", "qwen3-4b-q4_k_m"],
            env={**os.environ, "HF_ENDPOINT": hub.endpoint, "TERM": "xterm", "COLUMNS": "120"},
            cwd=Path(library_module.__file__).parents[1],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        shown = _read_until(master, b"left", 30)
        process.send_signal(signal.SIGINT)
        shown += _read_until(master, b"goes on from there.", 10)
        assert 130 == process.wait(10)
        os.close(master)
    assert b"fetching" in shown
    assert b"of 2 MB" in shown
    assert b"Stopped; what arrived is kept, and 'stepwise models get qwen3-4b-q4_k_m' goes on from there." in shown
    assert b"Traceback" not in shown
    assert (folder.data_dir / "models/Qwen3-4B-Q4_K_M.gguf.part").stat().st_size > 0


def _read_until(terminal: int, words: bytes, seconds: float) -> bytes:
    shown = b""
    end = time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
    return shown
