import threading
import time
from collections.abc import Callable

import msgspec
import pytest

from engine.backends.scripted import Script
from engine.errors import BadProblemError, BadSettingsError
from engine.events import Cancelled, Failed, Finished, Paused, Progress
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.sandbox.refuse import RefuseExecutor
from engine.steps import build_prompt
from engine.types import NodeStatus, PolicyName, SearchSettings, StopReason
from tests.helpers.scripts import (
    PENCILS,
    Harness,
    check_nothing_is_left,
    harness,
    printing,
    problem,
    script,
    settings,
    solution,
    ticking,
)

POLICIES = tuple(PolicyName)


@pytest.fixture
def refuse() -> RefuseExecutor:
    return RefuseExecutor("this test needs no steps to be run")


def test_samples_that_finish_together_are_all_kept_when_the_vote_is_decided(sandbox: Executor) -> None:
    record = harness(printing(7), sandbox).solve(how=settings(candidates=12, rollouts=5, max_tokens=460))
    assert StopReason.DECIDED is record.result.stop_reason
    assert 12 == record.answer.finished
    assert sum(node.tokens for node in record.nodes) == record.result.usage.sampled_tokens


@pytest.mark.parametrize("width", [1, 3])
def test_more_candidates_than_can_be_open_are_written_one_after_the_other(sandbox: Executor, width: int) -> None:
    for policy in (PolicyName.MCTS, PolicyName.MAJORITY):
        how = settings(policy, candidates=10, rollouts=1, stop_when_decided=False)
        record = harness(printing(1, 2), sandbox, width=width).solve(how=how)
        assert 10 == record.answer.finished


def test_six_sequences_are_enough_for_sixteen_candidates(sandbox: Executor) -> None:
    for policy in (PolicyName.MCTS, PolicyName.MAJORITY):
        how = settings(policy, candidates=16, stop_when_decided=False)
        record = harness(PENCILS, sandbox, sequences=6).solve(how=how)
        assert isinstance(record.terminal, Finished)
        assert len([node for node in record.nodes if node.parent == 0]) >= 16
        assert "18" == record.answer.votes[0].answer


@pytest.mark.parametrize("policy", [PolicyName.MCTS, PolicyName.MAJORITY])
@pytest.mark.parametrize("width", [2, 8, 32])
@pytest.mark.parametrize("max_tokens", [1, 50, 333, 1000])
def test_the_token_budget_is_overdrawn_by_less_than_one_token_a_candidate(
    refuse: RefuseExecutor, policy: PolicyName, width: int, max_tokens: int
) -> None:
    how = settings(policy, candidates=32, max_tokens=max_tokens, rollouts=100)
    record = harness(PENCILS, refuse, width=width).solve(how=how)
    assert StopReason.TOKENS is record.result.stop_reason
    assert max_tokens <= record.result.usage.sampled_tokens < max_tokens + width


def test_the_time_budget_ends_a_run_with_the_answer_so_far(sandbox: Executor) -> None:
    slow = harness(PENCILS, sandbox, clock=ticking(0.01))
    record = slow.solve(how=settings(max_seconds=6.0, rollouts=1000))
    assert isinstance(record.terminal, Finished)
    assert StopReason.SECONDS is record.result.stop_reason
    assert 6.0 <= record.result.usage.seconds < 6.1
    assert "18" == record.answer.votes[0].answer


def test_progress_is_reported_a_few_times_a_second_and_repeats_the_number_before_it(sandbox: Executor) -> None:
    record = harness(PENCILS, sandbox, clock=ticking(0.03)).solve()
    reports = [event for event in record.events if isinstance(event, Progress)]
    assert len(reports) > 5
    for before, event in zip(record.events, record.events[1:], strict=False):
        if isinstance(event, Progress):
            assert before.seq == event.seq
    assert all(0.0 <= report.fraction <= 1.0 and report.tokens_per_second >= 0.0 for report in reports)
    assert sorted(report.sampled_tokens for report in reports) == [report.sampled_tokens for report in reports]


def _play_until(played: Harness, holds: Callable[[], bool]) -> None:
    played.play(until=holds)
    assert played.runner.active, "the run has ended too early"


@pytest.mark.parametrize("pause", [False, True])
def test_a_run_that_is_stopped_from_another_thread_gives_its_best_answer_so_far(sandbox: Executor, pause: bool) -> None:
    played = harness(PENCILS, sandbox)
    played.runner.start("run-1", problem(), settings(rollouts=1000))
    _play_until(played, lambda: len(played.record().with_status(NodeStatus.FINISHED)) >= 2)
    stopper = threading.Thread(target=played.runner.request_stop, args=("run-1",), kwargs={"pause": pause})
    stopper.start()
    stopper.join()
    played.runner.step()
    record = played.record()
    assert isinstance(record.terminal, Paused if pause else Cancelled)
    assert StopReason.USER is record.result.stop_reason
    assert record.answer.finished >= 2
    check_nothing_is_left(played.backend, played.runner)


