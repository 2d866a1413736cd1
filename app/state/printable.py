"""Text from a model or a file, made safe to show: nothing in it can move a cursor or reverse the reading order."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """``text`` with control characters (line ends and tabs excepted) and direction overrides made visible."""
    return _CONTROL.sub(_REPLACEMENT, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """``printable`` text on a single line."""
    return " ".join(printable(text).split())
