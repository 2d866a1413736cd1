"""What llama.cpp can compute on, read from ggml's registry, and one line that says what a model really uses."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_NAMES = {"MTL": "Metal"}
_NO_GPU = ("CPU", "BLAS", "RPC", "ZenDNN")


class DeviceKind(Enum):
    """What ``Device.kind`` tells apart; the values are those of ggml's ``ggml_backend_dev_type``."""

    GPU = 1
    INTEGRATED = 2
    OTHER = None


@dataclass(frozen=True, slots=True)
class Device:
    """One entry of the registry: "NVIDIA GeForce RTX 4060" of backend "CUDA"."""

    kind: DeviceKind
    description: str
    backend: str


@dataclass(frozen=True, slots=True)
class Registry:
    """The devices that were found, and the names of all backends in the build, with or without a device."""

    devices: tuple[Device, ...] = ()
    backends: tuple[str, ...] = ()

    @property
    def offload(self) -> tuple[Device, ...]:
        """What layers are put on: graphics cards, integrated ones only where there is no other."""
        cards = tuple(device for device in self.devices if device.kind is DeviceKind.GPU)
        return cards or tuple(device for device in self.devices if device.kind is DeviceKind.INTEGRATED)


def read_registry(libraries: Sequence[ctypes.CDLL]) -> Registry:
    """Ask ggml, whose functions are spread over ``libraries``; empty where they cannot be found."""
    try:
        call = _functions(libraries)
    except AttributeError:
        return Registry()
    kinds = {kind.value: kind for kind in DeviceKind}
    devices = []
    for index in range(call["ggml_backend_dev_count"]()):
        device = call["ggml_backend_dev_get"](index)
        devices.append(
            Device(
                kind=kinds.get(call["ggml_backend_dev_type"](device), DeviceKind.OTHER),
                description=_text(call["ggml_backend_dev_description"](device)),
                backend=_backend_name(call["ggml_backend_reg_name"](call["ggml_backend_dev_backend_reg"](device))),
            )
        )
    count = call["ggml_backend_reg_count"]()
    names = (call["ggml_backend_reg_name"](call["ggml_backend_reg_get"](index)) for index in range(count))
    return Registry(tuple(devices), tuple(_backend_name(name) for name in names))


def hardware_line(registry: Registry, threads: int, gpu_layers: int, layers: int) -> str:
    """What a model runs on, in one line.

    Args:
        threads: of the processor.
        gpu_layers: layers asked to be put on a graphics card; any number below 0 stands for all.
        layers: the model's layers; the output counts as one more, as llama.cpp counts them.
    """
    processor = f"CPU, {threads} thread{'s' if threads != 1 else ''}"
    cards = " + ".join(f"{device.description} ({device.backend})" for device in registry.offload)
    whole = layers + 1
    used = whole if gpu_layers < 0 else min(gpu_layers, whole)
    if cards and used:
        line = f"{cards}, {used} of {whole} layers"
        return line if used == whole else f"{line}; the others on the {processor}"
    if cards:
        return f"{processor}; {cards} is not used"
    idle = [name for name in registry.backends if name not in _NO_GPU]
    if idle and used:
        return f"built with {' and '.join(idle)}, but no device was found: {processor}"
    return processor


def _functions(libraries: Sequence[ctypes.CDLL]) -> dict[str, "ctypes._NamedFuncPointer"]:
    """Raises AttributeError if a function is in none of the libraries."""
    pointer, number, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    signatures: dict[str, tuple[list[type], type]] = {
        "ggml_backend_dev_count": ([], number),
        "ggml_backend_dev_get": ([number], pointer),
        "ggml_backend_dev_type": ([pointer], ctypes.c_int),
        "ggml_backend_dev_description": ([pointer], text),
        "ggml_backend_dev_backend_reg": ([pointer], pointer),
        "ggml_backend_reg_count": ([], number),
        "ggml_backend_reg_get": ([number], pointer),
        "ggml_backend_reg_name": ([pointer], text),
    }
    found = {}
    for name, (arguments, result) in signatures.items():
        holder = next((library for library in libraries if hasattr(library, name)), None)
        if holder is None:
            raise AttributeError(name)
        function = getattr(holder, name)
        function.argtypes, function.restype = arguments, result
        found[name] = function
    return found


def _backend_name(raw: bytes | None) -> str:
    name = _text(raw)
    return _NAMES.get(name, name)


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace").strip()
