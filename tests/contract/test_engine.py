"""What every media engine promises about names, offers and events, whoever carries the media."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count

import pytest

from live.bus import Bus, LocalBus
from live.bus.redis import RedisBus
from live.clock import SystemClock
from live.errors import EngineError
from live.ids import NodeId
from live.media.engine import (
    Answer,
    MediaEngine,
    MediaKind,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
)
from live.media.node import SharedEngine
from live.media.process import Child, Distant, EnginePort, RemoteEngine
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu
from live.media.spread import Spread
from tests.media.clients import Client, Picture, Sound, only_loopback
from tests.media.conftest import Events, until

CAMERA = SourceName("m/p:1/camera")
MICROPHONE = SourceName("m/p:1/microphone")


CREDENTIALS = re.compile(r"a=ice-(?:ufrag|pwd):\S+")
FINGERPRINTS = re.compile(r"a=fingerprint:.+\r\n")
OTHER_FINGERPRINT = f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}\r\n"
STREAMS = re.compile(r"a=msid:(\S+)")
CONSTANTS = re.compile(r"a=(?:ssrc|mid|fingerprint|rtpmap|extmap|setup).+")


def credentials(answer: Answer) -> set[str]:
    """Return what checks are known by."""
    return set(CREDENTIALS.findall(answer.sdp))


def constants(answer: Answer) -> list[str]:
    """Return what an ICE restart does not touch."""
    return CONSTANTS.findall(answer.sdp)


LOOPBACK = SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",))
SECRET = b"a secret for tests only"


def local_sfu() -> Sfu:
    """An engine that is reached over loopback only."""
    return Sfu(LOOPBACK)


@asynccontextmanager
async def alone() -> AsyncIterator[MediaEngine]:
    engine = local_sfu()
    await engine.start()
    yield engine
    await engine.stop()


@asynccontextmanager
async def in_a_process() -> AsyncIterator[MediaEngine]:
    engine = RemoteEngine(Child(LOOPBACK))
    await engine.start()
    yield engine
    await engine.stop()


@asynccontextmanager
async def spread(*engines: MediaEngine) -> AsyncIterator[MediaEngine]:
    engine = Spread(engines)
    await engine.start()
    yield engine
    await engine.stop()


@asynccontextmanager
async def over_tcp() -> AsyncIterator[MediaEngine]:
    """The engine as a program on another machine has it, where several processes carry."""
    async with spread(local_sfu(), local_sfu()) as engine:
        port = EnginePort(engine, SECRET)
        async with await asyncio.start_server(port.serve, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            remote = RemoteEngine(Distant([address], SECRET))
            await remote.start()
            yield remote
            await remote.stop()
            await port.stop()


@asynccontextmanager
async def second_of_two_nodes(*buses: Bus) -> AsyncIterator[MediaEngine]:
    """The engine as seen from a process that is not the one that carries the media."""
    ids = map(str, count())
    async with AsyncExitStack() as stack:
        nodes = []
        for name, bus in zip(("first", "second"), buses, strict=True):
            await bus.start()
            stack.push_async_callback(bus.stop)
            shared = SharedEngine(local_sfu(), bus, NodeId(name), SystemClock(), lambda: next(ids))
            await shared.start()
            stack.push_async_callback(shared.stop)
            nodes.append(shared)
        yield nodes[1]


ENGINES = [
    pytest.param("sfu"),
    pytest.param("process"),
    pytest.param("two"),
    pytest.param("two processes"),
    pytest.param("tcp"),
    pytest.param("shared"),
    pytest.param("redis", marks=pytest.mark.redis),
]


ALONE = {"sfu": alone, "process": in_a_process, "tcp": over_tcp}


def opened(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[MediaEngine]:
    """Return the engine that a test asks for; each process has a connection of its own to Redis."""
    match request.param:
        case "two":
            return spread(local_sfu(), local_sfu())
        case "two processes":
            return spread(*(RemoteEngine(Child(LOOPBACK)) for _ in range(2)))
        case "shared":
            bus = LocalBus()
            return second_of_two_nodes(bus, bus)
        case "redis":
            url, prefix = request.getfixturevalue("redis"), f"{request.node.name}:"
            return second_of_two_nodes(RedisBus(url, prefix=prefix), RedisBus(url, prefix=prefix))
        case engine:
            return ALONE[engine]()


@pytest.fixture(params=ENGINES)
async def any_engine(request: pytest.FixtureRequest) -> AsyncIterator[MediaEngine]:
    only_loopback()
    async with opened(request) as engine:
        yield engine


async def test_engine_refuses_an_offer_that_is_none(any_engine: MediaEngine) -> None:
    for text in ("", "hello", "v=0\r\nm=audio 9 RTP/AVP 0\r\n", "m=\r\n"):
        with pytest.raises(EngineError) as refused:
            await any_engine.connect(PeerId("a"), text, ())
        assert refused.value.code == "bad_offer"


async def test_engine_refuses_routes_of_unknown_peer_but_closes_it_gladly(
    any_engine: MediaEngine,
) -> None:
    with pytest.raises(EngineError) as refused:
        await any_engine.route(PeerId("nobody"), (Route(mid="0", source=CAMERA),))
    assert refused.value.code == "no_such_peer"
    await any_engine.close(PeerId("nobody"))


async def test_engine_answers_every_section_of_an_offer(any_engine: MediaEngine) -> None:
    client = Client(any_engine, "a")
    try:
        offer = await client.offer(tracks=[Sound(), Picture()], audio_slots=1)
        answer = await any_engine.connect(client.peer, offer, (MICROPHONE, CAMERA))
    finally:
        await client.close()
    assert answer.sdp.count("\r\nm=") == 3
    assert any_engine.stats()


async def test_a_part_of_an_offer_can_be_refused_and_the_others_keep_their_names(
    any_engine: MediaEngine,
) -> None:
    client = Client(any_engine, "a")
    try:
        offer = await client.offer(tracks=[Sound(), Picture()])
        answer = await any_engine.connect(client.peer, offer, (None, CAMERA))
    finally:
        await client.close()
    sound, picture = answer.sdp.split("\r\nm=")[1:]
    assert "a=inactive" in sound
    assert "a=recvonly" in picture


async def test_engine_tells_peer_and_sources_up_and_down(any_engine: MediaEngine) -> None:
    events = Events()
    any_engine.listen(events)
    client = Client(any_engine, "a")
    try:
        await client.connect(tracks=[Sound(), Picture()], publishes=[MICROPHONE, CAMERA])
        await events.until(lambda e: e == PeerUp(peer=client.peer))
        await events.until(lambda e: e == SourceUp(peer=client.peer, source=CAMERA))
        await any_engine.close(client.peer)
        await events.until(lambda e: e == SourceDown(peer=client.peer, source=CAMERA))
        down = await events.until(lambda e: isinstance(e, PeerDown))
    finally:
        await client.close()
    assert down == PeerDown(peer=client.peer, reason="closed")


async def test_engine_fills_a_slot_whose_source_comes_later_and_empties_it_when_told(
    any_engine: MediaEngine,
) -> None:
    watcher, speaker = Client(any_engine, "watcher"), Client(any_engine, "speaker")
    try:
        answer = await watcher.connect(video_slots=1)
        assert [(slot.kind, slot.index) for slot in answer.slots] == [(MediaKind.VIDEO, 0)]
        mid = answer.slots[0].mid
        await any_engine.route(watcher.peer, (Route(mid=mid, source=CAMERA),))
        await speaker.connect(tracks=[Picture()], publishes=[CAMERA])
        assert await watcher.frames(mid, 5)
        await any_engine.route(watcher.peer, (Route(mid=mid, source=None),))
        with pytest.raises(TimeoutError):
            await watcher.frames(mid, 50, timeout_s=0.6)
    finally:
        await asyncio.gather(watcher.close(), speaker.close())


async def test_sound_waits_for_the_first_picture_only_where_both_are_of_one_speaker(
    any_engine: MediaEngine,
) -> None:
    """A browser keeps in step what has one ``a=msid`` stream."""
    for in_step in (True, False):
        client = Client(any_engine, f"in step: {in_step}")
        try:
            offer = await client.offer(audio_slots=1, video_slots=2)
            answer = await any_engine.connect(client.peer, offer, (), in_step=in_step)
        finally:
            await client.close()
        sound, *pictures = STREAMS.findall(answer.sdp)
        assert (sound == pictures[0]) is in_step
        assert len({sound, *pictures}) == (2 if in_step else 3)


async def test_second_connect_under_a_name_replaces_the_first(any_engine: MediaEngine) -> None:
    events = Events()
    any_engine.listen(events)
    first, second = Client(any_engine, "same"), Client(any_engine, "same")
    try:
        await first.connect(audio_slots=1)
        await events.until(lambda e: isinstance(e, PeerUp))
        await second.connect(video_slots=2)
        await events.until(lambda e: events.seen.count(PeerUp(peer=second.peer)) == 2)
        mid = second.slot(MediaKind.VIDEO, 1)
        await any_engine.route(second.peer, (Route(mid=mid, source=None),))
        assert not any(isinstance(event, PeerDown) for event in events.seen)
    finally:
        await asyncio.gather(first.close(), second.close())


async def test_peer_that_restarts_ice_goes_on_in_mid_sentence_with_the_same_streams(
    any_engine: MediaEngine,
) -> None:
    """The old path carries until the new one is there, and nobody is told up or down."""
    events = Events()
    any_engine.listen(events)
    speaker, listener = Client(any_engine, "speaker"), Client(any_engine, "listener")
    try:
        await speaker.connect(tracks=[Sound()], publishes=[MICROPHONE])
        await listener.connect(audio_slots=1)
        mid = listener.slot(MediaKind.AUDIO)
        await any_engine.route(listener.peer, (Route(mid=mid, source=MICROPHONE),))
        await listener.frames(mid, 5)
        told = [event for event in events.seen if isinstance(event, PeerUp | SourceUp)]
        for client, publishes in ((speaker, [MICROPHONE]), (listener, [])):
            before = client.answer
            after = await client.restart(publishes)
            assert before
            assert after.continues
            assert not before.continues
            assert after.slots == before.slots
            assert constants(after) == constants(before)
            assert credentials(after).isdisjoint(credentials(before))
            await until(client.by_new_path)
            client.leave_old_path()
            await listener.frames(mid, 25)
        assert await listener.lost(mid) == 0
        assert [e for e in events.seen if isinstance(e, PeerUp | SourceUp)] == told
        assert not any(isinstance(event, PeerDown | SourceDown) for event in events.seen)
    finally:
        await asyncio.gather(speaker.close(), listener.close())


async def test_offer_that_differs_otherwise_is_a_new_peer(any_engine: MediaEngine) -> None:
    client = Client(any_engine, "a")
    names = (MICROPHONE,)
    try:
        offer = await client.offer(tracks=[Sound()], audio_slots=1)
        first = await any_engine.connect(client.peer, offer, names)
        again = await any_engine.connect(client.peer, offer, names)
        assert again.continues
        assert credentials(again) == credentials(first), "who restarts nothing keeps its path"
        changed = [
            (FINGERPRINTS.sub("", offer) + OTHER_FINGERPRINT, names),
            (offer.replace("a=recvonly", "a=inactive"), names),
            (offer, ()),
        ]
        for text, publishes in changed:
            answer = await any_engine.connect(client.peer, text, publishes)
            assert not answer.continues
            assert credentials(answer).isdisjoint(credentials(first))
    finally:
        await client.close()


async def test_peers_are_told_down_and_can_come_back_when_the_carrying_node_goes() -> None:
    only_loopback()
    bus, ids = LocalBus(), map(str, count())
    await bus.start()
    first, second = (
        SharedEngine(local_sfu(), bus, NodeId(name), SystemClock(), lambda: next(ids))
        for name in ("first", "second")
    )
    await first.start()
    await second.start()
    events = Events()
    second.listen(events)
    client, again = Client(second, "a"), Client(second, "a")
    try:
        await client.connect(tracks=[Picture()], publishes=[CAMERA])
        await events.until(lambda e: isinstance(e, SourceUp))
        await first.stop()
        await events.until(lambda e: isinstance(e, PeerDown))
        await events.until(lambda e: isinstance(e, SourceDown))
        events.seen.clear()
        await again.connect(tracks=[Picture()], publishes=[CAMERA])
        await events.until(lambda e: isinstance(e, SourceUp))
    finally:
        await asyncio.gather(client.close(), again.close())
        await second.stop()
        await bus.stop()
