"""The whole engine: peers that come, move, fall silent and go; wires that are bad."""

import contextlib
import random
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable

import pytest
from aiortc import MediaStreamTrack

from live.clock import ManualClock
from live.errors import EngineError
from live.media.engine import (
    EngineEvent,
    LinkReport,
    LoudnessLevels,
    MediaKind,
    PeerDown,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
)
from live.media.sfu.config import SfuConfig
from live.media.sfu.formats.rtcp import pli
from live.media.sfu.paths import MAX_CHECKED
from live.media.sfu.server import Sfu
from live.media.sfu.sockets.addresses import unpacked
from tests.media.clients import Client, Picture, Sound, only_loopback
from tests.media.conftest import Events, until
from tests.media.relay import Relay, Weather
from tests.media.test_malformed import binding_request

CAMERA, MICROPHONE = SourceName("m/camera"), SourceName("m/microphone")
STANDSTILL_S = 0.2
LOOPBACK = SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",))


async def more_datagrams(engine: Sfu, count: int) -> None:
    """Wait until so many more datagrams have come."""
    before = engine.stats()["received_datagrams_total"]
    await until(lambda: engine.stats()["received_datagrams_total"] > before + count)


async def test_engine_that_is_not_started_says_so() -> None:
    with pytest.raises(EngineError, match="not_started"):
        Sfu(LOOPBACK).address()
    assert Sfu(LOOPBACK).stats() == {}
    await Sfu(LOOPBACK).stop()


async def test_engine_without_configured_addresses_offers_its_own() -> None:
    engine = Sfu(SfuConfig(host="127.0.0.1"))
    await engine.start()
    client = Client(engine, "a")
    try:
        answer = await engine.connect(client.peer, await client.offer(audio_slots=1), ())
    finally:
        await client.close()
        await engine.stop()
    assert " 127.0.0.1 " in next(line for line in answer.sdp.split("\n") if "candidate" in line)


@pytest.fixture
async def slow() -> AsyncIterator[tuple[Sfu, Events, ManualClock]]:
    """An engine whose clock stands still until the test moves it."""
    only_loopback()
    clock, events = ManualClock(), Events()
    engine = Sfu(LOOPBACK, clock)
    engine.listen(events)
    await engine.start()
    yield engine, events, clock
    await engine.stop()


async def test_peer_that_never_comes_is_given_up(slow: tuple[Sfu, Events, ManualClock]) -> None:
    engine, events, clock = slow
    client = Client(engine, "a")
    try:
        await engine.connect(client.peer, await client.offer(audio_slots=1), ())
        clock.advance(31_000)
        down = await events.until(lambda e: isinstance(e, PeerDown))
    finally:
        await client.close()
    assert down == PeerDown(peer=client.peer, reason="never_connected")


async def test_clock_goes_on_although_somebody_who_listens_fails(
    slow: tuple[Sfu, Events, ManualClock],
) -> None:
    engine, events, clock = slow

    def fail(event: EngineEvent) -> None:
        raise RuntimeError(event)

    engine.listen(fail)
    clients = [Client(engine, name) for name in ("a", "b")]
    try:
        for each in clients:
            await engine.connect(each.peer, await each.offer(audio_slots=1), ())
        clock.advance(31_000)
        for each in clients:
            down = PeerDown(peer=each.peer, reason="never_connected")
            await events.until(down.__eq__)
    finally:
        for each in clients:
            await each.close()


async def test_peer_that_falls_silent_is_given_up_after_the_consent_time(
    slow: tuple[Sfu, Events, ManualClock],
) -> None:
    engine, events, clock = slow
    client = Client(engine, "a")
    try:
        await client.connect(audio_slots=1)
        await events.until(lambda e: isinstance(e, PeerUp))
        client.cut_off()
        clock.advance(29_000)
        assert engine.stats()["peers_up"] == 1
        clock.advance(2000)
        down = await events.until(lambda e: isinstance(e, PeerDown))
    finally:
        await client.close()
    assert down == PeerDown(peer=client.peer, reason="silent")


async def test_source_that_falls_silent_is_down_and_up_again_when_it_goes_on(
    slow: tuple[Sfu, Events, ManualClock],
) -> None:
    engine, events, clock = slow
    client = Client(engine, "a")
    tracks: list[MediaStreamTrack] = [Sound(), Picture()]
    try:
        await client.connect(tracks=tracks, publishes=[MICROPHONE, CAMERA], video_slots=1)
        await engine.route(client.peer, (Route(mid=client.slot(MediaKind.VIDEO), source=CAMERA),))
        await events.until(lambda e: isinstance(e, SourceUp) and e.source == CAMERA)
        client.replace(MediaKind.VIDEO, None)
        await more_datagrams(engine, 20)
        for _ in range(6):
            clock.advance(1000)
            await more_datagrams(engine, 3)
        await events.until(lambda e: e == SourceDown(peer=client.peer, source=CAMERA))
        assert SourceDown(peer=client.peer, source=MICROPHONE) not in events.seen
        events.seen.clear()
        client.replace(MediaKind.VIDEO, Picture())
        await events.until(lambda e: e == SourceUp(peer=client.peer, source=CAMERA))
    finally:
        await client.close()


