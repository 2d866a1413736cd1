"""Options of a search: what is left out comes from the effort, the model, or the search that is continued."""

from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli.options import SearchOptions, onward_options, search_options
from app.step_format import default_step_format
from engine.settings import settings_for
from engine.types import Effort, PolicyName, SearchSettings, StepFormat, ValueName
from models.catalogue import catalogue
from models.errors import UnknownModelError
from models.heads import Heads
from models.library import Library
from tests.helpers.model_files import TINY, gguf

BEFORE = settings_for(
    PolicyName.MAJORITY,
    Effort.QUICK,
    seed=5,
    candidates=7,
    max_seconds=9.0,
    values=(ValueName.AGREEMENT,),
    step_format=StepFormat.TEXT,
    stop_when_decided=False,
)


def _chosen(*arguments: str, onward: bool = False) -> SearchOptions:
    chosen: list[SearchOptions] = []

    def keep(options: SearchOptions) -> None:
        chosen.append(options)

    command = click.command()((onward_options if onward else search_options)(keep))
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert 0 == result.exit_code, result.output
    return chosen[0]


def _after(*arguments: str) -> SearchSettings:
    return _chosen(*arguments, onward=True).settings_after(BEFORE)


def test_without_options_a_search_has_the_documented_defaults(tmp_path: Path) -> None:
    expected = settings_for(PolicyName.MCTS, Effort.NORMAL)
    assert expected == _chosen().settings(Heads(Library(tmp_path), tmp_path), "script.json")
    assert ((ValueName.AGREEMENT, ValueName.EXECUTION), True) == (expected.values, expected.budget.stop_when_decided)


def test_every_option_reaches_the_settings(tmp_path: Path) -> None:
    chosen = _chosen(
        *("--policy", "weighted-best-of-n", "--effort", "deep", "--candidates", "9", "--rollouts", "8"),
        *("--max-tokens", "777", "--max-seconds", "6.5", "--max-depth", "4", "--no-early-stop"),
        *("--values", "execution, agreement,execution", "--format", "text", "--seed", "3"),
        *("--reject-below", "0.04"),
    )
    settings = chosen.settings(Heads(Library(tmp_path), tmp_path), "script.json")
    budget = settings.budget
    assert (PolicyName.WEIGHTED, (ValueName.EXECUTION, ValueName.AGREEMENT), StepFormat.TEXT, 3) == (
        settings.policy,
        settings.values,
        settings.step_format,
        settings.seed,
    )
    assert 0.04 == settings.reject_below
    assert (9, 8, 777, 6.5, 4, False) == (
        budget.candidates,
        budget.rollouts,
        budget.max_tokens,
        budget.max_seconds,
        budget.max_depth,
        budget.stop_when_decided,
    )


def test_a_search_that_goes_on_keeps_all_that_is_not_chosen() -> None:
    assert BEFORE == _after() == _after("--format", "auto")
    changed = _after("--max-tokens", "50", "--seed", "0", "--early-stop", "--policy", "best-of-n")
    budget = replace(BEFORE.budget, max_tokens=50, stop_when_decided=True)
    assert replace(BEFORE, policy=PolicyName.BEST_OF_N, seed=0, budget=budget) == changed


def test_a_search_that_goes_on_keeps_the_chance_below_which_lines_are_given_up() -> None:
    before = replace(BEFORE, reject_below=0.04)
    kept, off = (_chosen(*words, onward=True).settings_after(before) for words in ((), ("--reject-below", "0")))
    assert (0.04, 0.0) == (kept.reject_below, off.reject_below)
    assert 0.02 == _after("--reject-below", "0.02").reject_below


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--reject-below", "1"), "1.0 is not in the range 0.0<=x<1.0"),
        (("--reject-below", "-0.1"), "-0.1 is not in the range 0.0<=x<1.0"),
        (("--reject-below", "0.1", "--ppm", "none"), "--reject-below needs a preference model; leave out --ppm none."),
    ],
)
def test_a_chance_that_cannot_be_used_is_refused(words: tuple[str, ...], sentence: str) -> None:
    command = click.command()(search_options(lambda options: None))
    result = CliRunner().invoke(command, words)
    assert (2, True) == (result.exit_code, sentence in result.output), result.output


def test_an_effort_gives_a_whole_new_budget() -> None:
    settings = _after("--effort", "deep", "--candidates", "3")
    assert settings_for(PolicyName.MAJORITY, Effort.DEEP, candidates=3, step_format=StepFormat.TEXT).budget == (
        settings.budget
    )
    assert (BEFORE.seed, BEFORE.values) == (settings.seed, settings.values)


def test_only_greedy_is_without_temperature() -> None:
    greedy = _after("--policy", "greedy")
    assert (0.0, BEFORE.sampling.temperature) == (greedy.sampling.temperature, _after().sampling.temperature)
    back = _chosen("--policy", "mcts", onward=True).settings_after(greedy)
    assert BEFORE.sampling == back.sampling


def test_another_format_brings_its_limits() -> None:
    settings = _chosen("--format", "code", onward=True).settings_in_another_format(BEFORE)
    limits = settings_for(PolicyName.MCTS, Effort.NORMAL).budget
    assert (StepFormat.CODE, limits.max_depth, limits.max_step_tokens, BEFORE.budget.candidates) == (
        settings.step_format,
        settings.budget.max_depth,
        settings.budget.max_step_tokens,
        settings.budget.candidates,
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("Plain Coder", StepFormat.CODE), ("DeepSeek R1 Distill", StepFormat.TEXT)]
)
def test_the_format_is_the_models_own(tmp_path: Path, name: str, expected: StepFormat) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf({**TINY, "general.name": name}))
    assert expected is default_step_format(Library(tmp_path), str(path))
    assert expected is _chosen().settings(Heads(Library(tmp_path), tmp_path), str(path)).step_format
    assert (
        StepFormat.TEXT
        is _chosen("--format", "text").settings(Heads(Library(tmp_path), tmp_path), str(path)).step_format
    )


def test_the_format_of_a_model_that_is_not_here_yet_is_the_catalogues(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for entry in catalogue():
        assert entry.step_format == default_step_format(library, entry.id)
    with pytest.raises(UnknownModelError):
        default_step_format(library, "no-such-model")
