"""Records how large supervisors see the picture of each meeting: in a tile, large, or not at all.

A wall changes what it shows with every scroll and every step of its automatic tour, so a change is
recorded once it has lasted (`delay_s`), with the moment at which it began. What is on record is
read from the record itself; what cannot be recorded now is tried again with the next look.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from live.clock import Clock
from live.errors import Rejected, StoreUnavailable, VersionConflict
from live.ids import MeetingId
from live.media.preference import MediaPreference
from live.meeting.attendance import is_over
from live.meeting.commands import SetPicture
from live.meeting.permissions import Role
from live.meeting.state import Meeting
from live.meeting.words import PictureSize
from signaling.client import Client
from signaling.hub import Hub, MeetingService
from signaling.negotiate import Negotiator
from signaling.stage import WallWish

log: Final = logging.getLogger("signaling.pictures")

LOOK_S: Final = 1.0
"""Seconds between two looks at what the walls show; chosen."""
TILE_S: Final = 5.0
"""Seconds after which a tile counts as seen: scrolling past it does not; chosen."""
LARGE_S: Final = 25.0
"""Seconds after which a picture counts as seen large; chosen, longer than each meeting of the
wall's automatic tour is (20 s), whose steps would fill the record of every branch."""
LESS_S: Final = 30.0
"""Seconds after which a smaller picture, or none, counts; chosen: whoever scrolls back meanwhile
has not stopped."""
_SIZES: Final = (PictureSize.NONE, PictureSize.TILE, PictureSize.LARGE)


@dataclass(frozen=True, slots=True)
class WallSight:
    """What a client's wall shows of a meeting, since when (monotonic seconds)."""

    picture: PictureSize
    since: float


def shown(wishes: Iterable[WallWish], media: MediaPreference) -> dict[MeetingId, PictureSize]:
    """Return how large walls show each meeting; only a client that wants pictures has any."""
    sizes: dict[MeetingId, PictureSize] = {}
    if media is not MediaPreference.FULL:
        return sizes
    for wish in wishes:
        for meeting in filter(None, wish.meetings):
            size = PictureSize.LARGE if meeting == wish.large else PictureSize.TILE
            sizes[meeting] = max(size, sizes.get(meeting, PictureSize.NONE), key=_SIZES.index)
    return sizes


def delay_s(recorded: PictureSize, wanted: PictureSize) -> float:
    """Return how long a change has to last before it is recorded."""
    if _SIZES.index(wanted) < _SIZES.index(recorded):
        return LESS_S
    return LARGE_S if wanted is PictureSize.LARGE else TILE_S


def due(recorded: PictureSize, wanted: WallSight, now: float) -> tuple[PictureSize, float] | None:
    """Return the picture to record now, and since when (monotonic seconds); None: nothing.

    A large picture that is not due yet is seen at least as a tile.
    """
    lasted, size = now - wanted.since, wanted.picture
    if size is PictureSize.LARGE and recorded is PictureSize.NONE and lasted < LARGE_S:
        size = PictureSize.TILE
    if size is recorded or lasted < delay_s(recorded, size):
        return None
    return size, wanted.since


class PictureKeeper:
    """Records what the walls of this process show."""

    def __init__(
        self, meetings: MeetingService, hub: Hub, negotiator: Negotiator, clock: Clock
    ) -> None:
        self._meetings = meetings
        self._hub = hub
        self._negotiator = negotiator
        self._clock = clock
        self._wanted: dict[tuple[str, MeetingId], WallSight] = {}
        """By the id of a client and a meeting; those of clients that are gone are dropped."""

    async def look(self, clients: Iterable[Client]) -> None:
        """Record every change that has lasted."""
        now = self._clock.monotonic()
        kept: dict[tuple[str, MeetingId], WallSight] = {}
        walls = [client for client in clients if client.actor.role is Role.SUPERVISOR]
        found = []
        for client in walls:
            sizes = shown(self._negotiator.walls(client), client.media)
            for meeting in client.watches:
                wanted = self._since((client.id, meeting), sizes, now)
                kept[client.id, meeting] = wanted
                if change := self._change(client, meeting, wanted, now):
                    found.append((client, meeting, *change))
        self._wanted = kept
        for client, meeting, size, since in found:
            await self._record(client, meeting, size, now - since)

    def _since(
        self, key: tuple[str, MeetingId], sizes: Mapping[MeetingId, PictureSize], now: float
    ) -> WallSight:
        size, before = sizes.get(key[1], PictureSize.NONE), self._wanted.get(key)
        return before if before and before.picture is size else WallSight(size, now)

    def _change(
        self, client: Client, meeting: MeetingId, wanted: WallSight, now: float
    ) -> tuple[PictureSize, float] | None:
        state = self._hub.state(meeting)
        if state is None or is_over(state) or (recorded := recorded_of(state, client)) is None:
            return None
        return due(recorded, wanted, now)

    async def _record(
        self, client: Client, meeting: MeetingId, size: PictureSize, ago_s: float
    ) -> None:
        command = SetPicture(device=client.device, picture=size, ago_ms=round(ago_s * 1000))
        try:
            await self._meetings.do(meeting, command, client.actor)
        except (Rejected, StoreUnavailable, VersionConflict) as refused:
            log.info("meeting %s: picture not recorded: %s", meeting, refused)


def recorded_of(meeting: Meeting, client: Client) -> PictureSize | None:
    """Return the picture on record of a client's device; None: the device is not."""
    person = client.actor.person
    guest = meeting.supervision.guests.get(person) if person else None
    if guest is None or client.device not in guest.devices:
        return None
    return guest.pictures.get(client.device, PictureSize.NONE)
