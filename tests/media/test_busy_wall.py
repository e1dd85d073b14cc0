"""How soon a wall of 48 thumbnails is all there while the machine of its page is busy.

A page that stands still for some tenths of a second reads late what came in time, and a probe into
which that falls seems to have been too much. One link on a manual clock, without ciphers.
"""

import random
from typing import Final

from live.media.engine import Layer, SourceName
from live.media.sfu.formats.feedback import TICK_S, Eventful
from live.media.sfu.link.allocation import NOMINAL_BPS
from live.media.sfu.link.departures import WIRE_BYTES, Departures
from live.media.sfu.relay.downstream import Downstream, by_importance
from live.media.sfu.relay.stream import Stream
from live.media.sfu.reports import PADDING_S
from tests.media.fakes import downlink, track

CAMERA: Final = SourceName("cam")
TILES: Final = 48
STEP_S: Final = 0.005
TICKER_S: Final = 0.025
FEEDBACK_S: Final = 0.05
DELAY_S: Final = 0.02
RATE_BPS: Final = 20e6
PADDING_BYTES: Final = 255
PICTURE_BYTES: Final = 1000
Pauses = list[tuple[float, float]]
"""From when until when, in seconds after the beginning."""


class BusyWall:
    """A receiver of thumbnails whose page stands still now and then."""

    def __init__(self, pauses: Pauses, seed: int = 1) -> None:
        self.now = self.begun = 100.0
        self._pauses = pauses
        self._departures = Departures()
        self.link = Downstream(self._departures, self.now)
        self._camera = track(rids=("q", "h", "f"))
        self._stream = Stream(self._camera, Layer.QUARTER, 1)
        self.tiles = [downlink(ssrc=number) for number in range(10, 10 + TILES)]
        dice = random.Random(seed)
        self._unsent = {tile: dice.uniform(0, PICTURE_BYTES) for tile in self.tiles}
        """Bytes of each tile that do not fill a packet yet."""
        for tile in self.tiles:
            tile.source, tile.layer, tile.granted = CAMERA, Layer.THUMBNAIL, None
        self._free_at = self._ticked = self._told = self.now
        self._coming: list[float] = []
        """When each packet comes that was not reported yet."""
        self._reported = 1

    @property
    def shown(self) -> int:
        """How many tiles have a picture."""
        return sum(tile.granted is not None for tile in self.tiles)

    def until_all(self, within_s: float) -> float | None:
        """Return after how many seconds all are shown; None: not within these."""
        while self.now < self.begun + within_s:
            self._step()
            if self.shown == TILES:
                return self.now - self.begun
        return None

    def _step(self) -> None:
        self.now += STEP_S
        for tile in self.tiles:
            self._unsent[tile] += NOMINAL_BPS[Layer.THUMBNAIL] / 8 * STEP_S
            if self._unsent[tile] >= PICTURE_BYTES + WIRE_BYTES:
                self._unsent[tile] -= PICTURE_BYTES + WIRE_BYTES
                if tile.granted:
                    self._send(PICTURE_BYTES)
        if self.now - self._ticked >= TICKER_S:
            passed_s, self._ticked = self.now - self._ticked, self.now
            if self.link.is_due(self.now):
                self._allot()
            padding = self.link.padding_bytes(min(passed_s, PADDING_S), self.now)
            for _ in range(0, padding, PADDING_BYTES):
                self._send(PADDING_BYTES)
        if self.now - self._told >= FEEDBACK_S and self._reads_at(self.now) == self.now:
            self._told = self.now
            self._report()

    def _send(self, size: int) -> None:
        self._departures.take_number(self.now, size)
        self._free_at = max(self._free_at, self.now) + 8 * (size + WIRE_BYTES) / RATE_BPS
        self._coming.append(self._free_at + DELAY_S)

    def _allot(self) -> None:
        wanting = [(tile, self._camera) for tile in by_importance(self.tiles)]
        grants = self.link.allot(wanting, self.now)
        for (tile, _), grant in zip(wanting, grants, strict=True):
            tile.granted = grant
            tile.stream = self._stream if grant else None

    def _report(self) -> None:
        came = [at for at in self._coming if at <= self.now]
        if not came:
            return
        del self._coming[: len(came)]
        ticks = [round(self._reads_at(at) / TICK_S) for at in came]
        report = Eventful(self._reported, ticks, 0)
        self._reported += len(came)
        if self.link.feedback(report, self.now, 2 * DELAY_S):
            self._allot()

    def _reads_at(self, at: float) -> float:
        """Return when the page notes that a packet came."""
        ends = [end for begin, end in self._pauses if begin <= at - self.begun < end]
        return self.begun + ends[0] if ends else at


def busy(seed: int, within_s: float) -> Pauses:
    """Return pauses of 50 to 400 ms, as far apart on average."""
    dice, pauses, at = random.Random(seed), Pauses(), 0.0
    while at < within_s:
        at += dice.expovariate(1 / 0.4)
        pauses.append((at, at + dice.uniform(0.05, 0.4)))
        at = pauses[-1][1]
    return pauses


def test_a_wall_whose_page_stands_still_within_a_probe_is_all_there_seconds_later() -> None:
    quiet = BusyWall([]).until_all(30)
    spoiled = BusyWall([(0.6, 0.9)]).until_all(30)
    assert quiet
    assert quiet < 3
    assert spoiled
    assert spoiled < quiet + 3


def test_most_walls_on_a_busy_machine_are_all_there_within_seconds() -> None:
    within = [BusyWall(busy(seed, 6)).until_all(6) for seed in range(12)]
    assert sum(each is not None for each in within) >= 10
