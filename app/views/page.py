"""A page of the window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.actions import Fact


class Page(QWidget):
    """What the window asks of each page.

    ``failed`` carries an error to show, ``said`` a sentence that is none; ``facts_changed`` comes when ``facts`` may
    answer otherwise than before.
    """

    failed = Signal(Exception)
    said = Signal(str)
    facts_changed = Signal()

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What to do for each action (its id) that this page carries out."""
        return {}

    def facts(self) -> frozenset[Fact]:
        """What is true now; asked of the page on show."""
        return frozenset()

    def arrive(self) -> None:
        """The page was turned to: put the focus where work begins."""

    def close_page(self) -> None:
        """The window goes: end timers, threads and movement."""
