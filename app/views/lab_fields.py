"""The fields of the lab's forms: problems, models, campaigns, numbers."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.lab_folders import LabFolder
from app.lab_orders import Order
from app.language import tr
from app.views.ports import ModelChoice
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import indent
from engine.errors import BadProblemError, BadSettingsError

Draft = Callable[[], Order]
"""Reads the file of problems, so it belongs on a lane; raises a KnownError that says what is missing."""

_PATH_CHARACTERS = 24


class LabForm(QWidget):
    """``changed``: something was filled in otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QFormLayout(self)
        self.rows.setHorizontalSpacing(SPACE_3)
        self.rows.setVerticalSpacing(SPACE_2)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer these models."""

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer these folders."""

    def add(self, label: str, field: QWidget, focus: QWidget | None = None) -> None:
        """A row with its label, which is also the name for screen readers."""
        told = QLabel(label)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setBuddy(focus or field)
        (focus or field).setAccessibleName(label.replace("&", ""))
        self.rows.addRow(told, field)

    def number(self, label: str, value: int, least: int, most: int, tip: str = "") -> QSpinBox:
        """A row with a number."""
        box = QSpinBox()
        box.setRange(least, most)
        box.setValue(value)
        box.setToolTip(tip)
        indent(box)
        box.valueChanged.connect(lambda _: self.changed.emit())
        self.add(label, box)
        return box


class ProblemsField(QWidget):
    """A file of problems; its name is typed or chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit(str(files("resources").joinpath("problems", "own.jsonl")))
        self.path.setToolTip(tr("JSON lines with id, question and answer. Never problems kept for measuring."))
        self.path.setMinimumWidth(self.fontMetrics().averageCharWidth() * _PATH_CHARACTERS)
        self.choose = QPushButton(tr("Choose …"))
        self.choose.setAccessibleName(tr("Choose a file of problems"))
        self.path.textChanged.connect(lambda _: self.changed.emit())
        self.choose.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)

    def file(self) -> Path:
        """The file that is named.

        Raises:
            BadProblemError: none is.
        """
        text = self.path.text().strip()
        if not text:
            raise BadProblemError(tr("Choose a file of problems first."))
        return Path(text).expanduser().absolute()

    def stem(self) -> str:
        """The name of the file without its ending."""
        return Path(self.path.text().strip()).stem

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("File of problems"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([tr("Problems (*.jsonl)"), tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()


class ModelBox(QComboBox):
    """The models that are here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)

    def show_models(self, models: Sequence[ModelChoice], preferred: int) -> None:
        """Offer these; what was chosen stays, else the one with this place is."""
        chosen = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for model in models:
                self.addItem(model.name, model.id)
            row = self.findData(chosen) if chosen else min(preferred, self.count() - 1)
            self.setCurrentIndex(max(0, row) if self.count() else -1)

    def chosen(self) -> str:
        """The id that is chosen.

        Raises:
            BadSettingsError: no model is here.
        """
        if not self.currentData():
            raise BadSettingsError(tr("No model is on this computer yet; get one on the Models page first."))
        return str(self.currentData())


class Ticks(QListWidget):
    """Campaigns to tick."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * 8)
        self.itemChanged.connect(lambda _: self.changed.emit())

    def offer(self, places: Sequence[tuple[str, Path]]) -> None:
        """Offer these names and folders; what was ticked stays ticked, a single one is ticked at once."""
        if [str(path) for _, path in places] == self._paths():
            for row, (name, _) in enumerate(places):
                self.item(row).setText(name)
            return
        ticked = set(self.ticked())
        with QSignalBlocker(self):
            self.clear()
            for name, path in places:
                item = QListWidgetItem(name)
                item.setData(Qt.ItemDataRole.UserRole, str(path))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = str(path) in ticked or len(places) == 1
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                self.addItem(item)
        self.changed.emit()

    def ticked(self) -> tuple[str, ...]:
        """The folders that are ticked."""
        items = [self.item(row) for row in range(self.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _paths(self) -> list[str]:
        return [str(self.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.count())]
