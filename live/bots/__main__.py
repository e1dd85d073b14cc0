"""``python -m live.bots CAST.json``: simulated members for a running server.

Ends when its standard input ends, so that it never outlives the process that started it.
"""

import asyncio
import gc
import logging
import sys
from pathlib import Path

from live.bots.cast import CAST
from live.bots.crew import run


def main() -> None:
    """Read the cast named on the command line and let it play."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m live.bots CAST.json")
    logging.basicConfig(level=logging.WARNING, format="bots: %(levelname)s %(name)s: %(message)s")
    cast = CAST.validate_json(Path(sys.argv[1]).read_bytes())
    gc.freeze()
    asyncio.run(run(cast, lambda done, total: print(f"pictures {done} {total}", flush=True)))


if __name__ == "__main__":
    main()
