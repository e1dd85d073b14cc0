"""The rule of texts that several people write at once: notes and conclusions."""

from live.errors import Rejected
from live.meeting import commands as c
from live.meeting.merging import merge
from live.meeting.words import TYPED_MOST


def typed(command: c.NoteTurn | c.ConcludeItem, now: str) -> str:
    """Return what a text becomes: what was typed, with what others have written since.

    Raises:
        Rejected: ``text_too_long``.
    """
    longest = max(len(command.text), len(command.was or ""))
    text = command.text
    if command.was is not None and longest <= TYPED_MOST:
        text = merge(command.was, text, now)
        longest = len(text)
    if longest > TYPED_MOST:
        raise Rejected("text_too_long", limit=TYPED_MOST, length=longest)
    return text
