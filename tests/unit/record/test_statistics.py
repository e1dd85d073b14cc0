"""The speaking statistics: turns, minutes, items, and the norm."""

from zoneinfo import ZoneInfo

from live.meeting import commands as c
from live.meeting.words import RequestKind
from live.record.statistics import speaking_statistics
from live.record.tables import speaking_tables
from tests.unit.meeting.room import MINUTE, SUPERVISOR, Room, opened, person

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def speak(room: Room, number: int, minutes: int) -> None:
    """Let a member ask, speak and end."""
    room.ask(number)
    room.next()
    room.later(minutes * MINUTE)
    room.do(c.TakeBack(turn=room.speech().id))


def spoken() -> Room:
    """Return a meeting in which two members spoke thrice, and the chair and a guest once."""
    room = opened()
    speak(room, 3, 4)
    speak(room, 4, 2)
    speak(room, 3, 1)
    room.do(c.CallOn(person=person(1)))
    room.later(3 * MINUTE).do(c.TakeBack(turn=room.speech().id))
    room.connect(SUPERVISOR)
    assert SUPERVISOR.person
    room.do(c.CallOn(person=SUPERVISOR.person))
    room.later(5 * MINUTE).do(c.TakeBack(turn=room.speech().id))
    return room


def test_chair_and_guests_are_counted_apart_and_not_for_the_norm() -> None:
    found = speaking_statistics(spoken().meeting)
    rows = {row.person: row for row in found.members}
    assert [(row.turns, row.counted, row.spoken_ms) for row in found.members[:2]] == [
        (2, 2, 5 * MINUTE),
        (1, 1, 2 * MINUTE),
    ]
    assert rows[person(3)].longest_ms == 4 * MINUTE
    assert found.chair is not None
    assert (found.chair.turns, found.chair.counted, found.chair.spoken_ms) == (1, 0, 3 * MINUTE)
    assert [(row.person, row.counted) for row in found.guests] == [(SUPERVISOR.person, 0)]
    assert (found.distinct, found.counted, found.turns) == (2, 3, 5)
    assert found.spoken_ms == 15 * MINUTE


def test_the_norm_is_a_share_of_those_attending() -> None:
    room = opened()
    found = speaking_statistics(room.meeting)
    assert (found.attending, found.target_pct, found.norm, found.reached) == (5, 30, 2, False)
    speak(room, 3, 1)
    speak(room, 4, 1)
    assert speaking_statistics(room.meeting).reached


def test_who_attended_and_did_not_speak_is_listed_with_nothing() -> None:
    silent = [row.person for row in speaking_statistics(spoken().meeting).members if not row.turns]
    assert silent == [person(5), person(6)]


def test_a_point_of_order_is_a_turn_but_does_not_count() -> None:
    room = opened()
    room.ask(3, RequestKind.POINT_OF_ORDER)
    room.next()
    room.later(MINUTE)
    room.do(c.TakeBack(turn=room.speech().id))
    row = speaking_statistics(room.meeting).members[0]
    assert (row.turns, row.counted) == (1, 0)


def test_the_table_names_items_and_says_whether_the_norm_is_reached() -> None:
    (table,) = speaking_tables(spoken().meeting, ZONE)
    parts = [row[2] for row in table.rows]
    assert parts == ["chủ trì", *["đảng viên"] * 4, "đại biểu"]
    assert table.rows[1][3:] == (2, 2, 5, 4, "3. Thảo luận")
    assert table.notes[0] == "Số đảng viên phát biểu: 2; định mức: 2 (30 % của 5 đảng viên dự): đạt"
