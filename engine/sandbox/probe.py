"""The program that the self-test runs inside the sandbox: it tries what must not work and says of each how it ended.

"blocked" is said only for an error that the kernel gave. A thing that could not be tried at all is no pass.
"""

PROBE = '''
import ctypes, errno, os, resource, signal, socket, subprocess, sys
world = {WORLD}
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
canary = world["folder"] + "/canary"

def c(result):
    """A call of the C library: -1 is an error."""
    if result in (-1, None, 2**64 - 1, 2**32 - 1):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result

def fork():
    if os.fork() == 0:
        os._exit(0)

def unix(address):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(address)

def tcp():
    with socket.socket() as s:
        s.connect(("127.0.0.1", world["tcp"]))

def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b"x", ("127.0.0.1", world["udp"]))

def listen():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()

def executable():
    return c(libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0)))

def make_executable():
    page = c(libc.mmap(None, ctypes.c_size_t(4096), 3, 0x22, -1, ctypes.c_long(0)))
    return c(libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(4096), 5))

def lift():
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

def secrets():
    if any(name not in ("LC_ALL", "PYTHONHASHSEED") for name in os.environ) or libc.getenv(b"PATH"):
        return
    open("/proc/self/environ", "rb").read()

def system():
    if libc.system(b"true") != 0:  # The C library does not pass on why.
        raise PermissionError(errno.EPERM, "no shell was run")

tries = {
    "read a file": lambda: open(canary).read(),
    "read a file through the C library": lambda: c(libc.open(canary.encode(), 0)),
    "read the list of users": lambda: open("/etc/passwd").read(),
    "list a folder": lambda: os.listdir(world["folder"]),
    "see whether a file exists": lambda: os.stat(canary),
    "make a file": lambda: open(world["folder"] + "/made", "w"),
    "make a folder": lambda: os.mkdir(world["folder"] + "/made"),
    "make a link": lambda: os.symlink(canary, world["folder"] + "/made"),
    "change a file": lambda: open(canary, "a").write("x"),
    "delete a file": lambda: os.unlink(canary),
    "rename a file": lambda: os.rename(canary, canary + "2"),
    "change a file's mode": lambda: os.chmod(canary, 0o777),
    "fill shared memory": lambda: open("/dev/shm/stepwise-selftest", "w"),
    "make memory that is a file": lambda: os.memfd_create("x"),
    "connect by TCP": tcp,
    "send by UDP": udp,
    "connect to a local socket": lambda: unix(world["unix"]),
    "connect to an abstract socket": lambda: unix(chr(0) + "stepwise-selftest"),
    "open a port": listen,
    "start a program": lambda: subprocess.run(["/bin/true"]),
    "start a program through the C library": system,
    "become another program": lambda: os.execv("/bin/true", ["true"]),
    "fork": fork,
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "signal all": lambda: os.kill(-1, 0),
    "signal the first process": lambda: os.kill(1, 0),
    "trace": lambda: c(libc.ptrace(0, 0, 0, 0)),
    "read another process's memory": lambda: c(libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0)),
    "see the environment": secrets,
    "lift a limit": lift,
    "leave a namespace": lambda: c(libc.unshare(0x10000000)),
    "mount": lambda: c(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)),
    "become root": lambda: c(libc.setuid(0)),
    "run memory": executable,
    "make memory runnable": make_executable,
}
for name, attempt in tries.items():
    try:
        attempt()
        verdict = "it worked"
    except OSError as error:
        # A refusal, not an accident: an address in use or a missing file proves nothing.
        verdict = "blocked" if error.errno in (errno.EPERM, errno.EACCES) else repr(error)
    except ValueError as error:
        verdict = "blocked" if "not allowed" in str(error) else repr(error)
    except BaseException as error:
        verdict = repr(error)
    print(name + "=" + verdict, flush=True)
'''

PROBE_NAMES = (
    *("read a file", "read a file through the C library", "read the list of users", "list a folder"),
    *("see whether a file exists", "make a file", "make a folder", "make a link", "change a file", "delete a file"),
    *("rename a file", "change a file's mode", "fill shared memory", "make memory that is a file", "connect by TCP"),
    *("send by UDP", "connect to a local socket", "connect to an abstract socket", "open a port", "start a program"),
    *("start a program through the C library", "become another program", "fork", "signal the parent", "signal all"),
    *("signal the first process", "trace", "read another process's memory", "see the environment", "lift a limit"),
    *("leave a namespace", "mount", "become root", "run memory", "make memory runnable"),
)
