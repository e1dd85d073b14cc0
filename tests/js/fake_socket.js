/**
 * A WebSocket that is nastier than the real one, on a clock of its own.
 *
 * Messages arrive late and in bursts; the connection closes between any two of them; what was sent
 * before a close may or may not have been received; a dropped socket still "delivers" afterwards.
 */

export class FakeSocket extends EventTarget {
  sent = [];
  closed = false;

  constructor(url) {
    super();
    this.url = url;
  }

  send(text) {
    if (this.closed) throw new Error("sent on a closed socket");
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true; // no event: browsers fire it seconds later, when nobody waits any more
  }

  open() {
    this.dispatchEvent(new Event("open"));
  }

  /** Deliver messages, in one burst. */
  deliver(...messages) {
    for (const message of messages) {
      this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
    }
  }

  /** The other side goes away; without a code: as a cut cable does. */
  fail(code = 1006) {
    this.closed = true;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }

  /** All messages of a type sent so far. */
  said(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

/** Hands out fake sockets and remembers them. */
export class Network {
  sockets = [];

  open = (url) => {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  };

  get last() {
    return this.sockets.at(-1);
  }

  /** Let the last socket open and be welcomed. */
  welcome(meetings = ["m1"]) {
    this.last.open();
    this.last.deliver({ type: "welcome", server_ms: 1_000_000, meetings, role: "member" });
  }
}
