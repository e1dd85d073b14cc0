"""What a page asks for over the network, as Chromium counts it."""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession


@dataclass
class Traffic:
    """Requests that left the browser, with openings of WebSockets, and the bytes that came."""

    urls: list[str] = field(default_factory=list)
    size_bytes: int = 0
    """With the headers of the responses."""
    _cached: set[str] = field(default_factory=set)

    async def follow(self, session: CDPSession) -> "Traffic":
        """Count from now what the page of a session asks for."""
        session.on("Network.requestServedFromCache", self._served_from_cache)
        session.on("Network.responseReceived", self._responded)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", lambda event: self.urls.append(event["url"]))
        await session.send("Network.enable")
        return self

    def _served_from_cache(self, event: dict[str, Any]) -> None:
        self._cached.add(event["requestId"])

    def _responded(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._cached.add(event["requestId"])
        if event["requestId"] not in self._cached:
            self.urls.append(event["response"]["url"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.size_bytes += int(event["encodedDataLength"])
