"""Between a program and its media process: genuine frames in order, from who knows the secret."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from live.errors import BadPacket
from live.media.node.messages import Completed, NodeMessage, encode
from live.media.process.frames import BACKLOG_BYTES, FRAME_BYTES, HELLO_BYTES, Frames, FrameSeal
from live.media.process.handshake import Accepted, Challenge, Proof, admit, introduce
from tests.media.test_process import SECRET


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
        line.near.send(Completed(id=name))
        line.far.send(Completed(id=name))
    for end in (line.near, line.far):
        assert [await end.receive_untrusted() for _ in "123"] == [
            encode(Completed(id=name)) for name in "123"
        ]


async def test_a_frame_that_is_changed_or_repeated_is_not_genuine(line: Line) -> None:
    ours, theirs = FrameSeal(b"ours"), FrameSeal(b"theirs")
    message = encode(Completed(id="1"))
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
    big = Completed(id="x" * (FRAME_BYTES - 1000))
    for _ in range(4 * BACKLOG_BYTES // FRAME_BYTES):
        line.far.send(big)
    assert line.far_writer.is_closing()
    line.far.send(big)  # lost, and no error


async def test_another_version_is_refused_with_a_sentence_on_both_sides(line: Line) -> None:
    class Newer(NodeMessage):
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
