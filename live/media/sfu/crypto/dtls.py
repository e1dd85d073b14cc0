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
"""libsrtp: the packet index was received before (srtp_err_status_replay_fail), or authentication
failed with these keys and the assumed index (srtp_err_status_auth_fail)."""

SEND_WINDOW = 128
"""Replay window of sent packets, in packets. aiortc sets 1024, whose bit vector shifts cost 6 % of
forwarding (measured); at the rates of one stream no NACK asks for an older packet."""
RECEIVE_WINDOW = 1024
"""Replay window of received packets, in packets; large enough for late retransmissions."""
ALERT, FIRST_EPOCH = 21, b"\0\0"
"""Content type of an alert (RFC 5246 §6.2.1), and the epoch of unencrypted records."""
EPOCH_AT, RECORD_BYTES = 3, 13
"""Offset of the epoch and length of a record header (RFC 6347 §4.1: type, version, epoch, number,
length)."""
HANDSHAKE_BACKLOG = 64
"""Most datagrams queued for the handshake; one flight has fewer than ten."""
TAG_BYTES = {
    Policy.SRTP_PROFILE_AES128_CM_SHA1_32: 4,
    Policy.SRTP_PROFILE_AES128_CM_SHA1_80: 10,
    Policy.SRTP_PROFILE_AEAD_AES_128_GCM: 16,
    Policy.SRTP_PROFILE_AEAD_AES_256_GCM: 16,
}
"""Length of the authentication tag per profile (RFC 3711 §5.2, RFC 5764 §4.1.2, RFC 7714 §13.2)."""
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
    """Functions of libsrtp that pylibsrtp does not expose."""

    def srtp_get_stream_roc(self, context: CData, ssrc: int, count: CData) -> int: ...

    def srtp_set_stream_roc(self, context: CData, ssrc: int, count: int) -> int: ...


_ffi: Final = FFI()
_ffi.cdef("""
int srtp_get_stream_roc(void *context, uint32_t ssrc, uint32_t *count);
int srtp_set_stream_roc(void *context, uint32_t ssrc, uint32_t count);
""")
_unnamed: Final = cast("_Unnamed", _ffi.dlopen(_binding.__file__))


def rollovers(context: CData, ssrc: int) -> int:
    """Return the roll-over counter of a stream (RFC 3711 §3.3.1)."""
    count = _ffi.new("uint32_t *")
    _unnamed.srtp_get_stream_roc(context, ssrc, count)
    return int(count[0])


def assume_rollovers(context: CData, ssrc: int, count: int) -> None:
    """Set the roll-over counter for the next packet of a stream; 0: libsrtp estimates it."""
    _unnamed.srtp_set_stream_roc(context, ssrc, count)


def forget_stream(context: CData, ssrc: int) -> None:
    """Free libsrtp's state of a stream."""
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
    """Bytes that SRTP adds to a packet."""


class HandshakeFailed(Exception):
    """The peer's certificate does not match its offer's fingerprints, or the peer went away."""


class _Wire:
    """The part of an ICE transport that `RTCDtlsTransport` uses."""

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
        """Queue a datagram; dropped when the queue is full."""
        if not self._datagrams.full():
            self._datagrams.put_nowait(datagram)


def without_alerts(datagram: bytes) -> bytes:
    """Return a datagram without unencrypted alert records (RFC 6347 §4.1, §4.1.2.7): they can be
    forged, and OpenSSL aborts the handshake on one."""
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
        """Do the handshake with a client of these ``(algorithm, value)`` fingerprints.

        Raises:
            HandshakeFailed: there are no keys; the caller must forget the peer.
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
        """Send close_notify and end the association."""
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
    """Make both SRTP sessions, and return their contexts for direct calls of libsrtp."""
    sessions = (Session(receive), Session(send))
    tag_bytes = TAG_BYTES[send.srtp_profile]
    return SrtpKeys(sessions[0]._srtp[0], sessions[1]._srtp[0], sessions, profile, tag_bytes)
