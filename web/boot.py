"""The JSON block from which a live page starts: its token, its meeting, where to connect.

TURN credentials are made per page (draft-uberti-behave-turn-rest-00 §2.2, coturn's
``use-auth-secret``): a user name that is a moment of expiry and whose page it is, and its HMAC.
A page that is open for longer asks for fresh ones (`paths`).
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final, TypedDict

from live.ids import MeetingId
from live.meeting.permissions import Role
from signaling.admission import Where
from web.settings import Settings

TURN_S: Final = 4 * 3600
"""Seconds that TURN credentials last: longer than a meeting. A relay that is in use by then stays;
pages fetch others at half of the time. Chosen."""
WHOSE_LETTERS: Final = 16
"""Of a token's digest: 64 bits tell pages apart, and tell nobody the token."""


class IceServer(TypedDict, total=False):
    """One entry of ``RTCConfiguration.iceServers``."""

    urls: Sequence[str]
    username: str
    credential: str


class Boot(TypedDict):
    """What every live page gets."""

    token: str
    language: str
    meeting: MeetingId | None
    role: Role
    where: Where | None
    """From where a member said at the door to take part; to be repeated in `hello`."""
    ws: str
    timezone: str
    server_ms: int
    ice: Sequence[IceServer]


def boot(
    settings: Settings,
    *,
    token: str,
    language: str,
    meeting: MeetingId | None,
    role: Role,
    where: Where | None = None,
    now_ms: int,
) -> Boot:
    """Return the block for one page."""
    return Boot(
        token=token,
        language=language,
        meeting=meeting,
        role=role,
        where=where,
        ws="/ws",
        timezone=settings.timezone,
        server_ms=now_ms,
        ice=ice_servers(settings, now_ms, token),
    )


def ice_servers(settings: Settings, now_ms: int, token: str = "") -> Sequence[IceServer]:
    """Return the TURN servers of the settings with credentials for whoever has a token; none: no
    entry."""
    if not settings.turn_urls:
        return []
    whose = hashlib.sha256(token.encode()).hexdigest()[:WHOSE_LETTERS]
    username = f"{now_ms // 1000 + TURN_S}:{whose}"
    digest = hmac.digest(settings.turn_secret.encode(), username.encode(), "sha1")
    return [
        IceServer(
            urls=settings.turn_urls,
            username=username,
            credential=base64.b64encode(digest).decode(),
        )
    ]
