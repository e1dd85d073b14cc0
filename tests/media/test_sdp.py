"""Offers of browsers and answers to them: every trap that was met."""

from pathlib import Path

import pytest

from live.errors import BadPacket, EngineError
from live.media.engine import MediaKind
from live.media.sfu.formats.answer import (
    Endpoint,
    Origin,
    Receiving,
    RejectedSection,
    Sending,
    answer,
)
from live.media.sfu.formats.sdp import MAX_OFFER_CHARACTERS, Direction, offer_untrusted
from live.media.sfu.negotiate import read_offer

DATA = Path(__file__).parent.parent / "data"
CHROMIUM = (DATA / "offer_chromium.sdp").read_bytes().decode()
FIREFOX = (DATA / "offer_firefox.sdp").read_bytes().decode()
TWCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
ENDPOINT = Endpoint(
    ufrag="ufrag",
    password="a password of some length",
    fingerprint_sha256="AA:BB",
    addresses=("192.0.2.1", "198.51.100.1"),
    port=4000,
)


def section_of(text: str, mid: str) -> str:
    """Return one m-section of a description."""
    parts = ("m=" + part for part in text.split("\r\nm=")[1:])
    return next(part for part in parts if f"a=mid:{mid}\r\n" in part + "\r\n")


def answered(text: str, sending: Sending | None = None) -> str:
    """Return an answer that takes in what is sent and fills what is received."""
    offer = offer_untrusted(text)
    return answer(
        offer,
        {
            each.mid: RejectedSection()
            if each.codec is None
            else Receiving()
            if each.sends
            else sending or Sending(ssrc=1000 + int(each.mid))
            for each in offer.sections
        },
        ENDPOINT,
        Origin(7),
    )


def test_chromium_offers_layers_without_naming_their_streams() -> None:
    offer = offer_untrusted(CHROMIUM)
    camera = offer.sections[1]
    assert (camera.kind, camera.direction) == (MediaKind.VIDEO, Direction.SENDONLY)
    assert camera.rids == ("q", "h", "f")
    assert camera.ssrcs == ()
    assert camera.codec is not None
    assert (camera.codec.payload_type, camera.codec.retransmission) == (96, 97)
    assert (camera.extensions[MID], camera.extensions[TWCC]) == (4, 3)
    assert [each.receives for each in offer.sections] == [False, False, True, True, True]


def test_firefox_numbers_differ_and_a_bundled_section_with_port_0_is_not_rejected() -> None:
    offer = offer_untrusted(FIREFOX)
    camera = offer.sections[1]
    assert "\r\nm=video 0 " in FIREFOX
    assert camera.codec is not None
    assert camera.codec.payload_type == 120
    assert camera.codec.retransmission == 124
    assert camera.extensions[RID] == 9, "the direction behind the number is cut off"
    assert camera.repairs == {2222: 1111}
    assert camera.rids == ("q", "h", "f")


@pytest.mark.parametrize("text", [CHROMIUM, FIREFOX], ids=["chromium", "firefox"])
def test_answer_echoes_the_ids_of_the_offer_and_no_more_than_it_understands(text: str) -> None:
    offer = offer_untrusted(text)
    camera = section_of(answered(text), offer.sections[1].mid)
    for uri in (MID, RID, TWCC):
        assert f"a=extmap:{offer.sections[1].extensions[uri]} {uri}" in camera
    assert "abs-send-time" not in camera
    assert "extmap-allow-mixed" not in answered(text), "two-byte headers are not parsed"


def test_answer_takes_in_layers_with_feedback_and_retransmission() -> None:
    camera = section_of(answered(CHROMIUM), "1")
    for line in (
        "m=video 4000 UDP/TLS/RTP/SAVPF 96 97",
        "a=rid:q recv",
        "a=rid:h recv",
        "a=rid:f recv",
        "a=simulcast:recv q;h;f",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=rtcp-fb:96 ccm fir",
        "a=rtcp-fb:96 transport-cc",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "a=recvonly",
        "a=setup:passive",
    ):
        assert f"{line}\r\n" in camera + "\r\n"
    sound = section_of(answered(CHROMIUM), "0")
    assert "a=rtcp-fb:111 transport-cc" in sound
    assert "a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=24000\r\n" in sound
    assert "a=ptime:40" in sound


def test_sound_is_taken_in_with_copies_of_earlier_sound_and_of_nothing_else() -> None:
    sound = section_of(answered(CHROMIUM), "0")
    for line in (
        "m=audio 4000 UDP/TLS/RTP/SAVPF 111 63",
        "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111",
    ):
        assert f"{line}\r\n" in sound + "\r\n"
    assert "red/" not in section_of(answered(CHROMIUM), "2"), "slots have plain sound"
    assert "red/" not in answered(FIREFOX)
    for other in ("111/9", "9/9", "111/111/x", ""):
        changed = CHROMIUM.replace("a=fmtp:63 111/111", f"a=fmtp:63 {other}")
        assert "red/" not in answered(changed)


