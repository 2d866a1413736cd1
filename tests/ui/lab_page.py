"""The Lab page of a window under test."""

from pathlib import Path

from app.views.lab_page import LabPage
from tests.ui.conftest import World


def lab_of(world: World) -> LabPage:
    """The page, turned to."""
    world.window.show_page("lab")
    return world.window.lab


def shown(world: World, path: Path) -> LabPage:
    """The page with a folder that lies in the data folder's lab."""
    lab = lab_of(world)
    lab.choose(path)
    world.bot.until(lambda: lab.entry.path == path and lab.right.currentWidget() is lab.entry, "the folder")
    world.bot.until(lambda: lab.entry._results is not None, "its results")
    return lab
