"""The process that ``app.lab_process`` starts: a command or a training of the lab, which stops when its standard input
ends.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence

import msgspec

from app.cli.main import run_cli, run_reporting
from app.lab_process import JOB
from models.training.finetune_job import FinetuneJob
from models.training.job import TrainingStoppedError, TrainJob
from models.training.launch import run_finetune, run_training

_PATIENCE_S = 3.0
_STOPPED_EXIT_CODE = 130
_TRAININGS: dict[str, tuple[Callable[..., object], type]] = {
    TrainJob.__name__: (run_training, TrainJob),
    FinetuneJob.__name__: (run_finetune, FinetuneJob),
}


def main(arguments: Sequence[str]) -> int:
    """Run the command that the first argument holds as JSON; returns its exit code."""
    try:
        words = msgspec.json.decode(arguments[0] if arguments else "", type=list[str])
    except msgspec.MsgspecError:
        sys.stderr.write("This is started by Stepwise itself; use 'stepwise lab'.\n")
        return 2
    threading.Thread(target=_stop_with_the_host, name="stepwise-host", daemon=True).start()
    if words[:1] == [JOB]:
        return run_reporting(lambda: _train(*words[1:]))
    return run_cli(words)


def _train(kind: str, job: str) -> int:
    """Say how a training is getting on, one JSON message a line."""
    run, of = _TRAININGS[kind]
    try:
        run(msgspec.json.decode(job, type=of), _say)
    except KeyboardInterrupt:
        raise TrainingStoppedError("Stopped; what is done is kept.") from None
    return 0


def _say(message: msgspec.Struct) -> None:
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


def _stop_with_the_host() -> None:
    """Runs on its own thread: the host never writes, so the end of the stream is its wish to stop, or its end."""
    os.read(0, 1)
    # To the process and not to this thread, so that the main thread wakes up from whatever it waits for.
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_PATIENCE_S)
    os._exit(_STOPPED_EXIT_CODE)
