"""The bandwidth of one receiver's link, estimated from its transport-wide feedback. Pure.

Google's congestion control (draft-ietf-rmcat-gcc-02) with the trendline filter that libwebrtc has
in place of the draft's Kalman filter. One difference saves processor time: packets are grouped by
feedback report (50 to 100 ms) and not by 5 ms, and a group's delay is the mean of its packets', so
that a report costs the server a few additions for each packet.
"""

from collections import deque
from enum import Enum
from operator import add
from typing import Final

from live.media.sfu.formats.feedback import TICK_S
from live.media.sfu.link.departures import PacketFates
from live.media.sfu.link.queue import NOTICED_S, Queue

START_BPS: Final = 1_500_000.0
"""First estimate. Chosen: most 4G links carry it; the middle layer and a shared screen fit, the top
layer waits for a probe."""
FLOOR_BPS: Final = 30_000.0
"""Lowest estimate: audio alone, which is always sent."""
CEILING_BPS: Final = 50_000_000.0

GROUP_S: Final = 0.04
WINDOW: Final = 10
"""Groups in the trendline: half a second, as 20 of libwebrtc's at a usual rate."""
SMOOTHING: Final = 0.6
"""Weight (0..1) of the past; libwebrtc has 0.9, for groups that come a few times as often."""
GAIN: Final = 4.0
COUNT_CAP: Final = 60
"""Groups from which on the trend has its full weight; until then the weight grows (§5.4)."""
THRESHOLD_MS: Final = 12.5
THRESHOLD_MIN_MS, THRESHOLD_MAX_MS = 6.0, 600.0
K_UP, K_DOWN = 0.0087, 0.039
"""§5.4: how fast the threshold follows the trend, so that concurrent TCP does not starve us."""
OUTLIER_MS: Final = 15.0
"""§5.4: a trend that exceeds the threshold by more than this does not move the threshold."""

OVER_S: Final = 0.12
"""Seconds for which the trend must exceed the threshold to count as overuse. Chosen: the burst of a
key frame is over by then. The draft's 10 ms would be less than one group."""

BACK_OFF: Final = 0.85
"""§5.5, beta."""
FALL: Final = 0.5
"""Lowest share of itself (0..1) to which the estimate may fall in one step. Chosen: the arriving
rate is measured over half a second, and a layer may have begun within it."""
OURS: Final = 0.5
"""Share of the estimate (0..1) that must arrive for a standing queue to count as ours."""
MULTIPLICATIVE: Final = 1.08
"""§5.5: growth factor per second while the estimate is not near the link's limit."""
PACKET_BITS: Final = 8 * 1200
RESPONSE_S: Final = 0.1
"""§5.5: added to the round trip."""
HEADROOM: Final = 1.5
"""§5.5: the estimate is not raised above this multiple of the arriving rate."""
RATE_WINDOW_S: Final = 0.5
"""Period over which the arriving rate is measured (§5.6)."""

LOSS_HIGH, LOSS_LOW = 0.10, 0.02
"""§6: the estimate falls above the first share of loss and rises below the second."""
LOSS_AIR: Final = 0.25
"""Replaces `LOSS_HIGH` while no packets queue. Chosen: less loss than this without a queue is radio
loss, which a lower rate would not reduce; a link that drops instead of queueing loses more."""
LOSS_INTERVAL_S: Final = 0.3
LOSS_PACKETS: Final = 15
"""Fewest packets from which a share of loss is computed."""
LOSS_SMOOTHING: Final = 0.7
"""Weight (0..1) of the past. Chosen: one burst of loss on a wireless link is not congestion."""
LOSS_GROWTH: Final = 1.05

UNQUEUED_S: Final = 0.010
"""A packet whose one-way delay is within this of the lowest did not queue. Chosen: half of
`NOTICED_S`."""
NO_GROUP: Final = (0, 0.0, 0.0, 0)


class Usage(Enum):
    """State of the bottleneck's queue by the delay gradient (§5.4)."""

    NORMAL = 0
    OVER = 1
    UNDER = 2


