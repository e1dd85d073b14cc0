"""Carries out the messages of one client. Awaits the service and the engine, never a socket."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from pydantic import TypeAdapter, ValidationError

from live.bus import Bus
from live.clock import Clock
from live.errors import Fact, Rejected, StoreUnavailable, VersionConflict
from live.ids import CommandId, MeetingId
from live.media.preference import MediaPreference
from live.meeting.commands import CheckIn, Command
from live.meeting.names import CLIENT_COMMANDS
from live.meeting.words import Microphone
from signaling import limits
from signaling.admission import Authenticator
from signaling.client import Client
from signaling.hub import Hub, MeetingService
from signaling.inbound import (
    Connect,
    Disconnect,
    Do,
    Enter,
    Hello,
    Inbound,
    Ping,
    Prefer,
    ReportMicrophone,
    ShowStage,
    ShowWall,
)
from signaling.negotiate import Negotiator
from signaling.outbound import Done, Pong, Refused
from signaling.presence import PresenceKeeper
from signaling.receipts import Receipts
from signaling.session import WireSession
from signaling.stage import PREFERS, StageWish, WallWish

log: Final = logging.getLogger("signaling.conversation")

ADAPTERS: Final[dict[str, TypeAdapter[Command]]] = {
    name: TypeAdapter(command) for name, command in CLIENT_COMMANDS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The services that conversations use; made once per process."""

    meetings: MeetingService
    hub: Hub
    receipts: Receipts
    negotiator: Negotiator
    presence: PresenceKeeper
    bus: Bus
    authenticator: Authenticator
    clock: Clock


def command_untrusted(name: str, args: dict[str, object]) -> Command:
    """Return the command for a client's name and arguments.

    Raises:
        Rejected: ``unknown_command``; ``bad_args`` with the ``field`` that is wrong.
    """
    adapter = ADAPTERS.get(name)
    if adapter is None:
        raise Rejected("unknown_command", command=name)
    try:
        return adapter.validate_python(args)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Rejected("bad_args", field=str(first["loc"][0]) if first["loc"] else "") from None


