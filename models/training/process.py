"""The process that trains; ``models.training.launch`` starts it and reads what it says, one JSON message a line."""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import msgspec

from models.errors import KnownError
from models.features import load_features
from models.files import disk_faults
from models.ppm import save_head
from models.training.finetune_job import Finetuned, FinetuneJob
from models.training.job import NoTorchError, Refused, Trained, TrainJob
from models.training.launch import FINETUNE

_PARTS = ("torch", "transformers", "peft", "accelerate", "gguf")


def main(arguments: Sequence[str]) -> int:
    """Do the job that the last argument describes; returns the exit code."""
    is_finetuning = arguments[:1] == [FINETUNE]
    kind: type[FinetuneJob] | type[TrainJob] = FinetuneJob if is_finetuning else TrainJob
    try:
        job: FinetuneJob | TrainJob = msgspec.json.decode(arguments[-1] if arguments else "", type=kind)
    except msgspec.MsgspecError:
        command = "stepwise lab finetune" if is_finetuning else "stepwise lab train"
        sys.stderr.write(f"This is started by Stepwise itself; use '{command}'.\n")
        return 2
    threading.Thread(target=_leave_with_the_host, name="stepwise-host", daemon=True).start()
    # Messages keep the real standard output; whatever else is printed goes where errors go.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as messages:
        os.dup2(2, 1)
        say = _Voice(messages)
        try:
            say(_finetune(job, say) if isinstance(job, FinetuneJob) else _train(job, say))
        except KnownError as error:
            say(Refused(error.message, error.exit_code))
            return error.exit_code
    return 0


class _Voice:
    """Says messages to the host, one a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __call__(self, message: msgspec.Struct) -> None:
        self._stream.write(msgspec.json.encode(message).decode() + "\n")
        self._stream.flush()


def _train(job: TrainJob, say: Callable[[msgspec.Struct], None]) -> Trained:
    features = load_features(Path(job.features))
    try:
        from models.training.folds import train_folds
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    head = train_folds(features, job.options, say)
    out = Path(job.out)
    with disk_faults(out.parent):
        save_head(out, head)
    return Trained(head.card.metrics)


def _finetune(job: FinetuneJob, say: Callable[[msgspec.Struct], None]) -> Finetuned:
    # Nothing here may reach for the network: the model is on this computer.
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false")
    try:
        from models.training.finetune import finetune
    except ModuleNotFoundError as error:
        raise _not_installed(error) from error
    return finetune(job, say)


def _not_installed(error: ModuleNotFoundError) -> NoTorchError:
    """Raises the error itself where it is about something else."""
    if error.name not in _PARTS:
        raise error
    missing = "PyTorch" if error.name == "torch" else error.name
    return NoTorchError(f"Training needs {missing}, which is not installed; run 'pip install stepwise-desktop[train]'.")


def _leave_with_the_host() -> None:
    """Runs on its own thread: the host never writes, so the end of the stream is the host's end."""
    os.read(0, 1)
    os._exit(1)
