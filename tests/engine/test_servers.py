"""Servers that write, and how they fail, over loopback."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from engine.backend import ChatMessage
from engine.backends.remote import Call, CallStoppedError, Server, ServerBusyError, ServerFailedError, WrongServerError
from engine.completion import Ask, Reply
from engine.errors import ServerError
from engine.served import KEY_VARIABLE, Servers
from engine.servers import Job, Outcome, ServerPool
from engine.types import SamplingParams
from tests.helpers.completion_server import CACHED_TOKENS, MODEL, PROMPT_TOKENS, Desk, Faults, completion_server
from tests.helpers.processes import wait_until

ASK = Ask((ChatMessage("user", "What is 17 + 25?"),), SamplingParams(), seed=0, max_tokens=300, stop=("\n```\n",))
TEXT = " Add the numbers.\ntotal = 17 + 25\n# Step 2: Print it.\nprint(total)"
PATIENCE_S = 20.0
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with completion_server() as running:
        yield running


def server_at(desk: Desk, patience_s: float = PATIENCE_S) -> Server:
    server = Server(desk.address, patience_s)
    server.look(MODEL)
    return server


def test_a_text_comes_with_what_it_cost(desk: Desk) -> None:
    call = Call()
    reply = server_at(desk).complete(ASK, call)
    assert Reply(TEXT, "", False, len(TEXT), PROMPT_TOKENS, CACHED_TOKENS) == reply
    assert call.tokens > 1
    (asked,) = desk.asked
    told = {name: asked[name] for name in ("model", "temperature", "top_p", "top_k", "seed", "max_tokens", "stop")}
    expected = {"model": MODEL, "temperature": 0.7, "top_p": 0.95, "top_k": 40, "seed": 0, "max_tokens": 300}
    assert {**expected, "stop": ["\n```\n"]} == told
    assert "continue_final_message" not in asked


def test_the_beginning_of_a_reply_is_to_be_continued(desk: Desk) -> None:
    begun = replace(ASK, messages=(*ASK.messages, ChatMessage("assistant", "# Step 1:")))
    server_at(desk).complete(begun, Call())
    asked = desk.asked[0]
    assert (True, False) == (asked["continue_final_message"], asked["add_generation_prompt"])


@pytest.mark.parametrize(
    ("faults", "kind", "pattern"),
    [
        (Faults(status=500), ServerFailedError, r"failed \(500: scripted fault\)\."),
        (Faults(status=400), ServerError, r"refuses \(400: scripted fault\); check its address, model and settings\."),
        (Faults(status=404), WrongServerError, "refuses"),
        (Faults(status=302), WrongServerError, "refuses"),
        (Faults(status=401), WrongServerError, f"refuses the key; put the right one into {KEY_VARIABLE}"),
        (Faults(status=429), ServerBusyError, "is busy"),
        (Faults(cut=True), ServerFailedError, "broke off in the middle of an answer"),
        (Faults(garbage=True), ServerFailedError, "sent what could not be read"),
        (Faults(dead=True), ServerFailedError, "was lost"),
        (Faults(endless=True), ServerFailedError, "writes without an end"),
    ],
)
def test_each_fault_is_a_sentence(desk: Desk, faults: Faults, kind: type[ServerError], pattern: str) -> None:
    server = server_at(desk)
    desk.faults = faults
    with pytest.raises(kind, match=pattern) as failed:
        server.complete(ASK, Call())
    assert desk.address in failed.value.message
    assert failed.value.message.endswith(".")


@pytest.mark.parametrize("faults", [Faults(hang=True), Faults(pings=True)])
def test_silence_is_waited_for_and_then_a_fault(desk: Desk, faults: Faults) -> None:
    server = server_at(desk, patience_s=0.3)
    desk.faults = faults
    with pytest.raises(ServerFailedError, match=r"did not answer within 0\.3 s\."):
        server.complete(ASK, Call())


def test_a_call_can_be_stopped_while_the_server_is_silent(desk: Desk) -> None:
    server = server_at(desk)
    desk.faults = Faults(hang=True)
    call = Call()
    timer = threading.Timer(0.3, call.stop)
    timer.start()
    began = time.monotonic()
    with pytest.raises(CallStoppedError):
        server.complete(ASK, call)
    timer.join()
    assert time.monotonic() - began < PATIENCE_S / 2


def test_a_server_that_comes_back_with_another_model_is_wrong(desk: Desk) -> None:
    server = server_at(desk)
    server.complete(ASK, Call())
    desk.faults = Faults(model="/models/other.gguf")
    with pytest.raises(WrongServerError, match=rf"another model now \(other\); start it with {MODEL} again"):
        server.complete(ASK, Call())


def test_the_key_is_sent_and_never_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sk-very-secret")
    server = server_at(desk)
    desk.faults = Faults(status=400, said="unknown key sk-very-secret\x1b[31m")
    with pytest.raises(ServerError) as failed:
        server.complete(ASK, Call())
    assert ["Bearer sk-very-secret"] == desk.keys
    assert "unknown key (key) [31m" in failed.value.message
    assert "sk-very-secret" not in repr(vars(failed.value)) + failed.value.message


@pytest.mark.parametrize(("asked", "seconds"), [("7", 7.0), ("9999", 60.0), ("soon", 2.0), (None, 2.0)])
def test_a_busy_server_says_how_long_to_wait(desk: Desk, asked: str | None, seconds: float) -> None:
    server = server_at(desk)
    desk.faults = Faults(status=429, retry_after=asked)
    with pytest.raises(ServerBusyError) as busy:
        server.complete(ASK, Call())
    assert seconds == busy.value.seconds


def test_a_model_is_found_by_its_short_name_and_what_it_tells_is_kept() -> None:
    meta = {"n_params": 134_515_008, "size": 96_576_768, "n_vocab": 49_152}
    entry = {"id": "/models/SmolLM2.Q4_1.gguf", "owned_by": "llamacpp", "meta": meta, "max_model_len": 4096}
    with completion_server([entry, {"id": "other"}]) as desk:
        served = Server(desk.address, PATIENCE_S).look("SmolLM2.Q4_1")
        assert ("SmolLM2.Q4_1", 134_515_008, 4096) == (served.name, served.parameters, served.context_tokens)
        for name, pattern in (("absent", "has no model absent; .*: SmolLM2.Q4_1, other"), ("", "has several models")):
            with pytest.raises(WrongServerError, match=pattern):
                Server(desk.address, PATIENCE_S).look(name)


class Writing:
    """A pool with what came of its jobs."""

    def __init__(self, pool: ServerPool) -> None:
        self.pool = pool
        self.came: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()

    def ask(self, count: int) -> None:
        for sample in range(count):
            self.pool.submit(Job((1, sample), "run", ASK, lambda job, outcome: self.came.put((job.order[1], outcome))))

    def outcomes(self, count: int) -> dict[int, Outcome]:
        return dict(self.came.get(timeout=60.0) for _ in range(count))


@contextmanager
def writing(*desks: Desk, requests: int = 2, patience_s: float = PATIENCE_S) -> Iterator[tuple[Writing, list[str]]]:
    lost: list[str] = []
    servers = Servers(addresses=tuple(desk.address for desk in desks), requests=requests, patience_s=patience_s)
    pool = ServerPool(servers, lambda _address, sentence: lost.append(sentence), first_wait_s=0.05)
    try:
        pool.open()
        yield Writing(pool), lost
    finally:
        pool.close()


def test_work_is_spread_over_all_servers(desk: Desk) -> None:
    desk.faults.pause_s = 0.01
    with completion_server() as other, writing(desk, other) as (pool, lost):
        other.faults.pause_s = 0.01
        pool.ask(12)
        assert {TEXT} == {outcome.text for outcome in pool.outcomes(12).values() if isinstance(outcome, Reply)}
        assert (12, []) == (len(desk.asked) + len(other.asked), lost)
        assert min(len(desk.asked), len(other.asked)) >= 3


@pytest.mark.parametrize("faults", [Faults(dead=True), Faults(hang=True), Faults(garbage=True), Faults(cut=True)])
def test_a_server_that_fails_is_tried_again_then_left_out_and_its_work_redone(desk: Desk, faults: Faults) -> None:
    with completion_server() as other, writing(desk, other, patience_s=0.4) as (pool, lost):
        desk.faults = faults
        asked = 0
        while not lost:
            pool.ask(8)
            asked += 8
            assert 8 == sum(isinstance(outcome, Reply) for outcome in pool.outcomes(8).values())
    assert 1 == len(lost)
    assert lost[0].endswith("It is left out; one is left.")
    assert asked == other.answered
    assert len(desk.asked) >= 3


def test_a_passing_fault_costs_nothing(desk: Desk) -> None:
    desk.faults = Faults(status=500, times=2)
    with writing(desk) as (pool, lost):
        pool.ask(6)
        assert 6 == sum(isinstance(outcome, Reply) for outcome in pool.outcomes(6).values())
    assert [] == lost
    assert 8 == len(desk.asked)


def test_a_busy_server_is_waited_for_and_not_left_out(desk: Desk) -> None:
    desk.faults = Faults(status=429, retry_after="0.2", times=5)
    with writing(desk, requests=1) as (pool, lost):
        began = time.monotonic()
        pool.ask(2)
        assert 2 == sum(isinstance(outcome, Reply) for outcome in pool.outcomes(2).values())
        assert time.monotonic() - began >= 0.9
    assert [] == lost


def test_when_all_are_dead_every_text_is_told_so(desk: Desk) -> None:
    with writing(desk) as (pool, lost):
        desk.faults = Faults(dead=True)
        pool.ask(5)
        sentences = {outcome.message for outcome in pool.outcomes(5).values() if isinstance(outcome, ServerError)}
        assert {"No server answers any more; start one, then run the same command again."} == sentences
        pool.ask(1)
        assert isinstance(pool.outcomes(1)[0], ServerError)
    assert 1 == len(lost)
    assert lost[0].endswith("It is left out; none is left.")


def test_what_a_server_refuses_is_given_up_without_the_server() -> None:
    with completion_server() as desk, writing(desk, requests=1) as (pool, lost):
        desk.faults = Faults(status=400)
        pool.ask(1)
        assert isinstance(pool.outcomes(1)[0], ServerError)
        desk.faults = Faults()
        pool.ask(1)
        assert isinstance(pool.outcomes(1)[0], Reply)
    assert [] == lost


def test_a_server_that_is_not_there_at_the_beginning_is_left_out(desk: Desk) -> None:
    lost: list[str] = []
    pool = ServerPool(Servers(addresses=(NOWHERE, desk.address)), lambda _, told: lost.append(told), first_wait_s=0.01)
    try:
        assert ((desk.address,), 8) == ((served := pool.open()).addresses, served.requests)
    finally:
        pool.close()
    assert [f"No server answers at {NOWHERE}. It is left out; one is left."] == lost


def test_a_pool_without_any_server_refuses() -> None:
    pool = ServerPool(Servers(addresses=(NOWHERE,)), lambda *_: None, first_wait_s=0.01)
    with pytest.raises(ServerError, match=f"No server answers at {NOWHERE}. Start the server, or name another one."):
        pool.open()


def test_servers_of_different_models_are_refused() -> None:
    models = [[{"id": MODEL, "meta": {"n_params": count}}] for count in (1_000, 2_000)]
    with completion_server(models[0]) as one, completion_server(models[1]) as two:
        pool = ServerPool(Servers(addresses=(one.address, two.address)), lambda *_: None)
        with pytest.raises(ServerError, match="do not have the same model"):
            pool.open()


def test_what_is_dropped_is_not_written_on(desk: Desk) -> None:
    desk.faults.pause_s = 0.2
    with writing(desk) as (pool, _):
        pool.ask(6)
        wait_until(lambda: len(desk.asked) == 2, "two requests")
        pool.pool.drop("run")
        wait_until(lambda: desk.broken_off == 2, "both to be broken off")
        assert [] == pool.pool.pieces("run")
        desk.faults.pause_s = 0.0
        pool.ask(1)
        assert isinstance(pool.outcomes(1)[0], Reply)
    assert 3 == len(desk.asked)
