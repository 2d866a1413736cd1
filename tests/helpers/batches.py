"""A batcher over a script, driven without trees."""

from engine.backends.scripted import Script, ScriptedBackend
from engine.batcher import Batcher, Draft, Request
from engine.cache import Path
from engine.steps import StepEnd, build_prompt, step_mark
from engine.types import Problem, SamplingParams
from tests.helpers.scripts import problem, script, solution

TWO_STEPS = script(
    solution(" Add.\nx = 1", " Print.\nprint(x)"),
    solution(" Add.\nx = 2", " Print it.\nprint(x + 1)"),
    solution(" Multiply.\nxy = 4", " Print.\nprint(xy)"),
)
SAMPLING = SamplingParams(temperature=1.0, top_k=0, top_p=1.0, min_p=1e-6)
MOST_STEPS = 3000


class Bench:
    """A batcher with what it wrote; every closed step that goes on is resumed."""

    def __init__(
        self,
        played: Script,
        *,
        width: int = 8,
        backend: ScriptedBackend | None = None,
        context_tokens: int = 65_536,
        sequences: int = 64,
        batch_tokens: int = 4096,
    ) -> None:
        self.backend = backend or ScriptedBackend(
            played, context_tokens=context_tokens, sequences=sequences, batch_tokens=batch_tokens
        )
        self.batcher = Batcher(self.backend, width)
        self.prompt = build_prompt(self.backend, problem())
        self.batcher.set_preamble(self.prompt.preamble)
        self.solutions: list[list[str]] = []
        self._written: dict[Draft, list[str]] = {}
        self._nodes = 0
        self._runs: set[str] = set()

    def submit(
        self,
        candidates: int,
        *,
        of: Problem | None = None,
        run_id: str = "run",
        until_end: bool = True,
        below: tuple[Path, tuple[tuple[int, ...], ...]] | None = None,
        max_step_tokens: int = 200,
    ) -> None:
        self._runs.add(run_id)
        path, tokens = below or (((run_id, 0),), (build_prompt(self.backend, of or problem()).question,))
        self.batcher.submit(
            Request(
                run_id=run_id,
                node=self._nodes,
                path=path,
                tokens=tokens,
                mark=self.mark(len(path)),
                candidates=candidates,
                first_sample=0,
                until_end=until_end,
                sampling=SAMPLING,
                seed=1,
                max_step_tokens=max_step_tokens,
            )
        )

    def mark(self, number: int) -> tuple[int, ...]:
        return tuple(self.backend.tokenize(step_mark(number), special=False))

    def key(self, run_id: str = "run") -> tuple[str, int]:
        self._nodes += 1
        return (run_id, self._nodes)

    def finish(self, draft: Draft) -> None:
        """Take a draft that closed: resume it when a step follows, else give it back."""
        steps = self._written.setdefault(draft, [])
        steps.append(draft.text.decode())
        if draft.end is StepEnd.NEXT:
            self.batcher.resume(draft, self.key(draft.request.run_id), self.mark(len(draft.path)))
        else:
            self.solutions.append(steps)
            self.batcher.release(draft)

    def play(self) -> None:
        for _ in range(MOST_STEPS):
            if not self.batcher.busy:
                return
            for draft in self.batcher.step():
                self.finish(draft)
        raise AssertionError("the batcher does not come to an end")

    def check_empty(self) -> None:
        """Once the runs are forgotten, only the preamble is left."""
        for run_id in self._runs:
            self.batcher.forget_run(run_id)
        assert [("preamble",)] == list(self.batcher.cache.owned().values())
        assert len(self.prompt.preamble) == self.backend.used_cells == self.batcher.cache.held_tokens()
