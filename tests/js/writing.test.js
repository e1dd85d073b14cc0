import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { MOST, TYPED, TYPED_KEPT_MS, Writing, forgetOldTyped } from "../../web/static/js/core/writing.js";
import { moved } from "../../web/static/js/ui/desk/draft.js";
import { FakeTimers } from "./fake_timers.js";

const WRITTEN = { role: "chair", person: "p1", name: "Chủ trì", at_ms: 1 };
let timers;
let storage;
let sent;
let ids;

/** A page that shows the text: what it sends waits in `sent` until it is answered. */
function open() {
  const send = (change, id) => new Promise((answer) => sent.push({ ...change, id, answer }));
  return new Writing("key", send, storage, () => `id${(ids += 1)}`);
}

/** Let what was answered be heard. */
const heard = () => new Promise((resolve) => setImmediate(resolve));

/** The server's answer to the oldest message, with its effect before it. */
async function recorded(writing, text) {
  if (text !== undefined) writing.arrived(text, { ...WRITTEN, at_ms: (ids += 1) });
  sent.shift().answer(null);
  await heard();
}

async function refused(code) {
  sent.shift().answer({ code });
  await heard();
}

beforeEach(() => {
  timers = new FakeTimers().install();
  const held = new Map();
  storage = {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => held.set(key, value),
    removeItem: (key) => held.delete(key),
    keys: () => [...held.keys()],
    held,
  };
  sent = [];
  ids = 0;
});

describe("one writer", () => {
  test("saves a second after the last key, and within three seconds of the first", () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("N");
    timers.tick(900);
    writing.type("Nh");
    timers.tick(900);
    assert.equal(sent.length, 0);
    timers.tick(100);
    assert.deepEqual(sent.map(({ text, was }) => [text, was]), [["Nh", ""]]);
    assert.equal(writing.state, "sending");
  });

  test("who types without a pause is saved all the same", () => {
    const writing = open();
    writing.arrived("", null);
    for (const text of ["a", "ab", "abc", "abcd", "abcde"]) {
      writing.type(text);
      timers.tick(700);
    }
    assert.deepEqual(sent.map(({ text }) => text), ["abcde"]);
  });

  test("goes on typing while it is saved, and saves the rest on what it was", async () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("Nhất");
    writing.flush();
    writing.type("Nhất trí");
    await recorded(writing, "Nhất");
    assert.equal(writing.text, "Nhất trí");
    writing.flush();
    assert.deepEqual([sent[0].text, sent[0].was], ["Nhất trí", "Nhất"]);
    await recorded(writing, "Nhất trí");
    assert.equal(writing.state, "same");
    assert.equal(storage.held.size, 0);
  });

  test("loads the page anew: what was not sent is sent, what was is sent under its id", async () => {
    const before = open();
    before.arrived("", null);
    before.type("Nhất");
    before.flush();
    before.type("Nhất trí");
    const [{ id }] = sent.splice(0);
    const after = open();
    assert.equal(after.text, "Nhất trí");
    after.arrived("Nhất", WRITTEN);
    assert.deepEqual(sent.map(({ text, was, id }) => [text, was, id]), [["Nhất", "", id]]);
    await recorded(after);
    after.flush();
    assert.deepEqual([sent[0].text, sent[0].was], ["Nhất trí", "Nhất"]);
  });

  test("what was not answered is sent again under its id, and typed on meanwhile", async () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("Nhất");
    writing.flush();
    const [{ id }] = sent;
    await refused("no_answer");
    assert.equal(writing.state, "kept");
    timers.tick(3000);
    assert.deepEqual([sent[0].id, sent[0].text], [id, "Nhất"]);
    writing.type("Nhất trí");
    await recorded(writing, "Nhất");
    assert.equal(writing.text, "Nhất trí");
  });

  test("what cannot be stored now is tried again, what is refused stays in the field", async () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("Nhất trí");
    writing.flush();
    await refused("storage_full");
    assert.equal(writing.state, "kept");
    timers.tick(3000);
    await refused("text_too_long");
    assert.deepEqual([writing.state, writing.code, writing.text], ["refused", "text_too_long", "Nhất trí"]);
    timers.tick(60_000);
    assert.equal(sent.length, 0);
    assert.equal(open().text, "Nhất trí");
  });

  test("a text above the limit is not sent, and is once it is shorter", () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("x".repeat(1_000_000));
    timers.tick(60_000);
    assert.deepEqual([writing.state, sent.length, open().length], ["too_long", 0, 1_000_000]);
    writing.type("👍".repeat(MOST));
    timers.tick(1000);
    assert.equal(sent.length, 1);
  });
});

