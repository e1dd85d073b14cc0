"""From a request to its reply: the same whether it came over the bus or over a stream."""

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
    """Return whose requests have to be served one after the other; empty: of no peer."""
    match request:
        case StatsRequest() | SnapshotRequest():
            return ""
        case _:
            return request.peer


async def answer_of(
    engine: MediaEngine, request: EngineRequest
) -> Answered | Completed | Failed | Stats:
    """Let an engine serve a request; what it refuses becomes a reply too."""
    try:
        match request:
            case ConnectRequest():
                answer = await engine.connect(
                    request.peer, request.sdp, request.publishes, room_key=request.room_key
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
