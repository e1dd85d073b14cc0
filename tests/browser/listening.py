"""When the sound of a meeting is first played on a wall, and when its branch was told of it."""

from typing import Final

from tests.browser.chromium import Asked

KEEP_HEARD: Final = """
(() => {
  const Original = window.WebSocket;
  const told = [], fills = [];
  const ASKED_EVERY_MS = 5, WITHIN_MS = 60_000;
  const takes = {
    patch: ({ ops, server_ms }) => {
      const says = ({ path, value }) => path.endsWith("/listening") && value === true;
      if (ops.some(says)) told.push(server_ms);
    },
    slots: ({ fill }) => fills.push({ fill, at_ms: Date.now() }),
  };
  window.WebSocket = class extends Original {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const message = JSON.parse(data);
        takes[message.type]?.(message);
      });
    }
  };
  const audio = () => connections
    .filter((pc) => pc.connectionState === "connected")
    .flatMap((pc) => pc.getTransceivers())
    .filter(({ receiver, mid }) => mid !== null && receiver.track.kind === "audio");
  const played_ms = (receiver) => {
    const [latest] = receiver.getSynchronizationSources();
    return latest?.timestamp ?? 0; // Chromium's is by the clock, not since the page began
  };
  /** When this page was told that somebody listens, by the server's clock, ms. */
  window.toldOfListening = () => told;
  /** Wait until sound is played of a meeting that filled a slot after some moment; say when, ms. */
  window.soundOf = async (meeting, after_ms) => {
    for (const end = Date.now() + WITHIN_MS; Date.now() < end; ) {
      for (const { mid, receiver } of audio()) {
        const shows = (slot) => slot.mid === mid && slot.meeting === meeting;
        const filled = fills.find(({ fill, at_ms }) => at_ms >= after_ms && fill.some(shows));
        if (filled && played_ms(receiver) >= filled.at_ms) return played_ms(receiver);
      }
      await new Promise((done) => setTimeout(done, ASKED_EVERY_MS));
    }
    throw new Error("nothing of it is heard");
  };
})();
"""
"""Lets a test ask a page what it plays; the page itself does not know of it."""


async def sound_of(wall: Asked, meeting: str, after_ms: float) -> float:
    """Wait for sound of a meeting that a wall was given after a moment; return when the first of it
    was played, in ms by this machine's clock."""
    played_ms: float = await wall.evaluate(
        "([meeting, after]) => soundOf(meeting, after)", [meeting, after_ms]
    )
    return played_ms


async def told_ms(page: Asked) -> list[int]:
    """Return when a page of the branch was told that somebody listens, by the server's clock."""
    told: list[int] = await page.evaluate("toldOfListening()")
    return told
