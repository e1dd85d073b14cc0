"""How events change the work on the minutes."""

from collections.abc import Mapping
from typing import Final

from live.meeting import events as e
from live.meeting.changes.change import Change
from live.meeting.changes.replacing import replace
from live.meeting.state import (
    Adoption,
    CorrectionState,
    EditedBlock,
    Meeting,
    MinutesWork,
    TextCorrection,
)


def edited(meeting: Meeting, event: e.BlockEdited) -> Meeting:
    """Set the text of a block."""
    block = EditedBlock(text=event.text, drawn=event.drawn, by=event.by, at_ms=event.at_ms)
    return _with_blocks(meeting, {**meeting.minutes.blocks, event.block: block}, event)


def restored(meeting: Meeting, event: e.BlockRestored) -> Meeting:
    """Remove the edited text of a block."""
    blocks = {key: one for key, one in meeting.minutes.blocks.items() if key != event.block}
    return _with_blocks(meeting, blocks, event)


def _with_blocks(
    meeting: Meeting, blocks: Mapping[str, EditedBlock], event: e.BlockEdited | e.BlockRestored
) -> Meeting:
    changed_ms = {**meeting.minutes.changed_ms, event.block: event.at_ms}
    return _with(meeting, replace(meeting.minutes, blocks=blocks, changed_ms=changed_ms))


def presented(meeting: Meeting, event: e.MinutesPresented) -> Meeting:
    """Let the text be read by who attended."""
    return _with(meeting, replace(meeting.minutes, presented_ms=event.at_ms))


def proposed(meeting: Meeting, event: e.CorrectionProposed) -> Meeting:
    """Add a correction."""
    correction = TextCorrection(
        id=event.correction,
        block=event.block,
        text=event.text,
        by=event.by,
        at_ms=event.at_ms,
    )
    return _with(
        meeting, replace(meeting.minutes, corrections=(*meeting.minutes.corrections, correction))
    )


def settled(meeting: Meeting, event: e.CorrectionSettled) -> Meeting:
    """Set what became of a correction."""
    state = CorrectionState.ACCEPTED if event.accepted else CorrectionState.REFUSED
    corrections = tuple(
        replace(one, state=state, reason=event.reason) if one.id == event.correction else one
        for one in meeting.minutes.corrections
    )
    return _with(meeting, replace(meeting.minutes, corrections=corrections))


def adopted(meeting: Meeting, event: e.MinutesAdopted) -> Meeting:
    """Freeze the text under its number."""
    adoption = Adoption(
        number=event.number,
        resolution_number=event.resolution_number,
        ballot=event.ballot,
        by=event.by,
        at_ms=event.at_ms,
    )
    return _with(meeting, replace(meeting.minutes, adoption=adoption))


def _with(meeting: Meeting, minutes: MinutesWork) -> Meeting:
    return replace(meeting, minutes=minutes)


CHANGES: Final[Mapping[type[e.Event], Change]] = {
    e.BlockEdited: edited,
    e.BlockRestored: restored,
    e.MinutesPresented: presented,
    e.CorrectionProposed: proposed,
    e.CorrectionSettled: settled,
    e.MinutesAdopted: adopted,
}
