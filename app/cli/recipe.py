"""``stepwise lab recipe``: a model learns from compute-matched data of a weak and of a strong one."""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import click
import msgspec

from app.cli.evolve import STOPPED, tell
from app.cli.generation import Backbone, Generation
from app.cli.policy import PolicyTrainer, add_words, require_training, trainable, training_options
from app.cli.sample import sample
from app.cli.search import STOPPED_EXIT_CODE
from app.services import Services
from app.step_format import default_step_format
from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.evolution import Fit, PolicyTraining
from engine.lab.recipe import SAMPLES, STRONG, WEAK, Recipe, RecipePlan, Table, follow
from engine.lab.recipe_report import recipe_words, write_recipe_report
from engine.lab.sample_match import MOST_SAMPLES, Match
from engine.problems import load_problems
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem, SearchSettings
from models.errors import UnknownModelError
from models.files import sha256_of


@click.command(name="recipe")
@click.argument("kind", metavar="RECIPE", type=click.Choice([one.value for one in Recipe]))
@click.argument("weak")
@click.argument("strong")
@click.option(
    "--held-out",
    "held_path",
    type=click.Path(path_type=Path),
    required=True,
    help="Problems to measure on: JSON lines.",
)
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@click.option("--student", help="Id or path of the model that learns; wanted for distill.")
@click.option(
    "--problems", type=click.Path(path_type=Path), help="Draw the samples first, from the models WEAK and STRONG."
)
@click.option(
    "--strong-samples",
    type=click.IntRange(1, MOST_SAMPLES),
    default=4,
    show_default=True,
    help="With --problems: of each problem, by the strong model.",
)
@click.option("--problems-limit", type=click.IntRange(min=1), help="With --problems: only the first so many.")
@click.option(
    "--match",
    type=click.Choice([match.value for match in Match]),
    default=Match.FLOPS.value,
    show_default=True,
    help="What the data of both may have cost alike.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many held-out problems.")
