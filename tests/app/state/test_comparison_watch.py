"""A comparison as it is watched, without Qt."""

from app.comparison import Outcome, Progress
from app.state.comparison_watch import Stage, Watch
from engine.compare.records import Skipped


def running(done: int = 12, left: float | None = 500.0) -> Watch:
    return Watch().started().progressed(Progress(done, 40, "small, greedy, own: problem 3 of 20", left))


def test_it_starts_runs_and_ends() -> None:
    assert (Stage.STARTING, True, "Getting ready …") == (
        Watch().started().stage,
        Watch().started().busy,
        Watch().started().sentence,
    )
    watch = running()
    assert "small, greedy, own: problem 3 of 20" == watch.sentence
    assert "12 of 40 problems, about 8 min left" == watch.figures
    assert "12 of 40 problems" == running(left=None).figures
    assert "12 of 40 problems, about 50 s left" == running(left=50.2).figures
    ended = watch.ended(Outcome(40, 40, ()), stopped=False)
    assert ("Finished.", "40 of 40 problems", False) == (ended.sentence, ended.figures, ended.busy)


def test_a_stop_is_under_way_until_it_has_come() -> None:
    stopping = running().stopping()
    assert (True, False, "Stopping …") == (stopping.busy, stopping.stoppable, stopping.sentence)
    assert Stage.STOPPING is stopping.progressed(Progress(13, 40, "next", 1.0)).stage
    stopped = stopping.ended(Outcome(13, 40, ()), stopped=True)
    assert stopped.sentence.startswith("Stopped. What is measured is kept")
    assert "13 of 40 problems" == stopped.figures
    assert stopped == stopped.stopping()


def test_what_was_skipped_is_said_at_the_end() -> None:
    skipped = Skipped(wanted="broken", policy="", error="BadModelFileError", message="It is broken.")
    watch = running().noted("Skipped broken: It is broken.").ended(Outcome(20, 40, (skipped,)), stopped=False)
    assert "Finished; some of it was skipped, see the notes." == watch.sentence
    assert ("Skipped broken: It is broken.",) == watch.notes


def test_notes_are_kept_once_each_and_go_with_a_new_start() -> None:
    watch = running().noted("a").noted("b").noted("a")
    assert ("a", "b") == watch.notes
    assert () == watch.started().notes


def test_a_failure_keeps_its_reason() -> None:
    watch = running().failed("The disk is full.")
    assert "It could not go on: The disk is full. What is measured is kept." == watch.sentence
    assert not watch.busy
    assert Watch().figures == Watch().sentence == ""
