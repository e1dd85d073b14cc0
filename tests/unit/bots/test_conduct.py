"""How simulated minute-takers, members and rooms behave."""

import random
from dataclasses import replace

from live.bots.conduct.member import MemberConduct
from live.bots.conduct.secretary import Secretary
from live.bots.conduct.seen import Act, Deed, DropOut, Seen, SeenRoom, share
from live.bots.conduct.site import Pad
from live.bots.conduct.speech import heard_from, speech_ms
from tests.unit.bots.views import NOW_MS, SCRIPT, item, row, seat, seen, turn


def deeds_over(
    conduct: MemberConduct | Secretary | Pad, minutes: int, **view: object
) -> list[Deed]:
    """Look at the same view every second for some minutes; return all that was done."""
    return [
        deed
        for second in range(minutes * 60)
        for deed in conduct.decide(seen(second * 1000, **view))
    ]


def member(role: str = "member", room: SeenRoom | None = None, **more: object) -> MemberConduct:
    return MemberConduct(
        seat(role, person="p-1", **more), SCRIPT, room or SeenRoom(), random.Random(2)
    )


def secretary() -> Secretary:
    return Secretary(SCRIPT, SeenRoom(), random.Random(3))


def test_the_same_seed_does_the_same() -> None:
    assert deeds_over(member(drops=True), 20) == deeds_over(member(drops=True), 20)


def test_a_member_asks_to_speak_in_the_discussion() -> None:
    assert {deed.command for deed in deeds_over(member(), 10) if isinstance(deed, Act)} == {"ask"}


def test_a_member_without_sound_never_asks() -> None:
    mute = member()
    mute.script = replace(SCRIPT, mute=("p-1",))
    assert deeds_over(mute, 10) == []


def test_a_member_does_not_join_a_long_list() -> None:
    waiting = [{"id": str(n), "person": f"p-{n}"} for n in range(3)]
    assert deeds_over(member(), 10, floor={"queue": waiting}) == []


def test_a_member_who_waits_does_not_ask_again_and_may_withdraw() -> None:
    deeds = deeds_over(member(), 20, me={"request": "r-7"})
    assert deeds
    assert set(map(repr, deeds)) == {repr(Act("withdraw", {"request": "r-7"}))}


def test_a_member_ends_the_turn_when_all_is_said() -> None:
    speaking = {"floor": {"turn": turn()}, "me": {"turn": "t-1"}}
    assert member().decide(seen(5_000, **speaking)) == []
    assert member().decide(seen(60_000, **speaking)) == [Act("finish_turn", {"turn": "t-1"})]


def test_a_member_never_ends_somebody_elses_turn() -> None:
    deeds = deeds_over(member(), 3, floor={"turn": turn("p-2")})
    assert all(isinstance(deed, Act) and deed.command == "ask" for deed in deeds)


def test_a_member_with_a_bad_line_drops_but_not_while_speaking() -> None:
    assert any(isinstance(deed, DropOut) for deed in deeds_over(member(drops=True), 15))
    steady = deeds_over(member(), 15)
    assert not any(isinstance(deed, DropOut) for deed in steady)
    speaking = deeds_over(member(drops=True), 15, me={"turn": "t-1"})
    assert not any(isinstance(deed, DropOut) for deed in speaking)


def test_a_companion_types_the_code_on_the_wall_once_it_is_there() -> None:
    room = SeenRoom()
    phone = member("companion", room, site="s-main")
    assert phone.decide(seen()) == []
    room.codes["s-main"] = "123456"
    assert phone.decide(seen(5_000)) == [Act("check_in", {"code": "123456"})]
    assert phone.decide(seen(6_000, me={"checked_in": True})) == []


def test_nobody_does_anything_before_the_meeting_opens() -> None:
    for conduct in (member(), secretary(), Pad(seat("site", site="s-main"), SCRIPT)):
        assert deeds_over(conduct, 5, state="announced") == []


def test_a_secretary_reads_the_roll_once_at_its_item() -> None:
    items = [item("i-2", "current", kind="roll_call")]
    assert secretary().decide(seen(7_000, items=items)) == [Act("report_roll_call")]
    reported = secretary().decide(seen(7_000, items=items, roll_call={"at_ms": NOW_MS + 1}))
    assert Act("report_roll_call") not in reported


def test_a_secretary_writes_down_a_speech_that_has_no_note() -> None:
    ended = {"turns": [turn(note="")], "queue": [{}, {}]}
    (deed,) = deeds_over(secretary(), 0) or _note_of(ended)
    assert isinstance(deed, Act)
    assert (deed.command, deed.args["turn"]) == ("note_turn", "t-1")
    assert _note_of({"turns": [turn(note="đã ghi")], "queue": [{}, {}]}) == []


def _note_of(floor: dict[str, object]) -> list[Deed]:
    writer = secretary()
    writer.decide(seen(floor=floor))
    return writer.decide(seen(7_000, floor=floor))


def test_a_secretary_asks_for_people_without_a_device_only() -> None:
    rows = {"p-chair": row(), "p-1": row(), "p-2": row(connected=True), "p-3": row("left")}
    deeds = deeds_over(secretary(), 10, rows=rows)
    assert deeds
    assert {str(deed) for deed in deeds} == {str(Act("ask_for", {"person": "p-1"}))}


def test_a_secretary_marks_a_latecomer_whom_nobody_checked_in() -> None:
    writer = secretary()
    full: dict[str, object] = {"queue": [{}, {}]}
    writer.decide(seen(floor=full))
    mark = Act("mark_person", {"person": "p-late", "mark": "in_room", "site": "s-main"})
    assert writer.decide(seen(20_000, floor=full)) == []
    assert writer.decide(seen(40_000, floor=full)) == [mark]


