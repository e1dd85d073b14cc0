"""From a plan to a meeting: the data it needs, and the checks before it is created."""

from collections.abc import Collection
from dataclasses import dataclass, field

from live.errors import Rejected
from live.ids import BranchId, Ids, ItemId, MeetingId, PersonId, UnitId
from live.meeting.events import MeetingCreated
from live.meeting.permissions import Actor
from live.meeting.roster import Member, Venue
from live.meeting.rules import Rules
from live.meeting.state import Item, MeetingKind, NamedUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """One item of an agenda template, or of the agenda of a planned meeting."""

    kind: str
    title: str
    planned_min: int
    presenter: PersonId | None = None
    required: bool = False
    counted: bool = True
    """False: outside the meeting's length, such as the line check before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """All that a meeting is created from."""

    meeting: MeetingId
    title: str
    kind: MeetingKind
    scheduled_ms: int
    branch: tuple[BranchId, str]
    unit: tuple[UnitId, str]
    members: tuple[Member, ...]
    items: tuple[PlannedItem, ...]
    checkin_secret: str = field(repr=False)
    place: str = ""
    sites: tuple[Venue, ...] = ()
    chair: PersonId | None = None
    secretary: PersonId | None = None
    rules: Rules = field(default_factory=Rules)
    state_secret: bool = False
    """Whether state secrets will be spoken of; `create` refuses such a plan."""


def create(plan: MeetingPlan, actor: Actor, now_ms: int, ids: Ids) -> MeetingCreated:
    """Create a meeting from a plan. Items get ids; members are sorted by number.

    Raises:
        Rejected: ``state_secret`` (Decree 26/2020: an ordinary line is not allowed);
            ``unknown_person`` when an officer is not on the list; ``same_number`` when two members
            have one number.
    """
    if plan.state_secret:
        raise Rejected("state_secret")
    people = {member.person for member in plan.members}
    if {plan.chair, plan.secretary} - {None} - people:
        raise Rejected("unknown_person")
    check_numbers(plan.members)
    return MeetingCreated(
        at_ms=now_ms,
        by=actor.author,
        command="create_meeting",
        meeting=plan.meeting,
        title=plan.title,
        kind=plan.kind,
        scheduled_ms=plan.scheduled_ms,
        place=plan.place,
        branch=NamedUnit(id=plan.branch[0], name=plan.branch[1]),
        unit=NamedUnit(id=plan.unit[0], name=plan.unit[1]),
        chair=plan.chair,
        secretary=plan.secretary,
        members=tuple(sorted(plan.members, key=lambda member: member.number)),
        sites=plan.sites,
        items=tuple(_item(planned, ids) for planned in plan.items),
        rules=plan.rules,
        checkin_secret=plan.checkin_secret,
    )


def check_numbers(members: Collection[Member]) -> None:
    """Refuse a list that has a number, or a person, twice.

    Raises:
        Rejected: ``same_number``.
    """
    people = {member.person for member in members}
    numbers = {member.number for member in members}
    if len(numbers) < len(members) or len(people) < len(members):
        raise Rejected("same_number")


def _item(planned: PlannedItem, ids: Ids) -> Item:
    return Item(
        id=ItemId(ids()),
        kind=planned.kind,
        title=planned.title,
        planned_min=planned.planned_min,
        presenter=planned.presenter,
        required=planned.required,
        counted=planned.counted,
    )
