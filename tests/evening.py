"""A full evening of a branch, always the same: what the kept database of each release holds.

The demonstration's past of one branch is told first; then people leave, come back and are taken
off, a guest listens and writes, somebody cannot be heard, an action is taken back, the machine's
clock is set, and the meeting is closed. Names are the demonstration's; no real person has them.
"""

from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import Any, Final

from pydantic import TypeAdapter

from live.bots.rosters import KHE_BAC
from live.bus import LocalBus
from live.clock import ManualClock
from live.ids import CommandId, DeviceId, Ids, LinkId, MeetingId, PersonId, SessionId
from live.media.preference import MediaPreference
from live.meeting import commands as c
from live.meeting.figures import figures
from live.meeting.permissions import Actor, Role
from live.meeting.plan import MeetingPlan
from live.meeting.roster import Category
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.state import Meeting, MeetingKind
from live.meeting.templates import MODEL, THEMATIC
from live.meeting.views import view
from live.meeting.words import (
    BallotMethod,
    LessonsPart,
    Mark,
    Microphone,
    Overtime,
    PictureSize,
    Preset,
    ProposalOutcome,
    SheetPart,
)
from live.service import Meetings
from live.store import Database
from live.store.registers import Link, Preference, Registers, Session
from web.demo.commune import SUPERVISOR, branch_id, found, person_named, site_id
from web.demo.evenings import EVENINGS
from web.demo.past import ToldPast

MEETING: Final = MeetingId("kept-evening")
PREPARED: Final = MeetingId("kept-called-off")
SHOWN: Final = MeetingId("kept-model")
START_MS: Final = 1_790_000_000_000
"""The hour at which the demonstration's past ends and the rest is told; chosen."""
NODE: Final = "kept-node"
CHAIR: Final = KHE_BAC.chair
SECRETARY: Final = KHE_BAC.secretary
FAR: Final = "Tạ Minh Đức"
"""Takes part from afar."""
LATE: Final = "Phan Thị Ngọc"
JSON: Final = TypeAdapter[Any](Any)


def counted(prefix: str) -> Ids:
    """Return a source of ids that are the same each time."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers):04}"


def person(name: str) -> PersonId:
    """Return a member's id."""
    return person_named(KHE_BAC, name)


def actor(name: str, role: Role = Role.MEMBER) -> Actor:
    """Return a member at a device of their own."""
    listed = KHE_BAC.person(name)
    device = DeviceId(f"kept-{listed.number}")
    return Actor(role=role, person=person(name), name=name, title=listed.title, device=device)


GUEST: Final = Actor(
    role=Role.SUPERVISOR,
    person=PersonId(SUPERVISOR.id),
    name=SUPERVISOR.name,
    title=SUPERVISOR.title,
    unit="Tỉnh ủy Sơn Hà",
    device=DeviceId("kept-guest"),
)
ROOM: Final = Actor(
    role=Role.SITE, site=site_id(KHE_BAC, "b"), name="Trạm B", device=DeviceId("kept-room")
)
ACTORS: Final = {
    "chair": actor(CHAIR, Role.CHAIR),
    "secretary": actor(SECRETARY, Role.SECRETARY),
    "member": actor(FAR),
    "site": ROOM,
    "supervisor": GUEST,
}
"""Whose views are kept with the database."""