@pytest.mark.parametrize(
    "written",
    ["apt=96;rtx-time=9", "rtx-time=9; apt=96", "APT=96;", "rtx-time=9\r\na=fmtp:97 apt=96"],
)
def test_parameters_are_read_in_any_order_and_number(written: str) -> None:
    camera = section_of(answered(CHROMIUM.replace("a=fmtp:97 apt=96", f"a=fmtp:97 {written}")), "1")
    assert "a=rtpmap:97 rtx/90000\r\n" in camera
    other = section_of(answered(CHROMIUM.replace("apt=96", "rtx-time=96;apt=98")), "1")
    assert "rtx" not in other, "it repairs something else"


def test_answer_wants_sound_of_its_own_rate_whatever_was_offered() -> None:
    offer = CHROMIUM.replace("minptime=10;", "maxaveragebitrate=510000; minptime=10;")
    sound = section_of(answered(offer), "0")
    assert "a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=24000\r\n" in sound


def test_answer_fixes_a_stream_for_every_slot() -> None:
    slot = section_of(answered(CHROMIUM), "3")
    assert "a=ssrc:1003 cname:" in slot
    assert "ptime" not in slot
    assert "a=msid:slot3 3" in slot
    assert "a=sendonly" in slot
    assert "rtx" not in slot


def test_slot_with_repairs_and_numbers_promises_both_and_one_without_neither() -> None:
    numbered = Sending(ssrc=5, repair_ssrc=6, transport_id=3)
    slot = section_of(answered(CHROMIUM, numbered), "4")
    for line in (
        "m=video 4000 UDP/TLS/RTP/SAVPF 96 97",
        "a=fmtp:97 apt=96",
        "a=rtcp-fb:96 transport-cc",
        f"a=extmap:3 {TWCC}",
        "a=ssrc-group:FID 5 6",
        "a=ssrc:6 cname:diemcau",
    ):
        assert f"{line}\r\n" in slot
    assert slot.count("a=extmap") == 1
    plain = section_of(answered(CHROMIUM), "4")
    assert not any(each in plain for each in ("extmap", "transport-cc", "FID", "rtx"))


def test_answer_gives_every_address_best_first_and_bundles_all() -> None:
    text = answered(CHROMIUM)
    assert "a=group:BUNDLE 0 1 2 3 4\r\n" in text
    assert "a=ice-lite\r\n" in text
    candidates = [line for line in text.split("\r\n") if line.startswith("a=candidate")][:2]
    assert [line.split()[4] for line in candidates] == ["192.0.2.1", "198.51.100.1"]
    assert int(candidates[0].split()[3]) > int(candidates[1].split()[3])


def test_section_that_cannot_be_forwarded_is_rejected_and_left_out_of_the_bundle() -> None:
    text = CHROMIUM.replace("VP8/90000", "AV1/90000", 1) + (
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:9\r\na=setup:actpass\r\n"
    )
    made = answered(text)
    assert "m=application 0 UDP/DTLS/SCTP webrtc-datachannel" in made
    assert "m=video 0 UDP/TLS/RTP/SAVPF 96" in made
    assert "a=group:BUNDLE 0 2 3 4\r\n" in made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=0\r\n",
        "m=\r\n",
        "m=audio\r\n",
        CHROMIUM.replace("a=mid:1", "a=mid:0"),
        CHROMIUM.replace("a=mid:1", "a=mid:a b"),
        CHROMIUM.replace("a=mid:1\r\n", ""),
        CHROMIUM.replace("a=fingerprint", "a=print"),
        CHROMIUM.replace("a=fingerprint:sha-256", "a=fingerprint:md5"),
        CHROMIUM.replace("a=setup:actpass", "a=setup:passive"),
        CHROMIUM.replace("a=extmap:4 ", "a=extmap:four "),
        CHROMIUM.replace("a=rid:q send", "a=rid:q\x00 send"),
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n" * 200,
        "x" * (MAX_OFFER_CHARACTERS + 1),
    ],
)
def test_broken_offer_is_refused(text: str) -> None:
    with pytest.raises(BadPacket):
        offer_untrusted(text)
    with pytest.raises(EngineError, match="bad_offer"):
        read_offer(text)


@pytest.mark.parametrize(
    "text",
    [
        "m=\n" * 60_000,
        CHROMIUM + "".join(f"a=fingerprint:sha-256 {n}\r\n" for n in range(9)),
    ],
    ids=["sections", "fingerprints"],
)
def test_offer_of_too_much_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(BadPacket, match="too many"):
        offer_untrusted(text)


def test_offer_without_a_usable_codec_is_refused() -> None:
    text = CHROMIUM.replace("VP8/", "AV1/").replace("opus/", "PCMU/")
    with pytest.raises(EngineError, match="bad_offer"):
        read_offer(text)
