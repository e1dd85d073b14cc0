"""A process that has imported the program, and is forked into one that runs it for each start.

Importing is two thirds of the processor time of a start, and a run of all tests starts the program
some sixty times. What is forked is a process of its own in everything else: it is killed, stopped
and asked how it ended like any other. Signals go to it by a pidfd (pidfd_open(2)), which never
means another process, and it stays a zombie of the nursery until its end is asked for.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LOADED: Final = ("web.cli", "web.start", "web.server", "web.demo.run", "uvicorn.loops.uvloop")
"""Modules that import what the commands `serve` and `demo` would, and start nothing."""
LARGEST: Final = 1 << 18
"""Bytes of a message: an environment. Linux lets a whole one be 128 kB in each of its strings."""
MAIN: Final = "import sys; from tests.nursery import tend; tend(int(sys.argv[1]))"
ROOT: Final = Path(__file__).parents[1]


@dataclass
class Forked:
    """A program that the nursery started, with as much of `subprocess.Popen` as tests use."""

    nursery: "Nursery"
    pid: int
    returncode: int | None = None
    _fd: int = field(init=False)

    def __post_init__(self) -> None:
        self._fd = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """Return how it ended; None: it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; return how.

        Raises:
            subprocess.TimeoutExpired: it did not within so many seconds.
        """
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._fd, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired(["diemcau"], timeout or 0)
            self.returncode = self.nursery.ask({"ended": self.pid})
            os.close(self._fd)
        return self.returncode

    def send_signal(self, which: int) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended since
                signal.pidfd_send_signal(self._fd, which)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """This side of the process, which is started when the first program is."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def start(self, command: str, environment: Mapping[str, str], log: Path) -> Forked:
        """Start ``diemcau COMMAND`` with an environment; what it says is added to the log."""
        order = {"command": command, "environment": dict(environment), "log": str(log)}
        return Forked(self, self.ask(order))

    def ask(self, order: Mapping[str, Any]) -> int:
        """Return the answer to one message."""
        if self._line is None:
            self._line, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with other:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", MAIN, str(other.fileno())],
                    cwd=ROOT,
                    pass_fds=[other.fileno()],
                )
        self._line.send(json.dumps(order).encode())
        answer = self._line.recv(LARGEST)
        assert answer, "the nursery has ended"
        return int(answer)

    def close(self) -> None:
        """End the nursery. What it started goes on."""
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.wait()


def tend(fd: int) -> None:
    """Fork, and say how what was forked ended, until the other side is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the tests, which then end this
    gc.disable()
    for name in LOADED:
        importlib.import_module(name)
    gc.freeze()
    with socket.socket(fileno=fd) as line:
        while message := line.recv(LARGEST):
            order = json.loads(message)
            if "ended" in order:
                _, status = os.waitpid(order["ended"], 0)
                line.send(str(os.waitstatus_to_exitcode(status)).encode())
            elif pid := os.fork():
                line.send(str(pid).encode())
            else:
                break
        else:
            return
    become(order)


def become(order: Mapping[str, Any]) -> None:
    """Be the program, in a process that was forked for it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.enable()
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    for said in (1, 2):
        os.dup2(log, said)
    os.close(log)
    sys.argv = ["diemcau", order["command"]]
    importlib.import_module("web.cli").main()
