"""A session as Markdown, HTML or JSON. No Qt."""

from app.export.html import as_html
from app.export.json import as_json
from app.export.markdown import as_markdown
from app.export.session import ExportedSession, ExportExistsError, ExportFormat, gather, write_text

__all__ = ["ExportExistsError", "ExportFormat", "ExportedSession", "gather", "render", "write_text"]


def render(session: ExportedSession, target: ExportFormat) -> str:
    """A session as a text in the wanted format."""
    match target:
        case ExportFormat.MARKDOWN:
            return as_markdown(session)
        case ExportFormat.HTML:
            return as_html(session)
        case ExportFormat.JSON:
            return as_json(session)
