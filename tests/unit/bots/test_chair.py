"""How a simulated chair leads."""

import random
from dataclasses import replace

import pytest

from live.bots.cast import Script
from live.bots.conduct.chair import Chair
from live.bots.conduct.seen import Act, SeenRoom
from tests.unit.bots.views import SCRIPT, item, row, seen, turn

ASKED = {"id": "r-1", "person": "p-2"}


def chair(script: Script = SCRIPT, room: SeenRoom | None = None) -> Chair:
    return Chair(script, room or SeenRoom(), random.Random(1))


def after_silence(chair: Chair, ms: int, **view: object) -> list[object]:
    """Let the chair notice that nobody speaks, then look again after ``ms``."""
    chair.decide(seen(0, **view))
    return list(chair.decide(seen(ms, **view)))


@pytest.mark.parametrize("state", ["draft", "announced"])
def test_a_chair_opens_a_meeting_that_is_announced(state: str) -> None:
    assert chair().decide(seen(state=state)) == [Act("open_meeting")]


def test_a_chair_does_nothing_in_a_closed_meeting() -> None:
    assert chair().decide(seen(state="closed")) == []


def test_a_chair_starts_the_first_pending_item() -> None:
    items = [item("i-1", "done"), item("i-2")]
    assert chair().decide(seen(items=items, current=None)) == [Act("start_item", {"item": "i-2"})]


def test_a_chair_gives_the_floor_to_who_waits_after_a_breath() -> None:
    leader = chair()
    assert leader.decide(seen(floor={"queue": [ASKED]})) == []
    assert leader.decide(seen(1_000, floor={"queue": [ASKED]})) == []
    assert leader.decide(seen(3_000, floor={"queue": [ASKED]})) == [
        Act("give_next", {"current": None})
    ]


def test_a_chair_calls_on_somebody_who_has_not_spoken_when_nobody_asks() -> None:
    deeds = after_silence(chair(), 10_000, floor={"not_spoken": ["p-2", "p-late"]})
    assert deeds == [Act("call_on", {"person": "p-2"})]


def test_a_chair_never_calls_on_himself_or_on_the_absent() -> None:
    rows = {"p-chair": row(), "p-late": row("unchecked")}
    assert after_silence(chair(), 10_000, rows=rows) == []


def test_a_chair_lets_a_speech_last_and_then_ends_it() -> None:
    leader = chair()
    assert leader.decide(seen(10_000, floor={"turn": turn()})) == []
    assert leader.decide(seen(60_000, floor={"turn": turn()})) == [
        Act("take_back", {"turn": "t-1"})
    ]
    assert leader.decide(seen(60_000, floor={"turn": turn(), "queue": [ASKED]})) == [
        Act("give_next", {"current": "t-1"})
    ]


def test_a_chair_does_not_stop_a_visitor_within_the_limit() -> None:
    leader = chair(room=SeenRoom(visitors={"p-1"}))
    assert leader.decide(seen(290_000, floor={"turn": turn()})) == []
    assert leader.decide(seen(340_000, floor={"turn": turn()})) != []


def test_a_chair_does_not_stop_a_superior_within_the_limit() -> None:
    superior = {"turn": turn("p-superior")}
    assert chair().decide(seen(290_000, floor=superior)) == []
    assert chair().decide(seen(340_000, floor=superior)) != []


def test_a_chair_does_not_stop_a_paused_turn() -> None:
    paused = turn(running_since_ms=None, spoken_ms=90_000)
    assert chair().decide(seen(60_000, floor={"turn": paused})) == []


def test_a_chair_goes_on_to_the_next_item_before_the_lingering_one() -> None:
    items = [item("i-1", "current"), item("i-2")]
    leader = chair()
    leader.decide(seen(items=items, current="i-1"))
    assert leader.decide(seen(30_000, items=items, current="i-1")) == []
    assert leader.decide(seen(60_000, items=items, current="i-1")) == [
        Act("start_item", {"item": "i-2"})
    ]


def test_a_chair_calls_on_the_presenter_of_an_item_once() -> None:
    items = [item("i-1", "current", presenter="p-1"), item("i-2")]
    assert after_silence(chair(), 3_000, items=items, current="i-1") == [
        Act("call_on", {"person": "p-1"})
    ]
    done = {"turns": [turn(item="i-1", note="")]}
    assert after_silence(chair(), 3_000, items=items, current="i-1", floor=done) == []


def test_a_chair_never_leaves_the_lingering_item() -> None:
    items = [item("i-1", "done"), item("i-2", "current"), item("i-3")]
    deeds = after_silence(chair(), 8 * 3600_000, items=items)
    assert deeds
    assert all(isinstance(deed, Act) and deed.command == "call_on" for deed in deeds)


def set_floor(preset: str) -> Act:
    return Act(
        "set_floor",
        {"preset": preset, "limit_s": 300, "overtime": "count_up", "new_speakers_first": False},
    )


def test_a_chair_lets_everybody_speak_in_turn_then_who_wants_then_in_turn_again() -> None:
    leader = chair(replace(SCRIPT, manner="round"))
    assert leader.decide(seen()) == [set_floor("round")]
    going = {"preset": "round", "round": {"done": [], "left": ["p-1"]}}
    assert after_silence(leader, 3_000, floor=going) == [Act("give_next", {"current": None})]
    through = {"preset": "round", "round": {"done": ["p-1"], "left": []}}
    assert leader.decide(seen(floor=through)) == [set_floor("queue")]
    assert leader.decide(seen(60_000, floor={"queue": [ASKED]})) == [
        Act("give_next", {"current": None})
    ]
    assert leader.decide(seen(300_000)) == [set_floor("round")]


def test_a_chair_leaves_a_free_discussion_alone() -> None:
    leader = chair(replace(SCRIPT, manner="free"))
    assert leader.decide(seen()) != []
    assert after_silence(leader, 60_000, floor={"preset": "free"}) == []


def test_a_chair_keeps_to_the_planned_minutes_where_the_script_has_no_pace() -> None:
    items = [item("i-1", "done"), item("i-2", "current", planned_min=3), item("i-3")]
    leader = chair(replace(SCRIPT, linger=2, pace_s=None))
    leader.decide(seen(0, items=items))
    assert leader.decide(seen(179_000, items=items)) == []
    assert leader.decide(seen(181_000, items=items)) == [Act("start_item", {"item": "i-3"})]


def test_a_chair_does_not_call_on_who_has_no_sound() -> None:
    leader = chair(replace(SCRIPT, mute=("p-2",)))
    assert after_silence(leader, 10_000) == [Act("call_on", {"person": "p-1"})]
