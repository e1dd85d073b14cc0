"""Two processes make sure of each other: both know the secret, and speak the same version.

::

    engine      challenge {nonce}           or failed {detail}: it could not start
    controller  proof {nonce, proof}        HMAC of both nonces under the secret
    engine      accepted {proof}            the same with another label; or failed {detail}

The labels keep a proof from being played back to who made it. Seals of later frames come from the
same two nonces, so no frame of one session is genuine in another.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from live.errors import BadPacket
from live.media.node.messages import Failed, NodeMessage, read_untrusted
from live.media.process.frames import Frames

NONCE_BYTES: Final = 32
HANDSHAKE_S: Final = 5.0
"""How long it may take between two machines. Chosen."""

Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Challenge(NodeMessage):
    """The engine's number, used once."""

    type: Literal["challenge"] = "challenge"
    nonce: Hex


class Proof(NodeMessage):
    """The controller's number, and that it knows the secret."""

    type: Literal["proof"] = "proof"
    nonce: Hex
    proof: Hex


class Accepted(NodeMessage):
    """That the engine knows the secret too."""

    type: Literal["accepted"] = "accepted"
    proof: Hex
    carriers: int = Field(ge=1)
    """See `MediaEngine.carriers`."""


_CHALLENGE: Final[TypeAdapter[Challenge | Failed]] = TypeAdapter(
    Annotated[Challenge | Failed, Field(discriminator="type")]
)
_PROOF: Final[TypeAdapter[Proof]] = TypeAdapter(Proof)
_ACCEPTED: Final[TypeAdapter[Accepted | Failed]] = TypeAdapter(
    Annotated[Accepted | Failed, Field(discriminator="type")]
)


@dataclass(frozen=True, slots=True)
class StreamSession:
    """What follows from the secret and both nonces."""

    secret: bytes
    nonces: str

    def proof(self, side: Literal["engine", "controller"]) -> str:
        """Return what shows that a side knows the secret."""
        return self._derived(f"{side} proof").hex()

    def key(self, side: Literal["engine", "controller"]) -> bytes:
        """Return what a side seals its frames with."""
        return self._derived(f"{side} frames")

    def _derived(self, label: str) -> bytes:
        return hmac.digest(self.secret, f"{label} {self.nonces}".encode(), "sha256")


async def admit(frames: Frames, secret: bytes, carriers: int) -> None:
    """Make sure of a controller, as the engine; say how many carriers it is.

    Raises:
        BadPacket: it is none of ours; it was told why.
        ConnectionError: it has gone.
    """
    nonce = secrets.token_hex(NONCE_BYTES)
    frames.send(Challenge(nonce=nonce))
    try:
        shown = read_untrusted(_PROOF, await frames.receive_untrusted())
        session = StreamSession(secret, nonce + shown.nonce)
        if not hmac.compare_digest(shown.proof, session.proof("controller")):
            raise BadPacket("the secret is not the one that is used here")
    except BadPacket as error:
        refuse(frames, str(error))
        raise
    frames.send(Accepted(proof=session.proof("engine"), carriers=carriers))
    frames.seal(incoming=session.key("controller"), outgoing=session.key("engine"))


async def introduce(frames: Frames, secret: bytes) -> int:
    """Make sure of an engine, as the one who will ask it; return how many carriers it is.

    Raises:
        ConnectionError: it refuses, is not ours, or has gone; the message is a sentence.
    """
    try:
        challenge = read_untrusted(_CHALLENGE, await frames.receive_untrusted())
        if isinstance(challenge, Failed):
            raise ConnectionError(challenge.detail)
        nonce = secrets.token_hex(NONCE_BYTES)
        session = StreamSession(secret, challenge.nonce + nonce)
        frames.send(Proof(nonce=nonce, proof=session.proof("controller")))
        reply = read_untrusted(_ACCEPTED, await frames.receive_untrusted())
    except BadPacket as error:
        raise ConnectionError(str(error)) from error
    if isinstance(reply, Failed):
        raise ConnectionError(reply.detail)
    if not hmac.compare_digest(reply.proof, session.proof("engine")):
        raise ConnectionError("the media process does not know the secret")
    frames.seal(incoming=session.key("engine"), outgoing=session.key("controller"))
    return reply.carriers


def refuse(frames: Frames, why: str) -> None:
    """Say why nothing will come of it, to somebody not known yet."""
    frames.send(Failed(id="", code="refused", detail=why))
