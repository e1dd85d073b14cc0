"""A short form of ``make faults``: every damage to one program, once each."""

from pathlib import Path

import pytest

from tests.faults.damage import OUTAGE_S
from tests.faults.installations import alone
from tests.faults.run import hurt

pytestmark = [
    *(pytest.mark.slow, pytest.mark.faketime, pytest.mark.netns),
    # A signal would raise within the loop, where it can be taken for a damage.
    pytest.mark.timeout(600, method="thread"),
]


async def test_whatever_is_done_to_the_only_program_nothing_acknowledged_is_lost_or_done_twice(
    tmp_path: Path,
) -> None:
    with alone(tmp_path) as on:
        assert on.clock
        assert on.disk
        outcome = await hurt(on, seed_=1, rounds=1, lasts_s=OUTAGE_S / 5)
    assert outcome.acknowledged > 0
    assert (outcome.lost, outcome.doubled, outcome.moments_back) == (0, 0, 0)
