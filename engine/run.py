"""One search under way: its tree, its policy, its votes and its events. No model and no clock in here.

``Run`` turns closed steps into nodes, values and the next expansions; the runner moves tokens and time.
"""

from collections.abc import Callable
from dataclasses import dataclass

from engine.batcher import Draft
from engine.events import (
    AnswerChanged,
    AnyRunEvent,
    Cancelled,
    Failed,
    Finished,
    NodeAdded,
    NodeClosed,
    NodeScored,
    Paused,
    Progress,
    RunStarted,
)
from engine.sandbox.executor import DEFAULT_LIMITS, Executor
from engine.search.backup import backed_up, changed_values
from engine.search.policies import Expansion, PolicyState, policy_for
from engine.search.score import (
    VALUE_SOURCE,
    best_answer,
    duplicates,
    is_decided,
    layer_priors,
    leading_answer,
    leaf_values,
)
from engine.search.tree import add_child, close_node, mark_expanded, new_tree, set_priors, set_values
from engine.steps import StepEnd, answer_from_output, step_text
from engine.types import (
    ROOT,
    Answer,
    Execution,
    ExecutionStatus,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    SearchSettings,
    StopReason,
    Tree,
    Usage,
)

_SCORE_TOLERANCE = 0.01
_CUT_REASONS = {
    StepEnd.TOO_LONG: "The step grew too long.",
    StepEnd.NO_ROOM: "The model's context was full.",
}


@dataclass(frozen=True, slots=True)
class _Closing:
    """How a closed draft ends as a node."""

    status: NodeStatus
    reason: str = ""
    answer: str | None = None


