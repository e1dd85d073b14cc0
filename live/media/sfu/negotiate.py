"""From an offer to a peer's tracks and slots, and to the answer that promises them."""

import secrets
from collections import Counter
from collections.abc import Mapping

from live.errors import BadPacket, EngineError
from live.media.engine import Kind, Slot, SourceName
from live.media.sfu.answer import Endpoint, Inactive, Receiving, Rejected, Sending, Verdict, answer
from live.media.sfu.downlink import Downlink
from live.media.sfu.peer import Peer
from live.media.sfu.rewrite import FIRST_NUMBER_LIMIT
from live.media.sfu.rtp import URIS, Extension
from live.media.sfu.sdp import Offer, Section, offer_untrusted
from live.media.sfu.uplink import Track


def read_offer(text: str) -> Offer:
    """Parse an offer and check that something of it can be served.

    Raises:
        EngineError: ``bad_offer``.
    """
    try:
        offer = offer_untrusted(text)
    except BadPacket as error:
        raise EngineError("bad_offer", str(error)) from None
    if all(section.codec is None for section in offer.sections):
        raise EngineError("bad_offer", "no usable codec")
    return offer


def negotiate(
    peer: Peer, offer: Offer, publishes: tuple[SourceName, ...], endpoint: Endpoint
) -> str:
    """Give the peer its tracks and slots, and return the answer."""
    names = iter(publishes)
    indices: Counter[Kind] = Counter()
    verdicts: dict[str, Verdict] = {}
    tracks: list[Track] = []
    downlinks: list[Downlink] = []
    for section in offer.sections:
        kind, codec = section.kind, section.codec
        name = next(names, None) if section.sends and kind is not None else None
        verdict: Verdict = Inactive()
        if kind is None or codec is None:
            verdict = Rejected()
        elif name is not None:
            tracks.append(Track(peer, name, section, kind, codec))
            verdict = Receiving()
        elif section.receives:
            slot = Slot(mid=section.mid, kind=kind, index=indices[kind])
            indices[kind] += 1
            downlinks.append(_downlink(peer, slot, codec.payload_type, downlinks))
            verdict = Sending(ssrc=downlinks[-1].ssrc)
        verdicts[section.mid] = verdict
    peer.negotiated(tuple(tracks), tuple(downlinks), _extensions(offer.sections, verdicts))
    return answer(offer, verdicts, endpoint)


def _downlink(peer: Peer, slot: Slot, payload_type: int, others: list[Downlink]) -> Downlink:
    taken = {other.ssrc for other in others}
    ssrc = next(
        each for each in iter(lambda: secrets.randbits(32), None) if each > 1 and each not in taken
    )
    start = (secrets.randbelow(FIRST_NUMBER_LIMIT), secrets.randbits(32))
    return Downlink(peer, slot, ssrc=ssrc, payload_type=payload_type, start=start)


def _extensions(
    sections: tuple[Section, ...], verdicts: Mapping[str, Verdict]
) -> dict[int, Extension]:
    """Return the extension ids of what is received; they are the same in all bundled sections."""
    return {
        number: URIS[uri]
        for section in sections
        if isinstance(verdicts[section.mid], Receiving)
        for uri, number in section.extensions.items()
        if uri in URIS
    }
