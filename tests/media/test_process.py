"""The stream between a program and its media process, when either side misbehaves."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from live.errors import BadPacket, EngineError
from live.media.engine import (
    Answer,
    EngineEvent,
    Levels,
    Paused,
    PeerDown,
    PeerId,
    PeerUp,
    Quality,
    Route,
    SourceDown,
    SourceName,
    SourceUp,
    Wanted,
)
from live.media.node.messages import Done, Message, StatsRequest, encode
from live.media.process import Child, Distant, EnginePort, RemoteEngine, hosts, port, remote
from live.media.process.frames import BACKLOG_BYTES, FRAME_BYTES, HELLO_BYTES, Frames, Seal
from live.media.process.handshake import Accepted, Challenge, Proof, admit, introduce
from live.media.sfu.config import SfuConfig
from tests.media.conftest import Events, until
from tests.media.test_node import ScriptedEngine

SECRET = b"a secret for tests only"
PEER = PeerId("p")
UP = SourceUp(peer=PEER, source=SourceName("s"))


class Line:
    """Both ends of a TCP connection, and a hand on what goes over it."""

    def __init__(self, near: Frames, far: Frames, far_writer: asyncio.StreamWriter) -> None:
        self.near = near
        self.far = far
        self.far_writer = far_writer

    async def know_each_other(self) -> None:
        await asyncio.gather(introduce(self.near, SECRET), admit(self.far, SECRET, 1))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    accepted: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.put_nowait((reader, writer))

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        near = Frames(*await asyncio.open_connection(*server.sockets[0].getsockname()))
        reader, writer = await accepted.get()
        far = Frames(reader, writer)
        yield Line(near, far, writer)
        near.abort()
        far.abort()


async def test_messages_pass_in_order_once_both_know_the_secret(line: Line) -> None:
    await line.know_each_other()
    for name in "123":
        line.near.send(Done(id=name))
        line.far.send(Done(id=name))
    for end in (line.near, line.far):
        assert [await end.receive_untrusted() for _ in "123"] == [
            encode(Done(id=name)) for name in "123"
        ]


async def test_a_frame_that_is_changed_or_repeated_is_not_genuine(line: Line) -> None:
    ours, theirs = Seal(b"ours"), Seal(b"theirs")
    message = encode(Done(id="1"))
    genuine = len(message).to_bytes(4, "big") + message + ours.next(message)
    line.near.seal(incoming=b"ours", outgoing=theirs.key)
    line.far_writer.write(genuine * 2)
    assert await line.near.receive_untrusted() == message
    with pytest.raises(BadPacket, match="not genuine"):
        await line.near.receive_untrusted()
    line.near.seal(incoming=b"ours", outgoing=theirs.key)
    line.far_writer.write(genuine.replace(b'"1"', b'"2"'))
    with pytest.raises(BadPacket, match="not genuine"):
        await line.near.receive_untrusted()


async def test_a_long_message_is_refused_before_it_is_read(line: Line) -> None:
    line.far_writer.write((HELLO_BYTES + 1).to_bytes(4, "big"))
    with pytest.raises(BadPacket, match=f"{HELLO_BYTES} are taken"):
        await line.near.receive_untrusted()
    await line.know_each_other()
    line.far_writer.write((FRAME_BYTES + 1).to_bytes(4, "big"))
    with pytest.raises(BadPacket, match=f"{FRAME_BYTES} are taken"):
        await line.near.receive_untrusted()


async def test_an_other_end_that_does_not_read_is_given_up(line: Line) -> None:
    big = Done(id="x" * (FRAME_BYTES - 1000))
    for _ in range(4 * BACKLOG_BYTES // FRAME_BYTES):
        line.far.send(big)
    assert line.far_writer.is_closing()
    line.far.send(big)  # lost, and no error


async def test_another_version_is_refused_with_a_sentence_on_both_sides(line: Line) -> None:
    class Newer(Message):
        v: int = 3  # type: ignore[assignment]
        type: str = "proof"

    line.near.send(Newer())
    with pytest.raises(BadPacket, match="version 3 of the media messages is not spoken here"):
        await admit(line.far, SECRET, 1)
    with pytest.raises(ConnectionError, match="the same release on both sides"):
        await introduce(line.near, SECRET)


@pytest.mark.parametrize("wrong", [b"", b"another secret"])
async def test_who_does_not_know_the_secret_is_refused(line: Line, wrong: bytes) -> None:
    engine, controller = await asyncio.gather(
        admit(line.far, SECRET, 1), introduce(line.near, wrong), return_exceptions=True
    )
    assert isinstance(engine, BadPacket)
    assert isinstance(controller, ConnectionError)
    assert "the secret is not the one" in str(controller)


async def test_an_engine_that_plays_our_own_proof_back_is_not_believed(line: Line) -> None:
    async def mirror() -> None:
        line.far.send(Challenge(nonce="0" * 64))
        shown = Proof.model_validate_json(await line.far.receive_untrusted())
        line.far.send(Accepted(proof=shown.proof, carriers=1))

    with pytest.raises(ConnectionError, match="does not know the secret"):
        await asyncio.gather(mirror(), introduce(line.near, SECRET))


async def test_random_bytes_end_a_handshake_and_nothing_else(line: Line) -> None:
    line.far_writer.write(b"\x00\x00\x00\x04\xff\xfe{}GET / HTTP/1.1")
    with pytest.raises(ConnectionError, match="not understood"):
        await introduce(line.near, SECRET)


# --- a program and the process


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
            machine.engine.says(Levels(levels={}))
            await others.until(lambda e: isinstance(e, Levels))
            await events.until(lambda e: isinstance(e, Levels))
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
            Wanted(peer=PEER, source=wrong, layers=()),
            Paused(peer=other, mids=("0",)),
            Quality(peer=other, loss_up=0, loss_down=0, rtt_ms=None),
            PeerDown(peer=other, reason="closed"),
        ]
        for lie in lies:
            machine.engine.says(lie)
        true: list[EngineEvent] = [
            UP,
            Wanted(peer=PEER, source=UP.source, layers=()),
            SourceDown(peer=PEER, source=UP.source),
        ]
        machine.engine.says(Levels(levels={UP.source: -20, wrong: 0}))
        for event in true:
            machine.engine.says(event)
            machine.engine.says(Levels(levels={UP.source: -20, wrong: 0}))
        await events.until(lambda e: isinstance(e, SourceDown))
        await events.until(lambda e: events.seen[-1] == Levels(levels={}))
        heard, nothing = Levels(levels={UP.source: -20}), Levels(levels={})
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
            machine.engine.says(Levels(levels={}))
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
    frames.send(Done(id="0"))
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


async def test_a_machine_of_several_processes_is_as_many_carriers_and_is_told_the_place(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = []

    async def connect(*_: object, place: str) -> Answer:
        places.append(place)
        return Answer(sdp="answer", slots=())

    machine.engine.carriers = 3
    monkeypatch.setattr(machine.engine, "connect", connect)
    async with machine.program() as (engine, _):
        assert engine.carriers == 3
        await engine.connect(PEER, "offer", (), place="here")
    assert places == ["here"]


async def test_the_counters_of_the_process_are_ours(machine: Machine) -> None:
    machine.engine.stats = lambda: {"peers": 3}  # type: ignore[method-assign]
    async with machine.program() as (engine, _):
        await until(lambda: engine.stats().get("peers") == 3)
        assert engine.stats()["process_up"] == 1


def test_requests_over_a_stream_need_not_say_who_asks() -> None:
    assert StatsRequest(id="0").asker == ""


async def test_a_child_that_cannot_have_its_port_says_which_and_leaves_none_behind() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        number = taken.getsockname()[1]
        child = Child(SfuConfig(host="127.0.0.1", port=number))
        with pytest.raises(ConnectionError, match=f"UDP port {number} of media: Address already"):
            await child.open()
        assert child.pid is None


async def test_a_child_that_is_not_ready_in_time_is_said_to_be_so_and_leaves_none_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "START_S", 0.01)
    child = Child(SfuConfig(host="127.0.0.1"))
    with pytest.raises(ConnectionError, match="was not ready in time"):
        await child.open()
    assert child.pid is None


async def test_a_child_that_stands_still_is_killed_before_the_next_is_started() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    (await child.open()).frames.abort()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    (await child.open()).frames.abort()
    assert child.pid not in {None, first}
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    await child.close()
    assert child.pid is None


async def test_a_child_that_was_begun_is_met_or_followed_by_another_that_waits() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    child.begin()
    begun = child.pid
    (await child.open()).frames.abort()
    assert child.pid == begun
    await child.close()
    child.begin()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)  # as one ends that has waited too long
    gone = child.pid
    (await child.open()).frames.abort()
    assert child.pid not in {None, gone}
    await child.close()


def test_a_child_that_was_begun_in_vain_is_left_behind_by_nobody() -> None:
    child = Child(SfuConfig(host="127.0.0.1"))
    child.begin()
    begun = child.pid
    assert begun is not None
    child.abandon()
    child.abandon()
    assert child.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(begun, 0)
