"""Records of comparisons, made up."""

from dataclasses import replace

from engine.compare.records import Arm, MeasuredModel, Record, Solved
from engine.settings import settings_for
from engine.types import Effort, PolicyName


def arm(name: str = "Small", policy: PolicyName = PolicyName.GREEDY, *, parameters: int = 500_000_000) -> Arm:
    """An arm of a model whose checksum is its name."""
    model = MeasuredModel(
        id=name.casefold(),
        name=name,
        sha256=name.casefold(),
        bytes=parameters // 2,
        parameters=parameters,
        quantization="Q4_K_M",
        family="Family",
        made=("quantized",),
        estimated_bytes=parameters,
    )
    return Arm(wanted=name.casefold(), model=model, settings=settings_for(policy, Effort.NORMAL), effort="normal")


def solved(of: Arm, number: int, *, right: bool = True, problem_set: str = "own", seconds: float = 2.0) -> Solved:
    """A problem of 100 tokens."""
    return Solved(
        arm=of.key,
        set=problem_set,
        problem=f"key-{number}",
        id=f"p{number}",
        seed=0,
        expected="1",
        answer="1" if right else "2",
        right=right,
        confidence=0.5,
        tokens=100,
        evaluated_tokens=120,
        nodes=3,
        seconds=seconds,
        run_id=f"run-{number}",
        peak_bytes=400_000_000,
    )


def measured(of: Arm, rights: str, *, problem_set: str = "own", seconds: float = 2.0) -> list[Record]:
    """An arm and its problems: "1" for a right one, "0" for a wrong one."""
    rows = [
        solved(of, at, right=letter == "1", problem_set=problem_set, seconds=seconds)
        for at, letter in enumerate(rights)
    ]
    return [of, *rows]


def with_seed(of: Arm, seed: int) -> Arm:
    """The same arm under another seed."""
    return Arm(
        wanted=of.wanted,
        model=of.model,
        settings=replace(of.settings, seed=seed),
        effort=of.effort,
        head_sha256=of.head_sha256,
    )
