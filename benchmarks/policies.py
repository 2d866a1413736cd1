"""Accuracy against sampled tokens for every policy, each problem paired with itself.

Greedy, majority, best-of-N and weighted best-of-N share one set of samples: at a budget they get as many whole samples,
in random order, as it pays for, and their score is the mean over many orders. Tree policies search once per budget,
with 4, 8 and 16 candidates at 500, 1,000 and 2,000 tokens. No arm stops early. Rows are kept in a file; the same
command goes on where it was stopped, and ``--report yes`` only prints what is there. ``--quick`` takes two problems of
its own at 500 tokens.
"""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console

from benchmarks._arms import CANDIDATES, Arm, ArmRow, Field, RowStore, Sample
from benchmarks._plot import Line, line_chart
from benchmarks._problems import PROBLEMS
from benchmarks._report import Option, arguments, find_model, report, write_json
from engine.compare.interval import wilson
from engine.compare.paired import paired_difference
from engine.problems import load_problems
from engine.types import PolicyName, Problem, StepFormat, ValueName

_TREE = (PolicyName.MCTS, PolicyName.RESTARTS, PolicyName.DVTS, PolicyName.BEAM)
_SAMPLED = (PolicyName.MAJORITY, PolicyName.WEIGHTED, PolicyName.BEST_OF_N)
_FEW_PROBLEMS = (Problem("cabbages", PROBLEMS[0], "25"), Problem("remainder", PROBLEMS[3], "6"))
_BLOCK = 10
_ORDERS = 200
_SAMPLES = 24
_STOPPED = "stopped"
_SCORED = " + ppm"
_PLOT_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Score:
    """One policy at one budget: a score in [0, 1] and the tokens spent for each problem."""

    by_problem: dict[str, float]
    tokens: float

    @property
    def mean(self) -> float:
        """Accuracy."""
        return fmean(self.by_problem.values()) if self.by_problem else 0.0


def main() -> int:
    """Measure what is missing, then report."""
    options = arguments(
        __doc__ or "",
        [
            Option("problems", "file of problems"),
            Option("model", "id or path of a model"),
            Option("rows", "file of finished rows", Path),
            Option("limit", "only the first so many problems", int),
            Option("budgets", "tokens, separated by commas: 500,1000,2000"),
            Option("policies", "tree policies, separated by commas; 'none' for the samples alone"),
            Option("samples", "whole solutions in the shared set", int),
            Option("threads", "threads of llama.cpp", int),
            Option("parallel", "problems that share a batch", int),
            Option("format", "code or text"),
            Option("ppm", "file of a preference model: the tree policies search with its scores", Path),
            Option("report", "'yes': measure nothing"),
            Option("plot", "write the chart to this SVG file", Path),
        ],
    )
    if not options.quick and (options.problems is None or options.rows is None):
        print("Give --problems FILE and --rows FILE, or --quick.", file=sys.stderr)
        return 2
    problems = load_problems(Path(options.problems), options.limit) if options.problems else _FEW_PROBLEMS
    budgets = [int(text) for text in (options.budgets or ("500" if options.quick else "500,1000,2000")).split(",")]
    with TemporaryDirectory() as folder:
        rows = RowStore(options.rows or Path(folder) / "rows.jsonl")
        if options.report is None:
            _measure(options, problems, budgets, rows)
    wanted = {problem.id for problem in problems}
    scores = _scores([row for row in rows.rows if row.id in wanted], budgets)
    _report(scores, budgets, options)
    return 0


def _measure(options: Namespace, problems: Sequence[Problem], budgets: Sequence[int], rows: RowStore) -> None:
    chosen = options.policies or ",".join(_TREE)
    trees = [PolicyName(name) for name in chosen.split(",") if name != "none"]
    arms = [Arm("greedy", PolicyName.GREEDY, max(CANDIDATES)), Arm("samples", PolicyName.MAJORITY, 0)]
    suffix, values = (_SCORED, (ValueName.AGREEMENT, ValueName.PPM)) if options.ppm else ("", ())
    ordered = sorted(budgets, reverse=True)
    arms += [Arm(policy.value + suffix, policy, tokens, values) for tokens in ordered for policy in trees]
    field = Field(
        find_model(options.model), threads=options.threads or 0, parallel=options.parallel or 3, head=options.ppm
    )
    console = Console(stderr=True, highlight=False)
    try:
        # Block by block, so that all arms have about the same problems whenever it is stopped.
        for start in range(0, len(problems), _BLOCK):
            for arm in arms:
                left = [problem for problem in problems[start : start + _BLOCK] if not rows.has(arm, problem)]
                settings = arm.settings(
                    options.samples or (4 if options.quick else _SAMPLES), StepFormat(options.format or "code")
                )
                field.solve(arm, left, settings, rows.add)
                if left:
                    console.print(f"{arm.name} {arm.tokens or ''}: problems {start + 1} to {start + _BLOCK} are done")
    finally:
        field.close()


