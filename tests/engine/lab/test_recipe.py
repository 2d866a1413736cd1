"""The three recipes with searches and trainings that are made up: data, both arms, deciding, going on after cuts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.evolution import Fit, PolicyTraining
from engine.lab.recipe import STRONG, WEAK, Recipe, RecipePlan, RecipeState, Stage, Table, follow, load_recipe
from engine.lab.recipe_data import arm_data, drawn_ends
from engine.lab.recipe_report import recipe_words, write_recipe_report
from engine.lab.sample_match import Match
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem
from tests.helpers.campaigns import Program, sampled, sampling_plan
from tests.helpers.lab import FINISHED, Step, record

RIGHT, OTHER, WRONG = ("print(42)",), ("x = 40\n", "print(x + 2)  # 42"), ("print(8)",)
TEXTS = [f"What is {number} and something more?" for number in range(4)]
HELD_OUT = [Problem(f"h{number}", f"What is {number} + {42 - number}?", "42") for number in range(6)]
TRAINING = PolicyTraining(steps=20, rank=4, rate=1e-3)
SAMPLING = settings_for(PolicyName.MAJORITY, Effort.QUICK, candidates=4, stop_when_decided=False)
ENDS: tuple[Step, ...] = tuple((0, FINISHED, "8") for _ in range(4))


class _PowerError(Exception):
    """The power goes off."""


@dataclass
class _FakeKitchen:
    """A student that has ``before`` of four samples right, and after an arm what ``after`` says."""

    before: int = 1
    after: dict[str, int] = field(default_factory=lambda: {WEAK: 2, STRONG: 3})
    cut_after: int = 10**9
    fits: list[tuple[str, int]] = field(default_factory=list)
    made: int = 0

    def sample(self, campaign: Campaign, problems: Sequence[Problem], adapter: Path | None) -> None:
        right = self.after[adapter.read_text()] if adapter else self.before
        for problem in problems:
            if not campaign.holds(problem.id):
                self._work()
                ends = tuple((0, FINISHED, "42") for _ in range(right)) + ENDS[right:]
                campaign.keep(record(problem, ends[: campaign.plan.settings.budget.candidates], states=False))

    def fit(self, data: Path, adapter: Path) -> Fit:
        self._work()
        lines = data.read_text().splitlines()
        self.fits.append((adapter.parent.name, len(lines)))
        adapter.write_text(adapter.parent.name)
        return Fit(training=TRAINING, examples=len(lines), steps=20, first_loss=1.0, last_loss=0.5, seconds=1.0)

    def _work(self) -> None:
        if self.made == self.cut_after:
            raise _PowerError
        self.made += 1


def _campaigns(folder: Path) -> tuple[Campaign, Campaign]:
    """The weak model drew four samples, two of them right; the strong one two right ones, alike for two problems."""
    weak: dict[str, Sequence[Program]] = dict.fromkeys(TEXTS, (RIGHT, WRONG, OTHER, WRONG))
    strong: dict[str, Sequence[Program]] = {text: (RIGHT, OTHER if n > 1 else RIGHT) for n, text in enumerate(TEXTS)}
    return (
        sampled(folder / "campaigns" / "w", weak, sampling_plan(4, model="small", backbone_sha256="w" * 64)),
        sampled(folder / "campaigns" / "s", strong, sampling_plan(2, model="large", backbone_sha256="s" * 64)),
    )


def _plan(campaigns: tuple[Campaign, Campaign], match: Match = Match.FLOPS, samples: int = 4) -> RecipePlan:
    return RecipePlan(
        recipe=Recipe.SELF_IMPROVE,
        weak=campaigns[0].plan,
        strong=campaigns[1].plan,
        student="small",
        backbone_sha256="w" * 64,
        held_out_sha256="h" * 64,
        held_out=len(HELD_OUT),
        match=match,
        training=TRAINING,
        sampling=settings_for(PolicyName.MAJORITY, Effort.QUICK, candidates=samples, stop_when_decided=False),
    )


def _follow(folder: Path, kitchen: _FakeKitchen, against: Sequence[Problem] = ()) -> RecipeState:
    campaigns = _campaigns(folder)
    table = Table(folder / "r", campaigns, HELD_OUT, against, kitchen)
    return follow(_plan(campaigns), table, keep=lambda state: write_recipe_report(folder / "r", state))


def test_both_arms_are_trained_alike_and_the_better_one_is_kept(tmp_path: Path) -> None:
    kitchen = _FakeKitchen()
    state = _follow(tmp_path, kitchen)
    assert [WEAK, STRONG] == [name for name, _ in kitchen.fits]
    assert {20} == {arm.fit.steps for arm in state.arms.values()}
    assert state.before is not None
    assert (24, 0.25) == (state.before.samples, state.before.right.value)
    assert (0.25, 0.5) == tuple(arm.difference.mean for arm in state.arms.values() if arm.difference)
    assert state.between is not None
    assert (-0.25, STRONG) == (state.between.mean, state.kept)
    assert STRONG == (tmp_path / "r" / "adapter.gguf").read_text()


def test_a_student_that_is_worse_after_both_stays_as_it_was(tmp_path: Path) -> None:
    state = _follow(tmp_path, _FakeKitchen(before=3, after={WEAK: 2, STRONG: 1}))
    assert "" == state.kept
    assert state.reason.startswith("rolled back, the student is worse after both: share of right samples -25.0 points")
    assert not (tmp_path / "r" / "adapter.gguf").exists()


def test_it_goes_on_after_any_cut_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    whole = _FakeKitchen()
    wanted = _follow(tmp_path / "whole", whole)
    cuts = [_FakeKitchen(cut_after=1) for _ in range(whole.made)]
    for kitchen in cuts[:-1]:
        with pytest.raises(_PowerError):
            _follow(tmp_path / "cut", kitchen)
    assert wanted == _follow(tmp_path / "cut", cuts[-1])
    assert whole.made == sum(kitchen.made for kitchen in cuts)
    reports = [(tmp_path / name / "r" / "report.md").read_bytes() for name in ("whole", "cut")]
    assert reports[0] == reports[1]


def test_the_dearer_campaign_gives_as_many_samples_as_cost_the_same(tmp_path: Path) -> None:
    weak, strong = _campaigns(tmp_path)
    # Both problems cost 120 tokens there, 30 and 60 a sample, so both campaigns cost the same.
    (first, _), (second, chosen) = arm_data((weak, strong), Match.FLOPS, (), 0)
    assert ((4, 2), first.cost) == ((first.samples, second.samples), second.cost)
    assert (1.0, 1.0) == (first.coverage.value, second.coverage.value)
    # The same text counts once.
    assert (6, 4) == (len(chosen), second.problems)
    (first, chosen), (second, _) = arm_data((weak, strong), Match.COUNT, (), 0)
    assert (2, 2) == (first.samples, second.samples)
    assert 0 < len(chosen) < 8
    # One of the six pairs of samples has no right one.
    assert pytest.approx(5 / 6) == first.coverage.value


def test_samples_are_drawn_by_the_seed_and_not_in_the_order_in_which_they_ended(tmp_path: Path) -> None:
    weak, _ = _campaigns(tmp_path)
    stories = [record.story for record in weak.records()]
    draws = [[drawn_ends(story, 4, 2, seed) for story in stories] for seed in range(20)]
    assert draws == [[drawn_ends(story, 4, 2, seed) for story in stories] for seed in range(20)]
    assert {2} == {len(ends) for draw in draws for ends in draw}
    assert 1 < len({frozenset(draw[0]) for draw in draws})
    # Of more samples than have an end, those without one are drawn too.
    assert min(len(drawn_ends(stories[0], 12, 2, seed)) for seed in range(20)) < 2


def test_what_is_held_out_or_kept_for_measuring_is_not_trained_on(tmp_path: Path) -> None:
    state = _follow(tmp_path, _FakeKitchen(), [Problem("elsewhere", TEXTS[0].upper(), "42")])
    assert [1, 1] == [data.measured for data in state.data.values()]
    for name in (WEAK, STRONG):
        lines = [json.loads(line) for line in (tmp_path / "r" / name / "sft.jsonl").read_text().splitlines()]
        assert TEXTS[0] not in {line["messages"][1]["content"].removeprefix("Problem: ") for line in lines}
        assert state.data[name].lines == len(lines) > 0


def test_an_arm_without_a_right_solution_is_refused_before_anything_is_trained(tmp_path: Path) -> None:
    weak = sampled(tmp_path / "w", dict.fromkeys(TEXTS, (WRONG, WRONG)), sampling_plan(2, model="small"))
    strong = sampled(tmp_path / "s", dict.fromkeys(TEXTS, (RIGHT, WRONG)), sampling_plan(2, model="large"))
    kitchen = _FakeKitchen()
    with pytest.raises(BadSettingsError, match="small solved no problem that may be trained on"):
        follow(_plan((weak, strong)), Table(tmp_path / "r", (weak, strong), HELD_OUT, (), kitchen))
    assert 0 == kitchen.made


def test_campaigns_that_do_not_fit_each_other_are_refused(tmp_path: Path) -> None:
    weak, strong = _campaigns(tmp_path)
    other = sampled(tmp_path / "o", {TEXTS[0]: (RIGHT, WRONG)}, sampling_plan(2, problems_sha256="q" * 64))
    with pytest.raises(BadSettingsError, match="sampled other problems"):
        arm_data((weak, other), Match.COUNT, (), 0)
    alone = sampled(tmp_path / "a", {"Another one?": (RIGHT, WRONG)}, sampling_plan(2))
    with pytest.raises(BadSettingsError, match="no finished problem in common"):
        arm_data((weak, alone), Match.COUNT, (), 0)
    scripted = msgspec.structs.replace(sampling_plan(2), parameters=0)
    script = sampled(tmp_path / "f", {TEXTS[0]: (RIGHT, WRONG)}, scripted)
    with pytest.raises(BadSettingsError, match="choose --match time or count"):
        arm_data((strong, script), Match.FLOPS, (), 0)


def test_another_recipe_in_the_folder_is_refused(tmp_path: Path) -> None:
    _follow(tmp_path, _FakeKitchen())
    with pytest.raises(BadSettingsError, match="holds a recipe with other data, models or settings"):
        load_recipe(tmp_path / "r", _plan(_campaigns(tmp_path), Match.COUNT))
    (tmp_path / "r" / "recipe.json").write_text("{")
    with pytest.raises(BadSettingsError, match=r"cannot be read as a recipe; choose another --out\."):
        load_recipe(tmp_path / "r", _plan(_campaigns(tmp_path)))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("Dear")
    with pytest.raises(BadSettingsError, match="is not empty and holds no recipe"):
        load_recipe(tmp_path / "letters", _plan(_campaigns(tmp_path)))


def test_the_report_tells_both_arms_before_and_after(tmp_path: Path) -> None:
    state = _follow(tmp_path, _FakeKitchen())
    text = (tmp_path / "r" / "report.md").read_text()
    assert "# Self-improvement" in text
    assert "small learns from small (weak) and from large (strong), whose samples are matched on FLOPs." in text
    assert "| samples of a problem | 4 | 2 |" in text
    assert "| solutions trained on | 8 of 4 problems | 6 of 4 problems |" in text
    assert "| held-out problems | before | after weak data | after strong data |" in text
    assert "| samples right | 25.0% (25.0% to 25.0%) | 50.0% (50.0% to 50.0%) | 75.0% (75.0% to 75.0%) |" in text
    assert "Weak data less strong data: -25.0 points (-25.0 to -25.0, p 0.03)." in text
    assert "6 problems are too few to say whether this agrees with the paper." in text
    assert "Kept: share of right samples +50.0 points (+50.0 to +50.0, p 0.03) with strong data." in text
    assert text == recipe_words(state)
    kept = json.loads((tmp_path / "r" / "report.json").read_text())
    assert (list(Stage), STRONG) == ([Stage(stage) for stage in kept["done"]], kept["kept"])
