"""A meeting in a test: commands go in, the record grows, a clock moves only when told to.

Nine members: p1 chairs, p2 is the secretary, p9 is probationary; a main room ``hall`` and a second
one ``station``; five items of which the first is the line check.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pytest

from live.errors import Rejected
from live.ids import BranchId, DeviceId, ItemId, MeetingId, PersonId, RequestId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting.attendance import Presence, presence_of
from live.meeting.decide import MeetingPlan, PlannedItem, create, decide
from live.meeting.decisions.scene import SAME_PRESS_MS
from live.meeting.events import Event
from live.meeting.evolve import evolve, fold
from live.meeting.floor import queue
from live.meeting.permissions import Actor, Role
from live.meeting.roster import BranchRegister, Category, Member, Venue
from live.meeting.rules import Rules
from live.meeting.state import Feed, Meeting, MeetingKind, Row, Turn
from live.meeting.views import own_view
from live.meeting.words import Overtime, Preset, RequestKind

START_MS: Final = 1_790_000_000_000
MINUTE: Final = 60_000
HALL: Final = SiteId("hall")
STATION: Final = SiteId("station")
ITEMS: Final = (
    PlannedItem(kind="settling", title="Kiểm tra đường truyền", planned_min=10, counted=False),
    PlannedItem(kind="opening", title="Tuyên bố lý do", planned_min=5),
    PlannedItem(kind="current_affairs", title="Thời sự", planned_min=10, required=True),
    PlannedItem(kind="discussion", title="Thảo luận", planned_min=30),
    PlannedItem(kind="minutes", title="Thông qua biên bản", planned_min=5),
)


def person(number: int) -> PersonId:
    """Return the person with a number on the list."""
    return PersonId(f"p{number}")


def members(*categories: Category) -> tuple[Member, ...]:
    """Return a list with one member for each category."""
    return tuple(
        Member(person=person(n), number=n, name=f"Đồng chí {n}", category=category)
        for n, category in enumerate(categories, start=1)
    )


PLAN: Final = MeetingPlan(
    meeting=MeetingId("m"),
    title="Sinh hoạt chi bộ tháng 11",
    kind=MeetingKind.REGULAR,
    scheduled_ms=START_MS + 30 * MINUTE,
    branch=(BranchId("b"), "Chi bộ thử"),
    unit=(UnitId("u"), "Đảng ủy xã thử"),
    members=members(*[Category.OFFICIAL] * 8, Category.PROBATIONARY),
    items=ITEMS,
    checkin_secret="only-for-tests",
    sites=(
        Venue(site=HALL, name="Nhà văn hóa", main=True),
        Venue(site=STATION, name="Trạm"),
    ),
    chair=person(1),
    secretary=person(2),
)

REGISTER: Final = BranchRegister(
    branch="Chi bộ thử",
    unit=UnitId("u"),
    unit_name="Đảng ủy xã thử",
    members=PLAN.members,
    sites=PLAN.sites,
    rules=Rules(),
)
"""What the registers say as long as nobody changes them."""

CHAIR: Final = Actor(role=Role.CHAIR, person=person(1), name="Đồng chí 1", site=HALL)
SECRETARY: Final = Actor(role=Role.SECRETARY, person=person(2), name="Đồng chí 2", site=HALL)
HALL_SITE: Final = Actor(role=Role.SITE, site=HALL, name="Nhà văn hóa")
STATION_SITE: Final = Actor(role=Role.SITE, site=STATION, name="Trạm")
SUPERVISOR: Final = Actor(
    role=Role.SUPERVISOR, person=PersonId("boss"), name="Cấp trên", title="Ủy viên", unit="Xã"
)
OBSERVER: Final = Actor(role=Role.OBSERVER, person=PersonId("eye"), name="Dự mẫu")
ADMINISTRATOR: Final = Actor(role=Role.ADMINISTRATOR, name="Quản trị")
SERVER: Final = Actor(role=Role.SYSTEM)


def member(number: int) -> Actor:
    """Return a member at an own device with sound and picture."""
    return Actor(role=Role.MEMBER, person=person(number), name=f"Đồng chí {number}")


def companion(number: int) -> Actor:
    """Return a member with a phone in the room."""
    return Actor(role=Role.COMPANION, person=person(number), name=f"Đồng chí {number}")


@dataclass
class Room:
    """A meeting that a test leads."""

    plan: MeetingPlan = PLAN
    now_ms: int = START_MS
    log: list[Event] = field(default_factory=list)
    ids_made: int = 0

    def __post_init__(self) -> None:
        self.log.append(create(self.plan, ADMINISTRATOR, self.now_ms, self.ids))
        self.meeting: Meeting = fold(self.log)

    def ids(self) -> str:
        """Make an id that tells its age."""
        self.ids_made += 1
        return f"id{self.ids_made}"

    def do(self, command: c.Command, actor: Actor = CHAIR) -> tuple[Event, ...]:
        """Decide, and take what happened."""
        events = decide(self.meeting, command, actor, self.now_ms, self.ids)
        for event in events:
            self.meeting = evolve(self.meeting, event)
        self.log.extend(events)
        return events

    def refused(self, command: c.Command, actor: Actor = CHAIR) -> str:
        """Return the code with which a command is refused; nothing may have happened."""
        before = self.meeting
        with pytest.raises(Rejected) as refusal:
            self.do(command, actor)
        assert self.meeting is before
        return refusal.value.code

    def later(self, ms: int) -> "Room":
        """Let time pass, and what is due happen."""
        self.now_ms += ms
        self.do(c.Tick(), SERVER)
        return self

    def follow(self, register: BranchRegister) -> tuple[Event, ...]:
        """Let an administrator have changed the registers."""
        return self.do(c.FollowRegister(register=register), ADMINISTRATOR)

    # --- where the meeting is ---

    def item(self, number: int) -> ItemId:
        """Return an item by its place, 0 being the line check."""
        return self.meeting.agenda.items[number].id

    @property
    def turn(self) -> Turn | None:
        """Who has the floor."""
        return self.meeting.floor.turn

    @property
    def screen(self) -> Feed | None:
        """Whose screen is shown."""
        return self.meeting.floor.screen

    def speech(self) -> Turn:
        """Return the turn that must be running."""
        assert self.turn is not None
        return self.turn

    def waiting(self) -> list[PersonId]:
        """Return who waits, in the order of calling."""
        return [request.person for request in queue(self.meeting)]

    def request(self, number: int) -> RequestId:
        """Return the request of a person who waits."""
        return next(r.id for r in queue(self.meeting) if r.person == person(number))

    def row(self, number: int) -> Row:
        """Return what is known of a member's attendance."""
        return self.meeting.attendance.rows[person(number)]

    def presence(self, number: int) -> Presence:
        """Return what a member's row says."""
        return presence_of(self.meeting, person(number))

    # --- what often happens ---

    def connect(self, actor: Actor, device: str = "", node: str = "n1") -> tuple[Event, ...]:
        """Let a device of somebody come."""
        device = device or f"{actor.role}-{actor.person or actor.site}"
        return self.do(c.DeviceCame(device=DeviceId(device), node=node), actor)

    def enter(self, actor: Actor) -> tuple[Event, ...]:
        """Let the owner of a device come in by the door."""
        device = DeviceId(f"{actor.role}-{actor.person or actor.site}")
        return self.do(c.DeviceCame(device=device, node="n1", entered=True), actor)

    def disconnect(self, actor: Actor, device: str = "", node: str = "n1") -> tuple[Event, ...]:
        """Let a device of somebody go."""
        device = device or f"{actor.role}-{actor.person or actor.site}"
        return self.do(c.DeviceWent(device=DeviceId(device), node=node), actor)

    def ask(self, number: int, kind: RequestKind = RequestKind.NORMAL) -> None:
        """Let a member ask for the floor."""
        self.do(c.Ask(kind=kind), member(number))

    def next(self) -> tuple[Event, ...]:
        """Let the chair give the floor to the next; not before the turn that runs can be passed."""
        if self.turn:
            self.later(max(0, self.turn.started_ms + SAME_PRESS_MS - self.now_ms))
        return self.do(c.GiveNext(current=self.turn.id if self.turn else None))

    def set_floor(
        self,
        preset: Preset = Preset.QUEUE,
        *,
        limit_s: int | None = 300,
        overtime: Overtime = Overtime.COUNT_UP,
        new_speakers_first: bool = False,
    ) -> None:
        """Let the chair set how the floor goes."""
        self.do(
            c.SetFloor(
                preset=preset,
                limit_s=limit_s,
                overtime=overtime,
                new_speakers_first=new_speakers_first,
            )
        )


def opened(plan: MeetingPlan = PLAN, online: Sequence[int] = (3, 4, 5, 6)) -> Room:
    """Return an open meeting at its discussion: the chair in the hall, some members online."""
    room = Room(plan)
    room.connect(HALL_SITE)
    room.connect(CHAIR)
    for number in online:
        room.connect(member(number))
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    return room


def with_rules(rules: Rules) -> MeetingPlan:
    """Return the plan under other rules."""
    return replace(PLAN, rules=rules)


def undo(room: Room) -> c.Undo:
    """Return the command that takes back the latest action at the desk."""
    return c.Undo(version=room.meeting.undo[-1].version)


def offered(room: Room, actor: Actor = CHAIR) -> str | None:
    """Return which command somebody's screen offers to take back."""
    offer = own_view(room.meeting, actor)["undo"]
    return str(offer["command"]) if offer else None
