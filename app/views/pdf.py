"""Pages of ours as PDF files: what the process does that ``write_pdf`` starts."""

import re
import sys
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)
from PySide6.QtSvg import QSvgRenderer

from app.export.formulas import SVG_DATA
from app.export.pdf import write_pdf

__all__ = ["drawn", "main", "write_pdf"]

_MARGIN_MM = 18
_DOTS_PER_INCH = 1200
_CSS_DOTS_PER_INCH = 96
_BODY_POINTS = 10.5
_FOOTER_POINTS = 8
_INK, _SOFT_INK = "#1d2126", "#5b6470"
# Without a stroke of its own Qt's PDF writer gives each shape an outline of one pixel, and formulas come out bold.
_FILL = re.compile(rb'fill="(#[0-9A-Fa-f]+)"')
_VIEW_BOX = re.compile(rb'viewBox="(\S+) (\S+) (\S+) (\S+)"')


def main() -> int:
    """The process that draws: an HTML page on standard input, the PDF on standard output."""
    # Drawing holds Python's lock for tenths of a second a page; in a process of its own no window waits for it.
    application = QGuiApplication([sys.argv[0]])
    pages = drawn(sys.stdin.buffer.read().decode())
    del application
    sys.stdout.buffer.write(pages)
    sys.stdout.buffer.flush()
    return 0


def drawn(html: str) -> bytes:
    """An HTML page as a PDF file; needs the application object."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer)
    document = _Document(html, writer)
    painter = QPainter(writer)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        document.draw_page(painter, page)
    painter.end()
    return bytes(buffer.data().data())


def _writer(device: QIODevice) -> QPdfWriter:
    writer = QPdfWriter(device)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setCreator("Stepwise")
    return writer


class _Document(QTextDocument):
    """A page laid out for the writer. Whatever it is asked to load is refused."""

    def __init__(self, html: str, writer: QPdfWriter) -> None:
        super().__init__()
        self._size = QSizeF(writer.width(), writer.height())
        self._formulas = _FormulaObject(self)
        font = QFont(QGuiApplication.font())
        font.setPointSizeF(_BODY_POINTS)
        self.setUndoRedoEnabled(False)
        self.setDefaultFont(font)
        self.setDocumentMargin(0)
        self.documentLayout().setPaintDevice(writer)
        self.documentLayout().registerHandler(int(QTextFormat.ObjectTypes.ImageObject), self._formulas)
        self.setHtml(html)
        self._lower_deep_formulas()
        footer = QFont(font)
        footer.setPointSizeF(_FOOTER_POINTS)
        self._footer = footer
        line = QFontMetricsF(footer, writer).lineSpacing()
        self.setPageSize(QSizeF(self._size.width(), self._size.height() - 2 * line))
        writer.setTitle(self.metaInformation(QTextDocument.MetaInformation.DocumentTitle))

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is loaded: neither files nor addresses."""
        return None

    def _lower_deep_formulas(self) -> None:
        """What reaches deeper than letters do gets room of its own below the line.

        Qt puts an image's bottom as deep as the font of its place reaches: that font is made as deep as the formula.
        """
        cursor = QTextCursor(self)
        block = self.begin()
        while block.isValid():
            fragments = block.begin()
            while not fragments.atEnd():
                fragment = fragments.fragment()
                image = fragment.charFormat().toImageFormat()
                formula = self._formulas.formula(image.name()) if image.isValid() else None
                if formula is not None and formula.depth_px > QFontMetricsF(image.font()).descent():
                    image.setFont(_font_as_deep(image.font(), formula.depth_px * _scale(self)))
                    image.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
                    cursor.setPosition(fragment.position())
                    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(image)
                fragments += 1
            block = block.next()

    def draw_page(self, painter: QPainter, page: int) -> None:
        """Paint a page, counted from 0, and its number below."""
        height = self.pageSize().height()
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, QColor(_INK))
        context.palette = palette
        context.clip = QRectF(0, page * height, self._size.width(), height)
        painter.save()
        painter.translate(0, -page * height)
        painter.setClipRect(context.clip)
        self.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(self._footer)
        painter.setPen(QColor(_SOFT_INK))
        whole = QRectF(0, 0, self._size.width(), self._size.height())
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight
        painter.drawText(whole, int(bottom), f"{page + 1} / {self.pageCount()}")


@dataclass(frozen=True, slots=True)
class _Drawable:
    """A formula; lengths in CSS pixels."""

    renderer: QSvgRenderer
    width_px: float
    height_px: float
    depth_px: float


class _FormulaObject(QPyTextObject):
    """Draws formulas as shapes, so that they stay sharp at any size."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._drawn: dict[str, _Drawable | None] = {}

    def formula(self, source: str) -> _Drawable | None:
        """The formula of an image's address, None where it is no formula of ours."""
        if source not in self._drawn:
            self._drawn[source] = _drawable(source)
        return self._drawn[source]

    def intrinsicSize(self, doc: QTextDocument, _place: int, form: QTextFormat) -> QSizeF:
        """As large as the formula, less what hangs below the line."""
        image = form.toImageFormat()
        formula = self.formula(image.name())
        if formula is None:
            return QSizeF(0, 0)
        scale = _scale(doc)
        hanging = self._hanging(doc, image, formula)
        return QSizeF(formula.width_px * scale, formula.height_px * scale - hanging)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, _place: int, form: QTextFormat
    ) -> None:
        """Paint the shapes."""
        image = form.toImageFormat()
        formula = self.formula(image.name())
        if formula is not None:
            hanging = self._hanging(doc, image, formula)
            formula.renderer.render(painter, QRectF(rect).adjusted(0, 0, 0, hanging))

    def _hanging(self, document: QTextDocument, image: QTextImageFormat, formula: _Drawable) -> float:
        """How much of the formula is drawn below its own room, where letters have theirs."""
        is_lowered = image.verticalAlignment() is QTextCharFormat.VerticalAlignment.AlignBaseline
        return 0.0 if is_lowered else formula.depth_px * _scale(document)


def _drawable(source: str) -> _Drawable | None:
    if not source.startswith(SVG_DATA):
        return None
    svg = unquote_to_bytes(source.removeprefix(SVG_DATA))
    box = _VIEW_BOX.search(svg)
    renderer = QSvgRenderer(QByteArray(_FILL.sub(rb'fill="\1" stroke="\1" stroke-opacity="0"', svg)))
    if box is None or not renderer.isValid():
        return None
    _, top, width, height = map(float, box.groups())
    return _Drawable(renderer, width, height, max(0.0, height + top))


def _font_as_deep(font: QFont, depth: float) -> QFont:
    probe = QFont(font)
    probe.setPixelSize(1000)
    probe.setPixelSize(max(1, round(1000 * depth / QFontMetricsF(probe).descent())))
    return probe


def _scale(document: QTextDocument) -> float:
    return document.documentLayout().paintDevice().logicalDpiY() / _CSS_DOTS_PER_INCH
