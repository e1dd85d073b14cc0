"""The engine in this process: one socket, all peers. Implements `live.media.engine.MediaEngine`."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from live.clock import Clock, SystemClock
from live.errors import BadPacket, EngineError
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    LoudnessLevels,
    MediaKind,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceName,
)
from live.media.sfu.config import SfuConfig
from live.media.sfu.context import Counters, EngineContext
from live.media.sfu.control import receive_sealed
from live.media.sfu.credentials import IceCredentials
from live.media.sfu.crypto.cells import Cells
from live.media.sfu.crypto.dtls import Certificate, HandshakeFailed
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.answer import Endpoint
from live.media.sfu.formats.demux import Protocol, protocol_of
from live.media.sfu.formats.sdp import Offer
from live.media.sfu.formats.stun import Address, is_genuine, refusal, stun_untrusted, success
from live.media.sfu.negotiate import Agreement, negotiate, read_offer
from live.media.sfu.peer import Peer
from live.media.sfu.relay.forward import Forwarder
from live.media.sfu.relay.routing import Switchboard
from live.media.sfu.reports import Timers, handle_timer
from live.media.sfu.sockets.addresses import PackedAddress, unpacked
from live.media.sfu.sockets.interfaces import offered
from live.media.sfu.sockets.ports import Ports, ports_for
from live.media.sfu.sockets.udp import Arrival, Port
from live.media.sfu.ticker import EARLY_S, Ticker

log = logging.getLogger(__name__)

LEVELS_S = 0.1
"""Seconds between two `LoudnessLevels`: a new speaker is shown within 0.2 s."""
TAKEN_S = 3.0
"""How long an address belongs to the peer last heard from it; checks come each 2.5 s. Chosen."""
ROUNDS = 4
"""Batches read per wake-up, so that timers and handshakes are served under high load too."""
REPORT_ROUNDS = 32
"""Batches of RTCP reports read per tick: 1,024 reports, more than any meeting sends."""


@dataclass(slots=True)
class _Served:
    """A peer with its agreement, handshake task and timers."""

    peer: Peer
    agreed: Agreement
    task: asyncio.Task[None] | None = None
    timers: Timers = field(default_factory=Timers)


class Sfu:
    """A selective forwarding unit on one UDP port of this process."""

    def __init__(self, config: SfuConfig, clock: Clock | None = None) -> None:
        self._config = config
        self._clock = clock or SystemClock()
        self._listeners: list[Listener] = []
        self._served: dict[PeerId, _Served] = {}
        self._by_ufrag: dict[str, tuple[Peer, IceCredentials]] = {}
        self._by_sender: dict[PackedAddress, Peer] = {}
        self._levels_at = 0.0
        self._ticker = Ticker(self._clock, self._look_at_everybody)
        self._farewells: set[asyncio.Task[None]] = set()
        self._context: EngineContext | None = None
        self._ports = Ports(())

    async def start(self) -> None:
        """Bind the port and begin to serve.

        Raises:
            OSError: the port is taken, or the machine lacks the family of every address offered.
        """
        config = self._config
        ports = self._ports = ports_for(config.host, config.port, config.advertise)
        self._context = EngineContext(
            port=ports,
            certificate=Certificate(),
            forwarder=Forwarder(ports, self._clock.monotonic),
            switchboard=Switchboard(),
            counters=Counters(),
            emit=self._emit,
        )
        loop = asyncio.get_running_loop()
        for port in ports.each:
            loop.add_reader(port.fileno(), self._readable, port)
        self._ticker.start()
        log.info("media on UDP port %d", self.address()[1])

    async def stop(self) -> None:
        """Close every peer and the sockets."""
        if self._context is None:
            return
        for served in list(self._served.values()):
            self._forget(served.peer, "stopped")
        await asyncio.gather(*self._farewells, return_exceptions=True)
        for port in self._ports.each:
            asyncio.get_running_loop().remove_reader(port.fileno())
        self._ticker.stop()  # after the readers are removed, because reading schedules ticks
        self._ports.close()
        self._context = None

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every event from now on."""
        self._listeners.append(listener)

    def address(self) -> Address:
        """Return where the first socket is bound."""
        self._running_context()
        return self._ports.each[0].address()

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
        in_step: bool = True,
    ) -> Answer:
        """Answer a client's offer."""
        context = self._running_context()
        offer = read_offer(offer_sdp)
        served = self._served.get(peer)
        if served is not None:
            if agreed := served.agreed.continued(offer, publishes):
                return self._continue(served, agreed)
            self._drop(self._served.pop(peer))
        now = self._clock.monotonic()
        client = Peer(peer, context, IceCredentials.fresh(), now)
        agreed = negotiate(client, offer, publishes, in_step=in_step)
        served = self._served[peer] = _Served(client, agreed)
        self._know(client)
        for track in client.tracks:
            context.switchboard.publish(track, now)
        served.task = asyncio.create_task(self._serve(client, offer))
        return self._answer(served)

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Set what slots of a peer show from now on."""
        served = self._served.get(peer)
        if served is None:
            raise EngineError("no_such_peer", peer)
        served.peer.route(routes, self._clock.monotonic())

    async def close(self, peer: PeerId) -> None:
        """Forget a peer; its sources end."""
        served = self._served.get(peer)
        if served is not None:
            self._forget(served.peer, "closed")

    def stats(self) -> Mapping[str, float]:
        """Return counters by name."""
        if self._context is None:
            return {}
        counters, forwarder = self._context.counters, self._context.forwarder
        peers = [served.peer for served in self._served.values()]
        return {
            "peers": len(peers),
            "peers_up": sum(peer.session is not None for peer in peers),
            "sources_up": sum(track.up for peer in peers for track in peer.tracks),
            **counters.figures(),
            "forwarded_packets_total": forwarder.forwarded,
            "refused_packets_total": forwarder.refused,
            "resent_packets_total": forwarder.resent,
            "restored_packets_total": forwarder.restored,
        }

    @property
    def carriers(self) -> int:
        """One: this process serves every room key."""
        return 1

    def _continue(self, served: _Served, agreed: Agreement) -> Answer:
        """Answer a later offer of a session; if it restarts ICE, with new credentials of ours."""
        if served.agreed.restarts(agreed.offer):
            self._unknow(served.peer.restart(IceCredentials.fresh()))
            self._know(served.peer)
        served.agreed = agreed
        return self._answer(served, continues=True)

    def _answer(self, served: _Served, *, continues: bool = False) -> Answer:
        sdp = served.agreed.answer(self._endpoint(served.peer.credentials))
        return Answer(sdp=sdp, slots=served.peer.slots(), continues=continues)

    def _know(self, peer: Peer) -> None:
        """Assign connectivity checks with a peer's latest credentials to that peer."""
        self._by_ufrag[peer.credentials.ufrag] = (peer, peer.credentials)

    def _unknow(self, credentials: IceCredentials | None) -> None:
        if credentials is not None:
            self._by_ufrag.pop(credentials.ufrag, None)

    def _running_context(self) -> EngineContext:
        if self._context is None:
            raise EngineError("not_started")
        return self._context

    def _offered(self) -> tuple[str, ...]:
        """Return the addresses of our ICE candidates, best first."""
        return offered(self._config.host, self._config.advertise)

    def _endpoint(self, credentials: IceCredentials) -> Endpoint:
        context = self._running_context()
        return Endpoint(
            ufrag=credentials.ufrag,
            password=credentials.password.decode(),
            fingerprint_sha256=context.certificate.fingerprint_sha256,
            addresses=tuple(filter(self._ports.reaches, self._offered())),
            port=self.address()[1],
        )

    async def _serve(self, peer: Peer, offer: Offer) -> None:
        """Do the DTLS handshake, emit PeerUp, and wait for the client's close_notify."""
        try:
            keys = await peer.handshake.run(offer.fingerprints)
            peer.up(SrtpSession(keys), self._clock.monotonic())
            log.info("peer %s is up with %s", peer.id, keys.profile)
            self._emit(PeerUp(peer=peer.id))
            await peer.handshake.ended()
        except HandshakeFailed:
            self._forget(peer, "handshake_failed")
        except Exception:
            log.exception("peer %s is closed because of a bug", peer.id)
            self._forget(peer, "bug")
        else:
            self._forget(peer, "closed_by_peer")

    def _forget(self, peer: Peer, reason: str) -> None:
        """End a peer, unless another one has replaced it under the same id."""
        served = self._served.get(peer.id)
        if served is None or served.peer is not peer:
            return
        del self._served[peer.id]
        self._drop(served)
        log.info("peer %s is down: %s", peer.id, reason)
        self._emit(PeerDown(peer=peer.id, reason=reason))

    def _drop(self, served: _Served) -> None:
        """Remove a peer from every index, and send its DTLS close_notify in the background."""
        peer = served.peer
        self._unknow(peer.credentials)
        self._unknow(peer.former)
        for sender in peer.paths.checked:
            if self._by_sender.get(sender) is peer:
                del self._by_sender[sender]
        peer.down(self._clock.monotonic())
        farewell = asyncio.ensure_future(self._farewell(served))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _farewell(self, served: _Served) -> None:
        if served.task is not None:
            served.task.cancel()
        await served.peer.handshake.stop()

    def _emit(self, event: EngineEvent) -> None:
        for listener in self._listeners:
            listener(event)

    # --- datagrams in

    def _readable(self, port: Port) -> None:
        """Read packets; run the tick along with them if it is nearly due."""
        now, forwarder = self._read(port, ROUNDS), self._running_context().forwarder
        self._ticker.packets_came(now, at_ease=forwarder.at_ease, gaps=forwarder.took_gaps())

    def _read(self, port: Port, rounds: int) -> float:
        """Read at most ``rounds`` batches from a socket; return when the last was read."""
        context = self._running_context()
        now = 0.0
        for _ in range(rounds):
            arrivals = port.receive()
            now = self._clock.monotonic()  # each arrival's age_s counts back from this
            context.forwarder.hold()
            for index, arrival in enumerate(arrivals):
                try:
                    self._datagram(context, port.cells, index, arrival, now)
                except BadPacket:
                    context.counters.bad += 1
            context.forwarder.release()
            context.counters.received += len(arrivals)
            if len(arrivals) < len(port.cells.views):
                break
        return now

    def _datagram(
        self, context: EngineContext, cells: Cells, index: int, arrival: Arrival, now: float
    ) -> None:
        """Hand one datagram to its peer and protocol.

        Raises:
            BadPacket: it does not parse.
        """
        sender, size, age_s = arrival
        if size < 2:
            raise BadPacket("too short for any protocol")
        cell = cells.views[index]
        protocol = protocol_of(cell[0], cell[1])
        if protocol is Protocol.STUN:
            self._stun(context, bytes(cell[:size]), sender, now)
            return
        peer = self._by_sender.get(sender)
        if peer is None or protocol is None:
            context.counters.unknown += 1
        elif protocol is Protocol.RTP:
            peer.receive_rtp(cells.pointers[index], cell, size, now - age_s, sender)
        elif protocol is Protocol.DTLS:
            peer.handshake.receive(bytes(cell[:size]))
        else:
            receive_sealed(peer, cells.pointers[index], cell, size, now, age_s, sender)

    def _stun(self, context: EngineContext, data: bytes, sender: PackedAddress, now: float) -> None:
        """Answer a connectivity check and learn its peer's address (RFC 8445 §7.3)."""
        request = stun_untrusted(data)
        known = self._by_ufrag.get(request.to_ufrag)
        if known is None:
            context.counters.unknown += 1
            return
        peer, credentials = known
        if not is_genuine(request, credentials.password):
            context.counters.unauthentic += 1
            return
        address = unpacked(sender)
        if self._is_anothers(sender, peer, now):
            context.counters.unauthentic += 1
            return
        if request.unknown:
            context.port.send(refusal(request, credentials.password), address)
            return
        context.port.send(success(request, address, credentials.password), address)
        peer.heard_at = now
        self._by_sender[sender] = peer
        obsolete = peer.paths.check_came(sender)
        if obsolete is not None and self._by_sender.get(obsolete) is peer:
            del self._by_sender[obsolete]
        if peer.address is None or request.use_candidate:
            peer.choose(sender, now)
        if request.use_candidate and credentials is peer.credentials:
            self._unknow(peer.former)
            peer.former = None

    def _is_anothers(self, sender: PackedAddress, peer: Peer, now: float) -> bool:
        """Tell whether another peer is in use at an address. Without this check, a client that
        forges the sender of a datagram could divert that peer's packets to itself."""
        owner = self._by_sender.get(sender)
        if owner is None or owner is peer or owner.session is None:
            return False
        return owner.address == unpacked(sender) and now - owner.heard_at < TAKEN_S

    # --- time

    def _look_at_everybody(self) -> bool:
        """Run one tick for all peers; return whether the next one is urgent."""
        # Reading reports in a row halves their cost: code and data stay in the processor's caches.
        for port in self._ports.reports:
            self._read(port, REPORT_ROUNDS)
        now = self._clock.monotonic()
        hurry = False
        for served in list(self._served.values()):
            peer = served.peer
            if peer.session is None:
                if now - peer.born_at > self._config.connect_s:
                    self._forget(peer, "never_connected")
            elif now - peer.heard_at > self._config.consent_s:
                self._forget(peer, "silent")
            elif now >= peer.look_at:
                handle_timer(peer, served.timers, now)
                peer.notice_sources(now, self._config.silence_s)
                hurry = hurry or peer.look_at <= now
        if now >= self._levels_at - EARLY_S:
            self._levels_at = now + LEVELS_S
            self._tell_levels(now)
        return hurry

    def _tell_levels(self, now: float) -> None:
        levels = {
            track.source: level
            for served in self._served.values()
            for track in served.peer.tracks
            if track.kind is MediaKind.AUDIO and (level := track.loudness.level(now)) is not None
        }
        if levels:
            self._emit(LoudnessLevels(levels=levels))
