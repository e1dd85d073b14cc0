"""Encoding of outbound messages, close codes, and the names of media sources.

Names of media sources are made and parsed only here, so that engine, stage and document agree.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum, StrEnum
from typing import Final, NewType

from pydantic import BaseModel
from pydantic_core import to_json

from live.errors import Fact
from live.ids import MeetingId, PersonId, SiteId
from live.media.engine import LoudnessLevels, SourceName

FeedKey = NewType("FeedKey", str)
"""``p:<person>`` or ``s:<site>``: the owner of a microphone or camera, as in the view."""


class Part(StrEnum):
    """What a person or site may send."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"


class CloseCode(IntEnum):
    """Why the server ended a connection (RFC 6455 §7.4; 1013 from IANA's registry of them)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    POLICY = 1008
    TOO_BIG = 1009
    INTERNAL = 1011
    TRY_LATER = 1013
    UNKNOWN_LINK = 4001
    REVOKED_LINK = 4002
    REPLACED = 4003
    ENDED = 4004
    SIGNED_OUT = 4005
    TOO_SLOW = 4007
    TOO_FAST = 4008


FINAL: Final = frozenset(
    {
        CloseCode.UNKNOWN_LINK,
        CloseCode.REVOKED_LINK,
        CloseCode.REPLACED,
        CloseCode.ENDED,
        CloseCode.SIGNED_OUT,
    }
)
"""Close codes after which the same token is not accepted again; `Bye` precedes them."""


class ProtocolError(Exception):
    """Ends a client's connection. ``code`` is sent before, as ``bye`` if the close code is one of
    `FINAL`, as ``refused`` otherwise."""

    def __init__(self, close: CloseCode, code: str, **facts: Fact) -> None:
        super().__init__(f"{code} ({close})")
        self.close = close
        self.code = code
        self.facts = facts


def encode(message: BaseModel) -> str:
    """Return the JSON text of an outbound message."""
    return message.model_dump_json(by_alias=True)


def person_key(person: PersonId) -> FeedKey:
    """Return the key of a person."""
    return FeedKey(f"p:{person}")


def site_key(site: SiteId) -> FeedKey:
    """Return the key of a site."""
    return FeedKey(f"s:{site}")


BETWEEN: Final = "+"
"""Between the meetings of a source that is published in several; in no id of a meeting."""


def source_name(meeting: MeetingId, feed: FeedKey, part: Part) -> SourceName:
    """Return the name of a media source of a meeting; the engine's too, if it is of no other."""
    return SourceName(f"{meeting}/{feed}/{part}")


def shared_name(meetings: Iterable[MeetingId], feed: FeedKey, part: Part) -> SourceName:
    """Return the engine's name of a source that is published in some meetings at once."""
    return source_name(MeetingId(BETWEEN.join(meetings)), feed, part)


def source_names(source: SourceName) -> Iterator[SourceName]:
    """Yield the name that an engine's source has in each of its meetings."""
    meetings, _, rest = source.partition("/")
    for meeting in meetings.split(BETWEEN):
        yield SourceName(f"{meeting}/{rest}")


def source_parts(source: SourceName) -> tuple[MeetingId, FeedKey, Part]:
    """Undo `source_name`.

    Raises:
        ValueError: the name was not made by `source_name`.
    """
    meeting, feed, part = source.split("/")
    return MeetingId(meeting), FeedKey(feed), Part(part)


FeedLevels = Mapping[MeetingId, Mapping[FeedKey, int]]
"""Loudness of microphones in dBov, by meeting and owner."""


def microphone_levels(event: LoudnessLevels) -> FeedLevels:
    """Return the loudness of microphones, of each in every meeting that it is published in."""
    heard: dict[MeetingId, dict[FeedKey, int]] = {}
    for source, level in event.levels.items():
        for name in source_names(source):
            meeting, feed, part = source_parts(name)
            if part is Part.MICROPHONE:
                heard.setdefault(meeting, {})[feed] = level
    return heard


NOTHING: Final = "[]"
"""The JSON text of an empty list of operations."""


def json_text(value: object) -> str:
    """Return the JSON text of plain values."""
    return to_json(value).decode()


def state_text(head: dict[str, object], shared: str, own: str) -> str:
    """Return a `State` message put together from the texts of its parts.

    ``shared`` is the JSON text of a role's view, a non-empty object, made once for all clients of
    the role; ``own`` is the JSON text of ``me``.
    """
    return f'{json_text({"type": "state", **head})[:-1]},"view":{shared[:-1]},"me":{own}}}}}'


def patch_text(head: dict[str, object], shared: str, own: str) -> str:
    """Return a `Patch` message from the JSON texts of two operation lists: the role's, and that of
    ``me``."""
    parts = ",".join(part[1:-1] for part in (shared, own) if part != NOTHING)
    return f'{json_text({"type": "patch", **head})[:-1]},"ops":[{parts}]}}'
