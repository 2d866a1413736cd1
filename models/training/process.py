"""The process that trains; ``models.training.launch`` starts it and reads what it says, one JSON message a line."""

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from models.errors import KnownError
from models.features import load_features
from models.files import disk_faults
from models.ppm import save_head
from models.training.job import Message, NoTorchError, Refused, Trained, TrainJob


def main(arguments: Sequence[str]) -> int:
    """Do the job that the first argument describes; returns the exit code."""
    try:
        job = msgspec.json.decode(arguments[0] if arguments else "", type=TrainJob)
    except msgspec.MsgspecError:
        sys.stderr.write("This is started by Stepwise itself; use 'stepwise lab train'.\n")
        return 2
    threading.Thread(target=_leave_with_the_host, name="stepwise-host", daemon=True).start()
    try:
        _say(_train(job))
    except KnownError as error:
        _say(Refused(error.message, error.exit_code))
        return error.exit_code
    return 0


def _train(job: TrainJob) -> Trained:
    features = load_features(Path(job.features))
    try:
        from models.training.folds import train_folds
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise NoTorchError(
            "Training needs PyTorch, which is not installed; run 'pip install stepwise-desktop[train]'."
        ) from error
    head = train_folds(features, job.options, _say)
    out = Path(job.out)
    with disk_faults(out.parent):
        save_head(out, head)
    return Trained(head.card.metrics)


def _say(message: Message) -> None:
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


def _leave_with_the_host() -> None:
    """Runs on its own thread: the host never writes, so the end of the stream is the host's end."""
    os.read(0, 1)
    os._exit(1)
