"""The registers: units, branches, people, sites, accounts, links and other data outside meetings.

Each register holds records of one kind, found by their key or by the values of their fields.
A record is replaced whole. Functions over several records (trees, follow-ups) are in
`live.store.directory`.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from live.ids import (
    AccountId,
    BranchId,
    LinkId,
    MeetingId,
    PersonId,
    SessionId,
    SiteId,
    TemplateId,
    UnitId,
)
from live.media.preference import MediaPreference
from live.meeting.permissions import Role
from live.meeting.plan import PlannedItem
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.months import ALWAYS, Month

Fields = tuple[str, ...]
Value = str | int | bool | None
"""The type of a field by whose value records can be found."""


class Record(Protocol):
    """A frozen dataclass that states its primary key, unique fields and order."""

    KEY: ClassVar[Fields]
    """The fields of the primary key."""
    UNIQUE: ClassVar[Fields]
    """Fields with a unique constraint, all together; empty: none."""
    ORDER: ClassVar[Fields]
    """The fields by which records are sorted."""


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A party organisation of any level: a province, a commune, an enterprise. A tree."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("name",)

    id: UnitId
    parent: UnitId | None
    name: str
    kind: str = ""
    """The kind of unit in its own words, such as ``Đảng bộ xã``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A chi bộ: the members who meet."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("name",)

    id: BranchId
    unit: UnitId
    name: str
    settings: Rules = field(default_factory=Rules)
    """The rules that the superior unit has set for the branch's meetings; each takes a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member on a branch's list. A person to whom records refer is deactivated, not removed."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("number", "name")

    id: PersonId
    branch: BranchId
    number: int | None
    """The number on the branch's list (STT), which the site's number pad takes."""
    name: str
    title: str = ""
    """The office held, such as ``Bí thư``."""
    category: Category = Category.OFFICIAL
    group: str = ""
    """Tổ đảng."""
    phone: str = ""
    birth: str = ""
    """Date of birth as far as known: ``1962`` or ``1962-05-19``; likewise the other two dates."""
    joined: str = ""
    """When admitted as a probationary member (ngày vào Đảng)."""
    confirmed: str = ""
    """When the person became an official member (ngày chính thức)."""
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A điểm cầu: a room of a branch with one camera and one speakerphone."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("name",)

    id: SiteId
    branch: BranchId
    name: str
    place: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An agenda template, for a unit and all units below it, or for all units (``unit=None``)."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("name",)

    id: TemplateId
    unit: UnitId | None
    name: str
    kind: str
    """The kind of meeting: regular, thematic, …"""
    items: tuple[PlannedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with a password: of a chair, secretary, supervisor or administrator."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ("username",)
    ORDER: ClassVar[Fields] = ("username",)

    id: AccountId
    username: str
    """In the form that `live.store.usernames.plain_username` returns."""
    name: str
    password_hash: str
    role: Role
    person: PersonId | None = None
    unit: UnitId | None = None
    """The committee a supervisor comes from."""
    title: str = ""
    language: str = "vi"
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A sign-in of an account in one browser. Only ``used_ms`` ever changes."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("created_ms", "id")

    id: SessionId
    account: AccountId
    mark: str
    """Mark of the password at sign-in (`web.auth.mark_of`); a new password ends the session."""
    created_ms: int
    used_ms: int
    """When the session was last used, accurate to some minutes."""
    address: str = ""
    """The client's address at sign-in."""
    agent: str = ""
    """The browser's ``User-Agent`` at sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The fact that an account follows a branch, from a month on, or for some months."""

    KEY: ClassVar[Fields] = ("account", "branch", "from_month")
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("account", "branch", "from_month")

    account: AccountId
    branch: BranchId
    from_month: Month = ALWAYS
    """The first month."""
    until_month: Month | None = None
    """The last month; None: no end is set."""
    substitute_for: AccountId | None = None
    """Whose place the account takes in these months; None: nobody's."""

    def covers(self, month: Month) -> bool:
        """Tell whether the account follows the branch in a month."""
        return self.from_month <= month and (self.until_month is None or month <= self.until_month)


class AttendanceMode(StrEnum):
    """How somebody from above attends a meeting."""

    IN_ROOM = "in_room"
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A supervisor who is to attend a meeting, as the month's plan says."""

    KEY: ClassVar[Fields] = ("meeting", "account")
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("meeting", "account")

    meeting: MeetingId
    account: AccountId
    mode: AttendanceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarKey:
    """What opens a calendar to subscribe to; a new one closes the addresses given out before."""

    KEY: ClassVar[Fields] = ("owner",)
    UNIQUE: ClassVar[Fields] = ("key",)
    ORDER: ClassVar[Fields] = ("owner",)

    owner: str
    """``account:ID`` for what an account follows, ``unit:ID`` for the branches of a unit."""
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A personal link: who enters by it, to which meeting, in which role."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("created_ms", "id")

    id: LinkId
    role: Role
    name: str
    created_ms: int
    expires_ms: int
    """When a link to an account expires; a link to a meeting expires by the meeting's state."""
    meeting: MeetingId | None = None
    """None: all meetings that the account follows."""
    person: PersonId | None = None
    site: SiteId | None = None
    account: AccountId | None = None
    created_by: AccountId | None = None
    revoked_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What a person chose on a screen, kept for later meetings and other devices."""

    KEY: ClassVar[Fields] = ("person",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("person",)

    person: PersonId
    """The id used in meetings; for accounts and guests on no list, their own id."""
    media: MediaPreference


class Register(Protocol[R]):
    """All records of one kind."""

    async def get(self, *key: str) -> R | None:
        """Return the record of this key."""
        ...

    async def find(self, **equal: Value | Collection[Value]) -> Sequence[R]:
        """Return the records whose fields equal these values, or one of them where a collection is
        given; without arguments all records."""
        ...

    async def put(self, *records: R) -> None:
        """Add records or replace those with the same key, all in one transaction.

        Raises:
            Rejected: ``already_taken``: another record has the same unique fields.
        """
        ...

    async def add(self, record: R) -> bool:
        """Add a record unless its key exists; return whether it was added. Of several concurrent
        calls one adds it.

        Raises:
            Rejected: ``already_taken``: another record has the same unique fields.
        """
        ...

    async def renew(self, record: R) -> bool:
        """Replace a record if its key exists; return whether it did. A removed record is not added
        again.

        Raises:
            Rejected: ``already_taken``: another record has the same unique fields.
        """
        ...

    async def remove(self, *key: str) -> bool:
        """Remove the record of this key; tell whether there was one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Every register of one database."""

    units: Register[Unit]
    branches: Register[Branch]
    people: Register[Person]
    sites: Register[Site]
    templates: Register[Template]
    accounts: Register[Account]
    sessions: Register[Session]
    assignments: Register[Assignment]
    attendees: Register[Attendee]
    calendars: Register[CalendarKey]
    links: Register[Link]
    preferences: Register[Preference]
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held in this process from a read to the write that depends on it."""
