"""Ids, each kind a type of its own so that the type checker tells them apart.

An id is an opaque short string made once by an `Ids` source that is passed in; it never
encodes facts and never changes.
"""

import secrets
from collections.abc import Callable
from typing import NewType

UnitId = NewType("UnitId", str)
BranchId = NewType("BranchId", str)
PersonId = NewType("PersonId", str)
SiteId = NewType("SiteId", str)
AccountId = NewType("AccountId", str)
SessionId = NewType("SessionId", str)
LinkId = NewType("LinkId", str)
TemplateId = NewType("TemplateId", str)
MeetingId = NewType("MeetingId", str)
ItemId = NewType("ItemId", str)
RequestId = NewType("RequestId", str)
TurnId = NewType("TurnId", str)
NoteId = NewType("NoteId", str)
BallotId = NewType("BallotId", str)
DeviceId = NewType("DeviceId", str)
"""One browser (or simulated member); the same over reconnects and reloads."""
CommandId = NewType("CommandId", str)
"""Chosen by the client; makes a repeated command harmless."""
CorrectionId = NewType("CorrectionId", str)
ProposalId = NewType("ProposalId", str)
NodeId = NewType("NodeId", str)
"""One server process."""

Ids = Callable[[], str]
"""A source of fresh ids. Tests pass a counter, the program `random_id`."""


def random_id() -> str:
    """Return a fresh id: 9 random bytes, 12 URL-safe characters."""
    return secrets.token_urlsafe(9)
