"""Why a score is what it is: the parts are named, in words, and make the number."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from app.state import RunState
from app.state.score import confidence_sentence, score_sentence, score_tables
from app.state.why import why
from engine.types import Answer, Mark, NodeId, Part, ValueName, Vote
from tests.helpers.sketches import Sketch

PARTS = (
    Part("bias", -2.0),
    Part("share", 2.5),
    Part("best", 0.2),
    Part("mean", 0.1),
    Part("count", 0.5),
    Part("lead", -0.6),
)


def _voted() -> tuple[RunState, NodeId, NodeId]:
    """A state, an open step and the step that gives the answer."""
    sketch = Sketch()
    first = sketch.step(prior=0.25)
    best = sketch.end(first, "18")
    sketch.end(first, "7")
    return sketch.state(best, (Vote("18", 1, 0.5), Vote("7", 1, 0.5))), first, best


def _with(state: RunState, node: NodeId, **changes: object) -> RunState:
    nodes = {**state.nodes, node: replace(state.nodes[node], **changes)}  # type: ignore[arg-type]
    return replace(state, nodes=MappingProxyType(nodes))


def _by(state: RunState, *values: ValueName) -> RunState:
    assert state.settings is not None
    return replace(state, settings=replace(state.settings, values=values))


def _answer(confidence: float, parts: tuple[Part, ...] = (), node: NodeId = 1) -> Answer:
    return Answer("18", Mark.AGREES, confidence, (Vote("18", 3, 0.75), Vote("7", 1, 0.25)), node, parts)


def test_a_solution_is_worth_the_product_of_what_its_sources_say() -> None:
    state, _, best = _voted()
    (table,) = score_tables(state, best)
    assert [("agreement", "× 0.50"), ("execution", "× 1.00")] == [(row.name, row.number) for row in table.rows]
    assert [0.5, 1.0] == [row.bar for row in table.rows]
    assert "Worth of this solution 0.50" == table.title
    assert "as a value from -1 to +1 that is +0.00" in table.total


def test_an_open_step_begins_with_the_mean_of_what_its_sources_say() -> None:
    state, first, _ = _voted()
    (table,) = score_tables(state, first)
    assert [("agreement", "+0.25")] == [(row.name, row.number) for row in table.rows]
    scored = _with(_by(state, ValueName.AGREEMENT, ValueName.PPM), first, score=0.75)
    (table,) = score_tables(scored, first)
    assert [("agreement", "-0.25"), ("preference model", "+0.75")] == [(row.name, row.number) for row in table.rows]


def test_a_score_of_the_preference_model_is_told_part_by_part() -> None:
    state, first, _ = _voted()
    parts = (Part("base", 1.0), Part("path", -2.0), Part("likelihood", 0.5))
    table = score_tables(_with(state, first, score=-0.1, score_parts=parts), first)[-1]
    assert "Score of the preference model -0.10" == table.title
    assert [("an average step", 0.5), ("hidden states of the way here", -1.0), ("how sure the model was", 0.25)] == [
        (row.name, row.bar) for row in table.rows
    ]
    assert "Together v = -0.50; the score is tanh(v / 5)." == table.total


def test_the_step_that_gives_the_answer_tells_every_term_of_its_confidence() -> None:
    state, first, best = _voted()
    state = replace(state, answer=_answer(0.668, PARTS, best))
    table = score_tables(state, best)[0]
    assert "Confidence 67 %" == table.title
    assert ["-2.00", "+2.50", "+0.20", "+0.10", "+0.50", "-0.60"] == [row.number for row in table.rows]
    assert "Together log-odds of +0.70, which is 67 %." == table.total
    assert all("Confidence" not in table.title for table in score_tables(state, first))


@pytest.mark.parametrize(
    ("confidence", "lead", "ending"),
    [
        (0.668, -0.6, "agreement (3 of 4) leads to 73 %, and the preference model lowers it to 67 %."),
        (0.818, 0.2, "agreement (3 of 4) leads to 73 %, and the preference model raises it to 82 %."),
        (0.731, -0.3, "agreement (3 of 4) leads to 73 %, and the preference model leaves it there."),
    ],
)
def test_a_confidence_is_explained_in_one_sentence(confidence: float, lead: float, ending: str) -> None:
    sentence = confidence_sentence(_answer(confidence, (*PARTS[:-1], Part("lead", lead))))
    assert f"Why {confidence * 100:.0f} %: answers start at 12 %, {ending}" == sentence


def test_without_a_preference_model_the_vote_is_the_reason() -> None:
    expected = "Why 60 %: it holds 75 % of the vote, counted as if one more solution had disagreed."
    assert expected == confidence_sentence(_answer(0.6))


def test_what_is_not_known_is_not_explained() -> None:
    state, _, _ = _voted()
    assert "" == confidence_sentence(None)
    assert "" == confidence_sentence(_answer(0.9)), "an estimate whose parts an older version did not tell"
    assert () == score_tables(state, 0)
    assert () == score_tables(state, 99)
    assert () == score_tables(RunState(), 1)


def test_why_says_it_too() -> None:
    state, _, best = _voted()
    facts = {fact.name: fact.sentence for fact in why(state, best).facts}
    assert score_sentence(score_tables(state, best)) == facts["score"]
    assert facts["score"].startswith("Worth of this solution 0.50: agreement × 0.50, execution × 1.00.")


def test_a_score_from_reading_the_steps_says_so() -> None:
    state, first, _ = _voted()
    parts = (Part("base", -0.5), Part("reading", 2.0))
    tables = score_tables(_with(state, first, score=0.29, score_parts=parts), first)
    names = [row.name for row in tables[-1].rows]
    assert {"an average step", "reading the problem and the steps"} == set(names)
