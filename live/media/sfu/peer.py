"""One client: its address, its keys, the tracks that it publishes, the slots that it receives.

Sans I/O except through its `EngineContext`: datagrams and times come in as arguments.
"""

from collections.abc import Mapping
from typing import Final

from _cffi_backend import _CDataBase as CData

from live.bucket import TokenBucket
from live.media.engine import (
    Layer,
    Paused,
    PeerId,
    Route,
    Slot,
    SourceDown,
    SourceName,
    SourceUp,
    WantedLayers,
)
from live.media.sfu.context import EngineContext
from live.media.sfu.credentials import IceCredentials
from live.media.sfu.crypto.dtls import Handshake
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.red import NO_COPIES, copies_untrusted
from live.media.sfu.formats.rtcp import nack, pli
from live.media.sfu.formats.rtp import SSRC_AT, Extension, Packet, read_ssrc
from live.media.sfu.formats.stun import Address
from live.media.sfu.link.departures import Departures
from live.media.sfu.link.loss_cap import LossCap
from live.media.sfu.paths import Paths
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.downstream import Downstream, by_importance
from live.media.sfu.relay.simulcast import identify
from live.media.sfu.relay.stream import Stream
from live.media.sfu.relay.track import Track
from live.media.sfu.relay.wallclock import WallClock
from live.media.sfu.sockets.addresses import PackedAddress, unpacked

NEW_AT_ONCE = 32
"""New incoming SSRCs that a client may begin in a burst; a member has at most thirteen (three
layers of camera and screen, their RTX, audio)."""
NEW_PER_S = 2.0
"""New incoming SSRCs per second in the long run: each costs keys, a ring and a key frame, and can
wait a moment. Chosen."""
RESENT_AT_ONCE = 400
"""Packets retransmitted to a client in a burst: a second of a wall's pictures, all lost."""
RESENT_PER_S = 400.0
"""Packets retransmitted to a client per second in the long run: a NACK of 16 bytes may cost us a
hundred packets, so a client that floods us with NACKs must be limited. Chosen."""
REPORTED_AT_ONCE_BYTES = 300_000
"""RTCP read from a client in a burst: two seconds of a wall's reports."""
REPORTED_PER_S_BYTES = 120_000.0
"""RTCP read from a client per second in the long run, `control.REPORT_BYTES` included: five times
what a browser with thirty slots sends. It uses processor time of all clients. Chosen."""
LEAST_BYTES = 256
"""Bytes that an RTP packet counts at least against the limits below: decrypting and forwarding the
smallest costs as much. Audio packets are about this long."""
SENT_AT_ONCE_BYTES = 2_000_000
"""RTP taken from a client in a burst: key frames of camera and screen, and retransmissions after
an outage."""
SENT_PER_S_BYTES = 1_500_000.0
"""RTP taken from a client per second in the long run, 12 Mbit/s: three times what camera in three
layers, screen and audio need. All of it is forwarded to a whole meeting. Chosen."""


