r"""LaTeX environments such as ``\begin{align}``: which are mathematics, and what of them the renderer understands."""

import re

_ALIGNED = ("align", "alignat", "flalign", "eqnarray", "split", "aligned", "alignedat")
_GATHERED = ("gather", "multline", "gathered")
_BARE = ("equation", "math", "displaymath")
_CASES = ("cases", "dcases", "rcases")
_ARRAYS = ("array", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix")
_DRAWN_AS = (
    dict.fromkeys(_ALIGNED, "aligned") | dict.fromkeys(_GATHERED, "gathered") | {"dcases": "cases", "rcases": "cases"}
)
_NAME = "|".join(sorted({*_ALIGNED, *_GATHERED, *_BARE, *_CASES, *_ARRAYS}, key=len, reverse=True))
OPENING = rf"\\begin\{{(?:{_NAME})\*?\}}"
"""A regular expression for the beginning of an environment that is mathematics by itself."""

_MARK = re.compile(rf"\\(?P<which>begin|end)\{{(?P<name>{_NAME})\*?\}}(?P<columns>(?<=at\}})\s*\{{\d+\}})?")
_NUMBERING = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\(?:label|tag)\*?\{[^{}]*\}")
_EQNARRAY_SIGN = re.compile(r"&\s*(=|<|>|\\[a-z]+)\s*&")


def closing_of(opening: str) -> str:
    r"""What ends an environment: ``\begin{align}`` ends with ``\end{align}``."""
    return opening.replace(r"\begin", r"\end", 1)


def drawable(tex: str) -> str:
    """``tex`` with each environment as one that can be drawn, and without the numbers of equations."""
    if r"\begin" not in tex:
        return tex
    if "eqnarray" in tex:
        tex = _EQNARRAY_SIGN.sub(r"&\1", tex)
    return _MARK.sub(_drawn_mark, _NUMBERING.sub("", tex)).strip()


def _drawn_mark(mark: re.Match[str]) -> str:
    name = mark["name"]
    if name in _BARE:
        return ""
    return rf"\{mark['which']}{{{_DRAWN_AS.get(name, name)}}}"
