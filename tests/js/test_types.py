"""The types that the scripts' comments state are checked by TypeScript's compiler."""

import subprocess
from typing import Final

import pytest

from tests.groups import NPM_PACKAGES
from tests.js.test_in_node import HERE, SECONDS

PROJECT: Final = HERE / "tsconfig.json"


@pytest.mark.node
@pytest.mark.npm
@pytest.mark.slow
def test_every_script_keeps_to_the_types_it_states() -> None:
    run = subprocess.run(
        ["node", str(NPM_PACKAGES / "typescript/bin/tsc"), "--project", str(PROJECT)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
