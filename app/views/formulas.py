"""Formulas as images: drawn on a thread of their own, kept for the next time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.maths.render import render
from app.views.background import Background

_KEPT = 600


@dataclass(frozen=True, slots=True)
class FormulaKey:
    """Everything that decides how a formula looks."""

    tex: str
    font_px: float
    colour: str
    display: bool
    pixel_ratio: float


@dataclass(frozen=True, slots=True)
class FormulaImage:
    """A drawn formula; lengths in device-independent pixels."""

    image: QImage
    width_px: float
    height_px: float
    depth_px: float


class Formulas(QObject):
    """The window's store of drawn formulas; None marks one that cannot be drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Background("formulas", self)
        self._images: OrderedDict[FormulaKey, FormulaImage | None] = OrderedDict()
        self._waiting: dict[FormulaKey, list[Callable[[], None]]] = {}

    def known(self, key: FormulaKey) -> bool:
        """Whether ``get`` has an answer now."""
        return key in self._images

    def get(self, key: FormulaKey) -> FormulaImage | None:
        """The image, or None where the formula is not drawn yet or cannot be."""
        if key in self._images:
            self._images.move_to_end(key)
        return self._images.get(key)

    def request(self, key: FormulaKey, ready: Callable[[], None]) -> None:
        """Draw the formula on the thread, then call ``ready``."""
        waiting = self._waiting.setdefault(key, [])
        waiting.append(ready)
        if len(waiting) == 1:
            self._lane.run(lambda: _draw(key), lambda image: self._keep(key, image))

    def close(self) -> None:
        """End the thread."""
        self._waiting.clear()
        self._lane.close()

    def _keep(self, key: FormulaKey, image: FormulaImage | None) -> None:
        self._images[key] = image
        while len(self._images) > _KEPT:
            self._images.popitem(last=False)
        for ready in self._waiting.pop(key, []):
            ready()


def _draw(key: FormulaKey) -> FormulaImage | None:
    formula = render(key.tex, key.font_px, key.colour, key.display)
    if formula is None:
        return None
    renderer = QSvgRenderer(QByteArray(formula.svg.encode()))
    if not renderer.isValid():
        return None
    image = QImage(
        max(1, round(formula.width_px * key.pixel_ratio)),
        max(1, round(formula.height_px * key.pixel_ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    return FormulaImage(image, formula.width_px, formula.height_px, formula.depth_px)
