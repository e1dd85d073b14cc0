"""Engines behind the bus, when the bus or the other side misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import count

import pytest

from live.bus import LocalBus
from live.bus.contract import QUEUE_NOTES
from live.clock import ManualClock
from live.errors import EngineError
from live.ids import NodeId
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    LoudnessLevels,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
)
from live.media.node import EngineClient, EngineServer, client
from live.media.node.election import elected
from live.media.node.messages import (
    EVENTS_TOPIC,
    PRESENCE_PREFIX,
    NodePresence,
    encode,
    replies_topic,
    requests_topic,
)
from tests.media.conftest import Events, until

UP = PeerUp(peer=PeerId("p"))
SOURCE = SourceUp(peer=PeerId("p"), source=SourceName("s"))


class ScriptedEngine:
    """Does what the test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.carriers = 1
        self._listeners: list[Listener] = []

    def says(self, event: EngineEvent) -> None:
        """Tell the listeners."""
        for listener in self._listeners:
            listener(event)

    async def start(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""

    def listen(self, listener: Listener) -> None:
        """Take a listener."""
        self._listeners.append(listener)

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
        in_step: bool = True,
    ) -> Answer:
        """Answer, or refuse an empty offer."""
        if not offer_sdp:
            raise EngineError("bad_offer", "empty")
        self.asked.append((peer, publishes))
        return Answer(sdp="answer", slots=())

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        """Remember the routes."""
        self.asked.append(routes)

    async def close(self, peer: PeerId) -> None:
        """Remember who was closed."""
        self.asked.append(peer)

    def stats(self) -> Mapping[str, float]:
        """Return nothing."""
        return {}


class Pair:
    """One node that serves, one that asks."""

    def __init__(self) -> None:
        self.bus = LocalBus()
        self.engine = ScriptedEngine()
        self.server = EngineServer(self.engine, self.bus, NodeId("serves"), ManualClock())
        ids = map(str, count())
        self.client = EngineClient(self.bus, NodeId("asks"), lambda: next(ids))
        self.events = Events()
        self.client.listen(self.events)


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    made = Pair()
    await made.bus.start()
    await made.server.start()
    await made.client.start()
    yield made
    await made.client.stop()
    await made.server.stop()
    await made.bus.stop()


def test_node_that_is_there_longest_is_elected_and_nonsense_is_not() -> None:
    def shown(node: str, since_ms: int) -> bytes:
        return encode(NodePresence(node=node, since_ms=since_ms, carriers=1))

    def chosen(**presences: bytes) -> str | None:
        found = elected(presences)
        return found.node if found else None

    assert chosen() is None
    assert chosen(a=b"nonsense") is None
    assert chosen(a=shown("a", 5), b=shown("b", 4), c=b"?") == "b"
    assert chosen(a=shown("a", 5), b=shown("b", 5)) == "a"


async def test_requests_reach_the_engine_and_its_refusals_come_back(pair: Pair) -> None:
    peer, source = PeerId("p"), SourceName("s")
    assert (await pair.client.connect(peer, "offer", (source,))).sdp == "answer"
    await pair.client.route(peer, (Route(mid="0", source=None),))
    await pair.client.close(peer)
    assert pair.engine.asked == [(peer, (source,)), (Route(mid="0", source=None),), peer]
    with pytest.raises(EngineError, match="bad_offer: empty"):
        await pair.client.connect(peer, "", ())
    with pytest.raises(EngineError, match="no_such_peer"):
        await pair.client.route(peer, ())


async def test_who_asks_knows_how_many_carriers_the_elected_node_has() -> None:
    bus, engine = LocalBus(), ScriptedEngine()
    engine.carriers = 2
    await bus.start()
    server = EngineServer(engine, bus, NodeId("serves"), ManualClock())
    await server.start()
    asks = EngineClient(bus, NodeId("asks"), iter("1234").__next__)
    assert asks.carriers == 1
    await asks.start()
    assert asks.carriers == 2
    await asks.stop()
    await server.stop()
    await bus.stop()


async def test_node_that_just_came_learns_what_is_up_already(pair: Pair) -> None:
    pair.engine.says(UP)
    pair.engine.says(SOURCE)
    await pair.events.until(lambda e: e == SOURCE)
    late, events = EngineClient(pair.bus, NodeId("late"), lambda: "1"), Events()
    late.listen(events)
    await late.start()
    assert set(events.seen) == {UP, SOURCE}
    await late.stop()


async def test_what_was_missed_is_made_up_for(pair: Pair) -> None:
    pair.engine.says(UP)
    await pair.events.until(lambda e: e == UP)
    for _ in range(QUEUE_NOTES + 50):  # more than a reader's queue holds, in one go
        pair.engine.says(LoudnessLevels(levels={}))
    pair.engine.says(SourceUp(peer=PeerId("q"), source=SourceName("missed")))
    pair.engine.says(PeerDown(peer=UP.peer, reason="closed"))
    await pair.events.until(lambda e: e == SourceUp(peer=PeerId("q"), source=SourceName("missed")))
    await pair.events.until(lambda e: isinstance(e, PeerDown))


async def test_nonsense_on_the_bus_is_survived(pair: Pair) -> None:
    for topic in (EVENTS_TOPIC, requests_topic("serves"), replies_topic("asks")):
        for note in (b"", b"{}", b"\xff", b'{"v": 1, "type": "done", "id": "0"}'):
            await pair.bus.publish(topic, note)
    assert (await pair.client.connect(PeerId("p"), "offer", ())).sdp == "answer"
    pair.engine.says(SOURCE)
    await pair.events.until(lambda e: e == SOURCE)


async def test_end_of_a_source_that_somebody_else_has_taken_over_is_not_believed(
    pair: Pair,
) -> None:
    pair.engine.says(SOURCE)
    pair.engine.says(SourceUp(peer=PeerId("other"), source=SOURCE.source))
    pair.engine.says(SourceDown(peer=SOURCE.peer, source=SOURCE.source))
    late, events = EngineClient(pair.bus, NodeId("late"), lambda: "1"), Events()
    late.listen(events)
    await late.start()
    assert events.seen == [SourceUp(peer=PeerId("other"), source=SOURCE.source)]
    await late.stop()


async def test_node_that_does_not_answer_is_an_error_within_its_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "REPLY_S", 0.05)
    bus = LocalBus()
    await bus.start()
    alone = EngineClient(bus, NodeId("asks"), iter("12345").__next__)
    await alone.start()
    with pytest.raises(EngineError, match="no_engine"):
        await alone.connect(PeerId("p"), "offer", ())
    await bus.keep(
        PRESENCE_PREFIX + "dead", encode(NodePresence(node="dead", since_ms=1, carriers=1)), 60
    )
    with pytest.raises(EngineError, match="dead does not answer"):
        await alone.connect(PeerId("p"), "offer", ())
    assert alone.stats()["shared_requests_failed_total"] >= 1
    await alone.stop()
    await bus.stop()


async def test_bus_that_is_away_for_a_while_changes_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def away(prefix: str) -> dict[str, bytes]:
        nonlocal looks
        looks += 1
        raise ConnectionError(prefix)

    async def gone(*_: object) -> None:
        raise ConnectionError

    await pair.client.connect(PeerId("p"), "offer", ())
    monkeypatch.setattr(pair.bus, "kept", away)
    monkeypatch.setattr(pair.bus, "keep", gone)
    monkeypatch.setattr(pair.bus, "drop", gone)
    await until(lambda: looks > 0)
    await asyncio.wait_for(pair.client.route(PeerId("p"), ()), 1)
    assert not any(isinstance(event, PeerDown) for event in pair.events.seen)
