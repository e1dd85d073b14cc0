"""Check-in codes: each room's screen, and chair and secretary, see the room's current code.

The code itself comes from the rules; this module only decides who sees which code, and when.
"""

from collections.abc import Iterator
from typing import Final

from live.ids import MeetingId, SiteId
from live.meeting.check_in import CODE_MS, code_at
from live.meeting.permissions import DESK, Role
from live.meeting.state import Meeting, Phase
from signaling.channel import Channel, Watch
from signaling.outbound import Code

SHOWN_IN: Final = frozenset({Phase.ANNOUNCED, Phase.OPEN})
"""Phases in which people may check in at a room."""


def show_codes(channel: Channel, now_ms: int) -> None:
    """Send every watcher of a meeting the codes that it may see and was not sent yet."""
    codes = list(codes_at(channel.meeting, now_ms))
    for watch in channel.watches:
        for code in codes:
            if may_see(watch, code.site):
                watch.figure(("code", code.site), code)


def codes_at(meeting: Meeting, now_ms: int) -> Iterator[Code]:
    """Yield the code of every room at ``now_ms`` of the record's clock, and when it expires."""
    if meeting.facts.phase not in SHOWN_IN:
        return
    until_ms = (now_ms // CODE_MS + 1) * CODE_MS + meeting.facts.off_ms
    for site in meeting.sites:
        code = code_at(meeting.facts.checkin_secret, site, now_ms)
        url = check_in_path(meeting.facts.id, site, code)
        yield Code(meeting=meeting.facts.id, site=site, code=code, until_ms=until_ms, url=url)


def check_in_path(meeting: MeetingId, site: SiteId, code: str) -> str:
    """Return the path in a room's QR code, on the host that the room's page came from."""
    return f"/checkin/{meeting}/{site}?code={code}"


def may_see(watch: Watch, site: SiteId) -> bool:
    """Tell whether a watcher is the room itself, or the desk."""
    if watch.actor.role in DESK:
        return True
    return watch.actor.role is Role.SITE and watch.actor.site == site
