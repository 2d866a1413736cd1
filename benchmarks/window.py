"""Time to the first window, beside an empty Qt window, and memory of the window and of the worker with a model.

``python -m benchmarks.window [--quick] [--json FILE] [--model ID]``. Both windows are fresh processes, in turn; the
time runs from the start of the process to the first painted frame. The worker's memory is measured only where the
model is here.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil

from app.host import CONTEXT_TOKENS, SEQUENCES
from app.services import data_folder
from benchmarks._report import arguments, report, write_json
from engine.client import EngineClient
from engine.commands import LoadModel
from engine.events import AnyEvent, ModelLoaded
from models.errors import ModelError
from models.fit import estimate
from models.library import Library

_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m"
_MIB = 1 << 20
_EMPTY = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1200, 800)
"""
_STEPWISE = """
from pathlib import Path
from app.application import Ports, CrashReports, make_application, open_window
from app.engine_link import EngineLink
from app.services import Services
from app.model_shelf import LibraryModels
from app.shelves import StoredSessions
app = make_application()
services = Services.open(Path({folder!r}))
ports = Ports(services.engine, LibraryModels(services), StoredSessions(services.store), Path({folder!r}) / "logs")
link = EngineLink(services.engine)
window = open_window(link, ports, CrashReports(ports.log_dir))
"""
_MEASURE = """
import os, sys, time, psutil
window.show()
window.grab()
app.processEvents()
print(time.time() - psutil.Process().create_time(), psutil.Process().memory_info().rss, flush=True)
os._exit(0)
"""


def main() -> int:
    """Run the measurement."""
    options = arguments(__doc__ or "", [("model", "id or path of a model for the worker's memory")])
    rounds = 3 if options.quick else 7
    empty, stepwise = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            empty.append(_window(_EMPTY))
            stepwise.append(_window(_STEPWISE.format(folder=folder)))
    rows = [
        ("empty Qt window", median(seconds for seconds, _ in empty), median(size for _, size in empty) / _MIB),
        ("Stepwise", median(seconds for seconds, _ in stepwise), median(size for _, size in stepwise) / _MIB),
    ]
    ratio = median(ours[0] / theirs[0] for ours, theirs in zip(stepwise, empty, strict=True))
    figures: dict[str, object] = {"first_window_ratio": ratio, "rounds": rounds}
    figures |= _worker_memory(options.model or _MODEL, rows)
    report("First window and memory", ("", "seconds", "memory, MiB"), rows, figures)
    write_json(options.json, {**figures, "rows": rows})
    return 0


def _window(code: str) -> tuple[float, int]:
    """Seconds from the start of a fresh process to its first frame, and its resident bytes then."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code + _MEASURE],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    seconds, size = done.stdout.split()[-2:]
    return float(seconds), int(size)


def _worker_memory(wanted: str, rows: list[tuple[str, float, float]]) -> dict[str, object]:
    """Resident memory of a worker that has loaded a model, against what ``models.fit`` says."""
    try:
        model = Library(data_folder()).resolve(wanted)
    except ModelError as error:
        return {"worker": f"not measured: {error.message}"}
    loaded: list[AnyEvent] = []
    client = EngineClient(loaded.append, lambda _sentence: None)
    started = time.monotonic()
    client.start()
    try:
        client.send(
            LoadModel(
                request_id="load",
                model_id=model.id,
                path=str(model.path),
                context_tokens=CONTEXT_TOKENS,
                sequences=SEQUENCES,
            )
        )
        while not any(isinstance(event, ModelLoaded) for event in loaded):
            if not client.alive:
                return {"worker": "the worker ended while it loaded the model"}
            time.sleep(0.01)
        assert client.pid is not None
        resident = psutil.Process(client.pid).memory_info().rss
        rows.append((f"worker with {model.id}", time.monotonic() - started, resident / _MIB))
    finally:
        client.close()
    said = estimate(model.header, CONTEXT_TOKENS, SEQUENCES)
    return {"worker_loaded_mib": resident / _MIB, "fit_estimate_mib": said.total_bytes / _MIB}


if __name__ == "__main__":
    sys.exit(main())
