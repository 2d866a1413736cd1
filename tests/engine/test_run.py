"""A run alone: drafts are made by hand, steps are run in the real sandbox."""

import pytest

from engine import sampling
from engine.batcher import Draft, Request
from engine.events import AnswerChanged, AnyRunEvent, Cancelled, Failed, Finished, NodeClosed, NodeScored, Paused
from engine.formats.code import CodeRules
from engine.run import Change, Run
from engine.sandbox.executor import Executor
from engine.sandbox.refuse import RefuseExecutor
from engine.search.policy import Expansion
from engine.steps import StepEnd
from engine.types import ROOT, Mark, NodeId, NodeStatus, PolicyName, SearchSettings, StopReason
from tests.helpers.scripts import Record, problem, settings


class Desk:
    """A run with what it said; writes steps into it."""

    def __init__(self, executor: Executor, how: SearchSettings | None = None, answer: str | None = None) -> None:
        self.events: list[AnyRunEvent] = []
        how = how or settings(candidates=2)
        self.run = Run("run-1", problem(answer=answer), how, CodeRules(), executor, self.events.append)
        self.asked = self.run.begin("some-model", 100).expansions

    @property
    def record(self) -> Record:
        return Record(self.events)

    def write(self, parent: NodeId, text: str, end: StepEnd = StepEnd.NEXT) -> NodeId:
        return self.run.absorb(_draft(text, end), parent)

    def layer(self, parent: NodeId, *steps: tuple[str, StepEnd]) -> tuple[list[NodeId], tuple[Expansion, ...]]:
        """A whole layer below a node; returns its ids and what is to be expanded next."""
        nodes: list[NodeId] = []
        asked: tuple[Expansion, ...] = ()
        for text, end in steps:
            nodes.append(self.write(parent, text, end))
            asked = self.run.candidate_closed(parent, follow=False).expansions
        return nodes, asked

    def scores(self) -> dict[NodeId, tuple[int, float]]:
        """What the events say about visits and values, last word first."""
        said = [event for event in self.events if isinstance(event, NodeScored)]
        return {event.node: (event.visits, event.value_sum) for event in said}


def _draft(text: str, end: StepEnd) -> Draft:
    written = text.encode()
    request = Request(
        run_id="run-1",
        node=ROOT,
        path=(("run-1", ROOT),),
        tokens=((1, 2),),
        mark=(3,),
        candidates=1,
        first_sample=0,
        until_end=False,
        sampling=settings().sampling,
        seed=1,
        max_step_tokens=100,
    )
    draft = Draft(
        request=request,
        sample=0,
        sequence=0,
        rng=sampling.generator(1, 0, 0),
        path=("preamble", ("run-1", ROOT)),
        lengths=(1, 2),
        known=[],
        computed=0,
        mark=(3,),
    )
    draft.written, draft.tokens = bytearray(written), list(written)
    draft.end, draft.kept, draft.logprob_sum = end, len(written), -0.5 * len(written)
    return draft


def test_a_step_becomes_a_node_with_its_text_its_tokens_and_what_it_did(sandbox: Executor) -> None:
    desk = Desk(sandbox)
    desk.write(ROOT, " Add.\nx = 1\n")
    node = desk.record.nodes[0]
    assert ("# Step 1: Add.\nx = 1", NodeStatus.OPEN, 12, -0.5, 1) == (
        node.text,
        node.status,
        node.tokens,
        node.mean_logprob,
        node.depth,
    )
    assert node.execution is not None
    assert (("x", "1"),) == node.execution.names


def test_a_step_runs_after_the_steps_above_it_and_beside_no_other(sandbox: Executor) -> None:
    desk = Desk(sandbox)
    one, other = desk.write(ROOT, " One.\nx = 1\n"), desk.write(ROOT, " Other.\ny = 2\n")
    desk.write(one, " Print.\nprint(x)\n", StepEnd.END)
    desk.write(other, " Print.\nprint(x)\n", StepEnd.END)
    assert ["1", None] == [node.answer for node in desk.record.nodes[2:]]
    assert "NameError: name 'x' is not defined" == desk.record.nodes[3].reason


