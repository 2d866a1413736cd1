"""A session as Markdown, HTML, PDF, JSON or LaTeX, and back from JSON. No Qt."""

from pathlib import Path

from app.export.html import as_html, as_print_html
from app.export.json import as_json
from app.export.latex import as_latex
from app.export.markdown import as_markdown
from app.export.pdf import write_pdf
from app.export.reading import BadSessionFileError, read_session
from app.export.session import ExportedSession, ExportExistsError, ExportFormat, gather, refuse_existing, write_text

__all__ = [
    "BadSessionFileError",
    "ExportExistsError",
    "ExportFormat",
    "ExportedSession",
    "gather",
    "read_session",
    "render",
    "write_session",
    "write_text",
]


def render(session: ExportedSession, target: ExportFormat) -> str:
    """A session as a text in the wanted format; for a PDF, the page that is to be printed."""
    match target:
        case ExportFormat.MARKDOWN:
            return as_markdown(session)
        case ExportFormat.HTML:
            return as_html(session)
        case ExportFormat.PDF:
            return as_print_html(session)
        case ExportFormat.JSON:
            return as_json(session)
        case ExportFormat.LATEX:
            return as_latex(session)


def write_session(session: ExportedSession, target: ExportFormat, path: Path, *, replace: bool = False) -> None:
    """Write a session to a file, which appears whole or not at all.

    Raises:
        PdfError: the pages could not be drawn.
        ExportExistsError, ReadOnlyError, StorageFullError: as ``write_text``.
    """
    if target is ExportFormat.PDF:
        refuse_existing(path, replace)
        write_pdf(render(session, target), path)
    else:
        write_text(path, render(session, target), replace=replace)
