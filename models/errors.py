"""The errors of Stepwise, root first.

    StepwiseError
    ├── KnownError            the user can act: one sentence says what to do; the CLI exits with ``exit_code``
    │   ├── ModelError            models/: unknown, broken, too large, not fetched
    │   │   ├── UnknownModelError     4
    │   │   │   └── NotFetchedError       (known, but not on this computer yet)
    │   │   ├── BadModelFileError     5   (truncated, not GGUF, checksum mismatch)
    │   │   ├── FetchError            6   (network, hub, licence)
    │   │   │   └── FetchStoppedError   130   (stopped by the user; can be continued)
    │   │   └── DoesNotFitError       8
    │   ├── StorageFullError      7   (disk full)
    │   ├── ReadOnlyError         7   (folder cannot be written)
    │   └── ...                   engine/errors.py continues the tree
    └── BugError              we must act: shown as one sentence with the place of the log, never as a traceback

Exit codes that are no exceptions: 0 right or done, 1 a bug, 2 wrong usage, 12 the answer differs from the expected one,
13 no answer was found, 14 a part of a comparison was skipped, 130 stopped by the user.
"""

from typing import ClassVar


class StepwiseError(Exception):
    """Root of every error that Stepwise raises on purpose."""

    exit_code: ClassVar[int] = 1

    @property
    def message(self) -> str:
        """The sentence shown to the user."""
        return str(self)


class KnownError(StepwiseError):
    """Something the user can act on. The text is one clear sentence that says what to do."""

    exit_code: ClassVar[int] = 1


class BugError(StepwiseError):
    """Something we did wrong; the user can only report it."""

    exit_code: ClassVar[int] = 1


class ModelError(KnownError):
    """A model cannot be used."""


class UnknownModelError(ModelError):
    """No model has this id or path."""

    exit_code: ClassVar[int] = 4


class NotFetchedError(UnknownModelError):
    """The catalogue has this model, but its file is not on this computer."""


class BadModelFileError(ModelError):
    """A model file is truncated, is no GGUF file, or has the wrong checksum."""

    exit_code: ClassVar[int] = 5


class FetchError(ModelError):
    """A model could not be fetched; what arrived so far is kept."""

    exit_code: ClassVar[int] = 6


class FetchStoppedError(FetchError):
    """The user stopped a fetch; it goes on where it stopped when asked again."""

    exit_code: ClassVar[int] = 130


class StorageFullError(KnownError):
    """The disk is full, or would be."""

    exit_code: ClassVar[int] = 7


class ReadOnlyError(KnownError):
    """A folder that must be written cannot be written."""

    exit_code: ClassVar[int] = 7


class DoesNotFitError(ModelError):
    """A model needs more memory than is available."""

    exit_code: ClassVar[int] = 8