@click.option("--samples", type=click.IntRange(1, 512), default=8, show_default=True, help="Of each held-out problem.")
@click.option(
    "--against",
    "against_paths",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A further file of problems kept for measuring: nothing in it is trained on. Can be repeated.",
)
@training_options
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option(
    "--parallel", type=click.IntRange(1, 16), default=2, show_default=True, help="Problems that share a batch."
)
@click.option("--anyway", is_flag=True, help="Load or train a model even if it may not fit into memory.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_context
def recipe(
    context: click.Context,
    kind: str,
    weak: str,
    strong: str,
    held_path: Path,
    folder: Path,
    student: str | None,
    problems: Path | None,
    strong_samples: int,
    problems_limit: int | None,
    match: str,
    limit: int | None,
    samples: int,
    against_paths: tuple[Path, ...],
    steps: int,
    batch: int,
    rank: int,
    rate: float,
    seed: int,
    parallel: int,
    anyway: bool,
    as_json: bool,
) -> None:
    """Train a model on right solutions of a weak and of a strong one that cost the same, and compare.

    RECIPE says who learns: distill (the model --student), self-improve (the weak model, from its own data or from the
    strong one's) or weak-to-strong (the strong model, from the weak one's data or from its own). WEAK and STRONG are
    folders of two campaigns over the same problems, as `lab sample` makes them; with --problems they are models, and
    are sampled first. Both ways take as many training steps. Held-out problems are sampled before and after; the better
    adapter is kept as adapter.gguf if it is not worse. Can be stopped at any time; the same command goes on.
    """
    chosen = Recipe(kind)
    if (chosen is Recipe.DISTILL) and student is None:
        raise BadSettingsError("Whom shall these data teach? Name the model with --student.")
    held_out = load_problems(held_path, limit)
    against = [problem for path in against_paths for problem in load_problems(path)]
    require_training(policy=True)
    if problems is not None:
        drawn = folder / SAMPLES
        # Standard output is for the report of the recipe.
        with redirect_stdout(sys.stderr):
            context.invoke(
                sample,
                weak=weak,
                strong=strong,
                path=problems,
                strong_samples=strong_samples,
                match=match,
                limit=problems_limit,
                folder=drawn,
                seed=seed,
                parallel=parallel,
                anyway=anyway,
                as_json=False,
            )
        weak, strong = str(drawn / WEAK), str(drawn / STRONG)
    campaigns = Campaign.at(Path(weak)), Campaign.at(Path(strong))
    training = PolicyTraining(steps=steps, batch=batch, rank=rank, rate=rate, seed=seed)
    with Services.open(context.obj.data_dir) as services:
        backbone = _student(services, chosen, campaigns, student)
        plan = RecipePlan(
            recipe=chosen,
            weak=campaigns[0].plan,
            strong=campaigns[1].plan,
            student=backbone.name,
            backbone_sha256=backbone.sha256,
            held_out_sha256=sha256_of(held_path),
            held_out=len(held_out),
            match=Match(match),
            training=training,
            sampling=_sampling(services, backbone, samples, seed),
            against_sha256=tuple(map(sha256_of, against_paths)),
        )
        with Generation(services.engine, backbone, parallel=parallel, anyway=anyway) as generation:
            kitchen = _Kitchen(generation, PolicyTrainer(services, backbone, training, anyway))
            table = Table(folder, campaigns, held_out, against, kitchen)
            try:
                state = follow(plan, table, tell, lambda known: write_recipe_report(folder, known))
            except KeyboardInterrupt:
                services.engine.kill()
                click.echo(STOPPED, err=True)
                context.exit(STOPPED_EXIT_CODE)
    click.echo(msgspec.json.encode(state).decode() if as_json else recipe_words(state))
    if state.kept:
        click.echo(add_words(folder / "adapter.gguf"), err=True)
    click.echo(f"{folder / 'report.md'} has the report.", err=True)


@dataclass(frozen=True, slots=True)
class _Kitchen:
    """The engine and the training process at the service of ``engine.lab.recipe``."""

    generation: Generation
    trainer: PolicyTrainer

    def sample(self, campaign: Campaign, problems: Sequence[Problem], adapter: Path | None) -> None:
        self.generation.search(campaign, problems, None, "sampling", adapter)

    def fit(self, data: Path, adapter: Path) -> Fit:
        return self.trainer.fit(data, adapter)


def _student(services: Services, recipe: Recipe, campaigns: tuple[Campaign, Campaign], student: str | None) -> Backbone:
    """The model that learns.

    Raises:
        KnownError: it cannot be trained, or is another one than the campaign's whose model is to learn.
    """
    own = {Recipe.SELF_IMPROVE: campaigns[0].plan, Recipe.WEAK_TO_STRONG: campaigns[1].plan}.get(recipe)
    wanted = f"name the file of {own.model} with --student" if own else "choose another --student"
    try:
        backbone = Backbone.of(services, student or (own.model if own else None))
    except UnknownModelError as error:
        if student or own is None:
            raise
        raise BadSettingsError(f"{own.model} is not known by this name here; {wanted}.") from error
    trainable(services, backbone)
    if own and own.backbone_sha256 != backbone.sha256:
        raise BadSettingsError(f"{backbone.name} is not the model that drew these samples; {wanted}.")
    return backbone


def _sampling(services: Services, backbone: Backbone, samples: int, seed: int) -> SearchSettings:
    settings = settings_for(
        PolicyName.MAJORITY,
        Effort.NORMAL,
        seed=seed,
        candidates=samples,
        step_format=default_step_format(services.library, backbone.typed),
        stop_when_decided=False,
    )
    budget = settings.budget
    # None is cut off by the budget.
    return replace(settings, budget=replace(budget, max_tokens=samples * budget.max_depth * budget.max_step_tokens))