class Delay:
    """Whether the link's queue grows, from the one-way delay of groups of packets (§5.1 to §5.4).

    A delay is the arrival by the client's clock minus the departure by ours, so only its changes
    mean anything.
    """

    __slots__ = (
        "_arrived_s",
        "_count",
        "_first",
        "_over_s",
        "_points",
        "_smoothed",
        "_threshold",
        "_trend",
        "usage",
    )

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        """Arrival and smoothed delay of each group, in milliseconds relative to the first group."""
        self._first: tuple[float, float] | None = None
        self._arrived_s = 0.0
        """When the last group arrived, by the client's clock."""
        self._smoothed = self._trend = self._over_s = 0.0
        self._threshold = THRESHOLD_MS
        self._count = 0
        self.usage = Usage.NORMAL

    @property
    def is_sure(self) -> bool:
        """Whether enough groups came for the trend to have its full weight."""
        return self._count == COUNT_CAP

    def group(self, arrived_s: float, delay_s: float, waits_s: float) -> None:
        """Take a group's mean arrival and mean delay, and the queueing delay ``waits_s``."""
        if self._first is None:
            self._first = (arrived_s, delay_s)
            self._arrived_s = arrived_s
        at = (arrived_s - self._first[0]) * 1000
        delay = (delay_s - self._first[1]) * 1000
        self._smoothed = SMOOTHING * self._smoothed + (1 - SMOOTHING) * delay
        self._count = min(self._count + 1, COUNT_CAP)
        self._points.append((at, self._smoothed))
        passed_ms, self._arrived_s = (arrived_s - self._arrived_s) * 1000, arrived_s
        if len(self._points) == WINDOW:
            self._judge(self._slope(), min(max(passed_ms, 0.0), 100.0), waits_s)

    def rest(self, arrived_s: float) -> None:
        """Remove the time until ``arrived_s``, in which no packet queued, from the trend, so that
        it does not flatten the slope of a queue that grows afterwards."""
        if self._first is not None and arrived_s > self._arrived_s:
            began_s, delay_s = self._first
            self._first = (began_s + arrived_s - self._arrived_s, delay_s)
            self._arrived_s = arrived_s

    def _slope(self) -> float:
        xs = ys = xx = xy = 0.0
        for x, y in self._points:
            xs += x
            ys += y
            xx += x * x
            xy += x * y
        spread = WINDOW * xx - xs * xs
        return (WINDOW * xy - xs * ys) / spread if spread else 0.0

    def _judge(self, slope: float, passed_ms: float, waits_s: float) -> None:
        trend = self._count * slope * GAIN
        if trend > self._threshold:
            self._over_s += passed_ms / 1000
            if self._over_s > OVER_S and trend >= self._trend and waits_s > NOTICED_S:
                self.usage = Usage.OVER
        else:
            self._over_s = 0.0
            self.usage = Usage.UNDER if trend < -self._threshold else Usage.NORMAL
        self._trend = trend
        distance = abs(trend) - self._threshold
        if distance < OUTLIER_MS:
            rate = K_UP if distance > 0 else K_DOWN
            moved = self._threshold + rate * distance * passed_ms
            self._threshold = min(max(moved, THRESHOLD_MIN_MS), THRESHOLD_MAX_MS)


