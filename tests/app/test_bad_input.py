"""Bad input and bad places, on the command line: one sentence, the documented exit code, no traceback, nothing lost."""

import contextlib
import ctypes
import os
import random
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.state import replay
from engine.store import FILE_NAME, RunStatus, Store
from models.catalogue import catalogue
from tests.helpers.events import store_demo
from tests.helpers.model_files import TINY, MetadataValue, gguf, smollm2_path
from tests.helpers.processes import assert_refused, locked_database, stepwise, stored_nodes
from tests.helpers.scripted_models import QUESTION, write_script

PNG = b"\x89PNG\r\n\x1a\n" + bytes(2_000)
LONG = ("--policy", "majority", "--candidates", "512", "--max-tokens", "1000000")
GIGANTIC: dict[str, MetadataValue] = {
    **TINY,
    # Its weights are tiny; its layers want a context of terabytes.
    "general.name": "Gigantic",
    "llama.block_count": 4_000,
    "llama.embedding_length": 1 << 17,
    "llama.attention.head_count_kv": 4,
}


@pytest.mark.parametrize(
    ("arguments", "stdin", "pattern"),
    [
        (("",), b"", "The problem is empty; type a question"),
        ((" \n\t ",), b"", "The problem is empty; type a question"),
        (("-",), b"", "The problem is empty; type a question"),
        (("12 + 30 = ? " * 8_334,), b"", "has 100,007 characters; shorten it to 20,000"),
        (("-",), b"x" * 100_000, "has 100,000 characters; shorten it to 20,000"),
        (("-",), b"x" * 5_000_000, "The problem is too long; shorten it to 20,000 characters"),
        (("-",), random.Random(1).randbytes(4_000), "not readable text; save it as UTF-8"),
        (("-",), b"What is\x00 1+1?", "not readable text; paste it as plain text"),
        ((os.fsdecode(b"What is \xff\xfe?"),), b"", "not (valid|readable) text"),
        (("--file", "/dev/zero"), b"", "The problem is too long"),
        (("--file", "/nonexistent/problem.txt"), b"", "cannot be read; check its name"),
        (("--file", "/"), b"", "cannot be read; check its name"),
    ],
    ids=[
        *("empty", "blank", "no input", "100,000 characters", "100,000 characters of input", "5 megabytes"),
        *("binary", "a zero byte", "not UTF-8", "endless", "missing", "a folder"),
    ],
)
def test_a_problem_that_is_none(tmp_path: Path, arguments: tuple[str, ...], stdin: bytes, pattern: str) -> None:
    done = stepwise("solve", *arguments, "--model", "any", home=tmp_path / "data", stdin=stdin)
    assert_refused(done, 3, pattern)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "content", "exit_code", "pattern"),
    [
        ("cut.gguf", gguf()[:-1_000], 5, r"cut\.gguf"),
        ("head.gguf", gguf()[:100], 5, r"head\.gguf"),
        ("picture.gguf", PNG, 5, r"picture\.gguf"),
        ("noise.gguf", random.Random(2).randbytes(50_000), 5, r"noise\.gguf"),
        ("empty.gguf", b"", 5, r"empty\.gguf"),
        ("gigantic.gguf", gguf(GIGANTIC), 8, r"Gigantic needs .* context .* free\. Choose a smaller model"),
        ("no suffix at all", gguf(), 10, r"no suffix at all"),
    ],
    ids=[
        "truncated",
        "only the head",
        "a picture renamed",
        "random bytes",
        "empty",
        "too large",
        "no suffix",
    ],
)
def test_a_model_file_that_is_none(tmp_path: Path, name: str, content: bytes, exit_code: int, pattern: str) -> None:
    (tmp_path / name).write_bytes(content)
    done = stepwise("solve", "1+1?", "--model", tmp_path / name, home=tmp_path / "data")
    assert_refused(done, exit_code, pattern)
    with Store.open(tmp_path / "data" / FILE_NAME) as store:
        assert () == store.sessions()


def test_a_model_that_does_not_fit_is_tried_anyway_when_asked(tmp_path: Path) -> None:
    (tmp_path / "gigantic.gguf").write_bytes(gguf(GIGANTIC))
    done = stepwise("solve", "1+1?", "--model", tmp_path / "gigantic.gguf", "--anyway", home=tmp_path / "data")
    assert_refused(done, 10, "gigantic")


@pytest.mark.parametrize(
    ("model", "pattern"),
    [
        ("qwen2.5-coder-0.5b-instruct-q4_k_n", "'?qwen2.5-coder-0.5b-instruct-q4_k_m"),
        ("no-such-thing", "'stepwise models list' shows all"),
        ("smollm2-135m-instruct-q4_1", "run 'stepwise models get smollm2-135m-instruct-q4_1'"),
        ("/nonexistent/model.gguf", r"/nonexistent/model\.gguf"),
    ],
    ids=["misspelt", "unknown", "not fetched", "no such file"],
)
def test_a_model_that_is_not_there(tmp_path: Path, model: str, pattern: str) -> None:
    assert_refused(stepwise("solve", "1+1?", "--model", model, home=tmp_path), 4, pattern)


