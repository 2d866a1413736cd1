"""The texts of the window and their translations: `--check` compares them, `--update` brings the files up to date.

A text is what stands in ``tr("…")`` or ``mark("…")`` in the package app. Each language has a Qt Linguist file in
resources/translations; a text that is new there is marked "unfinished" until somebody translates it.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de", "fr")
_FUNCTIONS = ("tr", "mark")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


@dataclass(frozen=True)
class Message:
    """A text with its translation; ``finished`` is False while nobody has translated it."""

    source: str
    translation: str
    finished: bool


def used_texts(root: Path = ROOT) -> dict[str, list[str]]:
    """Every text of the window, with the files that use it."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "app").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for text in _texts_of(ast.parse(path.read_text(encoding="utf-8"))):
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    return found


def read_messages(path: Path) -> dict[str, Message]:
    """The messages of a Qt Linguist file, by their text; {} where there is no file."""
    if not path.exists():
        return {}
    messages = {}
    for element in ElementTree.parse(path).getroot().iter("message"):
        source = element.findtext("source", "")
        translation = element.find("translation")
        told = (translation.text or "") if translation is not None else ""
        finished = translation is not None and translation.get("type") is None and bool(told)
        messages[source] = Message(source, told, finished)
    return messages


def written(language: str, used: dict[str, list[str]], known: dict[str, Message]) -> str:
    """The file of a language: all used texts in the order of the files, with what is known of each."""
    lines = [f'{_HEAD}<TS version="2.1" language="{language}" sourcelanguage="en">', "<context>"]
    lines.append("    <name>stepwise</name>")
    for text, places in sorted(used.items(), key=lambda item: (item[1][0], item[0])):
        message = known.get(text, Message(text, "", finished=False))
        kind = "" if message.finished else ' type="unfinished"'
        lines.append("    <message>")
        lines += [f'        <location filename="../../{place}"/>' for place in places]
        lines.append(f"        <source>{escape(text)}</source>")
        lines.append(f"        <translation{kind}>{escape(message.translation)}</translation>")
        lines.append("    </message>")
    return "\n".join([*lines, "</context>", "</TS>", ""])


def faults_of(language: str, used: dict[str, list[str]], known: dict[str, Message]) -> list[str]:
    """What is wrong with the file of a language, one sentence each."""
    faults = [
        f"{language}: not translated: {text!r} ({places[0]})"
        for text, places in used.items()
        if text not in known or not known[text].finished
    ]
    faults += [f"{language}: no longer used: {text!r}" for text in known if text not in used]
    for message in known.values():
        ours, theirs = (sorted(_PLACEHOLDER.findall(words)) for words in (message.source, message.translation))
        if message.finished and ours != theirs:
            faults.append(f"{language}: other placeholders in the translation of {message.source!r}")
        if message.finished and ("&" in _plain(message.source)) != ("&" in _plain(message.translation)):
            faults.append(f"{language}: a mnemonic (&) is missing or too much in the translation of {message.source!r}")
    return faults


def main(arguments: list[str]) -> int:
    """Check, or update."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="say what is missing or stale; exit code 1 if anything is")
    what.add_argument("--update", action="store_true", help="add new texts as unfinished, drop what is not used")
    wanted = parser.parse_args(arguments)
    used = used_texts()
    faults = []
    for language in LANGUAGES:
        path = FOLDER / f"stepwise_{language}.ts"
        known = read_messages(path)
        if wanted.update:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(written(language, used, known), encoding="utf-8")
            known = read_messages(path)
        faults += faults_of(language, used, known)
    for fault in faults:
        print(fault)
    print(f"{len(used)} texts, {len(faults)} faults.")
    return 1 if faults and wanted.check else 0


def _texts_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                yield first.value


def _plain(text: str) -> str:
    """Without doubled ampersands, which show as one."""
    return text.replace("&&", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
