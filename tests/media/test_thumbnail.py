"""A thumbnail: the base temporal layer of a picture alone, as a stream without holes."""

from itertools import pairwise

import pytest

from live.media.engine import Layer, SourceName
from live.media.sfu.formats.rtp import HEADER_BYTES
from live.media.sfu.formats.vp8 import descriptor_untrusted
from live.media.sfu.link.departures import Departures
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.downstream import Downstream, by_importance
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.relay.stream import Clocks, Stream
from tests.media.fakes import (
    FakePort,
    FakePublisher,
    FakeReceiver,
    arrival,
    downlink,
    opener,
    track,
    vp8,
)

CAMERA = SourceName("cam")
PATTERN = (0, 2, 1, 2)
"""Temporal layers of pictures as libvpx has them for L1T3."""
WHOLE, THUMB = 7, 8


class Wall:
    """A camera in one layer with a picture per packet, and two receivers: all of it, its base."""

    def __init__(self) -> None:
        self.port = FakePort()
        self.forwarder = Forwarder(self.port)
        self.stream = Stream(track(), Layer.QUARTER, 1)
        self.whole, self.thumb = downlink(ssrc=WHOLE), downlink(ssrc=THUMB)
        self.whole.expect(self.stream, 0.0)
        self.thumb.expect(self.stream.thinned(), 0.0)
        self.openers = {WHOLE: opener(), THUMB: opener()}
        self.now = 10.0

    def send(self, *pictures: int, layered: bool = True, keyframe: bool = False) -> None:
        """Let pictures arrive; the first of all is a key frame."""
        for picture in pictures:
            self.now += 0.033
            payload = vp8(
                picture,
                keyframe=keyframe or picture == 0,
                tl0=picture // 4,
                temporal=PATTERN[picture % 4] if layered else None,
            )
            packet, cell = arrival(1000 + picture, picture * 3000, payload)
            self.forwarder.packet(self.stream, packet, cell, self.now)

    def came(self, ssrc: int) -> list[tuple[int, bytes]]:
        """Return numbers and payloads that a receiver was sent since the last call."""
        name = ssrc.to_bytes(4, "big")
        mine = [data for data, _ in self.port.sent if data[8:12] == name]
        self.port.sent = [each for each in self.port.sent if each[0][8:12] != name]
        clear = [self.openers[ssrc].unprotect(data) for data in mine]
        return [(int.from_bytes(each[2:4], "big"), each[HEADER_BYTES:]) for each in clear]


def test_thumbnail_is_a_quarter_of_the_pictures_under_numbers_without_holes() -> None:
    wall = Wall()
    wall.send(*range(40))
    whole, thumb = wall.came(WHOLE), wall.came(THUMB)
    assert [number for number, _ in whole] == list(range(100, 140))
    assert [number for number, _ in thumb] == list(range(100, 110))
    read = [descriptor_untrusted(memoryview(payload)) for _, payload in thumb]
    assert {each.temporal for each in read} == {0}
    assert [each.tl0 for each in read] == list(range(10)), "no base picture is missed by a decoder"


def test_publisher_without_temporal_layers_is_shown_whole() -> None:
    wall = Wall()
    wall.send(*range(8), layered=False)
    assert len(wall.came(THUMB)) == len(wall.came(WHOLE)) == 8


def test_late_picture_of_the_base_takes_the_place_that_was_kept_for_it() -> None:
    wall = Wall()
    wall.send(0, 1, 2, 3, 5, 6, 7, 8)
    assert [number for number, _ in wall.came(THUMB)] == [100, 102]
    wall.send(4)
    ((number, payload),) = wall.came(THUMB)
    assert number == 101
    assert descriptor_untrusted(memoryview(payload)).tl0 == 1


@pytest.mark.parametrize("late", [[2], [1, 2], [2, 1, 3]])
def test_late_picture_of_another_layer_is_replaced_by_nothing_so_that_nobody_asks_for_it(
    late: list[int],
) -> None:
    wall = Wall()
    wall.send(*(each for each in range(9) if each not in late))
    first = wall.came(THUMB)
    kept = range(101, 101 + len(late))
    assert [number for number, _ in first] == [100, kept.stop, kept.stop + 1]
    wall.send(*late)
    fillers = wall.came(THUMB)
    assert sorted(fillers) == [(number, b"") for number in kept]
    assert wall.forwarder.resend(wall.thumb, kept) == len(late), "it can be lost and asked for"


def test_late_picture_that_comes_before_the_next_of_the_base_uses_up_its_number() -> None:
    wall = Wall()
    wall.send(0, 2, 1, 3, 4)
    key, after = vp8(0, keyframe=True, tl0=0, temporal=0), vp8(4, tl0=1, temporal=0)
    assert wall.came(THUMB) == [(100, key), (101, b""), (102, after)]