def _scores(rows: Sequence[ArmRow], budgets: Sequence[int]) -> dict[tuple[str, int], Score]:
    scores = {}
    for budget in budgets:
        for policy in (*_TREE, *(f"{name}{_SCORED}" for name in _TREE)):
            chosen = [row for row in rows if (row.arm, row.tokens_allowed) == (policy, budget)]
            if chosen:
                score = Score({row.id: float(row.right) for row in chosen}, fmean(row.tokens for row in chosen))
                scores[policy, budget] = score
            longer = [row for row in rows if (row.arm, row.tokens_allowed) == (policy, max(budgets))]
            if longer and budget < max(budgets):
                stopped = Score({row.id: _right_at(row, budget) for row in longer}, budget)
                scores[f"{policy} of {max(budgets):,}, {_STOPPED}", budget] = stopped
        sampled = [row for row in rows if row.arm == "samples"]
        for policy in _SAMPLED if sampled else ():
            scored = {row.id: _expected(row, budget, _CHOICES[policy]) for row in sampled}
            spent = fmean(min(budget, row.tokens) for row in sampled)
            scores[policy.value, budget] = Score(scored, spent)
        if sampled:
            covered = {row.id: _expected(row, budget, _any_right) for row in sampled}
            scores["coverage of the samples", budget] = Score(covered, 0.0)
    greedy = [row for row in rows if row.arm == "greedy"]
    if greedy:
        scores["greedy", 0] = Score({row.id: float(row.right) for row in greedy}, fmean(row.tokens for row in greedy))
    return scores


def _right_at(row: ArmRow, tokens: int) -> float:
    """Whether the answer that a search had after so many tokens was right."""
    reached = [right for at, right in row.curve if at <= tokens]
    return float(reached[-1]) if reached else 0.0


def _expected(row: ArmRow, budget: int, choose: Callable[[Sequence[Sample]], float]) -> float:
    """Mean score over random orders of the samples, each cut where the budget is used up."""
    rng = np.random.default_rng(len(row.samples))
    tokens = np.array([sample.tokens for sample in row.samples])
    results = []
    for _ in range(_ORDERS):
        order = rng.permutation(len(tokens))
        count = int(np.searchsorted(np.cumsum(tokens[order]), budget, side="right"))
        results.append(choose([row.samples[index] for index in order[:count]]))
    return fmean(results)


def _voted(samples: Sequence[Sample], weigh: Callable[[Sample], float]) -> float:
    weights: dict[str, float] = {}
    right: dict[str, bool] = {}
    for sample in samples:
        if sample.answer is not None:
            weights[sample.answer] = weights.get(sample.answer, 0.0) + weigh(sample)
            right[sample.answer] = sample.right
    return float(right[max(weights, key=lambda answer: weights[answer])]) if weights else 0.0


def _best(samples: Sequence[Sample]) -> float:
    ended = [sample for sample in samples if sample.answer is not None]
    return float(max(ended, key=lambda sample: (sample.weight, sample.logprob)).right) if ended else 0.0


def _any_right(samples: Sequence[Sample]) -> float:
    return float(any(sample.right for sample in samples))


_CHOICES: dict[PolicyName, Callable[[Sequence[Sample]], float]] = {
    PolicyName.MAJORITY: lambda samples: _voted(samples, lambda _: 1.0),
    PolicyName.WEIGHTED: lambda samples: _voted(samples, lambda sample: sample.weight),
    PolicyName.BEST_OF_N: _best,
}


def _report(scores: dict[tuple[str, int], Score], budgets: Sequence[int], options: Namespace) -> None:
    table, figures = [], []
    for (name, budget), score in sorted(scores.items(), key=lambda item: (item[0][1], -item[1].mean)):
        count = len(score.by_problem)
        low, high = wilson(round(score.mean * count), count)
        base = scores.get((PolicyName.MAJORITY.value, budget or max(budgets)))
        shared = sorted(score.by_problem.keys() & base.by_problem.keys()) if base else []
        against = paired_difference(
            [score.by_problem[problem] for problem in shared],
            [base.by_problem[problem] for problem in shared] if base else [],
        )
        difference = "" if name == "majority" else f"{against.mean:+.1%} ({against.low:+.0%} to {against.high:+.0%})"
        p_value = "" if name == "majority" else f"{against.p_value:.2f}"
        interval = f"{low:.0%} to {high:.0%}"
        table.append(
            (name, budget or "", f"{score.tokens:,.0f}", count, f"{score.mean:.1%}", interval, difference, p_value)
        )
        figures.append(
            {"policy": name, "budget": budget, "tokens": score.tokens, "n": count, "accuracy": score.mean}
            | {"low": low, "high": high, "against_majority": against.mean, "p_value": against.p_value}
        )
    columns = ("policy", "budget", "tokens", "problems", "right", "95 %", "against majority, same problems", "p")
    report("Accuracy at equal tokens", columns, table, {})
    write_json(options.json, {"rows": figures})
    if options.plot is not None:
        shown = {key: score for key, score in scores.items() if len(score.by_problem) >= _PLOT_PROBLEMS and key[1]}
        names = dict.fromkeys(name for name, _ in shown if _STOPPED not in name)
        lines = [
            Line(name, tuple((budget, shown[name, budget].mean) for budget in budgets if (name, budget) in shown))
            for name in names
        ]
        options.plot.write_text(line_chart(lines, "sampled tokens per problem", "right"), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
