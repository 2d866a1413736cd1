"""A tiny backbone learns preferences in its own process: pairs are drawn as they should be, it learns, goes on after
kill -9, and llama.cpp reads the same v from its file as PyTorch does.
"""

import json
import signal
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest

from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.chats import asked, reply_of
from engine.reading import ReadingScorer
from engine.types import Node, NodeStatus, StepFormat
from models.backbone_ppm import is_backbone_ppm, load_backbone_ppm
from models.files import sha256_of
from models.ppm import BadHeadError, score_of
from models.training.chats import Row, Turn
from models.training.finetune_job import (
    BadTrainingDataError,
    Finetuned,
    FinetuneJob,
    FinetuneOptions,
    FinetuneProgress,
    TrainingMemoryError,
)
from models.training.job import BadOptionsError
from models.training.launch import run_finetune
from models.training.preferences import PairLine, all_pairs, groups_of, holds_pairs, pairs_of_step, read_pairs
from tests.helpers.tiny_policy import write_chats, write_policy

PARTS = ("torch", "transformers", "peft", "accelerate", "gguf")
needs_torch = pytest.mark.skipif(
    any(find_spec(part) is None for part in PARTS), reason="the extra 'train' is not installed"
)
OPTIONS = FinetuneOptions(
    steps=40, rank=4, alpha=8, rate=2e-2, batch=6, held_out=0.3, measure_every=20, save_every=5, sequence_tokens=400
)
PROBLEM, RIGHT, WRONG = "What is {0} + 1?", "# Step 1: Add.\nprint({0} + 1)", "# Step 1: Take.\nprint({0} - 1)"


def _line(number: int, chosen: str, rejected: str, *, kind: str = "solution") -> dict[str, object]:
    text = PROBLEM.format(number)
    finished = kind == "solution"
    return {
        "id": f"p{number}",
        "kind": kind,
        "prompt": text,
        "messages": asked(StepFormat.CODE, text)[1:],
        "chosen": reply_of(StepFormat.CODE, [chosen], finished=finished),
        "rejected": reply_of(StepFormat.CODE, [rejected], finished=finished),
        "chosen_q": 1.0,
        "rejected_q": -1.0,
    }


