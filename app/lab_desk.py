"""The lab of a data folder, to look at and to work with. No Qt; calls may block and belong on a lane."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.charts.theme import ChartTheme
from app.lab_cost import cost_sentences
from app.lab_folders import FOLDER, LabFolder, LabKind, campaigns_in, lab_folders, look, read_evolution, read_report
from app.lab_orders import (
    EvolveOrder,
    Order,
    SampleOrder,
    TrainOrder,
    TuneOrder,
    head_of,
    keep_order,
    kept_order,
    order_file,
    require_sense,
)
from app.lab_orders import words_of as command_words
from app.lab_process import run_lab
from app.lab_review import Review
from app.lab_training import TrainedHead, put_back, train_here, trained, use_head
from app.lab_tuning import Tuned, tune_here, tuned, use_model
from app.language import tr
from app.sample_report import STRONG, WEAK, pictures
from engine.errors import BadSettingsError
from engine.lab.evolution import Evolution
from engine.lab.sample_match import Match
from engine.lab.sample_report import SampleReport
from models.errors import ReadOnlyError
from models.files import disk_faults, make_folder, write_atomically
from models.library import Library
from models.text import slug
from models.training.finetune_job import FinetuneProgress
from models.training.job import Progress
from models.tuning import Tunings

_ELSEWHERE = ".elsewhere.json"
_REPORT_FILES = ("report.md", "report.json", "coverage.svg", "diversity.svg")


@dataclass(frozen=True, slots=True)
class Results:
    """What a folder has to show; what its kind does not have is None."""

    folder: LabFolder
    report: SampleReport | None = None
    evolution: Evolution | None = None
    head: TrainedHead | None = None
    tuned: Tuned | None = None


class LabDesk:
    """Campaigns, evolutions and trainings."""

    def __init__(self, data_dir: Path, library: Library) -> None:
        self.data_dir = data_dir
        self._library = library
        self._tunings = Tunings(data_dir)

    def folders(self) -> tuple[LabFolder, ...]:
        """What there is, the newest first."""
        return lab_folders(self.data_dir, self._elsewhere())

    def look(self, path: Path) -> LabFolder | None:
        """One folder, as it is now."""
        return look(path)

    def results(self, path: Path) -> Results | None:
        """What a folder has to show; None if it is gone.

        Raises:
            BadSettingsError: a file of it is damaged.
        """
        folder = look(path)
        if folder is None:
            return None
        match folder.kind:
            case LabKind.SAMPLE:
                return Results(folder, report=read_report(path))
            case LabKind.EVOLUTION:
                return Results(folder, evolution=read_evolution(path), head=trained(self.data_dir, path))
            case LabKind.TRAINING:
                return Results(folder, head=trained(self.data_dir, path))
            case LabKind.TUNING:
                return Results(folder, tuned=tuned(path))
            case LabKind.CAMPAIGN:
                return Results(folder)

    def sizes(self) -> Mapping[str, int]:
        """The bytes of each model file that is here, by the model's id."""
        return {entry.id: entry.bytes or 0 for entry in self._library.list() if entry.path is not None}

    def cost(self, order: Order) -> str:
        """What an order will cost, in words.

        Raises:
            KnownError: why it cannot be done.
        """
        require_sense(order)
        return " ".join(cost_sentences(order, self._library, self._tunings))

    def place(self, order: Order, name: str) -> Path:
        """Begin a folder for an order, with a name of its own; nothing is done in it yet.

        Raises:
            KnownError: why the order cannot be done.
        """
        self.cost(order)
        path = self._unused(slug(name))
        keep_order(path, order)
        return path

    def run(
        self,
        path: Path,
        tell: Callable[[str], None],
        show: Callable[[Progress | FinetuneProgress], None],
        should_stop: Callable[[], bool],
    ) -> None:
        """Do what a folder was begun for, or go on with it.

        Raises:
            LabStoppedError: ``should_stop`` said so; what is done is kept.
            KnownError: what went wrong; what is done is kept.
        """
        order = kept_order(path)
        if order is None:
            raise BadSettingsError(
                f"{path.name} was not begun here, so its problems are not known; go on with it on the command line."
            )
        if isinstance(order, TrainOrder):
            train_here(self.data_dir, path, order, tell, show, should_stop)
        elif isinstance(order, TuneOrder):
            tune_here(self.data_dir, self._library, path, order, tell, show, should_stop)
        else:
            run_lab(self.data_dir, command_words(order, path), tell, should_stop)

    def extend(self, path: Path) -> None:
        """Ask one more round of an evolution.

        Raises:
            BadSettingsError: it was not begun here.
            ReadOnlyError: that cannot be kept.
        """
        order = kept_order(path)
        if not isinstance(order, EvolveOrder):
            raise BadSettingsError(f"{path.name} was not begun here; go on with it on the command line.")
        keep_order(path, msgspec.structs.replace(order, rounds=order.rounds + 1))

    def report_now(self, path: Path, should_stop: Callable[[], bool]) -> None:
        """Make the report of what two campaigns have so far.

        Raises:
            KnownError: there is too little, or it was stopped.
        """
        order = kept_order(path)
        known = read_report(path)
        match = order.match if isinstance(order, SampleOrder) else known.match if known else Match.FLOPS
        words = ["report", str(path / WEAK), str(path / STRONG), "--out", str(path), "--match", match.value]
        run_lab(self.data_dir, words, should_stop=should_stop)

    def review(self, path: Path, items: int) -> Review:
        """The review of a folder.

        Raises:
            KnownError: there is nothing to review.
        """
        return Review(path, items)

    def save_report(self, path: Path, target: Path) -> str:
        """Copy the report and its pictures into a folder; returns one sentence.

        Raises:
            ReadOnlyError, StorageFullError: it cannot be written.
        """
        make_folder(target)
        with disk_faults(target):
            names = [name for name in _REPORT_FILES if (path / name).is_file()]
            for name in names:
                shutil.copyfile(path / name, target / name)
        return tr("{count} files are in {folder}.").format(count=len(names), folder=target)

    def save_data(self, path: Path, target: Path, should_stop: Callable[[], bool]) -> str:
        """Write the right solutions and the preference pairs of a folder's campaigns; returns what was written.

        Raises:
            KnownError: there is no campaign, the folder cannot be written, or it was stopped.
        """
        places = [str(campaign.folder) for campaign in campaigns_in(path).values()]
        return run_lab(self.data_dir, ["export", *places, "--out", str(target)], should_stop=should_stop)

    def use_head(self, path: Path, *, use: bool) -> str:
        """Make the preference model of a folder the one that searches take, or no longer; returns one sentence.

        Raises:
            KnownError: it is damaged, or cannot be put in place.
        """
        head = head_of(path)
        return use_head(self.data_dir, head) if use else put_back(self.data_dir, head)

    def use_model(self, path: Path) -> str:
        """Add what a fine-tuning has made to the models; returns the id of the model that is then to be chosen.

        Raises:
            KnownError: there is none yet, or it does not fit its model.
        """
        order = kept_order(path)
        return use_model(self._library, self.data_dir, path, order if isinstance(order, TuneOrder) else None)

    def open_elsewhere(self, path: Path) -> LabFolder:
        """Put a folder from elsewhere on the list.

        Raises:
            BadSettingsError: it holds nothing of the lab.
            ReadOnlyError: the list cannot be kept.
        """
        found = look(path)
        if found is None:
            raise BadSettingsError(
                f"{path} holds no campaign, evolution or training; choose the folder that was given with --out."
            )
        if path.parent != self.data_dir / FOLDER:
            self._keep_elsewhere(tuple(dict.fromkeys((*self._elsewhere(), path))))
        return found

    def forget(self, path: Path) -> str:
        """Take a folder off the list: one from elsewhere stays where it is, one that was never begun goes.

        Raises:
            BadSettingsError: it holds work; that is deleted with a file manager, on purpose.
        """
        if path in self._elsewhere():
            self._keep_elsewhere(tuple(other for other in self._elsewhere() if other != path))
            return tr("{name} is off the list; its files stay where they are: {path}").format(name=path.name, path=path)
        if path.exists():
            raise BadSettingsError(f"{path.name} holds work; delete the folder {path} yourself if you want it gone.")
        order_file(path).unlink(missing_ok=True)
        return tr("{name} is off the list.").format(name=path.name)

    def pictures(self, report: SampleReport, theme: ChartTheme) -> Mapping[str, str]:
        """The curves of a report as SVG."""
        return pictures(report, theme)

    def _unused(self, name: str) -> Path:
        folder = self.data_dir / FOLDER
        number, path = 1, folder / name
        while path.exists() or order_file(path).exists():
            number += 1
            path = folder / f"{name}-{number}"
        return path

    def _elsewhere(self) -> tuple[Path, ...]:
        try:
            found = msgspec.json.decode((self.data_dir / FOLDER / _ELSEWHERE).read_bytes(), type=tuple[str, ...])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return ()
        return tuple(map(Path, found))

    def _keep_elsewhere(self, paths: Sequence[Path]) -> None:
        folder = self.data_dir / FOLDER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / _ELSEWHERE, msgspec.json.encode([str(path) for path in paths]))
        except OSError as error:
            raise ReadOnlyError(f"{folder} cannot be written; free some space or check its rights.") from error
