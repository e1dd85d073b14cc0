"""The agenda: one current item, order, lengths, the moving end."""

from dataclasses import replace
from unicodedata import normalize

import pytest
from pydantic import ValidationError

from live.ids import ItemId
from live.meeting import commands as c
from live.meeting.agenda import insert_after, numbers, planned_end_ms, rest_ms, taken_ms
from live.meeting.plan import PlannedItem
from live.meeting.state import ItemState
from tests.unit.meeting.room import (
    ADMINISTRATOR,
    ITEMS,
    MINUTE,
    PLAN,
    SECRETARY,
    START_MS,
    SUPERVISOR,
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


def test_an_item_is_inserted_after_another_or_before_all_that_is_to_come() -> None:
    room = opened()
    room.do(c.InsertItem(after=room.item(3), title="Kết nạp", planned_min=15, kind="personnel"))
    assert titles(room)[4] == "Kết nạp"
    room.do(c.InsertItem(after=None, title="Đảng phí", planned_min=5, presenter=person(4)))
    assert titles(room)[4:6] == ["Đảng phí", "Kết nạp"]
    assert room.meeting.agenda.items[4].presenter == "p4"
    wrong = c.InsertItem(after=ItemId("x"), title="x", planned_min=5)
    assert room.refused(wrong) == "unknown_item"
    nobody = c.InsertItem(after=None, title="x", planned_min=5, presenter=person(99))
    assert room.refused(nobody) == "unknown_person"


def test_a_superior_requires_an_item_once_before_the_conclusion_of_a_meeting_to_come() -> None:
    room = Room()
    required = c.RequireItem(title="Học tập chỉ thị mới", planned_min=15)
    for _ in range(2):
        room.do(required, SUPERVISOR)
    at = titles(room).index("Học tập chỉ thị mới")
    item = room.meeting.agenda.items[at]
    assert (item.required, item.planned_min, item.counted) == (True, 15, True)
    assert titles(room).count(item.title) == 1
    assert [other.kind for other in room.meeting.agenda.items[at + 1 :]] == ["minutes"]
    assert room.refused(c.RemoveItem(item=item.id)) == "item_required"
    assert opened().refused(required, SUPERVISOR) == "already_open"
    assert room.refused(required) == "not_allowed"


def test_nothing_is_inserted_or_moved_in_among_what_has_begun() -> None:
    room = opened()  # at its third item
    room.do(c.InsertItem(after=room.item(1), title="Thêm", planned_min=5))
    assert titles(room)[4] == "Thêm"
    room.do(c.MoveItem(item=room.item(5), after=room.item(0)))
    assert titles(room)[4:] == ["Thông qua biên bản", "Thêm"]
    for command in (
        c.MoveItem(item=room.item(1), after=room.item(4)),
        c.RemoveItem(item=room.item(1)),
    ):
        assert room.refused(command) == "item_passed"
    assert list(numbers(room.meeting.agenda.items).values()) == ["0", "1", "2", "3", "4", "5"]


def test_what_comes_first_in_the_meeting_comes_behind_the_line_check() -> None:
    room = Room()
    room.do(c.InsertItem(after=None, title="Chào cờ", planned_min=5))
    assert titles(room)[:2] == ["Kiểm tra đường truyền", "Chào cờ"]
    room.do(c.MoveItem(item=room.item(2), after=None))
    assert titles(room)[1] == "Tuyên bố lý do"
    assert list(numbers(room.meeting.agenda.items).values())[:2] == ["0", "1"]


@pytest.mark.parametrize(
    ("ending", "before"),
    [
        (PlannedItem(kind="minutes", title="Thông qua biên bản", planned_min=3), "Thảo luận"),
        (PlannedItem(kind="other", title="BẾ MẠC", planned_min=3), "Thảo luận"),
        (PlannedItem(kind="other", title=normalize("NFD", "Bế mạc"), planned_min=3), "Thảo luận"),
        (PlannedItem(kind="other", title="Văn nghệ", planned_min=3), "Văn nghệ"),
    ],
)
def test_a_new_item_is_likely_to_belong_before_the_closing(
    ending: PlannedItem, before: str
) -> None:
    room = Room(replace(PLAN, items=(*ITEMS[:-1], ending)))
    place = insert_after(room.meeting.agenda.items)
    assert next(item.title for item in room.meeting.agenda.items if item.id == place) == before
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(4)))
    assert insert_after(room.meeting.agenda.items) == room.item(4)  # the end has begun


def test_an_empty_agenda_has_only_one_place() -> None:
    assert insert_after(Room(replace(PLAN, items=())).meeting.agenda.items) is None


