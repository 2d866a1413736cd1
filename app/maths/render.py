"""TeX to SVG. Slow (5 to 120 ms a formula): call it away from the window's thread."""

import threading
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.maths.environments import drawable

MAX_TEX_CHARACTERS = 2_000
_MAX_BRACES_DEEP = 40
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN_ELEMENTS = frozenset(f"{_SVG}{name}" for name in ("svg", "g", "path", "rect", "line"))

# ziamath keeps global state (fonts, numbering), so one formula is drawn at a time.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula. Lengths in pixels at the asked font size; ``depth_px`` is the part below the baseline."""

    svg: str
    width_px: float
    height_px: float
    depth_px: float


@lru_cache(maxsize=1024)
def render(tex: str, font_px: float, colour: str, display: bool = False) -> Formula | None:
    """Draw ``tex``, or return None where it cannot be drawn and its source should be shown instead."""
    if len(tex) > MAX_TEX_CHARACTERS or _braces_deep(tex) > _MAX_BRACES_DEEP:
        return None
    try:
        with _lock:
            svg = _latex()(drawable(tex), size=font_px, color=colour, inline=not display).svg()
        return _measured(svg)
    except Exception:
        # The libraries below answer bad TeX with a dozen kinds of error, RecursionError and IndexError among them.
        return None


@cache
def _latex() -> Callable[..., Any]:
    """What draws. Loading it takes a sixth of the window's cold start, so the first formula pays for it."""
    with warnings.catch_warnings():
        # ziamath reads its font through importlib's older interface.
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Latex
    # The default writes <use> elements, which QSvgRenderer leaves blank without a word.
    config.svg2 = False
    return Latex


def _braces_deep(tex: str) -> int:
    deep = deepest = 0
    for character in tex:
        if character == "{":
            deep += 1
            deepest = max(deepest, deep)
        elif character == "}":
            deep -= 1
    return deepest


def _measured(svg: str) -> Formula | None:
    root = ET.fromstring(svg)
    if any(element.tag not in _DRAWN_ELEMENTS for element in root.iter()):
        return None  # only shapes may reach the renderer: no images, no references
    _, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    if not (0 < width < 20_000 and 0 < height < 20_000):
        return None
    return Formula(svg=svg, width_px=width, height_px=height, depth_px=max(0.0, height + top))
