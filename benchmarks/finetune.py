"""A LoRA fine-tuning on this computer, and whether llama.cpp then writes what transformers writes.

``python -m benchmarks.finetune [--quick] [--json FILE] [--model ID] [--data FILE] [--problems FILE] [--out DIR]
[--steps N] [--batch N] [--rank N] [--lr RATE] [--threads N] [--new N]``; needs the extra 'train'.

Trains on the chats in ``--data`` (``stepwise lab export``; sums made here without it), then writes greedy replies to
the first 20 of ``--problems`` (of the data's own without it) in four ways: transformers with the adapter (weights of
the file made 32-bit numbers), llama.cpp with the file and the adapter, llama.cpp with the merged file (F16), and
llama.cpp with the file alone, which shows what the adapter changes. Where two replies part, the gap between
transformers' logits of the two tokens tells whether that was a toss-up. The same command goes on where a training was
stopped.
"""

import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import Option, arguments, find_model, report, write_json
from engine.backend import ChatMessage, Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.chats import chat_turns
from engine.problems import load_problems
from engine.types import StepFormat
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneOptions, FinetuneProgress
from models.training.launch import run_finetune

_PROMPTS = 20
_CONTEXT_TOKENS = 2048
_TRAINING = ("torch", "transformers", "peft", "accelerate", "gguf")


