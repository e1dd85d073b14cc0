"""The work on the minutes: edited, read back, corrected, adopted once."""

from dataclasses import replace

import pytest

from live.ids import BallotId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.agenda import CLOSING
from live.meeting.evolve import fold
from live.meeting.minutes import BLOCKS, OPEN_CORRECTIONS, item_block, may_adopt
from live.meeting.permissions import Actor, Role
from live.meeting.state import CorrectionState, Meeting
from live.meeting.views import own_view, shared_view
from live.store.codec import CODEC
from tests.unit.meeting.room import (
    CHAIR,
    HALL_SITE,
    MINUTE,
    OBSERVER,
    PLAN,
    SECRETARY,
    SUPERVISOR,
    Room,
    companion,
    member,
    opened,
)
from tests.unit.meeting.test_ballots import count, finish, open_ballot, vote


def closed() -> Room:
    """Return a meeting that is over, with a speech in it."""
    room = opened()
    room.connect(SUPERVISOR)
    room.ask(3)
    room.next()
    room.later(MINUTE).do(c.CloseMeeting())
    return room


def presented() -> Room:
    """Return a meeting that is over, its minutes read back."""
    room = closed()
    room.do(c.PresentMinutes(), SECRETARY)
    return room


def propose(text: str = "Tôi nói 300 triệu", block: str = "conclusion") -> c.ProposeCorrection:
    """Return a proposed correction."""
    return c.ProposeCorrection(block=block, text=text)


def text_of(meeting: Meeting, block: str) -> str:
    """Return the edited text of a block."""
    return meeting.minutes.blocks[block].text


# --- blocks ------------------------------------------------------------------------------------


def test_the_desk_writes_a_block_and_writes_it_again_on_its_own_text() -> None:
    room = closed()
    room.do(c.EditBlock(block="conclusion", text="Một", was="", drawn="d1"), SECRETARY)
    room.do(c.EditBlock(block="conclusion", text="Hai", was="Một", drawn="d2"), CHAIR)
    block = room.meeting.minutes.blocks["conclusion"]
    assert (block.text, block.drawn, block.by.name) == ("Hai", "d2", CHAIR.name)


def test_a_second_press_on_save_changes_nothing() -> None:
    room = closed()
    edit = c.EditBlock(block="conclusion", text="Một", was="")
    assert room.do(edit, SECRETARY)
    assert room.do(edit, SECRETARY) == ()
    assert room.do(edit, CHAIR) == ()


def test_a_text_that_was_not_changed_is_not_recorded_as_edited() -> None:
    room = closed()
    assert room.do(c.EditBlock(block="closing", text="Kết thúc", was="Kết thúc"), SECRETARY) == ()


def test_what_two_wrote_at_once_is_both_kept() -> None:
    room = closed()
    was = "Một. Hai. Ba."
    room.do(c.EditBlock(block="conclusion", text="Một. Hai. Ba. Bốn.", was=was), SECRETARY)
    late = c.EditBlock(block="conclusion", text="Không. Một. Hai. Ba.", was=was)
    room.do(late, CHAIR)
    assert text_of(room.meeting, "conclusion") == "Không. Một. Hai. Ba. Bốn."
    assert room.refused(c.RestoreBlock(block="conclusion", was=was), CHAIR) == "text_changed"


def test_two_texts_that_are_too_long_together_are_refused() -> None:
    room = closed()
    room.do(c.EditBlock(block="conclusion", text="một " * 5_000, was=""), SECRETARY)
    late = c.EditBlock(block="conclusion", text="hai " * 5_000, was="")
    assert room.refused(late, CHAIR) == "text_too_long"


def test_a_block_can_say_again_what_the_record_says() -> None:
    room = closed()
    room.do(c.EditBlock(block="guests", text="x", was=""), SECRETARY)
    room.do(c.RestoreBlock(block="guests", was="x"), SECRETARY)
    assert room.meeting.minutes.blocks == {}
    assert room.do(c.RestoreBlock(block="guests", was="x"), SECRETARY) == ()


def test_only_blocks_of_the_form_can_be_written() -> None:
    room = closed()
    for block in (*BLOCKS, item_block(room.item(1))):
        assert room.do(c.EditBlock(block=block, text="x", was=""), SECRETARY)
    line_check = item_block(room.item(0))
    for block in ("votes", "item:", line_check):
        edit = c.EditBlock(block=block, text="x", was="")
        assert room.refused(edit, SECRETARY) == "unknown_block"


