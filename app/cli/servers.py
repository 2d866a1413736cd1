"""The options that let servers write the solutions of a campaign, or other machines search."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from engine.errors import BadSettingsError
from engine.served import DEFAULT_PATIENCE_S, KEY_VARIABLE, Servers

_SIZE = re.compile(r"(\d+(?:\.\d+)?(?:e\d+)?)\s*([kmbt]?)", re.IGNORECASE)
_UNITS = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}


class Parameters(click.ParamType[int]):
    """A number of parameters as people write it: 135M, 1.5B, 1.5e9."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Raises BadParameter if it is none."""
        if isinstance(value, int):
            return value
        if (found := _SIZE.fullmatch(value.strip())) is None or not (
            count := round(float(found[1]) * _UNITS[found[2].lower()])
        ):
            self.fail(f"{value!r} is no number of parameters; write it as 135M or 1.5B.", param, ctx)
        return count


def patience_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what any number of servers have in common: ``server_requests``, ``server_timeout``."""
    for option in (
        click.option(
            "--server-timeout",
            type=click.FloatRange(1.0, 86_400.0),
            default=DEFAULT_PATIENCE_S,
            show_default=True,
            help="Seconds without a word after which a server counts as gone.",
        ),
        click.option(
            "--server-requests",
            type=click.IntRange(1, 256),
            help="Solutions that each server writes at a time.  [default: what it tells, else 8]",
        ),
    ):
        command = option(command)
    return command


def server_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of servers; the command gets ``servers`` (None without) and ``server_parameters``."""

    @wraps(command)
    def collected(
        *args: Any,
        server: tuple[str, ...],
        server_model: str | None,
        server_requests: int | None,
        server_timeout: float,
        **kwargs: Any,
    ) -> None:
        if server_model and not server:
            raise BadSettingsError("--server-model names a model of a server; name the server with --server.")
        servers = Servers.of(server, server_model or "", server_requests or 0, server_timeout) if server else None
        command(*args, servers=servers, **kwargs)

    for option in (
        click.option("--server-parameters", type=Parameters(), help="Of its model, for FLOPs, if it does not tell."),
        click.option("--server-model", metavar="NAME", help="Its name there.  [default: the only one there is]"),
        click.option(
            "--server",
            metavar="URL",
            multiple=True,
            help="A server that speaks OpenAI's chat completions writes the solutions. Can be repeated. "
            f"Its key, if it wants one, is taken from {KEY_VARIABLE}.",
        ),
    ):
        collected = option(collected)
    return patience_options(collected)


def cluster_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of several machines: ``cluster``, ``workers``."""
    for option in (
        click.option("--workers", type=click.IntRange(1, 1024), help="On the cluster.  [default: 2]"),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="Search on a Ray cluster: its address as Ray takes it, or local for processes on this computer.",
        ),
    ):
        command = option(command)
    return command
