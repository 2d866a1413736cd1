"""Everything about the chosen model, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.model_desk import ModelDetail, Standing
from app.state import one_line
from app.state.downloads import Job, JobPhase
from app.views.facts_table import FactsTable
from app.views.flow import Flow
from app.views.model_tuner import Tuner, TunerRow
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import Card, PlainLabel, TitleLabel, set_property
from models.text import amount


class ModelCard(Card):
    """Signals name the model's id."""

    get_asked = Signal(str, str)
    load_asked = Signal(str)
    unload_asked = Signal()
    check_asked = Signal(str, str)
    remove_asked = Signal(str)

    def __init__(self, tuner: Tuner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: ModelDetail | None = None
        self._looked = False
        self._loaded = ""
        self._loading = ""
        self._job: Job | None = None
        self.setAccessibleName(tr("Chosen model"))
        self.title = TitleLabel()
        self.title.setWordWrap(True)
        self.sentence = PlainLabel(wrap=True)
        self.primary = QPushButton()
        self.check = QPushButton(tr("&Check the file"))
        self.remove = QPushButton()
        self.confirm = _Confirm()
        self.facts = FactsTable(tr("Model"))
        self.head = FactsTable(tr("Preference model, shipped beside it"))
        self.tuning = FactsTable(tr("Fastest settings, measured here"))
        self.tuner = TunerRow(tuner, self.model_id)
        self._lay_out()
        self.primary.clicked.connect(self._on_primary)
        self.check.clicked.connect(self._on_check)
        self.remove.clicked.connect(self.ask_removal)
        self.confirm.confirmed.connect(lambda: self.remove_asked.emit(self.model_id()))
        self.show_detail(None)

    def model_id(self) -> str:
        """The model that is shown; "" for none."""
        return self._detail.line.id if self._detail is not None else ""

    def show_detail(self, detail: ModelDetail | None) -> None:
        """Show a model."""
        if detail is None or detail.line.id != self.model_id():
            self.confirm.hide()
        self._detail = detail
        self._update()

    def show_choice(self) -> None:
        """There is a list now to choose from."""
        if not self._looked:
            self._looked = True
            self._update()

    def show_loaded(self, model_id: str, loading: str = "") -> None:
        """Say which model is in the engine's memory, and which is on its way there."""
        self._loaded, self._loading = model_id, loading
        self._update()

    def show_job(self, job: Job | None) -> None:
        """Say what is under way for the model."""
        if job != self._job:
            self._job = job
            self._update()

    def ask_removal(self) -> None:
        """Say what is lost, and ask."""
        if self._detail is not None and self._detail.removal:
            self.confirm.ask(self._detail.removal, self.remove.text())

    def press_primary(self) -> None:
        """Get, load or unload, whatever is offered."""
        if self.primary.isEnabled() and self._detail is not None:
            self._on_primary()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("scrolled")
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, SPACE_2, 0)
        body.setSpacing(SPACE_3)
        for table in (self.facts, self.head, self.tuning):
            body.addWidget(table)
        body.addWidget(self.tuner)
        body.addStretch(1)
        self.details = QScrollArea()
        self.details.setWidgetResizable(True)
        self.details.setFrameShape(QFrame.Shape.NoFrame)
        self.details.setWidget(inner)
        self.column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.sentence)
        self.column.addLayout(Flow(self.primary, self.check, self.remove))
        self.column.addWidget(self.confirm)
        self.column.addWidget(self.details, 1)

    def _update(self) -> None:
        detail = self._detail
        shown = detail is not None
        for widget in (self.primary, self.check, self.remove, self.details, self.sentence):
            widget.setVisible(shown)
        if detail is None:
            self.title.setText(tr("Choose a model in the list.") if self._looked else tr("Looking for models …"))
            return
        self.title.setText(one_line(detail.line.name))
        self.sentence.setText(detail.sentence)
        self.facts.show_facts(detail.facts)
        self.head.show_facts(detail.head)
        self.tuning.show_facts(detail.tuning)
        self.tuner.setVisible(detail.line.here)
        tables = (self.facts, self.head, self.tuning)
        self.details.setAccessibleName(tr("Details of {name}").format(name=detail.line.name))
        self.details.setAccessibleDescription("\n".join(table.text() for table in tables))
        self.check.setVisible(detail.line.here)
        self.remove.setText(tr("&Forget …") if detail.line.standing is Standing.LINKED else tr("&Delete …"))
        self.remove.setVisible(bool(detail.removal) and not self._moving())
        self.remove.setEnabled(detail.line.id not in (self._loaded, self._loading))
        self._update_primary(detail)

    def _update_primary(self, detail: ModelDetail) -> None:
        line, text, enabled = detail.line, "", True
        if not line.here:
            left = f" ({amount(line.download_bytes)})" if line.download_bytes else ""
            words = tr("&Go on getting it{size}") if line.standing is Standing.STARTED else tr("&Get it{size}")
            text = words.format(size=left)
            enabled = not self._moving() and line.standing in (Standing.MISSING, Standing.STARTED)
        elif line.id == self._loaded:
            text = tr("&Unload to free memory")
        elif line.id == self._loading:
            text, enabled = tr("Loading …"), False
        else:
            text = tr("&Load now")
        self.primary.setText(text)
        self.primary.setEnabled(enabled)
        set_property(self.primary, "primary", enabled and line.id != self._loaded)

    def _moving(self) -> bool:
        return self._job is not None and self._job.phase in (JobPhase.RUNNING, JobPhase.WAITING)

    def _on_primary(self) -> None:
        detail = self._detail
        if detail is None:
            return
        if not detail.line.here:
            self.get_asked.emit(detail.line.id, detail.line.name)
        elif detail.line.id == self._loaded:
            self.unload_asked.emit()
        else:
            self.load_asked.emit(detail.line.id)

    def _on_check(self) -> None:
        if self._detail is not None:
            self.check_asked.emit(self._detail.line.id, self._detail.line.name)


class _Confirm(QWidget):
    """One question in the page itself; the safe answer has the focus."""

    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = PlainLabel(wrap=True)
        self.yes = QPushButton()
        self.no = QPushButton(tr("&Keep it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sentence)
        column.addLayout(Flow(self.yes, self.no))
        self.yes.clicked.connect(self._on_yes)
        self.no.clicked.connect(self.hide)
        self.hide()

    def ask(self, sentence: str, verb: str) -> None:
        """Show the question."""
        self.sentence.setText(sentence)
        self.yes.setText(verb.rstrip(" …"))
        self.yes.setAccessibleDescription(sentence)
        self.show()
        self.no.setFocus()

    def _on_yes(self) -> None:
        self.hide()
        self.confirmed.emit()
