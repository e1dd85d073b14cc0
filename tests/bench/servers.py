"""The two engines under measurement, each in a process of its own, and what it costs them."""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

JANUS_FILES: Final = Path(__file__).parent / "janus"
START_S: Final = 20.0
END_S: Final = 5.0
"""What Janus has to end by itself, before it is ended."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running engine."""

    name: str
    pid: int
    port: int
    """Where it takes requests: JSON lines for ours, WebSocket for Janus."""

    def cpu_s(self) -> float:
        """Return the processor time of all its threads, user and system."""
        total_ns = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            try:
                total_ns += int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue  # the thread has just ended
        return total_ns / 1e9

    def rss_mb(self) -> float:
        """Return its resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def ours() -> Iterator[Server]:
    """Run this project's engine."""
    command = [sys.executable, "-m", "tests.bench.media_server"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        yield Server("ours", process.pid, port)
    finally:
        process.terminate()
        process.wait(START_S)


def why_no_janus() -> str | None:
    """Return what is missing for a comparison with Janus, or None."""
    if shutil.which("janus") is None:
        return "Janus is not installed (Debian: janus)"
    if shutil.which("cc") is None:
        return "there is no C compiler for the shim that shows Janus the loopback (Debian: gcc)"
    return None


@contextmanager
def janus(event_loops: int = 0) -> Iterator[Server]:
    """Run Debian's Janus on loopback: a thread for each peer, its default, or so many loops."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        values = {
            "{folder}": folder,
            "{address}": "127.0.0.1",
            "{machine}": platform.machine(),
            "{port}": str(port),
            "{event_loops}": f"event_loops = {event_loops}" if event_loops else "",
        }
        for template in JANUS_FILES.glob("*.jcfg"):
            text = template.read_text()
            for name, value in values.items():
                text = text.replace(name, value)
            (Path(folder) / template.name).write_text(text)
        shim = Path(folder) / "loopback.so"
        source = JANUS_FILES / "loopback.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, source, "-ldl"], check=True)
        with (Path(folder) / "log").open("w") as log:
            process = subprocess.Popen(
                ["janus", "-F", folder],
                stdout=log,
                stderr=log,
                env={**os.environ, "LD_PRELOAD": str(shim)},
            )
        try:
            _wait_for(port)
            yield Server("janus", process.pid, port)
        finally:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:  # seen once: it waits for a peer that has gone
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
