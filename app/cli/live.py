"""The search tree in the terminal, while it grows and when it is done."""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text
from rich.tree import Tree

from app.state import NodeView, RunState, StepView, best_path_steps, one_line, printable
from app.state.words import (
    BY_HAND,
    TAKEN_OVER,
    mark_sentence,
    percent,
    search_words,
    status_sentence,
    tree_sentence,
    usage_sentence,
)
from engine.types import ROOT, Author, NodeId, NodeStatus, StepFormat

STYLES = {
    NodeStatus.OPEN: "default",
    NodeStatus.FINISHED: "green",
    NodeStatus.FAILED: "dim red",
    NodeStatus.PRUNED: "dim",
}
_FRAME_LINES = 8
_SHORTEST_TREE = 6


def live_view(state: RunState, console: Console) -> RenderableType:
    """The tree as far as the terminal has room, the figures, and the answer so far."""
    lines = max(_SHORTEST_TREE, console.size.height - _FRAME_LINES)
    parts: list[RenderableType] = [_tree(state, lines)]
    if state.progress is not None:
        live = state.progress
        parts.append(
            Text(
                f"{percent(live.fraction)} of the budget · {live.sampled_tokens:,} tokens · "
                f"{live.tokens_per_second:.0f} tokens/s · {live.rollouts} rollouts · "
                f"{live.open_candidates} steps being written",
                style="dim",
            )
        )
        parts.append(Text(one_line(live.preview)[-console.size.width + 4 :], style="dim italic", overflow="ellipsis"))
    if state.answer is not None:
        answer = state.answer
        parts.append(
            Text(f"So far: {one_line(answer.text)}  ({percent(answer.confidence)} sure, {answer.agreeing} of ")
            + Text(f"{answer.finished} agree)")
        )
    return Group(*parts)


def result_view(state: RunState) -> RenderableType:
    """The best path step by step, how far the answer is verified, and what it cost."""
    parts: list[RenderableType] = []
    for step in best_path_steps(state):
        parts.extend(_step_lines(step))
    confidence = f" Confidence: {percent(state.answer.confidence)}." if state.answer else ""
    parts.append(Text(f"{mark_sentence(state.answer)}{confidence}", style="bold"))
    if state.answer is not None and len(state.answer.votes) > 1:
        votes = ", ".join(
            f"{one_line(vote.answer)} ({vote.count}, {percent(vote.share)})" for vote in state.answer.votes[:5]
        )
        parts.append(Text(f"Votes: {votes}", style="dim"))
    if state.settings is not None:
        parts.append(Text(f"{_upper_first(search_words(state.settings))}.", style="dim"))
    ending = f"{status_sentence(state)} {tree_sentence(state)} {usage_sentence(state)}"
    parts.append(Text(one_line(ending), style="dim"))
    return Group(*parts)


def node_title(node: NodeView, best: bool) -> Text:
    """The sentence of a step, with the answer it ends with."""
    ending = "" if node.answer is None else f" = {one_line(node.answer)}"
    style = "bold " + STYLES[node.status] if best else STYLES[node.status]
    return Text(one_line(node.title or node.code or node.text) + ending, style=style)


def step_marks(step: StepView) -> Text:
    """Who wrote a step, and whether it was taken over; nothing for what the model wrote here."""
    marks = [BY_HAND] if step.author is Author.HUMAN else []
    marks += [TAKEN_OVER] if step.carried else []
    return Text(f"  ({', '.join(marks)})" if marks else "", style="magenta")


def _step_lines(step: StepView) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(f"{step.number}. {one_line(step.title)}", style="bold") + step_marks(step)]
    if step.code and step.step_format is StepFormat.TEXT:
        lines.append(Padding(Text(printable(step.code)), (0, 3)))
    elif step.code:
        lines.append(
            Syntax(printable(step.code), "python", theme="ansi_dark", background_color="default", padding=(0, 3))
        )
    if step.names:
        values = ", ".join(f"{name} = {one_line(value)}" for name, value in step.names)
        lines.append(Text(f"   {values}", style="cyan"))
    if step.output.strip():
        lines.append(Text(f"   prints {one_line(step.output.strip())}", style="green"))
    if step.error:
        lines.append(Text(f"   {one_line(step.error)}", style="red"))
    return lines


def _tree(state: RunState, lines: int) -> Tree:
    root = Tree(Text(one_line(state.problem.text) if state.problem else "", overflow="ellipsis", no_wrap=True))
    shown = _most_visited(state, lines)
    best = set(state.best_path)
    branches = {ROOT: root}
    for node_id in sorted(shown):
        node = state.nodes[node_id]
        if node.parent in branches:
            branches[node_id] = branches[node.parent].add(_node_line(node, node_id in best))
    hidden = len(state.nodes) - 1 - len(shown)
    if hidden > 0:
        root.add(Text(f"… and {hidden} more", style="dim"))
    return root


def _most_visited(state: RunState, lines: int) -> set[NodeId]:
    """The nodes worth a line each, ancestors included: the best path, then by visits."""
    chosen: set[NodeId] = set()
    nodes = [node for node in state.nodes.values() if node.id != ROOT]
    ranked = sorted(nodes, key=lambda node: (node.id not in state.best_path, -node.visits, node.depth, node.id))
    for node in ranked:
        path: list[NodeId] = []
        at: NodeView | None = node
        while at is not None and at.id != ROOT and at.id not in chosen:
            path.append(at.id)
            at = state.nodes.get(at.parent) if at.parent is not None else None
        if len(chosen) + len(path) <= lines:
            chosen.update(path)
    return chosen


def _node_line(node: NodeView, best: bool) -> Text:
    figures = f"Q {node.q_value:+.2f} N {node.visits} "
    line = Text(figures, style="dim", no_wrap=True, overflow="ellipsis") + node_title(node, best)
    marks = [BY_HAND] if node.author is Author.HUMAN else []
    marks += [one_line(node.reason)] if node.reason else []
    return line + Text(f" ({', '.join(marks)})" if marks else "", style="dim")


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]
