"""Engine and database open side by side; when one of them cannot, the other is not left behind."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typing_extensions import override

from tests.unit.signaling.world import FakeEngine
from web.app import opened
from web.settings import Settings


@dataclass
class Told(FakeEngine):
    """An engine that remembers what was asked of it, and may have no port."""

    port_taken: bool = False
    asked: list[str] = field(default_factory=list)

    @override
    async def start(self) -> None:
        self.asked.append("start")
        if self.port_taken:
            raise OSError("the port is taken")

    @override
    async def stop(self) -> None:
        self.asked.append("stop")


async def test_both_are_open_and_close_with_the_program(tmp_path: Path) -> None:
    engine = Told()
    async with AsyncExitStack() as stack:
        database = await opened(engine, Settings(data=tmp_path), stack)
        assert await database.events.meetings() == []
        assert engine.asked == ["start"]
    assert engine.asked == ["start", "stop"]


async def test_a_database_that_cannot_be_opened_leaves_no_engine_behind(tmp_path: Path) -> None:
    engine = Told()
    (tmp_path / "diemcau.db").mkdir()
    settings = Settings(data=tmp_path, database=f"sqlite:///{tmp_path / 'diemcau.db'}")
    async with AsyncExitStack() as stack:
        with pytest.raises(OSError, match="cannot be opened"):
            await opened(engine, settings, stack)
    assert engine.asked in ([], ["start", "stop"])


async def test_an_engine_that_cannot_start_is_the_reason_given(tmp_path: Path) -> None:
    engine = Told(port_taken=True)
    async with AsyncExitStack() as stack:
        with pytest.raises(OSError, match="the port is taken"):
            await opened(engine, Settings(data=tmp_path), stack)
    assert engine.asked == ["start"]
