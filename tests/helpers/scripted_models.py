"""Scripts for the scripted backend: a search without a model, short or as long as a test needs."""

import json
from dataclasses import replace
from pathlib import Path

from engine.types import Budget, PolicyName, SamplingParams, SearchSettings

QUESTION = "What is 17 + 25?"
ANSWER = "42"
BUSY_QUESTION = "How long is forever?"
_BUSY_PROGRAM = "while True:\n    pass"

LONG_RUN = SearchSettings(
    policy=PolicyName.MAJORITY,
    budget=Budget(max_tokens=1_000_000, rollouts=1, candidates=512),
    sampling=SamplingParams(temperature=1.0, top_k=0, top_p=1.0, min_p=1e-6),
    seed=5,
)
"""With a script that takes its time for each token this goes on until it is stopped."""

WIDE_RUN = replace(LONG_RUN, budget=replace(LONG_RUN.budget, candidates=24))
"""Two of these share each batch."""

SHORT_RUN = replace(LONG_RUN, budget=replace(LONG_RUN.budget, candidates=6))

Solution = tuple[tuple[str, ...], float]

SUM: tuple[Solution, ...] = (
    ((" Add the numbers.\ntotal = 17 + 25", " Print it.\nprint(total)"), 4.0),
    ((" Take the larger one first.\ntotal = 25 + 17", " Say it.\nprint(total)"), 2.0),
    ((" Subtract them.\ntotal = 25 - 17", " Print it.\nprint(total)"), 1.0),
    ((" Use a name that is not there.\ntotal = seventeen + 25",), 0.5),
)
"""Solutions of ``QUESTION``, each with its weight: most of them end in ``ANSWER``."""


def write_script(path: Path, *, delay_ms: float = 0.0, problems: dict[str, tuple[Solution, ...]] | None = None) -> Path:
    """A script file; ``problems`` maps a part of the question to solutions. ``delay_ms`` passes at each token."""
    known = {QUESTION: SUM} if problems is None else problems
    script = {
        "delay_ms": delay_ms,
        "problems": [
            {"match": match, "solutions": [{"steps": steps, "weight": weight} for steps, weight in solutions]}
            for match, solutions in known.items()
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(script), "utf-8")
    return path


def write_busy_script(path: Path) -> Path:
    """A script whose second step runs until it is stopped."""
    steps = (" Begin.\nstarted = True", f" Wait.\n{_BUSY_PROGRAM}", " End.\nprint(started)")
    return write_script(path, problems={BUSY_QUESTION: ((steps, 1.0),)})
