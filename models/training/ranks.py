"""A fine-tuning in several processes of this computer, one for each graphics card, that add up their gradients.

Each takes its share of the chats of a step; the first of them writes and speaks for all. They find each other over the
loopback interface and end with the process that started them.
"""

import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import multiprocessing

from models.errors import KnownError
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneProgress
from models.training.job import Refused, TrainingError

_POLL_SECONDS = 0.2
_Message = FinetuneProgress | Finetuned | Refused


class RankRefusedError(TrainingError):
    """A process refused; its sentence and exit code are passed on."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.exit_code = refused.exit_code  # type: ignore[misc]


def finetune_in_ranks(job: FinetuneJob, count: int, say: Callable[[FinetuneProgress], None]) -> Finetuned:
    """Run the job in ``count`` processes.

    Raises:
        RankRefusedError: what one of them refused.
        TrainingError: one of them died.
    """
    said = multiprocessing.get_context("spawn").Queue()
    ranks = multiprocessing.spawn(_rank, (count, _free_port(), job, said), nprocs=count, join=False)
    try:
        while True:
            message = _next(said)
            if isinstance(message, FinetuneProgress):
                say(message)
            elif isinstance(message, Refused):
                raise RankRefusedError(message)
            elif message is not None:
                return message
            elif _ended(ranks):
                raise TrainingError("A process of the training died; run the same command again.")
    finally:
        for process in ranks.processes:
            process.join(_POLL_SECONDS * 10)
            process.kill()
            process.join()


def _rank(index: int, count: int, port: int, job: FinetuneJob, said: Any) -> None:
    """One of the processes."""
    threading.Thread(target=_leave_with, args=(os.getppid(),), name="stepwise-parent", daemon=True).start()
    places = {"RANK": index, "LOCAL_RANK": index, "WORLD_SIZE": count, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    os.environ.update({name: str(value) for name, value in places.items()})
    if not torch.cuda.is_available():
        os.environ["ACCELERATE_USE_CPU"] = "true"
    from models.training.finetune import finetune_here

    def tell(message: _Message) -> None:
        # As bytes, so that nothing has to be unpickled but those.
        said.put(msgspec.json.encode(message))

    try:
        done = finetune_here(job, tell if index == 0 else lambda _: None)
        if index == 0:
            tell(done)
    except KnownError as error:
        tell(Refused(error.message, error.exit_code))


def _next(said: Any) -> _Message | None:
    """None where nothing was said for a moment."""
    try:
        found: _Message = msgspec.json.decode(said.get(timeout=_POLL_SECONDS), type=_Message)
    except queue.Empty:
        return None
    return found


def _ended(ranks: Any) -> bool:
    return any(process.exitcode not in (None, 0) for process in ranks.processes) or all(
        process.exitcode == 0 for process in ranks.processes
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _leave_with(parent: int) -> None:
    """Runs on its own thread."""
    while os.getppid() == parent:
        time.sleep(_POLL_SECONDS)
    os._exit(1)
