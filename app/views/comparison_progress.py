"""Where a comparison stands: what is done now, how much is left, what a person should know."""

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QProgressBar, QWidget

from app.items.node_words import tooltip
from app.language import tr
from app.state import one_line
from app.state.comparison_watch import Stage, Watch
from app.views.theme import SPACE_3
from app.views.widgets import Card, PlainLabel

_MOST_LINES = 4


class ProgressCard(Card):
    """Hidden while nothing was begun."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Progress of the comparison"))
        self.words = PlainLabel(wrap=True)
        self.figures = PlainLabel(muted=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Problems done"))
        self.notes = QListWidget()
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setWordWrap(True)
        self.notes.setProperty("quiet", True)
        self.notes.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.words, 1)
        row.addWidget(self.figures)
        self.column.addLayout(row)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.notes)
        self.show_watch(Watch())

    def show_watch(self, watch: Watch) -> None:
        """Show where it stands."""
        done, total = watch.share
        self.words.setText(one_line(watch.sentence))
        self.figures.setText(watch.figures)
        # A bar without an end moves while it is not known how much there is to do.
        self.bar.setRange(0, total if total or not watch.busy else 0)
        self.bar.setValue(done)
        self.bar.setAccessibleDescription(watch.figures)
        self.bar.setVisible(watch.busy)
        if self.notes.count() != len(watch.notes):
            self.notes.clear()
            for sentence in watch.notes:
                self.notes.addItem(one_line(sentence))
                self.notes.item(self.notes.count() - 1).setToolTip(tooltip(sentence))
            self.notes.setCurrentRow(self.notes.count() - 1)
        lines = min(_MOST_LINES, self.notes.count())
        self.notes.setFixedHeight(round(self.fontMetrics().lineSpacing() * 1.7 * lines) + 6)
        self.notes.setVisible(bool(watch.notes))
        self.setVisible(watch.stage is not Stage.IDLE)
