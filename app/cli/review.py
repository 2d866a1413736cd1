"""``stepwise lab review``: a person says of right answers whether the reasoning is right too."""

import sys
from pathlib import Path

import click

from app.lab_folders import campaigns_in
from engine.lab.coverage import Interval
from engine.lab.review import ReviewQueue, Vote
from engine.lab.sample import Solution
from engine.lab.sample_checks import check_campaign
from engine.sandbox.on_demand import SandboxOnDemand

_KEYS = {"y": Vote.RIGHT, "n": Vote.WRONG, "s": Vote.SKIP, "u": Vote.UNDO}
_QUIT = "q"
_HELP = "Is the reasoning right?  y yes   n no   s skip   u undo   q quit"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--items", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many to judge.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Which ones are drawn.  [default: 0]")
def review(folder: Path, items: int, seed: int | None) -> None:
    """Judge right answers of the campaigns in FOLDER: is the reasoning right, or is it a false positive?

    Shows problem and solution, not the model. Each key is kept at once; the same command goes on where it was left.
    """
    campaigns = campaigns_in(folder)
    queue = ReviewQueue(folder, campaigns, items=items, seed=seed)
    with SandboxOnDemand() as sandbox:
        checks = {
            key: check
            for campaign in campaigns.values()
            for key, check in check_campaign(campaign, sandbox.executor).items()
        }
    _ask(queue)
    found, judged = queue.false_positives()
    click.echo(f"{queue.done} of {len(queue)} done. False positives: {_share(found, judged)}.")
    if queue.done == len(queue) and len(campaigns) > 1:
        for name in sorted(campaigns):
            click.echo(f"  {name}: {_share(*queue.false_positives(name))}")
    both = queue.agreement(checks)
    # Adding 0 takes the sign from a rounded -0.
    kappa = "not defined" if both.kappa is None else f"{round(both.kappa, 2) + 0.0:.2f}"
    click.echo(f"The automatic check agrees in {both.equal} of {both.both}; Cohen's kappa is {kappa}.")


def _ask(queue: ReviewQueue) -> None:
    while (solution := queue.current()) is not None:
        click.echo(_shown(solution, queue.done + 1, len(queue)))
        while (key := _key()) not in _KEYS and key != _QUIT:
            click.echo(_HELP)
        if key == _QUIT:
            return
        queue.say(_KEYS[key])


def _key() -> str:
    """A key press; a line where the keys come from a pipe, whose end is the end."""
    if sys.stdin.isatty():
        return click.getchar().lower()
    line = sys.stdin.readline()
    return line.strip().lower()[:1] if line else _QUIT


def _shown(solution: Solution, number: int, total: int) -> str:
    bar = "-" * 72
    return (
        f"\n{bar}\n{number} of {total}\n\n{_plain(solution.problem.text)}\n\n{_plain(solution.text)}\n\n"
        f"Answer: {_plain(solution.answer)} (right)\n{_HELP}"
    )


def _plain(text: str) -> str:
    """A model's text may hold escape sequences."""
    return "".join(character for character in text if character.isprintable() or character == "\n")


def _share(found: Interval, judged: int) -> str:
    if not judged:
        return "nothing judged yet"
    return f"{100 * found.value:.1f} % ({100 * found.low:.1f} to {100 * found.high:.1f}) of {judged}"
