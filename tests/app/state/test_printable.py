"""Model text cannot move a cursor or reverse the reading order."""

import pytest

from app.state import one_line, printable


@pytest.mark.parametrize("text", ["a\nb\tc", "Größe 数学 \U0001f9ee", "عربى", "👩\u200d🔬", ""])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert text == printable(text)


@pytest.mark.parametrize("character", ["\x1b", "\0", "\x07", "\x08", "\r", "\x9b", "\u202e", "\u2066", "\x7f"])
def test_what_would_act_on_the_screen_is_made_visible(character: str) -> None:
    assert "a\ufffdb" == printable(f"a{character}b")


def test_windows_line_ends_become_line_ends() -> None:
    assert "a\nb" == printable("a\r\nb")


def test_one_line_has_no_line_ends() -> None:
    assert "a b c" == one_line(" a\n b\t\r\nc ")
