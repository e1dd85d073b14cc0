"""A program and its media process, when either side goes, hangs or misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from live.errors import EngineError
from live.media.engine import (
    Answer,
    EngineEvent,
    LinkReport,
    LoudnessLevels,
    Paused,
    PeerDown,
    PeerId,
    PeerUp,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
    WantedLayers,
)
from live.media.node.messages import Completed, StatsRequest
from live.media.process import Distant, EnginePort, RemoteEngine, port, remote
from live.media.process.frames import Frames
from live.media.process.handshake import introduce
from tests.media.conftest import Events, until
from tests.media.test_node import ScriptedEngine

SECRET = b"a secret for tests only"


PEER = PeerId("p")


UP = SourceUp(peer=PEER, source=SourceName("s"))


class Machine:
    """A media process with a scripted engine, which can be cut off and hang."""

    def __init__(self) -> None:
        self.engine = ScriptedEngine()
        self.port = EnginePort(self.engine, SECRET)
        self.address = ("", 0)
        self._server: asyncio.Server | None = None

    async def run(self, where: int = 0) -> None:
        """Listen, on the same port as before if it is named."""
        self._server = await asyncio.start_server(self.port.serve, "127.0.0.1", where)
        self.address = self._server.sockets[0].getsockname()

    async def end(self) -> None:
        """Listen no more, and cut everybody off."""
        if self._server is not None:
            self._server.close()
            await self.port.stop()
            await self._server.wait_closed()

    @asynccontextmanager
    async def program(self) -> AsyncIterator[tuple[RemoteEngine, Events]]:
        """Run a program that uses it."""
        engine, events = RemoteEngine(Distant([self.address], SECRET)), Events()
        engine.listen(events)
        await engine.start()
        yield engine, events
        await engine.stop()


@pytest.fixture
async def machine() -> AsyncIterator[Machine]:
    made = Machine()
    await made.run()
    yield made
    await made.end()


async def test_what_is_lost_with_the_process_is_told_and_offers_wait_for_the_next(
    machine: Machine,
) -> None:
    async with machine.program() as (engine, events):
        await engine.connect(PEER, "offer", (UP.source,))
        machine.engine.says(PeerUp(peer=PEER))
        machine.engine.says(UP)
        await events.until(lambda e: e == UP)
        await machine.end()
        down = await events.until(lambda e: isinstance(e, PeerDown))
        assert down == PeerDown(peer=PEER, reason="engine_lost")
        with pytest.raises(EngineError, match="no_such_peer"):
            await engine.route(PEER, (Route(mid="0", source=None),))
        await engine.close(PEER)
        assert engine.stats()["process_up"] == 0

        waiting = asyncio.create_task(engine.connect(PEER, "offer", ()))
        await machine.run(machine.address[1])
        assert (await waiting).sdp == "answer"
        assert engine.stats()["process_begun_total"] == 2
        assert [type(e) for e in events.seen].count(PeerDown) == 1


async def test_an_offer_does_not_wait_for_ever(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "RETURN_S", 0.05)
    async with machine.program() as (engine, _):
        await machine.end()
        await until(lambda: engine.stats()["process_up"] == 0)
        with pytest.raises(EngineError, match="no_engine"):
            await engine.connect(PEER, "offer", ())


async def test_a_process_that_hangs_is_given_up_and_who_waits_is_answered(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "REPLY_S", 0.2)
    monkeypatch.setattr(remote, "WATCH_S", 0.01)
    async with machine.program() as (engine, events):
        await engine.connect(PEER, "offer", ())
        forever = asyncio.Event()

        async def hang(*_: object) -> None:
            await forever.wait()

        monkeypatch.setattr(machine.port, "_serve", hang)
        with pytest.raises(EngineError, match="no_engine"):
            await engine.route(PEER, ())
        await events.until(lambda e: e == PeerDown(peer=PEER, reason="engine_lost"))
        await until(lambda: engine.stats()["process_begun_total"] == 2)
        forever.set()


async def test_a_program_that_goes_takes_its_peers_and_no_others(machine: Machine) -> None:
    async with machine.program() as (engine, events):
        await engine.connect(PEER, "offer", ())
        async with machine.program() as (other, others):
            await other.connect(PeerId("q"), "offer", ())
            machine.engine.says(PeerUp(peer=PeerId("q")))
            machine.engine.says(LoudnessLevels(levels={}))
            await others.until(lambda e: isinstance(e, LoudnessLevels))
            await events.until(lambda e: isinstance(e, LoudnessLevels))
        await until(lambda: PeerId("q") in machine.engine.asked)
        assert PEER not in machine.engine.asked
        assert not any(isinstance(event, PeerUp) for event in events.seen)


async def test_a_refused_offer_leaves_the_peer_with_whoever_had_it(machine: Machine) -> None:
    async with machine.program() as (engine, events):
        await engine.connect(PEER, "offer", ())
        for peer in (PEER, PeerId("q")):
            with pytest.raises(EngineError, match="bad_offer"):
                await engine.connect(peer, "", ())
        machine.engine.says(PeerUp(peer=PeerId("q")))
        machine.engine.says(PeerUp(peer=PEER))
        await events.until(lambda e: e == PeerUp(peer=PEER))
        assert PeerUp(peer=PeerId("q")) not in events.seen


async def test_a_process_is_believed_only_about_what_it_was_asked_to_serve(
    machine: Machine,
) -> None:
    other, wrong = PeerId("other"), SourceName("the chair's microphone")
    async with machine.program() as (engine, events):
        await engine.connect(PEER, "offer", (UP.source, None))
        machine.port._owners[other] = machine.port._owners[PEER]
        lies: list[EngineEvent] = [
            PeerUp(peer=other),
            SourceUp(peer=PEER, source=wrong),
            SourceUp(peer=other, source=UP.source),
            SourceDown(peer=PEER, source=UP.source),
            WantedLayers(peer=PEER, source=wrong, layers=()),
            Paused(peer=other, mids=("0",)),
            LinkReport(peer=other, loss_up=0, loss_down=0, rtt_ms=None),
            PeerDown(peer=other, reason="closed"),
        ]
        for lie in lies:
            machine.engine.says(lie)
        true: list[EngineEvent] = [
            UP,
            WantedLayers(peer=PEER, source=UP.source, layers=()),
            SourceDown(peer=PEER, source=UP.source),
        ]
        machine.engine.says(LoudnessLevels(levels={UP.source: -20, wrong: 0}))
        for event in true:
            machine.engine.says(event)
            machine.engine.says(LoudnessLevels(levels={UP.source: -20, wrong: 0}))
        await events.until(lambda e: isinstance(e, SourceDown))
        await events.until(lambda e: events.seen[-1] == LoudnessLevels(levels={}))
        heard, nothing = LoudnessLevels(levels={UP.source: -20}), LoudnessLevels(levels={})
        assert events.seen == [nothing, true[0], heard, true[1], heard, true[2], nothing]
        assert engine.stats()["process_events_disbelieved_total"] == len(lies)


async def test_a_process_that_says_too_much_is_given_up_and_nobody_elses_is(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = Machine()
    await calm.run()
    async with machine.program() as (engine, events), calm.program() as (other, others):
        monkeypatch.setattr(remote, "MESSAGES", 100)
        monkeypatch.setattr(remote, "MESSAGES_PER_S", 1.0)
        await machine.end()
        await machine.run(machine.address[1])
        await until(lambda: engine.stats()["process_begun_total"] == 2)
        await engine.connect(PEER, "offer", ())
        await other.connect(PEER, "offer", ())
        for _ in range(200):
            machine.engine.says(LoudnessLevels(levels={}))
        await events.until(lambda e: isinstance(e, PeerDown))
        await other.route(PEER, ())
        assert not any(isinstance(event, PeerDown) for event in others.seen)
    await calm.end()


async def test_a_program_that_is_silent_is_gone(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "SILENCE_S", 0.05)
    frames = Frames(*await asyncio.open_connection(*machine.address))
    await introduce(frames, SECRET)
    with pytest.raises(ConnectionError):
        await frames.receive_untrusted()
    await frames.close()


async def test_nonsense_from_a_program_ends_its_stream(machine: Machine) -> None:
    frames = Frames(*await asyncio.open_connection(*machine.address))
    await introduce(frames, SECRET)
    frames.send(Completed(id="0"))
    with pytest.raises(ConnectionError):
        await frames.receive_untrusted()
    await frames.close()


async def test_more_programs_than_there_is_room_for_are_told_so(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "CONTROLLERS", 1)
    async with machine.program():
        with pytest.raises(OSError, match="1 controllers are connected already"):
            await Distant([machine.address], SECRET).open()


async def test_a_machine_of_several_processes_is_as_many_carriers_and_is_told_the_room_key(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_keys = []

    async def connect(*_: object, room_key: str, **__: object) -> Answer:
        room_keys.append(room_key)
        return Answer(sdp="answer", slots=())

    machine.engine.carriers = 3
    monkeypatch.setattr(machine.engine, "connect", connect)
    async with machine.program() as (engine, _):
        assert engine.carriers == 3
        await engine.connect(PEER, "offer", (), room_key="here")
    assert room_keys == ["here"]


async def test_the_counters_of_the_process_are_ours(machine: Machine) -> None:
    machine.engine.stats = lambda: {"peers": 3}  # type: ignore[method-assign]
    async with machine.program() as (engine, _):
        await until(lambda: engine.stats().get("peers") == 3)
        assert engine.stats()["process_up"] == 1


def test_requests_over_a_stream_need_not_say_who_asks() -> None:
    assert StatsRequest(id="0").asker == ""
