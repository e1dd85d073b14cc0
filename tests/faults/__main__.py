"""``make faults``: hurt both installations and print what was lost, doubled, and how long screens
took. ``SEED=7`` chooses the order, ``ROUNDS=3`` how often everything happens."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.faults.installations import alone, pair
from tests.faults.run import hurt


def main() -> int:
    """Return 1 if anything acknowledged was lost or doubled, or a moment went back."""
    seed, rounds = int(os.environ.get("SEED") or 1), int(os.environ.get("ROUNDS") or 1)
    total = None
    for installation in (alone, pair):
        print(f"# {installation.__name__}", flush=True)
        with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as on:
            outcome = asyncio.run(hurt(on, seed, rounds))
        total = total + outcome if total else outcome
    assert total
    for name, value in total.figures():
        print(f"{name} {value:.4g}")
    return int(any((total.lost, total.doubled, total.moments_back)))


if __name__ == "__main__":
    sys.exit(main())
