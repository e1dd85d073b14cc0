"""One meeting as one process shows it: views and patches are computed once per role.

All clients of a role share one view; only its part ``me`` is a person's own. So a change costs one
view and one patch per role, and per person a small patch that is usually empty. No I/O: the hub
calls `Channel.advance`, and an outbox fetches what its client lacks.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from live.clock import Clock
from live.ids import BallotId
from live.media.preference import MediaPreference
from live.meeting.permissions import Actor, Role
from live.meeting.state import Meeting
from live.meeting.views import own_view, shared_view
from signaling.outbox import Outbox
from signaling.sync import diff
from signaling.wire import NOTHING, json_text, patch_text, state_text

View = dict[str, Any]

SILENT_DBOV: Final = -60
"""Loudness that a wall is told of a meeting in which nobody is heard, in dBov: below the noise of a
room; chosen."""

VIEWS: Final = 24
"""Shared views kept per meeting: of at most nine roles, for the present and the previous version,
and some that slow clients still need; chosen. A view of 60 people takes some 100 kB."""


class Channel:
    """The present state of one meeting, its cached views and patches, and its watchers."""

    def __init__(self, meeting: Meeting, clock: Clock) -> None:
        self.meeting = meeting
        self.watches: set[Watch] = set()
        self._clock = clock
        self._views: OrderedDict[tuple[Role, int], View] = OrderedDict()
        self._states: dict[Role, str] = {}
        self._patches: dict[tuple[Role, int], str] = {}

    def advance(self, meeting: Meeting) -> bool:
        """Take a newer state and wake all watchers; return False when it is not newer."""
        if meeting.version <= self.meeting.version:
            return False
        self.meeting = meeting
        self._states.clear()
        self._patches.clear()
        for watch in self.watches:
            watch.outbox.wake()
        return True

    def head(self, **fields: object) -> dict[str, object]:
        """Return the fields that states and patches begin with."""
        meeting = self.meeting
        return {
            "meeting": meeting.facts.id,
            **fields,
            "version": meeting.version,
            "server_ms": self._clock.wall_ms(),
        }

    def state(self, role: Role) -> str:
        """Return the JSON text of a role's view now."""
        if role not in self._states:
            self._states[role] = json_text(self._view(role, self.meeting))
        return self._states[role]

    def patch(self, role: Role, since: Meeting) -> str:
        """Return the JSON text of the patch from a role's view of ``since`` to its view now."""
        key = role, since.version
        if key not in self._patches:
            ops = diff(self._view(role, since), self._view(role, self.meeting))
            self._patches[key] = json_text(ops)
        return self._patches[key]

    def _view(self, role: Role, meeting: Meeting) -> View:
        key = role, meeting.version
        if key in self._views:
            self._views.move_to_end(key)
        else:
            self._views[key] = shared_view(meeting, role)
            if len(self._views) > VIEWS:
                self._views.popitem(last=False)
        return self._views[key]


@dataclass(slots=True)
class HeldVersion:
    """What a client holds of a meeting: the state, its own part, and the version it was told.

    A change that does not show in the client's view is not sent, so ``meeting`` may be newer than
    the version ``told``.
    """

    meeting: Meeting
    own: View
    told: int


class Watch:
    """One client's place in one meeting."""

    def __init__(self, channel: Channel, actor: Actor, outbox: Outbox) -> None:
        self.channel = channel
        self.actor = actor
        self.outbox = outbox
        self.media = MediaPreference.FULL
        """How much sound and picture the client gets; loudness is sent only with ``FULL``."""
        self.receipt: BallotId | None = None
        """The last secret ballot in which the client was told that the owner's vote has arrived."""
        self.loudness = SILENT_DBOV
        """What a wall was told last of the meeting's loudness, in dBov."""
        self._held: HeldVersion | None = None
        self._greeted = False
        self._figures: dict[Hashable, BaseModel] = {}

    def figure(self, key: Hashable, message: BaseModel) -> None:
        """Send a figure of the meeting, unless it equals the last one sent under this key."""
        if self._figures.get(key) != message:
            self._figures[key] = message
            self.outbox.figure((self.channel.meeting.facts.id, key), message)

    def was_shown(self, key: Hashable) -> bool:
        """Tell whether a figure was ever sent under this key."""
        return key in self._figures

    def hold(self, have: Meeting | None) -> None:
        """Take note that the client holds the view of this state already (None: nothing)."""
        if have is not None:
            self._held = HeldVersion(have, own_view(have, self.actor), have.version)

    def next_text(self) -> str | None:
        """Return the state, or one patch to the present version; None when nothing is missing.

        The first text is sent even when nothing changed: an empty patch means that the client's
        view is current.
        """
        meeting, held = self.channel.meeting, self._held
        if held and self._greeted and held.meeting.version == meeting.version:
            return None
        own, role = own_view(meeting, self.actor), self.actor.role
        if held is None:
            self._held, self._greeted = HeldVersion(meeting, own, meeting.version), True
            return state_text(self.channel.head(), self.channel.state(role), json_text(own))
        shared = self.channel.patch(role, held.meeting)
        mine = json_text(diff({"me": held.own}, {"me": own}))
        held.meeting, held.own = meeting, own
        if self._greeted and shared == mine == NOTHING:
            return None
        head = self.channel.head(**{"from": held.told})
        held.told, self._greeted = meeting.version, True
        return patch_text(head, shared, mine)
