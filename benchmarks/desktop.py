"""The window: cold start, its longest stall while a real search runs, a tree of 5,000 steps, search in the history.

``python -m benchmarks.desktop [--quick] [--json FILE] [--model ID]``. The windows are drawn into memory. Each figure
that depends on the machine has a control that was measured in the same run: an empty Qt window, an empty event loop.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.services import data_folder
from benchmarks._history import history_search_ms
from benchmarks._report import DEFAULT_MODEL, arguments, report, write_json
from benchmarks._stalls import stalls
from benchmarks._tree_frames import tree_frames
from benchmarks._windows import cold_start
from models.errors import KnownError
from models.library import Library

_NODES = 5_000
_SESSIONS = 100_000


def main() -> int:
    """Run the measurement."""
    options = arguments(__doc__ or "", [("model", "id of the model that searches")])
    rows, ratio = cold_start(3 if options.quick else 7)
    figures: dict[str, object] = {
        "cold_start_s": rows[1][1],
        "cold_start_ratio": ratio,
        "window_mib": rows[1][2],
    }
    report("First window", ("", "seconds", "memory, MiB"), rows, {})
    figures |= _stall_figures(options.model or DEFAULT_MODEL, 20.0 if options.quick else 90.0)
    frames = tree_frames(_NODES)
    slowest = min(value for name, value in frames.items() if not name.endswith("_ms"))
    figures |= {"fps_5000_nodes": slowest, "fps_parts": frames}
    sessions = _SESSIONS // 10 if options.quick else _SESSIONS
    figures |= {"history_search_ms": history_search_ms(sessions), "history_sessions": sessions}
    report("Window", ("", "figure"), [(name, value) for name, value in figures.items()], {})
    write_json(options.json, figures)
    return 0


def _stall_figures(model: str, seconds: float) -> dict[str, object]:
    try:
        found = Library(data_folder()).resolve(model)
    except KnownError as error:
        return {"worst_stall_ms": f"not measured: {error.message}"}
    with tempfile.TemporaryDirectory() as folder:
        Library(Path(folder)).add(found.path)
        measured = stalls(found.id, Path(folder), seconds)
    return {
        "worst_stall_ms": measured.worst_ms,
        "stall_p99_ms": measured.p99_ms,
        "control_worst_stall_ms": measured.control_worst_ms,
        "stall_search_s": measured.seconds,
        "stall_nodes": measured.nodes,
    }


if __name__ == "__main__":
    sys.exit(main())
