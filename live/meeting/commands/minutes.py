"""Commands about the minutes: edit, read back, correct, adopt."""

from typing import Annotated, Final

from pydantic import StringConstraints
from pydantic.dataclasses import dataclass

from live.ids import BallotId, CorrectionId
from live.meeting.commands.strict import STRICT
from live.meeting.words import Seen, Text

BlockName = Annotated[str, StringConstraints(min_length=1, max_length=80), Seen]
BLOCK_MOST: Final = 30_000
"""Most characters in the text of a block; chosen: two such texts, new and old, fit the longest
message of a client in any script."""
BlockText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=BLOCK_MOST), Seen]
WAS_MOST: Final = 400_000
"""Most characters of a text on which somebody typed. It may be drawn from the record and is then as
long as the notes of its item: 80 turns with notes of `words.TYPED_MOST` characters; chosen."""
Was = Annotated[str, StringConstraints(strip_whitespace=True, max_length=WAS_MOST), Seen]
DocumentNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-zĐđ./-]{1,20}$")
]
"""A document's number as the branch counts them: 12, 12a, 12/2026; with its symbol or without:
12-BB/CBNK."""
OptionalNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-zĐđ./-]{0,20}$")
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EditBlock:
    """Write the text of a block anew.

    ``was`` is the text on which it was typed; ``drawn`` the fingerprint of the text drawn from the
    record that the writer saw.
    """

    block: BlockName
    text: BlockText
    was: Was
    drawn: Annotated[str, StringConstraints(max_length=64)] = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RestoreBlock:
    """Let a block say again what the record says; ``was`` is the edited text given up."""

    block: BlockName
    was: Was


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PresentMinutes:
    """Read the minutes back: from now on everybody who attended may read them."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ProposeCorrection:
    """Propose a correction of a block, in own words."""

    block: BlockName
    text: Annotated[Text, StringConstraints(min_length=1, max_length=2000)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SettleCorrection:
    """Take a proposed correction in, or refuse it with a reason."""

    correction: CorrectionId
    accepted: bool
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Seen] = ""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AdoptMinutes:
    """Give the minutes their number, and the resolution its own; their text changes no more.
    ``ballot``: the vote that adopted them."""

    number: DocumentNumber
    resolution_number: OptionalNumber = ""
    ballot: BallotId | None = None
