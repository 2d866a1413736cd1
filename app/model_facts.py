"""Facts about a model, its preference model and its tuning, as names and values to show. No Qt."""

from contextlib import suppress
from dataclasses import dataclass

from app.language import tr
from app.tuning import is_busy
from models.adapter import read_adapter
from models.catalogue import HubSource
from models.errors import KnownError
from models.fit import Fit
from models.gguf import GgufHeader
from models.heads import AnyCard
from models.library import ModelEntry, ModelState
from models.provenance import provenance_of
from models.text import amount, parameters
from models.tuning import Record


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table."""

    name: str
    value: str


def facts_of(entry: ModelEntry, header: GgufHeader | None) -> tuple[Fact, ...]:
    """What kind of model it is."""
    known = entry.entry
    weights = parameters(entry.parameters) if entry.parameters is not None else ""
    kind = ", ".join(part for part in (weights, entry.quantization or "") if part)
    facts = [Fact(tr("Weights"), kind)]
    if entry.context_tokens:
        facts.append(Fact(tr("Longest context"), tr("{count} tokens").format(count=f"{entry.context_tokens:,}")))
    if known is not None:
        words = tr("as programs") if known.step_format == "code" else tr("as text")
        facts.append(Fact(tr("Writes its steps"), words))
    facts.append(Fact(tr("Licence"), _licence(entry)))
    if header is not None and (made := provenance_of(header)) is not None:
        facts.append(Fact(tr("Made here"), made.derived))
    if entry.adapter is not None:
        with suppress(KnownError):
            facts.append(Fact(tr("Made here"), f"{entry.base_id} + {read_adapter(entry.adapter).derived}"))
    if known is not None and known.notes:
        facts.append(Fact(tr("Notes"), known.notes))
    return tuple(fact for fact in facts if fact.value)


def file_facts(entry: ModelEntry) -> tuple[Fact, ...]:
    """Where the file is or comes from, and what it is checked by."""
    facts = []
    if entry.path is not None:
        facts.append(Fact(tr("File"), str(entry.adapter or entry.path)))
    if entry.state is ModelState.LINKED:
        facts.append(Fact(tr("Belongs to"), tr("you or another program; used where it lies, never deleted here")))
    if entry.bytes is not None:
        facts.append(Fact(tr("Size"), amount(entry.bytes)))
    if entry.entry is not None:
        sources = [f"huggingface.co/{s.repo}" for s in entry.entry.sources if isinstance(s, HubSource)]
        facts.append(Fact(tr("Comes from"), ", ".join(sources)))
        unchecked = tr("not verified by us; compared with the one its publisher names")
        facts.append(Fact("SHA-256", entry.entry.sha256 or unchecked))
    return tuple(fact for fact in facts if fact.value)


def head_facts(card: AnyCard) -> tuple[Fact, ...]:
    """The card of a preference model: what it was trained on, how well it does on problems it has not seen."""
    facts = [Fact(tr("Trained on"), card.data), Fact(tr("Kind"), card.loss)]
    metrics = card.metrics
    if "pair_accuracy" in metrics:
        told = tr("the better of two steps is found in {share} % of {pairs} pairs of steps")
        pairs = f"{metrics.get('held_out_pairs', 0):,.0f}"
        facts.append(
            Fact(tr("Held-out pairs"), told.format(share=f"{metrics['pair_accuracy'] * 100:.0f}", pairs=pairs))
        )
    if "auc_all" in metrics:
        low, high = metrics.get("auc_all_low"), metrics.get("auc_all_high")
        span = f" ({low:.2f}–{high:.2f})" if low is not None and high is not None else ""
        told = tr("{area} area under the curve, right against wrong solutions of {problems} unseen problems")
        count = f"{metrics.get('held_out_problems', 0):.0f}"
        facts.append(Fact(tr("Held-out problems"), told.format(area=f"{metrics['auc_all']:.2f}{span}", problems=count)))
    facts += [Fact(tr("Fits"), card.backbone), Fact(tr("Licence"), card.licence), Fact(tr("Made with"), card.command)]
    return tuple(facts)


def tuning_facts(record: Record) -> tuple[Fact, ...]:
    """What was measured to be fastest here, and on what."""
    chosen = record.tuning
    flash = {None: tr("as llama.cpp chooses"), True: tr("on"), False: tr("off")}[chosen.flash_attention]
    settings = tr("{threads} threads, flash attention {flash}, {width} lines of thought at a time").format(
        threads=chosen.threads, flash=flash, width=chosen.width
    )
    facts = [
        Fact(tr("Chosen"), settings),
        Fact(tr("Speed"), tr("{speed} tokens/s").format(speed=f"{chosen.tokens_per_second:.0f}")),
        Fact(tr("Runs on"), record.hardware),
        Fact(tr("Measured"), record.date[:10]),
    ]
    if is_busy(record):
        told = tr("Other programs kept {cores} cores busy meanwhile: measure again when the computer is idle.")
        facts.append(Fact(tr("Take care"), told.format(cores=f"{record.other_cores:.1f}")))
    return tuple(facts)


def fit_sentence(fit: Fit) -> str:
    """What a model takes, term by term, and what is free."""
    told = tr("Needs {total} of memory: {weights} weights, {context} context, {buffers} buffers; {free} are free.")
    return told.format(
        total=amount(fit.total_bytes),
        weights=amount(fit.weights_bytes),
        context=amount(fit.kv_bytes),
        buffers=amount(fit.buffer_bytes),
        free=amount(fit.available_bytes),
    )


def _licence(entry: ModelEntry) -> str:
    if entry.entry is not None:
        return entry.entry.licence
    return tr("not known: ask whoever gave you the file")
