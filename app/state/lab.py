"""What the lab does at a moment, and the words and tables of what it has found. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from app.charts.curves import Line, draw_curves
from app.charts.theme import ChartTheme
from app.lab_folders import STAGE, LabFolder, LabKind, Part
from app.lab_training import Point
from app.language import mark, tr
from app.model_facts import Fact
from engine.lab.coverage import Interval
from engine.lab.evolution import DIFFICULTIES, POLICY_ROUND, PREPARATION, ROUND, Evolution, Outcome, Round, Stage
from engine.lab.sample_match import Match
from engine.lab.sample_report import ArmReport, BudgetRow, SampleReport
from models.text import amount as amount_of
from models.text import duration
from models.training.finetune_job import Finetuned, FinetuneProgress

Row = tuple[str, ...]
Table = tuple[Row, tuple[Row, ...]]
"""Its head, and its rows."""
_POINTS, _DOTTED = 240, 40
_KINDS = {
    LabKind.SAMPLE: mark("two models"),
    LabKind.CAMPAIGN: mark("training data"),
    LabKind.EVOLUTION: mark("self-evolution"),
    LabKind.TRAINING: mark("preference model"),
    LabKind.TUNING: mark("fine-tuning"),
}
_PARTS = {"strong": mark("Strong model"), "weak": mark("Weak model")}
_STAGES = {
    Stage.SAMPLE: mark("Sampling solutions of all problems"),
    Stage.BASELINE: mark("Searching the held-out problems without a preference model"),
    Stage.GENERATE: mark("Round {number}: searching"),
    Stage.ASSEMBLE: mark("Round {number}: putting the training data together"),
    Stage.POLICY: mark("Round {number}: the model that writes the steps"),
    Stage.RESAMPLE: mark("Round {number}: the new model solves all problems"),
    Stage.TRAIN: mark("Round {number}: training the preference model"),
    Stage.MEASURE: mark("Round {number}: measuring it on held-out problems"),
    Stage.DECIDE: mark("Round {number}: deciding"),
}
_DIFFICULTY = {"hard": mark("hard"), "middle": mark("middle"), "easy": mark("easy")}
_TUNING = {
    "loading": mark("Loading the model …"),
    "measuring": mark("Measuring on held-out problems …"),
    "exporting": mark("Writing the result …"),
}
_METRICS = {
    "pair_accuracy": mark("pairs in order"),
    "auc_all": mark("area under the curve"),
}


class LabPhase(StrEnum):
    """Where the work under way stands."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class LabRun:
    """The work under way, or how the last one ended.

    Attributes:
        path: of the folder. words: what is being done. message: how it ended, "" where all went well.
        epoch, epochs: of a training, 0 before the first.
    """

    path: Path | None = None
    phase: LabPhase = LabPhase.IDLE
    words: str = ""
    message: str = ""
    epoch: int = 0
    epochs: int = 0

    @property
    def busy(self) -> bool:
        """Something is under way."""
        return self.phase is not LabPhase.IDLE

    def works_on(self, path: Path | None) -> bool:
        """Whether it is this folder that is worked on."""
        return self.busy and path is not None and path == self.path

    def begun(self, path: Path) -> "LabRun":
        """Asked to work on a folder."""
        return LabRun(path, LabPhase.STARTING, tr("Getting ready …"))

    def told(self, words: str) -> "LabRun":
        """With what is being done."""
        return replace(self, words=words)

    def stopping(self) -> "LabRun":
        """Asked to stop."""
        return replace(self, phase=LabPhase.STOPPING, words=tr("Stopping …")) if self.busy else self

    def ended(self, message: str = "") -> "LabRun":
        """Done, stopped or failed."""
        return LabRun(self.path, LabPhase.IDLE, message=message)


def kind_word(kind: LabKind) -> str:
    """What a folder holds, in a word or two."""
    return tr(_KINDS[kind])


def standing(folder: LabFolder, *, busy: bool) -> str:
    """Where a folder stands, in a word or two."""
    if busy:
        return tr("at work")
    if folder.finished:
        return tr("done")
    if not folder.begun:
        return tr("not begun")
    parts = [part for part in folder.parts if part.name != STAGE]
    done, total = sum(part.done for part in parts), sum(part.total for part in parts)
    return tr("{done} of {total}").format(done=done, total=total) if total else str(done)


