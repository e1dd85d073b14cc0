"""From an offer to a peer's tracks and slots, and to the answer."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from live.errors import BadPacket, EngineError
from live.media.engine import MediaKind, Slot, SourceName
from live.media.sfu.formats.answer import (
    TRANSPORT_FEEDBACK,
    Endpoint,
    Inactive,
    Origin,
    Receiving,
    RejectedSection,
    Sending,
    Verdict,
    answer,
)
from live.media.sfu.formats.rtp import TRANSPORT_URI, URIS, Extension
from live.media.sfu.formats.sdp import Codec, Offer, Section, offer_untrusted
from live.media.sfu.peer import Peer
from live.media.sfu.relay.downlink import Downlink, Repair
from live.media.sfu.relay.rewrite import FIRST_NUMBER_LIMIT
from live.media.sfu.relay.track import Track

STAGE = "stage"
"""Stream id (msid) of a client's first audio and first video slot, which show the speaker."""


def read_offer(text: str) -> Offer:
    """Parse an offer and check that at least one m-section has a usable codec.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was offered and answered; an ICE restart repeats it with other credentials."""

    offer: Offer
    publishes: tuple[SourceName | None, ...]
    verdicts: Mapping[str, Verdict]
    origin: Origin

    def continued(
        self, offer: Offer, publishes: tuple[SourceName | None, ...]
    ) -> "Agreement | None":
        """Return the agreement after a later offer; None when that is of another session.

        The same certificate proves the same client, so it may go on over another path.
        """
        before = self.offer
        if (offer.fingerprints, publishes) != (before.fingerprints, self.publishes):
            return None
        if len(offer.sections) != len(before.sections):
            return None
        if not all(map(_is_same, before.sections, offer.sections)):
            return None
        return replace(self, offer=offer, origin=self.origin.next())

    def restarts(self, offer: Offer) -> bool:
        """Tell whether an offer restarts ICE: its ICE credentials differ."""
        return offer.ice != self.offer.ice

    def answer(self, endpoint: Endpoint) -> str:
        """Write the answer."""
        return answer(self.offer, self.verdicts, endpoint, self.origin)


def _is_same(before: Section, after: Section) -> bool:
    """Tell whether packets of an m-section keep their format; other attributes may change.

    A later offer of a browser lists only the header extensions that were negotiated.
    """
    if before.codec is None or after.codec is None:
        return (before.mid, before.codec) == (after.mid, after.codec)
    known = {uri: number for uri, number in before.extensions.items() if uri in URIS}
    again = {uri: number for uri, number in after.extensions.items() if uri in URIS}
    return again.items() <= known.items() and _looks(before, before.codec) == _looks(
        after, after.codec
    )


def _looks(section: Section, codec: Codec) -> tuple[object, ...]:
    types = (codec.payload_type, codec.retransmission, codec.redundant)
    return section.mid, section.direction, section.rids, types


def negotiate(
    peer: Peer, offer: Offer, publishes: tuple[SourceName | None, ...], *, in_step: bool = True
) -> Agreement:
    """Give the peer its tracks and slots, and return the agreement to answer with; the client keeps
    the stage ``in_step``."""
    names = iter(publishes)
    indices: Counter[MediaKind] = Counter()
    verdicts: dict[str, Verdict] = {}
    ssrcs = _ssrcs()
    tracks: list[Track] = []
    downlinks: list[Downlink] = []
    for section in offer.sections:
        kind, codec = section.kind, section.codec
        name = next(names, None) if section.sends and kind is not None else None
        verdict: Verdict = Inactive()
        if kind is None or codec is None:
            verdict = RejectedSection()
        elif name is not None:
            tracks.append(Track(peer, name, section, kind, codec))
            verdict = Receiving()
        elif section.receives:
            slot = Slot(mid=section.mid, kind=kind, index=indices[kind])
            indices[kind] += 1
            verdict = _sending(section, codec, ssrcs, slot, slot.index == 0 and in_step)
            downlinks.append(_downlink(peer, slot, codec, verdict))
        verdicts[section.mid] = verdict
    peer.negotiated(tuple(tracks), tuple(downlinks), _extensions(offer.sections, verdicts))
    return Agreement(offer=offer, publishes=publishes, verdicts=verdicts, origin=Origin.fresh())


def _ssrcs() -> Iterator[int]:
    """Yield random distinct SSRCs; 0 means none and 1 is `rtcp.OWN_SSRC`."""
    taken = {0, 1}
    while True:
        ssrc = secrets.randbits(32)
        if ssrc not in taken:
            taken.add(ssrc)
            yield ssrc


def _sending(
    section: Section, codec: Codec, ssrcs: Iterator[int], slot: Slot, in_step: bool
) -> Sending:
    """Return SSRCs, stream and header extension of a slot for the answer.

    A packet with a transport-wide number cannot be resent byte for byte, so only slots with an RTX
    stream have such numbers: video. Audio is retransmitted as the identical packet.
    """
    repairs = "nack" in codec.feedback and codec.retransmission is not None
    numbered = TRANSPORT_FEEDBACK in codec.feedback and repairs
    return Sending(
        ssrc=next(ssrcs),
        repair_ssrc=next(ssrcs) if repairs else None,
        together=STAGE if in_step else None,
        transport_id=section.extensions.get(TRANSPORT_URI, 0) if numbered else 0,
    )


def _downlink(peer: Peer, slot: Slot, codec: Codec, verdict: Sending) -> Downlink:
    repair = None
    if verdict.repair_ssrc is not None and codec.retransmission is not None:
        repair = Repair(
            ssrc=verdict.repair_ssrc,
            payload_type=codec.retransmission,
            first_number=secrets.randbelow(FIRST_NUMBER_LIMIT),
        )
    return Downlink(
        peer,
        slot,
        ssrc=verdict.ssrc,
        payload_type=codec.payload_type,
        start=(secrets.randbelow(FIRST_NUMBER_LIMIT), secrets.randbits(32)),
        transport_id=verdict.transport_id,
        repair=repair,
    )


def _extensions(
    sections: tuple[Section, ...], verdicts: Mapping[str, Verdict]
) -> dict[int, Extension]:
    """Return the header extensions of received m-sections by id; bundled sections share ids."""
    return {
        number: URIS[uri]
        for section in sections
        if isinstance(verdicts[section.mid], Receiving)
        for uri, number in section.extensions.items()
        if uri in URIS
    }
