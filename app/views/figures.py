"""Where a search stands, in one line and one thin bar."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.state import RunState
from app.state.words import status_sentence, tree_sentence, usage_sentence
from app.views.theme import SPACE_1, SPACE_4
from app.views.widgets import PlainLabel
from engine.store import RunStatus

_GIB = 2**30


class Figures(QWidget):
    """Status at the left, figures at the right; the widths are those of the text, so nothing else moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory_bytes: int | None = None
        self._status = PlainLabel(wrap=True)
        self._figures = PlainLabel(muted=True)
        self._status.setAccessibleName("State of the search")
        self._figures.setAccessibleName("Figures of the search")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Part of the budget that is used")
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
        if state.status is RunStatus.RUNNING:
            # Set to empty, the words would leave their line and the page below would move up.
            self._status.setText(tree_sentence(state) if len(state.nodes) > 1 else "Writing the first steps…")
        else:
            self._status.setText(" ".join(part for part in (status_sentence(state), tree_sentence(state)) if part))
        if progress is not None:
            self._bar.setValue(round(max(0.0, min(1.0, progress.fraction)) * 1000))
            parts = [
                f"{progress.tokens_per_second:.0f} tokens/s",
                f"{progress.sampled_tokens:,} tokens",
                f"{progress.rollouts:,} {'rollout' if progress.rollouts == 1 else 'rollouts'}",
            ]
            self._figures.setText("   ".join([*parts, *self._memory_words()]))
        elif state.status.ended:
            self._bar.setValue(1000 if state.status is RunStatus.FINISHED else self._bar.value())
            self._figures.setText(usage_sentence(state))

    def _memory_words(self) -> list[str]:
        return [] if self._memory_bytes is None else [f"engine {self._memory_bytes / _GIB:.1f} GB"]
