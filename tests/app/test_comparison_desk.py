"""What the Compare page stands on: folders, plans, what they amount to, a go on an engine of its own."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.comparison import Progress
from app.comparison_desk import FOLDER, ComparisonDesk
from app.services import Services
from app.state.comparison_draft import Draft
from engine.compare.plan import AS_IT_IS
from engine.compare.records import Ledger
from engine.errors import BadSettingsError, NoAnswersError
from engine.types import PolicyName
from models.errors import ReadOnlyError
from tests.helpers.comparisons import arm, measured
from tests.helpers.model_files import gguf
from tests.helpers.processes import wait_until
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with Services.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def desk(services: Services) -> ComparisonDesk:
    return ComparisonDesk(services.data_dir, services.store, services.library, services.heads)


def draft(folder: Path, problems: int = 2, *, delay_ms: float = 0.0) -> Draft:
    script = write_script(folder / "script.json", delay_ms=delay_ms)
    lines = [f"{at},Number {at}. {QUESTION},{ANSWER}\n" for at in range(problems)]
    (folder / "mine.csv").write_text("id,question,answer\n" + "".join(lines))
    return Draft(models=(str(script),), sets=(str(folder / "mine.csv"),), limit=0, max_tokens=2000, repeats=0)


def kept(folder: Path) -> Path:
    ledger = Ledger(folder)
    for record in measured(arm(), "10"):
        ledger.add(record)
    ledger.close()
    return folder


def test_a_go_measures_all_writes_the_report_and_can_be_opened_again(tmp_path: Path, desk: ComparisonDesk) -> None:
    plan, folder = draft(tmp_path).plan(), desk.new_folder()
    told: list[Progress] = []
    assert (1, 2, 0) == _figures(desk, plan, folder)
    go = desk.begin(plan, folder, told.append, lambda _note: None)
    outcome = go.run()
    assert (2, 2, False) == (outcome.done, outcome.total, go.stopped)
    assert (folder / "table.html").is_file()
    opened = desk.open(folder)
    assert opened.plan is not None
    assert plan.run == opened.plan.run
    assert [2] == [row.n for row in opened.table.rows]
    assert (1, 2, 2) == _figures(desk, plan, folder)
    assert [(folder, 1, 2)] == [(each.folder, each.rows, each.problems) for each in desk.recent()]
    assert folder != desk.new_folder()
    assert desk.new_folder().parent == desk.data_dir / FOLDER
    # Now it is known how long such a problem takes.
    more = replace(draft(tmp_path), seeds="1").plan()
    assert desk.look(more, desk.new_folder()).measured


def _figures(desk: ComparisonDesk, plan: object, folder: Path) -> tuple[int, int | None, int]:
    found = desk.look(plan, folder)  # type: ignore[arg-type]
    return found.arms, found.searches, found.done


def test_a_stop_is_at_once_and_it_goes_on(tmp_path: Path, services: Services, desk: ComparisonDesk) -> None:
    plan, folder = draft(tmp_path, 8, delay_ms=5).plan(), tmp_path / "out"
    go = desk.begin(plan, folder, lambda _progress: None, lambda _note: None)
    thread = threading.Thread(target=go.run)
    thread.start()
    wait_until(lambda: bool(desk.table(folder).rows), "a row")
    go.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert go.stopped
    done = desk.table(folder).rows[0].n
    assert 1 <= done < 8
    assert (1, 8, done) == _figures(desk, plan, folder)
    assert 8 == desk.begin(plan, folder, lambda _progress: None, lambda _note: None).run().done
    # The window's own engine was never touched.
    assert services.engine.client.pid is None


def test_folders_elsewhere_are_remembered(tmp_path: Path, desk: ComparisonDesk, services: Services) -> None:
    elsewhere = kept(tmp_path / "elsewhere")
    assert () == desk.recent()
    opened = desk.open(elsewhere)
    assert opened.plan is None
    assert "No plan is kept in elsewhere" in opened.sentence
    again = ComparisonDesk(services.data_dir, services.store, services.library, services.heads)
    assert [(elsewhere, 1, 2)] == [(each.folder, each.rows, each.problems) for each in again.recent()]
    (elsewhere / "rows.jsonl").unlink()
    assert () == again.recent()


@pytest.mark.parametrize("content", [None, "my thesis\n"])
def test_a_folder_of_something_else_is_refused_in_one_sentence(
    tmp_path: Path, desk: ComparisonDesk, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "rows.jsonl").write_text(content)
    with pytest.raises(BadSettingsError, match=r"holds no comparison|is no file of rows"):
        desk.open(tmp_path)
    assert () == desk.recent()


def test_a_plan_in_the_folder_that_is_none_is_told(tmp_path: Path, desk: ComparisonDesk) -> None:
    folder = kept(tmp_path / "out")
    (folder / "plan.toml").write_text("[[run]\n")
    opened = desk.open(folder)
    assert opened.plan is None
    assert "plan.toml is no TOML" in opened.sentence
    assert 1 == len(opened.table.rows)


def test_a_plan_that_was_only_made_can_be_opened(tmp_path: Path, desk: ComparisonDesk) -> None:
    folder = tmp_path / "planned"
    folder.mkdir()
    plan = draft(tmp_path).plan()
    assert folder / "plan.toml" == desk.save_plan(plan, folder / "plan.toml")
    opened = desk.open(folder)
    assert opened.plan is not None
    assert plan.run == opened.plan.run
    assert plan.run == desk.read_plan(folder / "plan.toml").run
    assert () == opened.table.rows


def test_what_a_plan_amounts_to_counts_copies_and_leaves_open_what_is_not_here(
    tmp_path: Path, desk: ComparisonDesk
) -> None:
    wanted = Draft(models=("a", "b"), quantizations=(AS_IT_IS, "Q3_K_M"), policies=(PolicyName.GREEDY,), limit=5)
    found = desk.look(wanted.plan(), tmp_path)
    assert (4, 20, 2, False) == (found.arms, found.searches, found.copies, found.measured)
    assert (
        5
        == desk.look(
            replace(wanted, models=("a",), quantizations=(AS_IT_IS,), sets=("gsm8k",)).plan(), tmp_path
        ).searches
    )
    assert desk.look(replace(wanted, sets=("gsm8k",), limit=0).plan(), tmp_path).searches is None


def test_a_set_without_answers_is_told_before_anything_runs(tmp_path: Path, desk: ComparisonDesk) -> None:
    (tmp_path / "bare.csv").write_text("question\n1+1?\n")
    plan = Draft(models=("a",), sets=(str(tmp_path / "bare.csv"),)).plan()
    with pytest.raises(NoAnswersError, match="Line 2 of bare has no answer"):
        desk.look(plan, tmp_path)
    with pytest.raises(NoAnswersError):
        desk.begin(plan, tmp_path / "out", lambda _progress: None, lambda _note: None)
    # A set that is mended is read again.
    (tmp_path / "bare.csv").write_text("question,answer\n1+1?,2\n")
    assert 1 == desk.look(plan, tmp_path).searches


def test_models_come_with_the_taxonomy_of_the_catalogue(
    tmp_path: Path, services: Services, desk: ComparisonDesk
) -> None:
    assert () == desk.models()
    path = tmp_path / "mine.gguf"
    path.write_bytes(gguf(tensor_bytes=1_000_000))
    services.library.add(path)
    (found,) = desk.models()
    assert ("", "", ()) == (found.family, found.scope, found.made)
    assert found.bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("ending", "beginning"), [("csv", "model,"), ("md", "| model |"), ("json", "{"), ("html", "<!DOCTYPE")]
)
def test_a_table_is_exported_by_the_ending_of_the_file(
    tmp_path: Path, desk: ComparisonDesk, ending: str, beginning: str
) -> None:
    table = desk.table(kept(tmp_path / "out"))
    path = desk.export(table, ["<svg/>"], tmp_path / f"table.{ending}")
    assert path.read_text().startswith(beginning)
    assert ("<svg/>" in path.read_text()) == (ending == "html")
    assert "<svg/>" == desk.export(table, ["<svg/>"], tmp_path / "chart.svg").read_text()
    assert desk.export_matrix(table, tmp_path / "matrix.csv").read_text().startswith("problem,")
    with pytest.raises(ReadOnlyError):
        desk.export(table, [], tmp_path / "no-such-folder" / f"table.{ending}")
