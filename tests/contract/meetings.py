"""A small meeting for tests of whatever carries meetings."""

from live.ids import BranchId, DeviceId, MeetingId, PersonId, SiteId, UnitId
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan, PlannedItem
from live.meeting.roster import Member, Venue
from live.meeting.state import MeetingKind

PEOPLE = tuple(PersonId(f"p{number}") for number in range(1, 13))
ROOM = SiteId("room")


def plan(meeting: str = "m") -> MeetingPlan:
    """Return a plan of twelve members, one room and one item."""
    return MeetingPlan(
        meeting=MeetingId(meeting),
        title="Sinh hoạt chi bộ thường kỳ",
        kind=MeetingKind.REGULAR,
        scheduled_ms=1_790_000_000_000,
        branch=(BranchId("b"), "Chi bộ thôn Nà Khoang"),
        unit=(UnitId("u"), "Đảng ủy xã Thượng Bình"),
        members=tuple(
            Member(person=person, number=number, name=f"Đồng chí {number}")
            for number, person in enumerate(PEOPLE, 1)
        ),
        items=(PlannedItem(kind="discussion", title="Thảo luận", planned_min=40),),
        sites=(Venue(site=ROOM, name="Nhà văn hóa", main=True),),
        chair=PEOPLE[0],
        secretary=PEOPLE[1],
        checkin_secret="secret",
    )


def member(person: PersonId) -> Actor:
    """Return a remote member with a device."""
    return Actor(
        role=Role.MEMBER, person=person, name=f"Đồng chí {person}", device=DeviceId(f"d-{person}")
    )


CHAIR = Actor(role=Role.CHAIR, person=PEOPLE[0], name="Đồng chí 1", device=DeviceId("d-chair"))
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR, name="Quản trị")
