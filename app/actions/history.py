"""Actions of the History page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

HISTORY = (
    Action("history.find", mark("&Find a session"), Menu.EDIT, "Ctrl+F"),
    Action("history.again", mark("Solve the problem &again"), Menu.FILE, needs=needs(Fact.HISTORY_PAGE, Fact.SESSION)),
)
