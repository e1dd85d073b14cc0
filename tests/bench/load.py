"""The load for either engine: publishers in one process, receivers in another.

Media is written and counted here, because a codec would cost more than the engine.
"""

import argparse
import asyncio
from typing import Any

from aiortc import RTCRtpSender

from tests.bench.adapters import ENGINES
from tests.bench.publisher import publish
from tests.bench.receiver import receive
from tests.media.clients import only_loopback


async def _no_reports(sender: Any, *_: Any) -> None:
    """Stand in for aiortc's own RTCP: the streams here are not its own."""
    sender._RTCRtpSender__rtcp_started.set()
    sender._RTCRtpSender__rtcp_exited.set()


def main() -> None:
    """Run one half."""
    only_loopback()
    RTCRtpSender._run_rtcp = _no_reports  # type: ignore[assignment,method-assign]
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=("publish", "receive"))
    parser.add_argument("engine", choices=sorted(ENGINES))
    parser.add_argument("port", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("feeds", nargs="*")
    given = parser.parse_args()
    if given.role == "publish":
        asyncio.run(publish(given.engine, given.port, given.count))
    else:
        asyncio.run(receive(given.engine, given.port, given.feeds, given.count))


if __name__ == "__main__":
    main()
