"""The generator of long histories makes what the store itself would have made."""

from pathlib import Path

from benchmarks._history import fill, history_search_ms
from engine.store import FILE_NAME, Store


def test_a_filled_history_is_listed_and_found_by_problem_and_by_step(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    words = fill(path, 30)
    with Store.open(path) as store:
        assert 30 == len(store.sessions(100))
        assert 30 == len(store.search(words[0], 100))
        assert {"Step 8"} == {hit.snippet.text[2:8] for hit in store.search("step 8", 100)}
        assert "12" == store.sessions(1)[0].answer


def test_search_is_measured_in_milliseconds() -> None:
    assert 0 < history_search_ms(50) < 5_000
