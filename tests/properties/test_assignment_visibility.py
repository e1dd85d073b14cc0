"""A supervisor is shown nothing of a meeting outside the assignments: whatever units, months and
times there are, and whatever is asked for.

Every branch, title, place and member of a drawn house has a name with a mark of its own, so that a
leak is found as text in whatever comes back: pages, errors, downloads, calendars, views, patches
and resumed connections. Whatever is refused is answered as if it did not exist, so that not even
that can be learned.
"""

import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.ids import AccountId, BranchId, CommandId, DeviceId, MeetingId, PersonId, UnitId
from live.meeting.commands import (
    AnnounceMeeting,
    CloseMeeting,
    OpenMeeting,
    RaiseProposal,
    TakeNote,
)
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan
from live.meeting.roster import Member
from live.meeting.state import MeetingKind
from live.months import begin_ms, shifted
from live.store.registers import (
    Account,
    Assignment,
    AttendanceMode,
    Attendee,
    Branch,
    Person,
    Unit,
)
from signaling.inbound import Do, Hello
from signaling.session import WireSession
from tests.unit.web.conftest import House, house_in
from web.links import Holder
from web.planning.calendars import addresses_of, of_account

CRLF = b"\r\n "
"""Where a calendar folds a line (RFC 5545 §3.1)."""
CHAIR = Actor(role=Role.CHAIR, person=PersonId("x"), name="x")
BOSS = AccountId("boss")
UNKNOWN = 9
"""The number of a branch, and of a meeting, that do not exist."""
offsets = st.integers(min_value=-1, max_value=2)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A branch of a drawn house: below which unit it hangs, and its meeting."""

    below: int
    phase: str
    meets_in: int
    """Months from the present one."""
    spans: tuple[tuple[int, int | None], ...]
    """Assignments of the supervisor: first and last month, from the present one."""


branches = st.builds(
    Drawn,
    below=st.integers(min_value=0, max_value=2),
    phase=st.sampled_from(["draft", "announced", "open", "closed"]),
    meets_in=st.integers(min_value=0, max_value=1),
    # Of two assignments that begin in one month, the later one replaces the earlier.
    spans=st.lists(
        st.tuples(offsets, st.none() | offsets), max_size=2, unique_by=lambda span: span[0]
    ).map(tuple),
)


def covers(spans: Sequence[tuple[int, int | None]], month: int) -> bool:
    return any(first <= month and (last is None or month <= last) for first, last in spans)


@given(
    drawn=st.lists(branches, min_size=1, max_size=4),
    parents=st.tuples(st.none(), st.sampled_from([None, 0]), st.sampled_from([None, 0, 1])),
    passed=st.integers(min_value=0, max_value=2),
)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_supervisor_is_shown_nothing_of_a_meeting_outside_the_assignments(
    drawn: list[Drawn], parents: tuple[int | None, ...], passed: int
) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with house_in(Path(folder)) as house:
                await build(house, drawn, parents)
                if passed:
                    zone, now = house.parts.settings.zone, house.parts.month
                    later_ms = begin_ms(shifted(now, passed), zone)
                    house.clock.advance(later_ms - house.clock.wall_ms())
                await check(house, drawn, passed)

    asyncio.run(run())


async def build(house: House, drawn: Sequence[Drawn], parents: Sequence[int | None]) -> None:
    """Put the units, the supervisor and everything below them into the house."""
    registers = house.parts.registers
    await registers.units.put(
        *(
            Unit(
                id=UnitId(f"u{n}"),
                parent=None if p is None else UnitId(f"u{p}"),
                name=f"Đơn vị {n}",
            )
            for n, p in enumerate(parents)
        )
    )
    await registers.accounts.put(
        Account(
            id=BOSS, username="boss", name="Cấp trên", password_hash="", role=Role.SUPERVISOR,
            unit=UnitId("u0"),
        )
    )  # fmt: skip
    await addresses_of(house.parts).renew(of_account(BOSS))
    await found_branches(house, drawn)


async def found_branches(house: House, drawn: Sequence[Drawn]) -> None:
    """Put the branches with their meetings and the assignments to them into the house."""
    registers, now = house.parts.registers, house.parts.month
    for number, each in enumerate(drawn):
        await registers.branches.put(
            Branch(id=branch_of(number), unit=UnitId(f"u{each.below}"), name=mark(number, "CB"))
        )
        await registers.people.put(
            Person(
                id=PersonId(f"p{number}"),
                branch=branch_of(number),
                number=1,
                name=mark(number, "DV"),
            )
        )
        await registers.assignments.put(
            *(
                Assignment(
                    account=BOSS,
                    branch=branch_of(number),
                    from_month=shifted(now, first),
                    until_month=None if last is None else shifted(now, last),
                )
                for first, last in each.spans
            )
        )
        await meet(house, number, each)


def branch_of(number: int) -> BranchId:
    return BranchId(f"chi-bo-{number}")


def meeting_of(number: int) -> MeetingId:
    return MeetingId(f"buoi-hop-{number}")


def mark(number: int, what: str) -> str:
    """Return a name that stands nowhere else."""
    return f"{what}-bi-mat-{number}-x"


async def meet(house: House, number: int, each: Drawn) -> None:
    """Make the meeting of a branch; the supervisor is to attend it, assigned or not."""
    meetings, now = house.parts.meetings, house.parts.month
    begins_ms = house.clock.wall_ms() + 3600_000
    if each.meets_in:
        begins_ms = begin_ms(shifted(now, each.meets_in), house.parts.settings.zone) + 3600_000
    meeting = meeting_of(number)
    await meetings.create(
        MeetingPlan(
            meeting=meeting,
            title=mark(number, "TD"),
            kind=MeetingKind.REGULAR,
            scheduled_ms=begins_ms,
            place=mark(number, "NOI"),
            branch=(branch_of(number), mark(number, "CB")),
            unit=(UnitId(f"u{each.below}"), f"Đơn vị {each.below}"),
            members=(Member(person=PersonId(f"p{number}"), number=1, name=mark(number, "DV")),),
            sites=(),
            items=(),
            chair=PersonId(f"p{number}"),
            secretary=None,
            checkin_secret="not a secret",
        ),
        CHAIR,
    )
    if each.phase != "draft":
        await meetings.do(meeting, AnnounceMeeting(), CHAIR)
    if each.phase in ("open", "closed"):
        await meetings.do(meeting, OpenMeeting(), CHAIR)
        proposal = RaiseProposal(text=mark(number, "KN"), proposer=mark(number, "DV"))
        await meetings.do(meeting, proposal, CHAIR)
    if each.phase == "closed":
        await meetings.do(meeting, CloseMeeting(), CHAIR)
    await house.parts.registers.attendees.put(
        Attendee(meeting=meeting, account=BOSS, mode=AttendanceMode.IN_ROOM)
    )


async def check(house: House, drawn: Sequence[Drawn], passed: int) -> None:
    """Ask for everything there is and look for what must not be there."""
    planned, shown, register, answers = await asked(house, len(drawn))
    told = await on_the_wall(house, len(drawn))
    for number, each in enumerate(drawn):
        now = covers(each.spans, passed)
        ever = now or any(covers(each.spans, month) for month in range(passed, passed + 14))
        assert ever or f"-bi-mat-{number}-x" not in planned, f"branch {number} in the plan"
        assert now or f"-bi-mat-{number}-x" not in shown, f"branch {number} on a page"
        assert now or answers[number] == answers[UNKNOWN], f"branch {number} is known to exist"
        read = (mark(number, "TD") in shown, mark(number, "KN") in register)
        may_read = now and each.phase in ("open", "closed")
        assert read == (may_read, may_read), f"record of branch {number}"
        seen = f"'{meeting_of(number)}'" in told
        wall = (
            now
            and each.phase in ("announced", "open")
            and (each.meets_in <= passed or covers(each.spans, each.meets_in))
        )
        assert seen == wall, f"branch {number} on the wall"
        assert wall or f"-bi-mat-{number}-x" not in told, f"branch {number} in a message"


async def asked(house: House, count: int) -> tuple[str, str, str, Mapping[int, Sequence[str]]]:
    """Return everything that the supervisor's browser and calendar are answered: the plan, all
    other pages, the register of proposals, and what is said about each branch, with its number
    left out."""
    parts = house.parts
    account = await parts.registers.accounts.get(BOSS)
    assert account is not None
    visitor = house.visitor()
    session = await parts.sessions.begin(account, "127.0.0.1", "Firefox/140.0")
    visitor.cookies.set(parts.session_cookie, parts.sessions.cookie(session))
    (link,) = await parts.links.issue([Holder(role=Role.SUPERVISOR, name="x", account=BOSS)], None)
    token = parts.links.token(link)

    async def get(path: str) -> str:
        answer = await visitor.get(path)
        return f"{answer.status_code} {answer.content.replace(CRLF, b'').decode(errors='replace')}"

    months = [shifted(parts.month, months) for months in (-1, 0, 1)]
    plans = [f"/plan?month={month}" for month in months]
    plans += [await addresses_of(parts).path(of_account(BOSS))]
    pages = ["/wall", "/past", "/reports", "/reports/comparison"]
    pages += [f"/admin/units/u{number}/plan" for number in range(3)]
    answers = {
        number: [
            (await get(path)).replace(branch_of(number), "…").replace(meeting_of(number), "…")
            for path in addresses(number, token)
        ]
        for number in (*range(count), UNKNOWN)
    }
    register = await get("/proposals")
    shown = [register, *[await get(path) for path in pages]]
    for each in answers.values():
        shown += each
    planned = "\n".join([await get(path) for path in plans])
    return planned, "\n".join(shown), register, answers


def addresses(number: int, token: str) -> Sequence[str]:
    """Return the addresses at which something of a branch might be learned."""
    meeting, branch = meeting_of(number), branch_of(number)
    page = f"/meetings/{meeting}"
    paths = [page, f"{page}/prepare", f"{page}/links", f"/api{page}", f"/admin/branches/{branch}"]
    own = ("/score", "/observation", "/proposals", "/lessons")
    record = ("", "/minutes", *own, "/download/nhat-ky.jsonl")
    paths += [f"{page}/record{part}" for part in record]
    paths += [f"/j/{token}{page}/record{part}" for part in own]
    return [*paths, f"/past/{meeting}", f"/past?branch={branch}"]


async def on_the_wall(house: House, count: int) -> str:
    """Return everything that a wall is told which claims to know every meeting already."""
    parts = house.parts
    (link,) = await parts.links.issue([Holder(role=Role.SUPERVISOR, name="x", account=BOSS)], None)
    lobby = parts.signaling.lobby
    have = {meeting_of(number): 1 for number in range(count)}
    hello = Hello(type="hello", token=parts.links.token(link), device=DeviceId("d"), have=have)
    told: list[str] = []
    conversation = await lobby.enter(hello, WireSession())
    await lobby.join_all(conversation, hello.have)
    for meeting in have:
        note = Do(type="do", id=CommandId("n"), meeting=meeting, command="note", args={"text": "x"})
        await conversation.handle(note)
        await parts.meetings.do(
            meeting,
            TakeNote(text="x"),
            Actor(role=Role.SUPERVISOR, person=PersonId("other"), name="y"),
        )
        await parts.signaling.hub.refresh(meeting)
    told += conversation.client.outbox.take()
    told.append(json.dumps(lobby.welcome(conversation.client).model_dump(mode="json")))
    await lobby.leave(conversation)
    return "\n".join(str(json.loads(text)) for text in told)
