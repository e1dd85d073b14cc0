/**
 * The views of the meetings that this device follows, kept up to date by the server's patches.
 *
 * Holds only what the server sent; has no rules of a meeting. Emits `change`
 * with `{meeting, view, before}` (`before` null the first time), and `gone` with `{meeting, reason, before}`
 * (`reason` as the server gave it; `before` the last view).
 */

import { syncClock } from "./clock.js";
import { listen } from "./listen.js";
import { PatchError, applyPatch } from "./patch.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./types.js").View} View */

export class Meetings extends EventTarget {
  #wire;
  #sync;
  /** @type {Map<string, {version: number, view: View}>} */
  #held = new Map();

  /**
   * @param {Wire} wire
   * @param {(server_ms: number, anew?: boolean) => void} sync takes the server's time; `anew`: the
   * server's clock was set
   */
  constructor(wire, sync = syncClock) {
    super();
    this.#wire = wire;
    this.#sync = sync;
    listen(wire, "welcome", (message) => this.#welcome(message));
    listen(wire, "state", (message) => this.#state(message));
    listen(wire, "patch", (message) => this.#patch(message));
    listen(wire, "gone", ({ meeting, reason }) => this.#forget(meeting, reason));
    listen(wire, "pong", ({ server_ms }) => this.#sync(server_ms));
  }

  /** @returns {string[]} the meetings we hold a view of, in order of arrival */
  get ids() {
    return [...this.#held.keys()];
  }

  /**
   * @param {string} meeting
   * @returns {View | undefined}
   */
  view(meeting) {
    return this.#held.get(meeting)?.view;
  }

  /** @param {string} meeting */
  version(meeting) {
    return this.#held.get(meeting)?.version ?? 0;
  }

  /** Return meeting → version of all views held, for `hello`. */
  have() {
    const usable = [...this.#held].filter(([, { version }]) => version > 0);
    return Object.fromEntries(usable.map(([id, { version }]) => [id, version]));
  }

  /** @param {any} message */
  #welcome(message) {
    this.#sync(message.server_ms);
    for (const id of this.ids) {
      if (!message.meetings.includes(id)) this.#forget(id, null);
    }
  }

  /** @param {any} message */
  #state({ meeting, version, view, server_ms }) {
    this.#hold(meeting, version, view, server_ms);
  }

  /** @param {any} message */
  #patch({ meeting, from, version, ops, server_ms }) {
    const held = this.#held.get(meeting);
    if (!held || version <= held.version) return; // late, or for a meeting no longer followed
    if (from !== held.version) return this.#startAnew(meeting);
    try {
      this.#hold(meeting, version, applyPatch(held.view, ops), server_ms);
    } catch (error) {
      if (!(error instanceof PatchError)) throw error;
      this.#startAnew(meeting);
    }
  }

  /**
   * @param {string} meeting
   * @param {number} version
   * @param {View} view
   * @param {number} server_ms
   */
  #hold(meeting, version, view, server_ms) {
    const before = this.view(meeting) ?? null;
    this.#sync(server_ms, before !== null && before.meeting?.clock?.length !== view.meeting?.clock?.length);
    this.#held.set(meeting, { version, view });
    this.dispatchEvent(new CustomEvent("change", { detail: { meeting, view, before } }));
  }

  /**
   * @param {string} meeting
   * @param {string | null} reason null: it went while this device was not connected
   */
  #forget(meeting, reason) {
    const before = this.view(meeting) ?? null;
    this.#held.delete(meeting);
    this.dispatchEvent(new CustomEvent("gone", { detail: { meeting, reason, before } }));
  }

  /**
   * The patch does not fit our view: request the whole view, and show the old one until it comes.
   * @param {string} meeting
   */
  #startAnew(meeting) {
    const held = this.#held.get(meeting);
    if (held) this.#held.set(meeting, { version: 0, view: held.view });
    this.#wire.reconnect();
  }
}
