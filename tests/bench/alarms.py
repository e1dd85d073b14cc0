"""What one supervisor of 48 meetings is asked to act on, over an evening in which five have faults.

No time is measured: the evening is decided from a seed (`tests.seeded_evening`), so the figures are
the same on every machine.
"""

from collections.abc import Iterator

from tests.alarm_figures import evening

SEED = 1


def run() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit)."""
    seen = evening(SEED, line_fails=True)
    yield "alerts_per_10_min", seen.alerts_per_10_min, "alerts (goal <= 1)"
    yield "alerts_in_worst_10_min", seen.worst_10_min, "alerts (goal <= 10)"
    yield "alerts_urgent", seen.urgent_pct, "% (goal <= 10)"
    yield "alert_most_raisings_in_1_min", seen.chatter, "times (goal < 3)"
    yield "alert_unattended_longest", seen.overlooked_ms / 60_000, "min (goal <= 15)"
    yield "faults_found_of_5", seen.faults_found, "faults within their rule's delay"
