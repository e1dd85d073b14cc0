"""The JSON block in a live page from which its script starts: token, meeting, addresses.

TURN credentials are made for each page (draft-uberti-behave-turn-rest-00 §2.2, coturn's
``use-auth-secret``): the user name is the time of expiry and a digest of the page's token, the
password its HMAC. A page that is open for longer requests fresh ones (`web.api.paths`).
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final, TypedDict

from live.ids import MeetingId
from live.meeting.permissions import Role
from signaling.admission import Where
from web.offsets import utc_offsets
from web.settings import Settings

TURN_S: Final = 4 * 3600
"""Seconds for which TURN credentials are valid: longer than a meeting. A relay in use stays when
they expire; pages fetch new ones after half of the time. Chosen."""
WHOSE_LETTERS: Final = 16
"""Hexadecimal digits of a token's digest in the TURN user name: 64 bits tell pages apart without
giving the token away."""


class IceServer(TypedDict, total=False):
    """One entry of ``RTCConfiguration.iceServers``."""

    urls: Sequence[str]
    username: str
    credential: str


class Boot(TypedDict):
    """The data that every live page gets."""

    token: str
    language: str
    meeting: MeetingId | None
    role: Role
    where: Where | None
    """Where the member chose on entering to take part; the page repeats it in `hello`."""
    ws: str
    utc_offsets: Sequence[tuple[int, int]]
    """Of the clocks by which every time is shown: see `web.offsets`."""
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
        utc_offsets=utc_offsets(settings.zone, now_ms),
        server_ms=now_ms,
        ice=ice_servers(settings, now_ms, token),
    )


def ice_servers(settings: Settings, now_ms: int, token: str = "") -> Sequence[IceServer]:
    """Return the TURN servers of the settings with credentials for a token; empty: none are set."""
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
