"""An HTML page as a PDF file, drawn by a process of its own (``--pdf``, app/views/pdf.py)."""

import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from app.export.session import whole_file
from engine.client import worker_command
from models.errors import KnownError

_PATIENCE_SECONDS = 120.0


class PdfError(KnownError):
    """The pages could not be drawn."""

    exit_code: ClassVar[int] = 1


def write_pdf(html: str, path: Path) -> None:
    """Write an HTML page as an A4 PDF file, which appears whole or not at all; a file of that name is replaced.

    The page loads nothing: of images only formulas are drawn, as ``app.export.formulas`` writes them. Sizes of text
    are to be given in points. Takes about a second; any thread may call.

    Raises:
        PdfError: the pages could not be drawn.
        ReadOnlyError: the folder cannot be written, or does not exist.
        StorageFullError: the disk is full.
    """
    with whole_file(path) as partial:
        # Made first, so that a place where nothing can be written is told at once.
        partial.touch()
        partial.write_bytes(_drawn(html))


def _drawn(html: str) -> bytes:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"} if sys.platform == "linux" else None
    try:
        done = subprocess.run(
            [*worker_command()[:-1], "--pdf"],
            input=html.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if getattr(sys, "frozen", False) else Path(__file__).resolve().parents[2],
            env=environment,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfError(
            f"The PDF could not be drawn ({type(error).__name__}); export HTML instead and print it from a browser."
        ) from error
    return done.stdout
