"""A problem and its steps as turns of a chat without worked examples: what models are trained on, and what a preference
model that reads the steps itself is shown.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files

from engine.types import StepFormat

_FILES = {StepFormat.CODE: "prompts/code_steps.json", StepFormat.TEXT: "prompts/text_steps.json"}


def prompt_sha256(step_format: StepFormat) -> str:
    """The checksum of the instructions and examples of a step format."""
    return hashlib.sha256(_content(step_format)).hexdigest()


def chat_turns(step_format: StepFormat, problem: str, solution: str) -> list[dict[str, str]]:
    """A problem and its solution as turns of a chat, with the instructions but without the worked examples: a model
    that is trained on such turns needs them no longer.
    """
    return [*asked(step_format, problem), _turn("assistant", reply_of(step_format, [solution], finished=True))]


def asked(step_format: StepFormat, problem: str) -> list[dict[str, str]]:
    """The turns before the reply."""
    words = json.loads(_content(step_format))
    if step_format is StepFormat.TEXT:
        return [_turn("user", f"{words['before']}{problem}{words['after']}")]
    return [_turn("system", words["system"]), _turn("user", f"Problem: {problem}")]


def reply_of(step_format: StepFormat, steps: Sequence[str], *, finished: bool) -> str:
    """The reply that consists of these steps; the code block of one that goes on is open."""
    text = "\n".join(steps)
    if step_format is StepFormat.TEXT:
        return text
    return f"```python\n{text}\n```" if finished else f"```python\n{text}"


def _content(step_format: StepFormat) -> bytes:
    return files("resources").joinpath(_FILES[step_format]).read_bytes()


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
