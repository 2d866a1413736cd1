"""Why a step has its score and an answer its confidence: every part of the number, in words and in numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.language import mark, tr
from app.state.ballots import VoteCount, count
from app.state.run import NodeView, RunState
from app.state.words import VALUE_WORDS, percent
from engine.search.values import leaf_weights
from engine.search.vote import confidence, standing
from engine.types import Answer, NodeId, NodeStatus, Part, ValueName

_TOLERANCE = 0.005
_STEP_PARTS = {
    "base": mark("an average step"),
    "step": mark("hidden states of this step"),
    "path": mark("hidden states of the way here"),
    "likelihood": mark("how sure the model was"),
    "execution": mark("how the program ran"),
    "values": mark("the values it found"),
    "numbers": mark("use of the given numbers"),
    "printed answer": mark("what it printed"),
    "reading": mark("reading the problem and the steps"),
}
_ANSWER_PARTS = {
    "bias": mark("where every answer starts"),
    "share": mark("share of the solutions (agreement)"),
    "count": mark("number of solutions (agreement)"),
    "best": mark("best score among them (preference model)"),
    "mean": mark("their mean score (preference model)"),
    "lead": mark("lead over other answers (preference model)"),
}


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One part. ``number`` as it is shown; ``bar`` in [-1, 1] is its length beside the others, negative to the left."""

    name: str
    number: str
    bar: float


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A number and its parts; ``total`` says how they make it."""

    title: str
    rows: tuple[ScoreRow, ...]
    total: str


def score_tables(state: RunState, node: NodeId) -> tuple[ScoreTable, ...]:
    """All that is known of why a step is valued as it is; nothing for the problem and for steps that no source values.

    The confidence of the answer is told at the step that gives it.
    """
    view = state.nodes.get(node)
    if view is None or view.parent is None or state.settings is None:
        return ()
    tables = []
    if state.answer is not None and state.answer.node == node and state.answer.parts:
        tables.append(_confidence_table(state.answer))
    if view.status is NodeStatus.FINISHED:
        vote = count(state)
        tables += [_leaf_table(vote, view, state.settings.values)] if vote is not None else []
    elif view.prior is not None:
        tables.append(_prior_table(view, view.prior, state.settings.values))
    if view.score_parts and view.score is not None:
        tables.append(_preference_table(view, view.score))
    return tuple(tables)


def confidence_sentence(answer: Answer | None) -> str:
    """Why an answer has its confidence, in one sentence; "" where that is not known."""
    if answer is None or not answer.votes:
        return ""
    amounts = {part.name: part.amount for part in answer.parts}
    words = {
        "confidence": percent(answer.confidence),
        "agreeing": answer.agreeing,
        "finished": answer.finished,
        "share": percent(answer.votes[0].share),
    }
    if amounts:
        start = amounts.get("bias", 0.0)
        agreed = _chance(start + amounts.get("share", 0.0) + amounts.get("count", 0.0))
        words |= {"start": percent(_chance(start)), "agreed": percent(agreed)}
        return _sentence_of_parts(answer.confidence - agreed).format(**words)
    if abs(confidence(answer.votes[0], answer.finished) - answer.confidence) > _TOLERANCE:
        return ""
    return tr("Why {confidence}: it holds {share} of the vote, counted as if one more solution had disagreed.").format(
        **words
    )


def score_sentence(tables: Sequence[ScoreTable]) -> str:
    """The tables in one paragraph, for a terminal."""
    return " ".join(
        f"{table.title}: {', '.join(f'{row.name} {row.number}' for row in table.rows)}. {table.total}"
        for table in tables
    )


def _sentence_of_parts(change: float) -> str:
    if change > _TOLERANCE:
        return tr(
            "Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and "
            "the preference model raises it to {confidence}."
        )
    if change < -_TOLERANCE:
        return tr(
            "Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and "
            "the preference model lowers it to {confidence}."
        )
    return tr(
        "Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the "
        "preference model leaves it there."
    )


def _confidence_table(answer: Answer) -> ScoreTable:
    logit = sum(part.amount for part in answer.parts)
    return ScoreTable(
        tr("Confidence {confidence}").format(confidence=percent(answer.confidence)),
        _signed_rows(answer.parts, _ANSWER_PARTS),
        tr("Together log-odds of {logit}, which is {confidence}.").format(
            logit=f"{logit:+.2f}", confidence=percent(answer.confidence)
        ),
    )


def _leaf_table(vote: VoteCount, view: NodeView, values: Sequence[ValueName]) -> ScoreTable:
    leaf = vote.tree[view.id]
    ballot = next(ballot for ballot in vote.cast if ballot.node == view.id)
    same = {view.answer or "": ballot.answer}
    # The expected answer, where a search for training data knew it, is not among the events.
    known = [name for name in values if name is not ValueName.TRUTH]
    weights = leaf_weights(known, leaf, standing(vote.cast, same, {}))
    worth = math.prod(weights.values())
    rows = tuple(ScoreRow(tr(VALUE_WORDS[name]), f"× {weight:.2f}", weight) for name, weight in weights.items())
    return ScoreTable(
        tr("Worth of this solution {worth}").format(worth=f"{worth:.2f}"),
        rows,
        tr("Multiplied they are {worth}; as a value from -1 to +1 that is {value}.").format(
            worth=f"{worth:.2f}", value=f"{2 * worth - 1:+.2f}"
        ),
    )


def _prior_table(view: NodeView, prior: float, values: Sequence[ValueName]) -> ScoreTable:
    """The prior is the mean of what the sources say of an open step; execution says nothing there."""
    speaking = [
        name for name in values if name is ValueName.AGREEMENT or (name is ValueName.PPM and view.score is not None)
    ]
    said = dict.fromkeys(speaking, prior)
    if len(said) == 2 and view.score is not None:
        said = {ValueName.AGREEMENT: 2 * prior - view.score, ValueName.PPM: view.score}
    rows = tuple(ScoreRow(tr(VALUE_WORDS[name]), f"{value:+.2f}", value) for name, value in said.items())
    return ScoreTable(
        tr("First value {prior}").format(prior=f"{prior:+.2f}"),
        rows,
        tr("Their mean is where the search begins; each visit adds what was found below."),
    )


def _preference_table(view: NodeView, score: float) -> ScoreTable:
    whole = sum(part.amount for part in view.score_parts)
    return ScoreTable(
        tr("Score of the preference model {score}").format(score=f"{score:+.2f}"),
        _signed_rows(view.score_parts, _STEP_PARTS),
        tr("Together v = {whole}; the score is tanh(v / 5).").format(whole=f"{whole:+.2f}"),
    )


def _signed_rows(parts: Sequence[Part], words: dict[str, str]) -> tuple[ScoreRow, ...]:
    largest = max((abs(part.amount) for part in parts), default=0.0) or 1.0
    return tuple(
        ScoreRow(tr(words.get(part.name, part.name)), f"{part.amount:+.2f}", part.amount / largest) for part in parts
    )


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))
