"""Every role × every command, and the phases in which each is heard."""

import inspect
import typing
from dataclasses import replace
from typing import Final

import pytest

from live.errors import Rejected
from live.ids import (
    BallotId,
    CorrectionId,
    DeviceId,
    ItemId,
    NoteId,
    PersonId,
    ProposalId,
    RequestId,
    TurnId,
)
from live.meeting import commands as c
from live.meeting.changes.change import Change
from live.meeting.decide import RULES, decide
from live.meeting.decisions.moments import WHEN, is_heard, names_now
from live.meeting.decisions.scene import Rule
from live.meeting.events import Event, MeetingCreated
from live.meeting.evolve import CHANGES
from live.meeting.names import CLIENT_COMMANDS, COMMANDS, EVENTS, NAMES, SERVER_COMMANDS
from live.meeting.permissions import MAY, Actor, Role, may
from live.meeting.roster import Category
from live.meeting.state import Phase
from live.meeting.words import (
    BallotMethod,
    Mark,
    Microphone,
    Overtime,
    PictureSize,
    Preset,
    ProposalOutcome,
    SheetPart,
)
from tests.unit.meeting.room import HALL, REGISTER, Room, opened

NOBODY: Final = PersonId("nobody")
EXAMPLES: Final[tuple[c.Command, ...]] = (
    c.EditMeeting(title="x", scheduled_ms=0),
    c.AnnounceMeeting(),
    c.CancelMeeting(),
    c.OpenMeeting(),
    c.CloseMeeting(),
    c.InsertItem(after=None, title="x", planned_min=1),
    c.RequireItem(title="x", planned_min=1),
    c.EditItem(item=ItemId("x"), title="x", planned_min=1),
    c.MoveItem(item=ItemId("x"), after=None),
    c.RemoveItem(item=ItemId("x")),
    c.StartItem(item=ItemId("x")),
    c.FinishItem(item=ItemId("x")),
    c.ReopenItem(item=ItemId("x")),
    c.SkipItem(item=ItemId("x"), reason="x"),
    c.ConcludeItem(item=ItemId("x"), text="x"),
    c.Ask(),
    c.AskFor(person=NOBODY),
    c.Withdraw(request=RequestId("x")),
    c.MoveRequest(request=RequestId("x"), after=None),
    c.GiveNext(current=None),
    c.Give(request=RequestId("x")),
    c.CallOn(person=NOBODY),
    c.TakeBack(turn=TurnId("x")),
    c.FinishTurn(turn=TurnId("x")),
    c.ExtendTurn(turn=TurnId("x"), seconds=60),
    c.PauseTurn(turn=TurnId("x")),
    c.RemindSpeaker(turn=TurnId("x")),
    c.ResumeTurn(turn=TurnId("x")),
    c.Interpose(turn=TurnId("x"), person=NOBODY),
    c.SetFloor(preset=Preset.FREE, limit_s=60, overtime=Overtime.CLOSE, new_speakers_first=True),
    c.ShareScreen(),
    c.StopSharing(),
    c.NoteTurn(turn=TurnId("x"), text="x"),
    c.CheckIn(code="000000"),
    c.CheckInNumber(number=99),
    c.MarkPerson(person=NOBODY, mark=Mark.IN_ROOM),
    c.CorrectAttendance(person=NOBODY, mark=Mark.IN_ROOM, reason="x"),
    c.ReportRollCall(),
    c.EditBlock(block="conclusion", text="x", was=""),
    c.RestoreBlock(block="conclusion", was=""),
    c.PresentMinutes(),
    c.ProposeCorrection(block="conclusion", text="x"),
    c.SettleCorrection(correction=CorrectionId("x"), accepted=True),
    c.AdoptMinutes(number="1"),
    c.ProposeScore(points={}),
    c.AdoptScore(),
    c.ReviewScore(adopted=1),
    c.WriteSheet(texts={SheetPart.STRENGTHS: "x"}),
    c.HandSheet(),
    c.WriteLessons(texts={}),
    c.RaiseProposal(text="x"),
    c.WithdrawProposal(proposal=ProposalId("x"), reason="x"),
    c.AnswerProposal(proposal=ProposalId("x"), outcome=ProposalOutcome.ANSWERED, text="x"),
    c.Listen(on=True),
    c.WriteToChair(text="x"),
    c.ReadMessages(upto=NoteId("x")),
    c.TakeNote(text="x"),
    c.AskForHelp(on=True),
    c.AcknowledgeAlert(key="late_start", word="x"),
    c.ShelveAlert(key="late_start", minutes=5, reason="x"),
    c.AddPerson(person=NOBODY, reason="x"),
    c.TakeOff(person=NOBODY, reason="x"),
    c.ChangeCategory(person=NOBODY, category=Category.EXEMPT, reason="x"),
    c.OpenBallot(item=ItemId("x"), matter="x", method=BallotMethod.HANDS),
    c.CastVote(ballot=BallotId("x"), choice=("for",)),
    c.RecordVote(ballot=BallotId("x"), person=NOBODY, choice=("for",)),
    c.CountHands(ballot=BallotId("x"), site=HALL, sums={}),
    c.CloseBallot(ballot=BallotId("x")),
    c.ConfirmBallot(ballot=BallotId("x")),
    c.CountBallot(ballot=BallotId("x"), sums={}, voters=()),
    c.CancelBallot(ballot=BallotId("x"), reason="x"),
    c.ReserveOpinion(ballot=BallotId("x"), text="x"),
    c.FollowRegister(register=REGISTER),
    c.Undo(version=0),
    c.DeviceCame(device=DeviceId("x"), node="n"),
    c.DeviceWent(device=DeviceId("x"), node="n"),
    c.SetPicture(device=DeviceId("x"), picture=PictureSize.TILE),
    c.SetMicrophone(device=DeviceId("x"), microphone=Microphone.OFF),
    c.Tick(),
    c.CorrectClock(wall_ms=0),
)
ACTORS: Final = tuple(
    Actor(role=role, person=PersonId("p3"), site=HALL if role is Role.SITE else None)
    for role in Role
)


