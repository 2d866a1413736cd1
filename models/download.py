"""Downloads one file over HTTP by ranges: resumes, survives faults, stops at any moment, keeps what arrived.

The bytes go to ``<name>.part``; beside it ``<name>.part.json`` says which file they belong to.
"""

import http
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import requests
import urllib3

from models.errors import FetchError, FetchStoppedError
from models.files import Meter, ProgressSink, ShouldStop, Stage, disk_faults, require_room, write_atomically
from models.text import amount

_CONNECT_S = 10
_READ_S = 30
_CHUNK_BYTES = 256 * 1024
_POLL_S = 0.05
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a file is, now; addresses may expire, so they are asked for at each attempt. ``etag`` names the content."""

    url: str
    etag: str | None
    size: int | None
    headers: dict[str, str]


class TemporaryFaultError(Exception):
    """Trying again may help. ``pause_s`` is what the server asked for."""

    def __init__(self, reason: str, pause_s: float | None = None) -> None:
        super().__init__(reason)
        self.pause_s = pause_s


class _PartState(msgspec.Struct):
    """Which file a ``.part`` belongs to; ``validator`` is the answering server's own strong ETag, for If-Range."""

    etag: str | None = None
    size: int | None = None
    validator: str | None = None


class Download:
    """One file on its way to ``part``."""

    def __init__(
        self,
        resolve: Callable[[], Remote],
        part: Path,
        progress: ProgressSink,
        should_stop: ShouldStop,
        pauses_s: tuple[float, ...],
    ) -> None:
        self._resolve = resolve
        self._part = part
        self._state_file = part.with_name(part.name + ".json")
        self._progress = progress
        self._should_stop = should_stop
        self._pauses_s = pauses_s
        self._resolved = False

    def run(self) -> Remote:
        """Fetch until the part is whole.

        Returns:
            What the last attempt was told of the file.

        Raises:
            FetchError: the network failed too often, or the server refused; the part is kept.
            FetchStoppedError: ``should_stop`` said so; the part is kept.
            StorageFullError, ReadOnlyError: the disk.
        """
        faults = 0
        while True:
            before = self._size()
            try:
                with requests.Session() as session:
                    return self._attempt(session)
            except (requests.RequestException, urllib3.exceptions.HTTPError, TemporaryFaultError) as error:
                self._check_stopped()
                faults = 0 if self._size() > before else faults + 1
                # Where not even the address could be had, there is mostly no network, or another source will serve.
                if faults >= (len(self._pauses_s) if self._resolved else 1):
                    raise FetchError(f"{_reason(error)}; {amount(self._size())} arrived and are kept") from error
                asked = error.pause_s if isinstance(error, TemporaryFaultError) else None
                self._pause(self._pauses_s[faults] if asked is None else min(asked, _LONGEST_PAUSE_S))

    def forget(self) -> None:
        """Delete what arrived."""
        self._part.unlink(missing_ok=True)
        self._state_file.unlink(missing_ok=True)

    def _attempt(self, session: requests.Session) -> Remote:
        self._check_stopped()
        remote = self._resolve()
        self._resolved = True
        offset = self._usable_bytes(remote)
        if remote.size is not None:
            require_room(self._part.parent, remote.size - offset)
            if offset == remote.size:
                return remote
        response = self._ask(session, remote, offset)
        with response:
            start = self._start(response, remote, offset)
            if start is None:
                return remote
            self._remember(remote, response)
            with disk_faults(self._part.parent), self._part.open("r+b" if self._part.exists() else "wb") as file:
                file.truncate(start)
                file.seek(start)
                self._receive(response, file, start, remote.size)
        return remote

    def _ask(self, session: requests.Session, remote: Remote, offset: int) -> requests.Response:
        headers = {**remote.headers, "Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
            if validator := self._state().validator:
                headers["If-Range"] = validator
        return session.get(remote.url, headers=headers, stream=True, timeout=(_CONNECT_S, _READ_S))

    def _start(self, response: requests.Response, remote: Remote, offset: int) -> int | None:
        """Where the answer's bytes belong; None when the part is whole already."""
        code = response.status_code
        if code == http.HTTPStatus.PARTIAL_CONTENT:
            found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", ""))
            if found and int(found[1]) == offset and found[3] in ("*", str(remote.size or found[3])):
                return offset
            self.forget()
            raise TemporaryFaultError("the server sent another part of the file than was asked for")
        if code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self.forget()
            raise TemporaryFaultError("the file on the server has changed")
        if code == http.HTTPStatus.OK:
            return 0
        if code == http.HTTPStatus.TOO_MANY_REQUESTS or code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TemporaryFaultError(f"the server answered {code}", _retry_after_s(response))
        raise FetchError(f"the server refused with code {code}")

    def _receive(self, response: requests.Response, file: BinaryIO, start: int, total: int | None) -> None:
        done = start
        meter = Meter(self._progress, Stage.FETCHING, done, total)
        raw = response.raw
        with _unblocked_on_stop(raw, self._should_stop):
            while chunk := raw.read1(_CHUNK_BYTES):
                file.write(chunk)
                done += len(chunk)
                if total is not None and done > total:
                    raise FetchError(f"the server sent more than the {amount(total)} it announced")
                meter.update(done)
                if self._should_stop():
                    break
        file.flush()
        os.fsync(file.fileno())
        self._check_stopped()
        if total is not None and done < total:
            raise TemporaryFaultError("the connection ended too early")

    def _usable_bytes(self, remote: Remote) -> int:
        """How much of the part belongs to this very file."""
        size = self._size()
        if size == 0:
            return 0
        state = self._state()
        same = (state.etag, state.size) == (remote.etag, remote.size)
        if same and (remote.size is None or size <= remote.size):
            return size
        self.forget()
        return 0

    def _remember(self, remote: Remote, response: requests.Response) -> None:
        etag = response.headers.get("ETag", "")
        # A weak validator (W/"...") may not be used with If-Range.
        state = _PartState(remote.etag, remote.size, etag if etag.startswith('"') else None)
        with disk_faults(self._part.parent):
            write_atomically(self._state_file, msgspec.json.encode(state))

    def _state(self) -> _PartState:
        try:
            return msgspec.json.decode(self._state_file.read_bytes(), type=_PartState)
        except (OSError, msgspec.DecodeError):
            return _PartState()

    def _size(self) -> int:
        try:
            return self._part.stat().st_size
        except OSError:
            return 0

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._check_stopped()
            time.sleep(min(_POLL_S, seconds))

    def _check_stopped(self) -> None:
        if self._should_stop():
            raise FetchStoppedError(f"Stopped; {amount(self._size())} are kept, and the next 'get' goes on from there.")


@contextmanager
def _unblocked_on_stop(raw: urllib3.HTTPResponse, should_stop: ShouldStop) -> Iterator[None]:
    """Ends a read that waits for a silent server as soon as ``should_stop`` says so."""
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(_POLL_S):
            if should_stop():
                raw.shutdown()
                return

    watcher = threading.Thread(target=watch, name="stepwise-download-stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _retry_after_s(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None


def _reason(error: Exception) -> str:
    """A network fault in a few plain words."""
    text = str(error)
    if isinstance(error, TemporaryFaultError):
        return text
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not answer"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not trusted"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return "the server is silent"
    if re.search("resolve|resolution|getaddrinfo|Name or service", text, re.IGNORECASE):
        return "the server's name is not known (is this computer online?)"
    return "the connection broke"
