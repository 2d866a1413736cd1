"""Living hosts are told from dead ones."""

import os
import subprocess
import sys

import pytest

from engine.store.hosts import Host, host_of, this_host

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tokens of boot and start are read from /proc")


def test_this_process_is_alive() -> None:
    assert this_host().is_alive()
    assert os.getpid() == this_host().pid


def test_another_process_lives_until_it_ends_even_before_it_is_waited_for() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    host = host_of(child.pid)
    assert host.is_alive()
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not host.is_alive()
    child.communicate()
    assert not host.is_alive()


def test_a_later_process_with_the_same_pid_is_somebody_else() -> None:
    me = this_host()
    boot, namespace, ticks = me.token.split(":")
    assert not Host(me.pid, f"{boot}:{namespace}:{int(ticks) - 1}").is_alive()


def test_a_process_of_an_earlier_boot_is_dead() -> None:
    me = this_host()
    assert not Host(me.pid, f"00000000-{me.token}").is_alive()


def test_a_process_in_another_container_is_taken_for_alive() -> None:
    boot = this_host().token.partition(":")[0]
    assert Host(1, f"{boot}:1:1").is_alive()
