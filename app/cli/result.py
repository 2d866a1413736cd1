"""What a search leaves, as one JSON object and as the last line of the terminal."""

import json
from dataclasses import asdict
from typing import Any

import click

from app.state import RunState, StepView, best_path_steps, one_line
from engine.types import Problem


def last_line(state: RunState, problem: Problem) -> str:
    """The answer, and the expected one where it is known."""
    answer = one_line(state.answer.text) if state.answer else "none found"
    expected = f" (expected {one_line(problem.answer)})" if problem.answer is not None else ""
    return f"Answer: {answer}{expected}"


def print_object(value: dict[str, Any]) -> None:
    """One line of JSON, ASCII only, so that it can be piped through anything."""
    click.echo(json.dumps(value))


def result_object(state: RunState, parent_run_id: str | None) -> dict[str, Any]:
    """Answer, votes, how it was searched, why it ended, cost, and the best line of thought."""
    answer, usage, settings = state.answer, state.usage, state.settings
    return {
        "answer": answer.text if answer else None,
        "verified": answer.mark.value if answer else None,
        "confidence": round(answer.confidence, 4) if answer else 0.0,
        "votes": [
            {"answer": vote.answer, "count": vote.count, "share": round(vote.share, 4)}
            for vote in (answer.votes if answer else ())
        ],
        "run_id": state.run_id,
        "parent_run_id": parent_run_id,
        "model": state.model_id,
        "policy": settings.policy.value if settings else None,
        "values": [value.value for value in settings.values] if settings else [],
        "format": settings.step_format.value if settings else None,
        "reject_below": settings.reject_below if settings else None,
        "seed": settings.seed if settings else None,
        "status": state.status.value,
        "stop_reason": state.stop_reason.value if state.stop_reason else None,
        "tokens": usage.sampled_tokens if usage else 0,
        "seconds": round(usage.seconds, 3) if usage else 0.0,
        "usage": {**asdict(usage), "seconds": round(usage.seconds, 3)} if usage else None,
        "nodes": len(state.nodes),
        "steps": [_step_object(step) for step in best_path_steps(state)],
    }


def _step_object(step: StepView) -> dict[str, Any]:
    return {
        "number": step.number,
        "node": step.node,
        "title": step.title,
        "code": step.code,
        "output": step.output,
        "names": dict(step.names),
        "error": step.error,
        "author": step.author.value,
        "carried": step.carried,
    }
