"""The Compare page under test: plans of scripted models, folders that are there already."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel

from app.state.comparison_draft import Draft
from app.state.comparison_watch import Stage
from app.views.comparison_page import ComparisonPage
from engine.compare.records import Ledger, Record
from engine.types import PolicyName
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script
from tests.ui.conftest import World


def draft(folder: Path, problems: int = 3, *, delay_ms: float = 0.0) -> Draft:
    """Two arms of a script; every second problem is one that it gets wrong."""
    script = write_script(folder / "script.json", delay_ms=delay_ms)
    lines = [f"{at},Number {at}. {QUESTION},{ANSWER if at % 2 == 0 else 7}\n" for at in range(problems)]
    (folder / "mine.csv").write_text("id,question,answer\n" + "".join(lines))
    both = (PolicyName.GREEDY, PolicyName.MAJORITY)
    return Draft((str(script),), policies=both, sets=(str(folder / "mine.csv"),), limit=0, max_tokens=2000, repeats=0)


def kept(folder: Path, *records: Record) -> Path:
    ledger = Ledger(folder)
    for record in records:
        ledger.add(record)
    ledger.close()
    return folder


def page_of(world: World) -> ComparisonPage:
    world.window.show_page("compare")
    page = world.window.compare
    world.bot.until(lambda: page.builder.folder.text(), "a folder")
    return page


def planned(world: World, wanted: Draft) -> ComparisonPage:
    """The page with a plan that can start."""
    page = page_of(world)
    page.builder.show_draft(wanted)
    world.bot.until(lambda: not page.refusal(), "the outlook")
    return page


def measured_page(world: World, wanted: Draft) -> ComparisonPage:
    """The page with everything measured."""
    page = planned(world, wanted)
    world.bot.click(page.button)
    world.bot.until(lambda: page.run.watch.stage is Stage.ENDED, "the end", 120)
    world.bot.until(lambda: sum(row.n for row in page._table.rows) == page.run.watch.share[1], "the rows")
    return page


def select(page: ComparisonPage, *rows: int) -> None:
    selection = page.table.view.selectionModel()
    selection.clearSelection()
    whole = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in rows:
        selection.select(page.table.model.index(row, 0), whole)


def cells(page: ComparisonPage) -> list[list[str]]:
    model = page.problems.model
    return [[str(model.data(model.index(r, c))) for c in range(model.columnCount())] for r in range(model.rowCount())]
