"""A solution that was written in one go, cut into the steps that it would have had if each had been asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.formats.rules import StepEnd, StepRules
from engine.types import Budget

_FENCE = re.compile(r"^[ \t]*```[ \t]*(?:python3?|py)?[ \t]*\r?\n", re.MULTILINE | re.IGNORECASE)
_MARK = re.compile(r"\A# ?Step\b[ \t]*\d*[ \t]*[:.)]?", re.IGNORECASE)
_OPEN, _CLOSE = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class WholeStep:
    """One step of such a solution; see ``engine.drafts.ClosedStep``.

    Attributes:
        text: what was written after its mark. sampled: its share of the solution's tokens, by bytes.
    """

    text: bytes
    end: StepEnd
    sampled: int
    mean_logprob: float = 0.0
    pooled: None = None


def whole_steps(rules: StepRules, written: str, tokens: int, budget: Budget, *, cut: bool) -> list[WholeStep]:
    """The steps of what a model has written.

    The tokens of each are not known: those of the whole are shared out by length, so that their sum is right. A step
    that has more than the budget allows ends there, as it would if it were written alone.

    Args:
        written: after the beginning that the model was given (the last of ``StepRules.messages``), or with it.
        cut: whether the model was stopped before it came to an end.
    """
    rest = _body(rules, written).encode("utf-8", "replace")
    texts: list[tuple[bytes, StepEnd]] = []
    while True:
        rest = _without_mark(rest) if rules.mark(len(texts) + 1) else rest
        closed = rules.find_end(rest)
        if closed is None:
            texts.append((rest, StepEnd.TOO_LONG if cut else StepEnd.END))
            break
        texts.append((rest[: closed.length_bytes], closed.end))
        rest = rest[closed.length_bytes :]
        if closed.end is not StepEnd.NEXT:
            break
        if not rest.strip() and not cut:
            # Blank lines at the end begin no step.
            texts[-1] = (texts[-1][0], StepEnd.END)
            break
    shares = _shares([len(text) for text, _ in texts], tokens)
    steps = []
    for (text, end), share in zip(texts, shares, strict=True):
        too_long = share > budget.max_step_tokens
        steps.append(WholeStep(text, StepEnd.TOO_LONG if too_long else end, share))
        if too_long:
            break
    return steps


def with_thoughts(thoughts: str, written: str) -> str:
    """The reply of a model whose thinking a server gives apart, or whose opening tag it keeps to itself."""
    if thoughts:
        return f"{_OPEN}\n{thoughts.strip()}\n{_CLOSE}\n\n{written.lstrip()}"
    return f"{_OPEN}\n{written}" if _CLOSE in written and _OPEN not in written.partition(_CLOSE)[0] else written


def _body(rules: StepRules, written: str) -> str:
    """The solution alone: a model that was given a beginning may begin anew, with words before its program."""
    if not rules.mark(1):
        return written
    opening = _FENCE.search(written)
    if opening is None or (opening.group().strip() == "```" and opening.start() > 0):
        return written
    anew = written[opening.end() :].lstrip("\r\n")
    # Without a mark the program begins on a line of its own.
    return anew if _MARK.match(anew) else f"\n{anew}"


def _without_mark(text: bytes) -> bytes:
    """A step without the mark that it begins with."""
    decoded = text.decode("utf-8", "replace")
    if (mark := _MARK.match(decoded.lstrip())) is not None:
        return decoded.lstrip()[mark.end() :].encode()
    return text


def _shares(lengths: Sequence[int], total: int) -> list[int]:
    """Whole numbers in proportion to ``lengths`` that add up to ``total``."""
    whole = max(1, sum(lengths))
    ends = [round(total * sum(lengths[: number + 1]) / whole) for number in range(len(lengths))]
    if ends:
        ends[-1] = total
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
