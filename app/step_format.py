"""Which step format a search gets when nobody chose one: the model's own."""

from engine.types import StepFormat
from models.catalogue import catalogue
from models.errors import NotFetchedError
from models.library import Library
from models.step_format import default_format

_SCRIPT = ".json"


def default_step_format(library: Library, model: str) -> StepFormat:
    """The format that suits a model; programs for a script.

    Args:
        model: id or path, as ``app.host.RunRequest`` takes it.

    Raises:
        ModelError: the model is not known, or its file is broken.
    """
    if model.endswith(_SCRIPT):
        return StepFormat.CODE
    try:
        resolved = library.resolve(model)
    except NotFetchedError:
        # Told again, with what to do, when the model is wanted.
        entry = next((entry for entry in catalogue() if entry.id == model), None)
        return StepFormat(default_format(entry, None))
    return StepFormat(default_format(resolved.entry, resolved.header))
