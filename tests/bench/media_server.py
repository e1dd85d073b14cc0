"""This project's engine as a process that a load client can drive: JSON lines over TCP.

``{"do": "connect", "peer", "sdp", "publishes"}`` and ``{"do": "route", "peer", "routes"}``.
"""

import asyncio
import gc
import json
import sys

import uvloop

from live.media.engine import PeerId, Route, SourceName
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu


class Commands:
    """Carries requests to the engine."""

    def __init__(self, engine: Sfu) -> None:
        self._engine = engine

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests in order."""
        while line := await reader.readline():
            request = json.loads(line)
            peer = PeerId(request["peer"])
            answer: dict[str, object] = {}
            if request["do"] == "connect":
                names = tuple(SourceName(name) for name in request["publishes"])
                made = await self._engine.connect(peer, request["sdp"], names)
                answer = {"sdp": made.sdp, "slots": [(s.mid, s.kind) for s in made.slots]}
            else:
                routes = (
                    Route(mid=mid, source=SourceName(source)) for mid, source in request["routes"]
                )
                await self._engine.route(peer, tuple(routes))
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        writer.close()


async def main() -> None:
    """Serve until the process is ended."""
    engine = Sfu(SfuConfig(host="127.0.0.1", advertise=("127.0.0.1",)))
    await engine.start()
    server = await asyncio.start_server(Commands(engine).serve, "127.0.0.1", 0, limit=1 << 20)
    sys.stdout.write(json.dumps({"port": server.sockets[0].getsockname()[1]}) + "\n")
    sys.stdout.flush()
    gc.freeze()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
