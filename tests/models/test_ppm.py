"""The preference model's file and its inference."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.heads import Heads
from models.library import Library
from models.ppm import (
    HEAD_VERSION,
    BadHeadError,
    Card,
    Combiner,
    backbone_layers,
    input_row,
    load_card,
    load_head,
    pooled_labels,
    read_tensors,
    require_fit,
    save_head,
    score_of,
    value_of,
    write_tensors,
)
from tests.helpers.heads import small_head

SHIPPED = sorted((Path(__file__).parents[2] / "resources" / "ppm").glob("*.safetensors"))


def test_v_is_a_small_network_of_the_standardised_input() -> None:
    head = small_head()
    rows = np.random.default_rng(0).normal(size=(3, len(head.shift))).astype(np.float32)
    expected = [
        sum(
            np.tanh(((row - head.shift) * head.scale) @ head.weight[:, unit] + head.bias[unit]) * head.output[unit]
            for unit in range(len(head.output))
        )
        + head.output_bias
        for row in rows
    ]
    assert pytest.approx(np.array(expected), abs=1e-5) == head.values(rows)
    linear = replace(head, card=msgspec.structs.replace(head.card, linear=True))
    assert not np.allclose(head.values(rows), linear.values(rows))


def test_the_score_is_tanh_of_a_fifth_of_v_and_leads_back_to_it() -> None:
    assert pytest.approx(0.76159, abs=1e-5) == score_of(5.0)
    for value in (-12.0, -0.3, 0.0, 2.0):
        assert pytest.approx(value, abs=1e-3) == value_of(score_of(value))


def test_an_input_is_the_step_then_the_path_by_tokens_then_the_facts() -> None:
    card = small_head().card
    first, second = np.zeros((1, 4), np.float32), np.arange(4, dtype=np.float32)[None]
    row = input_row(card, [first, second], [30, 10], (7.0, 8.0))
    assert [0, 1, 2, 3, 0, 0.25, 0.5, 0.75, 7, 8] == row.tolist()


def test_last_tokens_are_named_by_negative_layers() -> None:
    assert (14, 20, -15, -21) == pooled_labels((14, 20))
    assert (14, 20) == backbone_layers((14, -21))


def test_a_head_comes_back_from_its_file(tmp_path: Path) -> None:
    head, path = small_head(), tmp_path / "head.safetensors"
    save_head(path, head)
    again = load_head(path)
    assert (head.card, head.card) == (again.card, load_card(path))
    rows = np.random.default_rng(1).normal(size=(5, len(head.shift))).astype(np.float32)
    assert pytest.approx(head.values(rows), abs=5e-3) == again.values(rows)
    assert [path] == list(tmp_path.glob("head*"))


def test_a_missing_or_damaged_head_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "head.safetensors"
    with pytest.raises(BadHeadError, match=r"head\.safetensors is damaged or missing"):
        load_head(path)
    save_head(path, small_head())
    whole = path.read_bytes()
    for broken in (whole[:40], whole[:-8], b"", b"\xff" * 200, b"\x08\0\0\0\0\0\0\0[[[[[[[["):
        path.write_bytes(broken)
        for read in (load_head, load_card):
            with pytest.raises(BadHeadError, match="damaged or missing; install Stepwise again or train it anew"):
                read(path)


def test_a_head_whose_parts_do_not_fit_each_other_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "head.safetensors"
    save_head(path, small_head())
    tensors, about = read_tensors(path)
    for name, wrong in (("bias", np.zeros(9, np.float32)), ("shift", np.full(10, np.nan, np.float32))):
        write_tensors(path, {**tensors, name: wrong}, about)
        with pytest.raises(BadHeadError, match="damaged"):
            load_head(path)
    write_tensors(path, {name: tensor for name, tensor in tensors.items() if name != "output"}, about)
    with pytest.raises(BadHeadError, match="damaged"):
        load_head(path)


def test_a_head_of_a_newer_version_asks_for_an_update(tmp_path: Path) -> None:
    path = tmp_path / "head.safetensors"
    save_head(path, small_head())
    tensors, about = read_tensors(path)
    card = json.loads(about["card"])
    write_tensors(path, tensors, {**about, "card": json.dumps({"version": HEAD_VERSION + 1, "shape": card["width"]})})
    with pytest.raises(BadHeadError, match="made by a newer Stepwise; update the app"):
        load_head(path)


def test_some_other_safetensors_file_is_no_head(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    write_tensors(path, {"x": np.zeros(3, np.float32)}, {"format": "pt"})
    with pytest.raises(BadHeadError, match="is no preference model"):
        load_head(path)


def test_a_head_refuses_a_model_that_it_was_not_trained_for() -> None:
    require_fit(small_head().card, "ab" * 32, "tiny")
    with pytest.raises(BadHeadError, match="was trained for tiny, not for other-model; choose that model or another"):
        require_fit(small_head().card, "cd" * 32, "other-model")


def test_the_combiner_gives_log_odds_for_one_class_and_for_many() -> None:
    combiner = Combiner(bias=-1.0, share=2.0, best=0.5, mean=0.25, count=1.0, lead=0.1)
    alone = combiner.logit(share=0.5, best=2.0, mean=1.0, count=3.0, lead=1.0)
    assert pytest.approx(-1.0 + 1.0 + 1.0 + 0.25 + np.log(4.0) + 0.1) == alone
    many = combiner.logit(*(np.array([value, value]) for value in (0.5, 2.0, 1.0, 3.0, 1.0)))
    assert pytest.approx([alone, alone]) == many.tolist()


def test_the_users_own_heads_come_first_and_damaged_ones_are_passed_over(tmp_path: Path) -> None:
    class OneModel(Library):
        def source_checksum(self, id_or_path: str) -> str | None:
            return {"tiny": "ab" * 32}.get(id_or_path)

    heads = Heads(OneModel(tmp_path), tmp_path)
    assert heads.fitting("tiny") is None
    own = tmp_path / "ppm"
    own.mkdir()
    (own / "broken.safetensors").write_bytes(b"nothing")
    assert heads.fitting("tiny") is None
    with pytest.raises(BadHeadError, match=r"broken\.safetensors is damaged"):
        heads.fitting("tiny", required=True)
    save_head(own / "mine.safetensors", small_head())
    found = heads.fitting("tiny", required=True)
    assert found is not None
    assert own / "mine.safetensors" == found.path
    assert heads.fitting("unknown") is None
    with pytest.raises(BadHeadError, match=r"There is no preference model .*absent; check the name"):
        heads.named(own / "absent", "tiny")
    with pytest.raises(BadHeadError, match="not for unknown"):
        heads.named(own / "mine.safetensors", "unknown")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.stem))
def test_a_shipped_head_is_sound_and_says_what_it_is(path: Path) -> None:
    card: Card = load_head(path).card
    assert path.stem == card.backbone
    assert "gsm8k_train" in card.data
    assert "stepwise lab train" in card.command
    assert card.combiner is not None
    assert 0.7 < card.metrics["auc_all"] < 1.0


def test_two_heads_ship() -> None:
    assert 2 == len(SHIPPED)


def test_the_terms_of_the_combiner_add_up_to_its_log_odds() -> None:
    combiner = Combiner(bias=-1.0, share=2.0, best=0.5, mean=0.25, count=1.0, lead=0.1)
    numbers = {"share": 0.5, "best": 2.0, "mean": 1.0, "count": 3.0, "lead": -1.0}
    terms = combiner.terms(**numbers)
    assert ["bias", "share", "best", "mean", "count", "lead"] == list(terms)
    assert pytest.approx(combiner.logit(**numbers)) == sum(terms.values())


@pytest.mark.parametrize("linear", [False, True])
def test_the_contributions_to_v_are_named_and_add_up_to_it(linear: bool) -> None:
    head = small_head()
    head = replace(head, card=msgspec.structs.replace(head.card, linear=linear))
    rows = np.random.default_rng(5).normal(size=(20, len(head.shift))).astype(np.float32) * 3
    for row in rows:
        parts = head.contributions(row)
        assert ["base", "step", "path", "length", "noise"] == list(parts)
        assert pytest.approx(float(head.values(row[None])[0]), abs=1e-4) == sum(parts.values())


def test_an_average_input_adds_nothing_to_v() -> None:
    head = small_head()
    parts = head.contributions(head.shift)
    assert pytest.approx(float(head.values(head.shift[None])[0]), abs=1e-5) == parts.pop("base")
    assert {0.0} == set(parts.values())


def test_a_fact_that_the_head_does_not_weigh_adds_nothing() -> None:
    head = small_head()
    weight = head.weight.copy()
    weight[-1] = 0.0
    row = np.ones(len(head.shift), np.float32)
    assert 0.0 == replace(head, weight=weight).contributions(row)["noise"]
