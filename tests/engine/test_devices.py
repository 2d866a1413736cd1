import ctypes

import pytest

from engine.backends.devices import Device, DeviceKind, Registry, hardware_line, read_registry

CPU = Device(DeviceKind.OTHER, "Some processor", "CPU")
CARD = Device(DeviceKind.GPU, "NVIDIA RTX 4060", "CUDA")
INTEGRATED = Device(DeviceKind.INTEGRATED, "Iris Xe", "Vulkan")


@pytest.mark.parametrize(
    ("registry", "threads", "gpu_layers", "expected"),
    [
        (Registry((CPU,), ("CPU",)), 2, -1, "CPU, 2 threads"),
        (Registry((CPU,), ("CPU", "BLAS", "RPC")), 1, -1, "CPU, 1 thread"),
        (Registry(), 4, 0, "CPU, 4 threads"),
        (Registry((CARD, CPU), ("CUDA", "CPU")), 7, -1, "NVIDIA RTX 4060 (CUDA), 29 of 29 layers"),
        (Registry((CARD, CPU), ("CUDA", "CPU")), 7, 99, "NVIDIA RTX 4060 (CUDA), 29 of 29 layers"),
        (
            Registry((CARD, CPU), ("CUDA", "CPU")),
            7,
            10,
            "NVIDIA RTX 4060 (CUDA), 10 of 29 layers; the others on the CPU, 7 threads",
        ),
        (Registry((CARD, CPU), ("CUDA", "CPU")), 7, 0, "CPU, 7 threads; NVIDIA RTX 4060 (CUDA) is not used"),
        (
            Registry((CARD, CARD, INTEGRATED, CPU), ("CUDA", "Vulkan", "CPU")),
            7,
            -1,
            "NVIDIA RTX 4060 (CUDA) + NVIDIA RTX 4060 (CUDA), 29 of 29 layers",
        ),
        (Registry((INTEGRATED, CPU), ("Vulkan", "CPU")), 7, -1, "Iris Xe (Vulkan), 29 of 29 layers"),
        (Registry((CPU,), ("CUDA", "CPU")), 7, -1, "built with CUDA, but no device was found: CPU, 7 threads"),
        (Registry((CPU,), ("CUDA", "CPU")), 7, 0, "CPU, 7 threads"),
    ],
)
def test_the_line_says_what_is_really_used(registry: Registry, threads: int, gpu_layers: int, expected: str) -> None:
    assert expected == hardware_line(registry, threads, gpu_layers, layers=28)


def test_a_library_without_the_registry_has_no_devices() -> None:
    assert Registry() == read_registry([ctypes.CDLL(None)])
