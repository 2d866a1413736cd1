import math
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.backends.scripted import END_TOKEN, Script, ScriptedBackend
from engine.batcher import Batcher
from engine.cache import Path
from engine.errors import DecodeAbortedError, NoKvRoomError
from engine.steps import StepEnd, step_mark
from tests.helpers.batches import MOST_STEPS, TWO_STEPS, Bench
from tests.helpers.counting_backend import CountingBackend
from tests.helpers.scripts import problem, script, solution


def _whole(played: Script) -> set[tuple[str, ...]]:
    """Every solution of a script as the texts of its steps."""
    return {tuple(f"{step}\n" for step in one.steps) for one in played.problems[0].solutions}


@pytest.mark.parametrize("sequences", [3, 4, 6, 64])
@pytest.mark.parametrize("batch_tokens", [1, 7, 4096])
def test_every_candidate_ends_as_a_solution_of_the_script_whatever_the_room(sequences: int, batch_tokens: int) -> None:
    bench = Bench(TWO_STEPS, width=min(8, sequences - 2), sequences=sequences, batch_tokens=batch_tokens)
    bench.submit(16)
    bench.play()
    assert 16 == len(bench.solutions)
    assert {tuple(steps) for steps in bench.solutions} <= _whole(TWO_STEPS)
    bench.check_empty()


def test_solutions_do_not_depend_on_width_sequences_or_batch() -> None:
    found = []
    for width, sequences, batch_tokens in ((1, 3, 1), (3, 5, 11), (16, 64, 4096)):
        bench = Bench(TWO_STEPS, width=width, sequences=sequences, batch_tokens=batch_tokens)
        bench.submit(16)
        bench.play()
        found.append(sorted(bench.solutions))
    assert found[0] == found[1] == found[2]


def test_no_more_candidates_are_open_than_the_width_allows_and_no_step_draws_more_tokens() -> None:
    bench = Bench(TWO_STEPS, width=4)
    bench.submit(12)
    drawn = 0
    while bench.batcher.busy:
        closed = bench.batcher.step()
        for draft in closed:
            drawn -= len(draft.tokens)
        before = drawn
        drawn = sum(len(draft.tokens) for draft in bench.batcher.drafts_of("run"))
        assert drawn - before <= 4
        for draft in closed:
            bench.finish(draft)
        assert len(bench.batcher.drafts_of("run")) <= 4
    assert 12 == len(bench.solutions)


def test_tokens_and_text_of_a_kept_step_agree() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(6, until_end=False)
    seen = 0
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            assert draft.end is StepEnd.NEXT
            tokens = bench.batcher.keep(draft, bench.key())
            assert step_mark(1).encode() + draft.text == bytes(tokens)
            seen += 1
    assert 6 == seen


def test_children_share_the_cells_of_what_was_kept() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(1, until_end=False)
    kept: list[tuple[Path, tuple[tuple[int, ...], ...]]] = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            key = bench.key()
            tokens = bench.batcher.keep(draft, key)
            kept.append(((*draft.request.path, key), (*draft.request.tokens, tokens)))
    before = bench.batcher.evaluated_tokens("run")
    bench.submit(4, until_end=False, below=kept[0])
    bench.batcher.step()
    # Nothing but the mark of the second step is new.
    assert len(bench.mark(2)) == bench.batcher.evaluated_tokens("run") - before
    bench.play()
    assert {" Print.\nprint(x)\n", " Print it.\nprint(x + 1)\n", " Print.\nprint(xy)\n"} >= {
        steps[0] for steps in bench.solutions
    }
    bench.batcher.forget_run("run")
    bench.check_empty()


def test_a_prompt_is_computed_once_for_all_its_candidates() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(8)
    bench.play()
    longest = sum(len(step) + len(step_mark(1)) + 2 for step in TWO_STEPS.problems[0].solutions[1].steps)
    assert bench.batcher.evaluated_tokens("run") < len(bench.prompt.question) + 8 * (longest + 10)


def test_the_preamble_is_computed_once_and_in_parts_that_fit_a_batch() -> None:
    backend = CountingBackend(TWO_STEPS, batch_tokens=100)
    bench = Bench(TWO_STEPS, backend=backend)
    assert len(bench.prompt.preamble) == backend.decoded
    bench.batcher.set_preamble(bench.prompt.preamble)
    assert len(bench.prompt.preamble) == backend.decoded


def test_candidates_that_end_with_their_first_token_are_closed_steps_too() -> None:
    bench = Bench(TWO_STEPS, width=4)
    bench.submit(10, of=problem("Nobody knows this one."))
    bench.play()
    assert [[""]] * 10 == bench.solutions
    bench.check_empty()


