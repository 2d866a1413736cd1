"""Dialogs for the files of a comparison: folders, plans, sets, exports."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.comparison_desk import ComparisonDesk
from app.comparison_report import charts_of
from app.language import mark, tr
from app.views.background import Background
from app.views.comparison_charts import Charts
from engine.compare.table import Table

FORMATS = {
    "csv": mark("CSV"),
    "md": mark("Markdown"),
    "html": mark("HTML"),
    "json": mark("JSON"),
    "svg": mark("SVG"),
}
"""What a table or a chart is exported as, by the ending of the file."""
_OF_TABLES = ("csv", "md", "html", "json")


class Exports(QObject):
    """Writes the table, the chart on show and the matrix to files that a person names."""

    said = Signal(str)
    failed = Signal(Exception)

    def __init__(self, desk: ComparisonDesk, lane: Background, charts: Charts, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._lane = lane
        self._charts = charts
        self._page = page
        self._table = Table((), ())

    def show_table(self, table: Table) -> None:
        """This is what is written."""
        self._table = table

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """The actions that export."""
        found: dict[str, Callable[[], None]] = {f"compare.export_{each}": partial(self.ask, each) for each in FORMATS}
        return found | {"compare.export_matrix": self.ask_matrix}

    def offer(self, button: QWidget) -> None:
        """A menu of the formats of a table, below a button."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for ending in _OF_TABLES:
            menu.addAction(tr(FORMATS[ending]), partial(self.ask, ending))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def ask(self, ending: str) -> None:
        """Let a file be named, then write."""
        name = self._charts.file_name() if ending == "svg" else f"table.{ending}"
        title = tr("Export as {format}").format(format=tr(FORMATS[ending]))
        ask_where_to(self._page, title, name, partial(self.export_to, ending))

    def ask_matrix(self) -> None:
        """The same for the matrix of problems."""
        ask_where_to(self._page, tr("Export the problems"), "matrix.csv", self.export_matrix)

    def export_to(self, ending: str, path: Path) -> None:
        """Write the table, or the chart on show."""
        table, chart = self._table, self._charts.svg() if ending == "svg" else ""

        def write() -> Path:
            drawn = charts_of(table) if ending == "html" else {"": chart}
            return self._desk.export(table, [svg for name, svg in drawn.items() if "-dark" not in name], path)

        self._write(write)

    def export_matrix(self, path: Path) -> None:
        """Write what became of each problem."""
        table = self._table
        self._write(lambda: self._desk.export_matrix(table, path))

    def _write(self, write: Callable[[], Path]) -> None:
        self._lane.run(write, lambda path: self.said.emit(tr("Wrote {path}.").format(path=path)), self.failed.emit)


def ask_folder(window: QWidget, title: str, done: Callable[[Path], None], *, new: bool) -> None:
    """Let a folder be chosen; ``new``: one that may have to be made."""
    dialog = _dialog(window, title, done)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    if new:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.open()


def ask_file(window: QWidget, title: str, kind: str, done: Callable[[Path], None]) -> None:
    """Let a file be chosen; ``kind`` names its endings, as in "Plans (*.toml)"."""
    dialog = _dialog(window, title, done)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([kind, tr("All files (*)")])
    dialog.open()


def ask_where_to(window: QWidget, title: str, name: str, done: Callable[[Path], None]) -> None:
    """Let a file be named; it gets the ending of ``name``."""
    dialog = _dialog(window, title, done)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.open()


def _dialog(window: QWidget, title: str, done: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(window, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: done(Path(name)))
    return dialog