async def test_peer_that_hangs_up_is_down_at_once(
    events: Events, client: Callable[[str], Client]
) -> None:
    one = client("a")
    await one.connect(audio_slots=1)
    await until(lambda: one.connection.connectionState == "connected")
    await one.close()
    down = await events.until(lambda e: isinstance(e, PeerDown))
    assert down == PeerDown(peer=one.peer, reason="closed_by_peer")


async def test_first_device_is_heard_again_when_a_second_one_of_its_name_hangs_up(
    engine: Sfu, events: Events, client: Callable[[str], Client]
) -> None:
    first, second, listener = client("first"), client("second"), client("listener")
    up = SourceUp(peer=first.peer, source=MICROPHONE)
    await first.connect(tracks=[Sound()], publishes=[MICROPHONE])
    await until(lambda: up in events.seen)
    await second.connect(tracks=[Sound()], publishes=[MICROPHONE])
    await until(lambda: SourceUp(peer=second.peer, source=MICROPHONE) in events.seen)
    await listener.connect(audio_slots=1)
    mid = listener.slot(MediaKind.AUDIO)
    await engine.route(listener.peer, (Route(mid=mid, source=MICROPHONE),))
    assert await listener.frames(mid, 5)
    await engine.close(second.peer)
    await until(lambda: events.seen.count(up) == 2)
    assert await listener.frames(mid, 50)


async def test_loud_microphone_is_told_from_a_silent_one(
    events: Events, client: Callable[[str], Client]
) -> None:
    await client("loud").connect(tracks=[Sound()], publishes=["loud"])
    await client("still").connect(tracks=[Sound(amplitude=1)], publishes=["still"])

    def told_apart(event: object) -> bool:
        """Of either the level rises or falls for a moment until it is there."""
        if not isinstance(event, LoudnessLevels) or not {"loud", "still"} <= set(event.levels):
            return False
        return event.levels[SourceName("loud")] > -40 > event.levels[SourceName("still")]

    await events.until(told_apart)


async def test_quality_of_a_good_link_is_good(
    engine: Sfu, events: Events, client: Callable[[str], Client]
) -> None:
    publisher, receiver = client("publisher"), client("receiver")
    await publisher.connect(tracks=[Picture()], publishes=[CAMERA])
    await receiver.connect(video_slots=1)
    await engine.route(receiver.peer, (Route(mid=receiver.slot(MediaKind.VIDEO), source=CAMERA),))
    told = await events.until(
        lambda e: isinstance(e, LinkReport) and e.peer == receiver.peer and e.rtt_ms is not None
    )
    assert isinstance(told, LinkReport)
    assert (told.loss_up, told.loss_down) == (0.0, 0.0)
    assert told.rtt_ms is not None
    assert told.rtt_ms < 500


async def test_receiver_who_moves_is_sent_to_where_he_is_now(
    engine: Sfu, client: Callable[[str], Client]
) -> None:
    """A new address counts when its check is genuine and chosen (USE-CANDIDATE) and a packet sealed
    with the client's keys came from there, not before: a check can be recorded and sent again."""
    publisher, receiver = client("publisher"), client("receiver")
    await publisher.connect(tracks=[Picture()], publishes=[CAMERA])
    await receiver.connect(video_slots=1)
    mid = receiver.slot(MediaKind.VIDEO)
    await engine.route(receiver.peer, (Route(mid=mid, source=CAMERA),))
    await receiver.frames(mid, 2)
    peer = engine._served[receiver.peer].peer
    here = peer.address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.setblocking(False)
        check = binding_request(engine)
        check.attributes["USERNAME"] = f"{peer.credentials.ufrag}:abcd"
        check.add_message_integrity(peer.credentials.password)
        elsewhere.sendto(bytes(check), engine.address())
        await until(lambda: len(peer.paths.checked) == 2)
        assert peer.address == here
        check.attributes["USE-CANDIDATE"] = None
        check.add_message_integrity(peer.credentials.password)
        elsewhere.sendto(bytes(check), engine.address())
        await until(lambda: peer.paths._chosen is not None)
        elsewhere.sendto(b"\x80\xc9" + bytes(40), engine.address())
        await more_datagrams(engine, 2)
        assert peer.address == here
        elsewhere.sendto(receiver.seal(pli(1)), engine.address())
        await until(lambda: peer.address == elsewhere.getsockname())
        receiver.cut_off()
        kinds: set[bool] = set()

        def media_came() -> bool:
            try:
                kinds.add(128 <= elsewhere.recv(2048)[0] <= 191)
            except BlockingIOError:
                return False
            return True in kinds

        await until(media_came)


