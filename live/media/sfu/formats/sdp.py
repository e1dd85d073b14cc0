"""Parses offers of clients (RFC 8866, RFC 8829). Only what this engine can use is kept.

Writes no SDP: answers are made in `answer`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from live.errors import BadPacket
from live.media.engine import MediaKind
from live.media.sfu.formats.red import RED

MAX_OFFER_CHARACTERS = 256 * 1024
"""Longest offer, in characters; Chromium's offer with 30 slots has about 100,000."""
MAX_SECTIONS = 128
MAX_FINGERPRINTS = 8
"""Most distinct fingerprints in one offer; each costs a digest of the certificate. A client has one
or two."""
FINGERPRINTS: Final = frozenset({"sha-256", "sha-384", "sha-512"})
"""Hash algorithms that aiortc can check."""
CODECS: Final = {MediaKind.AUDIO: "opus/48000/2", MediaKind.VIDEO: "VP8/90000"}
CLOCK_HZ: Final = {MediaKind.AUDIO: 48_000, MediaKind.VIDEO: 90_000}

_TOKEN: Final = re.compile(r"[\w!#$%&'*+.^`{|}~-]{1,32}", re.ASCII)
"""RFC 8866 §9 token; mid and rid are written back into the answer."""


class Direction(StrEnum):
    """Direction of an m-section, from the offerer's side."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"


_DIRECTIONS: Final = {direction.value: direction for direction in Direction}


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """The one codec per kind that is forwarded, with the payload types of this offer."""

    payload_type: int
    name: str
    """Encoding, clock and channels, as in ``a=rtpmap``."""
    parameters: str | None
    feedback: frozenset[str]
    retransmission: int | None
    """Payload type of its RTX (RFC 4588); None: not offered."""
    redundant: int | None
    """Payload type of its RED (RFC 2198, `red`); None: not offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One m-section."""

    media: str
    protocol: str
    format: str
    """The first format offered, which a rejection must repeat (RFC 3264 §6)."""
    mid: str
    kind: MediaKind | None
    direction: Direction
    codec: Codec | None
    extensions: Mapping[str, int]
    rids: tuple[str, ...]
    """Simulcast layers that are sent, in the offer's order."""
    ssrcs: tuple[int, ...]
    repairs: Mapping[int, int]
    """RTX SSRC to the SSRC that it retransmits (RFC 5576 §4.2, FID)."""

    @property
    def sends(self) -> bool:
        """Whether the client wants to send here."""
        return self.direction in (Direction.SENDONLY, Direction.SENDRECV)

    @property
    def receives(self) -> bool:
        """Whether this section is a slot; a section that sends too is taken as sending."""
        return self.direction is Direction.RECVONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A whole offer, which has all that an answer needs."""

    sections: tuple[Section, ...]
    fingerprints: tuple[tuple[str, str], ...]
    """``(algorithm, value)`` pairs of which the client's certificate must match all."""
    ice: tuple[str, str] = ("", "")
    """The client's ufrag and password; a change restarts ICE (RFC 8839 §4.4.1.1.1)."""


@dataclass(slots=True)
class _Lines:
    """The attribute lines of the session or of one m-section, not interpreted yet."""

    media: str = ""
    attributes: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> Iterator[str]:
        return (value for key, value in self.attributes if key == name)

    def first(self, name: str) -> str | None:
        return next(self.all(name), None)


def offer_untrusted(text: str) -> Offer:
    """Parse an offer.

    Raises:
        BadPacket: it does not parse, or lacks what DTLS and bundling need.
    """
    if len(text) > MAX_OFFER_CHARACTERS:
        raise BadPacket("offer too long")
    session, media = _split(text)
    if not media:
        raise BadPacket("no m-section")
    try:
        sections = tuple(_section(lines) for lines in media)
    except (ValueError, IndexError) as error:
        raise BadPacket("offer does not parse") from error
    mids = {section.mid for section in sections}
    if len(mids) != len(sections):
        raise BadPacket("mids are not unique")
    every = [session, *media]
    if any(lines.first("setup") == "passive" for lines in every):
        raise BadPacket("the client must be able to begin DTLS")
    fingerprints = _fingerprints(every)
    if not 0 < len(fingerprints) <= MAX_FINGERPRINTS:
        raise BadPacket("no fingerprint, or too many")
    return Offer(sections=sections, fingerprints=fingerprints, ice=_ice(every))


def _split(text: str) -> tuple[_Lines, list[_Lines]]:
    session = current = _Lines()
    media: list[_Lines] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("m="):
            current = _Lines(media=line[2:])
            media.append(current)
            if len(media) > MAX_SECTIONS:
                raise BadPacket("too many m-sections")
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            current.attributes.append((name, value.strip()))
    return session, media


