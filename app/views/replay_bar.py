"""The slider over a whole search: back to any step of it, played again, or live."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QWidget

from app.language import mark, tr
from app.views.theme import SPACE_2
from app.views.widgets import FlatButton, PlainLabel

_SPEEDS = ((1, mark("1 step/s")), (3, mark("3 steps/s")), (10, mark("10 steps/s")), (30, mark("30 steps/s")))
_USUAL_SPEED = 1
_SPEED_CHARACTERS = 80


class ReplayBar(QWidget):
    """``asked`` carries the number of steps to show. At the right end the bar follows the search, until it is moved."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follows = True
        self.back = FlatButton("", tr("One step back (Alt+Left)"), "step-back")
        self.play = FlatButton("", tr("Play the search (F6)"), "play")
        self.forward = FlatButton("", tr("One step on (Alt+Right)"), "step-on")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Moment of the search"))
        self.slider.setRange(0, 0)
        self.place = PlainLabel("", muted=True)
        self.speed = QComboBox()
        self.speed.setAccessibleName(tr("Speed of the replay"))
        for steps, words in _SPEEDS:
            self.speed.addItem(tr(words), steps)
        self.speed.setCurrentIndex(_USUAL_SPEED)
        self.newest = FlatButton(tr("Live"), tr("Back to the newest step (Alt+End)"))
        self.newest.setCheckable(True)
        self._timer = QTimer(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.back)
        row.addWidget(self.play)
        row.addWidget(self.forward)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        row.addWidget(self.speed)
        row.addWidget(self.newest)
        self._connect()
        self._size_by_font()
        self._show()

    @property
    def follows(self) -> bool:
        """Whether the newest step is shown, whichever that is."""
        return self._follows

    @property
    def playing(self) -> bool:
        """Whether the search is being played again."""
        return self._timer.isActive()

    def set_steps(self, steps: int, *, live: bool) -> None:
        """There are this many steps now; ``live``: more may come."""
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(steps)
            self.slider.setPageStep(max(1, steps // 20))
            if self._follows:
                self.slider.setValue(steps)
        self.newest.setText(tr("Live") if live else tr("End"))
        self._show()

    def start_over(self) -> None:
        """Another run: its newest step."""
        self._timer.stop()
        self._follows = True
        self._show()

    def step_on(self) -> None:
        """One step later."""
        self._go(self.slider.value() + 1)

    def step_back(self) -> None:
        """One step earlier."""
        self._go(self.slider.value() - 1)

    def to_start(self) -> None:
        """To the problem alone."""
        self._go(0)

    def to_newest(self) -> None:
        """Follow the search again."""
        self._timer.stop()
        self._follows = True
        with QSignalBlocker(self.slider):
            self.slider.setValue(self.slider.maximum())
        self._show()
        self.asked.emit(self.slider.value())

    def toggle_play(self) -> None:
        """Play on from here, from the start where this is the end; or halt."""
        if self._timer.isActive():
            self._timer.stop()
        elif self.slider.maximum():
            if self._follows:
                self._go(0)
            self._timer.start(1000 // int(self.speed.currentData()))
        self._show()

    def stop(self) -> None:
        """End the timer."""
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Room for the longest words in any font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "place"):
            self._size_by_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the slider needs the room of the speed."""
        super().resizeEvent(event)
        self.speed.setVisible(self.width() > self.fontMetrics().averageCharWidth() * _SPEED_CHARACTERS)

    def _size_by_font(self) -> None:
        self.place.setMinimumWidth(
            self.fontMetrics().horizontalAdvance(tr("{step} of {steps}").format(step=8888, steps=8888))
        )

    def _connect(self) -> None:
        self.back.clicked.connect(self.step_back)
        self.forward.clicked.connect(self.step_on)
        self.play.clicked.connect(self.toggle_play)
        self.newest.clicked.connect(self.to_newest)
        self.slider.valueChanged.connect(self._on_value)
        self.speed.currentIndexChanged.connect(self._on_speed)
        self._timer.timeout.connect(self._on_tick)

    def _go(self, step: int) -> None:
        self.slider.setValue(max(0, min(self.slider.maximum(), step)))

    def _on_value(self, value: int) -> None:
        """Moved by hand, by key or by playing: the right end alone follows."""
        self._follows = value == self.slider.maximum()
        self._show()
        self.asked.emit(value)

    def _on_speed(self) -> None:
        self._timer.setInterval(1000 // int(self.speed.currentData()))

    def _on_tick(self) -> None:
        self.step_on()
        if self._follows:
            self._timer.stop()
            self._show()

    def _show(self) -> None:
        steps, value = self.slider.maximum(), self.slider.value()
        self.place.setText(tr("{step} of {steps}").format(step=value, steps=steps))
        self.play.show_icon("pause" if self.playing else "play")
        self.play.setAccessibleName(tr("Halt the replay (F6)") if self.playing else tr("Play the search (F6)"))
        self.newest.setChecked(self._follows)
        for widget in (self.back, self.play, self.forward, self.slider, self.speed, self.newest):
            widget.setEnabled(steps > 0)
