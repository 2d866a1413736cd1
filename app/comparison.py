"""Runs a comparison: the queue of a plan through the engine, one model in memory at a time, each result kept
at once.

The command line and the window both use this; it knows no Qt. Whatever ends it, the same plan and folder go on.
"""

import hashlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from app.arms import ReadyVariant, arm_for, ready_variant
from app.host import CONTEXT_TOKENS, SEQUENCES
from app.language import tr
from app.pace import Pace
from app.services import Services
from app.wish import RunRequest
from engine.compare.meters import EnergyMeter, peak_bytes
from engine.compare.plan import Job, Plan, SetChoice, Turn, queue_of
from engine.compare.plan_text import BESIDE, FILE_NAME, save_plan
from engine.compare.problem_sets import ProblemSet, load_set
from engine.compare.records import Arm, Fidelity, Ledger, Skipped, Solved, Speed, problem_key
from engine.errors import BadSettingsError, EngineCrashedError, StoreError
from engine.events import TERMINAL, AnyEvent, Failed, RunEvent, Terminal
from engine.measuring import MeasureJob, fixed_text, measure_model
from engine.settings import check_settings
from engine.types import Mark, Problem, RunResult
from models.errors import KnownError, ReadOnlyError, StorageFullError
from models.files import locked, make_folder
from models.memory import MemoryPeaks, Peak
from models.tuning import Tunings

_ATTEMPTS = 3
_WARM_UP = Problem("warm-up", "What is 3 + 4?", "7")
_WARM_UP_TOKENS = 48
_LOCK_NAME = ".rows.lock"
_STORING_EXIT_CODES = (StorageFullError.exit_code, StoreError.exit_code)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the queue is. ``seconds_left`` None is not known yet; ``words`` say what is being done."""

    done: int
    total: int
    words: str
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the queue ended: problems that are done of those planned, and what was skipped in this go."""

    done: int
    total: int
    skipped: tuple[Skipped, ...]


OnProgress = Callable[[Progress], None]
OnNote = Callable[[str], None]


