"""The bare decode loop: what it asks of a backend, what it leaves behind, and what the worker does with it."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from engine.backend import DecodeOutput, Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.backends.scripted import Script, ScriptedBackend
from engine.codec import encode, read_event
from engine.commands import AnyCommand, LoadModel, MeasureSpeed, StartSearch, StopSearch
from engine.errors import BadSettingsError, DecodeAbortedError
from engine.events import TERMINAL, AnyEvent, CommandFailed, ModelLoaded, SpeedMeasured
from engine.speed import PROMPT_TOKENS, measure_speed
from engine.types import Problem
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import PATIENCE_S, ROOT, command
from tests.helpers.scripted_models import LONG_RUN, QUESTION, write_script

PROBLEM = Problem("sum", QUESTION)


class Recorder(ScriptedBackend):
    """Remembers every batch; stops at number ``fails_at``."""

    def __init__(self, *, delay_ms: float = 0.0) -> None:
        super().__init__(Script(problems=(), delay_ms=delay_ms), batch_tokens=128)
        self.batches: list[list[Row]] = []
        self.fails_at = 0

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        self.batches.append(list(rows))
        if len(self.batches) == self.fails_at:
            raise DecodeAbortedError("Stopped.")
        return super().decode(rows)


def test_each_width_is_timed_over_one_shared_prompt() -> None:
    backend = Recorder()
    points = measure_speed(backend, (4, 2), 3)
    assert [4, 2] == [point.width for point in points]
    # The prompt in two batches, then the uncounted decode and three counted ones at each width.
    assert [128, PROMPT_TOKENS - 128, *[4] * 4, *[2] * 4] == [len(batch) for batch in backend.batches]
    decode = backend.batches[2]
    assert [PROMPT_TOKENS] * 4 == [row.position for row in decode]
    assert 4 == len({row.sequence for row in decode}) == len({row.token for row in decode})
    assert all(row.output for row in decode)
    assert not any(row.output for row in backend.batches[0])


def test_the_time_of_a_decode_is_its_median() -> None:
    (point,) = measure_speed(Recorder(delay_ms=20), (4,), 5)
    assert 20 <= point.decode_ms < 60
    assert point.tokens_per_second == pytest.approx(4 * 1000 / point.decode_ms)


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3, 5], ids=lambda at: f"stopped at decode {at}" if at else "whole")
def test_nothing_is_left_in_the_cache(fails_at: int) -> None:
    backend = Recorder()
    # The examples that a search before has left.
    backend.decode([Row(65, 0, 0, False)])
    backend.batches.clear()
    backend.fails_at = fails_at
    if fails_at:
        with pytest.raises(DecodeAbortedError):
            measure_speed(backend, (4, 62), 3)
    else:
        measure_speed(backend, (4, 62), 3)
    assert 1 == backend.used_cells


@pytest.mark.parametrize(("widths", "decodes"), [((), 3), ((0,), 3), ((4, 63), 3), ((4,), 0), ((4,), 1001)])
def test_what_cannot_be_measured_is_refused_before_anything_is_decoded(widths: tuple[int, ...], decodes: int) -> None:
    backend = Recorder()
    with pytest.raises(BadSettingsError, match="Speed can be measured"):
        measure_speed(backend, widths, decodes)
    assert [] == backend.batches


@pytest.fixture(scope="module")
def smollm2() -> Iterator[LlamaBackend]:
    backend = LlamaBackend(smollm2_path(), LlamaOptions(context_tokens=1024, sequences=10, threads=1))
    yield backend
    backend.close()


@pytest.mark.model
def test_a_real_model_is_measured_in_a_batch_and_keeps_nothing(smollm2: LlamaBackend) -> None:
    one, eight = measure_speed(smollm2, (1, 8), 3)
    assert (1, 8) == (one.width, eight.width)
    for point in (one, eight):
        assert pytest.approx(point.width * 1000 / point.decode_ms) == point.tokens_per_second
    # Had its cells stayed, this would find no room: the context has 1,024.
    tokens = smollm2.tokenize("word " * 1000, special=False)[:1000]
    for start in range(0, 1000, 500):
        smollm2.decode([Row(token, start + at, 0, False) for at, token in enumerate(tokens[start : start + 500])])
    smollm2.drop_sequence(0)


def test_the_worker_measures_the_model_that_is_loaded(tmp_path: Path) -> None:
    path = str(write_script(tmp_path / "script.json", delay_ms=2))
    load = LoadModel(request_id="load", model_id="m", path=path, backend="scripted", width=4)
    events = _served(_measure("early"), load, _measure("good"), _measure("wide", widths=(4000,)))
    assert [CommandFailed, ModelLoaded, SpeedMeasured, CommandFailed] == [type(event) for event in events[1:]]
    early, _, good, wide = events[1:]
    assert isinstance(early, CommandFailed)
    assert ("early", "No model is loaded; load one first.") == (early.request_id, early.message)
    assert isinstance(good, SpeedMeasured)
    assert [2, 3] == [point.width for point in good.points]
    assert isinstance(wide, CommandFailed)
    assert ("wide", BadSettingsError.__name__) == (wide.request_id, wide.kind)


def test_the_worker_measures_nothing_while_a_search_runs_and_again_after_it(tmp_path: Path) -> None:
    path = str(write_script(tmp_path / "script.json", delay_ms=2))
    load = LoadModel(request_id="load", model_id="m", path=path, backend="scripted")
    start = StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN)
    events = _served(load, start, _measure("busy"), StopSearch(run_id="r"), StopSearch(run_id="r"), _measure("free"))
    (refused,) = [event for event in events if isinstance(event, CommandFailed)]
    assert ("busy", "A search is running; stop it before the speed is measured.") == (
        refused.request_id,
        refused.message,
    )
    assert [TERMINAL.index(type(event)) for event in events if isinstance(event, TERMINAL)] == [2]
    (measured,) = [event for event in events if isinstance(event, SpeedMeasured)]
    assert "free" == measured.request_id


def _measure(request: str, widths: tuple[int, ...] = (2, 3)) -> MeasureSpeed:
    return MeasureSpeed(request_id=request, widths=widths, decodes=2)


def _served(*commands: AnyCommand) -> list[AnyEvent]:
    """What a worker of its own answers; what follows a measurement is sent when that is answered.

    A stop takes effect as soon as it is read, so one that lies ready would end a search before its turn.
    """
    events: list[AnyEvent] = []
    with subprocess.Popen(
        command("--engine"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        for each in commands:
            process.stdin.write(encode(each))
            if isinstance(each, MeasureSpeed):
                process.stdin.flush()
                events += _answer(cast(BinaryIO, process.stdout), each.request_id)
        process.stdin.close()
        assert 0 == process.wait(PATIENCE_S)
    return events


def _answer(stream: BinaryIO, request_id: str) -> list[AnyEvent]:
    """The events up to the answer of a measurement."""
    events: list[AnyEvent] = []
    while (event := read_event(stream)) is not None:
        events.append(event)
        if isinstance(event, SpeedMeasured | CommandFailed) and event.request_id == request_id:
            break
    return events
