"""Debian's Chromium with a fake camera and microphone, and what its statistics say.

The fake microphone beeps once a second, so that somebody who is heard has energy, and somebody
who is not has none.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.media.browsers import CHROMIUM, HEADLESS

ARGUMENTS: Final = (
    "--no-sandbox",  # tests may run as root
    "--allow-loopback-in-peer-connection",
    "--use-fake-device-for-media-stream=device-count=1,fps=5",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-gpu",
    "--mute-audio",
)
DEADLINE_MS: Final = 60_000
"""For what takes a second or two on an idle machine; one of a third of its speed, shared with
others, is in time too. Chosen."""
BLOCKED: Final = 2
"""``CONTENT_SETTING_BLOCK`` in Chromium's preferences."""
expect.set_options(timeout=DEADLINE_MS)
PHONE: Final = (360, 740)
QUIET_MS: Final = 2_500
"""The fake microphone beeps each second."""
LAPTOP: Final = (1366, 768)
TV: Final = (1920, 1080)

KEEP_CONNECTIONS: Final = """
(() => {
  const Original = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...given) { super(...given); window.connections.push(this); }
  };
  window.received = async () => {
    const found = [];
    for (const [index, pc] of window.connections.entries()) {
      if (pc.connectionState !== "connected") continue;
      for (const stat of (await pc.getStats()).values()) {
        if (stat.type === "inbound-rtp") found.push({
          kind: stat.kind, stream: `${index}/${stat.mid}`, frames: stat.framesDecoded ?? 0,
          width: stat.frameWidth ?? 0, height: stat.frameHeight ?? 0,
          energy: stat.totalAudioEnergy ?? 0, packets: stat.packetsReceived,
        });
      }
    }
    return found;
  };
})();
"""
"""Lets a test ask the page's peer connections; the page itself does not know of it."""


@asynccontextmanager
async def chromium(*, refuses: bool = False) -> AsyncIterator[Browser]:
    """Run one browser; contexts in it are as apart as two machines.

    One that ``refuses`` gives no page the camera or microphone, as when a person says no; only
    the whole browser can.
    """
    answer = [] if refuses else ["--use-fake-ui-for-media-stream"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM if refuses else HEADLESS, args=[*ARGUMENTS, *answer]
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def forgetful(profile: Path) -> AsyncIterator[BrowserContext]:
    """Run a browser whose owner has blocked cookies, and so every storage, for all sites."""
    settings = profile / "Default" / "Preferences"
    settings.parent.mkdir(parents=True)
    blocks = {"profile": {"default_content_setting_values": {"cookies": BLOCKED}}}
    settings.write_text(json.dumps(blocks))
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, "--use-fake-ui-for-media-stream"],
            locale="vi",
        )
        context.set_default_timeout(DEADLINE_MS)
        try:
            yield context
        finally:
            await context.close()


class Errors(list[str]):
    """What a page complained of; a test ends with none."""


async def open_page(
    browser: Browser,
    url: str,
    size: tuple[int, int] = LAPTOP,
    *,
    errors: Errors | None = None,
    devices: bool = True,
    language: str = "vi",
    timezone: str | None = None,
    script: str = "",
) -> Page:
    """Open a page as a visitor of its own, with or without leave to use camera and microphone.

    The ``script`` runs in the page before its own.
    """
    width, height = size
    context: BrowserContext = await browser.new_context(
        viewport={"width": width, "height": height},
        permissions=["camera", "microphone"] if devices else [],
        locale=language,
        timezone_id=timezone,
    )
    context.set_default_timeout(DEADLINE_MS)
    await context.add_init_script(KEEP_CONNECTIONS + script)
    page = await context.new_page()
    if errors is not None:
        page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    return page


class Asked(Protocol):
    """A page of either browser that kept its connections."""

    async def evaluate(self, expression: str, arg: Any = None, /) -> Any:
        """Return what an expression is, or what a function makes of the argument."""
        ...


async def received(page: Asked) -> list[dict[str, Any]]:
    """Return what each incoming stream of the page has brought so far."""
    found: list[dict[str, Any]] = await page.evaluate("received()")
    return found


async def until(page: Asked, condition: str, argument: object) -> Any:
    """Wait until an asynchronous condition in the page is true; return what it says then.

    `Page.wait_for_function` does not wait for promises, and statistics are promises.
    """
    return await page.evaluate(
        f"""async ([argument, deadline]) => {{
            const test = {condition};
            const end = performance.now() + deadline;
            for (;;) {{
                const said = await test(await received(), argument);
                if (said) return said;
                if (performance.now() > end) {{
                    throw new Error("not in time: " + JSON.stringify(await received()));
                }}
                await new Promise(done => setTimeout(done, 200));
            }}
        }}""",
        [argument, DEADLINE_MS],
    )


async def pictures_move(page: Asked, count: int = 1) -> list[dict[str, Any]]:
    """Wait until ``count`` incoming pictures have a size and gain decoded frames; return them."""
    before = {stream["stream"]: stream["frames"] for stream in await received(page)}
    pictures: list[dict[str, Any]] = await until(
        page,
        """(streams, [before, count]) => {
            const moving = streams.filter(s => s.kind === "video" && s.width > 0 && s.height > 0
              && s.frames > (before[s.stream] ?? 0) + 3);
            return moving.length >= count ? moving : null;
        }""",
        [before, count],
    )
    return pictures


async def energy(page: Asked) -> float:
    """Return the energy of everything heard so far."""
    heard = [stream["energy"] for stream in await received(page) if stream["kind"] == "audio"]
    return float(sum(heard))


async def is_heard(page: Asked) -> None:
    """Wait until sound with energy comes in from now on."""
    await until(
        page,
        """(streams, before) => streams.filter(s => s.kind === "audio")
            .reduce((sum, s) => sum + s.energy, 0) > before + 1e-3""",
        await energy(page),
    )


async def falls_silent(page: Asked) -> None:
    """Wait until nothing with energy has come in for longer than the fake microphone's pause."""
    await page.evaluate("window.lastHeard = { energy: -1, at: 0 }")
    await until(
        page,
        """(streams, quiet) => {
            const energy = streams.filter(s => s.kind === "audio")
              .reduce((sum, s) => sum + s.energy, 0);
            if (energy > lastHeard.energy + 1e-4) {
              window.lastHeard = { energy, at: performance.now() };
            }
            return performance.now() - lastHeard.at > quiet;
        }""",
        QUIET_MS,
    )
