"""What was pressed on the page of the minutes, as a command of the meeting."""

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import ValidationError

from live.ids import BallotId, CorrectionId
from live.meeting import commands as c

Sent = Mapping[str, str]


def _settle(sent: Sent, *, accepted: bool) -> c.SettleCorrection:
    return c.SettleCorrection(
        correction=CorrectionId(sent["correction"]),
        accepted=accepted,
        reason=sent.get("reason", ""),
    )


PRESSED: Final[Mapping[str, Callable[[Sent], c.Command]]] = {
    "edit": lambda sent: c.EditBlock(
        block=sent["block"], text=sent["text"], was=sent["was"], drawn=sent.get("drawn", "")
    ),
    "restore": lambda sent: c.RestoreBlock(block=sent["block"], was=sent["was"]),
    "present": lambda _: c.PresentMinutes(),
    "propose": lambda sent: c.ProposeCorrection(block=sent["block"], text=sent["text"]),
    "accept": lambda sent: _settle(sent, accepted=True),
    "refuse": lambda sent: _settle(sent, accepted=False),
    "adopt": lambda sent: c.AdoptMinutes(
        number=sent["number"],
        resolution_number=sent.get("resolution_number", ""),
        ballot=BallotId(sent["ballot"]) if sent.get("ballot") else None,
    ),
}
"""Value of the pressed button → its command."""


def command_untrusted(sent: Sent) -> c.Command | str:
    """Return the command of a submitted form, or the key of the sentence that says what is wrong
    with it."""
    make = PRESSED.get(sent.get("do", ""))
    if make is None:
        return "record.minutes.not_understood"
    try:
        return make(sent)
    except ValidationError as error:
        kinds = {each["type"] for each in error.errors()}
        if "string_too_long" in kinds:
            return "record.minutes.too_long"
        if sent["do"] == "adopt":
            return "record.minutes.bad_number"
        return "record.minutes.not_understood"
    except KeyError:
        return "record.minutes.not_understood"
