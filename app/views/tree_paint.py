"""Painting the tree: nodes one by one where they can be told apart, dots and lines where they cannot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from app.views.theme import Theme, mixed
from app.views.tree_looks import Look, Shape, readable_on
from app.views.tree_places import RADIUS_PX, SMALL_RADIUS_PX

_RING_PX = 5.0
_LABELS_FROM_SCALE = 0.55
_DOT_PX = 2.4
_LABEL_FONT_PX = 11


@dataclass(frozen=True, slots=True)
class Picture:
    """What is painted: the first ``count`` nodes, their points and parents, the best path, and the selected node."""

    count: int
    points: Sequence[QPointF]
    parents: Sequence[int | None]
    look: Callable[[int], Look]
    best: Sequence[int]
    selected: int | None
    theme: Theme
    font: QFont


Dots = list[tuple[QColor, QPolygonF]]
"""The points of all nodes of each colour."""


def lines_of(picture: Picture) -> list[QLineF]:
    """All edges as straight lines."""
    points = picture.points
    edges = zip(points, picture.parents[: picture.count], strict=False)
    return [QLineF(points[parent], point) for point, parent in edges if parent is not None]


def dots_of(picture: Picture) -> Dots:
    """All nodes by colour; given up ones come first, so that the others lie above them."""
    small: dict[int, list[QPointF]] = {}
    others: dict[int, list[QPointF]] = {}
    for place, point in enumerate(picture.points[: picture.count]):
        look = picture.look(place)
        found = small if look.shape is Shape.SMALL else others
        found.setdefault(look.dot, []).append(point)
    return [(QColor(rgb), QPolygonF(points)) for dots in (small, others) for rgb, points in dots.items()]


def paint_crowd(
    painter: QPainter, picture: Picture, lines: list[QLineF], dots: Dots, scale: float, *, words: bool
) -> None:
    """Dots of a size that can be seen, lines a pixel wide; the best path and the selection as always.

    Args:
        words: whether the ends of the best path are named.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(_thin(mixed(picture.theme.hairline, picture.theme.muted_ink, 0.2), 1.0))
    painter.drawLines(lines)
    width = max(_DOT_PX, 1.6 * RADIUS_PX * scale)
    for colour, points in dots:
        painter.setPen(_thin(colour, width))
        painter.drawPoints(points)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    best = [place for place in picture.best if place < picture.count]
    path = QPolygonF([picture.points[place] for place in best])
    painter.setPen(_thin(QColor(picture.theme.accent), 2.5))
    painter.drawPolyline(path)
    painter.setPen(_thin(QColor(picture.theme.accent), width + 3))
    painter.drawPoints(path)
    if words:
        _paint_labels(painter, picture, best, scale)
    _paint_spot(painter, picture)


def paint_nodes(painter: QPainter, picture: Picture, places: Sequence[int], scale: float) -> None:
    """Edges first, those of the best path above the others, then the nodes, then the labels."""
    looks = {place: picture.look(place) for place in places}
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for best in (False, True):
        for place, look in looks.items():
            parent = picture.parents[place]
            if look.best is best and parent is not None:
                painter.setPen(look.edge)
                painter.drawPath(_edge(picture.points[parent], picture.points[place]))
    for place, look in looks.items():
        painter.setPen(look.outline)
        painter.setBrush(look.fill)
        centre = picture.points[place]
        if look.shape is Shape.SQUARE:
            side = RADIUS_PX * 0.95
            painter.drawRoundedRect(QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side), 3, 3)
        else:
            radius = SMALL_RADIUS_PX if look.shape is Shape.SMALL else RADIUS_PX
            painter.drawEllipse(centre, radius, radius)
    _paint_labels(painter, picture, [place for place, look in looks.items() if look.label], scale)
    _paint_ring(painter, picture)


def _paint_labels(painter: QPainter, picture: Picture, places: Sequence[int], scale: float) -> None:
    """The two ends of the best path stay readable at any zoom; the others would cover each other."""
    ends = QFont(picture.font)
    ends.setPixelSize(max(_LABEL_FONT_PX, round(QFontInfo(picture.font).pixelSize() * 0.9)))
    usual = QFont(picture.font)
    usual.setPixelSize(_LABEL_FONT_PX)
    for place in places:
        look = picture.look(place)
        always = place == 0 or (look.best and not look.inside)
        if not look.label or not (always or scale >= _LABELS_FROM_SCALE):
            continue
        font = ends if always else usual
        font.setBold(look.best)
        _paint_label(painter, picture, place, font, fixed=always)


def _paint_label(painter: QPainter, picture: Picture, place: int, font: QFont, *, fixed: bool) -> None:
    """``fixed``: in pixels of the screen, whatever the zoom."""
    look, at = picture.look(place), picture.points[place]
    metrics = QFontMetricsF(font)
    anchor = QPointF(0, -RADIUS_PX - 2 if place == 0 else 0 if look.inside else RADIUS_PX + 2)
    rise = -metrics.descent() if place == 0 else metrics.capHeight() / 2 if look.inside else metrics.ascent()
    painter.save()
    if fixed:
        at = painter.worldTransform().map(at + anchor)
        painter.setWorldTransform(QTransform())
    else:
        at += anchor
    painter.setFont(font)
    painter.setPen(readable_on(look.fill.color()) if look.inside else QColor(picture.theme.ink))
    painter.drawText(at + QPointF(-metrics.horizontalAdvance(look.label) / 2, rise), look.label)
    painter.restore()


def _paint_ring(painter: QPainter, picture: Picture) -> None:
    if picture.selected is None or picture.selected >= picture.count:
        return
    painter.setPen(QPen(QColor(picture.theme.ink), 2.0))
    painter.setBrush(QBrush())
    radius = RADIUS_PX + _RING_PX
    painter.drawEllipse(picture.points[picture.selected], radius, radius)


def _paint_spot(painter: QPainter, picture: Picture) -> None:
    """From afar the selected node is a large dot in a ring, in pixels of the screen."""
    if picture.selected is None or picture.selected >= picture.count:
        return
    at = [picture.points[picture.selected]]
    for colour, width in ((picture.theme.ink, 13.0), (picture.theme.base, 9.0), (picture.theme.ink, 5.0)):
        pen = _thin(QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(at)


def _edge(start: QPointF, end: QPointF) -> QPainterPath:
    middle = (start.y() + end.y()) / 2
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x(), middle), QPointF(end.x(), middle), end)
    return path


def _thin(colour: QColor, width: float) -> QPen:
    """A pen as wide on the screen at any zoom."""
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
