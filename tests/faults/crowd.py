"""Members who ask for the floor and take it back as long as they are let, whatever breaks."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from live.bots.client import CommandRefused, Lost, Message, WireClient
from live.ids import LinkId
from tests.seeding import Seeded
from web.links import key_of

PATIENCE_S: Final = 60.0
"""How long a member may be without an answer or without a whole screen; after it, it is a fault."""
BETWEEN_S: Final = 0.2
"""Between two presses of one member: well below what the server lets one device send."""


async def deaf(message: Message) -> None:
    """Take no notice of messages that the client does not keep itself."""


@dataclass
class Member:
    """One device that presses and counts what was acknowledged."""

    client: WireClient
    meeting: str
    person: str
    key: str
    """What the record knows this member's link by."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    pressed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set at each acknowledgement."""
    resting: bool = False
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def version(self) -> int:
        """Return the version on this member's screen, 0 while the line is down."""
        held = self.client.held.get(self.meeting)
        return held.version if held and self.client.online.is_set() else 0

    async def press(self) -> None:
        """Ask or withdraw once; the same command goes again until it is answered."""
        await self.shows(1)  # after a reconnection there may be no view yet
        command, args = self._next()
        id_ = f"{self.client.device}-{next(self.numbers)}"
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await self.client.online.wait()
                try:
                    version = await self.client.do(self.meeting, command, args, id_=id_)
                except Lost:
                    continue
                except CommandRefused:
                    return  # while the disk is full, for instance: another press is another command
                break
            self.acknowledged[id_] = version
            self.pressed.set()
            await self.shows(version)

    async def shows(self, version: int) -> None:
        """Wait until the screen is whole and has this version."""
        async with asyncio.timeout(PATIENCE_S), self.client.changed:
            await self.client.changed.wait_for(lambda: self.version >= version)

    async def go_on(self) -> None:
        """Press until told to rest."""
        while not self.resting:
            await self.press()
            await asyncio.sleep(BETWEEN_S)

    def _next(self) -> tuple[str, dict[str, Any]]:
        queue = self.client.held[self.meeting].view["floor"]["queue"]
        mine = next((each for each in queue if each["person"] == self.person), None)
        return ("withdraw", {"request": mine["id"]}) if mine else ("ask", {"kind": "normal"})


@dataclass
class Crowd:
    """The members of one meeting while they press."""

    members: Sequence[Member]
    whole_s: list[float] = field(default_factory=list)

    async def is_whole_again(self, since: float) -> None:
        """Wait until every screen shows a command acknowledged from now on; note how long each
        took, counted from a moment of the loop's time."""
        loop = asyncio.get_running_loop()
        first = self.members[0]
        first.pressed.clear()
        async with asyncio.timeout(PATIENCE_S):
            await first.pressed.wait()
        version = max(first.acknowledged.values())

        async def note(member: Member) -> None:
            await member.shows(version)
            self.whole_s.append(loop.time() - since)

        await asyncio.gather(*map(note, self.members))

    def acknowledged(self) -> dict[str, int]:
        """Return every acknowledgement."""
        return {id_: at for member in self.members for id_, at in member.acknowledged.items()}

    def keys(self) -> dict[str, str]:
        """Return by which link every acknowledged command was sent."""
        return {id_: member.key for member in self.members for id_ in member.acknowledged}


@asynccontextmanager
async def pressing(seeded: Seeded, urls: Sequence[str]) -> AsyncIterator[Crowd]:
    """Open the meeting and let its members press; they are spread over the programs.

    At the end everything that was asked has been answered. A member who gets no answer in time, or
    of whom anything else goes wrong, ends the context.
    """
    async with asyncio.TaskGroup() as running:
        members = [
            Member(
                WireClient(url, seeded.tokens[who], f"device-{who}", random.Random(who), deaf),
                seeded.meeting,
                seeded.person(who),
                key_of(LinkId(seeded.tokens[who].partition(".")[0])),
            )
            for who, url in zip(("chair", "remote", "other", "room"), itertools.cycle(urls))
        ]
        wires = [running.create_task(member.client.run()) for member in members]
        chair, *others = members
        for member in members:
            await member.shows(1)
        await chair.client.do(seeded.meeting, "open_meeting", {})
        item = chair.client.held[seeded.meeting].view["agenda"]["items"][1]["id"]
        await chair.client.do(seeded.meeting, "start_item", {"item": item})
        thumbs = [running.create_task(member.go_on()) for member in others]
        try:
            yield Crowd(others)
            for member in others:
                member.resting = True
            await asyncio.gather(*thumbs)
        finally:
            for task in (*thumbs, *wires):
                task.cancel()
