"""The words claim no more than was done."""

from dataclasses import replace
from enum import StrEnum

import pytest

from app.state import RunState, replay, words
from engine.store import RunStatus
from engine.types import Answer, ExecutionStatus, Mark, NodeStatus, PolicyName, StepFormat, StopReason, ValueName, Vote
from tests.helpers.events import demo_events
from tests.helpers.sketches import Sketch


def _answer(mark: Mark, *counts: int) -> Answer:
    votes = tuple(Vote(answer=str(number), count=count, share=0.1) for number, count in enumerate(counts))
    return Answer(text="10", mark=mark, confidence=0.5, votes=votes, node=1)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "No answer was found."),
        (_answer(Mark.CHECKED, 3), "Checked: equals the given answer."),
        (_answer(Mark.DIFFERS, 3), "Differs: does not equal the given answer."),
        (_answer(Mark.AGREES, 5, 2, 1), "Agrees: 5 of 8 lines of thought that ran end here."),
        (_answer(Mark.RUNS, 1), "Runs: the one line of thought that ran ends here; no other agrees."),
        (_answer(Mark.RUNS, 1, 1), "Runs: 1 of 2 lines of thought that ran ends here; no other agrees."),
        (_answer(Mark.UNVERIFIED, 2), "Not verified: its steps were not run."),
    ],
)
def test_a_mark_in_one_sentence(answer: Answer | None, sentence: str) -> None:
    assert sentence == words.mark_sentence(answer)


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        ("finished", "Finished: all planned rollouts were made."),
        ("paused", "Paused."),
        ("cancelled", "Stopped."),
        ("failed", "Engine crashed: The engine was stopped by the system (SIGKILL); what it had found is kept."),
        ("none", "Running."),
    ],
)
def test_where_a_run_stands_in_one_sentence(end: str, sentence: str) -> None:
    assert sentence == words.status_sentence(replay(demo_events(end=end)))


def test_a_waiting_run_has_nothing_to_tell() -> None:
    state = RunState()
    assert ("Waiting.", "No step was written.", "") == (
        words.status_sentence(state),
        words.tree_sentence(state),
        words.usage_sentence(state),
    )


def test_the_tree_and_its_cost_in_one_sentence_each() -> None:
    state = replay(demo_events())
    assert "25 steps: 6 end with an answer, 6 failed, 3 were given up, 2 are open." == words.tree_sentence(state)
    assert "691 tokens in 21.5 s." == words.usage_sentence(state)
    assert "1 step: 1 is open." == words.tree_sentence(replay(demo_events(nodes=1, end="none")[:2]))


def test_how_it_was_searched_in_a_few_words() -> None:
    sketch = Sketch(PolicyName.RESTARTS, StepFormat.TEXT)
    assert "tree search with restarts, by agreement and execution, steps as text, seed 0" == (
        words.search_words(sketch.settings)
    )


def test_how_it_was_searched_tells_what_is_given_up_early() -> None:
    settings = replace(Sketch().settings, reject_below=0.025)
    told = words.search_words(settings)
    assert words.search_words(replace(settings, reject_below=0.0)) + ", lines below a 2.5 % chance given up" == told


def test_the_tree_tells_what_was_taken_over() -> None:
    sketch = Sketch()
    sketch.step(carried=True)
    assert "1 step, all taken over: 1 is open." == words.tree_sentence(sketch.state())
    sketch.step()
    assert "2 steps, 1 of them taken over: 2 are open." == words.tree_sentence(sketch.state())


def test_a_share_is_shown_in_percent() -> None:
    assert "67 %" == words.percent(2 / 3)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.MARK_WORDS, Mark),
        (words.STATUS_WORDS, RunStatus),
        (words.NODE_WORDS, NodeStatus),
        (words.STOP_SENTENCES, StopReason),
        (words.EXECUTION_WORDS, ExecutionStatus),
        (words.POLICY_WORDS, PolicyName),
        (words.POLICY_SENTENCES, PolicyName),
        (words.VALUE_WORDS, ValueName),
        (words.VALUE_SENTENCES, ValueName),
        (words.FORMAT_WORDS, StepFormat),
    ],
)
def test_every_kind_has_its_word(table: dict[StrEnum, str], kinds: type[StrEnum]) -> None:
    assert set(kinds) == set(table)
