"""The engine in a process of its own: the same messages as over the bus, framed on a stream.

`RemoteEngine` is the seam as the program uses it; a `Host` says where its other end is: `Child` on
this machine, `Distant` on another one. The other end is an `EnginePort` around the real engine.
"""

from live.media.process.hosts import Child, Distant
from live.media.process.port import EnginePort, serve_on
from live.media.process.remote import RemoteEngine

__all__ = ["Child", "Distant", "EnginePort", "RemoteEngine", "serve_on"]
