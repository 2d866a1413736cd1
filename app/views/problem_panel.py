"""The question and the choices above the tree."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.items.node_words import tooltip
from app.maths.segments import has_math
from app.state import one_line
from app.state.words import POLICY_WORDS
from app.views.formulas import Formulas
from app.views.live_run import Phase
from app.views.maths_text import MathsText
from app.views.ports import ModelChoice
from app.views.theme import SPACE_2, SPACE_4
from app.views.widgets import PlainLabel, set_property
from engine.types import MAX_PROBLEM_CHARACTERS, Effort, PolicyName

_PREVIEW_DELAY_MS = 250
_LINES_SHOWN = 3
_EFFORTS = {
    Effort.QUICK: ("Quick", "A few lines of thought; seconds to a minute."),
    Effort.NORMAL: ("Normal", "Enough for most school problems."),
    Effort.DEEP: ("Deep", "Many lines of thought; minutes."),
}
_POLICIES = {
    PolicyName.MCTS: "Goes back to the steps that look best.",
    PolicyName.MAJORITY: "Whole solutions side by side; the most frequent answer wins.",
    PolicyName.GREEDY: "A single solution, the most likely one.",
    PolicyName.WEIGHTED: "Whole solutions side by side; the one most likely to be right wins.",
}


class ProblemPanel(QWidget):
    """Problem, expected answer, model, effort, policy, and the one button that starts and stops."""

    start_asked = Signal()
    stop_asked = Signal()
    model_changed = Signal(object)
    changed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase = Phase.IDLE
        self._choices: list[ModelChoice] = []
        self._policy_chosen = False
        self.problem = QPlainTextEdit()
        self.preview = MathsText(formulas, "Preview of the problem")
        self.answer = QLineEdit()
        self.model = QComboBox()
        self.effort = QComboBox()
        self.policy = QComboBox()
        self.button = QPushButton("&Start")
        self.hint = PlainLabel(muted=True)
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(_PREVIEW_DELAY_MS)
        self._preview_timer.timeout.connect(self._show_preview)
        self._name_controls()
        self._lay_out()
        self._connect()
        self._update()

    def set_choices(self, choices: Sequence[ModelChoice], chosen: str | None = None) -> None:
        """Offer models; keeps the choice, else takes the default one."""
        wanted = chosen or self.model.currentData()
        self._choices = list(choices)
        self.model.blockSignals(True)
        self.model.clear()
        for choice in self._choices:
            name = one_line(choice.name)
            self.model.addItem(name if choice.installed else f"{name} – not here yet", choice.id)
            self.model.setItemData(self.model.count() - 1, tooltip(choice.reason), Qt.ItemDataRole.ToolTipRole)
        ids = [choice.id for choice in self._choices]
        default = next((choice.id for choice in self._choices if choice.is_default), ids[0] if ids else None)
        index = ids.index(wanted) if wanted in ids else ids.index(default) if default is not None else -1
        self.model.setCurrentIndex(index)
        self.model.blockSignals(False)
        self._on_model()

    def chosen_model(self) -> ModelChoice | None:
        """The model in the box."""
        index = self.model.currentIndex()
        return self._choices[index] if 0 <= index < len(self._choices) else None

    def chosen_effort(self) -> Effort:
        """The effort in the box."""
        return Effort(self.effort.currentData())

    def chosen_policy(self) -> PolicyName:
        """The policy in the box."""
        return PolicyName(self.policy.currentData())

    def set_problem(self, text: str, answer: str | None) -> None:
        """Fill in a problem."""
        self.problem.setPlainText(text)
        self.answer.setText(answer or "")

    def show_phase(self, phase: Phase) -> None:
        """Start becomes Stop while a search runs."""
        self._phase = phase
        self._update()

    def refusal(self) -> str:
        """Why a search cannot start now, in one sentence; "" when it can."""
        characters = self.problem.document().characterCount() - 1
        if characters > MAX_PROBLEM_CHARACTERS:
            return f"The problem has {characters:,} characters; shorten it to {MAX_PROBLEM_CHARACTERS:,} or fewer."
        if not self.problem.toPlainText().strip():
            return "Type a problem to begin."
        choice = self.chosen_model()
        if choice is None:
            return "Looking for models …"
        return "" if choice.installed else "Get the model first, or choose one that is on this computer."

    def ask_start(self) -> None:
        """Start, unless there is a refusal."""
        if self._phase is Phase.IDLE and not self.refusal():
            self.start_asked.emit()

    def ask_stop(self) -> None:
        """Stop what runs."""
        if self._phase in (Phase.STARTING, Phase.RUNNING):
            self.stop_asked.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for the same number of lines."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "button"):
            self._size_by_font()

    def _size_by_font(self) -> None:
        metrics = self.fontMetrics()
        self.problem.setFixedHeight(metrics.lineSpacing() * _LINES_SHOWN + 18)
        self.button.setMinimumWidth(metrics.horizontalAdvance("Stopping …") + 40)

    def _name_controls(self) -> None:
        for widget, name in (
            (self.problem, "Problem, in words or TeX"),
            (self.answer, "Expected answer, if you know it"),
            (self.model, "Model"),
            (self.effort, "Effort"),
            (self.policy, "Way of searching"),
            (self.button, "Start the search"),
        ):
            widget.setAccessibleName(name)
        self.problem.setPlaceholderText("A maths problem in plain words or TeX, for example: What is the sum of all …")
        self.answer.setPlaceholderText("optional")
        self.problem.setTabChangesFocus(True)
        self._size_by_font()
        for effort, (word, words) in _EFFORTS.items():
            self.effort.addItem(word, effort.value)
            self.effort.setItemData(self.effort.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.effort.setCurrentIndex(1)
        for policy, words in _POLICIES.items():
            word = POLICY_WORDS[policy]
            self.policy.addItem(word[:1].upper() + word[1:], policy.value)
            self.policy.setItemData(self.policy.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model.setMinimumContentsLength(24)
        set_property(self.button, "primary", True)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(2)
        fields = (
            ("E&xpected answer", self.answer, 2),
            ("&Model", self.model, 3),
            ("&Effort", self.effort, 1),
            ("Se&arch", self.policy, 1),
        )
        for place, (words, widget, stretch) in enumerate(fields):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            grid.addWidget(label, 0, place)
            grid.addWidget(widget, 1, place)
            grid.setColumnStretch(place, stretch)
        grid.addWidget(self.button, 1, len(fields))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        below = QHBoxLayout()
        below.setSpacing(SPACE_4)
        below.addWidget(self.preview, 1)
        below.addStretch(0)
        below.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.problem)
        column.addLayout(below)
        column.addLayout(grid)
        self.preview.hide()

    def _connect(self) -> None:
        self.problem.textChanged.connect(self._on_text)
        self.model.currentIndexChanged.connect(lambda _: self._on_model())
        self.policy.currentIndexChanged.connect(lambda _: self._on_policy())
        self.button.clicked.connect(self._on_button)

    def _on_text(self) -> None:
        self._preview_timer.start()
        self._update()

    def _on_policy(self) -> None:
        self._policy_chosen = True

    def _suggest_policy(self, policy: PolicyName) -> None:
        """Preselect what suits the model, unless somebody has chosen."""
        if not self._policy_chosen:
            self.policy.setCurrentIndex(self.policy.findData(policy.value))
            self._policy_chosen = False

    def _on_model(self) -> None:
        choice = self.chosen_model()
        if choice is not None:
            self._suggest_policy(choice.policy)
        self.model.setToolTip(tooltip(choice.reason) if choice else "")
        self.model.setAccessibleDescription(choice.reason if choice else "")
        self._update()
        self.model_changed.emit(choice)

    def _on_button(self) -> None:
        if self._phase is Phase.IDLE:
            self.ask_start()
        else:
            self.ask_stop()

    def _update(self) -> None:
        idle = self._phase is Phase.IDLE
        refusal = self.refusal() if idle else ""
        self.hint.setText(refusal or ("Ctrl+Return starts, Escape stops."))
        words = {Phase.STOPPING: "Stopping …"}.get(self._phase, "&Start" if idle else "&Stop")
        self.button.setText(words)
        self.button.setAccessibleName("Start the search" if idle else "Stop the search")
        self.button.setAccessibleDescription(refusal)
        self.button.setEnabled(self._phase is not Phase.STOPPING and not refusal)
        self.problem.setReadOnly(not idle)
        for widget in (self.answer, self.model, self.effort, self.policy):
            widget.setEnabled(idle)
        self.changed.emit()

    def _show_preview(self) -> None:
        characters = self.problem.document().characterCount() - 1
        text = self.problem.toPlainText() if characters <= MAX_PROBLEM_CHARACTERS else ""
        shown = has_math(text)
        if shown:
            self.preview.set_text(text)
        self.preview.setVisible(shown)
