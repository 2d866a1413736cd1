"""What the Compare page shows and does, without Qt: models, folders of comparisons, what a plan amounts to, running it.

Calls may block: the window makes them on a background lane.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.comparison import Comparison, OnNote, OnProgress, Outcome
from app.comparison_report import write_report
from app.host import EngineHost
from app.language import tr
from app.outlook import Pace, expected_seconds, paces_of
from app.services import Services
from app.state.comparison_draft import Outlook, left_of
from engine.compare.documents import as_csv, as_html, as_json, as_markdown, matrix_csv
from engine.compare.plan import AS_IT_IS, Plan, SetChoice, queue_of, read_plan
from engine.compare.plan_text import FILE_NAME as PLAN_NAME
from engine.compare.plan_text import save_plan
from engine.compare.problem_sets import load_set
from engine.compare.records import FILE_NAME as ROWS_NAME
from engine.compare.records import Solved, read_records
from engine.compare.table import Table, make_table
from engine.store import Store
from models.errors import KnownError
from models.files import disk_faults, write_atomically
from models.heads import Heads
from models.hub_sets import HUB_SETS
from models.library import Library, ModelState
from models.text import parameters
from models.tuning import Tunings

FOLDER = "comparisons"
_KEY = "comparisons"
_MOST_ELSEWHERE = 30
_USABLE = (ModelState.INSTALLED, ModelState.LINKED)


@dataclass(frozen=True, slots=True)
class ComparableModel:
    """A model that is here. ``kind`` has weights and quantization; scope and made are words of the survey's taxonomy,
    empty where the catalogue does not know it.
    """

    id: str
    name: str
    kind: str
    bytes: int
    family: str = ""
    scope: str = ""
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recent:
    """A folder with a comparison. ``rows`` and ``problems`` are what it holds; ``changed`` when that grew last."""

    folder: Path
    rows: int
    problems: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class OpenedComparison:
    """A folder that was opened. ``plan`` None: none is kept there, or ``sentence`` says why it cannot be used."""

    folder: Path
    plan: Plan | None
    table: Table
    sentence: str = ""


class Go:
    """One go at a comparison, on an engine of its own. ``run`` blocks; ``stop`` may come from any thread."""

    def __init__(self, comparison: Comparison, engine: EngineHost, folder: Path) -> None:
        self._comparison = comparison
        self._engine = engine
        self._folder = folder

    def run(self) -> Outcome:
        """Measure what is left, then write the report beside it.

        Raises:
            KnownError: see ``Comparison.run``.
        """
        try:
            outcome = self._comparison.run()
        finally:
            self._engine.close()
        table = make_table(read_records(self._folder))
        if table.rows:
            write_report(table, self._folder)
        return outcome

    def stop(self) -> None:
        """End it; all that is measured is kept."""
        self._comparison.stop()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._comparison.stopped


class ComparisonDesk:
    """The comparisons of a data folder, and those elsewhere that were opened."""

    def __init__(self, data_dir: Path, store: Store, library: Library, heads: Heads) -> None:
        self.data_dir = data_dir
        self._store = store
        self._library = library
        self._heads = heads
        self._known: dict[Path, tuple[int, Recent, tuple[Pace, ...]]] = {}
        self._sizes: dict[tuple[SetChoice, int], tuple[str, int]] = {}

    def models(self) -> tuple[ComparableModel, ...]:
        """The models that can be loaded."""
        return tuple(
            ComparableModel(
                id=model.id,
                name=model.name,
                kind=", ".join(
                    filter(None, (parameters(model.parameters or 0) if model.parameters else "", model.quantization))
                ),
                bytes=model.bytes or 0,
                family=model.entry.family if model.entry is not None else "",
                scope=model.entry.scope if model.entry is not None else "",
                made=tuple(model.entry.made) if model.entry is not None else (),
            )
            for model in self._library.list()
            if model.state in _USABLE
        )

    def recent(self) -> tuple[Recent, ...]:
        """The comparisons there are, the one that grew last first."""
        found = [known[0] for folder in self._folders() if (known := self._look_at(folder)) is not None]
        return tuple(sorted(found, key=lambda recent: recent.changed, reverse=True))

    def open(self, folder: Path) -> OpenedComparison:
        """A comparison, finished, under way, or only planned.

        Raises:
            BadSettingsError: the folder holds none.
        """
        planned = (folder / PLAN_NAME).is_file()
        table = Table((), ()) if planned and not (folder / ROWS_NAME).exists() else make_table(read_records(folder))
        self._remember(folder)
        if not planned:
            sentence = tr("No plan is kept in {folder}; it can be looked at, and its plan opened to go on.")
            return OpenedComparison(folder, None, table, sentence.format(folder=folder.name))
        try:
            return OpenedComparison(folder, read_plan(folder / PLAN_NAME), table)
        except KnownError as error:
            return OpenedComparison(folder, None, table, error.message)

    def table(self, folder: Path) -> Table:
        """What is measured by now; nothing where nothing is."""
        return make_table(read_records(folder)) if (folder / ROWS_NAME).exists() else Table((), ())

    def read_plan(self, path: Path) -> Plan:
        """A plan from a file.

        Raises:
            BadSettingsError: it is none; the line or the field is named.
        """
        return read_plan(path)

    def save_plan(self, plan: Plan, path: Path) -> Path:
        """Write a plan as TOML."""
        save_plan(plan, path)
        return path

    def new_folder(self) -> Path:
        """Where a new comparison goes unless somebody chooses: named by the day."""
        day = f"{datetime.now():%Y-%m-%d}"
        names = (day if number == 1 else f"{day} {number}" for number in range(1, 10_000))
        return next(folder for name in names if not (folder := self.data_dir / FOLDER / name).exists())

    def look(self, plan: Plan, folder: Path) -> Outlook:
        """What a plan amounts to, and how much of it the folder has already.

        Raises:
            KnownError: a problem set cannot be used, or the folder holds something else.
        """
        turns = queue_of(plan)
        sizes = {job.problems: self._size(job.problems) for turn in turns for job in turn.jobs}
        left = left_of(plan, sizes, self.table(folder))
        arms = sum(len(turn.jobs) for turn in turns)
        copies = sum(turn.variant.quantization != AS_IT_IS for turn in turns)
        if left is None:
            return Outlook(arms, None, copies=copies)
        weights = {model.id: model.bytes for model in self.models()}
        past = [pace for each in self._folders() for pace in (self._look_at(each) or (None, ()))[1]]
        seconds, measured = 0.0, True
        for job, (count, done) in left.items():
            if count > done:
                each, known = expected_seconds(job, weights.get(job.variant.model, 0), past)
                seconds, measured = seconds + (count - done) * each, measured and known
        searches, done = (sum(pair[at] for pair in left.values()) for at in (0, 1))
        return Outlook(arms, searches, done, seconds, measured, 0 if done >= searches else copies)

    def begin(self, plan: Plan, folder: Path, on_progress: OnProgress, on_note: OnNote) -> Go:
        """A go at a plan. Its engine is its own: what is measured shares memory and time with nothing else of ours.

        Raises:
            KnownError: a problem set cannot be used.
        """
        log = self.data_dir / "logs" / "comparison.log"
        engine = EngineHost(self._store, self._library, log, Tunings(self.data_dir), self._heads)
        services = Services(self.data_dir, self._store, self._library, self._heads, engine)
        comparison = Comparison(services, plan, folder, on_progress, on_note)
        self._remember(folder)
        return Go(comparison, engine, folder)

    def export(self, table: Table, charts: Sequence[str], path: Path) -> Path:
        """Write a table in the format of the file name's ending. ``charts``: SVG, for a page of HTML."""
        writers: dict[str, Callable[[], str]] = {
            ".md": lambda: as_markdown(table),
            ".html": lambda: as_html(table, charts),
            ".json": lambda: as_json(table),
            ".svg": lambda: charts[0],
        }
        write = writers.get(path.suffix.casefold(), lambda: as_csv(table))
        return _write(path, write())

    def export_matrix(self, table: Table, path: Path) -> Path:
        """Write what became of each problem, as CSV."""
        return _write(path, matrix_csv(table.rows))

    def _folders(self) -> tuple[Path, ...]:
        ours = self.data_dir / FOLDER
        found = [folder for folder in ours.iterdir() if folder.is_dir()] if ours.is_dir() else []
        return tuple(dict.fromkeys((*found, *self._elsewhere())))

    def _elsewhere(self) -> list[Path]:
        stored = self._store.setting(_KEY)
        return [Path(name) for name in stored if isinstance(name, str)] if isinstance(stored, list) else []

    def _remember(self, folder: Path) -> None:
        place = folder.absolute()
        if place.parent == self.data_dir / FOLDER:
            return
        elsewhere = [place, *(known for known in self._elsewhere() if known != place)]
        self._store.set_setting(_KEY, [str(known) for known in elsewhere[:_MOST_ELSEWHERE]])

    def _look_at(self, folder: Path) -> tuple[Recent, tuple[Pace, ...]] | None:
        """What a folder holds; None where it is none of ours or has gone. Read again only when it has changed."""
        with suppress(KnownError, OSError):
            path = folder / ROWS_NAME
            rows = path.is_file()
            stat = (path if rows else folder / PLAN_NAME).stat()
            known = self._known.get(folder)
            if known is None or known[0] != stat.st_mtime_ns:
                records = read_records(folder) if rows else []
                solved = [record for record in records if isinstance(record, Solved)]
                groups = len({(record.arm, record.set) for record in solved})
                recent = Recent(folder, groups, len(solved), datetime.fromtimestamp(stat.st_mtime))
                known = (stat.st_mtime_ns, recent, paces_of(records))
                self._known[folder] = known
            return known[1:]
        return None

    def _size(self, choice: SetChoice) -> tuple[str, int] | None:
        """Name and number of problems of a set; a set that must be fetched is counted when it is there."""
        path = Path(choice.file)
        if not path.exists() and choice.file.casefold() in HUB_SETS:
            return (choice.file.casefold(), choice.limit) if choice.limit else None
        key = (choice, path.stat().st_mtime_ns if path.is_file() else 0)
        if key not in self._sizes:
            found = load_set(choice)
            self._sizes[key] = (found.name, len(found.problems))
        return self._sizes[key]


def _write(path: Path, text: str) -> Path:
    with disk_faults(path.parent):
        write_atomically(path, text.encode())
    return path
