"""``stepwise sessions tree`` and ``sessions why``: the whole tree of a run, and why one of its branches won or lost."""

from collections.abc import Callable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text
from rich.tree import Tree

from app.cli.live import STYLES, node_title
from app.cli.runs import StoredRun, parent_words
from app.state import NodeView, RunState, one_line
from app.state.ballots import VoteCount, count
from app.state.branch import Branch, Sibling
from app.state.score import confidence_sentence, score_tables
from app.state.why import Why
from app.state.words import (
    BY_HAND,
    NODE_WORDS,
    mark_sentence,
    percent,
    search_words,
    status_sentence,
    tree_sentence,
)
from engine.search.policies import samples_whole_solutions
from engine.types import ROOT, Author, NodeStatus, PolicyName

_BEST = "*"
_FACT_NAMES = {
    "outcome": "Outcome",
    "origin": "Origin",
    "value": "Value",
    "choice": "Choice",
    "vote": "Vote",
    "score": "Why this score",
    "cost": "Cost",
    "program": "Program",
}
_SIBLINGS_SHOWN = 8
_SHORTEST_TITLE = 12
_LEAVES_SHOWN = 8


def tree_view(run: StoredRun) -> RenderableType:
    """Every step: number, sentence, answer; below it status, figures and who wrote it."""
    state, vote = run.state, count(run.state)
    lines: list[RenderableType] = [_heading(run)]
    if vote is None:
        return Group(*lines, Text("No step was written."))
    branches = {ROOT: Tree(_problem_lines(state), guide_style="dim")}
    for node in state.tree_order()[1:]:
        view = state.nodes[node]
        assert view.parent is not None
        branches[node] = branches[view.parent].add(_node_lines(state, vote, view))
    legend = f"{_BEST} leads to the answer that is given. " if state.best_path else ""
    legend += f"{tree_sentence(state)} {mark_sentence(state.answer)} {confidence_sentence(state.answer)}".rstrip()
    return Group(*lines, branches[ROOT], Text(legend, style="dim"))


def tree_object(run: StoredRun) -> dict[str, Any]:
    """The run, its best path and votes, and all steps in order of creation, as plain values."""
    state, vote = run.state, count(run.state)
    return {
        "run_id": run.record.id,
        "session_id": run.session.summary.id,
        "parent_run_id": run.record.parent_run_id,
        "status": state.status,
        "stop_reason": state.stop_reason,
        "settings": run.record.settings,
        "best_path": state.best_path,
        "pinned": state.focus,
        "answer": state.answer,
        "nodes": [_node_object(state, vote, state.nodes[node]) for node in sorted(state.nodes)],
    }


def why_view(run: StoredRun, found: Why, console: Console) -> RenderableType:
    """The sentences, then siblings and solutions as tables."""
    branch, state = found.branch, run.state
    view = state.nodes[branch.node]
    title = Text(f"Step {branch.node}: ", style="bold") + node_title(view, branch.node in state.best_path)
    facts = Table.grid(padding=(0, 2), pad_edge=False)
    for fact in found.facts:
        facts.add_row(Text(_FACT_NAMES[fact.name], style="dim"), Text(fact.sentence))
    parts: list[RenderableType] = [_heading(run), title, facts]
    if len(branch.siblings) > 1:
        parts.append(_sibling_table(branch, run.record.settings.policy, console.width))
    if branch.leaves and branch.status is not NodeStatus.FINISHED:
        parts.append(_leaf_table(branch))
    return Group(*parts)


def why_object(run: StoredRun, found: Why) -> dict[str, Any]:
    """The sentences and all numbers as plain values."""
    return {
        "run_id": run.record.id,
        "facts": {fact.name: fact.sentence for fact in found.facts},
        "branch": found.branch,
        "scores": score_tables(run.state, found.branch.node),
    }


def _heading(run: StoredRun) -> Text:
    words = [f"Run {run.record.id}", parent_words(run.session, run.record), run.record.model_id]
    line = ", ".join(filter(None, (*words, search_words(run.record.settings))))
    return Text(f"{one_line(line)}. {one_line(status_sentence(run.state))}", style="dim")


def _problem_lines(state: RunState) -> Group:
    line = Text(f"{ROOT} ", style="dim", no_wrap=True, overflow="ellipsis")
    line.append(one_line(state.nodes[ROOT].text), style="bold")
    return Group(line, Text(_figures(state, None, state.nodes[ROOT]), style="dim"))


def _node_lines(state: RunState, vote: VoteCount, view: NodeView) -> Group:
    best = view.id in state.best_path
    number = f"{view.id}{_BEST if best else ''} "
    line = Text(number, style="bold" if best else "dim", no_wrap=True, overflow="ellipsis")
    return Group(line + node_title(view, best), Text(_figures(state, vote, view), style="dim"))


