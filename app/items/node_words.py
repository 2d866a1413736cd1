"""A node of the search tree in words, for the outline, tooltips and screen readers. No Qt."""

import html

from app.language import tr
from app.state import NodeView, one_line, printable
from app.state.words import NODE_WORDS

_TITLE_CHARACTERS = 160


def node_title(node: NodeView) -> str:
    """One line that names the node."""
    if node.parent is None:
        return _short(node.text) or tr("Problem")
    return _short(node.title) or _short(node.code) or tr("Step {number}").format(number=node.depth)


def shown_value(node: NodeView) -> float | None:
    """Q of a visited node, else its prior, else None."""
    return node.q_value if node.visits else node.prior


def value_word(node: NodeView) -> str:
    """The value with sign and two digits; empty where nothing is known."""
    value = shown_value(node)
    return "" if value is None else f"{value:+.2f}"


def state_word(node: NodeView, on_best_path: bool) -> str:
    """Where the node stands, with the reason where it ended."""
    if node.parent is None:
        return tr("problem")
    word = tr(NODE_WORDS[node.status])
    if node.reason:
        word = f"{word}: {_short(node.reason)}"
    elif node.answer is not None:
        word = f"{word}: {_short(node.answer)}"
    return tr("best path, {word}").format(word=word) if on_best_path else word


def node_sentence(node: NodeView, on_best_path: bool) -> str:
    """Everything at a glance, as a screen reader says it."""
    if node.parent is None:
        return tr("Problem: {title}").format(title=node_title(node))
    title = tr("Step {number}: {title}").format(number=node.depth, title=node_title(node))
    parts = [title, state_word(node, on_best_path)]
    if node.visits:
        told = tr("value {value}, {count} visit") if node.visits == 1 else tr("value {value}, {count} visits")
        parts.append(told.format(value=f"{node.q_value:+.2f}", count=node.visits))
    return ". ".join(part.rstrip(".") for part in parts)


def tooltip(text: str) -> str:
    """``text`` for a tooltip. Tooltips guess whether they hold HTML, so model text must come escaped."""
    return f"<p style='white-space:pre-wrap'>{html.escape(printable(text))}</p>" if text else ""


def _short(text: str) -> str:
    line = one_line(text[: 4 * _TITLE_CHARACTERS])
    return line if len(line) <= _TITLE_CHARACTERS else line[: _TITLE_CHARACTERS - 1] + "…"
