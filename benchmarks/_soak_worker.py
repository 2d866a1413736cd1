"""The worker process as it is, which also writes down what its cache holds each time a run is over."""

import json
import os
import sys
from pathlib import Path

from engine import worker
from engine.batcher import Batcher

LEDGER_VARIABLE = "STEPWISE_SOAK_LEDGER"


def main() -> int:
    """Run a worker whose batcher keeps a ledger."""
    ledger = Path(os.environ[LEDGER_VARIABLE])
    forget = Batcher.forget_run

    def forget_and_note(batcher: Batcher, run_id: str) -> None:
        forget(batcher, run_id)
        note = {"run_id": run_id, "sequences": len(batcher.cache.owned()), "tokens": batcher.cache.held_tokens()}
        with ledger.open("a", encoding="utf-8") as file:
            file.write(json.dumps(note) + "\n")

    Batcher.forget_run = forget_and_note  # type: ignore[method-assign, assignment]
    return worker.main()


if __name__ == "__main__":
    sys.exit(main())
