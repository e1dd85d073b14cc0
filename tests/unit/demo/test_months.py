"""The months before the demonstration: held once, and a comparison tells them apart."""

import datetime as dt
from pathlib import Path

from live.clock import SystemClock
from live.meeting.evolve import fold
from live.meeting.state import Phase
from live.months import Month, month_of, shifted
from live.record.comparing import TrendVerdict, compare
from live.record.periods import ReportBranch, figures_of
from live.store import Database, open_database
from web.demo.commune import branch_id, found
from web.demo.evenings import EVENINGS
from web.demo.months import ABSENT, hold_months
from web.demo.past import VIETNAM
from web.settings import Settings

BRANCHES = tuple(
    ReportBranch(id=branch_id(each.roster), name=each.roster.name, unit="") for each in EVENINGS
)


async def verdicts(database: Database, this: Month) -> dict[str, TrendVerdict]:
    """Return how each branch does over the months before this one."""
    closed = await database.events.meetings(states=[Phase.CLOSED])
    read = [figures_of(fold(await database.events.read(each.meeting)), VIETNAM) for each in closed]
    months = [shifted(this, -n) for n in range(len(ABSENT["khe-bac"]), 0, -1)]
    today = dt.date.fromisoformat(f"{this}-15")
    assert all(each.on_time and each.adopted and each.points for each in read)
    assert {bool(each.superiors) for each in read} == {True, False}
    return {each.branch.id: each.verdict for each in compare(BRANCHES, months, read, today=today)}


async def test_the_months_before_are_held_once_and_tell_who_improves_and_who_slips(
    tmp_path: Path,
) -> None:
    database = await open_database(Settings(data=tmp_path).database_url)
    now_ms = SystemClock().wall_ms()
    try:
        await found(database.registers, "password of tests")
        counts = []
        for _ in range(2):
            await hold_months(database, now_ms)
            counts.append(len(await database.events.meetings()))
        assert counts == [sum(each is not None for away in ABSENT.values() for each in away)] * 2
        told = await verdicts(database, month_of(now_ms, VIETNAM))
    finally:
        await database.close()
    assert told == {
        "na-khoang": TrendVerdict.IMPROVES,
        "khe-bac": TrendVerdict.STEADY,
        "ben-go-7": TrendVerdict.STEADY,
        "truong-hoc": TrendVerdict.SLIPS,
        "tram-y-te": TrendVerdict.STEADY,
        "khau-luong": TrendVerdict.ABSENT,
    }
