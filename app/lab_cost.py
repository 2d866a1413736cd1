"""What an order of the lab will cost, in words before it is begun. No Qt.

Times are rough: a sample is taken to be as long as those measured on GSM8K (docs/LOG.md), and where the speed of a
model was not measured here, it follows from its size.
"""

from contextlib import suppress
from dataclasses import dataclass

from app.lab_orders import EvolveOrder, GenerateOrder, Order, SampleOrder, TrainOrder, TuneOrder
from app.lab_tuning import options_of
from app.language import tr
from engine.errors import BadSettingsError
from engine.lab.sample_match import Match, weak_samples
from models.active import active_parameters
from models.errors import KnownError
from models.fit import free_bytes
from models.library import Library
from models.text import amount, duration, parameters
from models.training.room import Shape, needed_bytes
from models.tuning import Tunings, usable_cores

_TOKENS_OF_A_SAMPLE = 130
_TOKENS_OF_A_SEARCH = 2000
_FLOPS_A_CORE = 3e10
_TOKENS_OF_A_CHAT = 450
_WEIGHT_BYTES = 4
_SCRIPT = ".json"


@dataclass(frozen=True, slots=True)
class _Model:
    """``parameters`` 0 is not known; ``tokens_per_second`` 0 too."""

    parameters: int
    tokens_per_second: float
    measured: bool


def cost_sentences(order: Order, library: Library, tunings: Tunings) -> tuple[str, ...]:
    """What is drawn, what it costs, and about how long it takes; what is not known is left out.

    Raises:
        KnownError: a model cannot be used, or the numbers cannot be matched.
    """
    match order:
        case SampleOrder():
            return _sample(order, _model(order.weak, library, tunings), _model(order.strong, library, tunings))
        case GenerateOrder():
            told = tr("{model} draws {samples} samples of each of {count} problems.")
            model = _model(order.model, library, tunings)
            tokens = order.count * order.samples * _TOKENS_OF_A_SAMPLE
            return (
                told.format(model=order.model, samples=order.samples, count=order.count),
                *_time((model, tokens)),
            )
        case EvolveOrder():
            told = tr(
                "First {candidates} samples of each of {count} problems, then {rounds} rounds: search, train, measure; "
                "{held} problems are held out."
            )
            words = told.format(
                candidates=order.candidates,
                count=order.count,
                rounds=order.rounds,
                held=max(1, round(0.2 * order.count)),
            )
            tokens = order.count * (order.candidates * _TOKENS_OF_A_SAMPLE + order.rounds * _TOKENS_OF_A_SEARCH)
            if order.train_policy:
                tokens += order.count * order.rounds * order.candidates * _TOKENS_OF_A_SAMPLE
            trained = (tr("The training of the model itself comes on top, and is not in that time."),)
            time = _time((_model(order.model, library, tunings), tokens))
            return (words, *time, *(trained if order.train_policy else ()))
        case TrainOrder():
            told = tr("Gathers the steps of {count} campaigns, then trains up to {epochs} epochs in {folds} parts.")
            return (told.format(count=len(order.campaigns), epochs=order.epochs, folds=order.folds),)

        case TuneOrder():
            return _tune(order, library)


def _tune(order: TuneOrder, library: Library) -> tuple[str, ...]:
    resolved = library.resolve(order.model)
    if resolved.adapter is not None:
        told = tr("{model} was fine-tuned already; choose {base}, the model alone.")
        raise BadSettingsError(told.format(model=resolved.id, base=resolved.base_id))
    header = resolved.header
    inner = dict(header.metadata).get(f"{header.architecture}.feed_forward_length", "")
    shape = Shape(
        name=order.model,
        parameters=header.parameters,
        layers=header.layers,
        width=header.embedding,
        inner=int(inner) if inner.isdigit() else 4 * header.embedding,
        vocabulary=header.vocabulary,
        kv_share=header.kv_heads / max(1, header.heads),
    )
    of_pairs = order.learns == "preferences"
    needed = needed_bytes(shape, options_of(order), "cpu", _WEIGHT_BYTES, of_pairs=of_pairs)
    told = tr("{model} learns from {batch} right solutions in each of {steps} steps.")
    if of_pairs:
        told = tr("{model} learns from {batch} pairs of a better and a worse step in each of {steps} steps.")
    memory = tr("On the processor that takes about {needed} of memory; {free} are free.")
    # Forward and backward: 6 P FLOPs for each token (Kaplan et al. 2020, section 2.1).
    flops = 6.0 * header.parameters * order.steps * order.batch * _TOKENS_OF_A_CHAT * (2 if of_pairs else 1)
    seconds = flops / (_FLOPS_A_CORE * usable_cores())
    return (
        told.format(model=order.model, batch=order.batch, steps=order.steps),
        memory.format(needed=amount(needed), free=amount(free_bytes())),
        tr("Roughly {time} on this computer; a graphics card is much faster.").format(time=duration(seconds)),
    )


def _sample(order: SampleOrder, weak: _Model, strong: _Model) -> tuple[str, ...]:
    if order.match is Match.TIME:
        told = tr(
            "The strong model draws {strong} samples of each of {count} problems; how many the weak one draws in the "
            "same time is measured on a few of them first."
        )
        tokens = 2 * order.count * order.strong_samples * _TOKENS_OF_A_SAMPLE
        return (told.format(strong=order.strong_samples, count=order.count), *_time((strong, tokens)))
    samples = order.strong_samples
    if order.match is Match.FLOPS and weak.parameters and strong.parameters:
        samples = weak_samples(order.strong_samples, strong.parameters, weak.parameters)
    told = tr("Of each of {count} problems the strong model draws {strong} samples and the weak one {weak}.")
    words = [told.format(count=order.count, strong=order.strong_samples, weak=samples)]
    if weak.parameters and strong.parameters:
        ratio = tr("A token of the strong model costs {ratio} times the FLOPs ({strong} and {weak} parameters).")
        words.append(
            ratio.format(
                ratio=f"{strong.parameters / weak.parameters:.2g}",
                strong=parameters(strong.parameters),
                weak=parameters(weak.parameters),
            )
        )
    elif order.match is Match.FLOPS:
        words.append(tr("A script has no parameters; choose seconds or the number of samples as what is equal."))
    tokens = order.count * _TOKENS_OF_A_SAMPLE
    return (*words, *_time((strong, tokens * order.strong_samples), (weak, tokens * samples)))


def _time(*parts: tuple[_Model, int]) -> tuple[str, ...]:
    """Seconds that a sampling takes; nothing where a model is not known."""
    if not all(model.tokens_per_second for model, _ in parts):
        return ()
    seconds = sum(tokens / model.tokens_per_second for model, tokens in parts)
    told = (
        tr("Roughly {time} on this computer, at the speed that was measured here.")
        if all(model.measured for model, _ in parts)
        else tr("Roughly {time} on this computer; its speed was not measured yet.")
    )
    return (told.format(time=duration(seconds)),)


def _model(model_id: str, library: Library, tunings: Tunings) -> _Model:
    if model_id.endswith(_SCRIPT):
        return _Model(0, 0.0, measured=False)
    resolved = library.resolve(model_id)
    count = 0
    with suppress(KnownError):
        count = active_parameters(resolved.path)
    record = tunings.find(resolved.id, resolved.path)
    if record is not None:
        return _Model(count, record.tuning.tokens_per_second, measured=True)
    return _Model(count, _FLOPS_A_CORE * usable_cores() / (2 * count) if count else 0.0, measured=False)