@pytest.mark.parametrize(
    ("text", "end", "status", "reason"),
    [
        (" Add.\nx = 1\n", StepEnd.NEXT, NodeStatus.OPEN, ""),
        (" Print.\nprint(1)\n", StepEnd.END, NodeStatus.FINISHED, ""),
        (" Print.\nprint(1)\n", StepEnd.NEXT, NodeStatus.OPEN, ""),
        (" Add.\nx = 1\n", StepEnd.END, NodeStatus.FAILED, "Ended without printing an answer."),
        ("", StepEnd.END, NodeStatus.FAILED, "Ended without printing an answer."),
        (" \n\n", StepEnd.NEXT, NodeStatus.PRUNED, "An empty step."),
        (" Add.\n1 / 0\n", StepEnd.NEXT, NodeStatus.FAILED, "ZeroDivisionError: division by zero"),
        (" Add.\n1 / 0\n", StepEnd.END, NodeStatus.FAILED, "ZeroDivisionError: division by zero"),
        (" Add.\nx = ", StepEnd.TOO_LONG, NodeStatus.PRUNED, "The step grew too long."),
        (" Print.\nprint(1)\n", StepEnd.NO_ROOM, NodeStatus.PRUNED, "The model's context was full."),
    ],
)
def test_how_a_step_ended_decides_what_becomes_of_it(
    sandbox: Executor, text: str, end: StepEnd, status: NodeStatus, reason: str
) -> None:
    desk = Desk(sandbox)
    desk.write(ROOT, text, end)
    node = desk.record.nodes[0]
    assert status is node.status
    assert node.reason.startswith(reason)
    assert bool(reason) == bool(node.reason)


def test_the_last_step_allowed_may_end_a_solution_but_not_go_on(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=2, max_depth=1))
    (going_on, ended), asked = desk.layer(ROOT, (" Add.\nx = 1\n", StepEnd.NEXT), (" Print.\nprint(1)\n", StepEnd.END))
    assert (NodeStatus.PRUNED, "Too many steps.") == (desk.run.tree[going_on].status, desk.run.tree[going_on].reason)
    assert NodeStatus.FINISHED is desk.run.tree[ended].status
    # All that is left is to look for further first steps.
    assert [ROOT] == [expansion.node for expansion in asked]


def test_a_layer_is_scored_once_it_is_whole(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=3, rollouts=1))
    desk.write(ROOT, " Print.\nprint(1)\n", StepEnd.END)
    assert Change() == desk.run.candidate_closed(ROOT, follow=False)
    assert {} == desk.scores()
    desk.layer(ROOT, (" Fail.\n1 / 0\n", StepEnd.NEXT), (" Add.\nx = 1\n", StepEnd.NEXT))
    scores = desk.scores()
    assert {0, 1, 2, 3} == set(scores)
    assert (2, 0.0) == scores[ROOT]
    assert (1, 1.0) == scores[1]
    assert (1, -1.0) == scores[2]


def test_scores_said_are_the_scores_held(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=3, rollouts=4))
    nodes, asked = desk.layer(
        ROOT, (" A.\nx = 1\n", StepEnd.NEXT), (" B.\nx = 2\n", StepEnd.NEXT), (" C.\nprint(3)\n", StepEnd.END)
    )
    assert asked
    for expansion in asked:
        desk.layer(expansion.node, *[(" End.\nprint(x)\n", StepEnd.END)] * expansion.candidates)
    held = {node.id: (node.visits, node.value_sum) for node in desk.run.tree.nodes if node.visits}
    assert held == desk.scores()
    assert 3 == len(nodes)


def test_first_steps_that_compute_the_same_are_all_kept(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=2))
    desk.layer(ROOT, (" A.\nx = 7\n", StepEnd.NEXT), (" B.\nyy = 7.0\n", StepEnd.NEXT))
    assert [] == [event for event in desk.events if isinstance(event, NodeClosed)]