def part_words(folder: LabFolder, part: Part) -> str:
    """A part and how far it is, in one line."""
    if part.name == STAGE:
        return tr("This stage: {done} of {total} problems").format(done=part.done, total=part.total)
    if folder.kind is LabKind.TUNING:
        return tr("{model}: {done} of {total} steps").format(model=part.model, done=part.done, total=part.total)
    if folder.kind is LabKind.EVOLUTION:
        return tr("{model}: {done} of {total} rounds").format(model=part.model, done=part.done, total=part.total)
    name = tr(_PARTS[part.name]) if part.name in _PARTS and folder.kind is LabKind.SAMPLE else tr("Model")
    told = tr("{part}, {model}: {done} of {total} problems")
    return told.format(part=name, model=part.model, done=part.done, total=part.total)


def work_words(folder: LabFolder, evolution: Evolution | None) -> str:
    """What is being done in a folder that is worked on, as its files tell; "" where they do not."""
    if folder.kind is LabKind.EVOLUTION:
        return stage_words(evolution) if evolution is not None else ""
    if folder.kind is LabKind.SAMPLE and all(part.done >= part.total for part in folder.parts):
        return tr("Checking the right answers and counting …")
    if folder.kind in (LabKind.SAMPLE, LabKind.CAMPAIGN):
        return tr("Drawing samples …")
    return ""


def stage_words(evolution: Evolution) -> str:
    """What an evolution does next."""
    ordinary = ROUND if evolution.plan.policy is None else POLICY_ROUND
    stages = PREPARATION if evolution.current.number == 0 else ordinary
    stage = next((stage for stage in stages if stage not in evolution.done), stages[-1])
    return tr(_STAGES[stage]).format(number=evolution.current.number)


def headline(report: SampleReport) -> str:
    """What was compared, and how well the costs match."""
    missed = 100 * (report.cost_ratio - 1)
    told = (
        tr("{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % more.")
        if missed >= 0
        else tr("{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % less.")
    )
    return told.format(
        weak=report.weak.model, strong=report.strong.model, count=report.problems, share=f"{abs(missed):.1f}"
    )


def budget_table(report: SampleReport) -> Table:
    """The paper's form: both models at a low and at a high budget."""

    def row(name: str, cells: Callable[[BudgetRow], tuple[str, str]]) -> Row:
        return (name, *(cell for budget in report.budgets for cell in cells(budget)))

    match = report.match
    head = ("", tr("low budget, weak"), tr("low budget, strong"), tr("high budget, weak"), tr("high budget, strong"))
    rows = (
        row(tr("samples of a problem"), lambda one: (str(one.weak_samples), str(one.strong_samples))),
        row(tr("cost of a problem"), lambda one: (amount(match, one.weak_cost), amount(match, one.strong_cost))),
        row(tr("coverage"), lambda one: (share(one.weak_coverage), share(one.strong_coverage))),
        row(tr("diversity"), lambda one: (number(one.weak_diversity), number(one.strong_diversity))),
    )
    return head, rows


def arm_table(report: SampleReport) -> Table:
    """What each campaign was and cost as a whole."""
    arms = (report.weak, report.strong)
    rows: tuple[Row, ...] = (
        (tr("model"), *(arm.model for arm in arms)),
        (tr("samples of a problem"), *(str(arm.samples_per_problem) for arm in arms)),
        (tr("right samples"), *(f"{arm.right:,} = {share(arm.right_share)}" for arm in arms)),
        (tr("different right programs"), *(number(arm.curve.diversity_program[-1]) for arm in arms)),
        (tr("false positives, automatic"), *map(_automatic, arms)),
        (tr("false positives, by a person"), *map(_human, arms)),
        (tr("cost in FLOPs"), *(amount(Match.FLOPS, arm.cost.flops) for arm in arms)),
        (tr("cost in seconds"), *(amount(Match.TIME, arm.cost.seconds) for arm in arms)),
        (tr("tokens through the model"), *(f"{arm.cost.evaluated_tokens:,}" for arm in arms)),
    )
    return ("", tr("weak"), tr("strong")), rows


