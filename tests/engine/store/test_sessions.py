"""Sessions, runs, settings and models go in and come back."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import BadProblemError, UnknownSessionError
from engine.events import ModelLoaded, Progress
from engine.store import JsonValue, ModelRecord, RunStatus, Store
from engine.types import Mark, PolicyName, Problem
from models.errors import BugError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo


def _problem(text: str) -> Problem:
    return Problem(id="p", text=text)


def _loaded(model_id: str, hardware: str) -> ModelLoaded:
    return ModelLoaded(
        request_id="r",
        model_id=model_id,
        description="Qwen2.5 Coder 0.5B",
        parameters=494_000_000,
        context_tokens=8192,
        sequences=64,
        threads=2,
        hardware=hardware,
        load_ms=812.5,
    )


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a" / "b" / "c.sqlite3") as store:
        assert () == store.sessions()


def test_a_session_before_its_first_run_is_listed_without_an_answer(store: Store) -> None:
    session_id = store.begin_session(DEMO_PROBLEM)
    (summary,) = store.sessions()
    assert (session_id, 0, None, None, None) == (
        summary.id,
        summary.runs,
        summary.status,
        summary.answer,
        summary.policy,
    )


def test_a_finished_run_shows_in_the_summary(store: Store) -> None:
    session_id = store_demo(store)
    (summary,) = store.sessions()
    assert (session_id, 1, RunStatus.FINISHED) == (summary.id, summary.runs, summary.status)
    assert ("10", Mark.CHECKED, DEMO_MODEL, PolicyName.MCTS) == (
        summary.answer,
        summary.mark,
        summary.model_id,
        summary.policy,
    )
    assert timedelta() <= datetime.now(UTC) - summary.created < timedelta(minutes=1)


def test_events_come_back_as_they_were_but_for_progress(store: Store) -> None:
    store_demo(store)
    assert [event for event in demo_events() if not isinstance(event, Progress)] == store.events("run-1")


def test_events_survive_closing_and_opening(database: Path) -> None:
    with Store.open(database) as store:
        store_demo(store)
        before = store.events("run-1")
    with Store.open(database) as store:
        assert before == store.events("run-1")


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("finished", RunStatus.FINISHED),
        ("paused", RunStatus.PAUSED),
        ("cancelled", RunStatus.CANCELLED),
        ("failed", RunStatus.CRASHED),
        ("none", RunStatus.RUNNING),
    ],
)
def test_the_terminal_event_decides_the_status_of_the_run(store: Store, end: str, status: RunStatus) -> None:
    session_id = store_demo(store, end=end)
    (run,) = store.session(session_id).runs
    assert status is run.status
    assert status.ended == (run.ended is not None)


def test_a_crashed_run_keeps_the_best_answer_so_far(store: Store) -> None:
    session_id = store_demo(store, end="failed")
    (run,) = store.session(session_id).runs
    assert run.answer is not None
    assert "10" == run.answer.text


def test_a_continued_run_names_its_parent(store: Store) -> None:
    session_id = store_demo(store, end="paused")
    store.begin_run("run-2", session_id, DEMO_PROBLEM, DEMO_SETTINGS, "another-model", parent_run_id="run-1")
    first, second = store.session(session_id).runs
    assert (None, "run-1") == (first.parent_run_id, second.parent_run_id)
    assert DEMO_SETTINGS == second.settings
    assert RunStatus.RUNNING is store.sessions()[0].status


def test_a_session_is_found_by_the_beginning_of_its_id_and_by_a_run(store: Store) -> None:
    session_id = store_demo(store)
    for typed in (session_id, session_id[:6], session_id.upper(), f" {session_id} ", "run-1"):
        assert session_id == store.session(typed).summary.id


def test_an_ambiguous_beginning_of_an_id_is_refused_in_one_sentence(store: Store) -> None:
    first, second = (store.begin_session(_problem(text)) for text in ("one", "two"))
    common = first[: next(i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)]
    with pytest.raises(UnknownSessionError, match=r"^Several sessions .* begins with \w+; give more of it\.$"):
        store.session(common)


@pytest.mark.parametrize("typed", ["zzzz", "", " ", "%", "0' OR '1'='1", "\0", "💥"])
def test_an_unknown_id_is_refused_with_a_hint(store: Store, typed: str) -> None:
    store_demo(store)
    with pytest.raises(UnknownSessionError, match="stepwise sessions list"):
        store.session(typed)


def test_events_of_an_unknown_run_are_refused(store: Store) -> None:
    with pytest.raises(UnknownSessionError):
        store.events("nothing")


def test_sessions_come_newest_first_in_pages(store: Store) -> None:
    ids = [store.begin_session(_problem(f"problem {number}")) for number in range(5)]
    assert sorted(ids) == ids
    assert tuple(reversed(ids))[1:3] == tuple(summary.id for summary in store.sessions(limit=2, offset=1))


def test_a_deleted_session_is_neither_listed_nor_found_until_it_is_restored(store: Store) -> None:
    session_id = store_demo(store)
    store.delete(session_id)
    assert ((), ()) == (store.sessions(), store.search("pencils"))
    assert [session_id] == [summary.id for summary in store.sessions(deleted=True)]
    store.restore(session_id)
    assert 1 == len(store.sessions()) == len(store.search("pencils"))


def test_a_session_is_renamed_and_found_by_the_new_title_only(store: Store) -> None:
    session_id = store.begin_session(_problem("What is 1 + 1?"), title="Homework")
    store.rename(session_id, "  Exam\nsecond line ")
    assert "Exam" == store.session(session_id).summary.title
    assert (0, 1) == (len(store.search("homework")), len(store.search("exam")))
    store.rename(session_id, "")
    assert "What is 1 + 1?" == store.session(session_id).summary.title


def test_a_long_first_line_is_cut_in_the_title_and_control_characters_are_left_out(store: Store) -> None:
    session_id = store.begin_session(_problem("\n \x1b[31mred\0 " + "x" * 200))
    title = store.session(session_id).summary.title
    assert 80 == len(title)
    assert title.startswith("[31mred xxx")
    assert title.endswith("…")


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, "1\0 2\0", "Größe ½ 数学 \U0001f9ee e\u0301", "\u202eabc", "'; DROP TABLE sessions; --", " "],
    ids=["100,000 characters", "NUL", "unicode", "right-to-left override", "SQL", "blank"],
)
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    problem = Problem(id=text[:50], text=text, answer=text)
    session_id = store_demo(store, problem=problem)
    detail = store.session(session_id)
    assert problem == detail.problem == detail.runs[0].problem
    assert demo_events(problem=problem)[0] == store.events("run-1")[0]


def test_half_a_surrogate_pair_is_refused_in_one_sentence(store: Store) -> None:
    with pytest.raises(BadProblemError, match=r"^The problem is not valid text; save it as UTF-8 and try again\.$"):
        store.begin_session(_problem("caf\udce9"))


def test_the_same_problem_is_stored_once(store: Store) -> None:
    first, second = (store.begin_session(DEMO_PROBLEM) for _ in range(2))
    assert first != second
    assert DEMO_PROBLEM == store.session(first).problem == store.session(second).problem


def test_settings_keep_their_type(store: Store) -> None:
    values: tuple[JsonValue, ...] = ("text", 3, 2.5, True, [1, "two"], {"width": 800})
    for value in values:
        store.set_setting("key", value)
        assert value == store.setting("key")
    store.set_setting("key", None)
    assert store.setting("key") is None


def test_a_model_is_remembered_as_it_was_loaded_last(store: Store) -> None:
    assert store.model("model-a") is None
    store.record_model(_loaded("model-a", "CPU, 1 thread"))
    store.record_model(_loaded("model-a", "CPU, 2 threads"))
    assert ModelRecord("model-a", "Qwen2.5 Coder 0.5B", 494_000_000, 8192, "CPU, 2 threads") == store.model("model-a")


def test_many_threads_read_while_one_writes(store: Store) -> None:
    counts: list[int] = []

    def read() -> None:
        for _ in range(20):
            counts.append(len(store.sessions()))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20):
        store.begin_session(_problem(str(number)))
    for reader in readers:
        reader.join()
    assert 80 == len(counts)
    assert 20 == len(store.sessions())


def test_writing_after_close_is_our_mistake(database: Path) -> None:
    store = Store.open(database)
    store.close()
    store.close()
    with pytest.raises(BugError, match="closed"):
        store.set_setting("key", 1)
