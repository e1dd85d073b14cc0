"""When a receiver's link is probed for more, and for how much."""

from live.media.engine import Layer, SourceName
from live.media.sfu.link.bandwidth import START_BPS
from live.media.sfu.link.departures import Departures
from live.media.sfu.link.probe import FIRST_S
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.downstream import RISE_STEP, Downstream
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from tests.media.fakes import downlink, track

BEGUN = 100.0


class Wall:
    """A receiver with two tiles, each of the camera's smallest layer."""

    def __init__(self) -> None:
        self.link = Downstream(Departures(), BEGUN)
        self.camera = track(rids=("q", "h", "f"))
        self.stream = Stream(self.camera, Layer.QUARTER, 1)
        self.camera.streams[Layer.QUARTER] = self.stream
        self.stream.packets = 1
        self.tiles = [downlink(ssrc=number) for number in (1, 2)]
        for tile in self.tiles:
            tile.source, tile.layer, tile.granted = SourceName("cam"), Layer.QUARTER, None

    def shown(self, now: float, picture_bps: float) -> int:
        """Allot the link while a picture costs this much; return how many tiles have theirs."""
        self.stream.rate_bps, self.stream.head.at = picture_bps, now
        wanting: list[tuple[Downlink, Track]] = [(tile, self.camera) for tile in self.tiles]
        for tile, grant in zip(self.tiles, self.link.allot(wanting, now), strict=True):
            tile.granted, tile.stream = grant, self.stream if grant else None
        return sum(tile.granted is not None for tile in self.tiles)


def test_pictures_that_begin_to_cost_more_than_a_link_is_trusted_with_do_not_delay_its_probe() -> (
    None
):
    wall = Wall()
    assert wall.shown(BEGUN, START_BPS / 3) == 2
    assert wall.shown(BEGUN + FIRST_S / 2, START_BPS / 1.5) == 1, "the link got no worse"
    wall.shown(BEGUN + FIRST_S, START_BPS / 1.5)
    assert wall.link.probe.goal_bps


def test_first_probe_is_for_no_more_than_three_times_what_a_new_link_is_trusted_with() -> None:
    wall = Wall()
    wall.shown(BEGUN, START_BPS / 1.5)
    wall.shown(BEGUN + FIRST_S, 4 * START_BPS)
    assert wall.link.probe.goal_bps == RISE_STEP * START_BPS
