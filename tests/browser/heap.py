"""What a page keeps in memory, as Chromium counts it once everything that it does not is gone."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import CDPSession, Page

OBJECTS: Final = frozenset(
    {"object", "array", "string", "concatenated string", "sliced string", "closure", "number"}
)
"""Types of nodes of a heap snapshot that a page's own scripts make. The others are the engine's:
machine code, which comes by and by where it runs often, and its records of how long pages took."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Nodes on the page and off it, listeners, bytes that scripts made, and of the whole heap."""

    nodes: int
    listeners: int
    objects: int
    heap: int


async def kept(page: Page) -> Kept:
    """Return what a page keeps."""
    session = await page.context.new_cdp_session(page)
    try:
        objects = sum(sizes(await snapshot(session)).values())  # the engine cleans up before it
        await session.send("Performance.enable")
        told = await session.send("Performance.getMetrics")
    finally:
        await session.detach()
    metrics = {each["name"]: int(each["value"]) for each in told["metrics"]}
    nodes, listeners = metrics["Nodes"], metrics["JSEventListeners"]
    return Kept(nodes, listeners, objects, metrics["JSHeapUsedSize"])


async def snapshot(session: CDPSession) -> dict[str, Any]:
    """Return a heap snapshot, as Chromium's developer tools have it."""
    chunks: list[str] = []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda told: chunks.append(told["chunk"]))
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    await session.send("HeapProfiler.takeHeapSnapshot")
    found: dict[str, Any] = json.loads("".join(chunks))
    return found


def sizes(snapshot: dict[str, Any]) -> Counter[str]:
    """Return bytes by type, of what a page's scripts made."""
    meta, nodes = snapshot["snapshot"]["meta"], snapshot["nodes"]
    fields, types = meta["node_fields"], meta["node_types"][0]
    width, type_, size = len(fields), fields.index("type"), fields.index("self_size")
    found: Counter[str] = Counter()
    for kind, each in zip(nodes[type_::width], nodes[size::width], strict=True):
        found[types[kind]] += each
    return Counter({kind: found[kind] for kind in OBJECTS})
