"""View state without Qt: reduce(state, event) -> state."""

from app.state.carry import carried_branch, carried_tree
from app.state.printable import one_line, printable
from app.state.reducer import reduce, reduce_all, replay
from app.state.run import Failure, LiveFigures, NodeView, RunState
from app.state.steps import StepView, best_path_steps, split_step, steps_to, written_step
from app.state.timeline import Timeline

__all__ = [
    "Failure",
    "LiveFigures",
    "NodeView",
    "RunState",
    "StepView",
    "Timeline",
    "best_path_steps",
    "carried_branch",
    "carried_tree",
    "one_line",
    "printable",
    "reduce",
    "reduce_all",
    "replay",
    "split_step",
    "steps_to",
    "written_step",
]
