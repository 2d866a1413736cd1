"""Trees of runs drawn by hand, as states that the front shows."""

import msgspec

from app.state import RunState, replay
from engine.events import (
    AnswerChanged,
    AnyRunEvent,
    Finished,
    FocusChanged,
    NodeAdded,
    NodeClosed,
    NodeScored,
    RunStarted,
)
from engine.types import (
    ROOT,
    Answer,
    Author,
    Execution,
    ExecutionStatus,
    Mark,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    SearchSettings,
    StepFormat,
    StopReason,
    Usage,
    Vote,
)
from tests.helpers.scripts import settings

GIVEN_UP = "Given up by you."
REPLACED = "Replaced by your step."
RUN_ID = "run-1"


class Sketch:
    """Steps are added one by one; ``state`` is what their events replay to."""

    def __init__(self, policy: PolicyName = PolicyName.MCTS, step_format: StepFormat = StepFormat.CODE) -> None:
        base = settings(policy)
        self.settings = SearchSettings(policy, base.budget, base.sampling, step_format=step_format)
        self._depths = {ROOT: 0}
        self._ended: tuple[AnyRunEvent, ...] = ()
        self._events: list[AnyRunEvent] = [
            RunStarted(
                run_id=RUN_ID,
                seq=1,
                problem=Problem("sketch", "A riddle?"),
                settings=self.settings,
                model_id="sketch",
                prompt_tokens=10,
                isolation="Isolated",
                value_source="agreement + execution",
            )
        ]

    def step(
        self,
        parent: NodeId = ROOT,
        *,
        title: str = "Go on.",
        status: NodeStatus = NodeStatus.OPEN,
        reason: str = "",
        answer: str | None = None,
        visits: int = 0,
        value_sum: float = 0.0,
        prior: float | None = None,
        mean_logprob: float = -0.25,
        tokens: int = 10,
        execution: Execution | None = None,
        author: Author = Author.MODEL,
        carried: bool = False,
    ) -> NodeId:
        """Add a step; returns its id."""
        node = len(self._depths)
        depth = self._depths[node] = self._depths[parent] + 1
        runs = self.settings.step_format is StepFormat.CODE
        output = f"{answer}\n" if answer is not None else ""
        self._events.append(
            NodeAdded(
                run_id=RUN_ID,
                seq=self._next(),
                node=node,
                parent=parent,
                depth=depth,
                text=f"# Step {depth}: {title}\npass" if runs else title,
                status=status,
                reason=reason,
                execution=execution or (Execution(ExecutionStatus.OK, output, duration_ms=2.0) if runs else None),
                answer=answer,
                tokens=tokens,
                mean_logprob=mean_logprob,
                prior=prior,
                author=author,
                carried=carried,
            )
        )
        if visits:
            self.score(node, visits, value_sum, prior)
        return node

    def end(self, parent: NodeId, answer: str, *, mean_logprob: float = -0.25) -> NodeId:
        """Add a step that ends a solution; returns its id."""
        return self.step(parent, status=NodeStatus.FINISHED, answer=answer, mean_logprob=mean_logprob)

    def score(self, node: NodeId, visits: int, value_sum: float, prior: float | None = None) -> None:
        """Set N, W and the prior of a step."""
        self._events.append(
            NodeScored(run_id=RUN_ID, seq=self._next(), node=node, visits=visits, value_sum=value_sum, prior=prior)
        )

    def close(self, node: NodeId, reason: str) -> None:
        """Give a step up."""
        status = NodeStatus.PRUNED
        self._events.append(NodeClosed(run_id=RUN_ID, seq=self._next(), node=node, status=status, reason=reason))

    def pin(self, node: NodeId) -> None:
        """Go on below a step alone."""
        self._events.append(FocusChanged(run_id=RUN_ID, seq=self._next(), node=node))

    def state(
        self,
        answer: NodeId | None = None,
        votes: tuple[Vote, ...] = (),
        stop_reason: StopReason = StopReason.TOKENS,
    ) -> RunState:
        """The state at the end of the run, with the solution whose answer is given."""
        found = Answer(votes[0].answer, Mark.AGREES, 0.5, votes, answer) if answer is not None else None
        self._events.append(AnswerChanged(run_id=RUN_ID, seq=self._next(), answer=found))
        path = replay(self._events).best_path
        result = RunResult(found, path, Usage(100, 100, 10, 1.0, len(self._depths)), stop_reason)
        self._events.append(Finished(run_id=RUN_ID, seq=self._next(), result=result))
        state = replay(self._events)
        self._ended = tuple(self._events)
        del self._events[-2:]
        return state

    def events(self, run_id: str = RUN_ID) -> list[AnyRunEvent]:
        """The events of the state that was asked for last."""
        return [msgspec.structs.replace(event, run_id=run_id) for event in self._ended]

    def _next(self) -> int:
        return len(self._events) + 1
