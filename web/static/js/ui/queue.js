/** The queue of requests in the order of calling; the reader's own request is highlighted. */

import { t } from "../core/i18n.js";
import { personName } from "../core/view.js";
import { el, keyed, part, setShown, setText } from "./elements.js";

/** @typedef {import("../core/types.js").View} View */
/** @typedef {import("../core/types.js").QueueEntry} QueueEntry */

export class Queue {
  #list;
  #count;
  #empty;

  /** @param {HTMLElement} root with the parts `queue`, `queue-count` and `queue-empty` */
  constructor(root) {
    this.#list = part(root, "queue");
    this.#count = part(root, "queue-count");
    this.#empty = part(root, "queue-empty");
  }

  /** @param {View} view */
  show(view) {
    const { queue } = view.floor;
    keyed(this.#list, queue, ({ id }) => id, makeEntry, (node, entry, index) =>
      updateEntry(node, entry, index, view),
    );
    setText(this.#count, queue.length ? `${queue.length}` : "");
    setShown(this.#empty, queue.length === 0);
  }
}

function makeEntry() {
  return el(
    "li",
    { class: "queue-entry" },
    el("span", { class: "queue-place figure", translate: "no" }),
    el("span", { class: "queue-name", translate: "no" }),
    el("span", { class: "badge amber", hidden: true }),
  );
}

/**
 * @param {HTMLElement} node
 * @param {QueueEntry} entry
 * @param {number} index
 * @param {View} view
 */
function updateEntry(node, entry, index, view) {
  const [place, name, badge] = /** @type {Iterable<HTMLElement>} */ (node.children);
  const own = entry.person === view.me.person;
  node.classList.toggle("own", own);
  setText(place, `${index + 1}`);
  const full = t("ui.comrade", { name: personName(view, entry.person) });
  setText(name, own ? t("ui.queue.you", { name: full }) : full);
  setShown(badge, entry.kind !== "normal");
  setText(badge, t(`ui.request.${entry.kind}`));
}
