"""Serves a request with an engine; the same for requests over the bus and over a stream."""

from live.errors import EngineError
from live.media.engine import MediaEngine
from live.media.node.messages import (
    Answered,
    AnyRequest,
    CloseRequest,
    Completed,
    ConnectRequest,
    EngineRequest,
    Failed,
    RouteRequest,
    SnapshotRequest,
    Stats,
    StatsRequest,
)


def peer_of(request: AnyRequest) -> str:
    """Return the peer of a request, whose requests are served in order; empty: of no peer."""
    match request:
        case StatsRequest() | SnapshotRequest():
            return ""
        case _:
            return request.peer


async def answer_of(
    engine: MediaEngine, request: EngineRequest
) -> Answered | Completed | Failed | Stats:
    """Let an engine serve a request; an `EngineError` becomes a `Failed` reply."""
    try:
        match request:
            case ConnectRequest():
                answer = await engine.connect(
                    request.peer,
                    request.sdp,
                    request.publishes,
                    room_key=request.room_key,
                    in_step=request.in_step,
                )
                return Answered(id=request.id, answer=answer)
            case RouteRequest():
                await engine.route(request.peer, request.routes)
            case CloseRequest():
                await engine.close(request.peer)
            case StatsRequest():
                return Stats(id=request.id, stats=engine.stats())
    except EngineError as error:
        return Failed(id=request.id, code=error.code, detail=error.detail)
    return Completed(id=request.id)
