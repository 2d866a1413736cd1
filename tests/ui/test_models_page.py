"""The Models page on a real library, with a hub on the loopback interface."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from app.actions import Fact
from app.engine_link import EngineLink
from app.host import EngineHost
from app.items.model_list import ModelColumn
from app.model_desk import ModelDesk
from app.model_shelf import LibraryModels
from app.services import Services
from app.state.downloads import JobPhase
from app.tuning import TuningStoppedError
from app.views.model_downloads import Downloads
from app.views.model_tuner import Tuner
from app.views.models_page import ModelsPage
from engine.errors import BadSettingsError
from engine.tuning import Arm, Stage, Visit
from models.catalogue import CatalogueEntry, HubSource, get_entry
from models.heads import Heads
from models.library import Library
from models.ppm import save_head
from tests.helpers.heads import small_head
from tests.helpers.hub_server import Hub, hub_server
from tests.helpers.model_files import gguf
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import Bot

CONTENT = gguf(tensor_bytes=1_000_000)
SUM = hashlib.sha256(CONTENT).hexdigest()
FIRST, SECOND = "first-f32", "second-f32"


def entry(model_id: str) -> CatalogueEntry:
    """An entry for ``CONTENT``."""
    return replace(
        get_entry("smollm2-135m-instruct-q4_1"),
        id=model_id,
        name=f"Tiny {model_id.partition('-')[0]}",
        file_name=f"{model_id}.gguf",
        bytes=len(CONTENT),
        sha256=SUM,
        sources=(HubSource("owner/repo", f"{model_id}.gguf"),),
    )


@dataclass
class Shop:
    """The page and everything under it."""

    page: ModelsPage
    host: ScriptedHost
    library: Library
    downloads: Downloads
    tuner: Tuner
    folder: Path
    bot: Bot
    said: list[str]
    failures: list[Exception]

    def until_listed(self) -> None:
        self.bot.until(lambda: self.page.model.rowCount(), "the models")

    def choose(self, model_id: str) -> None:
        self.bot.until(lambda: self.page.model.row_of(model_id) >= 0, model_id)
        self.page.list.setCurrentIndex(self.page.model.index(self.page.model.row_of(model_id), 0))
        self.bot.until(lambda: self.page.card.model_id() == model_id, "its card")

    def cell(self, model_id: str, column: ModelColumn) -> str:
        return str(self.page.model.data(self.page.model.index(self.page.model.row_of(model_id), column)))

    def phase(self, model_id: str) -> JobPhase | None:
        job = self.downloads.jobs.of(model_id)
        return job.phase if job is not None else None

    def fetch(self, model_id: str) -> None:
        self.choose(model_id)
        self.bot.click(self.page.card.primary)
        self.bot.until(lambda: self.cell(model_id, ModelColumn.STATE) == "here", "the file")
        self.bot.until(lambda: self.page.card.primary.text() == "&Load now", "its card")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with hub_server() as server:
        server.files.update({f"owner/repo/{model_id}.gguf": CONTENT for model_id in (FIRST, SECOND)})
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def shop(tmp_path: Path, bot: Bot, hub: Hub, qt_messages: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "data"
    store = open_store(folder)
    library = Library(folder, (entry(FIRST), entry(SECOND)), pauses_s=(0.01,))
    heads = Heads(library, folder)
    services = Services(folder, store, library, heads, EngineHost(store, library))
    host = ScriptedHost(store)
    link = EngineLink(host)
    link.open()
    downloads = Downloads(LibraryModels(services))
    desk = ModelDesk(folder, library, heads)
    tuner = Tuner(desk, link)
    page = ModelsPage(desk, link, downloads, tuner)
    opened = Shop(page, host, library, downloads, tuner, folder, bot, [], [])
    page.said.connect(opened.said.append)
    page.failed.connect(opened.failures.append)
    page.resize(1200, 800)
    page.show()
    opened.until_listed()
    yield opened
    page.close_page()
    downloads.close()
    tuner.close()
    link.close()
    services.close()
    for thing in (page, downloads, tuner, link):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_list_says_what_a_model_needs_and_is_filtered_as_one_types(shop: Shop) -> None:
    shown = [shop.cell(model_id, ModelColumn.NAME) for model_id in (FIRST, SECOND)]
    assert ["Tiny first", "Tiny second"] == shown
    assert shop.cell(FIRST, ModelColumn.NEEDS).startswith("about ")
    shop.page.filter.setText("SECOND tiny")
    assert (1, "Tiny second") == (shop.page.model.rowCount(), shop.cell(SECOND, ModelColumn.NAME))
    shop.page.filter.setText("nothing like it")
    assert 0 == shop.page.model.rowCount()


def test_what_is_free_is_said_in_one_line(shop: Shop) -> None:
    shop.bot.until(lambda: "are free" in shop.page.room.text(), "the room")
    assert "of memory and" in shop.page.room.text()


def test_a_model_is_fetched_checked_and_listed_as_here(shop: Shop, hub: Hub) -> None:
    shop.choose(FIRST)
    assert "&Get it (1 MB)" == shop.page.card.primary.text()
    shop.fetch(FIRST)
    assert (shop.folder / "models" / f"{FIRST}.gguf").read_bytes() == CONTENT
    assert f"SHA-256: {SUM}" in shop.page.card.facts.text()
    assert "Licence: Apache-2.0" in shop.page.card.facts.text()
    assert "Needs " in shop.page.card.sentence.text()


def test_a_download_is_paused_and_resumed_where_it_stopped(shop: Shop, hub: Hub) -> None:
    hub.faults.pause_s = 0.01
    shop.choose(FIRST)
    shop.bot.click(shop.page.card.primary)
    part = shop.folder / "models" / f"{FIRST}.gguf.part"
    shop.bot.until(lambda: part.exists() and part.stat().st_size > 50_000, "some bytes")
    row = shop.page.jobs.row_of(FIRST)
    assert row is not None
    shop.bot.click(row.pause)
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.PAUSED, "the pause")
    kept = part.stat().st_size
    assert "Resume" == row.pause.text()
    assert "Paused; what arrived is kept" in row.words.text()
    hub.faults.pause_s = 0.0
    shop.bot.click(row.pause)
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.DONE, "the rest")
    assert f"bytes={kept}-" == hub.ranges[-1]


def test_a_cancelled_download_leaves_nothing(shop: Shop, hub: Hub) -> None:
    hub.faults.pause_s = 0.01
    shop.choose(FIRST)
    shop.bot.click(shop.page.card.primary)
    part = shop.folder / "models" / f"{FIRST}.gguf.part"
    shop.bot.until(lambda: part.exists() and part.stat().st_size > 50_000, "some bytes")
    row = shop.page.jobs.row_of(FIRST)
    assert row is not None
    shop.bot.click(row.cancel)
    shop.bot.until(lambda: not part.exists(), "the file to go")
    assert shop.phase(FIRST) is None
    assert not shop.page.jobs.isVisible()


def test_downloads_wait_for_each_other_and_a_waiting_one_can_be_cancelled(shop: Shop, hub: Hub) -> None:
    hub.faults.pause_s = 0.005
    shop.downloads.fetch(FIRST, "Tiny first")
    shop.downloads.fetch(SECOND, "Tiny second")
    assert [JobPhase.RUNNING, JobPhase.WAITING] == [shop.phase(model_id) for model_id in (FIRST, SECOND)]
    second = shop.page.jobs.row_of(SECOND)
    assert second is not None
    assert "Waits for the download before it." == second.words.text()
    shop.downloads.cancel(SECOND)
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.DONE, "the first")
    assert shop.phase(SECOND) is None
    assert [] == [request for request in hub.seen if SECOND in request.path]


def test_a_failed_download_says_why_and_can_be_tried_again(shop: Shop, hub: Hub) -> None:
    hub.faults.head_status = 404
    shop.downloads.fetch(FIRST, "Tiny first")
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.FAILED, "the failure")
    job = shop.downloads.jobs.of(FIRST)
    assert job is not None
    assert "could not be fetched" in job.message
    hub.faults.head_status = None
    shop.downloads.resume(FIRST)
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.DONE, "the second try")


def test_a_file_is_checked_against_its_checksum(shop: Shop) -> None:
    shop.fetch(FIRST)
    shop.bot.click(shop.page.card.check)
    shop.bot.until(lambda: shop.phase(FIRST) is JobPhase.DONE, "the check")
    job = shop.downloads.jobs.of(FIRST)
    assert job is not None
    assert f"The file is sound: its SHA-256 is {SUM}, as it should be." == job.message


def test_deleting_asks_first_says_what_is_lost_and_can_be_declined(shop: Shop) -> None:
    shop.fetch(FIRST)
    path = shop.folder / "models" / f"{FIRST}.gguf"
    card = shop.page.card
    shop.bot.click(card.remove)
    assert f"The file of Tiny first (1 MB) is deleted from this computer: {path}" in card.confirm.sentence.text()
    shop.bot.until(card.confirm.no.hasFocus, "the safe answer to have the focus")
    shop.bot.press(card.confirm.no, Qt.Key.Key_Space)
    assert path.exists()
    shop.bot.click(card.remove)
    shop.bot.click(card.confirm.yes)
    shop.bot.until(lambda: not path.exists(), "the file to go")
    shop.bot.until(lambda: shop.said == [f"{FIRST} was deleted."], "the sentence")


@pytest.fixture
def other_programs(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / ".lmstudio" / "models" / "maker"
    folder.mkdir(parents=True)
    (folder / "Own-Model.gguf").write_bytes(gguf(tensor_bytes=8192))
    (folder / "Broken.gguf").write_bytes(gguf()[:200])
    return folder


def test_models_of_other_programs_are_found_added_and_only_forgotten(other_programs: Path, shop: Shop) -> None:
    path = other_programs / "Own-Model.gguf"
    shop.bot.click(shop.page.look)
    finder = shop.page.finder
    shop.bot.until(lambda: finder.list.count() == 2, "both files")
    assert ["Own-Model"] == [finding.name for finding in finder.chosen()]
    assert "is not a usable model file" in "".join(finder.list.item(row).text() for row in range(2))
    shop.bot.click(finder.add)
    shop.bot.until(lambda: shop.said == ["1 model was added; its file stays where it is."], "the sentence")
    shop.choose("own-model")
    assert "here, linked" == shop.cell("own-model", ModelColumn.STATE)
    shop.bot.click(shop.page.card.remove)
    assert f"Its file stays where it is: {path}" in shop.page.card.confirm.sentence.text()
    shop.bot.click(shop.page.card.confirm.yes)
    shop.bot.until(lambda: shop.page.model.row_of("own-model") < 0, "the model to go")
    assert path.exists()


def test_where_other_programs_keep_no_models_that_is_said(shop: Shop) -> None:
    shop.bot.click(shop.page.look)
    shop.bot.until(lambda: "keep no models" in shop.page.finder.sentence.text(), "the sentence")
    assert not shop.page.finder.add.isEnabled()
    shop.bot.click(shop.page.finder.back)
    assert shop.page.card.isVisible()


def test_a_file_that_is_no_model_is_refused_in_one_sentence(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "letter.gguf"
    path.write_text("Dear reader")
    shop.page.add_file(path)
    shop.bot.until(lambda: shop.failures, "the refusal")
    assert "letter.gguf is not a" in str(shop.failures[0])


def test_a_model_is_loaded_before_a_search_and_unloaded_to_free_memory(shop: Shop) -> None:
    shop.fetch(FIRST)
    card = shop.page.card
    shop.bot.click(card.primary)
    shop.bot.until(lambda: shop.cell(FIRST, ModelColumn.STATE) == "loaded", "the model")
    assert [FIRST] == [wish.model for wish in shop.host.wishes]
    assert "&Unload to free memory" == card.primary.text()
    assert not card.remove.isEnabled()
    shop.bot.click(card.primary)
    shop.bot.until(lambda: shop.cell(FIRST, ModelColumn.STATE) == "here", "the memory")
    assert 1 == shop.host.unloads
    assert card.remove.isEnabled()


def test_a_refused_load_is_one_sentence_and_the_button_comes_back(shop: Shop) -> None:
    shop.fetch(FIRST)
    shop.host.refusal = BadSettingsError("A search is running; stop it before another model is loaded.")
    shop.bot.click(shop.page.card.primary)
    shop.bot.until(lambda: shop.failures == [shop.host.refusal], "the refusal")
    assert "&Load now" == shop.page.card.primary.text()


def test_the_preference_model_is_shown_beside_the_model_it_fits(shop: Shop) -> None:
    (shop.folder / "ppm").mkdir()
    save_head(shop.folder / "ppm" / "mine.safetensors", small_head(backbone_sha256=SUM))
    shop.fetch(FIRST)
    shop.bot.until(lambda: shop.page.card.head.isVisible(), "its card")
    shown = shop.page.card.head.text()
    assert "Trained on: made by hand" in shown
    assert "0.50 area under the curve" in shown
    assert "Licence: Apache-2.0" in shown


def measuring(visits: int) -> Callable[..., object]:
    """A measurement that announces visits until it is stopped."""

    def tune(model: object, tunings: object, log: object, on_progress: Callable[..., None], **told: object) -> object:
        should_stop = told["should_stop"]
        assert callable(should_stop)
        for number in range(1, visits + 1):
            on_progress(Visit(Stage.THREADS, Arm(2, None), (16,), 3), number, visits)
        while not should_stop():
            time.sleep(0.005)
        raise TuningStoppedError("Stopped; nothing was changed.")

    return tune


def test_measuring_shows_progress_unloads_first_and_stops(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.model_desk.tune", measuring(3))
    shop.fetch(FIRST)
    row = shop.page.card.tuner
    shop.bot.click(row.button)
    expected = "3 of 3: 2 threads, flash attention as llama.cpp chooses"
    shop.bot.until(lambda: row.words.text() == expected, "progress")
    assert 1 == shop.host.unloads
    shop.bot.click(row.button)
    shop.bot.until(lambda: row.button.text() == "&Measure this computer", "the stop")
    assert [] == shop.failures


def test_a_model_that_cannot_be_measured_is_one_sentence(shop: Shop) -> None:
    shop.fetch(FIRST)
    shop.bot.click(shop.page.card.tuner.button)
    shop.bot.until(lambda: shop.failures, "the sentence")
    assert "Traceback" not in str(shop.failures[0])
    assert str(shop.failures[0]).endswith(".")


def test_the_facts_say_whether_a_model_is_chosen(shop: Shop) -> None:
    assert frozenset({Fact.MODELS_PAGE, Fact.MODEL}) == shop.page.facts()
