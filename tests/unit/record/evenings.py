"""The sample branches' meetings from gathering to adoption, held by commands like any other.

What is said and voted differs by branch; everybody attends as the list says.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from live.bots.rosters import BEN_GO, EXCUSED, KHE_BAC, NA_KHOANG, ONLINE, UNEXCUSED, BranchRoster
from live.ids import BallotId, BranchId, MeetingId, PersonId, SiteId, UnitId
from live.meeting import commands as c
from live.meeting.commands.ballots import Slate
from live.meeting.decide import MeetingPlan
from live.meeting.permissions import Actor, Role
from live.meeting.roster import VOTING, Category
from live.meeting.rubric import RUBRIC, ScoreFill
from live.meeting.state import MeetingKind
from live.meeting.templates import MONTHLY
from live.meeting.words import BallotMethod, Mark
from tests.data.rosters import members_of, venues_of
from tests.unit.meeting.room import MINUTE, Room, member

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
OPENED: Final = dt.datetime(2026, 11, 3, 19, 30, tzinfo=ZONE)
OPENED_MS: Final = int(OPENED.timestamp() * 1000)
GUEST: Final = Actor(
    role=Role.SUPERVISOR,
    person=PersonId("g1"),
    name="Nông Thị Hà",
    title="Phó Bí thư Đảng ủy",
    unit="Đảng ủy cấp trên",
)


@dataclass(frozen=True, kw_only=True)
class Script:
    """What happens in one branch. Speeches, conclusions: by the kind of item."""

    roster: BranchRoster
    unit: str
    late: Mapping[str, int]
    """Name → minutes after opening."""
    speeches: Mapping[str, tuple[tuple[str, str], ...]]
    conclusions: Mapping[str, str]
    matter: str
    against: int = 0
    other: int = 0
    reserved: tuple[str, str] | None = None
    tasks: str = ""
    candidates: tuple[str, ...] = ()
    papers: tuple[int, ...] = ()
    """Paper votes for each candidate."""


SCRIPTS: Final = (
    Script(
        roster=NA_KHOANG,
        unit="Đảng ủy xã Thượng Bình",
        late={"Vi Văn Dưỡng": 20},
        speeches={
            "discussion": (
                ("Lý A Sềnh", "Đường vào thôn sạt lở, đề nghị xã hỗ trợ 30 tấn xi măng."),
                (
                    "Lương Văn Đạo",
                    "Người đi làm ở Bắc Ninh góp 200.000 đồng mỗi tháng.\nXin gửi qua Zalo.",
                ),
                ("Lý Thị Say", ""),
            ),
            "superior": (("Nông Thị Hà", "Chi bộ chuẩn bị tốt; cần nhiều ý kiến hơn."),),
        },
        conclusions={
            "review": "Hoàn thành 4/5 nhiệm vụ tháng 10.",
            "conclusion": "Sửa 300 m đường vào thôn trước ngày 30/11/2026.",
        },
        matter="Nghị quyết sửa đường vào thôn",
        other=1,
        reserved=("Triệu Mùi Nái", "Nên làm sau khi gặt xong."),
        tasks="Vận động đóng góp; Ma Thị Duyên; 15/11/2026; mỗi hộ một ngày công\n"
        "Lập dự toán; Nông Văn Quảng; 10/11/2026",
    ),
    Script(
        roster=KHE_BAC,
        unit="Đảng ủy Viễn thông tỉnh",
        late={},
        speeches={
            "discussion": (
                ("Ngô Văn Hiệp", "Trạm B thiếu máy phát dự phòng."),
                ("Tạ Minh Đức", 'Tên "trạm #3" ghi là C:\\tram$3 trong hệ thống 🙂'),
            )
        },
        conclusions={"discussion": "Mua máy phát cho trạm B trong quý I."},
        matter="Kết luận về máy phát dự phòng",
        against=1,
    ),
    Script(
        roster=BEN_GO,
        unit="Đảng ủy phường Bến Gỗ",
        late={"Phùng Thị Mùi": 5, "Chu Thị Thoa": 25},
        speeches={
            "discussion": tuple(
                (name, f"Ý kiến của tổ {number}.")
                for number, name in enumerate(
                    ("Tống Văn Khải", "Âu Thị Bích Liên", "Dương Đình Phú"), 1
                )
            )
        },
        conclusions={"conclusion": "Giữ vệ sinh ngõ 7 và thăm hỏi người cao tuổi."},
        matter="Nghị quyết tháng 11",
        against=2,
        other=1,
        candidates=("Tống Văn Khải", "Phí Văn Đoan"),
        papers=(20, 8),
    ),
)


def _plan(script: Script) -> MeetingPlan:
    roster = script.roster
    return MeetingPlan(
        meeting=MeetingId("m"),
        title="Sinh hoạt chi bộ tháng 11 năm 2026",
        kind=MeetingKind.REGULAR,
        scheduled_ms=OPENED_MS,
        branch=(BranchId("b"), roster.name),
        unit=(UnitId("u"), script.unit),
        members=members_of(roster),
        items=MONTHLY,
        checkin_secret="only-for-tests",
        sites=venues_of(roster),
        chair=person_named(roster, roster.chair),
        secretary=person_named(roster, roster.secretary),
        place=roster.rooms[0].place,
    )


def person_named(roster: BranchRoster, name: str) -> PersonId:
    """Return the person of a name on a list."""
    return PersonId(f"p{roster.person(name).number}")


class Evening:
    """One branch's meeting in progress."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.roster = script.roster
        self.room = Room(_plan(script), now_ms=OPENED_MS - 10 * MINUTE)
        self.chair = self._desk(Role.CHAIR, self.roster.chair)
        self.secretary = self._desk(Role.SECRETARY, self.roster.secretary)
        self.arriving = {
            person_named(self.roster, name): OPENED_MS + minutes * MINUTE
            for name, minutes in script.late.items()
        }

    def _desk(self, role: Role, name: str) -> Actor:
        return Actor(role=role, person=person_named(self.roster, name), name=name)

    def hold(self) -> Room:
        """Hold the whole meeting and return it closed."""
        self._gather()
        self.room.later(OPENED_MS - self.room.now_ms)
        self.room.do(c.OpenMeeting(), self.chair)
        for item in self.room.meeting.agenda.items:
            if item.counted:
                self._until(self.room.now_ms)
                self.room.do(c.StartItem(item=item.id), self.chair)
                self._deal_with(item.kind, item.planned_min)
        self.room.do(c.CloseMeeting(), self.chair)
        return self.room

    def _gather(self) -> None:
        for listed in self.roster.people:
            person = PersonId(f"p{listed.number}")
            if listed.tonight == ONLINE:
                self.room.connect(replace(member(listed.number), name=listed.name))
            elif listed.tonight in (EXCUSED, UNEXCUSED):
                how = Mark.EXCUSED if listed.tonight == EXCUSED else Mark.UNEXCUSED
                mark = c.MarkPerson(person=person, mark=how, reason=listed.reason)
                self.room.do(mark, self.secretary)
            elif listed.present and person not in self.arriving:
                self._seat(person)
        self.room.connect(GUEST)

    def _seat(self, person: PersonId) -> None:
        where = next(x.tonight for x in self.roster.people if f"p{x.number}" == person)
        seat = c.MarkPerson(person=person, mark=Mark.IN_ROOM, site=SiteId(where))
        self.room.do(seat, self.secretary)

    def _until(self, moment_ms: int) -> None:
        """Let time pass, and those come who come late."""
        for person, at_ms in sorted(self.arriving.items(), key=lambda one: one[1]):
            if at_ms <= moment_ms:
                self.room.later(max(0, at_ms - self.room.now_ms))
                self._seat(person)
                del self.arriving[person]
        self.room.later(max(0, moment_ms - self.room.now_ms))

    def _deal_with(self, kind: str, planned_min: int) -> None:
        ends_ms = self.room.now_ms + planned_min * MINUTE
        for name, said in self.script.speeches.get(kind, ()):
            self._until(self.room.now_ms + MINUTE)
            self._speech(name, said)
        current = self.room.meeting.agenda.current
        assert current
        if conclusion := self.script.conclusions.get(kind):
            self.room.do(c.ConcludeItem(item=current, text=conclusion), self.secretary)
        if kind == "roll_call":
            self.room.do(c.ReportRollCall(), self.secretary)
        if kind == "vote":
            self._vote(self.script.matter, self.script.against, self.script.other)
            self._reserve()
            if self.script.candidates:
                self._elect(self.script.candidates, self.script.papers)
        if kind == "scoring":
            self._score()
        if kind == "minutes":
            self.room.do(c.PresentMinutes(), self.secretary)
            self._until(self.room.now_ms + MINUTE)
            self._vote("Thông qua biên bản")
        self._until(ends_ms)

    def _speech(self, name: str, said: str) -> None:
        who = GUEST.person if name == GUEST.name else person_named(self.roster, name)
        assert who
        self.room.do(c.CallOn(person=who), self.chair)
        turn = self.room.speech().id
        self._until(self.room.now_ms + 2 * MINUTE)
        self.room.do(c.FinishTurn(turn=turn), self.chair)
        if said:
            self.room.do(c.NoteTurn(turn=turn, text=said), self.secretary)

    # --- votes ---

    def _score(self) -> None:
        """The committee gives all points that the record does not; the branch adopts them."""
        given = {line.code: line.points for line in RUBRIC if line.fill is not ScoreFill.AUTO}
        self.room.do(c.ProposeScore(points=given), self.secretary)
        self.room.do(c.AdoptScore(), self.chair)

    def _vote(self, matter: str, against: int = 0, other: int = 0) -> None:
        ballot = self._open(matter, BallotMethod.HANDS)
        for listed in self.roster.people:
            if listed.tonight == ONLINE and Category(listed.category) in VOTING:
                self.room.do(c.CastVote(ballot=ballot, choice=("for",)), member(listed.number))
        for site in self.roster.rooms:
            voters = self._voters_in(site.key)
            sums = {"for": voters - against - other, "against": against, "other": other}
            self.room.do(c.CountHands(ballot=ballot, site=SiteId(site.key), sums=sums), self.chair)
            against = other = 0
        self.room.do(c.CloseBallot(ballot=ballot), self.chair)
        self.room.do(c.ConfirmBallot(ballot=ballot), self.chair)

    def _reserve(self) -> None:
        if self.script.reserved:
            name, text = self.script.reserved
            who = person_named(self.roster, name)
            ballot = self.room.meeting.ballots[-1].id
            self.room.do(c.ReserveOpinion(ballot=ballot, person=who, text=text), self.chair)

    def _elect(self, names: tuple[str, ...], votes: tuple[int, ...]) -> None:
        """Elect by paper in the main room; whoever is online presses for the first."""
        ballot = self._open(
            "Bầu bổ sung chi ủy viên",
            BallotMethod.PAPER,
            Slate(candidates=names, at_most=1),
        )
        self.room.do(c.CloseBallot(ballot=ballot), self.chair)
        asked = self.room.meeting.ballots[-1].question
        ids = [one.id for one in getattr(asked, "candidates", ())]
        given = self._voters_in("main")
        paper = c.PaperCount(
            given_out=given,
            returned=given,
            valid=sum(votes),
            invalid=given - sum(votes),
            sums=dict(zip(ids, votes, strict=True)),
        )
        online = tuple(
            PersonId(f"p{one.number}") for one in self.roster.people if one.tonight == ONLINE
        )
        sums = dict.fromkeys(ids, 0) | {ids[0]: len(online)}
        count = c.CountBallot(ballot=ballot, sums=sums, voters=online, paper=paper)
        self.room.do(count, self.chair)

    def _open(self, matter: str, method: BallotMethod, ask: Slate | None = None) -> BallotId:
        item = self.room.meeting.agenda.current
        assert item
        committee = (PersonId("p2"), PersonId("p3")) if ask else ()
        asked = {"ask": ask} if ask else {}
        self.room.do(
            c.OpenBallot(item=item, matter=matter, method=method, committee=committee, **asked),  # type: ignore[arg-type]
            self.chair,
        )
        return self.room.meeting.ballots[-1].id

    def _voters_in(self, site: str) -> int:
        return sum(
            one.tonight == site and Category(one.category) in VOTING for one in self.roster.people
        )


def adopted(script: Script) -> Room:
    """Return a branch's meeting with its minutes corrected and adopted."""
    evening = Evening(script)
    room = evening.hold()
    if script.tasks:
        edit = c.EditBlock(block="tasks", text=script.tasks, was="")
        room.do(edit, evening.secretary)
    number = 3
    speaker = member(number)
    room.do(c.ProposeCorrection(block="conclusion", text="Ghi rõ thời hạn"), speaker)
    (one,) = room.meeting.minutes.corrections
    room.do(c.SettleCorrection(correction=one.id, accepted=True), evening.chair)
    ballot = room.meeting.ballots[-1].id
    room.do(c.AdoptMinutes(number="11", resolution_number="9", ballot=ballot), evening.secretary)
    return room
