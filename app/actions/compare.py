"""Actions of the Compare page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

_PAGE = needs(Fact.COMPARE_PAGE)
_RESULT = needs(Fact.COMPARE_PAGE, Fact.COMPARED)
_RUNS = needs(Fact.COMPARING)

COMPARE = (
    Action("page.compare", mark("Com&pare"), Menu.VIEW, "Ctrl+4"),
    Action("compare.new", mark("New &comparison"), Menu.FILE, needs=_PAGE, lacks=_RUNS, separated=True),
    Action("compare.open", mark("Open a c&omparison …"), Menu.FILE, needs=_PAGE, lacks=_RUNS),
    Action("compare.open_plan", mark("Open a p&lan …"), Menu.FILE, needs=_PAGE, lacks=_RUNS),
    Action("compare.save_plan", mark("Save the pla&n …"), Menu.FILE, needs=needs(Fact.COMPARE_PAGE, Fact.PLANNED)),
    Action("compare.export_csv", mark("Export the table as CS&V …"), Menu.FILE, needs=_RESULT),
    Action("compare.export_md", mark("Export the table as Mar&kdown …"), Menu.FILE, needs=_RESULT),
    Action("compare.export_html", mark("Export the table as H&TML …"), Menu.FILE, needs=_RESULT),
    Action("compare.export_json", mark("Export the table as &JSON …"), Menu.FILE, needs=_RESULT),
    Action("compare.export_svg", mark("Export the chart as SV&G …"), Menu.FILE, needs=_RESULT),
    Action("compare.export_matrix", mark("Export the pro&blems as CSV …"), Menu.FILE, needs=_RESULT),
    Action("compare.copy", mark("Copy the ro&ws of the comparison"), Menu.EDIT, needs=_RESULT, separated=True),
    Action("compare.copy_md", mark("Copy the rows as &Markdown"), Menu.EDIT, "Ctrl+Shift+K", _RESULT),
    Action(
        "compare.start",
        mark("Start the &comparison, or go on"),
        Menu.SEARCH,
        "Ctrl+Shift+Return; Ctrl+Shift+Enter",
        needs(Fact.COMPARE_PAGE, Fact.COMPARABLE_NOW),
        separated=True,
    ),
    Action(
        "compare.stop", mark("Stop the co&mparison"), Menu.SEARCH, "Ctrl+.", needs(Fact.COMPARE_PAGE, Fact.COMPARING)
    ),
)