def _fingerprints(every: list[_Lines]) -> tuple[tuple[str, str], ...]:
    found = {
        (algorithm.lower(), digest.strip().upper())
        for lines in every
        for value in lines.all("fingerprint")
        for algorithm, _, digest in [value.partition(" ")]
    }
    return tuple(sorted(pair for pair in found if pair[0] in FINGERPRINTS))


def _ice(every: list[_Lines]) -> tuple[str, str]:
    """Return the first ICE credentials; all bundled sections have the same."""
    ufrags, passwords = (
        [value for lines in every for value in lines.all(name)] for name in ("ice-ufrag", "ice-pwd")
    )
    return next(iter(ufrags), ""), next(iter(passwords), "")


def _section(lines: _Lines) -> Section:
    media, _port, protocol, *formats = lines.media.split()
    kind = MediaKind(media) if media in (MediaKind.AUDIO, MediaKind.VIDEO) else None
    direction = next((_DIRECTIONS[n] for n, _ in lines.attributes if n in _DIRECTIONS), None)
    return Section(
        media=_token(media),
        protocol=protocol,
        format=formats[0],
        mid=_token(lines.first("mid") or ""),
        kind=kind,
        # "If none of the attributes is present, sendrecv is the default" (RFC 8866 §6.7).
        direction=direction or Direction.SENDRECV,
        codec=None if kind is None else _codec(kind, formats, lines),
        extensions=_extensions(lines),
        rids=_rids(lines),
        ssrcs=tuple(dict.fromkeys(int(value.split()[0]) for value in lines.all("ssrc"))),
        repairs=_repairs(lines),
    )


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError(text)
    return text


def _codec(kind: MediaKind, formats: list[str], lines: _Lines) -> Codec | None:
    maps = dict(_pair(value) for value in lines.all("rtpmap"))
    parameters = _parameters(lines)
    wanted = CODECS[kind].lower()
    chosen = next((each for each in formats if maps.get(each, "").lower() == wanted), None)
    if chosen is None:
        return None
    repair = next(
        (
            each
            for each, text in parameters.items()
            if _values(text).get("apt") == chosen and maps.get(each, "").lower().startswith("rtx/")
        ),
        None,
    )
    return Codec(
        payload_type=_payload_type(chosen),
        name=CODECS[kind],
        parameters=parameters.get(chosen),
        feedback=frozenset(
            feedback
            for payload_type, feedback in (_pair(value) for value in lines.all("rtcp-fb"))
            if payload_type in (chosen, "*")
        ),
        retransmission=None if repair is None else _payload_type(repair),
        redundant=_redundant(chosen, formats, maps, parameters),
    )


def _redundant(
    chosen: str, formats: list[str], maps: Mapping[str, str], parameters: Mapping[str, str]
) -> int | None:
    """Return the RED format whose blocks are all of the chosen format."""
    for each in formats:
        carried = {format_.strip() for format_ in parameters.get(each, "").split("/")}
        if maps.get(each, "").lower() == RED and carried == {chosen}:
            return _payload_type(each)
    return None


def _parameters(lines: _Lines) -> dict[str, str]:
    """Return the parameters of each format, joined from all its fmtp lines (RFC 8866 §6.15)."""
    found: dict[str, str] = {}
    for chosen, text in map(_pair, lines.all("fmtp")):
        found[chosen] = f"{found[chosen]};{text}" if chosen in found else text
    return found


def _values(parameters: str) -> dict[str, str]:
    """Return format parameters by lower-case name."""
    pairs = (each.partition("=") for each in parameters.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _payload_type(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 127:
        raise ValueError(text)
    return value


def _pair(value: str) -> tuple[str, str]:
    first, _, rest = value.partition(" ")
    return first, rest.strip()


def _extensions(lines: _Lines) -> dict[str, int]:
    """Return ids by URI. Firefox writes ``9/sendonly URI``: the direction is cut off."""
    pairs = (value.split() for value in lines.all("extmap"))
    ids = {uri: int(number.partition("/")[0]) for number, uri, *_ in pairs}
    return {uri: number for uri, number in ids.items() if 1 <= number <= 14}


def _rids(lines: _Lines) -> tuple[str, ...]:
    words = (value.split() for value in lines.all("rid"))
    return tuple(_token(rid) for rid, way, *_ in words if way == "send")


def _repairs(lines: _Lines) -> dict[int, int]:
    groups = (value.split() for value in lines.all("ssrc-group"))
    return {int(group[2]): int(group[1]) for group in groups if group[0] == "FID"}
