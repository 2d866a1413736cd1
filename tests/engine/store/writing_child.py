"""A host process of its own: stores a run and says after each event that it is stored.

``python writing_child.py DATABASE RUN_ID NODES END``
"""

import sys
from pathlib import Path

from engine.events import Progress
from engine.store import Store
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events


def main(database: str, run_id: str, nodes: str, end: str) -> None:
    with Store.open(Path(database), busy_timeout_ms=30_000) as store:
        session_id = store.begin_session(DEMO_PROBLEM)
        store.begin_run(run_id, session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
        sys.stdout.write(f"{session_id}\n")
        for event in demo_events(run_id, nodes=int(nodes), end=end):
            store.append(event)
            if not isinstance(event, Progress):
                sys.stdout.write(f"{event.seq}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
