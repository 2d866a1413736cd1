"""Checks are made once, and kept beside the campaign."""

from pathlib import Path

import pytest

from engine.errors import SandboxUnavailableError
from engine.lab.false_positives import Check, Reason, Verdict
from engine.lab.sample_checks import check_campaign, kept_checks
from engine.sandbox.executor import Executor
from engine.sandbox.on_demand import SandboxOnDemand
from models.errors import ReadOnlyError
from tests.helpers.campaigns import sampled

LITERAL, ADD, PROSE = ("print(42)",), ("x = 40 + 2", "print(x and 42)"), ("It is clear that", "the answer is 42")


def _no_sandbox() -> Executor:
    raise SandboxUnavailableError("none here")


def test_a_second_time_nothing_is_run(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What is 40 plus 2?": [LITERAL, ADD]})
    told: list[tuple[int, int]] = []
    with SandboxOnDemand() as sandbox:
        first = check_campaign(campaign, sandbox.executor, lambda done, total: told.append((done, total)))
    assert [Reason.LITERAL, Reason.INDEPENDENT] == [check.reason for check in first.values()]
    assert [(1, 2), (2, 2)] == told
    assert first == check_campaign(campaign, _no_sandbox) == kept_checks(campaign)


def test_a_check_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What is 40 plus 2?": [LITERAL], "What is 2 plus 40?": [LITERAL]})
    whole = check_campaign(campaign, _no_sandbox)
    path = campaign.folder / "checks.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert 1 == len(kept_checks(campaign))
    assert whole == check_campaign(campaign, _no_sandbox) == kept_checks(campaign)


def test_prose_needs_no_sandbox(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What is 40 plus 2?": [PROSE]})
    assert [Check(Verdict.UNCHECKED, Reason.NO_PROGRAM)] == list(check_campaign(campaign, _no_sandbox).values())
    with pytest.raises(SandboxUnavailableError, match="none here"):
        check_campaign(sampled(tmp_path / "d", {"What is 40 plus 2?": [ADD]}), _no_sandbox)


def test_checks_that_cannot_be_kept_are_named(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What is 40 plus 2?": [LITERAL]})
    (campaign.folder / "checks.jsonl").mkdir()
    with pytest.raises(ReadOnlyError, match=r"checks\.jsonl cannot be read; delete it, then run"):
        check_campaign(campaign, _no_sandbox)
