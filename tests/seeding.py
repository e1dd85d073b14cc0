"""A small branch with one meeting, put into a data folder before the program starts.

One chair who sits elsewhere (so that the room is silent unless one of its people has the floor),
one minute-taker and one companion in the room, two remote members, one supervisor. Each comes in
by a personal link; nobody is simulated, so a test decides everything that happens.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import AccountId, BranchId, MeetingId, PersonId, SiteId, UnitId, random_id
from live.media.preference import MediaPreference
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan, PlannedItem
from live.meeting.roster import Member, Venue
from live.meeting.state import MeetingKind
from live.months import ALWAYS
from live.service import Meetings
from live.store import Database, open_database
from live.store.directory import follow, followed_by, save_account
from live.store.registers import Account, Branch, Person, Preference, Site, Unit
from web.links import Holder, Links
from web.settings import Settings, secret_of

PEOPLE: Final = {
    "chair": "Hoàng Văn Lịch",
    "secretary": "Quan Thị Hiền",
    "remote": "Lương Văn Đạo",
    "other": "Hoàng Thị Nhàn",
    "room": "Lý A Sềnh",
}
ROLES: Final = {"chair": Role.CHAIR, "secretary": Role.SECRETARY, "room": Role.COMPANION}
"""All others are members."""
ITEMS: Final = (
    PlannedItem(kind="opening", title="Tuyên bố lý do", planned_min=2),
    PlannedItem(kind="discussion", title="Thảo luận", planned_min=35),
    PlannedItem(kind="minutes", title="Thông qua biên bản", planned_min=3),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """The meeting and a token for everybody."""

    meeting: MeetingId
    mark: str
    without_media: Collection[str] = ()
    """Who of `PEOPLE` has chosen to follow without sound and picture."""
    tokens: dict[str, str] = field(default_factory=dict)
    """By the keys of `PEOPLE`, and ``site``, ``observer``, ``supervisor``, ``administrator``."""

    def person(self, key: str) -> PersonId:
        """Return the id of one of `PEOPLE`."""
        return person(key, self.mark)

    def path(self, who: str) -> str:
        """Return the page of somebody's link; members have said that they are far away."""
        far = who in PEOPLE and who not in ROLES
        return f"/j/{self.tokens[who]}{'?where=online' if far else ''}"


def person(key: str, mark: str = "") -> PersonId:
    """Return the id of one of `PEOPLE`."""
    return PersonId(f"p-{key}{mark}")


async def seed(
    data: Path,
    database_url: str = "",
    name: str = "na-khoang",
    secret: str = "",
    mark: str = "",
    items: tuple[PlannedItem, ...] = ITEMS,
    without_media: Collection[str] = (),
) -> Seeded:
    """Fill the database that a program with this data folder will open, or has open.

    Under another name it gets a second branch with a meeting, held by the same people; the
    supervisor follows both. The ``mark`` ends every id: what is seeded under one mark shares
    nothing with what is seeded under another.
    """
    settings = Settings(data=data, database=database_url, secret=secret)
    secret = secret_of(settings)
    database = await open_database(settings.database_url)
    try:
        await _registers(database, name, mark)
        meeting = await _meeting(database, name, mark, items)
        await _follow_without_media(database, without_media, mark)
        tokens = await _tokens(database, secret, meeting, mark)
        return Seeded(meeting, mark, without_media, tokens)
    finally:
        await database.close()


async def _registers(database: Database, name: str, mark: str) -> None:
    registers, branch, unit = database.registers, BranchId(name + mark), UnitId("u" + mark)
    await registers.units.put(Unit(id=unit, parent=None, name="Đảng ủy xã Thượng Bình"))
    await registers.branches.put(Branch(id=branch, unit=unit, name="Chi bộ thôn Nà Khoang"))
    await registers.people.put(
        *(
            Person(id=person(key, mark), branch=branch, number=number, name=full)
            for number, (key, full) in enumerate(PEOPLE.items(), 1)
        )
    )
    await registers.sites.put(
        Site(id=SiteId("s" + mark), branch=branch, name="Nhà văn hóa", main=True)
    )
    account = Account(
        id=AccountId("boss" + mark),
        username="theodoi" + mark,
        name="Phan Thị Minh Châu",
        password_hash="-",
        role=Role.SUPERVISOR,
        unit=unit,
    )
    await save_account(registers, account)
    administrator = Account(
        id=AccountId("it" + mark),
        username="quantri" + mark,
        name="Quản trị",
        password_hash="-",
        role=Role.ADMINISTRATOR,
    )
    await save_account(registers, administrator)
    await follow(registers, account.id, [*await followed_by(registers, account.id, ALWAYS), branch])


async def _follow_without_media(database: Database, keys: Collection[str], mark: str) -> None:
    chosen = [Preference(person=person(key, mark), media=MediaPreference.NONE) for key in keys]
    await database.registers.preferences.put(*chosen)


async def _meeting(
    database: Database, name: str, mark: str, items: tuple[PlannedItem, ...]
) -> MeetingId:
    clock = SystemClock()
    meetings = Meetings(database.events, LocalBus(), clock, random_id)
    plan = MeetingPlan(
        meeting=MeetingId(f"{name}{mark}-1"),
        title="Sinh hoạt chi bộ tháng 11",
        kind=MeetingKind.REGULAR,
        scheduled_ms=clock.wall_ms(),
        branch=(BranchId(name + mark), "Chi bộ thôn Nà Khoang"),
        unit=(UnitId("u" + mark), "Đảng ủy xã Thượng Bình"),
        members=tuple(
            Member(person=person(key, mark), number=number, name=full)
            for number, (key, full) in enumerate(PEOPLE.items(), 1)
        ),
        items=items,
        checkin_secret="secret of the code",
        sites=(Venue(site=SiteId("s" + mark), name="Nhà văn hóa", main=True),),
        chair=person("chair", mark),
        secretary=person("secretary", mark),
    )
    return await meetings.create(plan, Actor(role=Role.ADMINISTRATOR, name="Quản trị"))


async def _tokens(database: Database, secret: str, meeting: MeetingId, mark: str) -> dict[str, str]:
    clock = SystemClock()
    links = Links(
        database=database,
        bus=LocalBus(),
        clock=clock,
        ids=random_id,
        secret=secret,
    )
    holders = {
        key: Holder(
            role=ROLES.get(key, Role.MEMBER),
            name=full,
            person=person(key, mark),
            site=SiteId("s" + mark) if key in {"secretary", "room"} else None,
        )
        for key, full in PEOPLE.items()
    }
    holders["site"] = Holder(role=Role.SITE, name="Nhà văn hóa", site=SiteId("s" + mark))
    holders["observer"] = Holder(role=Role.OBSERVER, name="Hà Thị Lan")
    made = await links.issue(list(holders.values()), meeting)
    tokens = {key: links.token(link) for key, link in zip(holders, made, strict=True)}
    boss = Holder(role=Role.SUPERVISOR, name="Phan Thị Minh Châu", account=AccountId("boss" + mark))
    officer = Holder(role=Role.ADMINISTRATOR, name="Quản trị", account=AccountId("it" + mark))
    watching, administering = await links.issue([boss, officer], None)
    return {
        **tokens,
        "supervisor": links.token(watching),
        "administrator": links.token(administering),
    }
