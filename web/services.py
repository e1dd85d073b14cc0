"""The parts of the program as routes get them; assembled once, never replaced."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, ParamSpec, TypeVar

from starlette.requests import HTTPConnection

from live.bus.contract import Bus
from live.clock import Clock
from live.ids import Ids, NodeId
from live.media.engine import MediaEngine
from live.months import Month, month_of
from live.service import Meetings
from live.store import Database
from live.store.registers import Registers
from signaling.admission import Authenticator
from signaling.allowance import Allowances
from signaling.assembly import Signaling
from web.auth import Attempts
from web.links import Links
from web.replay.shelf import AlertShelf
from web.reports.evenings import EveningShelf
from web.reports.shelf import FiguresShelf
from web.sessions import Sessions
from web.settings import Settings

AT_ONCE: Final = 2
"""Documents drawn at the same time, uploaded files checked, and units' own forms filled; chosen:
each takes a core, and what is done with a file may take a gigabyte (`live.documents.confined`).
Whoever comes later waits."""

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


def _turns() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a route may use."""

    settings: Settings
    clock: Clock
    ids: Ids
    node: NodeId
    secret: str
    database: Database
    bus: Bus
    engine: MediaEngine
    meetings: Meetings
    links: Links
    sessions: Sessions
    signaling: Signaling
    doorkeeper: Authenticator
    trials: Allowances = field(default_factory=Allowances)
    """How many trials of its network path (`web.api.paths`) each link may still start."""
    attempts: Attempts = field(default_factory=Attempts)
    shelf: FiguresShelf = field(default_factory=FiguresShelf)
    """Figures of closed meetings, for reports over many of them."""
    evenings: EveningShelf = field(default_factory=EveningShelf)
    """Reports of the alerts of past days."""
    alerts: AlertShelf = field(default_factory=AlertShelf)
    """Alerts of closed meetings, for their pictures."""
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a QR code is drawn: anybody may request one, but that uses one core at most."""
    documents: asyncio.Semaphore = field(default_factory=_turns)
    checks: asyncio.Semaphore = field(default_factory=_turns)
    forms: asyncio.Semaphore = field(default_factory=_turns)
    """Three, so that an upload that is hard to check holds up no minutes, and a form that is hard
    to fill holds up only minutes in forms of units."""

    async def draw(
        self, work: Callable[Asked, Given], *args: Asked.args, **facts: Asked.kwargs
    ) -> Given:
        """Do the work on a document in a thread: meetings are served meanwhile."""
        async with self.documents:
            return await asyncio.to_thread(work, *args, **facts)

    async def apart(
        self, work: Callable[Asked, Given], *args: Asked.args, **facts: Asked.kwargs
    ) -> Given:
        """Wait in a thread for work on a file that somebody sent (`live.documents.confined`)."""
        async with self.checks:
            return await asyncio.to_thread(work, *args, **facts)

    async def fill(
        self, work: Callable[Asked, Given], *args: Asked.args, **facts: Asked.kwargs
    ) -> Given:
        """Wait in a thread for work on a form that was checked when it was uploaded."""
        async with self.forms:
            return await asyncio.to_thread(work, *args, **facts)

    @property
    def registers(self) -> Registers:
        """Return units, people, accounts and the rest."""
        return self.database.registers

    @property
    def month(self) -> Month:
        """Return the present month in the time zone of the units."""
        return month_of(self.clock.wall_ms(), self.settings.zone)

    @property
    def session_cookie(self) -> str:
        """Return the cookie's name, which has the port, because cookies do not depend on ports."""
        return f"diemcau_{self.settings.port}"


def services(connection: HTTPConnection) -> Services:
    """Return the parts of the program that serves this request."""
    found = connection.app.state.services
    assert isinstance(found, Services)  # noqa: S101 - set by the assembly before it serves
    return found
