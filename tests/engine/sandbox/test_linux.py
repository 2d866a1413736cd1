"""What a step's record says, and that no program can hurt the process that serves it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread, Timer

import psutil
import pytest

from engine.sandbox.executor import Limits
from engine.sandbox.linux import LinuxExecutor
from engine.types import Execution, ExecutionStatus

OK, ERROR, KILLED = ExecutionStatus.OK, ExecutionStatus.ERROR, ExecutionStatus.KILLED


def test_a_step_sees_the_names_of_the_steps_before_and_reports_its_own(executor: LinuxExecutor) -> None:
    result = executor.run(["price = 3\nprint('ignored')", "total = price * 14\nprint(total)"])
    assert (OK, "42\n", (("total", "42"),)) == (result.status, result.output, result.names)
    assert result.error is None
    assert result.duration_ms > 0


def test_names_come_in_the_order_of_the_text(executor: LinuxExecutor) -> None:
    result = executor.run(["b = 1", "z = 1\nb = 2\na = 3\nfor i in range(2):\n    pass"])
    assert (("z", "1"), ("b", "2"), ("a", "3"), ("i", "1")) == result.names


def test_names_changed_without_an_assignment_are_reported(executor: LinuxExecutor) -> None:
    first = "items = [1]\nsame = [5]\ncount = 0\ndef add():\n    global count\n    count += 1"
    result = executor.run([first, "items.append(2)\nadd()"])
    assert (("items", "[1, 2]"), ("count", "1")) == result.names


def test_modules_functions_classes_and_private_names_are_not_reported(executor: LinuxExecutor) -> None:
    imports = "import math\nfrom sympy import *\nimport itertools as it"
    rest = "_x = 1\ndef f(): pass\nclass C: pass\ng = lambda: 1\ny = 2"
    assert (("y", "2"),) == executor.run([f"{imports}\n{rest}"]).names


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("42", "42"),
        ("2.5", "2.5"),
        ("True", "True"),
        ("None", "None"),
        ("'text'", "'text'"),
        ("Fraction(3, 4)", "3/4"),
        ("Fraction(4, 2)", "2"),
        ("sympy.sqrt(2)", "sqrt(2)"),
        ("sympy.Rational(1, 3)", "1/3"),
        ("sympy.Matrix([[1, 2], [3, 4]])", "Matrix([[1, 2], [3, 4]])"),
        ("[1, 2, 3]", "[1, 2, 3]"),
        ("(1,)", "(1,)"),
        ("()", "()"),
        ("{3, 1, 2}", "{1, 2, 3}"),
        ("set()", "set()"),
        ("{'a': [1], 'b': sympy.pi}", "{'a': [1], 'b': pi}"),
        ("range(5)", "range(0, 5)"),
        ("__import__('decimal').Decimal('1.50')", "Decimal('1.50')"),
        ("__import__('collections').Counter('aab')", "Counter({'a': 2, 'b': 1})"),
        ("__import__('collections').deque([1, 2])", "deque([1, 2])"),
        ("10**5000", "<integer of about 5001 digits>"),
        ("[10**5000]", "[<integer of about 5001 digits>]"),
        ("sympy.Integer(10)**5000", "<integer of about 5001 digits>"),
        ("object()", "<object>"),
        ("(i for i in [1])", "<generator object <genexpr>>"),
    ],
)
def test_values_are_short_and_plain(executor: LinuxExecutor, expression: str, text: str) -> None:
    assert (("x", text),) == executor.run([f"x = {expression}"]).names


def test_long_values_are_cut(executor: LinuxExecutor) -> None:
    result = executor.run(
        ["a = list(range(10**6))\nb = 'x' * 10**6\nc = sympy.Add(*sympy.symbols('x:1600'))\nd = {}\nd[1] = d"]
    )
    assert ["a", "b", "c", "d"] == [name for name, _ in result.names]
    assert all(len(text) <= 200 for _, text in result.names)


def test_at_most_forty_names_are_reported(executor: LinuxExecutor) -> None:
    assert 40 == len(executor.run(["\n".join(f"x{i} = {i}" for i in range(100))]).names)


def test_values_that_cannot_be_shown_do_no_harm(executor: LinuxExecutor) -> None:
    evil = "class E:\n    def __repr__(self):\n        raise SystemExit(3)\n    __eq__ = __len__ = __hash__ = __repr__"
    result = executor.run([f"{evil}\nx = E()\ny = [x]\nz = 1", "x = x\nz = 2"])
    assert OK == result.status
    assert ("z", "2") in result.names


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("a = 1\nprint(b)", "NameError: name 'b' is not defined", 2),
        ("def f():\n    return 1/0\n\nf()", "ZeroDivisionError: division by zero", 2),
        ("x = (1,", "SyntaxError: '(' was never closed", 1),
        ("'''never ended", "SyntaxError: unterminated triple-quoted string literal (detected at line 1)", 1),
        ("if True:\nx = 1", "IndentationError: expected an indented block after 'if' statement on line 1", 2),
        ("raise ValueError('a\\nb')", "ValueError: a b", 1),
        ("raise KeyError('k')", "KeyError: 'k'", 1),
        ("import numpy as np", "ModuleNotFoundError: No module named 'numpy'", 1),
        ("import requests.adapters", "ModuleNotFoundError: No module named 'requests'", 1),
        ("input('? ')", "EOFError: EOF when reading a line", 1),
        ("import sys\nsys.exit('bad')", "SystemExit: bad", 2),
        ("assert 1 == 2", "AssertionError", 1),
        ("open('/etc/passwd')", "PermissionError: [Errno 1] Operation not permitted: '/etc/passwd'", 1),
        ("str(10**5000)", "ValueError: Exceeds the limit (4300 digits) for integer string conversion; "
         "use sys.set_int_max_str_digits() to increase the limit", 1),
        ("import threading\nthreading.Thread(target=print).start()", "RuntimeError: can't start new thread", 2),
    ],
)  # fmt: skip
def test_an_error_is_one_line_with_its_place(executor: LinuxExecutor, text: str, error: str, line: int) -> None:
    result = executor.run([text])
    assert (ERROR, error, line) == (result.status, result.error, result.error_line)


def test_the_line_is_the_last_steps_even_if_an_earlier_step_wrote_the_function(executor: LinuxExecutor) -> None:
    result = executor.run(["def f(x):\n    y = x\n    return y / 0", "a = 1\nb = f(a)"])
    assert ("ZeroDivisionError: division by zero", 2) == (result.error, result.error_line)
    assert (("a", "1"),) == result.names


def test_an_error_in_an_earlier_step_ends_the_program(executor: LinuxExecutor) -> None:
    result = executor.run(["print('early')\n1/0", "print('late')"])
    assert (ERROR, "", "ZeroDivisionError: division by zero", None, ()) == (
        *(result.status, result.output, result.error),
        *(result.error_line, result.names),
    )


def test_leaving_early_is_fine_in_the_last_step_only(executor: LinuxExecutor) -> None:
    assert (OK, "1\n") == _status_and_output(executor.run(["print(1)\nexit()\nprint(2)"]))
    assert ERROR == executor.run(["exit(0)", "print(2)"]).status
    assert (ERROR, "SystemExit: 3") == _status_and_error(executor.run(["import sys\nsys.exit(3)"]))


def test_each_limit_has_its_status(executor: LinuxExecutor) -> None:
    slow = executor.run(["x = 1\nprint('before')\nwhile True: pass"], Limits(seconds=0.2))
    assert (ExecutionStatus.TIMEOUT, "before\n", "stopped after 0.2 seconds") == (slow.status, slow.output, slow.error)
    assert 200 <= slow.duration_ms < 1500
    big = executor.run(["x = [0] * 10**9"])
    assert ExecutionStatus.MEMORY == big.status
    loud = executor.run(["for i in range(10**6): print(i)"], Limits(output_bytes=100))
    assert (ExecutionStatus.OUTPUT, 100) == (loud.status, len(loud.output))
    assert KILLED == executor.run(["import ctypes; ctypes.string_at(0)"]).status
    assert "killed by SIGSEGV" == executor.run(["import ctypes; ctypes.string_at(0)"]).error


def test_memory_that_a_program_may_use_is_there(executor: LinuxExecutor) -> None:
    result = executor.run(["x = len(bytearray(300 << 20))"])
    assert (OK, (("x", str(300 << 20)),)) == (result.status, result.names)


@pytest.mark.parametrize(
    "text",
    [
        "\0", "a = '\0'", "\ud800", "x = '\ud800'", "#" * 10**6, "x = " + "(" * 10**5, "x = " + "-" * 10**6 + "1",
        "x = " + "+".join(["1"] * 10**5), "\r\n\t\x0c", "é = 1", "# -*- coding: utf-99 -*-\nx = 1", "\ufeffx = 1",
        "print('\\ud800')", "import sys\nsys.stdout.close()", "import sys\nsys.stdout = None\nprint(1)",
        "import os\nos.close(1)\nos.close(3)", "import os\nos.close(3)\nwhile True: pass",
        "import builtins\nbuiltins.len = builtins.isinstance = builtins.str = None",
        "import json\njson.dumps = None\nimport os\nos.write = None", "import sys\nsys.modules.clear()",
        "globals().clear()", "globals()[5] = 5\nglobals()[None] = 1", "del __builtins__\nx = 1",
        "import gc\nfor o in gc.get_objects():\n    if type(o) is dict:\n        o.clear()",
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor i in range(10**6): x = [x]\ny = repr(x)",
        "class M(type):\n    def __repr__(c): raise KeyboardInterrupt\nclass X(metaclass=M): pass\nraise ValueError(X)",
        "raise type('E' * 10**6, (Exception,), {})('x' * 10**6)",
        "class B(BaseException):\n    def __str__(self): raise B\nraise B", "raise KeyboardInterrupt",
        "raise GeneratorExit",
        "import os, signal\nsignal.raise_signal(9)", "import os\nos.abort()", "import signal\nsignal.alarm(1)",
        "import faulthandler", "exec('x=1;'*10**5)", "x" * 10**5 + " = 1",
        "import sys\nsys.settrace(lambda *a: 1/0)\nx = 1", "import atexit\natexit.register(lambda: 1/0)",
    ],
)  # fmt: skip
def test_no_text_hurts_the_sandbox(executor: LinuxExecutor, text: str) -> None:
    pid = executor.pid
    result = executor.run([text], Limits(seconds=1.0))
    assert isinstance(result, Execution)
    assert pid == executor.pid
    assert "42\n" == executor.run(["print(6 * 7)"]).output


@pytest.mark.parametrize(
    "record",
    [b"", b"\xff\xff\xff\xff", b"\x05\0\0\0hello", b"\x02\0\0\0{}", b"\x00\0\0\0", b"x" * 200_000,
     b"\x60\0\0\0" + b'{"status":"ok","error":5,"error_line":"a","names":[["a",1]]}'.ljust(96),
     b"\x00\x10\0\0" + b"[" * 4096],
)  # fmt: skip
def test_a_forged_record_is_no_success(executor: LinuxExecutor, record: bytes) -> None:
    text = f"import os\nr = {record!r}\nwhile r:\n    r = r[os.write(3, r):]\nos._exit(0)"
    pid = executor.pid
    result = executor.run([text], Limits(seconds=1.0))
    assert result.status in (KILLED, ExecutionStatus.TIMEOUT)
    assert pid == executor.pid
    assert OK == executor.run(["x = 1"]).status


def test_a_program_finds_no_state_of_another(executor: LinuxExecutor) -> None:
    executor.run(["import math, builtins\nbuiltins.left = math.left = 'needle-5531' * 100\nprint(builtins.left)"])
    look = "import math, builtins\nfound = hasattr(math, 'left') or hasattr(builtins, 'left')"
    for _ in range(5):
        assert ("found", "False") in executor.run([look]).names


def test_no_bytes_of_another_program_are_left_in_memory(executor: LinuxExecutor) -> None:
    """Reads all writable memory of its process, as any program could through ctypes."""
    executor.run(["x = 'needle-' + '90210-sesame' * 50\nprint(x)\nraise ValueError(x)"])
    time.sleep(0.1)
    look = (
        "import ctypes, gc\n"
        "word = b'needle-902' + b'10-sesame9'\n"
        "libc = ctypes.CDLL(None)\n"
        "libc.sbrk.restype = ctypes.c_void_p\n"
        "end = libc.sbrk(0)\n"
        "size = 8 << 20\n"
        "heap = ctypes.string_at(end - size, size)\n"
        "hits = heap.count(word)\n"
    )
    for _ in range(5):
        assert ("hits", "0") in executor.run([look]).names


def test_the_same_program_gives_the_same_record_in_every_sandbox(executor: LinuxExecutor) -> None:
    text = (
        "import random, itertools\nfrom sympy import *\n"
        "words = set('the quick brown fox jumps'.split())\nprint(words, hash('a'))\n"
        "r = [random.random() for _ in range(3)]\nprint(r, random.sample(range(100), 5))\n"
        "x, y = symbols('x y')\ns = {x, y, x + y, sin(x)}\nprint(s, solve(x**3 - y, x))\nf = frozenset(words)"
    )
    other = LinuxExecutor()
    try:
        first, second, third = executor.run([text]), executor.run([text]), other.run([text])
    finally:
        other.close()
    assert OK == first.status
    assert _content(first) == _content(second) == _content(third)


def test_a_sandbox_that_is_killed_is_replaced_and_the_program_run_again(own_executor: LinuxExecutor) -> None:
    executor = own_executor
    executor.hello()
    before = executor.pid
    killer = Thread(target=_kill_later, args=(before,))
    killer.start()
    result = executor.run(["import time\ntime.sleep(0.6)\nprint('done')"])
    killer.join()
    assert (OK, "done\n") == _status_and_output(result)
    assert before != executor.pid


def test_the_process_inside_can_be_killed_too(own_executor: LinuxExecutor) -> None:
    executor = own_executor
    executor.run(["x = 1"])
    inner = psutil.Process(executor.pid).children()[0].pid
    killer = Thread(target=_kill_later, args=(inner,))
    killer.start()
    result = executor.run(["import time\ntime.sleep(0.6)\nprint('done')"])
    killer.join()
    assert (OK, "done\n") == _status_and_output(result)


def test_a_sandbox_killed_twice_is_reported(own_executor: LinuxExecutor) -> None:
    executor = own_executor
    executor.run(["x = 1"])
    killer = Thread(target=_kill_twice, args=(executor, executor.pid))
    killer.start()
    result = executor.run(["import time\ntime.sleep(2)"])
    killer.join()
    assert KILLED == result.status
    assert OK == executor.run(["x = 1"]).status


def test_a_program_can_be_interrupted_from_another_thread(executor: LinuxExecutor) -> None:
    executor.interrupt()
    pid = executor.pid
    stopper = Timer(0.3, executor.interrupt)
    stopper.start()
    started = time.monotonic()
    result = executor.run(["print('so far')\nwhile True: pass"], Limits(seconds=20))
    stopper.join()
    assert time.monotonic() - started < 2
    assert (KILLED, "so far\n", "stopped by request") == (result.status, result.output, result.error)
    executor.interrupt()
    assert "42\n" == executor.run(["print(42)"]).output
    assert pid == executor.pid


def test_many_threads_may_call(executor: LinuxExecutor) -> None:
    results: dict[int, str] = {}

    def call(number: int) -> None:
        results[number] = executor.run([f"print({number} * 2)"]).output

    threads = [Thread(target=call, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: f"{number * 2}\n" for number in range(12)} == results


def test_an_interrupt_while_the_sandbox_starts_is_not_lost(own_executor: LinuxExecutor) -> None:
    executor = own_executor
    stopper = Timer(0.3, executor.interrupt)
    stopper.start()
    result = executor.run(["while True: pass"], Limits(seconds=20))
    stopper.join()
    assert (KILLED, "stopped by request") == _status_and_error(result)


def test_nothing_is_left_after_close() -> None:
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    executor = LinuxExecutor()
    executor.run(["x = 1"])
    processes = [psutil.Process(executor.pid), *psutil.Process(executor.pid).children(recursive=True)]
    executor.close()
    executor.close()
    _, alive = psutil.wait_procs(processes, timeout=3)
    assert [] == alive
    assert descriptors == len(list(Path("/proc/self/fd").iterdir()))
    closed = executor.run(["x = 1"])
    assert ExecutionStatus.NOT_RUN == closed.status
    assert not executor.equal("x+1", "1+x")


def test_close_ends_a_program_that_is_running() -> None:
    executor = LinuxExecutor()
    executor.run(["x = 1"])
    stopper = Timer(0.3, executor.close)
    stopper.start()
    started = time.monotonic()
    result = executor.run(["while True: pass"], Limits(seconds=20))
    stopper.join()
    assert ExecutionStatus.NOT_RUN == result.status
    assert time.monotonic() - started < 3


def test_the_sandbox_dies_with_its_host() -> None:
    """A host killed with SIGKILL closes nothing by itself."""
    text = (
        "from engine.sandbox.linux import LinuxExecutor\n"
        "from engine.sandbox.executor import Limits\n"
        "executor = LinuxExecutor()\nexecutor.hello()\nprint(executor.pid, flush=True)\n"
        "executor.run(['while True: pass'], Limits(seconds=100))\n"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen([sys.executable, "-c", text], cwd=root, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        helper = psutil.Process(int(host.stdout.readline()))
        time.sleep(0.3)
        processes = [helper, *helper.children(recursive=True)]
        host.kill()
    assert len(processes) > 1
    # Orphans come to this process; they are dead when only their exit status is left.
    deadline = time.monotonic() + 3
    while (alive := [each for each in processes if _is_alive(each)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [] == alive


def test_a_program_that_is_too_long_is_refused_without_being_sent(executor: LinuxExecutor) -> None:
    result = executor.run(["#" * (17 << 20)])
    assert (ERROR, "the program is too long to be run") == _status_and_error(result)


def test_no_steps_are_an_empty_program(executor: LinuxExecutor) -> None:
    assert Execution(OK) == _without_time(executor.run([]))


def test_the_environment_holds_nothing(executor: LinuxExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPWISE_SECRET", "do not tell")
    assert "{}\n" == executor.run(["import os\nprint(dict(os.environ))"]).output
    with psutil.Process(executor.pid).oneshot():
        assert "STEPWISE_SECRET" not in psutil.Process(executor.pid).environ()


def test_mains_and_dataclasses_work_as_in_a_script(executor: LinuxExecutor) -> None:
    text = (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'int'\n    y: int = 2\n"
        "p = P(1)\nif __name__ == '__main__':\n    print(p)"
    )
    result = executor.run([text])
    assert (OK, "P(x=1, y=2)\n", (("p", "P(x=1, y=2)"),)) == (result.status, result.output, result.names)


def _is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _kill_later(pid: int) -> None:
    time.sleep(0.3)
    os.kill(pid, signal.SIGKILL)


def _kill_twice(executor: LinuxExecutor, first: int) -> None:
    _kill_later(first)
    deadline = time.monotonic() + 10
    while executor.pid == first and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(executor.pid, signal.SIGKILL)


def _status_and_output(result: Execution) -> tuple[ExecutionStatus, str]:
    return result.status, result.output


def _status_and_error(result: Execution) -> tuple[ExecutionStatus, str | None]:
    return result.status, result.error


def _content(result: Execution) -> tuple[object, ...]:
    return result.status, result.output, result.error, result.error_line, result.names


def _without_time(result: Execution) -> Execution:
    return Execution(result.status, result.output, result.error, result.error_line, result.names)
