"""How long a meeting takes for its score: the cases that the browser is held to as well."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from live.ids import ItemId
from live.meeting import commands as c
from live.meeting.agenda import held_ms, left_ms, rest_ms
from live.meeting.plan import PlannedItem
from live.meeting.scoring import objective
from live.meeting.state import Agenda, Item, ItemState
from tests.unit.meeting.room import ITEMS, MINUTE, PLAN, opened

CASES: Final = json.loads((Path(__file__).parent / "lengths.json").read_text(encoding="utf-8"))
OPENED_MS: Final = 1000 * MINUTE


def at(minute: int | None) -> int | None:
    return None if minute is None else OPENED_MS + minute * MINUTE


def item(number: int, told: dict[str, Any], *, current: bool) -> Item:
    over = ItemState.DONE if told["finished"] is not None else ItemState.PENDING
    return Item(
        id=ItemId(f"i{number}"),
        kind="x",
        title="x",
        planned_min=told["planned"],
        counted=told["counted"],
        state=ItemState.CURRENT if current else over,
        started_ms=at(told["started"]),
        spent_ms=told["spent"] * MINUTE,
        finished_ms=at(told["finished"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_length_is_that_of_the_branchs_own_meeting(case: dict[str, Any]) -> None:
    current = case["current"]
    items = tuple(item(n, told, current=n == current) for n, told in enumerate(case["items"]))
    agenda = Agenda(items=items, current=None if current is None else items[current].id)
    meeting = replace(opened().meeting, agenda=agenda)
    now_ms = OPENED_MS + case["now"] * MINUTE
    assert rest_ms(meeting) == case["rest"] * MINUTE
    length_ms = held_ms(meeting, OPENED_MS, now_ms) + left_ms(meeting, now_ms)
    assert length_ms == case["minutes"] * MINUTE


def test_talk_outside_the_meeting_gives_no_points() -> None:
    talk = PlannedItem(
        kind="lessons_learned", title="Rút kinh nghiệm", planned_min=30, counted=False
    )
    room = opened(replace(PLAN, items=(*ITEMS, talk)))
    for each in room.meeting.agenda.items[1:-1]:
        if each.state is ItemState.PENDING:
            room.do(c.StartItem(item=each.id))
    last = room.meeting.agenda.items[-1].id
    room.later(70 * MINUTE).do(c.StartItem(item=last))
    room.later(45 * MINUTE)
    room.do(c.ConcludeItem(item=last, text="Các đồng chí phát biểu nhiều hơn", was=""))
    assert objective(room.meeting, room.now_ms)["C4"].points == 0
    room.later(1000).do(c.CloseMeeting())
    found = objective(room.meeting, None)
    assert (found["C4"].points, found["C4"].evidence[0].facts["minutes"]) == (0, 70)
    assert found["D1"].evidence[0].facts == {"concluded": 0}
