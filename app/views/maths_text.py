"""Plain text with drawn formulas. Model text is never read as HTML: everything is inserted character by character."""

from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget
from shiboken6 import isValid

from app.maths.segments import Segment, SegmentKind, parse
from app.maths.spoken import spoken_text
from app.state import printable
from app.views.formulas import FormulaImage, FormulaKey, Formulas
from app.views.theme import mono_font

_SOURCE = int(QTextFormat.Property.UserProperty) + 1
MAX_SHOWN_CHARACTERS = 20_000
_NARROWEST_PX = 80.0


class MathsText(QTextEdit):
    """A read-only text as high as its content; formulas appear as soon as they are drawn, their source before that.

    ``completed`` comes when no formula is waited for any more.
    """

    completed = Signal()

    def __init__(self, formulas: Formulas, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._text = ""
        self._is_mono = False
        self._muted = False
        self._images = 0
        self._widest_px = 0.0
        self._built_px = _NARROWEST_PX
        self._awaited: set[FormulaKey] = set()
        # Formulas come one by one; the text is built again once for those that come together.
        self._rebuild_timer = QTimer(self)
        self._rebuild_timer.setSingleShot(True)
        self._rebuild_timer.timeout.connect(self._show_drawn)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(accessible_name)
        self.setProperty("plain", True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self._fit_height()

    def text(self) -> str:
        """The text as it was set, TeX and all, control characters made visible."""
        return self._text

    def set_text(self, text: str, mono: bool = False) -> None:
        """Show ``text``; ``mono`` shows it as code, without looking for formulas."""
        text = printable(text)
        if text == self._text and mono == self._is_mono:
            return
        self._text = text
        self._is_mono = mono
        self._rebuild()
        self.setAccessibleDescription(text if mono else spoken_text(text))

    def is_complete(self) -> bool:
        """Whether every formula that can be drawn is there."""
        return not self._awaited and not self._rebuild_timer.isActive()

    def set_muted(self, muted: bool) -> None:
        """Show in the quieter ink."""
        self._muted = muted
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the new font or colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_text"):
            # While a widget is made its look changes several times before it has a text.
            if self._text:
                self._rebuild()
            else:
                self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height of the content when the width changes, and formulas as large as the width allows."""
        super().resizeEvent(event)
        if min(self._room_px(), self._widest_px) != min(self._built_px, self._widest_px):
            self._rebuild()
        self._fit_height()

    def sizeHint(self) -> QSize:
        """As high as the content."""
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        """Any width will do, the text wraps."""
        return QSize(40, self.height())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy gives the text as it was written, with the TeX of formulas."""
        mime = QMimeData()
        mime.setText(_source_of(self.textCursor()))
        return mime

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy takes all of it where nothing is selected."""
        if event.matches(QKeySequence.StandardKey.Copy) and not self.textCursor().hasSelection():
            QGuiApplication.clipboard().setText(self._text)
            return
        super().keyPressEvent(event)

    def _rebuild(self) -> None:
        self._images = 0
        self._widest_px, self._built_px = 0.0, self._room_px()
        self.clear()
        shown = self._text[:MAX_SHOWN_CHARACTERS]
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if self._is_mono:
            cursor.insertText(shown, self._format(mono=True))
        else:
            for segment in parse(shown):
                self._insert(cursor, segment)
        if len(self._text) > len(shown):
            cursor.insertText(" … (the rest is not shown)", self._format(mono=False))
        cursor.endEditBlock()
        self._fit_height()

    def _insert(self, cursor: QTextCursor, segment: Segment) -> None:
        if not segment.is_math:
            cursor.insertText(segment.text, self._format(mono=segment.kind is SegmentKind.CODE))
            return
        key = self._key(segment)
        drawn = self._formulas.get(key)
        if drawn is None:
            cursor.insertText(segment.source, self._format(mono=True))
            if key not in self._awaited and not self._formulas.known(key):
                self._awaited.add(key)
                self._formulas.request(key, lambda: self._on_drawn(key))
            return
        self._insert_image(cursor, drawn, segment.source)

    def _on_drawn(self, key: FormulaKey) -> None:
        self._awaited.discard(key)
        if isValid(self):  # the card of a step that is no longer shown may be gone
            self._rebuild_timer.start()

    def _show_drawn(self) -> None:
        self._rebuild()
        if self.is_complete():
            self.completed.emit()

    def _insert_image(self, cursor: QTextCursor, drawn: FormulaImage, source: str) -> None:
        image, alignment = _on_baseline(drawn, QFontMetricsF(self.font()))
        self._images += 1
        name = f"formula:{self._images}"
        self.document().addResource(int(QTextDocument.ResourceType.ImageResource), QUrl(name), image)
        size = image.deviceIndependentSize()
        self._widest_px = max(self._widest_px, size.width())
        scale = min(1.0, self._built_px / size.width())
        image_format = QTextImageFormat()
        image_format.setName(name)
        image_format.setWidth(size.width() * scale)
        image_format.setHeight(size.height() * scale)
        image_format.setVerticalAlignment(alignment)
        image_format.setFont(self.font())
        image_format.setProperty(_SOURCE, source)
        cursor.insertImage(image_format)

    def _key(self, segment: Segment) -> FormulaKey:
        pixels = QFontMetricsF(self.font()).xHeight() / _X_HEIGHT_OF_MATHS
        return FormulaKey(
            segment.text,
            round(pixels, 1),
            self._colour_name(),
            segment.kind is SegmentKind.DISPLAY,
            max(2.0, self.devicePixelRatioF()),
        )

    def _room_px(self) -> float:
        return max(_NARROWEST_PX, self.viewport().width())

    def _format(self, mono: bool) -> QTextCharFormat:
        text_format = QTextCharFormat()
        text_format.setFont(mono_font(self.font()) if mono else QFont(self.font()))
        text_format.setForeground(self.palette().color(self._role()))
        return text_format

    def _role(self) -> QPalette.ColorRole:
        return QPalette.ColorRole.PlaceholderText if self._muted else QPalette.ColorRole.Text

    def _colour_name(self) -> str:
        return self.palette().color(self._role()).name()

    def _fit_height(self) -> None:
        line = QFontMetricsF(self.font()).lineSpacing()
        height = max(line, self.document().size().height())
        margins = self.contentsMargins()
        self.setFixedHeight(round(height + 0.5) + margins.top() + margins.bottom())


# x-height of the maths font (STIX Two) per pixel of its size: formulas get the x-height of the text around them.
_X_HEIGHT_OF_MATHS = 0.467


def _on_baseline(drawn: FormulaImage, metrics: QFontMetricsF) -> tuple[QImage, QTextCharFormat.VerticalAlignment]:
    """Pad the image so that Qt puts the formula's baseline on the text's.

    Qt lays an image with its bottom at the font's descent (AlignBaseline), or with its middle a quarter of an x-height
    above the baseline (AlignMiddle). The first needs no room below, so it serves formulas that hardly reach down.
    """
    ascent = drawn.height_px - drawn.depth_px
    if drawn.depth_px <= metrics.descent():
        return (
            _padded(drawn, 0.0, metrics.descent() - drawn.depth_px),
            QTextCharFormat.VerticalAlignment.AlignBaseline,
        )
    below = ascent - metrics.xHeight() / 2 - drawn.depth_px
    return _padded(drawn, max(0.0, -below), max(0.0, below)), QTextCharFormat.VerticalAlignment.AlignMiddle


def _padded(drawn: FormulaImage, above_px: float, below_px: float) -> QImage:
    ratio = drawn.image.width() / drawn.width_px
    top, bottom = round(above_px * ratio), round(below_px * ratio)
    image = QImage(drawn.image.width(), drawn.image.height() + top + bottom, drawn.image.format())
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.drawImage(0, top, drawn.image)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _source_of(cursor: QTextCursor) -> str:
    """The selected text, each formula as its source."""
    document = cursor.document()
    pieces: list[str] = []
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            first = max(start, fragment.position())
            last = min(end, fragment.position() + fragment.length())
            if last > first:
                source = fragment.charFormat().property(_SOURCE)
                cut = fragment.text()[first - fragment.position() : last - fragment.position()]
                pieces.append(cast(str, source) * (last - first) if source else cut)
            iterator += 1
        if block.position() + block.length() <= end:
            pieces.append("\n")
        block = block.next()
    return "".join(pieces)
