"""PDF files are drawn by a process of their own, appear whole or not at all, and load nothing."""

import re
import sys
import zlib
from pathlib import Path

import pytest

from app.export import ExportExistsError, ExportFormat, gather, write_session
from app.export import pdf as pdf_module
from app.export.formulas import maths_html
from app.export.pdf import PdfError, write_pdf
from engine.store import Store
from models.errors import ReadOnlyError
from tests.helpers.events import store_demo


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _drawn(pdf: bytes) -> bytes:
    """What the pages are drawn with."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(_inflated(stream) for stream in streams)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_session_becomes_pages(tmp_path: Path) -> None:
    path = tmp_path / "session.pdf"
    with Store.open(tmp_path / "s.sqlite3") as store:
        session = gather(store, store_demo(store))
    write_session(session, ExportFormat.PDF, path)
    pdf = path.read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert 1 <= _pages(pdf) <= 4
    assert [path] == list(tmp_path.glob("session*"))


def test_a_formula_is_drawn_as_shapes_and_nothing_is_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>')
    plain, formula, loads = (tmp_path / f"{name}.pdf" for name in ("plain", "formula", "loads"))
    write_pdf("<p>Text </p>", plain)
    write_pdf(f"<p>Text {maths_html('$x^2$', 14)}</p>", formula)
    write_pdf(f'<p>Text <img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png"></p>', loads)
    curves = [_drawn(path.read_bytes()).count(b" c\n") for path in (plain, formula, loads)]
    assert curves[0] == curves[2] < curves[1]


def test_a_long_text_gets_many_pages(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    write_pdf("<p>line</p>" * 500, path)
    assert _pages(path.read_bytes()) > 5


def test_a_file_that_exists_is_kept_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "session.pdf"
    path.write_text("mine")
    with Store.open(tmp_path / "s.sqlite3") as store:
        session = gather(store, store_demo(store))
    with pytest.raises(ExportExistsError):
        write_session(session, ExportFormat.PDF, path)
    assert path.read_text() == "mine"
    write_session(session, ExportFormat.PDF, path, replace=True)
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadOnlyError, match=r"cannot be written .*; choose another place\.$"):
        write_pdf("<p>1</p>", tmp_path / "nothing" / "a.pdf")


def test_when_the_process_dies_nothing_is_left_and_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "worker_command", lambda: [sys.executable, "-c", "raise SystemExit(3)", "--engine"])
    with pytest.raises(PdfError, match=r"export HTML instead and print it from a browser\.$"):
        write_pdf("<p>1</p>", tmp_path / "a.pdf")
    assert [] == list(tmp_path.glob("a*"))
