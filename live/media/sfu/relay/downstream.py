"""One receiver's link: the bit rate it carries, each slot's share, and when to probe for more.

Joins the pure rules of `bandwidth`, `probe` and `allocation`. Sends nothing. A receiver without
transport-wide feedback is not judged here, but by the loss in its receiver reports (`loss_cap`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from live.media.engine import Layer, MediaKind
from live.media.sfu.formats.feedback import TICK_S, Calm, TransportReport
from live.media.sfu.formats.layers import rank
from live.media.sfu.link.allocation import (
    LONE_BPS,
    MARGIN,
    NOMINAL_BPS,
    Grants,
    Picture,
    allocate,
    cost,
    next_goal,
)
from live.media.sfu.link.bandwidth import START_BPS, Bandwidth
from live.media.sfu.link.departures import Departures
from live.media.sfu.link.probe import Probe, Proven, TooMuch
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track

ALLOT_S: Final = 0.5
"""Seconds between two allocations of the link; a link that gets worse is allocated at once."""
ALLOT_REST_S: Final = 2.0
"""The same while every picture has its highest allowed layer."""
STEP: Final = 2.0
"""A probe's goal is at most this multiple of the estimate, because a failed probe fills a queue."""
RISE_STEP: Final = 3.0
"""The same while the link never carried too little, as libwebrtc's first probe has it: few pictures
together want that much, and a wall of many is there a step sooner."""
SOUND_BPS: Final = 50_000.0
"""Bits per second of one audio slot: Opus with FEC and headers."""
FRESH_S: Final = 1.0
"""Seconds after the last feedback for which the measured arriving rate is still used."""
CLOSING_BYTES: Final = 1


class Downstream:
    """The sending side's view of one client's link."""

    def __init__(self, departures: Departures, now: float) -> None:
        self.bandwidth = Bandwidth()
        self.probe = Probe(now)
        self.proven_bps = START_BPS
        """Highest rate that the link has carried, lowered when it no longer does."""
        self._departures = departures
        self._allotted_at = float("-inf")
        self.spent_bps = 0.0
        self._told_at = float("-inf")
        self._round_trip_s: float | None = None
        self._media_bps = 0.0
        """Arriving rate when the present probe began; padding adds the rest up to its goal."""
        self.at_rest = False
        """Every picture has its highest allowed layer and the link has room: no probe is needed."""

    def feedback(self, report: TransportReport, now: float, round_trip_s: float | None) -> bool:
        """Take a feedback report; return whether the link must be allocated again now."""
        if self.at_rest and isinstance(report, Calm) and self._rests(report, now):
            return False
        told = self._departures.reported(report)
        if not told:
            return False
        self._told_at, self._round_trip_s = now, round_trip_s
        self.bandwidth.take(told, now, round_trip_s, probing=self.probe.goal_bps > 0)
        if self._concluded(self.probe.take(told, now, round_trip_s)):
            return True
        if self.bandwidth.bps >= self.spent_bps:
            return False
        # The link carries less than is spent: only a new probe can raise it again.
        self.proven_bps = min(self.proven_bps, self.bandwidth.bps)
        self.probe.congested(now)
        return True

    def _rests(self, report: Calm, now: float) -> bool:
        """Judge a report by its last packet alone; return whether that is enough."""
        sent_at = self._departures.last_of(report)
        if sent_at is None:
            return False
        arrived_s = report.last() * TICK_S
        if not self.bandwidth.rests(arrived_s - sent_at, arrived_s, len(report.deltas), now):
            return False
        self._departures.skip(report)
        self._told_at = now
        return True

    def _concluded(self, outcome: Proven | TooMuch | None) -> bool:
        """Take a probe's outcome (None: none ended); return whether it proved a higher rate."""
        match outcome:
            case Proven(bps):
                self.bandwidth.prove(bps)
                self.proven_bps = max(self.proven_bps, bps)
                return True
            case TooMuch(bps):
                self.bandwidth.fell_short(bps)
                self.proven_bps = min(self.proven_bps, self.bandwidth.bps)
        return False

    def is_due(self, now: float) -> bool:
        """Return whether it is time to allot again."""
        return now - self._allotted_at >= (ALLOT_REST_S if self.at_rest else ALLOT_S)

    def spare_sounds(self) -> float:
        """Return how many more audio slots the link carries if no video is sent; negative: it does
        not carry the present ones. The estimate excludes audio, which has no transport-wide
        numbers."""
        return self.bandwidth.bps / SOUND_BPS - 1

    def allot(self, wanting: Sequence[tuple[Downlink, Track]], now: float) -> Grants:
        """Return the layer granted to each picture; ``wanting`` is most important first."""
        self._allotted_at = now
        self._concluded(self.probe.take((), now, self._round_trip_s))
        pictures = [_picture(downlink, track, now) for downlink, track in wanting]
        grants = allocate(
            pictures,
            now_bps=self.bandwidth.bps,
            proven_bps=min(self.proven_bps, self.bandwidth.bps),
        )
        self.spent_bps = cost(pictures, grants)
        goal = next_goal(pictures, grants, all_paused=not self.probe.is_doubted)
        roomy = self.bandwidth.bps >= MARGIN * self.spent_bps
        self.at_rest = goal is None and roomy and not self.probe.goal_bps
        if goal is not None:
            if not self.probe.goal_bps:
                fresh = now - self._told_at < FRESH_S
                self._media_bps = self.bandwidth.arriving_bps() if fresh else 0.0
            step = STEP if self.probe.is_limited else RISE_STEP
            self.probe.want(min(goal, step * self.bandwidth.bps), now)
        return grants

    def padding_bytes(self, passed_s: float, now: float) -> int:
        """Return how many bytes of padding the probe needs for the ``passed_s`` seconds past."""
        if not self.probe.is_sending(now):
            return CLOSING_BYTES if self.probe.closes(now) else 0
        missing_bps = self.probe.goal_bps - self._media_bps
        return max(0, int(missing_bps * passed_s / 8))


def by_importance(downlinks: Iterable[Downlink]) -> list[Downlink]:
    """Return the slots with pictures: large ones first, then in the order of the offer.

    So a stage's programme comes before its screen, and a wall's large picture before its tiles.
    """
    pictures = (
        each for each in downlinks if each.kind is MediaKind.VIDEO and each.source is not None
    )
    return sorted(pictures, key=lambda each: (-rank(each.layer), each.slot.index))


def _picture(downlink: Downlink, track: Track, now: float) -> Picture:
    """Return the layers of a track that a slot may have, each with its bit rate."""
    offered = track.demand.offered
    if downlink.layer is Layer.THUMBNAIL:
        fitting = [Layer.THUMBNAIL]
    else:
        fitting = [each for each in offered if rank(each) <= rank(downlink.layer)]
    costs = {layer: _cost(track, layer, now) for layer in fitting or offered[:1]}
    return Picture(costs=costs, shown=downlink.granted if downlink.stream else None)


def _cost(track: Track, layer: Layer, now: float) -> float:
    offered = track.demand.offered
    nominal = NOMINAL_BPS[layer] if len(offered) > 1 else LONE_BPS
    if layer is not Layer.THUMBNAIL:
        return _measured(track.streams.get(layer), now) or nominal
    whole = track.streams.get(offered[0])
    made = _measured(whole.base if whole else None, now)
    # One that nobody has is not made, but it is a part of a layer.
    return made or min(nominal, _measured(whole, now) or nominal)


def _measured(stream: Stream | None, now: float) -> float:
    """Return the bit rate of a stream; 0: it does not arrive."""
    return stream.rate_bps if stream is not None and stream.is_alive(now) else 0.0