def test_slots_that_change_with_one_key_frame_in_both_ways_get_it_once_and_miss_nothing() -> None:
    wall = Wall()
    wall.send(*range(8))
    wall.whole.expect(wall.stream.thinned(), wall.now)
    wall.thumb.expect(wall.stream, wall.now)
    wall.send(*range(8, 12))
    wall.send(12, keyframe=True)
    wall.send(*range(13, 21))
    whole, thumb = wall.came(WHOLE), wall.came(THUMB)
    assert [number for number, _ in whole] == list(range(100, 115))
    assert [number for number, _ in thumb] == list(range(100, 112))
    for came in (whole, thumb):
        read = [descriptor_untrusted(memoryview(payload)) for _, payload in came]
        assert sum(each.keyframe for each in read) == 2
        steps = {(after.tl0 - before.tl0) for before, after in pairwise(read)}
        assert steps <= {0, 1}, "the base goes on"


def test_slot_changes_between_thumbnail_and_whole_picture_with_key_frames() -> None:
    publisher, board = FakePublisher(), Switchboard()
    camera = track(CAMERA, publisher, rids=("q", "h", "f"))
    stream = camera.streams[Layer.QUARTER] = Stream(camera, Layer.QUARTER, 1)
    board.publish(camera, 0.0)
    slot: Downlink = downlink(FakeReceiver())
    board.want(slot, CAMERA, Layer.THUMBNAIL, 10.0)
    assert slot.coming is stream.base
    assert publisher.asked == [stream.base], "asked for under the one SSRC that there is"
    forwarder = Forwarder(FakePort())

    def send(picture: int, *, keyframe: bool = False) -> None:
        payload = vp8(picture, keyframe=keyframe, tl0=picture, temporal=0)
        packet, cell = arrival(picture, picture * 3000, payload)
        forwarder.packet(stream, packet, cell, 10.0)

    send(1, keyframe=True)
    assert slot.stream is stream.base
    board.want(slot, CAMERA, Layer.QUARTER, 10.1)
    send(2)
    assert slot.stream is stream.base, "until the next key frame"
    send(3, keyframe=True)
    assert slot.stream is stream
    stream.measure(10.2)
    assert stream.base is None, "nobody has it, so nothing is spent on it"


def test_camera_watched_as_a_thumbnail_alone_sends_its_smallest_layer() -> None:
    board, publisher = Switchboard(), FakePublisher()
    camera = track(CAMERA, publisher, rids=("q", "h", "f"))
    board.publish(camera, 0.0)
    board.want(downlink(), CAMERA, Layer.THUMBNAIL, 1.0)
    for now in (1.0, 5.0):
        board.review(camera, now)
    assert publisher.wanted == [(Layer.QUARTER,)]


def test_ended_camera_takes_its_thumbnails_with_it() -> None:
    wall = Wall()
    wall.send(0)
    Switchboard().retire(wall.stream)
    assert wall.thumb.stream is None
    assert list(wall.stream.everybody()) == []


def test_thumbnail_has_the_clocks_of_its_picture() -> None:
    stream = Stream(track(), Layer.QUARTER, 2)
    stream.clocks = Clocks(ntp=1, timestamp=2, at=3.0, ours=4)
    assert stream.thinned().clocks == stream.clocks


@pytest.mark.parametrize(("layer", "shown"), [(Layer.QUARTER, 8), (Layer.THUMBNAIL, 20)])
def test_link_that_carries_eight_whole_tiles_carries_twenty_thumbnails(
    layer: Layer, shown: int
) -> None:
    link, camera = Downstream(Departures(), 0.0), track(rids=("q", "h", "f"))
    tiles = [downlink(ssrc=number) for number in range(10, 30)]
    for tile in tiles:
        tile.source, tile.layer = CAMERA, layer
    grants = link.allot([(tile, camera) for tile in by_importance(tiles)], 1.0)
    assert [grant for grant in grants if grant] == [layer] * shown


def test_thumbnail_that_nobody_has_yet_counts_as_no_more_than_its_picture() -> None:
    """A camera that sends one layer is otherwise taken for a shared screen, of ten times that."""
    link, camera = Downstream(Departures(), 0.0), track()
    picture = camera.streams[Layer.FULL] = Stream(camera, Layer.FULL, 1)
    picture.packets, picture.head.at, picture.rate_bps = 1, 1.0, 50_000.0
    tiles = [downlink(ssrc=number) for number in range(10, 58)]
    for tile in tiles:
        tile.source, tile.layer = CAMERA, Layer.THUMBNAIL
    grants = link.allot([(tile, camera) for tile in by_importance(tiles)], 1.0)
    assert [grant for grant in grants if grant] == [Layer.THUMBNAIL] * 24
