"""LaTeX documents compile whatever a model wrote, and do nothing but print it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.export import ExportFormat, gather, render
from app.export.tex_formula import MAX_FORMULA_CHARACTERS, is_harmless
from engine.store import Store
from engine.types import Problem
from tests.app.export import test_export
from tests.helpers.events import DEMO_MODEL, DEMO_SETTINGS, demo_events, store_demo

HOSTILE = (
    test_export.HOSTILE
    + r" \end{verbatim}\end{document} \input{/etc/passwd} \write18{id} $\input{/etc/passwd}$ \(x^2^3\) $a}b{c$ ^^5c"
    + " 数学 \U0001f9ee é č × → ½ ``quoted'' -- --- ?` % \\\\ ~ ^ _ & # { } \n\n\n \\par"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "s.sqlite3")


def _compiled(folder: Path, document: str) -> str:
    """What pdflatex says of a document; it stops at the first error."""
    if shutil.which("pdflatex") is None:
        pytest.skip("needs pdflatex")
    (folder / "document.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "document.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-1000:]
    return said


def test_a_session_compiles_and_keeps_its_formulas(store: Store, tmp_path: Path) -> None:
    text = "Solve $x^2 = 16$ with \\(x > 0\\), then\n\n\\[\\int_0^1 \\frac{x}{2}\\,dx\\] for 5 $."
    with store:
        document = render(gather(store, store_demo(store, problem=Problem("p", text, "4"))), ExportFormat.LATEX)
    assert r"\[\int_0^1 \frac{x}{2}\,dx\]" in document
    assert r"with $x > 0$, then" in document
    assert r"for 5 \$." in document
    assert r"in\_rows\ =\ rows\ *\ 4" in document
    _compiled(tmp_path, document)


def test_hostile_text_compiles_and_stays_text(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_export, "HOSTILE", HOSTILE)
    problem = Problem(id="p", text=HOSTILE, answer=HOSTILE)
    with store:
        session_id = store.begin_session(problem, title=HOSTILE)
        store.begin_run("run-1", session_id, problem, DEMO_SETTINGS, DEMO_MODEL)
        for event in demo_events(problem=problem, progress=False):
            store.append(test_export.poisoned(event))
        document = render(gather(store, session_id), ExportFormat.LATEX)
    for command in (r"\input", r"\write18", r"\end{verbatim}", "^^"):
        assert command not in document
    assert 1 == document.count(r"\end{document}")
    assert "passwd" not in _compiled(tmp_path, document)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}",
        r"\frac12 + \sqrt[3]{x}",
        r"\left(\frac{1}{2}\right)^2",
        r"\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}",
        r"f'(x) = x_1^{2n}, 50\%",
        r"\text{if } x \ge 1, \boxed{42}",
        r"\sum_{k=1}^{\infty} \frac{1}{k^2}",
    ],
)
def test_ordinary_formulas_stay_formulas(tex: str) -> None:
    assert is_harmless(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\input{/etc/passwd}",
        r"\def\a{b}",
        "^^5cinput{x}",
        "a}b{c",
        "{",
        r"\left( x",
        r"\right)",
        r"\frac{a}",
        "x^2^3",
        "x^2'",
        "a & b",
        "a % b",
        "a $ b",
        "#1",
        r"\begin{verbatim}x\end{verbatim}",
        r"\begin{matrix}x\end{cases}",
        r"\text{a}b$}",
        "größe",
        "a\n\nb",
        "{" * 50 + "}" * 50,
        "x" * (MAX_FORMULA_CHARACTERS + 1),
    ],
)
def test_what_could_break_the_document_is_written_as_text(tex: str) -> None:
    assert not is_harmless(tex)