@dataclass(slots=True, kw_only=True)
class Story:
    """One evening, told command by command."""

    meetings: Meetings
    clock: ManualClock
    ids: Ids

    async def do(self, who: Actor, command: c.Command, after_s: int = 10) -> Meeting:
        """Let somebody send a command some seconds after the one before."""
        self.clock.advance(after_s * 1000)
        await self.meetings.do(MEETING, command, who, CommandId(self.ids()))
        return await self.meetings.state(MEETING)

    async def tell(self, registers: Registers) -> None:
        """Tell what follows the demonstration's past."""
        await self.register_changes(registers)
        await self.another_is_called_off()
        await self.people_come()
        await self.people_speak()
        await self.people_vote()
        await self.desk_changes_the_list()
        await self.clock_is_set()
        await self.agenda_ends()
        await self.meeting_is_scored()
        await self.model_is_held()
        await self.minutes_are_adopted()

    async def people_come(self) -> None:
        """Let devices connect: of the desk, somebody far away, a room and a guest."""
        for who in ACTORS.values():
            await self.do(who, c.DeviceCame(device=device_of(who), node=NODE, entered=True))
        tile = c.SetPicture(device=device_of(GUEST), picture=PictureSize.TILE, ago_ms=5_000)
        await self.do(GUEST, tile)
        await self.do(GUEST, c.Listen(on=True))
        await self.do(GUEST, c.WriteToChair(text="Đề nghị chi bộ bám sát chuyên đề."))
        await self.do(GUEST, c.TakeNote(text="Thảo luận sôi nổi."))
        await self.do(ACTORS["chair"], c.AskForHelp(on=True, text="Máy chiếu hỏng."))
        await self.do(GUEST, c.AcknowledgeAlert(key="help_asked", word="Đã gọi điện."))
        shelved = c.ShelveAlert(key="below_quorum", minutes=10, reason="Đang chờ xe.")
        await self.do(GUEST, shelved)
        await self.do(ACTORS["chair"], c.AskForHelp(on=False))
        asked = (await self.meetings.state(MEETING)).supervision.messages[-1]
        await self.do(ACTORS["chair"], c.ReadMessages(upto=asked.id))
        await self.do(ACTORS["chair"], c.WriteToChair(text="Chi bộ xin tiếp thu."))
        late = c.MarkPerson(person=person(LATE), mark=Mark.IN_ROOM, site=site_id(KHE_BAC, "main"))
        await self.do(ACTORS["secretary"], late)

    async def people_speak(self) -> None:
        """Fill the queue, override its order, interrupt a turn in every way."""
        chair, secretary, far = ACTORS["chair"], ACTORS["secretary"], ACTORS["member"]
        meeting = await self.meetings.state(MEETING)
        items = meeting.agenda.items
        discussion = next(item for item in items if item.kind == "discussion")
        added = c.InsertItem(after=discussion.id, title="Việc phát sinh", planned_min=5)
        await self.do(secretary, added)
        await self.do(chair, c.StartItem(item=discussion.id))
        rules = c.SetFloor(
            preset=Preset.QUEUE, limit_s=180, overtime=Overtime.COUNT_UP, new_speakers_first=True
        )
        await self.do(chair, rules)
        await self.do(far, c.Ask())
        for name in ("Vũ Đức Long", "Cao Thị Thu Trang", "Hoàng Tuấn Kiệt"):
            meeting = await self.do(secretary, c.AskFor(person=person(name)))
        last = meeting.floor.requests[-1]
        meeting = await self.do(chair, c.MoveRequest(request=last.id, after=None))
        meeting = await self.do(chair, c.Undo(version=meeting.version), after_s=4)
        meeting = await self.do(chair, c.GiveNext(current=None))
        turn = running(meeting)
        device = device_of(far)
        await self.do(far, c.SetMicrophone(device=device, microphone=Microphone.OFF), 20)
        await self.do(secretary, c.RemindSpeaker(turn=turn))
        await self.do(far, c.SetMicrophone(device=device, microphone=Microphone.ON))
        await self.do(far, c.ShareScreen())
        await self.do(chair, c.Interpose(turn=turn, person=person("Bùi Xuân Trường")), 30)
        await self.do(chair, c.ResumeTurn(turn=turn), 25)
        await self.do(chair, c.ExtendTurn(turn=turn, seconds=60))
        await self.do(far, c.StopSharing(), 40)
        await self.do(far, c.FinishTurn(turn=turn))
        await self.do(secretary, c.NoteTurn(turn=turn, text="Đồng ý với dự thảo."))
        meeting = await self.do(chair, c.GiveNext(current=None))
        turn = running(meeting)
        await self.do(chair, c.PauseTurn(turn=turn), 45)
        await self.do(chair, c.ResumeTurn(turn=turn), 15)
        await self.do(chair, replace(rules, limit_s=60, overtime=Overtime.CLOSE))
        meeting = await self.do(chair, c.Give(request=meeting.floor.requests[-1].id), 70)
        await self.do(chair, c.TakeBack(turn=running(meeting)), 20)
        meeting = await self.do(chair, c.CallOn(person=person(FAR)))
        self.clock.advance(61_000)
        await self.meetings.tick()
        await self.do(chair, c.TakeBack(turn=running(meeting)), 20)
        await self.do(secretary, c.Withdraw(request=meeting.floor.requests[0].id))
        await self.do(chair, c.ConcludeItem(item=discussion.id, text="Thống nhất nhiệm vụ."))

    async def people_vote(self) -> None:
        """Vote by name with a reserved opinion, and begin a vote by hands that is given up."""
        chair, secretary, far = ACTORS["chair"], ACTORS["secretary"], ACTORS["member"]
        current = (await self.meetings.state(MEETING)).agenda.current
        assert current is not None
        ask = c.OpenBallot(item=current, matter="Dự thảo nghị quyết", method=BallotMethod.NAMED)
        named = (await self.do(chair, ask)).ballots[-1].id
        await self.do(far, c.CastVote(ballot=named, choice=("other",)))
        here = person("Bùi Xuân Trường")
        await self.do(secretary, c.RecordVote(ballot=named, person=here, choice=("for",)))
        await self.do(chair, c.CloseBallot(ballot=named))
        await self.do(chair, c.ConfirmBallot(ballot=named))
        await self.do(far, c.ReserveOpinion(ballot=named, text="Đề nghị lùi thời hạn."))
        again = replace(ask, method=BallotMethod.HANDS, again=named)
        hands = (await self.do(chair, again)).ballots[-1].id
        count = c.CountHands(ballot=hands, site=site_id(KHE_BAC, "main"), sums={"for": 4})
        await self.do(secretary, count)
        await self.do(chair, c.CancelBallot(ballot=hands, reason="Thảo luận thêm"))

    async def desk_changes_the_list(self) -> None:
        """Let people leave, by hand and by a link that drops, and the desk mend its list."""
        secretary, far = ACTORS["secretary"], ACTORS["member"]
        left = c.MarkPerson(person=person("Ngô Văn Hiệp"), mark=Mark.LEFT)
        await self.do(secretary, left, 60)
        await self.do(far, c.DeviceWent(device=device_of(far), node=NODE, silent_ms=5000))
        await self.do(far, c.DeviceCame(device=device_of(far), node=NODE), 40)
        await self.do(far, c.DeviceWent(device=device_of(far), node=NODE))
        self.clock.advance(200_000)
        await self.meetings.tick()
        guest = c.AddPerson(reason="Chuyển đến hôm nay", name="Lò Văn Pháy", number=31)
        meeting = await self.do(secretary, guest)
        added = next(each.person for each in meeting.members.values() if each.number == 31)
        here = c.MarkPerson(person=added, mark=Mark.IN_ROOM, site=site_id(KHE_BAC, "main"))
        await self.do(secretary, here)
        kiet = person("Hoàng Tuấn Kiệt")
        changed = c.ChangeCategory(person=kiet, category=Category.OFFICIAL, reason="Đã chuyển")
        await self.do(secretary, changed)
        await self.do(secretary, c.MarkPerson(person=person("Đinh Công Sơn"), mark=Mark.UNCHECKED))
        off = c.TakeOff(person=person("Đinh Công Sơn"), reason="Chuyển sinh hoạt đảng")
        await self.do(secretary, off)
        corrected = c.CorrectAttendance(
            person=person("Vũ Đức Long"), mark=Mark.LEFT, reason="Về sớm, quên ghi"
        )
        await self.do(secretary, corrected)

    async def register_changes(self, registers: Registers) -> None:
        """Change the branch's register: what is prepared follows it, what is open is told."""
        sang = await registers.people.get(person("Bùi Xuân Trường"))
        assert sang is not None
        await registers.people.put(replace(sang, title="Tổ trưởng tổ đảng"))
        self.clock.advance(1000)
        await self.meetings.follow(branch_id(KHE_BAC))

    async def another_is_called_off(self) -> None:
        """Change a meeting that is prepared in every way, and call it off."""
        secretary, meeting = ACTORS["secretary"], PREPARED

        async def do(command: c.Command) -> Meeting:
            self.clock.advance(1000)
            await self.meetings.do(meeting, command, secretary, CommandId(self.ids()))
            return await self.meetings.state(meeting)

        moved = c.EditMeeting(title="Sinh hoạt chuyên đề", scheduled_ms=START_MS + 86_400_000)
        first, second, *_ = (await do(moved)).agenda.items
        await do(c.EditItem(item=first.id, title="Mở đầu", planned_min=4))
        await do(c.MoveItem(item=second.id, after=None))
        added = await do(c.InsertItem(after=None, title="Việc khác", planned_min=5))
        await do(c.RemoveItem(item=added.agenda.items[0].id))
        await do(c.AnnounceMeeting())
        await do(c.CancelMeeting(reason="Bão số 5"))

    async def clock_is_set(self) -> None:
        """Set the machine's clock forward by two minutes."""
        self.clock.advance(30_000)
        self.clock.set_by(120_000)
        await self.meetings.follow_clock()

    async def agenda_ends(self) -> None:
        """Go through the rest of the agenda and close."""
        chair, secretary = ACTORS["chair"], ACTORS["secretary"]
        meeting = await self.meetings.state(MEETING)
        ahead = [item for item in meeting.agenda.items if item.state == "pending"]
        await self.do(chair, c.SkipItem(item=ahead[0].id, reason="Hết giờ"))
        for item in ahead[1:]:
            await self.do(chair, c.StartItem(item=item.id), 120)
        await self.do(chair, c.ReopenItem(item=ahead[-2].id), 60)
        await self.do(chair, c.FinishItem(item=ahead[-2].id), 60)
        await self.do(secretary, c.ReportRollCall())
        await self.do(GUEST, c.Listen(on=False))
        await self.do(chair, c.CloseMeeting(), 30)

    async def meeting_is_scored(self) -> None:
        """Let committee, branch and superior give their points."""
        chair = ACTORS["chair"]
        judged = {line.code: 0 for line in RUBRIC if line.fill is not ScoreFill.AUTO}
        await self.do(chair, c.ProposeScore(points=judged))
        await self.do(chair, c.AdoptScore())
        await self.do(GUEST, c.ReviewScore(adopted=1))
        await self.do(GUEST, c.WriteSheet(texts={SheetPart.STRENGTHS: "Thảo luận sôi nổi."}))
        await self.do(GUEST, c.HandSheet())
        raised = c.RaiseProposal(
            text="Sửa đường vào trạm.", to="Đảng ủy xã", due="2026-12-15", proposer=FAR
        )
        await self.do(ACTORS["secretary"], raised)
        meeting = await self.do(ACTORS["secretary"], c.RaiseProposal(text="Ghi nhầm."))
        first, second = meeting.proposals
        wrong = c.WithdrawProposal(proposal=second.id, reason="Ghi nhầm")
        await self.do(ACTORS["chair"], wrong)
        told = c.AnswerProposal(
            proposal=first.id, outcome=ProposalOutcome.PASSED_ON, text="Đã chuyển xã."
        )
        await self.do(GUEST, told)

    async def model_is_held(self) -> None:
        """Hold a model meeting and write down the talk after it."""
        chair = ACTORS["chair"]
        lessons = c.WriteLessons(texts={LessonsPart.GOOD: "Thảo luận sôi nổi."})
        for who, command in ((chair, c.OpenMeeting()), (GUEST, lessons), (chair, c.CloseMeeting())):
            self.clock.advance(1000)
            await self.meetings.do(SHOWN, command, who, CommandId(self.ids()))

    async def minutes_are_adopted(self) -> None:
        """Write a block of the minutes, correct it, and adopt them."""
        chair, secretary, far = ACTORS["chair"], ACTORS["secretary"], ACTORS["member"]
        text = "Chi bộ thống nhất."
        await self.do(secretary, c.EditBlock(block="conclusion", text=text, was=""))
        await self.do(secretary, c.RestoreBlock(block="conclusion", was=text))
        await self.do(secretary, c.PresentMinutes())
        proposed = c.ProposeCorrection(block="conclusion", text="Ghi rõ thời hạn.")
        meeting = await self.do(far, proposed)
        wish = meeting.minutes.corrections[-1].id
        await self.do(chair, c.SettleCorrection(correction=wish, accepted=True))
        await self.do(secretary, c.AdoptMinutes(number="11"))


