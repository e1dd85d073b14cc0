import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { hello, openEarly, takeEarly } from "../../web/static/js/core/early.js";
import { forgetEntered, rememberEntered } from "../../web/static/js/core/remembered.js";
import { Wire } from "../../web/static/js/core/wire.js";
import { FakeSocket, Network } from "./fake_socket.js";

const URL = "ws://test/ws";
const PLACE = { href: "http://test/j/secret", pathname: "/j/secret" };
const BOOT = { token: "secret", role: "member", where: "online", ws: "/ws" };
const [CONNECTING, OPEN, CLOSING] = [0, 1, 2];
const { WebSocket } = globalThis;
let page;

beforeEach(() => {
  globalThis.WebSocket = FakeSocket;
  FakeSocket.prototype.readyState = CONNECTING;
  page = {};
});

afterEach(() => {
  globalThis.WebSocket = WebSocket;
  delete FakeSocket.prototype.readyState;
  forgetEntered();
});

/** Begin, with what the server wrote into the page changed. */
function begin(changed = {}) {
  openEarly({ ...BOOT, ...changed }, page, PLACE);
  return page.early.socket;
}

/** The wire of a page whose member waits at the door, and the sockets that it opened itself. */
function wireOf(device) {
  const network = new Network();
  const takes = (url, greeting) => takeEarly(url, greeting, page);
  const wire = new Wire({
    url: URL, token: "secret", device, where: "online", openSocket: network.open, takeEarly: takes, makeId: () => "id",
  });
  wire.waitAtDoor();
  return { wire, network };
}

const WELCOME = { type: "welcome", server_ms: 1, meetings: ["m1"], role: "member" };

describe("greeting before the page has come", () => {
  test("a member at the door is greeted for as soon as the socket is open", () => {
    const socket = begin();
    assert.equal(socket.url, URL);
    assert.deepEqual(socket.sent, []);
    socket.open();
    const [{ device, ...said }] = socket.sent;
    assert.deepEqual(said, { type: "hello", token: "secret", have: {}, at_door: true, where: "online" });
    assert.match(device, /^[0-9a-f]{32}$/);
  });

  test("nobody else is, and no member who has entered: hello makes them present", () => {
    const others = ["companion", "chair", "site", "supervisor"].map((role) => begin({ role }));
    rememberEntered(PLACE.pathname);
    for (const socket of [...others, begin()]) {
      socket.open();
      assert.deepEqual(socket.sent, []);
    }
  });

  test("the page goes on where the socket is: hello is said once, and what came is heard", () => {
    const socket = begin();
    socket.open();
    socket.deliver(WELCOME, { type: "state", meeting: "m1" });
    const { wire, network } = wireOf(socket.sent[0].device);
    const heard = [];
    for (const type of ["welcome", "state", "patch"]) wire.addEventListener(type, () => heard.push(type));
    wire.connect();
    assert.equal(wire.status, "online");
    socket.deliver({ type: "patch", meeting: "m1" });
    assert.deepEqual(heard, ["welcome", "state", "patch"]);
    wire.enter();
    wire.sayMicrophone("on");
    assert.deepEqual(socket.sent.map(({ type }) => type), ["hello", "enter", "microphone"]);
    assert.equal(network.sockets.length, 0);
    wire.close();
  });

  test("who enters before the welcome is let in with it", () => {
    const socket = begin();
    socket.open();
    const { wire } = wireOf(socket.sent[0].device);
    wire.connect();
    wire.enter();
    wire.sayMicrophone("off");
    socket.deliver(WELCOME);
    assert.deepEqual(socket.sent.map(({ type }) => type), ["hello", "microphone", "enter"]);
    wire.close();
  });

  test("a greeting for another device, as where storage is blocked, is taken back", () => {
    const socket = begin();
    socket.open();
    const { wire, network } = wireOf("another");
    wire.connect();
    assert.ok(socket.closed);
    network.last.open();
    assert.deepEqual(network.last.said("hello").map(({ device }) => device), ["another"]);
    wire.close();
  });

  test("a page that never takes it ends it, and keeps no more of what comes", () => {
    const socket = begin();
    socket.open();
    for (let came = 0; came < 1000 && !socket.closed; came += 1) socket.deliver({ type: "levels" });
    assert.ok(socket.closed);
    assert.ok(page.early.came.length < 300);
  });
});

describe("opening before the page has come", () => {
  const greeting = hello({ token: "secret", device: "tablet", at_door: false });

  test("the socket that was begun is the first one, and no other", () => {
    for (const readyState of [CONNECTING, OPEN]) {
      const socket = begin({ role: "companion" });
      socket.readyState = readyState;
      assert.equal(takeEarly(URL, greeting, page)?.socket, socket);
      assert.equal(takeEarly(URL, greeting, page), null);
    }
  });

  test("one that has ended, or leads elsewhere, is left", () => {
    begin({ role: "companion" }).readyState = CLOSING;
    assert.equal(takeEarly(URL, greeting, page), null);
    begin({ role: "companion" });
    assert.equal(takeEarly("ws://other/ws", greeting, page), null);
    assert.equal(takeEarly(URL, greeting, {}), null);
  });

  test("on a socket that is open already the page says hello at once, and once", () => {
    const socket = begin({ role: "companion" });
    socket.readyState = OPEN;
    const { wire } = wireOf("tablet");
    wire.connect();
    assert.deepEqual(socket.said("hello").map(({ token }) => token), ["secret"]);
    wire.close();
  });

  test("a token that was refused meanwhile is said again, and refused again", () => {
    const socket = begin();
    socket.open();
    socket.deliver({ type: "bye", code: "unknown_link" });
    socket.readyState = CLOSING;
    const { wire, network } = wireOf(socket.sent[0].device);
    wire.connect();
    network.last.open();
    network.last.deliver({ type: "bye", code: "unknown_link" });
    network.last.fail(4001);
    assert.equal(wire.status, "ended");
  });
});
