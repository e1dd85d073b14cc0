"""Every implementation of each seam, by name; real servers where there is one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import pytest

from live.bus import Bus, LocalBus
from live.bus.redis import RedisBus
from live.store import Database, open_database
from tests.contract.installation import here, urls
from tests.groups import require
from tests.memory import memory_database
from tests.servers import fresh_database, postgres_server, redis_server

__all__ = ["here", "urls"]

DATABASES = [
    pytest.param("memory"),
    pytest.param("sqlite"),
    pytest.param("postgres", marks=pytest.mark.postgres),
]
BUSES = [pytest.param("local"), pytest.param("redis", marks=pytest.mark.redis)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for the whole run."""
    require("postgres")
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """A Redis server for the whole run."""
    require("redis")
    with redis_server() as url:
        yield url


@pytest.fixture(params=DATABASES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    kind = cast("str", request.param)
    if kind == "memory":
        opened = memory_database()
    elif kind == "sqlite":
        opened = await open_database(f"sqlite:///{tmp_path}/record.sqlite3")
    else:
        opened = await open_database(await fresh_database(request.getfixturevalue("postgres")))
    yield opened
    await opened.close()


@pytest.fixture(params=BUSES)
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    """A started bus of each kind, on which nothing was said before."""
    opened: Bus = LocalBus()
    if request.param == "redis":
        opened = RedisBus(request.getfixturevalue("redis"), prefix=f"{request.node.name}:")
    await opened.start()
    yield opened
    await opened.stop()
