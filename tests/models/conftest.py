"""A Hub on the loopback interface, a small model on it, and a library that fetches from there."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalogue import CatalogueEntry, HubSource, Source
from models.library import Library
from tests.helpers.hub_server import Hub, hub_server
from tests.helpers.model_files import gguf

CONTENT = gguf(tensor_bytes=1_000_000)
SOURCE = HubSource("owner/repo", "tiny.gguf")


def catalogue_entry(
    *sources: Source, content: bytes | None = CONTENT, model_id: str = "tiny-f32", file_name: str = "tiny.gguf"
) -> CatalogueEntry:
    """An entry for ``content``; unverified without."""
    return CatalogueEntry(
        id=model_id,
        name="Tiny",
        family="Tiny",
        scope="task-agnostic",
        made=("quantized",),
        architecture="llama",
        parameters=250_000,
        quantization="F32",
        file_name=file_name,
        bytes=len(content) if content is not None else None,
        sha256=hashlib.sha256(content).hexdigest() if content is not None else None,
        licence="MIT",
        chat_format="none",
        step_format="code",
        context_tokens=64,
        layers=2,
        kv_heads=2,
        head_dim=2,
        verified=content is not None,
        sources=sources or (SOURCE,),
        notes="",
    )


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with hub_server() as server:
        server.files["owner/repo/tiny.gguf"] = CONTENT
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def library(data_dir: Path) -> Library:
    return Library(data_dir, [catalogue_entry()], pauses_s=(0.01, 0.01, 0.01))
