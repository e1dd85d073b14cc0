"""The district of many meetings: who is in it, how it stands, how it goes on."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from live.bots.rosters import ONLINE
from live.ids import MeetingId
from live.meeting.state import Phase
from live.meeting.templates import MONTHLY
from live.store import Database, open_database
from tests.unit.demo.house import begun
from web.cli import demo
from web.demo import run
from web.demo.commune import DISTRICT_SUPERVISOR, branch_id
from web.demo.district import DISTRICT, MOST, ORGANISATIONS, district, district_units
from web.demo.evenings import EVENINGS, Evening
from web.demo.seats import script_of
from web.settings import Settings


def test_it_has_47_grassroots_organisations_and_one_branch_more() -> None:
    evenings = district(MOST)
    assert len(ORGANISATIONS) == 47
    assert len(evenings) == MOST == 48
    assert {unit.parent for unit in district_units()[1:]} == {DISTRICT.id}
    assert {each.roster.unit for each in evenings} == {unit.id for unit in district_units()[1:]}


def test_no_branch_and_no_person_has_the_name_of_another() -> None:
    rosters = [evening.roster for evening in district(MOST)]
    assert len({roster.name for roster in rosters}) == MOST
    people = [listed.name for roster in rosters for listed in roster.people]
    assert len(set(people)) == len(people)


def test_fewer_meetings_are_the_first_ones_and_the_same_at_every_start() -> None:
    assert district(5) == district(MOST)[:5]
    for none in (0, MOST + 1):
        with pytest.raises(ValueError, match=str(none)):
            district(none)


def test_the_command_takes_as_many_as_there_are() -> None:
    asked = next(option for option in demo.params if option.name == "meetings")
    assert isinstance(asked.type, click.IntRange)
    assert (asked.type.min, asked.type.max) == (1, MOST)
    assert CliRunner().invoke(demo, ["--meetings", "49"]).exit_code == 2


@pytest.mark.parametrize("evening", district(6), ids=lambda evening: evening.roster.key)
async def test_a_meeting_stands_at_its_item(evening: Evening) -> None:
    house = await begun(evening)
    meeting = await house.meetings.state(house.meeting)
    assert meeting.facts.phase is Phase.OPEN
    assert meeting.agenda.current == meeting.agenda.items[house.evening.at].id


def test_an_item_takes_its_planned_minutes_to_the_last_one() -> None:
    script = script_of(MeetingId("m"), district(1)[0])
    assert script.pace_s is None
    assert script.linger == len(MONTHLY) - 1


def test_only_rooms_send_and_who_is_far_away_is_mute() -> None:
    evening = district(1)[0]
    far = [each.number for each in evening.roster.people if each.tonight == ONLINE]
    assert script_of(MeetingId("m"), evening).mute == tuple(f"kp-01-{n:02}" for n in far)
    assert script_of(MeetingId("m"), EVENINGS[0]).mute == ()


async def followed(database: Database) -> set[str]:
    rows = await database.registers.assignments.find(account=DISTRICT_SUPERVISOR.id)
    return {row.branch for row in rows}


async def test_a_start_with_fewer_meetings_shows_the_supervisor_no_others(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    first = await run.prepare(settings, 3)
    assert first == await run.prepare(settings, 3)
    assert len(first.scripts) == 3
    sending = {seat.role for seat in first.seats if seat.camera}
    assert sending == {"site"}
    assert not any(seat.hears for seat in first.seats)
    second = await run.prepare(settings, 2)
    assert second.scripts == first.scripts[:2]
    database = await open_database(settings.database_url)
    try:
        assert await followed(database) == {branch_id(each.roster) for each in district(2)}
        standing = await database.events.meetings(states=[Phase.OPEN])
        assert len(standing) == 3
    finally:
        await database.close()


async def test_the_wall_and_a_few_desks_are_printed(tmp_path: Path) -> None:
    stage = await run.prepare(Settings(data=tmp_path), 5)
    assert [one.role for one in stage.printed] == ["supervisor", "chair", "chair", "chair"]
    assert stage.printed[0].name == DISTRICT_SUPERVISOR.name
    assert len({one.meeting for one in stage.printed}) == 4
