"""Media in a process of its own: its death is a short silence, and it outlives nobody."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from live.ids import MeetingId
from live.media.engine import carrier_of
from live.store import open_database
from tests.integration.guests import Talk
from tests.program import LOOPS, MAIN, SECRET, Program, free_udp_port, shared
from tests.seeding import seed
from tests.servers import free_port, postgres_server, redis_server, running
from web.settings import Settings

pytestmark = pytest.mark.slow
MEDIA_SECRET = "a secret for tests only"


def media_processes(program: Program) -> list[psutil.Process]:
    """Return the processes that carry media for a program, by their ports."""
    found = [
        child
        for child in psutil.Process(program.pid).children()
        if "live.media.process" in child.cmdline()
    ]
    return sorted(found, key=lambda child: [c.laddr.port for c in child.net_connections("udp")])


def media_process(program: Program, meeting: MeetingId) -> psutil.Process:
    """Return the process that carries a meeting."""
    processes = media_processes(program)
    return processes[carrier_of(meeting, len(processes))]


def is_gone(process: psutil.Process) -> bool:
    """Return whether a process has ended, whoever may have to collect it."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def recorded(database: str, meeting: MeetingId) -> list[object]:
    """Return the log of a meeting."""
    opened = await open_database(database)
    try:
        return list(await opened.events.read(meeting))
    finally:
        await opened.close()


async def test_a_killed_media_process_is_a_short_silence_and_not_on_the_meetings_record(
    tmp_path: Path,
) -> None:
    seeded = await seed(tmp_path / "data")
    database = Settings(data=tmp_path / "data").database_url
    with Program("serve", tmp_path / "data") as program:
        async with AsyncExitStack() as stack:
            talk = Talk(seeded, LOOPS, stack)
            await talk.begin(program)
            await talk.heard()
            before = await recorded(database, seeded.meeting)
            first = media_process(program, seeded.meeting)

            killed_at = time.monotonic()
            first.kill()
            await talk.again()
            await talk.heard()
            print(f"heard again {time.monotonic() - killed_at:.1f} s after the kill")

            assert media_process(program, seeded.meeting).pid != first.pid
            assert await recorded(database, seeded.meeting) == before


async def test_a_killed_media_process_is_heard_of_by_its_own_meetings_and_no_others(
    tmp_path: Path,
) -> None:
    seeded = [await seed(tmp_path / "data", name=name) for name in ("na-khoang", "khe-bac")]
    assert {carrier_of(each.meeting, 2) for each in seeded} == {0, 1}
    with Program("serve", tmp_path / "data", DIEMCAU_MEDIA_PROCESSES="2") as program:
        async with AsyncExitStack() as stack:
            hit, spared = (Talk(each, LOOPS, stack) for each in seeded)
            for talk in (hit, spared):
                await talk.begin(program)
            await asyncio.gather(hit.heard(), spared.heard())
            connections = [one.peer for one in spared.both]
            first, other = (media_process(program, each.meeting) for each in seeded)

            killed_at = time.monotonic()
            first.kill()
            await asyncio.gather(hit.again(), spared.heard())
            await asyncio.gather(hit.heard(), spared.heard())
            print(f"heard again {time.monotonic() - killed_at:.1f} s after the kill")

            assert [one.peer for one in spared.both] == connections
            assert not any(m["type"] == "dropped" for one in spared.both for m in one.messages)
            assert other.is_running()
            assert media_process(program, seeded[0].meeting).pid != first.pid
            program.wait_for(lambda: program.health()["media"] == "ok", "one is still down")


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("end", [Program.interrupt, Program.stop, Program.kill])
def test_no_process_outlives_the_program_however_it_ends(
    tmp_path: Path, command: str, end: Callable[[Program], None]
) -> None:
    program = Program(command, tmp_path / "data").start()
    children = psutil.Process(program.pid).children(recursive=True)
    assert children
    end(program)
    program.wait_for(lambda: all(map(is_gone, children)), "somebody is left")


@pytest.fixture
def distant() -> Iterator[str]:
    """Run ``diemcau media`` with two processes; yield its address."""
    address = f"127.0.0.1:{free_port()}"
    options = [
        *("--listen", address, "--media-secret", MEDIA_SECRET),
        *("--media-port", str(free_udp_port(row=2)), "--public-address", "127.0.0.1"),
        *("--media-processes", "2"),
    ]
    with running([sys.executable, "-c", MAIN, "media", *options], "media is served"):
        yield f"tcp://{address}"


async def test_media_is_carried_on_another_machine(distant: str, tmp_path: Path) -> None:
    seeded = await seed(tmp_path / "data")
    away = f"tcp://127.0.0.1:{free_port()},{distant}"  # the first of two does not answer
    settings = {"DIEMCAU_MEDIA": away, "DIEMCAU_MEDIA_SECRET": MEDIA_SECRET}
    with Program("serve", tmp_path / "data", **settings) as program:
        assert psutil.Process(program.pid).children() == []
        async with AsyncExitStack() as stack:
            talk = Talk(seeded, LOOPS, stack)
            await talk.begin(program)
            await talk.heard()


def test_who_does_not_know_the_secret_is_told_so_and_ends(distant: str, tmp_path: Path) -> None:
    wrong = {"DIEMCAU_MEDIA": distant, "DIEMCAU_MEDIA_SECRET": MEDIA_SECRET.upper()}
    with pytest.raises(AssertionError) as ended:
        Program("serve", tmp_path / "data", **wrong).start()
    assert "the secret is not the one that is used here" in str(ended.value)
    assert "Traceback" not in str(ended.value)


@pytest.mark.postgres
@pytest.mark.redis
async def test_members_on_one_program_survive_the_media_process_of_the_other(
    tmp_path: Path,
) -> None:
    with postgres_server() as database, redis_server() as redis:
        both = {**shared(database, redis), "DIEMCAU_MEDIA_PROCESSES": "2"}
        seeded = await seed(tmp_path / "seed", database, secret=SECRET)
        with (
            Program("serve", tmp_path / "first", **both) as carries,
            Program("serve", tmp_path / "second", **both) as program,
        ):
            async with AsyncExitStack() as stack:
                talk = Talk(seeded, LOOPS, stack)
                await talk.begin(program)
                await talk.heard()
                media_process(carries, seeded.meeting).kill()
                await talk.again()
                await talk.heard()
