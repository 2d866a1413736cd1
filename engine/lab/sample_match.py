"""How many samples of a weak model are worth as much as so many of a strong one.

*Smaller, Weaker, Yet Better* (Bansal et al. 2024, section 3) matches what sampling costs. A forward pass takes 2 P
FLOPs for each token (see ``models.active`` for P), so S samples of W tokens on average cost 2 P W S. If both models
write solutions of the same length, the cost of sampling is the same with

    S_weak = (P_strong / P_weak) S_strong

That decides how many are drawn. What they cost is counted afterwards, exactly: 2 P times the tokens that went through
the model, prompts included, of all problems; the quotient of the two costs says how far the match was missed.
"""

from enum import StrEnum

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.sample import samples_of
from engine.types import Usage

MOST_SAMPLES = 512


class Match(StrEnum):
    """What is to be equal: floating-point operations, seconds, or the number of samples."""

    FLOPS = "flops"
    TIME = "time"
    COUNT = "count"


def flops_of(parameters: int, usage: Usage) -> float:
    """2 P times the tokens that went through the model."""
    return 2.0 * parameters * usage.evaluated_tokens


def weak_samples(strong_samples: int, strong_cost: float, weak_cost: float) -> int:
    """How many samples of the weak model cost as much as those of the strong one, one or more.

    Args:
        strong_cost, weak_cost: of one sample each, in any unit: parameters, where a token is to stand for a sample.

    Raises:
        BadSettingsError: they are too many.
    """
    count = max(1, round(strong_samples * strong_cost / weak_cost))
    if count > MOST_SAMPLES:
        raise BadSettingsError(
            f"The weak model would have to draw {count:,} samples of each problem, {MOST_SAMPLES} are possible; lower "
            "--strong-samples."
        )
    return count


def seconds_of_a_sample(campaign: Campaign) -> float:
    """As measured in a campaign of whole samples; those that share a batch count its time each."""
    found = samples_of(campaign).values()
    return sum(one.usage.seconds for one in found) / max(1, sum(one.drawn for one in found))
