"""A comparison as the window runs it: progress, stopping from another thread, one writer for a folder."""

import threading
from pathlib import Path

import pytest

from app.comparison import Comparison, Progress
from app.services import Services
from engine.compare.plan import Plan, Series, SetChoice
from engine.compare.records import Solved, read_records
from engine.errors import BadSettingsError
from engine.types import PolicyName
from models.files import locked
from tests.helpers.processes import wait_until
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script


def _plan(folder: Path, problems: int, *, delay_ms: float = 0.0) -> Plan:
    script = write_script(folder / "script.json", delay_ms=delay_ms)
    lines = [f"{at},Number {at}. {QUESTION},{ANSWER}\n" for at in range(problems)]
    (folder / "mine.csv").write_text("id,question,answer\n" + "".join(lines))
    series = Series(
        models=(str(script),),
        problems=(SetChoice(str(folder / "mine.csv")),),
        policies=(PolicyName.GREEDY, PolicyName.MAJORITY),
        max_tokens=2000,
    )
    return Plan(run=(series,))


def _solved(folder: Path) -> int:
    return sum(isinstance(record, Solved) for record in read_records(folder)) if folder.is_dir() else 0


def test_progress_grows_to_the_end_and_says_what_is_left(tmp_path: Path) -> None:
    told: list[Progress] = []
    notes: list[str] = []
    with Services.open(tmp_path / "home") as services:
        outcome = Comparison(services, _plan(tmp_path, 3), tmp_path / "out", told.append, notes.append).run()
    assert (6, 6, ()) == (outcome.done, outcome.total, outcome.skipped)
    counts = [progress.done for progress in told]
    assert counts == sorted(counts)
    assert told[0].seconds_left is None
    assert told[-1].seconds_left is not None
    assert told[-1].words.endswith("majority, mine: problem 3 of 3")
    assert ["This system tells no energy; that column is left out."] == notes or not notes


def test_another_thread_can_stop_it_and_it_goes_on_later(tmp_path: Path) -> None:
    plan, out = _plan(tmp_path, 20, delay_ms=5), tmp_path / "out"
    with Services.open(tmp_path / "home") as services:
        comparison = Comparison(services, plan, out)
        thread = threading.Thread(target=comparison.run)
        thread.start()
        wait_until(lambda: (out / "rows.jsonl").exists() and _solved(out) >= 1, "a row")
        comparison.stop()
        thread.join(20)
        assert not thread.is_alive()
        assert comparison.stopped
        done = _solved(out)
        assert 1 <= done < 40
    quick = _plan(tmp_path, 2)
    with Services.open(tmp_path / "home") as services:
        outcome = Comparison(services, quick, out).run()
    assert (4, 4) == (outcome.done, outcome.total)


def test_a_folder_that_another_comparison_writes_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with Services.open(tmp_path / "home") as services, locked(out / ".rows.lock"):
        comparison = Comparison(services, _plan(tmp_path, 1), out)
        with pytest.raises(BadSettingsError, match="Another comparison writes into"):
            comparison.run()


def test_two_sets_of_one_name_are_refused_before_anything_is_measured(tmp_path: Path) -> None:
    plan = _plan(tmp_path, 1)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.csv").write_text("question,answer\n1+1?,2\n")
    sets = (*plan.run[0].problems, SetChoice(str(tmp_path / "other" / "mine.csv")))
    both = Plan(run=(Series(models=plan.run[0].models, problems=sets),))
    with Services.open(tmp_path / "home") as services, pytest.raises(BadSettingsError, match="called mine"):
        Comparison(services, both, tmp_path / "out")
