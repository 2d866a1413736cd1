"""A fine-tuning from its data to an adapter file; see ``models.training.finetune_job`` for what it is asked.

Its folder holds the checkpoint, ``loss.jsonl`` (the loss curve), ``peft/`` and ``adapter.gguf`` or ``ppm.gguf`` (the
result), with ``merge`` also ``merged.gguf``, and last of all ``finetuned.json``, so that what is there when that is
there is whole.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import torch
from accelerate import Accelerator
from filelock import FileLock, Timeout

from models.files import disk_faults, make_folder, sha256_of, write_atomically
from models.training import checkpoint as checkpoints
from models.training.checkpoint import Checkpoint
from models.training.curve import rose_since_best
from models.training.finetune_job import (
    Finetuned,
    FinetuneJob,
    FinetuneProgress,
    NotFiniteError,
    Stage,
    TrainingMemoryError,
)
from models.training.job import BadOptionsError
from models.training.policy import Base, base_of
from models.training.ranks import finetune_in_ranks
from models.training.room import Shape, ran_out, require_room
from models.training.steps import Steps, rate
from models.training.tasks import MERGED, PEFT, PREFERENCE, Task, read_data, task_of

Say = Callable[[FinetuneProgress], None]

CURVE, RESULT = "loss.jsonl", "finetuned.json"
_SAVE_SECONDS = 60.0
_WORDS = {
    "data": "data",
    "model": "model",
    "rank": "rank",
    "alpha": "alpha",
    "dropout": "dropout",
    "batch": "batch",
    "sequence_tokens": "sequence length",
    "held_out": "share held out",
    "seed": "seed",
    "rate": "learning rate",
    "warmup": "warm-up",
    "anchor": "anchor",
}
# What may differ from the checkpoint that a training goes on from.
_LOOSE = ("rate", "warmup")


class _Result(msgspec.Struct, frozen=True):
    """``finetuned.json``: what was asked, and what came of it."""

    facts: dict[str, str]
    steps: int
    finetuned: Finetuned


def finetune(job: FinetuneJob, say: Say) -> Finetuned:
    """Train, or go on, or tell what is done already.

    Raises:
        KnownError: see ``models.training.launch.run_finetune``.
    """
    out = Path(job.out)
    make_folder(out)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadOptionsError(f"Another training writes into {out}; wait for it, or choose another --out.") from error
    try:
        count = job.processes or torch.cuda.device_count()
        return finetune_in_ranks(job, count, say) if count > 1 else finetune_here(job, say)
    finally:
        lock.release()


def finetune_here(job: FinetuneJob, say: Say) -> Finetuned:
    """In this process: alone, or as one of several that accelerate finds in the environment."""
    try:
        return _Finetuning(job, say).run()
    except (MemoryError, RuntimeError) as error:
        if not ran_out(error):
            raise
        raise TrainingMemoryError(
            "Memory ran out, and the last checkpoint is kept; choose a smaller --seq-len or model, or close other"
            " programs, then run the same command again."
        ) from error


class _Finetuning:
    def __init__(self, job: FinetuneJob, say: Say) -> None:
        self._job = job
        self._options = job.options
        self._out = Path(job.out)
        self._say = say
        self._writes = True
        self._step = self._tokens = 0
        self._seconds = 0.0
        self._loss: float | None = None
        self._held_before: float | None = None
        self._held: float | None = None
        self._began_at_step, self._began, self._began_tokens = 0, time.monotonic(), 0

    def run(self) -> Finetuned:
        self._tell("loading")
        base = base_of(Path(self._job.model))
        data = read_data(self._job, base)
        facts = _facts(self._job, base)
        if (done := self._done(facts)) is not None:
            return done
        if self._job.threads:
            torch.set_num_threads(self._job.threads)
        accelerator = Accelerator(mixed_precision=_precision())
        self._writes = accelerator.is_main_process
        with accelerator.main_process_first():
            # The first to look puts a damaged one aside.
            found, note = checkpoints.newest(self._out)
        if found is not None:
            self._require_same(found, facts)
        if self._options.batch < accelerator.num_processes:
            raise BadOptionsError(
                f"A step needs a row for each of {accelerator.num_processes} processes; raise --batch."
            )
        device = accelerator.device.type
        dtype = torch.bfloat16 if accelerator.mixed_precision == "bf16" else torch.float32
        needed = 0
        if not self._job.anyway:
            needed = require_room(_shape(base), self._options, device, dtype.itemsize, of_pairs=bool(data.pairs))
        task = task_of(self._job, base, data, accelerator, dtype)
        self._resume(found, task.steps)
        self._train(task, facts)
        self._tell("measuring")
        measured = task.measure()
        self._tell("exporting")
        accelerator.end_training()
        adapter = task.export(self._out) if self._writes else self._out
        return self._finished(task, measured, adapter, facts, (note,) if note else (), float(needed))

    def _done(self, facts: Mapping[str, str]) -> Finetuned | None:
        """What an earlier run of the same job has made."""
        try:
            result = msgspec.json.decode((self._out / RESULT).read_bytes(), type=_Result)
        except (OSError, msgspec.MsgspecError):
            return None
        made = result.finetuned
        files = [made.adapter, *([made.merged or ""] if self._options.merge else [])]
        same = result.facts == dict(facts) and result.steps == self._options.steps
        return made if same and all(file and Path(file).is_file() for file in files) else None

    def _require_same(self, found: Checkpoint, facts: Mapping[str, str]) -> None:
        loose = () if found.step >= self._options.steps else _LOOSE
        for name, wanted in facts.items():
            known = found.facts.get(name, "")
            if known != wanted and name not in loose:
                told = f" ({known} instead of {wanted})" if max(len(known), len(wanted)) <= 12 else ""
                raise BadOptionsError(
                    f"{self._out} holds a training with another {_WORDS[name]}{told}; choose another --out, or delete"
                    " that folder."
                )
        if found.step > self._options.steps:
            raise BadOptionsError(
                f"The training in {self._out} has come to step {found.step} already; ask for more --steps, or choose"
                " another --out."
            )

    def _resume(self, found: Checkpoint | None, steps: Steps[Any]) -> None:
        """Go back to a checkpoint, and forget what the loss curve says of later steps."""
        curve = self._out / CURVE
        lines = []
        if found is not None:
            steps.restore(found.tensors)
            self._step, self._tokens, self._seconds = found.step, found.tokens, found.seconds
            self._held_before, self._held = found.held_out_before, found.held_out
            if curve.exists():
                lines = [line for line in curve.read_bytes().splitlines() if _step_of(line) <= found.step]
        if self._writes:
            with disk_faults(self._out):
                write_atomically(curve, b"".join(line + b"\n" for line in lines))
        self._loss = msgspec.json.decode(lines[-1])["loss"] if lines else None
        self._began_at_step, self._began, self._began_tokens = self._step, time.monotonic(), self._tokens

    def _train(self, task: Task, facts: Mapping[str, str]) -> None:
        steps, held_out = task.steps, task.held_out
        if self._held_before is None and held_out:
            self._tell("measuring")
            self._held_before = self._held = steps.held_out_loss(held_out)
            self._began = time.monotonic()
        saved, began = time.monotonic(), time.monotonic() - self._seconds
        self._tell("training")
        while self._step < self._options.steps:
            self._take_step(steps)
            is_last = self._step == self._options.steps
            measured = bool(held_out) and (is_last or self._step % self._options.measure_every == 0)
            if measured:
                self._tell("measuring")
                self._held = steps.held_out_loss(held_out)
            self._seconds = time.monotonic() - began
            if not self._writes:
                continue
            self._write_curve(measured)
            if is_last or self._step % self._options.save_every == 0 or time.monotonic() - saved > _SAVE_SECONDS:
                self._save(steps, facts)
                saved = time.monotonic()
            self._tell("training")

    def _take_step(self, steps: Steps[Any]) -> None:
        try:
            self._loss, tokens = steps.step(self._step)
        except NotFiniteError as error:
            kept = "the last checkpoint is kept" if (self._out / checkpoints.NAME).exists() else "nothing was kept yet"
            raise NotFiniteError(
                f"{error}: most likely the learning rate of {self._options.rate:g} is too high; {kept}, so run the same"
                " command with a lower --lr."
            ) from error
        self._step += 1
        self._tokens += tokens

    def _save(self, steps: Steps[Any], facts: Mapping[str, str]) -> None:
        held = self._held_before, self._held
        state = steps.state()
        checkpoints.save(self._out, Checkpoint(facts, self._step, self._tokens, self._seconds, *held, state))

    def _write_curve(self, measured: bool) -> None:
        line: dict[str, object] = {
            "step": self._step,
            "loss": self._loss,
            "rate": rate(self._step - 1, self._options),
            "tokens": self._tokens,
            "seconds": round(self._seconds, 2),
        }
        if measured:
            line["held_out"] = self._held
        with disk_faults(self._out), (self._out / CURVE).open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")

    def _finished(
        self,
        task: Task,
        measured: Mapping[str, float],
        adapter: Path,
        facts: dict[str, str],
        notes: tuple[str, ...],
        needed: float,
    ) -> Finetuned:
        counts = task.counts()
        metrics = {
            "loss": self._loss,
            "held_out_before": self._held_before,
            "held_out_after": self._held,
            "steps": self._step,
            "tokens": self._tokens,
            "seconds": self._seconds,
            "tokens_per_second": self._tokens / self._seconds if self._seconds else None,
            "trained_parameters": task.steps.trained_parameters,
            "estimated_bytes": needed or None,
            "peak_bytes": _peak_bytes(),
            **counts,
            **measured,
        }
        if counts["long_rows"]:
            words = f"{counts['long_rows']:.0f} replies have more than {self._options.sequence_tokens} tokens"
            notes = (*notes, f"{words} and were left out; allow more with --seq-len.")
        if self._writes and (rose := rose_since_best((self._out / CURVE).read_bytes().splitlines())):
            notes = (*notes, rose)
        finetuned = Finetuned(
            adapter=str(adapter),
            merged=str(self._out / MERGED) if self._options.merge else None,
            peft=str(self._out / PEFT),
            curve=str(self._out / CURVE),
            metrics={name: float(value) for name, value in metrics.items() if value is not None},
            is_preference=adapter.name == PREFERENCE,
            resumed_at=self._began_at_step,
            notes=notes,
        )
        if self._writes:
            result = msgspec.json.encode(_Result(facts, self._options.steps, finetuned))
            with disk_faults(self._out):
                write_atomically(self._out / RESULT, msgspec.json.format(result, indent=1))
        return finetuned

    def _tell(self, stage: Stage) -> None:
        seconds, steps = time.monotonic() - self._began, self._step - self._began_at_step
        left = (self._options.steps - self._step) * seconds / steps if steps else None
        speed = (self._tokens - self._began_tokens) / seconds if steps else 0.0
        self._say(
            FinetuneProgress(
                stage=stage,
                step=self._step,
                steps=self._options.steps,
                loss=self._loss,
                held_out=self._held,
                tokens_per_second=speed,
                seconds_left=left,
            )
        )


def _facts(job: FinetuneJob, base: Base) -> dict[str, str]:
    """What decides the steps of a training, each by the name of its field."""
    options = msgspec.to_builtins(job.options)
    model = base.sha256 or hashlib.sha256((base.path / "config.json").read_bytes()).hexdigest()
    facts = {"data": sha256_of(Path(job.data)), "model": model}
    return facts | {name: str(options[name]) for name in _WORDS if name not in facts}


def _shape(base: Base) -> Shape:
    kv_share = base.kv_heads / max(1, base.heads)
    return Shape(base.name, base.parameters, base.layers, base.width, base.inner, base.vocabulary, kv_share)


def _precision() -> str:
    return "bf16" if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else "no"


def _step_of(line: bytes) -> int:
    try:
        return int(msgspec.json.decode(line)["step"])
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return sys.maxsize


def _peak_bytes() -> int | None:
    """The most memory that this process has held, on the graphics card where there is one."""
    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
