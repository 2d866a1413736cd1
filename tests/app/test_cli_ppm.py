"""A search with a preference model, from the command line to the stored steps, with a real model."""

import json
from pathlib import Path

from engine.events import NodeAdded
from engine.evidence import FACT_NAMES
from engine.store import FILE_NAME, Store
from engine.types import NodeStatus
from models.files import sha256_of
from models.ppm import save_head
from tests.helpers.heads import small_head, write_backbone_ppm
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import assert_refused, stepwise

PROBLEM = "A box holds 12 eggs. How many eggs do 3 boxes hold?"
FEW = ("--candidates", "3", "--max-tokens", "150", "--no-early-stop", "--json")


def test_a_head_in_the_data_folder_is_used_without_being_asked_for(tmp_path: Path) -> None:
    model = smollm2_path()
    head = small_head(width=576, layers=(18, -26), facts=FACT_NAMES, backbone_sha256=sha256_of(model))
    (tmp_path / "ppm").mkdir()
    save_head(tmp_path / "ppm" / "mine.safetensors", head)
    scored = json.loads(stepwise("solve", PROBLEM, "--model", str(model), *FEW, home=tmp_path).stdout)
    assert (["agreement", "ppm"], "weighted-best-of-n") == (scored["values"], scored["policy"])
    plain = json.loads(stepwise("solve", PROBLEM, "--model", str(model), "--ppm", "none", *FEW, home=tmp_path).stdout)
    assert (["agreement", "execution"], "mcts") == (plain["values"], plain["policy"])
    store = Store.open(tmp_path / FILE_NAME)
    try:
        nodes = [event for event in store.events(scored["run_id"]) if isinstance(event, NodeAdded)]
        unscored = [event for event in store.events(plain["run_id"]) if isinstance(event, NodeAdded)]
    finally:
        store.close()
    going_on = [node for node in nodes if node.status in (NodeStatus.OPEN, NodeStatus.FINISHED)]
    assert going_on
    assert all(node.score is not None for node in going_on)
    assert {None} == {node.score for node in unscored}


def test_a_head_for_another_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_head(path, small_head())
    done = stepwise("solve", PROBLEM, "--model", str(smollm2_path()), "--ppm", str(path), *FEW, home=tmp_path)
    assert_refused(done, 9, "was trained for tiny, not for .+; choose that model or another preference model")


def test_a_preference_model_that_reads_the_steps_scores_them_and_what_it_reads_is_counted(tmp_path: Path) -> None:
    model = smollm2_path()
    path = write_backbone_ppm(tmp_path / "ppm.gguf", width=576, backbone_sha256=sha256_of(model))
    read = json.loads(stepwise("solve", PROBLEM, "--model", str(model), "--ppm", str(path), *FEW, home=tmp_path).stdout)
    assert (["agreement", "ppm"], "weighted-best-of-n") == (read["values"], read["policy"])
    plain = ("--ppm", "none", "--policy", "weighted-best-of-n")
    unread = json.loads(stepwise("solve", PROBLEM, "--model", str(model), *plain, *FEW, home=tmp_path).stdout)
    store = Store.open(tmp_path / FILE_NAME)
    try:
        nodes = [event for event in store.events(read["run_id"]) if isinstance(event, NodeAdded)]
        others = [event for event in store.events(unread["run_id"]) if isinstance(event, NodeAdded)]
    finally:
        store.close()
    going_on = [node for node in nodes if node.status in (NodeStatus.OPEN, NodeStatus.FINISHED)]
    assert going_on
    assert all(("base", "reading") == tuple(part.name for part in node.score_parts) for node in going_on)
    assert len({node.score for node in going_on}) > 1
    # Reading disturbs no sample.
    assert [node.text for node in others] == [node.text for node in nodes]
    assert read["usage"]["sampled_tokens"] == unread["usage"]["sampled_tokens"]
    assert read["usage"]["evaluated_tokens"] > unread["usage"]["evaluated_tokens"] + 100


def test_one_that_reads_another_model_or_is_damaged_is_refused_in_one_sentence(tmp_path: Path) -> None:
    model = smollm2_path()
    other = write_backbone_ppm(tmp_path / "other.gguf", width=576, backbone_sha256="ab" * 32)
    done = stepwise("solve", PROBLEM, "--model", str(model), "--ppm", str(other), *FEW, home=tmp_path)
    assert_refused(done, 9, "was trained for tiny, not for .+; choose that model or another preference model")
    narrow = write_backbone_ppm(tmp_path / "narrow.gguf", width=32, backbone_sha256=sha256_of(model))
    done = stepwise("solve", PROBLEM, "--model", str(model), "--ppm", str(narrow), *FEW, home=tmp_path)
    assert_refused(done, 5, "was made for another model and does not fit .+; choose the model it was made for")
    done = stepwise("solve", PROBLEM, "--model", str(model), "--ppm", str(model), *FEW, home=tmp_path)
    assert_refused(done, 9, "is no preference model; choose a file that .+ wrote")


def test_lines_are_given_up_by_a_model_that_does_not_guide(tmp_path: Path) -> None:
    model = smollm2_path()
    head = small_head(width=576, layers=(18, -26), facts=FACT_NAMES, backbone_sha256=sha256_of(model))
    path = tmp_path / "mine.safetensors"
    save_head(path, head)
    chosen = ("--ppm", str(path), "--values", "agreement", "--policy", "majority", "--reject-below", "0.9")
    told = json.loads(stepwise("solve", PROBLEM, "--model", str(model), *chosen, *FEW, home=tmp_path).stdout)
    assert (["agreement"], 0.9) == (told["values"], told["reject_below"])
    store = Store.open(tmp_path / FILE_NAME)
    try:
        nodes = [event for event in store.events(told["run_id"]) if isinstance(event, NodeAdded)]
    finally:
        store.close()
    assert any(node.score is not None for node in nodes)
