"""What an action of the window is: data, so that menus, keys and the shortcut sheet are made from one table."""

from dataclasses import dataclass
from enum import StrEnum

from app.language import mark


class Menu(StrEnum):
    """The menus, in the order of the bar; values are their titles."""

    FILE = mark("&File")
    EDIT = mark("&Edit")
    SEARCH = mark("&Search")
    VIEW = mark("&View")
    TEACH = mark("&Teach")
    HELP = mark("&Help")


class Fact(StrEnum):
    """What may be true of the window at a moment; the page on show says which hold."""

    SOLVE_PAGE = "the Solve page is on show"
    HISTORY_PAGE = "the History page is on show"
    MODELS_PAGE = "the Models page is on show"
    LAB_PAGE = "the Lab page is on show"
    SETTINGS_PAGE = "the Settings page is on show"
    READY = "a search could start"
    BUSY = "a search runs, or starts, or stops"
    STOPPABLE = "a search can be stopped"
    RUN = "a run with steps is shown"
    ENDED = "the run that is shown has ended"
    CONTINUABLE = "the run that is shown could go on"
    STEP = "a step is selected"
    PINNABLE = "the search can go on below the selected step, or below a new one after it"
    PINNED = "the search goes on below one step alone"
    FORKABLE = "a new search can begin at the selected step"
    EDITABLE = "the selected step can be replaced by another"
    PRUNABLE = "the selected step can be given up"
    ANSWER = "an answer is shown"
    SESSION = "a stored session is selected"
    COMPARABLE = "two stored runs can be compared"
    NEWER_RUN = "the opened session has a newer run"
    OLDER_RUN = "the opened session has an older run"
    UNDOABLE = "something can be undone"
    MODEL = "a model is selected"
    COMPARE_PAGE = "the Compare page is on show"
    PLANNED = "a plan of a comparison is complete"
    COMPARABLE_NOW = "a comparison could start or go on"
    COMPARING = "a comparison runs"
    COMPARED = "rows of a comparison are shown"
    LAB_READY = "something in the lab can be begun or gone on with"
    LAB_BUSY = "the lab is at work"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person can do.

    Attributes:
        title: in English with its mnemonic, as in "&Stop"; "…" at the end where a dialog follows.
        needs, lacks: the action is enabled when all ``needs`` and none of ``lacks`` hold.
        shortcut: one or more key sequences in Qt's portable words, separated by "; ".
        local: the keys are read by the widget that has the focus; the sheet of shortcuts lists them.
    """

    id: str
    title: str
    menu: Menu
    shortcut: str = ""
    needs: frozenset[Fact] = frozenset()
    lacks: frozenset[Fact] = frozenset()
    local: bool = False
    separated: bool = False

    def enabled(self, facts: frozenset[Fact]) -> bool:
        """Can it be done now?"""
        return self.needs <= facts and not self.lacks & facts


def needs(*facts: Fact) -> frozenset[Fact]:
    """Facts as a set."""
    return frozenset(facts)
