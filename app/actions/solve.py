"""Actions of the Solve page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

_PAGE = Fact.SOLVE_PAGE

SOLVE = (
    Action("solve.new", mark("&New problem"), Menu.FILE, "Ctrl+N", lacks=needs(Fact.BUSY)),
    Action("solve.copy_step", mark("Copy the &step"), Menu.EDIT, needs=needs(_PAGE, Fact.STEP)),
    Action("solve.copy_answer", mark("Copy the &answer"), Menu.EDIT, "Ctrl+Shift+C", needs(_PAGE, Fact.ANSWER)),
    Action("solve.copy", mark("Copy what has the focus: text, formula as TeX, step"), Menu.EDIT, "Ctrl+C", local=True),
    Action("solve.start", mark("&Start the search"), Menu.SEARCH, "Ctrl+Return; Ctrl+Enter", needs(Fact.READY)),
    Action("solve.pause", mark("Pa&use the search"), Menu.SEARCH, "F8; Pause", needs(Fact.STOPPABLE)),
    Action("solve.stop", mark("S&top the search"), Menu.SEARCH, "Escape", needs(Fact.STOPPABLE)),
    Action("solve.continue", mark("&Go on with the same effort"), Menu.SEARCH, "F9", needs(_PAGE, Fact.CONTINUABLE)),
    Action("solve.deepen", mark("Go on with &more effort"), Menu.SEARCH, "Shift+F9", needs(_PAGE, Fact.CONTINUABLE)),
    Action("solve.expert", mark("E&xpert settings"), Menu.SEARCH, "Ctrl+E", needs(_PAGE)),
    Action("steer.pin", mark("Go on &below this step"), Menu.SEARCH, "Ctrl+B", needs(Fact.PINNABLE), separated=True),
    Action("steer.unpin", mark("Go on &everywhere again"), Menu.SEARCH, "Ctrl+Shift+B", needs(Fact.PINNED)),
    Action("steer.fork", mark("&Fork a new search from this step"), Menu.SEARCH, "Ctrl+K", needs(Fact.FORKABLE)),
    Action("steer.insert", mark("&Insert a step of your own …"), Menu.SEARCH, "Ctrl+I", needs(Fact.PINNABLE)),
    Action("steer.edit", mark("E&dit this step …"), Menu.SEARCH, "F2", needs(Fact.EDITABLE)),
    Action("steer.prune", mark("Give u&p this step and all below it"), Menu.SEARCH, "Delete", needs(Fact.PRUNABLE)),
    Action("replay.play", mark("&Play the search, or halt"), Menu.VIEW, "F6", needs(Fact.RUN), separated=True),
    Action("replay.back", mark("One step &back"), Menu.VIEW, "Alt+Left", needs(Fact.RUN)),
    Action("replay.forward", mark("One step &on"), Menu.VIEW, "Alt+Right", needs(Fact.RUN)),
    Action("replay.start", mark("To the be&ginning"), Menu.VIEW, "Alt+Home", needs(Fact.RUN)),
    Action("replay.newest", mark("To the ne&west step"), Menu.VIEW, "Alt+End", needs(Fact.RUN)),
    Action("tree.walk", mark("Walk the tree"), Menu.VIEW, "Up; Down; Left; Right; Home", local=True),
    Action("tree.zoom", mark("Zoom the tree"), Menu.VIEW, "+; -", local=True),
    Action("tree.fit", mark("Show the whole tree"), Menu.VIEW, "0", local=True),
)
STEP_MENU = (
    "steer.pin",
    "steer.unpin",
    "steer.fork",
    "steer.insert",
    "steer.edit",
    "steer.prune",
    "solve.copy_step",
)
"""What the menu of a step offers."""
