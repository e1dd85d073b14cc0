"""The first part of each demonstration meeting, recorded before the demonstration is served.

It sends ordinary commands with past moments as their time, and the rules decide on each, so the
record is as consistent as that of a real meeting. Nothing here writes events.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from live.bots.conduct.lines import NOTES
from live.bots.conduct.seen import share
from live.bots.rosters import EXCUSED, ONLINE, UNEXCUSED, Listed
from live.clock import ManualClock
from live.ids import CommandId, DeviceId, Ids, ItemId, MeetingId, PersonId
from live.meeting import commands as c
from live.meeting.attendance import main_site
from live.meeting.check_in import code_at
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan
from live.meeting.roster import Category, Member, Venue
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.state import Item
from live.meeting.tally import places
from live.meeting.words import BallotMethod, Mark, PictureSize, ProposalOutcome
from live.service import Meetings
from web.demo.commune import (
    ADMINISTRATOR,
    branch_id,
    person_id,
    person_named,
    site_id,
    unit_of,
)
from web.demo.evenings import CONCLUSIONS, PROPOSED, REPLIED, Evening

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
MINUTE_MS: Final = 60_000
GATHERING_MIN: Final = 9
"""Minutes before the opening in which people come in."""
JUDGED: Final = {"A1": 3, "C2": 6, "C3": 4}
"""Points that the committee gives below the most of a criterion."""
NODE: Final = "demo-past"
"""The node id under which the devices of this first part were connected; no such process runs."""

ANSWERED_WITHIN: Final = dt.timedelta(days=30)
"""When an answer to a proposal is wished, after the meeting; chosen."""
VISITOR: Final = DeviceId("past-visitor")
"""The device of a supervisor who attended."""
VISITORS_NOTE: Final = "Thảo luận sôi nổi; nên mời thêm đảng viên trẻ nêu ý kiến."


@dataclass(slots=True, kw_only=True)
class ToldPast:
    """Records one meeting from its creation until now."""

    meetings: Meetings
    clock: ManualClock
    ids: Ids
    evening: Evening
    now_ms: int
    meeting: MeetingId
    visitor: Actor | None = None
    """A supervisor who attends from afar; None: nobody does."""

    async def tell(self) -> None:
        """Create the meeting and send all commands up to now."""
        await self._announce()
        await self._gather()
        await self._do(self.opened_ms, self._desk(Role.CHAIR), c.OpenMeeting())
        await self._visit(
            self.opened_ms + MINUTE_MS,
            c.DeviceCame(device=VISITOR, node=NODE),
            c.SetPicture(device=VISITOR, picture=PictureSize.TILE),
            c.Listen(on=True),
        )
        await self._go_through_agenda()
        for listed in self._present():
            if listed.tonight == ONLINE:
                gone = c.DeviceWent(device=self._device(listed), node=NODE)
                await self._do(self.now_ms - 500, self._actor(listed, Role.MEMBER), gone)
        for device, room in self._rooms():
            await self._do(self.now_ms - 500, room, c.DeviceWent(device=device, node=NODE))

    async def tell_whole(self) -> None:
        """Create a meeting that went through its whole agenda and voted on its minutes, and close
        it now."""
        await self.tell()
        chair = self._desk(Role.CHAIR)
        current = (await self.meetings.state(self.meeting)).agenda.current
        if current is not None:
            await self._do(self.now_ms, chair, c.FinishItem(item=current))
        await self._do(self.now_ms, chair, c.CloseMeeting())
        vote = (await self.meetings.state(self.meeting)).ballots[-1].id
        number = str(dt.datetime.fromtimestamp(self.now_ms / 1000, VIETNAM).month)
        adopt = c.AdoptMinutes(number=number, resolution_number=number, ballot=vote)
        await self._do(self.now_ms + 5 * MINUTE_MS, self._desk(Role.SECRETARY), adopt)
        await self._propose()

    async def _propose(self) -> None:
        """Carry a proposal upward; a supervisor who attended answers the next day."""
        held = dt.datetime.fromtimestamp(self.now_ms / 1000, VIETNAM)
        text, to = PROPOSED[held.month % len(PROPOSED)]
        due = (held.date() + ANSWERED_WITHIN).isoformat()
        wish = c.RaiseProposal(text=text, to=to, due=due)
        await self._do(self.now_ms + 6 * MINUTE_MS, self._desk(Role.SECRETARY), wish)
        if self.visitor:
            raised = (await self.meetings.state(self.meeting)).proposals[-1].id
            told = c.AnswerProposal(proposal=raised, outcome=ProposalOutcome.ANSWERED, text=REPLIED)
            await self._do(self.now_ms + 24 * 60 * MINUTE_MS, self.visitor, told)

    @property
    def opened_ms(self) -> int:
        """Return the opening time that puts the meeting at its current item now."""
        before = sum(item.planned_min for item in self.evening.items[: self.evening.at])
        minutes = before * self.evening.haste + self.evening.since_min
        return self.now_ms - round(minutes * MINUTE_MS)

    async def _do(self, at_ms: int, actor: Actor, command: c.Command) -> None:
        """Send a command in somebody's name at a moment not before the last one."""
        self.clock.now_ms = max(self.clock.now_ms, at_ms)
        await self.meetings.do(self.meeting, command, actor, CommandId(self.ids()))

    # --- before ------------------------------------------------------------------------------

    async def _announce(self) -> None:
        self.clock.now_ms = self.opened_ms - 3 * 24 * 60 * MINUTE_MS
        administrator = Actor(role=Role.ADMINISTRATOR, name=ADMINISTRATOR.name)
        await self.meetings.create(self.plan(), administrator)
        await self._do(0, self._desk(Role.SECRETARY), c.AnnounceMeeting())

    def plan(self) -> MeetingPlan:
        """Return the plan that the meeting is made from."""
        evening, roster = self.evening, self.evening.roster
        presenters = dict(evening.presenters)
        items = tuple(
            replace(item, presenter=person_named(roster, presenters[place]))
            if place in presenters
            else item
            for place, item in enumerate(evening.items)
        )
        unit = unit_of(roster)
        return MeetingPlan(
            meeting=self.meeting,
            title=evening.title.format(
                month=dt.datetime.fromtimestamp(self.now_ms / 1000, VIETNAM).month
            ),
            kind=evening.kind,
            scheduled_ms=self.opened_ms // (5 * MINUTE_MS) * 5 * MINUTE_MS,
            branch=(branch_id(roster), roster.name),
            unit=(unit.id, unit.name),
            members=tuple(
                Member(
                    person=person_id(roster, listed),
                    number=listed.number,
                    name=listed.name,
                    title=listed.title,
                    category=Category(listed.category),
                )
                for listed in roster.people
            ),
            items=items,
            checkin_secret=self.ids(),
            place=roster.rooms[0].place,
            sites=tuple(
                Venue(
                    site=site_id(roster, room.key),
                    name=room.name,
                    place=room.place,
                    main=room.key == "main",
                )
                for room in roster.rooms
            ),
            chair=person_named(roster, roster.chair),
            secretary=person_named(roster, roster.secretary),
        )

    async def _gather(self) -> None:
        """Connect the rooms, and check people in one after another: by code, by number or by the
        secretary."""
        for device, room in self._rooms():
            came = c.DeviceCame(device=device, node=NODE)
            await self._do(self.opened_ms - GATHERING_MIN * MINUTE_MS, room, came)
        secret = (await self.meetings.state(self.meeting)).facts.checkin_secret
        present = self._present()
        for place, listed in enumerate(present):
            share_of_time = place / max(1, len(present))
            at_ms = self.opened_ms - round((1 - share_of_time) * GATHERING_MIN * MINUTE_MS)
            await self._arrive(listed, at_ms, secret)
        for listed in self.evening.roster.people:
            if listed.tonight == EXCUSED:
                mark = c.MarkPerson(
                    person=self._person(listed), mark=Mark.EXCUSED, reason=listed.reason
                )
                await self._do(self.opened_ms, self._desk(Role.SECRETARY), mark)

    async def _arrive(self, listed: Listed, at_ms: int, secret: str) -> None:
        if listed.tonight == ONLINE:
            came = c.DeviceCame(device=self._device(listed), node=NODE)
            return await self._do(at_ms, self._actor(listed, Role.MEMBER), came)
        site = site_id(self.evening.roster, listed.tonight)
        if listed.name in self.evening.phones:
            self.clock.now_ms = max(self.clock.now_ms, at_ms)
            code = code_at(secret, site, self.clock.now_ms)
            return await self._do(at_ms, self._actor(listed, Role.COMPANION), c.CheckIn(code=code))
        if listed.number % 2 and listed.name not in {
            self.evening.roster.chair,
            self.evening.roster.secretary,
        }:
            pad = Actor(role=Role.SITE, site=site, name=listed.tonight)
            return await self._do(at_ms, pad, c.CheckInNumber(number=listed.number))
        mark = c.MarkPerson(person=self._person(listed), mark=Mark.IN_ROOM, site=site)
        return await self._do(at_ms, self._desk(Role.SECRETARY), mark)

    # --- during ------------------------------------------------------------------------------

    async def _go_through_agenda(self) -> None:
        items = (await self.meetings.state(self.meeting)).agenda.items
        at_ms = self.opened_ms
        for place, item in enumerate(items[: self.evening.at + 1]):
            await self._do(at_ms, self._desk(Role.CHAIR), c.StartItem(item=item.id))
            current = place == self.evening.at
            minutes = self.evening.since_min if current else item.planned_min * self.evening.haste
            until_ms = at_ms + round(minutes * MINUTE_MS)
            if item.kind == "roll_call" and not current:
                await self._read_roll(at_ms + MINUTE_MS)
            if not current:
                await self._decide(item, at_ms)
            if item.kind == "discussion":
                large = c.SetPicture(device=VISITOR, picture=PictureSize.LARGE)
                await self._visit(at_ms + 5_000, large)
                await self._discuss(item.id, at_ms + 20_000, until_ms)
                small = c.SetPicture(device=VISITOR, picture=PictureSize.TILE)
                await self._visit(until_ms - 10_000, c.TakeNote(text=VISITORS_NOTE), small)
            elif item.presenter is not None:
                await self._present_item(item.presenter, at_ms + 10_000, until_ms - 15_000)
            if not current and (text := CONCLUSIONS.get(item.kind)):
                conclude = c.ConcludeItem(item=item.id, text=text)
                await self._do(until_ms - 5_000, self._desk(Role.SECRETARY), conclude)
            at_ms = until_ms

    async def _visit(self, at_ms: int, *commands: c.Command) -> None:
        """Let the supervisor do something, if one attends."""
        if self.visitor:
            for command in commands:
                await self._do(at_ms, replace(self.visitor, device=VISITOR), command)

    async def _read_roll(self, at_ms: int) -> None:
        for listed in self.evening.roster.people:
            if listed.tonight == UNEXCUSED:
                mark = c.MarkPerson(person=self._person(listed), mark=Mark.UNEXCUSED)
                await self._do(at_ms, self._desk(Role.SECRETARY), mark)
        await self._do(at_ms, self._desk(Role.SECRETARY), c.ReportRollCall())

    async def _decide(self, item: Item, at_ms: int) -> None:
        """Vote, score the meeting, or read its minutes back and vote on them: by the item."""
        if item.kind == "vote":
            await self._vote(item.id, "Thông qua nghị quyết của buổi sinh hoạt", at_ms + 30_000)
        elif item.kind == "scoring":
            given = {line.code: line.points for line in RUBRIC if line.fill is not ScoreFill.AUTO}
            propose = c.ProposeScore(points={**given, **JUDGED})
            await self._do(at_ms + 60_000, self._desk(Role.SECRETARY), propose)
            await self._do(at_ms + 150_000, self._desk(Role.CHAIR), c.AdoptScore())
        elif item.kind == "minutes":
            await self._do(at_ms + 5_000, self._desk(Role.SECRETARY), c.PresentMinutes())
            await self._vote(item.id, "Thông qua biên bản", at_ms + 60_000)

    async def _vote(self, item: ItemId, matter: str, at_ms: int) -> None:
        """Hold a vote by hands: all for it but one in the main room."""
        chair, secretary = self._desk(Role.CHAIR), self._desk(Role.SECRETARY)
        ask = c.OpenBallot(item=item, matter=matter, method=BallotMethod.HANDS)
        await self._do(at_ms, chair, ask)
        meeting = await self.meetings.state(self.meeting)
        ballot = meeting.ballots[-1]
        where = places(meeting, ballot)
        for listed in self._present():
            if self._person(listed) in where.online:
                vote = c.CastVote(ballot=ballot.id, choice=("for",))
                await self._do(at_ms + 20_000, self._actor(listed, Role.MEMBER), vote)
        for site, seated in where.rooms.items():
            other = int(site == main_site(meeting))
            sums = {"for": len(seated) - other, "against": 0, "other": other}
            count = c.CountHands(ballot=ballot.id, site=site, sums=sums)
            await self._do(at_ms + 60_000, secretary, count)
        await self._do(at_ms + 70_000, chair, c.CloseBallot(ballot=ballot.id))
        await self._do(at_ms + 75_000, chair, c.ConfirmBallot(ballot=ballot.id))

    async def _present_item(self, presenter: PersonId, from_ms: int, until_ms: int) -> None:
        await self._do(from_ms, self._desk(Role.CHAIR), c.CallOn(person=presenter))
        await self._end_turn(until_ms)

    async def _discuss(self, item: ItemId, from_ms: int, until_ms: int) -> None:
        """Record several turns in sequence, each with its request."""
        speakers = sorted(
            (listed for listed in self._present() if listed.name != self.evening.roster.chair),
            key=lambda listed: share("past", item, listed.name),
        )
        at_ms = from_ms
        for listed in speakers:
            length_ms = 60_000 + round(share("length", item, listed.name) * 90_000)
            if at_ms + length_ms + 30_000 > until_ms:
                return
            ask = c.AskFor(person=self._person(listed))
            await self._do(at_ms, self._desk(Role.SECRETARY), ask)
            await self._do(at_ms + 12_000, self._desk(Role.CHAIR), c.GiveNext(current=None))
            await self._end_turn(at_ms + 12_000 + length_ms)
            at_ms += length_ms + 30_000

    async def _end_turn(self, at_ms: int) -> None:
        turn = (await self.meetings.state(self.meeting)).floor.turn
        if turn is None:
            return
        await self._do(at_ms, self._desk(Role.CHAIR), c.TakeBack(turn=turn.id))
        note = NOTES[int(share("note", turn.id) * len(NOTES))]
        await self._do(
            at_ms + 8_000, self._desk(Role.SECRETARY), c.NoteTurn(turn=turn.id, text=note)
        )

    # --- who ---------------------------------------------------------------------------------

    def _present(self) -> list[Listed]:
        """Return who was present at the opening: the desk first, the others shuffled."""
        evening = self.evening
        present = [
            listed
            for listed in evening.roster.people
            if listed.present and listed.name not in evening.late
        ]
        desk = {evening.roster.chair, evening.roster.secretary}
        return sorted(
            present,
            key=lambda listed: (
                listed.name not in desk,
                share("arrives", self.evening.roster.key, listed.name),
            ),
        )

    def _rooms(self) -> Iterator[tuple[DeviceId, Actor]]:
        """Yield the device of each room, and the room that acts by it."""
        for room in self.evening.roster.rooms:
            site = site_id(self.evening.roster, room.key)
            device = DeviceId(f"past-{site}")
            yield device, Actor(role=Role.SITE, site=site, name=room.name, device=device)

    def _person(self, listed: Listed) -> PersonId:
        return person_id(self.evening.roster, listed)

    def _device(self, listed: Listed) -> DeviceId:
        return DeviceId(f"past-{self._person(listed)}")

    def _actor(self, listed: Listed, role: Role) -> Actor:
        return Actor(
            role=role,
            person=self._person(listed),
            name=listed.name,
            device=self._device(listed),
            title=listed.title,
        )

    def _desk(self, role: Role) -> Actor:
        roster = self.evening.roster
        name = roster.chair if role is Role.CHAIR else roster.secretary
        return self._actor(roster.person(name), role)
