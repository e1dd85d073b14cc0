import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { filled, lacking, speakOwnWords } from "../../web/static/js/ui/form_words.js";

/** A page that hears what is told to it, as a document with capturing listeners. */
class Page {
  /** @type {Record<string, Function[]>} */
  heard = {};

  addEventListener(/** @type {string} */ name, /** @type {Function} */ listener) {
    (this.heard[name] ??= []).push(listener);
  }

  tell(/** @type {string} */ name, /** @type {any} */ target) {
    for (const listener of this.heard[name] ?? []) listener({ target });
  }
}

/** A field of a form as far as the sentences need it. */
class Field {
  message = "";

  constructor(/** @type {any} */ form, /** @type {any} */ facts) {
    this.form = form;
    Object.assign(this, facts);
    this.lacks = facts.validity;
  }

  get validity() {
    return { ...this.lacks, customError: this.message !== "" };
  }

  set validity(_) {}

  setCustomValidity(/** @type {string} */ message) {
    this.message = message;
  }
}

const WORDS = { empty: "write here", choose: "choose one", most: "at most {most}" };

describe("what a field lacks", () => {
  for (const [word, field] of Object.entries({
    empty: { type: "text", validity: { valueMissing: true } },
    tick: { type: "checkbox", validity: { valueMissing: true } },
    choose: { type: "select-one", validity: { valueMissing: true } },
    file: { type: "file", validity: { valueMissing: true } },
    number: { type: "number", validity: { badInput: true, valueMissing: true } },
    short: { type: "password", validity: { tooShort: true }, minLength: 10, value: "abc" },
    most: { type: "number", validity: { rangeOverflow: true }, max: "480" },
    least: { type: "number", validity: { rangeUnderflow: true }, min: "0" },
    whole: { type: "number", validity: { stepMismatch: true } },
    wrong: { type: "email", validity: { typeMismatch: true } },
  })) {
    test(`is said by the sentence "${word}"`, () => assert.equal(lacking(field).word, word));
  }

  test("is said with its facts", () => {
    const field = { type: "password", validity: { tooShort: true }, minLength: 10, value: "abc" };
    assert.equal(filled("{least}, not {typed}", lacking(field).facts), "10, not 3");
  });
});

describe("the forms of a page", () => {
  test("say our sentence, and are held up by it no longer once something is typed", () => {
    const page = new Page();
    speakOwnWords(/** @type {any} */ (page), WORDS);
    const form = {};
    const name = new Field(form, { type: "text", validity: { valueMissing: true } });
    page.tell("invalid", name);
    assert.equal(name.message, "write here");
    page.tell("input", name);
    assert.equal(name.message, "");
  });

  test("take a choice among several on any of them", () => {
    const page = new Page();
    speakOwnWords(/** @type {any} */ (page), WORDS);
    const form = {};
    const [first, second] = [1, 2].map(() => new Field(form, { type: "radio", validity: { valueMissing: true } }));
    page.tell("invalid", first);
    page.tell("change", second);
    assert.equal(first.message, "");
  });

  test("are asked anew by a button, also when a program filled them in", () => {
    const page = new Page();
    speakOwnWords(/** @type {any} */ (page), WORDS);
    const form = {};
    const minutes = new Field(form, { type: "number", max: "480", validity: { rangeOverflow: true } });
    page.tell("invalid", minutes);
    assert.equal(minutes.message, "at most 480");
    page.tell("click", { closest: () => ({ form }) });
    assert.equal(minutes.message, "");
  });

  test("leave each other, and what a page says itself, alone", () => {
    const page = new Page();
    speakOwnWords(/** @type {any} */ (page), WORDS);
    const own = new Field({}, { type: "text", validity: {} });
    own.setCustomValidity("the page's own");
    const other = new Field({}, { type: "text", validity: { valueMissing: true } });
    page.tell("invalid", own);
    page.tell("invalid", other);
    page.tell("input", own);
    assert.deepEqual([own.message, other.message], ["the page's own", "write here"]);
  });
});
