"""One server that speaks OpenAI's chat completions (llama.cpp's server, vLLM, SGLang): what it serves, and texts.

The only module of the worker that opens connections, and only to an address that the user named: no proxy of the
environment, no redirect, no password file. Whatever a server sends is untrusted and read up to a limit. The key comes
from the environment, goes into the header alone, and is cut out of what a server says.
"""

import hashlib
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from engine.completion import Ask, Reply, Written, count_of, list_of, request_body, text_of
from engine.errors import ServerError
from engine.served import DEFAULT_REQUESTS, KEY_VARIABLE, Served, short_name
from models.step_format import shows_thinking

_CONNECT_SECONDS = 10.0
_PROBE_SECONDS = 30.0
_MOST_TEXT = 200
_MOST_LINE_BYTES = 1 << 20
_MOST_REPLY_CHARACTERS = 1 << 20
_MOST_ANSWER_BYTES = 4 << 20
_BUSY = (429, 503)
_WRONG = (*range(300, 400), 404, 405)
_NO_ENDS = ("", "abort", "error")
_PASSING = (408, 409, 425)
_DEFAULT_WAIT_S = 2.0
_LONGEST_WAIT_S = 60.0


class ServerFailedError(ServerError):
    """It did not answer as it should; another attempt may be better."""


class ServerBusyError(ServerError):
    """It asks to wait ``seconds``."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class ServerRefusedError(ServerError):
    """It refuses for a reason that stays."""


class WrongServerError(ServerRefusedError):
    """It refuses whatever it is asked: another model, the key, the path."""


class CallStoppedError(ServerError):
    """The call was stopped from here."""


class Call:
    """One request under way; ``stop`` ends it from any thread, and the server with it."""

    def __init__(self) -> None:
        self.tokens = 0
        """Pieces that have arrived so far: a token each with most servers."""
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether it was ended from here."""
        return self._stopped

    def hold(self, connected: socket.socket) -> None:
        """Remember what to close. Raises CallStoppedError if it is too late."""
        with self._lock:
            if self._stopped:
                raise CallStoppedError("Stopped.")
            self._socket = connected

    def let_go(self) -> None:
        """The connection is about to be closed."""
        with self._lock:
            self._socket = None

    def stop(self) -> None:
        """Wake a thread that waits for the server."""
        with self._lock:
            self._stopped = True
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)