async def test_checks_from_many_addresses_take_nobodys_place(
    engine: Sfu, client: Callable[[str], Client]
) -> None:
    publisher = client("publisher")
    await publisher.connect(tracks=[Sound()], publishes=[MICROPHONE])
    peer = engine._served[publisher.peer].peer
    await until(lambda: peer.session is not None)
    own = engine._by_sender
    (here,) = (source for source, owner in own.items() if owner is peer)
    check = binding_request(engine)
    check.attributes["USERNAME"] = f"{peer.credentials.ufrag}:abcd"
    check.add_message_integrity(peer.credentials.password)
    with contextlib.ExitStack() as stack:
        for _ in range(MAX_CHECKED + 2):
            recorded = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            recorded.sendto(bytes(check), engine.address())
        await until(
            lambda: len(peer.paths.checked) == MAX_CHECKED and here != peer.paths.checked[1]
        )
        await more_datagrams(engine, MAX_CHECKED + 2)
        assert own.get(here) is peer
        assert peer.address == unpacked(here)


async def test_address_of_somebody_who_is_being_served_is_nobody_elses(
    engine: Sfu, client: Callable[[str], Client]
) -> None:
    first, second = client("first"), client("second")
    await first.connect(tracks=[Sound()], publishes=[MICROPHONE])
    await second.connect(tracks=[Sound()], publishes=[SourceName("other/microphone")])
    victim, thief = (engine._served[each.peer].peer for each in (first, second))
    await until(lambda: victim.session is not None and thief.session is not None)
    check = binding_request(engine)
    check.attributes["USERNAME"] = f"{thief.credentials.ufrag}:abcd"
    check.attributes["USE-CANDIDATE"] = None
    check.add_message_integrity(thief.credentials.password)
    before = engine.stats()["unauthentic_datagrams_total"]
    first.send(bytes(check))  # as if the thief wrote the victim's address on his datagram
    await until(lambda: engine.stats()["unauthentic_datagrams_total"] > before)
    assert thief.address != victim.address
    owners = [
        owner for source, owner in engine._by_sender.items() if source in victim.paths.checked
    ]
    assert owners == [victim]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_picture_goes_on_over_a_wire_that_loses_repeats_and_reorders(
    engine: Sfu, events: Events, client: Callable[[str], Client], seed: int
) -> None:
    weather = Weather(lost=0.08, repeated=0.03, overtaken=0.05)
    relay = Relay(engine.address(), weather, random.Random(seed))
    relayed = await relay.start()
    publisher, receiver = client("publisher"), client("receiver")
    try:
        for each in (publisher, receiver):
            each.through = relayed
        await publisher.connect(tracks=[Sound(), Picture(fps=30)], publishes=[MICROPHONE, CAMERA])
        await receiver.connect(audio_slots=1, video_slots=1)
        sound, picture = receiver.slot(MediaKind.AUDIO), receiver.slot(MediaKind.VIDEO)
        await engine.route(
            receiver.peer,
            (Route(mid=sound, source=MICROPHONE), Route(mid=picture, source=CAMERA)),
        )
        assert len(await receiver.frames(picture, 90)) == 90
        assert len(await receiver.frames(sound, 50, timeout_s=30)) == 50
        assert relay.media_lost > 10
        assert engine.stats()["resent_packets_total"] > 0
        assert not any(isinstance(event, PeerDown) for event in events.seen)
    finally:
        relay.stop()


async def test_packet_came_when_the_kernel_had_it_however_late_it_was_read(
    engine: Sfu, events: Events, client: Callable[[str], Client]
) -> None:
    """Told as when it was read, our own work would look like a full link to its sender."""
    publisher = client("publisher")
    await publisher.connect(tracks=[Sound()], publishes=[MICROPHONE])
    await events.until(lambda e: isinstance(e, SourceUp))
    publisher.replace(MediaKind.AUDIO, None)
    peer = engine._served[publisher.peer].peer
    (stream,) = peer.streams.values()
    ahead = (stream.head.number + 500) & 0xFFFF  # what is still under way is older
    header = struct.pack(
        "!BBHII", 0x80, stream.track.codec.payload_type, ahead, stream.head.timestamp, stream.ssrc
    )
    sealed, before = publisher.seal(header + bytes(40)), stream.head.at
    publisher.send(sealed)
    sent_at = time.monotonic()
    while time.monotonic() < sent_at + STANDSTILL_S:
        sum(range(10_000))  # works: everything else stands still, the engine too
    await until(lambda: stream.head.number % 65536 == ahead)
    assert before < stream.head.at < sent_at + STANDSTILL_S / 2
