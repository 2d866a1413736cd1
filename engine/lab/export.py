"""Campaigns as JSON lines: for supervised fine-tuning, and in the shape that rStar-Math's own trainers read (Guan et
al. 2025).

``sft.jsonl``, one right solution a line, as turns of a chat:
    messages    turns with role and content: the instructions, the problem, the solution
    id, answer  of the problem; what the solution answers

``trajectories.jsonl``, the same solutions for rStar's fine-tuning of the policy:
    query, response  the problem and the solution
    and, beside what that trainer reads: id, q_values (of each step), final_Q (1, since it ended right), answer

``pairs.jsonl``, one preference a line, for its trainer of preference models:
    prompt      the problem and the steps before the two, with a newline between them
    pos, neg    the preferred step and the other one; whole solutions where solutions are compared
    pos_count, neg_count  how many steps stand on the two sides of the pair's group; a pair weighs 1 over their product
    and, beside what that trainer reads: id (of the problem), step_margin (difference of the two Q), kind ("step" or
    "solution"), and the same as a chat, for `lab finetune`: messages (turns before the reply), chosen and rejected (the
    reply up to the step), chosen_q and rejected_q (Q of its last step)

Each line has its ``provenance``: the model and its checksum, the random seed, the checksum of the instructions and of
the file of problems, and what was found of the solution. ``export.json`` counts what was written, and what each rule
dropped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec

from engine.chats import asked, chat_turns, reply_of
from engine.lab.assemble import Assembly, assemble
from engine.lab.campaign import Campaign
from engine.lab.datasets import Choice, Chosen, Left, MeasuredProblems, choose
from engine.lab.false_positives import Check
from engine.types import NodeStatus, StepFormat
from models.errors import ReadOnlyError
from models.features import Features, path_rows
from models.training.pairs import PairCounts, Pairs, pairs_of


class ExportCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What was exported.

    Attributes:
        measured_problems: those left out because they are kept for measuring.
        wrong: finished solutions that are no trajectory since their answer is wrong. failed: those that did not run.
        left: right ones that were left out, by the reason. repeated: those with the same text as another one.
        pairs: by rStar's rules. dropped_pairs: of those, pairs of measured problems, and with the automatic check
            asked for pairs that prefer a solution that did not pass it.
    """

    problems: int
    measured_problems: int
    trajectories: int
    wrong: int
    failed: int
    repeated: int
    left: dict[Left, int]
    pairs: PairCounts
    dropped_pairs: int


def export(
    campaigns: Sequence[Campaign],
    folder: Path,
    choice: Choice | None = None,
    *,
    checks: Mapping[str, Check] | None = None,
    measured: MeasuredProblems | None = None,
) -> ExportCounts:
    """Write the four files, replacing older ones.

    Args:
        checks: of right solutions, by their key. measured: problems that must not be trained on.

    Raises:
        BadSettingsError: the campaigns hold no step.
        ReadOnlyError: the folder cannot be written.
    """
    choice, known, measured = choice or Choice(), checks or {}, measured or MeasuredProblems()
    chosen, left = choose(campaigns, choice, known, measured)
    problems, ends = _problems_and_ends(campaigns)
    forbidden = {name for name, text in problems.items() if measured.hold(text)}
    passing = _passing(campaigns, choice, known)
    pair_lines, pair_counts, dropped = list[dict[str, object]](), PairCounts(), 0
    for group in _groups(campaigns):
        assembly = assemble(group)
        pairs = pairs_of(assembly.features, texts=assembly.texts)
        step_format = group[0].plan.settings.step_format
        lines = list(_pair_lines(assembly, pairs, problems, step_format, _shared_provenance(group)))
        kept = [line for line in lines if line["id"] not in forbidden and _is_passing(line, choice, passing)]
        pair_lines += kept
        pair_counts = PairCounts(**{name: n + asdict(pair_counts)[name] for name, n in asdict(pairs.counts).items()})
        dropped += len(lines) - len(kept)
    counts = ExportCounts(
        problems=len(problems),
        measured_problems=len(forbidden),
        trajectories=len(chosen),
        wrong=ends[NodeStatus.FINISHED],
        failed=ends[NodeStatus.FAILED],
        repeated=left[Left.REPEATED],
        left=dict(left),
        pairs=pair_counts,
        dropped_pairs=dropped,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "sft.jsonl", map(chat_line, chosen))
        _write(folder / "trajectories.jsonl", map(_trajectory_line, chosen))
        _write(folder / "pairs.jsonl", pair_lines)
        (folder / "export.json").write_bytes(msgspec.json.format(msgspec.json.encode(counts)) + b"\n")
    except OSError as error:
        raise ReadOnlyError(f"{folder} cannot be written; choose another place with --out.") from error
    return counts


def _problems_and_ends(campaigns: Sequence[Campaign]) -> tuple[dict[str, str], Counter[NodeStatus]]:
    """The texts of all problems, and how many ends are wrong (FINISHED) and failed."""
    problems, ends = dict[str, str](), Counter[NodeStatus]()
    for campaign in campaigns:
        for record in campaign.records():
            story = record.story
            problems.setdefault(story.problem.id, story.problem.text)
            ends.update(node.status for node in story.nodes if node.id not in story.right)
    return problems, ends


