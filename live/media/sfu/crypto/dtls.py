"""The one place that knows private names of aiortc and pylibsrtp: handshake in, SRTP sessions out.

aiortc's `RTCDtlsTransport` does the handshake and checks the fingerprint. Its own RTP path is never
used: no datagram but DTLS ever reaches it, because a zero-byte datagram would close it. The SRTP
sessions are made here from the exported keys, with a replay window that suits forwarding.

``tests/media/test_dtls.py`` fails with the missing name when a release moves one.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, cast

from _cffi_backend import _CDataBase as CData
from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from cffi import FFI
from pylibsrtp import Policy, Session, _binding
from pylibsrtp._binding import ffi, lib

SrtpFunction = Callable[[CData, CData, CData], int]
"""``(context, packet, length pointer) -> status``; works in place; 0 is success."""

protect: Final[SrtpFunction] = lib.srtp_protect
unprotect: Final[SrtpFunction] = lib.srtp_unprotect
protect_rtcp: Final[SrtpFunction] = lib.srtp_protect_rtcp
unprotect_rtcp: Final[SrtpFunction] = lib.srtp_unprotect_rtcp

REPLAYED, FORGED = 9, 7
"""libsrtp: a number was seen already (srtp_err_status_replay_fail), or what came is not sealed with
these keys under the number that it is taken for (srtp_err_status_auth_fail)."""

SEND_WINDOW = 128
"""Packets. aiortc sets 1024, whose shifting bit vector costs 6 % of forwarding (measured); a
retransmission is never asked for later than this at the rates of one stream."""
RECEIVE_WINDOW = 1024
"""Packets; late retransmissions are to be accepted."""
ALERT, FIRST_EPOCH = 21, b"\0\0"
"""A record's type (RFC 5246 §6.2.1), and what is before any keys."""
EPOCH_AT, RECORD_BYTES = 3, 13
"""RFC 6347 §4.1: type, version, epoch, number, length."""
HANDSHAKE_BACKLOG = 64
"""Datagrams waiting for the handshake; one flight has fewer than ten."""
TAG_BYTES = {
    Policy.SRTP_PROFILE_AES128_CM_SHA1_32: 4,
    Policy.SRTP_PROFILE_AES128_CM_SHA1_80: 10,
    Policy.SRTP_PROFILE_AEAD_AES_128_GCM: 16,
    Policy.SRTP_PROFILE_AEAD_AES_256_GCM: 16,
}
"""What a cipher adds to a packet (RFC 3711 §5.2, RFC 5764 §4.1.2, RFC 7714 §13.2)."""
KEYING_LABEL = b"EXTRACTOR-dtls_srtp"
"""RFC 5764 §4.2."""


def allocate(size_bytes: int) -> CData:
    """Return zeroed memory that libsrtp can work on in place; it lives as long as the handle."""
    data: CData = ffi.new("unsigned char[]", size_bytes)
    return data


def view(data: CData) -> memoryview:
    """Return the memory of `allocate` as writable bytes."""
    return memoryview(ffi.buffer(data)).cast("B")


def length_cell() -> CData:
    """Return one C int for the length that libsrtp reads and writes."""
    cell: CData = ffi.new("int *")
    return cell


class _Unnamed(Protocol):
    """What libsrtp has and pylibsrtp does not name."""

    def srtp_get_stream_roc(self, context: CData, ssrc: int, count: CData) -> int: ...

    def srtp_set_stream_roc(self, context: CData, ssrc: int, count: int) -> int: ...


_ffi: Final = FFI()
_ffi.cdef("""
int srtp_get_stream_roc(void *context, uint32_t ssrc, uint32_t *count);
int srtp_set_stream_roc(void *context, uint32_t ssrc, uint32_t count);
""")
_unnamed: Final = cast("_Unnamed", _ffi.dlopen(_binding.__file__))


def rollovers(context: CData, ssrc: int) -> int:
    """Return how often the numbers of a stream have begun again at 0 (RFC 3711 §3.3.1)."""
    count = _ffi.new("uint32_t *")
    _unnamed.srtp_get_stream_roc(context, ssrc, count)
    return int(count[0])


def assume_rollovers(context: CData, ssrc: int, count: int) -> None:
    """Have the next packet of a stream taken for one of a later round; 0: for the likeliest."""
    _unnamed.srtp_set_stream_roc(context, ssrc, count)


def forget_stream(context: CData, ssrc: int) -> None:
    """Give back what is kept of a stream."""
    lib.srtp_remove_stream(context, socket.htonl(ssrc))


