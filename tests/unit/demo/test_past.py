"""The past of the demonstration's meetings is sound: the rules themselves decided on it."""

import pytest

from live.bots.rosters import BEN_GO, KHE_BAC, NA_KHOANG
from live.meeting.figures import figures
from live.meeting.permissions import Actor, Role
from live.meeting.state import Phase
from live.meeting.views import view
from tests.unit.demo.house import NOW_MS, House, begun
from web.demo.evenings import EVENINGS, Evening

EVERY = pytest.mark.parametrize("evening", EVENINGS, ids=lambda evening: evening.roster.key)


def desk(house: House) -> Actor:
    return Actor(role=Role.CHAIR, name=house.evening.roster.chair)


@EVERY
async def test_a_meeting_stands_at_its_item_since_the_right_minute(evening: Evening) -> None:
    house = await begun(evening)
    meeting = await house.meetings.state(house.meeting)
    assert meeting.facts.phase is Phase.OPEN
    item = meeting.agenda.items[evening.at]
    assert meeting.agenda.current == item.id
    assert item.started_ms == pytest.approx(NOW_MS - evening.since_min * 60_000, abs=1_000)


@EVERY
async def test_nothing_in_the_past_happens_in_the_future_or_out_of_order(evening: Evening) -> None:
    house = await begun(evening)
    moments = [event.at_ms for event in await house.database.events.read(house.meeting)]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW_MS


@EVERY
async def test_everybody_who_is_not_late_has_come_and_nobody_else(evening: Evening) -> None:
    house = await begun(evening)
    rows = view(await house.meetings.state(house.meeting), desk(house))["attendance"]["rows"]
    here = {person for person, row in rows.items() if row["state"] in {"present", "reconnecting"}}
    expected = {
        f"{evening.roster.key}-{listed.number:02}"
        for listed in evening.roster.people
        if listed.present and listed.name not in evening.late
    }
    assert here == expected


@EVERY
async def test_every_speech_of_the_past_has_its_note(evening: Evening) -> None:
    house = await begun(evening)
    meeting = await house.meetings.state(house.meeting)
    assert meeting.floor.turn is None
    assert meeting.floor.turns
    assert all(turn.note for turn in meeting.floor.turns)


@pytest.mark.parametrize(
    ("roster", "present", "base", "denominator"),
    [(NA_KHOANG, 18, 20, 16), (KHE_BAC, 10, 11, 8), (BEN_GO, 30, 33, 30)],
    ids=lambda value: getattr(value, "key", None),
)
async def test_the_sample_rosters_reach_their_expected_figures_when_all_have_come(
    roster: object, present: int, base: int, denominator: int
) -> None:
    evening = next(one for one in EVENINGS if one.roster is roster)
    house = await begun(evening)
    now = figures(await house.meetings.state(house.meeting))
    assert now.present + len(evening.late) == present
    assert (now.base, now.denominator) == (base, denominator)
