"""Media in a process of its own: its death is a short silence, ours is its own, none is left."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from live.store import open_database
from tests.integration.guests import DEADLINE_S, Guest, discuss, guest
from tests.program import MAIN, Program, free_udp_port
from tests.seeding import person, seed
from tests.servers import free_port, running
from tests.unit.signaling.world import MEETING

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
