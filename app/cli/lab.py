"""``stepwise lab``: training data from searches whose answers are known, and preference models from it."""

from dataclasses import replace
from pathlib import Path

import click
import msgspec

from app.cli.evolve import STOPPED, campaign_options, evolve_command
from app.cli.finetune import finetune
from app.cli.generation import Backbone, Generation, search_host
from app.cli.options import OPTIONS_HELP, SearchOptions, onward_options
from app.cli.recipe import recipe
from app.cli.review import review
from app.cli.sample import known_checks, report, sample
from app.cli.search import STOPPED_EXIT_CODE
from app.cli.servers import cluster_options, server_options
from app.cli.train import train
from app.preference import NO_HEAD
from app.services import Services
from engine.chats import prompt_sha256
from engine.errors import BadSettingsError
from engine.lab.assemble import assemble
from engine.lab.campaign import Campaign, Plan
from engine.lab.datasets import Choice, Left, MeasuredProblems
from engine.lab.export import export
from engine.problems import load_problems
from engine.served import Servers
from engine.settings import check_served, check_settings
from engine.types import PolicyName, SearchSettings, ValueName
from models.errors import ReadOnlyError
from models.features import save_features
from models.files import sha256_of
from models.ppm import BadHeadError


@click.group()
def lab() -> None:
    """Make training data, train preference models and policies."""


@lab.command(epilog=OPTIONS_HELP)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@campaign_options
@server_options
@cluster_options
@onward_options
@click.pass_context
def generate(
    context: click.Context,
    path: Path,
    folder: Path,
    limit: int | None,
    layers: tuple[int, ...] | None,
    parallel: int,
    servers: Servers | None,
    server_parameters: int | None,
    cluster: str | None,
    workers: int | None,
    options: SearchOptions,
) -> None:
    """Search each problem of FILE (JSON lines with id, question, answer), and keep the trees with hidden states.

    Without --policy whole samples are drawn. The value truth guides a search by the known answers. Can be stopped; the
    same command goes on. Never generate from problems that are kept for measuring (gsm8k_dev, MATH-500, AIME): a model
    trained on them could no longer be measured.
    """
    problems = load_problems(path, limit)
    with Services.open(context.obj.data_dir) as services:
        backbone = _backbone(services, options, servers, server_parameters)
        guide = _guide(services, options, backbone)
        settings = _settings(services, options, backbone, guide)
        for problem in problems:
            if backbone.servers is None:
                check_settings(settings, problem, scored=guide is not None)
            else:
                check_served(settings, problem)
        if backbone.served is not None and layers:
            raise BadSettingsError("A server shows no hidden states; leave out --layers.")
        plan = Plan(
            problems_sha256=sha256_of(path),
            model=backbone.name,
            backbone_sha256=backbone.sha256,
            layers=backbone.layers if layers is None else layers,
            settings=settings,
            head_sha256=sha256_of(guide) if guide else "",
            parameters=backbone.parameters,
            prompt_sha256=prompt_sha256(settings.step_format),
            served=backbone.served,
        )
        campaign = Campaign(folder, plan)
        if there := sum(campaign.holds(problem.id) for problem in problems):
            click.echo(f"Going on: {there} of {len(problems)} are done ({folder}).", err=True)
        with (
            search_host(services, cluster, workers, parallel) as (host, at_once),
            Generation(host, backbone, parallel=at_once, anyway=options.anyway) as generation,
        ):
            try:
                generation.search(campaign, problems, guide)
            except KeyboardInterrupt:
                host.kill()
                click.echo(STOPPED, err=True)
                context.exit(STOPPED_EXIT_CODE)
    stories = [record.story for record in campaign.records()]
    steps, solved = sum(len(story.nodes) - 1 for story in stories), sum(bool(story.right) for story in stories)
    answered = sum(story.answered_right for story in stories)
    click.echo(f"{len(stories):,} problems with {steps:,} steps in {folder}.")
    click.echo(f"{solved:,} have a right solution, {answered:,} were answered right.")


