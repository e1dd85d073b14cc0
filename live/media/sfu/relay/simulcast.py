"""Which track and layer a new SSRC belongs to (RFC 8843 §9.2, RFC 8852, RFC 8853). Pure.

Chromium's simulcast offer lists no SSRCs, and Firefox's does not say which layer each SSRC is. So
mid and rid of the first packets decide; the offer's SSRCs are used for packets without a mid.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from live.media.engine import Layer
from live.media.sfu.formats.rtp import Packet
from live.media.sfu.relay.track import Track


class Identity(NamedTuple):
    """What a packet belongs to."""

    track: Track
    layer: Layer
    repairs: bool
    """Whether the SSRC is a retransmission stream (RTX)."""


def identify(packet: Packet, tracks: Sequence[Track]) -> Identity | None:
    """Return the track and layer of a packet; None when that is not known yet."""
    candidates = [track for track in tracks if _carries(track, packet.payload_type)]
    track = _by_mid(packet, candidates) if packet.mid is not None else _unnamed(packet, candidates)
    if track is None:
        return None
    repairs = packet.payload_type == track.codec.retransmission
    rid = (packet.repaired_rid or packet.rid) if repairs else packet.rid
    if track.rids and rid not in track.rids:
        return None
    return Identity(track, track.layer_of(rid), repairs)


def _carries(track: Track, payload_type: int) -> bool:
    codec = track.codec
    return payload_type in (codec.payload_type, codec.retransmission, codec.redundant)


def _by_mid(packet: Packet, candidates: Iterable[Track]) -> Track | None:
    return next((track for track in candidates if track.mid == packet.mid), None)


def _unnamed(packet: Packet, candidates: Sequence[Track]) -> Track | None:
    """Return the track with this SSRC in the offer, else the only track with the payload type."""
    for track in candidates:
        if packet.ssrc in track.section.ssrcs:
            return track
    return candidates[0] if len(candidates) == 1 else None
