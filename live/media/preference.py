"""How much sound and picture somebody wants: the switch of whoever sits on a weak link.

A word that record, wire and screens share; what follows from it is `signaling.stage`'s.
"""

from enum import StrEnum


class MediaPreference(StrEnum):
    """From everything to nothing."""

    FULL = "full"
    SOUND = "sound"
    """A weak link: the sound of the floor, one voice at a time, and no pictures."""
    NONE = "none"
    """Neither: agenda, floor and votes alone."""
