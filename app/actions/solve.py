"""Actions of the Solve page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

SOLVE = (
    Action("solve.new", mark("&New problem"), Menu.FILE, "Ctrl+N", lacks=needs(Fact.BUSY)),
    Action("solve.start", mark("&Start the search"), Menu.SEARCH, "Ctrl+Return; Ctrl+Enter", needs(Fact.READY)),
    Action("solve.stop", mark("S&top the search"), Menu.SEARCH, "Escape", needs(Fact.STOPPABLE)),
    Action("tree.walk", mark("Walk the tree"), Menu.VIEW, "Up; Down; Left; Right; Home", local=True),
    Action("tree.zoom", mark("Zoom the tree"), Menu.VIEW, "+; -", local=True),
    Action("tree.fit", mark("Show the whole tree"), Menu.VIEW, "0", local=True),
)
