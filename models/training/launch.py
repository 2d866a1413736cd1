"""Starts a training in a process of its own and tells how far it is."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from models.errors import ReadOnlyError
from models.training.child import Crash, run_child
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneProgress, TrainingMemoryError
from models.training.job import Progress, Trained, TrainingError, TrainJob

FINETUNE = "finetune"
_KILLED = -9


def run_training(job: TrainJob, progress: Callable[[Progress], None] = lambda _: None) -> dict[str, float]:
    """Train a head and write it to ``job.out``, replacing an older one; returns its metrics on held-out problems.

    Whatever ends it early leaves no file behind.

    Args:
        progress: what it raises ends the child, and nothing is written.

    Raises:
        KnownError: with the sentence and exit code of what the child refused: a feature file that cannot be used
            (9), options that do not fit it (2), no torch (1), a folder that cannot be written (7).
        TrainingError: the child crashed.
    """
    out = Path(job.out)
    if not out.parent.is_dir():
        raise ReadOnlyError(f"There is no folder {out.parent}; make it first, or choose another one.")
    job = TrainJob(str(Path(job.features).absolute()), str(out.absolute()), job.options)
    try:
        ended = run_child([msgspec.json.encode(job).decode()], Progress, Trained, progress)
    finally:
        out.with_name(f"{out.name}.part").unlink(missing_ok=True)
    if isinstance(ended, Crash):
        raise TrainingError(f"The training ended early ({ended.reason}); nothing was written, try again.")
    return ended.metrics


def run_finetune(job: FinetuneJob, progress: Callable[[FinetuneProgress], None] = lambda _: None) -> Finetuned:
    """Fine-tune a policy with LoRA and write adapter, loss curve and what was measured into the folder ``job.out``.

    Blocks until it is done. Interrupted at any point, even killed, it loses nothing but the steps since the last
    checkpoint: the same job goes on from there. A job that is done returns at once.

    Args:
        progress: called on this thread, several times a minute; what it raises ends the child.

    Raises:
        KnownError: what the child refused: data without rows to train on (9), another training in the folder or a
            damaged checkpoint (9 or 2), a model that cannot be read (4, 5), too little memory (8), no torch, or a
            loss that is no number any more (1), a folder that cannot be written (7).
        TrainingMemoryError, TrainingError: the child was killed or crashed.
    """
    job = msgspec.structs.replace(
        job, **{name: str(Path(getattr(job, name)).absolute()) for name in ("data", "model", "out")}
    )
    ended = run_child([FINETUNE, msgspec.json.encode(job).decode()], FinetuneProgress, Finetuned, progress)
    if isinstance(ended, Crash):
        goes_on = "the same command goes on from the last checkpoint"
        if ended.code == _KILLED:
            raise TrainingMemoryError(
                f"The training was killed, most likely since memory ran out; close other programs or choose a smaller"
                f" --seq-len, then {goes_on}."
            )
        raise TrainingError(f"The training ended early ({ended.reason}); {goes_on}.")
    return ended
