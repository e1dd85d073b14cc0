"""One client: its address, its keys, what it publishes and the slots that it receives.

Sans I/O but for the surroundings handed in: datagrams and times come in as arguments.
"""

from collections.abc import Mapping
from typing import Final

from _cffi_backend import _CDataBase as CData

from live.media.engine import (
    Layer,
    Paused,
    PeerId,
    Route,
    Slot,
    SourceDown,
    SourceUp,
    Wanted,
)
from live.media.sfu.budget import Budget
from live.media.sfu.context import Surroundings
from live.media.sfu.credentials import Credentials
from live.media.sfu.crypto.dtls import Handshake
from live.media.sfu.crypto.srtp import SrtpSession
from live.media.sfu.formats.feedback import Arrivals
from live.media.sfu.formats.red import NO_COPIES, copies_untrusted
from live.media.sfu.formats.rtcp import nack, pli
from live.media.sfu.formats.rtp import SSRC_AT, Extension, Packet, read_ssrc
from live.media.sfu.formats.stun import Address
from live.media.sfu.link.departures import Departures
from live.media.sfu.link.loss_cap import LossCap
from live.media.sfu.relay.downlink import Downlink
from live.media.sfu.relay.downstream import Downstream, by_importance
from live.media.sfu.relay.simulcast import identify
from live.media.sfu.relay.uplink import Stream, Track
from live.media.sfu.relay.wallclock import WallClock
from live.media.sfu.sockets.addresses import Source, address_of, source_of

NEW_AT_ONCE = 32
"""SSRCs that a client may begin at once; a member has at most thirteen (three layers of camera and
screen, their RTX, sound)."""
NEW_PER_S = 2.0
"""In the long run. Each one costs keys, a ring and a key frame; none needs more than a moment's
waiting. Chosen."""
RESENT_AT_ONCE = 400
"""Packets that a client may have sent again at once: a second of a wall's pictures, all lost."""
RESENT_PER_S = 400.0
"""Packets in the long run: a request of 16 bytes may cost us a hundred packets, so somebody who
asks without end must not be answered without end. Chosen."""
REPORTED_AT_ONCE_BYTES = 300_000
"""Reports that are read at once: two seconds of a wall's."""
REPORTED_PER_S_BYTES = 120_000.0
"""In the long run, with `control.REPORT_BYTES` for each: five times what a browser with thirty
slots says. All of it costs the others the processor's time. Chosen."""
LEAST_BYTES = 256
"""What a packet counts at least of what a client may send: the smallest costs as much to open and
to forward. A voice's are about so long."""
SENT_AT_ONCE_BYTES = 2_000_000
"""What a client may send at once: the key frames of camera and screen, and repairs of an outage."""
SENT_PER_S_BYTES = 1_500_000.0
"""In the long run, 12 Mbit/s: three times what camera in three layers, screen and sound need.
Every byte goes out again to a whole meeting, so whoever floods would flood all. Chosen."""
QUIET_S = 2.0
"""After this without anything sealed from where a client was, it is where such a packet comes from.
Chosen: longer than between two packets of whoever sends, and reports of whoever sees."""
MAX_SOURCES = 4
"""Addresses of one peer that are listened to: wired, wireless, before and after a change."""


