"""A plan as TOML, the way ``plan.read_plan`` reads it."""

import json
from pathlib import Path
from typing import TypeAlias, cast

import msgspec

from engine.compare.plan import Plan, Series, SetChoice
from engine.errors import BadSettingsError
from models.files import disk_faults, write_atomically

FILE_NAME = "plan.toml"
"""Of the plan that is kept in the folder of a comparison."""

BESIDE = "."
"""As ``out``: the results lie where the plan lies, also after the folder was moved."""

_Value: TypeAlias = "str | bool | int | float | tuple[_Value, ...] | dict[str, _Value | None]"


def plan_text(plan: Plan) -> str:
    """The plan in TOML; what is left to its default is left out."""
    lines = _lines(msgspec.structs.replace(plan, run=()))
    for series in plan.run:
        lines += ["", "[[run]]", *_lines(series)] if lines else ["[[run]]", *_lines(series)]
    return "\n".join(lines) + "\n"


def save_plan(plan: Plan, path: Path) -> None:
    """Write a plan so that it means the same wherever it lies: files are named by their full path.

    Raises:
        StorageFullError, ReadOnlyError: it cannot be written.
        BadSettingsError: a name in it cannot be written as text.
    """
    try:
        data = plan_text(_anywhere(plan)).encode()
    except UnicodeEncodeError as error:
        raise BadSettingsError("A file of the plan has a name that is not text; rename the file.") from error
    with disk_faults(path.parent):
        write_atomically(path, data)


def _anywhere(plan: Plan) -> Plan:
    def placed(name: str) -> str:
        return str(Path(name).absolute()) if Path(name).exists() else name

    def chosen(named: str | SetChoice) -> str | SetChoice:
        return placed(named) if isinstance(named, str) else SetChoice(placed(named.file), named.limit)

    runs = tuple(
        msgspec.structs.replace(s, models=tuple(map(placed, s.models)), problems=tuple(map(chosen, s.problems)))
        for s in plan.run
    )
    out = plan.out if plan.out in ("", BESIDE) else str(Path(plan.out).absolute())
    return msgspec.structs.replace(plan, run=runs, out=out)


def _lines(struct: Plan | Series) -> list[str]:
    """One line for each field that is not as it would be anyway."""
    fields = msgspec.structs.fields(struct)
    plain = cast("dict[str, _Value | None]", msgspec.to_builtins(struct))
    found = []
    for field in fields:
        value = plain[field.name]
        if value is not None and value != () and getattr(struct, field.name) != field.default:
            found.append(f"{field.name} = {_written(value)}")
    return found


def _written(value: _Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        # A basic string of TOML is one of JSON, but for the character that only JSON takes as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    parts = [f"{key} = {_written(item)}" for key, item in value.items() if item is not None]
    return f"{{ {', '.join(parts)} }}"
