"""Hand-outs are complete, and hostile model text does nothing in them."""

import errno
import html.parser
import re
from pathlib import Path

import msgspec
import pytest

from app.export import ExportedSession, ExportExistsError, ExportFormat, gather, render, write_text
from app.export.json import SessionDocument
from engine.errors import UnknownSessionError
from engine.events import AnyRunEvent, Failed, NodeAdded, RunStarted
from engine.store import RunStatus, Store
from engine.types import Author, Execution, ExecutionStatus, NodeStatus, Problem, StepFormat, Vote
from models.errors import ReadOnlyError, StorageFullError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo
from tests.helpers.sketches import Sketch

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    f"{SCRIPT} <img src=x onerror=alert(2)> [link](javascript:alert(3)) ![x](http://evil.example/x.png)"
    " \"' onmouseover=alert(4) </pre></style> {{ 7 * 7 }} {% raw %} ``` ~~~ # head \x1b[31m \0 & &lt;"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "s.sqlite3")


@pytest.fixture
def exported(store: Store) -> ExportedSession:
    with store:
        return gather(store, store_demo(store))


@pytest.fixture
def hostile(store: Store) -> ExportedSession:
    """A session in which every text that a model or a file can decide is an attack."""
    problem = Problem(id=HOSTILE, text=f"{HOSTILE}\n# head\n- item\n$<b>$ `<i>`", answer=HOSTILE)
    with store:
        session_id = store.begin_session(problem, title=HOSTILE)
        store.begin_run("run-1", session_id, problem, DEMO_SETTINGS, HOSTILE)
        for event in demo_events(problem=problem, progress=False):
            store.append(poisoned(event))
        return gather(store, session_id)


def poisoned(event: AnyRunEvent) -> AnyRunEvent:
    match event:
        case NodeAdded():
            execution = Execution(
                status=ExecutionStatus.ERROR,
                output=HOSTILE,
                error=HOSTILE,
                names=((HOSTILE, HOSTILE),),
            )
            answer = HOSTILE if event.answer else None
            text = f"# Step 1: {HOSTILE}\n{HOSTILE}\n{HOSTILE}"
            return msgspec.structs.replace(event, text=text, reason=HOSTILE, execution=execution, answer=answer)
        case RunStarted():
            return msgspec.structs.replace(event, isolation=HOSTILE, model_id=HOSTILE)
        case _:
            return event


class _Tags(html.parser.HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sources.update(value or "" for name, value in attrs if name in ("src", "href"))
        self.attributes.update(name for name, _ in attrs)


def test_html_with_hostile_text_holds_only_our_own_tags(hostile: ExportedSession) -> None:
    page = render(hostile, ExportFormat.HTML)
    found = _Tags()
    found.feed(page)
    page_tags = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3"}
    text_tags = {"p", "strong", "ol", "ul", "li", "pre", "div", "code", "img"}
    assert set() == found.tags - page_tags - text_tags
    attributes = {"lang", "charset", "http-equiv", "content", "name", "class", "style", "src", "alt"}
    assert attributes == found.attributes
    assert all(source.startswith("data:image/svg+xml,") for source in found.sources)
    assert all(not re.search("[<>\"' ]", source) for source in found.sources)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f]", page) is None


def test_html_holds_the_whole_answer(exported: ExportedSession) -> None:
    page = render(exported, ExportFormat.HTML)
    for part in (
        DEMO_PROBLEM.text,
        '<p class="answer">10</p>',
        "Checked: equals the given answer.",
        "<pre>print(left)</pre>",
        "<code>left = 10</code>",
        "25 steps",
        "prefers-color-scheme: dark",
    ):
        assert part in page


def _outside_of_code(text: str) -> str:
    """Markdown without fenced blocks and code spans, which show their content as it is."""
    text = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", "", text)


def test_markdown_with_hostile_text_has_no_tag_link_or_heading_of_the_models(hostile: ExportedSession) -> None:
    text = _outside_of_code(render(hostile, ExportFormat.MARKDOWN))
    assert "<" not in text
    assert re.search(r"(?<!\\)\]\(", text) is None
    assert ["# ", "## Problem", "## Answer", "### Best line of thought", "### Tree"] == [
        line if line.startswith("##") else line[:2] for line in text.splitlines() if line.startswith("#")
    ]
    assert r"\# head" in text
    assert r"\- item" in text
    assert r"$\lt b\gt $" in text


def test_a_fence_in_the_code_does_not_end_the_block(hostile: ExportedSession) -> None:
    text = render(hostile, ExportFormat.MARKDOWN)
    assert "````python\n" in text
    assert text.count("````python\n") + text.count("````text\n") == len(re.findall(r"^````$", text, re.MULTILINE))


def test_markdown_holds_the_whole_answer(exported: ExportedSession) -> None:
    text = render(exported, ExportFormat.MARKDOWN)
    for part in (
        "# A box holds 3 rows of 4 pencils",
        DEMO_PROBLEM.text,
        "Expected answer: **10**",
        "**10**\n\nChecked: equals the given answer. Confidence: 60 %.",
        "```python\nprint(left)\n```",
        "- `left = 10`",
        "### Tree\n\n25 steps:",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        ("Solve $x^2 = 4$ for x.", "Solve $x^2 = 4$ for x."),
        (r"Let \(a_1 < b\). Find \[a_1 * b\]", r"Let $a_1 \lt  b$. Find $$a_1 * b$$"),
        ("It costs $5 and 2*3*4 a_b", r"It costs \$5 and 2\*3\*4 a\_b"),
        ("1. first\n2) second\n+ third", "1\\. first\n2\\) second\n\\+ third"),
        ("    indented", "indented"),
    ],
)
def test_formulas_stay_formulas_and_text_stays_text(store: Store, problem: str, shown: str) -> None:
    with store:
        session = gather(store, store.begin_session(Problem(id="p", text=problem)))
    assert f"## Problem\n\n{shown}\n" in render(session, ExportFormat.MARKDOWN)


