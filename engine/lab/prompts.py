"""What stands before a problem when a model is asked, as data sets name it and repeat it."""

import hashlib
import json
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
    words = json.loads(_content(step_format))
    if step_format is StepFormat.TEXT:
        return [_turn("user", f"{words['before']}{problem}{words['after']}"), _turn("assistant", solution)]
    return [
        _turn("system", words["system"]),
        _turn("user", f"Problem: {problem}"),
        _turn("assistant", f"```python\n{solution}\n```"),
    ]


def _content(step_format: StepFormat) -> bytes:
    return files("resources").joinpath(_FILES[step_format]).read_bytes()


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}
