"""Rules for help and alerts: the desk asks once, a supervisor may always say what is done.

Which alerts stand is known to `live.supervision` alone, which reads the meeting and the clock; so
an alert that does not stand is acknowledged without effect.
"""

from collections.abc import Mapping
from typing import Final

from live.meeting import commands as c
from live.meeting import events as e
from live.meeting.decisions.scene import Events, Rule, Scene

MINUTE_MS: Final = 60_000


def ask_for_help(scene: Scene, command: c.AskForHelp) -> Events:
    """Ask for help, or take that back; asking twice is a harmless repeat."""
    if command.on != (scene.meeting.supervision.help is not None):
        yield e.HelpRequested(**scene.stamp, on=command.on, text=command.text)


def acknowledge(scene: Scene, command: c.AcknowledgeAlert) -> Events:
    """Record that a supervisor took note of an alert."""
    yield e.AlertAcknowledged(
        **scene.stamp,
        key=command.key,
        subject=command.subject,
        word=command.word,
        salt=_salt(scene),
    )


def shelve(scene: Scene, command: c.ShelveAlert) -> Events:
    """Record until when a supervisor put an alert away, and why."""
    yield e.AlertShelved(
        **scene.stamp,
        key=command.key,
        subject=command.subject,
        until_ms=scene.now_ms + command.minutes * MINUTE_MS,
        reason=command.reason,
        salt=_salt(scene),
    )


def _salt(scene: Scene) -> str:
    return scene.ids() + scene.ids()  # 144 bits: RFC 9901 §9.3 asks for 128


RULES: Final[Mapping[type[c.Command], Rule]] = {
    c.AskForHelp: ask_for_help,
    c.AcknowledgeAlert: acknowledge,
    c.ShelveAlert: shelve,
}
