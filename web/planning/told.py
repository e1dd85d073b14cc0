"""What a branch is told of the plan: who from above attends its meeting, and how."""

from collections.abc import Sequence

from live.ids import BranchId
from live.meeting.state import Facts, Phase
from live.months import month_of
from web.i18n import Catalogue
from web.planning.month import Attending, month_of_branches
from web.services import Services


async def attending_of(parts: Services, facts: Facts) -> Sequence[Attending]:
    """Return who is to attend a meeting that has not opened; nobody once it has: then the meeting
    itself shows who is there."""
    if facts.phase not in (Phase.DRAFT, Phase.ANNOUNCED):
        return ()
    branch = await parts.registers.branches.get(BranchId(facts.branch.id))
    if branch is None:
        return ()
    month = month_of(facts.scheduled_ms, parts.settings.zone)
    (plan,) = await month_of_branches(parts.database, [branch], month, parts.settings.zone)
    return next((m.attending for m in plan.meetings if m.entry.meeting == facts.id), ())


def sentence_of(attending: Sequence[Attending], text: Catalogue) -> str:
    """Return who attends as a sentence for an invitation; empty: nobody is to attend."""
    names = [f"{each.account.name} ({text(f'plan.told.{each.mode}')})" for each in attending]
    return text("plan.told.sentence", names=", ".join(names)) if names else ""
