"""Measuring a model's fastest settings behind the window, with progress and stop."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from app.engine_link import EngineLink
from app.language import tr
from app.model_desk import ModelDesk
from app.tuning import TuningStoppedError
from app.views.background import Background
from app.views.theme import SPACE_3
from app.views.widgets import PlainLabel
from engine.tuning import Visit
from models.tuning import Record


class Tuner(QObject):
    """One measurement at a time. The engine's own model is unloaded first: it would take memory and time away."""

    changed = Signal()
    measured = Signal(str)
    failed = Signal(Exception)

    _progressed = Signal(str, int, int)

    def __init__(self, desk: ModelDesk, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._link = link
        self._lane = Background("tune", self)
        self._stop = threading.Event()
        self._asked = ""
        self.model_id = ""
        self.words = ""
        self.done = self.total = 0
        self._progressed.connect(self._on_progress)
        link.model_unloaded.connect(self._begin)
        link.model_refused.connect(self._on_refused)

    def measure(self, model_id: str) -> None:
        """Measure a model, unless something is measured already."""
        if self.model_id or self._asked:
            return
        self._asked = model_id
        self._link.unload_model()

    def stop(self) -> None:
        """End the measurement; nothing is changed by it."""
        self._asked = ""
        self._stop.set()

    def close(self) -> None:
        """End the measurement and the thread."""
        self.stop()
        self._lane.close()

    def _begin(self) -> None:
        if not self._asked:
            return
        model_id, self._asked = self._asked, ""
        self.model_id, self.words, self.done, self.total = model_id, tr("Getting the model ready …"), 0, 0
        self._stop.clear()
        self.changed.emit()
        self._lane.run(
            lambda: self._desk.measure(model_id, self._tell, self._stop.is_set), self._on_measured, self._on_failed
        )

    def _tell(self, visit: Visit, number: int, most: int) -> None:
        """Runs on the measuring thread."""
        self._progressed.emit(visit_words(visit), number, most)

    def _on_progress(self, words: str, number: int, most: int) -> None:
        self.words = tr("{number} of {total}: {words}").format(number=number, total=most, words=words)
        self.done, self.total = number - 1, most
        self.changed.emit()

    def _on_measured(self, _record: Record) -> None:
        model_id = self._end()
        self.measured.emit(model_id)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, TuningStoppedError):
            self.failed.emit(error)

    def _on_refused(self, error: Exception) -> None:
        if self._asked:
            self._asked = ""
            self.failed.emit(error)

    def _end(self) -> str:
        model_id, self.model_id, self.words = self.model_id, "", ""
        self.changed.emit()
        return model_id


class TunerRow(QWidget):
    """A button that measures the model that ``chosen`` names; while something is measured, progress and a stop."""

    def __init__(self, tuner: Tuner, chosen: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tuner = tuner
        self._chosen = chosen
        self._allowed = True
        self.button = QPushButton(tr("&Measure this computer"))
        self.button.setToolTip(tr("Finds the fastest threads, flash attention and width for a model; takes minutes."))
        self.words = PlainLabel(muted=True, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Measurement"))
        self.bar.setMaximumWidth(160)
        self.button.clicked.connect(self._on_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addWidget(self.button)
        row.addWidget(self.bar)
        row.addWidget(self.words, 1)
        tuner.changed.connect(self.update_row)
        self.update_row()

    def allow(self, allowed: bool) -> None:
        """Whether there is a model to measure."""
        self._allowed = allowed
        self.update_row()

    def update_row(self) -> None:
        """Show where the measurement stands."""
        tuner = self._tuner
        busy = bool(tuner.model_id)
        self.button.setText(tr("&Stop measuring") if busy else tr("&Measure this computer"))
        self.button.setEnabled(busy or self._allowed)
        self.words.setText(tuner.words)
        self.bar.setVisible(busy)
        self.bar.setRange(0, tuner.total)
        self.bar.setValue(tuner.done)

    def _on_button(self) -> None:
        if self._tuner.model_id:
            self._tuner.stop()
        else:
            self._tuner.measure(self._chosen())


def visit_words(visit: Visit) -> str:
    """What is measured at the moment."""
    flash = {None: tr("as llama.cpp chooses"), True: tr("on"), False: tr("off")}[visit.arm.flash_attention]
    return tr("{threads} threads, flash attention {flash}").format(threads=visit.arm.threads, flash=flash)
