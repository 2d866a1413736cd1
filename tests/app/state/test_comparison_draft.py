"""A plan while it is put together, without Qt."""

from pathlib import Path

import msgspec
import pytest

from app.state.comparison_draft import Draft, Outlook, draft_of, left_of, outlook_words, rough, seeds_of
from engine.compare.plan import Plan, SetChoice, check_plan, queue_of
from engine.compare.table import make_table
from engine.types import Effort, PolicyName, ValueName
from tests.helpers.comparisons import arm, measured

FULL = Draft(
    models=("small", "large"),
    quantizations=("same", "Q3_K_M"),
    policies=(PolicyName.GREEDY, PolicyName.MCTS),
    efforts=(Effort.QUICK, Effort.DEEP),
    sets=("own", "gsm8k"),
    limit=7,
    seeds="0, 3",
    max_tokens=200,
    fidelity=True,
    repeats=0,
)


def test_a_draft_is_a_plan_and_the_plan_is_the_draft_again() -> None:
    plan = check_plan(FULL.plan())
    assert FULL == draft_of(plan)
    assert 2 * 2 * 2 * 2 * 2 * 2 == sum(len(turn.jobs) for turn in queue_of(plan))
    assert (SetChoice("own", 7), SetChoice("gsm8k", 7)) == plan.run[0].problems
    assert Draft(models=("a",), limit=0) == draft_of(Draft(models=("a",), limit=0).plan())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"models": ()}, "Choose one model or more."),
        ({"quantizations": ()}, "Choose a quantization; the file as it is counts as one."),
        ({"policies": ()}, "Choose one way of searching or more."),
        ({"efforts": ()}, "Choose one effort or more."),
        ({"sets": ()}, "Choose a problem set."),
        ({"seeds": "0, x"}, "Type seeds as whole numbers with commas, such as 0, 1, 2."),
        ({"seeds": ""}, "Type seeds as whole numbers with commas, such as 0, 1, 2."),
        ({}, ""),
    ],
)
def test_what_is_missing_is_said(change: dict[str, object], sentence: str) -> None:
    from dataclasses import replace

    assert sentence == replace(FULL, **change).refusal()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "seeds"),
    [("0", (0,)), (" 2;1,, 2 ", (2, 1)), ("-1", ()), ("1.5", ()), ("99999999999", ()), ("٣", ())],
)
def test_seeds_are_read_as_people_type_them(typed: str, seeds: tuple[int, ...]) -> None:
    assert seeds == seeds_of(typed)


def test_a_plan_that_says_more_than_can_be_chosen_is_no_draft() -> None:
    plan = FULL.plan()
    assert draft_of(Plan(run=(*plan.run, *plan.run))) is None
    assert draft_of(Plan(run=(msgspec.structs.replace(plan.run[0], values=(ValueName.AGREEMENT,)),))) is None
    assert draft_of(Plan(run=(msgspec.structs.replace(plan.run[0], reject_below=0.04),))) is None
    mixed = msgspec.structs.replace(plan.run[0], problems=(SetChoice("own", 3), SetChoice("gsm8k")))
    assert draft_of(Plan(run=(mixed,))) is None


def test_what_is_left_counts_what_the_folder_has() -> None:
    plan = Draft(models=("small",), policies=(PolicyName.GREEDY, PolicyName.MAJORITY), limit=3).plan()
    table = make_table(measured(arm(), "10"))
    left = left_of(plan, {SetChoice("own", 3): ("own", 3)}, table)
    assert left is not None
    assert [(3, 2), (3, 0)] == list(left.values())
    assert left_of(plan, {SetChoice("own", 3): None}, table) is None
    # Rows of a longer go count no more than there are problems.
    short = left_of(plan, {SetChoice("own", 3): ("own", 1)}, table)
    assert short is not None
    assert [(1, 1), (1, 0)] == list(short.values())


def test_an_outlook_is_told_in_words() -> None:
    assert "2 combinations, 40 searches. About 12 min, going by earlier comparisons here." == outlook_words(
        Outlook(arms=2, searches=40, seconds=700, measured=True)
    )
    told = outlook_words(Outlook(arms=1, searches=1, seconds=30, copies=1))
    expected = (
        "1 combination, 1 search. 1 model file is made first, unless it is here. "
        "Very roughly a minute; nothing like it was measured here yet."
    )
    assert expected == told
    assert "40 searches, 12 of them done." in outlook_words(Outlook(arms=1, searches=40, done=12))
    assert "All 40 searches of this plan are done." == outlook_words(Outlook(arms=1, searches=40, done=40))
    assert "once the set is fetched" in outlook_words(Outlook(arms=1, searches=None))


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "a minute"), (61, "1 min"), (1500, "25 min"), (7200, "2 h"), (8200, "2 h 15 min")]
)
def test_a_rough_time_has_no_digits_that_nobody_knows(seconds: float, words: str) -> None:
    assert words == rough(seconds)


def test_files_of_sets_may_lie_anywhere(tmp_path: Path) -> None:
    draft = Draft(models=("a",), sets=(str(tmp_path / "x.csv"),))
    assert draft == draft_of(draft.plan())
