"""``/health`` for load balancers, and ``/metrics`` for Prometheus.

Neither names a person or a meeting. Both are cheap enough to be requested every few seconds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from ipaddress import IPv6Address, ip_address
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response
from typing_extensions import override

from live.media.spread import PROCESSES, PROCESSES_UP
from live.meeting.permissions import Role
from live.meeting.state import Phase
from web.problems import ProblemPage
from web.services import Services, services

PATIENCE_S: Final = 2.0
"""Seconds in which a part must answer to count as healthy. Chosen."""

log = logging.getLogger(__name__)
router = APIRouter(tags=["operation"])


@router.get("/health")
async def health(request: Request) -> JSONResponse:
    """Tell whether store and bus answer: 200 ``{"status": "ok"}``, or 503 naming the part, and the
    code for a store in trouble (``storage_full``, ``storage_read_only``, ``storage_away``).

    A media process that is down is named too, but with 200: it is restarted, the others go on, and
    taking the whole program out of service would harm every meeting more.
    """
    parts = services(request)
    found = dict(
        zip(
            ("store", "bus"),
            await asyncio.gather(
                answers(parts.database.events.meetings(branches=(), states=())),
                answers(parts.bus.kept("health/")),
            ),
            strict=True,
        )
    )
    trouble = parts.database.trouble()
    well, media = all(found.values()) and not trouble, carries_all(parts.engine.stats())
    status = ("ok" if media else "impaired") if well else "failing"
    body = {"status": status, "node": parts.node}
    body |= {part: "ok" if fine else "failing" for part, fine in (found | {"media": media}).items()}
    if trouble:
        body["store"] = trouble
    return JSONResponse(body, 200 if well else 503)


def carries_all(stats: Mapping[str, float]) -> bool:
    """Tell whether every media process is up; true for an engine within this process."""
    return stats.get(PROCESSES_UP, 1) >= stats.get(PROCESSES, 1)


async def answers(part: Awaitable[object]) -> bool:
    """Tell whether a part answers in time; log the error if not."""
    try:
        await asyncio.wait_for(part, PATIENCE_S)
    except Exception:
        log.warning("a part of the program does not answer", exc_info=True)
        return False
    return True


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the program's figures in Prometheus' text format, to private networks and to
    administrators.

    Raises:
        Problem: 404 for all others.
    """
    account = request.state.account
    if not (is_near(request) or (account and account.role is Role.ADMINISTRATOR)):
        raise ProblemPage(404, "not_found")
    registry = CollectorRegistry()
    registry.register(HealthFigures(await figures(services(request))))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def is_near(request: Request) -> bool:
    """Tell whether a request comes from this machine or a private network (RFC 1918, RFC 4193)."""
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_private


async def figures(parts: Services) -> Sequence[Metric]:
    """Gather all figures as they are now."""
    open_now = await parts.database.events.meetings(states=(Phase.OPEN.value,))
    commands = CounterMetricFamily(
        "diemcau_commands", "Commands to meetings by how they ended", labels=["result"]
    )
    for result, count in sorted(parts.meetings.results.items()):
        commands.add_metric([result], count)
    media = {f"media_{name}": value for name, value in parts.engine.stats().items()}
    counted = {"meetings_open": len(open_now), **parts.signaling.stats(), **media}
    return [commands, *(metric(name, value) for name, value in sorted(counted.items()))]


def metric(name: str, value: float) -> Metric:
    """Return one figure: a counter where its name says so, else a gauge."""
    family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
    return family(f"diemcau_{name}", name.replace("_", " "), value)


class HealthFigures(Collector):
    """A Prometheus collector that returns figures gathered beforehand."""

    def __init__(self, gathered: Sequence[Metric]) -> None:
        self._gathered = gathered

    @override
    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self._gathered
