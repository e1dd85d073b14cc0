"""What every release left behind: opened by this program, it shows the same evening.

`tests.keep` writes what is opened here, once for each release.
"""

import asyncio
import json
import lzma
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, MetaData, create_engine, insert, inspect, make_url, select

from live.clock import ManualClock
from live.meeting.names import EVENTS
from live.store import open_database
from live.store.sql.engine import ENGINES
from live.store.sql.schema import SCHEMA_VERSION
from live.store.sql.upgrade import STAMP, UNSTAMPED, Migrations, migrate, revision
from tests.contract.test_upgrade import LATER, opened
from tests.evening import MEETING, hold, shown
from tests.keep import DATABASE, SHOWN
from tests.program import Program
from tests.servers import fresh_database, postgres_server
from web.app import create_app
from web.services import Services
from web.settings import Settings

KEPT: Final = sorted(path for path in (Path(__file__).parents[1] / "data" / "kept").iterdir())


@pytest.fixture(params=KEPT, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest) -> Path:
    """The folder of a release."""
    folder: Path = request.param
    return folder


def unpack(release: Path, folder: Path) -> Path:
    """Put the database of a release where a program looks for it."""
    path = folder / "diemcau.sqlite3"
    path.write_bytes(lzma.decompress((release / DATABASE).read_bytes()))
    return path


def expected(release: Path) -> dict[str, Any]:
    """Return what has to be shown."""
    kept: dict[str, Any] = json.loads((release / SHOWN).read_text(encoding="utf-8"))
    return kept


def lacking(kept: Any, found: Any, at: str = "") -> list[str]:
    """Return what differs from what was kept. A later release may show more of anything."""
    if isinstance(kept, dict) and isinstance(found, dict):
        return [
            line
            for key, value in kept.items()
            for line in lacking(value, found.get(key, "nothing"), f"{at}.{key}")
        ]
    if at.endswith(".can") and isinstance(kept, list):
        return [f"{at}: no {command} now" for command in kept if command not in found]
    if isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        pairs = enumerate(zip(kept, found, strict=True))
        return [line for n, (one, two) in pairs for line in lacking(one, two, f"{at}[{n}]")]
    return [] if kept == found else [f"{at}: {kept!r} is {found!r} now"]


@asynccontextmanager
async def started(folder: Path, database: str = "") -> AsyncIterator[Services]:
    """Run the program on a data folder."""
    settings = Settings(
        data=folder,
        database=database,
        secret="a secret for tests only",
        media=("in-process",),
        media_port=0,
    )
    app = create_app(settings, clock=ManualClock())
    async with app.router.lifespan_context(app):
        yield app.state.services


async def require_same_evening(parts: Services, kept: dict[str, Any]) -> None:
    """Compare everything that is shown of the evening."""
    found = await shown(parts.database, await parts.meetings.state(MEETING))
    # A start adds what every installation has, such as agendas to begin from.
    for name, records in kept["registers"].items():
        known = found["registers"][name]
        found["registers"][name] = [
            one for one in known if any(not lacking(record, one) for record in records)
        ]
    assert lacking(kept, found) == []


@pytest.mark.slow
async def test_the_program_opens_it_and_shows_the_same_figures(
    release: Path, tmp_path: Path
) -> None:
    unpack(release, tmp_path)
    for _ in ("migrated", "and again"):
        async with started(tmp_path) as parts:
            await require_same_evening(parts, expected(release))
            for entry in await parts.database.events.meetings():
                assert (await parts.meetings.state(entry.meeting)).version


@pytest.mark.slow
@pytest.mark.postgres
async def test_the_same_rows_in_postgresql_show_the_same_figures(
    release: Path, tmp_path: Path
) -> None:
    with postgres_server() as server:
        url = await fresh_database(server)
        await carry_over(unpack(release, tmp_path), url)
        async with started(tmp_path, url) as parts:
            await require_same_evening(parts, expected(release))


async def carry_over(path: Path, url: str) -> None:
    """Make the tables of a file's version in PostgreSQL, and fill them with its rows."""
    file = create_engine(f"sqlite:///{path}")
    engine = ENGINES["postgresql"](make_url(url))
    try:
        with file.connect() as source:
            stamped = inspect(source).has_table(STAMP.name)
            stamp = source.execute(select(STAMP)).scalar_one() if stamped else revision(1)

            def fill(target: Connection) -> None:
                migrate(target, UNSTAMPED, Migrations(version=int(stamp)))
                tables = MetaData()
                tables.reflect(target)
                for table in tables.sorted_tables:
                    target.execute(table.delete())
                    there = stamped or table.name != STAMP.name
                    if rows := source.execute(select(table)).mappings().all() if there else ():
                        target.execute(insert(table), [dict(row) for row in rows])
                if not stamped:
                    STAMP.drop(target)

            await engine.write(fill)
    finally:
        await engine.dispose()
        file.dispose()


async def test_every_kind_of_event_is_brought_about_by_the_evening(tmp_path: Path) -> None:
    """What the next release keeps is this evening."""
    path = tmp_path / "diemcau.sqlite3"
    database = await open_database(f"sqlite:///{path}")
    try:
        await hold(database)
    finally:
        await database.close()
    with closing(sqlite3.connect(path)) as connection:
        kept = {name for (name,) in connection.execute("SELECT DISTINCT name FROM events")}
    assert set(EVENTS) - kept == set(), "let tests.evening bring it about"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "thuộc phiên bản mới hơn"), ("en", "belongs to a newer version")],
)
def test_an_older_program_ends_with_a_sentence_and_changes_nothing(
    tmp_path: Path, language: str, said: str
) -> None:
    path = unpack(KEPT[0], tmp_path)
    asyncio.run(opened(f"sqlite:///{path}", LATER))
    before = path.read_bytes()
    files = {each.name for each in tmp_path.iterdir()}
    with pytest.raises(AssertionError, match=said) as ended:
        Program("serve", tmp_path, DIEMCAU_LANGUAGE=language).start()
    assert "Traceback" not in str(ended.value)
    assert f"{SCHEMA_VERSION + 1}" in str(ended.value)
    assert path.read_bytes() == before
    made = {each.name for each in tmp_path.iterdir()} - files
    assert made <= {"lock", "secret"}
