"""Everything that decides a search beyond its effort; what is left alone is chosen for the model."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.language import mark, tr
from app.state.choices import SearchChoices, Suggested
from app.state.words import FORMAT_WORDS, VALUE_SENTENCES, VALUE_WORDS
from app.views.theme import SPACE_3, SPACE_4
from app.views.widgets import Card, indent
from engine.types import Effort, StepFormat, ValueName

_NUMBERS = {
    "candidates": (mark("&Candidates"), mark("Steps that are tried at each place"), 512),
    "rollouts": (mark("&Rollouts"), mark("Lines of thought that are begun"), 10_000),
    "max_tokens": (mark("Most &tokens"), mark("Tokens that are written at most"), 10_000_000),
    "max_depth": (mark("Most ste&ps"), mark("Steps that a line of thought may have"), 64),
    "max_seconds": (mark("Most seco&nds"), mark("Seconds of search at most; 0 sets no limit"), 86_400),
    "seed": (mark("See&d"), mark("Begin the random numbers here; the same seed gives the same tree"), 2_000_000_000),
}
_OPEN = frozenset(("candidates", "rollouts", "max_tokens", "max_depth"))
_VALUES = (ValueName.AGREEMENT, ValueName.EXECUTION, ValueName.PPM)
_NO_TEMPERATURE = -0.05


class ExpertPanel(Card):
    """``changed`` comes with each choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggested = Suggested()
        self._values_chosen = False
        self.setAccessibleName(tr("Expert settings"))
        self.numbers = {name: _number(name) for name in _NUMBERS}
        self.temperature = _temperature()
        self.reject_below = _reject_below()
        self.step_format = QComboBox()
        self.values = {value: QCheckBox(_capital(tr(VALUE_WORDS[value]))) for value in _VALUES}
        self.early_stop = QCheckBox(tr("Stop when the answer can hardly c&hange"))
        self.reset = QPushButton(tr("As su&ggested"))
        self._fill()
        self._lay_out()
        self._connect()
        self.choose(SearchChoices())

    def choices(self) -> SearchChoices:
        """What is chosen; the policy is not chosen here."""
        temperature = self.temperature.value()
        step_format = self.step_format.currentData()
        ticked = tuple(value for value, box in self.values.items() if box.isChecked())
        return SearchChoices(
            candidates=self.numbers["candidates"].value(),
            rollouts=self.numbers["rollouts"].value(),
            max_tokens=self.numbers["max_tokens"].value(),
            max_seconds=self.numbers["max_seconds"].value(),
            max_depth=self.numbers["max_depth"].value(),
            seed=self.numbers["seed"].value(),
            temperature=None if temperature < 0 else round(temperature, 2),
            values=ticked if self._values_chosen else None,
            step_format=StepFormat(step_format) if step_format else None,
            stop_when_decided=self.early_stop.isChecked(),
            reject_below=round(self.reject_below.value() / 100, 4),
        )

    def choose(self, choices: SearchChoices) -> None:
        """Show these choices."""
        for name, box in self.numbers.items():
            with QSignalBlocker(box):
                box.setValue(int(getattr(choices, name)))
        with QSignalBlocker(self.temperature), QSignalBlocker(self.step_format), QSignalBlocker(self.early_stop):
            self.temperature.setValue(_NO_TEMPERATURE if choices.temperature is None else choices.temperature)
            self.step_format.setCurrentIndex(max(0, self.step_format.findData(choices.step_format)))
            self.early_stop.setChecked(choices.stop_when_decided)
        with QSignalBlocker(self.reject_below):
            self.reject_below.setValue(100 * choices.reject_below)
        self._values_chosen = choices.values is not None
        self._tick(choices.values)
        self.changed.emit()

    def suggest(self, effort: Effort, suggested: Suggested) -> None:
        """Say what an open choice stands for with this effort and model."""
        self._suggested = suggested
        settings = SearchChoices().settings(effort, suggested)
        budget = settings.budget
        for name in _OPEN:
            self.numbers[name].setSpecialValueText(tr("auto ({number})").format(number=f"{getattr(budget, name):,}"))
        self.temperature.setSpecialValueText(
            tr("auto ({number})").format(number=f"{settings.sampling.temperature:.1f}")
        )
        format_word = tr(FORMAT_WORDS[suggested.step_format])
        self.step_format.setItemText(0, tr("auto ({number})").format(number=format_word))
        model_box = self.values[ValueName.PPM]
        model_box.setEnabled(self.isEnabled() and suggested.scored)
        model_box.setToolTip(
            tr(VALUE_SENTENCES[ValueName.PPM]) if suggested.scored else tr("This model has no preference model.")
        )
        if not self._values_chosen:
            self._tick(settings.values)

    def _tick(self, values: tuple[ValueName, ...] | None) -> None:
        if values is None:
            values = SearchChoices().settings(Effort.NORMAL, self._suggested).values
        for value, box in self.values.items():
            with QSignalBlocker(box):
                box.setChecked(value in values)

    def _fill(self) -> None:
        self.step_format.addItem(tr("auto"), None)
        for step_format in StepFormat:
            self.step_format.addItem(_capital(tr(FORMAT_WORDS[step_format])), step_format)
        self.step_format.setAccessibleName(tr("How steps are written"))
        for value, box in self.values.items():
            box.setToolTip(tr(VALUE_SENTENCES[value]))
        self.reset.setAccessibleName(tr("Leave everything to what suits the model"))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(2)
        fields: list[tuple[str, QWidget]] = [(tr(_NUMBERS[name][0]), box) for name, box in self.numbers.items()]
        fields += [(tr("Temperat&ure"), self.temperature), (tr("Step &format"), self.step_format)]
        fields.append((tr("Give up lines &below"), self.reject_below))
        for place, (words, widget) in enumerate(fields):
            label = QLabel(words)
            label.setProperty("muted", True)
            label.setBuddy(widget)
            row, column = divmod(place, 4)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(widget, 2 * row + 1, column)
            grid.setColumnStretch(column, 1)
        below = QHBoxLayout()
        below.setSpacing(SPACE_4)
        label = QLabel(tr("Guided by"))
        label.setProperty("muted", True)
        below.addWidget(label)
        for box in self.values.values():
            below.addWidget(box)
        below.addSpacing(SPACE_4)
        below.addWidget(self.early_stop)
        below.addStretch(1)
        below.addWidget(self.reset)
        column_of_all = QVBoxLayout()
        column_of_all.setSpacing(SPACE_3)
        column_of_all.addLayout(grid)
        column_of_all.addLayout(below)
        self.column.addLayout(column_of_all)

    def _connect(self) -> None:
        for box in self.numbers.values():
            box.valueChanged.connect(lambda _: self.changed.emit())
        self.temperature.valueChanged.connect(lambda _: self.changed.emit())
        self.reject_below.valueChanged.connect(lambda _: self.changed.emit())
        self.step_format.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.early_stop.toggled.connect(lambda _: self.changed.emit())
        for value_box in self.values.values():
            value_box.toggled.connect(lambda _: self._on_value())
        self.reset.clicked.connect(lambda: self.choose(SearchChoices()))

    def _on_value(self) -> None:
        self._values_chosen = True
        self.changed.emit()


def _number(name: str) -> QSpinBox:
    _, sentence, largest = _NUMBERS[name]
    box = QSpinBox()
    box.setRange(0, largest)
    box.setGroupSeparatorShown(True)
    box.setAccessibleName(tr(sentence))
    box.setToolTip(tr(sentence))
    box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if name != "seed":
        box.setSpecialValueText(tr("no limit") if name == "max_seconds" else tr("auto"))
    indent(box)
    return box


def _temperature() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(_NO_TEMPERATURE, 2.0)
    box.setSingleStep(0.05)
    box.setDecimals(2)
    box.setAccessibleName(tr("Temperature: how freely tokens are drawn"))
    box.setToolTip(tr("How freely tokens are drawn; 0 always takes the most likely one"))
    box.setSpecialValueText(tr("auto"))
    indent(box)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _reject_below() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, 99.9)
    box.setDecimals(1)
    box.setSuffix(tr(" % chance"))
    sentence = tr("Lines that the preference model gives a smaller chance of ending right are given up")
    box.setAccessibleName(sentence)
    box.setToolTip(sentence)
    box.setSpecialValueText(tr("never"))
    indent(box)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