class Comparison:
    """One plan in one folder. ``run`` blocks and belongs on a thread of its own; ``stop`` may come from any."""

    def __init__(
        self,
        services: Services,
        plan: Plan,
        folder: Path,
        on_progress: OnProgress = lambda _progress: None,
        on_note: OnNote = lambda _sentence: None,
        *,
        anyway: bool = False,
    ) -> None:
        """``on_note`` gets sentences that a person should read; ``anyway`` loads models that may not fit.

        Raises:
            BadProblemError: a problem set cannot be used; nothing is measured then.
        """
        self._services = services
        self._plan = plan
        self._folder = folder
        self._on_progress = on_progress
        self._on_note = on_note
        self._anyway = anyway
        self._turns = queue_of(plan)
        self._sets = self._load_sets()
        self._ends: queue.SimpleQueue[Terminal] = queue.SimpleQueue()
        self._energy = EnergyMeter()
        self._stopped = threading.Event()
        self._done = self._total = 0
        self._pace = Pace(self._turns, {choice: len(found.problems) for choice, found in self._sets.items()})
        self._skipped: list[Skipped] = []

    def run(self) -> Outcome:
        """Measure what is not in the folder yet.

        Raises:
            StorageFullError, ReadOnlyError: results cannot be kept; those before are.
            KnownError: the store refuses, or another program works on this folder.
        """
        self._services.engine.listen(self._hear, lambda _sentence: None)
        make_folder(self._folder)
        with locked(self._folder / _LOCK_NAME, waiting=self._refuse_to_wait):
            ledger = Ledger(self._folder)
            try:
                # Whoever opens the folder later can go on with it.
                save_plan(msgspec.structs.replace(self._plan, out=BESIDE), self._folder / FILE_NAME)
                self._run(ledger)
            finally:
                ledger.close()
        return Outcome(self._done, self._total, tuple(self._skipped))

    def stop(self) -> None:
        """End soon; the problem under way is begun anew the next time."""
        self._stopped.set()
        self._services.engine.kill()

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stopped.is_set()

    def _run(self, ledger: Ledger) -> None:
        self._total = sum(len(self._sets[job.problems].problems) for turn in self._turns for job in turn.jobs)
        if not self._energy.available:
            self._on_note(tr("This system tells no energy; that column is left out."))
        for turn in self._turns:
            if self.stopped:
                return
            try:
                self._take(turn, ledger)
            except (StorageFullError, ReadOnlyError, StoreError, _CannotKeepError):
                raise
            except KnownError as error:
                self._skip(ledger, turn.variant.words, "", error)

    def _take(self, turn: Turn, ledger: Ledger) -> None:
        """Measure one variant."""
        told = turn.variant.words
        self._tell(tr("{variant}: looking at the file").format(variant=told))
        ready = ready_variant(self._services, turn.variant, lambda words: self._tell(f"{told}: {words}"))
        # Nothing may be in memory beside what is measured.
        self._services.engine.restart()
        self._measure_speed(ready, ledger)
        if turn.fidelity:
            self._measure_fidelity(ready, ledger)
        for job in turn.jobs:
            if self.stopped:
                return
            try:
                self._solve_all(arm_for(self._services, ready, job), ready, job, ledger)
            except (StorageFullError, ReadOnlyError, StoreError, _CannotKeepError):
                raise
            except KnownError as error:
                self._skip(ledger, turn.variant.words, job.policy.value, error)

    def _measure_speed(self, ready: ReadyVariant, ledger: Ledger) -> None:
        known = any(isinstance(r, Speed) and r.sha256 == ready.model.sha256 for r in ledger.records)
        if known or not self._plan.repeats or ready.is_scripted:
            return
        self._tell(tr("{variant}: measuring pp512 and tg128").format(variant=ready.variant.words))
        job = MeasureJob(str(ready.path), self._plan.repeats, self._threads(ready), adapter=ready.adapter)
        found = measure_model(job, self._stopped.is_set)
        ledger.add(
            Speed(
                sha256=ready.model.sha256,
                pp512=found.pp512,
                tg128=found.tg128,
                threads=found.threads,
                hardware=found.hardware,
            )
        )

    def _measure_fidelity(self, ready: ReadyVariant, ledger: Ledger) -> None:
        """Perplexity of the file, and its divergence from the file that it was made from."""
        if ready.is_scripted:
            return
        text = hashlib.sha256(fixed_text().encode()).hexdigest()
        source_path, source_sha256 = ready.source
        kept = self._folder / f"reading-{source_sha256[:12]}-{text[:8]}.npz"

        def known(sha256: str) -> bool:
            return any(isinstance(r, Fidelity) and (r.sha256, r.text_sha256) == (sha256, text) for r in ledger.records)

        for path, sha256 in dict.fromkeys(((source_path, source_sha256), (ready.path, ready.model.sha256))):
            is_source = sha256 == source_sha256
            if known(sha256) and not (is_source and not kept.is_file() and not known(ready.model.sha256)):
                continue
            self._tell(tr("{name}: reading the text").format(name=path.name))
            reference = "" if is_source else str(kept)
            keep = str(kept) if is_source else ""
            job = MeasureJob(str(path), 0, self._threads(ready), True, reference, keep, ready.adapter)
            found = measure_model(job, self._stopped.is_set)
            assert found.perplexity is not None
            assert found.perplexity_error is not None
            ledger.add(
                Fidelity(
                    sha256=sha256,
                    source_sha256=source_sha256,
                    perplexity=found.perplexity,
                    perplexity_error=found.perplexity_error,
                    kl=found.kl,
                    kl_error=found.kl_error,
                    tokens=found.tokens,
                    text_sha256=text,
                )
            )

    def _solve_all(self, arm: Arm, ready: ReadyVariant, job: Job, ledger: Ledger) -> None:
        """Solve what is left of one set with one arm."""
        chosen = self._sets[job.problems]
        left = [p for p in chosen.problems if not ledger.holds(arm.key, chosen.name, problem_key(p))]
        self._done += len(chosen.problems) - len(left)
        known = {row.problem: row.seconds for row in ledger.solved(arm.key, chosen.name)}
        for problem in chosen.problems:
            if (seconds := known.get(problem_key(problem))) is not None:
                self._pace.took(job, seconds)
        if not left:
            return
        for problem in left:
            check_settings(arm.settings, problem, scored=True)
        ledger.add(arm)
        self._services.engine.restart()
        self._warm_up(arm, ready)
        for number, problem in enumerate(left, start=len(chosen.problems) - len(left) + 1):
            if self.stopped:
                return
            told = tr("{variant}, {policy}, {set}: problem {number} of {total}")
            names = {"variant": ready.variant.words, "policy": job.policy.value, "set": chosen.name}
            self._tell(told.format(**names, number=number, total=len(chosen.problems)))
            row = self._solve(arm, ready, chosen.name, problem)
            if row is None:
                return
            ledger.add(row)
            self._done += 1
            self._pace.took(job, row.seconds)
            self._remember_peak(ready, row.peak_bytes)

    def _warm_up(self, arm: Arm, ready: ReadyVariant) -> None:
        """Load the model and read the examples; neither is part of any figure."""
        budget = replace(arm.settings.budget, max_tokens=min(_WARM_UP_TOKENS, arm.settings.budget.max_tokens))
        session = self._services.store.begin_session(_WARM_UP)
        settings = replace(arm.settings, budget=budget)
        request = RunRequest(_WARM_UP, settings, ready.typed, session_id=session, anyway=self._anyway)
        try:
            self._wait_for(self._services.engine.start_run(request))
        finally:
            self._services.store.delete(session)

    def _solve(self, arm: Arm, ready: ReadyVariant, set_name: str, problem: Problem) -> Solved | None:
        """The row of a problem; None where the user stopped. A crash of the engine costs another attempt."""
        failed: Failed | None = None
        for _ in range(_ATTEMPTS):
            self._energy.begin()
            run_id = self._start(arm, ready, problem)
            end = self._wait_for(run_id)
            if self.stopped:
                return None
            peak = peak_bytes(self._services.engine.client.pid or 0)
            energy = self._energy.joules()
            if not isinstance(end, Failed):
                return _row(arm, set_name, problem, end.run_id, end.result, peak, energy)
            if end.exit_code in _STORING_EXIT_CODES:
                raise _CannotKeepError(end)
            failed = end
            if end.kind != EngineCrashedError.__name__:
                break
        assert failed is not None
        return _failed_row(arm, set_name, problem, failed)

    def _start(self, arm: Arm, ready: ReadyVariant, problem: Problem) -> str:
        return self._services.engine.start_run(RunRequest(problem, arm.settings, ready.typed, anyway=self._anyway))

    def _wait_for(self, run_id: str) -> Terminal:
        while True:
            end = self._ends.get()
            if end.run_id == run_id:
                return end

    def _hear(self, event: AnyEvent) -> None:
        if isinstance(event, RunEvent) and isinstance(event, TERMINAL):
            self._ends.put(event)

    def _skip(self, ledger: Ledger, wanted: str, policy: str, error: KnownError) -> None:
        if self.stopped:
            return
        skipped = Skipped(wanted=wanted, policy=policy, error=type(error).__name__, message=error.message)
        ledger.add(skipped)
        self._skipped.append(skipped)
        what = f"{wanted}, {policy}" if policy else wanted
        self._on_note(tr("Skipped {what}: {reason}").format(what=what, reason=error.message))

    def _tell(self, words: str) -> None:
        if self.stopped:
            raise EngineCrashedError("Stopped; the same comparison goes on.")
        self._on_progress(Progress(self._done, self._total, words, self._pace.seconds_left()))

    def _load_sets(self) -> dict[SetChoice, ProblemSet]:
        sets = {job.problems: load_set(job.problems) for turn in self._turns for job in turn.jobs}
        files: dict[str, str] = {}
        for choice, found in sets.items():
            if files.setdefault(found.name, choice.file) != choice.file:
                raise BadSettingsError(f"Two problem sets are called {found.name}; rename one of the files.")
        for found in sets.values():
            if found.encoding != "utf-8":
                told = tr("{name} is no UTF-8; it was read as {encoding}.")
                self._on_note(told.format(name=found.name, encoding=found.encoding))
        return sets

    def _threads(self, ready: ReadyVariant) -> int:
        """As many as the engine takes for this model."""
        record = Tunings(self._services.data_dir).find(ready.model.id, ready.path)
        return record.tuning.threads if record is not None else 0

    def _remember_peak(self, ready: ReadyVariant, peak: int) -> None:
        if ready.is_scripted or not peak:
            return
        file = ready.path.name
        found = Peak(ready.model.sha256, file, ready.model.bytes, CONTEXT_TOKENS, SEQUENCES, peak)
        MemoryPeaks(self._services.data_dir).keep(found)

    def _refuse_to_wait(self) -> None:
        raise BadSettingsError(f"Another comparison writes into {self._folder}; wait for it or choose another folder.")


