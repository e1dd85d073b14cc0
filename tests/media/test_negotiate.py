"""What an offer becomes at the engine: numbers and repairs of each slot, and what is promised."""

from live.media.engine import MediaKind, PeerId, SourceName
from live.media.sfu.credentials import IceCredentials
from live.media.sfu.formats.sdp import offer_untrusted
from live.media.sfu.negotiate import negotiate
from live.media.sfu.peer import Peer
from tests.media.test_sdp import CHROMIUM, ENDPOINT, TWCC, section_of
from tests.media.weather import Weather
from tests.media.wire import World

REPEATING = CHROMIUM.replace(
    "a=rtcp-fb:111 transport-cc\r\n", "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack\r\n"
)
"""As our pages write it."""


def negotiated(offer: str, *, in_step: bool = True) -> tuple[Peer, str]:
    """Return a peer and the answer that it gets."""
    peer = Peer(PeerId("p"), World(1, Weather()).context, IceCredentials.fresh(), 0.0)
    publishes = (SourceName("microphone"), SourceName("camera"))
    return peer, negotiate(peer, offer_untrusted(offer), publishes, in_step=in_step).answer(
        ENDPOINT
    )


def test_sound_is_sent_without_transport_numbers_because_the_identical_packet_repairs_it() -> None:
    peer, text = negotiated(REPEATING)
    sound = next(each for each in peer.downlinks if each.kind is MediaKind.AUDIO)
    picture = next(each for each in peer.downlinks if each.kind is MediaKind.VIDEO)
    assert (sound.transport, sound.repair) == (0, None)
    assert picture.transport
    assert picture.repair is not None
    slot = section_of(text, sound.slot.mid)
    assert TWCC not in slot
    assert "transport-cc" not in slot
    assert "a=rtcp-fb:111 nack\r\n" in slot


def test_both_ways_promise_repeated_sound_only_where_it_was_offered() -> None:
    for offer, promised in ((REPEATING, True), (CHROMIUM, False)):
        peer, text = negotiated(offer)
        for mid in (peer.tracks[0].mid, peer.slots()[0].mid):
            assert ("a=rtcp-fb:111 nack\r\n" in section_of(text, mid)) is promised
        assert "a=rtcp-fb:111 transport-cc\r\n" in section_of(text, peer.tracks[0].mid)


def test_who_receives_several_meetings_keeps_nothing_in_step() -> None:
    peer, text = negotiated(CHROMIUM, in_step=False)
    streams = {section_of(text, slot.mid).split("a=msid:")[1].split()[0] for slot in peer.slots()}
    assert len(streams) == len(peer.slots())


def test_first_sound_and_first_picture_are_kept_in_step_and_no_others() -> None:
    peer, text = negotiated(CHROMIUM)
    streams = {
        (slot.kind, slot.index): section_of(text, slot.mid).split("a=msid:")[1].split()[0]
        for slot in peer.slots()
    }
    assert streams[MediaKind.AUDIO, 0] == streams[MediaKind.VIDEO, 0]
    assert len(set(streams.values())) == len(streams) - 1
