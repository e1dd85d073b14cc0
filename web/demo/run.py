"""Starts the demonstration: seeds, serves, lets the simulated members in, lists the links.

The simulated members run in one process of their own, so that they cost the server
as much as real clients do. That process ends when its standard input does, so it never
outlives this one, however this one ends.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from live.bots.cast import CAST, Cast, CastSeat, Script
from live.bus import LocalBus
from live.clock import ManualClock, SystemClock
from live.errors import Rejected
from live.ids import MeetingId, random_id
from live.media.sfu.sockets.interfaces import LOOPBACK, own_addresses
from live.meeting.commands import CancelBallot, CancelMeeting, CloseMeeting, Command
from live.meeting.decisions.moments import BEFORE
from live.meeting.evolve import fold
from live.meeting.minutes import is_adopted
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting, Phase
from live.service import Meetings
from live.store import Database
from live.store.sql.schema import SCHEMA_VERSION
from web.addresses import EVERY, base_url, url_of
from web.demo.commune import ADMINISTRATOR, SUPERVISOR, branch_id, found, person_named
from web.demo.evenings import EARLIER, EVENINGS, Evening
from web.demo.past import ToldPast
from web.demo.seats import Shown, Usher, script_of
from web.folder import database_of, held, make
from web.links import Links
from web.logs import configure
from web.ports import refuse_taken
from web.server import certificate, serve
from web.services import Services
from web.settings import Settings, secret_of
from web.start import said

EVENING_MS: Final = 12 * 3600 * 1000
"""Milliseconds after the last start within which the same meetings are continued; later, new ones
are made. Chosen."""
EARLIER_MS: Final = 28 * 24 * 3600 * 1000
"""How long ago the earlier meetings were held: four weeks. Chosen."""
ENDED: Final = "Phần trình diễn đã dừng giữa chừng"
"""Reason for which a meeting or a ballot of an earlier start is cancelled."""
OF_ANOTHER_VERSION: Final = ("schema_unknown", "record_unknown")
"""Refusal codes that mean: the database belongs to another version of the program."""
SEED: Final = 2026
"""Seed of the random choices of simulated people."""
PROGRESS_S: Final = 2.0
"""Seconds after which the progress of drawing pictures is printed."""
SEEN_BY: Final = {
    Role.CHAIR: "leads the meeting: agenda, floor, attendance (laptop)",
    Role.SECRETARY: "takes the minutes, marks who is there (laptop)",
    Role.SITE: "the room's television, with its camera and microphone",
    Role.COMPANION: "the phone of a member who sits in the room",
    Role.MEMBER: "a member far away, on a phone or laptop",
    Role.OBSERVER: "a guest who watches and listens",
    Role.SUPERVISOR: "the superior committee's wall: all six meetings",
    Role.ADMINISTRATOR: "units, branches, lists of members, links",
}
"""Role → purpose of its page, for the printed list of links."""
END_S: Final = 5.0
"""Seconds that the simulated members' process has to end by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The prepared demonstration: what serving it needs."""

    shown: Sequence[Shown]
    scripts: list[Script]
    seats: list[CastSeat]
    password: str


def demo(settings: Settings) -> None:
    """Seed, serve and play until interrupted.

    Raises:
        click.ClickException: the database, a port, a folder or a file cannot be opened.
    """
    if not settings.public_address:  # the simulated members are on this machine
        settings = replace(settings, public_address=(LOOPBACK, *own_addresses()))
    if settings.log == "info":  # sixty people coming and going would bury the links
        settings = replace(settings, log="warning")
    configure(settings.log)
    with said(settings.language), ExitStack() as folders:
        refuse_taken(settings)
        try:
            settings, stage = asyncio.run(prepared(settings, folders))
        except KeyboardInterrupt:
            return

        def beside(_: Services) -> AbstractAsyncContextManager[None]:
            return played(settings, stage)

        serve(settings, beside)


