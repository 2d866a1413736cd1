"""The presenter: a window of its own for a class room, driven by keys or a clicker."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.actions import ACTIONS
from app.language import tr
from app.maths.spoken import spoken_text
from app.state.lesson import Lesson
from app.state.presentation import Move, Presentation, SlideKind, moved, shown_text
from app.views.formulas import Formulas
from app.views.presenter_look import NORMAL_SCALE, SMALLEST_PX, Look, look_for, scale_by, sized
from app.views.presenter_slides import SlideView
from app.views.widgets import PlainLabel

_HIDE_CURSOR_MS = 2_000
_PATIENCE_MS = 500
_PREFIX = "presenter."


class Presenter(QWidget):
    """Shows lessons, one idea at a time. It holds all it needs: no model, no worker and no store is asked."""

    def __init__(self, lessons: tuple[Lesson, ...], formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._formulas = formulas
        self._show = Presentation(lessons)
        self._scale = NORMAL_SCALE
        self._high_contrast = False
        self._slides: dict[int, SlideView] = {}
        self._said = ""
        self._keys = _keys(self._commands())
        self._head = PlainLabel()
        self._stage = QWidget()
        self._dots = Dots()
        self._help = PlainLabel()
        self._prepare = _single_shot(self, self._prepare_next)
        self._hide_cursor = _single_shot(self, lambda: self.setCursor(Qt.CursorShape.BlankCursor))
        self._hide_cursor.setInterval(_HIDE_CURSOR_MS)
        self._restyle = _single_shot(self, self._draw_anew)
        # A formula that takes long is shown as it was written rather than nothing.
        self._patience = _single_shot(self, lambda: self._slide(self._show.slide).setVisible(not self._show.black))
        self._patience.setInterval(_PATIENCE_MS)
        self._lay_out()
        QGuiApplication.instance().screenRemoved.connect(self._on_screen_removed)  # type: ignore[union-attr]

    @property
    def showing(self) -> Presentation:
        """What is on the screen."""
        return self._show

    def present(self, beside: QWidget) -> None:
        """Fill the screen that ``beside`` is not on; the only one where there is no other."""
        self._fill(other_screen(beside.screen()))
        self.activateWindow()
        self.setFocus()

    def go(self, move: Move) -> None:
        """Do what a key does; a text that goes on below the screen is scrolled before anything else comes."""
        if move in (Move.NEXT, Move.BACK) and not self._show.black:
            slide = self._slides.get(self._show.slide)
            if slide is not None and slide.scroll_on(1 if move is Move.NEXT else -1):
                return
        self._change(moved(self._show, move))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the table of actions, whatever the keyboard puts them on."""
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        command = self._keys.get(QKeySequence(event.key()).toString())
        if command is None or held != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        else:
            command()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button goes on, the right one back."""
        moves = {Qt.MouseButton.LeftButton: Move.NEXT, Qt.MouseButton.RightButton: Move.BACK}
        if event.button() in moves:
            self.go(moves[event.button()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the pointer for a while."""
        super().mouseMoveEvent(event)
        self.unsetCursor()
        self._hide_cursor.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Type follows the height of the window."""
        super().resizeEvent(event)
        self._draw_anew()

    def event(self, event: QEvent) -> bool:
        """Follow the application between light and dark, and its font."""
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange):
            self._restyle.start()
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End timers."""
        for timer in (self._prepare, self._hide_cursor, self._restyle, self._patience):
            timer.stop()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour behind everything, black where the screen is to be black."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("#000000" if self._show.black else self._look().theme.window))
        painter.end()

    def _commands(self) -> dict[str, Callable[[], None]]:
        commands: dict[str, Callable[[], None]] = {move.value: partial(self.go, move) for move in Move}
        return commands | {
            "larger": lambda: self._set_look(1, self._high_contrast),
            "smaller": lambda: self._set_look(-1, self._high_contrast),
            "contrast": lambda: self._set_look(0, not self._high_contrast),
            "full": self._toggle_full,
            "leave": self._leave,
        }

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setWindowTitle(tr("Presenter"))
        self.setMinimumSize(640, 400)
        self.resize(1280, 800)
        foot = QHBoxLayout()
        foot.addWidget(self._dots, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addStretch(1)
        foot.addWidget(self._help)
        keep = self._help.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._help.setSizePolicy(keep)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._column.addWidget(self._stage, 1)
        self._column.addLayout(foot)
        for widget in (self._head, self._stage, self._help, self._dots):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._help.setText(
            tr("→ next   ← back   R reason   C code   W where it goes wrong   B black   + − size   Esc leave")
        )

    def _change(self, show: Presentation) -> None:
        before, self._show = self._show, show
        if show.problem != before.problem:
            self._drop_slides()
        self._draw()

    def _draw(self) -> None:
        show = self.showing
        for place, slide in self._slides.items():
            if place != show.slide:
                slide.hide()
        shown = self._slide(show.slide)
        shown.reveal(show)
        shown.setVisible(not show.black and (shown.is_complete() or shown.isVisible()))
        if not shown.is_complete():
            self._patience.start()
        for widget in (self._head, self._dots):
            widget.setVisible(not show.black)
        self._head.setText(self._heading())
        self._dots.show_place(show.slide, len(show.slides))
        self._help.setVisible(not show.black and show.slide == 0 and show.problem == 0)
        self._say(shown_text(show))
        self.update()
        self._prepare.start()

    def _draw_anew(self) -> None:
        look = self._look()
        side, px = round(self.width() * 0.05), look.body_px
        self._column.setContentsMargins(side, round(px * 0.5), side, round(px * 0.5))
        for label, size in ((self._head, max(SMALLEST_PX, px * 0.8)), (self._help, max(14.0, px * 0.38))):
            label.setFont(sized(self, min(size, px)))
            label.setPalette(look.palette(look.theme.muted_ink))
            # The same with and without words, so that the screens between them keep their size.
            label.setFixedHeight(label.fontMetrics().height())
        self._dots.show_look(look)
        self._drop_slides()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self._draw()

    def _slide(self, place: int) -> SlideView:
        if place not in self._slides:
            lesson = self._show.lesson
            slide = SlideView(lesson, self._show.slides[place], self._formulas, self._look(), self._stage)
            slide.completed.connect(self._draw)
            self._slides[place] = slide
        return self._slides[place]

    def _prepare_next(self) -> None:
        """Build the screens to come while nobody waits, so that their formulas are drawn when they are shown.

        One after the other: drawing formulas and building screens at once would make both stutter.
        """
        if not all(slide.is_complete() for slide in self._slides.values()):
            return
        missing = [place for place in range(len(self._show.slides)) if place not in self._slides]
        if missing:
            self._slide(missing[0]).hide()
            self._prepare.start()

    def _drop_slides(self) -> None:
        for slide in self._slides.values():
            slide.hide()
            slide.deleteLater()
        self._slides.clear()

    def _look(self) -> Look:
        return look_for(self.height(), self._scale, self._high_contrast)

    def _set_look(self, larger: int, high_contrast: bool) -> None:
        self._scale, self._high_contrast = scale_by(self._scale, larger), high_contrast
        self._draw_anew()

    def _heading(self) -> str:
        show = self._show
        count = len(show.lessons)
        number = tr("Problem {number} of {count}").format(number=show.problem + 1, count=count) if count > 1 else ""
        title = "" if show.now.kind is SlideKind.PROBLEM else spoken_text(show.lesson.title)
        words = "  ·  ".join(filter(None, (number, title)))
        width = self.width() - 2 * self._column.contentsMargins().left()
        return self._head.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width) or " "

    def _say(self, words: str) -> None:
        """Give the screen to screen readers as text, and read out what is new."""
        new = words.removeprefix(self._said).strip()
        self._said = words
        self.setAccessibleName(tr("Presenter: {title}").format(title=spoken_text(self._show.lesson.title)))
        self.setAccessibleDescription(words)
        if new and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, new))

    def _toggle_full(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _leave(self) -> None:
        self.close()

    def _fill(self, screen: QScreen) -> None:
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def _on_screen_removed(self, gone: QScreen) -> None:
        """The beamer was unplugged: go on where there still is a screen."""
        if self.isVisible() and self.screen() is gone and (left := _screens_but(gone)):
            if self.isFullScreen():
                self._fill(left[0])
            else:
                self.setScreen(left[0])
                self.move(left[0].availableGeometry().topLeft())


class Dots(QWidget):
    """How far a lesson has come: a dot for each screen, the present one filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._count = 0, 1
        self._dot_px = 10.0
        self._colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_place(self, place: int, count: int) -> None:
        """Fill the dot of this place."""
        self._place, self._count = place, count
        self.setAccessibleName(tr("Screen {number} of {count}").format(number=place + 1, count=count))
        self._fit()

    def show_look(self, look: Look) -> None:
        """Follow the colours and the size of type."""
        self._dot_px = max(10.0, look.body_px * 0.32)
        self._colour = QColor(look.theme.muted_ink)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Small circles in a row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._colour)
        for place in range(self._count):
            painter.setBrush(self._colour if place == self._place else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(1 + place * self._step_px, 1, self._dot_px, self._dot_px))
        painter.end()

    @property
    def _step_px(self) -> float:
        return self._dot_px * 1.9

    def _fit(self) -> None:
        self.setFixedSize(round(self._count * self._step_px) + 2, round(self._dot_px) + 3)
        self.update()


def other_screen(screen: QScreen) -> QScreen:
    """A screen that is not this one, or this one where there is no other."""
    return next(iter(_screens_but(screen)), screen)


def _screens_but(screen: QScreen) -> list[QScreen]:
    return [each for each in QGuiApplication.screens() if each is not screen]


def _keys(commands: dict[str, Callable[[], None]]) -> dict[str, Callable[[], None]]:
    """What each key does, from the table of actions."""
    keys: dict[str, Callable[[], None]] = {}
    for action in ACTIONS:
        if action.id.startswith(_PREFIX):
            for sequence in QKeySequence.listFromString(action.shortcut):
                keys[sequence.toString()] = commands[action.id.removeprefix(_PREFIX)]
    return keys


def _single_shot(owner: QWidget, call: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(call)
    return timer
