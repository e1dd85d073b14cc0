"""The clients connected to this process: admitted, replaced, disconnected.

A device has one connection: a newer one, to this or another process, ends the older one without the
person leaving the meeting. Awaits the authenticator and the service, never a socket.
"""

import json
import logging
from collections.abc import Mapping
from itertools import count
from typing import Final

from live.errors import BadPacket, Rejected, StoreUnavailable
from live.ids import DeviceId, Ids, MeetingId, NodeId
from live.meeting.attendance import is_over
from live.meeting.permissions import Role
from signaling import limits
from signaling.admission import Admission, Where
from signaling.allowance import Allowances
from signaling.client import Client
from signaling.conversation import Conversation, Parts
from signaling.inbound import Hello
from signaling.outbound import Gone, Welcome
from signaling.presence import WAITS
from signaling.session import WireSession
from signaling.wire import CloseCode, ProtocolError

log: Final = logging.getLogger("signaling.lobby")

DEVICES_TOPIC: Final = "devices"
"""Bus topic: a device connected to some process; see `Lobby.opened_elsewhere_untrusted`."""
CLOSES: Final = {
    "revoked_link": CloseCode.REVOKED_LINK,
    "off_list": CloseCode.ENDED,
    "cancelled_meeting": CloseCode.ENDED,
    "signed_out": CloseCode.SIGNED_OUT,
}
"""Close codes for refused tokens; for all other codes `CloseCode.UNKNOWN_LINK`."""


