"""What a member on a weak link costs: a real Chromium in the demonstration's liveliest meeting.

The member chooses the switch's positions one after the other; each is measured for a minute of the
meeting with somebody speaking. Counted are bytes as they are on the wire: datagrams as the browser
counts them with their headers and the checks of the path, and everything that went through a TCP
relay in front of the program, with a header for each piece. Loading the page is not in it.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import Error, Page

from tests.browser.chromium import PHONE, chromium, is_heard, open_page
from tests.program import Program

MEASURED_S: Final = 60.0
SETTLED_S: Final = 5.0
"""Seconds after a choice until what it ended has ended."""
UDP_HEADERS: Final = 28
TCP_HEADERS: Final = 52
"""Bytes of IPv4 and TCP with time stamps, for each piece and for each that answers it."""
CHECK_BYTES: Final = 120
"""A STUN check or its answer of Chromium with its headers, rounded up."""
PIECE_BYTES: Final = 1460
PATIENCE: Final = 6
"""Times that a browser's own patience may end before somebody speaks."""

ON_THE_WIRE: Final = """
async ([headers, check]) => {
  const sum = { down: 0, up: 0 };
  for (const pc of connections) {
    for (const stat of (await pc.getStats()).values()) {
      if (stat.type === "transport") {
        sum.down += stat.bytesReceived + headers * stat.packetsReceived;
        sum.up += stat.bytesSent + headers * stat.packetsSent;
      }
      if (stat.type === "candidate-pair") {
        sum.down += check * (stat.responsesReceived + stat.requestsReceived);
        sum.up += check * (stat.requestsSent + stat.responsesSent);
      }
    }
  }
  return sum;
}
"""


@dataclass
class Traffic:
    """Bytes on the wire in each direction."""

    down: float = 0.0
    up: float = 0.0

    def __sub__(self, before: "Traffic") -> "Traffic":
        return Traffic(self.down - before.down, self.up - before.up)

    def __add__(self, other: "Traffic") -> "Traffic":
        return Traffic(self.down + other.down, self.up + other.up)


@dataclass
class TcpRelay:
    """An address that stands for the program and counts what goes through."""

    port: int
    traffic: Traffic = field(default_factory=Traffic)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Serve; yield the address for a browser."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.gather(
            self._carry(reader, far_writer, up=True), self._carry(far_reader, writer, up=False)
        )

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                headers = -(-len(data) // PIECE_BYTES) * TCP_HEADERS
                way, back = Traffic(len(data) + headers, headers), Traffic(headers, headers)
                self.traffic += Traffic(back.down, way.down) if up else Traffic(way.down, back.up)
                writer.write(data)
                await writer.drain()
        writer.close()


async def udp(page: Page) -> Traffic:
    """Return what the page's connections have brought and sent so far."""
    return Traffic(**await page.evaluate(ON_THE_WIRE, [UDP_HEADERS, CHECK_BYTES]))


async def somebody_speaks(page: Page) -> None:
    """Wait until the simulated members have their voices, which takes a loaded machine minutes."""
    for _ in range(PATIENCE):
        with contextlib.suppress(Error):
            return await is_heard(page)
    raise AssertionError("nobody is heard")


async def choose(page: Page, wish: str) -> None:
    """Set the switch of a weak link in the meeting."""
    await page.get_by_role("button", name="Thêm").click()
    await page.locator(f"dialog[open] input[value={wish}]").check()
    await page.locator("dialog[open] [data-closes]").first.click()


async def kbps(page: Page, relay: TcpRelay) -> Traffic:
    """Return the rate over a minute of the meeting, in kbit/s."""
    await asyncio.sleep(SETTLED_S)
    before = await udp(page) + relay.traffic
    await asyncio.sleep(MEASURED_S)
    spent = await udp(page) + relay.traffic - before
    return Traffic(spent.down * 8e-3 / MEASURED_S, spent.up * 8e-3 / MEASURED_S)


async def measured(program: Program) -> dict[str, Traffic]:
    """Return the rates by position of the switch."""
    link = next(link["url"] for link in program.links() if link["role"] == "member")
    relay = TcpRelay(program.port)
    async with relay.open() as address, chromium() as browser:
        page = await open_page(browser, link.replace(program.url, address), PHONE)
        await page.get_by_role("button", name="Bật camera và micro").click()
        await page.get_by_role("button", name="Vào họp").click()
        await somebody_speaks(page)
        rates = {}
        for wish in ("sound", "none"):
            await choose(page, wish)
            rates[wish] = await kbps(page, relay)
    return rates


def figures(rates: dict[str, Traffic]) -> Iterator[tuple[str, float, str]]:
    """Name the rates."""
    for wish, name in (("sound", "weak_link"), ("none", "no_media")):
        yield f"{name}_kbps", rates[wish].down, "kbit/s"
        yield f"{name}_up_kbps", rates[wish].up, "kbit/s"


def run() -> Iterable[tuple[str, float, str]]:
    """Measure: rates downward and upward on a weak link, and without media."""
    with tempfile.TemporaryDirectory() as folder, Program("demo", Path(folder) / "data") as program:
        return list(figures(asyncio.run(measured(program))))