async def prepared(settings: Settings, folders: ExitStack) -> tuple[Settings, Stage]:
    """Prepare in the data folder, or beside one that another version of the program has made.

    Args:
        settings: what the program was told.
        folders: takes over the hold on every data folder that is touched.

    Raises:
        OSError: a data folder or the database cannot be opened, or is in use.
        Rejected: the database is of another version, and not in the data folder.
    """
    folders.enter_context(held(settings))
    try:
        return settings, await prepare(settings)
    except Rejected as rejected:
        if rejected.code not in OF_ANOTHER_VERSION or settings.database:
            raise
    beside = settings.data.with_name(f"{settings.data.name}-schema-{SCHEMA_VERSION}")
    click.echo(f"{settings.data} is of another version and stays as it is; this one uses {beside}.")
    settings = replace(settings, data=beside)
    folders.enter_context(held(settings))
    return settings, await prepare(settings)


async def prepare(settings: Settings) -> Stage:
    """Make the commune and its meetings, or find those of an earlier start.

    Raises:
        OSError: the data folder or the database cannot be opened.
        Rejected: the database is of another version; nothing in it was changed.
    """
    make(settings)
    secret = secret_of(settings)
    password = password_of(secret)
    database = await database_of(settings)
    try:
        for entry in await database.events.meetings(states=[Phase.OPEN]):
            await database.events.read(entry.meeting)
        await found(database.registers, password)
        now_ms = SystemClock().wall_ms()
        await hold_earlier(database, now_ms)
        evenings = await meetings_of(database)
        links = Links(
            database=database,
            bus=LocalBus(),
            clock=SystemClock(),
            ids=random_id,
            secret=secret,
        )
        usher = Usher(links=links, now_ms=now_ms)
        seats = [seat for item in evenings.items() for seat in await usher.seats(*item)]
        return Stage(
            shown=await usher.visitor(evenings),
            scripts=[script_of(*item) for item in evenings.items()],
            seats=seats,
            password=password,
        )
    finally:
        await database.close()


def password_of(secret: str) -> str:
    """Return the password of the demonstration's accounts: the same in this data folder only."""
    digest = hmac.digest(secret.encode(), b"demo password", hashlib.sha256)
    return f"demo-{digest.hex()[:8]}"


async def meetings_of(database: Database) -> dict[MeetingId, Evening]:
    """Return the six meetings, the visitor's first: this evening's if there are, or new ones."""
    now_ms = SystemClock().wall_ms()
    evenings = {}
    for evening in EVENINGS:
        branch = branch_id(evening.roster)
        entries = await database.events.meetings(branches=[branch], states=[Phase.OPEN])
        fresh = None
        for entry in entries:
            if now_ms - entry.scheduled_ms < EVENING_MS:
                fresh = entry.meeting
            else:
                meeting = fold(await database.events.read(entry.meeting))
                await _end(database, meeting, evening)
        evenings[fresh or await _begin(database, evening, now_ms)] = evening
    return evenings


async def hold_earlier(database: Database, now_ms: int) -> None:
    """Record the meetings that were held before this evening, once in a database; one that was
    interrupted is ended and told anew."""
    for evening in EARLIER:
        earlier = f"{evening.roster.key}-earlier"
        entries = await database.events.meetings(branches=[branch_id(evening.roster)])
        told = [entry.meeting for entry in entries if entry.meeting.startswith(earlier)]
        held = [fold(await database.events.read(meeting)) for meeting in told]
        if any(is_adopted(meeting) for meeting in held):
            continue
        for meeting in held:
            await _end(database, meeting, evening)
        name = MeetingId(f"{earlier}-{len(held) + 1}" if held else earlier)
        await _past_of(database, evening, now_ms - EARLIER_MS, name).tell_whole()


async def _begin(database: Database, evening: Evening, now_ms: int) -> MeetingId:
    name = MeetingId(f"{evening.roster.key}-{random_id()}")
    await _past_of(database, evening, now_ms, name).tell()
    return name


def _past_of(database: Database, evening: Evening, now_ms: int, name: MeetingId) -> ToldPast:
    clock = ManualClock(now_ms=0)
    return ToldPast(
        meetings=Meetings(database.events, LocalBus(), clock, random_id),
        clock=clock,
        ids=random_id,
        evening=evening,
        now_ms=now_ms,
        meeting=name,
    )


