"""Sandboxes for the tests: as this user, as an ordinary user, and with the system-call filter as the only wall."""

import os
from collections.abc import Callable, Iterator

import pytest

from engine.sandbox import helper
from engine.sandbox.linux import LinuxExecutor

ORDINARY_USER = 65534
_NO_OTHER_WALLS = (
    "from engine.sandbox import landlock, lockdown; "
    "lockdown.enter_namespaces = lambda: False; landlock.restrict = lambda: 0; "
    "from engine.sandbox.zygote import main"
)


def _as_this_user(monkeypatch: pytest.MonkeyPatch) -> LinuxExecutor:
    return LinuxExecutor()


def _as_ordinary_user(monkeypatch: pytest.MonkeyPatch) -> LinuxExecutor:
    if os.getuid() != 0:
        pytest.skip("only root can become another user; the test as this user says the same")
    return LinuxExecutor(drop_uid=ORDINARY_USER)


def _behind_the_filter_alone(monkeypatch: pytest.MonkeyPatch) -> LinuxExecutor:
    command = [
        part.replace("from engine.sandbox.zygote import main", _NO_OTHER_WALLS) for part in helper.helper_command()
    ]
    monkeypatch.setattr(helper, "helper_command", lambda: command)
    return LinuxExecutor(drop_uid=ORDINARY_USER if os.getuid() == 0 else None)


_KINDS: dict[str, Callable[[pytest.MonkeyPatch], LinuxExecutor]] = {
    "as this user": _as_this_user,
    "as an ordinary user": _as_ordinary_user,
    "behind the filter alone": _behind_the_filter_alone,
}


@pytest.fixture(scope="module", params=_KINDS, ids=lambda name: name.replace(" ", "_"))
def any_executor(request: pytest.FixtureRequest) -> Iterator[LinuxExecutor]:
    """One sandbox of each kind."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = _KINDS[request.param](monkeypatch)
        yield made
        made.close()


@pytest.fixture(scope="module")
def executor() -> Iterator[LinuxExecutor]:
    """A sandbox as users have it."""
    made = LinuxExecutor()
    yield made
    made.close()


@pytest.fixture
def own_executor() -> Iterator[LinuxExecutor]:
    """A sandbox for one test, which may break it."""
    made = LinuxExecutor()
    yield made
    made.close()
