"""The language of the window: a text in English is looked up in the Qt Linguist file of the language in use.

Every text that a person reads in the window is written as ``tr("…")``. A table at module level keeps its texts as
``mark("…")`` and calls ``tr`` where it shows them, because it is built before the language is known. Values go in
afterwards: ``tr("{count} steps").format(count=3)``. No Qt here, so that the view state may use it too.
"""

from importlib.resources import files
from xml.etree import ElementTree

ENGLISH = "en"
_UNUSABLE = ("unfinished", "vanished", "obsolete")

_texts: dict[str, str] = {}


def mark(text: str) -> str:
    """``text`` itself; says that it is to be translated where it is shown."""
    return text


def tr(text: str) -> str:
    """``text`` in the language in use; as it is where there is no translation."""
    return _texts.get(text) or text


def use_language(code: str) -> None:
    """Translate into a language, named by its ISO 639-1 code, from now on; what is not there stays English."""
    use_texts({} if code == ENGLISH else read_texts(code))


def use_texts(texts: dict[str, str]) -> None:
    """Translate with ``texts``, from English to the wanted language, from now on; {} is English."""
    _texts.clear()
    _texts.update(texts)


def read_texts(code: str) -> dict[str, str]:
    """The finished translations of the Qt Linguist file of a language; {} where there is none, or it is damaged."""
    try:
        source = files("resources").joinpath("translations", f"stepwise_{code}.ts").read_bytes()
        return texts_of(source)
    except (OSError, ElementTree.ParseError):
        return {}


def texts_of(source: bytes) -> dict[str, str]:
    """The finished translations of a Qt Linguist file.

    Raises:
        ElementTree.ParseError: it is no XML.
    """
    found = {}
    for message in ElementTree.fromstring(source).iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") not in _UNUSABLE:
            found[message.findtext("source", "")] = translation.text or ""
    return found
