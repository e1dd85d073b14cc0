"""One branch meeting with people and a room, a server that shows it, and cruel clients.

The service, the rules, the bus and the WebSockets are the real ones; the engine and the
authenticator are fakes, the record is in memory.
"""

import asyncio
import contextlib
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from live.ballot_box import BallotBoxes
from live.bus import LocalBus
from live.clock import Clock, SystemClock
from live.errors import EngineError, Rejected
from live.ids import BranchId, MeetingId, NodeId, PersonId, SiteId, UnitId
from live.media.engine import (
    Answer,
    EngineEvent,
    Listener,
    MediaKind,
    PeerId,
    Route,
    Slot,
    SourceName,
)
from live.media.preference import MediaPreference
from live.meeting.commands import OpenMeeting
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan, PlannedItem
from live.meeting.roster import Member, Venue
from live.meeting.state import Meeting, MeetingKind
from live.service import Meetings
from live.store import EventStore
from signaling import limits
from signaling.admission import Admission, Where
from signaling.assembly import Signaling, endpoint
from signaling.presence import Process
from tests.memory import MemoryBoxes, MemoryEvents
from web.line import TimedWebSocket

HALL = SiteId("hall")
ROOM = SiteId("room2")
SMALL_BUFFER_BYTES = 8 * 1024
"""The kernel would hold megabytes for a client that does not read."""
LOOK_EVERY_S = 0.005
WITHIN_S = 30.0
"""How long a test waits for something that must happen."""


def plan(meeting: str, people: int = 6) -> MeetingPlan:
    """Return the plan of a small meeting: people p1… (p1 chairs, p2 writes), two rooms."""
    return MeetingPlan(
        meeting=MeetingId(meeting),
        title="Sinh hoạt thường kỳ",
        kind=MeetingKind.REGULAR,
        scheduled_ms=1_790_000_000_000,
        branch=(BranchId("b"), "Chi bộ thôn Nà Khoang"),
        unit=(UnitId("u"), "Đảng ủy xã Thượng Bình"),
        members=tuple(
            Member(person=PersonId(f"p{n}"), number=n, name=f"Đồng chí {n}")
            for n in range(1, people + 1)
        ),
        items=(
            PlannedItem(kind="opening", title="Khai mạc", planned_min=5),
            PlannedItem(kind="discussion", title="Thảo luận", planned_min=35),
        ),
        sites=(Venue(site=HALL, name="Nhà văn hóa", main=True), Venue(site=ROOM, name="Tổ 2")),
        chair=PersonId("p1"),
        secretary=PersonId("p2"),
        checkin_secret="not a secret",
    )


def actor(who: str) -> Actor:
    """Return an actor by a short word: ``chair``, ``site:hall``, ``member:p3``, …"""
    role, _, which = who.partition(":")
    default = {"chair": "p1", "secretary": "p2", "supervisor": "guest", "observer": "looker"}
    if role == "site":
        return Actor(role=Role.SITE, site=SiteId(which or HALL), name="Điểm cầu")
    person = which or default.get(role)
    return Actor(role=Role(role), person=PersonId(person) if person else None, name=who)


@dataclass
class FakeAuthenticator:
    """Tokens are short words (see `actor`), with ``@meeting`` for one other than ``m``."""

    meetings: set[str] = field(default_factory=lambda: {"m"})
    refuse: dict[str, str] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    """What some who came in as one thing are by now."""
    expires_ms: int | None = None
    media: dict[PersonId, MediaPreference] = field(default_factory=dict)
    """What people chose."""

    async def remember(self, person: PersonId, media: MediaPreference) -> None:
        self.media[person] = media

    async def admit(self, token: str, where: Where | None = None) -> Admission:
        who, _, meeting = token.partition("@")
        who = self.now.get(who, who)
        if where is Where.ROOM:
            who = who.replace("member:", "companion:")
        if token in self.refuse:
            raise Rejected(self.refuse[token])
        if who.partition(":")[0] not in set(Role):
            raise Rejected("unknown_link")
        mine = self.meetings if who.startswith("supervisor") else {meeting or "m"}
        return Admission(
            key=f"link:{token}",
            session=f"session:{token}",
            actor=actor(who),
            meetings=frozenset(map(MeetingId, mine)),
            expires_ms=self.expires_ms,
            media=self.media.get(actor(who).person or PersonId(""), MediaPreference.FULL),
        )


