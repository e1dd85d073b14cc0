"""Rules of the work on the minutes: edited by the desk, corrected by who attended, adopted once."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import BallotId, CorrectionId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.commands.minutes import BLOCK_MOST
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.merging import merge
from live.meeting.minutes import (
    OPEN_CORRECTIONS,
    attended,
    is_block,
    may_adopt,
    open_corrections,
)
from live.meeting.state import CorrectionState, TextCorrection


def edit(scene: Scene, command: c.EditBlock) -> Events:
    """Write a block, with what somebody else has written there since; nothing if it says so
    already.

    Raises:
        Rejected: ``text_too_long``: with what the other one wrote.
    """
    _block(scene, command.block)
    present = scene.meeting.minutes.blocks.get(command.block)
    if command.text == (present.text if present else command.was):
        return
    text = merge(command.was, command.text, present.text) if present else command.text
    if present and text == present.text:
        return
    if len(text) > BLOCK_MOST:
        raise Rejected("text_too_long", limit=BLOCK_MOST, length=len(text))
    yield e.BlockEdited(**scene.stamp, block=command.block, text=text, drawn=command.drawn)


def restore(scene: Scene, command: c.RestoreBlock) -> Events:
    """Give an edited text up; nothing if there is none.

    Raises:
        Rejected: ``text_changed``: somebody else wrote since.
    """
    _block(scene, command.block)
    present = scene.meeting.minutes.blocks.get(command.block)
    if present is None:
        return
    if present.text != command.was:
        raise Rejected("text_changed", name=present.by.name)
    yield e.BlockRestored(**scene.stamp, block=command.block)


def present(scene: Scene, _: c.PresentMinutes) -> Events:
    """Read the minutes back; nothing if that was done."""
    if scene.meeting.minutes.presented_ms is None:
        yield e.MinutesPresented(**scene.stamp)


def propose(scene: Scene, command: c.ProposeCorrection) -> Events:
    """Propose a correction; nothing if the same one of the same person waits already.

    Raises:
        Rejected: ``not_attended``, ``minutes_not_presented``, ``too_many_corrections``.
    """
    _block(scene, command.block)
    if not attended(scene.meeting, scene.actor.person):
        raise Rejected("not_attended")
    if scene.meeting.minutes.presented_ms is None:
        raise Rejected("minutes_not_presented")
    own = [
        one
        for one in scene.meeting.minutes.corrections
        if one.by.person == scene.actor.person and one.state is CorrectionState.OPEN
    ]
    if any((one.block, one.text) == (command.block, command.text) for one in own):
        return
    if len(own) >= OPEN_CORRECTIONS:
        raise Rejected("too_many_corrections", limit=OPEN_CORRECTIONS)
    yield e.CorrectionProposed(
        **scene.stamp,
        correction=CorrectionId(scene.ids()),
        block=command.block,
        text=command.text,
    )


def settle(scene: Scene, command: c.SettleCorrection) -> Events:
    """Take a correction in or refuse it; nothing if that was decided the same way.

    Raises:
        Rejected: ``unknown_correction``; ``reason_needed``: it is refused.
    """
    correction = _correction(scene, command.correction)
    if not command.accepted and not command.reason:
        raise Rejected("reason_needed")
    state = CorrectionState.ACCEPTED if command.accepted else CorrectionState.REFUSED
    if (correction.state, correction.reason) != (state, command.reason):
        yield e.CorrectionSettled(
            **scene.stamp,
            correction=correction.id,
            accepted=command.accepted,
            reason=command.reason,
        )


def adopt(scene: Scene, command: c.AdoptMinutes) -> Events:
    """Adopt the minutes; nothing if they are adopted under these numbers.

    Raises:
        Rejected: ``minutes_adopted``: under another number; ``corrections_open``;
            ``ballot_not_passed``: not one that `may_adopt` them.
    """
    if adoption := scene.meeting.minutes.adoption:
        numbers = (adoption.number, adoption.resolution_number)
        if numbers != (command.number, command.resolution_number):
            raise Rejected("minutes_adopted", number=adoption.number)
        return
    if waiting := open_corrections(scene.meeting):
        raise Rejected("corrections_open", count=waiting)
    if command.ballot is not None and not _carried(scene, command.ballot):
        raise Rejected("ballot_not_passed")
    yield e.MinutesAdopted(
        **scene.stamp,
        number=command.number,
        resolution_number=command.resolution_number,
        ballot=command.ballot,
    )


def _block(scene: Scene, block: str) -> None:
    if not is_block(scene.meeting, block):
        raise Rejected("unknown_block")


def _carried(scene: Scene, ballot: BallotId) -> bool:
    return any(one.id == ballot and may_adopt(scene.meeting, one) for one in scene.meeting.ballots)


def _correction(scene: Scene, correction: CorrectionId) -> TextCorrection:
    for one in scene.meeting.minutes.corrections:
        if one.id == correction:
            return one
    raise Rejected("unknown_correction")


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.EditBlock: edit,
    c.RestoreBlock: restore,
    c.PresentMinutes: present,
    c.ProposeCorrection: propose,
    c.SettleCorrection: settle,
    c.AdoptMinutes: adopt,
}
