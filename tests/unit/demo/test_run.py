"""Starting the demonstration once and again."""

import asyncio
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click
import pytest
from sqlalchemy import update

from live.bus import LocalBus
from live.clock import SystemClock
from live.ids import MeetingId, random_id
from live.meeting.commands import OpenBallot
from live.meeting.evolve import fold
from live.meeting.permissions import Actor, Role
from live.meeting.state import BallotPhase, ItemState, Phase
from live.meeting.words import BallotMethod
from live.record.progress import Step, progress
from live.service import Meetings
from live.store import Database, open_database
from live.store.sql.engine import open_engine
from live.store.sql.schema import EVENTS
from live.store.sql.upgrade import STAMP
from web.demo import run
from web.demo.commune import branch_id, found, person_named
from web.demo.evenings import EARLIER, EVENINGS
from web.folder import Taken, held, make
from web.settings import Settings, secret_of

HOUR_MS = 3600_000


@dataclass(frozen=True)
class Start:
    """A first start in a folder of its own, of which tests take copies: telling what was before
    takes longer than most of them."""

    settings: Settings
    stage: run.Stage

    def copied(self, to: Path) -> Settings:
        """Copy the folder; return the settings of a program that is started in it."""
        shutil.copytree(self.settings.data, to, dirs_exist_ok=True)
        return replace(self.settings, data=to)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Start:
    settings = Settings(data=tmp_path_factory.mktemp("first"))
    return Start(settings, asyncio.run(run.prepare(settings)))


async def test_a_second_start_finds_the_meetings_of_the_first(tmp_path: Path, first: Start) -> None:
    assert await run.prepare(first.copied(tmp_path)) == first.stage
    assert len(first.stage.scripts) == 6


async def of_another_version(url: str) -> None:
    engine = await open_engine(url)
    later = update(STAMP).values(version_num="0099")
    await engine.write(lambda connection: connection.execute(later))
    await engine.dispose()


async def test_a_folder_of_another_version_is_left_alone_and_a_fresh_one_begun_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path / "demo")
    settings.data.mkdir()
    await of_another_version(settings.database_url)
    before = (settings.data / "diemcau.sqlite3").read_bytes()
    with ExitStack() as folders:
        used, stage = await run.prepared(settings, folders)
        for each in (settings, used):
            with pytest.raises(Taken):
                folders.enter_context(held(each))
    assert len(stage.scripts) == 6
    assert used.data.parent == tmp_path
    assert str(used.data) in capsys.readouterr().out
    assert (settings.data / "diemcau.sqlite3").read_bytes() == before
    with ExitStack() as folders:
        assert (await run.prepared(settings, folders))[0] == used


async def with_records_of_another_version(url: str) -> None:
    engine = await open_engine(url)
    await engine.write(lambda connection: connection.execute(update(EVENTS).values(body="{}")))
    await engine.dispose()


async def test_records_of_another_version_are_left_alone_too(tmp_path: Path, first: Start) -> None:
    settings = first.copied(tmp_path / "demo")
    await with_records_of_another_version(settings.database_url)
    with ExitStack() as folders:
        used, stage = await run.prepared(settings, folders)
    assert used.data != settings.data
    assert len(stage.scripts) == 6


def test_a_database_of_another_version_that_was_named_ends_with_a_sentence(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'named.sqlite3'}"
    asyncio.run(of_another_version(url))
    settings = Settings(data=tmp_path / "demo", database=url, language="en", port=0, media_port=0)
    with pytest.raises(click.ClickException, match=r"Nothing in it was changed.*DIEMCAU_DATABASE"):
        run.demo(settings)


def test_a_second_demonstration_in_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, port=0, media_port=0)
    with held(settings), pytest.raises(click.ClickException, match="Stop the other one"):
        run.demo(settings)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


async def test_a_start_on_another_day_begins_a_new_evening_and_closes_the_old(
    tmp_path: Path,
) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    try:
        await found(database.registers, "a password for tests")
        now_ms = SystemClock().wall_ms()
        old = [await run._begin(database, evening, now_ms - 30 * HOUR_MS) for evening in EVENINGS]
        new = await run.meetings_of(database)
        assert not set(old) & set(new)
        for evening in EVENINGS:
            entries = await database.events.meetings(branches=[branch_id(evening.roster)])
            assert sorted(entry.state for entry in entries) == [Phase.CLOSED, Phase.OPEN]
    finally:
        await database.close()


def test_the_password_is_the_same_in_one_data_folder_only() -> None:
    assert run.password_of("one secret") == run.password_of("one secret")
    assert run.password_of("one secret") != run.password_of("another")
    assert len(run.password_of("one secret")) >= 10


