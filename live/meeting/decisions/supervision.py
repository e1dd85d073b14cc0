"""Rules for supervisors: shown to the branch, heard only when given the floor."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import NoteId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import is_over
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import Guest, MeetingKind
from live.meeting.watching import since_ms
from live.meeting.words import LessonsPart, PictureSize, SheetPart


def listen(scene: Scene, command: c.Listen) -> Events:
    """Begin or end to listen; begin only with a connected device, which shows the guest as here."""
    guest = _guest(scene)
    if command.on and not guest.devices:
        raise Rejected("not_present")
    if guest.listening != command.on:
        yield e.ListeningChanged(**scene.stamp, person=guest.person, on=command.on)


def set_picture(scene: Scene, command: c.SetPicture) -> Events:
    """Record how large a connected device shows the meeting."""
    if is_over(scene.meeting):
        return
    guest = _guest(scene)
    if command.device not in guest.devices:
        raise Rejected("not_present")
    if guest.pictures.get(command.device, PictureSize.NONE) is not command.picture:
        yield e.PictureSet(
            **scene.stamp,
            person=guest.person,
            device=command.device,
            picture=command.picture,
            since_ms=since_ms(guest, command.ago_ms, scene.now_ms),
        )


def write(scene: Scene, command: c.WriteToChair) -> Events:
    """Write on the line between supervisors and the desk."""
    yield e.MessageWritten(**scene.stamp, message=NoteId(scene.ids()), text=command.text)


def read(scene: Scene, command: c.ReadMessages) -> Events:
    """Record that the sender read the line up to a message; nothing when all of it was read."""
    messages = scene.meeting.supervision.messages
    ids = [message.id for message in messages]
    if command.upto not in ids:
        raise Rejected("unknown_message")
    until = ids.index(command.upto) + 1
    if any(message.is_new_to(scene.actor.author) for message in messages[:until]):
        yield e.MessagesRead(**scene.stamp, upto=command.upto)


def take_note(scene: Scene, command: c.TakeNote) -> Events:
    """Record a private note, tied to the current item."""
    person = scene.actor.person
    if person is None:
        raise Rejected("unknown_person")
    yield e.NoteTaken(
        **scene.stamp,
        note=NoteId(scene.ids()),
        person=person,
        text=command.text,
        item=scene.meeting.agenda.current,
        turn=scene.meeting.floor.turn.id if scene.meeting.floor.turn else None,
    )


def write_sheet(scene: Scene, command: c.WriteSheet) -> Events:
    """Record the sender's own observation sheet; parts that are not written are empty."""
    person = scene.actor.person
    if person is None:
        raise Rejected("unknown_person")
    texts = {part: command.texts.get(part, "") for part in SheetPart}
    kept = scene.meeting.supervision.sheets.get(person)
    if kept is None or kept.texts != texts:
        yield e.SheetWritten(**scene.stamp, person=person, texts=texts)


def hand_sheet(scene: Scene, _: c.HandSheet) -> Events:
    """Hand the sender's sheet over as it is; again once it was written anew."""
    person = scene.actor.person
    kept = scene.meeting.supervision.sheets.get(person) if person else None
    if person is None or kept is None:
        raise Rejected("no_sheet")
    if kept.handed is None or kept.handed.texts != kept.texts:
        yield e.SheetHanded(**scene.stamp, person=person)


def write_lessons(scene: Scene, command: c.WriteLessons) -> Events:
    """Record the talk after a model meeting; parts that are not written are empty."""
    if scene.meeting.facts.kind is not MeetingKind.MODEL:
        raise Rejected("not_model_meeting")
    texts = {part: command.texts.get(part, "") for part in LessonsPart}
    kept = scene.meeting.supervision.lessons
    if kept and kept[-1].texts == texts:
        return
    if command.seen != len(kept):
        raise Rejected("lessons_changed", name=kept[-1].by.name if kept else "")
    yield e.LessonsWritten(**scene.stamp, texts=texts)


def _guest(scene: Scene) -> Guest:
    person = scene.actor.person
    guest = scene.meeting.supervision.guests.get(person) if person else None
    if guest is None:
        raise Rejected("not_present")
    return guest


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.Listen: listen,
    c.SetPicture: set_picture,
    c.WriteToChair: write,
    c.ReadMessages: read,
    c.TakeNote: take_note,
    c.WriteSheet: write_sheet,
    c.HandSheet: hand_sheet,
    c.WriteLessons: write_lessons,
}
