"""Where a search stands, in one line and one thin bar."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.language import tr
from app.state import RunState
from app.state.words import status_sentence, tree_sentence
from app.views.theme import SPACE_1, SPACE_4
from app.views.widgets import PlainLabel
from engine.store import RunStatus

_GIB = 2**30


class Figures(QWidget):
    """Status at the left, figures at the right; the widths are those of the text, so nothing else moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory_bytes: int | None = None
        self._speed = 0.0
        self._used = 0
        self._run_id = ""
        self._status = PlainLabel(wrap=True)
        self._figures = PlainLabel(muted=True)
        self._status.setAccessibleName(tr("State of the search"))
        self._figures.setAccessibleName(tr("Figures of the search"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Part of the budget that is used"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        row.addWidget(self._status, 1)
        row.addWidget(self._figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(row)
        column.addWidget(self._bar)

    def text(self) -> str:
        """Both texts, for tests."""
        return f"{self._status.text()} {self._figures.text()}".strip()

    def say(self, sentence: str, busy: bool) -> None:
        """A sentence while there is no run to show; ``busy`` moves the bar without an end."""
        self._status.setText(sentence)
        self._figures.setText("")
        self._bar.setRange(0, 0 if busy else 1000)
        self._bar.setValue(0)

    def show_memory(self, memory_bytes: int | None) -> None:
        """The worker's memory; shown with the next state."""
        self._memory_bytes = memory_bytes

    def show_state(self, state: RunState) -> None:
        """Show a run's figures."""
        self._bar.setRange(0, 1000)
        progress = state.progress
        if state.run_id != self._run_id:
            self._run_id, self._speed, self._used = state.run_id, 0.0, 0
        if state.status is RunStatus.RUNNING:
            # Set to empty, the words would leave their line and the page below would move up.
            self._status.setText(tree_sentence(state) if len(state.nodes) > 1 else tr("Writing the first steps …"))
        else:
            self._status.setText(" ".join(part for part in (status_sentence(state), tree_sentence(state)) if part))
        if progress is not None:
            self._bar.setValue(round(max(0.0, min(1.0, progress.fraction)) * 1000))
            self._speed = progress.tokens_per_second
            self._used = progress.sampled_tokens
        elif state.usage is not None:
            self._speed = state.usage.sampled_tokens / state.usage.seconds if state.usage.seconds else 0.0
            self._used = state.usage.sampled_tokens
        if state.status.ended:
            self._bar.setValue(1000 if state.status is RunStatus.FINISHED else self._bar.value())
        self._figures.setText("   ".join([*self._words(state), *self._memory_words()]))

    def _words(self, state: RunState) -> list[str]:
        """Speed, tokens of the budget, and time or rollouts."""
        if state.settings is None:
            return []
        budget = state.settings.budget
        words = [
            tr("{speed:.0f} tokens/s").format(speed=self._speed),
            tr("{used:,} of {all:,} tokens").format(used=self._used, all=budget.max_tokens),
        ]
        if state.usage is not None:
            return [*words, tr("{seconds:.1f} s").format(seconds=state.usage.seconds)]
        done = state.progress.rollouts if state.progress else 0
        return [*words, tr("{done:,} of {all:,} rollouts").format(done=done, all=budget.rollouts)]

    def _memory_words(self) -> list[str]:
        if self._memory_bytes is None:
            return []
        return [tr("engine {memory:.1f} GB").format(memory=self._memory_bytes / _GIB)]
