"""Makes the report of two sampling campaigns: checks what was not checked yet, and writes text, JSON and pictures."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from app.charts.curves import Line, draw_curves
from app.charts.theme import LIGHT, ChartTheme
from app.language import mark, tr
from engine.lab.campaign import Campaign
from engine.lab.coverage import Interval
from engine.lab.review import kept_votes
from engine.lab.sample import samples_of
from engine.lab.sample_checks import check_campaign
from engine.lab.sample_match import Match
from engine.lab.sample_report import Arm, Curve, SampleReport, sample_report
from engine.lab.sample_words import as_markdown
from engine.sandbox.on_demand import SandboxOnDemand
from models.errors import ReadOnlyError
from models.files import write_atomically

WEAK, STRONG = "weak", "strong"
_COSTS = {
    Match.FLOPS: (mark("TFLOPs for each problem"), 1e12),
    Match.TIME: (mark("Seconds for each problem"), 1.0),
    Match.COUNT: (mark("Samples of each problem"), 1.0),
}


def make_report(
    campaigns: tuple[Campaign, Campaign],
    parameters: Sequence[int],
    match: Match,
    folder: Path,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> SampleReport:
    """The report of a weak and a strong campaign, which is also written into a folder.

    Args:
        parameters: of the two models, see ``models.active``.
        folder: what was said in its review counts too.
        tell: is told how many of how many solutions of a campaign are checked.

    Raises:
        KnownError: the campaigns do not fit each other, nothing can be run safely, or the folder cannot be written.
    """
    votes = kept_votes(folder)
    with SandboxOnDemand() as sandbox:
        weak, strong = (
            Arm(campaign.plan, samples_of(campaign), number, check_campaign(campaign, sandbox.executor, tell), votes)
            for campaign, number in zip(campaigns, parameters, strict=True)
        )
    found = sample_report(weak, strong, match)
    drawn = pictures(found, LIGHT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in drawn.items():
            write_atomically(folder / name, picture.encode())
        write_atomically(folder / "report.json", msgspec.json.format(msgspec.json.encode(found)) + b"\n")
        write_atomically(folder / "report.md", as_markdown(found, tuple(drawn)).encode())
    except OSError as error:
        raise ReadOnlyError(f"{folder} cannot be written; choose another place with --out.") from error
    return found


def pictures(found: SampleReport, theme: ChartTheme) -> dict[str, str]:
    """The curves of a report as SVG, by the names of their files."""
    label, unit = _COSTS[found.match]

    def lines(figures: Callable[[Curve], Sequence[Interval]]) -> list[Line]:
        return [
            Line(
                name=f"{tr(name)}: {arm.model}",
                across=tuple(cost / unit for cost in arm.curve.costs),
                values=tuple(figure.value for figure in figures(arm.curve)),
                lows=tuple(figure.low for figure in figures(arm.curve)),
                highs=tuple(figure.high for figure in figures(arm.curve)),
            )
            for name, arm in ((mark("weak"), found.weak), (mark("strong"), found.strong))
        ]

    coverage, programs = lines(lambda curve: curve.coverage), lines(lambda curve: curve.diversity_program)
    return {
        "coverage.svg": draw_curves(tr("Coverage"), tr(label), tr("Share of problems"), coverage, theme, 1.0),
        "diversity.svg": draw_curves(
            tr("Diversity"), tr(label), tr("Different right programs of a problem"), programs, theme
        ),
    }
