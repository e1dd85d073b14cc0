/**
 * The WebSocket to the server: sends `hello` with the versions we hold, reconnects by itself, sends
 * unacknowledged commands again. Has no meeting rules and does not touch the DOM.
 *
 * Events (all `CustomEvent`, `detail` is the message): `welcome state patch gone carriers slots dropped
 * wanted code loudness quality alerts voted pong bye`, and `status` with `{status, code}`:
 *
 *     connecting → online → waiting → connecting → …        ended (no reconnection)
 *
 * Messages are documented in `signaling/PROTOCOL.md`.
 */

import { OPEN } from "./early.js";
import { retryAfter } from "./retry.js";

/** @typedef {"connecting" | "online" | "waiting" | "ended"} Status */
/** @typedef {Record<string, any> & {type: string}} Message */
/**
 * @typedef {object} WireOptions
 * @property {string} url
 * @property {string} token
 * @property {(() => Promise<string>) | null} [renewToken] gets another token when its session ended
 * @property {string} device
 * @property {string | null} [where] where the member chose on entering to take part
 * @property {() => Record<string, number>} [have] versions of the views we still hold
 * @property {(url: string) => WebSocket} [openSocket] may return one that is open already
 * @property {() => number} [random] 0 … 1
 * @property {() => string} makeId
 */
/** @typedef {{message: Message, resolve: (value: any) => void, reject: (error: Error) => void}} Pending */

const PUSHED = new Set([
  "welcome", "state", "patch", "gone", "carriers", "slots", "dropped", "wanted", "code", "loudness", "quality",
  "alerts", "voted", "pong", "bye",
]);

/** Milliseconds in which an attempt must bring a `welcome`. Chosen. */
const WELCOME_WITHIN_MS = 10_000;
/** Milliseconds of silence after which a ping is sent, and in which anything must then be received:
 * a phone that changed its network keeps a dead socket open for minutes. Chosen. */
const PING_AFTER_MS = 15_000;
const PONG_WITHIN_MS = 6000;
/** The latter when the network has changed, as the socket is then more likely dead than slow. An
 * ICE restart needs the wire, so this is shorter than its time limit in `media.js`. Chosen. */
const PONG_AFTER_CHANGE_MS = 2500;
/** Milliseconds for which a command waits for its answer over breaks; then it fails. Chosen. */
const ANSWER_WITHIN_MS = 20_000;

/** Close codes of a server that stops or restarts (RFC 6455 §7.4.1, and 1012 of its registry). */
const STOPS = [1001, 1012];
/** Close code after which the wire reconnects as soon as it has another token. */
const SIGNED_OUT = 4005;
/** Close codes after which reconnecting is useless; a `bye` before the close may tell more. */
const FINAL_CLOSES = new Map([
  [4001, "unknown_link"],
  [4002, "revoked_link"],
  [4003, "replaced"],
  [4004, "ended"],
  [SIGNED_OUT, "signed_out"],
]);

/** The server refused, for a reason that a person can act on. */
export class Refused extends Error {
  /**
   * @param {string} code
   * @param {Record<string, unknown>} [facts]
   */
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

export class Wire extends EventTarget {
  #options;
  #random;
  #openSocket;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<string, Pending>} */
  #pending = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempt = 0;
  #restarting = false;
  #renewing = false;
  /** Whether the person is still at the device check, and whether the last `hello` said so. */
  #atDoor = false;
  #greetedAtDoor = false;
  /** Whether this device can be heard, and what the server was last told. */
  /** @type {string | null} */
  #microphone = null;
  /** @type {string | null} */
  #toldMicrophone = null;
  /** @type {string | null} */
  #farewell = null;
  /** @type {Status} */
  #status = "waiting";

  /** @param {WireOptions} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#openSocket = options.openSocket ?? ((url) => new WebSocket(url));
  }

  /** @returns {Status} */
  get status() {
    return this.#status;
  }

  /** Whether the server announced that it stops, and we have not reconnected yet. */
  get restarting() {
    return this.#restarting;
  }

