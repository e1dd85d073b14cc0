"""RTCP written and read."""

import struct

import pytest
from aiortc import rtp

from live.errors import BadPacket
from live.media.sfu.formats.rtcp import (
    Heard,
    PayloadFeedback,
    ReportBlock,
    Reports,
    SenderReport,
    TransportFeedback,
    keyframe_targets_untrusted,
    nack,
    pli,
    receiver_reports,
    rtcp_untrusted,
    sender_report,
)


@pytest.mark.parametrize(
    "numbers",
    [[5], [5, 6, 21], [5, 22], [65535, 0, 1], [65530, 65535, 10], list(range(0, 200, 3))],
)
def test_request_for_packets_reads_back_as_the_same_numbers(numbers: list[int]) -> None:
    (packet,) = rtcp_untrusted(nack(77, numbers))
    assert isinstance(packet, TransportFeedback)
    assert packet.media_ssrc == 77
    assert [number & 0xFFFF for number in packet.lost] == numbers


def test_request_for_a_key_frame_names_its_stream() -> None:
    (packet,) = rtcp_untrusted(pli(77))
    assert isinstance(packet, PayloadFeedback)
    assert list(keyframe_targets_untrusted(packet)) == [77]


def test_full_intra_request_names_its_streams_inside() -> None:
    fci = struct.pack("!IB3xIB3x", 5, 1, 6, 2)
    request = PayloadFeedback(fmt=4, ssrc=1, media_ssrc=0, fci=fci)
    assert list(keyframe_targets_untrusted(request)) == [5, 6]
    assert list(keyframe_targets_untrusted(PayloadFeedback(fmt=15, ssrc=1, media_ssrc=0))) == []
    with pytest.raises(BadPacket):
        keyframe_targets_untrusted(PayloadFeedback(fmt=4, ssrc=1, media_ssrc=0, fci=fci[:5]))


def test_sender_report_may_have_an_extension_that_only_its_sender_knows() -> None:
    """RFC 3550 §6.4.3."""
    report = sender_report(9, ntp=5 << 32, timestamp=7, packets=1, octets=2)[:28]
    longer = report[:2] + (6 + 3).to_bytes(2, "big") + report[4:] + b"profile only"
    (packet,) = rtcp_untrusted(longer)
    assert isinstance(packet, SenderReport)
    assert (packet.ssrc, packet.sender_info.rtp_timestamp, packet.reports) == (9, 7, [])


def test_part_that_does_not_parse_loses_only_itself() -> None:
    broken = b"\x81\xca\x00\x02" + bytes(4) + b"\x01\xff\x00\x00"
    cut = b"\x81\xce\x00\x09" + bytes(4)
    packets = rtcp_untrusted(pli(5) + broken + pli(6) + cut)
    assert [p.media_ssrc for p in packets if isinstance(p, PayloadFeedback)] == [5, 6]


def test_reports_of_many_streams_are_split() -> None:
    block = ReportBlock(
        ssrc=9, fraction_lost=1, packets_lost=-2, highest_sequence=3, jitter=4, lsr=5, dlsr=6
    )
    packets = rtcp_untrusted(receiver_reports([block] * 40))
    assert [len(p.heard()) for p in packets if isinstance(p, Reports)] == [31, 9]
    assert isinstance(packets[0], Reports)
    assert packets[0].heard()[0] == Heard(
        ssrc=9, fraction_lost=1, highest_sequence=3, jitter=4, lsr=5, dlsr=6
    )


def test_sender_report_comes_with_the_name_that_must_go_with_it() -> None:
    report, names = rtcp_untrusted(
        sender_report(9, ntp=1 << 40, timestamp=5, packets=(1 << 32) + 6, octets=7)
    )
    assert isinstance(report, SenderReport)
    assert report.sender_info == rtp.RtcpSenderInfo(
        ntp_timestamp=1 << 40, rtp_timestamp=5, packet_count=6, octet_count=7
    )
    assert isinstance(names, rtp.RtcpSdesPacket)
    assert [chunk.ssrc for chunk in names.chunks] == [9]


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x80\xc8\x00\x06",
        b"\x81\xc9\x00\x01\x00\x00\x00\x01",
        b"\x81\xce\x00\x01\x00\x00\x00\x01",
        b"\x40\xc8\x00\x00",
        b"\x81\xca\x00\x02" + bytes(4) + b"\x01\xff\x00\x00",
    ],
)
def test_broken_compound_packet_is_refused(data: bytes) -> None:
    with pytest.raises(BadPacket):
        rtcp_untrusted(data)