def test_a_stop_reaches_a_run_while_it_is_being_decoded(sandbox: Executor) -> None:
    played = harness(msgspec.structs.replace(PENCILS, delay_ms=5), sandbox)
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.monotonic())
        played.runner.request_stop("run-1", pause=False)

    played.runner.start("run-1", problem(), settings(rollouts=1000))
    stopper = threading.Timer(0.4, stop)
    stopper.start()
    played.play()
    ended = time.monotonic()
    stopper.join()
    assert isinstance(played.record().terminal, Cancelled)
    assert ended - asked[0] < 0.2
    check_nothing_is_left(played.backend, played.runner)


def test_a_run_can_be_stopped_at_any_moment_and_the_next_one_is_as_if_nothing_had_been(sandbox: Executor) -> None:
    whole = harness(PENCILS, sandbox).solve(how=settings(rollouts=3, candidates=4))
    played = harness(PENCILS, sandbox)
    for moment in range(0, 90, 11):
        run_id = f"stopped-{moment}"
        played.runner.start(run_id, problem(), settings(rollouts=3, candidates=4))
        for _ in range(moment):
            played.runner.step()
        played.runner.request_stop(run_id, pause=False)
        played.play()
        record = played.record(run_id)
        assert isinstance(record.terminal, Cancelled)
        drawn = sum(node.tokens for node in record.nodes)
        assert drawn <= record.result.usage.sampled_tokens <= drawn + 4 * 300
        check_nothing_is_left(played.backend, played.runner)
    again = played.solve(how=settings(rollouts=3, candidates=4), run_id="again")
    assert [node.text for node in whole.nodes] == [node.text for node in again.nodes]


def test_stopping_one_run_lets_the_other_go_on(sandbox: Executor) -> None:
    played = harness(PENCILS, sandbox)
    for run_id in ("run-1", "run-2"):
        played.runner.start(run_id, problem(), settings(rollouts=4))
    for _ in range(40):
        played.runner.step()
    played.runner.request_stop("run-1", pause=False)
    played.play()
    assert isinstance(played.record("run-1").terminal, Cancelled)
    assert isinstance(played.record("run-2").terminal, Finished)
    check_nothing_is_left(played.backend, played.runner)


def test_a_stop_for_a_run_that_is_not_there_changes_nothing(sandbox: Executor) -> None:
    played = harness(PENCILS, sandbox)
    played.runner.request_stop("nobody", pause=False)
    record = played.solve(how=settings(rollouts=3))
    assert isinstance(record.terminal, Finished)


def test_ending_all_runs_leaves_nothing_behind(sandbox: Executor) -> None:
    played = harness(PENCILS, sandbox)
    for run_id in ("run-1", "run-2"):
        played.runner.start(run_id, problem(), settings())
    for _ in range(30):
        played.runner.step()
    played.runner.cancel_all()
    for run_id in ("run-1", "run-2"):
        assert isinstance(played.record(run_id).terminal, Cancelled)
    check_nothing_is_left(played.backend, played.runner)


def test_a_small_context_gives_up_branches_and_still_ends_with_an_answer(sandbox: Executor) -> None:
    long = script(*(solution(f" Think of {word} for a long while.\nprint(3)") for word in ("sheep", "goats", "horses")))
    prompt = build_prompt(harness(long, sandbox).backend, problem())
    context = len(prompt.preamble) + len(prompt.question) + 530
    record = harness(long, sandbox, context_tokens=context).solve(how=settings(candidates=24, rollouts=6))
    assert isinstance(record.terminal, Finished)
    assert "The model's context was full." in {node.reason for node in record.with_status(NodeStatus.PRUNED)}
    assert record.result.answer is not None


def _deep(last: str) -> Script:
    """A solution of 900 bytes in steps of 150, and a short one."""
    steps = [f" Go on.\nx{number} = '{'y' * 125}'" for number in range(6)]
    return script(solution(*steps, last), solution(" Short.\nprint(2)"))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_branch_that_outgrows_the_context_does_not_take_the_answer_with_it(
    sandbox: Executor, policy: PolicyName
) -> None:
    played = _deep(" End.\nprint(1)")
    prompt = build_prompt(harness(played, sandbox).backend, problem())
    context = len(prompt.preamble) + len(prompt.question) + 515
    how = settings(policy, candidates=6, rollouts=12)
    record = harness(played, sandbox, context_tokens=context).solve(how=how)
    assert isinstance(record.terminal, Finished)
    if policy is PolicyName.GREEDY:
        assert "The model's context was full." == record.nodes[-1].reason
    else:
        assert ["2"] == [vote.answer for vote in record.answer.votes]


