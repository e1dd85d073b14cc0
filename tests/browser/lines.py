"""Lines between a page and the server that lose an answer, or on which it comes late."""

import asyncio
import json
from dataclasses import dataclass, field

from playwright.async_api import Page, WebSocketRoute


@dataclass
class Lost:
    """A line that breaks as soon as the server has taken a vote, before the page hears of it."""

    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """The server has taken a vote, and the page does not know."""
    back: bool = False
    """Whether the line is there again."""

    async def lead(self, page: WebSocketRoute) -> None:
        """Lead one connection of the page to the server."""
        if self.answered.is_set() and not self.back:
            await page.close()
            return
        server = page.connect_to_server()
        votes: set[str] = set()

        def to_server(message: str | bytes) -> None:
            said = json.loads(message)
            if said.get("command") == "cast_vote" and not self.back:
                votes.add(said["id"])
            server.send(message)

        async def to_page(message: str | bytes) -> None:
            if not votes:
                page.send(message)
                return
            said = json.loads(message)
            if said["type"] == "done" and said["id"] in votes:
                self.answered.set()
                await server.close()
                await page.close()

        page.on_message(to_server)
        server.on_message(to_page)


@dataclass
class Late:
    """A line on which nothing comes from the server while it is held up."""

    page: WebSocketRoute | None = None
    kept: list[str | bytes] | None = None
    """What came meanwhile; None: the line is not held up."""

    async def lead(self, page: WebSocketRoute) -> None:
        """Lead one connection of the page to the server."""
        self.page = page
        page.connect_to_server().on_message(self._to_page)

    def _to_page(self, message: str | bytes) -> None:
        assert self.page is not None
        if self.kept is None:
            self.page.send(message)
        else:
            self.kept.append(message)

    def hold_up(self) -> None:
        """Keep what comes from now on."""
        self.kept = []

    def let_through(self) -> None:
        """Pass on what was kept, and all that comes."""
        kept, self.kept = self.kept or [], None
        for message in kept:
            self._to_page(message)


async def hear_late(page: Page) -> Late:
    """Load a page anew on a line that can be held up."""
    late = Late()
    await page.route_web_socket("**/ws", late.lead)
    await page.reload()
    return late


async def lose_answers(page: Page) -> Lost:
    """Load a page anew on a line that will lose the answer to its vote."""
    lost = Lost()
    await page.route_web_socket("**/ws", lost.lead)
    await page.reload()
    return lost
