"""Whatever anybody does in any order, what must always hold of a meeting holds.

Commands are drawn with what they need from the meeting as it stands (a request that waits, the
running turn) as often as from nothing, so that most of them are decided, not just refused. The
invariants stand in words in ``live/README.md``.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.errors import Rejected
from live.ids import DeviceId, ItemId, RequestId, TurnId
from live.meeting import commands as c
from live.meeting.agenda import numbers, taken_ms
from live.meeting.attendance import HERE, has_link, holds, is_away, is_here, open_interval
from live.meeting.deadline import deadline
from live.meeting.evolve import fold
from live.meeting.feeds import open_microphones
from live.meeting.figures import figures
from live.meeting.floor import queue
from live.meeting.hearing import unheard
from live.meeting.permissions import may
from live.meeting.roster import Category, Member
from live.meeting.state import (
    WAITS_FOR_SOUND,
    Feed,
    ItemState,
    Meeting,
    Pause,
    PersonFeed,
    Phase,
    Row,
    SiteFeed,
)
from live.meeting.views import view
from live.meeting.words import Mark, Microphone, Overtime, Preset, RequestKind
from live.store.codec import CODEC
from signaling.rejections import RULES as CODES
from tests.properties.score_draws import RECORD_DRAWS
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    CHAIR,
    HALL,
    HALL_SITE,
    MINUTE,
    OBSERVER,
    REGISTER,
    SECRETARY,
    SERVER,
    STATION,
    STATION_SITE,
    SUPERVISOR,
    Room,
    companion,
    member,
    person,
)

ACTORS: Final = (
    *(CHAIR, CHAIR, SECRETARY, SECRETARY, HALL_SITE, STATION_SITE, SUPERVISOR, OBSERVER),
    *(member(3), member(4), member(5), companion(6), companion(3), ADMINISTRATOR, SERVER),
)
PEOPLE: Final = (*(person(n) for n in range(1, 8)), person(99), SUPERVISOR.person or person(0))
WAITS_MS: Final = (0, 1, 1000, 30_000, 90_000, 5 * MINUTE)

Numbers = tuple[int, int, int]
Draw = Callable[[Room, Numbers], c.Command]
T = TypeVar("T")


def _pick(values: tuple[T, ...], number: int) -> T:
    return values[number % len(values)]


def _item(room: Room, number: int) -> ItemId:
    return _pick((*(item.id for item in room.meeting.agenda.items), ItemId("none")), number)


def _request(room: Room, number: int) -> RequestId:
    return _pick((*(r.id for r in queue(room.meeting)), RequestId("none")), number)


def _turn(room: Room, number: int) -> TurnId:
    running: tuple[TurnId, ...] = (room.turn.id,) * 3 if room.turn else ()
    ended = tuple(turn.id for turn in room.meeting.floor.turns[-1:])
    turns: tuple[TurnId, ...] = (*running, *ended, TurnId("none"))
    return _pick(turns, number)


def _current(room: Room, number: int) -> TurnId | None:
    return (room.turn.id if room.turn else None) if number % 4 else TurnId("none")


def _undo(room: Room, number: int) -> int:
    return _pick((*(point.version for point in room.meeting.undo), number), number)


def _floor(number: int, preset: int, limit: int) -> c.SetFloor:
    return c.SetFloor(
        preset=_pick(tuple(Preset), preset),
        limit_s=_pick((None, 60, 300), limit),
        overtime=_pick(tuple(Overtime), number),
        new_speakers_first=bool(number % 3),
    )


def _correction(room: Room, numbers: Numbers) -> c.CorrectAttendance:
    who, how, when = numbers
    return c.CorrectAttendance(
        person=_pick(PEOPLE, who),
        mark=_pick(tuple(Mark), how),
        from_ms=_pick((None, room.now_ms - MINUTE, 0), when),
        until_ms=_pick((None, None, room.now_ms), when),
        reason="Nhầm",
    )


def _mark(_: Room, n: Numbers) -> c.MarkPerson:
    return c.MarkPerson(
        person=_pick(PEOPLE, n[0]),
        mark=_pick(tuple(Mark), n[1]),
        site=_pick((None, HALL, STATION), n[2]),
        reason=_pick(("", "Ốm"), n[2]),
    )


def _register(_: Room, n: Numbers) -> c.FollowRegister:
    """Somebody less, somebody new, somebody of another category, one room less."""
    gone, changed, how = n
    listed = [
        replace(member, category=_pick(tuple(Category), how))
        if member.number == changed
        else member
        for member in REGISTER.members
        if member.number != gone
    ]
    new = (Member(person=person(n), number=n, name="Mới") for n in range(10, 10 + how % 3))
    sites = REGISTER.sites[: 1 + changed % 2]
    return c.FollowRegister(register=replace(REGISTER, members=(*listed, *new), sites=sites))


def _add(room: Room, n: Numbers) -> c.AddPerson:
    who = (None, *room.meeting.off, *(member.person for member in room.meeting.register))
    name = _pick((None, "Người mới"), n[1])
    return c.AddPerson(person=_pick(who, n[0]), name=name, number=n[2] or None, reason="x")


DRAWS: Final[tuple[Draw, ...]] = (
    lambda _, n: c.EditMeeting(title=f"t{n[0] % 3}", scheduled_ms=n[1]),
    lambda _, __: c.AnnounceMeeting(),
    lambda _, n: c.CancelMeeting(reason="x") if n[0] % 9 == 0 else c.AnnounceMeeting(),
    lambda _, __: c.OpenMeeting(),
    lambda _, n: c.CloseMeeting() if n[0] % 9 == 0 else c.OpenMeeting(),
    lambda r, n: c.InsertItem(
        after=_item(r, n[0]) if n[1] % 2 else None, title="x", planned_min=5, kind="lessons_learned"
    ),
    lambda r, n: c.EditItem(item=_item(r, n[0]), title=f"t{n[1] % 3}", planned_min=n[2] + 1),
    lambda r, n: c.MoveItem(item=_item(r, n[0]), after=_item(r, n[1]) if n[2] % 2 else None),
    lambda r, n: c.RemoveItem(item=_item(r, n[0])),
    lambda r, n: c.StartItem(item=_item(r, n[0])),
    lambda r, n: c.StartItem(item=_item(r, n[0])),
    lambda r, n: c.FinishItem(item=_item(r, n[0])),
    lambda r, n: c.ReopenItem(item=_item(r, n[0])),
    lambda r, n: c.SkipItem(item=_item(r, n[0]), reason="x"),
    lambda r, n: c.ConcludeItem(item=_item(r, n[0]), text="x"),
    lambda _, n: c.Ask(kind=_pick(tuple(RequestKind), n[0])),
    lambda _, n: c.Ask(kind=_pick(tuple(RequestKind), n[0])),
    lambda _, n: c.AskFor(person=_pick(PEOPLE, n[0]), kind=_pick(tuple(RequestKind), n[1])),
    lambda r, n: c.Withdraw(request=_request(r, n[0])),
    lambda r, n: c.MoveRequest(
        request=_request(r, n[0]), after=_request(r, n[1]) if n[2] % 2 else None
    ),
    lambda r, n: c.GiveNext(current=_current(r, n[0])),
    lambda r, n: c.GiveNext(current=_current(r, n[0])),
    lambda r, n: c.Give(request=_request(r, n[0])),
    lambda _, n: c.CallOn(person=_pick(PEOPLE, n[0])),
    lambda r, n: c.TakeBack(turn=_turn(r, n[0])),
    lambda r, n: c.FinishTurn(turn=_turn(r, n[0])),
    lambda r, n: c.ExtendTurn(turn=_turn(r, n[0]), seconds=n[1] % 600 - 300),
    lambda r, n: c.PauseTurn(turn=_turn(r, n[0])),
    lambda r, n: c.RemindSpeaker(turn=_turn(r, n[0])),
    lambda r, n: c.ResumeTurn(turn=_turn(r, n[0])),
    lambda r, n: c.Interpose(turn=_turn(r, n[0]), person=_pick(PEOPLE, n[1])),
    lambda _, n: _floor(*n),
    lambda _, __: c.ShareScreen(),
    lambda _, __: c.StopSharing(),
    lambda r, n: c.NoteTurn(turn=_turn(r, n[0]), text=f"n{n[1] % 2}"),
    lambda _, __: c.CheckIn(code="123456"),
    lambda _, n: c.CheckInNumber(number=n[0] % 12 + 1),
    _mark,
    _mark,
    _correction,
    lambda _, __: c.ReportRollCall(),
    lambda _, n: c.Listen(on=bool(n[0] % 2)),
    *RECORD_DRAWS,
    lambda _, __: c.WriteToChair(text="x"),
    lambda _, __: c.TakeNote(text="x"),
    _register,
    _register,
    _add,
    _add,
    lambda _, n: c.TakeOff(person=_pick(PEOPLE, n[0]), reason="x"),
    lambda _, n: c.TakeOff(person=_pick(PEOPLE, n[0]), reason="x"),
    lambda _, n: c.ChangeCategory(
        person=_pick(PEOPLE, n[0]), category=_pick(tuple(Category), n[1]), reason="x"
    ),
    lambda r, n: c.Undo(version=_undo(r, n[0])),
    lambda r, n: c.Undo(version=_undo(r, n[0])),
    lambda _, n: c.DeviceCame(device=_device(n[0]), node=_pick(("n1", "n2"), n[1])),
    lambda _, n: c.DeviceCame(device=_device(n[0]), node="n1", entered=n[1] % 2 == 0),
    lambda _, n: c.SetMicrophone(device=_device(n[0]), microphone=_pick(tuple(Microphone), n[1])),
    lambda _, n: c.DeviceWent(device=_device(n[0]), node=_pick(("n1", "n1", "n2"), n[1])),
)


def _device(number: int) -> DeviceId:
    return DeviceId(f"d{number % 2}")


small = st.integers(0, 40)
step = st.tuples(
    st.integers(0, len(DRAWS) - 1),
    small,
    st.tuples(small, small, small),
    st.sampled_from(WAITS_MS),
)


def numbers_begun(meeting: Meeting) -> dict[ItemId, str]:
    """Return the numbers of the items that have begun."""
    items = meeting.agenda.items
    number = numbers(items)
    return {item.id: number[item.id] for item in items if item.started_ms is not None}


def act(room: Room, draw: int, who: int, drawn: Numbers) -> None:
    """Try one command, mostly by somebody who may; what is refused has a documented code."""
    code = "closed"
    command = DRAWS[draw](room, drawn)
    able = tuple(actor for actor in ACTORS if may(actor.role, type(command)))
    try:
        room.do(command, _pick(able if who % 5 else ACTORS, who))
    except Rejected as refusal:
        code = refusal.code
    assert code in CODES


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, min_size=1, max_size=60), st.booleans())
def test_no_sequence_of_commands_breaks_an_invariant(
    steps: list[tuple[int, int, Numbers, int]], opened: bool
) -> None:
    room = Room()
    if opened:
        for actor in ACTORS[:11]:
            room.connect(actor, "d0")
        room.do(c.OpenMeeting())
        room.do(c.StartItem(item=room.item(3)))
    for draw, who, drawn, wait_ms in steps:
        room.later(wait_ms)
        begun = numbers_begun(room.meeting)
        act(room, draw, who, drawn)
        check(room)
        after = numbers_begun(room.meeting)
        assert all(after.get(item, number) == number for item, number in begun.items())
    assert fold(room.log) == room.meeting
    assert fold(CODEC.decode(*CODEC.encode(event)) for event in room.log) == room.meeting
    for actor in ACTORS:
        turn = view(room.meeting, actor)["floor"]["turn"]
        assert not (turn and turn["unheard"] and turn["running_since_ms"] is not None)


def check(room: Room) -> None:
    """Check every invariant."""
    meeting = room.meeting
    assert meeting.version == len(room.log)
    check_agenda(meeting)
    check_floor(meeting)
    check_sound(meeting)
    check_figures(meeting)
    check_list(meeting)
    for row in meeting.attendance.rows.values():
        check_row(row, meeting.facts.phase)
    due_ms = deadline(meeting)
    if due_ms is not None and due_ms <= room.now_ms:
        room.later(0)
        due_ms = deadline(room.meeting)
        assert due_ms is None or due_ms > room.now_ms


def check_list(meeting: Meeting) -> None:
    """Everybody expected has a row and a number of their own; who leads or presents is expected."""
    people = meeting.members
    assert list(people) == list(meeting.attendance.rows)
    assert len({member.number for member in people.values()}) == len(people)
    presenters = {item.presenter for item in meeting.agenda.items}
    assert {meeting.facts.chair, meeting.facts.secretary} - {None} <= people.keys()
    assert presenters - {None} <= people.keys() | meeting.off.keys()
    assert not people.keys() & meeting.off.keys()
    assert not any(open_interval(off.row) for off in meeting.off.values())
    rooms = {part.site for row in meeting.attendance.rows.values() for part in row.intervals}
    assert rooms - {None} <= meeting.sites.keys()


def check_agenda(meeting: Meeting) -> None:
    items = meeting.agenda.items
    current = [item.id for item in items if item.state is ItemState.CURRENT]
    assert current == ([meeting.agenda.current] if meeting.agenda.current else [])
    assert len({item.id for item in items}) == len(items)
    assert all(item.started_ms is not None for item in items if item.state is ItemState.DONE)
    assert all(taken_ms(item, item.started_ms or 0) >= 0 for item in items)


def check_floor(meeting: Meeting) -> None:
    floor = meeting.floor
    waiting = [request.person for request in queue(meeting)]
    assert len(set(waiting)) == len(waiting)
    assert len(set(floor.round_done)) == len(floor.round_done)
    for request in floor.requests:
        assert request.person not in meeting.members or is_here(meeting, request.person)
    turn = floor.turn
    if turn:
        assert meeting.facts.phase is Phase.OPEN
        assert turn.person not in waiting
        assert turn.item == meeting.agenda.current
        assert turn.person not in meeting.members or is_here(meeting, turn.person)
        assert (turn.pause is None) is (turn.running_since_ms is not None)
        assert turn.interposed is None or turn.running_since_ms is None
        silent = unheard(meeting, turn.person) is not None and not turn.vouched
        assert not (silent and turn.running_since_ms is not None)
        assert silent or turn.pause not in WAITS_FOR_SOUND
        assert is_away(meeting, turn.person) or turn.pause is not Pause.DROPPED
    ids = [turn.id for turn in (*floor.turns, *([floor.turn] if floor.turn else []))]
    assert len(set(ids)) == len(ids)
    assert all(ended.ended_ms is not None and ended.spoken_ms >= 0 for ended in floor.turns)


def check_sound(meeting: Meeting) -> None:
    """Nobody is heard but the speaker, the chair, who puts a question, and in a free discussion
    (and in rooms before opening) whoever is connected."""
    floor = meeting.floor
    everybody = floor.preset is Preset.FREE or meeting.facts.phase is not Phase.OPEN
    entitled = {meeting.facts.chair}
    if floor.turn:
        entitled.add(floor.turn.person)
        entitled.add(floor.turn.interposed.person if floor.turn.interposed else None)
    echoes = floor.turn is not None and floor.turn.running_since_ms and not floor.turn.silenced
    for voice in open_microphones(meeting):
        assert meeting.facts.phase is not Phase.CLOSED
        behind = _people_behind(meeting, voice)
        assert everybody or entitled & behind
        if floor.turn and echoes and isinstance(voice, SiteFeed) and not everybody:
            assert floor.turn.person in behind


def _people_behind(meeting: Meeting, voice: Feed) -> set[str | None]:
    match voice:
        case PersonFeed(who):
            return {who}
        case SiteFeed(site):
            rows = meeting.attendance.rows.items()
            intervals = ((who, open_interval(row)) for who, row in rows)
            return {who for who, interval in intervals if interval and interval.site == site}


def check_figures(meeting: Meeting) -> None:
    now = figures(meeting)
    assert sum(count for _, count in now.base_how) == now.base
    assert sum(count for _, count in now.denominator_how) == now.denominator
    assert 0 <= now.present <= now.attended <= now.base
    assert 0 <= now.rate_pct <= 100
    here = sum(is_here(meeting, who) for who in meeting.members)
    if meeting.facts.phase is not Phase.CLOSED:
        assert now.counts["in_room"] + now.counts["online"] == here
    states = ("left", "excused", "unexcused", "exempt", "temp_out", "suspended", "unchecked")
    others = sum(now.counts[state] for state in states)
    assert now.counts["in_room"] + now.counts["online"] + others == len(meeting.members)
    assert HERE


def check_row(row: Row, phase: Phase) -> None:
    """Intervals are in order and apart; only the last is open; presence by link has a link, or
    waits for one."""
    for before, after in zip(row.intervals, row.intervals[1:], strict=False):
        assert before.until_ms is not None
        assert before.from_ms < before.until_ms <= after.from_ms
    interval = open_interval(row)
    assert interval is None or phase is not Phase.CLOSED
    if interval is None:
        assert row.dropped is None
    elif not holds(interval):
        assert has_link(row) is (row.dropped is None)
    assert interval is None or row.absence is None
