"""What commands need of the command line's context."""

from pathlib import Path
from typing import Protocol


class DataFolder(Protocol):
    """Knows where models, sessions and settings lie."""

    @property
    def data_dir(self) -> Path: ...