@dataclass
class FakeEngine:
    """An engine that remembers who was told what, and answers with as many slots as were asked.

    The fake offer says how many: ``"3a2v"``; anything else is a bad offer. In capitals it goes on
    with the peer that is there.
    """

    published: dict[PeerId, tuple[SourceName | None, ...]] = field(default_factory=dict)
    room_keys: dict[PeerId, str] = field(default_factory=dict)
    in_step: dict[PeerId, bool] = field(default_factory=dict)
    routes: dict[PeerId, dict[str, Route]] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)
    carriers: int = 1

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def listen(self, listener: Listener) -> None:
        self.listeners.append(listener)

    def say(self, event: EngineEvent) -> None:
        for listener in self.listeners:
            listener(event)

    async def connect(
        self,
        peer: PeerId,
        offer_sdp: str,
        publishes: tuple[SourceName | None, ...],
        *,
        room_key: str = "",
        in_step: bool = True,
    ) -> Answer:
        if not re.fullmatch(r"\da\dv", offer_sdp, re.IGNORECASE):
            raise EngineError("bad_offer")
        continues = offer_sdp.isupper() and peer in self.routes
        if not continues:
            self.published[peer] = publishes
            self.room_keys[peer] = room_key
            self.in_step[peer] = in_step
            self.routes[peer] = {}
        kinds = [MediaKind.AUDIO] * int(offer_sdp[0]), [MediaKind.VIDEO] * int(offer_sdp[2])
        slots = [
            Slot(mid=f"{kind.value[0]}{index}", kind=kind, index=index)
            for group in kinds
            for index, kind in enumerate(group)
        ]
        return Answer(sdp="answer", slots=tuple(slots), continues=continues)

    async def route(self, peer: PeerId, routes: tuple[Route, ...]) -> None:
        if peer not in self.routes:
            raise EngineError("no_such_peer")
        self.routes[peer].update({route.mid: route for route in routes})

    async def close(self, peer: PeerId) -> None:
        self.published.pop(peer, None)
        self.routes.pop(peer, None)

    def stats(self) -> Mapping[str, float]:
        return {}


@dataclass
class Client:
    """A client that speaks the wire and remembers everything it was sent."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    """Heard, but not asked for yet."""

    async def say(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def hello(self, token: str, device: str = "d", have: Any = None, **more: Any) -> None:
        await self.say("hello", token=token, device=device, have=have or {}, **more)

    async def hear(self, type_: str, **fields: Any) -> dict[str, Any]:
        """Return the first message of a type (and with these fields) not returned before."""

        def fits(message: dict[str, Any]) -> bool:
            return message["type"] == type_ and fields.items() <= message.items()

        async with asyncio.timeout(WITHIN_S):
            while not (found := next(filter(fits, self.waiting), None)):
                self._take(await self.socket.recv())
        self.waiting.remove(found)
        return found

    async def answer(self, id_: str) -> dict[str, Any]:
        """Return what a command was answered, done or refused."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                for message in self.waiting:
                    if message["type"] in ("done", "refused") and message["id"] == id_:
                        self.waiting.remove(message)
                        return message
                self._take(await self.socket.recv())

    def _take(self, text: str | bytes) -> None:
        message = json.loads(text)
        self.heard.append(message)
        self.waiting.append(message)

    async def closed(self) -> int:
        """Return the close code, once the server has closed."""
        async with asyncio.timeout(WITHIN_S):
            with contextlib.suppress(Exception):
                while True:
                    self._take(await self.socket.recv())
            await self.socket.wait_closed()
        code = self.socket.close_code
        assert code is not None
        return code

    async def do(self, command: str, id_: str = "c1", meeting: str = "m", **args: Any) -> None:
        await self.say("do", id=id_, meeting=meeting, command=command, args=args)


