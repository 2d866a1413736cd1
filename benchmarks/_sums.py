"""Problems of one step that a model of 135M parameters sometimes solves: ``python -m benchmarks._sums 20 > FILE``.

For measuring what training does to such a model (docs/BENCHMARKS.md); no other measurement uses them.
"""

import json
import random
import sys
from collections.abc import Iterator

_SEED = 11
_NAMES = ("Ann", "Ben", "Carla", "David", "Eva", "Finn")
_THINGS = ("apples", "books", "coins", "stamps", "cards", "shells")


def problems(count: int) -> Iterator[dict[str, str]]:
    """So many different problems, always the same ones, as lines of a file of problems."""
    source, seen = random.Random(_SEED), set[str]()
    while len(seen) < count:
        question, answer = _problem(source, len(seen) % 6)
        if question not in seen:
            seen.add(question)
            yield {"id": f"sum-{len(seen):03}", "question": question, "answer": str(answer)}


def _problem(source: random.Random, kind: int) -> tuple[str, int]:
    first, second, factor = source.randint(3, 60), source.randint(2, 40), source.randint(2, 9)
    name, thing = source.choice(_NAMES), source.choice(_THINGS)
    return (
        (f"Print the sum of {first} and {second}.", first + second),
        (f"Print the product of {first} and {factor}.", first * factor),
        (f"Subtract {second} from {first + second} and print the result.", first),
        (f"Add {first} and {second} and print the result.", first + second),
        (f"{name} has {first} {thing} and gets {second} more. Print how many {thing} there are.", first + second),
        (f"There are {factor} boxes with {first} {thing} each. Print how many {thing} there are.", factor * first),
    )[kind]


if __name__ == "__main__":
    for line in problems(int(sys.argv[1])):
        print(json.dumps(line))
