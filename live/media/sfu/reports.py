"""What the engine sends each peer on a timer: transport-cc feedback, NACKs, PLIs, receiver reports,
repeated audio, and padding for probes."""

from dataclasses import dataclass

from live.media.engine import LinkReport
from live.media.sfu.formats.rtcp import OWN_SSRC, ReportBlock, receiver_reports
from live.media.sfu.peer import Peer
from live.media.sfu.relay.downstream import Downstream

TRANSPORT_S = 0.04
"""Least seconds between two transport-cc reports; ticks are 40 to 50 ms apart. Chromium reaches its
top layer within a second (measured)."""
RECEIVER_S = 1.0
"""Seconds between two receiver reports."""
EARLY_RECEIVER_S = 0.2
"""The same in the first `EARLY_S` seconds, so that a publisher knows its round trip early."""
EARLY_S = 2.5
LAYERS_S = 0.25
"""Seconds between two checks of which layers are alive and wanted."""
LISTENER_S = 0.5
"""Most seconds until the next look at a peer that sends nothing; as `downstream.ALLOT_S`."""
LISTENER_REST_S = 1.0
"""The same if all its slots have their highest allowed layers and none waits for a key frame."""
REPEAT_S = 0.02
"""Least seconds between two repetitions of audio: shorter than the 25 ms between urgent ticks
(`ticker.HURRY_S`), and longer than between two ticks that fall close together."""
QUALITY_S = 2.0
PADDING_S = 0.05
"""Most seconds for which a late timer sends the missing padding."""


@dataclass(slots=True)
class Timers:
    """When each kind of report is due for one peer, monotonic seconds."""

    transport: float = 0.0
    receiver: float = 0.0
    layers: float = 0.0
    quality: float = 0.0
    repeat: float = 0.0
    padded: float = 0.0
    """When padding was last computed, even if it was none."""
    expected: int = 0
    """Total of packets expected at the last `LinkReport`."""
    lost: int = 0
    """Total of packets lost at the last `LinkReport`."""


def handle_timer(peer: Peer, timers: Timers, now: float) -> None:
    """Send a peer all that is due, and set `Peer.look_at`."""
    if now >= timers.transport and peer.arrivals:
        timers.transport = now + TRANSPORT_S
        media_ssrc = next(iter(peer.streams), 0)
        while peer.arrivals:
            peer.send_rtcp(peer.arrivals.report(OWN_SSRC, media_ssrc))
    for stream in peer.streams.values():
        if stream.gaps:
            peer.ask_again(stream, now)
        peer.ask_keyframe(stream, now)
    if now >= timers.receiver and peer.streams:
        early = now - peer.born_at < EARLY_S
        timers.receiver = now + (EARLY_RECEIVER_S if early else RECEIVER_S)
        _report(peer, now)
    if now >= timers.layers:
        timers.layers = now + LAYERS_S
        _look_at_layers(peer, now)
    if peer.repeating and now >= timers.repeat:
        timers.repeat = now + REPEAT_S
        for downlink in peer.repeating:
            peer.context.forwarder.repeat(downlink)
    if peer.downstream is not None:
        _fill_link(peer, peer.downstream, timers, now)
    if now >= timers.quality:
        timers.quality = now + QUALITY_S
        peer.context.emit(_quality(peer, timers))
    peer.look_at = _next_look(peer, timers, now)


def _look_at_layers(peer: Peer, now: float) -> None:
    """Measure the layers of a peer's tracks, and update which are shown and wanted."""
    for track in peer.tracks:
        for stream in track.streams.values():
            stream.measure(now)
            if stream.is_awaited(now):
                stream.need_keyframe(now)
        if len(track.streams) > 1:
            peer.context.switchboard.refresh(track, now)
        peer.context.switchboard.review(track, now)
    for downlink in peer.downlinks:
        downlink.report_early(now)
    peer.context.switchboard.impatient(peer.downlinks, now)


def _next_look(peer: Peer, timers: Timers, now: float) -> float:
    """Return when the peer is due again if no packet comes before; most peers only listen."""
    link = peer.downstream
    if (
        peer.repeating
        or (link is not None and link.probe.goal_bps > 0)
        or any(stream.gaps for stream in peer.streams.values())
    ):
        return now
    if peer.arrivals:
        return timers.transport
    if peer.streams:
        return timers.layers
    rests = link is not None and link.at_rest and not any(d.coming for d in peer.downlinks)
    return now + (LISTENER_REST_S if rests else LISTENER_S)


def _fill_link(peer: Peer, link: Downstream, timers: Timers, now: float) -> None:
    """Allocate the link again if due, and send the probe's padding."""
    if link.is_due(now):
        peer.allot(now)
    passed_s, timers.padded = now - timers.padded, now
    padding = link.padding_bytes(min(passed_s, PADDING_S), now)
    if padding:
        peer.context.forwarder.fill(peer.downlinks, padding)


def _report(peer: Peer, now: float) -> None:
    blocks = []
    for stream in peer.streams.values():
        if not stream.reception.packets:
            continue
        report, clocks = stream.reception.report(), stream.clocks
        blocks.append(
            ReportBlock(
                ssrc=stream.ssrc,
                fraction_lost=report.fraction_lost,
                packets_lost=report.packets_lost,
                highest_sequence=report.highest_sequence,
                jitter=report.jitter,
                lsr=0 if clocks is None else clocks.ntp >> 16 & 0xFFFFFFFF,
                dlsr=0 if clocks is None else round((now - clocks.at) * 65536) & 0xFFFFFFFF,
            )
        )
    if blocks:
        peer.send_rtcp(receiver_reports(blocks))


def _quality(peer: Peer, timers: Timers) -> LinkReport:
    """Return the loss since the last `LinkReport`, and the round trip."""
    receptions = [stream.reception for stream in peer.streams.values()]
    lost = sum(reception.lost() for reception in receptions)
    expected = sum(reception.packets + reception.lost() for reception in receptions)
    since_expected, since_lost = expected - timers.expected, lost - timers.lost
    timers.expected, timers.lost = expected, lost
    loss_up = since_lost / since_expected if since_expected > 0 else 0.0
    return LinkReport(
        peer=peer.id,
        loss_up=min(1.0, max(0.0, loss_up)),
        loss_down=peer.loss_down,
        rtt_ms=None if peer.round_trip_s is None else round(peer.round_trip_s * 1000),
    )
