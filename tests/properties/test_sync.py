"""Old view with the patches after it is the new view: any commands, any cut, any role.

The commands come from everybody, sensible or not; what the rules refuse simply does not happen.
Views are made by the real rules and patches by the real channel, as clients get them.
"""

import json
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.clock import ManualClock
from live.errors import Rejected
from live.ids import DeviceId, ItemId, NoteId, PersonId, RequestId, SiteId, TurnId
from live.meeting import commands as c
from live.meeting.decide import create, decide
from live.meeting.evolve import evolve
from live.meeting.permissions import Actor
from live.meeting.state import Meeting
from live.meeting.views import view
from live.meeting.words import Mark, Microphone, Overtime, Preset, RequestKind
from signaling.channel import Channel, Watch
from signaling.outbox import Outbox
from signaling.sync import apply, diff
from tests.unit.signaling.world import actor, plan

WORDS = (
    "chair secretary member:p3 member:p4 companion:p5 site:hall site:room2 supervisor observer "
    "administrator"
)
ACTORS = [actor(word) for word in WORDS.split()]
BEGINNING: list[tuple[c.Command, Actor, int]] = [
    (c.OpenMeeting(), ACTORS[0], 0),
    *((c.DeviceCame(device=DeviceId("d0"), node="n1"), who, 100) for who in ACTORS),
    (c.StartItem(item=ItemId("i2")), ACTORS[0], 0),
]
"""Without it chance would hardly ever open the meeting."""
people = st.sampled_from([PersonId(f"p{n}") for n in range(1, 7)])
items = st.sampled_from([ItemId(f"i{n}") for n in range(1, 5)])
some = st.sampled_from([f"i{n}" for n in range(1, 40)])
requests, turns, messages = some.map(RequestId), some.map(TurnId), some.map(NoteId)
sites = st.sampled_from([SiteId("hall"), SiteId("room2")])
texts = st.sampled_from(["Một", "Hai ~ba/bốn", "5"])
devices = st.sampled_from([DeviceId(f"d{n}") for n in range(3)])
nodes = st.sampled_from(["n1", "n2"])

commands: st.SearchStrategy[c.Command] = st.one_of(
    st.just(c.OpenMeeting()),
    st.just(c.AnnounceMeeting()),
    st.builds(c.InsertItem, after=st.none() | items, title=texts, planned_min=st.just(5)),
    st.builds(c.RequireItem, title=texts, planned_min=st.just(5)),
    st.builds(c.MoveItem, item=items, after=st.none() | items),
    st.builds(c.StartItem, item=items),
    st.builds(c.FinishItem, item=items),
    st.builds(c.SkipItem, item=items, reason=texts),
    st.builds(c.ConcludeItem, item=items, text=texts),
    st.builds(c.Ask, kind=st.sampled_from(RequestKind)),
    st.builds(c.AskFor, person=people, kind=st.sampled_from(RequestKind)),
    st.builds(c.Withdraw, request=requests),
    st.builds(c.MoveRequest, request=requests, after=st.none() | requests),
    st.builds(c.GiveNext, current=st.none() | turns),
    st.builds(c.CallOn, person=people),
    st.builds(c.TakeBack, turn=turns),
    st.builds(c.PauseTurn, turn=turns),
    st.builds(c.RemindSpeaker, turn=turns),
    st.builds(c.ResumeTurn, turn=turns),
    st.builds(
        c.SetFloor,
        preset=st.sampled_from(Preset),
        limit_s=st.none() | st.just(60),
        overtime=st.sampled_from(Overtime),
        new_speakers_first=st.booleans(),
    ),
    st.just(c.ShareScreen()),
    st.builds(c.NoteTurn, turn=turns, text=texts),
    st.builds(c.CheckInNumber, number=st.integers(1, 7)),
    st.builds(c.MarkPerson, person=people, mark=st.sampled_from(Mark), reason=texts),
    st.just(c.ReportRollCall()),
    st.builds(c.Listen, on=st.booleans()),
    st.builds(c.WriteToChair, text=texts),
    st.builds(c.ReadMessages, upto=messages),
    st.builds(c.TakeNote, text=texts),
    st.builds(c.AskForHelp, on=st.booleans()),
    st.just(c.AcknowledgeAlert(key="late_start", word="x")),
    st.builds(c.DeviceCame, device=devices, node=nodes),
    st.builds(c.SetMicrophone, device=devices, microphone=st.sampled_from(Microphone)),
    st.builds(c.DeviceWent, device=devices, node=nodes),
    st.just(c.Tick()),
)
steps = st.tuples(
    commands, st.sampled_from([*ACTORS, *ACTORS[:2] * 4]), st.sampled_from([0, 1_000, 45_000])
)


def history(moves: list[tuple[c.Command, Actor, int]]) -> list[Meeting]:
    """Return the states of a meeting, one after each move that the rules allowed."""
    numbers, now_ms = count(1), 1_790_000_000_000

    def ids() -> str:
        return f"i{next(numbers)}"

    meeting = evolve(None, create(plan("m"), actor("chair"), now_ms, ids))
    states = [meeting]
    for command, who, wait_ms in [*BEGINNING, *moves]:
        now_ms += wait_ms
        try:
            events = decide(meeting, command, who, now_ms, ids)
        except Rejected:
            continue
        for event in events:
            meeting = evolve(meeting, event)
        if events:
            states.append(meeting)
    return states


def as_json(value: Any) -> Any:
    """Return what a client would hold."""
    return json.loads(json.dumps(value))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=40), st.sampled_from(ACTORS), st.data())
def test_view_at_any_cut_with_the_patches_after_it_is_the_view_at_the_end(
    moves: list[tuple[c.Command, Actor, int]], who: Actor, data: st.DataObject
) -> None:
    states = history(moves)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(states) - 1), min_size=1, max_size=6)))
    shown = as_json(view(states[cuts[0]], who))
    for cut, later in zip(cuts, [*cuts[1:], len(states) - 1], strict=True):
        shown = apply(shown, as_json(diff(view(states[cut], who), view(states[later], who))))
    assert shown == as_json(view(states[-1], who))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=30), st.sampled_from(ACTORS), st.booleans(), st.data())
def test_client_that_reads_when_it_can_ends_with_the_view(
    moves: list[tuple[c.Command, Actor, int]], who: Actor, resumes: bool, data: st.DataObject
) -> None:
    """The messages of a channel, taken at any moments, applied as PROTOCOL.md says."""
    first, *later = history(moves)
    channel = Channel(first, ManualClock())
    watch = Watch(channel, who, Outbox())
    version, shown = 0, None
    if resumes:
        watch.hold(first)
        version, shown = first.version, as_json(view(first, who))
    for state in [*later, later[-1] if later else first]:
        channel.advance(state)
        last = state.version == (later[-1] if later else first).version
        if last or data.draw(st.booleans()):
            text = watch.next_text()
            if text is not None:
                message = json.loads(text)
                assert message["type"] == "state" or message["from"] == version
                version = message["version"]
                shown = message.get("view") or apply(shown, message["ops"])
    assert shown == as_json(view(channel.meeting, who))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=30), st.sampled_from(ACTORS))
def test_patch_never_names_what_the_view_does_not_show(
    moves: list[tuple[c.Command, Actor, int]], who: Actor
) -> None:
    states = history(moves)
    ops = diff(view(states[0], who), view(states[-1], who))
    tops = {op["path"].split("/")[1] for op in ops}
    assert tops <= view(states[-1], who).keys()
