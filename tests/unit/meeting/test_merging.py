"""Two texts that were typed at once: the cases that the browser's merging is held to as well."""

import json
from pathlib import Path
from typing import Final

import pytest

from live.meeting.merging import merge

CASES: Final = json.loads((Path(__file__).parent / "merges.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_two_changes_of_a_text_become_one(case: dict[str, str]) -> None:
    assert merge(case["was"], case["mine"], case["theirs"]) == case["merged"]
