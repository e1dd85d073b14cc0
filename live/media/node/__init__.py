"""The engine behind the bus: several processes, one of which carries all media.

Every process offers its engine (`EngineServer`) and uses the elected one (`EngineClient`); the one
that has been there longest is elected. When it goes, its peers are told to be down, and clients
come back to the next. `SharedEngine` is both halves together.
"""

from live.media.node.client import EngineClient
from live.media.node.server import EngineServer
from live.media.node.shared import SharedEngine

__all__ = ["EngineClient", "EngineServer", "SharedEngine"]
