"""The rule of taking back: one's own last action, soon, and only if nobody acted after it."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import is_here
from live.meeting.changes.undo import restored
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import UNDO_MS, Meeting, PersonVoice


def undo(scene: Scene, command: c.Undo) -> Events:
    """Take the last action back. Its version names it, so a double press finds nothing more."""
    point = scene.meeting.undo
    if point is None or point.version != command.version or point.by != scene.actor.author:
        raise Rejected("nothing_to_undo")
    if scene.now_ms > point.at_ms + UNDO_MS:
        raise Rejected("too_late_to_undo", seconds=UNDO_MS // 1000)
    if not _all_are_here(restored(scene.meeting, point)):
        raise Rejected("nothing_to_undo")
    yield e.ActionUndone(**scene.stamp, version=point.version, undone=point.command)


def _all_are_here(meeting: Meeting) -> bool:
    """Whoever is to have the floor again, or to wait for it, may have left meanwhile."""
    floor = meeting.floor
    people = [request.person for request in floor.requests]
    if floor.turn:
        people.append(floor.turn.person)
    if floor.turn and floor.turn.interposed:
        people.append(floor.turn.interposed.person)
    if isinstance(floor.screen, PersonVoice):
        people.append(floor.screen.person)
    return all(is_here(meeting, person) for person in people)


RULES: Final[Mapping[type[c.Command], Rule]] = {c.Undo: undo}
