/**
 * Tells that the session of a page ends, or has ended, and asks for the password in place. The page
 * beside it stays as it is and can be used; the dialog never takes the focus from who is typing.
 */

import { filled } from "./form_words.js";
import { part, setShown, setText } from "./elements.js";

/** @typedef {import("../core/session.js").Session} Session */

export class SessionDialog {
  #session;
  #dialog;
  #form;
  #problem;
  /** The session state for which "later" was pressed. */
  #putOff = "";

  /**
   * @param {Session} session
   * @param {HTMLDialogElement} dialog its sentences are in `data-idle`, `data-age`, `data-over`, `data-others`
   */
  constructor(session, dialog) {
    this.#session = session;
    this.#dialog = dialog;
    this.#form = part(dialog, "session-form");
    this.#problem = part(dialog, "session-problem");
    session.addEventListener("change", () => this.#show());
    part(dialog, "session-stay").addEventListener("click", () => this.#try(() => session.stay()));
    part(dialog, "session-later").addEventListener("click", () => {
      this.#putOff = session.state;
      this.#dialog.close();
    });
    this.#form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#try(() => session.signIn(this.#password.value));
    });
  }

  /** @returns {HTMLInputElement} */
  get #password() {
    return this.#form.elements.password;
  }

  /**
   * Run the pressed action, and show the error if it fails.
   * @param {() => Promise<string | void>} work
   */
  async #try(work) {
    setShown(this.#problem, false);
    try {
      const problem = await work();
      this.#say(problem ?? "");
    } catch {
      this.#say(this.#dialog.dataset.noAnswer ?? "");
    }
  }

  /** @param {string} problem */
  #say(problem) {
    setText(this.#problem, problem);
    setShown(this.#problem, problem !== "");
    if (problem) this.#password.select();
  }

  #show() {
    const { state, ages, taken, minutes } = this.#session;
    if (state === "good" || state === this.#putOff) {
      if (state === "good") this.#putOff = "";
      this.#password.value = "";
      this.#dialog.close();
      return;
    }
    const word = state === "near" ? (ages ? "age" : "idle") : taken ? "others" : "over";
    setText(part(this.#dialog, "session-text"), filled(this.#dialog.dataset[word] ?? "", { minutes }));
    setShown(this.#form, word !== "idle");
    setShown(part(this.#dialog, "session-stay"), word === "idle");
    setShown(part(this.#dialog, "session-later"), state === "near");
    if (!this.#dialog.open) this.#open();
  }

  /** Open without modality, so that the page keeps the focus. */
  #open() {
    const focused = document.activeElement;
    this.#dialog.show();
    if (focused instanceof HTMLElement && focused !== document.body) focused.focus({ preventScroll: true });
    else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
}
