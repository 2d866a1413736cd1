"""Supervised fine-tuning: cross-entropy on the tokens of right replies."""

from collections.abc import Sequence
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor

from models.training.chats import Row, batches
from models.training.finetune_job import FinetuneOptions
from models.training.policy import reply_loss
from models.training.steps import Steps


class Sft(Steps[Row]):
    """A policy that learns replies; the loss is the mean of a reply's token, in nats."""

    def __init__(self, policy: Any, rows: Sequence[Row], options: FinetuneOptions, accelerator: Accelerator) -> None:
        super().__init__(policy, options, accelerator)
        self._rows = rows

    def items(self, number: int) -> Sequence[Row]:
        return batches(self._rows, self.options, number)

    def tokens(self, item: Row) -> int:
        return len(item.tokens)

    def share(self, item: Row) -> float:
        return len(item.tokens) - item.prompt

    def loss(self, items: Sequence[Row]) -> Tensor:
        tokens, mask = padded(items, self.accelerator.device)
        labels = torch.full_like(tokens, -100)
        for place, row in enumerate(items):
            labels[place, row.prompt : len(row.tokens)] = torch.tensor(row.tokens[row.prompt :])
        return reply_loss(self.model, tokens, mask, labels)


def padded(rows: Sequence[Row], device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows as one batch, filled up at their ends: tokens, and 1 where there is one; shape (rows, tokens)."""
    tokens = torch.zeros((len(rows), max(len(row.tokens) for row in rows)), dtype=torch.long)
    mask = torch.zeros_like(tokens)
    for place, row in enumerate(rows):
        tokens[place, : len(row.tokens)] = torch.tensor(row.tokens)
        mask[place, : len(row.tokens)] = 1
    return tokens.to(device), mask.to(device)
