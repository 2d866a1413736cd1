import io
from typing import BinaryIO, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.codec import MAX_FRAME_BYTES, PROTOCOL_VERSION, encode, read_command, read_event
from engine.commands import AnyCommand, Shutdown, StartSearch, StopSearch
from engine.errors import ProtocolError
from engine.events import AnswerChanged, AnyEvent, NodeAdded
from engine.types import Answer, Mark, NodeStatus, Part

EVENTS: tuple[type[AnyEvent], ...] = get_args(AnyEvent)
COMMANDS: tuple[type[AnyCommand], ...] = get_args(AnyCommand)

# Frames carry text, so no surrogates; JSON has no NaN, and whole numbers beyond 64 bits are no engine values.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_INTEGERS = st.integers(-(2**63), 2**63 - 1)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(str, _TEXT)
st.register_type_strategy(int, _INTEGERS)
st.register_type_strategy(float, _FLOATS)


def _frame(body: bytes, *, version: int = PROTOCOL_VERSION, length: int | None = None) -> bytes:
    return (len(body) if length is None else length).to_bytes(4, "little") + bytes([version]) + body


def _read_all(stream: BinaryIO) -> None:
    """Both readers must give a message, None or a ProtocolError for whatever arrives."""
    for read in (read_command, read_event):
        stream.seek(0)
        try:
            while read(stream) is not None:
                pass
        except ProtocolError:
            continue


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: str(kind.__name__))
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_every_event_arrives_as_it_was_sent(kind: type[AnyEvent], data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    assert event == read_event(io.BytesIO(encode(event)))


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: str(kind.__name__))
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_every_command_arrives_as_it_was_sent(kind: type[AnyCommand], data: st.DataObject) -> None:
    command = data.draw(st.from_type(kind))
    assert command == read_command(io.BytesIO(encode(command)))


def test_a_stream_of_frames_is_read_in_order_until_its_end() -> None:
    commands = [StopSearch(run_id=name) for name in ("one", "two")] + [Shutdown()]
    stream = io.BytesIO(b"".join(encode(command) for command in commands))
    assert [*commands, None] == [read_command(stream) for _ in range(len(commands) + 1)]


