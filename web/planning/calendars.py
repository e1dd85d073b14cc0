"""Calendars to subscribe to (RFC 5545): one for a supervisor, one for the branches of a unit.

The address is the only credential, because calendar programs cannot sign in: it has a random key
with our signature, and a new key closes the addresses given out before. A calendar has hours,
branches, places and who attends from above; never the title of a meeting, its agenda or a name from
the branch's list.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, Signer

from live.ids import BranchId, Ids, UnitId
from live.meeting.permissions import Role
from live.meeting.state import MeetingKind, Phase
from live.months import Month, month_of, shifted
from live.store.directory import branches_below
from live.store.registers import Account, CalendarKey, Registers
from web.i18n import Catalogue, catalogue
from web.planning.month import BranchMonth, PlannedMeeting, month_of_branches
from web.planning.seen import own_month, own_part
from web.services import Services

SHORTEST_MIN: Final = 90
COMBINED_MIN: Final = 120
"""Minutes that a regular meeting, and one combined with a theme, take at least (Guidance
42-HD/BTCTW): what a calendar shows as their length."""
AHEAD: Final = 12
"""Months after this one in a calendar; chosen: a year."""
ANEW: Final = dt.timedelta(hours=1)
"""How often a program should fetch the calendar anew (RFC 7986 §5.7); chosen."""
STATUS: Final = {Phase.DRAFT: "TENTATIVE", Phase.CANCELLED: "CANCELLED"}
"""State of a meeting → STATUS (RFC 5545 §3.8.1.11); all others are CONFIRMED."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddresses:
    """The addresses of calendars: made, looked up, replaced."""

    registers: Registers
    ids: Ids
    secret: str

    async def path(self, owner: str) -> str:
        """Return the path of an owner's calendar; empty: none was given out yet."""
        found = await self.registers.calendars.get(owner)
        return f"/calendar/{self._signer().sign(found.key).decode()}.ics" if found else ""

    async def renew(self, owner: str) -> None:
        """Give an owner's calendar a new address; the one before leads nowhere from now on."""
        await self.registers.calendars.put(CalendarKey(owner=owner, key=self.ids()))

    async def owner_untrusted(self, token: str) -> str | None:
        """Return whose calendar an address is; None: it is none of ours, or was replaced."""
        try:
            key = self._signer().unsign(token).decode()
        except (BadSignature, UnicodeDecodeError):
            return None
        found = await self.registers.calendars.find(key=key)
        return found[0].owner if found else None

    def _signer(self) -> Signer:
        return Signer(self.secret, salt="calendar", digest_method=hashlib.sha256)


def addresses_of(parts: Services) -> CalendarAddresses:
    """Return the addresses of the program's calendars."""
    return CalendarAddresses(registers=parts.registers, ids=parts.ids, secret=parts.secret)


def of_account(account: str) -> str:
    """Return the owner of a supervisor's calendar."""
    return f"account:{account}"


def of_unit(unit: str) -> str:
    """Return the owner of a unit's calendar."""
    return f"unit:{unit}"


async def calendar_of(parts: Services, owner: str) -> bytes | None:
    """Return an owner's calendar as a file; None: the owner has none any more."""
    kind, _, key = owner.partition(":")
    if kind == "unit":
        unit = await parts.registers.units.get(key)
        if unit is None:
            return None
        text = catalogue(parts.settings.language)
        name = text("plan.calendar.unit", unit=unit.name)
        return _written(parts, name, await _of_unit(parts, unit.id), text, None)
    account = await parts.registers.accounts.get(key)
    if account is None or not account.active or account.role is not Role.SUPERVISOR:
        return None
    text = catalogue(account.language)
    name = text("plan.calendar.account", name=account.name)
    return _written(parts, name, await _of_account(parts, account), text, account)


async def _of_account(parts: Services, account: Account) -> Sequence[BranchMonth]:
    followed = await parts.registers.assignments.find(account=account.id)
    months = await _months(parts, {assignment.branch for assignment in followed})
    plans = [await own_month(parts, account, month) for month in months]
    return [branch for plan in plans for branch in plan]


async def _of_unit(parts: Services, unit: UnitId) -> Sequence[BranchMonth]:
    branches = await branches_below(parts.registers, unit)
    months = await _months(parts, {branch.id for branch in branches})
    zone = parts.settings.zone
    plans = [await month_of_branches(parts.database, branches, month, zone) for month in months]
    return [branch for plan in plans for branch in plan]


async def _months(parts: Services, branches: Iterable[BranchId]) -> Sequence[Month]:
    """Return the months from the last one on in which any of these branches meets."""
    index = await parts.database.events.meetings(branches=frozenset(branches))
    months = {month_of(entry.scheduled_ms, parts.settings.zone) for entry in index}
    first, last = shifted(parts.month, -1), shifted(parts.month, AHEAD)
    return sorted(month for month in months if first <= month <= last)


def _written(
    parts: Services,
    name: str,
    plan: Sequence[BranchMonth],
    text: Catalogue,
    account: Account | None,
) -> bytes:
    # Imported here, because few visitors fetch calendars and the start shall be quick.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Diem Cau//diemcau//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ANEW, parameters={"VALUE": "DURATION"})
    now = dt.datetime.fromtimestamp(parts.clock.wall_ms() // 1000, dt.UTC)
    for branch in plan:
        for meeting in branch.meetings:
            event = Event()
            for key, value in _event(branch, meeting, text, account).items():
                event.add(key, value)
            event.add("dtstamp", now)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(
    branch: BranchMonth, meeting: PlannedMeeting, text: Catalogue, account: Account | None
) -> dict[str, object]:
    """Return the properties of a meeting's event: UID stays whatever becomes of the meeting."""
    entry = meeting.entry
    begins = dt.datetime.fromtimestamp(entry.scheduled_ms // 1000, dt.UTC)
    long_min = COMBINED_MIN if entry.kind == MeetingKind.COMBINED else SHORTEST_MIN
    own = own_part(meeting, account) if account else None
    said = f"{branch.branch.name}: {text(f'admin.kind.{entry.kind}')}"
    attending = [
        f"{each.account.name} ({text(f'plan.mode.{each.mode}')})" for each in meeting.attending
    ]
    nobody = text("plan.nobody_yet" if meeting.open_to_plan else "plan.nobody_was")
    return {
        "uid": f"{entry.meeting}@diemcau",
        "sequence": entry.revision,
        "dtstart": begins,
        "dtend": begins + dt.timedelta(minutes=long_min),
        "summary": f"{said} ({text(f'plan.mode.{own.mode}')})" if own else said,
        "description": f"{text('plan.attends')}: {', '.join(attending) or nobody}",
        "status": STATUS.get(Phase(entry.state), "CONFIRMED"),
        "transp": "OPAQUE" if own and own.in_room else "TRANSPARENT",
        **({"location": entry.place} if entry.place else {}),
    }
