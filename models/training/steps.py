"""The steps of a fine-tuning, whatever is learnt: AdamW on the adapter, and what a checkpoint holds of both.

The items of a step go through the model some at a time, and their gradients add up; with several processes (one for
each graphics card) each takes its share of them. Which items a step sees depends on the seed and its number alone,
so a training that goes on from a checkpoint takes the same steps as one that was never interrupted.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Generic, TypeVar

import torch
from accelerate import Accelerator
from torch import Tensor

from models.training.finetune_job import BadCheckpointError, FinetuneOptions, NotFiniteError
from models.training.room import micro_tokens

Item = TypeVar("Item")

_LARGEST_NORM = 1.0
_LAST_RATE = 0.1
_WEIGHT, _OPTIMIZER, _RANDOM = "weight.", "optimizer.", "random."
_MOMENTS = ("exp_avg", "exp_avg_sq", "step")


class Steps(ABC, Generic[Item]):
    """A model with its optimizer, on the device that accelerate chose; ``Sft`` and ``Preferences`` say what is learnt
    from an item.
    """

    def __init__(self, model: Any, options: FinetuneOptions, accelerator: Accelerator) -> None:
        self.options = options
        self.accelerator = accelerator
        self._weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
        optimizer = torch.optim.AdamW(self._weights.values(), lr=options.rate, weight_decay=0.0)
        self.model, self._optimizer = accelerator.prepare(model, optimizer)

    @abstractmethod
    def items(self, number: int) -> Sequence[Item]:
        """Those of a step, counted from 0."""

    @abstractmethod
    def tokens(self, item: Item) -> int:
        """What an item makes the model read."""

    @abstractmethod
    def share(self, item: Item) -> float:
        """What an item's loss is divided by, added up over the step."""

    @abstractmethod
    def loss(self, items: Sequence[Item]) -> Tensor:
        """The summed loss of some items, which go through the model together."""

    @property
    def trained_parameters(self) -> int:
        """Numbers that are trained."""
        return sum(weight.numel() for weight in self._weights.values())

    def step(self, number: int) -> tuple[float, int]:
        """Take a step, counted from 0; returns the mean loss before it, and the tokens read.

        Raises:
            NotFiniteError: the loss or the gradient is no number any more; the weights are as before.
        """
        items = self.items(number)
        loss = self._gradients(items)
        norm = float(self.accelerator.clip_grad_norm_(self._weights.values(), _LARGEST_NORM))
        if not math.isfinite(loss) or not math.isfinite(norm):
            raise NotFiniteError(f"The loss is no number any more in step {number + 1}")
        for group in self._optimizer.param_groups:
            group["lr"] = rate(number, self.options)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return loss, sum(map(self.tokens, items))

    def held_out_loss(self, items: Sequence[Item]) -> float:
        """Mean loss on items that are not trained on."""
        self.model.eval()
        with torch.no_grad():
            total = sum(float(self._own_loss(part)) for part in self._parts(self._own(items)))
        self.model.train()
        return self._summed(total) / sum(map(self.share, items))

    def state(self) -> dict[str, Tensor]:
        """Whatever decides the next steps."""
        state = {_WEIGHT + name: weight.detach() for name, weight in self._weights.items()}
        for name, weight in self._weights.items():
            known = self._optimizer.state.get(weight, {})
            state |= {f"{_OPTIMIZER}{name}.{kind}": known[kind] for kind in _MOMENTS if kind in known}
        state[_RANDOM + "cpu"] = torch.get_rng_state()
        if torch.cuda.is_available():
            state[_RANDOM + "cuda"] = torch.cuda.get_rng_state()
        return state

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go back to a state.

        Raises:
            BadCheckpointError: it is that of another model.
        """
        known = {name.removeprefix(_WEIGHT): value for name, value in state.items() if name.startswith(_WEIGHT)}
        if {name: value.shape for name, value in known.items()} != {n: w.shape for n, w in self._weights.items()}:
            raise BadCheckpointError("The checkpoint is that of another model; choose another --out.")
        with torch.no_grad():
            for name, weight in self._weights.items():
                weight.copy_(known[name])
        for name, weight in self._weights.items():
            moments = {kind: state.get(f"{_OPTIMIZER}{name}.{kind}") for kind in _MOMENTS}
            if all(value is not None for value in moments.values()):
                self._optimizer.state[weight] = {
                    kind: value.clone() if kind == "step" else value.clone().to(weight.device)
                    for kind, value in moments.items()
                    if value is not None
                }
        torch.set_rng_state(state[_RANDOM + "cpu"])
        if torch.cuda.is_available() and _RANDOM + "cuda" in state:
            torch.cuda.set_rng_state(state[_RANDOM + "cuda"])

    def _gradients(self, items: Sequence[Item]) -> float:
        """Add up the gradients of all items; returns their mean loss."""
        total, divisor = 0.0, sum(map(self.share, items))
        parts = list(self._parts(self._own(items)))
        for place, part in enumerate(parts):
            is_last = place == len(parts) - 1
            with nullcontext() if is_last else self.accelerator.no_sync(self.model):
                loss = self._own_loss(part)
                # Processes take the mean of their gradients; wanted is the sum.
                self.accelerator.backward(loss * (self.accelerator.num_processes / divisor))
            total += float(loss.detach())
        return self._summed(total) / divisor

    def _own_loss(self, items: Sequence[Item]) -> Tensor:
        with self.accelerator.autocast():
            return self.loss(items)

    def _own(self, items: Sequence[Item]) -> Sequence[Item]:
        """The share of this process."""
        return items[self.accelerator.process_index :: self.accelerator.num_processes]

    def _summed(self, value: float) -> float:
        if self.accelerator.num_processes == 1:
            return value
        total = torch.tensor(value, device=self.accelerator.device, dtype=torch.float32)
        return float(self.accelerator.reduce(total, "sum"))

    def _parts(self, items: Sequence[Item]) -> Iterator[list[Item]]:
        """Items that go through the model together, of like lengths."""
        most = micro_tokens(self.accelerator.device.type)
        part: list[Item] = []
        for item in sorted(items, key=self.tokens):
            if part and (len(part) + 1) * self.tokens(item) > most:
                yield part
                part = []
            part.append(item)
        if part:
            yield part


def rate(step: int, options: FinetuneOptions) -> float:
    """The learning rate of a step, counted from 0: a rise, then half a cosine."""
    rising = max(1, round(options.warmup * options.steps))
    if step < rising:
        return options.rate * (step + 1) / rising
    done = (step - rising) / max(1, options.steps - rising)
    return options.rate * (_LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * min(1.0, done))) / 2)
