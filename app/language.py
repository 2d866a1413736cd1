"""The language of the window: a text in English is looked up in the Qt Linguist file of the language in use.

Every text that a person reads in the window is written as ``tr("…")``. A table at module level keeps its texts as
``mark("…")`` and calls ``tr`` where it shows them, because it is built before the language is known. Values go in
afterwards: ``tr("{count} steps").format(count=3)``. No Qt here, so that the view state may use it too.
"""

_texts: dict[str, str] = {}


def mark(text: str) -> str:
    """``text`` itself; says that it is to be translated where it is shown."""
    return text


def tr(text: str) -> str:
    """``text`` in the language in use; as it is where there is no translation."""
    return _texts.get(text) or text


def use_texts(texts: dict[str, str]) -> None:
    """Translate with ``texts``, from English to the wanted language, from now on; {} is English."""
    _texts.clear()
    _texts.update(texts)
