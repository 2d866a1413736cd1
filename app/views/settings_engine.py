"""What models run on here, and the settings measured to be fastest."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.language import tr
from app.model_desk import ModelDesk, ModelDetail, ModelLine
from app.state import one_line
from app.views.background import Background
from app.views.facts_table import FactsTable
from app.views.model_tuner import Tuner, TunerRow
from app.views.theme import SPACE_2
from app.views.widgets import PlainLabel
from engine.events import AnyWorkerEvent, ModelLoaded, WorkerStarted
from engine.inventory import Inventory, read_inventory

_NO_CARD = ("CPU", "BLAS", "RPC", "ZenDNN")


class EngineSettings(QWidget):
    """The devices are asked for once, the models each time the page is shown."""

    failed = Signal(Exception)

    def __init__(self, desk: ModelDesk, tuner: Tuner, lane: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lane = lane
        self._asked_devices = False
        self.devices = PlainLabel(tr("Looking for devices …"), wrap=True)
        self.running = PlainLabel(muted=True, wrap=True)
        self.sandbox = PlainLabel(muted=True, wrap=True)
        self.model = QComboBox()
        self.note = PlainLabel(wrap=True)
        self.tuning = FactsTable(tr("Fastest settings, measured here"))
        self.tuner = TunerRow(tuner, self.chosen)
        self.model.setAccessibleName(tr("Model to measure"))
        self.model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model.setMinimumContentsLength(30)
        self.model.currentIndexChanged.connect(lambda _: self._ask_detail())
        tuner.measured.connect(lambda _: self._ask_detail())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.devices, self.running, self.sandbox, self.model, self.note, self.tuning, self.tuner):
            column.addWidget(widget)
        self.running.hide()
        self.sandbox.hide()

    def chosen(self) -> str:
        """The model in the box."""
        return str(self.model.currentData() or "")

    def refresh(self) -> None:
        """Look again."""
        if not self._asked_devices:
            self._asked_devices = True
            self._lane.run(read_inventory, self._show_devices, self._on_no_devices)
        self._lane.run(self._desk.lines, self._show_models, self.failed.emit)

    def take_worker_event(self, event: AnyWorkerEvent) -> None:
        """Say what the engine itself says it runs on, and how steps are kept apart."""
        if isinstance(event, ModelLoaded):
            told = tr("The model that is loaded runs on: {hardware}.").format(hardware=event.hardware)
            self.running.setText(told)
            self.running.show()
        elif isinstance(event, WorkerStarted):
            self.sandbox.setText(tr("Steps run in a sandbox: {detail}").format(detail=event.isolation_detail))
            self.sandbox.setVisible(bool(event.isolation))

    def _show_devices(self, inventory: Inventory) -> None:
        self.devices.setText(devices_sentence(inventory))

    def _on_no_devices(self, error: Exception) -> None:
        self.devices.setText(str(error))

    def _show_models(self, lines: tuple[ModelLine, ...]) -> None:
        here = [line for line in lines if line.here]
        wanted = self.chosen()
        self.model.blockSignals(True)
        self.model.clear()
        for line in here:
            self.model.addItem(one_line(line.name), line.id)
        self.model.setCurrentIndex(max(0, self.model.findData(wanted)) if here else -1)
        self.model.blockSignals(False)
        self.model.setEnabled(bool(here))
        self.tuner.allow(bool(here))
        self._ask_detail()

    def _ask_detail(self) -> None:
        wanted = self.chosen()
        if wanted:
            self._lane.run(lambda: self._desk.detail(wanted), self._show_detail, self.failed.emit)
        else:
            self._show_detail(None)

    def _show_detail(self, detail: ModelDetail | None) -> None:
        if detail is None:
            self.note.setText(tr("When a model is on this computer, its fastest settings can be measured here."))
            self.tuning.show_facts(())
            return
        if detail.line.id != self.chosen():
            return
        self.tuning.show_facts(detail.tuning)
        unmeasured = tr("Not measured yet: the engine chooses its threads by the number of cores.")
        self.note.setText("" if detail.tuning else unmeasured)
        self.note.setVisible(not detail.tuning)


def devices_sentence(inventory: Inventory) -> str:
    """What models run on, in one line."""
    used = " + ".join(f"{device.description} ({device.backend})" for device in inventory.devices if device.used)
    if used:
        return tr("Models run on the graphics card: {devices}.").format(devices=used)
    processor = next((device.description for device in inventory.devices if device.backend == "CPU"), "")
    cards = [name for name in inventory.backends if name not in _NO_CARD]
    told = (
        tr("Models run on the processor ({processor}): no graphics card was found, though llama.cpp could use one.")
        if cards
        else tr("Models run on the processor ({processor}): this build of llama.cpp knows no graphics card.")
    )
    return told.format(processor=processor or "CPU")