def answer(room: Room, command: c.Command, actor: Actor) -> str:
    """Return ``done``, or the code of the refusal."""
    try:
        decide(room.meeting, command, actor, room.now_ms, room.ids)
    except Rejected as refusal:
        return refusal.code
    return "done"


@pytest.fixture(scope="module")
def rooms() -> dict[Phase, Room]:
    announced = Room()
    announced.do(c.AnnounceMeeting())
    closed = opened()
    closed.do(c.CloseMeeting())
    off = Room()
    off.do(c.CancelMeeting())
    return {
        Phase.DRAFT: Room(),
        Phase.ANNOUNCED: announced,
        Phase.OPEN: opened(),
        Phase.CLOSED: closed,
        Phase.CANCELLED: off,
    }


def test_the_examples_are_every_command() -> None:
    assert {type(command) for command in EXAMPLES} == set(COMMANDS.values())


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: NAMES[type(command)])
@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.role.value)
def test_a_role_is_heard_on_exactly_the_commands_of_the_table(
    rooms: dict[Phase, Room], actor: Actor, command: c.Command
) -> None:
    room = rooms[Phase.OPEN]
    refused = answer(room, command, actor) == "not_allowed"
    assert refused is not may(actor.role, type(command))


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: NAMES[type(command)])
def test_a_command_is_heard_in_exactly_the_phases_of_the_table(
    rooms: dict[Phase, Room], phase: Phase, command: c.Command
) -> None:
    for actor in ACTORS:
        if may(actor.role, type(command)):
            early_or_late = answer(rooms[phase], command, actor) in {
                *("not_open", "already_open", "closed", "cancelled")
            }
            heard = is_heard(actor.role, type(command), phase)
            assert early_or_late is not heard or _not_a_matter_of_phase(command, phase)


def _not_a_matter_of_phase(command: c.Command, phase: Phase) -> bool:
    """Only an item outside the meeting's length may be started before it."""
    return isinstance(command, c.StartItem) and phase in (Phase.DRAFT, Phase.ANNOUNCED)


def test_every_command_has_a_rule_a_phase_and_a_role() -> None:
    assert set(RULES) == set(WHEN) == set(COMMANDS.values())
    assert frozenset[type[c.Command]]().union(*MAY.values()) == set(COMMANDS.values())


def test_no_client_can_report_devices_or_deadlines() -> None:
    assert set(CLIENT_COMMANDS.values()) == set(COMMANDS.values()) - SERVER_COMMANDS
    assert not {"device_came", "device_went", "tick"} & set(CLIENT_COMMANDS)


def test_a_screen_offers_no_command_that_the_server_sends_itself() -> None:
    for role in Role:
        for phase in Phase:
            assert set(names_now(role, phase)) <= set(CLIENT_COMMANDS)
    assert "open_meeting" in names_now(Role.CHAIR, Phase.ANNOUNCED)
    assert "open_meeting" not in names_now(Role.SECRETARY, Phase.ANNOUNCED)
    assert "insert_item" in names_now(Role.ADMINISTRATOR, Phase.DRAFT)
    assert "insert_item" not in names_now(Role.ADMINISTRATOR, Phase.OPEN)


@pytest.mark.parametrize(("command", "rule"), RULES.items(), ids=lambda part: part.__name__)
def test_a_rule_takes_the_command_it_stands_under(command: type[c.Command], rule: Rule) -> None:
    assert _second_parameter(rule) is command


@pytest.mark.parametrize(("event", "change"), CHANGES.items(), ids=lambda part: part.__name__)
def test_a_change_takes_the_event_it_stands_under(event: type[Event], change: Change) -> None:
    assert _second_parameter(change) is event


def _second_parameter(function: Rule | Change) -> object:
    names = list(inspect.signature(function).parameters)
    return typing.get_type_hints(function)[names[1]]


def test_every_event_has_a_name_and_a_change() -> None:
    assert set(EVENTS.values()) == set(CHANGES) | {MeetingCreated}
    assert len(EVENTS) == len(set(EVENTS.values()))


def test_the_record_keeps_role_person_and_name_of_who_acted() -> None:
    room = opened()
    actor = replace(ACTORS[0], name="Đồng chí 3", device=DeviceId("d"))
    author = actor.author
    assert (author.role, author.person, author.name) == (Role.CHAIR, "p3", "Đồng chí 3")
    events = room.do(c.WriteToChair(text="x"), actor)
    assert [event.by for event in events] == [author]
    assert [event.command for event in events] == ["write_to_chair"]
