"""The agenda: one current item, order, lengths, the moving end."""

from live.ids import ItemId
from live.meeting import commands as c
from live.meeting.agenda import planned_end_ms, rest_ms
from live.meeting.state import ItemState
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    MINUTE,
    PLAN,
    SECRETARY,
    START_MS,
    Room,
    member,
    opened,
    person,
)


def titles(room: Room) -> list[str]:
    return [item.title for item in room.meeting.agenda.items]


def states(room: Room) -> list[str]:
    return [item.state.value for item in room.meeting.agenda.items]


def test_starting_an_item_finishes_the_one_before() -> None:
    room = Room()
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(1)), SECRETARY)
    room.later(MINUTE)
    room.do(c.StartItem(item=room.item(2)), SECRETARY)
    assert states(room) == ["pending", "done", "current", "pending", "pending"]
    assert room.meeting.agenda.items[1].finished_ms == START_MS + MINUTE
    assert room.meeting.agenda.current == room.item(2)
    assert room.do(c.StartItem(item=room.item(2))) == ()
    assert room.refused(c.StartItem(item=room.item(1))) == "item_not_pending"
    assert room.refused(c.StartItem(item=ItemId("x"))) == "unknown_item"
    assert room.refused(c.StartItem(item=room.item(3)), member(3)) == "not_allowed"


def test_only_the_line_check_starts_before_the_meeting() -> None:
    room = Room()
    room.do(c.StartItem(item=room.item(0)))
    assert room.meeting.agenda.current == room.item(0)
    assert room.refused(c.StartItem(item=room.item(1))) == "not_open"


def test_finishing_twice_is_harmless_and_finishing_another_is_refused() -> None:
    room = opened()
    room.later(MINUTE)
    assert room.do(c.FinishItem(item=room.item(3)))
    assert room.meeting.agenda.current is None
    assert room.do(c.FinishItem(item=room.item(3))) == ()
    assert room.refused(c.FinishItem(item=room.item(4))) == "item_not_current"


def test_skipping_needs_a_reason_and_leaves_a_way_back() -> None:
    room = opened()
    skip = c.SkipItem(item=room.item(3), reason="Hết giờ")
    room.do(skip)
    item = room.meeting.agenda.items[3]
    assert (item.state, item.reason) == (ItemState.SKIPPED, "Hết giờ")
    assert room.meeting.agenda.current is None
    assert room.do(skip) == ()
    room.do(c.StartItem(item=room.item(3)))
    assert room.meeting.agenda.items[3].state is ItemState.CURRENT
    assert room.meeting.agenda.items[3].reason is None
    room.later(MINUTE)
    room.do(c.FinishItem(item=room.item(3)))
    assert room.refused(skip) == "item_not_pending"


def test_skipping_a_pending_item_leaves_the_current_one() -> None:
    room = opened()
    room.do(c.SkipItem(item=room.item(2), reason="Đã gửi tài liệu"))
    assert room.meeting.agenda.current == room.item(3)


def test_an_item_is_inserted_after_another_or_before_all_that_is_pending() -> None:
    room = opened()
    room.do(c.InsertItem(after=room.item(3), title="Kết nạp", planned_min=15, kind="personnel"))
    assert titles(room)[4] == "Kết nạp"
    room.do(c.InsertItem(after=None, title="Đảng phí", planned_min=5, presenter=person(4)))
    assert titles(room)[0] == "Đảng phí"
    assert room.meeting.agenda.items[0].presenter == "p4"
    wrong = c.InsertItem(after=ItemId("x"), title="x", planned_min=5)
    assert room.refused(wrong) == "unknown_item"
    nobody = c.InsertItem(after=None, title="x", planned_min=5, presenter=person(99))
    assert room.refused(nobody) == "unknown_person"


def test_an_item_that_is_not_over_can_be_edited() -> None:
    room = opened()
    edit = c.EditItem(item=room.item(3), title="Thảo luận kỹ", planned_min=40)
    assert room.do(edit)
    assert room.meeting.agenda.items[3].planned_min == 40
    assert room.do(edit) == ()
    room.later(MINUTE)
    room.do(c.FinishItem(item=room.item(3)))
    assert room.refused(edit) == "item_not_pending"


def test_a_pending_item_moves_and_others_do_not() -> None:
    room = opened()
    last = room.item(4)
    room.do(c.MoveItem(item=last, after=room.item(0)))
    assert room.item(1) == last
    assert room.do(c.MoveItem(item=last, after=room.item(0))) == ()
    room.do(c.MoveItem(item=last, after=None))
    assert room.item(0) == last
    assert room.do(c.MoveItem(item=last, after=last)) == ()
    current = room.meeting.agenda.current
    assert current is not None
    assert room.refused(c.MoveItem(item=current, after=None)) == "item_not_pending"
    assert room.refused(c.MoveItem(item=last, after=ItemId("x"))) == "unknown_item"


def test_an_item_is_taken_off_before_opening_unless_it_is_required() -> None:
    room = Room()
    assert room.refused(c.RemoveItem(item=room.item(2)), ADMINISTRATOR) == "item_required"
    room.do(c.RemoveItem(item=room.item(1)), ADMINISTRATOR)
    assert len(room.meeting.agenda.items) == len(PLAN.items) - 1
    room.do(c.OpenMeeting())
    assert room.refused(c.RemoveItem(item=room.item(2))) == "already_open"


def test_a_conclusion_is_written_on_what_was_begun_even_after_closing() -> None:
    room = opened()
    assert room.refused(c.ConcludeItem(item=room.item(4), text="x")) == "item_not_current"
    room.do(c.CloseMeeting())
    write = c.ConcludeItem(item=room.item(3), text="Thống nhất")
    room.do(write, SECRETARY)
    assert room.meeting.agenda.items[3].conclusion == "Thống nhất"
    assert room.do(write, SECRETARY) == ()


def test_an_item_change_ends_the_turn_and_keeps_the_queue_of_the_old_item() -> None:
    room = opened()
    room.ask(3)
    room.ask(4)
    room.next()
    room.do(c.SkipItem(item=room.item(3), reason="Tạm gác"))
    assert room.turn is None
    room.do(c.StartItem(item=room.item(4)))
    assert room.waiting() == []
    room.do(c.StartItem(item=room.item(3)))
    assert room.waiting() == ["p4"]


def test_the_plan_stands_from_opening_on_and_what_is_inserted_adds_to_the_rest() -> None:
    room = Room()
    assert planned_end_ms(room.meeting) == PLAN.scheduled_ms + 50 * MINUTE
    room = opened()
    assert planned_end_ms(room.meeting) == START_MS + 50 * MINUTE
    assert rest_ms(room.meeting) == 20 * MINUTE
    room.do(c.InsertItem(after=None, title="Thêm", planned_min=10))
    assert planned_end_ms(room.meeting) == START_MS + 50 * MINUTE
    assert rest_ms(room.meeting) == 30 * MINUTE
