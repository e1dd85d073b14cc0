"""Runs the tests of the browser's core with Node.js's own runner."""

import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = 300
"""It may have a tenth of a processor (`tests/whole.py`)."""


@pytest.mark.node
@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name)
def test_the_browser_code_keeps_its_word_when_run_in_node(file: Path) -> None:
    run = subprocess.run(
        ["node", "--no-warnings", "--test", str(file)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
