import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { openSocket } from "../../web/static/js/core/early.js";
import { Wire } from "../../web/static/js/core/wire.js";
import { Network } from "./fake_socket.js";

const URL = "ws://test/ws";
const [CONNECTING, OPEN, CLOSING] = [0, 1, 2];
const { WebSocket } = globalThis;

beforeEach(() => {
  globalThis.WebSocket = class {
    constructor(url) {
      this.url = url;
    }
  };
});

afterEach(() => {
  globalThis.WebSocket = WebSocket;
});

test("the socket that was begun to be opened is the first one, and no other", () => {
  for (const readyState of [CONNECTING, OPEN]) {
    const page = { earlySocket: { url: URL, readyState } };
    const early = page.earlySocket;
    assert.equal(openSocket(URL, page), early);
    assert.ok(openSocket(URL, page) instanceof globalThis.WebSocket);
  }
});

test("one that has ended, or leads elsewhere, is left, and where there is none one is opened", () => {
  const ended = { url: URL, readyState: CLOSING };
  const elsewhere = { url: "ws://other/ws", readyState: OPEN };
  for (const page of [{ earlySocket: ended }, { earlySocket: elsewhere }, {}]) {
    const socket = openSocket(URL, page);
    assert.ok(socket instanceof globalThis.WebSocket);
    assert.equal(socket.url, URL);
  }
});

test("on a socket that is open already hello is said at once, and once", () => {
  const network = new Network();
  const early = network.open(URL);
  early.readyState = OPEN;
  const wire = new Wire({ url: URL, token: "secret", device: "tablet", openSocket: () => early, makeId: () => "id" });
  wire.connect();
  assert.deepEqual(early.said("hello").map(({ token }) => token), ["secret"]);
  wire.close();
});
