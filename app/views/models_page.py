"""The page of the models: which there are, which fit, fetching, loading, measuring, deleting."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Fact
from app.engine_link import EngineLink
from app.items.model_list import ModelColumn, ModelList
from app.language import tr
from app.model_desk import ModelDesk, ModelDetail, ModelLine, Room, matching
from app.views.background import Background
from app.views.flow import Flow
from app.views.model_card import ModelCard
from app.views.model_downloads import Downloads
from app.views.model_finder import ModelFinder
from app.views.model_jobs import JobCards
from app.views.model_tuner import Tuner
from app.views.narrow_list import narrow_list
from app.views.page import Page
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from app.views.widgets import PlainLabel, TitleLabel
from engine.events import AnyWorkerEvent, ModelLoaded

_ROOM_INTERVAL_MS = 5000
_WIDE_CHARACTERS = 56


class ModelsPage(Page):
    """List at the left, the chosen model at the right, downloads below. ``models_changed``: others must look again."""

    models_changed = Signal()

    def __init__(
        self, desk: ModelDesk, link: EngineLink, downloads: Downloads, tuner: Tuner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._link = link
        self._downloads = downloads
        self._lane = Background("models", self)
        self._lines: Sequence[ModelLine] = ()
        self._chosen = ""
        self._loaded = ""
        self._loading = ""
        self.filter = QLineEdit()
        self.fitting = QCheckBox(tr("&Only those that fit"))
        self.model = ModelList(self)
        self.list = narrow_list(self.model, tr("Models"), ModelColumn.NAME, ModelColumn.SIZE, _WIDE_CHARACTERS)
        self.room = PlainLabel(muted=True, wrap=True)
        self.look = QPushButton(tr("Look o&n this disk …"))
        self.file = QPushButton(tr("&Add a file …"))
        self.card = ModelCard(tuner)
        self.finder = ModelFinder(desk, self._lane)
        self.jobs = JobCards(downloads)
        self.right = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(_ROOM_INTERVAL_MS)
        self._timer.timeout.connect(self._ask_room)
        self._tuner = tuner
        self._lay_out()
        self._connect()

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Find, add, use, remove."""
        return {
            "models.find": self.find_models,
            "models.add": self.ask_file,
            "models.use": self.card.press_primary,
            "models.remove": self.card.ask_removal,
        }

    def facts(self) -> frozenset[Fact]:
        """Whether a model is chosen."""
        return frozenset({Fact.MODELS_PAGE} | ({Fact.MODEL} if self._chosen else set()))

    def arrive(self) -> None:
        """Ready to look for a model."""
        self.filter.setFocus()

    def close_page(self) -> None:
        """End the timer and the lane."""
        self._timer.stop()
        self.finder.stop()
        self._lane.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is there now."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is measured while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def refresh(self) -> None:
        """Look at the models again."""
        self._lane.run(self._desk.lines, self._show_lines, self.failed.emit)
        self._ask_room()
        self._ask_detail()

    def choose(self, model_id: str) -> None:
        """Show a model at the right."""
        self._chosen = model_id
        self.right.setCurrentWidget(self.card)
        self._ask_detail()
        self.facts_changed.emit()

    def find_models(self) -> None:
        """Show what other programs have brought."""
        self.right.setCurrentWidget(self.finder)
        self.finder.look()

    def ask_file(self) -> None:
        """Let a person choose a model file to use where it lies."""
        dialog = QFileDialog(self, tr("Model file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([tr("Models (*.gguf)"), tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.add_file(Path(path)))
        dialog.open()

    def add_file(self, path: Path) -> None:
        """Use a model file where it lies."""
        self._lane.run(lambda: self._desk.add_file(path), self._on_changed, self.failed.emit)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(tr("Filter: name, size, type"))
        self.filter.setAccessibleName(tr("Filter the models"))
        self.filter.setClearButtonEnabled(True)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel(tr("Models")))
        column.addWidget(self.filter)
        column.addWidget(self.fitting)
        column.addWidget(self.list, 1)
        column.addWidget(self.room)
        column.addLayout(Flow(self.look, self.file))
        for widget in (self.card, self.finder):
            self.right.addWidget(widget)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self.right)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 1)
        across.setSizes([600, 560])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        whole.setSpacing(SPACE_3)
        whole.addWidget(across, 1)
        whole.addWidget(self.jobs)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda _: self._filter())
        self.fitting.toggled.connect(lambda _: self._filter())
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.list.activated.connect(lambda _: self.card.primary.setFocus())
        self.look.clicked.connect(self.find_models)
        self.file.clicked.connect(self.ask_file)
        self.card.get_asked.connect(self._downloads.fetch)
        self.card.check_asked.connect(self._downloads.check)
        self.card.load_asked.connect(self._load)
        self.card.unload_asked.connect(self._link.unload_model)
        self.card.remove_asked.connect(self._remove)
        self.finder.added.connect(self._on_changed)
        self.finder.left.connect(lambda: self.right.setCurrentWidget(self.card))
        self.finder.failed.connect(self.failed)
        self._downloads.changed.connect(lambda: self.card.show_job(self._downloads.jobs.of(self._chosen)))
        self._downloads.fetched.connect(lambda _: self._on_changed(""))
        self._downloads.discarded.connect(lambda _: self._on_changed(""))
        self._tuner.measured.connect(lambda _: self.refresh())
        self._tuner.failed.connect(self.failed)
        self._link.worker_event.connect(self._on_worker_event)
        self._link.model_unloaded.connect(lambda: self._set_loaded(""))
        self._link.engine_died.connect(lambda _: self._set_loaded(""))
        self._link.engine_restarted.connect(lambda: self._set_loaded(""))
        self._link.model_refused.connect(self._on_refused)

    def _ask_room(self) -> None:
        self._lane.run(self._desk.room, self._show_room, self.failed.emit)

    def _ask_detail(self) -> None:
        wanted = self._chosen
        if wanted:
            self._lane.run(
                lambda: self._desk.detail(wanted), lambda told: self._show_detail(wanted, told), self.failed.emit
            )

    def _show_room(self, room: Room) -> None:
        self.room.setText(room.sentence)

    def _show_lines(self, lines: Sequence[ModelLine]) -> None:
        self._lines = lines
        self.card.show_choice()
        self._filter()

    def _filter(self) -> None:
        shown = matching(self._lines, self.filter.text(), self.fitting.isChecked())
        chosen = self._chosen
        self.model.show(shown)
        row = self.model.row_of(chosen)
        if row < 0 and shown and not chosen:
            row = 0
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _show_detail(self, wanted: str, detail: ModelDetail | None) -> None:
        if wanted == self._chosen:
            self.card.show_detail(detail)
            self.card.show_job(self._downloads.jobs.of(wanted))

    def _on_row(self, index: QModelIndex) -> None:
        line = self.model.line(index)
        if line is not None and (line.id != self._chosen or self.right.currentWidget() is not self.card):
            self.choose(line.id)

    def _load(self, model_id: str) -> None:
        self._loading = model_id
        self._show_loaded()
        self._lane.run(lambda: self._desk.wish(model_id), self._link.load_model, self.failed.emit)

    def _remove(self, model_id: str) -> None:
        self._lane.run(lambda: self._desk.remove(model_id), self._on_changed, self.failed.emit)

    def _on_changed(self, sentence: str) -> None:
        if sentence:
            self.said.emit(sentence)
        self.right.setCurrentWidget(self.card)
        self.refresh()
        self.models_changed.emit()

    def _on_worker_event(self, event: AnyWorkerEvent) -> None:
        if isinstance(event, ModelLoaded):
            self._set_loaded(event.model_id)

    def _on_refused(self, error: Exception) -> None:
        self._loading = ""
        self._show_loaded()
        self.failed.emit(error)

    def _set_loaded(self, model_id: str) -> None:
        self._loaded, self._loading = model_id, ""
        self._show_loaded()
        if self.isVisible():
            self._ask_room()

    def _show_loaded(self) -> None:
        self.model.set_loaded(self._loaded)
        self.card.show_loaded(self._loaded, self._loading)
