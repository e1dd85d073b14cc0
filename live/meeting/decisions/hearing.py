"""Rules of who can be heard: microphones switched on and off, and the speaker's clock."""

from collections.abc import Mapping, Sequence
from typing import Final

from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.attendance import is_away, is_over
from live.meeting.decisions.floor import must_run
from live.meeting.decisions.presence import owners
from live.meeting.decisions.scene import Events, Rule, Scene
from live.meeting.hearing import unheard
from live.meeting.state import WAITS_FOR_SOUND, Pause

_BEGINS: Final = (e.TurnBegan, e.ActionUndone)
"""Events after which a turn may run although none ran before."""


def set_microphone(scene: Scene, command: c.SetMicrophone) -> Events:
    """Record whether a device can be heard, as its page or its packets tell."""
    if is_over(scene.meeting):
        return
    for person, site, devices in owners(scene):
        device = devices.get(command.device)
        if device and device.microphone is not command.microphone:
            yield e.MicrophoneSet(
                **scene.stamp,
                device=command.device,
                person=person,
                site=site,
                microphone=command.microphone,
            )


def remind(scene: Scene, command: c.RemindSpeaker) -> Events:
    """Remind a speaker who cannot be heard; once for a double press."""
    turn = must_run(scene, command.turn)
    silent = unheard(scene.meeting, turn.person) is not None and not turn.vouched
    if silent and not scene.just_now(turn.reminded_ms):
        yield e.SpeakerReminded(**scene.stamp, turn=turn.id)


def follow(scene: Scene, events: Sequence[e.Event]) -> Events:
    """After these events, pause the turn's clock if its person cannot be heard, and resume it if
    the person can be heard again; never in a turn for which the desk vouched (`c.ResumeTurn`)."""
    if scene.meeting.floor.turn is None and not any(isinstance(event, _BEGINS) for event in events):
        return
    scene = scene.after(events)
    turn = scene.meeting.floor.turn
    if turn is None:
        return
    silent = unheard(scene.meeting, turn.person) is not None and not turn.vouched
    waits = turn.pause in WAITS_FOR_SOUND
    pause = Pause.DROPPED if is_away(scene.meeting, turn.person) else Pause.UNHEARD
    if waits and not silent:
        yield e.TurnResumed(**scene.stamp, turn=turn.id)
    elif silent and (turn.running_since_ms is not None or (waits and turn.pause is not pause)):
        yield e.TurnPaused(**scene.stamp, turn=turn.id, pause=pause)


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.SetMicrophone: set_microphone,
    c.RemindSpeaker: remind,
}
