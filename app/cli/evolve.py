"""``stepwise lab evolve``: searches train the preference model that guides the next searches."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from app.cli.generation import SCRIPT, Backbone, Generation
from app.cli.layers import Layers
from app.cli.policy import PolicyTrainer, add_words, require_training, trainable, training_options
from app.cli.search import STOPPED_EXIT_CODE
from app.services import Services
from app.step_format import default_step_format
from engine.errors import BadProblemError, BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.evolution import EvolutionPlan, Fit, PolicyTraining
from engine.lab.evolve import evolve
from engine.problems import load_problems
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem, SearchSettings
from models.files import sha256_of
from models.training.job import TrainJob, TrainOptions, layer_name
from models.training.launch import run_training

STOPPED = "Stopped; the same command goes on."
_FEWEST = 10
_POSITIVE = click.IntRange(min=1, max=1_000_000)


def campaign_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all campaigns have: ``limit``, ``layers``, ``parallel``."""
    for option in (
        click.option("--limit", type=click.IntRange(min=1), help="Only the first so many problems."),
        click.option(
            "--layers",
            type=Layers(),
            help="Whose states are kept, as in 14,last20: the mean over a step's tokens, or its last token alone; 0 is "
            "the first. Else one of the middle and one further up; none keeps facts alone.",
        ),
        click.option(
            "--parallel", type=click.IntRange(1, 16), default=2, show_default=True, help="Problems that share a batch."
        ),
    ):
        command = option(command)
    return command


@click.command(name="evolve")
@click.option("--rounds", type=click.IntRange(1, 100), required=True, help="In all, those done before included.")
@click.option("--problems", "path", type=click.Path(path_type=Path), required=True, help="JSON lines, as for generate.")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@click.option("--model", help="Id or path of a model.  [default: the best one that fits this computer]")
@click.option("--candidates", type=click.IntRange(1, 512), default=16, show_default=True, help="At the first step.")
@click.option("--rollouts", type=_POSITIVE, default=32, show_default=True, help="Descents of a tree search.")
@click.option("--max-tokens", type=_POSITIVE, default=2000, show_default=True, help="Of each search.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
@click.option("--anyway", is_flag=True, help="Load the model even if it may not fit into memory.")
@click.option(
    "--train-policy",
    is_flag=True,
    help="Fine-tune the model too, each round anew on the best solutions so far; --steps, --batch, --rank and --lr "
    "say how.",
)
@training_options
@campaign_options
@click.pass_context
def evolve_command(
    context: click.Context,
    rounds: int,
    path: Path,
    folder: Path,
    model: str | None,
    candidates: int,
    rollouts: int,
    max_tokens: int,
    seed: int,
    anyway: bool,
    train_policy: bool,
    steps: int,
    batch: int,
    rank: int,
    rate: float,
    limit: int | None,
    layers: tuple[int, ...] | None,
    parallel: int,
) -> None:
    """Search, train a preference model on the searches, search with it: round after round.

    Round 1 is guided by the known answers, later rounds by the preference model too. A new one is kept if it is not
    worse on held-out problems. After each round report.md and report.json tell what came of it; head.safetensors is the
    kept preference model, and with --train-policy adapter.gguf the kept policy. Can be stopped at any time; the same
    command goes on. Never evolve on problems that are kept for measuring (gsm8k_dev, MATH-500, AIME): the model could
    no longer be measured.
    """
    problems = load_problems(path, limit)
    if len(problems) < _FEWEST:
        raise BadProblemError(f"{path.name} gives {len(problems)} problems; an evolution needs {_FEWEST} or more.")
    if not (model or "").endswith(SCRIPT):
        # Before a model is fetched; a script is refused for a better reason.
        require_training(policy=train_policy)
    training = PolicyTraining(steps=steps, batch=batch, rank=rank, rate=rate, seed=seed)
    with Services.open(context.obj.data_dir) as services:
        backbone = Backbone.of(services, model)
        kept_layers = backbone.layers if layers is None else layers
        if backbone.is_scripted or not kept_layers:
            raise BadSettingsError("An evolution needs hidden states; choose a model file and one layer or more.")
        if train_policy:
            trainable(services, backbone)

        def settings(policy: PolicyName) -> SearchSettings:
            return settings_for(
                policy,
                Effort.NORMAL,
                seed=seed,
                candidates=candidates,
                rollouts=rollouts,
                max_tokens=max_tokens,
                step_format=default_step_format(services.library, backbone.typed),
                stop_when_decided=False,
            )

        plan = EvolutionPlan(
            problems_sha256=sha256_of(path),
            limit=len(problems),
            model=backbone.name,
            backbone_sha256=backbone.sha256,
            layers=kept_layers,
            sampling=settings(PolicyName.MAJORITY),
            search=settings(PolicyName.MCTS),
            policy=training if train_policy else None,
        )
        told = TrainOptions(
            data=f"{path.name}, the first {len(problems)} problems", seed=seed, command=_command(path, folder, plan)
        )
        with Generation(services.engine, backbone, parallel=parallel, anyway=anyway) as generation:
            workshop = _Workshop(generation, told, PolicyTrainer(services, backbone, training, anyway))
            try:
                state = evolve(folder, plan, problems, rounds, workshop, tell)
            except KeyboardInterrupt:
                services.engine.kill()
                click.echo(STOPPED, err=True)
                context.exit(STOPPED_EXIT_CODE)
    for done in state.rounds:
        click.echo(f"Round {done.number}: {done.reason}.")
    if state.writer:
        click.echo(add_words(folder / "adapter.gguf"))
    click.echo(f"{folder / 'report.md'} has the figures.")


@dataclass(frozen=True, slots=True)
class _Workshop:
    """The engine and the training process at the service of ``engine.lab.evolve``."""

    generation: Generation
    told: TrainOptions
    trainer: PolicyTrainer

    def search(self, campaign: Campaign, problems: Sequence[Problem], head: Path | None, adapter: Path | None) -> None:
        self.generation.search(campaign, problems, head, adapter=adapter)

    def train(self, features: Path, head: Path, rounds: int) -> None:
        options = msgspec.structs.replace(self.told, rounds=rounds)
        run_training(TrainJob(str(features), str(head), options))

    def fit(self, data: Path, adapter: Path) -> Fit:
        return self.trainer.fit(data, adapter)


def tell(sentence: str) -> None:
    """What is done now."""
    click.echo(f"{sentence}.", err=True)


def _command(path: Path, folder: Path, plan: EvolutionPlan) -> str:
    """What makes the same heads anew, with the names of files but without their folders, which are the user's."""
    budget = plan.search.budget
    options = {
        "problems": path.name,
        "limit": plan.limit,
        "out": folder.name,
        "model": plan.model,
        "layers": ",".join(map(layer_name, plan.layers)) or "none",
        "candidates": budget.candidates,
        "rollouts": budget.rollouts,
        "max-tokens": budget.max_tokens,
        "seed": plan.search.seed,
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    if plan.policy:
        asked = plan.policy
        words += ["--train-policy", f"--steps={asked.steps}", f"--batch={asked.batch}", f"--rank={asked.rank}"]
        words.append(f"--lr={asked.rate:g}")
    return shlex.join(["stepwise", "lab", "evolve", "--rounds=N", *words])
