"""The only file that awaits a WebSocket: texts in, texts out, and closing.

Three tasks run for each client: reading and acting, writing, and waiting for a reason to end. The
first one that ends ends the others; a command that is just being recorded is finished first.
"""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Final

from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect

from live.clock import Clock
from live.errors import StoreUnavailable
from signaling import limits
from signaling.conversation import Conversation
from signaling.inbound import Hello, Inbound
from signaling.lobby import Lobby
from signaling.outbound import Bye, Refused
from signaling.session import Moment, WireSession
from signaling.wire import FINAL, CloseCode, ProtocolError, encode

log: Final = logging.getLogger("signaling.socket")

GOODBYES: Final = (1000, 1001)
"""Close codes of a client that closes on purpose (RFC 6455 §7.4.1). A broken connection has any
other code, or none (1005 in uvicorn)."""
SILENCE: Final = "diemcau.silence"
"""Name of an ASGI scope extension: its ``seconds()`` returns for how long no data has come from the
client. Without it that time counts as zero."""
FAREWELL_S: Final = 2.0
"""Seconds for sending the last messages to a client that may not be reading; chosen."""


class Socket:
    """One client's WebSocket from accept to close."""

    def __init__(self, websocket: WebSocket, lobby: Lobby, clock: Clock) -> None:
        self._websocket = websocket
        self._lobby = lobby
        self._clock = clock
        self._session = WireSession()
        self._chatty = log.isEnabledFor(logging.DEBUG)

    async def serve(self) -> None:
        """Serve the client until its connection is over."""
        try:
            await self._websocket.accept()
            await self._converse()
        except WebSocketDisconnect:
            log.debug("the client went")
        except ProtocolError as error:
            log.info("closed: %s", error.code)
            await self._say_goodbye(error, [])
        except StoreUnavailable as error:
            log.info("closed: %s", error.code)
            await self._say_goodbye(ProtocolError(CloseCode.TRY_LATER, error.code), [])
        except Exception:
            log.exception("a bug ended a connection")
            await self._close(CloseCode.INTERNAL)

    async def _converse(self) -> None:
        hello = await self._hello()
        conversation = await self._lobby.enter(hello, self._session)
        broke_off = False
        try:
            self._session.happen(Moment.ADMITTED)
            await self._send(encode(self._lobby.welcome(conversation.client)))
            await _first_of(
                self._read(conversation, hello), self._write(conversation), _end(conversation)
            )
        except ProtocolError as error:
            # Handled here, where the queued messages are still known.
            log.info("closed: %s", error.code)
            broke_off = error.close is CloseCode.SIGNED_OUT  # the owner may sign in again
            if error.close is CloseCode.TOO_SLOW:
                conversation.client.silent_ms = self._silent_ms()
            await self._say_goodbye(error, conversation.client.outbox.take())
        except WebSocketDisconnect as gone:
            broke_off = gone.code not in GOODBYES
            conversation.client.silent_ms = self._silent_ms()
            raise
        finally:
            self._session.happen(Moment.ENDED)
            await _uncut(self._lobby.leave(conversation, broke_off=broke_off))

    async def _hello(self) -> Hello:
        try:
            async with asyncio.timeout(limits.HELLO_S):
                message = await self._receive()
        except TimeoutError:
            raise ProtocolError(CloseCode.POLICY, "no_hello", limit_s=limits.HELLO_S) from None
        assert isinstance(message, Hello)  # noqa: S101 - the session's table lets nothing else by
        return message

    async def _read(self, conversation: Conversation, hello: Hello) -> None:
        await _uncut(self._lobby.join_all(conversation, hello.have))
        while True:
            message = await self._receive()
            await _uncut(conversation.handle(message))

    async def _write(self, conversation: Conversation) -> None:
        while True:
            for text in await conversation.client.outbox.next_batch():
                await self._send(text)

    async def _receive(self) -> Inbound:
        event = await self._websocket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", CloseCode.NORMAL))
        message = self._session.receive_untrusted(event.get("text"), self._clock.monotonic())
        if self._chatty:
            log.debug("< %s", message.type)
        return message

    def _silent_ms(self) -> int:
        """Return the milliseconds since data last came from the client."""
        silence = self._websocket.scope.get("extensions", {}).get(SILENCE)
        return round(silence["seconds"]() * 1000) if silence else 0

    async def _send(self, text: str) -> None:
        """Send a text; waits while the client does not read (uvicorn's write buffer is full)."""
        if self._chatty:
            log.debug("> %d characters", len(text))
        await self._websocket.send_text(text)

    async def _say_goodbye(self, error: ProtocolError, rest: list[str]) -> None:
        """Send the queued messages and the reason, then close; give up after `FAREWELL_S`."""
        last: BaseModel = Refused(id=None, code=error.code, facts=error.facts)
        if error.close in FINAL:
            last = Bye(code=error.code)
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(FAREWELL_S):
                for text in rest:
                    await self._send(text)
                if error.close is not CloseCode.GOING_AWAY:
                    await self._send(encode(last))
        await self._close(error.close)

    async def _close(self, code: CloseCode) -> None:
        # Starlette raises RuntimeError for a connection that is closed already.
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(FAREWELL_S):
                await self._websocket.close(code)


async def _end(conversation: Conversation) -> None:
    raise await conversation.client.outbox.ended()


async def _first_of(*works: Coroutine[object, object, None]) -> None:
    """Run coroutines concurrently until one ends; cancel the others and raise what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _uncut(work: Coroutine[object, object, None]) -> None:
    """Await a coroutine; when cancelled, let it finish first, so that no command is cut short."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
