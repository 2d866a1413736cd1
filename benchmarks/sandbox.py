"""How long a step's program takes in the warm sandbox, beside a cold Python process that runs the same text.

``python -m benchmarks.sandbox [--quick] [--json FILE]``. The programs are harmless twins of the attacks (same imports
and kind of work, nothing forbidden, nothing endless) and steps as models write them. Both runners take turns, program
by program, so that a busy machine is busy for both. "think" leaves the sandbox a pause before each program, as a model
that samples the next step does; "burst" sends programs without a pause.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.sandbox.linux import LinuxExecutor
from engine.types import ExecutionStatus

PAUSE_SECONDS = 0.03
TWINS = {
    "file names": "import os\np = os.path.join('a', 'b.txt')\nprint(os.path.splitext(p))",
    "socket address": "import socket\nprint(socket.inet_aton('127.0.0.1'))",
    "shell words": "import subprocess\nprint(subprocess.list2cmdline(['a b', 'c']))",
    "clock": "import time, signal\nprint(time.monotonic() > 0, signal.SIGTERM.name)",
    "40 MB of memory": "x = [bytearray(1 << 20) for _ in range(40)]\nprint(len(x))",
    "200,000 small lists": "x = []\nwhile len(x) < 200_000:\n    x.append([len(x)])\nprint(len(x))",
    "a loop that ends": "n = 0\nwhile n < 200_000:\n    n += 1\nprint(n)",
    "recursion": "def f(n):\n    return 0 if n == 0 else f(n - 1) + 1\nprint(f(900))",
    "a large power": "x = 9**9**4\nprint(x.bit_length())",
    "factoring": "from sympy import factorint\nprint(factorint(2**40 + 15))",
    "integral": "from sympy import *\nx = symbols('x')\nprint(integrate(x**2 * exp(x), x))",
    "identity": "from sympy import *\nx = symbols('x')\nprint(simplify(sin(x)**2 + cos(x)**2))",
    "60 kB of output": "for i in range(1000):\n    print('x' * 59)",
    "C library": "import ctypes\nprint(ctypes.sizeof(ctypes.c_long))",
    "object graph": "print(len([c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'dict']))",
    "importlib": "import importlib\nprint(importlib.import_module('math').pi)",
    "eval": "exec('r = eval(\"1 + 1\")')\nprint(r)",
    "sympify": "from sympy import sympify\nprint(sympify('2*x + 1'))",
    "regular expression": "import re\nprint(re.match('(a+)+$', 'a' * 12 + 'b'))",
    "an error that is caught": "try:\n    1 / 0\nexcept BaseException as e:\n    print(e)",
}
STEPS = {
    "add": "apples = 5\nmore = 7\ntotal = apples + more\nprint(total)",
    "fractions": "from fractions import Fraction\nrest = Fraction(3, 4) * 16\nprint(rest)",
    "math": "import math\nprint(math.comb(10, 3), math.sqrt(2))",
    "solve": "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))",
    "matrix": "from sympy import Matrix\nprint(Matrix([[1, 2], [3, 4]]).det())",
    "search": "print(sum(n for n in range(10_000) if n % 3 == 0 or n % 5 == 0))",
}
Row = dict[str, float | str]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="benchmarks.sandbox", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("--quick", action="store_true", help="a few repetitions of each program")
    parser.add_argument("--json", type=Path, help="write the numbers to this file")
    options = parser.parse_args()
    warm_repeats, cold_repeats = (5, 1) if options.quick else (40, 5)

    started = time.perf_counter()
    executor = LinuxExecutor()
    hello = executor.hello()
    start_ms = (time.perf_counter() - started) * 1000
    try:
        rows = [_measure(executor, *item, warm_repeats, cold_repeats) for item in (TWINS | STEPS).items()]
    finally:
        executor.close()
    rows.append(_overall(rows))
    _print(rows, f"start of the sandbox {start_ms:.0f} ms; namespaces {hello.namespaces}, Landlock {hello.landlock}")
    if options.json is not None:
        found = {"start_ms": start_ms, "repeats": warm_repeats, "cold_repeats": cold_repeats, "programs": rows}
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _measure(executor: LinuxExecutor, name: str, program: str, warm_repeats: int, cold_repeats: int) -> Row:
    def warm() -> None:
        result = executor.run([program])
        if result.status is not ExecutionStatus.OK:
            raise RuntimeError(f"{name}: {result.error}")

    def cold() -> None:
        # A folder of its own: this one has modules that would hide the standard library's.
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", program]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, timeout=60)

    cold_ms = [_time_ms(cold) for _ in range(cold_repeats)]
    think_ms = [_time_ms(warm, PAUSE_SECONDS) for _ in range(warm_repeats)]
    burst_ms = [_time_ms(warm) for _ in range(warm_repeats)]
    return {
        "program": name,
        "think_p50_ms": _quantile(think_ms, 0.5),
        "think_p95_ms": _quantile(think_ms, 0.95),
        "burst_p50_ms": _quantile(burst_ms, 0.5),
        "burst_p95_ms": _quantile(burst_ms, 0.95),
        "cold_p50_ms": _quantile(cold_ms, 0.5),
        "cold_p95_ms": _quantile(cold_ms, 0.95),
        "ratio": _quantile(cold_ms, 0.5) / _quantile(think_ms, 0.5),
    }


def _time_ms(call: Callable[[], None], pause_seconds: float = 0.0) -> float:
    time.sleep(pause_seconds)
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _overall(rows: list[Row]) -> Row:
    """The median over the programs, column by column."""
    columns = [column for column in rows[0] if column != "program"]
    return {
        "program": "median",
        **{column: statistics.median(float(row[column]) for row in rows) for column in columns},
    }


def _print(rows: list[Row], note: str) -> None:
    columns = list(rows[0])
    print(" ".join(["program".ljust(26), *(column.rjust(13) for column in columns[1:])]))
    for row in rows:
        print(" ".join([str(row["program"]).ljust(26), *(f"{float(row[column]):13.2f}" for column in columns[1:])]))
    print(f"\nms; ratio = cold p50 / think p50; {note}")


if __name__ == "__main__":
    main()