class Peer:
    """One client's media session."""

    def __init__(
        self, peer_id: PeerId, context: EngineContext, credentials: IceCredentials, now: float
    ) -> None:
        self.id = peer_id
        self.context = context
        self.credentials = credentials
        self.former: IceCredentials | None = None  # valid for the old path during an ICE restart
        self.handshake = Handshake(context.certificate, self._send_dtls)
        self.born_at = now
        self.heard_at = self.look_at = now
        """When an authenticated packet last came, and when `reports` is due next."""
        self.paths = Paths(now)
        self.session: SrtpSession | None = None
        self.tracks: tuple[Track, ...] = ()
        self.downlinks: tuple[Downlink, ...] = ()
        self.streams: dict[int, Stream] = {}
        """Incoming media by SSRC."""
        self.arrivals = Arrivals()
        self.resends = TokenBucket(RESENT_AT_ONCE, RESENT_PER_S)
        self.reports = TokenBucket(REPORTED_AT_ONCE_BYTES, REPORTED_PER_S_BYTES)
        self._begins = TokenBucket(NEW_AT_ONCE, NEW_PER_S)
        self._sends = TokenBucket(SENT_AT_ONCE_BYTES, SENT_PER_S_BYTES)
        self.departures = Departures()
        self.downstream: Downstream | None = None
        """The client's link by transport-wide feedback; None: not offered, `loss_cap` judges."""
        self.paused: tuple[str, ...] = ()
        """Mids of slots that the client's link does not carry."""
        self.wall_clock = WallClock()
        self.repeating: tuple[Downlink, ...] = ()
        """Audio slots whose packets are repeated without a NACK."""
        self.loss_cap = LossCap()
        self.reported_at, self.loss_down = float("-inf"), 0.0
        """When a receiver report was last read; the share (0..1) of packets lost that it gave."""
        self.round_trip_s: float | None = None
        self._extensions: Mapping[int, Extension] = {}
        self._repairs: dict[int, Stream] = {}
        self._by_ssrc: dict[int, Downlink] = {}
        self._by_mid: dict[str, Downlink] = {}
        self._packet: Final = Packet()

    @property
    def address(self) -> Address | None:
        """Address to send to; None before the first ICE connectivity check."""
        return self.paths.address

    @property
    def layer_cap(self) -> Layer:
        """The highest layer that the client's link carries, judged from loss."""
        return self.loss_cap.layer if self.downstream is None else Layer.FULL

    def negotiated(
        self,
        tracks: tuple[Track, ...],
        downlinks: tuple[Downlink, ...],
        extensions: Mapping[int, Extension],
    ) -> None:
        """Take the tracks, slots and header extensions of the answer."""
        self.tracks, self.downlinks = tracks, downlinks
        self._extensions = extensions
        self._by_ssrc = {downlink.ssrc: downlink for downlink in downlinks}
        self._by_mid = {downlink.slot.mid: downlink for downlink in downlinks}
        if any(downlink.transport for downlink in downlinks):
            self.downstream = Downstream(self.departures, self.born_at)

    def slots(self) -> tuple[Slot, ...]:
        """Return the slots as answered."""
        return tuple(downlink.slot for downlink in self.downlinks)

    def downlink(self, ssrc: int) -> Downlink | None:
        """Return the slot that is sent under an SSRC."""
        return self._by_ssrc.get(ssrc)

    def route(self, routes: tuple[Route, ...], now: float) -> None:
        """Fill slots; routes of unknown slots are ignored."""
        for route in routes:
            downlink = self._by_mid.get(route.mid)
            if downlink is not None:
                self.context.switchboard.want(downlink, route.source, route.layer, now)
        self.allot(now)

    def allot(self, now: float) -> None:
        """Divide the link among the slots, and emit `Paused` when the paused ones change."""
        if self.downstream is None:
            return
        board = self.context.switchboard
        wanting = [
            (downlink, track)
            for downlink in by_importance(self.downlinks)
            if downlink.source is not None and (track := board.track(downlink.source))
        ]
        self.look_at = now
        grants = self.downstream.allot(wanting, now)
        for (downlink, _), layer in zip(wanting, grants, strict=True):
            if downlink.granted is not layer:
                downlink.granted = layer
                board.settle(downlink, now)
        paused = tuple(each.slot.mid for each, _ in wanting if each.granted is None)
        if paused != self.paused:
            self.paused = paused
            self.context.emit(Paused(peer=self.id, mids=paused))

    def up(self, session: SrtpSession, now: float) -> None:
        """Begin to send and receive media: the DTLS handshake is complete."""
        self.session = session
        self.heard_at = now
        self.allot(now)
        for downlink in self.downlinks:
            self.context.switchboard.settle(downlink, now)

    def down(self, now: float) -> None:
        """End everything that comes from or goes to this peer."""
        for downlink in self.downlinks:
            self.context.switchboard.unsubscribe(downlink)
        for track in self.tracks:
            self._source_down(track)
            self.context.switchboard.withdraw(track, now)
        self.session = None

    def move(self, address: Address, now: float) -> None:
        """Send to another address from now on."""
        self.heard_at = now
        if self.paths.move(address, now):
            self._tell_moved()

    def _tell_moved(self) -> None:
        for downlink in self.downlinks:
            downlink.moved()

    def restart(self, credentials: IceCredentials) -> IceCredentials | None:
        """Take new ICE credentials; the present ones stay valid, older ones are returned."""
        void, self.former, self.credentials = self.former, self.credentials, credentials
        return void

    def choose(self, sender: PackedAddress, now: float) -> None:
        """Send to an address that the client nominated (USE-CANDIDATE); after the DTLS handshake
        not before an authenticated packet comes from there."""
        if self.session is None:
            self.move(unpacked(sender), now)
        else:
            self.paths.choose(sender)

    def prove(self, sender: PackedAddress, now: float) -> None:
        """Note that a packet from an address was authenticated with the client's keys."""
        if self.paths.prove(sender, now):
            self.heard_at = now
            self._tell_moved()

    def receive_rtp(
        self,
        pointer: CData,
        cell: memoryview,
        size: int,
        now: float,
        sender: PackedAddress | None = None,
    ) -> None:
        """Take a datagram that looks like RTP.

        Raises:
            BadPacket: the packet is authentic, but does not parse.
        """
        if not (size := self._open(pointer, cell, size, now)):
            return
        self.heard_at = self.look_at = now
        if sender is not None and self.paths.prove(sender, now):
            self._tell_moved()
        counted = size if size > LEAST_BYTES else LEAST_BYTES
        if self._sends.take(counted, now) < counted:
            self.context.counters.flooding += 1
            return
        packet = self._packet
        packet.parse_untrusted(cell, size, self._extensions)
        if packet.transport_sequence is not None:
            self.arrivals.add(packet.transport_sequence, now)
        stream = self.streams.get(packet.ssrc)
        if stream is None:
            repaired = self._repairs.get(packet.ssrc)
            if repaired is not None:
                self.context.forwarder.repair(repaired, packet, cell, now)
                return
            stream = self._identify(packet, cell, size, now)
            if stream is None:
                return
        codec, copies = stream.track.codec, NO_COPIES
        if packet.payload_type != codec.payload_type:
            if packet.payload_type != codec.redundant:
                return
            copies = copies_untrusted(cell, packet, codec.payload_type)
        if packet.audio_level is not None:
            stream.track.loudness.heard(packet.audio_level, now)
        self.context.forwarder.packet(stream, packet, cell, now, copies)

    def _open(self, pointer: CData, cell: memoryview, size: int, now: float) -> int:
        """Decrypt a packet in place; return its new size, 0 if it is dropped."""
        session, (ssrc,) = self.session, read_ssrc(cell, SSRC_AT)
        new = session is not None and not session.has_heard(ssrc)
        if new and not self._begins.left(now):
            self.context.counters.flooding += 1
            return 0
        size = session.open_rtp(pointer, cell, size, ssrc) if session is not None else 0
        if not size:
            self.context.counters.unauthentic += 1
        elif new:
            self._begins.take(1, now)
        return size

    def send_rtcp(self, packet: bytes) -> None:
        """Send a compound RTCP packet, if the client can be reached."""
        if self.session is None or self.address is None:
            return
        sealed = self.session.seal_rtcp(packet)
        if sealed is not None:
            self.context.port.send(sealed, self.address)

    def ask_keyframe(self, stream: Stream, now: float) -> None:
        """Send a PLI for the stream, unless one was sent just now."""
        if stream.keyframes.due(now):
            self.send_rtcp(pli(stream.ssrc))

    def ask_again(self, stream: Stream, now: float) -> None:
        """Send a NACK for the missing packets that are due, if the client negotiated NACK."""
        if "nack" in stream.track.codec.feedback:
            missing = stream.gaps.due(now, self.round_trip_s)
            if missing:
                self.send_rtcp(nack(stream.ssrc, missing))

    def misses_sound(self, downlink: Downlink, loss: float, now: float) -> None:
        """Take an audio slot's loss (0..1); decide whether to repeat its packets without NACKs."""
        before = downlink.repetition.times
        spare_sounds = 1.0 if self.downstream is None else self.downstream.spare_sounds()
        downlink.misses(loss, now, spare_sounds)
        if downlink.repetition.times != before:
            self.repeating = tuple(each for each in self.downlinks if each.repetition.times)

    def layer_came(self, stream: Stream, now: float) -> None:
        """Choose streams for slots again: this one sends again after a pause."""
        self.context.switchboard.refresh(self._track_of(stream), now)

    def tell_wanted(self, source: SourceName, layers: tuple[Layer, ...]) -> None:
        """Emit which layers of a source the client is to send."""
        self.context.emit(WantedLayers(peer=self.id, source=source, layers=layers))

    def notice_sources(self, now: float, silence_s: float) -> None:
        """Emit SourceUp and SourceDown; a source that is not wanted may be silent meanwhile."""
        for track in self.tracks:
            demand = track.demand
            if track.streams and now - track.last_packet_at() <= silence_s:
                if not track.up:
                    self._source_up(track)
            elif demand.count and now - demand.since > silence_s:
                self._source_down(track)

    def _identify(self, packet: Packet, cell: memoryview, size: int, now: float) -> Stream | None:
        """Find the track and layer of a new SSRC; return its stream, None for RTX or unknown ones.

        A later SSRC for the same layer, or for its RTX, replaces the earlier one.
        """
        packet.names_untrusted(cell, size, self._extensions)
        identity = identify(packet, self.tracks)
        if identity is None:
            return None
        track, layer, repairs = identity
        known = track.streams.get(layer)
        if (repairs and known is None) or not self._begins.take(1, now):
            return None
        if repairs and known is not None:
            self._repairs = {ssrc: to for ssrc, to in self._repairs.items() if to is not known}
            self._repairs[packet.ssrc] = known
            self.context.forwarder.repair(known, packet, cell, now)
            return None
        stream = self._begin(track, layer, packet.ssrc, now)
        if not track.up:
            self._source_up(track)
        return stream

    def begin_anew(self, stream: Stream, now: float) -> Stream:
        """Return the stream that replaces one whose sequence numbers restarted (RFC 3550 A.1)."""
        repairs = [ssrc for ssrc, to in self._repairs.items() if to is stream]
        anew = self._begin(self._track_of(stream), stream.layer, stream.ssrc, now)
        self._repairs |= dict.fromkeys(repairs, anew)
        return anew

    def _track_of(self, stream: Stream) -> Track:
        return next(track for track in self.tracks if track is stream.track)

    def _begin(self, track: Track, layer: Layer, ssrc: int, now: float) -> Stream:
        """Add a stream, in place of the previous one of the same layer."""
        self.context.forwarder.send_held()
        known = track.streams.get(layer)
        if known is not None:
            self._retire(known)
        stream = track.streams[layer] = self.streams[ssrc] = Stream(track, layer, ssrc)
        self.context.switchboard.refresh(track, now)
        return stream

    def _retire(self, stream: Stream) -> None:
        """Remove a stream that another one replaces."""
        self.context.switchboard.retire(stream)
        del self.streams[stream.ssrc]
        self._repairs = {ssrc: to for ssrc, to in self._repairs.items() if to is not stream}

    def _source_up(self, track: Track) -> None:
        track.up = True
        self.context.emit(SourceUp(peer=self.id, source=track.source))

    def _source_down(self, track: Track) -> None:
        """Emit SourceDown, unless another track publishes under the same name now."""
        if track.up and self.context.switchboard.track(track.source) is track:
            self.context.emit(SourceDown(peer=self.id, source=track.source))
        track.up = False

    def _send_dtls(self, datagram: bytes) -> None:
        if self.address is not None:
            self.context.port.send(datagram, self.address)
