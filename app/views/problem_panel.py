"""The question and the choices above the tree."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
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
from app.language import mark, tr
from app.maths.segments import has_math
from app.state import one_line
from app.state.choices import SearchChoices, Suggested
from app.state.words import POLICY_SENTENCES, POLICY_WORDS
from app.views.expert_panel import ExpertPanel
from app.views.formulas import Formulas
from app.views.live_run import Phase
from app.views.maths_text import MathsText
from app.views.ports import ModelChoice
from app.views.theme import SPACE_2, SPACE_4
from app.views.widgets import FlatButton, PlainLabel, set_property
from engine.errors import BadSettingsError
from engine.settings import check_settings
from engine.types import MAX_PROBLEM_CHARACTERS, Effort, PolicyName, Problem, SearchSettings, ValueName

_PREVIEW_DELAY_MS = 250
_LINES_SHOWN = 3
_EFFORTS = {
    Effort.QUICK: (mark("Quick"), mark("A few lines of thought; seconds to a minute.")),
    Effort.NORMAL: (mark("Normal"), mark("Enough for most school problems.")),
    Effort.DEEP: (mark("Deep"), mark("Many lines of thought; minutes.")),
}
# Those that most people need come first.
_POLICIES = (
    PolicyName.MCTS,
    PolicyName.MAJORITY,
    PolicyName.GREEDY,
    PolicyName.WEIGHTED,
    PolicyName.BEST_OF_N,
    PolicyName.BEAM,
    PolicyName.DVTS,
    PolicyName.RESTARTS,
)


class ProblemEdit(QPlainTextEdit):
    """Where the problem is typed. A megabyte on the clipboard is told of and left there: laying it out would take
    seconds. ``refused`` carries its number of characters.
    """

    refused = Signal(int)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, unless it could never be a problem."""
        characters = len(source.text())
        if characters > 2 * MAX_PROBLEM_CHARACTERS:
            self.refused.emit(characters)
        else:
            super().insertFromMimeData(source)


