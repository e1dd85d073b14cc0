"""Rules of the shared screen: one at a time, from the speaker or from the desk."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import PersonId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import is_here, site_of
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.permissions import DESK, Role
from live.meeting.state import Feed, Meeting, PersonFeed, SiteFeed


def share(scene: Scene, _: c.ShareScreen) -> Events:
    """Show the screen of the sender's device."""
    source = _source(scene)
    shown = scene.meeting.floor.screen
    if shown == source:
        return
    if not _has_floor(scene, source):
        raise Rejected("no_floor")
    if shown is not None:
        raise Rejected("screen_taken")
    yield e.ScreenShared(**scene.stamp, source=source)


def stop_sharing(scene: Scene, _: c.StopSharing) -> Events:
    """End the sharing: one's own, or anyone's by the desk."""
    shown = scene.meeting.floor.screen
    if shown is None:
        return
    if scene.actor.role not in DESK and shown != _source(scene):
        raise Rejected("not_allowed")
    yield e.ScreenStopped(**scene.stamp)


def rests_on(meeting: Meeting, person: PersonId) -> bool:
    """Return whether the shared screen ends with a person's turn: it is the person's own, or that
    of the person's room. Not for the desk's screen, nor for the room in which the chair sits."""
    match meeting.floor.screen:
        case PersonFeed(owner):
            return owner == person and not _is_desk(meeting, person)
        case SiteFeed(site):
            return site_of(meeting, person) == site and not _chair_sits_in(meeting, site)
        case None:
            return False


def _source(scene: Scene) -> Feed:
    if scene.actor.role is Role.SITE:
        return SiteFeed(scene.site(scene.actor.site))
    return PersonFeed(scene.somebody(scene.actor.person))


def _has_floor(scene: Scene, source: Feed) -> bool:
    meeting = scene.meeting
    turn = meeting.floor.turn
    match source:
        case SiteFeed(site):
            speaks = turn is not None and site_of(meeting, turn.person) == site
            return speaks or _chair_sits_in(meeting, site)
        case PersonFeed(person):
            speaks = turn is not None and turn.person == person
            return (speaks or scene.actor.role in DESK) and is_here(meeting, person)


def _chair_sits_in(meeting: Meeting, site: str) -> bool:
    chair = meeting.facts.chair
    return chair is not None and site_of(meeting, chair) == site


def _is_desk(meeting: Meeting, person: PersonId) -> bool:
    return person in (meeting.facts.chair, meeting.facts.secretary)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.ShareScreen: share,
    c.StopSharing: stop_sharing,
}
