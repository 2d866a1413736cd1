"""One search under way: its tree, its policy, its votes and its events. No model and no clock in here.

``Run`` turns closed steps, and what a person changes, into nodes, values and the next expansions; the runner moves
tokens and time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.announcer import Announcer
from engine.commands import AddStep, Pin, Prune, Steering
from engine.drafts import ClosedStep
from engine.events import AnyRunEvent, Cancelled, Finished, Paused
from engine.preference import Pooled, StepScorer
from engine.rejection import Rejection, rejection_words
from engine.sandbox.executor import Executor
from engine.scoring import Scoring
from engine.search.backup import backed_up, changed_values
from engine.search.policies import policy_for, samples_whole_solutions
from engine.search.policy import Expansion, PolicyState
from engine.search.state import duplicates
from engine.search.tree import (
    add_child,
    close_node,
    mark_expanded,
    new_tree,
    set_focus,
    set_priors,
    set_values,
    subtree,
    unexpanded,
)
from engine.search.values import layer_priors, leaf_values
from engine.search.vote import Ballot, ballots, best_answer, is_decided, is_settled, leading, standing
from engine.steering import check_change
from engine.steps import StepEnd, StepRules
from engine.types import (
    ROOT,
    Answer,
    Author,
    Node,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    SearchSettings,
    StopReason,
    Tree,
    Usage,
    ValueName,
)
from engine.verdict import AnswerBook, Judge, Verdict

_SCORE_TOLERANCE = 0.01
_PRUNED = "Given up by you."
_EDITED = "Replaced by your step."
_NEVER_DECIDED = (PolicyName.GREEDY, PolicyName.BEST_OF_N)


@dataclass(frozen=True, slots=True)
class Change:
    """What follows from an event of a search: what to write next, and below which nodes nothing is wanted any more."""

    expansions: tuple[Expansion, ...] = ()
    abandoned: tuple[NodeId, ...] = ()


class Run:
    """The state of one search and the only place that changes it."""

    def __init__(
        self,
        run_id: str,
        problem: Problem,
        settings: SearchSettings,
        rules: StepRules,
        executor: Executor,
        emit: Callable[[AnyRunEvent], None],
        scorer: StepScorer | None = None,
        kept: Sequence[int] = (),
    ) -> None:
        self.run_id = run_id
        self.problem = problem
        self.settings = settings
        self.rules = rules
        self.tree: Tree = new_tree(problem.text)
        self.sampled_tokens = 0
        self._isolation = executor.isolation
        self._judge = Judge(rules, executor, settings.budget.max_depth)
        self._book = AnswerBook(problem, executor)
        self._scoring = Scoring(scorer, problem, settings)
        self._kept = list(kept)
        self._rejection = Rejection(settings.reject_below)
        self._announce = Announcer(run_id, emit)
        self._policy = policy_for(settings.policy)
        self._policy_state = PolicyState()
        self._layers: dict[NodeId, int] = {}
        self._answer: Answer | None = None
        self._prompt_tokens = 0
        self._begun_with = 1
        self.decided = False
        """Whether more search could hardly change the vote; nothing more is expanded then."""

    @property
    def rollouts(self) -> int:
        """Descents, whole samples, beams or groups started so far."""
        return self._policy_state.rollouts

    @property
    def answer(self) -> Answer | None:
        """The best answer so far."""
        return self._answer

    @property
    def seed(self) -> int:
        """Of the random numbers of candidates: where a search begins anew in a tree that has grown, those that were
        drawn for a node before must not be drawn again, or samples would repeat each other and vote twice.
        """
        return self.settings.seed + self._begun_with - 1

    @property
    def busy(self) -> bool:
        """Whether candidates are being written."""
        return bool(self._layers)

    def is_writing(self, node: NodeId) -> bool:
        """Whether candidates asked for at ``node`` are still expected."""
        return node in self._layers

    def is_set_aside(self, node: NodeId) -> bool:
        """Whether nothing more is to be written below ``node`` for now; see ``engine.rejection``."""
        return self._rejection.holds(node)

    def begin(
        self,
        model_id: str,
        prompt_tokens: int,
        *,
        tree: Tree | None = None,
        steering: Sequence[Steering] = (),
    ) -> Change:
        """Announce the run, with the tree of the run it continues and what a person changes there; returns its first
        expansions.

        Raises:
            BadSettingsError: a change makes no sense for that tree; nothing was announced.
        """
        self._prompt_tokens = prompt_tokens
        if tree is not None:
            # Scores are announced anew, so that the events of this run alone tell the whole tree.
            self.tree = set_values(tree, dict.fromkeys(range(len(tree)), (0, 0.0)))
            self._begun_with = len(tree)
        with self._announce.all_or_nothing():
            self._announce_start(model_id)
            for change in steering:
                check_change(self.tree, change)
                self._apply(change)
            self._back_up()
            return self._advance()

    def steer(self, change: Steering) -> Change:
        """Let a person change the tree; returns what follows.

        Raises:
            BadSettingsError: the change makes no sense; nothing was changed.
        """
        check_change(self.tree, change)
        abandoned = self._apply(change)
        abandoned += self._reject(self._rejection.outdone(self.tree))
        for node in abandoned:
            self._layers.pop(node, None)
        self._back_up()
        onward = self._advance()
        return replace(onward, abandoned=(*abandoned, *onward.abandoned))

    def absorb(self, draft: ClosedStep, parent: NodeId) -> NodeId:
        """Run a closed step, put it into the tree and announce it; returns its id."""
        text = self.rules.step_text(self.tree[parent].depth + 1, draft.text)
        assert draft.end is not None
        verdict = self._judge.judge(self._texts(parent, text), draft.end)
        self.sampled_tokens += draft.sampled
        node = self._add(
            parent,
            text,
            verdict,
            tokens=draft.sampled,
            mean_logprob=draft.mean_logprob,
            pooled=draft.pooled,
        )
        if samples_whole_solutions(self.settings.policy):
            others = sum(self._layers.values()) - 1
            self._reject(self._rejection.of_sample(self.tree, node, others))
        return node

    def candidate_closed(self, node: NodeId, *, follow: bool) -> Change:
        """One candidate asked for at ``node`` has come to its end; returns what follows.

        Args:
            follow: whether it was followed to the end of the solution instead of one step.
        """
        self._layers[node] -= 1
        abandoned = self._reject(self._rejection.outdone(self.tree))
        if self._layers[node] > 0:
            if follow:
                self._back_up()
                self._decide()
            return Change(abandoned=abandoned)
        del self._layers[node]
        if not follow:
            self.tree = set_priors(self.tree, layer_priors(self.settings.values, self._layer(node), self.problem.text))
            abandoned += self._merge_duplicates(node)
            abandoned += self._reject(self._rejection.of_layer(self._layer(node)))
        self._back_up()
        onward = self._advance()
        return replace(onward, abandoned=(*abandoned, *onward.abandoned))

    def finish(
        self,
        reason: StopReason,
        seconds: float,
        evaluated_tokens: int,
        *,
        unclosed_tokens: int = 0,
        pause: bool = False,
        prompt_tokens: int | None = None,
    ) -> None:
        """Announce the terminal event; ``unclosed_tokens`` were sampled in steps that were given up, ``prompt_tokens``
        are told by a server that had to be asked for them.
        """
        if prompt_tokens is not None:
            self._prompt_tokens = prompt_tokens
        # Solutions of layers that were not completed count as well.
        self._back_up()
        answer = self._answer
        usage = Usage(
            sampled_tokens=self.sampled_tokens + unclosed_tokens,
            evaluated_tokens=evaluated_tokens + self._scoring.read_tokens,
            prompt_tokens=self._prompt_tokens,
            seconds=seconds,
            nodes=len(self.tree),
        )
        path = self.tree.path(answer.node) if answer else ()
        result = RunResult(answer=answer, best_path=path, usage=usage, stop_reason=reason, values=self.settings.values)
        kind = (Paused if pause else Cancelled) if reason is StopReason.USER else Finished
        self._announce.ended(kind, result)

    def fail(self, kind: str, message: str, exit_code: int) -> None:
        """Announce that the run cannot go on."""
        self._announce.failed(kind, message, exit_code)

    def report(self, *, open_tokens: int, tokens_per_second: float, open_candidates: int, preview: str) -> None:
        """Announce where the run stands; ``open_tokens`` were sampled in steps that have not closed."""
        sampled = self.sampled_tokens + open_tokens
        self._announce.progressed(
            sampled_tokens=sampled,
            tokens_per_second=tokens_per_second,
            rollouts=self.rollouts,
            open_candidates=open_candidates,
            fraction=min(1.0, sampled / self.settings.budget.max_tokens),
            preview=preview,
        )

    def _announce_start(self, model_id: str) -> None:
        """Announce the run and the tree that it goes on from."""
        self._announce.started(self.problem, self.settings, model_id, self._prompt_tokens, self._isolation)
        for node in self.tree.nodes[1:]:
            self._announce.added(node, carried=True)
            if node.answer is not None:
                self._book.enter(node.answer)
        if self.tree.focus != ROOT:
            self._announce.focused(self.tree.focus)

    def _apply(self, change: Steering) -> tuple[NodeId, ...]:
        """Change the tree and announce it; returns the nodes below which nothing that is being written is wanted."""
        if isinstance(change, Pin):
            # The search begins anew there, as if it were continued by another run.
            self.tree = set_focus(unexpanded(self.tree), change.node)
            self._policy_state = PolicyState()
            self._begun_with = len(self.tree)
            self._layers.clear()
            self._rejection = Rejection(self.settings.reject_below)
            self._announce.focused(change.node)
            return (ROOT,)
        if isinstance(change, Prune):
            return self._give_up(change.node, _PRUNED)
        abandoned = () if change.replaces is None else self._give_up(change.replaces, _EDITED)
        self._add_human_step(change)
        return abandoned

    def _give_up(self, top: NodeId, reason: str) -> tuple[NodeId, ...]:
        below = subtree(self.tree, top)
        # From the leaves up: wherever this breaks off, nothing open lies below a step that was given up.
        for node in reversed(below):
            if self.tree[node].status in (NodeStatus.OPEN, NodeStatus.FINISHED):
                self._close(node, reason)
        if self.tree.focus in below:
            self._apply(Pin(node=ROOT))
        return below

    def _add_human_step(self, change: AddStep) -> None:
        text = self.rules.step_text(self.tree[change.parent].depth + 1, change.text.rstrip().encode("utf-8", "replace"))
        end = StepEnd.END if change.final else StepEnd.NEXT
        self._add(change.parent, text, self._judge.judge(self._texts(change.parent, text), end), author=Author.HUMAN)

    def _add(
        self,
        parent: NodeId,
        text: str,
        verdict: Verdict,
        *,
        tokens: int = 0,
        mean_logprob: float = 0.0,
        pooled: Pooled | None = None,
        author: Author = Author.MODEL,
    ) -> NodeId:
        """Put a step into the tree and announce it."""
        self.tree, node = add_child(
            self.tree,
            parent,
            text=text,
            status=verdict.status,
            reason=verdict.reason,
            execution=verdict.execution,
            answer=verdict.answer,
            tokens=tokens,
            mean_logprob=mean_logprob,
            author=author,
        )
        if verdict.answer is not None:
            self._book.enter(verdict.answer)
        self.tree = self._scoring.scored(self.tree, node, pooled)
        self._announce.added(self.tree[node])
        if pooled is not None and self._kept:
            self._announce.pooled(node, pooled[self._kept])
        return node

    def _close(self, node: NodeId, reason: str) -> None:
        self.tree = close_node(self.tree, node, NodeStatus.PRUNED, reason)
        self._announce.closed(node, NodeStatus.PRUNED, reason)

    def _merge_duplicates(self, parent: NodeId) -> tuple[NodeId, ...]:
        """Close open steps that computed the same as an earlier sibling; returns them.

        Not in the first layer: there the number of steps that agree is what the vote lives on.
        """
        if parent == self.tree.focus:
            return ()
        found = duplicates(self._layer(parent), self.problem.text)
        for node, earlier in found.items():
            self._close(node, f"Computes the same as step {earlier}.")
        return tuple(found)

    def _reject(self, nodes: tuple[NodeId, ...]) -> tuple[NodeId, ...]:
        """Close hopeless steps, or set them aside while there is no answer; returns those that were closed."""
        if not self.tree.finished():
            self._rejection.set_aside(nodes)
            for node in nodes:
                # Policies go on from what nobody has expanded.
                self.tree = mark_expanded(self.tree, node)
            return ()
        for node in nodes:
            self._close(node, rejection_words(self.tree[node]))
        return nodes

    def _layer(self, parent: NodeId) -> list[Node]:
        return [self.tree[child] for child in self.tree[parent].children]

    def _advance(self) -> Change:
        move = self._policy.advance(self.tree, self._policy_state, self.settings, self._layers.keys())
        self._decide(sum(expansion.candidates for expansion in move.expansions))
        if self.decided:
            return Change()
        self._policy_state = move.state
        for node, reason in move.closed:
            self._close(node, reason)
        expansions = move.expansions
        if not expansions and not self.busy and (last := self._rejection.last_resort(self.tree)) is not None:
            expansions = (Expansion(last, 1, until_end=True),)
        for expansion in expansions:
            self.tree = mark_expanded(self.tree, expansion.node)
            self._layers[expansion.node] = self._layers.get(expansion.node, 0) + expansion.candidates
        return Change(expansions, tuple(node for node, _ in move.closed))

    def _decide(self, asked: int = 0) -> None:
        """See whether more search could still change the vote; ``asked`` candidates are about to be written."""
        budget = self.settings.budget
        if not budget.stop_when_decided or self.settings.policy in _NEVER_DECIDED:
            return
        cast = self._ballots()
        if samples_whole_solutions(self.settings.policy):
            self.decided = is_settled(cast, sum(self._layers.values()) + asked)
        else:
            self.decided = is_decided(self.tree, cast, budget.max_tokens - self.sampled_tokens)

    def _texts(self, parent: NodeId, text: str) -> list[str]:
        """All steps of the solution that ends with ``text``."""
        return [*(self.tree[node].text for node in self.tree.path(parent) if node != ROOT), text]

    def _ballots(self) -> tuple[Ballot, ...]:
        return ballots(self.tree, self._book.same, self._policy.rule, self.settings.values)

    def _back_up(self) -> None:
        """Values of leaves to all nodes above them, then the vote; announces what changed."""
        cast = self._ballots()
        right = self._book.right() if ValueName.TRUTH in self.settings.values else {}
        leaves = leaf_values(self.settings.values, self.tree, standing(cast, self._book.same, right))
        changed = changed_values(self.tree, backed_up(self.tree, leaves), _SCORE_TOLERANCE)
        self.tree = set_values(self.tree, changed)
        for node in sorted(changed):
            self._announce.scored(self.tree[node])
        best = leading(self.tree, cast, self._policy.rule)
        answer = None
        if best is not None:
            answer = best_answer(self.tree, cast, best, self.problem, self._book.matches_given(best.answer))
            confidence, parts = self._scoring.confidence(self.tree, cast, best) or (answer.confidence, ())
            answer = replace(answer, confidence=confidence, parts=parts)
        if answer != self._answer:
            self._answer = answer
            self._announce.answered(answer)
