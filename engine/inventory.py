"""What llama.cpp was built for and which devices it sees, asked of a process of its own."""

import subprocess
import sys
from pathlib import Path

import msgspec

from engine.client import worker_command
from engine.errors import BackendError

_PATIENCE_SECONDS = 60.0
_NO_CARD = ("CPU", "BLAS", "RPC", "ZenDNN")


class Device(msgspec.Struct, frozen=True):
    """Something to compute on. ``used``: models are put there, as far as they fit."""

    description: str
    backend: str
    used: bool


class Inventory(msgspec.Struct, frozen=True):
    """``backends`` are all that the build has, with or without a device."""

    backends: tuple[str, ...]
    devices: tuple[Device, ...]


def read_inventory() -> Inventory:
    """Ask llama.cpp; takes about a second.

    Raises:
        BackendError: it could not be loaded, or died.
    """
    try:
        done = subprocess.run(
            [*worker_command()[:-1], "--devices"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=None if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=Inventory)
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BackendError(
            f"llama.cpp could not be asked for its devices ({type(error).__name__}); install Stepwise again."
        ) from error


def describe(inventory: Inventory) -> str:
    """The inventory in one line."""
    built = f"llama.cpp is built for {' and '.join(inventory.backends) or 'an unknown device'}"
    used = " + ".join(f"{device.description} ({device.backend})" for device in inventory.devices if device.used)
    if used:
        return f"{built}; models run on {used}."
    missing = [name for name in inventory.backends if name not in _NO_CARD]
    why = ", but no graphics card was found" if missing else ""
    processor = next((device.description for device in inventory.devices if device.backend == "CPU"), "")
    return f"{built}{why}; models run on the processor{f', {processor}' if processor else ''}."
