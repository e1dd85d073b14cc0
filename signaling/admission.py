"""Who may connect, and with which preferences: the interface between sessions and the registers.

A session asks once per connection, and again when the set of meetings may have changed. This
module checks nothing itself and knows no database.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from live.ids import DeviceId, MeetingId, PersonId
from live.media.preference import MediaPreference
from live.meeting.permissions import Actor

REVOKED_TOPIC: Final = "revoked"
"""Bus topic: the payload is the key of a revoked admission, or of a sign-in that has ended, in
UTF-8."""


class Where(StrEnum):
    """From where a member takes part, as asked at the door; words of `attendance.where`."""

    ROOM = "room"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a token gives access to.

    ``key`` names the link or account behind the token, for revocation and so that one browser with
    two links is two devices. ``session`` names the sign-in, if there is one; it may end without the
    account. ``actor.device`` is empty until `actor_on`.
    """

    key: str
    session: str | None = None
    actor: Actor
    meetings: frozenset[MeetingId]
    language: str = "vi"
    expires_ms: int | None = None
    changes_ms: int | None = None
    """When what it gives access to may change by itself, so that it has to be asked for again: for
    a supervisor the end of the month, because assignments are by month; None: never."""
    media: MediaPreference = MediaPreference.FULL
    """How much sound and picture the owner wants, as last chosen on any device."""

    def actor_on(self, device: DeviceId) -> Actor:
        """Return the actor for one device."""
        return replace(self.actor, device=device)


class Authenticator(Protocol):
    """Checks tokens; the composition root passes it in."""

    async def admit(self, token: str, where: Where | None = None) -> Admission:
        """Return what a token gives access to now.

        ``where`` is from where the token's owner says to take part: a member in the room is
        admitted as a companion; for all others it has no effect.
        A supervisor's admission covers every meeting in progress (announced or open) of the
        branches that the supervisor follows.

        Raises:
            Rejected: ``unknown_link``, ``expired_link``, ``revoked_link``, ``off_list`` or
                ``signed_out``.
        """
        ...

    async def remember(self, person: PersonId, media: MediaPreference) -> None:
        """Store how much sound and picture a person wants, for every later admission."""
        ...
