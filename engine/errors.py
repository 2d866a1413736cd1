"""The engine's branch of the error tree (its root is drawn in models/errors.py).

KnownError
├── BadProblemError           3   empty, too long, or not text
│   ├── UnreadableSetError       15   a file of problems in no known encoding or layout
│   ├── NoAnswersError           16   a problem of a set has no answer to compare with
│   ├── DuplicateIdError         17   two problems of a set have one id
│   └── UnreadableAnswerError    18   an answer of a set is cut off or no answer
├── BadSettingsError          3   a search setting is out of range
├── StoreError                9   the database cannot be used
│   ├── StoreLockedError          another process holds it
│   ├── StoreNewerError           written by a newer version
│   └── StoreCorruptError         not a database, or damaged
├── UnknownSessionError       4   no session has this id
├── EngineCrashedError       10   the worker process died; the signal is named
├── BackendError             10   llama.cpp refused
│   ├── ServerError          19   a server that writes texts failed or refused
│   ├── NoKvRoomError             the KV cache has no room for the batch (llama_decode returned 1)
│   └── DecodeAbortedError        stopped by the abort callback (llama_decode returned 2)
└── SandboxUnavailableError  11   steps cannot be run safely on this system
BugError
└── ProtocolError                 a frame between host and worker was not understood
"""

from typing import ClassVar

from models.errors import BugError, KnownError


class BadProblemError(KnownError):
    """The problem's text cannot be used."""

    exit_code: ClassVar[int] = 3


class UnreadableSetError(BadProblemError):
    """A file of problems has no encoding or layout that is known."""

    exit_code: ClassVar[int] = 15


class NoAnswersError(BadProblemError):
    """A problem of a set has no answer to compare with."""

    exit_code: ClassVar[int] = 16


class DuplicateIdError(BadProblemError):
    """Two problems of a set have one id."""

    exit_code: ClassVar[int] = 17


class UnreadableAnswerError(BadProblemError):
    """An answer of a set is cut off, or no answer."""

    exit_code: ClassVar[int] = 18


class BadSettingsError(KnownError):
    """A search setting is out of range."""

    exit_code: ClassVar[int] = 3


class StoreError(KnownError):
    """The database of sessions cannot be used."""

    exit_code: ClassVar[int] = 9


class StoreLockedError(StoreError):
    """Another process holds the database."""


class StoreNewerError(StoreError):
    """The database was written by a newer version of Stepwise."""


class StoreCorruptError(StoreError):
    """The file is not a database, or is damaged."""


class UnknownSessionError(KnownError):
    """No session or run has this id."""

    exit_code: ClassVar[int] = 4


class EngineCrashedError(KnownError):
    """The worker process died without a terminal event."""

    exit_code: ClassVar[int] = 10


class BackendError(KnownError):
    """The model backend refused to load or decode."""

    exit_code: ClassVar[int] = 10


class ServerError(BackendError):
    """A server that writes texts did not answer, failed, or refused."""

    exit_code: ClassVar[int] = 19


class NoKvRoomError(BackendError):
    """The KV cache has no room for this batch."""


class DecodeAbortedError(BackendError):
    """A decode was stopped by request; the context stays usable."""


class SandboxUnavailableError(KnownError):
    """Steps cannot be run safely on this system."""

    exit_code: ClassVar[int] = 11


class ProtocolError(BugError):
    """A frame between host and worker was not understood."""
