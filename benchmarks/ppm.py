"""How well the preference model tells right from wrong on problems it has not seen, and what that is worth in a vote
and in giving up hopeless lines early.

``--features FILE`` are steps of measured problems (``stepwise lab generate``, then ``lab features``), ``--head FILE``
the head; without, the shipped one for that model. ``--train FILE``, steps of training problems, adds heads trained
here: the losses PPM, PQM and ORM, and each part of the input alone. ``--quick``, or no features: only what the scores
cost beside a decode.
"""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.services import data_folder
from benchmarks import _rejection
from benchmarks._report import DEFAULT_MODEL, Option, arguments, find_model, report, write_json
from benchmarks._samples import Scores, Solution, chances_of, interval, solutions_of, vote
from engine.backend import Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.preference import Scorer
from engine.types import Execution, ExecutionStatus, Node, StepFormat
from models.features import Features, load_features, path_rows
from models.heads import Heads
from models.library import Library
from models.ppm import BadHeadError, Head, backbone_layers, load_head, pooled_labels, require_fit
from models.training.combiner import answer_classes, combiner_of
from models.training.inputs import inputs_of
from models.training.job import Loss, Pool, TrainOptions
from models.training.measure import auc, auc_within, bootstrap
from models.training.pairs import ends_below

_Line = tuple[str, float, str, float, str, float | str, float | str]
_BUDGETS = (500, 1000, 2000)
_ORDERS = 200
_STEP_TOKENS = 40
_WIDTH = 16
_LOSSES: tuple[Loss, ...] = ("pairwise", "q", "outcome")


def main() -> int:
    """Measure and report."""
    options = arguments(
        __doc__ or "",
        (
            Option("features", "steps of problems to measure on", Path),
            Option("head", "file of a preference model", Path),
            Option("train", "steps of problems to train the ablations on", Path),
            Option("model", "id or path of a model, for the cost"),
            Option("threads", "of the processor", int),
        ),
    )
    figures: dict[str, object] = {}
    if options.features is not None:
        figures |= _measure(load_features(options.features), options)
    figures["ppm_share_of_decode"] = _cost(options)
    report("Cost", ("figure", "value"), [("share of a decode", f"{figures['ppm_share_of_decode']:.4f}")], {})
    write_json(options.json, figures)
    return 0


def _measure(measured: Features, options: Namespace) -> dict[str, object]:
    head = _head(options, measured.backbone)
    require_fit(head.card, measured.backbone_sha256, measured.backbone)
    scored = {"shipped head": _values(head, measured)} | _baselines(measured)
    if options.train is not None:
        scored |= _ablations(load_features(options.train), measured)
    table = [_line(name, scores, measured) for name, scores in scored.items()]
    combined = _combined(measured, scored["shipped head"])
    table.append(combined)
    columns = ("score", "AUC, solutions", "95 %", "within a problem", "95 %", "unfinished steps", "within")
    title = f"{len(measured.problem_ids)} problems, {int((measured.outcomes >= 0).sum()):,} solutions"
    report(title, columns, table, {})
    solutions = solutions_of(measured)
    votes = []
    worth = {}
    for budget in _BUDGETS:
        rules = _rules(scored["shipped head"])
        right = {name: _expected(solutions, budget, rule) for name, rule in rules.items()}
        for name, scores in right.items():
            difference = scores - right["majority"]
            low, high = interval(difference)
            worth[f"{name} at {budget}"] = (float(scores.mean()), float(difference.mean()), low, high)
            points = (
                "" if name == "majority" else f"{100 * difference.mean():+.1f} ({100 * low:.1f} to {100 * high:.1f})"
            )
            votes.append((name, budget, f"{100 * scores.mean():.1f} %", points))
    report("The same samples, chosen by", ("rule", "tokens", "right", "points over majority"), votes, {})
    rejected = _rejection.rejection_table(measured, chances_of(scored["shipped head"]))
    report("Early rejection", _rejection.COLUMNS, _rejection.told(rejected), {})
    first = table[0]
    return {
        "auc_all": first[1],
        "auc_within": first[3],
        "auc_unfinished": first[5],
        "auc_all_with_agreement": combined[1],
        "auc_within_with_agreement": combined[3],
        "points_over_majority": worth[f"ppm vote at {_BUDGETS[-1]}"][1:],
        "scores": table,
        "votes": votes,
        "rejection": _rejection.as_figures(rejected),
    }


