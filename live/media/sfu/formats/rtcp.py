"""RTCP in and out (RFC 3550 §6, RFC 4585, RFC 5104). aiortc parses; its exceptions end here."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from aiortc import rtp

from live.errors import BadPacket
from live.media.sfu.formats.feedback import (
    FORMAT_TRANSPORT,
    RTPFB,
    TransportReport,
    transport_report_untrusted,
)

OWN_SSRC: Final = 1
"""The SSRC of our reports: we are one endpoint to each peer, and send no media under it."""
CNAME: Final = b"diemcau"
SDES_CNAME = 1
FEEDBACK_PLI = 1
FEEDBACK_FIR = 4
FEEDBACK_NACK = 1

ReceiverReport = rtp.RtcpRrPacket
SenderReport = rtp.RtcpSrPacket
PayloadFeedback = rtp.RtcpPsfbPacket
TransportFeedback = rtp.RtcpRtpfbPacket
ReportBlock = rtp.RtcpReceiverInfo


class Heard(NamedTuple):
    """The fields that we use of a report block (RFC 3550 §6.4.1)."""

    ssrc: int
    fraction_lost: int
    """In 1/256."""
    highest_sequence: int
    jitter: int
    lsr: int
    dlsr: int


class Reports(NamedTuple):
    """A parsed receiver report (RFC 3550 §6.4.2)."""

    blocks: bytes

    def lost(self) -> bool:
        """Tell whether any report block reports loss."""
        return any(self.blocks[FRACTION_AT :: _blocks.size])

    def heard(self) -> Sequence[Heard]:
        """Return the report blocks."""
        return [Heard._make(block) for block in _blocks.iter_unpack(self.blocks)]


Packet = rtp.AnyRtcpPacket | Reports | TransportReport
_read_head: Final = struct.Struct("!BBH").unpack_from
SENDER_AT = 4
"""Offset of the sender's SSRC in a compound packet; it is never encrypted (RFC 3711 §3.4)."""
_sender_report: Final = struct.Struct("!BBHIQIII BBHIBB10s")
"""A sender report without blocks, and an SDES of one source, padded with zeros to 32-bit words."""
_blocks: Final = struct.Struct("!IBxxxIIII")
FRACTION_AT: Final = 4
"""Offset of the fraction lost in a report block."""
HEADER_BYTES = 4
RR, RR_HEADER_BYTES, SR_HEADER_BYTES = rtp.RTCP_RR, 8, 28
"""RFC 3550 §6.4.1 and §6.4.2."""


def rtcp_untrusted(data: bytes) -> Sequence[Packet]:
    """Parse a compound packet after decryption.

    A part that does not parse is left out, because it may be of an unknown type.

    Raises:
        BadPacket: no part parses.
    """
    packets: list[Packet] = []
    at, parts, unread = 0, 0, 0
    while at + HEADER_BYTES <= len(data):
        first, kind, words = _read_head(data, at)
        part = data[at : at + HEADER_BYTES + 4 * words]
        at += HEADER_BYTES + 4 * words
        parts += 1
        try:
            packets += _part_untrusted(part, first, kind)
        except BadPacket:
            unread += 1
    if unread == parts:
        raise BadPacket("RTCP does not parse")
    return packets


def _part_untrusted(part: bytes, first: int, kind: int) -> Sequence[Packet]:
    try:
        if kind == RTPFB and first & 0x1F == FORMAT_TRANSPORT:
            return (transport_report_untrusted(part),)
        if kind == RR and first & 0xC0 == 0x80:
            return (_reports_untrusted(part, first & 0x1F),)
        if kind == rtp.RTCP_SR and first & 0xC0 == 0x80:
            count = first & 0x1F
            # Ignore profile-specific extensions after the blocks (RFC 3550 §6.4.3).
            end = SR_HEADER_BYTES + _blocks.size * count
            return (SenderReport.parse(part[HEADER_BYTES:end], count),)
        return rtp.RtcpPacket.parse(part)
    except (ValueError, struct.error, IndexError) as error:
        raise BadPacket("RTCP does not parse") from error


def _reports_untrusted(packet: bytes, count: int) -> Reports:
    end = RR_HEADER_BYTES + _blocks.size * count
    if len(packet) < end:
        raise BadPacket("short receiver report")
    return Reports(packet[RR_HEADER_BYTES:end])


def keyframe_targets_untrusted(packet: PayloadFeedback) -> Sequence[int]:
    """Return the SSRCs that a PLI (RFC 4585 §6.3.1) or FIR (RFC 5104 §4.3.1) asks for.

    Raises:
        BadPacket: a FIR with an incomplete entry.
    """
    if packet.fmt == FEEDBACK_PLI:
        return (packet.media_ssrc,)
    if packet.fmt != FEEDBACK_FIR:
        return ()
    if len(packet.fci) % 8:
        raise BadPacket("FIR entries are not 8 bytes")
    return [struct.unpack_from("!I", packet.fci, at)[0] for at in range(0, len(packet.fci), 8)]


def pli(media_ssrc: int) -> bytes:
    """Return a picture loss indication (PLI)."""
    return bytes(PayloadFeedback(fmt=FEEDBACK_PLI, ssrc=OWN_SSRC, media_ssrc=media_ssrc))


def nack(media_ssrc: int, sequences: Iterable[int]) -> bytes:
    """Return a NACK for these 16-bit sequence numbers, given in the order of sending."""
    entries: list[list[int]] = []
    for sequence in sequences:
        behind = (sequence - entries[-1][0] - 1) & 0xFFFF if entries else 16
        if behind < 16:
            entries[-1][1] |= 1 << behind
        else:
            entries.append([sequence, 0])
    body = b"".join(struct.pack("!HH", first, following) for first, following in entries)
    header = struct.pack(
        "!BBHII", 0x80 | FEEDBACK_NACK, 205, 2 + len(entries), OWN_SSRC, media_ssrc
    )
    return header + body


def receiver_reports(blocks: Sequence[ReportBlock]) -> bytes:
    """Return receiver reports; one packet holds 31 blocks at most (RFC 3550 §6.4.1)."""
    return b"".join(
        bytes(ReceiverReport(ssrc=OWN_SSRC, reports=list(blocks[at : at + 31])))
        for at in range(0, len(blocks), 31)
    )


def sender_report(ssrc: int, *, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """Return a sender report and the CNAME that must go with it (RFC 3550 §6.1)."""
    packets, octets = packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    report = (0x80, rtp.RTCP_SR, 6, ssrc, ntp, timestamp, packets, octets)
    return _sender_report.pack(*report, 0x81, rtp.RTCP_SDES, 4, ssrc, SDES_CNAME, len(CNAME), CNAME)
