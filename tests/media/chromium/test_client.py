"""The product's own client in Debian's Chromium: silence, thumbnails, another path."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, Route

from live.media import engine as seam
from live.media.engine import Layer, MediaKind, SourceName
from live.media.sfu.server import Sfu
from tests.media.browsers import BrowserPeer, decoded, succeeds

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.quiet,
    pytest.mark.asyncio(loop_scope="module"),
]

STATIC: Final = Path(__file__).parents[3] / "web" / "static"
PAGE: Final = (Path(__file__).parents[1] / "client.html").read_text()
ORIGIN: Final = "http://127.0.0.1:9"
"""Never reached: the files are put in its place."""
MICROPHONE, CAMERA = SourceName("m/mic"), SourceName("m/cam")
SYLLABLE_S: Final = 0.3
HEARD_SHARE: Final = 0.9
SPOKEN_PACKETS: Final = 75
"""Of 20 ms each: the syllable is over, and has passed through the listener's buffer."""
WINDOW_MS: Final = 2000
SILENT_PACKETS_PER_S: Final = 8
"""Opus sends one each 400 ms while nothing is said (RFC 7587 §3.1.3), and a few before that."""

TROUBLE: Final = ("packetsLost", "nackCount", "pliCount", "keyFramesDecoded")


async def serve(route: Route) -> None:
    """Answer with the page, or with a file of the product."""
    path = route.request.url.removeprefix(ORIGIN)
    if path == "/":
        await route.fulfill(body=PAGE, content_type="text/html")
    else:
        file = STATIC / path.removeprefix("/static/")
        await route.fulfill(body=file.read_text(), content_type="text/javascript")


class Client:
    """One page with the product's `Media`; its one peer connection may be offered again."""

    def __init__(self, engine: Sfu, page: Page, name: str, publishes: tuple[str, ...]) -> None:
        self.page = page
        self.peer = BrowserPeer(engine, name, page)
        self.answers: list[seam.Answer] = []
        self._engine = engine
        self._publishes = tuple(SourceName(each) for each in publishes)

    async def start(self, **options: Any) -> None:
        """Connect."""
        await self.page.route(f"{ORIGIN}/**", serve)
        await self.page.expose_function("answerTo", self._answer)
        await self.page.goto(f"{ORIGIN}/")
        await self.page.wait_for_function("window.ready")
        await self.page.evaluate("options => start(options)", options)
        await self.page.wait_for_function("states.at(-1) === 'connected'")

    async def _answer(self, offer: str) -> str:
        answer = await self._engine.connect(self.peer.peer, offer, self._publishes)
        self.peer.offer, self.peer.answer = offer, answer
        self.answers.append(answer)
        slots = [{"mid": s.mid, "kind": s.kind, "index": s.index} for s in answer.slots]
        told = {"sdp": answer.sdp, "slots": slots, "continues": answer.continues}
        return json.dumps(told)

    async def show(self, *layers: Layer) -> list[str]:
        """Fill the slots; return the mids of sound and pictures."""
        sound = [self.peer.slot(MediaKind.AUDIO)]
        pictures = [self.peer.slot(MediaKind.VIDEO, index) for index in range(len(layers))]
        wanted = zip(pictures, layers, strict=True)
        await self._engine.route(
            self.peer.peer,
            (
                seam.Route(mid=sound[0], source=MICROPHONE),
                *(seam.Route(mid=mid, source=CAMERA, layer=layer) for mid, layer in wanted),
            ),
        )
        return sound + pictures


async def meet(
    engine: Sfu, browser: Browser, *, pictures: int = 1, **options: Any
) -> tuple[Client, Client]:
    """Let somebody with microphone and camera meet somebody who listens and watches."""
    sender = Client(engine, await browser.new_page(), "sender", (MICROPHONE, CAMERA))
    receiver = Client(engine, await browser.new_page(), "receiver", ())
    await sender.start(sends=["microphone", "camera"], audioSlots=0, videoSlots=0, **options)
    await receiver.start(sends=[], audioSlots=1, videoSlots=pictures)
    return sender, receiver


async def spoken_per_s(sender: Client) -> float:
    """Return how many packets of sound leave in a second now."""

    def sound(figures: dict[str, Any]) -> dict[str, Any]:
        return next(each for each in figures["outgoing"] if each["kind"] == "audio")

    before = sound(await sender.peer.figures())
    end_ms = before["timestamp"] + WINDOW_MS
    after = sound(await sender.peer.until(lambda f: sound(f)["timestamp"] > end_ms))
    passed_ms = after["timestamp"] - before["timestamp"]
    return float(1000 * (after["packetsSent"] - before["packetsSent"]) / passed_ms)


