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
from live.months import month_of
from live.service import Meetings
from live.store import Database
from live.store.sql.schema import SCHEMA_VERSION
from web.addresses import EVERY, base_url, url_of
from web.demo.attendance import plan_attendance
from web.demo.commune import (
    ADMINISTRATOR,
    DISTRICT_SUPERVISOR,
    SUPERVISOR,
    branch_id,
    found,
    found_district,
    person_named,
)
from web.demo.district import district
from web.demo.evenings import EARLIER, EVENINGS, Evening
from web.demo.months import hold_months
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
    Role.SUPERVISOR: "the superior committee's wall: all meetings at once",
    Role.ADMINISTRATOR: "units, branches, lists of members, links",
}
"""Role → purpose of its page, for the printed list of links."""
DESKS: Final = 3
"""Meetings of a district of which links are printed. Chosen."""
LIKENESSES: Final = 6
"""Different halls and voices in a district, so that they are drawn within seconds. Chosen."""
END_S: Final = 5.0
"""Seconds that the simulated members' process has to end by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The prepared demonstration: what serving it needs."""

    shown: Sequence[Shown]
    printed: Sequence[Shown]
    scripts: list[Script]
    seats: list[CastSeat]
    password: str
    likenesses: int | None = None
    """See `Cast.likenesses`."""


def demo(settings: Settings, meetings: int | None = None) -> None:
    """Seed, serve and play until interrupted.

    Args:
        settings: what the program was told.
        meetings: how many meetings of a district are held; None: the six of the commune.

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
            settings, stage = asyncio.run(prepared(settings, folders, meetings))
        except KeyboardInterrupt:
            return

        def beside(_: Services) -> AbstractAsyncContextManager[None]:
            return played(settings, stage)

        serve(settings, beside)


async def prepared(
    settings: Settings, folders: ExitStack, meetings: int | None = None
) -> tuple[Settings, Stage]:
    """Prepare in the data folder, or beside one that another version of the program has made.

    Args:
        settings: what the program was told.
        folders: takes over the hold on every data folder that is touched.
        meetings: as in `demo`.

    Raises:
        OSError: a data folder or the database cannot be opened, or is in use.
        Rejected: the database is of another version, and not in the data folder.
    """
    folders.enter_context(held(settings))
    try:
        return settings, await prepare(settings, meetings)
    except Rejected as rejected:
        if rejected.code not in OF_ANOTHER_VERSION or settings.database:
            raise
    beside = settings.data.with_name(f"{settings.data.name}-schema-{SCHEMA_VERSION}")
    click.echo(f"{settings.data} is of another version and stays as it is; this one uses {beside}.")
    settings = replace(settings, data=beside)
    folders.enter_context(held(settings))
    return settings, await prepare(settings, meetings)


async def prepare(settings: Settings, meetings: int | None = None) -> Stage:
    """Make the commune and its meetings, or those of a district, or find those of an earlier
    start.

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
        if meetings is None:
            await hold_earlier(database, now_ms)
            await hold_months(database, now_ms)
            supervisor, evenings = SUPERVISOR, await meetings_of(database)
            month = month_of(now_ms, settings.zone)
            await plan_attendance(database.registers, evenings, month)
        else:
            held = district(meetings)
            rosters = [evening.roster for evening in held]
            await found_district(database.registers, rosters, password)
            supervisor, evenings = DISTRICT_SUPERVISOR, await meetings_of(database, held)
        links = Links(
            database=database,
            bus=LocalBus(),
            clock=SystemClock(),
            ids=random_id,
            secret=secret,
        )
        usher = Usher(links=links, now_ms=now_ms)
        seats = [seat for item in evenings.items() for seat in await usher.seats(*item)]
        few = dict(list(evenings.items())[:DESKS]) if meetings else evenings
        shown = await usher.visitor(few, supervisor)
        return Stage(
            shown=shown,
            printed=first_of_each_role(shown) if meetings is None else desks(shown),
            scripts=[script_of(*item) for item in evenings.items()],
            seats=seats,
            password=password,
            likenesses=LIKENESSES if meetings else None,
        )
    finally:
        await database.close()


def password_of(secret: str) -> str:
    """Return the password of the demonstration's accounts: the same in this data folder only."""
    digest = hmac.digest(secret.encode(), b"demo password", hashlib.sha256)
    return f"demo-{digest.hex()[:8]}"


def first_of_each_role(shown: Sequence[Shown]) -> list[Shown]:
    """Return the links that are printed of the commune."""
    return list({one.role: one for one in reversed(shown)}.values())[::-1]


def desks(shown: Sequence[Shown]) -> list[Shown]:
    """Return the links that are printed of a district: the wall, and who leads a meeting."""
    wall = [one for one in shown if one.role is Role.SUPERVISOR]
    return [*wall, *(one for one in shown if one.role is Role.CHAIR)]


async def meetings_of(
    database: Database, evenings: Sequence[Evening] = EVENINGS
) -> dict[MeetingId, Evening]:
    """Return the meetings, the visitor's first: this evening's if there are, or new ones."""
    now_ms = SystemClock().wall_ms()
    ids = await asyncio.gather(*(_meeting_of(database, each, now_ms) for each in evenings))
    return dict(zip(ids, evenings, strict=True))


async def _meeting_of(database: Database, evening: Evening, now_ms: int) -> MeetingId:
    """Return a branch's meeting of this evening; ends those of earlier ones."""
    branch = branch_id(evening.roster)
    entries = await database.events.meetings(branches=[branch], states=[Phase.OPEN])
    fresh = None
    for entry in entries:
        if now_ms - entry.scheduled_ms < EVENING_MS:
            fresh = entry.meeting
        else:
            meeting = fold(await database.events.read(entry.meeting))
            await _end(database, meeting, evening)
    return fresh or await _begin(database, evening, now_ms)


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
        likenesses=stage.likenesses,
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
    """Print the links to begin with, and write all links to ``demo.json``."""
    base = base_url(settings)
    entries = [
        {"role": one.role.value, "name": one.name, "meeting": one.meeting, "url": base + one.path}
        for one in stage.shown
    ]
    path = settings.data / "demo.json"
    _write_private(path, json.dumps(entries, ensure_ascii=False, indent=1).encode())
    click.echo()
    for one in stage.printed:
        where = f" · {one.meeting}" if one.meeting else ""
        click.secho(f"{one.role.value:<14} {SEEN_BY[one.role]}", bold=True)
        click.echo(f"{'':<14} {one.name}{where}")
        click.echo(f"{'':<14} {base + one.path}")
    click.echo()
    click.echo(f"More links: {path}")
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
