"""Law 6: messages are frozen, tagged, strict values, and a run has exactly one kind of end."""

import enum
import inspect
import io
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType

import msgspec
import pytest

import engine.commands
import engine.events
import engine.types
from engine import codec, events
from engine.errors import ProtocolError

EVENT_TYPES = typing.get_args(events.AnyEvent)
COMMAND_TYPES = typing.get_args(engine.commands.AnyCommand)
MESSAGES = (*EVENT_TYPES, *COMMAND_TYPES)
BASES = {"Event", "WorkerEvent", "RunEvent", "Command"}
PARTS = {"SpeedPoint", *(kind.__name__ for kind in typing.get_args(engine.commands.Steering))}
"""Values that other messages carry; no message by themselves."""


def example(kind: object) -> object:
    """A value of a type, built from its annotations, no field left at a falsy default."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, UnionType):
        return example(next(argument for argument in arguments if argument is not NoneType))
    if origin is tuple:
        kinds = arguments[:1] * 2 if arguments[-1] is Ellipsis else arguments
        return tuple(example(argument) for argument in kinds)
    assert isinstance(kind, type), f"no example for {kind}"
    if issubclass(kind, enum.Enum):
        return list(kind)[-1]
    if is_dataclass(kind) or issubclass(kind, msgspec.Struct):
        return kind(**{name: example(hint) for name, hint in typing.get_type_hints(kind).items() if _is_field(hint)})
    return {str: "two µm", bytes: b"\x00\xff", int: 3, float: 0.25, bool: True}[kind]


def _is_field(hint: object) -> bool:
    return typing.get_origin(hint) is not typing.ClassVar


def _defined_in(module: object) -> Iterator[type]:
    for _, member in inspect.getmembers(module, inspect.isclass):
        if member.__module__ == getattr(module, "__name__", ""):
            yield member


@pytest.mark.parametrize("module", [engine.events, engine.commands], ids=lambda module: str(module.__name__))
def test_every_message_stands_in_the_union_that_is_decoded(module: object) -> None:
    defined = {kind for kind in _defined_in(module) if kind.__name__ not in BASES | PARTS}
    assert defined == {kind for kind in MESSAGES if kind.__module__ == getattr(module, "__name__", "")}


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: str(kind.__name__))
def test_a_message_is_frozen_tagged_and_refuses_unknown_fields(kind: type[msgspec.Struct]) -> None:
    config = kind.__struct_config__
    assert (True, "type", kind.__name__, True) == (
        config.frozen,
        config.tag_field,
        config.tag,
        config.forbid_unknown_fields,
    )


@pytest.mark.parametrize("kind", list(_defined_in(engine.types)), ids=lambda kind: str(kind.__name__))
def test_a_value_inside_a_message_is_frozen(kind: type) -> None:
    if is_dataclass(kind):
        assert {"frozen": True, "slots": True} == {
            "frozen": kind.__dataclass_params__.frozen,  # type: ignore[attr-defined]
            "slots": {field.name for field in fields(kind)} == set(kind.__slots__),  # type: ignore[attr-defined]
        }
    else:
        assert issubclass(kind, enum.StrEnum)


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: str(kind.__name__))
def test_an_event_of_every_type_survives_the_wire(kind: type[events.AnyEvent]) -> None:
    event = example(kind)
    assert isinstance(event, kind)
    assert event == codec.read_event(io.BytesIO(codec.encode(event)))


@pytest.mark.parametrize("kind", COMMAND_TYPES, ids=lambda kind: str(kind.__name__))
def test_a_command_of_every_type_survives_the_wire(kind: type[engine.commands.AnyCommand]) -> None:
    command = example(kind)
    assert isinstance(command, kind)
    assert command == codec.read_command(io.BytesIO(codec.encode(command)))


@pytest.mark.parametrize(
    "broken",
    [
        (b"\x02\x00\x00\x00", codec.PROTOCOL_VERSION, b"{}"),
        (b"\x00\x00\x00\x00", codec.PROTOCOL_VERSION + 1, b""),
        ((codec.MAX_FRAME_BYTES + 1).to_bytes(4, "little"), codec.PROTOCOL_VERSION, b""),
    ],
    ids=["not a message", "another version", "too long"],
)
def test_a_frame_that_is_no_message_is_refused(broken: tuple[bytes, int, bytes]) -> None:
    length, version, body = broken
    with pytest.raises(ProtocolError):
        codec.read_event(io.BytesIO(length + bytes([version]) + body))


def test_a_run_ends_with_one_of_four_events() -> None:
    assert {"Finished", "Paused", "Cancelled", "Failed"} == {kind.__name__ for kind in events.TERMINAL}
    assert set(events.TERMINAL) == set(typing.get_args(events.Terminal))


def test_run_events_carry_a_run_and_a_number_and_worker_events_do_not() -> None:
    numbered = {kind for kind in EVENT_TYPES if {"run_id", "seq"} <= set(kind.__struct_fields__)}
    assert set(typing.get_args(events.AnyRunEvent)) == numbered


def test_only_progress_and_kept_states_may_be_dropped() -> None:
    assert [events.StatesPooled, events.Progress] == [kind for kind in EVENT_TYPES if getattr(kind, "transient", False)]
