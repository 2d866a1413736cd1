"""Campaigns to features."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.errors import BadSettingsError
from engine.evidence import FACT_NAMES
from engine.lab.assemble import assemble
from engine.lab.campaign import Campaign
from engine.lab.record import Record
from models.features import load_features, path_rows, save_features
from tests.helpers.lab import LAYERS, PLAN, Q_VALUES, WIDTH, a_problem, record, text_of


def test_each_step_becomes_a_row(tmp_path: Path) -> None:
    campaign = _campaign(tmp_path / "c", record(a_problem("a")), record(a_problem("b")))
    assembly = assemble([campaign])
    features = assembly.features
    assert (18, len(LAYERS), WIDTH) == features.states.shape
    assert (18, len(FACT_NAMES)) == features.facts.shape
    assert pytest.approx(Q_VALUES * 2) == features.q_values.tolist()
    assert [-1, -1, 1, -1, 0, 1, 0, -1, -1] * 2 == features.outcomes.tolist()
    assert {"a", "b"} == set(features.problem_ids)
    assert [0] * 9 + [1] * 9 == features.problems.tolist()
    assert [0, 0, 1, 1, 2, 4, 4, 2, 0] * 2 == features.parents.tolist()
    assert [1, 1, 2, 2, 2, 3, 3, 2, 1] * 2 == features.depths.tolist()
    assert (PLAN.backbone_sha256, PLAN.layers, PLAN.model) == (
        features.backbone_sha256,
        features.layers,
        features.backbone,
    )
    assert text_of(features.problem_ids[0], 6) == assembly.texts[5]
    # The sixth step, three deep, at 6/8 in all its states.
    assert {0.75} == set(features.states[5].ravel().tolist())
    assert 3 / 6 == features.facts[5][FACT_NAMES.index("depth")]


def test_features_are_read_as_they_were_saved(tmp_path: Path) -> None:
    features = assemble([_campaign(tmp_path / "c", record())]).features
    save_features(tmp_path / "f.safetensors", features)
    again = load_features(tmp_path / "f.safetensors")
    assert np.array_equal(features.states, again.states)
    assert (features.problem_ids, features.fact_names) == (again.problem_ids, again.fact_names)


def test_campaigns_of_one_problem_become_one_tree(tmp_path: Path) -> None:
    first = _campaign(tmp_path / "a", record())
    second = Campaign(tmp_path / "b", msgspec.structs.replace(PLAN, settings=replace(PLAN.settings, seed=9)))
    second.keep(record())
    features = assemble([first, second]).features
    assert (1, 18) == (len(features.problem_ids), len(set(features.nodes.tolist())))
    assert [[0], [1], [0, 2], [0, 3], [1, 4], [0, 3, 5]] == path_rows(features)[:6]
    assert [[9], [10], [9, 11], [9, 12], [10, 13], [9, 12, 14]] == path_rows(features)[9:15]


def test_a_step_whose_path_lacks_states_is_left_out(tmp_path: Path) -> None:
    whole = record()
    without = whole.state_nodes != 4
    cut = Record(whole.story, whole.state_nodes[without], whole.states[without])
    features = assemble([_campaign(tmp_path / "c", cut)]).features
    # Steps 6 and 7 stand below step 4.
    assert [1, 2, 3, 5, 8, 9] == features.nodes.tolist()


def test_without_layers_the_facts_alone_are_kept(tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "c", msgspec.structs.replace(PLAN, layers=()))
    campaign.keep(record(states=False))
    features = assemble([campaign]).features
    assert ((9, 0, 0), (9, len(FACT_NAMES))) == (features.states.shape, features.facts.shape)


def test_a_campaign_without_a_finished_problem_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="holds no finished problem yet; generate it first"):
        assemble([Campaign(tmp_path / "c", PLAN)])


def test_other_layers_are_not_mixed(tmp_path: Path) -> None:
    other = Campaign(tmp_path / "b", msgspec.structs.replace(PLAN, layers=(1,)))
    with pytest.raises(BadSettingsError, match="used other models or kept other layers"):
        assemble([_campaign(tmp_path / "a", record()), other])


def _campaign(folder: Path, *records: Record) -> Campaign:
    campaign = Campaign(folder, PLAN)
    for kept in records:
        campaign.keep(kept)
    return campaign