class Certificate:
    """The engine's own certificate, the same for all its peers."""

    def __init__(self) -> None:
        self.inner = RTCCertificate.generateCertificate()
        self.fingerprint_sha256 = next(
            print_.value for print_ in self.inner.getFingerprints() if print_.algorithm == "sha-256"
        )


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """Both directions of one peer. The sessions own the contexts: keep them as long as these."""

    receive: CData
    send: CData
    sessions: tuple[Session, Session]
    profile: str
    tag_bytes: int
    """By how much a packet is longer once it is sealed."""


class HandshakeFailed(Exception):
    """The peer could not prove the fingerprint of its offer, or went away meanwhile."""


class _Wire:
    """What `RTCDtlsTransport` needs of an ICE transport, and no more."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._datagrams: asyncio.Queue[bytes | None] = asyncio.Queue(HANDSHAKE_BACKLOG)
        self._to_peer = send

    async def _recv(self) -> bytes:
        datagram = await self._datagrams.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self._to_peer(data)

    def push(self, datagram: bytes | None) -> None:
        """Queue a datagram; when the queue is full it is lost, as on any network."""
        if not self._datagrams.full():
            self._datagrams.put_nowait(datagram)


def without_alerts(datagram: bytes) -> bytes:
    """Return a datagram's records but for alerts that are not encrypted (RFC 6347 §4.1, §4.1.2.7):
    anybody could have sent them, and OpenSSL gives a handshake up because of one."""
    kept, at = b"", 0
    while at < len(datagram):
        kind, epoch = datagram[at], datagram[at + EPOCH_AT : at + EPOCH_AT + 2]
        size = int.from_bytes(datagram[at + RECORD_BYTES - 2 : at + RECORD_BYTES], "big")
        record = datagram[at : at + RECORD_BYTES + size]
        kept += b"" if kind == ALERT and epoch == FIRST_EPOCH else record
        at += RECORD_BYTES + size
    return kept


class Handshake:
    """The server side of one DTLS association (RFC 5764), ``a=setup:passive``."""

    def __init__(self, certificate: Certificate, send: Callable[[bytes], None]) -> None:
        self._wire = _Wire(send)
        self._dtls = RTCDtlsTransport(self._wire, [certificate.inner])  # type: ignore[arg-type]
        self._dtls._set_role("server")
        self._ended = asyncio.Event()

    def receive(self, datagram: bytes) -> None:
        """Take one datagram whose first byte is in the DTLS range (RFC 7983 §7)."""
        if genuine := without_alerts(datagram):
            self._wire.push(genuine)

    async def run(self, fingerprints: tuple[tuple[str, str], ...]) -> SrtpKeys:
        """Shake hands with whoever owns one of ``(algorithm, value)`` fingerprints.

        Raises:
            HandshakeFailed: no keys; the peer is to be forgotten.
        """
        expected = [RTCDtlsFingerprint(algorithm=a, value=v) for a, v in fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints=expected))
        if self._dtls.state != "connected":
            raise HandshakeFailed(self._dtls.state)
        self._dtls.on("statechange", self._ended.set)
        return self._keys()

    async def ended(self) -> None:
        """Wait until the peer closes the association (close_notify)."""
        while self._dtls.state == "connected":
            self._ended.clear()
            await self._ended.wait()

    async def stop(self) -> None:
        """Say goodbye to the peer and forget the association."""
        await self._dtls.stop()
        self._wire.push(None)

    def _keys(self) -> SrtpKeys:
        association = self._dtls._ssl
        assert association is not None  # noqa: S101  connected
        chosen = association.get_selected_srtp_profile()
        profile = next(each for each in SRTP_PROFILES if each.openssl_profile == chosen)
        size = 2 * (profile.key_length + profile.salt_length)
        keying = association.export_keying_material(KEYING_LABEL, size)
        receive, send = (
            Policy(
                key=profile.get_key_and_salt(keying, index),
                ssrc_type=ssrc_type,
                srtp_profile=profile.libsrtp_profile,
            )
            for index, ssrc_type in (
                (0, Policy.SSRC_ANY_INBOUND),
                (1, Policy.SSRC_ANY_OUTBOUND),
            )
        )
        receive.window_size = RECEIVE_WINDOW
        send.window_size = SEND_WINDOW
        # Retransmissions repeat a sequence number with the identical cleartext (`downlink`).
        send.allow_repeat_tx = True
        return srtp_keys(receive, send, chosen.decode())


def srtp_keys(receive: Policy, send: Policy, profile: str) -> SrtpKeys:
    """Make both sessions and take out the contexts for direct calls."""
    sessions = (Session(receive), Session(send))
    tag_bytes = TAG_BYTES[send.srtp_profile]
    return SrtpKeys(sessions[0]._srtp[0], sessions[1]._srtp[0], sessions, profile, tag_bytes)
