"""The system-call filter of a program: an allow-list in classic BPF without any call that names a file.

Everything that is not listed answers EPERM, so Python reports a plain PermissionError. The filter can only be tightened
once it is in place, needs no rights, and holds for root as for any user.
"""

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from engine.sandbox import libc

ALLOWED = (
    *("read", "write", "readv", "writev", "lseek", "close", "poll", "ppoll", "select", "pselect6"),
    *("munmap", "brk", "mremap", "madvise", "futex", "membarrier", "rseq", "set_robust_list"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage"),
    *("getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "sched_yield", "sched_getaffinity"),
    *("getrandom", "exit", "exit_group"),
)
ALLOWED_WITHOUT_EXEC = ("mmap", "mprotect")


def _numbers(table: str) -> dict[str, int]:
    return {name: int(number) for name, number in (entry.split("=") for entry in table.split())}


SYSCALLS = {
    "x86_64": _numbers(
        """
        read=0 write=1 close=3 poll=7 lseek=8 mmap=9 mprotect=10 munmap=11 brk=12 rt_sigaction=13 rt_sigprocmask=14
        rt_sigreturn=15 ioctl=16 readv=19 writev=20 select=23 sched_yield=24 mremap=25 madvise=28 nanosleep=35
        getpid=39 exit=60 gettimeofday=96 getrusage=98 times=100 getuid=102 getgid=104 geteuid=107 getegid=108
        getppid=110 sigaltstack=131 gettid=186 time=201 futex=202 sched_getaffinity=204 restart_syscall=219
        clock_gettime=228 clock_getres=229 clock_nanosleep=230 exit_group=231 pselect6=270 ppoll=271
        set_robust_list=273 getrandom=318 membarrier=324 rseq=334
        """
    ),
    "aarch64": _numbers(
        """
        ioctl=29 close=57 lseek=62 read=63 write=64 readv=65 writev=66 pselect6=72 ppoll=73 exit=93 exit_group=94
        futex=98 set_robust_list=99 nanosleep=101 clock_gettime=113 clock_getres=114 clock_nanosleep=115
        sched_getaffinity=123 sched_yield=124 restart_syscall=128 sigaltstack=132 rt_sigaction=134
        rt_sigprocmask=135 rt_sigreturn=139 times=153 getrusage=165 gettimeofday=169 getpid=172 getppid=173
        getuid=174 geteuid=175 getgid=176 getegid=177 gettid=178 brk=214 munmap=215 mremap=216 mmap=222 mprotect=226
        madvise=233 getrandom=278 membarrier=283 rseq=293
        """
    ),
}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_MODE_FILTER = 2

# <linux/bpf_common.h>, <linux/seccomp.h>
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_OFFSET_NUMBER, _OFFSET_ARCH, _OFFSET_THIRD_ARGUMENT = 0, 4, 32
_X32_BIT = 0x40000000
_PROT_EXEC = 4


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@dataclass(frozen=True)
class Filter:
    """A filter ready to be installed; ``code`` owns the memory that ``program`` points to."""

    program: _Program
    code: ctypes.Array[ctypes.c_char]

    def install(self) -> None:
        """Cannot be undone. Needs no_new_privs. Raises OSError."""
        libc.prctl(libc.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(self.program))


def build() -> Filter:
    """The filter for this machine. Raises OSError on a processor whose call numbers are not known here."""
    machine = platform.machine()
    if machine not in SYSCALLS:
        raise OSError(errno.ENOSYS, f"no system-call filter for {machine} processors")
    instructions = assemble(machine)
    code = ctypes.create_string_buffer(instructions, len(instructions))
    return Filter(_Program(len(instructions) // 8, ctypes.addressof(code)), code)


def assemble(machine: str) -> bytes:
    """The filter as BPF instructions of 8 bytes each."""
    numbers = SYSCALLS[machine]
    lines = [
        _instruction(_LOAD, _OFFSET_ARCH),
        _instruction(_JUMP_EQUAL, _AUDIT_ARCH[machine], when_true=1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        lines += [_instruction(_JUMP_GREATER_EQUAL, _X32_BIT, when_false=1), _instruction(_RETURN, _KILL)]
    for name in ALLOWED:
        if name in numbers:
            lines += [_instruction(_JUMP_EQUAL, numbers[name], when_false=1), _instruction(_RETURN, _ALLOW)]
    for name in ALLOWED_WITHOUT_EXEC:
        lines += [
            _instruction(_JUMP_EQUAL, numbers[name], when_false=4),
            _instruction(_LOAD, _OFFSET_THIRD_ARGUMENT),
            _instruction(_JUMP_SET, _PROT_EXEC, when_false=1),
            _instruction(_RETURN, _ERRNO | errno.EPERM),
            _instruction(_RETURN, _ALLOW),
        ]
    # isatty() asks through ioctl: "not a terminal" is the answer it understands.
    lines += [_instruction(_JUMP_EQUAL, numbers["ioctl"], when_false=1), _instruction(_RETURN, _ERRNO | errno.ENOTTY)]
    return b"".join([*lines, _instruction(_RETURN, _ERRNO | errno.EPERM)])


def _instruction(code: int, operand: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, when_true, when_false, operand)