def device_of(who: Actor) -> DeviceId:
    """Return the device of somebody who has one."""
    assert who.device is not None
    return who.device


def running(meeting: Meeting) -> Any:
    """Return the id of the running turn."""
    assert meeting.floor.turn is not None
    return meeting.floor.turn.id


def prepared(past: ToldPast) -> MeetingPlan:
    """Return the plan of a second meeting of the branch, which will be called off."""
    return replace(
        past.plan(), meeting=PREPARED, kind=MeetingKind.THEMATIC, items=THEMATIC, title="Chuyên đề"
    )


async def hold(database: Database) -> None:
    """Fill the registers of an empty database and hold the evening."""
    registers = database.registers
    await found(registers, "kept")
    accounts = await registers.accounts.find()
    await registers.accounts.put(*(replace(a, password_hash="$kept$") for a in accounts))
    account = accounts[0].id
    await registers.links.put(
        Link(
            id=LinkId("kept-link"),
            role=Role.MEMBER,
            name=FAR,
            created_ms=START_MS,
            expires_ms=START_MS + 1,
            meeting=MEETING,
            person=person(FAR),
            created_by=account,
        )
    )
    await registers.sessions.put(
        Session(id=SessionId("kept"), account=account, mark="m", created_ms=1, used_ms=2)
    )
    await registers.preferences.put(Preference(person=person(FAR), media=MediaPreference.SOUND))
    evening = next(one for one in EVENINGS if one.roster is KHE_BAC)
    clock, ids = ManualClock(now_ms=0), counted("kept-")
    meetings = Meetings(database.events, LocalBus(), clock, ids, registers)
    past = ToldPast(
        meetings=meetings, clock=clock, ids=ids, evening=evening, now_ms=START_MS, meeting=MEETING
    )
    await past.tell()
    await meetings.create(prepared(past), Actor(role=Role.ADMINISTRATOR, name="Quản trị"))
    model = replace(prepared(past), meeting=SHOWN, kind=MeetingKind.MODEL, items=MODEL)
    await meetings.create(model, Actor(role=Role.ADMINISTRATOR, name="Quản trị"))
    await Story(meetings=meetings, clock=clock, ids=ids).tell(registers)


async def shown(database: Database, meeting: Meeting) -> dict[str, Any]:
    """Return all that a later release has to show of the evening, as JSON holds it."""
    registers = database.registers
    names = [name for name in registers.__dataclass_fields__ if name != "writing"]
    everything = {
        "version": meeting.version,
        "figures": asdict(figures(meeting)),
        "views": {name: view(meeting, who) for name, who in ACTORS.items()},
        "meetings": await database.events.meetings(),
        "registers": {name: await getattr(registers, name).find() for name in names},
    }
    kept: dict[str, Any] = JSON.dump_python(everything, mode="json")
    return kept
