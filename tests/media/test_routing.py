"""Who sees and hears whom."""

from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.keyframes import MIN_INTERVAL_S
from live.media.sfu.relay.routing import PATIENCE_S, Switchboard
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from tests.media.fakes import (
    FakePort,
    FakePublisher,
    FakeReceiver,
    arrival,
    downlink,
    track,
    vp8,
)

CAM, OTHER, MIC = SourceName("cam"), SourceName("other"), SourceName("mic")


class Room:
    """A switchboard and publishers who send when told."""

    def __init__(self) -> None:
        self.board = Switchboard()
        self.port = FakePort()
        self.forwarder = Forwarder(self.port)
        self.publisher = FakePublisher()
        self.now = 0.0
        self.sequence = 0

    def publish(
        self, source: SourceName = CAM, *layers: Layer, kind: MediaKind = MediaKind.VIDEO
    ) -> Track:
        made = track(source, self.publisher, kind=kind, rids=tuple(layers))
        self.board.publish(made, self.now)
        for number, layer in enumerate(layers or (Layer.FULL,)):
            made.streams[layer] = Stream(made, layer, number)
            self.board.refresh(made, self.now)
        return made

    def send(self, made: Track, *layers: Layer, keyframe: bool = True) -> None:
        self.sequence += 1
        self.now += 0.02
        for layer in layers or tuple(made.streams):
            payload = vp8(self.sequence, keyframe=keyframe)
            packet, cell = arrival(self.sequence, self.sequence * 3000, payload)
            self.forwarder.packet(made.streams[layer], packet, cell, self.now)


def shown(slot: object) -> tuple[str, Layer] | None:
    stream: Stream | None = getattr(slot, "stream", None)
    return None if stream is None else (str(stream.track.source), stream.layer)


def test_source_may_come_after_it_is_wanted_and_its_key_frame_is_asked_for_at_once() -> None:
    room, slot = Room(), downlink()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    camera = room.publish()
    assert room.publisher.asked == [camera.streams[Layer.FULL]]
    room.send(camera, keyframe=False)
    assert shown(slot) is None
    room.send(camera)
    assert shown(slot) == ("cam", Layer.FULL)


def test_many_receivers_cost_the_publisher_one_key_frame() -> None:
    room = Room()
    room.publish()
    for number in range(50):
        room.board.want(downlink(ssrc=number), CAM, Layer.FULL, room.now + number / 1000)
    assert len(room.publisher.asked) == 1
    assert MIN_INTERVAL_S > 0.05


def test_slot_gets_the_layer_it_may_have_and_a_better_one_when_it_comes() -> None:
    room, tile, stage = Room(), downlink(), downlink(ssrc=8)
    camera = room.publish(CAM, *LAYERS)
    room.board.want(tile, CAM, Layer.QUARTER, room.now)
    room.board.want(stage, CAM, Layer.FULL, room.now)
    room.send(camera, Layer.QUARTER, Layer.HALF)
    room.board.refresh(camera, room.now)
    room.send(camera, Layer.QUARTER, Layer.HALF)
    assert (shown(tile), shown(stage)) == (("cam", Layer.QUARTER), ("cam", Layer.HALF))
    room.send(camera, keyframe=False)
    room.board.refresh(camera, room.now)
    room.send(camera)
    assert (shown(tile), shown(stage)) == (("cam", Layer.QUARTER), ("cam", Layer.FULL))


def test_slot_falls_back_when_its_layer_ends() -> None:
    room, stage = Room(), downlink()
    camera = room.publish(CAM, *LAYERS)
    room.board.want(stage, CAM, Layer.FULL, room.now)
    for _ in range(2):
        room.send(camera)
        room.board.refresh(camera, room.now)
    assert shown(stage) == ("cam", Layer.FULL)
    room.now += 1.0
    for _ in range(2):
        room.send(camera, Layer.QUARTER)
        room.board.refresh(camera, room.now)
    assert shown(stage) == ("cam", Layer.QUARTER)


