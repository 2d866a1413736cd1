"""Actions for the class room; those of the presenter are keys of its own window."""

from app.actions.base import Action, Menu
from app.language import mark

TEACH = (
    Action("teach.present", mark("&Present"), Menu.TEACH, "F5"),
    Action("teach.handout", mark("&Hand-out…"), Menu.TEACH, "Ctrl+P"),
    Action("teach.answers", mark("Hand-out with &answers…"), Menu.TEACH, "Ctrl+Shift+P"),
    Action("teach.add", mark("Add to a class &set…"), Menu.TEACH, "Ctrl+D", separated=True),
    Action("teach.sets", mark("&Class sets…"), Menu.TEACH, "Ctrl+Shift+D"),
    Action("presenter.next", mark("Presenter: reveal what comes next"), Menu.TEACH, "Right; PgDown; Space", local=True),
    Action("presenter.back", mark("Presenter: take it back"), Menu.TEACH, "Left; PgUp; Backspace", local=True),
    Action("presenter.first", mark("Presenter: begin the problem again"), Menu.TEACH, "Home", local=True),
    Action("presenter.last", mark("Presenter: end of the problem"), Menu.TEACH, "End", local=True),
    Action("presenter.next_problem", mark("Presenter: next problem"), Menu.TEACH, "Down", local=True),
    Action("presenter.previous_problem", mark("Presenter: problem before"), Menu.TEACH, "Up", local=True),
    Action("presenter.reason", mark("Presenter: expand the reason"), Menu.TEACH, "R", local=True),
    Action("presenter.code", mark("Presenter: show the code"), Menu.TEACH, "C", local=True),
    Action("presenter.wrong", mark("Presenter: where it goes wrong, and back"), Menu.TEACH, "W", local=True),
    Action("presenter.black", mark("Presenter: black screen"), Menu.TEACH, "B; .", local=True),
    Action("presenter.larger", mark("Presenter: larger type"), Menu.TEACH, "+; =", local=True),
    Action("presenter.smaller", mark("Presenter: smaller type"), Menu.TEACH, "-", local=True),
    Action("presenter.contrast", mark("Presenter: high contrast"), Menu.TEACH, "H", local=True),
    Action("presenter.full", mark("Presenter: full screen, or a window"), Menu.TEACH, "F11; F5", local=True),
    Action("presenter.leave", mark("Presenter: leave"), Menu.TEACH, "Escape", local=True),
)
