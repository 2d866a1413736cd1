"""A plan as TOML and back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compare.plan import Plan, Series, SetChoice, check_plan, read_plan
from engine.compare.plan_text import plan_text, save_plan
from engine.errors import BadSettingsError
from engine.types import Effort, PolicyName, StepFormat, ValueName

FULL = Plan(
    run=(
        Series(
            models=("a", 'quoted "b" \\ \x7f é'),
            problems=("own", SetChoice("gsm8k", 5)),
            quantizations=("same", "Q3_K_M"),
            policies=(PolicyName.GREEDY, PolicyName.MCTS),
            efforts=(Effort.QUICK,),
            seeds=(0, 7),
            values=(ValueName.AGREEMENT,),
            step_format=StepFormat.TEXT,
            limit=3,
            max_tokens=120,
            candidates=4,
            rollouts=6,
            reject_below=0.04,
            fidelity=True,
        ),
        Series(models=("c",), problems=("own",)),
    ),
    repeats=0,
)


def test_a_plan_that_is_saved_and_read_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    save_plan(FULL, path)
    read = read_plan(path)
    assert FULL.run[0].models == read.run[0].models
    assert (SetChoice("own"), SetChoice("gsm8k", 5)) == read.run[0].problems
    assert "\n[[run]]\nmodels" in path.read_text("utf-8")
    # A set by its name alone is read as one without a limit; all else is as it was.
    assert _plain(FULL) == _plain(read)


def _plain(plan: Plan) -> str:
    return plan_text(plan).replace('["own", ', '[{ file = "own" }, ').replace('["own"]', '[{ file = "own" }]')


def test_what_is_as_usual_is_left_out() -> None:
    assert '[[run]]\nmodels = ["c"]\nproblems = ["own"]\n' == plan_text(Plan(run=FULL.run[1:]))


def test_files_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.csv").write_text("question,answer\n1+1?,2\n")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    save_plan(Plan(run=(Series(models=("c",), problems=("mine.csv",)),)), tmp_path / "there" / "plan.toml")
    assert (SetChoice(str(tmp_path / "mine.csv")),) == read_plan(tmp_path / "there" / "plan.toml").run[0].problems


@pytest.mark.parametrize("below", [-0.1, 1.0, float("nan")])
def test_a_chance_that_is_none_is_refused(below: float) -> None:
    series = Series(models=("c",), problems=("own",), reject_below=below)
    with pytest.raises(BadSettingsError, match="'reject_below' in the plan is no chance; choose 0 or more"):
        check_plan(Plan(run=(series,)))


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="not text"):
        save_plan(Plan(run=(Series(models=("\udcff",), problems=("own",)),)), tmp_path / "plan.toml")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip("./\x00 ")))
def test_any_name_survives(name: str) -> None:
    import tomllib

    text = plan_text(Plan(run=(Series(models=(name,), problems=("own",)),)))
    assert [name] == tomllib.loads(text)["run"][0]["models"]
