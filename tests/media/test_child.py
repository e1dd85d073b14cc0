"""A media process that is started beside the program: its port, its start in time, its end."""

import os
import signal
import socket

import pytest

from live.media.process import Child, hosts
from live.media.sfu.config import SfuConfig


async def test_a_child_that_cannot_have_its_port_says_which_and_leaves_none_behind() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1]
        child = Child(SfuConfig(host="127.0.0.1", port=number))
        with pytest.raises(ConnectionError, match=f"UDP port {number} of media: Address already"):
            await child.open()
        assert child.pid is None


async def test_a_child_that_is_not_ready_in_time_is_said_to_be_so_and_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "START_S", 0.01)
    child = Child(SfuConfig(host="127.0.0.1"))
    with pytest.raises(ConnectionError, match="was not ready in time"):
        await child.open()
    assert child.pid is None


async def test_a_child_that_stands_still_is_killed_before_the_next_is_started() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    (await child.open()).frames.abort()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    (await child.open()).frames.abort()
    assert child.pid not in {None, first}
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    await child.close()
    assert child.pid is None


async def test_a_child_that_was_begun_is_met_or_followed_by_another_that_waits() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    child.begin()
    begun = child.pid
    (await child.open()).frames.abort()
    assert child.pid == begun
    await child.close()
    child.begin()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)  # as one ends that has waited too long
    gone = child.pid
    (await child.open()).frames.abort()
    assert child.pid not in {None, gone}
    await child.close()


def test_a_child_that_was_begun_in_vain_is_left_behind_by_nobody() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    child.begin()
    begun = child.pid
    assert begun is not None
    child.abandon()
    child.abandon()
    assert child.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(begun, 0)
