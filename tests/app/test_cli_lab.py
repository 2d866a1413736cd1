"""``stepwise lab`` on real processes with a scripted model: generating, stopping and going on, features, export."""

import json
import os
import signal
from pathlib import Path

import pytest

from engine.evidence import FACT_NAMES
from engine.lab.campaign import Campaign
from models.features import load_features
from tests.helpers.processes import assert_refused, is_running, started, stepwise, wait_until, worker_of
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

SAMPLES = ("--candidates", "6", "--max-tokens", "10000")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=10)


def _problems(path: Path, count: int) -> Path:
    lines = [
        json.dumps({"id": f"p{number}", "question": f"Number {number}. {QUESTION}", "answer": ANSWER})
        for number in range(count)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _shards(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.safetensors")}


def _stories(folder: Path) -> list[tuple[object, ...]]:
    """All of a campaign that does not depend on the speed of the machine."""
    stories = [record.story for record in Campaign.at(folder).records()]
    return [
        (story.problem, story.right, story.answer, [(node.text, node.q_value) for node in story.nodes])
        for story in stories
    ]


def test_samples_become_features_and_trajectories(tmp_path: Path, script: Path) -> None:
    problems, folder = _problems(tmp_path / "problems.jsonl", 3), tmp_path / "c"
    done = stepwise("lab", "generate", problems, "--out", folder, "--model", script, *SAMPLES, home=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    first, second = done.stdout.strip().splitlines()
    assert first.startswith("3 problems with ")
    assert "3 have a right solution, 3 were answered right." == second
    stories = [record.story for record in Campaign.at(folder).records()]
    assert {6} == {sum(node.depth == 1 for node in story.nodes) for story in stories}
    made = stepwise("lab", "features", folder, "--out", tmp_path / "f.safetensors", home=tmp_path)
    assert (0, "") == (made.returncode, made.stderr)
    features = load_features(tmp_path / "f.safetensors")
    steps = sum(len(story.nodes) - 1 for story in stories)
    assert (f"{steps} steps of 3 problems in {tmp_path / 'f.safetensors'}.\n", steps) == (made.stdout, len(features))
    assert FACT_NAMES == features.fact_names
    assert {-1, 1} <= set(features.outcomes.tolist())
    written = stepwise("lab", "export", folder, "--out", tmp_path / "x", "--json", home=tmp_path)
    assert (0, "") == (written.returncode, written.stderr)
    counts = json.loads(written.stdout)
    lines = (tmp_path / "x" / "trajectories.jsonl").read_text().splitlines()
    assert len(lines) == counts["trajectories"] > 0
    assert counts["repeated"] + counts["trajectories"] == sum(len(story.right) for story in stories)


def test_truth_guides_a_tree_search(tmp_path: Path, script: Path) -> None:
    problems, folder = _problems(tmp_path / "problems.jsonl", 1), tmp_path / "c"
    options = ("--policy", "mcts", "--values", "truth", "--candidates", "6", "--rollouts", "4", "--max-tokens", "10000")
    done = stepwise("lab", "generate", problems, "--out", folder, "--model", script, *options, home=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    (story,) = (record.story for record in Campaign.at(folder).records())
    assert {1.0} == {story.nodes[node].q_value for node in story.right}
    assert len(story.right) > 0


def test_after_kill_9_it_goes_on_and_ends_as_if_nothing_had_happened(tmp_path: Path, slow: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 5)
    options = ("lab", "generate", problems, "--model", slow, *SAMPLES, "--parallel", "2", "--out")
    whole = stepwise(*options, tmp_path / "whole", home=tmp_path / "a")
    cut = tmp_path / "cut"
    with started(*options, cut, home=tmp_path / "b") as app:
        wait_until(lambda: len(_shards(cut)) >= 2, "two problems")
        worker = worker_of(app.pid)
        app.kill()
    wait_until(lambda: not is_running(worker), "the worker to leave")
    before = _shards(cut)
    assert len(before) < 5
    rest = stepwise(*options, cut, home=tmp_path / "b")
    assert (0, 0) == (whole.returncode, rest.returncode)
    assert f"Going on: {len(before)} of 5 are done ({cut})." in rest.stderr
    assert before.items() <= _shards(cut).items()
    assert _stories(tmp_path / "whole") == _stories(cut)


def test_ctrl_c_keeps_finished_problems_and_says_how_to_go_on(tmp_path: Path, slow: Path) -> None:
    problems, folder = _problems(tmp_path / "problems.jsonl", 200), tmp_path / "c"
    with started("lab", "generate", problems, "--out", folder, "--model", slow, *SAMPLES, home=tmp_path) as app:
        wait_until(lambda: len(_shards(folder)) >= 1, "a problem")
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
    assert (130, "") == (app.returncode, out)
    assert "Stopped; the same command goes on." == err.strip().splitlines()[-1]
    assert "Traceback" not in err
    assert len(_stories(folder)) >= 1


def test_a_worker_that_is_killed_costs_no_problem(tmp_path: Path, slow: Path) -> None:
    problems, folder = _problems(tmp_path / "problems.jsonl", 4), tmp_path / "c"
    with started("lab", "generate", problems, "--out", folder, "--model", slow, *SAMPLES, home=tmp_path) as app:
        wait_until(lambda: len(_shards(folder)) >= 1, "a problem")
        os.kill(worker_of(app.pid), signal.SIGKILL)
        _, err = app.communicate(timeout=120)
    assert (0, "") == (app.returncode, err)
    assert 4 == len(_stories(folder))


def test_other_settings_are_not_mixed_into_a_campaign(tmp_path: Path, script: Path) -> None:
    problems, folder = _problems(tmp_path / "problems.jsonl", 1), tmp_path / "c"
    options = ("lab", "generate", problems, "--out", folder, "--model", script)
    assert 0 == stepwise(*options, *SAMPLES, home=tmp_path).returncode
    pattern = r"c holds another campaign \(settings differ\); choose another --out\."
    assert_refused(stepwise(*options, *SAMPLES, "--seed", "1", home=tmp_path), 3, pattern)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "pattern"),
    [
        (("generate", "absent.jsonl", "--out", "c"), 3, "absent.jsonl cannot be read; check its name"),
        (("features", "absent", "--out", "f"), 3, "absent holds no campaign; make one with `stepwise lab generate`"),
        (("export", "absent", "--out", "x"), 3, "absent holds no campaign; make one"),
    ],
)
def test_what_is_not_there_is_refused(tmp_path: Path, arguments: tuple[str, ...], exit_code: int, pattern: str) -> None:
    assert_refused(stepwise("lab", *arguments, home=tmp_path), exit_code, pattern)


def test_giving_up_early_needs_a_preference_model(tmp_path: Path, script: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 1)
    done = stepwise(
        *("lab", "generate", problems, "--out", tmp_path / "c", "--model", script, "--reject-below", "0.04"),
        home=tmp_path,
    )
    assert_refused(done, 9, r"There is no preference model for script; name one with --ppm or train it\.")


def test_the_value_ppm_needs_a_preference_model(tmp_path: Path, script: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 1)
    done = stepwise(
        *("lab", "generate", problems, "--out", tmp_path / "c", "--model", script, "--values", "ppm"), home=tmp_path
    )
    assert_refused(done, 9, r"There is no preference model for script; name one with --ppm or train it\.")


def test_an_evolution_without_hidden_states_is_refused_before_anything_is_searched(
    tmp_path: Path, script: Path
) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 10)
    options = ("--rounds", "1", "--problems", problems, "--out", tmp_path / "e", "--model", script)
    pattern = r"An evolution needs hidden states; choose a model file and one layer or more\."
    assert_refused(stepwise("lab", "evolve", *options, home=tmp_path), 3, pattern)
    assert not (tmp_path / "e").exists()


def test_an_evolution_of_a_handful_of_problems_is_refused(tmp_path: Path, script: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 3)
    options = ("--rounds", "1", "--problems", problems, "--out", tmp_path / "e", "--model", script)
    done = stepwise("lab", "evolve", *options, home=tmp_path)
    assert_refused(done, 3, r"problems\.jsonl gives 3 problems; an evolution needs 10 or more\.")