class Lobby:
    """The conversations of this process."""

    def __init__(self, parts: Parts, ids: Ids, node: NodeId) -> None:
        self._parts = parts
        self._ids = ids
        self._node = node
        self._present: dict[tuple[str, DeviceId], Conversation] = {}
        self._numbers = count()
        self._ends = False
        self._allowances = Allowances()

    def __len__(self) -> int:
        return len(self._present)

    @property
    def clients(self) -> list[Client]:
        """All clients connected to this process."""
        return [conversation.client for conversation in self._present.values()]

    async def enter(self, hello: Hello, session: WireSession) -> Conversation:
        """Admit a client; an older connection of the same device ends. The older one is the one
        that said hello first, also where the record is slow and admits it later.

        Raises:
            ProtocolError: the token is refused, or was used too often; or the device has a newer
                connection meanwhile.
            StoreUnavailable: the token cannot be checked now.
        """
        number, opened_ms = next(self._numbers), self._parts.clock.wall_ms()
        admission = await self._admit(hello.token, hello.where)
        session.allowance = self._allowances.of(admission.key)
        if not session.allowance.hellos.takes_one(self._parts.clock.monotonic()):
            raise ProtocolError(CloseCode.TOO_FAST, "too_fast", per_s=limits.HELLOS_PER_S)
        client = Client(
            id=self._ids(),
            token=hello.token,
            device=hello.device,
            number=number,
            opened_ms=opened_ms,
            admission=admission,
            media=admission.media,
            microphone=hello.microphone,
            where=hello.where,
            at_door=hello.at_door and admission.actor.role in WAITS,
        )
        conversation = Conversation(self._parts, client, session)
        older = self._present.get(client.key)
        if older and older.client.number > number:
            raise ProtocolError(CloseCode.REPLACED, "replaced")
        self._present.pop(client.key, None)
        self._present[client.key] = conversation  # the newest stands last
        if older:
            await self._replace(older)
        self._make_room(admission.key)
        await self._parts.bus.publish(DEVICES_TOPIC, _announcement(client))
        log.info("%s joined, %d here", admission.actor.role, len(self))
        return conversation

    def welcome(self, client: Client) -> Welcome:
        """Return the first message to an admitted client."""
        return Welcome(
            server_ms=self._parts.clock.wall_ms(),
            role=client.actor.role.value,
            name=client.actor.name,
            language=client.admission.language,
            meetings=tuple(sorted(client.admission.meetings)),
            node=self._node,
            media=client.media,
        )

    async def join_all(self, conversation: Conversation, have: Mapping[MeetingId, int]) -> None:
        """Show a client every meeting that its admission covers."""
        await conversation.join(sorted(conversation.client.admission.meetings), have)
        self._parts.negotiator.tell_carriers(conversation.client)

    async def leave(self, conversation: Conversation, *, broke_off: bool = False) -> None:
        """End a conversation whose connection is over. It counts as present until that is done, so
        that a newer connection of the device begins after it. When this process ends, no device is
        recorded as gone: `PresenceKeeper.sweep` does that later for those that do not return."""
        key = conversation.client.key
        replaced = self._present.get(key) is not conversation
        try:
            await conversation.leave(returns=replaced or self._ends, broke_off=broke_off)
        finally:
            if self._present.get(key) is conversation:
                del self._present[key]
        log.info("%s left, %d here", conversation.client.actor.role, len(self))

    def revoke(self, key: str) -> None:
        """Disconnect the clients of a revoked link or account, or of an ended sign-in; a client
        that signs in again continues as after a broken connection."""
        self._parts.negotiator.end_waiting(key)
        for conversation in self._present.values():
            client = conversation.client
            if client.admission.key == key:
                client.outbox.end(ProtocolError(CloseCode.REVOKED_LINK, "revoked_link"))
            elif client.admission.session == key:
                client.outbox.end(ProtocolError(CloseCode.SIGNED_OUT, "signed_out"))

    async def expire(self, now_ms: int) -> None:
        """Ask again about clients whose admission has expired or may have changed by itself; one
        that expired is disconnected, unless its meeting has been rescheduled meanwhile."""
        for conversation in list(self._present.values()):
            admission = conversation.client.admission
            if _has_expired(admission, now_ms) or _is_due(admission.changes_ms, now_ms):
                await self._ask_again(conversation)

    def send_away(self) -> None:
        """End every connection because this process ends; clients reconnect to another process."""
        self._ends = True
        for conversation in self._present.values():
            conversation.client.outbox.end(ProtocolError(CloseCode.GOING_AWAY, "going_away"))

    async def look_again(self, everybody: bool = False, seats_of: str | None = None) -> None:
        """Ask the authenticator again about supervisors, whose meetings may have changed;
        ``everybody``: about all clients; ``seats_of``: also about the clients of this meeting,
        whose list or officers have changed."""
        for conversation in list(self._present.values()):
            client = conversation.client
            seated = seats_of in client.watches
            if everybody or seated or client.actor.role is Role.SUPERVISOR:
                await self._ask_again(conversation)

    def opened_elsewhere_untrusted(self, note: bytes) -> None:
        """Take a note that a device connected to some process; ends an older connection here.

        Raises:
            BadPacket: the note is not one of ours.
        """
        try:
            key, device, id_, opened_ms = json.loads(note)
        except ValueError as error:
            raise BadPacket("devices note") from error
        here = self._present.get((key, device))
        if here and here.client.id != id_ and here.client.opened_ms < opened_ms:
            here.client.outbox.end(ProtocolError(CloseCode.REPLACED, "replaced"))

    async def _admit(self, token: str, where: Where | None) -> Admission:
        try:
            return await self._parts.authenticator.admit(token, where)
        except Rejected as refused:
            log.info("not admitted: %s", refused.code)
            close = CLOSES.get(refused.code, CloseCode.UNKNOWN_LINK)
            raise ProtocolError(close, refused.code, **refused.facts) from None

    async def _replace(self, older: Conversation) -> None:
        """End an older connection, so that none of its effects come after the newer one begins."""
        older.client.outbox.end(ProtocolError(CloseCode.REPLACED, "replaced"))
        await older.leave(returns=True, broke_off=True)

    def _make_room(self, key: str) -> None:
        """Disconnect the oldest devices of a link that has more than `limits.DEVICES`."""
        here = [each for each in self._present.values() if each.client.admission.key == key]
        for conversation in here[: max(0, len(here) - limits.DEVICES)]:
            conversation.client.outbox.end(ProtocolError(CloseCode.REPLACED, "replaced"))

    async def _ask_again(self, conversation: Conversation) -> None:
        """Admit a client again; while that cannot be checked, the previous admission holds."""
        try:
            await self._readmit(conversation)
        except StoreUnavailable as error:
            log.debug("not asked again: %s", error.code)

    async def _readmit(self, conversation: Conversation) -> None:
        client = conversation.client
        try:
            admission = await self._admit(client.token, client.where)
        except ProtocolError as error:
            over = _has_expired(client.admission, self._parts.clock.wall_ms())
            expired = ProtocolError(CloseCode.UNKNOWN_LINK, "expired_link")
            client.outbox.end(expired if over else error)
            return
        if _seat(admission) != _seat(client.admission):
            # Views and rights belong to the former role or person; the page must be opened again.
            client.outbox.end(ProtocolError(CloseCode.ENDED, "role_changed"))
            return
        client.admission = admission
        parted = client.watches.keys() - client.admission.meetings
        for meeting in parted:
            shown = self._parts.hub.state(meeting)
            over = shown is not None and is_over(shown)
            await conversation.part(meeting)
            client.outbox.reply(Gone(meeting=meeting, reason="over" if over else "not_followed"))
        self._parts.negotiator.parted(client, parted)
        await self.join_all(conversation, {})


def _seat(admission: Admission) -> tuple[object, ...]:
    """Return the parts of an admission that cannot change while a client is connected."""
    actor = admission.actor
    return admission.key, actor.role, actor.person, actor.site


def _has_expired(admission: Admission, now_ms: int) -> bool:
    """Tell whether an admission has expired, by the time given when it was made."""
    return _is_due(admission.expires_ms, now_ms)


def _is_due(moment_ms: int | None, now_ms: int) -> bool:
    return moment_ms is not None and moment_ms <= now_ms


def _announcement(client: Client) -> bytes:
    key, device = client.key
    return json.dumps([key, device, client.id, client.opened_ms]).encode()
