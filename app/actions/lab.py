"""Actions of the Lab page; the keys of a review are read by the review alone."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

_PAGE = needs(Fact.LAB_PAGE)

LAB = (
    Action("page.lab", mark("La&b"), Menu.VIEW, "Ctrl+5"),
    Action("lab.new", mark("Ne&w in the lab …"), Menu.FILE, "Ctrl+Shift+N", _PAGE, separated=True),
    Action("lab.open", mark("Open a lab &folder …"), Menu.FILE, "Ctrl+Shift+O", _PAGE),
    Action("lab.start", mark("St&art in the lab, or go on"), Menu.SEARCH, "F7", needs(Fact.LAB_PAGE, Fact.LAB_READY)),
    Action("lab.stop", mark("Stop the &lab"), Menu.SEARCH, "Shift+F7", needs(Fact.LAB_BUSY)),
    Action("lab.right", mark("Review: the reasoning is right"), Menu.VIEW, "Y", local=True),
    Action("lab.wrong", mark("Review: the reasoning is wrong"), Menu.VIEW, "N", local=True),
    Action("lab.skip", mark("Review: skip"), Menu.VIEW, "S", local=True),
    Action("lab.undo", mark("Review: take the last one back"), Menu.VIEW, "U", local=True),
)
