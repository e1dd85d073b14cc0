"""The state of the work on the minutes: edited blocks, corrections, reading back, adoption."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from live.ids import BallotId, CorrectionId
from live.meeting.permissions import Author


class CorrectionState(StrEnum):
    """What became of a proposed correction."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedBlock:
    """A block of text that the desk edited; it stands instead of the text drawn from the record.

    ``drawn`` is the fingerprint of the drawn text that the writer saw: if that text is another one
    now, the record has changed since.
    """

    text: str
    drawn: str
    by: Author
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCorrection:
    """A correction that somebody who attended proposes, in own words."""

    id: CorrectionId
    block: str
    text: str
    by: Author
    at_ms: int
    state: CorrectionState = CorrectionState.OPEN
    reason: str = ""
    """Why the chair refused it, or what was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """The adoption of the minutes; from then on their text does not change."""

    number: str
    resolution_number: str
    """The number of the resolution; "": the meeting made none."""
    ballot: BallotId | None
    """The vote that adopted them; None: adopted at the meeting without one of its own."""
    by: Author
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesWork:
    """All that people did on the minutes of a meeting."""

    blocks: Mapping[str, EditedBlock] = field(default_factory=dict)
    changed_ms: Mapping[str, int] = field(default_factory=dict)
    """When each block was last edited, or its edited text given up."""
    corrections: tuple[TextCorrection, ...] = ()
    presented_ms: int | None = None
    """Since when those who attended may read the text."""
    adoption: Adoption | None = None
