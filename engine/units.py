"""Units of answers: ``5 cm`` is a 5 with a unit. Two units agree, can be converted, or contradict each other."""

import re
from fractions import Fraction

MATHS_WORDS = frozenset(
    (
        *("abs", "acos", "alpha", "and", "arccos", "arcsin", "arctan", "asin", "atan", "beta", "binom", "cap"),
        *("cbrt", "ceil", "choose", "cos", "cosh", "cot", "csc", "cup", "emptyset", "exp", "factorial", "floor"),
        *("frac", "gamma", "gcd", "inf", "infinity", "infty", "interval", "lambda", "lcm", "lg", "ln", "log"),
        *("matrix", "max", "min", "mod", "nan", "none", "null", "omega", "oo", "open", "or", "phi", "pi"),
        *("rational", "sec", "sin", "sinh", "sqrt", "tan", "tanh", "theta", "union"),
    )
)

_TABLE = {
    "length": "mm=1 millimeter=1 millimetre=1 cm=10 centimeter=10 centimetre=10 m=1000 meter=1000 metre=1000 km=1000000"
    " kilometer=1000000 kilometre=1000000",
    "imperial length": "in=1 inch=1 inches=1 ft=12 foot=12 feet=12 yd=36 yard=36 mi=63360 mile=63360",
    "mass": "mg=1 milligram=1 g=1000 gram=1000 kg=1000000 kilogram=1000000",
    "imperial mass": "oz=1 ounce=1 lb=16 lbs=16 pound=16",
    "time": "s=1 sec=1 second=1 min=60 minute=60 h=3600 hr=3600 hour=3600 day=86400 week=604800",
    "long time": "month=1 year=12 yr=12",
    "volume": "ml=1 milliliter=1 millilitre=1 l=1000 liter=1000 litre=1000",
    "money": "cent=1 dollar=100 usd=100",
    "angle": "degree=1 deg=1",
    "radian": "radian=1 rad=1",
    "euro": "euro=1 eur=1",
    "british money": "quid=1 gbp=1",
    "speed": "mph=1 kmh=1000 kph=1000",
    "percent": "percent=1 pct=1",
    "dozen": "dozen=1",
}
_UNITS = {
    name: (dimension, Fraction(size))
    for dimension, entries in _TABLE.items()
    for name, size in (entry.split("=") for entry in entries.split())
}
_CURRENCY = {"$": "dollar", "€": "euro", "£": "gbp"}
_FILLERS = frozenset({"of", "the", "a", "an", "in", "each", "total", "unit", "units"})
_QUANTITY = re.compile(r"^(.*?[\d)}%]|.*?\\pi|.*?pi)( *)([A-Za-z][A-Za-z0-9 ^{}/*.'-]*)$")
_STRAY_DIGIT = re.compile(r"(?<!\^)(?<!\^\{)(?<!\^-)\d")
_MAX_WORDS = 6
_TOKEN = re.compile(r"[A-Za-z']+")


def split(text: str) -> tuple[str, str]:
    """``("5", "cm")`` of ``5 cm`` or ``("18", "dollar")`` of ``$18``; the unit in one spelling, "" for none."""
    for sign, unit in _CURRENCY.items():
        bare = re.sub(rf"^([+-]?)\s*{re.escape(sign)}\s*", r"\1", text)
        if bare != text:
            value, inner = _split_words(bare)
            return value, inner or unit
        if text.endswith(sign) and len(text) > len(sign):
            return text[: -len(sign)].strip(), unit
    return _split_words(text)


def _split_words(text: str) -> tuple[str, str]:
    match = _QUANTITY.match(text)
    if match is None or not _is_unit(match[3], is_spaced=bool(match[2]), is_number=_is_number(match[1])):
        return text, ""
    return match[1], _spelling(match[3])


def factor(first: str, second: str) -> Fraction | None:
    """What a number in the first unit is multiplied by to be in the second; None where they contradict each other.

    A number without a unit goes with any.
    """
    if not first or not second or first == second:
        return Fraction(1)
    one, other = _UNITS.get(first), _UNITS.get(second)
    if one is not None and other is not None:
        return one[1] / other[1] if one[0] == other[0] else None
    if one is not None or other is not None:
        return None
    words = set(first.split()), set(second.split())
    return Fraction(1) if words[0] <= words[1] or words[1] <= words[0] else None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[\d.,/ ]+|[+-]?\d*\s*\\frac\s*\{\d+\}\s*\{\d+\}", text))


def _is_unit(text: str, *, is_spaced: bool, is_number: bool) -> bool:
    """After a number any words will do; after an expression, or without a space, only units that are known."""
    words = [word.lower() for word in _TOKEN.findall(text)]
    if not 1 <= len(words) <= _MAX_WORDS or any(word in MATHS_WORDS for word in words) or _STRAY_DIGIT.search(text):
        return False
    if not is_spaced:
        return len(words[0]) > 1 and all(_singular(word) in _UNITS for word in words)
    if is_number:
        return all(len(word) > 2 or _singular(word) in _UNITS or word in _FILLERS for word in words)
    return all(_singular(word) in _UNITS or word in ("per", "square", "cubic", "sq") for word in words)


def _spelling(text: str) -> str:
    """``cm^2`` for ``square centimeters``; singular, lower case, parts in order."""
    text = text.lower().replace("{", "").replace("}", "").strip(" .")
    text = re.sub(r"\s*(?:/| per )\s*", " per ", f" {text} ").strip()
    text = re.sub(r"\b(?:square|sq\.?) (\S+)", r"\1^2", text)
    text = re.sub(r"\bcubic (\S+)", r"\1^3", text)
    words = [_short(*word.partition("^")) for word in text.split() if word not in _FILLERS]
    spelled = " ".join(words)
    return {"mile per h": "mph", "mi per h": "mph", "km per h": "kmh"}.get(spelled, spelled)


_SHORT = {"millimeter": "mm", "millimetre": "mm", "centimeter": "cm", "centimetre": "cm", "meter": "m", "metre": "m"}
_SHORT |= {"kilometer": "km", "kilometre": "km", "inch": "in", "inches": "in", "foot": "ft", "feet": "ft"}
_SHORT |= {"hour": "h", "hr": "h", "second": "s", "sec": "s", "minute": "min", "pct": "percent"}


def _short(name: str, power: str, exponent: str) -> str:
    singular = _singular(name)
    return _SHORT.get(singular, singular) + power + exponent


def _singular(word: str) -> str:
    if word in _UNITS:
        return word
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
