"""Where a person writes a step of the solution."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.state import printable, written_step
from app.views.theme import SPACE_2, SPACE_4, mono_font
from app.views.widgets import PlainLabel
from engine.types import StepFormat

_MAX_BYTES = 20_000
_SIZE_PX = (620, 380)


class StepDialog(QDialog):
    """A sentence on the first line and code below it; either alone will do."""

    def __init__(
        self,
        title: str,
        text: str,
        step_format: StepFormat,
        done: Callable[[str, bool], None],
        parent: QWidget | None = None,
    ) -> None:
        """Make a dialog; ``open`` it.

        Args:
            text: what stands there at first.
            done: called with the step in the form that models use, and whether the solution ends with it.
        """
        super().__init__(parent)
        self._format = step_format
        self._done = done
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE_PX)
        self.text = QPlainTextEdit(text)
        self.text.setFont(mono_font(self.font()))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Your step"))
        self.final = QCheckBox(tr("The solution &ends with this step"))
        self.hint = PlainLabel("", muted=True, wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.take = QPushButton(tr("&Take this step"))
        self.take.setProperty("primary", True)
        self.take.setShortcut("Ctrl+Return")
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addWidget(PlainLabel(_invitation(step_format), wrap=True))
        column.addWidget(self.text, 1)
        column.addWidget(self.final)
        column.addWidget(self.hint)
        column.addWidget(buttons)
        self.text.textChanged.connect(self._check)
        self._check()
        self.text.setFocus()

    def refusal(self) -> str:
        """Why the step cannot be taken, in one sentence; "" when it can."""
        text = self.text.toPlainText()
        if not text.strip():
            return tr("The step is empty; write what it should do.")
        if len(text.encode("utf-8", "replace")) > _MAX_BYTES:
            return tr("The step is too long; shorten it to {size:,} bytes or fewer.").format(size=_MAX_BYTES)
        if printable(text) != text:
            return tr("The step holds characters that cannot be shown; remove them.")
        return ""

    def accept(self) -> None:
        """Take the step, unless there is a refusal."""
        if not self.refusal():
            self._done(written_step(self.text.toPlainText(), self._format), self.final.isChecked())
            super().accept()

    def _check(self) -> None:
        refusal = self.refusal()
        self.hint.setText(refusal or tr("Ctrl+Return takes it; the search goes on from it."))
        self.take.setEnabled(not refusal)


def _invitation(step_format: StepFormat) -> str:
    if step_format is StepFormat.TEXT:
        return tr("Write the step in words; formulas as TeX.")
    return tr("Write a sentence on the first line and Python below it; either alone will do.")
