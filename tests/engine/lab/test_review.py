"""The queue of right answers that a person judges."""

from pathlib import Path

import pytest

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.false_positives import Check, Verdict
from engine.lab.review import ReviewQueue, Vote, kept_votes
from tests.helpers.campaigns import sampled


@pytest.fixture
def campaigns(tmp_path: Path) -> dict[str, Campaign]:
    return {
        name: sampled(tmp_path / name, {f"{name} {n}?": [(f"x = {n}", "print(42)"), ("print(41)",)] for n in range(9)})
        for name in ("strong", "weak")
    }


def _queue(tmp_path: Path, campaigns: dict[str, Campaign], items: int = 6, seed: int | None = None) -> ReviewQueue:
    return ReviewQueue(tmp_path, campaigns, items=items, seed=seed)


def test_the_queue_takes_as_many_right_answers_from_each_and_mixes_them(
    tmp_path: Path, campaigns: dict[str, Campaign]
) -> None:
    queue = _queue(tmp_path, campaigns)
    seen = []
    while (solution := queue.current()) is not None:
        seen.append(solution)
        queue.say(Vote.RIGHT)
    assert {"42"} == {solution.answer for solution in seen}
    names = [solution.problem.text.split()[0] for solution in seen]
    assert ["strong"] * 3 + ["weak"] * 3 == sorted(names) != names
    assert 6 == queue.done == len(queue)


def test_each_vote_is_kept_and_the_review_goes_on_behind_it(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    queue = _queue(tmp_path, campaigns)
    queue.say(Vote.WRONG)
    queue.say(Vote.SKIP)
    following = queue.current()
    again = _queue(tmp_path, campaigns)
    assert (2, following) == (again.done, again.current())
    assert [False] == list(kept_votes(tmp_path).values())


def test_undo_takes_back_one_vote_after_the_other(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    queue = _queue(tmp_path, campaigns)
    first = queue.current()
    for vote in (Vote.RIGHT, Vote.SKIP, Vote.UNDO, Vote.UNDO, Vote.UNDO):
        queue.say(vote)
    assert (0, first, {}) == (queue.done, queue.current(), queue.votes())
    assert first == _queue(tmp_path, campaigns).current()


def test_a_vote_that_was_cut_off_costs_that_vote_alone(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    queue = _queue(tmp_path, campaigns)
    queue.say(Vote.RIGHT)
    queue.say(Vote.WRONG)
    votes = tmp_path / "review.jsonl"
    votes.write_bytes(votes.read_bytes()[:-9])
    again = _queue(tmp_path, campaigns)
    assert 1 == again.done
    again.say(Vote.WRONG)
    assert [True, False] == list(_queue(tmp_path, campaigns).votes().values())


def test_the_figure_has_wilsons_interval_and_is_told_for_each_campaign(
    tmp_path: Path, campaigns: dict[str, Campaign]
) -> None:
    queue = _queue(tmp_path, campaigns, items=10)
    while (solution := queue.current()) is not None:
        queue.say(Vote.WRONG if solution.problem.text.startswith("weak") else Vote.RIGHT)
    found, judged = queue.false_positives()
    assert (0.5, 10) == (found.value, judged)
    assert (0.2366, 0.7634) == (round(found.low, 4), round(found.high, 4))
    assert (1.0, 0.0) == (queue.false_positives("weak")[0].value, queue.false_positives("strong")[0].value)


def test_agreement_with_the_automatic_check_is_cohens_kappa(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    queue = _queue(tmp_path, campaigns, items=10)
    keys = []
    for vote in [Vote.WRONG] * 4 + [Vote.RIGHT] * 6:
        solution = queue.current()
        assert solution is not None
        keys.append(solution.key)
        queue.say(vote)
    flagged = [True, True, True, False, True, False, False, False, False]
    checks = {key: Check(Verdict.FLAGGED if flag else Verdict.PASSED) for key, flag in zip(keys, flagged, strict=False)}
    checks[keys[9]] = Check(Verdict.UNCHECKED)
    found = queue.agreement(checks)
    assert (9, 7) == (found.both, found.equal)
    # 7/9 agree; by chance 4/9 * 4/9 + 5/9 * 5/9 = 41/81 would.
    assert (7 / 9 - 41 / 81) / (1 - 41 / 81) == pytest.approx(found.kappa)
    assert (0, None) == (queue.agreement({}).both, queue.agreement({}).kappa)
    assert queue.agreement(dict.fromkeys(keys[:2], Check(Verdict.FLAGGED))).kappa is None


def test_another_seed_is_refused_and_draws_others(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    first = _queue(tmp_path, campaigns, seed=1).current()
    with pytest.raises(BadSettingsError, match="holds a review with seed 1; go on without --seed, or delete"):
        _queue(tmp_path, campaigns, seed=2)
    assert first == _queue(tmp_path, campaigns).current() == _queue(tmp_path, campaigns, seed=1).current()


def test_a_folder_without_a_right_answer_is_refused(tmp_path: Path) -> None:
    campaigns = {"c": sampled(tmp_path / "c", {"One?": [("print(41)",)]})}
    with pytest.raises(BadSettingsError, match="holds no right solution to review yet; sample first"):
        _queue(tmp_path, campaigns)


def test_a_damaged_queue_is_named(tmp_path: Path, campaigns: dict[str, Campaign]) -> None:
    (tmp_path / "review.json").write_text("{")
    with pytest.raises(BadSettingsError, match="cannot be read as a review; delete it to draw a new one"):
        _queue(tmp_path, campaigns)
