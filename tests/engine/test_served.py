"""What a user types to name servers."""

import pytest

from engine.errors import BadSettingsError
from engine.served import DEFAULT_PATIENCE_S, Served, Servers, checked_address, short_name


@pytest.mark.parametrize(
    ("typed", "addresses", "model"),
    [
        ("http://127.0.0.1:8080", ("http://127.0.0.1:8080",), ""),
        ("qwen@http://one:1/v1/", ("http://one:1",), "qwen"),
        ("org/qwen-7b@https://one,http://two:2/v1,http://two:2", ("https://one", "http://two:2"), "org/qwen-7b"),
        ("a@b@http://[::1]:80", ("http://[::1]:80",), "a@b"),
    ],
)
def test_servers_are_one_word(typed: str, addresses: tuple[str, ...], model: str) -> None:
    expected = Servers(addresses=addresses, model=model, requests=3, patience_s=DEFAULT_PATIENCE_S)
    assert expected == Servers.typed(typed, 3)


@pytest.mark.parametrize("typed", ["smollm2", "models/a.gguf", "script.json", "", "ftp://one"])
def test_other_words_name_no_server(typed: str) -> None:
    assert Servers.typed(typed) is None


@pytest.mark.parametrize(
    "typed", ["one:8080", "ftp://one", "http://", "http://one:0", "http://one:x", "http://one?a=b", "http://o ne"]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadSettingsError, match=r"is no server's address; write it as http://127\.0\.0\.1:8080\."):
        checked_address(typed)


def test_a_password_in_an_address_is_refused_without_being_repeated() -> None:
    with pytest.raises(BadSettingsError, match="STEPWISE_SERVER_KEY") as refused:
        checked_address("http://me:secret@one:8080")
    assert "secret" not in refused.value.message


def test_the_checksum_stands_for_the_model_and_not_for_the_place() -> None:
    here = Served(name="a", parameters=5, addresses=("http://one",), software="x")
    there = Served(name="a", parameters=5, addresses=("http://two",), software="y")
    assert here.checksum == there.checksum != Served(name="a", parameters=6).checksum


def test_a_name_loses_its_folders() -> None:
    names = [short_name(name) for name in ("/models/a/SmolLM2.Q4_1.gguf", "org/qwen", "C:\\m\\b.gguf", "plain", "")]
    assert ["SmolLM2.Q4_1", "qwen", "b", "plain", ""] == names
