"""Layers on the command line: ``14`` is the mean over a step's tokens, ``last20`` the state of its last token."""

import click


class Layers(click.ParamType[tuple[int, ...]]):
    """A list with commas, as labels of ``models.ppm.Card``; ``none`` is the empty one."""

    name = "LAYERS"

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            return () if value == "none" else tuple(dict.fromkeys(_label(part.strip()) for part in value.split(",")))
        except ValueError:
            self.fail(f"{value!r} is no list of layers; write for instance 14,last20, or none.", param, ctx)


def _label(text: str) -> int:
    """Raises ValueError if it is none."""
    number = int(text.removeprefix("last"))
    if number < 0:
        raise ValueError(text)
    return ~number if text.startswith("last") else number
