"""Fine-tuning the model that writes the steps, as ``lab evolve`` and ``lab recipe`` ask for it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click
import msgspec

from app.cli.generation import Backbone, progress_bar
from app.services import Services
from engine.lab.evolution import Fit, PolicyTraining, write_whole
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneOptions, FinetuneProgress
from models.training.job import BadOptionsError, NoTorchError
from models.training.launch import run_finetune

_POSITIVE = click.IntRange(min=1, max=1_000_000)
_HEAD_PARTS = ("torch",)
_POLICY_PARTS = ("torch", "transformers", "peft", "accelerate", "gguf")
_SOME_STEPS = 5


def training_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a fine-tuning: ``steps``, ``batch``, ``rank``, ``rate``."""
    for option in (
        click.option(
            "--lr",
            "rate",
            type=click.FloatRange(0, 1, min_open=True),
            default=2e-4,
            show_default=True,
            help="Highest learning rate.",
        ),
        click.option("--rank", type=click.IntRange(1, 1024), default=8, show_default=True, help="Of the LoRA adapter."),
        click.option(
            "--batch",
            type=click.IntRange(1, 1024),
            default=4,
            show_default=True,
            help="Solutions that a training step sees.",
        ),
        click.option("--steps", type=_POSITIVE, default=60, show_default=True, help="Training steps of a policy."),
    ):
        command = option(command)
    return command


def require_training(*, policy: bool) -> None:
    """Refuse before anything long begins if nothing can be trained at its end.

    Args:
        policy: whether a policy is to be trained, and not a preference model alone.

    Raises:
        NoTorchError: a part is not installed.
    """
    for part in _POLICY_PARTS if policy else _HEAD_PARTS:
        if find_spec(part) is None:
            name = "PyTorch" if part == "torch" else part
            raise NoTorchError(
                f"Training needs {name}, which is not installed; run 'pip install stepwise-desktop[train]'."
            )


def add_words(adapter: Path) -> str:
    """How a trained policy is used."""
    return f"To use the kept policy, run 'stepwise models add {adapter}'."


def trainable(services: Services, backbone: Backbone) -> Path:
    """The file of a model that is to be trained.

    Raises:
        BadOptionsError: it is a script, or has an adapter already.
    """
    if backbone.is_scripted:
        raise BadOptionsError("A script cannot be trained; choose a model file.")
    resolved = services.library.resolve(backbone.typed)
    if resolved.adapter is not None:
        raise BadOptionsError(
            f"{resolved.id} is a model with an adapter; name the model alone, {resolved.base_id}, or add a merged file."
        )
    return resolved.path


@dataclass(frozen=True, slots=True)
class PolicyTrainer:
    """Fine-tunes one model, in a process of its own."""

    services: Services
    backbone: Backbone
    training: PolicyTraining
    anyway: bool

    def fit(self, data: Path, adapter: Path) -> Fit:
        """See ``engine.lab.policy.Trainer``."""
        # The memory of the model that searches is wanted now.
        self.services.engine.unload_model()
        training = self.training
        job = FinetuneJob(
            data=str(data),
            model=str(trainable(self.services, self.backbone)),
            out=str(adapter.with_name(f"finetune-{_mark(training)}")),
            options=FinetuneOptions(
                steps=training.steps,
                batch=training.batch,
                rank=training.rank,
                alpha=2.0 * training.rank,
                rate=training.rate,
                # Held-out problems were set aside before; the few lines there are shall all be learnt.
                held_out=0.0,
                seed=training.seed,
            ),
            model_id=self.backbone.name,
            anyway=self.anyway,
        )
        with progress_bar() as bar:
            task = bar.add_task("fine-tuning", total=training.steps)

            def show(said: FinetuneProgress) -> None:
                words = said.stage if said.loss is None else f"{said.stage}, loss {said.loss:.3f}"
                bar.update(task, completed=said.step, total=said.steps, description=words)

            done = run_finetune(job, show)
        write_whole(adapter, Path(done.adapter).read_bytes())
        return _fit(done, training)


def _mark(training: PolicyTraining) -> str:
    """A training with other numbers has a folder of its own."""
    return hashlib.sha256(msgspec.json.encode(training)).hexdigest()[:8]


class _Point(msgspec.Struct):
    """A line of a loss curve."""

    loss: float


def _fit(done: Finetuned, training: PolicyTraining) -> Fit:
    lines = Path(done.curve).read_bytes().splitlines()
    losses = [msgspec.json.decode(line, type=_Point).loss for line in lines if line]
    some = max(1, min(_SOME_STEPS, len(losses) // 2))
    return Fit(
        training=training,
        examples=int(done.metrics["rows"]),
        steps=int(done.metrics["steps"]),
        first_loss=_mean(losses[:some]),
        last_loss=_mean(losses[-some:]),
        seconds=done.metrics["seconds"],
    )


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / max(1, len(losses))
