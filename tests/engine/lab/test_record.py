"""One problem of a campaign: truth backed up into its tree, what is kept of its events, its file."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import BadSettingsError
from engine.lab.record import read_record, write_record
from engine.types import NodeStatus
from models.errors import StorageFullError
from tests.helpers.lab import LAYERS, Q_VALUES, WIDTH, record


def test_right_ends_count_plus_one_and_wrong_or_failed_ones_minus_one() -> None:
    nodes = record().story.nodes
    assert pytest.approx(Q_VALUES) == [node.q_value for node in nodes[1:]]
    assert [3, 1, 1, 2, 1, 1, 1, 0, 0] == [node.visits for node in nodes[1:]]
    assert (4, 0.0) == (nodes[0].visits, nodes[0].value_sum)


def test_answers_are_compared_by_meaning() -> None:
    assert (3, 6) == record().story.right


def test_a_step_given_up_later_keeps_the_status_it_was_scored_with() -> None:
    story = record().story
    assert NodeStatus.OPEN is story.nodes[9].status
    assert {9: "Computes the same as step 1."} == story.closed


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = record()
    write_record(tmp_path / "p1.safetensors", kept)
    again = read_record(tmp_path / "p1.safetensors")
    assert kept.story == again.story
    assert (9, len(LAYERS), WIDTH) == again.states.shape
    assert np.float16 == again.states.dtype
    assert np.array_equal(kept.states, again.states)
    assert list(range(1, 10)) == again.state_nodes.tolist()


def test_a_record_without_states_is_kept_too(tmp_path: Path) -> None:
    write_record(tmp_path / "p1.safetensors", record(states=False))
    assert 0 == read_record(tmp_path / "p1.safetensors").states.size


@pytest.mark.parametrize("bytes_kept", [0, 20, 900])
def test_a_damaged_record_is_refused_in_one_sentence(tmp_path: Path, bytes_kept: int) -> None:
    path = tmp_path / "p1.safetensors"
    write_record(path, record())
    path.write_bytes(path.read_bytes()[:bytes_kept])
    with pytest.raises(BadSettingsError, match=r"p1\.safetensors is damaged; delete it, then generate .* again\.$"):
        read_record(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageFullError, match="cannot take another problem; free some space"):
        write_record(tmp_path / "absent" / "p1.safetensors", record())
