"""What RTCP from a client makes the engine do: reports, key frames, retransmissions."""

from collections.abc import Iterable
from typing import Final

from _cffi_backend import _CDataBase as CData
from aiortc import rtp

from live.errors import BadPacket
from live.media.engine import MediaKind
from live.media.sfu.formats.feedback import Calm, Eventful
from live.media.sfu.formats.rtcp import (
    FEEDBACK_NACK,
    SENDER_AT,
    Heard,
    Packet,
    PayloadFeedback,
    ReportBlock,
    Reports,
    SenderReport,
    TransportFeedback,
    keyframe_targets_untrusted,
    rtcp_untrusted,
)
from live.media.sfu.formats.rtp import read_ssrc
from live.media.sfu.peer import Peer
from live.media.sfu.relay.stream import Clocks
from live.media.sfu.sockets.addresses import PackedAddress

MAX_RESENT = 100
"""Most retransmissions for one NACK: enough for a burst of loss, a limit to abuse."""
REPORT_BYTES = 200
"""Bytes that an RTCP datagram counts beside its own size (`peer.REPORTED_PER_S_BYTES`): decrypting
the smallest takes as long as reading this many bytes of a long one."""

CALM_S: Final = 0.9
"""Least seconds between two receiver reports that are read, unless one reports loss; browsers send
one a second."""


def receive_sealed(
    peer: Peer,
    pointer: CData,
    cell: memoryview,
    size: int,
    now: float,
    age_s: float,
    sender: PackedAddress,
) -> None:
    """Take a datagram that looks like RTCP; it arrived ``age_s`` seconds before ``now``.

    Raises:
        BadPacket: the packet is authentic, but no part of it parses.
    """
    session, (ssrc,) = peer.session, read_ssrc(cell, SENDER_AT)
    if session is None:
        return
    if peer.reports.left(now) < size:
        peer.context.counters.flooding += 1
        return
    if not (size := session.open_rtcp(pointer, size, ssrc)):
        peer.context.counters.unauthentic += 1
        return
    peer.reports.take(size + REPORT_BYTES, now)
    peer.prove(sender, now)
    peer.context.forwarder.send_held()
    receive_rtcp(peer, rtcp_untrusted(bytes(cell[:size])), now - age_s)


def receive_rtcp(peer: Peer, packets: Iterable[Packet], now: float) -> None:
    """Act on a compound packet; a part that does not parse is skipped."""
    for packet in packets:
        try:
            _act(peer, packet, now)
        except BadPacket:
            peer.context.counters.bad += 1


def _act(peer: Peer, packet: Packet, now: float) -> None:
    match packet:
        case Calm() | Eventful():
            link = peer.downstream
            if link is not None and link.feedback(packet, now, peer.round_trip_s):
                peer.allot(now)
        case SenderReport():
            _clocks(peer, packet.ssrc, packet.sender_info, now)
            _reports(peer, packet.reports, now)
        case Reports():
            if now - peer.reported_at >= CALM_S or packet.lost():
                _reports(peer, packet.heard(), now)
        case PayloadFeedback():
            for ssrc in keyframe_targets_untrusted(packet):
                _keyframe(peer, ssrc, now)
        case TransportFeedback() if packet.fmt == FEEDBACK_NACK:
            downlink = peer.downlink(packet.media_ssrc)
            if downlink is not None:
                lost = list(dict.fromkeys(n & 0xFFFF for n in packet.lost))[:MAX_RESENT]
                wanted = lost[: peer.resends.take(len(lost), now)]
                peer.context.forwarder.resend(downlink, wanted)
        case _:
            pass


def _clocks(peer: Peer, ssrc: int, info: rtp.RtcpSenderInfo, now: float) -> None:
    """Store a publisher's sender report, and send one to every receiver of the stream."""
    stream = peer.streams.get(ssrc)
    if stream is None:
        return
    ntp = info.ntp_timestamp
    stream.clocks = Clocks(ntp, info.rtp_timestamp, now, peer.wall_clock.ours(ntp, now))
    if stream.base is not None:
        stream.base.clocks = stream.clocks
    for downlink in stream.everybody():
        downlink.report(now)


def _reports(peer: Peer, blocks: Iterable[Heard | ReportBlock], now: float) -> None:
    """Take loss and round trip from the client's report blocks."""
    peer.reported_at = now
    worst: float | None = None
    picture: float | None = None
    for block in blocks:
        downlink = peer.downlink(block.ssrc)
        if downlink is None:
            continue
        loss = block.fraction_lost / 256
        worst = max(worst or 0.0, loss)
        if downlink.kind is MediaKind.VIDEO:
            picture = max(picture or 0.0, loss)
        else:
            peer.misses_sound(downlink, loss, now)
        round_trip_s = downlink.reports.round_trip_s(block.lsr, block.dlsr, now)
        if round_trip_s is not None:
            peer.round_trip_s = round_trip_s
    if worst is not None:
        peer.loss_down = worst
    if picture is not None and peer.loss_cap.report(picture, now):
        for downlink in peer.downlinks:
            if downlink.kind is MediaKind.VIDEO:
                peer.context.switchboard.settle(downlink, now)


def _keyframe(peer: Peer, ssrc: int, now: float) -> None:
    """Pass a key frame request for a slot on to its present and its awaited stream."""
    downlink = peer.downlink(ssrc)
    if downlink is None:
        return
    for stream in (downlink.stream, downlink.coming):
        if stream is not None:
            stream.need_keyframe(now)
