"""Anything that a client may send in one connection, and what the protocol allows in return.

The contract: whatever comes, and in whatever order, is answered, refused with a code that
`signaling/PROTOCOL.md` lists, or ends the connection with one of its close codes; never with a
fault, and the meeting can still be shown afterwards.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from hypothesis import strategies as st
from starlette.types import Message
from starlette.websockets import WebSocket
from typing_extensions import override

from live.clock import SystemClock
from live.ids import MeetingId, NodeId
from live.meeting.names import CLIENT_COMMANDS
from live.meeting.permissions import Role
from live.meeting.views import view
from live.service import Meetings
from signaling import outbound
from signaling.assembly import Signaling
from signaling.conversation import ADAPTERS
from signaling.presence import Process
from signaling.rejections import CODES
from signaling.wire import CloseCode
from tests.unit.signaling.world import FakeAuthenticator, Installation, actor, open_meetings

Sent = str | bytes
LONGEST: Final = 6
"""Messages after the first; a member may send a hundred at once."""
WITHIN_S: Final = 30.0
"""A busy machine answers later, but not never."""
TOKENS: Final = (
    "chair",
    "chair",
    "secretary",
    "member:p3",
    "companion:p4",
    "site:hall",
    "supervisor",
    "x",
)
ANSWERS: Final = {
    get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(outbound.Outbound)
}
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
"""Whatever JSON can say."""
TEXTS: Final = ["m", "p1", "p3", "p4", "hall", "d", "i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7"]
"""Ids of the meeting and of what is in it."""
KNOWN: Final = st.sampled_from(
    [
        *TEXTS,
        *("round", "reading", "free", "left", "unexcused", "on", "off", "full", "sound", "q", "f"),
        *("microphone", "camera", "screen", "3a2v", "3A2V", "room", "online", ""),
        *(0, 1, 2, 5, 60, 1_800_000_000_000, True, False, None),
    ]
)
"""Values that mean something somewhere."""
VALUE: Final = KNOWN | st.lists(KNOWN, max_size=3) | JSON


def filled(names: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with these fields, some of them left out and each with any value."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUE))


def fitting(schema: Mapping[str, Any], names: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Return values as a JSON schema asks for them; texts are such as mean something."""
    if "$ref" in schema:
        return fitting(names[schema["$ref"].rpartition("/")[2]], names)
    if "anyOf" in schema:
        return st.one_of([fitting(each, names) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "array":
        return st.lists(fitting(schema.get("items", {}), names), max_size=3)
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(TEXTS),
        "integer": st.integers(schema.get("minimum", -1), schema.get("maximum", 99)),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain.get(schema.get("type", ""), VALUE)


def command(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a command, as a client would wrap it, with arguments that fit or with any."""
    schema = ADAPTERS[name].json_schema()
    fields = {
        field: fitting(each, schema.get("$defs", {}))
        for field, each in schema.get("properties", {}).items()
    }
    fit = st.fixed_dictionaries(fields)
    return st.builds(
        lambda args, id_: {"type": "do", "id": id_, "meeting": "m", "command": name, "args": args},
        fit | fit | fit | filled(list(fields)),
        st.integers(0, 99).map(str),
    )


HELLO: Final = st.builds(
    lambda token, more: {"type": "hello", "token": token, "device": "d", **more},
    st.sampled_from(TOKENS),
    st.fixed_dictionaries(
        {},
        optional={
            "have": st.dictionaries(st.just("m"), st.integers(0, 99)),
            "at_door": st.booleans(),
            "microphone": st.sampled_from(["on", "off", "no_path"]),
            "where": st.sampled_from(["room", "online"]),
        },
    ),
)
MEANT: Final = st.one_of(
    *[st.sampled_from(sorted(CLIENT_COMMANDS)).flatmap(command)] * 4,
    st.sampled_from([{"type": "ping"}, {"type": "enter"}]),
    st.builds(
        lambda type_, fields: {"type": type_, "pc": "a", **fields},
        st.sampled_from(["connect", "disconnect", "show", "prefer", "microphone", "hello"]),
        filled(
            ["sdp", "sends", "meeting", "layer", "meetings", "large", "listen", "media", "state"]
        ),
    ),
    st.sampled_from(
        [
            {"type": "connect", "pc": "a", "sdp": "3a2v", "sends": ["microphone", "camera"]},
            {"type": "connect", "pc": "b", "sdp": "3a2v", "meeting": "m"},
            {"type": "show", "pc": "a", "meetings": ["m"], "large": "m", "listen": "m"},
            {"type": "prefer", "media": "sound"},
            {"type": "microphone", "state": "off"},
            {"type": "disconnect", "pc": "a"},
        ]
    ),
)
"""Messages of the protocol, with sensible and with any values."""


def spoilt(text: str, accidents: Sequence[tuple[int, str, str]]) -> str:
    """Return a text after accidents: letters put in, left out, or other ones."""
    for where, what, letter in accidents:
        at = where % (len(text) + 1)
        keep = text[at:] if what == "in" else text[at + 1 :]
        text = text[:at] + ("" if what == "out" else letter) + keep
    return text


ACCIDENTS: Final = st.lists(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["in", "out", "other"]), st.characters()),
    max_size=3,
)
GENUINE: Final = MEANT.map(json.dumps)
SENT: Final[st.SearchStrategy[Sent]] = st.one_of(
    GENUINE,
    st.builds(spoilt, GENUINE, ACCIDENTS),
    JSON.map(json.dumps),
    st.text(),
    st.binary(max_size=20),
)
GREETED: Final[st.SearchStrategy[list[Sent]]] = st.builds(
    lambda hello, said, last: [hello, *said, *last],
    HELLO.map(json.dumps),
    st.lists(GENUINE, min_size=2, max_size=LONGEST),
    st.lists(SENT, max_size=1),
)
"""What does not fit ends a connection, so it comes last."""
CONVERSATIONS: Final[st.SearchStrategy[list[Sent]]] = st.one_of(
    *(GREETED, GREETED, GREETED),
    st.lists(st.builds(spoilt, HELLO.map(json.dumps), ACCIDENTS) | SENT, max_size=2),
)


class Line:
    """A WebSocket of which this is the client's end: says what it was given, then that it goes.

    Before it goes it waits for the answer to a last ping, which comes after all others.
    """

    def __init__(self, sent: Sequence[Sent]) -> None:
        self._waiting: list[Message] = [{"type": "websocket.connect"}, *map(_event, sent)]
        self._waiting.append(_event('{"type":"ping"}'))
        self._ended = asyncio.Event()
        self._pings = sum(event.get("text") == '{"type":"ping"}' for event in self._waiting)
        self.heard: list[dict[str, Any]] = []
        self.close_code: int | None = None
        scope = {"type": "websocket", "headers": [], "path": "/ws", "extensions": {}}
        self.websocket = WebSocket(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._waiting:
            return self._waiting.pop(0)
        await self._ended.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.close":
            self.close_code = message["code"]
            self._ended.set()
        elif message["type"] == "websocket.send":
            self.heard.append(json.loads(message["text"]))
            if sum(each["type"] == "pong" for each in self.heard) >= self._pings:
                self._ended.set()


def _event(sent: Sent) -> Message:
    field = "text" if isinstance(sent, str) else "bytes"
    return {"type": "websocket.receive", field: sent}


class Faults(logging.Handler):
    """What a program logs of its own bugs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


async def hold(sent: Sequence[Sent]) -> Line:
    """Let one client say all this to a server with an open meeting, by the contract."""
    shared, clock, faults = Installation(), SystemClock(), Faults()
    meetings = Meetings(shared.store, shared.bus, clock, shared.ids)
    await open_meetings(meetings, "m")
    signaling = Signaling(
        *(meetings, shared.engine, shared.bus, FakeAuthenticator(), clock, shared.ids),
        Process(NodeId("n1")),
    )
    logging.getLogger("signaling").addHandler(faults)
    line = Line(sent)
    try:
        await signaling.start()
        async with asyncio.timeout(WITHIN_S):
            await signaling.serve(line.websocket)
        meeting = await meetings.state(MeetingId("m"))
        for role in (Role.CHAIR, Role.MEMBER, Role.SITE, Role.SUPERVISOR):
            json.dumps(view(meeting, actor(role)))
    finally:
        await signaling.stop()
        logging.getLogger("signaling").removeHandler(faults)
    for record in faults.found:
        raise AssertionError(record.getMessage()) from (record.exc_info or (None, None))[1]
    return line


def check(sent: Sequence[Sent]) -> None:
    """Hold a conversation; everything in it is answered as the protocol says."""
    line = asyncio.run(hold(sent))
    assert {each["type"] for each in line.heard} <= ANSWERS
    refused = [each for each in line.heard if each["type"] in ("refused", "bye")]
    assert {each["code"] for each in refused} <= CODES.keys()
    assert line.close_code in {None, *CloseCode} - {CloseCode.INTERNAL}
    if line.close_code is None:
        asked = sum(_is_command(each) for each in sent)
        answered = [each for each in line.heard if each["type"] in ("done", "refused")]
        assert len(answered) >= asked, "a command without an answer"


def _is_command(sent: Sent) -> bool:
    try:
        said = json.loads(sent)
    except ValueError:
        return False
    return isinstance(said, Mapping) and said.get("type") == "do"
