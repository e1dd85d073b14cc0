"""Supervisors: seen, never counted; their line to the desk; their notes."""

from dataclasses import replace

from live.ids import NoteId, PersonId
from live.meeting import commands as c
from live.meeting.figures import figures
from live.meeting.permissions import OVERSEERS, Actor, Role
from live.meeting.views import TEXTS, own_view, shared_view
from tests.unit.meeting.room import (
    CHAIR,
    MINUTE,
    OBSERVER,
    SECRETARY,
    SUPERVISOR,
    Room,
    member,
    opened,
)

BOSS = PersonId("boss")


def test_a_supervisor_is_shown_to_everybody_and_counted_nowhere() -> None:
    room = opened()
    before = figures(room.meeting)
    room.connect(SUPERVISOR)
    room.connect(OBSERVER)
    after = figures(room.meeting)
    assert after.counts["guests"] == 2
    assert (after.present, after.base, after.denominator) == (
        *(before.present, before.base, before.denominator),
    )
    for role in Role:
        watching = shared_view(room.meeting, role)["watching"]
        assert [guest["name"] for guest in watching] == ["Cấp trên", "Dự mẫu"]
    assert watching[0]["title"] == "Ủy viên"
    room.disconnect(SUPERVISOR)
    assert len(shared_view(room.meeting, Role.MEMBER)["watching"]) == 1


def test_listening_is_shown_and_ends_with_the_link() -> None:
    room = opened()
    assert room.refused(c.Listen(on=True), SUPERVISOR) == "not_present"
    room.connect(SUPERVISOR)
    room.do(c.Listen(on=True), SUPERVISOR)
    assert room.do(c.Listen(on=True), SUPERVISOR) == ()
    assert shared_view(room.meeting, Role.MEMBER)["watching"][0]["listening"]
    assert room.refused(c.Listen(on=True), member(3)) == "not_allowed"
    room.disconnect(SUPERVISOR)
    room.connect(SUPERVISOR)
    assert not shared_view(room.meeting, Role.MEMBER)["watching"][0]["listening"]
    room.disconnect(SUPERVISOR)
    assert room.refused(c.Listen(on=True), SUPERVISOR) == "not_present"


def test_the_private_line_reaches_supervisors_and_desk_and_nobody_else() -> None:
    room = opened()
    room.do(c.WriteToChair(text="Cho các đồng chí trẻ phát biểu"), SUPERVISOR)
    room.do(c.WriteToChair(text="Xin tiếp thu"), CHAIR)
    assert room.refused(c.WriteToChair(text="x"), member(3)) == "not_allowed"
    for role in Role:
        seen = shared_view(room.meeting, role).get("messages", ())
        if role in (Role.CHAIR, Role.SECRETARY, Role.SUPERVISOR):
            assert seen[1]["text"] == "Xin tiếp thu"
        else:
            assert seen == ()


def read_by(room: Room) -> list[list[str]]:
    """Return who has read each message of the private line, as its parties see it."""
    messages = shared_view(room.meeting, Role.SUPERVISOR)["messages"]
    return [[reader["name"] for reader in message["read"]] for message in messages]


def test_the_writer_sees_who_has_read_a_message_and_when() -> None:
    room = opened()
    for text in ("một", "hai"):
        room.do(c.WriteToChair(text=text), SUPERVISOR)
    room.do(c.WriteToChair(text="ba"), CHAIR)
    first, second, third = (message.id for message in room.meeting.supervision.messages)
    room.do(c.ReadMessages(upto=first), CHAIR)
    read_ms = room.now_ms
    room.later(MINUTE)
    assert read_by(room) == [[CHAIR.name], [], []]
    # One event reads all that stands before, each message since its own reading.
    assert len(room.do(c.ReadMessages(upto=second), CHAIR)) == 1
    room.do(c.ReadMessages(upto=third), SUPERVISOR)
    room.do(c.ReadMessages(upto=third), SECRETARY)
    assert read_by(room) == [
        [CHAIR.name, SECRETARY.name],
        [CHAIR.name, SECRETARY.name],
        [SUPERVISOR.name, SECRETARY.name],
    ]
    messages = shared_view(room.meeting, Role.SUPERVISOR)["messages"]
    assert [message["read"][0]["at_ms"] for message in messages[:2]] == [read_ms, read_ms + MINUTE]


def test_nothing_is_recorded_of_reading_again_or_the_own_messages() -> None:
    room = opened()
    room.do(c.WriteToChair(text="một"), SUPERVISOR)
    (message,) = room.meeting.supervision.messages
    assert room.do(c.ReadMessages(upto=message.id), SUPERVISOR) == ()
    renamed = replace(SUPERVISOR, name="Tên đúng")
    assert room.do(c.ReadMessages(upto=message.id), renamed) == ()
    room.do(c.ReadMessages(upto=message.id), CHAIR)
    assert room.do(c.ReadMessages(upto=message.id), CHAIR) == ()
    assert room.refused(c.ReadMessages(upto=NoteId("x")), CHAIR) == "unknown_message"
    assert room.refused(c.ReadMessages(upto=message.id), member(3)) == "not_allowed"
    for role in set(Role) - OVERSEERS:
        assert "messages" not in shared_view(room.meeting, role)


def test_screens_carry_the_latest_texts_however_many_are_written() -> None:
    room = opened()
    for number in range(TEXTS + 2):
        room.do(c.WriteToChair(text=f"tin {number}"), SUPERVISOR)
        room.do(c.TakeNote(text=f"ghi {number}"), SUPERVISOR)
    messages = shared_view(room.meeting, Role.CHAIR)["messages"]
    notes = own_view(room.meeting, SUPERVISOR)["notes"]
    for texts, word in ((messages, "tin"), (notes, "ghi")):
        assert [texts[0]["text"], texts[-1]["text"]] == [f"{word} 2", f"{word} {TEXTS + 1}"]


def test_a_note_is_the_supervisors_own_and_tied_to_the_item() -> None:
    room = opened()
    room.do(c.TakeNote(text="Sôi nổi"), SUPERVISOR)
    notes = own_view(room.meeting, SUPERVISOR)["notes"]
    assert [(note["text"], note["item"]) for note in notes] == [("Sôi nổi", room.item(3))]
    colleague = own_view(room.meeting, Actor(role=Role.SUPERVISOR, person=PersonId("o")))
    assert colleague["notes"] == []
    assert "notes" not in own_view(room.meeting, CHAIR)
    nobody = Actor(role=Role.SUPERVISOR)
    assert room.refused(c.TakeNote(text="x"), nobody) == "unknown_person"
