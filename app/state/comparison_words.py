"""The columns and outcomes of a comparison in the words of the window; files keep the names of the engine."""

from enum import StrEnum

from app.language import mark, tr
from engine.compare.layout import Column
from engine.compare.records import Solved
from engine.compare.size import EffectiveSize
from engine.compare.table import TableRow
from engine.types import Effort

EFFECTIVE_SIZE = "effective_size"
MADE_WORDS = {
    "distilled": mark("distilled"),
    "pruned": mark("pruned"),
    "quantized": mark("quantized"),
    "synthetic data": mark("synthetic data"),
}
SCOPE_WORDS = {"task-agnostic": mark("for any task"), "task-specific": mark("for one kind of task")}
EFFORT_WORDS = {Effort.QUICK: mark("Quick"), Effort.NORMAL: mark("Normal"), Effort.DEEP: mark("Deep")}
_TITLES = {
    "model": mark("model"),
    "quantization": mark("quantization"),
    "policy": mark("policy"),
    "effort": mark("effort"),
    "seed": mark("seed"),
    "set": mark("set"),
    "n": mark("n"),
    "right": mark("right"),
    "accuracy": mark("accuracy"),
    "accuracy_low": mark("95 % interval"),
    "tokens_per_problem": mark("tokens"),
    "failures": mark("failed"),
    "seconds_per_problem": mark("s"),
    "tokens_per_second": mark("t/s"),
    "pp512": mark("pp512 t/s"),
    "tg128": mark("tg128 t/s"),
    "file_bytes": mark("file"),
    "estimated_bytes": mark("memory estimated"),
    "peak_bytes": mark("memory peak"),
    "energy_joules_per_problem": mark("J"),
    "perplexity": mark("perplexity"),
    "kl_nats": mark("KL from source"),
    "parameters": mark("weights"),
    "family": mark("family"),
    "made": mark("made"),
    EFFECTIVE_SIZE: mark("effective size"),
}
_MEANINGS = {
    "policy": mark("Way of searching."),
    "n": mark("Problems that were solved, or tried."),
    "accuracy": mark("Share of the problems whose answer equals the expected one."),
    "accuracy_low": mark("Wilson's 95 % interval of the accuracy."),
    "tokens_per_problem": mark("Tokens sampled for a problem, on average."),
    "failures": mark("Problems whose search ended without a result."),
    "seconds_per_problem": mark("Seconds of a search, on average."),
    "tokens_per_second": mark("Tokens sampled in a second of the searches."),
    "pp512": mark("Reading a prompt of 512 tokens, as llama-bench measures it: mean ± deviation."),
    "tg128": mark("Writing 128 tokens one by one, as llama-bench measures it: mean ± deviation."),
    "estimated_bytes": mark("Memory that was estimated before the model was loaded."),
    "peak_bytes": mark("Most memory that the engine has taken."),
    "energy_joules_per_problem": mark("Joules of the processor for a problem, on average."),
    "perplexity": mark("Of a fixed text: lower is better."),
    "kl_nats": mark("KL divergence (nats a token) from the file that a copy was made from: 0 is the same."),
    EFFECTIVE_SIZE: mark("As how large a model of the measured family it answers."),
}


class OutcomeKind(StrEnum):
    """What became of a problem under an arm."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"
    FAILED = "failed"
    OPEN = "open"


SIGNS = {
    OutcomeKind.RIGHT: "✓",
    OutcomeKind.WRONG: "✗",
    OutcomeKind.NONE: "–",
    OutcomeKind.FAILED: "!",
    OutcomeKind.OPEN: "",
}
"""Each outcome has a sign of its own, so that colour is never all there is."""
_OUTCOMES = {
    OutcomeKind.RIGHT: mark("right"),
    OutcomeKind.WRONG: mark("wrong"),
    OutcomeKind.NONE: mark("no answer"),
    OutcomeKind.FAILED: mark("failed"),
    OutcomeKind.OPEN: mark("not solved yet"),
}


def title_of(column: Column) -> str:
    """The title of a column."""
    return tr(_TITLES[column.name]) if column.name in _TITLES else column.title


def meaning_of(column: Column) -> str:
    """What a column says, in a sentence; "" where its title does."""
    return tr(_MEANINGS[column.name]) if column.name in _MEANINGS else ""


def cell_of(row: TableRow, column: Column) -> str:
    """What a cell shows; a missing effective size is one word, its reason is in ``reason_of``."""
    if column.name == EFFECTIVE_SIZE and not isinstance(row.size, EffectiveSize):
        return tr("none yet")
    return column.cell(row)


def reason_of(row: TableRow, column: Column) -> str:
    """Why a cell has no figure; "" where it has one."""
    return row.size if column.name == EFFECTIVE_SIZE and isinstance(row.size, str) else ""


def outcome_of(solved: Solved | None) -> OutcomeKind:
    """What became of a problem."""
    if solved is None:
        return OutcomeKind.OPEN
    if solved.failure:
        return OutcomeKind.FAILED
    if solved.answer is None:
        return OutcomeKind.NONE
    return OutcomeKind.RIGHT if solved.right else OutcomeKind.WRONG


def outcome_word(kind: OutcomeKind) -> str:
    """An outcome in a word or two."""
    return tr(_OUTCOMES[kind])
