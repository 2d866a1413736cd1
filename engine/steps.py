"""The door to the step formats: how a problem is asked, where a step ends in what a model writes, where the answer is.

``rules_for`` gives the rules of a format for one model; each format is a module of ``engine.formats``.
"""

import re

from engine.errors import BadProblemError
from engine.formats.code import CodeRules, answer_from_output
from engine.formats.rules import Closed, Prompt, StepEnd, StepLimits, StepRules, Tokenizer
from engine.formats.text import TextRules, served_text_rules, text_rules
from engine.types import MAX_PROBLEM_CHARACTERS, StepFormat

# Surrogates stand for bytes that were no UTF-8; no frame can carry them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")

build_prompt = CodeRules().prompt
step_mark = CodeRules().mark
find_end = CodeRules().find_end
step_text = CodeRules().step_text


def rules_for(step_format: StepFormat, tokenizer: Tokenizer, *, opens_thinking: bool = False) -> StepRules:
    """The rules by which one model writes steps.

    Args:
        opens_thinking: ``models.step_format.opens_thinking`` of its chat template.
    """
    return CodeRules() if step_format is StepFormat.CODE else text_rules(tokenizer, opens_thinking=opens_thinking)


def served_rules(step_format: StepFormat, *, thinks: bool) -> StepRules:
    """The rules for a model behind a server; ``thinks`` is what its chat template shows."""
    return CodeRules() if step_format is StepFormat.CODE else served_text_rules(thinks=thinks)


def limits_for(step_format: StepFormat) -> StepLimits:
    """What a solution in this format needs, whatever the model."""
    return (CodeRules if step_format is StepFormat.CODE else TextRules).limits


def checked_problem(text: str) -> str:
    """The problem's text, trimmed.

    Raises:
        BadProblemError: it is empty, too long, or not text.
    """
    trimmed = text.strip()
    if not trimmed:
        raise BadProblemError("The problem is empty; type a question.")
    if len(trimmed) > MAX_PROBLEM_CHARACTERS:
        raise BadProblemError(
            f"The problem has {len(trimmed):,} characters; shorten it to {MAX_PROBLEM_CHARACTERS:,} or fewer."
        )
    if len(_UNPRINTABLE.findall(trimmed)) > 0 or not any(character.isalnum() for character in trimmed):
        raise BadProblemError("The problem is not readable text; paste it as plain text or TeX.")
    return trimmed


__all__ = [
    "Closed",
    "Prompt",
    "StepEnd",
    "StepLimits",
    "StepRules",
    "TextRules",
    "Tokenizer",
    "answer_from_output",
    "build_prompt",
    "checked_problem",
    "find_end",
    "limits_for",
    "rules_for",
    "served_rules",
    "step_mark",
    "step_text",
]
