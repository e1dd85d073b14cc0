"""The raw storage of a secret ballot: no order, no time, no link between a person and a choice.

The same evening is held three times: with votes in one order, in another order, and with the same
sums but other people behind each choice. Storage has to be the same, byte for byte: the whole file
and the write-ahead log of SQLite, everything that ``pg_dump`` says of PostgreSQL. While the ballot
is open, SQLite's log has every state of the box in turn, so the file is compared without it then.
"""

import re
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from sqlalchemy import MetaData, Table, make_url, text
from sqlalchemy.exc import DBAPIError

from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import BallotId, CommandId, PersonId
from live.meeting.commands import (
    CastVote,
    CloseBallot,
    Command,
    ConfirmBallot,
    DeviceCame,
    OpenBallot,
    OpenMeeting,
    StartItem,
)
from live.meeting.permissions import Actor
from live.meeting.words import BallotMethod
from live.service import Meetings
from live.store import open_database
from live.store.sql import engine, schema
from tests.contract.installation import device_of
from tests.contract.meetings import ADMINISTRATOR, CHAIR, PEOPLE, member, plan
from tests.servers import fresh_database, program

Votes = Mapping[PersonId, str]
Dump = Callable[[str], bytes]
"""What storage says at one of the `MOMENTS`."""

ONE: Final[Votes] = dict(zip(PEOPLE[:9], ["for"] * 5 + ["against"] * 3 + ["other"], strict=True))
OTHER_ORDER: Final[Votes] = dict(reversed([*ONE.items()]))
OTHER_PEOPLE: Final[Votes] = dict(zip(ONE, reversed([*ONE.values()]), strict=True))
MOMENTS: Final = ("open", "closed", "confirmed")


@dataclass(kw_only=True)
class Evening:
    """A meeting that is the same each time but for who votes how and when."""

    meetings: Meetings
    clock: ManualClock

    async def do(self, command: Command, actor: Actor = CHAIR) -> None:
        """Send a command a second later."""
        self.clock.advance(1000)
        name = CommandId(f"{actor.person}/{type(command).__name__}")
        await self.meetings.do(plan().meeting, command, actor, name)

    async def begin(self) -> BallotId:
        """Open the meeting and a secret ballot."""
        meeting = await self.meetings.create(plan(), ADMINISTRATOR)
        await self.do(OpenMeeting())
        for person in PEOPLE:
            await self.do(DeviceCame(device=device_of(person), node="n"), member(person))
        item = (await self.meetings.state(meeting)).agenda.items[0].id
        await self.do(StartItem(item=item))
        ask = OpenBallot(item=item, matter="Kỷ luật đảng viên", method=BallotMethod.SECRET)
        await self.do(ask)
        return (await self.meetings.state(meeting)).ballots[-1].id


@asynccontextmanager
async def voted(url: str, votes: Votes) -> AsyncIterator[tuple[Evening, BallotId]]:
    """Hold the evening until everybody has voted; yield it and the ballot, which is open."""
    database = await open_database(url)
    clock, ids = ManualClock(), count(1)
    meetings = Meetings(
        database.events, LocalBus(), clock, lambda: f"id{next(ids)}", boxes=database.boxes
    )
    evening = Evening(meetings=meetings, clock=clock)
    try:
        ballot = await evening.begin()
        for person, choice in votes.items():
            await evening.do(CastVote(ballot=ballot, choice=(choice,)), member(person))
        yield evening, ballot
    finally:
        await database.close()


async def held(url: str, votes: Votes, dump: Dump) -> dict[str, bytes]:
    """Hold the evening; return what storage says while the ballot is open, closed, confirmed."""
    async with voted(url, votes) as (evening, ballot):
        found = {"open": dump("open")}
        await evening.do(CloseBallot(ballot=ballot))
        found["closed"] = dump("closed")
        await evening.do(ConfirmBallot(ballot=ballot))
        found["confirmed"] = dump("confirmed")
        result = (await evening.meetings.state(plan().meeting)).ballots[-1].result
    assert result
    assert (dict(result.sums), result.voters) == (
        {"for": 5, "against": 3, "other": 1},
        PEOPLE[:9],
    )
    return found


def in_sqlite(folder: Path, *, checkpoint: Collection[str]) -> tuple[str, Dump]:
    """Return the URL of a new file, and a function that returns its bytes and those of the log.

    Args:
        checkpoint: the moments at which the log is emptied into the file before the look.
    """
    folder.mkdir()
    file = folder / "diemcau.sqlite3"

    def dump(moment: str) -> bytes:
        if moment in checkpoint:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        log = file.with_name(f"{file.name}-wal")
        return file.read_bytes() + b"log:" + log.read_bytes()

    return f"sqlite:///{file}", dump


