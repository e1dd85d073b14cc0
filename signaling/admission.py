"""Who may come in, and what they chose before: the seam between a session and the registers.

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
"""Bus topic: the payload is the key of an admission that is void from now on, or of the sign-in
behind it that is over, in UTF-8."""


class Where(StrEnum):
    """From where a member takes part, as asked at the door; words of `attendance.where`."""

    ROOM = "room"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a token is good for.

    ``key`` names the link or account behind it, for revocation and so that one browser with two
    links is two devices; ``session`` the sign-in, where there is one, which may end alone;
    ``actor.device`` is empty until a session fills it in.
    """

    key: str
    session: str | None = None
    actor: Actor
    meetings: frozenset[MeetingId]
    language: str = "vi"
    expires_ms: int | None = None
    media: MediaPreference = MediaPreference.FULL
    """How much sound and picture its owner wants, as said last on any device."""

    def actor_on(self, device: DeviceId) -> Actor:
        """Return who this is on one device."""
        return replace(self.actor, device=device)


class Authenticator(Protocol):
    """What the composition root hands in."""

    async def admit(self, token: str, where: Where | None = None) -> Admission:
        """Tell what a token is good for now.

        ``where`` is what its owner says; what follows from it is decided here: a member who is in
        the room comes in as a companion, for everybody else it is without effect.
        A supervisor's admission covers every meeting in progress (announced or open) of the
        branches that the supervisor follows.

        Raises:
            Rejected: ``unknown_link``, ``expired_link``, ``revoked_link``, ``off_list`` or
                ``signed_out``.
        """
        ...

    async def remember(self, person: PersonId, media: MediaPreference) -> None:
        """Keep how much sound and picture somebody wants, for every later admission."""
        ...
