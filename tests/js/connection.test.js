/** The bands about wire and media: what is said of the network, and what of the server. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection } from "../../web/static/js/ui/connection.js";
import { FakeTimers } from "./fake_timers.js";

/** A page that shows bands; texts are keys. */
function opened() {
  const page = { timers: new FakeTimers().install(), shown: {}, media: new EventTarget(), wire: new EventTarget() };
  const bands = { set: (name, band) => (page.shown[name] = band?.text ?? null) };
  const connection = new Connection(page.wire, bands, "kept");
  connection.followMedia(page.media, "blocked");
  page.turn = (status, restarting = false) => {
    Object.assign(page.wire, { status, restarting });
    page.wire.dispatchEvent(new Event("status"));
    page.timers.tick(1200);
  };
  page.hear = (state, code = null) =>
    page.media.dispatchEvent(new CustomEvent("state", { detail: { state, code } }));
  return page;
}

test("a network is said to block only while the server can be reached", () => {
  const page = opened();
  page.turn("online");
  page.hear("no_path");
  assert.deepEqual(page.shown, { wire: null, media: "blocked" });
  page.turn("waiting");
  assert.deepEqual(page.shown, { wire: "kept", media: null });
  page.hear("broken");
  assert.equal(page.shown.media, null);
  page.turn("online");
  assert.deepEqual(page.shown, { wire: null, media: "ui.media.broken" });
  page.hear("connected");
  assert.equal(page.shown.media, null);
});

test("a server that stops is said to restart, until it is back", () => {
  const page = opened();
  page.turn("online");
  page.turn("waiting", true);
  assert.equal(page.shown.wire, "ui.restarting");
  page.turn("online");
  assert.equal(page.shown.wire, null);
});
