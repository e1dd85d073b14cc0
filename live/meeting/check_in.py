"""Check-in codes: six digits on a room's screen, which prove that somebody sees it. Pure."""

import hashlib
import hmac
from typing import Final

from live.ids import SiteId
from live.meeting.state import Meeting

CODE_MS: Final = 60_000
"""Milliseconds for which a check-in code is shown; it is accepted for as long again; chosen."""


def code_at(secret: str, site: SiteId, now_ms: int) -> str:
    """Return the six digits on a room's screen at a moment; truncation as RFC 4226 §5.3."""
    counter = f"{site}:{now_ms // CODE_MS}".encode()
    digest = hmac.digest(secret.encode(), counter, hashlib.sha256)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 1_000_000:06d}"


def site_of_code(meeting: Meeting, code: str, now_ms: int) -> SiteId | None:
    """Return the room whose present or previous code this is."""
    secret = meeting.facts.checkin_secret
    for site in meeting.sites:
        for shown_ms in (now_ms, now_ms - CODE_MS):
            if hmac.compare_digest(code_at(secret, site, shown_ms), code):
                return site
    return None
