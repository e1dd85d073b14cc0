"""The blocks of text in the minutes and the resolution, and who may propose corrections. Pure.

What a block says is drawn from the record (`live.record`), unless the desk edited it. Figures of
attendance and votes are no blocks: they are corrected in the record.
"""

import hashlib
from typing import Final

from live.ids import ItemId, PersonId
from live.meeting.agenda import CLOSING
from live.meeting.attendance import ATTENDED, presence_of
from live.meeting.permissions import Role
from live.meeting.state import Ballot, CorrectionState, Meeting

BLOCKS: Final = (
    *("guests", "documents", "recording", "content", "other_turns"),
    *("conclusion", "tasks", "scoring", "closing"),
    *("grounds", "assessment", "aims", "carrying_out", "recipients"),
)
"""Blocks beside those of the items; the last five are the resolution's. ``tasks`` belongs to
both."""
ITEM_BLOCK: Final = "item:"
FINGERPRINT_CHARACTERS: Final = 16
"""Characters of a text's fingerprint: 64 bits tell two texts of one block apart; chosen."""
OPEN_CORRECTIONS: Final = 20
"""Most corrections of one person that wait for the chair at the same time; chosen."""


def item_block(item: ItemId) -> str:
    """Return the block that says what happened in an item."""
    return f"{ITEM_BLOCK}{item}"


def is_block(meeting: Meeting, block: str) -> bool:
    """Return whether the minutes or the resolution of a meeting have a block."""
    items = (item_block(item.id) for item in meeting.agenda.items if item.counted)
    return block in BLOCKS or block in items


def fingerprint(text: str) -> str:
    """Return a short name for a text, equal for equal texts alone."""
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_CHARACTERS]


def attended(meeting: Meeting, person: PersonId | None) -> bool:
    """Return whether somebody was there: a member at any time, or a supervisor while the meeting
    was open."""
    if person is None:
        return False
    if person in meeting.members:
        return presence_of(meeting, person) in ATTENDED
    guest = meeting.supervision.guests.get(person)
    return guest is not None and guest.watched and guest.role is Role.SUPERVISOR


def may_read(meeting: Meeting, person: PersonId | None) -> bool:
    """Return whether somebody beside the desk may read the text: who attended, once it was
    presented."""
    return meeting.minutes.presented_ms is not None and attended(meeting, person)


def open_corrections(meeting: Meeting) -> int:
    """Return how many corrections wait for the chair."""
    return sum(one.state is CorrectionState.OPEN for one in meeting.minutes.corrections)


def may_adopt(meeting: Meeting, ballot: Ballot) -> bool:
    """Return whether a vote may have adopted the minutes: a motion that was carried, opened when
    they had been read back, and held in an item for them if the agenda has one."""
    presented_ms, result = meeting.minutes.presented_ms, ballot.result
    if presented_ms is None or result is None:
        return False
    items = {item.id for item in meeting.agenda.items if item.kind == CLOSING}
    in_place = not items or ballot.item in items
    return bool(result.passed) and ballot.opened_ms >= presented_ms and in_place


def is_adopted(meeting: Meeting) -> bool:
    """Return whether the text of the minutes changes no more."""
    return meeting.minutes.adoption is not None