class Bandwidth:
    """The estimate for one receiver: the lower of what delay and what loss allow (§4)."""

    __slots__ = (
        "_at",
        "_by_delay",
        "_by_loss",
        "_delay",
        "_fell_at",
        "_group",
        "_limit",
        "_loss_at",
        "_lost",
        "_queue",
        "_rates",
        "_since",
        "_told",
        "loss",
    )

    def __init__(self) -> None:
        self._by_delay = self._by_loss = START_BPS
        self._delay = Delay()
        self._queue = Queue()
        self._group = NO_GROUP
        """The incomplete group: packets, sum of arrivals, sum of departures, bytes."""
        self._since = 0.0
        """When the first packet of ``_group`` was sent."""
        self._rates: deque[tuple[float, float]] = deque()
        """Mean arrival (seconds) and bytes of each of the last groups."""
        self._limit: float | None = None
        """Arriving rate when the link was last full, bits/s (§5.5)."""
        self._at: float | None = None
        self._fell_at = self._loss_at = 0.0
        self._told = self._lost = 0
        self.loss = 0.0
        """Smoothed share (0..1) of packets that were lost."""

    @property
    def bps(self) -> float:
        """Bits per second on the wire."""
        return min(self._by_delay, self._by_loss)

    def prove(self, bps: float) -> None:
        """Raise the estimate to the rate that a probe has proven."""
        self._by_delay = max(self._by_delay, min(bps, CEILING_BPS))
        self._by_loss = max(self._by_loss, min(bps, CEILING_BPS))

    def fell_short(self, bps: float) -> None:
        """Lower the estimate to the rate that arrived while a probe filled the link."""
        self._limit = bps
        self._by_delay = min(self._by_delay, max(bps, FLOOR_BPS))

    def arriving_bps(self) -> float:
        """Return the arriving bit rate of the last half second; 0 when it is not known yet."""
        if len(self._rates) < 2:
            return 0.0
        span = self._rates[-1][0] - self._rates[0][0]
        return 8 * sum(size for _, size in self._rates) / (span + GROUP_S)

    def rests(self, delay_s: float, arrived_s: float, packets: int, now: float) -> bool:
        """Take a report whose packets all came, by its last packet alone; return False if each
        packet must be read.

        ``delay_s`` is the last packet's one-way delay. The shortcut is allowed if that packet did
        not queue, and enough groups came before to detect a falling link as quickly as ever.
        """
        if not self._delay.is_sure or abs(delay_s - self._queue.way_s) > UNQUEUED_S:
            return False
        self._told += packets
        self._at = now
        self._group = NO_GROUP  # packets before and after the shortcut must not share a group
        self._delay.rest(arrived_s)
        if now - self._loss_at >= LOSS_INTERVAL_S and self._told >= LOSS_PACKETS:
            self._by_losses(now)
        return True

    def take(
        self,
        told: PacketFates,
        now: float,
        round_trip_s: float | None,
        *,
        probing: bool = False,
    ) -> None:
        """Take newly reported packets (`departures`), in the order of sending.

        While ``probing``, queue and loss are ignored, because the probe itself causes them.
        """
        self._told += len(told)
        self._lost += told.lost
        sent, ticks = told.came()
        if sent:
            departures, sizes = zip(*sent, strict=True)
            arrivals = TICK_S * sum(ticks)
            sums = (len(sizes), arrivals, sum(departures), sum(sizes))
            self._received(departures[0], departures[-1], sums)
        if probing:
            self._told = self._lost = 0
            self._at = now
            self._delay = Delay()  # ignore the queue that a probe leaves behind
            return
        self._by_delays(now, round_trip_s or 0.0)
        interval = max(LOSS_INTERVAL_S, round_trip_s or 0.0)
        if now - self._loss_at >= interval and self._told >= LOSS_PACKETS:
            self._by_losses(now)

    def _received(self, first: float, last: float, sums: tuple[int, float, float, int]) -> None:
        """Add the packets of a report to the group; end the group if it is long enough."""
        if self._group[0]:
            first = self._since
            sums = tuple(map(add, self._group, sums))
        self._since, self._group = first, sums
        if last - first < GROUP_S:
            return
        count, arrivals, departures, size = sums
        self._group = NO_GROUP
        arrived = arrivals / count
        delay = arrived - departures / count
        self._queue.group(arrived, delay)
        self._delay.group(arrived, delay, self._queue.waits_s)
        rates = self._rates
        rates.append((arrived, size))
        while arrived - rates[0][0] > RATE_WINDOW_S:
            rates.popleft()

    def _by_delays(self, now: float, round_trip_s: float) -> None:
        """Adjust the delay-based estimate (§5.5)."""
        passed_s = 0.0 if self._at is None else min(now - self._at, 1.0)
        self._at = now
        arriving = self.arriving_bps()
        usage = self._delay.usage
        ours = arriving > OURS * self._by_delay
        if usage is Usage.NORMAL and ours and self._queue.stands(self._rates[-1][0]):
            usage = Usage.OVER
        if usage is Usage.OVER and arriving:
            if now - self._fell_at > RESPONSE_S + round_trip_s:
                self._fell_at = now
                self._limit = arriving
                lower = max(BACK_OFF * arriving, FALL * self._by_delay, FLOOR_BPS)
                self._by_delay = min(self._by_delay, lower)
        elif usage is Usage.NORMAL and self._by_delay < HEADROOM * arriving:
            if self._limit is not None and arriving > 1.3 * self._limit:
                self._limit = None
            if self._limit is None or self._by_delay < 0.7 * self._limit:
                self._by_delay *= MULTIPLICATIVE**passed_s
            else:
                self._by_delay += PACKET_BITS * passed_s / (round_trip_s + RESPONSE_S)

    def _by_losses(self, now: float) -> None:
        """Adjust the loss-based estimate (§6)."""
        share = self._lost / self._told
        self.loss = LOSS_SMOOTHING * self.loss + (1 - LOSS_SMOOTHING) * share
        self._told = self._lost = 0
        self._loss_at = now
        high = LOSS_HIGH if self._queue.waits_s > NOTICED_S else LOSS_AIR
        if min(self.loss, share) > high:
            self._by_loss = max(FLOOR_BPS, self.bps * (1 - 0.5 * self.loss))
        elif self.loss < LOSS_LOW and self._by_loss < HEADROOM * self.bps:
            self._by_loss *= LOSS_GROWTH
