"""A store in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store import FILE_NAME, Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(database) as opened:
        yield opened