class ProblemPanel(QWidget):
    """Problem, expected answer, model, effort, policy, the expert settings (folded), and the one button that starts
    and stops.
    """

    start_asked = Signal()
    stop_asked = Signal()
    model_changed = Signal(object)
    changed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase = Phase.IDLE
        self._choices: list[ModelChoice] = []
        self._policy_chosen = False
        self._model_chosen = False
        self._held = ""
        self.problem = ProblemEdit()
        self.preview = MathsText(formulas, tr("Preview of the problem"))
        self.answer = QLineEdit()
        self.model = QComboBox()
        self.effort = QComboBox()
        self.policy = QComboBox()
        self.button = QPushButton(tr("St&art"))
        self.hint = PlainLabel(muted=True)
        self.expert = ExpertPanel()
        self.expert.hide()
        self.fold = FlatButton(tr("Expert"), tr("Expert settings (Ctrl+E)"))
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(_PREVIEW_DELAY_MS)
        self._preview_timer.timeout.connect(self._show_preview)
        self._name_controls()
        self._lay_out()
        self._connect()
        self._update()

    def set_choices(self, choices: Sequence[ModelChoice], chosen: str | None = None) -> None:
        """Offer models. Keeps the choice if a person made it or the model is here, else takes the default one."""
        here = {choice.id for choice in choices if choice.installed}
        kept = self.model.currentData()
        wanted = chosen or (kept if self._model_chosen or kept in here else None)
        self._choices = list(choices)
        self.model.blockSignals(True)
        self.model.clear()
        for choice in self._choices:
            name = one_line(choice.name)
            self.model.addItem(name if choice.installed else tr("{name} – not here yet").format(name=name), choice.id)
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

    def chosen_settings(self) -> SearchSettings | None:
        """Everything that decides the search; None while there is no model."""
        choice = self.chosen_model()
        if choice is None:
            return None
        return self._choices_made().settings(self.chosen_effort(), _suggested(choice))

    def search_choices(self) -> SearchChoices:
        """What was chosen and is worth keeping; a policy that was only suggested is not."""
        choices = self._choices_made()
        return choices if self._policy_chosen else msgspec.structs.replace(choices, policy=None)

    def set_search_choices(self, choices: SearchChoices) -> None:
        """Choose what was kept."""
        self.expert.choose(choices)
        if choices.policy is not None:
            self.policy.setCurrentIndex(self.policy.findData(choices.policy.value))

    def toggle_expert(self) -> None:
        """Show the expert settings, or fold them."""
        self.fold.toggle()
        if self.fold.isChecked():
            self.expert.numbers["candidates"].setFocus()

    def set_problem(self, text: str, answer: str | None) -> None:
        """Fill in a problem."""
        self.problem.setPlainText(text)
        self.answer.setText(answer or "")

    def show_phase(self, phase: Phase) -> None:
        """Start becomes Stop while a search runs."""
        self._phase = phase
        self._update()

    def hold(self, sentence: str) -> None:
        """No search can start because of this; "" takes it back."""
        self._held = sentence
        self._update()

    def refusal(self) -> str:
        """Why a search cannot start now, in one sentence; "" when it can."""
        if self._held:
            return self._held
        characters = self.problem.document().characterCount() - 1
        if characters > MAX_PROBLEM_CHARACTERS:
            return _too_long(characters)
        if not self.problem.toPlainText().strip():
            return tr("Type a problem to begin.")
        choice = self.chosen_model()
        if choice is None:
            return tr("Looking for models …")
        if not choice.installed:
            return tr("Get the model first, or choose one that is on this computer.")
        return self._settings_refusal(choice)

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
        self.button.setMinimumWidth(metrics.horizontalAdvance(tr("Stopping …")) + 40)

    def _choices_made(self) -> SearchChoices:
        return msgspec.structs.replace(self.expert.choices(), policy=self.chosen_policy())

    def _settings_refusal(self, choice: ModelChoice) -> str:
        """What the engine says against the settings."""
        answer = self.answer.text().strip()
        try:
            suggested = _suggested(choice)
            settings = self._choices_made().settings(self.chosen_effort(), suggested)
            check_settings(settings, Problem("", "", answer or None), scored=suggested.scored)
        except BadSettingsError as error:
            return error.message
        return ""

    def _name_controls(self) -> None:
        for widget, name in (
            (self.problem, tr("Problem, in words or TeX")),
            (self.answer, tr("Expected answer, if you know it")),
            (self.model, tr("Model")),
            (self.effort, tr("Effort")),
            (self.policy, tr("Way of searching")),
            (self.button, tr("Start the search")),
        ):
            widget.setAccessibleName(name)
        self.problem.setPlaceholderText(
            tr("A maths problem in plain words or TeX, for example: What is the sum of all …")
        )
        self.answer.setPlaceholderText(tr("optional"))
        self.problem.setTabChangesFocus(True)
        self._size_by_font()
        for effort, (word, words) in _EFFORTS.items():
            self.effort.addItem(tr(word), effort.value)
            self.effort.setItemData(self.effort.count() - 1, tr(words), Qt.ItemDataRole.ToolTipRole)
        self.effort.setCurrentIndex(1)
        for policy in _POLICIES:
            word = tr(POLICY_WORDS[policy])
            self.policy.addItem(word[:1].upper() + word[1:], policy.value)
            words = tr(POLICY_SENTENCES[policy])
            self.policy.setItemData(self.policy.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.fold.setCheckable(True)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model.setMinimumContentsLength(24)
        set_property(self.button, "primary", True)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(2)
        fields = (
            (tr("E&xpected answer"), self.answer, 2),
            (tr("&Model"), self.model, 3),
            (tr("Eff&ort"), self.effort, 1),
            (tr("Sear&ch"), self.policy, 1),
        )
        for place, (words, widget, stretch) in enumerate(fields):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            grid.addWidget(label, 0, place)
            grid.addWidget(widget, 1, place)
            grid.setColumnStretch(place, stretch)
        grid.addWidget(self.fold, 1, len(fields))
        grid.addWidget(self.button, 1, len(fields) + 1)
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
        column.addWidget(self.expert)
        self.preview.hide()

    def _connect(self) -> None:
        self.problem.textChanged.connect(self._on_text)
        self.problem.refused.connect(lambda characters: self.hint.setText(_too_long(characters)))
        self.model.currentIndexChanged.connect(lambda _: self._on_model())
        self.model.activated.connect(lambda _: self._on_model_chosen())
        self.policy.currentIndexChanged.connect(lambda _: self._on_policy())
        self.effort.currentIndexChanged.connect(lambda _: self._suggest_settings())
        self.answer.textChanged.connect(lambda _: self._update())
        self.expert.changed.connect(self._update)
        self.fold.toggled.connect(self._on_fold)
        self.button.clicked.connect(self._on_button)

    def _on_text(self) -> None:
        self._preview_timer.start()
        self._update()

    def _on_fold(self, shown: bool) -> None:
        self.expert.setVisible(shown)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)

    def _on_policy(self) -> None:
        self._policy_chosen = True
        self._update()

    def _on_model_chosen(self) -> None:
        self._model_chosen = True

    def _suggest_settings(self) -> None:
        choice = self.chosen_model()
        if choice is not None:
            self.expert.suggest(self.chosen_effort(), _suggested(choice))
        self._update()

    def _suggest_policy(self, policy: PolicyName) -> None:
        """Preselect what suits the model, unless somebody has chosen."""
        if not self._policy_chosen:
            self.policy.setCurrentIndex(self.policy.findData(policy.value))
            self._policy_chosen = False

    def _on_model(self) -> None:
        choice = self.chosen_model()
        if choice is not None:
            self._suggest_policy(choice.policy)
            self.expert.suggest(self.chosen_effort(), _suggested(choice))
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
        self.hint.setText(refusal or (tr("Ctrl+Return starts, Escape stops.")))
        words = {Phase.STOPPING: tr("Stopping …")}.get(self._phase, tr("St&art") if idle else tr("Sto&p"))
        self.button.setText(words)
        self.button.setAccessibleName(tr("Start the search") if idle else tr("Stop the search"))
        self.button.setAccessibleDescription(refusal)
        self.button.setEnabled(self._phase is not Phase.STOPPING and not refusal)
        self.problem.setReadOnly(not idle)
        for widget in (self.answer, self.model, self.effort, self.policy, self.expert):
            widget.setEnabled(idle)
        self.changed.emit()

    def _show_preview(self) -> None:
        characters = self.problem.document().characterCount() - 1
        text = self.problem.toPlainText() if characters <= MAX_PROBLEM_CHARACTERS else ""
        shown = has_math(text)
        if shown:
            self.preview.set_text(text)
        self.preview.setVisible(shown)


def _too_long(characters: int) -> str:
    sentence = tr("The problem has {characters:,} characters; shorten it to {most:,} or fewer.")
    return sentence.format(characters=characters, most=MAX_PROBLEM_CHARACTERS)


def _suggested(choice: ModelChoice) -> Suggested:
    return Suggested(choice.policy, choice.step_format, choice.values, scored=ValueName.PPM in choice.values)
