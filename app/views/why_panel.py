"""Why a branch won or lost, and why its score is what it is: sentences, and the parts of each number."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.language import mark, tr
from app.state import RunState
from app.state.score import ScoreTable, score_tables
from app.state.why import Fact, why
from app.views.score_table import ScoreTableView
from app.views.theme import SPACE_1, SPACE_3, SPACE_4, SPACE_5
from app.views.widgets import PlainLabel
from engine.types import ROOT, NodeId

_TITLES = {
    "outcome": mark("Outcome"),
    "origin": mark("Origin"),
    "value": mark("Value"),
    "choice": mark("Choice"),
    "vote": mark("Vote"),
    "cost": mark("Cost"),
    "program": mark("Program"),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Everything that the panel shows of a step."""

    node: NodeId
    facts: tuple[Fact, ...]
    tables: tuple[ScoreTable, ...]

    @classmethod
    def of(cls, state: RunState, node: NodeId) -> "Grounds":
        """May take a tenth of a second in a large tree: make them away from the window's thread."""
        facts = why(state, node).facts if node != ROOT and node in state.nodes else ()
        return cls(node, tuple(fact for fact in facts if fact.name in _TITLES), score_tables(state, node))


class WhyPanel(QWidget):
    """Sentences at the left, tables at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Grounds | None = None
        self.setObjectName("scrolled")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, SPACE_1, 0)
        self._row.setSpacing(SPACE_5)

    def text(self) -> str:
        """All words that are shown, for tests and for copying."""
        if self._shown is None:
            return ""
        lines = [f"{tr(_TITLES[fact.name])}: {fact.sentence}" for fact in self._shown.facts]
        for table in self._shown.tables:
            lines += [table.title, *(f"{row.name} {row.number}" for row in table.rows), table.total]
        return "\n".join(lines)

    def show_grounds(self, grounds: Grounds | None) -> None:
        """Show these; what is shown already stays."""
        if grounds == self._shown:
            return
        self._shown = grounds
        self._clear()
        if grounds is None:
            return
        self._row.addWidget(_facts(grounds.facts), 3)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_4)
        for table in grounds.tables:
            column.addWidget(ScoreTableView(table))
        if not grounds.tables:
            column.addWidget(
                PlainLabel(tr("No source of values says anything about this step."), muted=True, wrap=True)
            )
        column.addStretch(1)
        self._row.addWidget(right, 2)

    def _clear(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _facts(facts: tuple[Fact, ...]) -> QWidget:
    left = QWidget()
    grid = QGridLayout(left)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE_3)
    grid.setVerticalSpacing(SPACE_1)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for row, fact in enumerate(facts):
        grid.addWidget(PlainLabel(tr(_TITLES[fact.name]), muted=True), row, 0, top)
        sentence = PlainLabel(fact.sentence, wrap=True)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(sentence, row, 1, top)
    grid.setRowStretch(len(facts), 1)
    return left
