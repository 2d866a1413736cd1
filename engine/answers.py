"""Are two answers equal? What can be decided without a parser is decided here, in any process; the rest in the sandbox.

An answer is what a program printed (``3/4``, ``[1, 2]``, ``0.30000000000000004``) or what a book says
(``\\frac{3}{4}``, ``\\$18``, ``5 \\text{ cm}``). Nothing here executes or parses text as code; patterns run on short
texts only.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from engine import units

MAX_CHARACTERS = 2000
"""Longer answers are equal only when they are the same text."""

_MAX_NUMBER_CHARACTERS = 400
_MAX_EXPONENT = 400
_FLOAT_DIGITS = 15
_FLOAT_TOLERANCE = Fraction(1, 10**12)

_SYMBOLS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "×": "*",
        "·": "*",
        "⋅": "*",
        "÷": "/",
        "π": "\\pi ",
        "∞": "\\infty ",
        "√": "\\sqrt ",
        "≤": "\\le ",
        "≥": "\\ge ",
        "≠": "\\ne ",
        "∪": "\\cup ",
        "∩": "\\cap ",
        "∈": "\\in ",
        "±": "\\pm ",
        "°": " degrees ",
        "²": "^2",
        "³": "^3",
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "⁄": "/",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\t": " ",
        "\n": " ",
        "\r": " ",
        "，": ",",
        "’": "'",
    }
)
_TEX_WORDS = (
    (re.compile(r"\\(?:left|right|big|Big|bigl|bigr|displaystyle|limits)(?![A-Za-z])"), ""),
    (re.compile(r"\\[dtc]frac(?![A-Za-z])"), r"\\frac"),
    (re.compile(r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|operatorname)\s*\{([^{}]*)\}"), r" \1 "),
    (re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)|\\degree"), " degrees "),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"(?<=\d)(?:\\[,!;:]|\\ |~)(?=\d{3}(?!\d))"), ","),
    (re.compile(r"(?<!\\)\\[,!;: ]|~|\\q?quad"), " "),
    (re.compile(r"\\\$"), "$"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\(?:times|cdot)(?![A-Za-z])"), "*"),
    (re.compile(r"\\leq?(?![A-Za-z])"), r"\\le "),
    (re.compile(r"\\geq?(?![A-Za-z])"), r"\\ge "),
    (re.compile(r"\\neq?(?![A-Za-z])"), r"\\ne "),
    (re.compile(r"\\frac\s*(\d)\s*(\d)"), r"\\frac{\1}{\2}"),
    (re.compile(r"\\sqrt\s*(\d)(?!\])"), r"\\sqrt{\1}"),
)
_PHRASE = re.compile(
    r"^(?:so |thus |therefore,? |hence,? )?(?:the )?(?:final )?(?:answer|result|solution)s?(?: is| are|:| =)+\s*:?\s*",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SPACED_THOUSANDS = re.compile(r"^([+-]?\d{1,3})((?: \d{3})+)(?![\d ])")
_VARIABLE = re.compile(r"^\s*(\\?[A-Za-z]+(?:_\{?\w+\}?)?(?:\(\w+\))?)\s*=(?!=)\s*(.+)$")
_NUMBER = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$")
_SCIENTIFIC = re.compile(r"^([+-]?[\d.]+)\s*\*\s*10\s*(?:\^|\*\*)\s*\{?\s*([+-]?\d{1,4})\s*\}?$")
_POWER = re.compile(r"^([+-]?\d{1,9})\s*(?:\^|\*\*)\s*\{?\s*(\d{1,3})\s*\}?$")
_QUOTIENT = re.compile(r"^([+-]?[\d.]+)\s*[/:]\s*([+-]?[\d.]+)$")
_TEX_FRACTION = re.compile(r"^([+-]?)\s*\\frac\s*\{\s*([+-]?[\d.]+)\s*\}\s*\{\s*([+-]?[\d.]+)\s*\}$")
_MIXED = re.compile(r"^([+-]?)(\d+)(?:\s+(\d+)/(\d+)|\s*\\frac\s*\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\})$")
_PYTHON_FRACTION = re.compile(r"^(?:Fraction|Rational)\(\s*([+-]?\d+)\s*,\s*(\d+)\s*\)$")
_CHOICE = re.compile(r"^(?:\(\s*([A-Za-z])\s*\)|([A-Za-z])\s*\)|([A-J])[.:]?)$")
_CHOICE_LABEL = re.compile(r"^\(?([A-J])\)\s*[:.]?\s*(\S.*)$")
_WORDS = re.compile(r"^[A-Za-z][A-Za-z' -]+$")
_SAME_WORDS = ({"yes", "true"}, {"no", "false"})


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer taken apart: what is left of it, the letter it was given to, its unit, whether it was a percentage."""

    value: str
    variable: str = ""
    unit: str = ""
    is_percent: bool = False


