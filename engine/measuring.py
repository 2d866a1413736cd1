"""Measures a model file in a process of its own: tokens a second, and how it reads a fixed text.

Nothing else of ours has a model loaded meanwhile, so the figures are those of the file and the machine alone.
"""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import msgspec

from engine.errors import BackendError
from engine.helper_process import HelperFailedError, run_helper


class MeasureJob(msgspec.Struct, frozen=True):
    """What the child is asked to do, as JSON on its command line.

    Attributes:
        adapter: added to the model; "" for the model alone.
        repeats: of the speed figures, 0 for none. threads: 0 lets the engine choose.
        reads_text: whether it reads the text. reference: file of the source's distributions over the text, "" when this
            model is the source; keep_reference: where to write them, "" for nowhere.
    """

    path: str
    repeats: int
    threads: int
    reads_text: bool = False
    reference: str = ""
    keep_reference: str = ""
    adapter: str = ""


class Measured(msgspec.Struct, frozen=True):
    """What the child found; empty and None where it was not asked. See ``engine.compare.records`` for the fields."""

    pp512: tuple[float, ...]
    tg128: tuple[float, ...]
    threads: int
    hardware: str
    perplexity: float | None = None
    perplexity_error: float | None = None
    kl: float | None = None
    kl_error: float | None = None
    tokens: int = 0


def measure_model(job: MeasureJob, should_stop: Callable[[], bool] = lambda: False) -> Measured:
    """Run the child to its end, or until ``should_stop``.

    Raises:
        BackendError: it failed or died; the sentence has its reason.
    """
    said: list[str] = []
    name = Path(job.path).name
    try:
        run_helper("--measure", msgspec.json.encode(job).decode(), said.append, should_stop)
        return msgspec.json.decode("".join(said[-1:]), type=Measured)
    except HelperFailedError as error:
        raise BackendError(f"{name} could not be measured ({error}); choose another model.") from error
    except msgspec.MsgspecError as error:
        raise BackendError(f"{name} could not be measured (it said nothing); try again.") from error


def fixed_text() -> str:
    """The text on which perplexity and KL divergence are measured; written for Stepwise."""
    return files("resources").joinpath("fidelity.txt").read_text("utf-8")