class _Trickle(io.RawIOBase):
    """A pipe that gives one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, 1))


def test_a_frame_that_arrives_byte_by_byte_is_whole() -> None:
    command = StopSearch(run_id="one", pause=True)
    assert command == read_command(_Trickle(encode(command)))  # type: ignore[arg-type]


@given(st.data())
def test_a_frame_that_was_cut_off_is_no_frame(data: st.DataObject) -> None:
    frame = encode(StopSearch(run_id="one"))
    cut = data.draw(st.integers(0, len(frame) - 1))
    assert read_command(io.BytesIO(frame[:cut])) is None


@given(st.integers(0, 255).filter(lambda version: version != PROTOCOL_VERSION))
def test_another_version_is_refused_before_its_message_is_looked_at(version: int) -> None:
    with pytest.raises(ProtocolError, match=f"version {version}"):
        read_event(io.BytesIO(_frame(b"whatever", version=version)))


@given(st.integers(MAX_FRAME_BYTES + 1, 2**32 - 1))
def test_a_frame_that_claims_to_be_huge_is_refused_before_it_is_read(length: int) -> None:
    stream = io.BytesIO(_frame(b"", length=length) + b"x" * 100)
    with pytest.raises(ProtocolError, match=str(length)):
        read_event(stream)
    assert 5 == stream.tell()


def test_a_message_that_is_larger_than_a_frame_is_not_sent() -> None:
    node = NodeAdded(
        run_id="r",
        seq=1,
        node=1,
        parent=0,
        depth=1,
        text="x" * MAX_FRAME_BYTES,
        status=NodeStatus.OPEN,
        reason="",
        execution=None,
        answer=None,
        tokens=1,
        mean_logprob=0.0,
        prior=None,
    )
    with pytest.raises(ProtocolError, match="too large"):
        encode(node)


def test_text_that_cannot_be_written_as_utf_8_is_not_sent() -> None:
    with pytest.raises(ProtocolError, match="StopSearch"):
        encode(StopSearch(run_id="\ud800"))


@given(st.binary(max_size=200))
def test_garbage_is_refused_or_ends_the_stream(garbage: bytes) -> None:
    _read_all(io.BytesIO(garbage))
    _read_all(io.BytesIO(_frame(garbage)))


@settings(deadline=None)
@given(st.sampled_from((*EVENTS, *COMMANDS)), st.data())
def test_a_damaged_frame_is_refused_or_is_another_message(
    kind: type[AnyEvent] | type[AnyCommand], data: st.DataObject
) -> None:
    frame = bytearray(encode(data.draw(st.from_type(kind))))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    _read_all(io.BytesIO(bytes(frame)))


_DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b'{"type":"Nonsense"}',
        b'{"type":"StopSearch"}',
        b'{"type":"StopSearch","run_id":7}',
        b'{"type":"StopSearch","run_id":"r","more":1}',
        b'{"type":"StopSearch","run_id":"\xff\xfe"}',
        b'{"type":"StopSearch","run_id":"\\ud800"}',
        b'{"type":"LoadModel","request_id":"a","model_id":"","path":"","threads":1e400}',
        b'{"run_id":' + b"[" * _DEEP + b"]" * _DEEP + b',"type":"StopSearch"}',
        b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
        b'{"type":"StopSearch","run_id":"r"} {"type":"Shutdown"}',
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_message_of_the_wrong_shape_is_refused(body: bytes) -> None:
    for read in (read_command, read_event):
        with pytest.raises(ProtocolError):
            read(io.BytesIO(_frame(body)))


def test_a_frame_is_its_length_its_version_and_json() -> None:
    command = StopSearch(run_id="é", pause=True)
    body = '{"type":"StopSearch","run_id":"é","pause":true}'.encode()
    assert _frame(body) == encode(command)


def test_a_problem_may_hold_any_text_that_utf_8_can() -> None:
    hostile = '\0 \u2028 </script> \x1b[31m {"type": "Shutdown"} \U0010ffff'
    start = msgspec.convert(
        {
            "type": "StartSearch",
            "run_id": "r",
            "problem": {"id": "p", "text": hostile},
            "settings": {
                "policy": "mcts",
                "budget": {"max_tokens": 1, "rollouts": 1, "candidates": 1},
                "sampling": {},
            },
        },
        StartSearch,
    )
    assert start == read_command(io.BytesIO(encode(start)))


def test_events_of_before_parts_were_told_are_read_as_having_none() -> None:
    body = (
        b'{"type":"NodeAdded","run_id":"r","seq":2,"node":1,"parent":0,"depth":1,"text":"x","status":"open",'
        b'"reason":"","execution":null,"answer":null,"tokens":1,"mean_logprob":0.0,"prior":null,"score":0.5}'
    )
    event = read_event(io.BytesIO(_frame(body)))
    assert isinstance(event, NodeAdded)
    assert () == event.score_parts
    body = (
        b'{"type":"AnswerChanged","run_id":"r","seq":3,"answer":{"text":"1","mark":"runs","confidence":0.5,'
        b'"votes":[{"answer":"1","count":1,"share":1.0}],"node":1}}'
    )
    event = read_event(io.BytesIO(_frame(body)))
    assert isinstance(event, AnswerChanged)
    assert event.answer is not None
    assert () == event.answer.parts


def test_parts_of_a_score_are_written_as_plain_names_and_numbers() -> None:
    answer = Answer("1", Mark.RUNS, 0.5, (), 1, (Part("bias", -2.25), Part("share", 2.25)))
    written = encode(AnswerChanged(run_id="r", seq=3, answer=answer))
    assert b'"parts":[{"name":"bias","amount":-2.25},{"name":"share","amount":2.25}]' in written
