from pathlib import Path

from benchmarks._speed_rows import SpeedRow, SpeedRows


def _row(arm: str, problem: str, seconds: float, *, threads: int = 2, max_tokens: int = 600) -> SpeedRow:
    return SpeedRow(
        model="small.gguf",
        threads=threads,
        candidates=16,
        max_tokens=max_tokens,
        problem=problem,
        arm=arm,
        tokens=100,
        seconds=seconds,
        decodes=10,
        evaluated_tokens=110,
        reread_tokens=2,
    )


def test_rows_are_found_again_by_a_later_run(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    first = SpeedRows(path, 2, 600)
    assert not first.has("small.gguf", 16, "one")
    first.add([_row("search", "one", 2.0), _row("raw limit", "one", 1.0)])
    first.add([_row("search", "two", 4.0)])
    later = SpeedRows(path, 2, 600)
    assert later.has("small.gguf", 16, "one")
    assert not later.has("small.gguf", 8, "one")
    assert {"search": {"one": 50.0, "two": 25.0}, "raw limit": {"one": 100.0}} == later.rates("small.gguf", 16)


def test_rows_of_other_threads_or_limits_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    SpeedRows(path, 1, 600).add([_row("search", "one", 2.0, threads=1)])
    SpeedRows(path, 2, 300).add([_row("search", "one", 2.0, max_tokens=300)])
    assert not SpeedRows(path, 2, 600).has("small.gguf", 16, "one")
    assert {} == SpeedRows(path, 2, 600).rates("small.gguf", 16)


def test_without_a_file_rows_are_kept_in_memory() -> None:
    rows = SpeedRows(None, 2, 600)
    rows.add([_row("search", "one", 2.0), _row("search", "two", 3.0)])
    total = rows.totals("small.gguf", 16, "search")
    assert (200, 5.0, 20, 220, 4) == (
        total.tokens,
        total.seconds,
        total.decodes,
        total.evaluated_tokens,
        total.reread_tokens,
    )
