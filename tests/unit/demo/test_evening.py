"""Simulated people and the real rules together, without a network, on a fast clock.

Everybody in a meeting looks at the own view every two seconds of two hours and does what the own
conduct says. A visitor who comes hours later shall find a living meeting: people speak in turn,
the agenda stands where it should, and hardly anything is refused.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from live.bots.bot import Conduct, conduct_of
from live.bots.cast import CastSeat
from live.bots.conduct.seen import Act, Deed, Seen, SeenRoom
from live.clock import ManualClock
from live.errors import Rejected
from live.ids import DeviceId, PersonId, SiteId
from live.meeting.check_in import code_at
from live.meeting.commands import DeviceCame, Tick
from live.meeting.permissions import SYSTEM, Actor, Role
from live.meeting.state import Meeting
from live.meeting.views import own_view, shared_view
from signaling.conversation import command_untrusted
from tests.unit.demo.house import NOW_MS, House, begun
from web.demo.evenings import EVENINGS, Evening
from web.demo.seats import Usher, script_of
from web.links import Links

pytestmark = pytest.mark.slow
STEP_MS = 2_000
MINUTES = 120
HARMLESS = {"already_asked", "already_speaking", "list_empty", "not_present", "turn_not_running"}
"""What may be refused because two people act on the same view."""


@dataclass
class Theatre:
    """The people of one meeting and what came of what they did."""

    house: House
    people: list[tuple[Actor, Conduct]]
    room: SeenRoom
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    _version: int = 0
    _shared: dict[Role, dict[str, Any]] = field(default_factory=dict)
    _own: dict[Actor, dict[str, Any]] = field(default_factory=dict)
    """Views at `_version`: for each role, and what each has beside."""

    async def play(self, minutes: int) -> Meeting:
        for now_ms in range(NOW_MS, NOW_MS + minutes * 60_000, STEP_MS):
            self.house.clock.now_ms = now_ms
            await self.house.meetings.do(self.house.meeting, Tick(), SYSTEM)
            await self._step(now_ms)
        return await self.house.meetings.state(self.house.meeting)

    async def _step(self, now_ms: int) -> None:
        meeting = await self.house.meetings.state(self.house.meeting)
        for site in meeting.sites:
            self.room.codes[site] = code_at(meeting.facts.checkin_secret, site, now_ms)
        for actor, conduct in self.people:
            meeting = await self.house.meetings.state(self.house.meeting)
            for deed in conduct.decide(Seen(self._view(meeting, actor), now_ms)):
                await self._carry_out(actor, deed)

    def _view(self, meeting: Meeting, actor: Actor) -> dict[str, Any]:
        if meeting.version != self._version:
            self._version, self._shared, self._own = meeting.version, {}, {}
        if actor.role not in self._shared:
            self._shared[actor.role] = shared_view(meeting, actor.role)
        if actor not in self._own:
            self._own[actor] = own_view(meeting, actor)
        return {**self._shared[actor.role], "me": self._own[actor]}

    async def _carry_out(self, actor: Actor, deed: Deed) -> None:
        if not isinstance(deed, Act):
            return  # lines that drop are for the network's tests
        command = command_untrusted(deed.command, dict(deed.args))
        try:
            await self.house.meetings.do(self.house.meeting, command, actor)
            self.done[deed.command] += 1
        except Rejected as rejected:
            self.refused[rejected.code] += 1


async def theatre(evening: Evening) -> Theatre:
    house = await begun(evening)
    room = SeenRoom()
    script = script_of(house.meeting, evening)
    links = Links(
        database=house.database,
        bus=None,  # type: ignore[arg-type]  # only making links, revoking none
        clock=ManualClock(now_ms=NOW_MS),
        ids=lambda: "unused",
        secret="secret",
    )
    seats = await Usher(links=links, now_ms=NOW_MS).seats(house.meeting, evening)
    people = []
    for number, seat in enumerate(seats):
        actor = actor_of(seat)
        people.append((actor, conduct_of(seat, script, room, random.Random(number))))
        came = DeviceCame(device=DeviceId(f"d{number}"), node="n")
        await house.meetings.do(house.meeting, came, actor)
    return Theatre(house, people, room)


def actor_of(seat: CastSeat) -> Actor:
    return Actor(
        role=Role(seat.role),
        person=PersonId(seat.person) if seat.person else None,
        site=SiteId(seat.site) if seat.site else None,
        name=seat.name,
    )


@pytest.mark.parametrize("evening", EVENINGS, ids=lambda evening: evening.roster.key)
async def test_an_evening_lives_for_hours_at_its_own_item(evening: Evening) -> None:
    stage = await theatre(evening)
    before = len((await stage.house.meetings.state(stage.house.meeting)).floor.turns)
    meeting = await stage.play(MINUTES)

    assert meeting.agenda.current == meeting.agenda.items[evening.linger].id
    assert set(stage.refused) <= HARMLESS
    assert sum(stage.refused.values()) < sum(stage.done.values()) / 10
    new = meeting.floor.turns[before:]
    least = {"lively": 100, "round": 100, "reading": 20, "free": 1}[evening.manner]
    assert len(new) >= least
    assert len({turn.person for turn in new}) >= min(least, 5)
    assert all(turn.note for turn in new[:-1])
    late = {stage.house.evening.roster.person(name).number for name in evening.late}
    for person, member in meeting.members.items():
        if member.number in late:
            assert meeting.attendance.rows[person].intervals
