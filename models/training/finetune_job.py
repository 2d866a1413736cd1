"""What a fine-tuning is asked to do and what it says: values that travel between two processes as JSON."""

from typing import Annotated, Literal

import msgspec

from models.training.job import TrainingError

Stage = Literal["loading", "training", "measuring", "exporting"]

_Positive = Annotated[int, msgspec.Meta(ge=1)]


class BadTrainingDataError(TrainingError):
    """The file to train on cannot be read, or holds nothing to train on."""

    exit_code = 9


class BadCheckpointError(TrainingError):
    """What an earlier training left cannot be gone on from."""

    exit_code = 9


class TrainingMemoryError(TrainingError):
    """A training needs more memory than there is."""

    exit_code = 8


class NotFiniteError(TrainingError):
    """The loss, or a weight, is no number any more."""


class FinetuneOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is fine-tuned: LoRA (Hu et al. 2021) on all linear layers. A policy learns replies (cross-entropy on
    them alone), a preference model learns which of two replies is to be preferred; the data say which it is.

    Attributes:
        steps: of the optimizer, each on ``batch`` chats or pairs.
        rank, alpha: of LoRA; what is learnt is scaled with alpha / rank. dropout: of its inputs.
        rate: highest learning rate of AdamW. warmup: share of the steps in which it rises; then it falls as a cosine to
            a tenth.
        sequence_tokens: longer chats are left out, since a reply without its end teaches to have none.
        held_out: share of the problems that are measured on and not trained on.
        measure_every: steps between two measures of the held-out loss. save_every: steps between two checkpoints, which
            are also written every minute.
        anchor: with pairs, how much the chance of a right end of each reply counts beside them.
        merge: also write base and adapter as one model file (F16).
    """

    steps: _Positive = 200
    rank: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 16
    alpha: Annotated[float, msgspec.Meta(gt=0)] = 32.0
    dropout: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    rate: Annotated[float, msgspec.Meta(gt=0)] = 2e-4
    warmup: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.05
    batch: _Positive = 8
    sequence_tokens: Annotated[int, msgspec.Meta(ge=16)] = 512
    held_out: Annotated[float, msgspec.Meta(ge=0, le=0.9)] = 0.1
    measure_every: _Positive = 20
    save_every: _Positive = 20
    seed: Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)] = 0
    anchor: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    merge: bool = False


class FinetuneJob(msgspec.Struct, frozen=True, kw_only=True):
    """One fine-tuning. The same job with the same ``out`` goes on where an earlier one was stopped or killed.

    Attributes:
        data: JSON lines as ``engine.lab.export`` writes ``sft.jsonl``: ``messages`` (the last one is the reply to
            learn) and ``id`` (of the problem); or as ``pairs.jsonl``, and a preference model is trained.
        model: a GGUF file, or a folder as the Hub has it (config.json, tokenizer, safetensors).
        out: folder; made if need be.
        model_id: told in the adapter as the name of its base.
        processes: that share each step's chats; 0 takes one for each graphics card.
        threads: of each process; 0 takes all cores. anyway: train even if it may not fit into memory.
    """

    data: str
    model: str
    out: str
    options: FinetuneOptions = FinetuneOptions()
    model_id: str = ""
    processes: int = 0
    threads: int = 0
    anyway: bool = False


class FinetuneProgress(msgspec.Struct, frozen=True, kw_only=True, tag="finetune_progress"):
    """How far a fine-tuning is.

    Attributes:
        step: of ``steps``, done so far.
        loss: mean cross-entropy of a reply's token in the newest step, in nats, or mean loss of a pair. held_out: the
            newest measure of it on held-out problems; None without.
        tokens_per_second: trained on, prompts included. seconds_left: None while unknown.
    """

    stage: Stage
    step: int
    steps: int
    loss: float | None = None
    held_out: float | None = None
    tokens_per_second: float = 0.0
    seconds_left: float | None = None


class Finetuned(msgspec.Struct, frozen=True, kw_only=True, tag="finetuned"):
    """A fine-tuning is done; also kept as ``finetuned.json`` in its folder.

    Attributes:
        adapter: GGUF for llama.cpp; of a preference model with its value layer in the header. merged: GGUF with the
            adapter in the weights, if it was asked for.
        peft: the adapter as a folder for peft and transformers.
        curve: JSON lines with step, loss, rate, tokens, seconds and, where it was measured, held_out.
        metrics: loss (last step), held_out_before, held_out_after, steps, tokens, seconds, tokens_per_second, rows,
            held_out_rows, long_rows (left out), trained_parameters, peak_bytes; of a preference model also those of
            ``models.training.preference.measured``.
        is_preference: whether it is a preference model.
        resumed_at: the step that an earlier training had come to; 0 if there was none.
        notes: what the user should know, as sentences.
    """

    adapter: str
    merged: str | None
    peft: str
    curve: str
    metrics: dict[str, float]
    is_preference: bool = False
    resumed_at: int = 0
    notes: tuple[str, ...] = ()