class Conversation:
    """One admitted client, whose messages are carried out one after the other."""

    def __init__(self, parts: Parts, client: Client, session: WireSession) -> None:
        self._parts = parts
        self.client = client
        self._session = session
        self._left = False
        self._coming_and_going = asyncio.Lock()
        """Held while a meeting is joined or parted, because the lobby may do so at any time too."""
        self._leaving = asyncio.Lock()
        """Held until all that leaving does is done, for whoever asks for it meanwhile."""

    async def handle(self, message: Inbound) -> None:
        """Carry a message out and queue its reply; a refusal is a reply too."""
        try:
            await self._carry_out(message)
        except StoreUnavailable as error:
            self._refuse(message, error.code, {})
        except Rejected as refused:
            self._refuse(message, refused.code, refused.facts)

    def _refuse(self, message: Inbound, code: str, facts: Mapping[str, Fact]) -> None:
        id_ = message.id if isinstance(message, Do) else getattr(message, "pc", None)
        log.info("%s refused: %s", message.type, code)
        self.client.outbox.reply(Refused(id=id_, code=code, facts=dict(facts)))

    async def join(self, meetings: Iterable[MeetingId], have: Mapping[MeetingId, int]) -> None:
        """Record the device as connected (at the door: as gone), and show the meetings, but those
        that are shown already and those that the rules refuse.

        They are joined concurrently: each waits for a commit, and a wall of 48 would wait for 48.

        Raises:
            StoreUnavailable: a meeting cannot be read now.
        """
        async with self._coming_and_going:
            new = [] if self._left else [m for m in meetings if m not in self.client.watches]
            joining = (self._join(meeting, have.get(meeting)) for meeting in new)
            outcomes = await asyncio.gather(*joining, return_exceptions=True)
        # Left over from a crash: the device listens only when the wall asks again.
        await self._hush(frozenset(filter(self._listens_on_record, new)))
        for meeting, failure in zip(new, outcomes, strict=True):
            if isinstance(failure, Rejected):
                log.warning("admitted to meeting %s, but: %s", meeting, failure.code)
            elif failure is not None:
                raise failure

    async def _join(self, meeting: MeetingId, have: int | None) -> None:
        client, parts = self.client, self._parts
        if client.at_door:  # also when it was inside a moment ago, on another page
            await parts.presence.went(meeting, client.actor)
        else:
            await parts.presence.came(meeting, client.actor, client.microphone or Microphone.ON)
        try:
            watch = await parts.hub.watch(meeting, client.actor, client.outbox, have)
        except Exception:
            await parts.presence.went(meeting, client.actor)
            raise
        client.watches[meeting] = watch
        client.watches[meeting].media = client.media
        parts.receipts.look(meeting)

    async def part(self, meeting: MeetingId) -> None:
        """Stop showing a meeting, and record that the device went."""
        client, parts = self.client, self._parts
        async with self._coming_and_going:
            if watch := client.watches.pop(meeting, None):
                await parts.hub.unwatch(watch)
                await parts.presence.went(meeting, client.actor, client.silent_ms)

    async def leave(self, returns: bool, *, broke_off: bool = False) -> None:
        """End the conversation, once. ``returns``: the device has a newer connection, or soon will,
        so it is not recorded as gone. ``broke_off``: its media go on for a while."""
        async with self._leaving:
            if not self._left:
                await self._leave(returns=returns, broke_off=broke_off)

    async def _leave(self, *, returns: bool, broke_off: bool) -> None:
        client, parts = self.client, self._parts
        async with self._coming_and_going:
            self._left = True  # `join` has no effect from now on
        await self._hush(parts.negotiator.listening(client))
        await parts.negotiator.leave(client, broke_off=broke_off)
        for meeting in list(client.watches):
            if returns:
                await parts.hub.unwatch(client.watches.pop(meeting))
            else:
                await self.part(meeting)

    async def _carry_out(self, message: Inbound) -> None:
        match message:
            case Enter():
                await self._enter()
            case Do():
                await self._do(message)
            case Connect():
                await self._connect(message)
            case Disconnect(pc=pc):
                before = self._parts.negotiator.listening(self.client)
                await self._parts.negotiator.disconnect(self.client, pc)
                await self._hush(before - self._parts.negotiator.listening(self.client))
            case ShowStage(pc=pc, layer=layer):
                self._parts.negotiator.show(self.client, pc, StageWish(layer=layer))
            case ShowWall():
                await self._show_wall(message)
            case Prefer(media=media):
                await self._prefer(media)
            case ReportMicrophone(state=state):
                await self._set_microphone(state)
            case Ping():
                self.client.outbox.reply(Pong(server_ms=self._parts.clock.wall_ms()))
            case Hello():
                raise AssertionError("the session's table lets no second hello by")
            case _:
                assert_never(message)

    async def _enter(self) -> None:
        """Enter the meetings from the door; without effect for a client that has entered."""
        client = self.client
        async with self._coming_and_going:
            if not client.at_door or self._left:
                return
            client.at_door = False
            for meeting in client.watches:
                microphone = client.microphone or Microphone.ON
                await self._parts.presence.came(meeting, client.actor, microphone, entered=True)

    async def _do(self, message: Do) -> None:
        """Record a command durably, then reply `Done`."""
        command = command_untrusted(message.command, message.args)
        now = self._parts.clock.monotonic()
        if isinstance(command, CheckIn) and not self._session.may_try_code(now):
            raise Rejected("too_many_codes", wait_s=round(1 / limits.CODES_PER_S))
        command_id = CommandId(f"{self.client.admission.key}/{message.id}")
        version = await self._record(message.meeting, command, command_id)
        self.client.outbox.reply(Done(id=message.id, meeting=message.meeting, version=version))

    async def _record(
        self, meeting: MeetingId, command: Command, command_id: CommandId | None = None
    ) -> int:
        if meeting not in self.client.watches:
            raise Rejected("unknown_meeting")
        try:
            version = await self._parts.meetings.do(meeting, command, self.client.actor, command_id)
        except VersionConflict as error:
            raise Rejected("busy") from error
        await self._parts.hub.refresh(meeting, version)
        return version

    async def _connect(self, message: Connect) -> None:
        if self.client.at_door:
            raise Rejected("at_door")
        negotiator = self._parts.negotiator
        carrier = negotiator.carrier(self.client, message)
        if not self._session.may_offer(self._parts.clock.monotonic(), carrier):
            raise Rejected("too_many_offers")
        await negotiator.connect(self.client, message)

    async def _prefer(self, media: MediaPreference) -> None:
        """Apply a media preference to the device, and store it for the device's owner.

        A room always shows and plays everything; a companion has no media to choose from.
        """
        client, actor = self.client, self.client.actor
        if actor.role not in PREFERS:
            return
        client.media = media
        for watch in client.watches.values():
            watch.media = media
        self._parts.negotiator.preferred(client)
        if actor.person is not None:
            try:
                await self._parts.authenticator.remember(actor.person, media)
            except StoreUnavailable as error:
                log.info("a preference holds for this connection alone: %s", error.code)

    async def _set_microphone(self, state: Microphone) -> None:
        """Note whether the device can be heard, and record it unless the client is at the door."""
        client = self.client
        async with self._coming_and_going:
            client.microphone = state
            if client.at_door or self._left:
                return
            for meeting in client.watches:
                await self._parts.presence.heard(meeting, client.actor, state)

    async def _show_wall(self, message: ShowWall) -> None:
        """Take a wall's wishes; listening is recorded before the meeting is heard. That it ended
        elsewhere is recorded afterwards: nobody waits for it."""
        wish = WallWish(
            meetings=message.meetings,
            large=message.large,
            large_layer=message.large_layer,
            screen=message.screen,
            listen=message.listen,
            layer=message.layer,
        )
        negotiator = self._parts.negotiator
        before = negotiator.listening(self.client)
        negotiator.show(self.client, message.pc, wish)
        after = negotiator.listening(self.client)
        try:
            for meeting in after - before:
                await self._listen(meeting, on=True)
        finally:
            await self._hush(before - after)

    async def _listen(self, meeting: MeetingId, *, on: bool) -> None:
        """Record that the client listens to a meeting, or stops. If that can only be recorded
        later, the meeting is heard only then.

        Raises:
            Rejected: the rules refuse.
        """
        try:
            version = await self._parts.presence.listens(meeting, self.client.actor, on=on)
        except VersionConflict as error:
            raise Rejected("busy") from error
        if version is not None:
            await self._parts.hub.refresh(meeting, version)

    def _listens_on_record(self, meeting: MeetingId) -> bool:
        """Tell whether the record has the owner listening, with no device but this one."""
        actor, state = self.client.actor, self._parts.hub.state(meeting)
        guest = state.supervision.guests.get(actor.person) if state and actor.person else None
        return bool(guest and guest.listening and guest.devices.keys() <= {actor.device})

    async def _hush(self, meetings: frozenset[MeetingId]) -> None:
        """Record that the client no longer listens."""
        for meeting in meetings & self.client.watches.keys():
            try:
                await self._listen(meeting, on=False)
            except Rejected as refused:
                log.info("not recorded that listening ended: %s", refused.code)
