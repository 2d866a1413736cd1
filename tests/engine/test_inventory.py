"""What llama.cpp can compute on, asked of a real process, and the one line that says it."""

import sys

import pytest

from engine import inventory
from engine.errors import BackendError
from engine.inventory import Device, Inventory, describe, read_inventory

PROCESSOR = Device("A processor", "CPU", used=False)
CARD = Device("A card", "CUDA", used=True)
SECOND = Device("A second card", "CUDA", used=True)


@pytest.mark.parametrize(
    ("backends", "devices", "line"),
    [
        (("CPU",), (PROCESSOR,), "llama.cpp is built for CPU; models run on the processor, A processor."),
        (
            ("CUDA", "CPU"),
            (CARD, PROCESSOR),
            "llama.cpp is built for CUDA and CPU; models run on A card (CUDA).",
        ),
        (
            ("CUDA", "CPU"),
            (CARD, SECOND, PROCESSOR),
            "llama.cpp is built for CUDA and CPU; models run on A card (CUDA) + A second card (CUDA).",
        ),
        (
            ("Vulkan", "CPU"),
            (PROCESSOR,),
            "llama.cpp is built for Vulkan and CPU, but no graphics card was found; models run on the processor, "
            "A processor.",
        ),
        ((), (), "llama.cpp is built for an unknown device; models run on the processor."),
    ],
)
def test_the_line_says_what_is_there_and_what_is_used(
    backends: tuple[str, ...], devices: tuple[Device, ...], line: str
) -> None:
    assert line == describe(Inventory(backends, devices))


def test_this_build_sees_the_processor() -> None:
    found = read_inventory()
    assert "CPU" in found.backends
    assert ["CPU"] == [device.backend for device in found.devices if device.backend == "CPU"]


@pytest.mark.parametrize("program", ["import os; os.abort()", "print('{')", ""], ids=["abort", "garbage", "silence"])
def test_a_llama_cpp_that_dies_is_one_sentence(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    # The last word is replaced by the one that asks for devices.
    monkeypatch.setattr(inventory, "worker_command", lambda: [sys.executable, "-c", program, "--engine"])
    with pytest.raises(BackendError, match=r"^llama\.cpp could not be asked for its devices .* install"):
        read_inventory()
