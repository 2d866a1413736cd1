"""The process that ``app.lab_process`` starts: a command of the lab, which stops when its standard input ends."""

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

import msgspec

from app.cli.main import run_cli

_PATIENCE_S = 3.0
_STOPPED_EXIT_CODE = 130


def main(arguments: Sequence[str]) -> int:
    """Run the command that the first argument holds as JSON; returns its exit code."""
    try:
        words = msgspec.json.decode(arguments[0] if arguments else "", type=list[str])
    except msgspec.MsgspecError:
        sys.stderr.write("This is started by Stepwise itself; use 'stepwise lab'.\n")
        return 2
    threading.Thread(target=_stop_with_the_host, name="stepwise-host", daemon=True).start()
    return run_cli(words)


def _stop_with_the_host() -> None:
    """Runs on its own thread: the host never writes, so the end of the stream is its wish to stop, or its end."""
    os.read(0, 1)
    # To the process and not to this thread, so that the main thread wakes up from whatever it waits for.
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_PATIENCE_S)
    os._exit(_STOPPED_EXIT_CODE)
