"""The languages of the window: nothing is missing, nothing is stale, nothing goes by untranslated."""

import ast
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from app.language import read_texts, texts_of, tr, use_language, use_texts
from app.preferences import Language, Preferences
from app.views.settings_look import apply
from tests.ui.conftest import World

ROOT = Path(__file__).resolve().parents[2]
SETTERS = {
    *("addAction", "addItem", "addMenu", "addRow", "addTab", "say", "setAccessibleDescription", "setAccessibleName"),
    *("setInformativeText", "setLabelText", "setPlaceholderText", "setStatusTip", "setText", "setTitle", "setToolTip"),
    *("setWhatsThis", "setWindowTitle"),
}
WIDGETS = {
    *("FlatButton", "MathsText", "PlainLabel", "QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton"),
    *("QRadioButton", "TitleLabel"),
}
# What is the same in every language: names, symbols, formats.
SAME_EVERYWHERE = {"Stepwise", "N", "PPM", "Q", "SHA-256", "TeX"}


def tool() -> ModuleType:
    """packaging/translations.py; the folder is no package."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def english() -> Iterator[None]:
    yield
    use_texts({})


@pytest.mark.parametrize("language", ["de", "fr"])
def test_no_text_of_the_window_is_missing_stale_or_has_other_placeholders(language: str) -> None:
    translations = tool()
    known = translations.read_messages(translations.FOLDER / f"stepwise_{language}.ts")
    assert [] == translations.faults_of(language, translations.used_texts(), known)


def test_a_missing_a_stale_and_a_mangled_translation_are_found() -> None:
    translations = tool()
    message = translations.Message
    used = {"New": ["a.py"], "{count} steps": ["a.py"], "Sto&p": ["a.py"]}
    known = {
        "Old": message("Old", "Alt", True),
        "{count} steps": message("{count} steps", "{zahl} Schritte", True),
        "Sto&p": message("Sto&p", "Halt", True),
    }
    faults = translations.faults_of("de", used, known)
    assert ["not translated", "no longer used", "other placeholders", "a mnemonic"] == [
        next(part for part in ("not translated", "no longer used", "other placeholders", "a mnemonic") if part in fault)
        for fault in faults
    ]


def test_an_update_keeps_translations_adds_new_texts_and_drops_old_ones(tmp_path: Path) -> None:
    translations = tool()
    known = {"Kept": translations.Message("Kept", "Behalten", True), "Old": translations.Message("Old", "Alt", True)}
    used = {"Kept": ["app/a.py"], '<New> & "odd"': ["app/a.py"]}
    text = translations.written("de", used, known)
    assert {"Kept": "Behalten"} == texts_of(text.encode())
    path = tmp_path / "again.ts"
    path.write_text(text, encoding="utf-8")
    assert text == translations.written("de", used, translations.read_messages(path))


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts that are given to a widget as they stand."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SETTERS | WIDGETS:
            continue
        # The third word of a flat button names its icon.
        for argument in node.args[: 2 if name == "FlatButton" else None]:
            for part in _branches(argument):
                words = _words(part)
                if re.search("[A-Za-z]", words) and words.strip("&") not in SAME_EVERYWHERE:
                    yield node.lineno, words


def _branches(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from _branches(node.body)
        yield from _branches(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _branches(value)
    else:
        yield node


def _words(node: ast.expr) -> str:
    """The letters that stand in the code itself."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return ""


def test_no_text_goes_to_a_widget_without_a_translation() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words!r}"
        for path in sorted((ROOT / "app" / "views").glob("*.py"))
        for line, words in literals(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert [] == found


def test_a_text_without_a_translation_is_found_in_whatever_shape() -> None:
    source = (
        'label.setText("Ready")\nPlainLabel(f"{count} steps")\nbox.say("Yes" if x else tr("No"))\nQLabel(tr("Fine"))'
    )
    assert [(1, "Ready"), (2, " steps"), (3, "Yes")] == list(literals(ast.parse(source)))


def test_a_damaged_or_missing_file_falls_back_to_english(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {} == read_texts("eo")
    use_language("eo")
    assert "Stop" == tr("Stop")
    monkeypatch.setattr("app.language.texts_of", _damaged)
    use_language("de")
    assert "Sto&p" == tr("Sto&p")


def _damaged(_source: bytes) -> dict[str, str]:
    raise ElementTree.ParseError("no XML")


def test_unfinished_translations_are_not_used() -> None:
    source = b"""<TS><context><message><source>A</source><translation type="unfinished">B</translation></message>
    <message><source>C</source><translation>D</translation></message></context></TS>"""
    assert {"C": "D"} == texts_of(source)


@pytest.mark.parametrize(("language", "page"), [(Language.GERMAN, "Modelle"), (Language.FRENCH, "Modèles")])
def test_the_window_speaks_the_chosen_language(
    language: Language, page: str, make_world: Callable[..., World], application: QApplication, english: None
) -> None:
    font = application.font()
    try:
        apply(Preferences(language=language), application)
        world = make_world()
        menus = [action.text() for action in world.window.menuBar().actions()]
        assert "&File" not in menus
        assert page in [button.text() for button in world.window._buttons.values()]
    finally:
        apply(Preferences(), application)
        application.setFont(font)


def test_qts_own_words_follow_the_language(application: QApplication, english: None, qt_messages: list[str]) -> None:
    apply(Preferences(language=Language.GERMAN), application)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    try:
        assert "Abbrechen" == box.button(QDialogButtonBox.StandardButton.Cancel).text()
    finally:
        apply(Preferences(), application)
        box.deleteLater()
        QCoreApplication.sendPostedEvents(None, 0)
