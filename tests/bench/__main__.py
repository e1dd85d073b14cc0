"""``make bench``: print every figure, or with names only those groups: sfu fanout commands …"""

import importlib
import sys
from collections.abc import Iterable
from typing import Final

GROUPS: Final = {
    "sfu": "tests.bench.sfu",
    "fanout": "tests.bench.fanout",
    "commands": "tests.bench.commands",
    "weak": "tests.bench.weak",
    "floor": "tests.bench.floor",
    "voice": "tests.bench.voice",
    "visit": "tests.bench.visit",
    "records": "tests.bench.records",
    "wall": "tests.bench.wall",
}
"""Group → module whose ``run()`` yields (name, value, unit)."""


def figures(group: str) -> Iterable[tuple[str, float, str]]:
    """Run one group's measurement."""
    run = importlib.import_module(GROUPS[group]).run
    yield from run()


def main(names: list[str]) -> int:
    """Print the figures of the named groups, or of all."""
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        print(f"no such group: {', '.join(unknown)}; there are {', '.join(GROUPS)}")
        return 2
    for group in names or GROUPS:
        for name, value, unit in figures(group):
            print(f"{name} {value:.4g} {unit}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
