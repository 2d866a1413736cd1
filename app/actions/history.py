"""Actions of the History page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

_PAGE = needs(Fact.HISTORY_PAGE)
_SESSION = needs(Fact.HISTORY_PAGE, Fact.SESSION)

HISTORY = (
    Action("history.undo", mark("&Undo the last change"), Menu.EDIT, "Ctrl+Z", needs(Fact.HISTORY_PAGE, Fact.UNDOABLE)),
    Action("history.find", mark("&Find a session"), Menu.EDIT, "Ctrl+F"),
    Action("history.favourites", mark("Show fa&vourites only"), Menu.EDIT, "Ctrl+Shift+F", _PAGE),
    Action("history.rename", mark("&Rename the session"), Menu.EDIT, "Ctrl+R", _SESSION, separated=True),
    Action("history.star", mark("Fav&ourite, or no longer"), Menu.EDIT, "Ctrl+M", _SESSION),
    Action("history.tags", mark("&Tags of the session …"), Menu.EDIT, "Ctrl+T", _SESSION),
    Action("history.delete", mark("&Delete the session"), Menu.EDIT, "Ctrl+Delete", _SESSION),
    Action("history.again", mark("Solve the problem &again"), Menu.FILE, needs=_SESSION),
    Action("history.import", mark("I&mport sessions …"), Menu.FILE, "Ctrl+O", _PAGE, separated=True),
    Action("history.export_md", mark("Export as &Markdown …"), Menu.FILE, "Ctrl+Shift+M", _SESSION),
    Action("history.export_html", mark("Export as &HTML …"), Menu.FILE, "Ctrl+Shift+H", _SESSION),
    Action("history.export_pdf", mark("Export as &PDF …"), Menu.FILE, "Ctrl+Shift+E", _SESSION),
    Action("history.export_json", mark("Export as &JSON …"), Menu.FILE, "Ctrl+Shift+J", _SESSION),
    Action("history.export_tex", mark("Export as &LaTeX …"), Menu.FILE, "Ctrl+Shift+L", _SESSION),
    Action(
        "history.compare",
        mark("&Compare two runs"),
        Menu.VIEW,
        "Ctrl+Shift+R",
        needs(Fact.HISTORY_PAGE, Fact.COMPARABLE),
        separated=True,
    ),
    Action("history.newer_run", mark("Ne&wer run of the session"), Menu.VIEW, "Ctrl+PgDown", needs(Fact.NEWER_RUN)),
    Action("history.older_run", mark("&Older run of the session"), Menu.VIEW, "Ctrl+PgUp", needs(Fact.OLDER_RUN)),
    Action("history.delete_here", mark("Delete the chosen session"), Menu.EDIT, "Delete", local=True),
    Action("history.open", mark("Open the chosen session"), Menu.FILE, "Return", local=True),
)
