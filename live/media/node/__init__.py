"""The engine behind the bus: several processes, one of which carries all media.

Every process offers its engine (`EngineServer`) and uses the elected one (`EngineClient`); the
process that has run longest is elected. When it ends, its peers are reported down, and clients
connect to the next. `SharedEngine` combines both halves.
"""

from live.media.node.client import EngineClient
from live.media.node.server import EngineServer
from live.media.node.shared import SharedEngine

__all__ = ["EngineClient", "EngineServer", "SharedEngine"]
