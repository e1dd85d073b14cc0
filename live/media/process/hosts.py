"""Connects to a media process: a child process of ours, or a process on another machine."""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

from pydantic import TypeAdapter

from live.media.process.frames import Frames
from live.media.process.handshake import HANDSHAKE_S, introduce
from live.media.sfu.config import SfuConfig

log = logging.getLogger(__name__)

CONFIG: Final[TypeAdapter[SfuConfig]] = TypeAdapter(SfuConfig)
NO_SECRET: Final = b""
"""A socket pair needs no authentication; the handshake then only compares versions."""
START_S: Final = 30.0
"""Seconds for a child to start: usually a fraction of one, more on a loaded machine."""
END_S: Final = 5.0
"""Seconds for a child to send close_notify to its peers and end."""


class StreamLine(NamedTuple):
    """A stream to a media process after the handshake."""

    frames: Frames
    carriers: int
    """See `MediaEngine.carriers`."""


class MediaHost(Protocol):
    """Opens streams to a media process, again after each loss."""

    async def open(self) -> StreamLine:
        """Return a stream to a media process.

        Raises:
            OSError: there is none; the message is a sentence.
        """
        ...

    async def close(self) -> None:
        """Release the process. The stream was closed before."""
        ...


class Child:
    """A media process that we start, and that ends when we do.

    The child has a session of its own, so Ctrl-C reaches only us, and we end it in order: its peers
    get close_notify. It inherits one end of a pair of Unix sockets and nothing else.
    """

    def __init__(self, config: SfuConfig) -> None:
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None
        self._begun: socket.socket | None = None
        """Our end of the socket pair, until the handshake begins."""

    @property
    def pid(self) -> int | None:
        """Return the process id; None while there is no process."""
        return None if self._process is None else self._process.pid

    def begin(self) -> None:
        """Start the process ahead of `open`, so that it loads meanwhile.

        Raises:
            OSError: the process cannot be started.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with theirs:
                self._process = self._start(theirs)
        except BaseException:
            ours.close()
            raise
        ours.setblocking(False)
        self._begun = ours

    def abandon(self) -> None:
        """Kill a process that was begun and never opened; otherwise do nothing."""
        if self._begun is None or self._process is None:
            return
        self._process.kill()  # before closing the socket, or the process would log its loss
        self._process.wait()
        self._begun.close()
        self._begun = self._process = None

    async def open(self) -> StreamLine:
        """Return a stream to the process that was begun, else begin one; kills an earlier process
        first, if it is still there."""
        if self._begun is not None:
            with suppress(OSError):  # it ended after waiting longer than `HANDSHAKE_S` for us
                return await self._meet(self._begun)
        await self._end(0)
        self.begin()
        assert self._begun is not None  # noqa: S101 - just made
        return await self._meet(self._begun)

    async def _meet(self, ours: socket.socket) -> StreamLine:
        self._begun = None
        frames = Frames(*await asyncio.open_unix_connection(sock=ours))
        try:
            async with asyncio.timeout(START_S):
                carriers = await introduce(frames, NO_SECRET)
        except BaseException as error:
            frames.abort()
            await self._end(0)
            if isinstance(error, TimeoutError):
                raise ConnectionError("a media process was not ready in time") from None
            raise
        log.info("media process %s is ready", self.pid)
        return StreamLine(frames, carriers)

    async def close(self) -> None:
        """Wait for the process, which ends with its stream; kill it after `END_S`."""
        await self._end(END_S)

    def _start(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        level = logging.getLogger("live").getEffectiveLevel()
        config = CONFIG.dump_json(self._config).decode()
        return subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "live.media.process", str(theirs.fileno()), str(level), config],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )

    async def _end(self, patience_s: float) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, patience_s)
        process.kill()  # harmless for one that has ended
        process.wait()


class Distant:
    """Media processes on other machines (``diemcau media``): the first that answers is used."""

    def __init__(self, addresses: Sequence[tuple[str, int]], secret: bytes) -> None:
        self._addresses = addresses
        self._secret = secret

    async def open(self) -> StreamLine:
        """Try one address after the other."""
        reasons: list[str] = []
        for host, port in self._addresses:
            try:
                async with asyncio.timeout(HANDSHAKE_S):
                    return await self._reach(host, port)
            except TimeoutError:
                reasons.append(f"tcp://{host}:{port} does not answer")
            except OSError as error:
                reasons.append(f"tcp://{host}:{port}: {error}")
        raise ConnectionError("no media process: " + "; ".join(reasons))

    async def close(self) -> None:
        """Do nothing: the process is not ours."""

    async def _reach(self, host: str, port: int) -> StreamLine:
        frames = Frames(*await asyncio.open_connection(host, port))
        try:
            carriers = await introduce(frames, self._secret)
        except BaseException:
            frames.abort()
            raise
        log.info("media is carried by tcp://%s:%d", host, port)
        return StreamLine(frames, carriers)
