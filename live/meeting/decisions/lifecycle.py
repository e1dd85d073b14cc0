"""Rules of a meeting's life: edited, announced, called off, opened, closed."""

from collections.abc import Mapping
from typing import Final

from live.clock import STEP_MS
from live.errors import Rejected
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.floor import close_floor
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import Phase


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
    """Tell everybody, once, when somebody is there to open.

    Raises:
        Rejected: ``no_chair``.
    """
    if scene.meeting.facts.chair is None:
        raise Rejected("no_chair")
    if scene.meeting.facts.phase is not Phase.ANNOUNCED:
        yield e.MeetingAnnounced(**scene.stamp)


def cancel(scene: Scene, command: c.CancelMeeting) -> Events:
    """Call the meeting off; a second press finds that done.

    Raises:
        Rejected: ``reason_needed``: people were told that it would be.
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
    """Begin; opening what is open is a double press."""
    if scene.meeting.facts.phase is not Phase.OPEN:
        yield e.MeetingOpened(**scene.stamp)


def close(scene: Scene, _: c.CloseMeeting) -> Events:
    """End, with whatever runs; closing what is closed is a double press."""
    if scene.meeting.facts.phase is Phase.CLOSED:
        return
    yield from close_floor(scene)
    if current := scene.meeting.agenda.current:
        yield e.ItemFinished(**scene.stamp, item=current)
    yield e.MeetingClosed(**scene.stamp)


def correct_clock(scene: Scene, command: c.CorrectClock) -> Events:
    """Take note that hours are others; of several servers on one machine the first one says so."""
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
