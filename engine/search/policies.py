"""The policies by name."""

from engine.search.beam import Beam, Dvts
from engine.search.mcts import Mcts, Restarts
from engine.search.policy import Policy
from engine.search.samples import Greedy, Samples
from engine.search.vote import Rule
from engine.types import PolicyName

_POLICIES: dict[PolicyName, Policy] = {
    PolicyName.GREEDY: Greedy(),
    PolicyName.MAJORITY: Samples(Rule.COUNT),
    PolicyName.BEST_OF_N: Samples(Rule.BEST),
    PolicyName.WEIGHTED: Samples(Rule.WEIGHT),
    PolicyName.BEAM: Beam(),
    PolicyName.DVTS: Dvts(),
    PolicyName.MCTS: Mcts(),
    PolicyName.RESTARTS: Restarts(),
}


def policy_for(name: PolicyName) -> Policy:
    """The policy with this name."""
    return _POLICIES[name]


def samples_whole_solutions(name: PolicyName) -> bool:
    """Whether the number of solutions is known from the beginning."""
    return isinstance(_POLICIES[name], Samples | Greedy)
