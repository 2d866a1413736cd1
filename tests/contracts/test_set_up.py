"""The set-up says in one sentence what is missing, before it writes anything."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.source import ROOT

FIND_PYTHON = ROOT / "packaging" / "find_python.sh"
TARGETS = ("run", "app", "solve", "test", "check", "fix", "bench", "demo", "bundle", "clean")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH of its own, with a shell and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    _link(folder, "sh")
    return folder


def _link(folder: Path, *names: str) -> None:
    for name in names:
        found = shutil.which(name)
        assert found, f"{name} is needed for this test"
        (folder / name).symlink_to(found)


def _fake_python(folder: Path, name: str, version: str, *, usable: bool) -> None:
    """Answers as a Python of that version would that cannot import ensurepip."""
    answer = 'test $# -gt 2 && exit 1; echo "fake $0"' if usable else "exit 1"
    (folder / name).write_text(f'#!/bin/sh\ncase "$2" in *platform*) echo {version};; *) {answer};; esac\n')
    (folder / name).chmod(0o755)


def _run(command: list[str], path: Path | str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": os.environ["HOME"], **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)


def test_make_alone_lists_every_target_with_a_sentence() -> None:
    done = _run(["make"], os.environ["PATH"])
    listed = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert {"help", *TARGETS} == {words[1] for words in listed}
    assert all(len(words) == 3 for words in listed)


def test_a_python_that_can_make_environments_is_preferred(tools: Path) -> None:
    _fake_python(tools, "python3.13", "3.13.0", usable=True)
    (tools / "python3").symlink_to(sys.executable)
    done = _run(["sh", str(FIND_PYTHON)], tools)
    assert Path(sys.executable).resolve() == Path(done.stdout.strip()).resolve()


def test_a_python_without_ensurepip_is_better_than_none(tools: Path) -> None:
    _fake_python(tools, "python3.13", "3.13.0", usable=True)
    done = _run(["sh", str(FIND_PYTHON)], tools)
    assert (0, f"fake {tools / 'python3.13'}") == (done.returncode, done.stdout.strip())


def test_an_old_python_is_refused_in_one_sentence_that_names_its_version(tools: Path) -> None:
    _fake_python(tools, "python3", "3.9.2", usable=False)
    done = _run(["sh", str(FIND_PYTHON)], tools)
    assert (2, "") == (done.returncode, done.stdout)
    assert "needs Python 3.11 or newer, and only Python 3.9.2 was found" in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_no_python_at_all_is_said_so(tools: Path) -> None:
    done = _run(["sh", str(FIND_PYTHON)], tools)
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "none was found" in done.stderr


def test_a_wrong_choice_of_python_is_named(tools: Path) -> None:
    done = _run(["sh", str(FIND_PYTHON)], tools, PYTHON="/no/such/python")
    assert 2 == done.returncode
    assert "PYTHON=/no/such/python is not a working Python 3.11 or newer" in done.stderr


def test_a_missing_compiler_stops_the_set_up_before_anything_is_written(tools: Path, tmp_path: Path) -> None:
    clone = _clone_of_the_scripts(tmp_path)
    done = _run([sys.executable, str(clone / "packaging" / "set_up.py")], tools)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("No working C++ compiler was found; install ")
    assert 1 == len(done.stderr.splitlines())
    assert not (clone / ".venv").exists()


def test_a_compiler_that_cannot_compile_counts_as_missing(tools: Path, tmp_path: Path) -> None:
    clone = _clone_of_the_scripts(tmp_path)
    _link(tools, "false")
    done = _run([sys.executable, str(clone / "packaging" / "set_up.py")], tools, CC="false", CXX="false")
    assert 2 == done.returncode
    assert "No working C++ compiler was found" in done.stderr


def test_a_failing_installation_shows_the_installers_own_error(tmp_path: Path) -> None:
    clone = _clone_of_the_scripts(tmp_path / "with spaces")
    (clone / "packaging" / "constraints.txt").write_text("llama-cpp-python==0.0.0.dev1\n")
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    done = _run([sys.executable, str(clone / "packaging" / "set_up.py")], os.environ["PATH"], **offline)
    assert 2 == done.returncode, done.stderr
    assert "ERROR: Cannot install llama-cpp-python==0.0.0.dev1" in done.stderr
    assert f"The whole log: {clone / '.venv' / 'set_up.log'}" in done.stderr
    assert not (clone / ".venv" / ".ready").exists()


def _clone_of_the_scripts(folder: Path) -> Path:
    clone = folder / "clone"
    shutil.copytree(ROOT / "packaging", clone / "packaging")
    return clone


def test_without_a_display_the_window_is_refused_in_one_sentence() -> None:
    done = _run([sys.executable, "packaging/run.py", "--window"], os.environ["PATH"])
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "No display found" in done.stderr


def test_solve_without_a_problem_says_how_to_give_one() -> None:
    done = _run([sys.executable, "packaging/run.py", "--solve"], os.environ["PATH"], Q=" ")
    assert (2, 'Which problem? Write: make solve Q="What is 3/4 of 52?"\n') == (done.returncode, done.stderr)


def test_missing_qt_libraries_are_named_with_the_line_to_run(tools: Path, tmp_path: Path) -> None:
    """A stand-in for PySide6 fails as the real one does on a bare system; only root would install."""
    broken = tmp_path / "PySide6"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')\n")
    (tools / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    (tools / "apt-get").chmod(0o755)
    done = _run([sys.executable, "packaging/qt_libraries.py"], tools, PYTHONPATH=str(tmp_path))
    assert 2 == done.returncode
    assert "libEGL.so.1: cannot open shared object file" in done.stderr
    assert "apt-get install -y --no-install-recommends libegl1 libgl1 " in done.stderr


@pytest.mark.parametrize(
    ("system", "library", "code"),
    [
        ("AVX512 = 1 | AMX_INT8 = 1", "tile_config.h", 0),
        ("AVX512 = 1 | AMX_INT8 = 1", "", 1),
        ("AVX2 = 1", "", 0),
    ],
)
def test_a_build_that_uses_tiles_without_the_mended_header_is_made_anew(
    tmp_path: Path, system: str, library: str, code: int
) -> None:
    package = tmp_path / "llama_cpp"
    (package / "lib").mkdir(parents=True)
    (package / "__init__.py").write_text(f"def llama_print_system_info(): return b'CPU : {system} | '\n")
    held = (ROOT / "packaging" / library).read_bytes() if library else b"none"
    (package / "lib" / "libggml-cpu.so").write_bytes(held)
    done = _run([sys.executable, "-c", _probe()], os.environ["PATH"], PYTHONPATH=str(tmp_path))
    assert (code, "") == (done.returncode, done.stderr)


def test_tiles_are_configured_with_all_their_bytes(tmp_path: Path) -> None:
    if platform.machine() != "x86_64":
        pytest.skip("only processors of this kind have such tiles")
    source = tmp_path / "tiles.cpp"
    source.write_text(_TILES)
    header, out = ROOT / "packaging" / "tile_config.h", tmp_path / "tiles.s"
    command = ["c++", "-O3", "-mamx-tile", "-mamx-int8", "-include", str(header), "-S", "-o", str(out), str(source)]
    done = _run(command, os.environ["PATH"])
    if "unrecognized" in done.stderr or "unknown argument" in done.stderr:
        pytest.skip("this compiler knows no such tiles")
    assert 0 == done.returncode, done.stderr
    # The last row's 7 is stored, and before the instruction that reads it.
    assembly = out.read_text()
    assert "ldtilecfg" in assembly.partition("$7,")[2]


_TILES = """
#include <immintrin.h>
struct Config { unsigned char palette, start, none[14]; unsigned short widths[16]; unsigned char rows[16]; };
void configure() {
    alignas(64) Config config = {};
    config.palette = 1;
    config.rows[15] = 7;
    _tile_loadconfig(&config);
}
"""


def _probe() -> str:
    """What set_up.py runs in the environment to see whether its llama.cpp is of use."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "packaging" / "set_up.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.PROBE)
