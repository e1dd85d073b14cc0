"""The program as a process of its own, as people run it: started, killed, started again."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar, Final

from tests.nursery import Forked, Nursery
from tests.servers import free_port, postgres_server, redis_server
from web.ports import spare_cores
from web.settings import PRIVATE

START_S: Final = 60.0
STOP_S: Final = 20.0
SECRET: Final = "the same secret for both processes"
MAIN: Final = "from web.cli import main; main()"
DRAWING: Final = ("loops", "scenery", "voice")
"""Modules of ``live.bots`` that decide what a loop shows and says."""


def loop_folder() -> Path:
    """Return the folder of loops that all tests share: each is drawn and encoded by one of them.

    It is another one when the code that draws has changed.
    """
    root = Path(__file__).parents[1]
    code = b"".join((root / f"live/bots/{name}.py").read_bytes() for name in DRAWING)
    folder = root / ".pytest_cache/d/loops" / hashlib.sha256(code).hexdigest()[:20]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


LOOPS: Final = loop_folder()


def free_udp_port(row: int = 1) -> int:
    """Return the first of a row of UDP ports that nobody uses now."""
    while True:
        with ExitStack() as probes:
            port = 0
            with suppress(OSError, OverflowError):
                for each in range(row):
                    probe = probes.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    probe.bind(("127.0.0.1", port + each if port else 0))
                    port = port or probe.getsockname()[1]
                return port


def media_processes(environment: Mapping[str, str]) -> int:
    """Return how many media processes a program starts that is told so much."""
    return int(environment.get("DIEMCAU_MEDIA_PROCESSES", 0)) or spare_cores()


class Program:
    """``diemcau serve`` or ``diemcau demo`` on free ports, with a data folder of its own."""

    nursery: ClassVar[Nursery | None] = None
    """What starts it; None: a Python of its own does, as when people start it. Tests have one
    (`tests/conftest.py`), measurements none."""

    def __init__(self, command: str, data: Path, **environment: str) -> None:
        self.command = command
        self.data = data
        self.host = environment.get("DIEMCAU_HOST", "127.0.0.1")
        self.port = free_port()
        self.log = data.parent / f"{command}-{self.port}.log"
        self._environment = {
            **os.environ,
            "DIEMCAU_PORT": str(self.port),
            "DIEMCAU_MEDIA_PORT": str(free_udp_port(row=media_processes(environment))),
            "DIEMCAU_PUBLIC_ADDRESS": "127.0.0.1",
            "DIEMCAU_DATA": str(data),
            **environment,
        }
        self._own_python = "LD_PRELOAD" in environment
        self._process: subprocess.Popen[bytes] | Forked | None = None
        if command == "demo":
            self._share_loops()

    def _share_loops(self) -> None:
        """Let its simulated members use what was drawn for other tests."""
        loops = self.data / "demo/loops"
        self.data.mkdir(PRIVATE, parents=True, exist_ok=True)
        loops.parent.mkdir(exist_ok=True)
        if not loops.exists():
            loops.symlink_to(LOOPS, target_is_directory=True)

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def url(self) -> str:
        """Return the address of its pages."""
        return f"http://{self.host}:{self.port}"

    @property
    def ws_url(self) -> str:
        """Return the address of its WebSocket."""
        return f"ws://{self.host}:{self.port}/ws"

    def start(self) -> "Program":
        """Start it and wait until it serves."""
        self._process = self._started()
        try:
            self.wait_for(self.serves, "it did not come up")
        except BaseException:
            self.kill()
            raise
        return self

    def _started(self) -> "subprocess.Popen[bytes] | Forked":
        self.log.touch()
        if self.nursery and not self._own_python:
            return self.nursery.start(self.command, self._environment, self.log)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", MAIN, self.command],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def serves(self) -> bool:
        """Return whether ``/health`` answers."""
        try:
            return bool(self.health())
        except OSError:
            return False

    def health(self) -> dict[str, str]:
        """Return what ``/health`` says while all is well enough to serve."""
        with urllib.request.urlopen(f"{self.url}/health", timeout=START_S) as answer:  # noqa: S310
            said: dict[str, str] = json.load(answer)
        return said

    def wait_for(self, condition: Any, what: str) -> None:
        """Wait for something outside this process; its log tells why it did not happen."""
        deadline = time.monotonic() + START_S
        while not condition():
            ended = self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"{what}:\n{self.log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.05)  # another process: there is no event to wait for

    def links(self) -> list[dict[str, str]]:
        """Return what a demonstration wrote to ``demo.json``, by this test's own address."""
        path = self.data / "demo.json"
        self.wait_for(path.exists, "no demo.json")
        links: list[dict[str, str]] = json.loads(path.read_text())
        return [
            {**link, "url": link["url"].replace(f"http://localhost:{self.port}", self.url)}
            for link in links
        ]

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def interrupt(self) -> int | None:
        """End it with Ctrl-C; return how it ended."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int | None:
        if self._process is None:
            return None
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        ended = self._process.returncode
        self._process = None
        return ended

    def __enter__(self) -> "Program":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class InOwnPython(Program):
    """The program as people start it, with nothing imported before."""

    nursery = None


def shared(database: str, redis: str = "") -> dict[str, str]:
    """Return the settings that the processes of one installation have in common."""
    settings = {"DIEMCAU_DATABASE": database, "DIEMCAU_SECRET": SECRET}
    return {**settings, "DIEMCAU_REDIS": redis} if redis else settings


@contextmanager
def two_programs(folder: Path) -> Iterator[tuple[Program, Program, str]]:
    """Run two processes of one installation; yield them and the database's address."""
    with postgres_server() as database, redis_server() as redis:
        both = shared(database, redis)
        first = Program("serve", folder / "first", **both)
        second = Program("serve", folder / "second", **both)
        with first, second:
            yield first, second, database