def _head(options: Namespace, model: str) -> Head:
    """The head that was named, or the one that fits the model."""
    if options.head is not None:
        return load_head(options.head)
    found = Heads(Library(data_folder()), data_folder()).fitting(model, required=True)
    if found is None:
        raise BadHeadError(f"There is no preference model for {model}; name one with --head.")
    return load_head(found.path)


def _values(head: Head, features: Features) -> Scores:
    card = head.card
    pools: tuple[Pool, ...] = tuple("step" if pool == "step" else "path" for pool in card.pools)
    return head.values(inputs_of(features, TrainOptions(layers=card.layers, pools=pools, facts=bool(card.facts))))


def _baselines(features: Features) -> dict[str, Scores]:
    logprob = features.facts[:, features.fact_names.index("path_logprob")]
    lengths = np.array([features.tokens[path].sum() for path in path_rows(features)], np.float32)
    return {
        "mean log-probability": logprob,
        "length, shorter is better": -lengths,
        "random": np.random.default_rng(0).random(len(features)).astype(np.float32),
    }


def _ablations(training: Features, measured: Features) -> dict[str, Scores]:
    """Heads trained here: all losses on all that the file has, and the paper's loss on parts of it."""
    # Needs the optional PyTorch, as nothing else here does.
    from models.training.folds import train_folds

    found = {f"loss {loss}": TrainOptions(loss=loss, layers=training.layers) for loss in _LOSSES}
    found["facts alone"] = TrainOptions(pools=())
    for label in training.layers:
        name = f"layer {label}" if label >= 0 else f"layer {~label}, last token"
        found[f"{name}, alone"] = TrainOptions(layers=(label,), facts=False)
    return {name: _values(train_folds(training, options), measured) for name, options in found.items()}


def _line(name: str, scores: Scores, features: Features) -> _Line:
    ended = features.outcomes >= 0
    right, wrong = ends_below(features)
    going_on = (features.outcomes < 0) & (right | wrong)
    seen, labels, problems = scores[ended], features.outcomes[ended] == 1, features.problems[ended]
    return (
        name,
        auc(seen, labels),
        _bounds(seen, labels, problems, within=False),
        auc_within(seen, labels, problems),
        _bounds(seen, labels, problems, within=True),
        auc(scores[going_on], right[going_on]),
        auc_within(scores[going_on], right[going_on], features.problems[going_on]),
    )


def _combined(features: Features, values: Scores) -> _Line:
    """The combiner, fitted on half of the problems and measured on the others, both ways round."""
    chances = np.full(len(features), -np.inf, np.float32)
    half = np.unique(features.problems)[::2]
    first = np.isin(features.problems, half)
    for fitted, used in ((first, ~first), (~first, first)):
        combiner = combiner_of(features.of(np.flatnonzero(fitted)), values[fitted])
        if combiner is None:
            continue
        part = features.of(np.flatnonzero(used))
        classes = answer_classes(part, values[used])
        logits = combiner.logit(**{name: column for name, column in classes.items() if name != "right"})
        names = sorted(
            {(problem, answer) for problem, answer in zip(part.problems, part.answers, strict=True) if answer >= 0}
        )
        by_class = dict(zip(names, logits, strict=True))
        keys = zip(part.problems, part.answers, strict=True)
        # Within a class of equal answers the single solutions keep the order of their values.
        chances[used] = [by_class.get(key, -50.0) + 1e-3 * value for key, value in zip(keys, values[used], strict=True)]
    ended = features.outcomes >= 0
    seen, labels, problems = chances[ended], features.outcomes[ended] == 1, features.problems[ended]
    return (
        "shipped head and agreement",
        auc(seen, labels),
        _bounds(seen, labels, problems, within=False),
        auc_within(seen, labels, problems),
        _bounds(seen, labels, problems, within=True),
        "",
        "",
    )


