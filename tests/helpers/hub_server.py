"""A loopback server that speaks as much of the Hub's protocol as a download needs, with faults on demand.

``/{owner}/{name}/resolve/{revision}/{file}`` answers like the Hub: large files redirect to a storage address under
``/cdn/``, which serves ranges. Each fault is a field of ``Faults``, changed while the server runs.
"""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_CHUNK_BYTES = 16 * 1024


@dataclass
class Faults:
    """What goes wrong.

    Attributes:
        drop_after: close the connection after so many bytes of each answer, ``drops`` times (-1: always).
        wrong_bytes: serve other bytes than announced. no_ranges: ignore Range. wrong_range: answer another range.
        status: answer storage requests with this code, ``status_times`` times (-1: always).
        head_status: answer the Hub's HEAD with this code.
        gated: refuse until the licence is accepted. stall_after: fall silent after so many bytes.
        pause_s: wait before each chunk. unsatisfiable: answer 416 to the next range request.
        direct: no redirect, the Hub's own host serves the bytes, as it does for small files.
    """

    drop_after: int | None = None
    drops: int = -1
    wrong_bytes: bool = False
    no_ranges: bool = False
    wrong_range: bool = False
    status: int | None = None
    status_times: int = -1
    head_status: int | None = None
    gated: bool = False
    stall_after: int | None = None
    pause_s: float = 0.0
    unsatisfiable: bool = False
    direct: bool = False


class Seen(NamedTuple):
    """A request for bytes, as it arrived."""

    path: str
    range: str | None
    if_range: str | None
    authorization: str | None


@dataclass
class Hub:
    """The server's state: files by "owner/name/file", faults, and what was asked for."""

    endpoint: str
    files: dict[str, bytes] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    seen: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def ranges(self) -> list[str | None]:
        """The Range header of each request for bytes."""
        return [request.range for request in self.seen]


@contextmanager
def hub_server() -> Iterator[Hub]:
    """Run the server on a free port until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hub = Hub(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="hub-server")
    thread.start()
    try:
        yield server.hub
    finally:
        server.hub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    hub: Hub


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    asked_path = ""

    def do_HEAD(self) -> None:
        hub = self.server.hub
        found = re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", self.path)
        if hub.faults.gated:
            self._error(403, "GatedRepo", "Access to this model is restricted.")
        elif hub.faults.head_status is not None:
            self._error(hub.faults.head_status)
        elif found is None or not any(name.startswith(found[1] + "/") for name in hub.files):
            self._error(404, "RepoNotFound", "Repository not found")
        elif f"{found[1]}/{found[3]}" not in hub.files:
            self._error(404, "EntryNotFound", "Entry not found")
        else:
            self._locate(f"{found[1]}/{found[3]}")

    def do_GET(self) -> None:
        hub = self.server.hub
        asked = Seen(self.asked_path, self.headers["Range"], self.headers["If-Range"], self.headers["Authorization"])
        hub.seen.append(asked)
        if hub.faults.status is not None and hub.faults.status_times != 0:
            hub.faults.status_times -= 1
            self._error(hub.faults.status)
        elif (name := self._name()) is None:
            self._error(404)
        elif asked.range is not None and hub.faults.unsatisfiable:
            hub.faults.unsatisfiable = False
            self._error(416)
        else:
            self._send(hub.files[name], asked)

    def parse_request(self) -> bool:
        understood = super().parse_request()
        if understood:
            # A client that takes this server for its proxy asks for whole addresses.
            self.asked_path = self.path
            self.path = re.sub("^http://[^/]+", "", self.path)
        return understood

    def end_headers(self) -> None:
        # A connection kept open by a client's pool would keep this handler's thread.
        self.send_header("Connection", "close")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""

    def _name(self) -> str | None:
        """Which file a request for bytes means."""
        path = re.sub("/resolve/[^/]+/", "/", self.path)
        name = path.removeprefix("/cdn").removeprefix("/")
        return name if name in self.server.hub.files else None

    def _locate(self, name: str) -> None:
        hub = self.server.hub
        content = hub.files[name]
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        self.send_response(200 if hub.faults.direct else 302)
        self.send_header("X-Repo-Commit", COMMIT)
        if hub.faults.direct:
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content)))
        else:
            # The storage servers have another host name than the Hub.
            self.send_header("Location", f"{hub.endpoint.replace('127.0.0.1', 'localhost')}/cdn/{name}")
            self.send_header("X-Linked-Size", str(len(content)))
            self.send_header("X-Linked-Etag", etag)
            self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, content: bytes, asked: Seen) -> None:
        faults = self.server.hub.faults
        # Storage servers have an ETag of their own, not the Hub's.
        etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        start = 0
        if asked.range is not None and not faults.no_ranges and asked.if_range in (None, etag):
            start = int(asked.range.removeprefix("bytes=").removesuffix("-")) - (7 if faults.wrong_range else 0)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self._write(bytes(len(content)) if faults.wrong_bytes else content, start)

    def _write(self, content: bytes, start: int) -> None:
        faults = self.server.hub.faults
        sent = 0
        try:
            while start + sent < len(content):
                if faults.stall_after is not None and sent >= faults.stall_after:
                    self.server.hub.released.wait()
                    break
                if faults.drop_after is not None and sent >= faults.drop_after and faults.drops != 0:
                    faults.drops -= 1
                    break
                self.server.hub.released.wait(faults.pause_s)
                sent += self.wfile.write(content[start + sent : start + sent + _CHUNK_BYTES])
        except ConnectionError:
            pass
        self.close_connection = True

    def _error(self, code: int, name: str = "", message: str = "") -> None:
        self.send_response(code)
        if name:
            self.send_header("X-Error-Code", name)
            self.send_header("X-Error-Message", message)
        self.send_header("Content-Length", "0")
        self.end_headers()
