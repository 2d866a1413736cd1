"""The field's problem sets from the hub of data sets, through the package ``datasets`` where it is installed."""

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from models.errors import FetchError

HUB_SETS = {
    "gsm8k": ("openai/gsm8k", "main", "test"),
    "math-500": ("HuggingFaceH4/MATH-500", None, "test"),
    "aime": ("Maxwell-Jia/AIME_2024", None, "train"),
    "amc": ("AI-MO/aimo-validation-amc", None, "train"),
    "olympiadbench": ("Hothan/OlympiadBench", "OE_TO_maths_en_COMP", "train"),
    "college-math": ("qq8933/College_Math_Test", None, "train"),
    "gaokao": ("MARIO-Math-Reasoning/Gaokao2023-Math-En", None, "train"),
}
"""Repository, configuration and split of each set by the name that a user types."""


def read_hub_set(name: str) -> list[dict[str, object]]:
    """The records of a set, keys in lower case.

    Args:
        name: a key of ``HUB_SETS``.

    Raises:
        FetchError: the package is not there, or the set cannot be fetched; either way a file does as well.
    """
    repository, configuration, split = HUB_SETS[name]
    otherwise = f"or download {repository} yourself and give its file"
    try:
        datasets = importlib.import_module("datasets")
    except ImportError as error:
        raise FetchError(
            f"The set {name} is fetched with the package 'datasets', which is not installed: install it, {otherwise}."
        ) from error
    try:
        rows: Iterable[Mapping[str, Any]] = datasets.load_dataset(repository, configuration, split=split)
        return [{key.casefold(): value for key, value in row.items()} for row in rows]
    except Exception as error:
        raise FetchError(
            f"The set {name} could not be fetched ({type(error).__name__}); go online, {otherwise}."
        ) from error