class _CannotKeepError(KnownError):
    """What the engine did could not be stored; its sentence and exit code are passed on."""

    def __init__(self, end: Failed) -> None:
        super().__init__(end.message)
        self.exit_code = end.exit_code  # type: ignore[misc]


def _row(
    arm: Arm, set_name: str, problem: Problem, run_id: str, result: RunResult, peak: int, energy: float | None
) -> Solved:
    answer, usage = result.answer, result.usage
    return Solved(
        arm=arm.key,
        set=set_name,
        problem=problem_key(problem),
        id=problem.id,
        seed=arm.settings.seed,
        expected=problem.answer or "",
        answer=answer.text if answer else None,
        right=answer is not None and answer.mark is Mark.CHECKED,
        confidence=answer.confidence if answer else 0.0,
        tokens=usage.sampled_tokens,
        evaluated_tokens=usage.evaluated_tokens,
        nodes=usage.nodes,
        seconds=usage.seconds,
        run_id=run_id,
        peak_bytes=peak,
        energy_joules=energy,
    )


def _failed_row(arm: Arm, set_name: str, problem: Problem, end: Failed) -> Solved:
    return Solved(
        arm=arm.key,
        set=set_name,
        problem=problem_key(problem),
        id=problem.id,
        seed=arm.settings.seed,
        expected=problem.answer or "",
        answer=None,
        right=False,
        confidence=0.0,
        tokens=0,
        evaluated_tokens=0,
        nodes=0,
        seconds=0.0,
        run_id=end.run_id,
        failure=end.message,
    )
