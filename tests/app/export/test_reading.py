"""A session that was exported is read again; a file from elsewhere does no harm."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.export import BadSessionFileError, ExportFormat, gather, read_session, render
from app.export.reading import MAX_BYTES
from app.state import best_path_steps, replay
from engine.events import Failed
from engine.store import BadTagError, RunStatus, Store
from engine.types import Problem
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo

Document = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.sqlite3") as opened:
        yield opened


@pytest.fixture
def document(store: Store) -> Document:
    """An exported session as its reader finds it."""
    session_id = store_demo(store)
    store.add_tag([session_id], "exam")
    store.set_starred([session_id], True)
    store.rename(session_id, "My pencils")
    parsed: Document = json.loads(render(gather(store, session_id), ExportFormat.JSON))
    return parsed


def _refusal(path: Path) -> str:
    with pytest.raises(BadSessionFileError) as refused:
        read_session(path)
    sentence = refused.value.message
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert refused.value.exit_code == 2
    return sentence


def _written(folder: Path, document: object) -> Path:
    path = folder / "session.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_an_exported_session_comes_back_under_new_ids_and_is_otherwise_the_same(
    store: Store, document: Document, tmp_path: Path
) -> None:
    (before,) = store.sessions()
    detail = store.session(store.add_foreign(read_session(_written(tmp_path, document))))
    old, new = gather(store, before.id).runs[0], gather(store, detail.summary.id).runs[0]
    assert before.id != detail.summary.id
    assert old.record.id != new.record.id
    kept = ("title", "created", "starred", "tags", "status", "model_id", "policy", "answer", "mark", "confidence")
    assert [getattr(before, name) for name in kept] == [getattr(detail.summary, name) for name in kept]
    assert (old.record.started, old.record.ended) == (new.record.started, new.record.ended)
    assert (DEMO_PROBLEM, old.state.nodes) == (detail.problem, new.state.nodes)
    assert best_path_steps(old.state) == best_path_steps(new.state)


def test_a_continued_run_still_knows_which_one_it_continues(store: Store, tmp_path: Path) -> None:
    session_id = store_demo(store, "run-1", end="paused")
    store.begin_run("run-2", session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL, parent_run_id="run-1")
    for event in demo_events("run-2", end="none"):
        store.append(event)
    document = json.loads(render(gather(store, session_id), ExportFormat.JSON))
    detail = store.session(store.add_foreign(read_session(_written(tmp_path, document))))
    assert detail.runs[0].id == detail.runs[1].parent_run_id
    assert [RunStatus.PAUSED, RunStatus.INTERRUPTED] == [run.status for run in detail.runs]


def test_a_file_of_an_older_version_without_marks_is_read(document: Document, tmp_path: Path) -> None:
    del document["session"]["starred"], document["session"]["tags"]
    session = read_session(_written(tmp_path, document))
    assert (False, ()) == (session.starred, session.tags)


def test_html_in_a_file_stays_text_in_every_export(store: Store, document: Document, tmp_path: Path) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    document["problem"]["text"] = document["session"]["title"] = attack
    for event in document["runs"][0]["events"]:
        if event["type"] == "NodeAdded":
            event["text"] = f"# Step 1: {attack}\n{attack}"
    session_id = store.add_foreign(read_session(_written(tmp_path, document)))
    pages = [render(gather(store, session_id), target) for target in (ExportFormat.HTML, ExportFormat.PDF)]
    for page in pages:
        assert "<script" not in page
        assert "onerror=alert(2)&gt;" in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no session, or was cut off"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is no session, or was cut off"),
        (b"[1, 2", "is no session, or was cut off"),
        (b'{"a": ' * 100_000, "is no session, or was cut off"),
        (b'{"format": "other", "version": 1}', "is no session; choose"),
        (b'{"format": "stepwise-session", "version": 0}', "is no session; choose"),
        (b'{"format": "stepwise-session", "version": 2}', "newer version of Stepwise (format 2, known up to 1)"),
        (b'{"format": "stepwise-session", "version": 1}', "is damaged"),
        (b'{"format": "stepwise-session", "version": 1, "x": ' + b"[" * 100_000, "is no session, or was cut off"),
    ],
    ids=["empty", "a picture", "cut off", "deep", "other", "version 0", "newer", "empty session", "deep inside"],
)
def test_what_is_no_session_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    refusal = _refusal(path)
    assert sentence in refusal
    assert refusal.startswith("file.json ")


def test_a_file_that_was_cut_off_anywhere_is_refused(document: Document, tmp_path: Path) -> None:
    whole = json.dumps(document).encode()
    path = tmp_path / "cut.json"
    for end in range(1, len(whole), len(whole) // 40):
        path.write_bytes(whole[:end])
        _refusal(path)


def test_a_file_of_100_megabytes_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert f"is larger than {MAX_BYTES >> 20} MB" in _refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refusal(tmp_path / "nothing.json")
    assert "cannot be read" in _refusal(tmp_path)


def _event(document: Document, kind: str) -> Document:
    found: Document = next(event for event in document["runs"][0]["events"] if event["type"] == kind)
    return found


def _repeat_node(document: Document) -> None:
    first, second = [event for event in document["runs"][0]["events"] if event["type"] == "NodeAdded"][:2]
    second["node"] = first["node"]


DAMAGE: dict[str, Callable[[Document], object]] = {
    "an event of a kind that does not exist": lambda d: _event(d, "NodeAdded").update(type="Invented"),
    "a field of the wrong type": lambda d: _event(d, "NodeAdded").update(tokens="many"),
    "an unknown field in an event": lambda d: _event(d, "NodeAdded").update(code="import os"),
    "a gap in the numbers": lambda d: d["runs"][0]["events"].pop(3),
    "no beginning": lambda d: d["runs"][0]["events"].pop(0),
    "a second beginning": lambda d: d["runs"][0]["events"].__setitem__(2, {**d["runs"][0]["events"][0], "seq": 3}),
    "something behind the end": lambda d: d["runs"][0]["events"].append(
        {**d["runs"][0]["events"][-2], "seq": len(d["runs"][0]["events"]) + 1}
    ),
    "a step that is its own parent": lambda d: _event(d, "NodeAdded").update(parent=_event(d, "NodeAdded")["node"]),
    "a step below one that is not there": lambda d: _event(d, "NodeAdded").update(parent=99),
    "a step twice": _repeat_node,
    "a step with a huge number": lambda d: _event(d, "NodeAdded").update(node=1 << 40),
    "a value of an unknown step": lambda d: _event(d, "NodeScored").update(node=77),
    "an answer of an unknown step": lambda d: _event(d, "AnswerChanged")["answer"].update(node=77),
    "a best path through nowhere": lambda d: d["runs"][0]["events"][-1]["result"].update(best_path=[0, 1, 77]),
    "a number that no column holds": lambda d: _event(d, "NodeAdded").update(tokens=1 << 70),
    "a number beyond all others": lambda d: _event(d, "NodeScored").update(value_sum=float("inf")),
    "half a character": lambda d: d["session"].update(title="\ud800"),
    "half a character in the answer": lambda d: d["problem"].update(answer="\udfff"),
    "a text longer than any": lambda d: _event(d, "NodeAdded").update(reason="x" * (2 << 20)),
    "a model's name longer than any": lambda d: d["runs"][0]["record"].update(model_id="x" * 400),
    "an empty problem": lambda d: d["problem"].update(text="   "),
    "a policy that does not exist": lambda d: d["runs"][0]["record"]["settings"].update(policy="magic"),
    "runs that are no list": lambda d: d.update(runs={}),
    "a thousand runs": lambda d: d.update(runs=d["runs"] * 1000),
    "a progress report, which is never stored": lambda d: d["runs"][0]["events"].__setitem__(
        1,
        {
            "type": "Progress",
            "run_id": "r",
            "seq": 2,
            "sampled_tokens": 1,
            "tokens_per_second": 1.0,
            "rollouts": 1,
            "open_candidates": 1,
            "fraction": 0.5,
            "preview": "",
        },
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_file_with_one_wrong_thing_is_refused_whole(
    document: Document, tmp_path: Path, damage: Callable[[Document], object]
) -> None:
    damage(document)
    _refusal(_written(tmp_path, document))


def test_a_chain_too_deep_to_draw_is_refused(document: Document, tmp_path: Path) -> None:
    start, node = document["runs"][0]["events"][0], _event(document, "NodeAdded")
    chain = [{**node, "seq": seq, "node": seq - 1, "parent": seq - 2} for seq in range(2, 2000)]
    document["runs"][0]["events"] = [start, *chain]
    assert "$.runs[0].events[501]" in _refusal(_written(tmp_path, document))


def test_too_many_tags_and_a_bad_one_store_nothing(store: Store, document: Document, tmp_path: Path) -> None:
    for tags in ([f"tag {number}" for number in range(60)], ["x" * 1000]):
        document["session"]["tags"] = tags
        with pytest.raises(BadTagError):
            store.add_foreign(read_session(_written(tmp_path, document)))
    assert 1 == len(store.sessions())


def test_a_run_that_failed_before_it_began_comes_back(store: Store, tmp_path: Path) -> None:
    session_id = store.begin_session(Problem("p", "1 + 1?"))
    store.begin_run("run-1", session_id, Problem("p", "1 + 1?"), DEMO_SETTINGS, DEMO_MODEL)
    store.append(Failed(run_id="run-1", seq=1, kind="BadSettingsError", message="Too large.", exit_code=3))
    document = json.loads(render(gather(store, session_id), ExportFormat.JSON))
    detail = store.session(store.add_foreign(read_session(_written(tmp_path, document))))
    assert RunStatus.FAILED is replay(store.events(detail.runs[0].id)).status
