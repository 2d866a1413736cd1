"""The folder of a campaign: going on, and what must not be mixed."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign, Plan
from tests.helpers.lab import PLAN, a_problem, record


def test_a_campaign_goes_on_where_it_ended(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "c", PLAN)
    campaign.keep(record(a_problem("a/b")))
    again = Campaign(tmp_path / "c", PLAN)
    assert (1, True, False) == (len(again), again.holds("a/b"), again.holds("a-b"))
    again.keep(record(a_problem("a-b")))
    assert {"a/b", "a-b"} == {kept.story.problem.id for kept in Campaign.at(tmp_path / "c").records()}
    assert PLAN == Campaign.at(tmp_path / "c").plan


def test_a_problem_cut_off_while_it_was_written_is_not_done(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "c", PLAN)
    campaign.keep(record())
    (shard,) = (tmp_path / "c").glob("*.safetensors")
    shard.rename(shard.with_name(f"{shard.name}.part"))
    assert (0, False) == (len(campaign), Campaign(tmp_path / "c", PLAN).holds("p1"))


def test_a_beginning_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "campaign.json.part").write_text("{")
    assert 0 == len(Campaign(tmp_path / "c", PLAN))


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (msgspec.structs.replace(PLAN, layers=(1,)), "layers"),
        (msgspec.structs.replace(PLAN, backbone_sha256="c" * 64), "model files"),
        (msgspec.structs.replace(PLAN, head_sha256="d" * 64), "preference models"),
        (msgspec.structs.replace(PLAN, settings=replace(PLAN.settings, seed=1), model="x"), "model and settings"),
    ],
)
def test_campaigns_are_not_mixed(tmp_path: Path, other: Plan, word: str) -> None:
    Campaign(tmp_path / "c", PLAN)
    with pytest.raises(BadSettingsError, match=rf"holds another campaign \({word} differ\); choose another --out\.$"):
        Campaign(tmp_path / "c", other)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "letter.txt").write_text("Dear")
    with pytest.raises(BadSettingsError, match="is not empty and holds no campaign"):
        Campaign(tmp_path / "c", PLAN)
    assert ["letter.txt"] == [path.name for path in (tmp_path / "c").iterdir()]


def test_a_folder_without_a_campaign_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="holds no campaign; make one with `stepwise lab generate`"):
        Campaign.at(tmp_path / "nothing")
