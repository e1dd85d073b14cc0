"""Of whatever log: nothing is drawn outside the picture, and no two labels of a lane overlap."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from live.ids import PersonId
from live.meeting import commands as c
from live.meeting.decide import MeetingPlan
from live.meeting.events import Event
from live.meeting.evolve import fold
from live.meeting.permissions import Actor, Role
from live.meeting.roster import Category, Member
from live.meeting.words import Mark
from live.record.replay import replay
from live.supervision.past import past_alerts
from tests.properties.minutes_draws import Numbers
from tests.properties.test_rules import ACTORS, act, step
from tests.unit.meeting.room import (
    CHAIR,
    HALL,
    MINUTE,
    PLAN,
    SUPERVISOR,
    Room,
    person,
)
from web.i18n import catalogue
from web.replay.lanes import Chart
from web.replay.layout import NARROW, WIDE, Frame, drawn
from web.replay.pages import chart, svg_of
from web.replay.shapes import Drawing

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST: Final = "Nguyễn Phước Quý Thịnh Hoàng Công Tằng Tôn Nữ Diễm Phương Mai"
HOSTILE: Final = ("W" * 90, "\x0b<svg>&\"'\u0301", "🙂" * 40, " ", "Ẫ" * 60)
FRAMES: Final = (WIDE, NARROW)


def charted(log: Sequence[Event], reader: Actor, language: str) -> Chart:
    """Return what the picture of a log says to a reader."""
    told = replay(log, reader)
    alerts = past_alerts(log, told.from_ms, told.until_ms) if reader is SUPERVISOR else None
    return chart(told, alerts, fold(log).facts, catalogue(language), ZONE)


def check(made: Chart, language: str = "vi") -> None:
    """Check both forms, and the file."""
    text = catalogue(language)
    for frame, titled in itertools.product(FRAMES, (True, False)):
        drawing = drawn(made, frame, lambda n: text("replay.others", n=n), titled=titled)
        inside(drawing, frame)
        apart(drawing)
    ET.fromstring(svg_of(made, text))  # noqa: S314 - of our own making


def inside(drawing: Drawing, frame: Frame) -> None:
    """Check that every shape is in the picture, and what shows time in the plot."""
    for lane in drawing.lanes:
        for text in lane.texts:
            left, top, right, bottom = text.box
            assert left >= 0, text
            assert right <= drawing.width + 0.1, text
            assert top >= 0, text
            assert bottom <= drawing.height, text
        for bar in lane.bars:
            assert bar.width >= 0
            assert bar.x >= 0, bar
            assert bar.x + bar.width <= drawing.width + 0.1, bar
            assert 0 <= bar.y <= bar.y + bar.height <= drawing.height, bar
        points = [
            *(point for area in lane.areas for point in area.points),
            *((mark.x - 5, mark.y - 5) for mark in lane.marks),
            *((mark.x + 5, mark.y + 5) for mark in lane.marks),
            *((line.x1, line.y1) for line in lane.grid),
            *((line.x2, line.y2) for line in lane.grid),
        ]
        for x, y in points:
            assert frame.left - 0.1 <= x <= frame.right + 0.1
            assert 0 <= y <= drawing.height


def apart(drawing: Drawing) -> None:
    """Check that no text of a lane lies on another one, nor on one of the next lane."""
    boxes = [text.box for lane in drawing.lanes for text in lane.texts]
    boxes.sort(key=lambda box: box[1])
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other[1] >= one[3]:
                break
            assert one[2] <= other[0] or other[2] <= one[0], (one, other)


def plan_of(count: int, name: str) -> MeetingPlan:
    """Return the plan of a branch of so many members with one name."""
    listed = tuple(
        Member(person=person(n), number=n, name=name, category=Category.OFFICIAL)
        for n in range(1, count + 1)
    )
    return replace(PLAN, members=listed, title=name)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step, max_size=40), st.booleans(), st.sampled_from((CHAIR, SUPERVISOR)))
def test_of_any_log_all_is_drawn_inside_and_no_labels_overlap(
    steps: list[tuple[int, int, Numbers, int]], opened: bool, reader: Actor
) -> None:
    room = Room()
    if opened:
        for actor in ACTORS[:11]:
            room.connect(actor, "d0")
        room.do(c.OpenMeeting())
    for draw, who, drawn_, wait_ms in steps:
        room.later(wait_ms)
        act(room, draw, who, drawn_)
    check(charted(room.log, reader, "en" if opened else "vi"), "en" if opened else "vi")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=90), st.integers(1, 700))
@example(LONGEST, 11 * 60)
@example(HOSTILE[0], 90)
@example(HOSTILE[1], 1)
@example(HOSTILE[2], 30)
@example(HOSTILE[3], 3)
@example(HOSTILE[4], 60 * 24 * 40)
def test_any_name_and_any_length_are_drawn(name: str, length_min: int) -> None:
    room = Room(plan_of(9, name or "x"))
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    room.do(c.CallOn(person=person(1)))
    room.now_ms += length_min * MINUTE
    room.connect(replace(SUPERVISOR, name=name or "x"))
    room.do(c.TakeNote(text=f"{name}x"), SUPERVISOR)
    room.do(c.CloseMeeting())
    told = replay(room.log, SUPERVISOR)
    check(chart(told, (), room.meeting.facts, catalogue("vi"), ZONE))


@pytest.mark.parametrize("late_s", [0, 10, 30])
def test_hours_at_the_edge_of_the_axis_lie_apart_whatever_the_length(late_s: int) -> None:
    for length_min in range(1, 121):
        room = Room()
        room.now_ms += late_s * 1000
        room.connect(CHAIR)
        room.do(c.OpenMeeting())
        room.now_ms += length_min * MINUTE
        room.do(c.CloseMeeting())
        made = charted(room.log, CHAIR, "vi")
        for frame in FRAMES:
            apart(drawn(made, frame, str, titled=False))


def test_two_hundred_members_who_all_speak_are_drawn_and_each_is_in_the_table() -> None:
    room = Room(plan_of(200, LONGEST))
    room.connect(CHAIR)
    room.do(c.OpenMeeting())
    room.do(c.StartItem(item=room.item(3)))
    for number in range(1, 201):
        room.do(c.MarkPerson(person=person(number), mark=Mark.IN_ROOM, site=HALL))
        room.do(c.CallOn(person=person(number)))
        room.now_ms += MINUTE
        room.do(c.TakeBack(turn=room.speech().id))
        room.now_ms += MINUTE
    room.do(c.CloseMeeting())
    made = charted(room.log, Actor(role=Role.SECRETARY, person=PersonId("p2")), "vi")
    check(made)
    turns = next(lane for lane in made.lanes if lane.key == "turns")
    assert len(turns.rows) == 200
    assert "và 170 dòng khác" in svg_of(made, catalogue("vi"))