def rounds_table(evolution: Evolution) -> Table:
    """A row for what was before the first round, one for each round, and one for the round under way.

    All figures but the pairs and what was solved for training are of the held-out problems. Where the model is trained
    too, two columns tell what became of it.
    """
    trained = evolution.plan.policy is not None
    head = (
        tr("round"),
        tr("preference model"),
        tr("answered right"),
        tr("95 %"),
        tr("some solution right"),
        *(tr(_DIFFICULTY[name]) for name in DIFFICULTIES),
        tr("solved to train on"),
        tr("pairs"),
        *(tr(words) for words in _METRICS.values()),
        tr("tokens a problem"),
        *((tr("model"), tr("right samples")) if trained else ()),
    )
    rows: list[Row] = []
    if evolution.sampled is not None:
        rows.append(_round_row(tr("0, samples"), evolution.sampled))
    if evolution.baseline is not None:
        rows.append(_round_row(tr("0, search"), evolution.baseline))
    rows += [_done_row(one) for one in evolution.rounds]
    if evolution.current.number and evolution.current.generated is not None:
        rows.append(_done_row(evolution.current, word=tr("under way")))
    if trained:
        told = {str(one.number): _policy_cells(one) for one in (*evolution.rounds, evolution.current)}
        rows = [(*row, *told.get(row[0], ("", ""))) for row in rows]
    return head, tuple(rows)


def training_chart(points: Sequence[Point], theme: ChartTheme, *, by_steps: bool = False) -> str:
    """Loss and what was measured on held-out problems over epochs or steps, as SVG."""
    lines = [_line(tr("loss"), _thinned([(point.epoch, point.loss) for point in points]))]
    measured = _thinned([(point.epoch, point.held_out) for point in points if point.held_out is not None])
    if measured:
        lines.append(_line(tr("held-out loss") if by_steps else tr("held-out measure"), measured))
    if by_steps:
        dots = len(points) <= _DOTTED
        return draw_curves(tr("Training"), tr("Step"), tr("Loss of a token, in nats"), lines, theme, dots=dots)
    return draw_curves(tr("Training"), tr("Epoch"), tr("Loss and held-out measure"), lines, theme, dots=False)


def training_words(points: Sequence[Point]) -> str:
    """The newest epoch, in one line."""
    if not points:
        return ""
    last = points[-1]
    told = tr("Epoch {epoch}: loss {loss}").format(epoch=last.epoch, loss=f"{last.loss:.3f}")
    if last.held_out is None:
        return told
    return tr("{epoch}, held-out measure {value}").format(epoch=told, value=f"{last.held_out:.3f}")


def tuning_words(said: FinetuneProgress) -> str:
    """How far a fine-tuning is: "Step 12 of 200, loss 0.412, held-out loss 0.530, 61 tokens/s, 3 min 20 s left"."""
    if said.stage != "training":
        return tr(_TUNING[said.stage])
    words = [tr("Step {done} of {total}").format(done=said.step, total=said.steps)]
    if said.loss is not None:
        words.append(tr("loss {value}").format(value=f"{said.loss:.3f}"))
    if said.held_out is not None:
        words.append(tr("held-out loss {value}").format(value=f"{said.held_out:.3f}"))
    if said.tokens_per_second:
        words.append(tr("{count} tokens/s").format(count=f"{said.tokens_per_second:,.0f}"))
    if said.seconds_left is not None:
        words.append(tr("{time} left").format(time=duration(said.seconds_left)))
    return ", ".join(words)


def tuned_facts(done: Finetuned) -> tuple[Fact, ...]:
    """What a fine-tuning came to."""
    metrics = done.metrics
    facts = [Fact(tr("Steps"), f"{metrics.get('steps', 0):,.0f}"), Fact(tr("Loss"), f"{metrics.get('loss', 0):.3f}")]
    if "held_out_before" in metrics and "held_out_after" in metrics:
        told = tr("{before} before, {after} after, on {count} solutions")
        if done.is_preference:
            told = tr("{before} before, {after} after, on {count} pairs")
        values = {name: f"{metrics[f'held_out_{name}']:.3f}" for name in ("before", "after")}
        rows = f"{metrics.get('held_out_rows', 0):,.0f}"
        facts.append(Fact(tr("Held-out loss"), told.format(**values, count=rows)))
    rows = f"{metrics.get('rows', 0):,.0f}"
    facts.append(Fact(tr("Pairs") if done.is_preference else tr("Solutions"), rows))
    if "pair_accuracy" in metrics:
        found = tr("the better one is found in {share} % of held-out pairs")
        facts.append(Fact(tr("Worth"), found.format(share=f"{100 * metrics['pair_accuracy']:.0f}")))
    facts.append(Fact(tr("Speed"), tr("{count} tokens/s").format(count=f"{metrics.get('tokens_per_second', 0):,.0f}")))
    facts.append(Fact(tr("Time"), duration(metrics.get("seconds", 0))))
    memory = tr("{peak} at most, {estimated} were expected")
    sizes = {"peak": amount_of(metrics.get("peak_bytes", 0)), "estimated": amount_of(metrics.get("estimated_bytes", 0))}
    facts.append(Fact(tr("Memory"), memory.format(**sizes)))
    facts.append(Fact(tr("Adapter"), done.adapter))
    return (*facts, *(Fact(tr("Note"), note) for note in done.notes))