async def test_simulated_members_come_in_by_the_servers_own_address(
    tmp_path: Path, first: Start
) -> None:
    settings, stage = replace(first.copied(tmp_path), port=8123), first.stage
    cast = run.cast_for(settings, stage)
    assert cast.url == "ws://127.0.0.1:8123/ws"
    secure = Settings(data=tmp_path, port=8123, tls="self-signed")
    assert run.cast_for(secure, stage).url == "wss://127.0.0.1:8123/ws"
    on_ipv6 = Settings(data=tmp_path, port=8123, host="::")
    assert run.cast_for(on_ipv6, stage).url == "ws://[::1]:8123/ws"


async def test_branches_have_closed_meetings_of_the_months_before_with_nothing_missing(
    tmp_path: Path, first: Start
) -> None:
    settings = first.copied(tmp_path)
    await run.prepare(settings)
    database = await open_database(settings.database_url)
    try:
        closed = await database.events.meetings(states=[Phase.CLOSED])
        assert {entry.branch for entry in closed} == {branch_id(one.roster) for one in EVENINGS}
        earlier = [entry for entry in closed if entry.meeting.endswith("-earlier")]
        assert {entry.branch for entry in earlier} == {branch_id(one.roster) for one in EARLIER}
        assert len(earlier) == len(EARLIER)
        for entry in closed:
            meeting = fold(await database.events.read(entry.meeting))
            assert meeting.floor.turns
            assert all(turn.note for turn in meeting.floor.turns)
            assert {item.state for item in meeting.agenda.items} == {ItemState.DONE}
            assert [bool(one.result and one.result.passed) for one in meeting.ballots] == [True] * 2
            assert {each.step: each.missing for each in progress(meeting)}[Step.SCORE] == 0
            assert meeting.minutes.adoption
            assert meeting.minutes.adoption.ballot == meeting.ballots[-1].id
    finally:
        await database.close()


async def test_an_earlier_meeting_is_told_where_there_is_none_and_anew_where_it_was_interrupted(
    tmp_path: Path,
) -> None:
    """The first branch has an evening of the last release, the second began twice to be told."""
    settings = Settings(data=tmp_path)
    make(settings)
    database = await open_database(settings.database_url)
    now_ms = SystemClock().wall_ms()
    first, second, third = EARLIER
    try:
        await found(database.registers, run.password_of(secret_of(settings)))
        await run._begin(database, EVENINGS[0], now_ms)
        interrupted, announced = (
            run._past_of(database, each, now_ms, MeetingId(f"{each.roster.key}-earlier"))
            for each in (second, third)
        )
        await interrupted.tell()
        await announced._announce()
        for _ in range(2):
            await run.hold_earlier(database, now_ms)
            adopted = await adopted_in(database)
            assert adopted == {
                f"{first.roster.key}-earlier",
                f"{second.roster.key}-earlier-2",
                f"{third.roster.key}-earlier-2",
            }
        states = {one.meeting: one.state for one in await database.events.meetings()}
        assert states[interrupted.meeting] == Phase.CLOSED
        assert states[announced.meeting] == Phase.CANCELLED
    finally:
        await database.close()


async def adopted_in(database: Database) -> set[str]:
    """Return the meetings whose minutes are adopted."""
    entries = await database.events.meetings()
    held = [fold(await database.events.read(entry.meeting)) for entry in entries]
    return {meeting.facts.id for meeting in held if meeting.minutes.adoption}


async def test_an_evening_with_an_open_ballot_is_ended_at_a_later_start(
    tmp_path: Path, first: Start
) -> None:
    settings = first.copied(tmp_path)
    database = await open_database(settings.database_url)
    evening = EVENINGS[0]
    try:
        old = await run._begin(database, evening, SystemClock().wall_ms() - 30 * HOUR_MS)
        meetings = Meetings(database.events, LocalBus(), SystemClock(), random_id)
        item = (await meetings.state(old)).agenda.current
        assert item
        chair = Actor(role=Role.CHAIR, person=person_named(evening.roster, evening.roster.chair))
        ask = OpenBallot(item=item, matter="Sửa đường", method=BallotMethod.HANDS)
        await meetings.do(old, ask, chair)
        assert old not in await run.meetings_of(database)
        meeting = fold(await database.events.read(old))
        assert meeting.facts.phase is Phase.CLOSED
        assert meeting.ballots[-1].phase is BallotPhase.CANCELLED
    finally:
        await database.close()
