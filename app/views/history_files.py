"""Sessions to files and back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.language import mark, tr
from app.shelves import StoredSessions, file_name
from app.views.background import Background
from app.views.ports import SessionLine

FORMATS = {
    "md": mark("Markdown"),
    "html": mark("HTML"),
    "pdf": mark("PDF"),
    "json": mark("JSON"),
    "tex": mark("LaTeX"),
}
"""By the ending of the file."""


class SessionFiles(QObject):
    """Writes and reads on a lane of its own: a PDF takes a second. ``imported`` carries the ids of new sessions."""

    imported = Signal(object)
    said = Signal(str)
    failed = Signal(Exception)

    def __init__(self, shelf: StoredSessions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lane = Background("files", self)

    def ask_where_to(self, lines: Sequence[SessionLine], ending: str, window: QWidget) -> None:
        """Let a file be named for one session, a folder for several, then write."""
        ids = [line.id for line in lines]
        dialog = QFileDialog(window)
        dialog.setWindowTitle(tr("Export as {format}").format(format=tr(FORMATS[ending])))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if len(ids) == 1:
            dialog.setNameFilter(f"{tr(FORMATS[ending])} (*.{ending})")
            dialog.setDefaultSuffix(ending)
            dialog.selectFile(f"{file_name(lines[0].title)}.{ending}")
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.export_to(ids, ending, Path(name)))
        _open(dialog)

    def export_to(self, session_ids: Sequence[str], ending: str, path: Path) -> None:
        """Write sessions: one to a file, several into a folder."""
        self.said.emit(tr("Writing {path} …").format(path=path))
        self._lane.run(
            lambda: self._shelf.export(session_ids, ending, path),
            lambda _: self.said.emit(tr("Wrote {path}.").format(path=path)),
            self.failed.emit,
        )

    def ask_what_to_read(self, window: QWidget) -> None:
        """Let files be chosen, then read them."""
        dialog = QFileDialog(window)
        dialog.setWindowTitle(tr("Import sessions"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(f"{tr('Sessions exported as JSON')} (*.json)")
        dialog.filesSelected.connect(lambda names: self.read([Path(name) for name in names]))
        _open(dialog)

    def read(self, paths: Sequence[Path]) -> None:
        """Take in sessions that were exported as JSON."""
        self._lane.run(lambda: self._shelf.add_files(paths), self.imported.emit, self.failed.emit)

    def close(self) -> None:
        """End the lane; what is being written is written to its end."""
        self._lane.close()


def _open(dialog: QFileDialog) -> None:
    """Show a dialog without waiting for it."""
    dialog.finished.connect(lambda _: dialog.deleteLater())
    dialog.open()