def _figures(state: RunState, vote: VoteCount | None, view: NodeView) -> str:
    parts = []
    if view.id == state.focus and view.id != ROOT:
        parts.append("pinned")
    if view.id != ROOT:
        parts.append(one_line(view.reason).rstrip(".") if view.reason else NODE_WORDS[view.status])
    if view.author is Author.HUMAN:
        parts.append(BY_HAND)
    elif view.id != ROOT and not view.carried and state.nodes[1].carried:
        parts.append("new")
    parts.append(f"N {view.visits} Q {view.q_value:+.2f}")
    if view.prior is not None:
        parts.append(f"prior {view.prior:+.2f}")
    if view.score is not None:
        parts.append(f"score {view.score:+.2f}")
    if view.status is NodeStatus.FINISHED and vote is not None:
        parts.append(f"{percent(vote.share(view.id))} of the vote")
    if view.id != ROOT:
        parts.append(f"{view.tokens} tokens")
    return " · ".join(parts)


def _node_object(state: RunState, vote: VoteCount | None, view: NodeView) -> dict[str, Any]:
    ballot = next((one for one in vote.cast if one.node == view.id), None) if vote else None
    return {
        "id": view.id,
        "parent": view.parent,
        "children": view.children,
        "depth": view.depth,
        "title": view.title,
        "text": view.text,
        "status": view.status,
        "reason": view.reason,
        "answer": view.answer,
        "visits": view.visits,
        "q_value": view.q_value,
        "prior": view.prior,
        "score": view.score,
        "mean_logprob": view.mean_logprob,
        "tokens": view.tokens,
        "author": view.author,
        "carried": view.carried,
        "pinned": view.id == state.focus and view.id != ROOT,
        "best": view.id in state.best_path,
        "weight": ballot.weight if ballot else 0.0,
        "share": vote.share(view.id) if vote else 0.0,
        "execution": view.execution,
    }


def _sibling_table(branch: Branch, policy: PolicyName, width: int) -> Table:
    """The siblings by what the policy compares."""
    measures = _measures(policy)
    room = width - 46 - 10 * len(measures)
    table = Table(
        Column("Sibling", justify="right", no_wrap=True),
        *(Column(name, justify="right", no_wrap=True) for name in (*measures, "Q", "N", "prior")),
        Column("status", no_wrap=True),
        *([Column("", no_wrap=True, overflow="ellipsis", max_width=room)] if room >= _SHORTEST_TITLE else ()),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    ranked = sorted(branch.siblings, key=lambda one: tuple(-measure(one) for measure in measures.values()))
    shown = ranked[:_SIBLINGS_SHOWN] + [one for one in ranked[_SIBLINGS_SHOWN:] if one.node == branch.node]
    for sibling in shown:
        own = sibling.node == branch.node
        preferred = "UCT" in measures and sibling.node == branch.preferred
        table.add_row(
            f"{'this ' if own else ''}{sibling.node}{' ←' if preferred else ''}",
            *(f"{measure(sibling):.3f}" for measure in measures.values()),
            f"{sibling.q_value:+.2f}" if sibling.visits else "",
            str(sibling.visits),
            "" if sibling.prior is None else f"{sibling.prior:+.2f}",
            sibling.status.value,
            *([Text(one_line(sibling.title))] if room >= _SHORTEST_TITLE else ()),
            style="bold" if own else STYLES[sibling.status],
        )
    if (hidden := len(branch.siblings) - len(shown)) > 0:
        table.add_row(f"and {hidden} more")
    return table


def _measures(policy: PolicyName) -> dict[str, Callable[[Sibling], float]]:
    """What a policy compares siblings by; nothing where it samples whole solutions."""
    if policy in (PolicyName.BEAM, PolicyName.DVTS):
        return {"path": lambda one: one.path_value, "logprob": lambda one: one.mean_logprob}
    return {} if samples_whole_solutions(policy) else {"UCT": lambda one: one.uct}


def _leaf_table(branch: Branch) -> Table:
    table = Table(
        Column("Solution", justify="right", no_wrap=True),
        Column("answer", overflow="ellipsis", no_wrap=True),
        *(Column(name, justify="right", no_wrap=True) for name in ("weight", "of the vote")),
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    leaves = sorted(branch.leaves, key=lambda leaf: (-leaf.share, leaf.node))
    for leaf in leaves[:_LEAVES_SHOWN]:
        share = percent(leaf.share) if leaf.counted else "given up"
        table.add_row(str(leaf.node), Text(one_line(leaf.answer)), f"{leaf.weight:.2f}", share)
    if (hidden := len(leaves) - table.row_count) > 0:
        table.add_row("", f"and {hidden} more")
    return table