@dataclass(frozen=True, slots=True)
class Reply:
    """A greedy reply, and at each token the logits it was chosen from."""

    tokens: list[int]
    logits: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far replies agree with those of transformers.

    Attributes:
        same: replies that are equal to the end. before: tokens before two replies part, where they do.
        gaps: between transformers' best logit there and that of the other's token, in nats.
        difference: mean absolute difference of centred logits at the first token.
    """

    same: int
    before: list[int]
    gaps: list[float]
    difference: float


def main() -> int:
    if missing := [part for part in _TRAINING if find_spec(part) is None]:
        print(f"Left out: {', '.join(missing)} not installed (extra 'train').")
        return 0
    options = arguments(
        __doc__ or "",
        (
            Option("model", "id or path of a model"),
            Option("data", "chats to train on", Path),
            Option("problems", "problems to reply to", Path),
            Option("out", "folder of the training; a temporary one without it", Path),
            Option("steps", "of the optimizer", int),
            Option("batch", "chats of a step", int),
            Option("rank", "of LoRA", int),
            Option("lr", "learning rate", float),
            Option("threads", "0 takes all", int),
            Option("new", "tokens of a reply at most", int),
        ),
    )
    model = find_model(options.model or ("smollm2-135m-instruct-q4_1" if options.quick else None))
    with tempfile.TemporaryDirectory() as temporary:
        out = options.out or Path(temporary) / "training"
        data = options.data or _made_chats(Path(temporary) / "sft.jsonl")
        job = FinetuneJob(
            data=str(data),
            model=str(model),
            out=str(out),
            options=FinetuneOptions(
                steps=options.steps or (4 if options.quick else 60),
                batch=options.batch or (2 if options.quick else 4),
                rank=options.rank or 16,
                rate=options.lr or 5e-4,
                merge=True,
            ),
            threads=options.threads or 0,
        )
        done = run_finetune(job, _say)
        prompts = _prompts(options.problems or data)[: 4 if options.quick else _PROMPTS]
        figures = _compare(model, done, prompts, options.new or (16 if options.quick else 64), options.threads or 0)
        curve = [json.loads(line) for line in Path(done.curve).read_text("utf-8").splitlines()]
    _show(model, done, figures, curve)
    write_json(
        options.json, {"model": model.name, "options": _plain(job), "training": done.metrics, "curve": curve, **figures}
    )
    return 0


def _compare(
    model: Path, done: Finetuned, prompts: Sequence[list[ChatMessage]], new: int, threads: int
) -> dict[str, Any]:
    assert done.merged is not None
    arms = {
        "file alone": (model, None),
        "file and adapter": (model, Path(done.adapter)),
        "merged": (Path(done.merged), None),
    }
    replies: dict[str, list[Reply]] = {}
    asked: list[list[int]] = []
    end = -1
    for name, (path, adapter) in arms.items():
        options = LlamaOptions(_CONTEXT_TOKENS, 2, 512, threads=threads, adapter=adapter)
        backend = LlamaBackend(path, options)
        try:
            asked = [backend.tokenize(backend.render_chat(prompt), special=True) for prompt in prompts]
            (end,) = backend.tokenize("<|im_end|>", special=True)
            replies[name] = [_written(backend, tokens, new) for tokens in asked]
        finally:
            backend.close()
    wanted = _of_transformers(model, done.peft, asked, new, end, threads)
    agreements = {name: _agreement(wanted, found) for name, found in replies.items()}
    return {
        "replies": len(prompts),
        "reply_tokens": mean(len(reply.tokens) for reply in wanted),
        "gap": float(np.median(np.concatenate([_gaps(reply) for reply in wanted]))),
        "agreement": {name: _object(agreement) for name, agreement in agreements.items()},
    }


def _written(backend: LlamaBackend, prompt: list[int], new: int) -> Reply:
    """Greedy, one token at a time."""
    tokens, logits = list[int](), []
    rows = [Row(token, place, 0, place == len(prompt) - 1) for place, token in enumerate(prompt)]
    while len(tokens) < new:
        logits.append(np.array(backend.decode(rows).logits[-1]))
        tokens.append(int(logits[-1].argmax()))
        if backend.is_end(tokens[-1]):
            break
        rows = [Row(tokens[-1], len(prompt) + len(tokens) - 1, 0, True)]
    backend.drop_sequence(0)
    return Reply(tokens, np.stack(logits))


def _of_transformers(
    model: Path, peft: str, asked: Sequence[list[int]], new: int, end: int, threads: int
) -> list[Reply]:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if threads:
        torch.set_num_threads(threads)
    base = AutoModelForCausalLM.from_pretrained(str(model.parent), gguf_file=model.name, dtype=torch.float32)
    policy = PeftModel.from_pretrained(base, peft).eval()
    replies = []
    for prompt in asked:
        with torch.no_grad():
            made = policy.generate(
                input_ids=torch.tensor([prompt]),
                attention_mask=torch.ones((1, len(prompt)), dtype=torch.long),
                do_sample=False,
                repetition_penalty=1.0,
                max_new_tokens=new,
                eos_token_id=end,
                pad_token_id=end,
                return_dict_in_generate=True,
                output_logits=True,
            )
        logits = torch.cat(made.logits).float().numpy()
        replies.append(Reply(made.sequences[0, len(prompt) :].tolist(), logits))
    return replies


def _agreement(wanted: Sequence[Reply], found: Sequence[Reply]) -> Agreement:
    before, gaps, same, differences = list[int](), list[float](), 0, list[float]()
    for ours, theirs in zip(wanted, found, strict=True):
        differences.append(float(np.abs(_centred(ours.logits[0]) - _centred(theirs.logits[0])).mean()))
        pairs = list(zip(ours.tokens, theirs.tokens, strict=False))
        parted = next((place for place, (a, b) in enumerate(pairs) if a != b), None)
        if parted is None:
            same += 1
            continue
        before.append(parted)
        logits = ours.logits[parted]
        gaps.append(float(logits.max() - logits[theirs.tokens[parted]]))
    return Agreement(same, before, gaps, mean(differences))


def _centred(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(logits - logits.mean(), np.float32)


def _gaps(reply: Reply) -> NDArray[np.float32]:
    best = np.partition(reply.logits, -2, axis=-1)[:, -2:]
    return np.asarray(best[:, 1] - best[:, 0], np.float32)


def _object(agreement: Agreement) -> dict[str, Any]:
    return {
        "same": agreement.same,
        "tokens_before": agreement.before,
        "gaps": [round(gap, 4) for gap in agreement.gaps],
        "logit_difference": agreement.difference,
    }


def _prompts(path: Path) -> list[list[ChatMessage]]:
    """What is asked: problems as the data sets ask them, each once."""
    if "messages" in json.loads(path.read_text("utf-8").splitlines()[0]):
        chats = [json.loads(line)["messages"][:-1] for line in path.read_text("utf-8").splitlines()]
    else:
        chats = [chat_turns(StepFormat.CODE, problem.text, "")[:-1] for problem in load_problems(path, _PROMPTS)]
    distinct = {json.dumps(chat): chat for chat in chats}
    return [[ChatMessage(turn["role"], turn["content"]) for turn in chat] for chat in distinct.values()]


def _made_chats(path: Path) -> Path:
    """Sums about pens: enough to see a loss fall."""
    draw = random.Random(0)
    lines = []
    for number in range(40):
        boxes, pens, given = draw.randint(2, 30), draw.randint(2, 30), draw.randint(2, 9)
        question = f"Tom has {boxes} boxes with {pens} pens each and gives away {given} pens. How many are left?"
        solution = f"# Step 1: Count all pens.\npens = {boxes} * {pens}\n# Step 2: Take away.\nprint(pens - {given})"
        lines.append(json.dumps({"id": f"{number}", "messages": chat_turns(StepFormat.CODE, question, solution)}))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _show(model: Path, done: Finetuned, figures: dict[str, Any], curve: list[dict[str, Any]]) -> None:
    rows = [
        [
            name,
            f"{found['same']} of {figures['replies']}",
            f"{median(found['tokens_before']):.0f}" if found["tokens_before"] else "",
            f"{median(found['gaps']):.2f}" if found["gaps"] else "",
            f"{max(found['gaps']):.2f}" if found["gaps"] else "",
            f"{found['logit_difference']:.3f}",
        ]
        for name, found in figures["agreement"].items()
    ]
    columns = ["llama.cpp with", "same replies", "parted after", "gap there", "largest", "logits differ by"]
    losses = ", ".join(f"{line['loss']:.3f}" for line in curve[:: max(1, len(curve) // 10)])
    told = {"losses": losses, "median gap of a token": figures["gap"], **done.metrics}
    report(f"{model.name}: greedy replies beside transformers with the adapter", columns, rows, told)


def _plain(job: FinetuneJob) -> dict[str, Any]:
    options = job.options
    return {name: getattr(options, name) for name in options.__struct_fields__}


def _say(said: FinetuneProgress) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{said.stage} {said.step} of {said.steps}, loss {said.loss}   ")


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    sys.exit(main())
