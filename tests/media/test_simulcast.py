"""Streams are told apart by what their first packets and the offer say."""

from dataclasses import replace

from live.media.engine import Layer, MediaKind
from live.media.sfu.formats.rtp import Packet
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.simulcast import identify
from live.media.sfu.relay.track import Track
from tests.media.fakes import track

CAMERA = track("cam", mid="1", rids=("q", "h", "f"))
MICROPHONE = track("mic", kind=MediaKind.AUDIO, mid="0", payload_type=111, repair=None)


def packet(
    payload_type: int = 96,
    *,
    ssrc: int = 5,
    mid: str | None = None,
    rid: str | None = None,
    repaired: str | None = None,
) -> Packet:
    made = Packet()
    made.payload_type, made.ssrc = payload_type, ssrc
    made.mid, made.rid, made.repaired_rid = mid, rid, repaired
    return made


def found(made: Packet, *tracks: Track) -> tuple[str, Layer, bool] | None:
    identity = identify(made, tracks or (MICROPHONE, CAMERA))
    return identity and (str(identity.track.source), identity.layer, identity.repairs)


def test_layer_is_known_by_mid_and_rid() -> None:
    assert found(packet(mid="1", rid="q")) == ("cam", Layer.QUARTER, False)
    assert found(packet(mid="1", rid="f")) == ("cam", Layer.FULL, False)


def test_layer_is_not_guessed_without_its_rid() -> None:
    assert found(packet(mid="1")) is None
    assert found(packet(mid="1", rid="x")) is None
    assert found(packet(mid="2", rid="q")) is None


def test_retransmission_belongs_to_the_layer_that_it_repairs() -> None:
    assert found(packet(97, mid="1", repaired="h")) == ("cam", Layer.HALF, True)


def test_sound_is_known_with_copies_and_without() -> None:
    both = track("mic", kind=MediaKind.AUDIO, mid="0", payload_type=111, repair=None, redundant=63)
    assert found(packet(63, mid="0"), both) == ("mic", Layer.FULL, False)
    assert found(packet(63, mid="0")) is None


def test_payload_type_of_another_track_is_not_accepted() -> None:
    assert found(packet(111, mid="1", rid="q")) is None
    assert found(packet(13)) is None


def test_lone_track_is_known_by_its_payload_type_or_by_the_offers_stream() -> None:
    assert found(packet(111)) == ("mic", Layer.FULL, False)
    screen = track("screen", mid="2", ssrcs=(5, 6))
    camera = track("camera", mid="3", ssrcs=(8, 9))
    assert found(packet(ssrc=9), screen, camera) == ("camera", Layer.FULL, False)
    assert found(packet(ssrc=7), screen, camera) is None


def test_layers_with_other_names_are_taken_in_their_order() -> None:
    odd = track("odd", rids=("low", "mid", "high"))
    assert [odd.layer_of(rid) for rid in odd.rids] == list(LAYERS)
    assert odd.layer_of(None) is Layer.FULL
    assert replace(odd.section, rids=()).rids == ()