def test_an_abort_loses_no_candidate() -> None:
    bench = Bench(TWO_STEPS, width=6)
    bench.submit(3)
    bench.submit(9, of=problem("Nobody knows this one."), run_id="other")
    aborted = 0
    for _ in range(MOST_STEPS):
        if not bench.batcher.busy:
            break
        bench.backend.request_abort()
        try:
            closed = bench.batcher.step()
        except DecodeAbortedError:
            aborted += 1
            bench.backend.clear_abort()
            closed = bench.batcher.step()
        for draft in closed:
            bench.finish(draft)
    assert aborted > 10
    assert 12 == len(bench.solutions)
    bench.check_empty()


def test_an_aborted_preamble_can_be_computed_again() -> None:
    bench = Bench(TWO_STEPS)
    fresh = Batcher(ScriptedBackend(TWO_STEPS), 4)
    fresh_backend = fresh._backend
    fresh_backend.request_abort()
    with pytest.raises(DecodeAbortedError):
        fresh.set_preamble(bench.prompt.preamble)
    fresh_backend.clear_abort()
    fresh.set_preamble(bench.prompt.preamble)
    assert len(bench.prompt.preamble) == fresh.cache.held_tokens()


def test_a_run_that_is_forgotten_in_the_middle_leaves_nothing_behind() -> None:
    for steps in range(0, 60, 7):
        bench = Bench(TWO_STEPS, width=4)
        bench.submit(6)
        bench.submit(3, run_id="other")
        for _ in range(steps):
            for draft in bench.batcher.step():
                bench.finish(draft)
        bench.batcher.forget_run("run")
        assert [] == bench.batcher.drafts_of("run")
        bench.play()
        bench.check_empty()


def _room(bench: Bench, more: int) -> int:
    """Cells for the prompt and so many tokens more."""
    return len(bench.prompt.preamble) + len(bench.prompt.question) + more


def test_a_full_context_gives_up_the_youngest_candidates_and_finishes_the_others() -> None:
    context = _room(Bench(TWO_STEPS), 150)
    bench = Bench(TWO_STEPS, width=8, context_tokens=context)
    bench.submit(16)
    ends: list[StepEnd | None] = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            ends.append(draft.end)
            bench.finish(draft)
    assert 0 < ends.count(StepEnd.NO_ROOM) < 8
    assert 16 == ends.count(StepEnd.NO_ROOM) + ends.count(StepEnd.END)
    bench.check_empty()


def test_a_lone_candidate_that_fills_the_context_is_closed_and_not_an_error() -> None:
    context = _room(Bench(TWO_STEPS), 20)
    bench = Bench(TWO_STEPS, width=1, context_tokens=context)
    bench.submit(2)
    closed = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            closed.append(draft.end)
            bench.batcher.release(draft)
    assert [StepEnd.NO_ROOM, StepEnd.NO_ROOM] == closed
    bench.check_empty()


def test_a_prompt_that_cannot_fit_at_all_is_an_error() -> None:
    bench = Bench(TWO_STEPS, context_tokens=_room(Bench(TWO_STEPS), 0) - 5)
    bench.submit(2)
    with pytest.raises(NoKvRoomError):
        bench.play()
    bench.batcher.forget_run("run")
    bench.check_empty()


def test_prompts_that_do_not_fit_together_are_computed_one_after_the_other() -> None:
    bench = Bench(TWO_STEPS, width=8, context_tokens=_room(Bench(TWO_STEPS), 130))
    for number in range(4):
        bench.submit(2, of=problem(f"riddle number {number}: " + "how much is it? " * 6), run_id=f"run-{number}")
    bench.play()
    assert 8 == len(bench.solutions)
    bench.check_empty()


def test_a_context_that_was_full_once_does_not_slow_down_later_runs() -> None:
    bench = Bench(TWO_STEPS, width=8, context_tokens=_room(Bench(TWO_STEPS), 150))
    bench.submit(16)
    bench.play()
    bench.batcher.forget_run("run")
    bench.submit(8, run_id="later")
    for _ in range(3):
        bench.batcher.step()
    assert 8 == len(bench.batcher.drafts_of("later"))


def test_kept_cells_are_given_up_before_any_candidate() -> None:
    bench = Bench(TWO_STEPS, width=4, context_tokens=_room(Bench(TWO_STEPS), 240))
    bench.submit(4, until_end=False)
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            bench.batcher.keep(draft, bench.key())
    bench.submit(4, run_id="other")
    bench.play()
    assert {tuple(steps) for steps in bench.solutions} <= _whole(TWO_STEPS)
    assert 4 == len(bench.solutions)


