"""How the benchmark makes figures of its runs."""

import pytest

from tests.bench.forwarding import Run, fit_us


def run(incoming: float, outgoing: int, cpu_us: float) -> Run:
    return Run(
        cpu_s=cpu_us / 1e6,
        seconds=1.0,
        received=outgoing,
        incoming=incoming,
        p50_ms=1.0,
        p99_ms=2.0,
        rss_mb=3.0,
    )


def test_fit_tells_what_an_incoming_and_what_an_outgoing_packet_costs() -> None:
    runs = [run(i, o, 50 * i + 7 * o) for i, o in ((160, 1600), (160, 6400), (800, 7200))]
    assert fit_us(runs) == pytest.approx((50, 7))
    assert runs[0].us_per_packet == pytest.approx(12)