def test_weak_link_is_given_a_smaller_layer() -> None:
    room, receiver = Room(), FakeReceiver()
    slot, camera = downlink(receiver), room.publish(CAM, *LAYERS)
    room.board.want(slot, CAM, Layer.FULL, room.now)
    for cap in (Layer.FULL, Layer.QUARTER):
        receiver.layer_cap = cap
        for _ in range(2):
            room.send(camera)
            room.board.settle(slot, room.now)
        room.send(camera)
        assert shown(slot) == ("cam", cap)


def test_old_picture_stays_until_the_new_one_can_begin_but_not_for_ever() -> None:
    room, slot = Room(), downlink()
    camera, other = room.publish(), room.publish(OTHER)
    room.board.want(slot, CAM, Layer.FULL, room.now)
    room.send(camera)
    room.board.want(slot, OTHER, Layer.FULL, room.now)
    room.send(camera)
    assert shown(slot) == ("cam", Layer.FULL)
    room.board.impatient([slot], room.now)
    assert shown(slot) == ("cam", Layer.FULL)
    room.board.impatient([slot], room.now + PATIENCE_S + 0.1)
    assert shown(slot) is None
    room.send(other)
    assert shown(slot) == ("other", Layer.FULL)


def test_closed_microphone_is_silent_at_once_even_if_the_next_has_not_begun() -> None:
    room, slot = Room(), downlink(kind=MediaKind.AUDIO)
    voice = room.publish(MIC, kind=MediaKind.AUDIO)
    room.board.want(slot, MIC, Layer.FULL, room.now)
    room.send(voice)
    assert shown(slot) == ("mic", Layer.FULL)
    room.port.taken()
    room.board.want(slot, SourceName("nobody yet"), Layer.FULL, room.now)
    room.send(voice)
    assert room.port.taken() == []


def test_emptied_slot_and_source_of_the_wrong_kind_are_sent_nothing() -> None:
    room, slot = Room(), downlink()
    camera = room.publish()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    room.send(camera)
    room.board.want(slot, None, Layer.FULL, room.now)
    room.send(camera)
    voice = room.publish(MIC, kind=MediaKind.AUDIO)
    room.board.want(slot, MIC, Layer.FULL, room.now)
    room.send(voice)
    assert shown(slot) is None
    assert len(room.port.taken()) == 1


def test_source_that_comes_back_under_its_name_fills_its_slots_again() -> None:
    room, slot = Room(), downlink()
    first = room.publish()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    room.send(first)
    room.board.withdraw(first, room.now)
    assert shown(slot) is None
    second = room.publish()
    room.send(second)
    assert slot.stream is second.streams[Layer.FULL]
    room.board.withdraw(first, room.now)
    assert slot.stream is second.streams[Layer.FULL], "the old one takes nothing with it"


def test_who_was_covered_by_another_device_is_seen_again_when_that_one_goes() -> None:
    room, slot = Room(), downlink()
    first = room.publish()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    second, third = room.publish(), room.publish()
    room.send(third)
    assert slot.stream is third.streams[Layer.FULL]
    room.board.withdraw(second, room.now)
    room.board.withdraw(third, room.now)
    assert room.board.track(CAM) is first
    room.send(first)
    assert slot.stream is first.streams[Layer.FULL]
    room.board.withdraw(first, room.now)
    assert room.board.track(CAM) is None


def test_receiver_who_left_is_sent_nothing() -> None:
    room, slot = Room(), downlink()
    camera = room.publish()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    room.board.unsubscribe(slot)
    room.send(camera)
    assert room.port.taken() == []
    room.board.unsubscribe(slot)


def test_receiver_without_keys_waits_for_them() -> None:
    room, receiver = Room(), FakeReceiver(session=None)
    slot, camera = downlink(receiver), room.publish()
    room.board.want(slot, CAM, Layer.FULL, room.now)
    room.send(camera)
    assert shown(slot) is None
    assert room.publisher.asked == []
