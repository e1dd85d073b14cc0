"""Rules for supervisors: shown to the branch, heard only when given the floor."""

from collections.abc import Mapping
from typing import Final

from live.errors import Rejected
from live.ids import NoteId
from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import is_over
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.state import Guest
from live.meeting.watching import since_ms
from live.meeting.words import PictureSize


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
    )


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
    c.TakeNote: take_note,
}