  /** The person is at the device check, and not present yet. To be called before `connect`. */
  waitAtDoor() {
    this.#atDoor = true;
  }

  /** The person enters the meeting; later reconnections say so too. */
  enter() {
    if (!this.#atDoor) return;
    this.#atDoor = false;
    if (this.#status === "online") this.#tellEntered();
  }

  /**
   * Tell the server whether this device can be heard (`microphone` in PROTOCOL.md), now and after
   * every reconnection.
   * @param {import("./microphone_report.js").Microphone} state
   */
  sayMicrophone(state) {
    this.#microphone = state;
    if (this.#status === "online") this.#tellMicrophone();
  }

  #tellMicrophone() {
    if (this.#microphone === this.#toldMicrophone) return;
    this.#toldMicrophone = this.#microphone;
    this.#socket?.send(JSON.stringify({ type: "microphone", state: this.#microphone }));
  }

  #tellEntered() {
    this.#socket?.send(JSON.stringify({ type: "enter" }));
  }

  /** Open the connection; no effect when it is open or being opened. */
  connect() {
    if (this.#socket || this.#renewing || this.#status === "ended") return;
    clearTimeout(this.#timer);
    this.#setStatus("connecting");
    this.#farewell = null;
    const socket = this.#openSocket(this.#options.url);
    this.#socket = socket;
    if (socket.readyState === OPEN) this.#greet(socket);
    else socket.addEventListener("open", () => this.#greet(socket));
    socket.addEventListener("message", (event) => this.#receive(socket, event.data));
    socket.addEventListener("close", (event) => this.#lost(socket, event.code));
    this.#timer = setTimeout(() => this.#lost(socket, 0), WELCOME_WITHIN_MS);
  }

  /** Drop the connection and open a new one at once, with a new `hello`. */
  reconnect() {
    if (this.#renewing || this.#status === "ended") return;
    this.#abandon();
    this.#attempt = 0;
    this.connect();
  }

  /**
   * The network changed, or the page became visible: reconnect at once instead of waiting, or, if
   * online, check the connection with a ping.
   */
  hurry() {
    if (this.#status === "online") this.#ping(PONG_AFTER_CHANGE_MS);
    if (this.#status !== "waiting") return;
    this.#attempt = 0;
    this.connect();
  }

  /** End the connection for good. */
  close() {
    this.#end("closed");
  }

  /**
   * Send a command to a meeting. After a reconnection it is sent again with the same id, so that it
   * is carried out once.
   * @param {string} meeting
   * @param {string} command
   * @param {Record<string, unknown>} [args]
   * @param {string} [id] of before, to send again what was not answered
   * @returns {Promise<{version: number}>}
   * @throws {Refused} by the server, or `no_answer` after `ANSWER_WITHIN_MS`
   */
  do(meeting, command, args = {}, id = this.#options.makeId()) {
    return this.#ask(id, { type: "do", id, meeting, command, args });
  }

  /**
   * Send the offer of a peer connection. Not sent again after a reconnection: a new offer is made.
   * @param {string} pc
   * @param {string} sdp
   * @param {string[]} sends content of the sending m-sections, in their order
   * @param {string} [meeting] the meeting to send to, where the link is for several
   * @param {string[]} [also] further meetings to send to
   * @returns {Promise<{sdp: string, continues: boolean, slots: {mid: string, kind: "audio" | "video", index: number}[]}>}
   */
  offer(pc, sdp, sends, meeting, also) {
    return this.#ask(pc, { type: "connect", pc, sdp, sends, meeting, also });
  }

  /**
   * Send a message that has no answer; dropped while there is no connection.
   * @param {string} type
   * @param {Record<string, unknown>} body
   */
  send(type, body) {
    if (this.#status === "online") this.#socket?.send(JSON.stringify({ type, ...body }));
  }

  /**
   * @param {string} id
   * @param {Message} message
   * @returns {Promise<any>}
   */
  #ask(id, message) {
    if (this.#status === "ended") return Promise.reject(new Refused("no_answer"));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(new Refused("no_answer")), ANSWER_WITHIN_MS);
      this.#pending.set(id, {
        message,
        resolve: (value) => (clearTimeout(timer), resolve(value)),
        reject: (error) => (clearTimeout(timer), reject(error)),
      });
      if (this.#status === "online") this.#socket?.send(JSON.stringify(message));
    });
  }

  /** @param {WebSocket} socket */
  #greet(socket) {
    if (socket !== this.#socket) return;
    const { token, device, have, where } = this.#options;
    const door = { ...(this.#atDoor && { at_door: true }), ...(where && { where }) };
    this.#greetedAtDoor = this.#atDoor;
    const microphone = this.#toldMicrophone = this.#microphone;
    const heard = microphone === null ? {} : { microphone };
    socket.send(JSON.stringify({ type: "hello", token, device, have: have?.() ?? {}, ...door, ...heard }));
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #receive(socket, data) {
    if (socket !== this.#socket || typeof data !== "string") return;
    const message = /** @type {Message} */ (JSON.parse(data));
    if (this.#status === "online") this.#heard();
    if (message.type === "welcome") this.#welcomed();
    if (message.type === "bye" || message.id === null) this.#farewell = message.code;
    this.#answer(message);
    if (PUSHED.has(message.type)) {
      this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
    }
  }

  #welcomed() {
    this.#attempt = 0;
    this.#restarting = false;
    this.#tellMicrophone(); // in case it changed meanwhile
    if (this.#greetedAtDoor && !this.#atDoor) this.#tellEntered(); // entered meanwhile
    this.#setStatus("online");
    this.#heard();
    for (const [id, { message, reject }] of this.#pending) {
      if (message.type === "do") this.#socket?.send(JSON.stringify(message));
      else {
        this.#pending.delete(id);
        reject(new Refused("no_answer"));
      }
    }
  }

  /** Something was received. Send a ping after the next `PING_AFTER_MS` of silence. */
  #heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ping(PONG_WITHIN_MS), PING_AFTER_MS);
  }

  /** @param {number} within ms */
  #ping(within) {
    const socket = this.#socket;
    if (!socket) return;
    this.send("ping", {});
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(socket, 0), within);
  }

  /** @param {Message} message */
  #answer(message) {
    if (message.type === "done") this.#settle(message.id)?.resolve({ version: message.version });
    if (message.type === "connected") this.#settle(message.pc)?.resolve(message);
    if (message.type === "refused") {
      this.#settle(message.id)?.reject(new Refused(message.code, message.facts));
    }
  }

  /** @param {string} id */
  #settle(id) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  #lost(socket, code) {
    if (socket !== this.#socket) return;
    this.#abandon();
    const final = FINAL_CLOSES.get(code);
    const { renewToken } = this.#options;
    if (code === SIGNED_OUT && renewToken) return void this.#renew(renewToken);
    if (final) return this.#end(this.#farewell ?? final);
    this.#restarting ||= STOPS.includes(code);
    const wait = retryAfter(this.#attempt, this.#random());
    this.#attempt += 1;
    this.#setStatus("waiting");
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  /**
   * Wait for another token and reconnect with it; the page shows this as any other break.
   * @param {() => Promise<string>} renewToken
   */
  async #renew(renewToken) {
    this.#renewing = true;
    this.#setStatus("waiting");
    try {
      this.#options.token = await renewToken();
    } catch {
      return this.#end("signed_out");
    } finally {
      this.#renewing = false;
    }
    this.connect();
  }

  #abandon() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {string} code */
  #end(code) {
    this.#abandon();
    this.#setStatus("ended", code);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(new Refused("no_answer"));
  }

  /**
   * @param {Status} status
   * @param {string | null} [code]
   */
  #setStatus(status, code = null) {
    if (status === this.#status) return;
    this.#status = status;
    this.dispatchEvent(new CustomEvent("status", { detail: { status, code } }));
  }
}
