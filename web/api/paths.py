"""How a page tests its network path for media: fresh TURN credentials, and a trial connection.

Requests carry the token that the page uses on the WebSocket. A trial is a peer connection without
media: its name differs from those of the meeting, and each link has at most `TRIALS` at once.
"""

import itertools
from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from live.errors import EngineError, Rejected
from live.media.engine import PeerId
from signaling import limits
from signaling.admission import Admission
from signaling.stage import RECEIVES
from web.boot import ice_servers
from web.problems import ProblemPage
from web.services import services

TRIALS: Final = 8
"""Most trials of one link at once, beyond which the oldest is closed: as many as devices that a
link may have connected."""

router = APIRouter(prefix="/api/media", include_in_schema=False)

_numbers = itertools.count()


class Trial(BaseModel):
    """An offer, as in `connect` of the wire."""

    model_config = ConfigDict(extra="forbid")

    sdp: Annotated[str, Field(max_length=limits.SDP_CHARACTERS)]


class Tried(BaseModel):
    """The answer to a trial's offer."""

    sdp: str


@router.post("/ice")
async def media_ice(request: Request) -> JSONResponse:
    """Return the TURN servers with fresh credentials.

    Raises:
        Problem: the token is not valid.
    """
    parts = services(request)
    await admitted(request)
    servers = ice_servers(parts.settings, parts.clock.wall_ms(), token_of(request))
    return JSONResponse(servers, headers={"cache-control": "no-store"})


@router.post("/trial")
async def media_trial(request: Request, trial: Trial) -> Tried:
    """Answer an offer that only tests whether there is a network path.

    Raises:
        Problem: the token is not valid.
        Rejected: the role has no media, too many trials, a bad offer, no engine.
    """
    parts = services(request)
    admission = await admitted(request)
    if admission.actor.role not in RECEIVES:
        raise Rejected("no_media_for_role", role=admission.actor.role.value)
    if not parts.trials.of(admission.key).offers[0].takes_one(parts.clock.monotonic()):
        raise Rejected("too_many_offers")
    peer = PeerId(f"trial/{parts.node}/{admission.key}/{next(_numbers) % TRIALS}")
    room_key = min(admission.meetings, default="")
    try:
        answer = await parts.engine.connect(peer, trial.sdp, (), room_key=room_key)
    except EngineError as error:
        raise Rejected("bad_offer" if error.code == "bad_offer" else "no_engine") from error
    return Tried(sdp=answer.sdp)


async def admitted(request: Request) -> Admission:
    """Return the admission for the token of a request.

    Raises:
        Problem: the token is not valid.
    """
    try:
        return await services(request).doorkeeper.admit(token_of(request))
    except Rejected as refusal:
        raise ProblemPage(401, refusal.code) from None


def token_of(request: Request) -> str:
    """Return the token of a request (RFC 6750 §2.1)."""
    return request.headers.get("authorization", "").removeprefix("Bearer ")