def has_passed(before: dict[str, Any], mid: str, count: int, figures: dict[str, Any]) -> bool:
    """Return whether so many more packets of a slot have come."""
    came = [decoded(each, mid).get("packetsReceived", 0) for each in (before, figures)]
    return bool(came[1] - came[0] >= count)


async def opens_unseen(sender: Client, receiver: Client, sound: str, picture: str) -> bool:
    """Speak as the microphone opens, and close it; return whether it was heard from the start, and
    nothing was lost and no key frame sent meanwhile."""
    before = await receiver.peer.figures()
    await sender.page.evaluate("seconds => speak(seconds)", SYLLABLE_S)
    after = await receiver.peer.until(partial(has_passed, before, sound, SPOKEN_PACKETS))
    await sender.page.evaluate("follow(false)")
    unseen = all(
        decoded(after, mid)[what] == decoded(before, mid)[what]
        for mid, what in ((sound, "packetsLost"), (picture, "keyFramesDecoded"))
    )
    return bool(unseen and after["heard"] - before["heard"] > HEARD_SHARE * SYLLABLE_S)


async def test_closed_microphone_is_nearly_free_and_who_speaks_as_it_opens_is_heard_from_the_start(
    engine: Sfu, browser: Browser
) -> None:
    """How silence is sent is settled anew without the server; nothing else may notice."""

    async def opens_twice_unseen() -> bool:
        sender, receiver = await meet(engine, browser, open=False)
        await sender.page.evaluate("want(['q'])")
        sound, picture = await receiver.show(Layer.QUARTER)
        await receiver.peer.until(lambda f: decoded(f, picture).get("framesDecoded", 0) > 10)
        await receiver.page.evaluate("listen()")

        async def is_silent() -> bool:
            return await spoken_per_s(sender) < SILENT_PACKETS_PER_S

        assert await succeeds(is_silent)
        opened = [await opens_unseen(sender, receiver, sound, picture) for _ in range(2)]
        await sender.page.evaluate("follow(true)")
        assert await spoken_per_s(sender) > 2 * SILENT_PACKETS_PER_S
        on = await sender.page.evaluate("layers()")
        assert on == [True, False, False], "and what was off is off"
        assert len(sender.answers) == 1, "the server was not asked"
        for client in (sender, receiver):
            await engine.close(client.peer.peer)
            await client.page.close()
        return all(opened)

    assert await succeeds(opens_twice_unseen)


async def test_thumbnail_is_a_quarter_of_the_pictures_and_asks_for_no_more_key_frames(
    engine: Sfu, browser: Browser
) -> None:
    _, receiver = await meet(engine, browser, pictures=2)
    _, whole, thumb = await receiver.show(Layer.QUARTER, Layer.THUMBNAIL)

    def counted(figures: dict[str, Any], mid: str) -> int:
        return int(decoded(figures, mid).get("framesDecoded", 0))

    async def a_quarter_in_quiet() -> bool:
        before = await receiver.peer.figures()
        wanted = counted(before, whole) + 80
        after = await receiver.peer.until(lambda f: counted(f, whole) >= wanted)
        share = (counted(after, thumb) - counted(before, thumb)) / (
            counted(after, whole) - counted(before, whole)
        )
        quiet = all(
            decoded(after, mid)[what] == decoded(before, mid)[what]
            for mid in (whole, thumb)
            for what in TROUBLE
        )
        return quiet and share == pytest.approx(0.25, abs=0.08)

    await receiver.peer.until(lambda f: counted(f, thumb) > 2)
    assert await succeeds(a_quarter_in_quiet)
    after = await receiver.peer.figures()
    assert [decoded(after, mid)["frameWidth"] for mid in (whole, thumb)] == [160, 160]


async def test_path_is_sought_anew_for_the_same_connection_when_the_network_changes(
    engine: Sfu, browser: Browser
) -> None:
    sender, receiver = await meet(engine, browser)
    _, picture = await receiver.show(Layer.QUARTER)
    await receiver.peer.until(lambda f: decoded(f, picture).get("framesDecoded", 0) > 10)
    for client in (sender, receiver):
        await client.page.evaluate("network.dispatchEvent(new Event('change'))")
        await client.page.wait_for_function("peers.at(-1).signalingState === 'stable'")
    shown = decoded(await receiver.peer.figures(), picture)
    enough = shown["framesDecoded"] + 60
    await receiver.peer.until(lambda f: decoded(f, picture)["framesDecoded"] > enough)
    for client in (sender, receiver):
        assert [answer.continues for answer in client.answers] == [False, True]
        assert await client.page.evaluate("[peers.length, ...states]") == [
            1,
            "connecting",
            "connected",
        ]
    after = decoded(await receiver.peer.figures(), picture)
    assert after["ssrc"] == shown["ssrc"], "the same stream, in mid-sentence"
