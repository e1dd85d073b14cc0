/**
 * One text that several people write at once, as this device has it: saved while it is typed, kept on
 * this device until the server has it, merged with what others write. Does not touch the DOM.
 *
 *     base    the text of the server on which ours is based
 *     sent    what is under way: typed on `base`, under the id with which it is sent until answered
 *     text    what stands in the field
 *     theirs  the text of the server as it is now
 *
 * While something is under way it is not known whether `theirs` has it already, so what arrives waits
 * for the answer; a `done` comes after the patch with its effect (PROTOCOL.md). Emits `change`.
 */

import { serverNow } from "./clock.js";
import { randomId } from "./device.js";
import { merge } from "./merging.js";
import { kept } from "./storage.js";

/** @typedef {"same" | "typing" | "sending" | "kept" | "refused" | "too_long"} WritingState `kept`: not saved yet, tried again */
/** @typedef {{role: string, person: string | null, name: string, at_ms: number}} Written */
/** @typedef {{text: string, was: string}} Change */
/** @typedef {{base: string, text: string}} Kept a text in the storage and what it was typed on */
/** @typedef {(change: Change, id: string) => Promise<{code: string} | null>} Send null: recorded */

/** Milliseconds after the last key, and at most after the first that is not saved. Chosen: the other
 * one at the desk reads along; fewer than one message in a second. */
const SAVE_AFTER_MS = 1000;
const SAVE_WITHIN_MS = 3000;
/** Milliseconds until what was not answered, or could not be stored, is sent again. Chosen. */
const AGAIN_MS = 3000;
/** Characters of a note or a conclusion, as the server has it (`words.TYPED_MOST`). */
export const MOST = 5000;
/** Beginning of the keys under which texts that are not saved are kept on this device. */
export const TYPED = "diemcau.typed.";
/** Milliseconds for which they are kept: what is refused for good, or belongs to a turn that was undone,
 * does not stay on a shared computer. Chosen: longer than it takes until a meeting has its minutes. */
export const TYPED_KEPT_MS = 7 * 24 * 3_600_000;
/** Refusals that will pass. */
const PASSES = new Set(["no_answer", "busy", "storage_full", "storage_read_only", "storage_away"]);

