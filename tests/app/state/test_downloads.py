from app.state.downloads import Job, JobKind, JobPhase, Jobs
from models.files import Progress, Stage

ONE, TWO = Job("one", "One", JobKind.FETCH), Job("two", "Two", JobKind.FETCH)
HALF = Progress(Stage.FETCHING, 5, 10)


def test_one_job_runs_and_the_next_one_begins_when_it_ends() -> None:
    jobs = Jobs().asked(ONE).asked(TWO)
    assert "one" == _next(jobs)
    jobs = jobs.changed("one", JobPhase.RUNNING)
    assert "" == _next(jobs)
    assert "two" == _next(jobs.changed("one", JobPhase.PAUSED))


def test_a_model_that_waits_or_runs_is_not_asked_for_twice() -> None:
    waiting = Jobs().asked(ONE)
    assert waiting == waiting.asked(ONE)
    running = waiting.changed("one", JobPhase.RUNNING)
    assert running == running.asked(ONE)


def test_a_job_that_rests_is_asked_for_anew_and_goes_to_the_end() -> None:
    jobs = Jobs().asked(ONE).asked(TWO).changed("one", JobPhase.FAILED, "No network.")
    again = jobs.asked(ONE)
    assert ["two", "one"] == [job.model_id for job in again.jobs]
    assert JobPhase.WAITING is again.jobs[1].phase
    assert "" == again.jobs[1].message


def test_late_news_of_a_job_that_no_longer_runs_is_dropped() -> None:
    paused = Jobs().asked(ONE).changed("one", JobPhase.RUNNING).changed("one", JobPhase.PAUSED)
    assert paused == paused.progressed("one", HALF)


def test_how_far_a_job_came_stays_known_when_it_pauses() -> None:
    jobs = Jobs().asked(ONE).changed("one", JobPhase.RUNNING).progressed("one", HALF).changed("one", JobPhase.PAUSED)
    job = jobs.of("one")
    assert job is not None
    assert HALF == job.progress


def test_a_job_that_is_dropped_leaves_the_others() -> None:
    jobs = Jobs().asked(ONE).asked(TWO).without("one")
    assert (TWO,) == jobs.jobs
    assert None is jobs.of("one")


def _next(jobs: Jobs) -> str:
    waiting = jobs.next_waiting
    return waiting.model_id if waiting is not None else ""