def _groups(campaigns: Sequence[Campaign]) -> Iterable[list[Campaign]]:
    """Campaigns whose trees can be put together: of one model, with the same layers and the same form of steps."""
    groups: dict[tuple[str, tuple[int, ...], StepFormat], list[Campaign]] = {}
    for campaign in campaigns:
        plan = campaign.plan
        groups.setdefault((plan.backbone_sha256, plan.layers, plan.settings.step_format), []).append(campaign)
    return groups.values()


def _passing(campaigns: Sequence[Campaign], choice: Choice, checks: Mapping[str, Check]) -> set[tuple[str, str]]:
    """Problems and texts of all solutions that pass the automatic check, where it is asked for."""
    if not choice.passing:
        return set()
    passed, _ = choose(campaigns, Choice(passing=True), checks, MeasuredProblems())
    return {(one.solution.problem.id, one.solution.text) for one in passed}


def _is_passing(line: Mapping[str, object], choice: Choice, passing: set[tuple[str, str]]) -> bool:
    return not choice.passing or line["kind"] == "step" or (str(line["id"]), str(line["pos"])) in passing


def chat_line(one: Chosen) -> dict[str, object]:
    """A line of ``sft.jsonl``."""
    solution = one.solution
    step_format = one.campaign.plan.settings.step_format
    return {
        "id": solution.problem.id,
        "messages": chat_turns(step_format, solution.problem.text, solution.text),
        "answer": solution.answer,
        "provenance": one.provenance,
    }


def _trajectory_line(one: Chosen) -> dict[str, object]:
    solution = one.solution
    return {
        "id": solution.problem.id,
        "query": solution.problem.text,
        "response": solution.text,
        "q_values": [step.q_value for step in one.story.path(solution.node)],
        "final_Q": 1,
        "answer": solution.answer,
        "provenance": one.provenance,
    }


def _shared_provenance(group: Sequence[Campaign]) -> dict[str, object]:
    """Of lines that come from all campaigns of a group together."""
    plans = [campaign.plan for campaign in group]
    return {
        "model": plans[0].model,
        "model_sha256": plans[0].backbone_sha256,
        "seeds": sorted({plan.settings.seed for plan in plans}),
        "prompt_sha256": sorted({plan.prompt_sha256 for plan in plans}),
        "problems_sha256": sorted({plan.problems_sha256 for plan in plans}),
    }


def _pair_lines(
    assembly: Assembly,
    pairs: Pairs,
    problems: dict[str, str],
    step_format: StepFormat,
    provenance: dict[str, object],
) -> Iterator[dict[str, object]]:
    features, texts = assembly.features, assembly.texts
    paths = path_rows(features)
    sides = _side_counts(features, pairs)
    for place, (pos, neg) in enumerate(zip(pairs.positives.tolist(), pairs.negatives.tolist(), strict=True)):
        is_solution = bool(features.outcomes[pos] == 1 and features.outcomes[neg] == 0)
        problem_id = features.problem_ids[features.problems[pos]]
        before = [] if is_solution else [texts[row] for row in paths[pos][:-1]]
        rows = (paths[pos], paths[neg]) if is_solution else ([pos], [neg])
        yield {
            "id": problem_id,
            "kind": "solution" if is_solution else "step",
            "prompt": _joined([problems[problem_id], *before]),
            "pos": _joined(texts[row] for row in rows[0]),
            "neg": _joined(texts[row] for row in rows[1]),
            "pos_count": sides[place][0],
            "neg_count": sides[place][1],
            "step_margin": float(features.q_values[pos] - features.q_values[neg]),
            "messages": asked(step_format, problems[problem_id]),
            "chosen": reply_of(step_format, [texts[row] for row in paths[pos]], finished=is_solution),
            "rejected": reply_of(step_format, [texts[row] for row in paths[neg]], finished=is_solution),
            "chosen_q": float(features.q_values[pos]),
            "rejected_q": float(features.q_values[neg]),
            "provenance": provenance,
        }


def _side_counts(features: Features, pairs: Pairs) -> list[tuple[int, int]]:
    """For each pair the numbers of rows on the two sides of its group."""
    groups: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
    keys = []
    for pos, neg in zip(pairs.positives.tolist(), pairs.negatives.tolist(), strict=True):
        # Solutions of a problem are one group, whatever step they follow; steps are grouped by the one before.
        above = -1 if features.outcomes[pos] == 1 else int(features.parents[pos])
        key = (int(features.problems[pos]), above)
        good, bad = groups.setdefault(key, (set(), set()))
        good.add(pos)
        bad.add(neg)
        keys.append(key)
    return [(len(groups[key][0]), len(groups[key][1])) for key in keys]


def _joined(steps: Iterable[str]) -> str:
    return "\n".join(steps)


def _write(path: Path, lines: Iterable[dict[str, object]]) -> None:
    """Write a file that appears when it is complete."""
    temporary = path.with_name(f"{path.name}.part")
    with temporary.open("wb") as file:
        for line in lines:
            file.write(msgspec.json.encode(line) + b"\n")
    temporary.replace(path)