# --- corrections -------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [member(3), companion(4), SUPERVISOR], ids=lambda a: a.role)
def test_whoever_attended_may_propose_once_the_minutes_were_read_back(actor: Actor) -> None:
    room = closed()
    assert room.refused(propose(), actor) == "minutes_not_presented"
    room.do(c.PresentMinutes(), SECRETARY)
    room.do(propose(), actor)
    (one,) = room.meeting.minutes.corrections
    assert (one.by.person, one.state) == (actor.person, CorrectionState.OPEN)


def test_whoever_did_not_attend_neither_reads_nor_proposes() -> None:
    room = presented()
    assert room.refused(propose(), member(7)) == "not_attended"
    assert own_view(room.meeting, member(7))["minutes"]["may_read"] is False
    room.connect(OBSERVER)
    assert own_view(room.meeting, OBSERVER)["minutes"]["may_read"] is False
    assert own_view(room.meeting, member(3))["minutes"]["may_read"] is True


def test_a_supervisor_who_comes_after_closing_did_not_attend() -> None:
    room = opened().later(MINUTE)
    room.do(c.CloseMeeting())
    room.connect(SUPERVISOR)
    room.do(c.PresentMinutes(), SECRETARY)
    assert room.refused(propose(), SUPERVISOR) == "not_attended"


def test_a_correction_sent_twice_is_one() -> None:
    room = presented()
    assert room.do(propose(), member(3))
    assert room.do(propose(), member(3)) == ()
    assert room.do(propose(), member(4))


def test_one_person_cannot_flood_the_chair() -> None:
    room = presented()
    for number in range(OPEN_CORRECTIONS):
        room.do(propose(f"sửa {number}"), member(3))
    assert room.refused(propose("thêm"), member(3)) == "too_many_corrections"
    assert room.do(propose("thêm"), member(4))


def test_the_chair_settles_a_correction_and_says_why_it_is_refused() -> None:
    room = presented()
    room.do(propose(), member(3))
    (one,) = room.meeting.minutes.corrections
    settle = c.SettleCorrection(correction=one.id, accepted=False)
    assert room.refused(settle, SECRETARY) == "not_allowed"
    assert room.refused(settle) == "reason_needed"
    room.do(c.SettleCorrection(correction=one.id, accepted=False, reason="Băng ghi khác"))
    (own,) = own_view(room.meeting, member(3))["minutes"]["corrections"]
    assert (own["state"], own["reason"]) == ("refused", "Băng ghi khác")
    assert own_view(room.meeting, member(4))["minutes"]["corrections"] == []


def test_members_see_how_many_corrections_wait_but_not_those_of_others() -> None:
    room = presented()
    room.do(propose(), member(3))
    seen = shared_view(room.meeting, member(4).role)["minutes"]
    assert seen == {"presented": True, "corrections_open": 1, "adopted": None}


# --- adoption ----------------------------------------------------------------------------------


def test_two_secretaries_adopting_at_once_adopt_once() -> None:
    room = closed()
    assert room.do(c.AdoptMinutes(number="12", resolution_number="7"), SECRETARY)
    assert room.do(c.AdoptMinutes(number="12", resolution_number="7"), CHAIR) == ()
    assert room.refused(c.AdoptMinutes(number="13"), CHAIR) == "minutes_adopted"
    adopted = shared_view(room.meeting, CHAIR.role)["minutes"]["adopted"]
    assert (adopted["number"], adopted["resolution_number"]) == ("12", "7")


def test_minutes_are_not_adopted_before_closing_nor_while_corrections_wait() -> None:
    assert opened().refused(c.AdoptMinutes(number="12")) == "already_open"
    room = presented()
    room.do(propose(), member(3))
    assert room.refused(c.AdoptMinutes(number="12")) == "corrections_open"
    (one,) = room.meeting.minutes.corrections
    room.do(c.SettleCorrection(correction=one.id, accepted=True))
    assert room.do(c.AdoptMinutes(number="12"))


def carried(room: Room) -> BallotId:
    """Hold a vote for which everybody there is."""
    ballot = open_ballot(room)
    for number in (3, 4, 5, 6):
        vote(room, number)
    count(room, 1)
    assert finish(room).result
    return ballot


