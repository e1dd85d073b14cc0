"""What forwarding costs, against Janus VideoRoom in the same run; how soon a picture shows.

The ratio is the figure to look at: microseconds depend on the machine and on who else is busy, so
both engines take turns under the same load. CPU time only; nothing is asserted.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from statistics import mean, median
from typing import Final

from live.media.engine import Kind, Route, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from tests.bench.load import Ours, connection, handshake
from tests.bench.servers import Server, janus, ours, why_no_janus
from tests.media.clients import Client, Picture, Sound, only_loopback

RECEIVERS: Final = 40
ROUNDS: Final = 2
WARM_UP_S: Final = 2.0
MEASURED_S: Final = 8.0
JOINS: Final = 15
WATCHERS: Final = 20
WALL_SLOTS: Final = 6


def run() -> Iterable[tuple[str, float, str]]:
    """Yield every figure of the media engine."""
    missing = why_no_janus()
    engines = {"sfu": ours} if missing else {"sfu": ours, "janus": janus}
    if missing:
        _say(f"no comparison with Janus: {missing}")
    costs: dict[str, list[float]] = {name: [] for name in engines}
    for number in range(ROUNDS):
        for name, start in engines.items():
            _say(f"{name}: {RECEIVERS} receivers, round {number + 1} of {ROUNDS} …")
            costs[name].append(cost_us(start))
    for name, values in costs.items():
        yield f"{name}_cpu_us_per_forwarded_packet", mean(values), "us"
    if not missing:
        yield "sfu_cpu_ratio_vs_janus", mean(costs["sfu"]) / mean(costs["janus"]), "ratio"
    _say(f"{JOINS} joins …")
    yield "join_to_first_frame_p50_ms", median(asyncio.run(joins_ms())), "ms"
    _say(f"memory of {WATCHERS} watchers with {WALL_SLOTS} pictures each …")
    yield "rss_mb_per_watcher", asyncio.run(rss_mb_per_watcher()), "MB"


Start = Callable[[], AbstractContextManager[Server]]


def cost_us(start: Start, publishers: int = 1, receivers: int = RECEIVERS) -> float:
    """Return processor time per packet that reached a receiver, in microseconds."""
    with start() as server, Load(server, publishers, receivers) as load:
        time.sleep(WARM_UP_S)
        load.begin()
        before = server.cpu_s()
        time.sleep(MEASURED_S)
        spent_s = server.cpu_s() - before
        received, expected = load.end()
    if received < expected:
        lost = 1 - received / expected
        _say(f"{server.name}: {lost:.2%} of the packets were lost; the machine is too busy")
    return spent_s / received * 1e6


class Load:
    """Publishers and receivers, in a process each."""

    def __init__(self, server: Server, publishers: int, receivers: int) -> None:
        self._server = server
        self._publishers = self._half("publish", str(publishers))
        feeds = json.loads(self._read(self._publishers))
        self._receivers = self._half("receive", str(receivers), *feeds)

    def __enter__(self) -> "Load":
        assert self._read(self._receivers) == "ready\n"
        return self

    def begin(self) -> None:
        """Begin to count."""
        self._write(self._receivers, "begin\n")
        assert self._read(self._receivers) == "counting\n"

    def end(self) -> tuple[int, int]:
        """Stop counting; return packets received and expected."""
        self._write(self._receivers, "end\n")
        figures = json.loads(self._read(self._receivers))
        return figures["received"], figures["expected"]

    def __exit__(self, *_: object) -> None:
        for half in (self._receivers, self._publishers):
            half.terminate()
            half.wait()

    def _half(self, role: str, *arguments: str) -> "subprocess.Popen[str]":
        server = [self._server.name, str(self._server.port)]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load", role, *server, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def _read(half: "subprocess.Popen[str]") -> str:
        assert half.stdout is not None
        return half.stdout.readline()

    @staticmethod
    def _write(half: "subprocess.Popen[str]", line: str) -> None:
        assert half.stdin is not None
        half.stdin.write(line)
        half.stdin.flush()


async def joins_ms() -> list[float]:
    """Return the times from making an offer to the first decoded picture of somebody who sends."""
    only_loopback()
    engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
    await engine.start()
    speaker = Client(engine, "speaker")
    await speaker.connect(tracks=[Sound(), Picture(fps=30)], publishes=["sound", "picture"])
    times = []
    for number in range(JOINS):
        watcher = Client(engine, f"watcher{number}")
        begin = time.perf_counter()
        await watcher.connect(audio_slots=3, video_slots=2)
        mid = watcher.slot(Kind.VIDEO)
        await engine.route(watcher.peer, (Route(mid=mid, source=SourceName("picture")),))
        await watcher.frames(mid, 1)
        times.append((time.perf_counter() - begin) * 1000)
        await watcher.close()
    await speaker.close()
    await engine.stop()
    return times


async def rss_mb_per_watcher() -> float:
    """Return what the engine's memory grows by for each watcher of a wall of pictures."""
    only_loopback()
    with ours() as server:
        remote = Ours(server.port)
        await remote.open()
        connections = [connection() for _ in range(WATCHERS + 1)]
        grown_from = 0.0
        for number, pc in enumerate(connections):
            for kind in ["audio"] * 3 + ["video"] * WALL_SLOTS:
                pc.addTransceiver(kind, "recvonly")
            await remote.connect(pc, f"watcher{number}", [])
            await handshake(pc)
            if number == 0:  # the first one pays for what all share
                grown_from = server.rss_mb()
        grown = server.rss_mb() - grown_from
        for pc in connections:
            await pc.close()
    return grown / WATCHERS


def _say(text: str) -> None:
    """Show progress, apart from the figures."""
    sys.stderr.write(f"  {text}\n")
