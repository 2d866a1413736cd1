"""Campaigns as JSON lines in the shape that rStar-Math's own trainers read (Guan et al. 2025).

``pairs.jsonl``, one preference a line, for its trainer of preference models:
    prompt      the problem and the steps before the two, with a newline between them
    pos, neg    the preferred step and the other one; whole solutions where solutions are compared
    pos_count, neg_count  how many steps stand on the two sides of the pair's group; a pair weighs 1 over their product
    and, beside what that trainer reads: id (of the problem), step_margin (difference of the two Q), kind ("step" or
    "solution")

``trajectories.jsonl``, one right solution a line, for its fine-tuning of the policy:
    query, response  the problem and the solution
    and, beside what that trainer reads: id, q_values (of each step), final_Q (1, since it ended right), answer

``export.json`` counts what was written, and what each rule dropped.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.lab.assemble import Assembly, assemble
from engine.lab.campaign import Campaign
from engine.lab.record import Record
from engine.types import NodeStatus
from models.errors import ReadOnlyError
from models.features import Features, path_rows
from models.training.pairs import PairCounts, Pairs, pairs_of


class ExportCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What was exported.

    Attributes:
        wrong: finished solutions that are no trajectory since their answer is wrong. failed: those that did not run.
        repeated: right ones with the same text as another one of the same problem.
    """

    problems: int
    trajectories: int
    wrong: int
    failed: int
    repeated: int
    pairs: PairCounts


@dataclass(frozen=True, slots=True)
class _Trajectories:
    lines: list[dict[str, object]]
    wrong: int
    failed: int
    repeated: int


def export(campaigns: Sequence[Campaign], folder: Path) -> ExportCounts:
    """Write the three files, replacing older ones.

    Raises:
        BadSettingsError: the campaigns do not fit each other, or hold no step.
        ReadOnlyError: the folder cannot be written.
    """
    problems: dict[str, str] = {}
    found = _Trajectories([], 0, 0, 0)
    for campaign in campaigns:
        for record in campaign.records():
            problems.setdefault(record.story.problem.id, record.story.problem.text)
            found = _with_trajectories(found, record)
    assembly = assemble(campaigns)
    pairs = pairs_of(assembly.features, texts=assembly.texts)
    counts = ExportCounts(
        problems=len(problems),
        trajectories=len(found.lines),
        wrong=found.wrong,
        failed=found.failed,
        repeated=found.repeated,
        pairs=pairs.counts,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "trajectories.jsonl", found.lines)
        _write(folder / "pairs.jsonl", _pair_lines(assembly, pairs, problems))
        (folder / "export.json").write_bytes(msgspec.json.format(msgspec.json.encode(counts)) + b"\n")
    except OSError as error:
        raise ReadOnlyError(f"{folder} cannot be written; choose another place with --out.") from error
    return counts


def _with_trajectories(found: _Trajectories, record: Record) -> _Trajectories:
    story = record.story
    statuses = Counter(node.status for node in story.nodes)
    seen: set[str] = set()
    lines = list[dict[str, object]]()
    for node in story.right:
        path = story.path(node)
        text = _joined(step.text for step in path)
        if text not in seen:
            lines.append(
                {
                    "id": story.problem.id,
                    "query": story.problem.text,
                    "response": text,
                    "q_values": [step.q_value for step in path],
                    "final_Q": 1,
                    "answer": path[-1].answer,
                }
            )
        seen.add(text)
    return _Trajectories(
        [*found.lines, *lines],
        found.wrong + statuses[NodeStatus.FINISHED] - len(story.right),
        found.failed + statuses[NodeStatus.FAILED],
        found.repeated + len(story.right) - len(lines),
    )


def _pair_lines(assembly: Assembly, pairs: Pairs, problems: dict[str, str]) -> Iterator[dict[str, object]]:
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