export class Writing extends EventTarget {
  #key;
  #send;
  #storage;
  #makeId;
  #now_ms;
  /** What this page has put into the storage; null: nothing. @type {string | null} */
  #stored;
  /** The same, or what was found there, until it is saved. @type {Kept | null} */
  #put = null;
  /** When the last key was pressed, by the server's clock. */
  #typed_ms = 0;
  #base = "";
  /** @type {{id: string, text: string} | null} */
  #sent = null;
  #text = "";
  #theirs = "";
  #known = false;
  #underWay = false;
  /** @type {string | null} */
  #code = null;
  /** @type {Written | null} */
  #written = null;
  /** Runs from the first key that is not saved. @type {ReturnType<typeof setTimeout> | undefined} */
  #latest;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} key under which unsaved text is kept on this device
   * @param {Send} send
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage
   * @param {() => string} makeId
   * @param {() => number} now_ms
   */
  constructor(key, send, storage = kept, makeId = randomId, now_ms = serverNow) {
    super();
    this.#key = key;
    this.#send = send;
    this.#storage = storage;
    this.#makeId = makeId;
    this.#now_ms = now_ms;
    const found = (this.#stored = storage.getItem(key));
    if (!found) return;
    const put = (this.#put = JSON.parse(found));
    ({ base: this.#base, text: this.#text, sent: this.#sent, typed_ms: this.#typed_ms } = put);
  }

  get text() {
    return this.#text;
  }

  /** Who wrote last, for all that the server has said. */
  get written() {
    return this.#written;
  }

  /** The code of the last refusal, if nothing was typed since. */
  get code() {
    return this.#code;
  }

  /** How many characters there are. */
  get length() {
    return Array.from(this.#text).length;
  }

  /** @returns {WritingState} */
  get state() {
    if (this.length > MOST) return "too_long";
    if (this.#code) return PASSES.has(this.#code) ? "kept" : "refused";
    if (this.#sent) return "sending";
    return this.#text === this.#base ? "same" : "typing";
  }

  /**
   * The server's text, and who wrote last.
   * @param {string} text
   * @param {Written | null} written
   */
  arrived(text, written) {
    const first = !this.#known;
    if (!first && text === this.#theirs && written?.at_ms === this.#written?.at_ms) return;
    this.#known = true;
    this.#theirs = text;
    this.#written = written;
    if (first && this.#sent) this.#ask(this.#sent); // from before the page was loaded anew
    else if (!this.#sent) this.#rebase(this.#base);
    if (first) this.flush();
    this.#changed();
  }

  /** @param {string} text that the field has now */
  type(text) {
    this.#text = text;
    this.#code = null;
    this.#typed_ms = this.#now_ms();
    this.#store(true);
    this.#latest ??= setTimeout(() => this.flush(), SAVE_WITHIN_MS);
    this.#flushIn(SAVE_AFTER_MS);
    this.#changed();
  }

  /** Send now what differs from the record. */
  flush() {
    clearTimeout(this.#timer);
    clearTimeout(this.#latest);
    this.#latest = undefined;
    if (this.#underWay || !this.#known) return;
    if (!this.#sent) {
      if (this.#text === this.#base || this.state === "too_long") return;
      this.#sent = { id: this.#makeId(), text: this.#text };
    }
    this.#ask(this.#sent);
    this.#changed();
  }

  /** @param {{id: string, text: string}} sent */
  async #ask(sent) {
    this.#underWay = true;
    const refused = await this.#send({ text: sent.text, was: this.#base }, sent.id);
    this.#underWay = false;
    this.#code = refused?.code ?? null;
    if (this.#code !== "no_answer") { // else it may be recorded: the same is sent again
      this.#sent = null;
      this.#rebase(refused ? this.#base : sent.text);
    }
    if (this.#code ? PASSES.has(this.#code) : this.state === "typing") this.#flushIn(this.#code ? AGAIN_MS : SAVE_AFTER_MS);
    this.#changed();
  }

  /** Put what was typed since `was` into the server's text. @param {string} was */
  #rebase(was) {
    this.#text = merge(was, this.#text, this.#theirs);
    this.#base = this.#theirs;
  }

  /** @param {number} wait ms */
  #flushIn(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  #changed() {
    this.#store(false);
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Keep what is not saved yet. Another tab of the same writer may have saved it meanwhile: then only
   * what is typed here is put there again. What another tab put there is taken into the text first.
   * @param {boolean} typed whether a key was pressed
   */
  #store(typed) {
    const saved = this.#text === this.#base && !this.#sent;
    if (saved) this.#put = null;
    const there = this.#storage.getItem(this.#key);
    const ours = there === this.#stored;
    if (!ours && (!typed || saved)) return;
    if (!ours && there) this.#takeIn(JSON.parse(there));
    const content = { base: this.#base, text: this.#text, sent: this.#sent, typed_ms: this.#typed_ms };
    const now = saved ? null : JSON.stringify(content);
    if (now === this.#stored) return;
    this.#stored = now;
    this.#put = saved ? null : content;
    if (now === null) this.#storage.removeItem(this.#key);
    else this.#storage.setItem(this.#key, now);
  }

  /**
   * Merge what another tab typed since this one put its text into the storage. Each tab does so before
   * it puts there its own, so what is there came from what this one put. All is compared on our base.
   * @param {Kept} there
   */
  #takeIn(there) {
    if (this.#text.includes(there.text)) return;
    const [was, theirs] = [this.#put, there].map((each) => (each ? merge(each.base, each.text, this.#base) : this.#base));
    this.#text = merge(was, this.#text, theirs);
  }
}

/**
 * Remove texts from this device that were typed too long ago.
 * @param {number} now_ms
 * @param {Pick<Storage, "getItem" | "removeItem"> & {keys(): string[]}} storage
 */
export function forgetOldTyped(now_ms, storage = kept) {
  for (const key of storage.keys()) {
    if (!key.startsWith(TYPED)) continue;
    const { typed_ms = 0 } = JSON.parse(storage.getItem(key) ?? "{}");
    if (now_ms - typed_ms > TYPED_KEPT_MS) storage.removeItem(key);
  }
}