def normalise(text: str) -> str:
    """The plainest form of an answer: no ``$``, box, unit, thousands separator or ``x =``; ``18.0`` is ``18``."""
    return read(text).value


def plain_number(text: str) -> Fraction | None:
    """The exact value of an integer, decimal, quotient, mixed number or power of ten; None for anything else."""
    text = text.strip()
    if not text or len(text) > _MAX_NUMBER_CHARACTERS:
        return None
    text = _SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", ""), _without_thousands(text))
    if _NUMBER.match(text):
        return _decimal(text)
    if match := _QUOTIENT.match(text) or _PYTHON_FRACTION.match(text):
        return _quotient(match[1], match[2])
    if match := _TEX_FRACTION.match(text):
        return _signed(match[1], _quotient(match[2], match[3]))
    if match := _MIXED.match(text):
        part = _quotient(match[3] or match[5], match[4] or match[6])
        return None if part is None else _signed(match[1], int(match[2]) + part)
    if match := _SCIENTIFIC.match(text):
        return _decimal(f"{match[1]}e{match[2]}")
    if match := _POWER.match(text):
        return Fraction(int(match[1]) ** int(match[2])) if match[1][0].isdigit() else None
    return None


def quick_equal(gold: str, candidate: str) -> bool | None:
    """Whether two answers are equal, as far as plain text and plain numbers tell; None when a parser is needed.

    An empty answer equals nothing.
    """
    if not gold.strip() or not candidate.strip():
        return False
    if max(len(gold), len(candidate)) > MAX_CHARACTERS:
        return gold.strip() == candidate.strip()
    first, second = read(gold), read(candidate)
    if first.variable and second.variable and first.variable != second.variable:
        return None if _is_relation(first) or _is_relation(second) else False
    factor = units.factor(first.unit, second.unit)
    if factor is None:
        return False
    numbers = plain_number(first.value), plain_number(second.value)
    if numbers[0] is not None and numbers[1] is not None:
        return _same_number(first, second, numbers[0] * factor, numbers[1])
    if factor != 1:
        return None
    if first.value.replace(" ", "") == second.value.replace(" ", ""):
        return True
    return _same_words(first.value, second.value)


