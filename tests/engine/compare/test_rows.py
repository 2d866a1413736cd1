import dataclasses
import resource
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.compare.interval import wilson
from engine.compare.rows import Plan, Row, RowFile, summarise
from engine.errors import BadSettingsError
from engine.types import PolicyName
from models.errors import ReadOnlyError, StorageFullError
from tests.helpers import scripts

PLAN = Plan("5e1f" * 16, "some-model", scripts.settings())


def _row(name: str, *, right: bool = True, tokens: int = 100, wall_seconds: float = 2.0) -> Row:
    return Row(
        id=name,
        expected="3",
        answer="3" if right else None,
        right=right,
        confidence=0.5,
        tokens=tokens,
        evaluated_tokens=2 * tokens,
        seconds=3.0,
        wall_seconds=wall_seconds,
        nodes=7,
        finished=2,
        run_id=f"run-{name}",
    )


def _written(path: Path, *names: str) -> bytes:
    file = RowFile(path, PLAN)
    for name in names:
        file.append(_row(name))
    file.close()
    return path.read_bytes()


def test_a_later_run_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "rows.jsonl"
    _written(path, "a", "b")
    again = RowFile(path, PLAN)
    again.append(_row("c"))
    again.close()
    assert [_row("a"), _row("b"), _row("c")] == again.rows
    final = RowFile(path, PLAN)
    final.close()
    assert again.rows == final.rows


def test_a_row_is_in_the_file_as_soon_as_it_is_appended(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    file = RowFile(path, PLAN)
    file.append(_row("a"))
    assert _row("a") == msgspec.json.decode(path.read_bytes().splitlines()[-1], type=Row)
    file.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_file_that_a_crash_cut_anywhere_is_continued_with_its_whole_rows(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "rows.jsonl"
    path.unlink(missing_ok=True)
    written = _written(path, "a", "b")
    cut = data.draw(st.integers(0, len(written)))
    path.write_bytes(written[:cut])
    again = RowFile(path, PLAN)
    whole = max(0, written[:cut].count(b"\n") - 1)
    assert [_row("a"), _row("b")][:whole] == again.rows
    again.append(_row("c"))
    again.close()
    final = RowFile(path, PLAN)
    final.close()
    assert [*[_row("a"), _row("b")][:whole], _row("c")] == final.rows


@pytest.mark.parametrize(
    "other",
    [
        Plan("0000" * 16, PLAN.model, PLAN.settings),
        Plan(PLAN.problems_sha256, "other-model", PLAN.settings),
        Plan(PLAN.problems_sha256, PLAN.model, scripts.settings(PolicyName.MAJORITY)),
        Plan(PLAN.problems_sha256, PLAN.model, dataclasses.replace(PLAN.settings, seed=2)),
    ],
)
def test_rows_of_another_plan_are_refused_and_left_alone(tmp_path: Path, other: Plan) -> None:
    path = tmp_path / "rows.jsonl"
    written = _written(path, "a")[:-5]
    path.write_bytes(written)
    with pytest.raises(BadSettingsError, match="another measurement"):
        RowFile(path, other)
    assert written == path.read_bytes()
    assert PLAN.digest() != other.digest()


@pytest.mark.parametrize(
    "content",
    [
        b"my thesis",
        b"my thesis\nand its last line",
        b"\n\n",
        b"{}\n",
        b'{"problems_sha256": "x',
        b"\xff\xfe\n\x00",
        b"[" * 100_000 + b"\n",
        b'{"more": ' + b"[" * 100_000 + b"\n",
    ],
    ids=lambda content: repr(content[:30]),
)
def test_a_file_that_holds_something_else_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(BadSettingsError, match="no file of rows") as caught:
        RowFile(path, PLAN)
    assert content == path.read_bytes()
    assert "\n" not in caught.value.message


def test_a_fresh_start_forgets_rows_of_any_plan(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"something else\n")
    file = RowFile(path, PLAN, fresh=True)
    file.close()
    assert [] == file.rows
    assert 1 == len(path.read_bytes().splitlines())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    # Not by permission bits: the superuser may write anywhere.
    for path in (tmp_path / "file" / "rows.jsonl", tmp_path, Path("/proc/rows.jsonl")):
        with pytest.raises(ReadOnlyError, match=str(path)):
            RowFile(path, PLAN)


def test_a_full_disk_is_told_and_keeps_the_rows_that_were_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    file = RowFile(path, PLAN)
    file.append(_row("a"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for more in (10, 0):
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + more, hard))
        try:
            with pytest.raises(StorageFullError, match="free some space"):
                file.append(_row("b"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    file.close()
    again = RowFile(path, PLAN)
    again.close()
    assert [_row("a")] == file.rows == again.rows


def test_a_digest_names_its_plan(tmp_path: Path) -> None:
    assert PLAN.digest() == Plan(PLAN.problems_sha256, PLAN.model, scripts.settings()).digest()
    assert 8 == len(PLAN.digest())


def test_a_summary_adds_up() -> None:
    rows = [_row("a", tokens=100), _row("b", right=False, tokens=50), _row("c", tokens=60)]
    summary = summarise(rows)
    low, high = wilson(2, 3)
    assert (2 / 3, low, high, 3, 2) == (
        summary.accuracy,
        summary.accuracy_low,
        summary.accuracy_high,
        summary.n,
        summary.right,
    )
    assert (210, 6.0, 70.0, 35.0) == (
        summary.tokens,
        summary.seconds,
        summary.tokens_per_problem,
        summary.tokens_per_second,
    )


def test_a_summary_of_nothing_claims_nothing() -> None:
    summary = summarise([])
    assert (0.0, 0.0, 1.0, 0, 0.0, 0.0) == (
        summary.accuracy,
        summary.accuracy_low,
        summary.accuracy_high,
        summary.n,
        summary.tokens_per_problem,
        summary.tokens_per_second,
    )