@pytest.mark.parametrize("minutes", [0, -5, 481, 10**9])
def test_an_item_takes_some_minutes_and_no_more_than_a_working_day(minutes: int) -> None:
    room = opened()
    with pytest.raises(ValidationError):
        c.InsertItem(after=None, title="x", planned_min=minutes)
    with pytest.raises(ValidationError):
        c.EditItem(item=room.item(4), title="x", planned_min=minutes)
    for right in (1, 480):
        room.do(c.EditItem(item=room.item(4), title="x", planned_min=right))


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
    room = Room()
    last = room.item(4)
    room.do(c.MoveItem(item=last, after=room.item(0)))
    assert room.item(1) == last
    assert room.do(c.MoveItem(item=last, after=room.item(0))) == ()
    room.do(c.MoveItem(item=last, after=room.item(3)))
    assert room.item(3) == last
    assert room.do(c.MoveItem(item=last, after=last)) == ()
    assert room.refused(c.MoveItem(item=last, after=ItemId("x"))) == "unknown_item"
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(2)))
    assert room.refused(c.MoveItem(item=room.item(2), after=None)) == "item_not_pending"


def test_an_item_is_taken_off_also_while_the_meeting_runs_unless_it_is_required() -> None:
    room = Room()
    assert room.refused(c.RemoveItem(item=room.item(2)), ADMINISTRATOR) == "item_required"
    room.do(c.RemoveItem(item=room.item(1)), ADMINISTRATOR)
    assert len(room.meeting.agenda.items) == len(PLAN.items) - 1
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(2)))
    room.do(c.InsertItem(after=None, title="Thêm nhầm", planned_min=5), SECRETARY)
    wrong = room.item(3)
    assert room.refused(c.RemoveItem(item=wrong), member(3)) == "not_allowed"
    (taken_off,) = room.do(c.RemoveItem(item=wrong), SECRETARY)
    assert (taken_off.by.name, taken_off.command) == ("Đồng chí 2", "remove_item")
    assert "Thêm nhầm" not in titles(room)
    assert room.refused(c.RemoveItem(item=room.item(2))) == "item_not_pending"
    room.do(c.CloseMeeting())
    assert room.refused(c.RemoveItem(item=room.item(3))) == "closed"


def test_a_finished_item_is_taken_up_again_and_its_time_goes_on() -> None:
    room = opened()
    room.later(5 * MINUTE)
    room.do(c.StartItem(item=room.item(4)))
    assert room.do(c.ReopenItem(item=room.item(3))) == ()  # in the moment it was finished
    assert room.refused(c.ReopenItem(item=room.item(3)), member(3)) == "not_allowed"
    assert room.refused(c.ReopenItem(item=room.item(1))) == "item_not_done"
    room.later(2 * MINUTE)
    room.ask(3)
    room.next()
    events = room.do(c.ReopenItem(item=room.item(3)), SECRETARY)
    assert [type(event).__name__ for event in events] == [
        "TurnEnded",
        "ItemFinished",
        "ItemReopened",
    ]
    assert states(room)[3:] == ["current", "done"]
    assert room.turn is None
    assert room.do(c.ReopenItem(item=room.item(3))) == ()
    room.later(3 * MINUTE)
    discussion = room.meeting.agenda.items[3]
    assert (discussion.finished_ms, taken_ms(discussion, room.now_ms)) == (None, 8 * MINUTE)
    room.do(c.FinishItem(item=room.item(3)))
    room.later(MINUTE)
    assert taken_ms(room.meeting.agenda.items[3], room.now_ms) == 8 * MINUTE
    room.do(c.CloseMeeting())
    assert room.refused(c.ReopenItem(item=room.item(3))) == "closed"


def test_an_item_that_was_skipped_on_the_way_keeps_the_time_it_took() -> None:
    room = opened()
    room.later(4 * MINUTE)
    room.do(c.SkipItem(item=room.item(3), reason="Chờ tài liệu"))
    room.later(10 * MINUTE)
    room.do(c.StartItem(item=room.item(3)))
    room.later(MINUTE)
    assert taken_ms(room.meeting.agenda.items[3], room.now_ms) == 5 * MINUTE


def test_an_item_on_which_others_went_on_is_not_taken_back_from_before_them() -> None:
    room = opened()
    room.do(c.InsertItem(after=None, title="Thêm", planned_min=5), SECRETARY)
    inserted = room.meeting.undo[-1].version
    room.do(c.StartItem(item=room.item(5)))
    assert room.refused(c.Undo(version=inserted), SECRETARY) == "item_changed"


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