class Peer:
    """One client, as long as it lives."""

    def __init__(
        self, peer_id: PeerId, surroundings: Surroundings, credentials: Credentials, now: float
    ) -> None:
        self.id = peer_id
        self.around = surroundings
        self.credentials = credentials
        self.former: Credentials | None = None  # before an ICE restart, for the old path
        self.handshake = Handshake(surroundings.certificate, self._send_dtls)
        self.born_at = now
        self.heard_at = self.look_at = now
        """When something genuine came last, and when the timer is to look again (`reports`)."""
        self.address: Address | None = None
        self.sources: list[Source] = []
        """Addresses whose checks were genuine, the latest last."""
        self._source: Source | None = None
        self._source_at = now
        """Where it is sent to, and when something sealed came from there last."""
        self._chosen: Source | None = None
        """Where the client wants to be sent to, until a packet from there proves its keys."""
        self.session: SrtpSession | None = None
        self.tracks: tuple[Track, ...] = ()
        self.downlinks: tuple[Downlink, ...] = ()
        self.streams: dict[int, Stream] = {}
        """Incoming media by SSRC."""
        self.arrivals = Arrivals()
        self.resends = Budget(RESENT_AT_ONCE, RESENT_PER_S, now)
        self.reports = Budget(REPORTED_AT_ONCE_BYTES, REPORTED_PER_S_BYTES, now)
        self._begins = Budget(NEW_AT_ONCE, NEW_PER_S, now)
        self._sends = Budget(SENT_AT_ONCE_BYTES, SENT_PER_S_BYTES, now)
        self.departures = Departures()
        self.downstream: Downstream | None = None
        """Its link as feedback tells it; None before any, then `loss_cap` judges."""
        self.paused: tuple[str, ...] = ()
        """Mids of slots that its link does not carry."""
        self.wall_clock = WallClock()
        self.repeating: tuple[Downlink, ...] = ()
        """Slots whose sound is repeated unasked."""
        self.loss_cap = LossCap()
        self.reported_at, self.loss_down = float("-inf"), 0.0
        """When a receiver report was read last; share of packets lost on the way, as it told."""
        self.round_trip_s: float | None = None
        self._extensions: Mapping[int, Extension] = {}
        self._repairs: dict[int, Stream] = {}
        self._by_ssrc: dict[int, Downlink] = {}
        self._by_mid: dict[str, Downlink] = {}
        self._packet: Final = Packet()

    @property
    def layer_cap(self) -> Layer:
        """The highest layer that the client's link carries, as far as loss tells."""
        return self.loss_cap.layer if self.downstream is None else Layer.FULL

    def negotiated(
        self,
        tracks: tuple[Track, ...],
        downlinks: tuple[Downlink, ...],
        extensions: Mapping[int, Extension],
    ) -> None:
        """Take over what the answer promises."""
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
                self.around.switchboard.want(downlink, route.source, route.layer, now)
        self.allot(now)

    def allot(self, now: float) -> None:
        """Divide the link among the slots, and tell which are paused."""
        if self.downstream is None:
            return
        board = self.around.switchboard
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
            self.around.emit(Paused(peer=self.id, mids=paused))

    def up(self, session: SrtpSession, now: float) -> None:
        """Begin to serve: the keys are there."""
        self.session = session
        self.heard_at = now
        self.allot(now)
        for downlink in self.downlinks:
            self.around.switchboard.settle(downlink, now)

    def down(self, now: float) -> None:
        """End everything that comes from or goes to this peer."""
        for downlink in self.downlinks:
            self.around.switchboard.leave(downlink)
        for track in self.tracks:
            self._source_down(track)
            self.around.switchboard.withdraw(track, now)
        self.session = None

    def move(self, address: Address, now: float) -> None:
        """Send to another address from now on."""
        self.heard_at = now
        if address == self.address:
            return
        self.address, self._source, self._source_at = address, source_of(address), now
        for downlink in self.downlinks:
            if downlink.stream is not None:
                downlink.stream.fan = None

    def restart(self, credentials: Credentials) -> Credentials | None:
        """Take new credentials beside the present ones; return older ones that are void now."""
        void, self.former, self.credentials = self.former, self.credentials, credentials
        return void

    def checked_from(self, source: Source) -> Source | None:
        """Listen to an address; return one that is to be listened to no more. The one that is sent
        to stays: checks can be recorded by others on the way, and sent again from anywhere."""
        if source in self.sources:
            return None
        self.sources.append(source)
        if len(self.sources) <= MAX_SOURCES:
            return None
        obsolete = next(each for each in self.sources if address_of(each) != self.address)
        self.sources.remove(obsolete)
        return obsolete

    def choose(self, source: Source, now: float) -> None:
        """Move to an address that the client chose (USE-CANDIDATE); once there are keys, only when
        a packet sealed with them comes from there."""
        if self.session is None:
            self.move(address_of(source), now)
        elif address_of(source) != self.address:
            self._chosen = source

    def proved(self, source: Source, now: float) -> None:
        """Note that a packet from an address was sealed with the client's keys: it moves there if
        it chose to, or if it has fallen silent where it was. A router that gives it another
        address asks nobody, and not every client chooses again with each check."""
        if source == self._source:
            self._source_at = now
        elif source == self._chosen or now - self._source_at > QUIET_S:
            self._chosen = None
            self.move(address_of(source), now)

    def receive_rtp(
        self, pointer: CData, cell: memoryview, size: int, now: float, source: Source | None = None
    ) -> None:
        """Take a datagram that looks like RTP.

        Raises:
            BadPacket: genuine, but it does not parse.
        """
        if not (size := self._open(pointer, cell, size, now)):
            return
        self.heard_at = self.look_at = now
        if source == self._source:
            self._source_at = now
        elif source is not None:
            self.proved(source, now)
        counted = size if size > LEAST_BYTES else LEAST_BYTES
        if self._sends.take(counted, now) < counted:
            self.around.counters.flooding += 1
            return
        packet = self._packet
        packet.parse_untrusted(cell, size, self._extensions)
        if packet.transport_sequence is not None:
            self.arrivals.add(packet.transport_sequence, now)
        stream = self.streams.get(packet.ssrc)
        if stream is None:
            repaired = self._repairs.get(packet.ssrc)
            if repaired is not None:
                self.around.forwarder.repair(repaired, packet, cell, now)
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
        self.around.forwarder.packet(stream, packet, cell, now, copies)

    def _open(self, pointer: CData, cell: memoryview, size: int, now: float) -> int:
        """Decrypt a packet in place; return its new size, 0 if it goes no further."""
        session, (ssrc,) = self.session, read_ssrc(cell, SSRC_AT)
        new = session is not None and not session.has_heard(ssrc)
        if new and not self._begins.left(now):
            self.around.counters.flooding += 1
            return 0
        size = session.open_rtp(pointer, cell, size, ssrc) if session is not None else 0
        if not size:
            self.around.counters.unauthentic += 1
        elif new:
            self._begins.take(1, now)
        return size

    def send_rtcp(self, packet: bytes) -> None:
        """Send a compound packet, if the client can be reached."""
        if self.session is None or self.address is None:
            return
        sealed = self.session.seal_rtcp(packet)
        if sealed is not None:
            self.around.port.send(sealed, self.address)

    def ask_keyframe(self, stream: Stream, now: float) -> None:
        """Send a PLI for the stream, unless one was sent just now."""
        if stream.keyframes.due(now):
            self.send_rtcp(pli(stream.ssrc))

    def ask_again(self, stream: Stream, now: float) -> None:
        """Ask for missing packets that are due, where the client offered to repeat them."""
        if "nack" in stream.track.codec.feedback:
            missing = stream.gaps.due(now, self.round_trip_s)
            if missing:
                self.send_rtcp(nack(stream.ssrc, missing))

    def misses_sound(self, downlink: Downlink, loss: float, now: float) -> None:
        """Take what a client misses of a sound although it could ask again; repeat it unasked."""
        before = downlink.repetition.times
        room = 1.0 if self.downstream is None else self.downstream.room()
        downlink.misses(loss, now, room)
        if downlink.repetition.times != before:
            self.repeating = tuple(each for each in self.downlinks if each.repetition.times)

    def layer_came(self, stream: Stream, now: float) -> None:
        """Look again at who may have a stream that begins anew after a rest."""
        self.around.switchboard.refresh(stream.track, now)

    def tell_wanted(self, track: Track) -> None:
        """Tell what is to be sent of a track."""
        layers = track.demand.layers
        self.around.emit(Wanted(peer=self.id, source=track.source, layers=layers))

    def notice_sources(self, now: float, silence_s: float) -> None:
        """Tell of sources that began or ended; one that is not wanted may rest."""
        for track in self.tracks:
            demand = track.demand
            if track.streams and now - track.last_packet_at() <= silence_s:
                if not track.up:
                    self._source_up(track)
            elif demand.count and now - demand.since > silence_s:
                self._source_down(track)

    def _identify(self, packet: Packet, cell: memoryview, size: int, now: float) -> Stream | None:
        """Find out what a new SSRC is; return its stream unless it is a retransmission's.

        Of two SSRCs for one layer, or for its retransmissions, the later one has it.
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
            self.around.forwarder.repair(known, packet, cell, now)
            return None
        stream = self._begin(track, layer, packet.ssrc, now)
        if not track.up:
            self._source_up(track)
        return stream

    def begin_anew(self, stream: Stream, now: float) -> Stream:
        """Return what takes the place of a stream whose numbers begin anew (RFC 3550 A.1)."""
        repairs = [ssrc for ssrc, to in self._repairs.items() if to is stream]
        anew = self._begin(stream.track, stream.layer, stream.ssrc, now)
        self._repairs |= dict.fromkeys(repairs, anew)
        return anew

    def _begin(self, track: Track, layer: Layer, ssrc: int, now: float) -> Stream:
        """Take in a stream, in the place of the one that was its layer before."""
        self.around.forwarder.send_held()
        known = track.streams.get(layer)
        if known is not None:
            self._retire(known)
        stream = track.streams[layer] = self.streams[ssrc] = Stream(track, layer, ssrc)
        self.around.switchboard.refresh(track, now)
        return stream

    def _retire(self, stream: Stream) -> None:
        """Forget a stream whose sender began anew under another SSRC."""
        self.around.switchboard.retire(stream)
        del self.streams[stream.ssrc]
        self._repairs = {ssrc: to for ssrc, to in self._repairs.items() if to is not stream}

    def _source_up(self, track: Track) -> None:
        track.up = True
        self.around.emit(SourceUp(peer=self.id, source=track.source))

    def _source_down(self, track: Track) -> None:
        """Tell that a source ended, unless somebody else publishes under its name by now."""
        if track.up and self.around.switchboard.track(track.source) is track:
            self.around.emit(SourceDown(peer=self.id, source=track.source))
        track.up = False

    def _send_dtls(self, datagram: bytes) -> None:
        if self.address is not None:
            self.around.port.send(datagram, self.address)