@dataclass
class World:
    """A server at work, and how to reach it."""

    signaling: Signaling
    meetings: Meetings
    engine: FakeEngine
    authenticator: FakeAuthenticator
    bus: LocalBus
    clock: Clock
    url: str
    stack: contextlib.AsyncExitStack
    small_buffers: bool

    async def client(self) -> Client:
        """Open a WebSocket."""
        listening = urlsplit(self.url)
        raw = socket.socket()
        if self.small_buffers:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER_BYTES)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, (listening.hostname, listening.port))
        opening = connect(
            self.url, sock=raw, compression=None, max_queue=None, max_size=None, close_timeout=1
        )
        return Client(await self.stack.enter_async_context(opening))

    async def joined(self, token: str, device: str = "d", have: Any = None, **more: Any) -> Client:
        """Open a WebSocket and say hello."""
        client = await self.client()
        await client.hello(token, device, have, **more)
        await client.hear("welcome")
        return client

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait for a condition of this process's objects."""
        async with asyncio.timeout(WITHIN_S):
            while not true():
                await asyncio.sleep(LOOK_EVERY_S)

    async def until_on_record(self, meeting: MeetingId, true: Callable[[Meeting], Any]) -> Meeting:
        """Wait for what this process, or another, is about to record; return the meeting then."""
        async with asyncio.timeout(WITHIN_S):
            while not true(found := await self.meetings.state(meeting)):
                await asyncio.sleep(LOOK_EVERY_S)
        return found


async def open_meetings(meetings: Meetings, *names: str, people: int = 6) -> None:
    """Make meetings and open them."""
    for name in names:
        await meetings.create(plan(name, people), actor("chair"))
        await meetings.do(MeetingId(name), OpenMeeting(), actor("chair"))


@contextlib.asynccontextmanager
async def serving(signaling: Signaling, small_buffers: bool = False) -> AsyncIterator[str]:
    """Serve ``/ws`` on a free port; yield its address."""
    app = FastAPI()
    app.state.signaling = signaling
    app.add_api_websocket_route("/ws", endpoint)
    listener = socket.create_server(("127.0.0.1", 0))
    if small_buffers:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER_BYTES)
    config = uvicorn.Config(
        app, log_level="error", ws_max_size=limits.MESSAGE_BYTES * 2, lifespan="off",
        ws=TimedWebSocket, ws_per_message_deflate=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/ws"
    finally:
        server.should_exit = True
        await task
        listener.close()


@dataclass
class Installation:
    """What several processes share: the record and the bus. Each test has its own."""

    store: EventStore = field(default_factory=MemoryEvents)
    boxes: BallotBoxes = field(default_factory=MemoryBoxes)
    bus: LocalBus = field(default_factory=LocalBus)
    engine: FakeEngine = field(default_factory=FakeEngine)
    numbers: "count[int]" = field(default_factory=count)

    def ids(self) -> str:
        """Return a fresh id."""
        return f"i{next(self.numbers)}"


@contextlib.asynccontextmanager
async def process(
    shared: Installation,
    node: str,
    clock: Clock | None = None,
    small_buffers: bool = False,
    authenticator: FakeAuthenticator | None = None,
) -> AsyncIterator[World]:
    """Run one server process of an installation."""
    clock = clock or SystemClock()
    meetings = Meetings(shared.store, shared.bus, clock, shared.ids, boxes=shared.boxes)
    authenticator = authenticator or FakeAuthenticator()
    signaling = Signaling(
        meetings, shared.engine, shared.bus, authenticator, clock, shared.ids, Process(NodeId(node))
    )
    await signaling.start()
    async with serving(signaling, small_buffers) as url, contextlib.AsyncExitStack() as stack:
        yield World(
            signaling=signaling,
            meetings=meetings,
            engine=shared.engine,
            authenticator=authenticator,
            bus=shared.bus,
            clock=clock,
            url=url,
            stack=stack,
            small_buffers=small_buffers,
        )
    await signaling.stop()


@contextlib.asynccontextmanager
async def world(*names: str, people: int = 6, small_buffers: bool = False) -> AsyncIterator[World]:
    """Run a server that is alone, with open meetings of these names (``m`` when none is given)."""
    shared = Installation()
    names = names or ("m",)
    await open_meetings(
        Meetings(shared.store, shared.bus, SystemClock(), shared.ids), *names, people=people
    )
    authenticator = FakeAuthenticator(meetings=set(names))
    async with process(
        shared, "n1", small_buffers=small_buffers, authenticator=authenticator
    ) as it:
        yield it
