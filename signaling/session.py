"""Which messages a client may send when (a table), and how many (token buckets). No I/O, no clock.

A connection begins WAITING for its hello. While the token is being checked it is ADMITTING; then it
is OPEN until it ends. ``TABLE[state][happening]`` is the next state; a happening without an entry
violates the protocol and closes the connection.

::

    WAITING ──Hello──▶ ADMITTING ──ADMITTED──▶ OPEN ──any request──▶ OPEN
       └──── ENDED ────────┴──────── ENDED ─────┴────────▶ CLOSED
"""

from enum import Enum
from typing import Final

from live.errors import BadPacket
from signaling import limits
from signaling.allowance import Allowance
from signaling.inbound import (
    Connect,
    Disconnect,
    Do,
    Enter,
    Hello,
    Inbound,
    Ping,
    Prefer,
    ReportMicrophone,
    ShowStage,
    ShowWall,
    message_untrusted,
)
from signaling.wire import CloseCode, ProtocolError


class SessionState(Enum):
    """State of a connection."""

    WAITING = "waiting"
    ADMITTING = "admitting"
    OPEN = "open"
    CLOSED = "closed"


class Moment(Enum):
    """Events of a connection besides messages."""

    ADMITTED = "admitted"
    ENDED = "ended"


Happening = type[Inbound] | Moment

TABLE: Final[dict[SessionState, dict[Happening, SessionState]]] = {
    SessionState.WAITING: {Hello: SessionState.ADMITTING, Moment.ENDED: SessionState.CLOSED},
    SessionState.ADMITTING: {Moment.ADMITTED: SessionState.OPEN, Moment.ENDED: SessionState.CLOSED},
    SessionState.OPEN: {
        Enter: SessionState.OPEN,
        Do: SessionState.OPEN,
        Connect: SessionState.OPEN,
        Disconnect: SessionState.OPEN,
        ShowStage: SessionState.OPEN,
        ShowWall: SessionState.OPEN,
        Prefer: SessionState.OPEN,
        ReportMicrophone: SessionState.OPEN,
        Ping: SessionState.OPEN,
        Moment.ENDED: SessionState.CLOSED,
    },
    SessionState.CLOSED: {Moment.ENDED: SessionState.CLOSED},
}


class WireSession:
    """Protocol state and rate limits of one connection."""

    def __init__(self) -> None:
        self.state = SessionState.WAITING
        self.allowance = Allowance()
        """The connection's own until admitted, then shared by all devices of its link."""

    def receive_untrusted(self, text: str | None, now: float) -> Inbound:
        """Take what the client sent (None: not a text) at ``now``, monotonic seconds.

        Raises:
            ProtocolError: the connection must be closed: too big, too fast, malformed, not now.
        """
        if text is None:
            raise ProtocolError(CloseCode.POLICY, "bad_message", detail="not_text")
        if len(text) > limits.MESSAGE_BYTES or len(text.encode()) > limits.MESSAGE_BYTES:
            raise ProtocolError(CloseCode.TOO_BIG, "too_big", limit_bytes=limits.MESSAGE_BYTES)
        if not self.allowance.messages.takes_one(now):
            raise ProtocolError(CloseCode.TOO_FAST, "too_fast", per_s=limits.MESSAGES_PER_S)
        try:
            message = message_untrusted(text)
        except BadPacket as error:
            raise ProtocolError(CloseCode.POLICY, "bad_message", detail=str(error)) from error
        self.happen(type(message))
        return message

    def happen(self, happening: Happening) -> None:
        """Change to the next state of the table.

        Raises:
            ProtocolError: the table has no entry.
        """
        try:
            self.state = TABLE[self.state][happening]
        except KeyError:
            raise ProtocolError(
                CloseCode.POLICY, "bad_message", detail=f"not_now_{self.state.value}"
            ) from None

    def may_offer(self, now: float, carrier: int) -> bool:
        """Tell whether a media process may answer one more offer at ``now``, monotonic seconds."""
        return self.allowance.offers[carrier].takes_one(now)

    def may_try_code(self, now: float) -> bool:
        """Tell whether one more check-in code may be tried at ``now``, monotonic seconds."""
        return self.allowance.codes.takes_one(now)