def read(text: str) -> Reading:
    """Take an answer apart; a text that is too long is left as it is."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        return Reading(text)
    text = _PHRASE.sub("", _plain(text)).strip()
    reading = Reading(_trimmed(text))
    if (match := _VARIABLE.match(text)) and not re.search(r"[=<>]|\\[lg]e |\\ne ", match[2]):
        reading = Reading(_trimmed(match[2]), variable=match[1].lstrip("\\"))
    if match := _CHOICE.match(reading.value):
        return replace(reading, value=match[1] or match[2] or match[3])
    value, unit = units.split(reading.value)
    if value.endswith("%"):
        return replace(reading, value=_tidy_number(value[:-1].strip()), is_percent=True)
    if unit == "percent":
        return replace(reading, value=_tidy_number(value), is_percent=True)
    return replace(reading, value=_tidy_number(value), unit=unit)


def is_approximate(text: str) -> bool:
    """Whether a number is written as programs print floats: with 15 or more significant digits."""
    mantissa = re.split("[eE]", text)[0]
    digits = re.sub(r"\D", "", mantissa).lstrip("0")
    return "." in mantissa and len(digits) >= _FLOAT_DIGITS


def is_close(first: Fraction, second: Fraction) -> bool:
    """Equal up to the rounding of floating-point numbers."""
    size = max(abs(first), abs(second), Fraction(1))
    return abs(first - second) <= _FLOAT_TOLERANCE * size


def choice_parts(text: str) -> tuple[str, str] | None:
    """``("C", "12")`` of ``(C) 12``; None where there is no letter of a choice in front."""
    match = _CHOICE_LABEL.match(read(text).value)
    return (match[1], match[2]) if match else None


def _plain(text: str) -> str:
    """One notation for each thing: symbols as TeX or ASCII, no delimiters, no spacing commands."""
    text = _boxed(text.translate(_SYMBOLS))
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("**", "**"), ("`", "`")):
        if len(text) > len(opening + closing) and text.startswith(opening) and text.endswith(closing):
            text = text[len(opening) : -len(closing)].strip()
    for pattern, replacement in _TEX_WORDS:
        text = pattern.sub(replacement, text)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return " ".join(text.split())


def _boxed(text: str) -> str:
    """The content of the last ``\\boxed{...}``, or the text."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return text
    depth, begin = 0, start + len("\\boxed")
    for position in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[begin + 1 : position].strip()
    return text


def _trimmed(text: str) -> str:
    text = text.strip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1].rstrip()
    return text


def _tidy_number(text: str) -> str:
    """``18`` for ``18.0``, ``1000`` for ``1,000``, ``0.5`` for ``.5``; any other text unchanged."""
    text = _SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", ""), _without_thousands(text.strip()))
    if not _NUMBER.match(text) or len(text) > _MAX_NUMBER_CHARACTERS or "e" in text.lower():
        return text
    sign = "-" if text[0] == "-" else ""
    whole, _, decimals = text.lstrip("+-").partition(".")
    decimals = decimals.rstrip("0")
    return f"{sign}{whole.lstrip('0') or '0'}{'.' if decimals else ''}{decimals}"


def _without_thousands(text: str) -> str:
    """Commas are left alone inside brackets, where they part the members of a tuple or a set."""
    if text[:1] in "([{" or "\\{" in text:
        return text
    return _THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)


def _decimal(text: str) -> Fraction | None:
    mantissa, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > _MAX_EXPONENT:
        return None
    try:
        return Fraction(mantissa if mantissa[-1] != "." else mantissa[:-1]) * Fraction(10) ** int(exponent or 0)
    except ValueError:
        return None


def _quotient(top: str, bottom: str) -> Fraction | None:
    numerator, denominator = _decimal(top), _decimal(bottom)
    return None if numerator is None or not denominator else numerator / denominator


def _signed(sign: str, value: Fraction | None) -> Fraction | None:
    return -value if sign == "-" and value is not None else value


def _is_relation(reading: Reading) -> bool:
    """Whether ``y = ...`` may be an equation rather than the value of y: other letters follow."""
    return bool(re.search(r"[A-Za-z]", reading.value))


def _same_number(first: Reading, second: Reading, gold: Fraction, candidate: Fraction) -> bool:
    approximate = is_approximate(first.value) or is_approximate(second.value)
    wanted = {gold}
    if first.is_percent and not second.is_percent:
        wanted.add(gold / 100)
    elif second.is_percent and not first.is_percent:
        wanted.add(gold * 100)
    return any(number == candidate or (approximate and is_close(number, candidate)) for number in wanted)


def _same_words(first: str, second: str) -> bool | None:
    """For words and the letters of choices; None where a side may be mathematics."""
    if len(first) == len(second) == 1 and first.isalpha() and second.isalpha():
        return first.casefold() == second.casefold()
    words = [_is_words(text) for text in (first, second)]
    if all(words):
        one, other = first.casefold(), second.casefold()
        return _singular(one) == _singular(other) or {one, other} in _SAME_WORDS
    if any(words) and any(plain_number(text) is not None for text in (first, second)):
        return False
    return None


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") for word in text.split())


def _is_words(text: str) -> bool:
    return bool(_WORDS.match(text)) and not any(word in units.MATHS_WORDS for word in re.split("[ -]", text.lower()))