def _write_pairs(path: Path, problems: int = 10) -> Path:
    lines = [_line(number, RIGHT.format(number), WRONG.format(number)) for number in range(problems)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def _job(policy: Path, folder: Path, **changed: object) -> FinetuneJob:
    data = folder / "pairs.jsonl"
    if not data.exists():
        _write_pairs(data)
    options = msgspec.structs.replace(OPTIONS, **changed)
    return FinetuneJob(data=str(data), model=str(policy), out=str(folder / "out"), options=options, threads=1)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_policy(tmp_path_factory.mktemp("policy") / "tiny.gguf")


@pytest.fixture(scope="module")
def done(policy: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[FinetuneJob, Finetuned]:
    """A training that was never interrupted."""
    job = _job(policy, tmp_path_factory.mktemp("done"))
    return job, run_finetune(job)


def _pair_line(problem: str, chosen: str, rejected: str, kind: str = "solution") -> PairLine:
    return PairLine(
        prompt=problem,
        messages=(Turn("user", problem),),
        chosen=chosen,
        rejected=rejected,
        chosen_q=1.0,
        rejected_q=-1.0,
        id=problem,
        kind=kind,
    )


def _letters(turns: Sequence[Turn]) -> Row:
    return Row(tuple("".join(turn.content for turn in turns).encode()), 0)


def test_pairs_of_a_group_share_their_replies_and_weigh_as_much_as_one() -> None:
    solutions = [_pair_line("p", good, bad) for good in "abc" for bad in "xy"]
    steps = [_pair_line("p", "s", bad, "step") for bad in "uvw"]
    groups = groups_of([*solutions, *steps], _letters, FinetuneOptions(held_out=0))
    first, second = groups.trained
    assert (3, 2, 2, True) == (len(first.chosen), len(first.rejected), first.pairs, first.is_solution)
    assert (1, 3, 1, False) == (len(second.chosen), len(second.rejected), second.pairs, second.is_solution)
    options = FinetuneOptions(batch=3)
    rounds = [pairs_of_step(groups.trained, options, number) for number in range(40)]
    for pairs in rounds:
        # No reply twice in a round, and each group weighs 1.
        assert 3 == len({pair.chosen for pair in pairs}) == len({pair.rejected for pair in pairs})
        assert 2 == pytest.approx(sum(pair.weight for pair in pairs))
    # Every one of the 6 + 3 pairs has its turn, and the same step is the same pairs.
    assert 9 == len({(pair.chosen, pair.rejected) for pairs in rounds for pair in pairs})
    assert rounds[7] == pairs_of_step(groups.trained, options, 7)
    assert rounds[7] != pairs_of_step(groups.trained, msgspec.structs.replace(options, seed=1), 7)


def test_whole_problems_are_held_out_and_long_replies_left_out() -> None:
    lines = [_pair_line(f"p{number}", "good", "bad" * (9 if number == 3 else 1)) for number in range(10)]
    groups = groups_of(lines, _letters, FinetuneOptions(held_out=0.3, sequence_tokens=20))
    trained, held = {group.problem for group in groups.trained}, {group.problem for group in groups.held_out}
    assert (9, 1, set()) == (len(trained | held), groups.long, trained & held)
    assert len(held) == len(all_pairs(groups.held_out))
    with pytest.raises(BadTrainingDataError, match="have replies of more than 16 tokens; allow more with --seq-len"):
        groups_of([_pair_line("p", "x" * 99, "y")], _letters, FinetuneOptions(sequence_tokens=16))


def test_a_file_of_pairs_is_told_from_one_of_chats_and_refused_where_it_holds_none(tmp_path: Path) -> None:
    pairs, chats = _write_pairs(tmp_path / "pairs.jsonl", 3), write_chats(tmp_path / "sft.jsonl")
    assert (True, False, False) == (holds_pairs(pairs), holds_pairs(chats), holds_pairs(tmp_path / "absent"))
    assert 3 == len(read_pairs(pairs))
    pairs.write_text('{"chosen": 1}\n')
    with pytest.raises(BadTrainingDataError, match=r"Line 1 of .* is no preference pair"):
        read_pairs(pairs)
    pairs.write_text("\n")
    with pytest.raises(BadTrainingDataError, match=r"holds no pair.*some of whose solutions are right and some wrong"):
        read_pairs(pairs)
    with pytest.raises(BadTrainingDataError, match="cannot be read"):
        read_pairs(tmp_path / "absent")


@needs_torch
def test_it_learns_what_is_preferred_on_problems_that_it_has_not_seen(done: tuple[FinetuneJob, Finetuned]) -> None:
    job, finetuned = done
    metrics = finetuned.metrics
    assert (7, 3, 6) == tuple(metrics[name] for name in ("rows", "held_out_rows", "held_out_solutions"))
    # Before, v is 0 for all: ln 2 for the pair, and ln 2 for its anchor.
    assert 2 * np.log(2) == pytest.approx(metrics["held_out_before"], rel=1e-4)
    assert metrics["held_out_after"] < 0.5 * metrics["held_out_before"]
    assert (1.0, 1.0) == (metrics["pair_accuracy"], metrics["auc_all"])
    card = load_backbone_ppm(Path(finetuned.adapter)).card
    assert sha256_of(Path(job.model)) == card.backbone_sha256
    assert metrics["pair_accuracy"] == card.metrics["pair_accuracy"]
    assert finetuned.is_preference


@needs_torch
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_llama_cpp_reads_the_v_of_pytorch_whatever_was_read_before(
    done: tuple[FinetuneJob, Finetuned], policy: Path
) -> None:
    ppm = load_backbone_ppm(Path(done[1].adapter))
    backend = LlamaBackend(policy, LlamaOptions(512, 4, 128, threads=1))
    try:
        scorer = ReadingScorer(ppm, backend.reader(ppm.path), backend)
        first, other = _node("# Step 1: Add.\nx = 3 + 1"), _node("# Step 1: Take.\nx = 3 - 1")
        last = _node("# Step 2: Show.\nprint(x)", NodeStatus.FINISHED)
        paths = [[first], [first, last], [other], [other, last], [first], [other, last]]
        text = PROBLEM.format(3)
        found = [scorer.score(text, path, (), StepFormat.CODE)[0] for path in paths]
        wanted = [score_of(_value(policy, done[1], scorer.tokens(text, path, StepFormat.CODE))) for path in paths]
    finally:
        backend.close()
    assert found == pytest.approx(wanted, abs=5e-3)
    assert found[0] == pytest.approx(found[4], abs=1e-4)
    assert found[3] == pytest.approx(found[5], abs=1e-4)
    assert 4 == len({round(score, 4) for score in found})


@needs_torch
def test_what_was_read_before_is_not_read_again(done: tuple[FinetuneJob, Finetuned], policy: Path) -> None:
    ppm = load_backbone_ppm(Path(done[1].adapter))
    backend = LlamaBackend(policy, LlamaOptions(512, 4, 128, threads=1))
    try:
        scorer = ReadingScorer(ppm, backend.reader(ppm.path), backend)
        first, second = _node("# Step 1: Add.\nx = 3 + 1"), _node("# Step 2: Show.\nprint(x)")
        scorer.score("What?", [first], (), StepFormat.CODE)
        whole = scorer.read_tokens
        scorer.score("What?", [first, second], (), StepFormat.CODE)
        went_on = scorer.read_tokens - whole
        scorer.score("What?", [_node("# Step 1: Add.\nx = 3 + 2")], (), StepFormat.CODE)
        sibling = scorer.read_tokens - whole - went_on
    finally:
        backend.close()
    # A new step and the end of the reply; of a sibling the last characters.
    assert len("\n# Step 2: Show.\nprint(x)") + 1 == went_on
    assert sibling < 5 < went_on < whole


@needs_torch
def test_after_kill_9_the_same_job_takes_the_same_steps(
    done: tuple[FinetuneJob, Finetuned], policy: Path, tmp_path: Path
) -> None:
    job = _job(policy, tmp_path)

    def kill_in_step_12(said: FinetuneProgress) -> None:
        if said.stage == "training" and said.step == 12:
            living = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE]
            (child,) = [each for each in living if "--train" in each.cmdline()]
            child.send_signal(signal.SIGKILL)

    with pytest.raises(TrainingMemoryError, match="was killed"):
        run_finetune(job, kill_in_step_12)
    finetuned = run_finetune(job)
    assert 10 == finetuned.resumed_at
    whole, resumed = load_backbone_ppm(Path(done[1].adapter)), load_backbone_ppm(Path(finetuned.adapter))
    assert whole.output == pytest.approx(resumed.output, rel=1e-3, abs=1e-5)


@needs_torch
def test_what_cannot_be_is_refused(done: tuple[FinetuneJob, Finetuned], policy: Path, tmp_path: Path) -> None:
    with pytest.raises(BadOptionsError, match="stays beside its model; leave --merge out"):
        run_finetune(_job(policy, tmp_path, merge=True))
    ppm = Path(done[1].adapter)
    assert (True, False) == (is_backbone_ppm(ppm), is_backbone_ppm(policy))
    with pytest.raises(BadHeadError, match=r"tiny\.gguf is no preference model"):
        load_backbone_ppm(policy)
    newer = tmp_path / "newer.gguf"
    newer.write_bytes(ppm.read_bytes().replace(b'{"version":1,', b'{"version":9,'))
    with pytest.raises(BadHeadError, match="was made by a newer Stepwise"):
        load_backbone_ppm(newer)
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(ppm.read_bytes().replace(b'"output":"', b'"output":!'))
    with pytest.raises(BadHeadError, match="damaged"):
        load_backbone_ppm(damaged)


def _node(text: str, status: NodeStatus = NodeStatus.OPEN) -> Node:
    return Node(id=1, parent=0, depth=1, text=text, status=status)


def _value(policy: Path, finetuned: Finetuned, tokens: list[int]) -> float:
    """The calibrated v as PyTorch has it."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    ppm = load_backbone_ppm(Path(finetuned.adapter))
    model = AutoModelForCausalLM.from_pretrained(str(policy.parent), gguf_file=policy.name, dtype=torch.float32)
    tuned = PeftModel.from_pretrained(model, finetuned.peft).eval()
    with torch.no_grad():
        states = tuned.get_base_model().model(torch.tensor([tokens])).last_hidden_state
    return ppm.value(states[0, -1].numpy())
