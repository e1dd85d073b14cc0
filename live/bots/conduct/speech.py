"""How long simulated people speak, and who speaks from a device at a given time. Pure."""

from typing import Final

from live.bots.cast import CastSeat, Script
from live.bots.conduct.seen import Seen, share

SHORTEST_MS: Final = 16_000
LONGEST_MS: Final = 42_000
"""Length of an ordinary speech in ms; chosen so that a visitor sees several speakers."""
READING_MS: Final = 280_000
"""Length in ms of a speech that reads notices out."""
PHRASE_MS: Final = 7_000
"""Milliseconds for which one person talks in free discussion, or the chair between two turns."""


def speech_ms(turn: str, *, reading: bool = False) -> int:
    """Return the length of a turn's speech in ms."""
    length = SHORTEST_MS + share("speech", turn) * (LONGEST_MS - SHORTEST_MS)
    return int(READING_MS if reading else length)


def heard_from(seen: Seen, seat: CastSeat, script: Script) -> str | None:
    """Return the person whose voice comes from this device now; None when it is silent.

    The meeting decides who may be heard (``open`` of the view's floor); this function decides which
    of them talks.
    """
    voice = f"s:{seat.site}" if seat.role == "site" else f"p:{seat.person}"
    if not seen.open or voice not in seen.floor["open"]:
        return None
    if seen.turn is not None:
        return _from_turn(seen, seat)
    return _between_turns(seen, seat, script, voice)


def _between_turns(seen: Seen, seat: CastSeat, script: Script, voice: str) -> str | None:
    """Return the person who talks without a turn: anybody in free discussion, else the chair."""
    phrase = seen.now_ms // PHRASE_MS
    if seen.floor["preset"] == "free":
        voices = sorted(seen.floor["open"])
        if voices[int(share("free", seat.meeting, phrase) * len(voices))] != voice:
            return None
        return seat.person or _somebody(seen, seat, phrase)
    return script.chair if seat.site == script.main_site and phrase % 3 else None


def _from_turn(seen: Seen, seat: CastSeat) -> str | None:
    """Return the speaker of the running turn, if this seat carries the speaker's voice."""
    turn, speaker = seen.turn, seen.speaker
    if turn is None or speaker is None:
        return None
    if seat.role == "site":
        asks = turn["interposed"] is not None
        return speaker if asks or turn["site"] == seat.site else None
    return speaker if speaker == seat.person else None


def _somebody(seen: Seen, seat: CastSeat, phrase: int) -> str | None:
    """Return one of the people in a site's room."""
    here: list[str] = [
        person for person, one in seen.view["people"].items() if one["site"] == seat.site
    ]
    if not here:
        return None
    return here[int(share("somebody", seat.site, phrase) * len(here))]