def test_a_problem_that_is_too_long_for_the_context_fails_in_one_sentence(refuse: RefuseExecutor) -> None:
    played = harness(PENCILS, refuse, context_tokens=4000)
    played.runner.start("run-1", problem("riddle " * 400), settings())
    terminal = played.record().terminal
    assert isinstance(terminal, Failed)
    assert (BadProblemError.__name__, 3, 1) == (terminal.kind, terminal.exit_code, terminal.seq)
    assert "shorten it" in terminal.message
    assert not played.runner.active
    assert 0 == played.backend.used_cells


@pytest.mark.parametrize("text", ["", "   ", "\0\0\0", "x" * 100_000, "?", "\ud800 riddle"])
def test_a_problem_that_cannot_be_asked_fails_without_a_search(refuse: RefuseExecutor, text: str) -> None:
    played = harness(PENCILS, refuse)
    played.runner.start("run-1", problem(text), settings())
    terminal = played.record().terminal
    assert isinstance(terminal, Failed)
    assert BadProblemError.__name__ == terminal.kind
    assert not played.runner.active


@pytest.mark.parametrize("number", [0, -1])
@pytest.mark.parametrize("name", ["candidates", "rollouts", "max_tokens", "max_depth", "max_step_tokens"])
def test_a_setting_that_leaves_nothing_to_do_fails_in_one_sentence(
    refuse: RefuseExecutor, name: str, number: int
) -> None:
    played = harness(PENCILS, refuse)
    how: dict[str, Callable[[], SearchSettings]] = {
        "candidates": lambda: settings(candidates=number),
        "rollouts": lambda: settings(rollouts=number),
        "max_tokens": lambda: settings(max_tokens=number),
        "max_depth": lambda: settings(max_depth=number),
        "max_step_tokens": lambda: settings(max_step_tokens=number),
    }
    played.runner.start("run-1", problem(), how[name]())
    terminal = played.record().terminal
    assert isinstance(terminal, Failed)
    assert BadSettingsError.__name__ == terminal.kind
    assert "choose 1 or more" in terminal.message


def test_a_search_ends_early_when_the_vote_is_decided(sandbox: Executor) -> None:
    record = harness(printing(7), sandbox).solve(how=settings(candidates=8, rollouts=64, max_tokens=400))
    assert StopReason.DECIDED is record.result.stop_reason
    assert record.result.usage.sampled_tokens < 400
    assert "7" == record.answer.text


def test_a_vote_that_the_open_samples_cannot_change_is_settled_at_once_and_not_before(sandbox: Executor) -> None:
    record = harness(printing(7), sandbox, width=1).solve(how=settings(PolicyName.MAJORITY, candidates=9))
    assert (StopReason.DECIDED, 5) == (record.result.stop_reason, record.answer.finished)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_search_that_may_not_end_early_uses_its_whole_budget(sandbox: Executor, policy: PolicyName) -> None:
    how = settings(policy, candidates=4, rollouts=4, stop_when_decided=False)
    record = harness(printing(7), sandbox).solve(how=how)
    one_line = policy is PolicyName.GREEDY
    assert (StopReason.EXHAUSTED if one_line else StopReason.ROLLOUTS) is record.result.stop_reason
    assert (1 if one_line else 4) <= record.answer.finished


@pytest.mark.parametrize("policy", [PolicyName.GREEDY, PolicyName.BEST_OF_N])
def test_where_the_best_single_solution_wins_no_number_of_votes_decides(sandbox: Executor, policy: PolicyName) -> None:
    record = harness(printing(7), sandbox).solve(how=settings(policy, candidates=12))
    assert StopReason.DECIDED is not record.result.stop_reason
    assert (1 if policy is PolicyName.GREEDY else 12) == record.answer.finished


def test_a_search_ends_when_its_rollouts_are_used_up(sandbox: Executor) -> None:
    record = harness(PENCILS, sandbox).solve(how=settings(rollouts=2))
    assert StopReason.ROLLOUTS is record.result.stop_reason


def test_a_runner_can_be_used_for_many_runs(sandbox: Executor) -> None:
    played = harness(PENCILS, sandbox, sequences=10)
    for number in range(6):
        played.solve(how=settings(seed=number, rollouts=3), run_id=f"run-{number}")
    assert isinstance(played.runner, Runner)
