"""Campaigns over llama.cpp's own server on loopback, with SmolLM2."""

import json
import os
import signal
from pathlib import Path

import pytest

from engine.lab.campaign import Campaign
from engine.types import NodeStatus
from tests.helpers.llama_server import llama_server
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import started, stepwise, wait_until

pytestmark = [pytest.mark.model, pytest.mark.slow]
SAMPLES = ("--candidates", "3", "--max-tokens", "600", "--parallel", "1")
MODEL = "SmolLM2-135M-Instruct.Q4_1"
# Of the file, as its header counts them.
PARAMETERS = 134_515_008
LONG_S = 280.0


def _problems(path: Path, count: int) -> Path:
    lines = [{"id": f"p{n}", "question": f"What is {n + 2} + {n + 5}?", "answer": f"{2 * n + 7}"} for n in range(count)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_a_campaign_over_a_real_server(tmp_path: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 2)
    with llama_server(smollm2_path()) as (address, _):
        command = ("lab", "generate", problems, "--server", address, "--server-model", MODEL, *SAMPLES)
        done = stepwise(*command, "--out", tmp_path / "c", home=tmp_path, timeout=LONG_S)
        assert (0, "") == (done.returncode, done.stderr)
        greedy = [
            stepwise(
                *command, "--policy", "greedy", "--limit", "1", "--out", tmp_path / name, home=tmp_path, timeout=LONG_S
            )
            for name in ("g", "h")
        ]
    assert [0, 0] == [done.returncode for done in greedy]
    plan = Campaign.at(tmp_path / "c").plan
    assert plan.served is not None
    told = (plan.model, plan.parameters, plan.served.context_tokens, plan.served.software.partition(" ")[0])
    assert (MODEL, PARAMETERS, 8192, "llamacpp") == told
    assert str(smollm2_path().parent) not in (tmp_path / "c" / "campaign.json").read_text()
    stories = [record.story for record in Campaign.at(tmp_path / "c").records()]
    for story in stories:
        firsts = [node for node in story.nodes if node.depth == 1]
        assert 3 == len(firsts)
        assert all(node.text.startswith("# Step 1: ") for node in firsts)
        assert story.usage.sampled_tokens == sum(node.tokens for node in story.nodes) or any(
            node.status in (NodeStatus.FAILED, NodeStatus.PRUNED) for node in story.nodes
        )
        assert story.usage.prompt_tokens > 400
    # The worked examples are hundreds of tokens, which each slot of the server keeps for the problem that follows.
    cost = stories[1].usage
    assert cost.evaluated_tokens < cost.sampled_tokens + 2 * cost.prompt_tokens
    (first,), (second,) = ([record.story for record in Campaign.at(tmp_path / name).records()] for name in ("g", "h"))
    assert [node.text for node in first.nodes] == [node.text for node in second.nodes]


def test_a_real_server_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", 4)
    with llama_server(smollm2_path()) as (first, pid), llama_server(smollm2_path()) as (second, _):
        command = ("lab", "generate", problems, "--server", first, "--server", second, *SAMPLES)
        with started(*command, "--out", tmp_path / "c", home=tmp_path) as app:
            wait_until(lambda: bool(list((tmp_path / "c").glob("*.safetensors"))), "a problem", LONG_S)
            os.kill(pid, signal.SIGKILL)
            _, err = app.communicate(timeout=LONG_S)
    assert 0 == app.returncode, err
    assert err in ("", f"No server answers at {first}. It is left out; one is left.\n")
    assert 4 == len(list(Campaign.at(tmp_path / "c").records()))
