"""The three sample branches come out as the domain notes say."""

from dataclasses import replace

import pytest

from live.bots.rosters import EXCUSED, NA_KHOANG, ONLINE, UNEXCUSED, BranchRoster
from live.ids import PersonId, SiteId
from live.meeting import commands as c
from live.meeting.figures import figures
from live.meeting.permissions import Role
from live.meeting.roster import Category
from live.meeting.rules import Rules
from live.meeting.views import shared_view
from live.meeting.words import Mark
from tests.data.rosters import VECTORS, Expected, members_of, venues_of
from tests.unit.meeting.room import CHAIR, PLAN, Room, member


def attended(roster: BranchRoster, rules: Rules | None = None) -> Room:
    """Return the branch's meeting with everybody where the list says."""
    chair = PersonId(f"p{roster.person(roster.chair).number}")
    room = Room(
        replace(
            PLAN,
            members=members_of(roster),
            sites=venues_of(roster),
            chair=chair,
            secretary=None,
            rules=rules or Rules(),
        )
    )
    actor = replace(CHAIR, person=chair, site=None)
    for listed in roster.people:
        person = PersonId(f"p{listed.number}")
        if listed.tonight == ONLINE:
            room.connect(member(listed.number))
        elif listed.tonight in (EXCUSED, UNEXCUSED):
            how = Mark.EXCUSED if listed.tonight == EXCUSED else Mark.UNEXCUSED
            room.do(c.MarkPerson(person=person, mark=how, reason=listed.reason), actor)
        elif listed.present:
            site = SiteId(listed.tonight)
            room.do(c.MarkPerson(person=person, mark=Mark.IN_ROOM, site=site), actor)
    room.do(c.OpenMeeting(), actor)
    return room


@pytest.mark.parametrize(("roster", "expected"), VECTORS, ids=[r.key for r, _ in VECTORS])
def test_a_sample_branch_has_its_figures(roster: BranchRoster, expected: Expected) -> None:
    now = figures(attended(roster).meeting)
    votes = dict(now.denominator_how)
    assert expected == Expected(
        listed=dict(now.base_how)["listed"],
        in_room=now.counts["in_room"],
        online=now.counts["online"],
        present=now.present,
        base=now.base,
        rate_pct=now.rate_pct,
        excused=now.counts["excused"],
        unexcused=now.counts["unexcused"],
        exempt_absent=-votes.get("exempt_absent", 0),
        temp_out_absent=-votes.get("temp_out_absent", 0),
        suspended=-votes.get("suspended", 0),
        denominator=now.denominator,
        pass_at=now.pass_at,
    )
    assert now.counts["unchecked"] == 0


def test_the_hall_of_a_sample_branch_expects_all_but_those_online() -> None:
    hall = shared_view(attended(NA_KHOANG).meeting, Role.SITE)["sites"]["main"]
    assert (hall["checked_in"], hall["expected"]) == (16, 18)


def test_a_unit_may_leave_members_transferred_in_out_of_the_rate() -> None:
    now = figures(attended(NA_KHOANG, Rules(temp_in_counts=False)).meeting)
    assert (now.present, now.base, now.rate_pct) == (17, 19, 89.5)


def test_the_sample_lists_have_the_categories_of_the_notes() -> None:
    official = {Category.OFFICIAL, Category.EXEMPT, Category.TEMP_OUT, Category.SUSPENDED}
    counts = [
        (
            sum(member.category in official for member in members_of(roster)),
            sum(member.category is Category.PROBATIONARY for member in members_of(roster)),
        )
        for roster, _ in VECTORS
    ]
    assert counts == [(19, 2), (9, 2), (44, 2)]
