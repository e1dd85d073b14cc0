"""How much sound and picture a person wants to receive, for people on weak links.

Record, wire and screens share these values; `signaling.stage` applies them.
"""

from enum import StrEnum


class MediaPreference(StrEnum):
    """The choices, from everything to nothing."""

    FULL = "full"
    SOUND = "sound"
    """For a weak link: one audio stream at a time, and no pictures."""
    NONE = "none"
    """No media: agenda, floor and votes only."""
