"""Rules of the meeting as a whole: edited, announced, called off, opened, closed."""

from collections.abc import Mapping
from typing import Final

from live.clock import STEP_MS
from live.errors import Rejected
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.floor import close_floor
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import Phase
from live.meeting.tally import pending


def edit(scene: Scene, command: c.EditMeeting) -> Events:
    """Change what the invitation says, and who chairs and takes the minutes."""
    facts = scene.meeting.facts
    chair, secretary = command.chair or facts.chair, command.secretary or facts.secretary
    for officer in (command.chair, command.secretary):
        if officer is not None:
            scene.member(officer)
    new = (command.title, command.scheduled_ms, command.place, chair, secretary)
    if new != (facts.title, facts.scheduled_ms, facts.place, facts.chair, facts.secretary):
        yield e.MeetingEdited(
            **scene.stamp,
            title=command.title,
            scheduled_ms=command.scheduled_ms,
            place=command.place,
            chair=chair,
            secretary=secretary,
        )


def announce(scene: Scene, _: c.AnnounceMeeting) -> Events:
    """Announce the meeting; nothing if that was done.

    Raises:
        Rejected: ``no_chair``: nobody could open the meeting.
    """
    if scene.meeting.facts.chair is None:
        raise Rejected("no_chair")
    if scene.meeting.facts.phase is not Phase.ANNOUNCED:
        yield e.MeetingAnnounced(**scene.stamp)


def cancel(scene: Scene, command: c.CancelMeeting) -> Events:
    """Call the meeting off; nothing if that was done (double press).

    Raises:
        Rejected: ``reason_needed``: the meeting was announced.
    """
    phase = scene.meeting.facts.phase
    if phase is Phase.CANCELLED:
        return
    if phase is Phase.ANNOUNCED and not command.reason:
        raise Rejected("reason_needed")
    if current := scene.meeting.agenda.current:
        yield e.ItemFinished(**scene.stamp, item=current)
    yield e.MeetingCancelled(**scene.stamp, reason=command.reason)


def open_meeting(scene: Scene, _: c.OpenMeeting) -> Events:
    """Open the meeting; nothing if it is open (double press)."""
    if scene.meeting.facts.phase is not Phase.OPEN:
        yield e.MeetingOpened(**scene.stamp)


def close(scene: Scene, _: c.CloseMeeting) -> Events:
    """Close the meeting, its turn and its item; nothing if it is closed (double press).

    Raises:
        Rejected: ``ballot_open``: a ballot has neither a result nor been cancelled.
    """
    if scene.meeting.facts.phase is Phase.CLOSED:
        return
    if ballot := pending(scene.meeting):
        raise Rejected("ballot_open", number=ballot.number)
    yield from close_floor(scene)
    if current := scene.meeting.agenda.current:
        yield e.ItemFinished(**scene.stamp, item=current)
    yield e.MeetingClosed(**scene.stamp)


def correct_clock(scene: Scene, command: c.CorrectClock) -> Events:
    """Record that the machine's clock was set; nothing if another process has recorded that."""
    by_ms = command.wall_ms - scene.now_ms - scene.meeting.facts.off_ms
    if abs(by_ms) >= STEP_MS:
        yield e.ClockCorrected(**scene.stamp, by_ms=by_ms)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.EditMeeting: edit,
    c.AnnounceMeeting: announce,
    c.CancelMeeting: cancel,
    c.OpenMeeting: open_meeting,
    c.CloseMeeting: close,
    c.CorrectClock: correct_clock,
}
