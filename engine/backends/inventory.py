"""The process that asks llama.cpp for its devices: a driver that breaks takes only this one along."""

import sys

import msgspec

from engine.backends.llama import installed_devices
from engine.inventory import Device, Inventory


def main() -> int:
    """Write an ``Inventory`` as JSON to standard output."""
    registry = installed_devices()
    found = tuple(
        Device(
            description=device.description,
            backend=device.backend,
            used=device in registry.offload,
        )
        for device in registry.devices
    )
    sys.stdout.buffer.write(msgspec.json.encode(Inventory(registry.backends, found)))
    sys.stdout.flush()
    return 0