class Server:
    """One address. Any number of threads may ask it."""

    def __init__(self, address: str, patience_s: float) -> None:
        """``patience_s``: seconds without a byte after which it counts as gone."""
        self.address = address
        self._parts = urlsplit(address)
        self._patience_s = patience_s
        self._key = os.environ.get(KEY_VARIABLE, "").strip()
        self._model = ""
        self._answers_as = ""

    def look(self, model: str) -> Served:
        """What it tells of a model; "" stands for the only one it has.

        Raises:
            ServerFailedError, ServerBusyError: it does not answer.
            WrongServerError: it does not have that model, or refuses the key.
        """
        entry = self._entry(model)
        meta = entry.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        props = self._props()
        settings = props.get("default_generation_settings")
        context = settings.get("n_ctx") if isinstance(settings, dict) else None
        template = text_of(props.get("chat_template"))
        self._model = text_of(entry.get("id")) or model
        return Served(
            name=short_name(model or self._model),
            parameters=count_of(meta.get("n_params")),
            size_bytes=count_of(meta.get("size")),
            vocabulary=count_of(meta.get("n_vocab")),
            context_tokens=count_of(context) or count_of(entry.get("max_model_len")),
            software=self._clean(text_of(entry.get("owned_by")) + f" {text_of(props.get('build_info'))}").strip(),
            template_sha256=_checksum(template),
            thinks=shows_thinking(template),
            addresses=(self.address,),
            requests=count_of(props.get("total_slots")) or DEFAULT_REQUESTS,
        )

    def complete(self, ask: Ask, call: Call) -> Reply:
        """Let the model write.

        Raises:
            CallStoppedError: ``call`` was stopped.
            ServerFailedError, ServerBusyError, ServerRefusedError: see there.
        """
        written, body = Written(), request_body(self._model, ask)
        try:
            with closing(self._stream(body, call)) as chunks:
                for chunk in chunks:
                    call.tokens += written.take(chunk)
                    if written.characters > _MOST_REPLY_CHARACTERS:
                        raise ServerFailedError(f"{self.address} writes without an end.")
        except ServerError:
            if call.stopped:
                raise CallStoppedError("Stopped.") from None
            raise
        if call.stopped:
            raise CallStoppedError("Stopped.")
        if written.reason in _NO_ENDS:
            raise ServerFailedError(f"{self.address} broke off in the middle of an answer.")
        self._check_model(written.model)
        return written.reply(call.tokens)

    def _check_model(self, model: str) -> None:
        """A server that was started anew with another model must not write on: llama.cpp's ignores the name."""
        self._answers_as = self._answers_as or model
        if model and model != self._answers_as:
            raise WrongServerError(
                f"{self.address} answers with another model now ({self._clean(short_name(model))}); start it with "
                f"{self._clean(short_name(self._answers_as))} again."
            )

    def _entry(self, model: str) -> dict[str, Any]:
        """What its list says of the model."""
        found = self._get("/v1/models")
        entries = [entry for entry in list_of(found.get("data")) if isinstance(entry, dict)]
        if not model and len(entries) == 1:
            return entries[0]
        for entry in entries:
            names = [text_of(entry.get("id")), *map(text_of, list_of(entry.get("aliases")))]
            if model and model in {*names, *map(short_name, names)} - {""}:
                return entry
        there = self._clean(", ".join(short_name(text_of(entry.get("id"))) for entry in entries)) or "none"
        wanted = f"no model {model}" if model else "several models"
        raise WrongServerError(f"{self.address} has {wanted}; choose one of its own with --server-model: {there}.")

    def _props(self) -> dict[str, Any]:
        """What llama.cpp's server tells beyond the interface; nothing from others."""
        try:
            return self._get("/props")
        except ServerError:
            return {}

    def _get(self, path: str) -> dict[str, Any]:
        found = None
        with self._answer("GET", path, None, Call(), min(_PROBE_SECONDS, self._patience_s)) as response:
            content = self._read(response, _MOST_ANSWER_BYTES)
        with suppress(ValueError, RecursionError):
            found = json.loads(content)
        if not isinstance(found, dict):
            raise ServerFailedError(f"{self.address} does not speak OpenAI's interface; check the address.")
        return found

    def _stream(self, body: dict[str, Any], call: Call) -> Generator[dict[str, Any], None, None]:
        """The chunks of a streamed answer (server-sent events)."""
        with self._answer("POST", "/v1/chat/completions", body, call, self._patience_s) as response:
            told = time.monotonic()
            while line := self._read(response, _MOST_LINE_BYTES, line=True):
                name, _, data = line.partition(b":")
                if name.strip() == b"error":
                    raise ServerFailedError(f"{self.address} failed: {self._said(data)}")
                if data.strip() == b"[DONE]":
                    return
                if name.strip() == b"data" and data.strip():
                    told = time.monotonic()
                    yield self._chunk(data)
                elif time.monotonic() - told > self._patience_s:
                    # Signs of life are no words.
                    raise TimeoutError

    def _chunk(self, data: bytes) -> dict[str, Any]:
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError):
            chunk = None
        if not isinstance(chunk, dict):
            raise ServerFailedError(f"{self.address} sent what could not be read.")
        if chunk.get("error"):
            raise ServerFailedError(f"{self.address} failed: {self._said(data)}")
        return chunk

    @contextmanager
    def _answer(
        self, method: str, path: str, body: object, call: Call, patience_s: float
    ) -> Iterator[http.client.HTTPResponse]:
        """An answer with a good status."""
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=_CONNECT_SECONDS)
        headers = {"Content-Type": "application/json", "Connection": "close"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            connection.connect()
            call.hold(connection.sock)
            connection.sock.settimeout(patience_s)
            content = None if body is None else json.dumps(body).encode()
            connection.request(method, self._parts.path.rstrip("/") + path, content, headers)
            with connection.getresponse() as response:
                if response.status != http.client.OK:
                    raise self._refusal(response)
                yield response
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # A connection that another thread shuts down ends in any of these.
            # Its cause may hold the key.
            raise ServerFailedError(_lost(self.address, error, patience_s)) from None
        finally:
            call.let_go()
            connection.close()

    def _refusal(self, response: http.client.HTTPResponse) -> ServerError:
        said = self._said(self._read(response, _MOST_ANSWER_BYTES))
        status, told = response.status, f": {said}" if said else ""
        if status in _BUSY:
            return ServerBusyError(f"{self.address} is busy ({status}{told}).", _wait_s(response))
        if status in (401, 403):
            return WrongServerError(f"{self.address} refuses the key; put the right one into {KEY_VARIABLE}.")
        if status in _PASSING or status >= 500:
            return ServerFailedError(f"{self.address} failed ({status}{told}).")
        kind = WrongServerError if status in _WRONG else ServerRefusedError
        return kind(f"{self.address} refuses ({status}{told}); check its address, model and settings.")

    def _read(self, response: http.client.HTTPResponse, most: int, *, line: bool = False) -> bytes:
        """Bytes to the end, or a line; b"" at the end."""
        found = response.readline(most + 1) if line else response.read(most + 1)
        if len(found) > most:
            raise ServerFailedError(f"{self.address} sent more than an answer may have.")
        return found

    def _said(self, answer: bytes) -> str:
        """The message in what a server says of an error."""
        text = answer.decode("utf-8", "replace")
        with suppress(ValueError, RecursionError):
            found = json.loads(text)
            found = found.get("error", found) if isinstance(found, dict) else found
            text = text_of(found.get("message") or found.get("detail")) if isinstance(found, dict) else text_of(found)
        return self._clean(text)

    def _clean(self, text: str) -> str:
        """One short line that can be shown, without the key."""
        if self._key:
            text = text.replace(self._key, "(key)")
        plain = "".join(letter if letter.isprintable() else " " for letter in text)
        return " ".join(plain.split())[:_MOST_TEXT]


def _lost(address: str, error: Exception, patience_s: float) -> str:
    if isinstance(error, TimeoutError):
        return f"{address} did not answer within {patience_s:g} s."
    if isinstance(error, ConnectionRefusedError):
        return f"No server answers at {address}."
    if isinstance(error, socket.gaierror):
        return f"There is no computer with the name in {address}."
    return f"The connection to {address} was lost."


def _wait_s(response: http.client.HTTPResponse) -> float:
    """Seconds that a Retry-After asks for, as a number or a date (RFC 9110, section 10.2.3)."""
    asked = response.headers.get("Retry-After", "").strip()
    seconds = _DEFAULT_WAIT_S
    with suppress(ValueError, TypeError):
        seconds = float(asked) if asked[:1].isdigit() else parsedate_to_datetime(asked).timestamp() - time.time()
    return min(max(seconds, 0.0), _LONGEST_WAIT_S)


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() if text else ""
