"""Text with formulas as HTML that loads nothing: formulas are images inside of the page. Slow for new formulas."""

from urllib.parse import quote

from markupsafe import Markup, escape

from app.maths.render import Formula, render
from app.maths.segments import Segment, SegmentKind, parse
from app.maths.spoken import spoken
from app.state import printable

SVG_DATA = "data:image/svg+xml,"
"""How the address of a formula's image begins; what follows is SVG, percent-encoded."""

MAX_DRAWN = 200
"""Formulas of one text."""

# x-height of the maths font (STIX Two) beside that of the text around it, about half of the size.
_MATHS_BESIDE_TEXT = 1.12
_DESCENT = 0.22


def maths_html(text: str, text_px: float, colour: str = "#000000") -> Markup:
    """Untrusted text as HTML: formulas drawn in ``colour`` to suit text of ``text_px``, everything else escaped.

    A formula that cannot be drawn stands there as it was written, and so do those behind the first ``MAX_DRAWN``.
    Images have the class ``formula``.
    """
    pieces: list[Markup] = []
    left = MAX_DRAWN
    for segment in parse(printable(text)):
        drawn = segment.is_math and left > 0
        left -= drawn
        pieces.append(_drawn(segment, text_px, colour) if drawn else _written(segment))
    return Markup("").join(pieces)


def _written(segment: Segment) -> Markup:
    if segment.kind is SegmentKind.CODE:
        return Markup("<code>{}</code>").format(segment.text)
    return escape(segment.source if segment.is_math else segment.text)


def _drawn(segment: Segment, text_px: float, colour: str) -> Markup:
    image = render(segment.text, text_px * _MATHS_BESIDE_TEXT, colour, segment.kind is SegmentKind.DISPLAY)
    return _written(segment) if image is None else _image(image, segment.text, text_px)


def _image(drawn: Formula, tex: str, text_px: float) -> Markup:
    # A browser heeds the last rule that it knows. Qt knows no lengths here: it takes the first, or none.
    qt_rule = "vertical-align: middle; " if drawn.depth_px > text_px * _DESCENT else ""
    return Markup('<img class="formula" src="{}" alt="{}" style="{}vertical-align: {:.1f}px">').format(
        SVG_DATA + quote(drawn.svg), spoken(tex), qt_rule, -drawn.depth_px
    )