def test_later_steps_that_compute_the_same_are_followed_once(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=32))
    first, _ = desk.layer(ROOT, *[(" A.\nx = 7\n", StepEnd.NEXT)] * 32)
    others = ((f" E.\nw = {value}\n", StepEnd.NEXT) for value in (10, 11))
    nodes, asked = desk.layer(first[0], (" C.\nz = 9\n", StepEnd.NEXT), (" D.\nzz = 9.0\n", StepEnd.NEXT), *others)
    closed = [event for event in desk.events if isinstance(event, NodeClosed)]
    assert [(nodes[1], NodeStatus.PRUNED)] == [(event.node, event.status) for event in closed]
    assert f"Computes the same as step {nodes[0]}." == closed[0].reason == desk.run.tree[nodes[1]].reason
    assert nodes[1] not in {expansion.node for expansion in asked}


def test_answers_that_mean_the_same_share_a_class_that_is_named_after_the_first(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=3, rollouts=1))
    desk.layer(ROOT, *((f" Print.\nprint('{text}')\n", StepEnd.END) for text in ("7", "18.0", "18")))
    answer = desk.run.answer
    assert answer is not None
    assert ("18.0", 2) == (answer.votes[0].answer, answer.votes[0].count)


def test_an_answer_is_announced_when_it_changes_and_not_otherwise(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(PolicyName.MAJORITY, candidates=3))
    for text in ("18", "18", "7"):
        desk.write(ROOT, f" Print.\nprint({text})\n", StepEnd.END)
        desk.run.candidate_closed(ROOT, follow=True)
    said = [event.answer for event in desk.events if isinstance(event, AnswerChanged) if event.answer is not None]
    assert [(1, 1), (2, 2), (2, 3)] == [(answer.agreeing, answer.finished) for answer in said]
    assert said[-1] == desk.run.answer


@pytest.mark.parametrize(("given", "mark"), [("36/2", Mark.CHECKED), ("19", Mark.DIFFERS)])
def test_a_given_answer_is_compared_by_meaning(sandbox: Executor, given: str, mark: Mark) -> None:
    desk = Desk(sandbox, settings(PolicyName.GREEDY), answer=given)
    desk.write(ROOT, " Print.\nprint(18.0)\n", StepEnd.END)
    desk.run.candidate_closed(ROOT, follow=True)
    assert desk.run.answer is not None
    assert mark is desk.run.answer.mark


def test_solutions_of_a_layer_that_was_not_completed_count_in_the_end(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=3))
    desk.write(ROOT, " Print.\nprint(18)\n", StepEnd.END)
    desk.run.candidate_closed(ROOT, follow=False)
    desk.run.finish(StopReason.TOKENS, 1.0, 50, unclosed_tokens=7)
    result = desk.record.result
    assert "18" == desk.record.answer.text
    assert (ROOT, 1) == result.best_path
    assert (len(" Print.\nprint(18)\n") + 7, 50, 100, 1.0, 2) == (
        result.usage.sampled_tokens,
        result.usage.evaluated_tokens,
        result.usage.prompt_tokens,
        result.usage.seconds,
        result.usage.nodes,
    )


@pytest.mark.parametrize(
    ("reason", "pause", "kind"),
    [
        (StopReason.USER, False, Cancelled),
        (StopReason.USER, True, Paused),
        (StopReason.ROLLOUTS, False, Finished),
        (StopReason.SECONDS, False, Finished),
    ],
)
def test_the_terminal_event_says_who_ended_the_run(reason: StopReason, pause: bool, kind: type) -> None:
    desk = Desk(RefuseExecutor("no steps are run"))
    desk.run.finish(reason, 1.0, 0, pause=pause)
    assert isinstance(desk.record.terminal, kind)
    assert reason is desk.record.result.stop_reason


def test_numbers_of_events_have_no_gaps(sandbox: Executor) -> None:
    desk = Desk(sandbox, settings(candidates=2, rollouts=1))
    desk.layer(ROOT, (" Print.\nprint(1)\n", StepEnd.END), (" Fail.\n1 / 0\n", StepEnd.END))
    desk.run.report(open_tokens=3, tokens_per_second=1.0, open_candidates=1, preview="…")
    desk.run.fail("BackendError", "It broke.", 10)
    assert list(range(1, len(desk.record.kept) + 1)) == [event.seq for event in desk.record.kept]
    assert isinstance(desk.record.terminal, Failed)
