"""The engine in a process of its own: the same messages as over the bus, framed on a stream.

The program uses a `RemoteEngine`, a `MediaEngine` for which a `MediaHost` opens the stream: `Child`
to a process on this machine, `Distant` to another machine. The other end of the stream is an
`EnginePort`, which serves the real engine.
"""

from live.media.process.hosts import Child, Distant
from live.media.process.port import EnginePort, serve_on
from live.media.process.remote import RemoteEngine

__all__ = ["Child", "Distant", "EnginePort", "RemoteEngine", "serve_on"]
