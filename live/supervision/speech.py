"""Conditions of who speaks: nobody, one alone, somebody who is not heard or waits too long."""

from collections.abc import Iterator
from typing import Final

from live.errors import Fact
from live.meeting.agenda import current_item
from live.meeting.feeds import feed_key, feed_of
from live.meeting.figures import figures
from live.meeting.floor import (
    all_turns,
    counted_turns,
    heard,
    norm,
    not_heard,
    queue,
    spoken_ms,
)
from live.meeting.hearing import unheard
from live.meeting.people import shown_name
from live.meeting.state import Item, ItemState, Meeting, Turn
from live.supervision.condition import MINUTE_MS, Condition, Glance
from live.supervision.schedule import item_began_ms

DISCUSSION: Final = frozenset({"discussion", "relate"})
"""Kinds of items in which many members should speak."""
DISCUSSION_END: Final = 0.75
"""Share of its planned time after which a discussion is near its end; chosen."""
DISCUSSION_HALF: Final = 0.5
"""Share of its planned time after which shares of speaking time say something; chosen."""

QUIET_S: Final = 10
"""Seconds for which the open microphone of a speaker gives no sound before that is a condition:
longer than a pause for thought; chosen."""


def speech(at: Glance) -> Iterator[Condition]:
    """Yield everything about who speaks, and who does not."""
    yield from _turn(at)
    yield from _silent(at)
    yield from _nobody(at)
    yield from _few(at)
    yield from _one_voice(at)
    yield from _waiting(at)


def _discussion(meeting: Meeting) -> Item | None:
    """Return the current item if it is a discussion."""
    item = current_item(meeting)
    return item if item is not None and item.kind in DISCUSSION else None


def _share_ms(item: Item, share: float) -> int:
    """Return when a share of an item's planned time is over; 0 for one that has not begun."""
    began_ms = item_began_ms(item)
    return 0 if began_ms is None else began_ms + int(item.planned_min * MINUTE_MS * share)


def _turn(at: Glance) -> Iterator[Condition]:
    turn = at.meeting.floor.turn
    if turn is None:
        return
    spoken = spoken_ms(turn, at.now_ms)
    facts: dict[str, Fact] = {"name": shown_name(at.meeting, turn.person)}
    if turn.limit_s is not None and spoken > turn.limit_s * 1000:
        since_ms = _passed_ms(turn, turn.limit_s * 1000)
        yield Condition(key="speaker_overtime", since_ms=since_ms, facts=facts)
    line_ms = at.meeting.facts.rules.monologue_min * MINUTE_MS
    if _discussion(at.meeting) and spoken >= line_ms and turn in counted_turns(at.meeting):
        yield Condition(key="monologue", since_ms=_passed_ms(turn, line_ms), facts=facts)


def _passed_ms(turn: Turn, line_ms: int) -> int:
    """Return when a turn's speaking time reached ``line_ms``. Earlier pauses are not in the state,
    so if that was before the last pause, return the earliest possible moment."""
    if turn.running_since_ms is not None and turn.spoken_ms < line_ms:
        return turn.running_since_ms + line_ms - turn.spoken_ms
    return turn.started_ms + line_ms


def _silent(at: Glance) -> Iterator[Condition]:
    """Yield a speaker of whom nothing is heard: no sound can come, or none does come.

    When the sound was lost is not in the state; it was not before the time spoken so far.
    """
    meeting, turn = at.meeting, at.meeting.floor.turn
    if turn is None or turn.vouched:
        return
    facts: dict[str, Fact] = {"name": shown_name(meeting, turn.person)}
    if reason := unheard(meeting, turn.person):
        facts["cause"] = reason.cause.value
        since_ms = turn.started_ms + turn.spoken_ms
        yield Condition(key="silent_microphone", since_ms=since_ms, facts=facts)
        return
    quiet_ms = at.quiet.get(feed_key(feed_of(meeting, turn.person)))
    if quiet_ms is None or turn.running_since_ms is None:
        return
    since_ms = max(quiet_ms, turn.running_since_ms)  # the microphone may have been off before
    if at.now_ms - since_ms >= QUIET_S * 1000:
        facts["cause"] = "no_sound"
        yield Condition(key="silent_microphone", since_ms=since_ms, facts=facts)