def test_a_checksum_that_differs(tmp_path: Path) -> None:
    entry = next(entry for entry in catalogue() if entry.id == "smollm2-135m-instruct-q4_1")
    assert entry.bytes is not None
    path = tmp_path / "models" / entry.file_name
    path.parent.mkdir()
    path.write_bytes(gguf())
    os.truncate(path, entry.bytes)
    done = stepwise("models", "verify", entry.id, home=tmp_path)
    assert_refused(
        done, 5, "wrong checksum; run 'stepwise models remove smollm2-135m-instruct-q4_1' and fetch it again"
    )
    assert entry.bytes == path.stat().st_size


@pytest.mark.parametrize("place", ["/proc", "/proc/stepwise", "/dev/null", "/dev/null/stepwise"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    done = stepwise("solve", QUESTION, "--model", write_script(tmp_path / "s.json"), home=Path(place))
    assert_refused(done, 7, "choose another( folder)? with --data-dir")


def test_a_database_that_another_process_holds(tmp_path: Path) -> None:
    with Store.open(tmp_path / FILE_NAME) as store:
        store_demo(store)
    with locked_database(tmp_path / FILE_NAME):
        done = stepwise("solve", QUESTION, "--model", write_script(tmp_path / "s.json"), home=tmp_path)
    assert_refused(done, 9, "Another program holds the sessions .* close it or wait, then try again")
    with Store.open(tmp_path / FILE_NAME) as store:
        assert 1 == len(store.sessions())


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    with Store.open(tmp_path / FILE_NAME) as store:
        store_demo(store)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = (tmp_path / FILE_NAME).read_bytes()
    assert_refused(stepwise("solve", "--demo", home=tmp_path), 9, "written by a newer version of Stepwise .*update")
    assert before == (tmp_path / FILE_NAME).read_bytes()


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"my shopping list " * 300)
    assert_refused(stepwise("solve", "--demo", home=tmp_path), 9, "is damaged or is no Stepwise database; move it away")
    assert b"my shopping list " * 300 == (tmp_path / FILE_NAME).read_bytes()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be made here: {mounted.stderr.strip()}")
    yield folder
    # Lazily: whatever may still be open must not keep the test from ending.
    ctypes.CDLL(None).umount2(os.fsencode(folder), 2)


def test_a_disk_that_gets_full_in_the_middle_of_a_run(tmp_path: Path, small_disk: Path) -> None:
    script = write_script(tmp_path / "slow.json", delay_ms=1)
    done = stepwise("solve", QUESTION, "--model", script, *LONG, home=small_disk)
    assert (7, "") == (done.returncode, done.stdout), done.stderr
    assert done.stderr.startswith(f"The disk with {small_disk} is full; free some space, then try again.")
    assert 1 == done.stderr.count("\n")
    subprocess.run(["mount", "-o", "remount,size=32m", str(small_disk)], check=True)
    kept = stored_nodes(small_disk)
    assert kept > 10
    with Store.open(small_disk / FILE_NAME) as store:
        store.mark_interrupted()
        (session,) = store.sessions()
        assert session.status in (RunStatus.FAILED, RunStatus.INTERRUPTED)
        (run,) = store.session(session.id).runs
        assert kept == len(replay(store.events(run.id)).nodes) - 1
    again = stepwise("solve", QUESTION, "--model", script, "--policy", "greedy", home=small_disk)
    assert (0, "") == (again.returncode, again.stderr)


def test_a_disk_that_gets_full_in_the_middle_of_a_bench(tmp_path: Path, small_disk: Path) -> None:
    script = write_script(tmp_path / "script.json")
    problems = tmp_path / "problems.jsonl"
    problems.write_text(f'{{"id": "a", "question": "{QUESTION}", "answer": "42"}}\n')
    (small_disk / "filler").write_bytes(bytes(1 << 20))
    done = stepwise(
        "bench", problems, "--model", script, "--policy", "greedy", "--out", small_disk / "rows.jsonl", home=tmp_path
    )
    assert_refused(done, 7, "free some space")


@pytest.mark.model
def test_a_model_without_its_suffix_is_a_model(tmp_path: Path) -> None:
    renamed = tmp_path / "downloaded-file"
    renamed.symlink_to(smollm2_path())
    done = stepwise(
        "solve",
        "What is 1 + 2?",
        "--model",
        renamed,
        "--policy",
        "greedy",
        "--max-tokens",
        "60",
        home=tmp_path / "data",
    )
    # The smallest model may well be wrong; that it was loaded and asked is the point.
    assert done.returncode in (0, 13), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip().splitlines()[-1].startswith("Answer: ")
    with Store.open(tmp_path / "data" / FILE_NAME) as store:
        (session,) = store.sessions()
        assert RunStatus.FINISHED is session.status
        assert ["downloaded-file"] == [run.model_id for run in store.session(session.id).runs]
