"""The answer to an offer: ICE-lite, DTLS passive, one port, slots of fixed SSRC (RFC 8829 §5.3)."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from live.media.sfu.formats.red import RED
from live.media.sfu.formats.rtcp import CNAME
from live.media.sfu.formats.rtp import URIS
from live.media.sfu.formats.sdp import Codec, Offer, Section

FEEDBACK: Final = ("nack", "nack pli", "ccm fir")
"""RTCP feedback that we use. Browsers offer none of it for audio; our pages add ``nack`` to their
offer, and Chromium then sends NACKs for audio and answers ours (seen with 156)."""
TRANSPORT_FEEDBACK: Final = "transport-cc"
SOUND_BPS: Final = 24_000
"""Most that a microphone sends on average, in-band FEC included: enough for good speech (RFC 7587
§3.1.1: 16–20 kbit/s wide band), and a weak link of 40 kbit/s carries it with its headers."""
SOUND_PACKET_MS: Final = 40
"""Milliseconds of audio in one packet. At the usual 20 ms the headers take as much as the audio:
measured in Chromium 156, speech at 32 kbit/s takes 56 kbit/s on the wire, with both settings here
33 kbit/s. Firefox 153 follows both too: a continuous tone takes 37 kbit/s."""
FIRST_PRIORITY = (126 << 24) + (65535 << 8) + 255
"""Priority of our first host candidate, component 1 (RFC 8445 §5.1.2.1); each further one has a
local preference lower by one, so that no two are equal (§5.1.2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Our side of an answer: ICE credentials for one peer, our certificate and addresses."""

    ufrag: str
    password: str
    fingerprint_sha256: str
    addresses: Sequence[str]
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """The engine receives the section's stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The section is a slot."""

    ssrc: int
    repair_ssrc: int | None = None
    """SSRC of retransmissions (RTX); None: none are offered."""
    together: str | None = None
    """Stream id (``a=msid``) shared by slots whose audio and video the client is to synchronise;
    browsers do so within one stream, by our clock (`wallclock`). None: an id of its own."""
    transport_id: int = 0
    """Header extension id of the transport-wide number; 0: packets have none, as for audio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inactive:
    """The section is accepted as ``inactive``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedSection:
    """The section has nothing that this engine can forward."""


Verdict = Receiving | Sending | Inactive | RejectedSection


@dataclass(frozen=True, slots=True)
class Origin:
    """Session id and version of an SDP description (RFC 8866 §5.2)."""

    session: int
    version: int = 1

    @staticmethod
    def fresh() -> "Origin":
        """Return the first version of a new session with a random id."""
        return Origin(secrets.randbits(62))

    def next(self) -> "Origin":
        """Return the next version of the same session."""
        return Origin(self.session, self.version + 1)


def answer(
    offer: Offer, verdicts: Mapping[str, Verdict], endpoint: Endpoint | None, origin: Origin
) -> str:
    """Write the answer.

    Args:
        offer: what is answered.
        verdicts: one for each section, by mid.
        endpoint: may be None when every section is rejected.
        origin: session id and version.
    """
    kept = [
        each.mid for each in offer.sections if not isinstance(verdicts[each.mid], RejectedSection)
    ]
    lines = [
        "v=0",
        f"o=- {origin.session} {origin.version} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        *(["a=group:BUNDLE " + " ".join(kept)] if kept else []),
        "a=ice-lite",
        "a=msid-semantic:WMS *",
    ]
    for section in offer.sections:
        verdict = verdicts[section.mid]
        if isinstance(verdict, RejectedSection) or section.codec is None or endpoint is None:
            lines += _rejected(section)
        else:
            lines += _transport(section, section.codec, endpoint, verdict)
            lines += _codec(section, section.codec, verdict)
            lines += _way(section, verdict)
    return "\r\n".join(lines) + "\r\n"


def _repairs(verdict: Verdict) -> bool:
    return isinstance(verdict, Receiving) or (
        isinstance(verdict, Sending) and verdict.repair_ssrc is not None
    )


def _rejected(section: Section) -> Iterator[str]:
    """Port 0, and the offered format repeated (RFC 3264 §6)."""
    yield f"m={section.media} 0 {section.protocol} {section.format}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{section.mid}"
    yield "a=inactive"


def _transport(
    section: Section, codec: Codec, endpoint: Endpoint, verdict: Verdict
) -> Iterator[str]:
    types = [codec.payload_type]
    if isinstance(verdict, Receiving) and codec.redundant is not None:
        types.append(codec.redundant)  # the client prefers it while its network loses packets
    if _repairs(verdict) and codec.retransmission is not None:
        types.append(codec.retransmission)
    formats = " ".join(map(str, types))
    yield f"m={section.media} {endpoint.port} {section.protocol} {formats}"
    yield f"c=IN {_family(endpoint.addresses[0])} {endpoint.addresses[0]}"
    yield f"a=mid:{section.mid}"
    yield f"a=ice-ufrag:{endpoint.ufrag}"
    yield f"a=ice-pwd:{endpoint.password}"
    yield f"a=fingerprint:sha-256 {endpoint.fingerprint_sha256}"
    yield "a=setup:passive"
    for index, address in enumerate(endpoint.addresses, start=1):
        priority = FIRST_PRIORITY - (index << 8)
        yield f"a=candidate:{index} 1 udp {priority} {address} {endpoint.port} typ host"
    yield "a=end-of-candidates"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"


def _family(address: str) -> str:
    return "IP6" if ":" in address else "IP4"


def _codec(section: Section, codec: Codec, verdict: Verdict) -> Iterator[str]:
    receiving = isinstance(verdict, Receiving)
    transport_id = verdict.transport_id if isinstance(verdict, Sending) else 0
    payload_type = codec.payload_type
    yield f"a=rtpmap:{payload_type} {codec.name}"
    if receiving and section.media == "audio":
        yield f"a=fmtp:{payload_type} {_sound_wanted(codec.parameters)}"
        yield f"a=ptime:{SOUND_PACKET_MS}"
    elif codec.parameters is not None:
        yield f"a=fmtp:{payload_type} {codec.parameters}"
    wanted = (*FEEDBACK, TRANSPORT_FEEDBACK) if receiving or transport_id else FEEDBACK
    for feedback in wanted:
        if feedback in codec.feedback:
            yield f"a=rtcp-fb:{payload_type} {feedback}"
    if receiving and codec.redundant is not None:
        yield f"a=rtpmap:{codec.redundant} {RED}"
        yield f"a=fmtp:{codec.redundant} {payload_type}/{payload_type}"
    if _repairs(verdict) and codec.retransmission is not None:
        yield f"a=rtpmap:{codec.retransmission} rtx/90000"
        yield f"a=fmtp:{codec.retransmission} apt={payload_type}"
    for uri, number in section.extensions.items():
        if uri in URIS and (receiving or number == transport_id):
            yield f"a=extmap:{number} {uri}"


def _sound_wanted(offered: str | None) -> str:
    """Return the offered format parameters, with ``maxaveragebitrate`` set to our limit."""
    theirs = [each.strip() for each in (offered or "").split(";")]
    kept = [each for each in theirs if each and not each.lower().startswith("maxaveragebitrate")]
    return ";".join([*kept, f"maxaveragebitrate={SOUND_BPS}"])


def _way(section: Section, verdict: Verdict) -> Iterator[str]:
    match verdict:
        case Receiving():
            for rid in section.rids:
                yield f"a=rid:{rid} recv"
            if section.rids:
                yield "a=simulcast:recv " + ";".join(section.rids)
            yield "a=recvonly"
        case Sending():
            yield f"a=msid:{verdict.together or f'slot{section.mid}'} {section.mid}"
            if verdict.repair_ssrc is not None:
                yield f"a=ssrc-group:FID {verdict.ssrc} {verdict.repair_ssrc}"
            yield f"a=ssrc:{verdict.ssrc} cname:{CNAME.decode()}"
            if verdict.repair_ssrc is not None:
                yield f"a=ssrc:{verdict.repair_ssrc} cname:{CNAME.decode()}"
            yield "a=sendonly"
        case _:
            yield "a=inactive"
