"""Which way of writing steps suits a model: programs, or paragraphs with a boxed answer.

Steps that are programs can be run and compared, so they are the first choice for every model that was not made for
something else: thinking at length, or mathematics in prose.
"""

import re

from models.catalogue import CatalogueEntry, StepFormatName
from models.gguf import GgufHeader

_PROSE_NAMES = re.compile(
    r"(?<![a-z0-9])(?:r1|r1t|qwq|qwen3|smollm3|reason\w*|think\w*|math\w*|numina\w*|openthink\w*|acemath|deepscaler"
    r"|magistral|s1)(?![a-z0-9])"
)
_CODE_NAMES = re.compile(r"cod(?:e|er|ing|estral)(?![a-z])")
_THINK_TAGS = ("<think>", "</think>", "<|think|>", "[THINK]")
_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_OPENING = re.compile(r"<think>(?:\s|\\n)*$")
_NAME_KEYS = ("general.basename", "general.finetune")


def default_format(entry: CatalogueEntry | None, header: GgufHeader | None) -> StepFormatName:
    """ "code" or "text": the catalogue's word where it knows the model, else what the file's header suggests."""
    if entry is not None:
        return entry.step_format
    return "text" if header is not None and _writes_prose(header) else "code"


def opens_thinking(chat_template: str | None) -> bool:
    """Whether a template begins the reply with ``<think>``, read from its source: the code itself is never run."""
    reply = (chat_template or "").rpartition("add_generation_prompt")[2]
    return any(_OPENING.search(match[0][1:-1]) for match in _LITERAL.finditer(reply))


def shows_thinking(chat_template: str | None) -> bool:
    """Whether a template has the tags of a model that thinks at length."""
    return any(tag in (chat_template or "") for tag in _THINK_TAGS)


def served_format(name: str, *, thinks: bool) -> StepFormatName:
    """ "code" or "text" for a model behind a server, by its name and by whether its template shows that it thinks."""
    return "text" if _suits_prose(name, thinks=thinks) else "code"


def _writes_prose(header: GgufHeader) -> bool:
    metadata = dict(header.metadata)
    names = " ".join([header.name, *(metadata.get(key, "") for key in _NAME_KEYS)])
    return _suits_prose(names, thinks=header.architecture.startswith("qwen3") or shows_thinking(header.chat_template))


def _suits_prose(names: str, *, thinks: bool) -> bool:
    names = names.lower().replace("_", " ")
    return not _CODE_NAMES.search(names) and bool(thinks or _PROSE_NAMES.search(names))
