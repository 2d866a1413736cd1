"""Makes ``.venv``: run by make with any Python >= 3.11, standard library only.

The compiler is checked before anything is written. Each stage can be interrupted and repeated; a finished stage takes
seconds the second time. Exit code 2 means that the user has to install something, and one sentence says what.
"""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOG = VENV / "set_up.log"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
TICK_SECONDS = 20

# The multimedia half, the programs and the tests of llama.cpp are not used; docs/LOG.md has the time this saves.
LLAMA_CPP_OPTIONS = (
    "-DLLAVA_BUILD=OFF",
    "-DLLAMA_BUILD_TOOLS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_SERVER=OFF",
    f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={(ROOT / 'packaging' / 'llama_cpp.cmake').as_posix()}",
)
# Run in the environment: loads llama.cpp, and refuses one that was built for AMX without tile_config.h.
PROBE = """
import pathlib, sys, llama_cpp
uses_tiles = b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info()
libraries = pathlib.Path(llama_cpp.__file__).parent.glob("lib/*ggml-cpu*")
sys.exit(uses_tiles and not any(b"stepwise-tile-config-1" in library.read_bytes() for library in libraries))
"""
# Settings of the user's that would make pip or Python leave the virtual environment.
UNWANTED_VARIABLES = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")


class SetUpError(Exception):
    """Something the user has to install or mend; the text says what."""


def main() -> int:
    """Set up, or say in one sentence what is missing."""
    started = time.monotonic()
    try:
        if not _has_llama_cpp():
            _check_compilers()
        _make_venv()
        _install_llama_cpp()
        _install_packages()
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nThe set-up was stopped; run make again to go on.", file=sys.stderr)
        return 130
    (VENV / ".ready").touch()
    print(f"The set-up is done ({_clock(time.monotonic() - started)}).", flush=True)
    return 0


def _check_compilers() -> None:
    """llama.cpp is built from source: try both compilers on a program of one line."""
    for variable, names, suffix in (("CC", ("cc", "gcc", "clang"), ".c"), ("CXX", ("c++", "g++", "clang++"), ".cpp")):
        commands = [shlex.split(os.environ[variable])] if os.environ.get(variable) else [[name] for name in names]
        if not any(_compiles(command, suffix) for command in commands):
            raise SetUpError(f"No working C++ compiler was found; {_compiler_hint()}, then run make again.")


def _compiles(command: Sequence[str], suffix: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    header = "<vector>" if suffix == ".cpp" else "<stdio.h>"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"probe{suffix}"
        source.write_text(f"#include {header}\nint main(void) {{ return 0; }}\n")
        arguments = [*command, str(source), "-o", str(Path(folder) / "probe")]
        return subprocess.run(arguments, capture_output=True, check=False).returncode == 0


def _compiler_hint() -> str:
    if sys.platform == "darwin":
        return "install Apple's with: xcode-select --install"
    for manager, line in (
        ("apt-get", "apt-get install g++"),
        ("dnf", "dnf install gcc-c++"),
        ("pacman", "pacman -S gcc"),
    ):
        if shutil.which(manager):
            return f"install one with: {_as_root(line)}"
    return "install g++ or clang++ with your system's package manager"


def _make_venv() -> None:
    """Make the environment, or keep the one that works."""
    if _works([str(VENV_PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_ensurepip()
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise SetUpError(f"The folder .venv could not be made: {_last_line(made.stderr or made.stdout)}")


def _install_ensurepip() -> None:
    """Debian and Ubuntu keep it in a package of its own."""
    package = f"python3.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None:
        raise SetUpError(f"{sys.executable} has no ensurepip; install Python's venv package and run make again.")
    line = f"apt-get install -y {package}"
    if os.geteuid() != 0:
        raise SetUpError(f"This Python cannot make virtual environments yet; run: {_as_root(line)}, then make again.")
    print(f"Installing {package}", flush=True)
    _works(["apt-get", "update", "-qq"])
    if not _works(shlex.split(line)) or not _works([sys.executable, "-c", "import ensurepip"]):
        raise SetUpError(f"{package} could not be installed; run '{line}' to see why, then make again.")


def _install_llama_cpp() -> None:
    """Build llama.cpp, or take the wheel that pip kept from an earlier build.

    pip's wheel may have been built on another computer that shares this home folder, or before tile_config.h mended
    what GCC makes of AMX: it is loaded once, and built anew if that fails.
    """
    if _has_llama_cpp() and _loads_llama_cpp():
        return
    pin = _pin("llama-cpp-python")
    cores = os.cpu_count() or 1
    label = f"Building llama.cpp (once, about {max(1, round(6 / cores))} minutes on {cores} cores)"
    _pip(f"Installing {pin}", label, [pin])
    if not _loads_llama_cpp():
        # Or the next environment would begin with that wheel again.
        _works([str(VENV_PYTHON), "-m", "pip", "cache", "remove", "llama_cpp_python"])
        _pip(f"Building {pin} anew for this computer", label, ["--force-reinstall", "--no-deps", pin])
    if not _loads_llama_cpp():
        raise SetUpError(f"llama.cpp was built but cannot be loaded; {LOG} has the details.")


def _has_llama_cpp() -> bool:
    version = _pin("llama-cpp-python").partition("==")[2]
    return any(VENV.glob(f"lib/python3*/site-packages/llama_cpp_python-{version}.dist-info"))


def _loads_llama_cpp() -> bool:
    return _works([str(VENV_PYTHON), "-c", PROBE])


def _install_packages() -> None:
    label = "Installing the other packages"
    _pip(label, label, ["--editable", f"{ROOT}[dev]"])


def _pip(title: str, tick: str, arguments: Sequence[str]) -> None:
    """Run pip quietly: a line at the start, one every ``TICK_SECONDS``, and its errors."""
    print(title, flush=True)
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--constraint", str(CONSTRAINTS), *arguments]
    started = time.monotonic()
    with LOG.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=_environment(), cwd=ROOT)
        try:
            while (code := _wait(process)) is None:
                print(f"{tick} ... {_clock(time.monotonic() - started)}", flush=True)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if code != 0:
        raise SetUpError(_pip_failure(LOG.read_text(errors="replace")))


def _wait(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(timeout=TICK_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _pip_failure(log: str) -> str:
    """What went wrong, from pip's own words: its errors and the compiler's, else the last lines."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"^ERROR:|\berror:|^CMake Error", line)]
    offline = any("NewConnectionError" in line or "NameResolutionError" in line for line in lines)
    reason = "the package index could not be reached; is this computer online?" if offline else "pip stopped."
    return "\n".join([*(errors or lines)[-8:], f"The set-up failed: {reason} The whole log: {LOG}"])


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED_VARIABLES}
    own = environment.get("CMAKE_ARGS", "")
    environment["CMAKE_ARGS"] = " ".join([*map(shlex.quote, LLAMA_CPP_OPTIONS), own]).strip()
    environment.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PIP_NO_INPUT"] = "1"
    return environment


def _pin(name: str) -> str:
    for line in CONSTRAINTS.read_text().splitlines():
        if line.startswith(f"{name}=="):
            return line.strip()
    raise SetUpError(f"{CONSTRAINTS} has no line for {name}; restore the file with git.")


def _works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _as_root(line: str) -> str:
    return line if os.geteuid() == 0 else f"sudo {line}"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


if __name__ == "__main__":
    sys.exit(main())
