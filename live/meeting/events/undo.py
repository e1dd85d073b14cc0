"""An action taken back."""

from pydantic.dataclasses import dataclass

from live.meeting.events.base import STRICT, Event


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ActionUndone(Event):
    """The action whose first event led to ``version`` was taken back by its author."""

    version: int
    undone: str
