"""``stepwise bench``: solve a file of problems and report accuracy with an interval. Can be stopped and goes on
later.
"""

import hashlib
import json
import queue
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.options import OPTIONS_HELP, SearchOptions, search_options
from app.cli.search import STOPPED_EXIT_CODE
from app.cli.solve import ready_default
from app.services import Services
from app.state.words import search_words
from app.wish import RunRequest
from engine.compare.rows import Plan, Row, RowFile, summarise
from engine.errors import EngineCrashedError
from engine.events import TERMINAL, AnyEvent, Failed, RunEvent, Terminal
from engine.problems import load_problems
from engine.types import Mark, Problem, SearchSettings
from models.errors import KnownError
from models.files import sha256_of

_ATTEMPTS = 3


@click.command(epilog=OPTIONS_HELP)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many problems.")
@click.option(
    "--parallel", type=click.IntRange(1, 16), default=2, show_default=True, help="Problems that share a batch."
)
@click.option("--out", type=click.Path(path_type=Path), help="File of finished rows; else one in the data folder.")
@click.option("--fresh", is_flag=True, help="Forget rows of an earlier run.")
@click.option("--json", "as_json", is_flag=True, help="Print each row and, last, the summary as JSON.")
@search_options
@click.pass_context
def bench(
    context: click.Context,
    path: Path,
    limit: int | None,
    parallel: int,
    out: Path | None,
    fresh: bool,
    as_json: bool,
    options: SearchOptions,
) -> None:
    """Solve the problems of FILE (JSON lines with id, question, answer)."""
    problems = load_problems(path, limit)
    with Services.open(context.obj.data_dir) as services:
        model = options.model or ready_default(services, quiet=as_json)
        settings, head = options.settings(services.heads, model), options.head(services.heads, model)
        head_sha256 = sha256_of(head) if head else ""
        plan = Plan(hashlib.sha256(path.read_bytes()).hexdigest(), model, settings, head_sha256)
        rows = RowFile(out or _default_file(services, path, plan), plan, fresh=fresh)
        done = {row.id for row in rows.rows}
        left = [problem for problem in problems if problem.id not in done]
        if len(left) < len(problems) and not as_json:
            click.echo(f"Going on: {len(problems) - len(left)} of {len(problems)} are done ({rows.path}).", err=True)
        measurement = _Measurement(services, rows, plan, head, anyway=options.anyway, as_json=as_json)
        try:
            measurement.run(left, len(problems), parallel)
        except KeyboardInterrupt:
            services.engine.kill()
            click.echo("Stopped; the same command goes on.", err=True)
            context.exit(STOPPED_EXIT_CODE)
        finally:
            rows.close()
    wanted = {problem.id for problem in problems}
    summary = summarise([row for row in rows.rows if row.id in wanted])
    if as_json:
        click.echo(
            json.dumps({**asdict(summary), "model": model, **_search_object(plan.settings), "rows": str(rows.path)})
        )
    else:
        click.echo(
            f"{summary.right} of {summary.n} right: {summary.accuracy:.1%} "
            f"({summary.accuracy_low:.1%} to {summary.accuracy_high:.1%}), "
            f"{summary.tokens_per_problem:,.0f} tokens a problem, {summary.seconds:,.0f} s, "
            f"{summary.tokens_per_second:.0f} tokens/s."
        )
        click.echo(f"{model}: {search_words(plan.settings)}.")


def _search_object(settings: SearchSettings) -> dict[str, object]:
    values = [value.value for value in settings.values]
    return {
        "policy": settings.policy.value,
        "values": values,
        "format": settings.step_format.value,
        "reject_below": settings.reject_below,
    }


class _Measurement:
    """Keeps some problems under way at a time, and a row for each that ends."""

    def __init__(
        self, services: Services, rows: RowFile, plan: Plan, head: Path | None, *, anyway: bool, as_json: bool
    ) -> None:
        self._services = services
        self._rows = rows
        self._plan = plan
        self._head = head
        self._anyway = anyway
        self._as_json = as_json
        self._ends: queue.SimpleQueue[Terminal] = queue.SimpleQueue()
        services.engine.listen(self._hear, lambda _sentence: None)

    def run(self, problems: list[Problem], total: int, parallel: int) -> None:
        """Solve all of ``problems``.

        Raises:
            KnownError: a problem cannot be solved at all; finished rows are kept.
        """
        waiting = deque(problems)
        attempts: dict[str, int] = {}
        active: dict[str, Problem] = {}
        last = time.monotonic()
        with _progress_bar(self._as_json) as bar:
            task = bar.add_task("solving", total=total, completed=total - len(problems))
            while waiting or active:
                while waiting and len(active) < parallel:
                    problem = waiting.popleft()
                    active[self._start(problem)] = problem
                end = self._ends.get()
                problem = active.pop(end.run_id)
                if isinstance(end, Failed):
                    attempts[problem.id] = attempts.get(problem.id, 0) + 1
                    if end.kind != EngineCrashedError.__name__ or attempts[problem.id] == _ATTEMPTS:
                        raise _GivenUpError(problem, end)
                    waiting.appendleft(problem)
                    continue
                now = time.monotonic()
                self._keep(problem, end, now - last)
                last = now
                bar.advance(task)

    def _start(self, problem: Problem) -> str:
        return self._services.engine.start_run(
            RunRequest(problem, self._plan.settings, self._plan.model, anyway=self._anyway, head=self._head)
        )

    def _hear(self, event: AnyEvent) -> None:
        if isinstance(event, RunEvent) and isinstance(event, TERMINAL):
            self._ends.put(event)

    def _keep(self, problem: Problem, end: Terminal, wall_seconds: float) -> None:
        assert not isinstance(end, Failed)
        answer, usage = end.result.answer, end.result.usage
        row = Row(
            id=problem.id,
            expected=problem.answer or "",
            answer=answer.text if answer else None,
            right=answer is not None and answer.mark is Mark.CHECKED,
            confidence=answer.confidence if answer else 0.0,
            tokens=usage.sampled_tokens,
            evaluated_tokens=usage.evaluated_tokens,
            seconds=usage.seconds,
            wall_seconds=wall_seconds,
            nodes=usage.nodes,
            finished=answer.finished if answer else 0,
            run_id=end.run_id,
        )
        self._rows.append(row)
        if self._as_json:
            click.echo(msgspec.json.encode(row).decode())


class _GivenUpError(KnownError):
    """A problem ended with ``Failed``; its sentence and exit code are passed on."""

    def __init__(self, problem: Problem, end: Failed) -> None:
        super().__init__(f"Problem {problem.id}: {end.message}")
        self.exit_code = end.exit_code  # type: ignore[misc]


def _progress_bar(quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=quiet or not console.is_terminal)


def _default_file(services: Services, path: Path, plan: Plan) -> Path:
    name = f"{path.stem}-{Path(plan.model).stem}-{plan.settings.policy.value}-{plan.digest()}.jsonl"
    return services.data_dir / "bench" / name
