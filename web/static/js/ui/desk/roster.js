/**
 * The attendance list: groups with heads, rows with one-key marking, search, arrivals shown for a
 * moment. Arrow keys walk the rows; letters mark the row that has the focus.
 */

import { t } from "../../core/i18n.js";
import { checkedIn, personName } from "../../core/view.js";
import { el, keyed, part, setAttribute, setName, setText } from "../elements.js";
import { NO_QUALITY, linkWordOf } from "../links.js";
import { groupsOf, stateKey } from "../groups.js";
import { changeText } from "./member_list.js";
import { RosterRow } from "./roster_row.js";

/** @typedef {import("../../core/types.js").View} View */
/** @typedef {import("../groups.js").Group} Group */

/** How long an arrival stays marked. Chosen: long enough to look up from the keyboard. */
const ARRIVAL_MS = 5000;

export class Roster {
  #box;
  #search;
  #grouping;
  #desk;
  /** @type {View|null} */
  #view = null;
  /** @type {Map<string, RosterRow>} */
  #rows = new Map();
  #quality = NO_QUALITY;
  /** @type {string|null} */
  #opened = null;

  /**
   * @param {HTMLElement} root
   * @param {import("./roster_row.js").Desk} desk
   */
  constructor(root, desk) {
    this.#box = part(root, "roster");
    this.#search = part(root, "search");
    this.#grouping = part(root, "grouping");
    this.#desk = desk;
    this.#search.addEventListener("input", () => this.#draw());
    this.#search.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#searchKey(event));
    this.#grouping.addEventListener("change", () => this.#draw());
    this.#box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
  }

  /** @param {View} view */
  render(view) {
    const before = this.#view;
    this.#view = view;
    this.#draw();
    if (before && before.attendance.rows !== view.attendance.rows) this.#greetArrivals(before, view);
  }

  /** @param {import("../links.js").Quality} quality */
  showQuality(quality) {
    this.#quality = quality;
    this.#draw();
  }

  #draw() {
    const view = this.#view;
    if (!view) return;
    const place = this.#focusedPlace();
    const groups = groupsOf(view, this.#grouping.value, this.#search.value);
    const drawn = [...groups, ...offGroup(view)];
    keyed(this.#box, drawn, (group) => group.key, makeGroup, (node, group) => {
      if (group.key === OFF) drawOff(node, group, view);
      else this.#drawGroup(node, group, view);
    });
    if (place) keepPlace(place);
  }

  /** Where in the list the focus is. @returns {Place|null} */
  #focusedPlace() {
    const row = document.activeElement?.closest(".roster li") ?? null;
    const list = row?.parentElement;
    return row && list ? { row, list, index: [...list.children].indexOf(row) } : null;
  }

  /**
   * @param {HTMLElement} node
   * @param {Group} group
   * @param {View} view
   */
  #drawGroup(node, group, view) {
    const [head, list] = /** @type {any} */ (node.children);
    const site = group.site ? view.sites[group.site] : null;
    setName(head.children[0], site ? site.name : t(`desk.group.${stateKey(view, group.key)}`), site !== null);
    setText(head.children[1], site ? t("desk.site.checked", { n: checkedIn(site) }) : String(group.people.length));
    setAttribute(head.children[2], "data-link", site?.connected ? linkWordOf(this.#quality, `s:${group.site}`) : "gone");
    setText(head.children[2], site ? siteLink(site, linkWordOf(this.#quality, `s:${group.site}`)) : "");
    setAttribute(node, "data-state", group.site ? "site" : group.key);
    keyed(list, group.people, (id) => id, (id) => this.#row(id).node, (_node, id) => {
      this.#row(id).render(view, { open: this.#opened === id, showState: group.site === null && this.#grouping.value === "site", link: linkWordOf(this.#quality, `p:${id}`) });
    });
  }

  /** @param {string} id */
  #row(id) {
    let row = this.#rows.get(id);
    if (!row) {
      row = new RosterRow(id, this.#desk, () => {
        this.#opened = this.#opened === id ? null : id;
        this.#draw();
        if (this.#opened) this.#row(id).node.scrollIntoView({ block: "nearest" });
      });
      this.#rows.set(id, row);
    }
    return row;
  }

  /**
   * @param {View} before
   * @param {View} after
   */
  #greetArrivals(before, after) {
    for (const [id, row] of Object.entries(after.attendance.rows ?? {})) {
      const was = before.attendance.rows?.[id];
      if (row.state !== "present" || !was || was.state === "present") continue;
      const { node } = this.#row(id);
      node.classList.add("arrived");
      setTimeout(() => node.classList.remove("arrived"), ARRIVAL_MS);
    }
  }

  /** @param {KeyboardEvent} event */
  #searchKey(event) {
    if (event.key === "Escape") {
      this.#search.value = "";
      this.#draw();
      this.#search.blur();
    }
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      this.#box.querySelector(".person")?.focus();
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const node = /** @type {HTMLElement|null} */ (event.target)?.closest(".person");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = [...this.#box.querySelectorAll(".person")];
      const next = all[all.indexOf(node) + (event.key === "ArrowDown" ? 1 : -1)];
      event.preventDefault();
      next?.focus();
    } else if (event.target === node && this.#row(String(node.parentElement?.dataset.key)).key(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }
}

/** Key of the group of those who were taken off the list. */
const OFF = "off";

/** @param {View} view @returns {Group[]} */
function offGroup({ attendance }) {
  const people = Object.keys(attendance.off ?? {});
  return people.length > 0 ? [{ key: OFF, site: null, people }] : [];
}

/**
 * Who was taken off counts nowhere; the list says who it was, and why.
 *
 * @param {HTMLElement} node
 * @param {Group} group
 * @param {View} view
 */
function drawOff(node, { people }, view) {
  const [head, list] = /** @type {any} */ (node.children);
  setText(head.children[0], t("desk.group.off"));
  setText(head.children[1], String(people.length));
  setAttribute(node, "data-state", OFF);
  keyed(list, people, (id) => id, () => el("li", {}, el("span", { class: "person-name", translate: "no" }), el("p", { class: "small" })), (line, id) => {
    setText(line.children[0], personName(view, id));
    setText(line.children[1], (view.attendance.off?.[id].listing ?? []).slice(-1).map(changeText).join(""));
  });
}

/** @typedef {{row: Element, list: Element, index: number}} Place */

/**
 * A marked person goes to another group; the focus stays, on who comes after him in the old one,
 * so that a whole list can be marked key by key.
 *
 * @param {Place} place before the marking
 */
function keepPlace({ row, list, index }) {
  if (row.parentElement === list) return;
  const next = list.isConnected ? (list.children[index] ?? list.lastElementChild) : row;
  /** @type {HTMLElement|null} */ (next?.querySelector(".person"))?.focus();
}

/** @param {Group} group */
function makeGroup(group) {
  const id = `group-${group.key.replaceAll(":", "-")}`;
  const head = el("h3", { id }, el("span"), el("b", { class: "count" }), el("small"));
  return el("section", { class: "group", "aria-labelledby": id }, head, el("ul", {}));
}

/**
 * @param {import("../../core/types.js").Site} site
 * @param {import("../links.js").LinkWord | null} link
 */
function siteLink(site, link) {
  if (!site.connected) return t("desk.site.offline");
  return link ? t(`desk.link.${link}`) : "";
}
