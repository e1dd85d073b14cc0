"""The rules of alerts as one table: what each key is, how urgent, and how patient.

An *alert* is what somebody who follows the meeting must act on; everything else is a *notice*,
silent on the meeting's tile. ISA-18.2 draws that line ("an alarm requires a response"), and EEMUA
191 counts how many alerts one person can take: one in ten minutes, ten in the worst ten. When a
condition becomes true is said by `live.supervision.conditions`, with the limits that the unit sets
in `live.meeting.rules.Rules`; here stands how long it has to last. Screens make the sentences
(cause, consequence, what to do) from the key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Whether somebody must act."""

    ALERT = "alert"
    NOTICE = "notice"


class Level(StrEnum):
    """How urgent an alert is."""

    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """How the conditions of one key become an alert or a notice. Every number is chosen."""

    kind: Kind
    on_delay_s: int
    """Seconds for which the condition stands before it is raised."""
    off_delay_s: int = 30
    """Seconds for which the condition is gone before what was raised ends: with `on_delay_s` at
    least 30 s, so that nothing comes and goes three times in a minute (EEMUA 191: chattering)."""
    level: Level = Level.AMBER
    red_after_s: int | None = None
    """Seconds from the beginning of the condition after which it is urgent; None: never."""
    act_s: int | None = None
    """Seconds that are left to act once it is raised; None: there is no such time."""
    notice_first: bool = False
    """Whether it is shown as a notice while the on-delay runs."""
    after_start: bool = False
    """Whether the on-delay runs from the start of the program at the earliest: before it links were
    down with the program, and nobody could be given the floor."""
    line: bool = False
    """Whether a failing line brings it about: then several meetings may have one cause."""


def _notice(on_delay_s: int = 0, *, after_start: bool = False) -> AlertRule:
    return AlertRule(kind=Kind.NOTICE, on_delay_s=on_delay_s, after_start=after_start)


def _line(on_delay_s: int, act_s: int, red_after_s: int | None = None) -> AlertRule:
    return AlertRule(
        kind=Kind.ALERT,
        on_delay_s=on_delay_s,
        notice_first=True,
        red_after_s=red_after_s,
        act_s=act_s,
        after_start=True,
        line=True,
    )


CATALOGUE: Final[Mapping[str, AlertRule]] = {
    "help_asked": AlertRule(kind=Kind.ALERT, on_delay_s=0, level=Level.RED, act_s=180),
    "vote_without_quorum": AlertRule(
        kind=Kind.ALERT, on_delay_s=10, level=Level.RED, act_s=120, after_start=True
    ),
    "late_start": AlertRule(
        kind=Kind.ALERT, on_delay_s=600, notice_first=True, red_after_s=1500, act_s=900
    ),
    "below_quorum": AlertRule(
        kind=Kind.ALERT, on_delay_s=300, notice_first=True, act_s=900, after_start=True
    ),
    "required_late": AlertRule(kind=Kind.ALERT, on_delay_s=60, act_s=600),
    "meeting_overrun": AlertRule(kind=Kind.ALERT, on_delay_s=60, off_delay_s=120, act_s=600),
    "only_notices": AlertRule(kind=Kind.ALERT, on_delay_s=300, notice_first=True, act_s=300),
    "nobody_speaks": AlertRule(kind=Kind.ALERT, on_delay_s=60, act_s=300, after_start=True),
    "silent_microphone": AlertRule(
        kind=Kind.ALERT, on_delay_s=60, notice_first=True, act_s=120, after_start=True
    ),
    "chair_disconnected": _line(120, act_s=300, red_after_s=900),
    "secretary_disconnected": _line(300, act_s=600),
    "site_disconnected": _line(60, act_s=300),
    "site_off": _notice(60, after_start=True),
    "site_weak": _notice(20),
    "chair_weak": _notice(20),
    "item_overrun": _notice(60),
    "speaker_overtime": _notice(30),
    "monologue": _notice(),
    "one_voice": _notice(60),
    "few_speakers": _notice(),
    "never_spoken": _notice(),
    "queue_waiting": _notice(30),
}
"""Key → rule. The delays are longer than what ends by itself: `grace_s` of a dropped link, an item
a little over its time, somebody who has not unmuted yet."""

AGAIN_S: Final = 900
"""Seconds after which an alert that nobody attended to is brought up again: none stands longer
than 15 minutes unattended (ISA-18.2, stale alarms)."""
