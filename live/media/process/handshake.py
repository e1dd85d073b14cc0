"""Mutual authentication of two processes: both know the secret and use the same version.

::

    engine      challenge {nonce}           or failed {detail}: it could not start
    controller  proof {nonce, proof}        HMAC of both nonces under the secret
    engine      accepted {proof}            the same with another label; or failed {detail}

The labels keep a proof from being replayed to the side that made it. Keys of later frames are
derived from the same two nonces, so a frame of one session is not valid in another.
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
"""Seconds for the handshake between two machines. Chosen."""

Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Challenge(NodeMessage):
    """The engine's nonce."""

    type: Literal["challenge"] = "challenge"
    nonce: Hex


class Proof(NodeMessage):
    """The controller's nonce, and the proof that it knows the secret."""

    type: Literal["proof"] = "proof"
    nonce: Hex
    proof: Hex


class Accepted(NodeMessage):
    """The engine's proof that it knows the secret too."""

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
    """Derives proofs and keys from the secret and both nonces."""

    secret: bytes
    nonces: str

    def proof(self, side: Literal["engine", "controller"]) -> str:
        """Return a side's proof that it knows the secret."""
        return self._derived(f"{side} proof").hex()

    def key(self, side: Literal["engine", "controller"]) -> bytes:
        """Return the key for the HMACs of a side's frames."""
        return self._derived(f"{side} frames")

    def _derived(self, label: str) -> bytes:
        return hmac.digest(self.secret, f"{label} {self.nonces}".encode(), "sha256")


async def admit(frames: Frames, secret: bytes, carriers: int) -> None:
    """Authenticate a controller, as the engine; tell it how many carriers the engine is.

    Raises:
        BadPacket: authentication failed; the controller was told why.
        ConnectionError: the controller has gone.
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
    """Authenticate an engine, as its controller; return how many carriers it is.

    Raises:
        ConnectionError: the engine refuses, is not authentic, or has gone; the message is a
            sentence.
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
    """Tell a peer that is not authenticated why it is refused."""
    frames.send(Failed(id="", code="refused", detail=why))
