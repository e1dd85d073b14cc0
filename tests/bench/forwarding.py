"""What forwarding costs and how late it is, beside Janus VideoRoom under the same load.

The ratios are the figures to look at: microseconds depend on the machine and on who else is busy,
so the engines take turns, and a ratio is the middle one of those of single rounds. CPU time is that
of all threads of a server, user and system; on loopback the kernel's way to the receiver's socket
is in it, for both alike.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from statistics import mean, median
from typing import Final

from tests.bench.publisher import PACKETS_PER_S
from tests.bench.servers import Server, janus, ours, why_no_janus

ROUNDS: Final = 5
WARM_UP_S: Final = 2.0
MEASURED_S: Final = 4.0
ENOUGH: Final = 0.97
"""Share of what is published that must arrive, so that a figure counts."""

Figure = tuple[str, float, str]
Start = Callable[[], AbstractContextManager[Server]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who sends and who receives; each receiver follows one publisher."""

    name: str
    publishers: int
    receivers: int


N10, N40, N80 = (Meeting(f"n{count}", 1, count) for count in (10, 40, 80))
FANOUT9: Final = Meeting("fanout9", 5, 45)
"""Every packet goes to nine: like a meeting of ten who all send."""
TUNED: Final = partial(janus, event_loops=1)
TURNS: Final[tuple[tuple[Meeting, dict[str, Start]], ...]] = (
    (N40, {"sfu": ours, "janus": janus, "janus_tuned": TUNED}),
    (FANOUT9, {"sfu": ours, "janus": janus}),
    (N10, {"sfu": ours, "janus": janus}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One engine under one load."""

    cpu_s: float
    seconds: float
    received: int
    """Packets that reached a receiver."""
    incoming: float
    """Packets that publishers sent."""
    p50_ms: float
    p99_ms: float
    rss_mb: float

    @property
    def us_per_packet(self) -> float:
        """Processor time per packet that reached a receiver."""
        return self.cpu_s / self.received * 1e6


def run() -> Iterable[Figure]:
    """Yield every figure of the forwarding path."""
    missing = why_no_janus()
    if missing:
        _say(f"no comparison with Janus: {missing}")
    runs: dict[tuple[str, str], list[Run]] = {}
    for number in range(ROUNDS):
        for meeting, engines in TURNS:
            for name, start in engines.items():
                if name == "sfu" or not missing:
                    _say(f"round {number + 1} of {ROUNDS}, {meeting.name}, {name} …")
                    runs.setdefault((name, meeting.name), []).append(measured(start, meeting))
    _say(f"{N80.name}, sfu …")
    runs["sfu", N80.name] = [measured(ours, N80)]
    for (name, meeting_name), values in runs.items():
        yield (
            f"{name}_cpu_us_per_packet_{meeting_name}",
            mean(each.us_per_packet for each in values),
            "us",
        )
        yield f"{name}_latency_p50_ms_{meeting_name}", mean(each.p50_ms for each in values), "ms"
        yield f"{name}_latency_p99_ms_{meeting_name}", mean(each.p99_ms for each in values), "ms"
    if not missing:
        yield from _ratios(runs)
    for meeting in (N10, N40, N80):
        rss_mb = max(each.rss_mb for each in runs["sfu", meeting.name])
        yield f"media_process_rss_mb_{meeting.name}", rss_mb, "MB"
    own = [each for (name, _), values in runs.items() if name == "sfu" for each in values]
    incoming_us, outgoing_us = fit_us(own)
    yield "sfu_cpu_us_per_incoming_packet", incoming_us, "us"
    yield "sfu_cpu_us_per_outgoing_packet", outgoing_us, "us"


def _ratios(runs: dict[tuple[str, str], list[Run]]) -> Iterator[Figure]:
    """Compare what was measured one after the other: a machine may slow down between rounds."""

    def ratio(meeting: Meeting, other: str, value: Callable[[Run], float]) -> float:
        pairs = zip(runs["sfu", meeting.name], runs[other, meeting.name], strict=True)
        return median(value(ours) / value(theirs) for ours, theirs in pairs)

    cpu, p99 = attrgetter("us_per_packet"), attrgetter("p99_ms")
    for meeting in (N40, FANOUT9, N10):
        yield f"sfu_cpu_ratio_vs_janus_{meeting.name}", ratio(meeting, "janus", cpu), "ratio"
    yield "sfu_cpu_ratio_vs_janus_tuned_n40", ratio(N40, "janus_tuned", cpu), "ratio"
    yield "sfu_latency_p99_ratio_vs_janus", ratio(N40, "janus", p99), "ratio"
    for meeting in (FANOUT9, N10):
        name = f"sfu_latency_p99_ratio_vs_janus_{meeting.name}"
        yield name, ratio(meeting, "janus", p99), "ratio"


def fit_us(runs: Iterable[Run]) -> tuple[float, float]:
    """Return what an incoming and what an outgoing packet costs: least squares over the rates."""
    ii = io = oo = ic = oc = 0.0
    for each in runs:
        incoming, outgoing = each.incoming / each.seconds, each.received / each.seconds
        cpu_us = each.cpu_s / each.seconds * 1e6
        ii += incoming * incoming
        io += incoming * outgoing
        oo += outgoing * outgoing
        ic += incoming * cpu_us
        oc += outgoing * cpu_us
    determinant = ii * oo - io * io
    return (oo * ic - io * oc) / determinant, (ii * oc - io * ic) / determinant


def measured(start: Start, meeting: Meeting) -> Run:
    """Start an engine, load it with a meeting, and measure."""
    with start() as server, Load(server, meeting) as load:
        time.sleep(WARM_UP_S)
        load.begin()
        cpu_s, began = server.cpu_s(), time.perf_counter()
        time.sleep(MEASURED_S)
        cpu_s, seconds = server.cpu_s() - cpu_s, time.perf_counter() - began
        rss_mb = server.rss_mb()
        figures = load.end()
    incoming = meeting.publishers * PACKETS_PER_S * seconds
    offered = incoming / meeting.publishers * meeting.receivers
    if figures["received"] < ENOUGH * max(offered, figures["expected"]):
        _say(f"{figures['received']} of {offered:.0f} packets came: this run is worth little")
    if not figures["numbered"]:
        _say("this engine numbers nothing: its receivers sent REMB")
    return Run(
        cpu_s=cpu_s,
        seconds=seconds,
        received=int(figures["received"]),
        incoming=incoming,
        p50_ms=figures["p50_ms"],
        p99_ms=figures["p99_ms"],
        rss_mb=rss_mb,
    )


class Load:
    """Publishers and receivers, in a process each."""

    def __init__(self, server: Server, meeting: Meeting) -> None:
        self._server = server
        self._publishers = self._half("publish", str(meeting.publishers))
        feeds = json.loads(self._read(self._publishers))
        self._receivers = self._half("receive", str(meeting.receivers), *feeds)

    def __enter__(self) -> "Load":
        assert self._read(self._receivers) == "ready\n"
        return self

    def begin(self) -> None:
        """Begin to count."""
        self._write(self._receivers, "begin\n")
        assert self._read(self._receivers) == "counting\n"

    def end(self) -> dict[str, float]:
        """Stop counting; return what was counted."""
        self._write(self._receivers, "end\n")
        figures: dict[str, float] = json.loads(self._read(self._receivers))
        return figures

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


def _say(text: str) -> None:
    """Show progress, apart from the figures."""
    sys.stderr.write(f"  {text}\n")