describe("two writers", () => {
  test("what the other writes comes into what is being typed", () => {
    const writing = open();
    writing.arrived("đường thôn", WRITTEN);
    writing.type("đường thôn và mương");
    writing.arrived("Ý kiến về đường thôn", { ...WRITTEN, at_ms: 2 });
    assert.equal(writing.text, "Ý kiến về đường thôn và mương");
    writing.flush();
    assert.equal(sent[0].was, "Ý kiến về đường thôn");
  });

  test("what arrives before the answer waits for it, and nothing stands there twice", async () => {
    const writing = open();
    writing.arrived("", null);
    writing.type("mương");
    writing.flush();
    writing.arrived("đường", WRITTEN);
    assert.equal(writing.text, "mương");
    await recorded(writing, "đường mương");
    assert.equal(writing.text, "đường mương");
    assert.equal(writing.state, "same");
  });

  test("two fields of one text are told once", () => {
    const writing = open();
    let changes = 0;
    writing.addEventListener("change", () => (changes += 1));
    for (const _ of [1, 2]) writing.arrived("đường", WRITTEN);
    assert.equal(changes, 1);
  });

  test("the caret stays between its letters", () => {
    assert.equal(moved(3, "abc", "abc def"), 3);
    assert.equal(moved(3, "abc", "x abc"), 5);
    assert.equal(moved(1, "abc", "abc def"), 1);
    assert.equal(moved(2, "abc", "a"), 1);
    assert.equal(moved(4, "năm \nđường", "năm  \nđường thôn"), 4);
    assert.equal(moved(12, "trước mưa bão\nx", "hỏi trước mưa bão\nxy"), 16);
  });
});

describe("what is kept on the device", () => {
  /** Two tabs of one writer, with one word that the first typed and nobody has saved. */
  function tabs() {
    const first = open();
    first.arrived("", null);
    first.type("Nhất");
    return [first, open()];
  }

  test("is not put there again by a tab that was replaced, once it is saved and deleted", async () => {
    const [first, second] = tabs();
    second.arrived("", null);
    await recorded(second, "Nhất");
    assert.equal(storage.held.size, 0);
    for (const _ of [1, 2]) {
      timers.tick(3000);
      await refused("no_answer");
    }
    assert.deepEqual([first.state, storage.held.size], ["kept", 0]);
    second.type("");
    second.flush();
    await recorded(second, "");
    timers.tick(3000);
    assert.equal(open().text, "");
  });

  test("is what was typed last, in whichever tab", async () => {
    const [first, second] = tabs();
    second.arrived("", null);
    await recorded(second, "Nhất");
    first.type("Nhất trí");
    assert.equal(open().text, "Nhất trí");
    second.type("Nhất trí cao");
    assert.equal(open().text, "Nhất trí cao");
  });

  test("has what both of two tabs typed without a server, once, and without what was deleted", () => {
    const [first, second] = [open(), open()];
    for (const each of [first, second]) each.arrived("đường", WRITTEN);
    first.type("đường một hai");
    second.type("đường bốn");
    assert.equal(open().text, "đường một hai\nbốn");
    first.type("đường một hai ba");
    assert.equal(open().text, first.text);
    assert.deepEqual(first.text.split(/\s+/).sort(), ["ba", "bốn", "hai", "một", "đường"]);
    second.type(`${second.text} năm`);
    assert.deepEqual(open().text.split(/\s+/).sort(), ["ba", "bốn", "hai", "một", "năm", "đường"]);
    first.type("");
    assert.equal(open().text.trim(), "năm");
  });

  test("has what another tab typed, on a text that the server has meanwhile", () => {
    const [first, second] = [open(), open()];
    for (const each of [first, second]) each.arrived("", null);
    first.type("một");
    second.type("hai");
    second.arrived("đường", WRITTEN);
    second.type(`${second.text} ba`);
    first.arrived("đường", WRITTEN);
    first.type(`${first.text} bốn`);
    assert.deepEqual(open().text.split(/\s+/).sort(), ["ba", "bốn", "hai", "một", "đường"]);
  });

  test("is written once for each change", () => {
    let written = 0;
    const { setItem } = storage;
    storage.setItem = (...entry) => setItem(...entry, (written += 1));
    const writing = open();
    writing.arrived("", null);
    writing.type("Nhất");
    writing.arrived("", { ...WRITTEN, at_ms: 2 });
    writing.arrived("", { ...WRITTEN, at_ms: 3 });
    assert.equal(written, 1);
  });

  test("is forgotten after a week, and nothing else", () => {
    const typed = (name, at) => new Writing(TYPED + name, () => new Promise(() => {}), storage, () => "id", () => at).type("x");
    typed("old", 1000);
    typed("new", 1001);
    storage.setItem("diemcau.link.m1", "/m/x");
    forgetOldTyped(1001 + TYPED_KEPT_MS, storage);
    assert.deepEqual([...storage.held.keys()], [`${TYPED}new`, "diemcau.link.m1"]);
  });
});
