"""Events of the work on the minutes."""

from pydantic.dataclasses import dataclass

from live.ids import BallotId, CorrectionId
from live.meeting.events.base import STRICT, Event


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BlockEdited(Event):
    """The desk wrote the text of a block; it replaces an earlier one. ``drawn``: the fingerprint of
    the text drawn from the record that the writer saw."""

    block: str
    text: str
    drawn: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class BlockRestored(Event):
    """A block says again what the record says."""

    block: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MinutesPresented(Event):
    """The minutes were read back; who attended may read them from now on."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CorrectionProposed(Event):
    """Somebody who attended proposed a correction of a block."""

    correction: CorrectionId
    block: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CorrectionSettled(Event):
    """The chair took a correction in, or refused it; replaces an earlier decision."""

    correction: CorrectionId
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class MinutesAdopted(Event):
    """The minutes were adopted under a number; their text changes no more."""

    number: str
    resolution_number: str
    ballot: BallotId | None
