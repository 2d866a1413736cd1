"""A loopback server that speaks as much of OpenAI's chat completions as a campaign needs, with faults on demand.

It writes the solutions of ``tests.helpers.scripted_models.SUM``, chosen by the seed, a few characters at a time. Each
fault is a field of ``Faults``, changed while the server runs.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any

from tests.helpers.scripted_models import SUM

MODEL = "scripted-7b"
PROMPT_TOKENS, CACHED_TOKENS = 100, 90
_PIECE = 12


@dataclass
class Faults:
    """What goes wrong with requests for texts, ``times`` times (-1: always).

    Attributes:
        status: answer with this code, retry_after: and this header. said: the message of the error.
        cut: break off in the middle. garbage: send what is no JSON. hang: fall silent there.
        pings: go on with signs of life alone.
        endless: never come to an end. model: answer under another name. dead: hang up without a word.
        pause_s: wait before each piece. look_status: answer the list of models with this code.
    """

    times: int = -1
    status: int | None = None
    retry_after: str | None = None
    said: str = "scripted fault"
    cut: bool = False
    garbage: bool = False
    hang: bool = False
    pings: bool = False
    endless: bool = False
    dead: bool = False
    model: str | None = None
    pause_s: float = 0.0
    look_status: int | None = None

    def strikes(self) -> bool:
        """Whether this request is one of those that go wrong."""
        if self.times == 0:
            return False
        self.times -= self.times > 0
        return True


@dataclass
class Desk:
    """The server's state: its address, its faults, and the requests that it was asked for."""

    address: str
    models: list[dict[str, Any]]
    faults: Faults = field(default_factory=Faults)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    answered: int = 0
    broken_off: int = 0
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def completion_server(models: list[dict[str, Any]] | None = None, port: int = 0) -> Iterator[Desk]:
    """Run the server on a free port until the block ends."""
    server = _Server(("127.0.0.1", port), _Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.desk = Desk(address, [{"id": MODEL, "owned_by": "tests"}] if models is None else models)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="completion-server")
    thread.start()
    try:
        yield server.desk
    finally:
        server.desk.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    desk: Desk


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        desk = self.server.desk
        if desk.faults.look_status is not None:
            self._json({"error": {"message": desk.faults.said}}, desk.faults.look_status)
        elif self.path == "/v1/models":
            self._json({"object": "list", "data": desk.models})
        else:
            self._json({"error": {"message": "no such page"}}, 404)

    def do_POST(self) -> None:
        desk = self.server.desk
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        desk.asked.append(body)
        desk.keys.append(self.headers["Authorization"])
        faults = desk.faults if desk.faults.strikes() else Faults(pause_s=desk.faults.pause_s)
        if faults.dead:
            return
        if faults.status is not None:
            self._json({"error": {"message": faults.said}}, faults.status, faults.retry_after)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            self._write(body, faults)
        except OSError:
            desk.broken_off += 1
        else:
            desk.answered += 1

    def end_headers(self) -> None:
        self.send_header("Connection", "close")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""

    def _write(self, body: dict[str, Any], faults: Faults) -> None:
        text = _solution(body)
        name = faults.model or self.server.desk.models[0]["id"]
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
        middle = len(pieces) // 2
        for number, piece in enumerate(cycle(pieces) if faults.endless else pieces):
            self.server.desk.released.wait(faults.pause_s)
            if number == middle and faults.garbage:
                self._chunk(b"{no json")
            while number == middle and faults.pings and not self.server.desk.released.wait(0.05):
                self.wfile.write(b": ping\n\n")
                self.wfile.flush()
            if number == middle and faults.hang:
                self.server.desk.released.wait()
            if number == middle and (faults.cut or faults.hang):
                return
            self._say(name, {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
        self._say(name, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": len(text),
            "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS},
        }
        self._say(name, {"choices": [], "usage": usage})
        self._chunk(b"[DONE]")

    def _say(self, model: str, chunk: dict[str, Any]) -> None:
        self._chunk(json.dumps({"model": model, **chunk}).encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"data: " + data + b"\n\n")
        self.wfile.flush()

    def _json(self, answer: dict[str, Any], status: int = 200, retry_after: str | None = None) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)


def _solution(body: dict[str, Any]) -> str:
    """What follows the beginning of the reply: the same for the same seed."""
    steps, _ = SUM[int(body["seed"]) % len(SUM)]
    first, *others = steps
    return first + "".join(f"\n# Step {number}:{step}" for number, step in enumerate(others, start=2))
