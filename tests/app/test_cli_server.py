"""``stepwise lab generate`` and ``sample`` with servers on loopback: their faults, their death, stopping, going on."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.lab.campaign import Campaign
from engine.served import KEY_VARIABLE
from tests.helpers.completion_server import MODEL, Desk, Faults, completion_server
from tests.helpers.processes import assert_refused, started, stepwise, wait_until
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

SAMPLES = ("--candidates", "6", "--max-tokens", "10000")
KEY = {KEY_VARIABLE: "sk-very-secret"}
TOLD = [{"id": MODEL, "owned_by": "tests", "meta": {"n_params": 7_000, "size": 4_000, "n_vocab": 300}}]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with completion_server(TOLD) as running:
        yield running


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(4)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def _generate(problems: Path, folder: Path, *desks: Desk) -> list[str | Path]:
    servers = [word for desk in desks for word in ("--server", desk.address)]
    return ["lab", "generate", problems, "--out", folder, *servers, "--server-timeout", "2", *SAMPLES]


def _stories(folder: Path) -> list[tuple[object, ...]]:
    stories = [record.story for record in Campaign.at(folder).records()]
    return [(story.problem, story.right, story.answer, [node.text for node in story.nodes]) for story in stories]


def _shards(folder: Path) -> int:
    return len(list(folder.glob("*.safetensors")))


def test_servers_write_a_campaign_and_the_plan_says_what_they_are(tmp_path: Path, problems: Path, desk: Desk) -> None:
    with completion_server(TOLD) as other:
        done = stepwise(*_generate(problems, tmp_path / "c", desk, other), home=tmp_path, env=KEY)
    assert (0, "") == (done.returncode, done.stderr)
    assert "4 have a right solution, 4 were answered right." in done.stdout
    assert 24 == len(desk.asked) + len(other.asked)
    assert {"Bearer sk-very-secret"} == {*desk.keys, *other.keys}
    plan = Campaign.at(tmp_path / "c").plan
    assert plan.served is not None
    assert (MODEL, MODEL, 7_000, 7_000) == (plan.model, plan.served.name, plan.parameters, plan.served.parameters)
    assert (4_000, 300, "tests", ()) == (
        plan.served.size_bytes,
        plan.served.vocabulary,
        plan.served.software,
        plan.served.addresses,
    )
    (usage, *_) = [record.story.usage for record in Campaign.at(tmp_path / "c").records()]
    # A prompt of 100 tokens of which 90 are in the server's cache, six times.
    assert (100, 60) == (usage.prompt_tokens, usage.evaluated_tokens - usage.sampled_tokens)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"sk-very-secret" not in kept
    roles = [message["role"] for message in desk.asked[0]["messages"]]
    assert ["system", "user", "assistant"] == roles
    assert desk.asked[0]["messages"][1]["content"].endswith(QUESTION)


def test_the_same_seed_gives_the_same_trees_whoever_answers_first(tmp_path: Path, problems: Path, desk: Desk) -> None:
    assert 0 == stepwise(*_generate(problems, tmp_path / "a", desk), home=tmp_path).returncode
    desk.faults.pause_s = 0.01
    with completion_server(TOLD) as other:
        assert 0 == stepwise(*_generate(problems, tmp_path / "b", other, desk), home=tmp_path).returncode
    assert _stories(tmp_path / "a") == _stories(tmp_path / "b")


def test_a_server_that_dies_in_mid_campaign_costs_nothing(tmp_path: Path, problems: Path, desk: Desk) -> None:
    with completion_server(TOLD) as other:
        desk.faults.pause_s = other.faults.pause_s = 0.05
        with started(*_generate(problems, tmp_path / "c", desk, other), home=tmp_path) as app:
            wait_until(lambda: desk.answered > 0, "an answer")
            desk.faults = Faults(dead=True)
            # The other one must not have written everything before this one was asked again and again.
            other.faults.pause_s = 1.0
            assert app.stderr is not None
            left_out = app.stderr.readline()
            other.faults.pause_s = 0.02
            _, err = app.communicate(timeout=120)
    assert (0, "") == (app.returncode, err)
    assert f"The connection to {desk.address} was lost. It is left out; one is left.\n" == left_out
    assert 4 == len(_stories(tmp_path / "c"))


def test_all_dead_stops_the_campaign_and_the_same_command_goes_on(tmp_path: Path, problems: Path, desk: Desk) -> None:
    desk.faults.pause_s = 0.02
    with started(*_generate(problems, tmp_path / "c", desk), "--parallel", "1", home=tmp_path) as app:
        wait_until(lambda: _shards(tmp_path / "c") > 0, "a problem")
        desk.faults = Faults(hang=True)
        out, err = app.communicate(timeout=120)
    assert (19, "") == (app.returncode, out), err
    left_out, ended = err.strip().splitlines()
    assert f"{desk.address} did not answer within 2 s. It is left out; none is left." == left_out
    assert ended.endswith("No server answers any more; start one, then run the same command again.")
    there = _shards(tmp_path / "c")
    assert 0 < there < 4
    with completion_server(TOLD) as other:
        rest = stepwise(*_generate(problems, tmp_path / "c", other), "--parallel", "1", home=tmp_path)
        whole = stepwise(*_generate(problems, tmp_path / "whole", other), home=tmp_path)
    assert (0, 0) == (rest.returncode, whole.returncode), rest.stderr
    assert f"Going on: {there} of 4 are done" in rest.stderr
    assert _stories(tmp_path / "whole") == _stories(tmp_path / "c")


def test_another_model_behind_the_address_is_another_campaign(tmp_path: Path, problems: Path, desk: Desk) -> None:
    assert 0 == stepwise(*_generate(problems, tmp_path / "c", desk), home=tmp_path).returncode
    with completion_server([{"id": MODEL, "meta": {"n_params": 13_000}}]) as other:
        pattern = r"c holds another campaign \(model files differ\); choose another --out\."
        assert_refused(stepwise(*_generate(problems, tmp_path / "c", other), home=tmp_path), 3, pattern)


def test_ctrl_c_stops_at_once_even_where_the_server_is_silent(tmp_path: Path, problems: Path, desk: Desk) -> None:
    desk.faults = Faults(hang=True)
    options = _generate(problems, tmp_path / "c", desk)
    options[options.index("2")] = "600"
    with started(*options, home=tmp_path) as app:
        wait_until(lambda: len(desk.asked) > 1, "a request")
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=20)
    assert (130, "", "Stopped; the same command goes on.\n") == (app.returncode, out, err)


@pytest.mark.parametrize(
    ("faults", "code", "pattern"),
    [
        (Faults(status=401), 19, rf"refuses the key; put the right one into {KEY_VARIABLE}"),
        (Faults(status=400, said="too long"), 19, r"Problem p\d: http.* refuses \(400: too long\); check its address"),
        (Faults(look_status=401), 19, r"refuses the key"),
        (Faults(look_status=404), 19, r"refuses \(404"),
    ],
)
def test_a_server_that_refuses_ends_it_in_sentences(
    tmp_path: Path, problems: Path, desk: Desk, faults: Faults, code: int, pattern: str
) -> None:
    import re

    desk.faults = faults
    done = stepwise(*_generate(problems, tmp_path / "c", desk), home=tmp_path)
    assert (code, "") == (done.returncode, done.stdout), done.stderr
    assert re.search(pattern, done.stderr)
    assert all(line.endswith(".") for line in done.stderr.strip().splitlines())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "pattern"),
    [
        (("--server-model", "absent"), 19, rf"has no model absent; choose .* with --server-model: {MODEL}\."),
        (("--policy", "mcts"), 3, r"A server writes whole solutions, so mcts cannot be used; choose majority"),
        (("--layers", "3"), 3, r"A server shows no hidden states; leave out --layers\."),
        (("--values", "ppm"), 3, r"A server shows no hidden states, so there is no preference model; leave out 'ppm'"),
        (("--ppm", "head"), 3, r"A server shows no hidden states, so --ppm cannot be used with it\."),
        (("--model", "smollm2"), 3, r"--model names a model on this computer; with --server use --server-model\."),
        (("--server", "one:80"), 3, r"'one:80' is no server's address; write it as http://127\.0\.0\.1:8080\."),
    ],
)
def test_what_a_server_cannot_do_is_refused_before_it_begins(
    tmp_path: Path, problems: Path, desk: Desk, options: tuple[str, ...], code: int, pattern: str
) -> None:
    done = stepwise(*_generate(problems, tmp_path / "c", desk), *options, home=tmp_path)
    assert_refused(done, code, pattern)
    assert not (tmp_path / "c").exists()
    assert [] == desk.asked


def test_nobody_there_is_one_sentence(tmp_path: Path, problems: Path) -> None:
    command = ("lab", "generate", problems, "--out", tmp_path / "c", "--server", "http://127.0.0.1:9", *SAMPLES)
    pattern = r"No server answers at http://127\.0\.0\.1:9\. Start the server, or name another one\."
    assert_refused(stepwise(*command, home=tmp_path), 19, pattern)


def test_a_server_and_a_model_here_sample_at_equal_cost(tmp_path: Path, problems: Path, desk: Desk) -> None:
    weak = write_script(tmp_path / "weak.json")
    options = ("--problems", problems, "--strong-samples", "3", "--out", tmp_path / "s", "--limit", "2")
    command = ("lab", "sample", "--weak", weak, "--strong", f"{MODEL}@{desk.address}", *options)
    done = stepwise(*command, "--match", "count", "--json", home=tmp_path)
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    assert (6, 6, MODEL) == (found["weak"]["samples"], found["strong"]["samples"], found["strong"]["model"])
    # The script has no parameters; two servers have.
    other = ("lab", "sample", "--weak", desk.address, "--strong", desk.address, *options[:-3], tmp_path / "t")
    done = stepwise(*other, "--weak-parameters", "3.5k", "--json", home=tmp_path)
    assert 0 == done.returncode, done.stderr
    assert 6 == Campaign.at(tmp_path / "t" / "weak").plan.settings.budget.candidates


def test_flops_need_a_number_of_parameters(tmp_path: Path, problems: Path) -> None:
    with completion_server() as desk:
        options = ("--problems", problems, "--strong-samples", "3", "--out", tmp_path / "s")
        done = stepwise("lab", "sample", "--weak", desk.address, "--strong", desk.address, *options, home=tmp_path)
    assert_refused(done, 3, r"does not tell how many parameters its model has; give --weak-parameters or")
