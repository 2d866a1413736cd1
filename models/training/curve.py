"""What a loss curve says about its training."""

from collections.abc import Iterable

import msgspec


class _Line(msgspec.Struct, frozen=True):
    step: int
    held_out: float | None = None


def rose_since_best(curve: Iterable[bytes]) -> str:
    """A sentence where the loss on held-out problems has risen since its best measure; "" where it has not.

    Args:
        curve: JSON lines with step and, where it was measured, held_out.
    """
    measured = [line for line in (msgspec.json.decode(line, type=_Line) for line in curve) if line.held_out is not None]
    if len(measured) < 2:
        return ""
    best, last = min(measured, key=lambda line: line.held_out or 0.0), measured[-1]
    if best.held_out is None or last.held_out is None or last.held_out <= best.held_out:
        return ""
    return (
        f"The held-out loss was lowest after step {best.step} ({best.held_out:.3f}) and has risen since"
        f" ({last.held_out:.3f}): it learns its data by heart; train fewer --steps into another --out, or on more data."
    )
