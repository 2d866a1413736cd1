"""The filter's instructions, run here by a small interpreter for both processors; call numbers against the kernel's."""

import errno
import re
import struct
from pathlib import Path

import pytest

from engine.sandbox import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOTTY = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOTTY
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
FORBIDDEN = {
    "x86_64": {"open": 2, "socket": 41, "clone": 56, "fork": 57, "execve": 59, "kill": 62, "ptrace": 101, "openat": 257}
    | {"prctl": 157, "prlimit64": 302, "memfd_create": 319, "clone3": 435, "io_uring_setup": 425, "stat": 4, "dup": 32},
    "aarch64": {"openat": 56, "socket": 198, "clone": 220, "execve": 221, "kill": 129, "ptrace": 117, "prctl": 167}
    | {"prlimit64": 261, "memfd_create": 279, "clone3": 435, "io_uring_setup": 425, "fstat": 80, "dup": 23},
}


def verdict(machine: str, number: int, third: int = 0, arch: int | None = None) -> int:
    """What the filter answers to a call with this number and third argument."""
    data = struct.pack("<IIQ6Q", number, ARCH[machine] if arch is None else arch, 0, 0, 0, third, 0, 0, 0)
    code = seccomp.assemble(machine)
    accumulator, position = 0, 0
    while True:
        kind, when_true, when_false, operand = struct.unpack_from("HBBI", code, position * 8)
        position += 1
        if kind == 0x06:
            return int(operand)
        if kind == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, operand)
            continue
        taken = {0x15: accumulator == operand, 0x35: accumulator >= operand, 0x45: bool(accumulator & operand)}[kind]
        position += when_true if taken else when_false


@pytest.mark.parametrize("machine", ARCH)
def test_what_is_listed_is_allowed_and_nothing_else(machine: str) -> None:
    numbers = seccomp.SYSCALLS[machine]
    allowed = {number for number in range(600) if verdict(machine, number) == ALLOW}
    listed = {numbers[name] for name in (*seccomp.ALLOWED, *seccomp.ALLOWED_WITHOUT_EXEC) if name in numbers}
    assert listed == allowed
    for number in FORBIDDEN[machine].values():
        assert EPERM == verdict(machine, number)
    assert ENOTTY == verdict(machine, numbers["ioctl"])


@pytest.mark.parametrize("machine", ARCH)
def test_memory_that_can_be_run_is_refused(machine: str) -> None:
    for name in ("mmap", "mprotect"):
        number = seccomp.SYSCALLS[machine][name]
        assert [ALLOW, EPERM, EPERM] == [verdict(machine, number, rights) for rights in (3, 5, 7)]


@pytest.mark.parametrize("machine", ARCH)
def test_calls_of_another_processor_end_the_process(machine: str) -> None:
    assert KILL == verdict(machine, 0, arch=0x40000003)
    if machine == "x86_64":
        assert KILL == verdict(machine, 0x40000000)


@pytest.mark.parametrize("machine", ARCH)
def test_the_numbers_are_the_kernels(machine: str) -> None:
    if not HEADERS[machine].is_file():
        pytest.skip(f"{HEADERS[machine]} is not installed")
    text = HEADERS[machine].read_text(encoding="utf-8")
    kernel = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    assert {name: kernel[name] for name in seccomp.SYSCALLS[machine]} == seccomp.SYSCALLS[machine]
