"""Where the app is put together: which folder, what is opened, what is let go of when that fails."""

import threading
from pathlib import Path

import platformdirs
import pytest

from app.services import Services, data_folder
from engine.errors import StoreLockedError
from engine.store import FILE_NAME, INTERRUPTED_KIND, RunStatus, Store
from models.errors import ReadOnlyError
from tests.helpers.events import store_demo
from tests.helpers.processes import descendants, is_running, started, stored_nodes, wait_until
from tests.helpers.scripted_models import QUESTION, write_script


def test_the_folder_asked_for_comes_before_the_environments_and_the_platforms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPWISE_HOME", str(tmp_path / "named"))
    assert tmp_path / "asked" == data_folder(tmp_path / "asked")
    assert tmp_path / "named" == data_folder()
    monkeypatch.setenv("STEPWISE_HOME", "")
    assert Path(platformdirs.user_data_dir("Stepwise", appauthor=False)) == data_folder()


def test_a_relative_folder_and_the_home_folder_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert tmp_path / "here" == data_folder(Path("here"))
    assert Path.home() / "there" == data_folder(Path("~/there"))


def test_opening_starts_no_worker_and_closing_twice_is_no_error(tmp_path: Path) -> None:
    with Services.open(tmp_path / "data") as services:
        assert not services.engine.client.alive
        assert services.engine.isolation is None
        assert services.engine.worker_memory_bytes() is None
        services.close()
    assert (tmp_path / "data" / FILE_NAME).is_file()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ReadOnlyError, match="choose another with --data-dir") as refused:
        Services.open(tmp_path / "data")
    assert 7 == refused.value.exit_code


def test_a_store_that_fails_after_it_was_opened_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(store: Store) -> None:
        raise StoreLockedError("Another program holds the sessions.")

    monkeypatch.setattr(Store, "mark_interrupted", locked)
    threads = set(threading.enumerate())
    with pytest.raises(StoreLockedError):
        Services.open(tmp_path)
    assert threads == set(threading.enumerate())


def test_the_default_model_is_named_with_its_reason_and_known_to_be_missing(tmp_path: Path) -> None:
    with Services.open(tmp_path) as services:
        default = services.default_model()
    assert not default.installed
    assert default.id.startswith("qwen2.5-coder-")
    assert default.reason


def test_a_run_of_a_killed_app_is_found_interrupted_with_all_it_had_and_leaves_no_process(tmp_path: Path) -> None:
    home, script = tmp_path / "data", write_script(tmp_path / "slow.json", delay_ms=5)
    with started("solve", QUESTION, "--model", script, "--policy", "majority", "--candidates", "512", home=home) as app:
        wait_until(lambda: stored_nodes(home) >= 3, "three nodes")
        below = [process.pid for process in descendants(app.pid)]
        app.kill()
    wait_until(lambda: not any(map(is_running, below)), "the worker to leave")
    nodes = stored_nodes(home)
    with Services.open(home) as services:
        (session,) = services.store.sessions()
        assert RunStatus.INTERRUPTED is session.status
        (run,) = services.store.session(session.id).runs
        last = services.store.events(run.id)[-1]
        assert INTERRUPTED_KIND == getattr(last, "kind", "")
    assert nodes == stored_nodes(home) >= 3


def test_a_second_app_leaves_the_runs_of_a_living_one_alone(tmp_path: Path) -> None:
    with Services.open(tmp_path) as first:
        store_demo(first.store, end="none")
        with Services.open(tmp_path) as second:
            assert RunStatus.RUNNING is second.store.sessions()[0].status
