"""Actions of the window itself."""

from app.actions.base import Action, Menu
from app.language import mark

GENERAL = (
    Action("file.quit", mark("&Quit"), Menu.FILE, "Ctrl+Q", separated=True),
    Action("page.solve", mark("&Solve"), Menu.VIEW, "Ctrl+1"),
    Action("page.history", mark("&History"), Menu.VIEW, "Ctrl+2"),
    Action("page.next", mark("&Next page"), Menu.VIEW, "Ctrl+Tab"),
    Action("help.shortcuts", mark("&Keyboard shortcuts"), Menu.HELP, "F1"),
    Action("help.about", mark("&About Stepwise"), Menu.HELP),
)