def _nobody(at: Glance) -> Iterator[Condition]:
    """Yield a discussion in which for minutes nobody has the floor, and nothing is voted on."""
    meeting, item = at.meeting, _discussion(at.meeting)
    voting = any(ballot.unfinished for ballot in meeting.ballots)
    if item is None or item.started_ms is None or meeting.floor.turn or voting:
        return
    ends = [turn.ended_ms or 0 for turn in meeting.floor.turns]
    asked = [ballot.confirmed_ms or 0 for ballot in meeting.ballots]
    minutes = meeting.facts.rules.silence_min
    since_ms = max(item.started_ms, *ends, *asked, 0) + minutes * MINUTE_MS
    if at.now_ms >= since_ms:
        yield Condition(key="nobody_speaks", since_ms=since_ms, facts={"minutes": minutes})


def _few(at: Glance) -> Iterator[Condition]:
    """Yield a discussion near its end, or over, in which fewer spoke than the unit asks for; and
    while it goes on, how many have not spoken."""
    meeting, since_ms = at.meeting, _near_end_ms(at)
    if since_ms is None:
        return
    spoke = heard(meeting)
    needed = norm(figures(meeting).attending, meeting.facts.rules.speaker_target_pct)
    if len(spoke) < needed:
        facts: dict[str, Fact] = {"spoke": len(spoke), "needed": needed}
        yield Condition(key="few_speakers", since_ms=since_ms, facts=facts)
    silent = not_heard(meeting, spoke)
    if silent and _discussion(meeting):
        yield Condition(key="never_spoken", since_ms=since_ms, facts={"people": len(silent)})


def _near_end_ms(at: Glance) -> int | None:
    """Return when the last discussion passed `DISCUSSION_END` or was finished; None: neither."""
    for item in reversed(at.meeting.agenda.items):
        if item.kind not in DISCUSSION or item.started_ms is None:
            continue
        if item.state is ItemState.CURRENT:
            near_ms = _share_ms(item, DISCUSSION_END)
            return near_ms if at.now_ms >= near_ms else None
        return item.finished_ms
    return None


def _one_voice(at: Glance) -> Iterator[Condition]:
    """Yield who has had most of a discussion's time when half of it is over."""
    meeting, item = at.meeting, _discussion(at.meeting)
    if item is None or at.now_ms < _share_ms(item, DISCUSSION_HALF):
        return
    own: dict[str, int] = {}
    for turn in counted_turns(meeting):
        if turn.item == item.id:
            own[turn.person] = own.get(turn.person, 0) + spoken_ms(turn, at.now_ms)
    turns = [turn for turn in all_turns(meeting.floor) if turn.item == item.id]
    all_ms = sum(spoken_ms(turn, at.now_ms) for turn in turns)
    for person, took_ms in own.items():
        pct = 100 * took_ms // all_ms if all_ms else 0
        if pct >= meeting.facts.rules.one_voice_pct:
            facts: dict[str, Fact] = {
                "name": shown_name(meeting, next(t.person for t in turns if t.person == person)),
                "pct": pct,
            }
            since_ms = _share_ms(item, DISCUSSION_HALF)
            yield Condition(key="one_voice", since_ms=since_ms, facts=facts)


def _waiting(at: Glance) -> Iterator[Condition]:
    """Yield who has waited longest for the floor, if that is too long."""
    waiting = queue(at.meeting)
    if not waiting:
        return
    first = min(waiting, key=lambda request: request.asked_ms)
    minutes = at.meeting.facts.rules.queue_wait_min
    since_ms = first.asked_ms + minutes * MINUTE_MS
    if at.now_ms >= since_ms:
        facts: dict[str, Fact] = {"name": shown_name(at.meeting, first.person), "minutes": minutes}
        yield Condition(key="queue_waiting", since_ms=since_ms, facts=facts)
