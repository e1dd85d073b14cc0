/**
 * The private line between a desk and its superior: its lines with who has read them, what is
 * unread, and saying to the server what has been in view.
 */

import { formatClock } from "../core/clock.js";
import { t } from "../core/i18n.js";
import { mayDo } from "../core/view.js";
import { nameOf } from "./names.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").PrivateMessage} PrivateMessage */

/** @param {View} view @param {PrivateMessage} message */
const isOwn = ({ me }, { person, from }) => (person === null ? from === me.name : person === me.person);

/**
 * The messages of others that the reader has not had in view, on whatever device. Pure.
 *
 * @param {View} view
 */
export function unreadMessages(view) {
  const isNew = (/** @type {PrivateMessage} */ message) => !message.read.some(({ person }) => person === view.me.person);
  return (view.messages ?? []).filter((message) => !isOwn(view, message) && isNew(message));
}

/**
 * The private line as lines of a conversation; one's own say who has read them. Pure.
 *
 * @param {View} view
 * @returns {import("./conversation.js").Line[]}
 */
export function messageLines(view) {
  return (view.messages ?? []).map((message) => {
    const own = isOwn(view, message);
    return { id: message.id, text: message.text, head: `${message.from} · ${formatClock(message.at_ms)}`, own, foot: own ? readWords(view, message) : "" };
  });
}

/**
 * Who has read a message and when; of chair and secretary also who has not.
 *
 * @param {View} view
 * @param {PrivateMessage} message
 */
function readWords(view, { read }) {
  const { chair, secretary } = view.meeting;
  const known = [view.me.person, ...read.map(({ person }) => person)];
  const late = [chair, secretary].flatMap((person) => (person && !known.includes(person) ? person : []));
  const who = read.map(({ name, at_ms }) => `${name} ${formatClock(at_ms)}`);
  return [
    who.length > 0 ? t("ui.line.read", { who: who.join(", ") }) : t("ui.line.nobody"),
    ...(who.length > 0 && late.length > 0 ? [t("ui.line.unread", { who: late.map((person) => nameOf(view, person)).join(", ") })] : []),
  ].join(" · ");
}

/** Says to the server up to where the line has been in view, once for each last message. */
export class Reading {
  #send;
  #said = "";

  /** @param {(command: string, args: Record<string, any>) => Promise<unknown>} send rejects with a refusal */
  constructor(send) {
    this.#send = send;
  }

  /**
   * To be called when the line changes, and when it comes into view.
   *
   * @param {View} view
   * @param {boolean} seen whether the end of the line is in view
   * @returns {number} how many messages wait to be read
   */
  follow(view, seen) {
    const unread = unreadMessages(view);
    if (!seen) return unread.length;
    const last = unread.at(-1);
    const said = `${view.meeting.id}/${last?.id}`;
    if (last && said !== this.#said && mayDo(view, "read_messages")) this.#say(said, last.id);
    return 0;
  }

  /** @param {string} said @param {string} upto */
  async #say(said, upto) {
    this.#said = said;
    try {
      await this.#send("read_messages", { upto });
    } catch {
      if (this.#said === said) this.#said = ""; // once more with the next change
    }
  }
}