@lab.command()
@click.argument(
    "folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--out", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Feature file.")
def features(folders: tuple[Path, ...], path: Path) -> None:
    """Put what `lab generate` kept into one feature file, for `lab train`."""
    found = assemble([Campaign.at(folder) for folder in folders]).features
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_features(path, found)
    except OSError as error:
        raise ReadOnlyError(f"{path} cannot be written; choose another place with --out.") from error
    click.echo(f"{len(found):,} steps of {len(found.problem_ids):,} problems in {path}.")


@lab.command(name="export")
@click.argument(
    "folders", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@click.option("--passing", is_flag=True, help="Only solutions that pass the automatic check for false positives.")
@click.option("--distinct", is_flag=True, help="Only programs that differ in more than names and layout.")
@click.option("--most", type=click.IntRange(min=1), help="At most so many solutions of a problem.")
@click.option(
    "--against",
    "measured",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file of problems kept for measuring: whatever is among them is left out. Can be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
def export_command(
    folders: tuple[Path, ...],
    folder: Path,
    passing: bool,
    distinct: bool,
    most: int | None,
    measured: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Write what `lab generate` or `lab sample` kept as training data.

    JSON lines: right solutions as chats (sft.jsonl) and in the shape of the rStar trainers (trajectories.jsonl), and
    preference pairs (pairs.jsonl). Each line says which model, seed and prompt it comes from.
    """
    campaigns = [Campaign.at(place) for place in folders]
    against = MeasuredProblems(problem for path in measured for problem in load_problems(path))
    choice = Choice(passing=passing, distinct=distinct, most=most)
    counts = export(campaigns, folder, choice, checks=known_checks(campaigns, passing=passing), measured=against)
    if as_json:
        click.echo(msgspec.json.encode(counts).decode())
        return
    pairs = counts.pairs
    click.echo(
        f"{counts.trajectories:,} right solutions ({counts.wrong:,} wrong, {counts.failed:,} failed and "
        f"{counts.repeated:,} repeated ones left out) in {folder}."
    )
    for reason, count in counts.left.items():
        if reason is not Left.REPEATED:
            click.echo(f"Left out, {reason}: {count:,}.")
    if measured:
        click.echo(f"{counts.measured_problems:,} of {counts.problems:,} problems are among those to measure on.")
    click.echo(
        f"{pairs.step_pairs:,} pairs of steps and {pairs.solution_pairs:,} of solutions, of which "
        f"{counts.dropped_pairs:,} were left out; dropped before: "
        f"{pairs.one_sided:,} of {pairs.groups:,} groups without both ends, {pairs.unranked:,} steps in the middle, "
        f"{pairs.close:,} pairs with close values, {pairs.alike:,} with nearly the same text."
    )


lab.add_command(evolve_command)
lab.add_command(train)
lab.add_command(finetune)
lab.add_command(sample)
lab.add_command(report)
lab.add_command(recipe)
lab.add_command(review)


def _backbone(
    services: Services, options: SearchOptions, servers: Servers | None, server_parameters: int | None
) -> Backbone:
    if servers is None:
        return Backbone.of(services, options.model)
    if options.model:
        raise BadSettingsError("--model names a model on this computer; with --server use --server-model.")
    return Backbone.behind(services, servers, server_parameters)


def _guide(services: Services, options: SearchOptions, backbone: Backbone) -> Path | None:
    """The preference model of a search that wants one, to be guided by or to give up lines early by."""
    if backbone.served is not None:
        if options.ppm not in (None, NO_HEAD):
            raise BadSettingsError("A server shows no hidden states, so --ppm cannot be used with it.")
        return None
    if options.ppm not in (None, NO_HEAD):
        return services.heads.named(Path(options.ppm), backbone.typed)
    if options.ppm == NO_HEAD or not (options.reject_below or ValueName.PPM in options.values):
        return None
    found = None if backbone.is_scripted else services.heads.fitting(backbone.typed, required=True)
    if found is None:
        raise BadHeadError(f"There is no preference model for {backbone.name}; name one with --ppm or train it.")
    return found.path


def _settings(services: Services, options: SearchOptions, backbone: Backbone, guide: Path | None) -> SearchSettings:
    """Whole samples to the last one, unless something else was chosen."""
    guided = (ValueName.AGREEMENT, ValueName.PPM) if guide else ()
    chosen = replace(
        options,
        policy=options.policy or PolicyName.MAJORITY,
        stop_when_decided=bool(options.stop_when_decided),
        values=options.values or guided,
        step_format=options.step_format or backbone.step_format,
        ppm=NO_HEAD,
    )
    return chosen.settings(services.heads, backbone.typed)
