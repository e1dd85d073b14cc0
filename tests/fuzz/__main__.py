"""``make fuzz``: the fuzz targets for as long as wanted, every round with another seed.

What fails is made as small as Hypothesis can, kept under ``tests/data/fuzz`` and tried again by
every later run of the tests.
"""

import random
import secrets
import sys
import time
import traceback
from typing import Final

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.conversations import CONVERSATIONS, Sent, check
from tests.fuzz.kept import Kept, keep
from tests.fuzz.test_media import TARGETS, Failure, attack

EXAMPLES: Final = 200
"""Conversations in a round."""
ROUNDS: Final = 20_000
"""Packets for each parser in a round."""


def hold_conversations(number: int) -> Kept | None:
    """Try some conversations; keep the smallest that fails."""
    tried: list[list[Sent]] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=CONVERSATIONS)
    def attempt(sent: list[Sent]) -> None:
        tried[:] = [sent]
        check(sent)

    try:
        attempt()
    except Exception:
        traceback.print_exc()
        return keep("conversation", tried[0])
    return None


def send_packets(number: int) -> list[Kept]:
    """Try some packets on every parser; keep the first of each that fails."""
    found = []
    for name in TARGETS:
        try:
            attack(name, random.Random(f"{name} {number}"), ROUNDS)
        except Failure as failure:
            traceback.print_exc()
            found.append(keep(name, [failure.data]))
    return found


def main(minutes: float, number: int) -> int:
    """Go on for so long; return how many inputs were kept."""
    until, found = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < until:
        print(f"# seed {number}", flush=True)
        for each in [hold_conversations(number), *send_packets(number)]:
            if each is not None:
                found += 1
                print(f'{each.path}\nAgain: make test ARGS="tests/fuzz -k once_failed"', flush=True)
        number += 1
    print(f"failures {found} inputs")
    return found


if __name__ == "__main__":
    asked = dict(enumerate(sys.argv[1:]))
    first = int(asked.get(1) or secrets.randbelow(1_000_000))
    sys.exit(main(float(asked.get(0) or 1), first) > 0)
