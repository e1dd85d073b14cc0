"""The adapter to aiortc's and pylibsrtp's private names: what moved in a new release shows here."""

import asyncio

import pylibsrtp
import pytest
from aiortc import rtcdtlstransport
from pylibsrtp import _binding

from live.media.sfu.crypto import dtls
from live.media.sfu.crypto.cells import Cells
from live.media.sfu.crypto.dtls import Certificate, Handshake, HandshakeFailed
from live.media.sfu.crypto.srtp import SrtpSession


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (
            _binding.lib,
            [
                "srtp_protect",
                "srtp_unprotect",
                "srtp_protect_rtcp",
                "srtp_unprotect_rtcp",
                "srtp_remove_stream",
            ],
        ),
        (dtls._unnamed, ["srtp_get_stream_roc", "srtp_set_stream_roc"]),
        (_binding.ffi, ["new", "buffer"]),
        (pylibsrtp.Session(), ["_srtp"]),
        (
            rtcdtlstransport,
            [
                "SRTP_PROFILES",
                "RTCCertificate",
                "RTCDtlsFingerprint",
                "RTCDtlsParameters",
                "RTCDtlsTransport",
            ],
        ),
        (rtcdtlstransport.RTCDtlsTransport, ["_set_role", "start", "stop", "state", "on"]),
        (
            rtcdtlstransport.SRTP_PROFILES[0],
            ["get_key_and_salt", "key_length", "salt_length", "openssl_profile"],
        ),
    ],
    ids=[
        "libsrtp",
        "unnamed",
        "cffi",
        "session",
        "aiortc.dtls",
        "RTCDtlsTransport",
        "profile",
    ],
)
def test_private_name_is_still_there(owner: object, names: list[str]) -> None:
    missing = [name for name in names if not hasattr(owner, name)]
    assert not missing, f"moved in this release; adapt {dtls.__name__}"


class Wire:
    """Two handshakes joined by queues: ours as server, aiortc's as client."""

    def __init__(self) -> None:
        self.certificate = Certificate()
        self.to_client: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.server = Handshake(self.certificate, self.to_client.put_nowait)
        self.client_certificate = Certificate()
        self.client = rtcdtlstransport.RTCDtlsTransport(
            self,  # type: ignore[arg-type]
            [self.client_certificate.inner],
        )
        self.client._set_role("client")

    role, state = "controlling", "completed"

    async def _recv(self) -> bytes:
        datagram = await self.to_client.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self.server.receive(data)

    async def shake(self, client_fingerprint: str) -> dtls.SrtpKeys:
        """Shake hands; the server expects this fingerprint of the client."""
        ours = rtcdtlstransport.RTCDtlsParameters(
            fingerprints=[
                rtcdtlstransport.RTCDtlsFingerprint("sha-256", self.certificate.fingerprint_sha256)
            ]
        )
        client = asyncio.ensure_future(self.client.start(ours))
        try:
            return await self.server.run((("sha-256", client_fingerprint),))
        finally:
            await client

    async def close(self) -> None:
        await self.server.stop()
        self.to_client.put_nowait(None)
        await self.client.stop()


async def test_handshake_gives_keys_that_both_sides_share() -> None:
    wire = Wire()
    keys = await wire.shake(wire.client_certificate.fingerprint_sha256)
    ours = SrtpSession(keys)
    cells = Cells(1)
    packet = b"\x80\x60\x00\x01" + bytes(8) + b"voice"
    sealed = wire.client._tx_srtp.protect(packet)
    cells.views[0][: len(sealed)] = sealed
    size = ours.open_rtp(cells.pointers[0], cells.views[0], len(sealed), 0)
    assert bytes(cells.views[0][:size]) == packet
    size = ours.seal_rtp(cells.pointers[0], size)
    assert wire.client._rx_srtp.unprotect(bytes(cells.views[0][:size])) == packet
    report = b"\x80\xc9\x00\x01\x00\x00\x00\x01"
    sealed_report = ours.seal_rtcp(report)
    assert sealed_report is not None
    assert wire.client._rx_srtp.unprotect_rtcp(bytes(sealed_report)) == report
    assert ours.seal_rtcp(bytes(5000)) is None
    await wire.close()


async def test_peer_with_another_certificate_gets_no_keys() -> None:
    wire = Wire()
    with pytest.raises(HandshakeFailed):
        await wire.shake(Certificate().fingerprint_sha256)
    await wire.close()


async def test_goodbye_of_the_peer_is_noticed() -> None:
    wire = Wire()
    await wire.shake(wire.client_certificate.fingerprint_sha256)
    await wire.client.stop()
    async with asyncio.timeout(30):
        await wire.server.ended()
    await wire.close()


def record(kind: int, epoch: int, body: bytes) -> bytes:
    """Return a DTLS record (RFC 6347 §4.1)."""
    head = bytes([kind]) + b"\xfe\xfd" + epoch.to_bytes(2, "big") + bytes(6)
    return head + len(body).to_bytes(2, "big") + body


def test_alert_that_anybody_could_have_sent_is_left_out_and_nothing_else() -> None:
    hello, alert, sealed = record(22, 0, b"hello"), record(21, 0, b"\2\x28"), record(21, 1, b"bye")
    assert dtls.without_alerts(alert) == b""
    assert dtls.without_alerts(hello + alert + sealed + alert) == hello + sealed
    for odd in (b"", b"\x16", hello[:9], hello + hello[:-1]):
        assert dtls.without_alerts(odd) == odd


async def test_handshake_goes_on_although_somebody_else_says_that_it_failed() -> None:
    wire = Wire()
    wire.server.receive(record(21, 0, b"\2\x28"))
    await wire.shake(wire.client_certificate.fingerprint_sha256)
    wire.server.receive(record(21, 0, b"\1\0"))
    assert wire.server._dtls.state == "connected"
    await wire.close()


async def test_flood_of_datagrams_before_the_handshake_is_bounded() -> None:
    wire = Wire()
    for _ in range(10 * dtls.HANDSHAKE_BACKLOG):
        wire.server.receive(b"\x16garbage")
    wire.server.receive(b"")
    assert wire.server._wire._datagrams.qsize() == dtls.HANDSHAKE_BACKLOG
    await wire.close()
