"""The model library as the window asks for it (app.views.ports.ModelShelf)."""

from collections.abc import Sequence
from contextlib import suppress

from app.host import CONTEXT_TOKENS, SEQUENCES
from app.language import tr
from app.model_facts import fit_sentence
from app.preference import default_policy, default_values
from app.services import Services
from app.views.ports import ModelChoice
from engine.types import StepFormat
from models.catalogue import Choice, default_entry
from models.errors import BadModelFileError
from models.files import ProgressSink, ShouldStop
from models.fit import estimate, free_bytes
from models.gguf import read_header
from models.heads import Heads
from models.library import ModelEntry, ModelState
from models.step_format import default_format
from models.text import amount

_LAST_MODEL = "last_model"
_SEARCH_CHOICES = "search_choices"


class LibraryModels:
    """Models of the library; the fit is computed from the file where there is one."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def choices(self) -> Sequence[ModelChoice]:
        """Models that are here first, then the catalogue in its order."""
        available = free_bytes()
        default = default_entry(available)
        usable = [entry for entry in self._services.library.list() if _can_be_used(entry)]
        last = self._services.store.setting(_LAST_MODEL)
        preselected = _preselected([entry.id for entry in usable if entry.path], str(last), default.entry.id)
        heads = self._services.heads
        listed = [_choice(entry, heads, available, default, entry.id == preselected) for entry in usable]
        return sorted(listed, key=lambda choice: (not choice.installed, not choice.is_default))

    def remember(self, model_id: str) -> None:
        """Preselect this model from now on."""
        self._services.store.set_setting(_LAST_MODEL, model_id)

    def search_choices(self) -> str:
        """What was kept; "" where nothing was, or something else."""
        kept = self._services.store.setting(_SEARCH_CHOICES)
        return kept if isinstance(kept, str) else ""

    def keep_search_choices(self, choices: str) -> None:
        """Keep what was chosen for searches."""
        self._services.store.set_setting(_SEARCH_CHOICES, choices)

    def get(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> None:
        """Fetch a model."""
        self._services.library.get(model_id, progress, should_stop)

    def verify(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> str:
        """Compare a model's checksum."""
        sound = self._services.library.verify(model_id, progress, should_stop)
        if sound.checked:
            return tr("The file is sound: its SHA-256 is {sum}, as it should be.").format(sum=sound.sha256)
        return tr("The file can be read; its SHA-256 is {sum}, with none to compare it with.").format(sum=sound.sha256)

    def discard(self, model_id: str) -> None:
        """Delete what an unfinished fetch has so far; a model that is here stays."""
        known = {entry.id: entry for entry in self._services.library.list()}
        if model_id in known and known[model_id].path is None and known[model_id].fetched_bytes:
            self._services.library.remove(model_id)


def _preselected(here: Sequence[str], last: str, best: str) -> str:
    """The model used last, else the best one, else any that is here: whoever is offline can begin with it."""
    if last in here or not here:
        return last if last in here else best
    return best if best in here else here[0]


def _can_be_used(entry: ModelEntry) -> bool:
    return entry.path is not None or (entry.state is ModelState.NOT_FETCHED and entry.entry is not None)


def _choice(entry: ModelEntry, heads: Heads, available_bytes: int, default: Choice, preselected: bool) -> ModelChoice:
    installed = entry.state in (ModelState.INSTALLED, ModelState.LINKED)
    step_format = _step_format(entry)
    values = default_values(heads, entry.id, step_format) if installed else ()
    return ModelChoice(
        id=entry.id,
        name=entry.name,
        installed=installed,
        reason=_reason(entry, available_bytes, default),
        download_bytes=max(0, (entry.bytes or 0) - entry.fetched_bytes),
        is_default=preselected,
        step_format=step_format,
        values=values,
        policy=default_policy(values),
    )


def _step_format(entry: ModelEntry) -> StepFormat:
    header = None
    if entry.entry is None and entry.path is not None:
        # A broken file is told as the reason why it cannot be used.
        with suppress(BadModelFileError):
            header = read_header(entry.path)
    return StepFormat(default_format(entry.entry, header))


def _reason(entry: ModelEntry, available_bytes: int, default: Choice) -> str:
    if entry.reason:
        return entry.reason
    if entry.path is not None:
        try:
            header = read_header(entry.path)
        except BadModelFileError as error:
            return error.message
        return fit_sentence(estimate(header, CONTEXT_TOKENS, SEQUENCES, available_bytes))
    free = amount(available_bytes)
    if entry.id == default.entry.id:
        return _best_sentence(default, free)
    if entry.bytes:
        return tr("{size} to download; {free} of memory are free.").format(size=amount(entry.bytes), free=free)
    return tr("The size of the download is not known; {free} of memory are free.").format(free=free)


def _best_sentence(default: Choice, free: str) -> str:
    if default.entry is default.best:
        told = tr("The best choice for this computer: it is the best checked model, and {free} of memory are free.")
        return told.format(free=free)
    told = tr("The best choice for this computer: {best} wants {wanted} of free memory, and there are {free}.")
    return told.format(best=default.best.name, wanted=amount(default.wanted_bytes), free=free)
