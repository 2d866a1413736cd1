"""Who gets a place in the batch, what is computed twice, and which cells are given up."""

from collections import Counter

from engine.cache import Path
from engine.drafts import Draft
from tests.helpers.batches import TWO_STEPS, Bench
from tests.helpers.counting_backend import CountingBackend


def _run_of(draft: Draft) -> str:
    return draft.request.run_id


def test_places_are_filled_before_the_next_decode_while_anything_is_queued() -> None:
    bench = Bench(TWO_STEPS, width=4)
    for number in range(6):
        path: Path = (("run", 0), ("run", 100 + number))
        first = TWO_STEPS.problems[0].solutions[number % 3].steps[0]
        bench.submit(4, until_end=False, below=(path, (bench.prompt.question, tuple(f"# Step 1:{first}\n".encode()))))
    open_places: list[int] = []
    batcher = bench.batcher
    while batcher.busy:
        decodes, places = batcher.totals.decodes, len(batcher.drafts_of("run"))
        for draft in batcher.step():
            batcher.release(draft)
        if batcher.totals.decodes > decodes:
            open_places.append(places)
    started = open_places.index(4)
    full = open_places[started:].count(4)
    # The prefix of the first request is computed with no candidate open; from then on no place is empty while anything
    # is queued.
    assert 1 == started
    assert [4] * full == open_places[started : started + full]
    assert full > 4 * len(open_places[started + full :])


def test_runs_take_turns_at_the_places_that_become_free() -> None:
    bench = Bench(TWO_STEPS, width=4)
    bench.submit(40, until_end=False, run_id="many")
    for _ in range(3):
        bench.batcher.step()
    bench.submit(4, until_end=False, run_id="few")
    closed: list[str] = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            closed.append(_run_of(draft))
            bench.batcher.release(draft)
    assert Counter({"many": 40, "few": 4}) == Counter(closed)
    # The four were not kept waiting until the forty were done, nor were they put before all of those.
    assert closed.index("few") < 12
    assert len(closed) - closed[::-1].index("few") <= 20


def test_a_later_run_with_one_candidate_does_not_wait_for_a_run_with_many() -> None:
    for width in (1, 2, 5):
        bench = Bench(TWO_STEPS, width=width, sequences=width + 2)
        bench.submit(30, until_end=False, run_id="many")
        bench.batcher.step()
        bench.submit(1, until_end=False, run_id="one")
        closed: list[str] = []
        while bench.batcher.busy:
            for draft in bench.batcher.step():
                closed.append(_run_of(draft))
                bench.batcher.release(draft)
        assert 31 == len(closed)
        if width > 1:
            assert closed.index("one") <= 3 * width


def test_cells_of_a_node_go_when_its_candidates_have_them() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(1, until_end=False)
    kept = _keep_all(bench)
    bench.submit(2, below=kept[0], until_end=False)
    (path, _), node = kept[0], kept[0][0][-1]
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            bench.batcher.release(draft)
    owned = bench.batcher.cache.owned().values()
    assert not any(node in held for held in owned)
    assert ("preamble", path[0]) in owned
    bench.check_empty()


def test_the_problem_is_read_once_however_often_it_is_asked() -> None:
    bench = Bench(TWO_STEPS)
    for _ in range(3):
        bench.submit(2, until_end=False)
        while bench.batcher.busy:
            for draft in bench.batcher.step():
                bench.batcher.release(draft)
    totals = bench.batcher.totals
    # The mark is read again, the question is not.
    assert 2 * len(bench.mark(1)) == totals.reread_tokens


def test_the_same_node_asked_twice_at_once_is_read_once() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(2, until_end=False)
    bench.submit(2, until_end=False)
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            bench.batcher.release(draft)
    assert len(bench.mark(1)) == bench.batcher.totals.reread_tokens


def test_what_was_evicted_and_is_computed_again_is_counted() -> None:
    bench = Bench(TWO_STEPS)
    bench.submit(1, until_end=False)
    kept = _keep_all(bench)
    assert 0 == bench.batcher.totals.reread_tokens
    bench.batcher.forget_below((("run", 0),))
    bench.submit(1, until_end=False, below=kept[0])
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            bench.batcher.release(draft)
    (question, step) = kept[0][1]
    assert len(question) + len(step) == bench.batcher.totals.reread_tokens


def test_a_resumed_step_keeps_what_is_read_of_the_next_mark() -> None:
    backend = CountingBackend(TWO_STEPS)
    bench = Bench(TWO_STEPS, backend=backend)
    bench.submit(1)
    backend.decoded = 0
    drawn = 0
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            drawn += len(draft.tokens)
            bench.finish(draft)
    mark = len(bench.mark(1))
    # A step ends when "# Step" has been written; the last byte of that is never read, the others are not read twice.
    overshoot = len("# Step") - 1
    assert len(bench.prompt.question) + 2 * mark + drawn - 2 - overshoot == backend.decoded


def _keep_all(bench: Bench) -> list[tuple[Path, tuple[tuple[int, ...], ...]]]:
    """Write what was asked for and keep it; the paths of the new nodes with their tokens."""
    kept = []
    while bench.batcher.busy:
        for draft in bench.batcher.step():
            key = bench.key()
            tokens = bench.batcher.keep(draft, key)
            kept.append(((*draft.request.path, key), (*draft.request.tokens, tokens)))
    return kept
