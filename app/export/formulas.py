"""Text with formulas as HTML that loads nothing: formulas are images inside of the page. Slow for new formulas."""

from urllib.parse import quote

from markupsafe import Markup, escape

from app.maths.render import Formula, render
from app.maths.segments import Segment, SegmentKind, parse
from app.maths.spoken import spoken
from app.state import printable

SVG_DATA = "data:image/svg+xml,"
"""How the address of a formula's image begins; what follows is SVG, percent-encoded."""

# x-height of the maths font (STIX Two) beside that of the text around it, about half of the size.
_MATHS_BESIDE_TEXT = 1.12
_DESCENT = 0.22


def maths_html(text: str, text_px: float, colour: str = "#000000") -> Markup:
    """Untrusted text as HTML: formulas drawn in ``colour`` to suit text of ``text_px``, everything else escaped.

    A formula that cannot be drawn stands there as it was written. Images have the class ``formula``.
    """
    return Markup("").join(_segment(segment, text_px, colour) for segment in parse(printable(text)))


def _segment(segment: Segment, text_px: float, colour: str) -> Markup:
    if segment.kind is SegmentKind.CODE:
        return Markup("<code>{}</code>").format(segment.text)
    if segment.kind is SegmentKind.TEXT:
        return escape(segment.text)
    drawn = render(segment.text, text_px * _MATHS_BESIDE_TEXT, colour, segment.kind is SegmentKind.DISPLAY)
    return escape(segment.source) if drawn is None else _image(drawn, segment.text, text_px)


def _image(drawn: Formula, tex: str, text_px: float) -> Markup:
    # A browser heeds the last rule that it knows. Qt knows no lengths here: it takes the first, or none.
    qt_rule = "vertical-align: middle; " if drawn.depth_px > text_px * _DESCENT else ""
    return Markup('<img class="formula" src="{}" alt="{}" style="{}vertical-align: {:.1f}px">').format(
        SVG_DATA + quote(drawn.svg), spoken(tex), qt_rule, -drawn.depth_px
    )
