"""What every test shares: the policy on groups, and the closing list of what was skipped."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.groups import GROUPS, require
from tests.nursery import Nursery
from tests.program import Program

# A loaded machine breaks no rule.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the need of every group whose marker the test carries."""
    for group in GROUPS:
        if item.get_closest_marker(group):
            require(group)


@pytest.fixture(scope="session", autouse=True)
def nursery() -> Iterator[None]:
    """Programs that tests start are forked from one that has imported everything."""
    Program.nursery = Nursery()
    yield
    Program.nursery.close()
    Program.nursery = None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with the groups skipped and why, or say that there were none."""
    skipped: dict[str, tuple[int, str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        match = re.search(r"\[(\w+)\] (.+)", text)
        group, why = match.groups() if match else ("other", text)
        count, _ = skipped.get(group, (0, why))
        skipped[group] = (count + 1, why)
    terminalreporter.section("groups skipped")
    if not skipped:
        terminalreporter.write_line("none: every test of this project ran")
    for group, (count, why) in sorted(skipped.items()):
        terminalreporter.write_line(f"{group}: {count} tests, because {why}")
