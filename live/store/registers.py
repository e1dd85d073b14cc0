"""Units, branches, people, sites, accounts, links: what stands before and beside the meetings.

Each register holds records of one kind, found by their key or by the values of their fields.
A record is replaced whole. What follows from several records (trees, follow-ups) is in
`live.store.directory`.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
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

Fields = tuple[str, ...]
Value = str | int | bool | None
"""What a record can be found by."""


class Record(Protocol):
    """A frozen dataclass that says how it is told apart and listed."""

    KEY: ClassVar[Fields]
    """The fields that name it: no two records share them."""
    UNIQUE: ClassVar[Fields]
    """Fields that, together, no two records share either; empty: none."""
    ORDER: ClassVar[Fields]
    """The fields that records are listed by."""


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
    """In the unit's own words, such as ``Đảng bộ xã``."""


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
    """What its superior has set for its meetings; each meeting takes a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member on a branch's list. Whoever a record speaks of is deactivated, not removed."""

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
    """As far as known: ``1962`` or ``1962-05-19``; likewise the other two dates."""
    joined: str = ""
    """Admitted as a probationary member (ngày vào Đảng)."""
    confirmed: str = ""
    """Became an official member (ngày chính thức)."""
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
    """An agenda to begin from; of a unit and all below it, or of everybody (``unit=None``)."""

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
    """Somebody who signs in with a password: chair, secretary, supervisor, administrator."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ("username",)
    ORDER: ClassVar[Fields] = ("username",)

    id: AccountId
    username: str
    """As `live.store.usernames.plain_username` makes it."""
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
    """A sign-in: one browser in which an account works. Only ``used_ms`` ever changes."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("created_ms", "id")

    id: SessionId
    account: AccountId
    mark: str
    """Of the password it began under (`web.auth.mark_of`): with another one it is over."""
    created_ms: int
    used_ms: int
    """When it was last used, to some minutes."""
    address: str = ""
    """From where it began."""
    agent: str = ""
    """What the browser called itself then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """This account follows this branch."""

    KEY: ClassVar[Fields] = ("account", "branch")
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("account", "branch")

    account: AccountId
    branch: BranchId


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A personal link: who comes in by it, to which meeting, as what."""

    KEY: ClassVar[Fields] = ("id",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("created_ms", "id")

    id: LinkId
    role: Role
    name: str
    created_ms: int
    expires_ms: int
    """Of a link to an account alone: how long one to a meeting is good, the meeting says."""
    meeting: MeetingId | None = None
    """None: all meetings that the account follows."""
    person: PersonId | None = None
    site: SiteId | None = None
    account: AccountId | None = None
    created_by: AccountId | None = None
    revoked_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What somebody chose on a screen and finds again on the next evening, on any device."""

    KEY: ClassVar[Fields] = ("person",)
    UNIQUE: ClassVar[Fields] = ()
    ORDER: ClassVar[Fields] = ("person",)

    person: PersonId
    """As in meetings: also an account's or a guest's own, who are on no list."""
    media: MediaPreference


class Register(Protocol[R]):
    """All records of one kind."""

    async def get(self, *key: str) -> R | None:
        """Return the record of this key."""
        ...

    async def find(self, **equal: Value | Collection[Value]) -> Sequence[R]:
        """Return the records whose fields have these values, or one of them; none: all."""
        ...

    async def put(self, *records: R) -> None:
        """Add records or replace those of the same key, all of them or none.

        Raises:
            Rejected: ``already_taken``: another record has the same unique fields.
        """
        ...

    async def add(self, record: R) -> bool:
        """Add a record if there is none of its key; tell whether it was added: of several at the
        same moment one is.

        Raises:
            Rejected: ``already_taken``: another record has the same unique fields.
        """
        ...

    async def renew(self, record: R) -> bool:
        """Replace a record that is there still; tell whether it was. One that was removed
        meanwhile does not come back.

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
    links: Register[Link]
    preferences: Register[Preference]
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by this process's writers that first look and then write what follows from it."""