async def test_the_file_of_sqlite_is_the_same_whoever_voted_how_and_in_what_order(
    tmp_path: Path,
) -> None:
    found = []
    for number, votes in enumerate((ONE, OTHER_ORDER, OTHER_PEOPLE)):
        url, dump = in_sqlite(tmp_path / str(number), checkpoint=["open"])
        found.append(await held(url, votes, dump))
    first, *others = found
    for moment in MOMENTS:
        assert [other[moment] == first[moment] for other in others] == [True, True], moment


async def test_closing_and_counting_empty_the_log_of_sqlite_by_themselves(tmp_path: Path) -> None:
    box = b"m" + bytes([1] * 9 + [0] * 3)  # the columns meeting and voted, sealed takes no byte
    url, dump = in_sqlite(tmp_path / "file", checkpoint=[])
    found = await held(url, ONE, dump)
    assert found["open"].partition(b"log:")[2]
    assert found["closed"].count(box) == 1
    assert found["closed"].endswith(b"log:")
    assert found["confirmed"].endswith(b"log:")
    assert box not in found["confirmed"]


async def in_postgres(server: str) -> tuple[str, Dump]:
    """Return the URL of a new database, and a function that returns all that pg_dump says."""
    url = await fresh_database(server)

    def dump(_moment: str) -> bytes:
        tool = program("pg_dump", "usr/lib/postgresql/*/bin")
        said = subprocess.run([tool, url], check=True, capture_output=True).stdout
        return re.sub(rb"(?m)^\\(un)?restrict .*$", b"", said)  # random in each run

    return url, dump


@pytest.mark.postgres
async def test_a_dump_of_postgresql_is_the_same_whoever_voted_how_and_in_what_order(
    postgres: str,
) -> None:
    found = []
    for votes in (ONE, OTHER_ORDER, OTHER_PEOPLE):
        url, dump = await in_postgres(postgres)
        found.append(await held(url, votes, dump))
    first, *others = found
    assert b"ballot_boxes" in first["open"]
    for moment in MOMENTS:
        assert [other[moment] == first[moment] for other in others] == [True, True], moment


@pytest.mark.postgres
async def test_the_table_of_postgresql_keeps_no_earlier_states_after_closing(postgres: str) -> None:
    url = await fresh_database(postgres)
    async with voted(url, ONE) as (evening, ballot):
        assert (await table_file(url)).count(ballot.encode()) > 1
        await evening.do(CloseBallot(ballot=ballot))
        assert (await table_file(url)).count(ballot.encode()) == 1
        await evening.do(ConfirmBallot(ballot=ballot))
        assert await table_file(url) == b""


@pytest.mark.postgres
async def test_a_ballot_is_closed_while_somebody_reads_the_table_of_postgresql_for_long(
    postgres: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "ERASE_WAIT_S", 0.01)
    url = await fresh_database(postgres)
    async with voted(url, ONE) as (evening, ballot):
        reader = await asyncpg.connect(url)
        async with reader.transaction():
            await reader.execute("LOCK TABLE ballot_boxes IN ACCESS SHARE MODE")  # as pg_dump does
            await evening.do(CloseBallot(ballot=ballot))
        assert "somebody reads ballot_boxes" in caplog.text
        assert (await table_file(url)).count(ballot.encode()) > 1
        await reader.close()
        await evening.do(ConfirmBallot(ballot=ballot))
        assert await table_file(url) == b""


@pytest.mark.postgres
async def test_only_erasing_gives_up_waiting_for_a_lock_of_postgresql(postgres: str) -> None:
    opened = engine.PostgresEngine(make_url(await fresh_database(postgres)))
    await opened.write(schema.METADATA.create_all)
    await opened.erase(schema.BALLOT_BOXES)
    limit = await opened.read(lambda c: c.execute(text("SHOW lock_timeout")).scalar())
    assert limit == "0"
    with pytest.raises(DBAPIError, match="does not exist"):
        await opened.erase(Table("nothing", MetaData()))
    await opened.dispose()


async def table_file(url: str) -> bytes:
    """Return the bytes of the file that holds the table of boxes."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CHECKPOINT")
        read = "SELECT pg_read_binary_file(pg_relation_filepath('ballot_boxes'))"
        found: bytes = await connection.fetchval(read)
    finally:
        await connection.close()
    return found