async def _end(database: Database, meeting: Meeting, evening: Evening) -> None:
    """End a meeting of an earlier evening in the name of its chair: cancel an open ballot, and
    close the meeting, or cancel it where it was not opened."""
    chair = evening.roster.chair
    actor = Actor(role=Role.CHAIR, person=person_named(evening.roster, chair), name=chair)
    meetings = Meetings(database.events, LocalBus(), SystemClock(), random_id)
    commands: list[Command] = [
        CancelBallot(ballot=ballot.id, reason=ENDED)
        for ballot in meeting.ballots
        if ballot.unfinished
    ]
    if meeting.facts.phase is Phase.OPEN:
        commands.append(CloseMeeting())
    elif meeting.facts.phase in BEFORE:
        commands.append(CancelMeeting(reason=ENDED))
    for command in commands:
        await meetings.do(meeting.facts.id, command, actor)


# --- while it is served ------------------------------------------------------------------------


@asynccontextmanager
async def played(settings: Settings, stage: Stage) -> AsyncIterator[None]:
    """Start the simulated members and print the visitor's links."""
    publish(settings, stage)
    cast = settings.data / "demo" / "cast.json"
    cast.parent.mkdir(exist_ok=True)
    _write_private(cast, CAST.dump_json(cast_for(settings, stage)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "live.bots", str(cast)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,  # an interrupt from the keyboard is for us alone
    )
    telling = asyncio.create_task(tell_progress(process))
    try:
        yield
    finally:
        telling.cancel()
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_S)
        except TimeoutError:
            process.kill()
        with suppress(asyncio.CancelledError):
            await telling


def cast_for(settings: Settings, stage: Stage) -> Cast:
    """Return the input of the simulated members' process; they connect over loopback."""
    url = url_of(settings, EVERY.get(settings.listen_host, settings.listen_host))
    return Cast(
        url=f"ws{url.removeprefix('http')}/ws",
        folder=str(settings.data / "demo" / "loops"),
        seed=SEED,
        scripts=tuple(stage.scripts),
        seats=tuple(stage.seats),
        certificate=str(certificate(settings)[0]) if settings.https else None,
    )


async def tell_progress(process: asyncio.subprocess.Process) -> None:
    """Print the progress of drawing pictures if it takes longer than `PROGRESS_S`."""
    started = time.monotonic()
    if process.stdout is None:
        return
    async for line in process.stdout:
        done, total = map(int, line.split()[1:3])
        if sys.stdout.isatty() and time.monotonic() - started > PROGRESS_S:
            click.echo(f"\rDrawing the simulated members' pictures: {done} of {total} ", nl=False)
        if done == total:
            click.echo("\rAll simulated members can be seen." + " " * 30)


def publish(settings: Settings, stage: Stage) -> None:
    """List one link per role, and write all links to ``demo.json``."""
    base = base_url(settings)
    entries = [
        {"role": one.role.value, "name": one.name, "meeting": one.meeting, "url": base + one.path}
        for one in stage.shown
    ]
    path = settings.data / "demo.json"
    _write_private(path, json.dumps(entries, ensure_ascii=False, indent=1).encode())
    click.echo()
    told: set[Role] = set()
    for one, entry in zip(stage.shown, entries, strict=True):
        if one.role in told:
            continue
        told.add(one.role)
        where = f" · {one.meeting}" if one.meeting else ""
        click.secho(f"{one.role.value:<14} {SEEN_BY[one.role]}", bold=True)
        click.echo(f"{'':<14} {one.name}{where}")
        click.echo(f"{'':<14} {entry['url']}")
    click.echo()
    click.echo(f"Links of all six meetings: {path}")
    click.echo(
        f"Or sign in at {base}/signin as {ADMINISTRATOR.username}, {SUPERVISOR.username}, "
        f"bithu.na-khoang or thuky.na-khoang; password {stage.password}"
    )
    click.echo("Ctrl-C ends the demonstration; the next start goes on from here.")
    sys.stdout.flush()


def _write_private(path: Path, data: bytes) -> None:
    """Write a file with secrets atomically, readable by its owner only."""
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(data)
    part.replace(path)
