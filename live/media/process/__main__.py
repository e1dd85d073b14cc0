"""``python -m live.media.process FD LEVEL CONFIG``: carries media for the process that started it.

The one controller is at the other end of the socket that is inherited as FD. When that socket is
closed, however the parent process ended, this process ends too.
"""

import asyncio
import gc
import logging
import socket
import sys

import uvloop

from live.media.process.frames import Frames
from live.media.process.handshake import refuse
from live.media.process.hosts import CONFIG, NO_SECRET
from live.media.process.port import EnginePort
from live.media.sfu.config import SfuConfig
from live.media.sfu.server import Sfu

FORMAT = "%(asctime)s %(levelname)-7s %(name)s[%(process)d] %(message)s"


async def run(controller: socket.socket, config: SfuConfig) -> None:
    """Start the engine, or send why it failed; serve until the controller disconnects."""
    reader, writer = await asyncio.open_unix_connection(sock=controller)
    engine = Sfu(config)
    try:
        await engine.start()
    except OSError as error:
        frames = Frames(reader, writer)
        refuse(frames, f"UDP port {config.port} of media: {error.strerror or error}")
        await frames.close()
        return
    try:
        await EnginePort(engine, NO_SECRET).serve(reader, writer)
    finally:
        await engine.stop()


def main() -> None:
    """Read the command line and run."""
    descriptor, level, config = sys.argv[1:]
    logging.basicConfig(level=logging.WARNING, format=FORMAT)
    logging.getLogger("live").setLevel(int(level))
    gc.freeze()
    controller = socket.socket(fileno=int(descriptor))
    uvloop.run(run(controller, CONFIG.validate_json(config)))


if __name__ == "__main__":
    main()
