"""The steps of a fine-tuning: cross-entropy on replies, AdamW on the adapter, what a checkpoint holds of both.

The rows of a step go through the model some at a time, and their gradients add up; with several processes (one for
each graphics card) each takes its share of the rows. Which rows a step sees depends on the seed and its number alone,
so a training that goes on from a checkpoint takes the same steps as one that was never interrupted.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import torch
from accelerate import Accelerator
from peft import get_peft_model_state_dict, set_peft_model_state_dict
from torch import Tensor

from models.training.chats import Row, batches
from models.training.finetune_job import BadCheckpointError, FinetuneOptions, NotFiniteError
from models.training.policy import reply_loss
from models.training.room import micro_tokens

_LARGEST_NORM = 1.0
_LAST_RATE = 0.1
_ADAPTER, _OPTIMIZER, _RANDOM = "adapter.", "optimizer.", "random."
_MOMENTS = ("exp_avg", "exp_avg_sq", "step")


class Sft:
    """A policy with its optimizer, on the device that accelerate chose."""

    def __init__(self, policy: Any, rows: Sequence[Row], options: FinetuneOptions, accelerator: Accelerator) -> None:
        self._rows = rows
        self._options = options
        self._accelerator = accelerator
        self._bare = policy
        self._weights = {name: weight for name, weight in policy.named_parameters() if weight.requires_grad}
        optimizer = torch.optim.AdamW(self._weights.values(), lr=options.rate, weight_decay=0.0)
        self._policy, self._optimizer = accelerator.prepare(policy, optimizer)

    @property
    def trained_parameters(self) -> int:
        """Numbers that are trained."""
        return sum(weight.numel() for weight in self._weights.values())

    def step(self, number: int) -> tuple[float, int]:
        """Take a step, counted from 0; returns the mean loss of a reply's token before it, and the tokens read.

        Raises:
            NotFiniteError: the loss or the gradient is no number any more; the weights are as before.
        """
        rows = batches(self._rows, self._options, number)
        learnt = sum(_learnt(row) for row in rows)
        loss = self._gradients(rows, learnt)
        norm = float(self._accelerator.clip_grad_norm_(self._weights.values(), _LARGEST_NORM))
        if not math.isfinite(loss) or not math.isfinite(norm):
            raise NotFiniteError(f"The loss is no number any more in step {number + 1}")
        for group in self._optimizer.param_groups:
            group["lr"] = rate(number, self._options)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return loss, sum(len(row.tokens) for row in rows)

    def held_out_loss(self, rows: Sequence[Row]) -> float:
        """Mean loss of a reply's token on rows that are not trained on."""
        self._policy.eval()
        with torch.no_grad():
            total = sum(float(self._loss(part)) for part in self._parts(self._own(rows)))
        self._policy.train()
        return self._summed(total) / sum(_learnt(row) for row in rows)

    def adapter(self) -> dict[str, Tensor]:
        """The adapter by peft's names, on the CPU."""
        return {name: weight.detach().cpu() for name, weight in get_peft_model_state_dict(self._bare).items()}

    def state(self) -> dict[str, Tensor]:
        """Whatever decides the next steps."""
        state = {_ADAPTER + name: weight for name, weight in self.adapter().items()}
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
        adapter = {name.removeprefix(_ADAPTER): value for name, value in state.items() if name.startswith(_ADAPTER)}
        if {name: value.shape for name, value in adapter.items()} != {n: v.shape for n, v in self.adapter().items()}:
            raise BadCheckpointError("The checkpoint is that of another model; choose another --out.")
        set_peft_model_state_dict(self._bare, adapter)
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

    def _gradients(self, rows: Sequence[Row], learnt: int) -> float:
        """Add up the gradients of all rows; returns their mean loss."""
        total = 0.0
        parts = list(self._parts(self._own(rows)))
        for place, part in enumerate(parts):
            is_last = place == len(parts) - 1
            with nullcontext() if is_last else self._accelerator.no_sync(self._policy):
                loss = self._loss(part)
                # Processes take the mean of their gradients; wanted is the sum.
                self._accelerator.backward(loss * (self._accelerator.num_processes / learnt))
            total += float(loss.detach())
        return self._summed(total) / learnt

    def _own(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The share of this process."""
        return rows[self._accelerator.process_index :: self._accelerator.num_processes]

    def _summed(self, value: float) -> float:
        if self._accelerator.num_processes == 1:
            return value
        total = torch.tensor(value, device=self._accelerator.device, dtype=torch.float32)
        return float(self._accelerator.reduce(total, "sum"))

    def _parts(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        """Rows that go through the model together, of like lengths."""
        most = micro_tokens(self._accelerator.device.type)
        part: list[Row] = []
        for row in sorted(rows, key=lambda row: len(row.tokens)):
            if part and (len(part) + 1) * len(row.tokens) > most:
                yield part
                part = []
            part.append(row)
        if part:
            yield part

    def _loss(self, rows: Sequence[Row]) -> Tensor:
        length = max(len(row.tokens) for row in rows)
        tokens = torch.zeros((len(rows), length), dtype=torch.long)
        mask, labels = torch.zeros_like(tokens), torch.full_like(tokens, -100)
        for place, row in enumerate(rows):
            count = len(row.tokens)
            tokens[place, :count] = torch.tensor(row.tokens)
            mask[place, :count] = 1
            labels[place, row.prompt : count] = torch.tensor(row.tokens[row.prompt :])
        device = self._accelerator.device
        with self._accelerator.autocast():
            return reply_loss(self._policy, tokens.to(device), mask.to(device), labels.to(device))


def rate(step: int, options: FinetuneOptions) -> float:
    """The learning rate of a step, counted from 0: a rise, then half a cosine."""
    rising = max(1, round(options.warmup * options.steps))
    if step < rising:
        return options.rate * (step + 1) / rising
    done = (step - rising) / max(1, options.steps - rising)
    return options.rate * (_LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * min(1.0, done))) / 2)


def _learnt(row: Row) -> int:
    return len(row.tokens) - row.prompt
