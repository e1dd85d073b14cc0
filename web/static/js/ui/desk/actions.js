/**
 * What the operator does: sends commands of one meeting and says beside the control concerned
 * when one was refused. Knows what the role may do now only from the view's `me.can`.
 */

import { refusalText } from "../../core/i18n.js";
import { Refused } from "../../core/wire.js";
import { setShown, setText } from "../elements.js";

/** @typedef {import("../../core/wire.js").Wire} Wire */

/** How long a refusal stays beside its panel. Chosen: time to read two sentences. */
const NOTICE_MS = 10_000;

export class Actions {
  #wire;
  #meeting;
  #writer = "";
  #can = new Set();

  /**
   * @param {Wire} wire
   * @param {string} meeting
   */
  constructor(wire, meeting) {
    this.#wire = wire;
    this.#meeting = meeting;
  }

  /**
   * Send to this meeting from now on: an account's desk learns it from the first view.
   *
   * @param {string} meeting
   */
  follow(meeting) {
    this.#meeting = meeting;
  }

  /** @param {any} view */
  update(view) {
    this.#can = new Set(view.me.can);
    this.#writer = `${view.me.role}.${view.me.person ?? ""}`;
  }

  get meeting() {
    return this.#meeting;
  }

  /** Who acts here. */
  get writer() {
    return this.#writer;
  }

  /** @param {string} command */
  can(command) {
    return this.#can.has(command);
  }

  /**
   * Send what was typed; null when it is recorded.
   *
   * @param {string} command
   * @param {Record<string, any>} args
   * @param {string} id the same when it is sent again
   * @returns {Promise<{code: string} | null>}
   */
  async write(command, args, id) {
    try {
      await this.#wire.do(this.#meeting, command, args, id);
      return null;
    } catch (refused) {
      if (refused instanceof Refused) return refused;
      throw refused;
    }
  }

  /**
   * Send a command; rejects with a refusal.
   *
   * @param {string} command
   * @param {Record<string, any>} args
   */
  ask(command, args) {
    return this.#wire.do(this.#meeting, command, args);
  }

  /**
   * Send a command; true when it is recorded.
   *
   * @param {string} command
   * @param {Record<string, any>} args
   * @param {HTMLElement} notice where a refusal is shown
   */
  async send(command, args, notice) {
    try {
      await this.#wire.do(this.#meeting, command, args);
      notice.hidden = true;
      return true;
    } catch (refused) {
      showNotice(notice, refusalText(refused));
      return false;
    }
  }
}

/** Notices that will go by themselves. @type {WeakMap<HTMLElement, ReturnType<typeof setTimeout>>} */
const going = new WeakMap();

/**
 * Show a sentence in a panel's notice for a while; in a dialog for as long as it is open.
 *
 * @param {HTMLElement} notice
 * @param {string} text
 */
export function showNotice(notice, text) {
  clearTimeout(going.get(notice));
  setText(notice, text);
  setShown(notice, true);
  if (notice.closest("dialog")) return;
  going.set(notice, setTimeout(() => setShown(notice, false), NOTICE_MS));
}