def share(figure: Interval) -> str:
    """A share with its interval."""
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f}–{100 * figure.high:.1f})"


def number(figure: Interval) -> str:
    """A number with its interval."""
    return f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f})"


def amount(match: Match, cost: float) -> str:
    """What something cost, in the unit that was matched."""
    if match is Match.FLOPS:
        return f"{cost / 1e12:,.3g} TFLOPs" if cost < 1e15 else f"{cost / 1e15:,.3g} PFLOPs"
    return f"{cost:,.1f} s" if match is Match.TIME else f"{cost:g}"


def _automatic(arm: ArmReport) -> str:
    found = arm.false_positives
    unchecked = tr("{count} could not be checked").format(count=f"{found.unchecked:,}")
    return f"{share(found.automatic)}; {unchecked}" if found.checked else unchecked


def _human(arm: ArmReport) -> str:
    found = arm.false_positives
    if found.human is None:
        return tr("not reviewed yet")
    return tr("{share} of {count}").format(share=share(found.human), count=found.judged)


def _round_row(
    name: str, outcome: Outcome, kept: str = "", before: Outcome | None = None, more: Row = ("", "", "", "")
) -> Row:
    tally = outcome.all
    low, high = tally.interval
    answered = _of(tally.answered, tally.problems)
    parts = (outcome.by_difficulty[level] for level in DIFFICULTIES)
    return (
        name,
        kept,
        f"{before.all.answered} → {answered}" if before is not None else answered,
        f"{100 * low:.0f}–{100 * high:.0f} %",
        _of(tally.covered, tally.problems),
        *(_of(part.answered, part.problems) for part in parts),
        *more,
        f"{outcome.tokens_per_problem:,.0f}",
    )


def _done_row(one: Round, word: str = "") -> Row:
    solved = _of(one.generated.all.covered, one.generated.all.problems) if one.generated is not None else ""
    pairs = f"{one.pairs.step_pairs + one.pairs.solution_pairs:,}" if one.pairs is not None else ""
    more = (solved, pairs, *(_before_after(one, name) for name in _METRICS))
    kept = word or (tr("kept") if one.kept else tr("rolled back"))
    if one.searched is None:
        return (str(one.number), kept, *("" for _ in range(6)), *more, "")
    return _round_row(str(one.number), one.searched, kept, one.before, more)


def _policy_cells(one: Round) -> Row:
    """What became of the model of a round, and the share of its samples that are right, before and after."""
    if one.measure is None:
        return ("", "")
    now = share(one.measure.right)
    right = f"{share(one.measure_before.right)} → {now}" if one.measure_before is not None else now
    decided = tr("kept") if one.policy_kept else tr("rolled back")
    return (decided if one.reason else "", right)


def _before_after(one: Round, name: str) -> str:
    now, before = one.metrics.get(name), one.metrics_before.get(name)
    if now is None:
        return ""
    return f"{before:.3f} → {now:.3f}" if before is not None else f"{now:.3f}"


def _of(count: int, total: int) -> str:
    return tr("{done} of {total}").format(done=count, total=total) if total else ""


def _thinned(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return points[:: max(1, len(points) // _POINTS)]


def _line(name: str, points: Sequence[tuple[int, float]]) -> Line:
    across = tuple(float(epoch) for epoch, _ in points)
    values = tuple(value for _, value in points)
    return Line(name, across, values, values, values)
