/**
 * The bar over the desk: which meeting, its state, who is watching from above, the clock, and the
 * two grave buttons (open, close), each behind a question.
 */

import { formatClock, serverNow, wholeMinutes } from "../../core/clock.js";
import { t } from "../../core/i18n.js";
import { itemsLeft } from "../../core/view.js";
import { nameOf } from "../names.js";
import { el, keyed, part, setAttribute, setText } from "../elements.js";
import { shortfall } from "./roll_call.js";

export class TopBar {
  #root;
  #actions;
  #dialogs;
  /** @type {any} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./actions.js").Actions} actions
   * @param {import("./dialogs.js").Dialogs} dialogs
   */
  constructor(root, actions, dialogs) {
    this.#root = root;
    this.#actions = actions;
    this.#dialogs = dialogs;
    part(root, "open").addEventListener("click", () => this.#open());
    part(root, "close").addEventListener("click", () => this.#close());
  }

  /** @param {any} view */
  render(view) {
    this.#view = view;
    const { meeting } = view;
    setText(part(this.#root, "branch"), meeting.branch.name);
    setText(part(this.#root, "title"), meeting.title);
    setAttribute(this.#root, "data-state", meeting.state);
    const before = meeting.state === "draft" || meeting.state === "announced";
    part(this.#root, "open").hidden = !before || !this.#actions.can("open_meeting");
    part(this.#root, "close").hidden = meeting.state !== "open" || !this.#actions.can("close_meeting");
    keyed(
      part(this.#root, "watching"),
      view.watching,
      (/** @type {any} */ one) => one.person,
      () => el("li", {}, el("b", { translate: "no" }), el("span")),
      (node, watcher) => watcherLine(node, watcher, nameOf(view, watcher.person)),
    );
    this.tick();
  }

  /** Write what runs with the clock. */
  tick() {
    setText(part(this.#root, "clock"), formatClock(serverNow()));
    if (this.#view) setText(part(this.#root, "state"), stateLine(this.#view.meeting));
  }

  #open() {
    const { meeting, attendance } = this.#view;
    const missing = shortfall(attendance);
    this.#dialogs.confirm({
      title: t("desk.open.title"),
      text: t("desk.open.text", { title: meeting.title, present: attendance.present }),
      warning: missing && t("desk.open.missing", { missing }),
      yes: t("desk.open"),
    }, (notice) => this.#actions.send("open_meeting", {}, notice));
  }

  #close() {
    const left = itemsLeft(this.#view);
    const names = left.map(({ number, title }) => `${number}. ${title}`).join("; ");
    this.#dialogs.confirm({
      title: t("desk.close.title"),
      text: left.length > 0 ? t("desk.close.text_left", { n: left.length, names }) : t("desk.close.text"),
      yes: t("desk.close"),
      grave: true,
    }, (notice) => this.#actions.send("close_meeting", {}, notice));
  }
}

/** @param {any} meeting */
function stateLine(meeting) {
  if (meeting.state === "open") {
    return t("desk.state.open", { minutes: wholeMinutes(serverNow() - meeting.opened_ms) });
  }
  if (meeting.state === "closed") return t("desk.state.closed", { at: formatClock(meeting.closed_ms) });
  return t(`desk.state.${meeting.state}`, { at: formatClock(meeting.scheduled_ms) });
}

/**
 * @param {HTMLElement} node
 * @param {any} watcher
 * @param {string} shown the name
 */
function watcherLine(node, watcher, shown) {
  const [name, rest] = /** @type {any} */ (node.children);
  setAttribute(node, "data-listening", watcher.listening);
  setText(name, t("desk.comrade", { name: shown }));
  setText(rest, t(watcher.listening ? "desk.watching.listens" : "desk.watching.watches", { unit: watcher.unit }));
}
