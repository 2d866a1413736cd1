"""Models behind servers that speak OpenAI's chat completions: which addresses a user named, what a server tells of its
model. Values only; ``engine.backends.remote`` speaks to them.
"""

import hashlib
import re
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import urlsplit

import msgspec

from engine.errors import BadSettingsError

KEY_VARIABLE = "STEPWISE_SERVER_KEY"
"""Environment variable of the API key: it is sent to the named addresses, and never stored or logged."""
DEFAULT_PATIENCE_S = 120.0
DEFAULT_REQUESTS = 8
_SERVED = re.compile(r"(?P<model>.*@)?(?P<addresses>https?://\S+)", re.DOTALL | re.IGNORECASE)
_FILE_SUFFIX = ".gguf"


class Servers(msgspec.Struct, frozen=True, kw_only=True):
    """Servers of one model.

    Attributes:
        addresses: as ``http://host:port``, without the path of the interface. model: its name there; "" takes the only
            one there is.
        requests: answered at a time by each address; 0 takes what the server tells, else ``DEFAULT_REQUESTS``.
        patience_s: seconds without a byte after which a server counts as gone.
    """

    addresses: tuple[str, ...]
    model: str = ""
    requests: int = 0
    patience_s: float = DEFAULT_PATIENCE_S

    @classmethod
    def of(cls, addresses: tuple[str, ...], model: str = "", requests: int = 0, patience_s: float = 0.0) -> Self:
        """What a user typed; 0 stands for the default.

        Raises:
            BadSettingsError: an address is none.
        """
        return cls(
            addresses=tuple(dict.fromkeys(map(checked_address, addresses))),
            model=model.strip(),
            requests=requests,
            patience_s=patience_s or DEFAULT_PATIENCE_S,
        )

    @classmethod
    def typed(cls, text: str, requests: int = 0, patience_s: float = 0.0) -> Self | None:
        """Servers as one word, ``NAME@http://host:port,http://host:port`` or without the name; None for another word.

        Raises:
            BadSettingsError: an address is none.
        """
        if (found := _SERVED.fullmatch(text.strip())) is None:
            return None
        addresses = tuple(part for part in found["addresses"].split(",") if part)
        return cls.of(addresses, (found["model"] or "").removesuffix("@"), requests, patience_s)


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What servers tell of their model; 0 and "" stand for what they do not tell.

    Attributes:
        name: without folders. parameters: of all weights. size_bytes: of the file. vocabulary: tokens.
        context_tokens: of one answer. software: what serves it. template_sha256: of the chat template.
        thinks: whether the template shows a model that thinks in tags.
        addresses: that answer. requests: answered at a time by all of them.
    """

    name: str
    parameters: int = 0
    size_bytes: int = 0
    vocabulary: int = 0
    context_tokens: int = 0
    software: str = ""
    template_sha256: str = ""
    thinks: bool = False
    addresses: tuple[str, ...] = ()
    requests: int = 0

    @property
    def checksum(self) -> str:
        """Stands for the checksum of a file that is not here: the same for the same name, weights, vocabulary and chat
        template.
        """
        told = (self.name, self.parameters, self.size_bytes, self.vocabulary, self.template_sha256)
        return f"served:{hashlib.sha256(repr(told).encode()).hexdigest()}"


def checked_address(text: str) -> str:
    """An address without the path of the interface.

    Raises:
        BadSettingsError: it is none.
    """
    trimmed = text.strip().rstrip("/").removesuffix("/v1").rstrip("/")
    if not _is_address(trimmed):
        raise BadSettingsError(f"{text!r} is no server's address; write it as http://127.0.0.1:8080.")
    if "@" in urlsplit(trimmed).netloc:
        raise BadSettingsError(f"Leave the password out of the address of a server; put its key into {KEY_VARIABLE}.")
    return trimmed


def short_name(model: str) -> str:
    """A model's name without the folders that some servers tell."""
    return PurePosixPath(model.replace("\\", "/")).name.removesuffix(_FILE_SUFFIX) or model


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        plain = not parts.query and not parts.fragment and not any(letter.isspace() for letter in text)
        return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
