"""What a folder of the lab has found: the report of two models, the rounds of an evolution, a trained head."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.charts.theme import ChartTheme
from app.lab_training import Point, TrainedHead
from app.lab_tuning import Tuned
from app.language import tr
from app.model_facts import head_facts
from app.sample_report import pictures
from app.state.lab import arm_table, budget_table, headline, rounds_table, training_chart, training_words, tuned_facts
from app.views.facts_table import FactsTable
from app.views.flow import Flow
from app.views.lab_chart import SvgChart
from app.views.lab_table import TableView
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import PlainLabel
from engine.lab.evolution import Evolution
from engine.lab.sample_report import SampleReport


class SampleResults(QWidget):
    """Curves and the paper's table. ``report_asked``: make it of what is there; the others carry a folder to write."""

    report_asked = Signal()
    save_asked = Signal(object)
    data_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(wrap=True)
        self.coverage = SvgChart(tr("Coverage"))
        self.diversity = SvgChart(tr("Diversity"))
        self.budgets = TableView(tr("Both models at equal cost"))
        self.arms = TableView(tr("The two campaigns"))
        self.report = QPushButton(tr("Report what is there"))
        self.save = QPushButton(tr("Save report and curves …"))
        self.data = QPushButton(tr("Save training data …"))
        self._shown = QWidget()
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(SPACE_3)
        shown.addWidget(self.budgets)
        shown.addWidget(self.coverage)
        shown.addWidget(self.diversity)
        shown.addWidget(self.arms)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.words)
        column.addLayout(Flow(self.report, self.save, self.data))
        column.addWidget(self._shown)
        column.addStretch(1)
        self.report.clicked.connect(self.report_asked)
        self.save.clicked.connect(lambda: ask_folder(self, tr("Folder for the report"), self.save_asked.emit))
        self.data.clicked.connect(lambda: ask_folder(self, tr("Folder for training data"), self.data_asked.emit))
        self.show_report(None, begun=False, busy=False)

    def show_report(self, found: SampleReport | None, *, begun: bool, busy: bool, one: bool = False) -> None:
        """Show a report; None where there is none yet, or where ``one`` model alone has nothing to be compared with."""
        self.report.setVisible(begun and not one)
        self.report.setEnabled(not busy)
        self.data.setVisible(begun)
        self.data.setEnabled(not busy)
        self.save.setVisible(found is not None)
        self.save.setEnabled(not busy)
        self._shown.setVisible(found is not None)
        if found is None:
            told = (
                tr("What the model writes can be reviewed, saved as training data, and trained on as it is.")
                if one
                else tr("Curves and tables come here when both models have drawn their samples.")
            )
            self.words.setText(told)
            return
        words = headline(found)
        self.words.setText(words)
        self.budgets.show_table(budget_table(found))
        self.arms.show_table(arm_table(found))
        self.coverage.show_chart(lambda theme: pictures(found, theme)["coverage.svg"], words)
        self.diversity.show_chart(lambda theme: pictures(found, theme)["diversity.svg"], words)


class RoundsResults(QWidget):
    """The rounds of a self-evolution. ``more_asked``: one more round."""

    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(wrap=True)
        self.rounds = TableView(tr("Rounds"))
        self.more = QPushButton(tr("One &more round"))
        self.more.clicked.connect(self.more_asked)
        self.head = HeadResults()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.words)
        column.addWidget(self.rounds)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.head)
        column.addStretch(1)

    def show_rounds(self, found: Evolution | None, head: TrainedHead | None, *, can_go_on: bool) -> None:
        """Show how the rounds went; ``can_go_on``: all that were asked for are done, and another may begin."""
        self.more.setVisible(can_go_on)
        self.rounds.setVisible(found is not None and found.sampled is not None)
        self.head.setVisible(head is not None and head.card is not None)
        if found is None or found.sampled is None:
            self.words.setText(tr("The rounds come here: what the searches found, and whether training helped."))
            return
        told = tr("{count} problems, {share} % of them held out; {model}.")
        plan = found.plan
        self.words.setText(told.format(count=plan.limit, share=f"{100 * plan.held_out:.0f}", model=plan.model))
        self.rounds.show_table(rounds_table(found))
        if head is not None:
            self.head.show_head(head, ())


class HeadResults(QWidget):
    """A preference model: how its training went, how well it does, and using it. ``use_asked`` carries whether."""

    use_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_use = False
        self.words = PlainLabel(wrap=True)
        self.chart = SvgChart(tr("Training"))
        self.facts = FactsTable(tr("Preference model"))
        self.use = QPushButton()
        self.use.setProperty("primary", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.words)
        column.addWidget(self.chart)
        column.addWidget(self.facts)
        column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.use.clicked.connect(lambda: self.use_asked.emit(not self._in_use))
        for widget in (self.words, self.chart, self.use):
            widget.hide()

    def show_head(self, found: TrainedHead, live: Sequence[Point]) -> None:
        """Show a head; ``live`` are the epochs of a training under way, which are shown in place of its own."""
        points = tuple(live or found.curve)
        self.words.setText(training_words(points))
        self.words.setVisible(bool(points))
        self.chart.setVisible(bool(points))
        if points:
            self.chart.show_chart(lambda theme: _drawn(points, theme), training_words(points))
        self.facts.show_facts(head_facts(found.card) if found.card is not None else ())
        self._in_use = found.in_use
        self.use.setVisible(found.card is not None and not live)
        self.use.setText(tr("&Use it no longer") if found.in_use else tr("&Use this preference model"))


class TuneResults(QWidget):
    """A fine-tuned model: its loss curve, what came of it, and using it."""

    use_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(wrap=True)
        self.chart = SvgChart(tr("Loss"))
        self.facts = FactsTable(tr("Fine-tuned model"))
        self.use = QPushButton(tr("&Use this model"))
        self.use.setProperty("primary", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.words)
        column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.chart)
        column.addWidget(self.facts)
        column.addStretch(1)
        self.use.clicked.connect(self.use_asked)
        for widget in (self.chart, self.use):
            widget.hide()

    def show_tuned(self, found: Tuned) -> None:
        """Show a fine-tuning as far as it is."""
        points = found.curve
        self.words.setVisible(not points)
        self.words.setText(tr("The loss curve comes here when the training has begun."))
        self.chart.setVisible(bool(points))
        if points:
            told = tr("Step {step}: loss {loss}").format(step=points[-1].epoch, loss=f"{points[-1].loss:.3f}")
            self.chart.show_chart(lambda theme: training_chart(points, theme, by_steps=True), told)
        self.facts.show_facts(tuned_facts(found.done) if found.done is not None else ())
        self.use.setVisible(found.done is not None)
        is_preference = found.done is not None and found.done.is_preference
        self.use.setText(tr("&Use this preference model") if is_preference else tr("&Use this model"))


def scrolled(widget: QWidget, name: str) -> QScrollArea:
    """A widget that may be higher than the page."""
    inner = QWidget()
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, SPACE_2, 0)
    column.addWidget(widget)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setWidget(inner)
    return area


def ask_folder(parent: QWidget, title: str, take: Callable[[Path], None]) -> None:
    """Let a person choose a folder; nothing happens where none is chosen."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: take(Path(path)))
    dialog.open()


def _drawn(points: Sequence[Point], theme: ChartTheme) -> str:
    return training_chart(points, theme)
