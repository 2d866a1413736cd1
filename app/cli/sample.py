"""``stepwise lab sample`` and ``stepwise lab report``: a weak and a strong model sample at equal cost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
import msgspec

from app.cli.evolve import STOPPED
from app.cli.generation import Backbone, Generation, progress_bar, search_host
from app.cli.search import STOPPED_EXIT_CODE
from app.cli.servers import Parameters, cluster_options, patience_options
from app.sample_report import STRONG, WEAK, make_report
from app.services import Services
from engine.chats import prompt_sha256
from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign, Plan
from engine.lab.false_positives import Check
from engine.lab.sample_checks import check_campaign, kept_checks
from engine.lab.sample_match import MOST_SAMPLES, Match, seconds_of_a_sample, weak_samples
from engine.lab.sample_report import SampleReport
from engine.lab.sample_words import as_text
from engine.problems import load_problems
from engine.sandbox.on_demand import SandboxOnDemand
from engine.served import Servers
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem, SearchSettings
from models.active import active_parameters
from models.files import sha256_of

_PILOT = "pilot"
_SERVER_WORDS = "NAME@http://host:port (with commas between several addresses)"
_PILOT_PROBLEMS = 4
_match_option = click.option(
    "--match",
    type=click.Choice([match.value for match in Match]),
    default=Match.FLOPS.value,
    show_default=True,
    help="What both models may spend alike.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")


@dataclass(frozen=True, slots=True)
class _Sampling:
    """What both campaigns have in common."""

    folder: Path
    problems: Sequence[Problem]
    problems_sha256: str
    data_dir: Path
    seed: int
    parallel: int
    anyway: bool
    cluster: str | None
    workers: int | None

    def draw(self, name: str, backbone: Backbone, samples: int, *, limit: int | None = None) -> Campaign:
        """Go on with a campaign of whole samples until it holds all problems."""
        problems = self.problems[:limit]
        with Services.open(self.data_dir) as services:
            plan = Plan(
                problems_sha256=self.problems_sha256,
                model=backbone.name,
                backbone_sha256=backbone.sha256,
                layers=(),
                settings=self._settings(backbone, samples),
                parameters=backbone.parameters,
                prompt_sha256=prompt_sha256(backbone.step_format),
                served=backbone.served,
            )
            campaign = Campaign(self.folder / name, plan)
            if there := sum(campaign.holds(problem.id) for problem in problems):
                click.echo(f"Going on: {there} of {len(problems)} are done ({campaign.folder}).", err=True)
            with (
                search_host(services, self.cluster, self.workers, self.parallel) as (host, at_once),
                Generation(host, backbone, parallel=at_once, anyway=self.anyway) as generation,
            ):
                try:
                    generation.search(campaign, problems, None, f"{name}, {samples} samples")
                except KeyboardInterrupt:
                    host.kill()
                    raise
        return campaign

    def _settings(self, backbone: Backbone, samples: int) -> SearchSettings:
        settings = settings_for(
            PolicyName.MAJORITY,
            Effort.NORMAL,
            seed=self.seed,
            candidates=samples,
            step_format=backbone.step_format,
            stop_when_decided=False,
        )
        # As many tokens as the samples can take at most: none is cut off by the budget.
        budget = settings.budget
        most = samples * budget.max_depth * budget.max_step_tokens
        return replace(settings, budget=replace(budget, max_tokens=most))


@click.command(name="sample")
@click.option("--weak", required=True, help=f"Id or path of the smaller model, or {_SERVER_WORDS}.")
@click.option("--strong", required=True, help=f"Id or path of the larger model, or {_SERVER_WORDS}.")
@click.option("--weak-parameters", type=Parameters(), help="Of a server's model, for FLOPs, if it does not tell.")
@click.option("--strong-parameters", type=Parameters(), help="The same for the larger one.")
@patience_options
@cluster_options
@click.option("--problems", "path", type=click.Path(path_type=Path), required=True, help="JSON lines, as for generate.")
@click.option("--strong-samples", type=click.IntRange(1, MOST_SAMPLES), required=True, help="Of each problem.")
@_match_option
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many problems.")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Its folder.  [default: sample- and the name of the file]",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option(
    "--parallel", type=click.IntRange(1, 16), default=2, show_default=True, help="Problems that share a batch."
)
@click.option("--anyway", is_flag=True, help="Load a model even if it may not fit into memory.")
@_json_option
@click.pass_context
def sample(
    context: click.Context,
    weak: str,
    strong: str,
    weak_parameters: int | None,
    strong_parameters: int | None,
    server_requests: int | None,
    server_timeout: float,
    cluster: str | None,
    workers: int | None,
    path: Path,
    strong_samples: int,
    match: str,
    limit: int | None,
    folder: Path | None,
    seed: int,
    parallel: int,
    anyway: bool,
    as_json: bool,
) -> None:
    """Draw whole solutions from a weak and a strong model at equal cost, and compare what they are worth.

    The weak model draws as many more samples as it is cheaper. The folder gets two campaigns, weak and strong, which
    `lab export` makes training data from, and the report as text, JSON and pictures. Can be stopped at any time; the
    same command goes on. Never sample problems that are kept for measuring (gsm8k_dev, MATH-500, AIME).
    """
    problems, out, matched = load_problems(path, limit), folder or Path(f"sample-{path.stem}"), Match(match)
    with Services.open(context.obj.data_dir) as services:

        def backbone(typed: str, parameters: int | None) -> Backbone:
            servers = Servers.typed(typed, server_requests or 0, server_timeout)
            return Backbone.behind(services, servers, parameters) if servers else Backbone.of(services, typed)

        backbones = backbone(weak, weak_parameters), backbone(strong, strong_parameters)
    sampling = _Sampling(out, problems, sha256_of(path), context.obj.data_dir, seed, parallel, anyway, cluster, workers)
    try:
        # Refused before anything is drawn where the numbers cannot be matched.
        samples = None if matched is Match.TIME else _fixed(matched, strong_samples, *backbones)
        strong_campaign = sampling.draw(STRONG, backbones[1], strong_samples)
        if samples is None:
            samples = _by_time(sampling, backbones[0], strong_samples, strong_campaign)
        weak_campaign = sampling.draw(WEAK, backbones[0], samples)
        _tell(_reported((weak_campaign, strong_campaign), [arm.parameters for arm in backbones], matched, out), as_json)
    except KeyboardInterrupt:
        click.echo(STOPPED, err=True)
        context.exit(STOPPED_EXIT_CODE)
    click.echo(f"{out / 'report.md'} has the report.", err=True)


@click.command(name="report")
@click.argument("weak", type=click.Path(file_okay=False, path_type=Path))
@click.argument("strong", type=click.Path(file_okay=False, path_type=Path))
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@_match_option
@_json_option
@click.pass_context
def report(context: click.Context, weak: Path, strong: Path, folder: Path, match: str, as_json: bool) -> None:
    """Report on two campaigns of whole samples, finished or not: folders WEAK and STRONG.

    Right solutions are checked in the sandbox first, each once. What `lab review` found is taken from the folder --out.
    """
    campaigns = Campaign.at(weak), Campaign.at(strong)
    with Services.open(context.obj.data_dir) as services:
        parameters = [_parameters(services, campaign.plan, Match(match)) for campaign in campaigns]
    try:
        _tell(_reported(campaigns, parameters, Match(match), folder), as_json)
    except KeyboardInterrupt:
        click.echo(STOPPED, err=True)
        context.exit(STOPPED_EXIT_CODE)


def known_checks(campaigns: Sequence[Campaign], *, passing: bool) -> dict[str, Check]:
    """The checks of right solutions by their key; those that are missing are made where ``passing`` ones are wanted."""
    found: dict[str, Check] = {}
    with SandboxOnDemand() as sandbox, _checking() as tell:
        for campaign in campaigns:
            found |= check_campaign(campaign, sandbox.executor, tell) if passing else kept_checks(campaign)
    return found


def _fixed(match: Match, strong_samples: int, weak: Backbone, strong: Backbone) -> int:
    if match is Match.COUNT:
        return strong_samples
    if not (weak.parameters and strong.parameters):
        if weak.served or strong.served:
            raise BadSettingsError(
                "The server does not tell how many parameters its model has; give --weak-parameters or "
                "--strong-parameters, or choose --match time or count."
            )
        raise BadSettingsError("A script has no parameters, so its FLOPs are not known; choose --match time or count.")
    return weak_samples(strong_samples, strong.parameters, weak.parameters)


def _by_time(sampling: _Sampling, weak: Backbone, strong_samples: int, strong: Campaign) -> int:
    """As measured on a few problems, or as decided before when the campaign was begun."""
    if (sampling.folder / WEAK / "campaign.json").exists():
        return Campaign.at(sampling.folder / WEAK).plan.settings.budget.candidates
    pilot = sampling.draw(_PILOT, weak, strong_samples, limit=_PILOT_PROBLEMS)
    return weak_samples(strong_samples, seconds_of_a_sample(strong), seconds_of_a_sample(pilot))


def _parameters(services: Services, plan: Plan, match: Match) -> int:
    """Of the plan, or of the model file where an older campaign did not keep them."""
    if plan.parameters or match is not Match.FLOPS:
        return plan.parameters
    if plan.served is not None:
        raise BadSettingsError(
            f"The server did not tell how many parameters {plan.model} has; choose --match time or count."
        )
    return active_parameters(services.library.resolve(plan.model).path)


def _reported(
    campaigns: tuple[Campaign, Campaign], parameters: Sequence[int], match: Match, folder: Path
) -> SampleReport:
    with _checking() as tell:
        return make_report(campaigns, parameters, match, folder, tell)


@contextmanager
def _checking() -> Iterator[Callable[[int, int], None]]:
    with progress_bar() as bar:
        task = bar.add_task("checking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(found: SampleReport, as_json: bool) -> None:
    click.echo(msgspec.json.encode(found).decode() if as_json else as_text(found))
