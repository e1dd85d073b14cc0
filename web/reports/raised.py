"""The proposals of branches, read from the records of the meetings that raised some."""

import datetime as dt
from collections.abc import Collection

from live.ids import BranchId
from live.meeting.state import Phase
from live.record.periods import Unread
from live.record.proposals import RaisedProposal, raised
from web.services import Services


async def proposals_of(
    parts: Services, branches: Collection[BranchId], zone: dt.tzinfo
) -> tuple[list[RaisedProposal], tuple[Unread, ...]]:
    """Return the proposals of the meetings of these branches, earliest first, and the meetings
    whose records cannot be read.

    Raises:
        StoreUnavailable: the database cannot be used now.
    """
    entries = await parts.database.events.with_proposals(branches)
    closed = [each for each in entries if each.state == Phase.CLOSED]
    figures, lost = await parts.shelf.figures(parts.database.events, closed, zone)
    found = [proposal for meeting in figures for proposal in meeting.proposals]
    for entry in entries:
        if entry.state == Phase.OPEN:
            found += raised(await parts.meetings.state(entry.meeting), zone)
    return found, lost
