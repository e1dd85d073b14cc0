"""The same runs that hold in Python hold in the browser's code: view + patches = view."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from live.meeting import commands as c
from live.meeting.permissions import Actor
from live.meeting.views import view
from signaling.sync import diff
from tests.properties.test_sync import ACTORS, as_json, history, steps

REPLAY = Path(__file__).parents[1] / "js/replay.js"
RUNS = 100
SECONDS = 60


@pytest.mark.node
@pytest.mark.slow
def test_browser_ends_with_the_view_after_any_run() -> None:
    runs: list[dict[str, Any]] = []

    @settings(
        max_examples=RUNS,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(steps, min_size=5, max_size=30), st.sampled_from(ACTORS), st.integers(1, 5))
    def record(moves: list[tuple[c.Command, Actor, int]], who: Actor, stride: int) -> None:
        states = history(moves)
        views = [view(state, who) for state in (*states[::stride], states[-1])]
        patches = [diff(old, new) for old, new in pairwise(views)]
        runs.append(as_json({"view": views[0], "patches": patches, "end": views[-1]}))

    record()
    run = subprocess.run(
        ["node", "--no-warnings", str(REPLAY)],
        input=json.dumps(runs),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) == len(runs) >= RUNS / 2