def at_minutes(room: Room) -> None:
    """Begin the item in which minutes are adopted."""
    (item,) = (one for one in room.meeting.agenda.items if one.kind == CLOSING)
    room.do(c.StartItem(item=item.id))


def test_without_an_item_for_them_any_vote_after_the_reading_may_adopt_the_minutes() -> None:
    items = tuple(one for one in PLAN.items if one.kind != CLOSING)
    room = opened(replace(PLAN, items=items))
    before = carried(room)
    room.later(MINUTE).do(c.PresentMinutes(), SECRETARY)
    after = carried(room.later(MINUTE))
    room.later(MINUTE).do(c.CloseMeeting())
    assert room.refused(c.AdoptMinutes(number="12", ballot=before)) == "ballot_not_passed"
    assert room.do(c.AdoptMinutes(number="12", ballot=after))


def test_only_a_vote_held_after_the_minutes_were_read_back_can_have_adopted_them() -> None:
    room = opened()
    before = carried(room)
    room.later(MINUTE).do(c.PresentMinutes(), SECRETARY)
    elsewhere = carried(room.later(MINUTE))
    at_minutes(room)
    after = carried(room.later(MINUTE))
    lost = open_ballot(room.later(MINUTE))
    count(room, 1, rest=0)
    for number in (3, 4, 5, 6):
        vote(room, number, "against")
    finish(room)
    room.later(MINUTE).do(c.CloseMeeting())
    offered = [one.id for one in room.meeting.ballots if may_adopt(room.meeting, one)]
    assert offered == [after]
    for other in (before, elsewhere, lost, BallotId("none")):
        adopt = c.AdoptMinutes(number="12", ballot=other)
        assert room.refused(adopt, SECRETARY) == "ballot_not_passed"
    assert room.do(c.AdoptMinutes(number="12", ballot=after), SECRETARY)


def test_a_vote_adopts_no_minutes_that_were_never_read_back() -> None:
    room = opened()
    ballot = carried(room)
    room.later(MINUTE).do(c.CloseMeeting())
    assert room.refused(c.AdoptMinutes(number="12", ballot=ballot)) == "ballot_not_passed"
    assert room.do(c.AdoptMinutes(number="12"))


def test_nothing_in_the_minutes_changes_after_adoption() -> None:
    room = presented()
    turn = room.meeting.floor.turns[0].id
    room.do(c.AdoptMinutes(number="12"), SECRETARY)
    late: tuple[tuple[c.Command, Actor], ...] = (
        (c.EditBlock(block="conclusion", text="x", was=""), SECRETARY),
        (c.RestoreBlock(block="conclusion", was=""), SECRETARY),
        (c.NoteTurn(turn=turn, text="x"), SECRETARY),
        (c.ConcludeItem(item=room.item(3), text="x"), CHAIR),
        (propose(), member(3)),
    )
    for command, actor in late:
        assert room.refused(command, actor) == "minutes_adopted"
    can = own_view(room.meeting, CHAIR)["can"]
    of_the_line = {"read_messages", "write_to_chair"}
    of_proposals = {"raise_proposal", "withdraw_proposal"}
    assert set(can) == {"adopt_minutes", "close_meeting", *of_the_line, *of_proposals}


def test_the_work_on_the_minutes_is_kept_by_the_record() -> None:
    room = presented()
    room.do(c.EditBlock(block="tasks", text='"#$\\ 🎉', was="", drawn="d"), SECRETARY)
    room.do(propose(), member(3))
    again = fold(CODEC.decode(*CODEC.encode(event)) for event in room.log)
    assert again.minutes == room.meeting.minutes
    assert isinstance(room.log[-1], e.CorrectionProposed)


def test_a_screen_offers_the_minutes_to_whoever_may_read_them() -> None:
    before = Room()
    assert own_view(before.meeting, CHAIR)["minutes"]["may_read"] is False
    room = closed()
    assert own_view(room.meeting, HALL_SITE)["minutes"]["may_read"] is False
    room.do(c.PresentMinutes(), SECRETARY)
    seen = {
        actor.role: own_view(room.meeting, actor)["minutes"]
        for actor in (CHAIR, HALL_SITE, member(3), SUPERVISOR)
    }
    assert all(own["may_read"] for own in seen.values())
    assert {role for role, own in seen.items() if own["may_correct"]} == {
        *(Role.MEMBER, Role.SUPERVISOR)
    }