def _bounds(scores: Scores, labels: NDArray[np.bool_], problems: NDArray[np.int32], *, within: bool) -> str:
    def statistic(rows: NDArray[np.intp], drawn: NDArray[np.intp]) -> float:
        return auc_within(scores[rows], labels[rows], drawn) if within else auc(scores[rows], labels[rows])

    low, high = bootstrap(statistic, problems)
    return f"{low:.2f} to {high:.2f}"


Rule = Callable[[Sequence[Solution]], float]


def _rules(values: Scores) -> dict[str, Rule]:
    chances = chances_of(values)
    return {
        "majority": partial(vote, weights=np.ones(len(values), np.float32)),
        "ppm vote": partial(vote, weights=chances),
        "ppm best of n": partial(_best, values=values),
        "coverage": lambda solutions: float(any(solution.right for solution in solutions)),
    }


def _best(solutions: Sequence[Solution], values: Scores) -> float:
    return float(max(solutions, key=lambda solution: values[solution.row]).right) if solutions else 0.0


def _expected(problems: Sequence[Sequence[Solution]], budget: int, rule: Rule) -> NDArray[np.float64]:
    """For each problem the mean over random orders of its solutions, each cut where the budget is used up."""
    scores = []
    for solutions in problems:
        generator = np.random.default_rng(len(solutions))
        tokens = np.array([solution.tokens for solution in solutions])
        results = []
        for _ in range(_ORDERS):
            order = generator.permutation(len(solutions))
            count = int(np.searchsorted(np.cumsum(tokens[order]), budget, side="right"))
            results.append(rule([solutions[place] for place in order[:count] if solutions[place].answer >= 0]))
        scores.append(np.mean(results))
    return np.array(scores)


def _cost(options: Namespace) -> float:
    """Scores of the steps that one decode closes, beside the decode: reading states and the head, share of time."""
    path = find_model(options.model)
    head = _head(options, options.model or DEFAULT_MODEL)
    layers = backbone_layers(head.card.layers)
    with_states = _decode_ms(path, layers, options.threads or 0)
    without = _decode_ms(path, (), options.threads or 0)
    node = Node(
        1, 0, 1, "# Step 1: Add.\ntotal = 3 + 4", execution=Execution(ExecutionStatus.OK, names=(("total", "7"),))
    )
    states = [np.zeros((2 * len(layers), head.card.width), np.float32)]
    scorer = Scorer(head, tuple(pooled_labels(layers).index(label) for label in head.card.layers))
    begun, count = time.perf_counter(), 200
    for _ in range(count):
        scorer.score("What are 3 and 4 together?", [node], states, StepFormat.CODE)
    score_ms = (time.perf_counter() - begun) / count * 1000
    # A step closes after so many tokens; the tap's own time lies within the noise of a decode, and may seem negative.
    return (max(0.0, with_states - without) + score_ms * _WIDTH / _STEP_TOKENS) / without


def _decode_ms(path: Path, layers: tuple[int, ...], threads: int) -> float:
    backend = LlamaBackend(path, LlamaOptions(context_tokens=2048, threads=threads, layers=layers))
    try:
        tokens = backend.tokenize("A bakery sells 12 trays of rolls each morning.", special=False)
        backend.decode([Row(token, at, 0, False) for at, token in enumerate(tokens)])
        for sequence in range(1, _WIDTH):
            backend.copy_sequence(0, sequence, len(tokens))
        times = []
        for decode in range(20):
            begun = time.perf_counter()
            backend.decode([Row(tokens[0], len(tokens) + decode, sequence, True) for sequence in range(_WIDTH)])
            times.append(time.perf_counter() - begun)
    finally:
        backend.close()
    return float(np.median(times)) * 1000


if __name__ == "__main__":
    sys.exit(main())
