/**
 * Dated lines and a field to add one: the private line, a supervisor's notes. Enter sends, Shift
 * and Enter makes a new line, Esc leaves the field.
 */

import { el, keyed, part, setText } from "./elements.js";

/** @typedef {{id: string, head: string, text: string, own: boolean, foot: string}} Line */

export class Conversation {
  #list;
  #form;
  /** What stands below the lines. */
  #feet = "";

  /**
   * @param {ParentNode} root with the parts `messages`, `write` (a form with `text`) and `notice`
   * @param {(text: string, notice: HTMLElement) => Promise<boolean>} send true when recorded
   */
  constructor(root, send) {
    this.#list = part(root, "messages");
    this.#form = part(root, "write");
    const { text } = this.#form;
    this.#form.addEventListener("submit", async (/** @type {Event} */ event) => {
      event.preventDefault();
      const words = text.value.trim();
      if (words && (await send(words, part(root, "notice")))) this.#form.reset();
    });
    text.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") text.blur();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#form.requestSubmit();
    });
  }

  /** @param {Line[]} lines oldest first */
  render(lines) {
    const feet = lines.map(({ foot }) => foot).join("\n");
    const grown = lines.length !== this.#list.children.length || (feet !== this.#feet && this.#isAtEnd());
    this.#feet = feet;
    keyed(this.#list, lines, ({ id }) => id, () => el("li", {}, el("small", { translate: "no" }), el("p"), el("small", { class: "foot" })), (node, { head, text, own, foot }) => {
      node.classList.toggle("own", own);
      setText(node.children[0], head);
      setText(node.children[1], text);
      setText(node.children[2], foot);
    });
    if (grown) this.scrollToEnd();
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    return scrollHeight - scrollTop - clientHeight < 8;
  }

  focus() {
    this.#form.text.focus();
  }

  scrollToEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
