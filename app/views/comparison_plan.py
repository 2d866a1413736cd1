"""Putting a plan together: models, quantizations, ways of searching, efforts, problems, and where it goes."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.comparison_desk import ComparableModel
from app.language import mark, tr
from app.state.comparison_draft import Draft
from app.state.comparison_words import EFFORT_WORDS
from app.state.words import POLICY_SENTENCES, POLICY_WORDS
from app.views.comparison_choices import CheckList
from app.views.comparison_models import ModelChoices
from app.views.theme import SPACE_2, SPACE_3, SPACE_4, mono_font
from app.views.widgets import PlainLabel, indent
from engine.compare.plan import AS_IT_IS, MOST_REPEATS
from engine.compare.problem_sets import OWN
from engine.quantizer import TYPE_NAMES
from engine.types import Effort, PolicyName
from models.hub_sets import HUB_SETS

_POLICIES = (
    *(PolicyName.GREEDY, PolicyName.MAJORITY, PolicyName.MCTS, PolicyName.WEIGHTED),
    *(PolicyName.BEST_OF_N, PolicyName.BEAM, PolicyName.DVTS, PolicyName.RESTARTS),
)
_SETS = {OWN: mark("Our own: 126 problems, school to calculus")}
_HUB = mark("{name} (fetched when it starts)")
_MOST_PROBLEMS, _MOST_TOKENS = 100_000, 1_000_000


class PlanBuilder(QWidget):
    """Everything is combined with everything. A plan that says more than that is shown as text."""

    changed = Signal()
    folder_asked = Signal()
    set_asked = Signal()
    anew_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = ModelChoices()
        self.quantizations = CheckList(tr("Quantizations to make of each model"), 5, 11)
        self.policies = CheckList(tr("Ways of searching"), 5, 22)
        self.efforts = CheckList(tr("Efforts"), 3, 9)
        self.sets = CheckList(tr("Problem sets"), 4, 24)
        self.add_set = QPushButton(tr("A&dd a file of problems …"))
        self.limit = _number(tr("Problems of each set"), _MOST_PROBLEMS, tr("all"))
        self.max_tokens = _number(tr("Most tokens of a problem"), _MOST_TOKENS, tr("as the effort says"), step=100)
        self.repeats = _number(tr("Repeats of the speed figures"), MOST_REPEATS, tr("not measured"))
        self.seeds = QLineEdit()
        self.fidelity = QCheckBox(tr("Per&plexity and KL divergence"))
        self.folder = QLineEdit()
        self.choose_folder = QPushButton(tr("&Choose …"))
        self.text = QPlainTextEdit()
        self.anew = QPushButton(tr("Make a new plan &instead"))
        self._pages = QStackedWidget()
        self._form = QWidget()
        self._offer()
        self._lay_out()
        self._connect()
        self.show_draft(Draft())

    def draft(self) -> Draft:
        """What is chosen."""
        return Draft(
            models=self.models.list.ticked(),
            quantizations=self.quantizations.ticked(),
            policies=tuple(map(PolicyName, self.policies.ticked())),
            efforts=tuple(map(Effort, self.efforts.ticked())),
            sets=self.sets.ticked(),
            limit=self.limit.value(),
            seeds=self.seeds.text(),
            max_tokens=self.max_tokens.value(),
            fidelity=self.fidelity.isChecked(),
            repeats=self.repeats.value(),
        )

    def show_draft(self, draft: Draft) -> None:
        """Show these choices."""
        self.blockSignals(True)
        self.models.tick(draft.models)
        for name in draft.sets:
            self._offer_set(name)
        for chosen, values in (
            (self.quantizations, draft.quantizations),
            (self.policies, [policy.value for policy in draft.policies]),
            (self.efforts, [effort.value for effort in draft.efforts]),
            (self.sets, draft.sets),
        ):
            chosen.tick(values)
        self.limit.setValue(draft.limit)
        self.seeds.setText(draft.seeds)
        self.max_tokens.setValue(draft.max_tokens)
        self.fidelity.setChecked(draft.fidelity)
        self.repeats.setValue(draft.repeats)
        self._pages.setCurrentWidget(self._form)
        self.blockSignals(False)
        self.changed.emit()

    def show_text(self, text: str) -> None:
        """Show a plan as it is written."""
        self.text.setPlainText(text)
        self._pages.setCurrentIndex(1)
        self.changed.emit()

    def shows_text(self) -> bool:
        """Whether the plan is one that cannot be chosen here."""
        return self._pages.currentIndex() == 1

    def show_models(self, models: Sequence[ComparableModel]) -> None:
        """Offer these models; where nothing was chosen yet, the first one is."""
        first = not self.models.list.values()
        self.models.show_models(models)
        if first and models:
            self.models.list.tick([models[0].id])

    def add_problems(self, path: Path) -> None:
        """Offer a file of problems, and choose it instead of the set that was only suggested."""
        self._offer_set(str(path))
        self.sets.tick([str(path), *(name for name in self.sets.ticked() if name != OWN)])

    def place(self) -> Path | None:
        """The folder that was typed."""
        typed = self.folder.text().strip()
        return Path(typed).expanduser() if typed else None

    def show_place(self, folder: Path) -> None:
        """Show where it goes."""
        self.folder.setText(str(folder))

    def lock(self, locked: bool) -> None:
        """Nothing can be changed while it runs."""
        for widget in (self._pages, self.folder, self.choose_folder):
            widget.setEnabled(not locked)

    def _offer(self) -> None:
        self.quantizations.offer(AS_IT_IS, tr("as it is"))
        for name in TYPE_NAMES:
            self.quantizations.offer(name, name)
        for policy in _POLICIES:
            word = tr(POLICY_WORDS[policy])
            words = f"{word[:1].upper()}{word[1:]} ({policy.value})"
            self.policies.offer(policy.value, words, f"{words}\n{tr(POLICY_SENTENCES[policy])}")
        for effort, word in EFFORT_WORDS.items():
            self.efforts.offer(effort.value, tr(word))
        for name in (OWN, *HUB_SETS):
            self._offer_set(name)

    def _offer_set(self, name: str) -> None:
        if name in _SETS:
            self.sets.offer(name, tr(_SETS[name]))
        elif name.casefold() in HUB_SETS:
            self.sets.offer(name, tr(_HUB).format(name=name))
        else:
            self.sets.offer(name, Path(name).name, name)

    def _lay_out(self) -> None:
        for widget, name in ((self.seeds, tr("Seeds")), (self.folder, tr("Folder of the results"))):
            widget.setAccessibleName(name)
        self.text.setAccessibleName(tr("Plan as text"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(mono_font(self.font()))
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_3)
        grid.addWidget(self.models, 0, 0)
        grid.addLayout(self.quantizations.titled(tr("&Quantizations")), 0, 1)
        grid.addLayout(self.policies.titled(tr("&Ways of searching")), 0, 2)
        sets = self.sets.titled(tr("P&roblem sets"))
        sets.addWidget(self.add_set)
        grid.addLayout(sets, 1, 0)
        grid.addLayout(self.efforts.titled(tr("Efforts")), 1, 1)
        grid.addLayout(self._numbers(), 1, 2)
        for at, stretch in enumerate((5, 2, 4)):
            grid.setColumnStretch(at, stretch)
        grid.setRowStretch(0, 1)
        written = QWidget()
        below = QVBoxLayout(written)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE_2)
        below.addWidget(PlainLabel(tr("This plan says more than can be chosen here:"), muted=True, wrap=True))
        below.addWidget(self.text, 1)
        below.addWidget(self.anew)
        self._pages.addWidget(self._form)
        self._pages.addWidget(written)
        place = QHBoxLayout()
        place.setSpacing(SPACE_2)
        place.addWidget(PlainLabel(tr("Results go to"), muted=True))
        place.addWidget(self.folder, 1)
        place.addWidget(self.choose_folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(_scrolled(self._pages), 1)
        column.addLayout(place)

    def _numbers(self) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(SPACE_2)
        form.setHorizontalSpacing(SPACE_3)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(tr("Problems each"), self.limit)
        form.addRow(tr("Seeds"), self.seeds)
        form.addRow(tr("Most tokens"), self.max_tokens)
        form.addRow(tr("Speed, repeats"), self.repeats)
        form.addRow(self.fidelity)
        self.fidelity.setToolTip(tr("How far a copy is from the file it was made from, on a fixed text."))
        self.repeats.setToolTip(tr("pp512 and tg128 as llama-bench measures them."))
        return form

    def _connect(self) -> None:
        for chosen in (self.quantizations, self.policies, self.efforts, self.sets):
            chosen.changed.connect(self.changed)
        self.models.changed.connect(self.changed)
        for number in (self.limit, self.max_tokens, self.repeats):
            number.valueChanged.connect(lambda _: self.changed.emit())
        for line in (self.seeds, self.folder):
            line.textChanged.connect(lambda _: self.changed.emit())
        self.fidelity.toggled.connect(lambda _: self.changed.emit())
        self.add_set.clicked.connect(self.set_asked)
        self.choose_folder.clicked.connect(self.folder_asked)
        self.anew.clicked.connect(self.anew_asked)


def _scrolled(pages: QStackedWidget) -> QScrollArea:
    """In a small window nothing is squeezed."""
    pages.setObjectName("scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(tr("Plan"))
    area.setWidget(pages)
    return area


def _number(name: str, most: int, none: str, *, step: int = 1) -> QSpinBox:
    """A number of which 0 has a word of its own."""
    box = QSpinBox()
    box.setRange(0, most)
    box.setSingleStep(step)
    box.setSpecialValueText(none)
    box.setAccessibleName(name)
    indent(box)
    return box
