"""One line for each guest in minutes and on the page of the record: when, how, how long."""

from dataclasses import replace

import pytest

from live.ids import DeviceId
from live.meeting import commands as c
from live.meeting.permissions import Actor
from live.meeting.words import PictureSize, SheetPart
from live.record.minutes import draft
from live.record.watched import ATTENDED_MIN, superiors, watched_by, watched_line
from live.record.wording import Names
from tests.unit.meeting.room import CHAIR, MINUTE, OBSERVER, SUPERVISOR, Room, opened
from tests.unit.record.evenings import ZONE

DEVICE = DeviceId("supervisor-boss")


def line(room: Room) -> str:
    """Return what the minutes say of the only guest."""
    (said,) = draft(room.meeting, ZONE).watched
    return said


def listens(room: Room, minutes: int, *, pause: int = 5) -> None:
    """Let the supervisor listen for some minutes, and wait."""
    room.do(c.Listen(on=True), SUPERVISOR)
    room.later(minutes * MINUTE)
    room.do(c.Listen(on=False), SUPERVISOR)
    room.later(pause * MINUTE)


def begun() -> Room:
    """Return a meeting with a supervisor from its first minute."""
    room = opened()
    room.connect(SUPERVISOR)
    return room


def test_the_line_has_every_way_with_its_hours_and_minutes() -> None:
    room = begun()
    room.do(c.SetPicture(device=DEVICE, picture=PictureSize.TILE), SUPERVISOR)
    room.later(10 * MINUTE)
    room.do(c.SetPicture(device=DEVICE, picture=PictureSize.LARGE), SUPERVISOR)
    listens(room, 4)
    room.disconnect(SUPERVISOR)
    assert line(room) == (
        "Đ/c Cấp trên, Ủy viên (Xã) theo dõi trực tuyến từ 21 giờ 13 đến 21 giờ 32 (19\u00a0phút);"
        " xem hình nhỏ 10\u00a0phút; xem hình lớn từ 21 giờ 23 đến 21 giờ 32 (9\u00a0phút);"
        " nghe từ 21 giờ 23 đến 21 giờ 27 (4\u00a0phút)."
    )


def test_times_that_are_many_are_counted_and_a_short_one_is_told() -> None:
    room = begun()
    room.do(c.Listen(on=True), SUPERVISOR)
    room.do(c.Listen(on=False), SUPERVISOR)
    room.later(5 * MINUTE)
    assert line(room).endswith("nghe lúc 21 giờ 13 (dưới 1\u00a0phút).")
    for _ in range(3):
        listens(room, 2)
    assert line(room).endswith("nghe 4 lần (6\u00a0phút).")


def test_who_never_heard_anything_is_said_not_to_have() -> None:
    room = begun()
    room.later(MINUTE)
    room.do(c.WriteToChair(text="Xin chào"), CHAIR)  # the record reaches as far as its last event
    assert line(room) == (
        "Đ/c Cấp trên, Ủy viên (Xã) theo dõi trực tuyến từ 21 giờ 13 (1\u00a0phút); không nghe."
    )


def test_an_observer_took_part() -> None:
    room = opened()
    room.connect(OBSERVER)
    room.later(2 * MINUTE)
    room.do(c.CloseMeeting(), CHAIR)
    assert line(room) == "Đ/c Dự mẫu dự trực tuyến từ 21 giờ 13 đến 21 giờ 15 (2\u00a0phút)."


@pytest.mark.parametrize(
    ("minutes", "names"), [(ATTENDED_MIN - 1, ()), (ATTENDED_MIN, ("Cấp trên",))]
)
def test_who_heard_a_quarter_of_an_hour_in_all_has_attended(
    minutes: int, names: tuple[str, ...]
) -> None:
    room = begun()
    room.do(c.SetPicture(device=DEVICE, picture=PictureSize.LARGE), SUPERVISOR)
    listens(room, 5, pause=60)
    listens(room, minutes - 5)
    assert superiors(room.meeting) == names
    room.do(c.CloseMeeting(), CHAIR)
    assert superiors(room.meeting) == names


def test_what_is_heard_before_the_opening_is_no_attendance() -> None:
    room = Room()
    room.connect(SUPERVISOR)
    listens(room, 2 * ATTENDED_MIN)
    room.do(c.OpenMeeting(), CHAIR)
    assert superiors(room.meeting) == ()


def test_who_sat_in_the_room_and_sent_the_branch_a_sheet_has_attended() -> None:
    room = opened()
    room.do(c.WriteSheet(texts={SheetPart.MODE: "Trực tiếp"}), SUPERVISOR)
    assert superiors(room.meeting) == ()
    room.do(c.HandSheet(), SUPERVISOR)
    assert superiors(room.meeting) == ("Cấp trên",)


def test_an_observer_is_no_superior() -> None:
    room = opened()
    room.connect(OBSERVER)
    room.later(60 * MINUTE)
    room.do(c.CloseMeeting(), CHAIR)
    assert superiors(room.meeting) == ()


def test_each_guest_has_a_line_and_who_came_too_early_or_too_late_has_none() -> None:
    room = Room()
    early: Actor = replace(SUPERVISOR, person=OBSERVER.person)
    room.connect(early)
    room.later(MINUTE)
    room.disconnect(early)
    room.do(c.OpenMeeting(), CHAIR)
    room.connect(SUPERVISOR)
    room.later(MINUTE)
    room.do(c.CloseMeeting(), CHAIR)
    before = draft(room.meeting, ZONE).watched
    assert len(before) == 1
    room.later(MINUTE)
    room.connect(OBSERVER)
    assert draft(room.meeting, ZONE).watched == before
    (one,) = watched_by(room.meeting, Names(room.meeting), ZONE)
    assert watched_line(one) == before[0]
