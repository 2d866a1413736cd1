"""Training: finds a planted signal, finds none where there is none, and refuses what cannot be trained on."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch", reason="the extra 'train' is not installed")

from models.features import BadFeaturesError, Features, path_rows
from models.ppm import Head, input_row, load_head, save_head
from models.training.inputs import inputs_of
from models.training.job import BadOptionsError, Loss, Pool, Progress, TrainingStoppedError, TrainOptions
from models.training.measure import auc
from models.training.ppm import train
from models.training.scores import calibration
from models.training.split import held_rows, rows_of
from tests.helpers.feature_rows import features_of, planted

QUICK = TrainOptions(
    hidden=0,
    epochs=150,
    patience=40,
    rate=0.01,
    ridge=0.01,
    state_weight=0.25,
    same_depth=False,
    anchor=0.0,
)


@pytest.fixture(scope="module")
def signal() -> Features:
    return planted()


def _values(head: Head, features: Features, options: TrainOptions) -> NDArray[np.float32]:
    return head.values(inputs_of(features, options))


@pytest.mark.parametrize("loss", ["pairwise", "q", "outcome"])
@pytest.mark.parametrize("hidden", [0, 8])
def test_every_loss_finds_a_planted_signal(signal: Features, loss: Loss, hidden: int) -> None:
    options = msgspec.structs.replace(QUICK, loss=loss, hidden=hidden)
    head = train(signal, options)
    assert (loss, hidden == 0, max(1, hidden)) == (head.card.loss, head.card.linear, len(head.output))
    assert head.card.metrics["auc_all"] > 0.9
    other = planted(seed=7)
    finished = other.outcomes >= 0
    assert auc(_values(head, other, options)[finished], other.outcomes[finished]) > 0.9


def test_an_anchor_tells_hard_problems_from_easy_ones_which_pairs_alone_cannot() -> None:
    features = planted(0.5, problems=60)
    mean = np.array([features.q_values[features.problems == problem].mean() for problem in features.problems])
    features.states[:, 0, 2] += (4.0 * mean).astype(np.float16)
    options = msgspec.structs.replace(QUICK, facts=False)
    pairs, anchored = (train(features, msgspec.structs.replace(options, anchor=anchor)) for anchor in (0.0, 1.0))
    assert anchored.card.metrics["auc_all"] > pairs.card.metrics["auc_all"] + 0.01
    assert anchored.card.metrics["train_rows"] > pairs.card.metrics["train_rows"]


def test_labels_by_chance_give_nothing() -> None:
    problems = planted(0.0, problems=40, seed=3)
    fresh = planted(0.0, problems=120, seed=11)
    finished = fresh.outcomes >= 0
    head = train(problems, QUICK)
    area = auc(_values(head, fresh, QUICK)[finished], fresh.outcomes[finished])
    assert 0.5 == pytest.approx(area, abs=0.07)


def test_the_same_seed_gives_the_same_head_and_another_seed_another_one(signal: Features) -> None:
    options = msgspec.structs.replace(QUICK, hidden=4, dropout=0.2, epochs=20)
    one, again = train(signal, options), train(signal, options)
    np.testing.assert_array_equal(one.weight, again.weight)
    assert one.card == again.card
    other = train(signal, msgspec.structs.replace(options, seed=1))
    assert not np.array_equal(one.weight, other.weight)


@pytest.mark.parametrize(
    ("layers", "pools", "facts"),
    [((3, 5), ("step", "path"), True), ((5,), ("path",), False), ((5, 3), ("path", "step"), True), ((), (), True)],
)
def test_inputs_are_those_that_the_search_makes(
    signal: Features, layers: tuple[int, ...], pools: tuple[Pool, ...], facts: bool
) -> None:
    options = msgspec.structs.replace(QUICK, layers=layers, pools=pools, facts=facts, epochs=1)
    made = inputs_of(signal, options)
    card = train(signal, options).card
    places = [signal.layers.index(layer) for layer in card.layers]
    for row, path in enumerate(path_rows(signal)):
        states = [signal.states[step][places].astype(np.float32) for step in path]
        wanted = input_row(card, states, signal.tokens[path].tolist(), signal.facts[row].tolist())
        np.testing.assert_allclose(wanted, made[row], rtol=1e-5, atol=1e-5)


def test_without_the_layer_that_knows_there_is_little_to_find(signal: Features) -> None:
    options = msgspec.structs.replace(QUICK, layers=(3,), facts=False)
    assert train(signal, options).card.metrics["auc_all"] < 0.75


def test_after_pairs_v_is_the_logit_of_a_right_end(signal: Features) -> None:
    head = train(signal, QUICK)
    unseen = held_rows(signal, QUICK.held_out, QUICK.seed)
    held = signal.of(np.flatnonzero(unseen))
    slope, offset = calibration(_values(head, held, QUICK), held)
    assert (1.0, 0.0) == pytest.approx((slope, offset), abs=0.02)


def test_a_head_that_found_nothing_is_not_turned_round() -> None:
    features = planted(problems=10)
    slope, offset = calibration((-features.q_values).astype(np.float32), features)
    assert 0 < slope < 0.1
    right = float(((features.q_values + 1) / 2).mean())
    assert right == pytest.approx(1 / (1 + np.exp(-offset)), abs=0.02)


def test_held_out_problems_are_a_share_of_both_kinds_and_can_be_named(signal: Features) -> None:
    rows = held_rows(signal, 0.2, 5)
    held, seen = set(signal.problems[rows].tolist()), set(signal.problems[~rows].tolist())
    assert (6, 24, set()) == (len(held), len(seen), held & seen)
    assert held != set(signal.problems[held_rows(signal, 0.2, 6)].tolist())
    assert not held_rows(signal, 0.0, 5).any()
    named = train(signal, QUICK, held_out={"p3", "p4", "p5"}).card.metrics
    assert (3.0, float((signal.outcomes[rows_of(signal, {"p3", "p4", "p5"})] >= 0).sum())) == (
        named["held_out_problems"],
        named["held_out_solutions"],
    )


def test_what_is_held_out_does_not_change_what_is_learnt(signal: Features) -> None:
    """States of held-out problems may choose the epoch; they must not reach the weights of a given epoch."""
    rows = held_rows(signal, 0.2, 0)
    spoilt = replace(signal, states=signal.states.copy())
    spoilt.states[rows] = 9.0
    options = msgspec.structs.replace(QUICK, epochs=1, loss="outcome")
    np.testing.assert_array_equal(train(signal, options).weight, train(spoilt, options).weight)


def test_without_held_out_problems_it_trains_to_the_end_and_measures_nothing(signal: Features) -> None:
    heard: list[Progress] = []
    head = train(signal, msgspec.structs.replace(QUICK, held_out=0.0, epochs=12), heard.append)
    assert (12.0, False) == (head.card.metrics["epoch"], "auc_all" in head.card.metrics)
    assert [(epoch, 12, None) for epoch in range(1, 13)] == [(p.epoch, p.epochs, p.held_out) for p in heard]
    assert heard[-1].loss < heard[0].loss


def test_patience_ends_a_training_that_no_longer_helps() -> None:
    heard: list[Progress] = []
    head = train(planted(0.0), msgspec.structs.replace(QUICK, patience=10), heard.append)
    best = max(progress.held_out or 0.0 for progress in heard)
    first = next(progress.epoch for progress in heard if progress.held_out == best)
    assert (float(first), first + 10) == (head.card.metrics["epoch"], len(heard))


def test_a_stop_ends_it_within_an_epoch(signal: Features) -> None:
    heard: list[Progress] = []
    with pytest.raises(TrainingStoppedError, match="nothing was written"):
        train(signal, QUICK, heard.append, lambda: len(heard) == 3)
    assert 3 == len(heard)


def test_a_trained_head_is_saved_and_read_again_with_its_card(signal: Features, tmp_path: Path) -> None:
    options = msgspec.structs.replace(QUICK, epochs=3, hidden=4, data="two books", rounds=2, command="make it")
    head = train(signal, options)
    save_head(tmp_path / "head.safetensors", head)
    loaded = load_head(tmp_path / "head.safetensors")
    card = loaded.card
    assert head.card == card
    assert ("tiny", "ab" * 32, 12, (3, 5)) == (card.backbone, card.backbone_sha256, card.width, card.layers)
    assert ("two books", 2, "make it") == (card.data, card.rounds, card.command)
    # Weights are kept in half precision.
    np.testing.assert_allclose(_values(head, signal, options), _values(loaded, signal, options), atol=5e-3)


def test_inputs_that_never_vary_have_no_say(signal: Features) -> None:
    flat = replace(signal, facts=signal.facts.copy())
    flat.facts[:, 0] = 2.0
    head = train(flat, msgspec.structs.replace(QUICK, hidden=4, epochs=5))
    usual = inputs_of(flat, QUICK)
    strange = usual.copy()
    strange[:, -2] = 1000.0
    np.testing.assert_array_equal(head.values(usual), head.values(strange))


@pytest.mark.parametrize(("outcome", "said"), [(1, "all right"), (0, "all wrong"), (-1, "there are none")])
def test_solutions_of_one_kind_alone_are_refused(outcome: int, said: str) -> None:
    features = features_of([(problem, 1, 0, 1, 0.0, outcome) for problem in range(4)])
    with pytest.raises(BadFeaturesError, match=said):
        train(features, QUICK)


def test_pairs_need_a_problem_with_both_ends() -> None:
    features = features_of([(problem, 1, 0, 1, 1.0 - problem % 2 * 2, 1 - problem % 2) for problem in range(8)])
    with pytest.raises(BadFeaturesError, match="no preference pairs"):
        train(features, QUICK)
    by_outcome = train(features, msgspec.structs.replace(QUICK, loss="outcome", epochs=2))
    assert 6.0 == by_outcome.card.metrics["train_rows"]


def test_all_layers_of_the_file_are_looked_at_unless_some_are_named(signal: Features) -> None:
    both = replace(signal, layers=(5, ~5))
    assert (5, ~5) == train(both, msgspec.structs.replace(QUICK, epochs=1)).card.layers
    assert (~5,) == train(both, msgspec.structs.replace(QUICK, epochs=1, layers=(~5,))).card.layers
    with pytest.raises(BadOptionsError, match="no states of layer last3; choose of 5, last5"):
        train(both, msgspec.structs.replace(QUICK, layers=(~3,)))


def test_wishes_that_the_file_cannot_meet_are_refused(signal: Features) -> None:
    with pytest.raises(BadOptionsError, match="no states of layer 4; choose of 3, 5"):
        train(signal, msgspec.structs.replace(QUICK, layers=(4,)))
    with pytest.raises(BadOptionsError, match="allow one of them"):
        train(signal, msgspec.structs.replace(QUICK, pools=(), facts=False))


def test_damaged_arrays_are_refused(signal: Features) -> None:
    holes = signal.states.copy()
    holes[3, 0, 0] = np.nan
    for damaged in (
        replace(signal, states=holes),
        replace(signal, tokens=signal.tokens[1:]),
        replace(signal, problems=signal.problems + 1),
        replace(signal, parents=signal.nodes),
        replace(signal, q_values=signal.q_values * 3),
    ):
        with pytest.raises(BadFeaturesError, match="damaged"):
            train(damaged, QUICK)
