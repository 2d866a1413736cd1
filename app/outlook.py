"""How long a comparison may take before it is begun: from what earlier ones took here, else a rough guess."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from engine.compare.plan import Job
from engine.compare.records import Record, Solved, arms_of
from engine.settings import settings_for
from engine.types import PolicyName

# A laptop's two cores on the 0.5B (491 MB): tokens a second one by one, and with many lines of thought in a batch
# (docs/LOG.md); decoding is bound by the memory that is read, so by the bytes of the file.
_BYTES, _ALONE, _TOGETHER = 491e6, 29.0, 55.0
_TOKENS_OF_A_SOLUTION = 150
# Reading the question, running the steps: what a search costs however small the model is.
_SECONDS_OF_A_SEARCH = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What a problem took under one arm, on average."""

    wanted: str
    policy: str
    effort: str
    max_tokens: int
    bytes: int
    seconds: float


def paces_of(records: Iterable[Record]) -> tuple[Pace, ...]:
    """What the arms of a comparison took; failures count for nothing."""
    kept = list(records)
    arms = arms_of(kept)
    seconds: dict[str, list[float]] = {}
    for record in kept:
        if isinstance(record, Solved) and record.arm in arms and not record.failure:
            seconds.setdefault(record.arm, []).append(record.seconds)
    return tuple(
        Pace(
            wanted=arms[key].wanted,
            policy=arms[key].settings.policy.value,
            effort=arms[key].effort,
            max_tokens=arms[key].settings.budget.max_tokens,
            bytes=arms[key].model.bytes,
            seconds=mean(found),
        )
        for key, found in seconds.items()
    )


def expected_seconds(job: Job, model_bytes: int, past: Sequence[Pace]) -> tuple[float, bool]:
    """Seconds of a problem, and whether they were measured: on the same model, else on others, scaled by size."""
    budget = settings_for(job.policy, job.effort, max_tokens=job.series.max_tokens).budget
    alike = [p for p in past if (p.policy, p.effort, p.max_tokens) == (job.policy, job.effort, budget.max_tokens)]
    if same := [pace.seconds for pace in alike if pace.wanted == job.variant.words]:
        return mean(same), True
    if sized := [pace.seconds / pace.bytes * model_bytes for pace in alike if pace.bytes and model_bytes]:
        return mean(sized), True
    greedy = job.policy is PolicyName.GREEDY
    solutions = 1 if greedy else job.series.candidates or budget.candidates
    tokens = min(budget.max_tokens, solutions * _TOKENS_OF_A_SOLUTION)
    decoding = tokens / (_ALONE if greedy else _TOGETHER) * (model_bytes or _BYTES) / _BYTES
    return _SECONDS_OF_A_SEARCH + decoding, False