class Run:
    """The state of one search and the only place that changes it."""

    def __init__(
        self,
        run_id: str,
        problem: Problem,
        settings: SearchSettings,
        executor: Executor,
        emit: Callable[[AnyRunEvent], None],
    ) -> None:
        self.run_id = run_id
        self.problem = problem
        self.settings = settings
        self.tree: Tree = new_tree(problem.text)
        self.sampled_tokens = 0
        self._executor = executor
        self._emit = emit
        self._policy = policy_for(settings.policy)
        self._policy_state = PolicyState()
        self._layers: dict[NodeId, int] = {}
        self._same: dict[str, str] = {}
        self._given: dict[str, bool] = {}
        self._answer: Answer | None = None
        self._prompt_tokens = 0
        self._seq = 0
        self.decided = False
        """Whether more search could hardly change the vote; nothing more is expanded then."""

    @property
    def rollouts(self) -> int:
        """Descents, or whole samples, started so far."""
        return self._policy_state.rollouts

    @property
    def answer(self) -> Answer | None:
        """The best answer so far."""
        return self._answer

    def begin(self, model_id: str, prompt_tokens: int) -> tuple[Expansion, ...]:
        """Announce the run; returns its first expansions."""
        self._prompt_tokens = prompt_tokens
        self._emit(
            RunStarted(
                run_id=self.run_id,
                seq=self._next_seq(),
                problem=self.problem,
                settings=self.settings,
                model_id=model_id,
                prompt_tokens=prompt_tokens,
                isolation=self._executor.isolation,
                value_source=VALUE_SOURCE,
            )
        )
        return self._advance()

    def absorb(self, draft: Draft, parent: NodeId) -> NodeId:
        """Run a closed step, put it into the tree and announce it; returns its id."""
        text = step_text(self.tree[parent].depth + 1, draft.text)
        execution = self._execute(parent, text)
        closing = self._closing(draft, parent, execution)
        self.sampled_tokens += len(draft.tokens)
        self.tree, node = add_child(
            self.tree,
            parent,
            text=text,
            status=closing.status,
            reason=closing.reason,
            execution=execution,
            answer=closing.answer,
            tokens=len(draft.tokens),
            mean_logprob=draft.mean_logprob,
        )
        if closing.answer is not None:
            self._classify(closing.answer)
        self._announce(node)
        return node

    @property
    def busy(self) -> bool:
        """Whether candidates are being written."""
        return bool(self._layers)

    def candidate_closed(self, node: NodeId, *, follow: bool) -> tuple[Expansion, ...]:
        """One candidate asked for at ``node`` has come to its end; returns what to expand next.

        Args:
            follow: whether it was followed to the end of the solution instead of one step.
        """
        self._layers[node] -= 1
        if self._layers[node] > 0:
            if follow:
                self._back_up()
            return ()
        del self._layers[node]
        if not follow:
            layer = [self.tree[child] for child in self.tree[node].children]
            self.tree = set_priors(self.tree, layer_priors(layer, self.problem.text))
            self._merge_duplicates(node)
        self._back_up()
        return self._advance()

    def finish(
        self,
        reason: StopReason,
        seconds: float,
        evaluated_tokens: int,
        *,
        unclosed_tokens: int = 0,
        pause: bool = False,
    ) -> None:
        """Announce the terminal event; ``unclosed_tokens`` were sampled in steps that were given up."""
        # Solutions of layers that were not completed count as well.
        self._back_up()
        answer = self._answer
        usage = Usage(
            sampled_tokens=self.sampled_tokens + unclosed_tokens,
            evaluated_tokens=evaluated_tokens,
            prompt_tokens=self._prompt_tokens,
            seconds=seconds,
            nodes=len(self.tree),
        )
        path = self.tree.path(answer.node) if answer else ()
        result = RunResult(answer=answer, best_path=path, usage=usage, stop_reason=reason)
        kind = (Paused if pause else Cancelled) if reason is StopReason.USER else Finished
        self._emit(kind(run_id=self.run_id, seq=self._next_seq(), result=result))

    def fail(self, kind: str, message: str, exit_code: int) -> None:
        """Announce that the run cannot go on."""
        self._emit(Failed(run_id=self.run_id, seq=self._next_seq(), kind=kind, message=message, exit_code=exit_code))

    def report(self, *, open_tokens: int, tokens_per_second: float, open_candidates: int, preview: str) -> None:
        """Announce where the run stands; ``open_tokens`` were sampled in steps that have not closed."""
        sampled = self.sampled_tokens + open_tokens
        self._emit(
            Progress(
                run_id=self.run_id,
                seq=self._seq,
                sampled_tokens=sampled,
                tokens_per_second=tokens_per_second,
                rollouts=self.rollouts,
                open_candidates=open_candidates,
                fraction=min(1.0, sampled / self.settings.budget.max_tokens),
                preview=preview,
            )
        )

    def _merge_duplicates(self, parent: NodeId) -> None:
        """Close open steps that computed the same as an earlier sibling.

        Not in the first layer: there the number of steps that agree is what the vote lives on.
        """
        if parent == ROOT:
            return
        layer = [self.tree[child] for child in self.tree[parent].children]
        for node, earlier in duplicates(layer, self.problem.text).items():
            reason = f"Computes the same as step {earlier}."
            self.tree = close_node(self.tree, node, NodeStatus.PRUNED, reason)
            self._emit(
                NodeClosed(run_id=self.run_id, seq=self._next_seq(), node=node, status=NodeStatus.PRUNED, reason=reason)
            )

    def _advance(self) -> tuple[Expansion, ...]:
        remaining = self.settings.budget.max_tokens - self.sampled_tokens
        if self.settings.policy is PolicyName.MCTS and is_decided(self.tree, self._same, remaining):
            self.decided = True
        if self.decided:
            return ()
        self._policy_state, expansions = self._policy.advance(
            self.tree, self._policy_state, self.settings, self._layers.keys()
        )
        for expansion in expansions:
            self.tree = mark_expanded(self.tree, expansion.node)
            self._layers[expansion.node] = expansion.candidates
        return expansions

    def _execute(self, parent: NodeId, text: str) -> Execution:
        steps = [self.tree[node].text for node in self.tree.path(parent) if node != ROOT]
        return self._executor.run([*steps, text], DEFAULT_LIMITS)

    def _closing(self, draft: Draft, parent: NodeId, execution: Execution) -> _Closing:
        if draft.end in _CUT_REASONS:
            return _Closing(NodeStatus.PRUNED, _CUT_REASONS[draft.end])
        if execution.status not in (ExecutionStatus.OK, ExecutionStatus.NOT_RUN):
            return _Closing(NodeStatus.FAILED, execution.error or execution.status.value)
        if draft.end is StepEnd.NEXT:
            return self._open_closing(draft, depth=self.tree[parent].depth + 1)
        if execution.status is ExecutionStatus.NOT_RUN:
            return _Closing(NodeStatus.PRUNED, "Not run: no isolation on this system.")
        answer = answer_from_output(execution.output)
        if answer is None:
            return _Closing(NodeStatus.FAILED, "Ended without printing an answer.")
        return _Closing(NodeStatus.FINISHED, answer=answer)

    def _open_closing(self, draft: Draft, depth: int) -> _Closing:
        if depth >= self.settings.budget.max_depth:
            return _Closing(NodeStatus.PRUNED, "Too many steps.")
        if not draft.text.strip():
            return _Closing(NodeStatus.PRUNED, "An empty step.")
        return _Closing(NodeStatus.OPEN)

    def _classify(self, answer: str) -> None:
        """Find the class of equal answers that a new answer belongs to."""
        if answer in self._same:
            return
        known = dict.fromkeys(self._same.values())
        self._same[answer] = next((other for other in known if self._executor.equal(other, answer)), answer)

    def _matches_given(self, answer: str | None) -> bool | None:
        if self.problem.answer is None or answer is None:
            return None
        if answer not in self._given:
            self._given[answer] = self._executor.equal(self.problem.answer, answer)
        return self._given[answer]

    def _back_up(self) -> None:
        """Values of leaves to all nodes above them, then the vote; announces what changed."""
        values = backed_up(self.tree, leaf_values(self.tree, self._same))
        changed = changed_values(self.tree, values, _SCORE_TOLERANCE)
        self.tree = set_values(self.tree, changed)
        for node, (visits, value_sum) in sorted(changed.items()):
            self._emit(
                NodeScored(
                    run_id=self.run_id,
                    seq=self._next_seq(),
                    node=node,
                    visits=visits,
                    value_sum=value_sum,
                    prior=self.tree[node].prior,
                )
            )
        leading = leading_answer(self.tree, self._same)
        answer = best_answer(self.tree, self._same, self.problem, self._matches_given(leading))
        if answer is not None and answer != self._answer:
            self._answer = answer
            self._emit(AnswerChanged(run_id=self.run_id, seq=self._next_seq(), answer=answer))

    def _announce(self, node_id: NodeId) -> None:
        node = self.tree[node_id]
        assert node.parent is not None
        self._emit(
            NodeAdded(
                run_id=self.run_id,
                seq=self._next_seq(),
                node=node.id,
                parent=node.parent,
                depth=node.depth,
                text=node.text,
                status=node.status,
                reason=node.reason,
                execution=node.execution,
                answer=node.answer,
                tokens=node.tokens,
                mean_logprob=node.mean_logprob,
                prior=node.prior,
            )
        )

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq
