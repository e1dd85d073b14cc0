"""Links and seats of the demonstration."""

import pytest

from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import BranchId, MeetingId
from live.meeting.permissions import Role
from live.store.contract import MeetingIndex
from tests.memory import memory_database
from web.demo.commune import found
from web.demo.evenings import EVENINGS
from web.demo.seats import Usher, places, script_of
from web.links import Links

NOW_MS = 1_795_000_000_000
MEETINGS = {MeetingId(f"m{number}"): evening for number, evening in enumerate(EVENINGS)}


def standing(meeting: MeetingId) -> MeetingIndex:
    return MeetingIndex(
        meeting=meeting,
        branch=BranchId("b"),
        title="Họp",
        kind="regular",
        state="open",
        scheduled_ms=NOW_MS,
    )


@pytest.fixture
async def usher() -> Usher:
    database = memory_database()
    await found(database.registers, "a password for tests")
    for meeting in MEETINGS:
        await database.events.create(standing(meeting), [])
    links = Links(
        database=database,
        bus=LocalBus(),
        clock=ManualClock(now_ms=NOW_MS),
        ids=lambda: "unused",
        secret="secret",
    )
    return Usher(links=links, now_ms=NOW_MS)


async def test_the_first_links_are_one_of_every_role(usher: Usher) -> None:
    shown = await usher.visitor(MEETINGS)
    assert [one.role for one in shown[:8]] == [
        Role.CHAIR,
        Role.SECRETARY,
        Role.SITE,
        Role.COMPANION,
        Role.MEMBER,
        Role.OBSERVER,
        Role.SUPERVISOR,
        Role.ADMINISTRATOR,
    ]
    assert {one.meeting for one in shown[:6]} == {EVENINGS[0].roster.name}


async def test_every_link_opens_and_is_the_same_at_the_next_start(usher: Usher) -> None:
    shown = await usher.visitor(MEETINGS)
    for one in shown:
        link = await usher.links.open_untrusted(one.path.removeprefix("/j/"))
        assert link is not None
        assert link.role is one.role
    assert await usher.visitor(MEETINGS) == shown


async def test_a_simulated_member_never_comes_in_by_the_visitors_link(usher: Usher) -> None:
    visitor = {one.path.removeprefix("/j/") for one in await usher.visitor(MEETINGS)}
    for meeting, evening in MEETINGS.items():
        seats = await usher.seats(meeting, evening)
        assert not visitor & {seat.token for seat in seats}
        assert len(seats) == len(list(places(evening)))


@pytest.mark.parametrize("evening", EVENINGS, ids=lambda evening: evening.roster.key)
def test_every_name_in_a_script_is_on_the_list(evening: object) -> None:
    assert evening in EVENINGS
    one = next(found_ for found_ in EVENINGS if found_ is evening)
    names = {listed.name for listed in one.roster.people}
    spoken_of = {name for _, name in one.presenters} | set(one.phones) | set(one.late)
    assert spoken_of | {one.roster.chair, one.roster.secretary} <= names
    assert one.linger < len(one.items)
    for late in script_of(MeetingId("m"), one).latecomers:
        assert one.roster.people[late.number - 1].name in one.late
