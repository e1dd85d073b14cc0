"""Every code that the rules refuse with is documented, and every documented one is used."""

import re
from pathlib import Path

import live.meeting
from live.meeting.decisions.undo import CHANGED
from signaling.rejections import RULES as CODES


def test_the_codes_of_the_rules_are_exactly_the_documented_ones() -> None:
    folder = Path(live.meeting.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    raised = {code for text in sources for code in re.findall(r'Rejected\(\s*"(\w+)"', text)}
    by_phase = {"not_open", "already_open", "closed", "cancelled"}
    assert raised | by_phase | set(CHANGED.values()) == set(CODES)