def test_a_latecomer_types_the_number_at_the_right_site_once() -> None:
    here = Pad(seat("site", site="s-main"), SCRIPT)
    assert deeds_over(here, 2) == [Act("check_in_number", {"number": 9})]
    assert deeds_over(Pad(seat("site", site="s-b"), SCRIPT), 2) == []


def test_a_speech_has_a_length_of_its_own_and_reading_takes_long() -> None:
    assert speech_ms("t-1") == speech_ms("t-1")
    assert len({speech_ms(f"t-{n}") for n in range(20)}) == 20
    assert speech_ms("t-1", reading=True) > 4 * 60_000


def test_chance_from_facts_is_even() -> None:
    shares = [share("x", n) for n in range(1000)]
    assert 0.4 < sum(shares) / 1000 < 0.6


def _heard(after: Seen, role: str = "member", **more: object) -> str | None:
    return heard_from(after, seat(role, **more), SCRIPT)


def test_a_member_is_heard_only_in_the_own_turn_and_when_open() -> None:
    mine = {"turn": turn("p-1"), "open": ["p:p-1"]}
    assert _heard(seen(floor=mine), person="p-1") == "p-1"
    assert _heard(seen(floor=mine), person="p-2") is None
    assert _heard(seen(floor={**mine, "open": []}), person="p-1") is None
    paused = {**mine, "turn": turn("p-1", running_since_ms=None)}
    assert _heard(seen(floor=paused), person="p-1") is None


def test_a_site_is_heard_when_the_speaker_sits_there() -> None:
    theirs = {"turn": turn("p-2", site="s-main"), "open": ["s:s-main", "s:s-b"]}
    assert _heard(seen(floor=theirs), "site", site="s-main") == "p-2"
    assert _heard(seen(floor=theirs), "site", site="s-b") is None


def test_the_chair_is_heard_from_the_main_site_between_speeches() -> None:
    quiet = {"open": ["s:s-main", "s:s-b"]}
    moments = [seen(n * 1000, floor=quiet) for n in range(60)]
    assert {_heard(now, "site", site="s-main") for now in moments} == {None, "p-chair"}
    assert {_heard(now, "site", site="s-b") for now in moments} == {None}


def test_one_voice_at_a_time_is_heard_in_free_discussion() -> None:
    free = {"preset": "free", "open": ["p:p-1", "p:p-2", "s:s-main"]}
    for second in range(60):
        now = seen(second * 1000, floor=free)
        heard = [
            _heard(now, person="p-1"),
            _heard(now, person="p-2"),
            _heard(now, "site", site="s-main"),
        ]
        assert sum(voice is not None for voice in heard) == 1
        assert set(heard) - {None} <= now.view["people"].keys()


def test_an_interposed_question_is_heard_instead_of_the_turn() -> None:
    asked = turn("p-1", running_since_ms=None, interposed={"person": "p-2", "since_ms": NOW_MS})
    floor = {"turn": asked, "open": ["p:p-2"]}
    assert _heard(seen(floor=floor), person="p-2") == "p-2"
    assert _heard(seen(floor=floor), person="p-1") is None


def test_a_reader_goes_on_for_minutes() -> None:
    reading = MemberConduct(
        seat("member", person="p-1"),
        replace(SCRIPT, manner="reading"),
        SeenRoom(),
        random.Random(1),
    )
    speaking = {"floor": {"turn": turn()}, "me": {"turn": "t-1"}}
    assert reading.decide(seen(60_000, **speaking)) == []
    assert reading.decide(seen(300_000, **speaking)) == [Act("finish_turn", {"turn": "t-1"})]


MOTION = {"id": "b-1", "ask": {"kind": "motion"}}
MAY_VOTE = {"vote": {"ballot": "b-1", "may": True, "why": None, "voted": None}}


def votes(conduct: MemberConduct, **view: object) -> list[Act]:
    deeds = deeds_over(conduct, 3, **view)
    return [deed for deed in deeds if isinstance(deed, Act) and deed.command == "cast_vote"]


def test_a_member_votes_once_after_thinking_also_when_nothing_says_that_the_vote_is_in() -> None:
    assert member().decide(seen(0, me=MAY_VOTE, ballots=[MOTION])) == []
    (vote,) = votes(member(), me=MAY_VOTE, ballots=[MOTION])
    assert vote.args["ballot"] == "b-1"
    assert vote.args["choice"] in (["for"], ["against"], ["other"])


def test_a_member_chooses_as_many_candidates_as_are_to_be_elected() -> None:
    candidates = [{"id": f"c{n}", "name": "-"} for n in range(1, 5)]
    ask = {"kind": "election", "candidates": candidates, "at_most": 2}
    (vote,) = votes(member(), me=MAY_VOTE, ballots=[{"id": "b-1", "ask": ask}])
    choice = vote.args["choice"]
    assert isinstance(choice, list)
    assert len(set(choice)) == 2


def test_a_member_who_may_not_vote_does_not_try() -> None:
    barred = {"vote": {**MAY_VOTE["vote"], "may": False, "why": "vote_in_room"}}
    assert votes(member(), me=barred, ballots=[MOTION]) == []
    assert votes(member(), me={"vote": None}, ballots=[]) == []


def test_the_minute_taker_opens_the_ballot_of_the_evening_once() -> None:
    script = replace(SCRIPT, ballot="Thông qua kế hoạch")
    keeper = Secretary(script, SeenRoom(), random.Random(3))
    opened = Act("open_ballot", {"item": "i-2", "matter": "Thông qua kế hoạch", "method": "named"})
    assert opened in deeds_over(keeper, 1)
    assert opened not in deeds_over(keeper, 1, ballots=[MOTION])
    assert opened not in deeds_over(secretary(), 1)