def test_json_is_complete_and_can_be_read_back(exported: ExportedSession) -> None:
    document = msgspec.json.decode(render(exported, ExportFormat.JSON), type=SessionDocument)
    assert ("stepwise-session", 1) == (document.format, document.version)
    assert exported.detail.summary == document.session
    assert exported.detail.problem == document.problem
    (run,) = document.runs
    assert exported.runs[0].events == run.events
    assert exported.runs[0].record == run.record


def test_json_with_hostile_text_can_be_read_back(hostile: ExportedSession) -> None:
    document = msgspec.json.decode(render(hostile, ExportFormat.JSON), type=SessionDocument)
    assert hostile.runs[0].events == document.runs[0].events


@pytest.mark.parametrize("target", list(ExportFormat))
def test_a_session_without_a_run_is_exported_too(store: Store, target: ExportFormat) -> None:
    with store:
        session = gather(store, store.begin_session(DEMO_PROBLEM))
    assert DEMO_PROBLEM.text in render(session, target)


@pytest.mark.parametrize("target", [ExportFormat.MARKDOWN, ExportFormat.HTML])
def test_every_run_is_exported_with_how_it_ended(store: Store, target: ExportFormat) -> None:
    with store:
        session_id = store_demo(store, end="failed")
        store.begin_run("run-2", session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
        store.append(Failed(run_id="run-2", seq=1, kind="DoesNotFitError", message="Too large.", exit_code=8))
        session = gather(store, session_id)
    assert [RunStatus.CRASHED, RunStatus.FAILED] == [run.state.status for run in session.runs]
    text = render(session, target)
    for part in ("(run 1 of 2)", "(run 2 of 2)", "Engine crashed: ", "Failed: Too large.", "No answer was found."):
        assert part in text


@pytest.mark.parametrize("target", [ExportFormat.MARKDOWN, ExportFormat.HTML])
def test_a_continued_run_names_its_parent_and_marks_carried_steps_and_yours(store: Store, target: ExportFormat) -> None:
    sketch = Sketch()
    taken_over = sketch.step(title="Halve 36.", carried=True)
    own = sketch.step(taken_over, title="Take 36 / 2.", author=Author.HUMAN)
    best = sketch.end(own, "18")
    sketch.state(best, (Vote("18", 1, 1.0),))
    with store:
        session_id = store_demo(store)
        store.begin_run("run-2", session_id, DEMO_PROBLEM, sketch.settings, DEMO_MODEL, "run-1")
        for event in sketch.events("run-2"):
            store.append(event)
        text = render(gather(store, session_id), target)
    for part in ("(run 1 of 2)", "(run 2 of 2, continues run 1)", "by agreement and execution, steps as programs"):
        assert part in text
    for title, who in (("Halve 36.", "(taken over)"), ("Take 36 / 2.", "(written by you)")):
        place = text.index(title)
        assert who in text[place : place + 80]
    assert "Take 36 / 2. · written by you" in text


@pytest.mark.parametrize("target", [ExportFormat.MARKDOWN, ExportFormat.HTML])
def test_a_paragraph_is_no_code(store: Store, target: ExportFormat) -> None:
    sketch = Sketch(step_format=StepFormat.TEXT)
    best = sketch.step(title="First:\nhalf of 36 is 18.", status=NodeStatus.FINISHED, answer="18")
    sketch.state(best, (Vote("18", 1, 1.0),))
    with store:
        session_id = store.begin_session(DEMO_PROBLEM)
        store.begin_run("run-1", session_id, DEMO_PROBLEM, sketch.settings, DEMO_MODEL)
        for event in sketch.events("run-1"):
            store.append(event)
        text = render(gather(store, session_id), target)
    assert "half of 36 is 18." in text
    for code in ("```", "<pre>half"):
        assert code not in text


def test_an_unknown_session_is_refused(store: Store) -> None:
    with store, pytest.raises(UnknownSessionError):
        gather(store, "nothing")


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    write_text(path, "one")
    with pytest.raises(ExportExistsError, match="exists already; choose another name, or add --force") as refused:
        write_text(path, "two")
    assert (2, "one") == (refused.value.exit_code, path.read_text())
    write_text(path, "größer\n", replace=True)
    assert "größer\n".encode() == path.read_bytes()
    assert [path] == list(tmp_path.glob("out*"))


@pytest.mark.parametrize("place", ["missing/out.md", "file/out.md", "."])
def test_a_place_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(ReadOnlyError, match=r"^\S+ cannot be written .*; choose another place\.$"):
        write_text(tmp_path / place, "text", replace=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_named_and_leaves_no_part_behind(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.with_name("out.md.part").symlink_to("/dev/full")
    with pytest.raises(StorageFullError) as refused:
        write_text(path, "text")
    assert isinstance(refused.value.__cause__, OSError)
    assert errno.ENOSPC == refused.value.__cause__.errno
    assert not path.exists()
    assert not path.with_name("out.md.part").is_symlink()