def test_a_step_that_never_ends_is_cut_at_its_limit() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(3, max_step_tokens=5)
    bench.play()
    assert {" Add.", " Mult"} >= {steps[0] for steps in bench.solutions}
    bench.check_empty()


def test_the_mean_log_probability_is_that_of_the_tokens_that_were_drawn() -> None:
    bench = Bench(script(solution("\nprint(1)", weight=3), solution("\nprint(2)", weight=1)))
    bench.submit(8)
    seen = set()
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            # One token of the step was a choice; the fence and all else was certain.
            chance = 0.75 if b"1" in draft.text else 0.25
            assert draft.mean_logprob * len(draft.tokens) == pytest.approx(math.log(chance), abs=1e-3)
            seen.add(chance)
            bench.finish(draft)
    assert {0.75, 0.25} == seen


class PieceBackend(ScriptedBackend):
    """Tokens of several bytes: bytes below 32 that no script uses stand for pieces of text.

    Some reach over the end of a line, some cut a character in two.
    """

    PIECES: ClassVar[dict[int, bytes]] = {
        1: b"\n# Step",
        2: b"x\n# ",
        3: b"1\n``",
        4: b"\xcf",
        5: b"\x80\n",
        6: b"\n\n",
        7: b"print(",
        8: b"2\n# St",
    }

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        return self._split(text.encode("utf-8", "replace"))

    def token_bytes(self, token: int) -> bytes:
        return self.PIECES.get(token) or super().token_bytes(token)

    def _split(self, text: bytes) -> list[int]:
        tokens = []
        while text:
            token = next((name for name, piece in self.PIECES.items() if text.startswith(piece)), text[0])
            tokens.append(token)
            text = text[len(self.token_bytes(token)) :]
        return tokens

    def _next_logits(self, sequence: int) -> list[float]:
        text = b"".join(self.token_bytes(cell.token) for cell in self._sequences[sequence])
        _, _, reply = text.rpartition(b"```python\n")
        logits = [-60.0] * 257
        for whole, weight in self._solutions("riddle"):
            if whole.startswith(reply):
                token = self._split(whole[len(reply) :])[0] if len(whole) > len(reply) else END_TOKEN
                logits[token] = float(np.logaddexp(logits[token], math.log(weight)))
        return logits


PIECED = script(
    solution(" Ein π\nx = 1", " Two.\nxπ = x", " Three.\n\nprint(x)"),
    solution(" Ein.\nx = 2", " Two.\ny = 'π'\n", " Three.\nprint(1)"),
    solution(" Ein.\n\ny = 1", " Two.\nx"),
)


@pytest.mark.parametrize("width", [1, 3, 8])
def test_steps_that_end_inside_a_token_go_on_as_if_they_had_not(width: int) -> None:
    bench = Bench(PIECED, backend=PieceBackend(PIECED), width=width)
    bench.submit(12)
    bench.play()
    assert _whole(PIECED) == {tuple(steps) for steps in bench.solutions}
    bench.check_empty()


def test_steps_that_end_inside_a_token_can_be_kept_and_continued() -> None:
    bench = Bench(PIECED, backend=PieceBackend(PIECED))
    bench.submit(12, until_end=False)
    kept: set[tuple[Path, tuple[tuple[int, ...], ...]]] = set()
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            key = bench.key()
            tokens = bench.batcher.keep(draft, key)
            assert step_mark(1).encode() + draft.text == b"".join(map(bench.backend.token_bytes, tokens))
            kept.add(((*draft.request.path, key), (*draft.request.tokens, tokens)))
    for below in sorted(kept):
        bench.submit(2, below=below)
    bench.play()
    assert 24 == len(bench.solutions)
    assert {steps[1:] for steps in _whole(PIECED)} >= {tuple(steps) for steps in bench.solutions}
    bench.batcher.forget_run("run")
    bench.check_empty()


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 7), st.booleans()), min_size=1, max_size=4),
    st.integers(3, 12),
    st.integers(1, 60),
    st.integers(60, 2000),
)
def test_any_requests_in_any_room_come_to_an_end_and_leave_nothing(
    requests: list[tuple[int, bool]], sequences: int, batch_tokens: int, more: int
) -> None:
    context = _room(Bench(TWO_STEPS), more)
    bench = Bench(
        TWO_STEPS, width=sequences - 2, sequences=sequences, batch_tokens=batch_tokens, context_tokens=context
    )
    for number, (candidates, known) in enumerate(requests):
        of = problem() if known else problem("Nobody knows this.")
        bench.submit(candidates, of=of, run_id=f"run-{number}")
    bench.play()
    assert sum(candidates for candidates, _ in requests) == len(bench.solutions)
    bench.check_empty()
