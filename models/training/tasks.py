"""What a fine-tuning is about: a policy that learns replies, or a preference model that learns which of two replies is
to be preferred. The data say which; the loop in ``models.training.finetune`` is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from peft import get_peft_model_state_dict
from safetensors.torch import save_file

from models.backbone_ppm import KEY, BackboneCard, encoded
from models.training.adapter_export import Matrices, write_adapter
from models.training.chats import Chat, Row, Rows, read_chats, rows_of
from models.training.finetune_job import FinetuneJob
from models.training.job import BadOptionsError
from models.training.merge import merge_adapter
from models.training.policy import Base, ValueModel, load_policy, load_tokenizer
from models.training.preference import Preferences, measured
from models.training.preferences import Groups, Pair, PairLine, all_pairs, groups_of, holds_pairs, read_pairs
from models.training.sft import Sft
from models.training.steps import Steps

ADAPTER, PREFERENCE, MERGED, PEFT = "adapter.gguf", "ppm.gguf", "merged.gguf", "peft"


class Task(Protocol):
    """A model that learns.

    Attributes:
        steps: its training. held_out: what it is measured on.
    """

    @property
    def steps(self) -> Steps[Any]: ...

    @property
    def held_out(self) -> Sequence[Any]: ...

    def counts(self) -> dict[str, float]:
        """How much there is to learn from: rows, held_out_rows, and long_rows, which were left out."""

    def measure(self) -> dict[str, float]:
        """What else than the held-out loss is to be told of the trained model."""

    def export(self, out: Path) -> Path:
        """Write what was learnt; returns the file for the app."""


@dataclass(frozen=True, slots=True)
class PolicyTask:
    """A policy and the replies that it learns."""

    job: FinetuneJob
    base: Base
    policy: Any
    rows: Rows
    steps: Sft

    @property
    def held_out(self) -> Sequence[Row]:
        """Replies of held-out problems."""
        return self.rows.held_out

    def counts(self) -> dict[str, float]:
        return _counts(len(self.rows.trained), len(self.rows.held_out), self.rows.long)

    def measure(self) -> dict[str, float]:
        return {}

    def export(self, out: Path) -> Path:
        options = self.job.options
        self.policy.save_pretrained(out / PEFT, save_embedding_layers=False)
        derived = f"LoRA, rank {options.rank}, {options.steps} steps of {options.batch} chats"
        write_adapter(out / ADAPTER, self.base, matrices_of(self.policy), options.alpha, derived)
        if options.merge:
            merge_adapter(self.base.path, out / ADAPTER, out / MERGED)
        return out / ADAPTER


class PreferenceTask:
    """A preference model and the groups of replies that it learns from."""

    def __init__(self, job: FinetuneJob, base: Base, model: ValueModel, groups: Groups, steps: Preferences) -> None:
        self.steps = steps
        self.held_out: Sequence[Pair] = all_pairs(groups.held_out)
        self._job = job
        self._base = base
        self._model = model
        self._groups = groups
        self._metrics: dict[str, float] = {}
        self._calibration = (1.0, 0.0)

    def counts(self) -> dict[str, float]:
        trained = sum(group.pairs for group in self._groups.trained)
        return _counts(trained, len(self.held_out), self._groups.long)

    def measure(self) -> dict[str, float]:
        self._metrics, self._calibration = measured(self.steps, self._groups.held_out)
        return self._metrics

    def export(self, out: Path) -> Path:
        options, (slope, shift) = self._job.options, self._calibration
        self._model.policy.save_pretrained(out / PEFT, save_embedding_layers=False)
        value = {name: weight.detach().cpu().contiguous() for name, weight in self._model.value.state_dict().items()}
        save_file(value, out / PEFT / "value.safetensors")
        counts = self.counts()
        card = BackboneCard(
            backbone=self._job.model_id or self._base.name,
            backbone_sha256=self._base.sha256,
            output=encoded(np.asarray(value["weight"].float().numpy()[0] * slope, np.float32)),
            bias=float(value["bias"][0]) * slope + shift,
            metrics=self._metrics,
            data=f"{options.steps} steps of {options.batch} of {counts['rows']:.0f} pairs",
            seed=options.seed,
        )
        derived = f"preference model, LoRA, rank {options.rank}, {card.data}"
        extra = {KEY: msgspec.json.encode(card).decode()}
        matrices = matrices_of(self._model.policy)
        write_adapter(out / PREFERENCE, self._base, matrices, options.alpha, derived, extra)
        return out / PREFERENCE


@dataclass(frozen=True, slots=True)
class Data:
    """What a file holds: chats, or preference pairs."""

    chats: tuple[Chat, ...] = ()
    pairs: tuple[PairLine, ...] = ()


def read_data(job: FinetuneJob, base: Base) -> Data:
    """Read what is to be learnt.

    Raises:
        BadTrainingDataError: it cannot be trained on.
        BadOptionsError: the options ask for what cannot be done.
    """
    path = Path(job.data)
    if job.options.merge and base.header is None:
        raise BadOptionsError("Only a GGUF file can be merged with its adapter; leave --merge out.")
    if not holds_pairs(path):
        return Data(chats=tuple(read_chats(path)))
    if job.options.merge:
        raise BadOptionsError("A preference model stays beside its model; leave --merge out.")
    return Data(pairs=tuple(read_pairs(path)))


def task_of(job: FinetuneJob, base: Base, data: Data, accelerator: Accelerator, dtype: torch.dtype) -> Task:
    """Load the model, and make tokens of the data.

    Raises:
        BadTrainingDataError: all data are too long.
        BadModelFileError: transformers cannot read the model.
    """
    options, template = job.options, load_tokenizer(base)[1]
    if not data.pairs:
        rows = rows_of(data.chats, template, options)
        policy = load_policy(base, options, dtype)
        return PolicyTask(job, base, policy, rows, Sft(policy, rows.trained, options, accelerator))
    groups = groups_of(data.pairs, template, options)
    model = ValueModel(load_policy(base, options, dtype), base.width)
    return PreferenceTask(job, base, model, groups, Preferences(model, groups.trained, options, accelerator))


def matrices_of(policy: Any) -> Matrices:
    """An adapter by peft's names, on the CPU."""
    state = get_peft_model_state_dict(policy)
    return {name: _numpy(weight) for name, weight in state.items()}


def _numpy(weight: torch.Tensor) -> NDArray[np.float32]:
    return np.asarray(weight.detach().cpu().float().numpy())


def _counts(rows: int, held_out: int, long: int) -> dict[str, float]:
    return {"rows": rows, "held_out_rows": held_out, "long_rows": long}
