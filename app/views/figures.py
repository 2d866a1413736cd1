"""Where a search stands, in one line or two and one thin bar."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.state import RunState
from app.state.words import status_sentence, tree_sentence
from app.views.theme import SPACE_1, SPACE_4
from app.views.widgets import LineLabel
from engine.store import RunStatus

_GIB = 2**30
_ONE_LINE_CHARACTERS = 120


class Figures(QWidget):
    """Status at the left, figures at the right, or below where it is narrow for the font.

    While a search runs each of them is one line, whatever it says, so that nothing below moves. The sentence at the end
    may take more lines; they stay while somebody looks back.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory_bytes: int | None = None
        self._run_id = ""
        self._status = LineLabel()
        self._status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._figures = LineLabel(muted=True)
        self._status.setAccessibleName(tr("State of the search"))
        self._figures.setAccessibleName(tr("Figures of the search"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Part of the budget that is used"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self._status, 1)
        self._row.addWidget(self._figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(self._row)
        column.addWidget(self._bar)

    def text(self) -> str:
        """Both texts, for tests."""
        return f"{self._status.full_text()} {self._figures.full_text()}".strip()

    def say(self, sentence: str, busy: bool) -> None:
        """A sentence while there is no run to show; ``busy`` moves the bar without an end."""
        self._run_id = ""
        self._status.setMinimumHeight(0)
        self._status.say(sentence, wraps=True)
        self._figures.say("")
        self._bar.setRange(0, 0 if busy else 1000)
        self._bar.setValue(0)

    def show_memory(self, memory_bytes: int | None) -> None:
        """The worker's memory; shown with the next state."""
        self._memory_bytes = memory_bytes

    def show_state(self, state: RunState, *, earlier: bool = False) -> None:
        """Show a run's figures; ``earlier`` says that this is not where it stands now."""
        self._bar.setRange(0, 1000)
        progress = state.progress
        if state.run_id != self._run_id:
            self._run_id = state.run_id
            self._status.setMinimumHeight(0)
        if earlier:
            self._status.say(tr("As it was: {tree}").format(tree=tree_sentence(state)))
        elif state.status is RunStatus.RUNNING:
            self._status.say(tree_sentence(state) if len(state.nodes) > 1 else tr("Writing the first steps …"))
        else:
            words = " ".join(part for part in (status_sentence(state), tree_sentence(state)) if part)
            self._status.say(words, wraps=True)
            self._status.setMinimumHeight(self._status.heightForWidth(self._status.width()))
        used = _used_tokens(state)
        share = progress.fraction if progress is not None else _share_of_budget(state, used)
        self._bar.setValue(round(max(0.0, min(1.0, share)) * 1000))
        self._figures.say("   ".join([*_words(state, used), *self._memory_words()]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two: width and font decide, never the text of the moment."""
        super().resizeEvent(event)
        wide = self.width() > self.fontMetrics().averageCharWidth() * _ONE_LINE_CHARACTERS
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        self._row.setSpacing(SPACE_4 if wide else SPACE_1)
        self._status.setMinimumHeight(0)

    def _memory_words(self) -> list[str]:
        if self._memory_bytes is None:
            return []
        return [tr("engine {memory:.1f} GB").format(memory=self._memory_bytes / _GIB)]


def _used_tokens(state: RunState) -> int:
    """Sampled tokens: as the engine counts them, else those of the steps that are there."""
    if state.progress is not None:
        return state.progress.sampled_tokens
    if state.usage is not None:
        return state.usage.sampled_tokens
    return sum(node.tokens for node in state.nodes.values() if not node.carried)


def _share_of_budget(state: RunState, used: int) -> float:
    if state.status is RunStatus.FINISHED:
        return 1.0
    return used / state.settings.budget.max_tokens if state.settings is not None else 0.0


def _words(state: RunState, used: int) -> list[str]:
    """Speed, tokens of the budget, rollouts or time; what is not known of a moment is left out."""
    if state.settings is None:
        return []
    budget = state.settings.budget
    words = [tr("{used:,} of {all:,} tokens").format(used=used, all=budget.max_tokens)]
    if state.progress is not None:
        speed, done = state.progress.tokens_per_second, state.progress.rollouts
        words.insert(0, tr("{speed:.0f} tokens/s").format(speed=speed))
        words.append(tr("{done:,} of {all:,} rollouts").format(done=done, all=budget.rollouts))
    elif state.usage is not None:
        seconds = state.usage.seconds
        words.insert(0, tr("{speed:.0f} tokens/s").format(speed=state.usage.sampled_tokens / max(seconds, 1e-3)))
        words.append(tr("{seconds:.1f} s").format(seconds=seconds))
    return words
