import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import "./old_node.js";
import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { Writing } from "../../web/static/js/core/writing.js";
import { Draft } from "../../web/static/js/ui/desk/draft.js";
import { FakeTimers } from "./fake_timers.js";

const ME = { role: "chair", person: "p1", name: "Chủ trì" };
const HERS = { role: "secretary", person: "p2", name: "Thư ký", at_ms: 7 };

/** A text field in which an input method composes words, as phones and Vietnamese keyboards do. */
class FakeField extends EventTarget {
  value = "";
  selectionStart = 0;
  selectionEnd = 0;
  scrollTop = 0;
  composes = false;

  setSelectionRange(start, end) {
    [this.selectionStart, this.selectionEnd] = [start, end];
  }

  focus() {
    document.activeElement = this;
  }

  /** As browsers do: a word that is being composed ends first, and stays in the field. */
  blur() {
    if (this.composes) this.endComposing();
    document.activeElement = null;
    this.dispatchEvent(new Event("blur"));
  }

  type(value) {
    this.value = value;
    this.dispatchEvent(new Event("input"));
  }

  compose(value) {
    if (!this.composes) this.dispatchEvent(new Event("compositionstart"));
    this.composes = true;
    this.type(value);
  }

  endComposing() {
    this.composes = false;
    this.dispatchEvent(new Event("compositionend"));
  }
}

let field;
let draft;
let sent;

/** A text of the server that is written here; what is sent of it waits unanswered. */
function writing(name) {
  const held = new Map();
  const storage = { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), removeItem: (key) => held.delete(key) };
  return new Writing(name, (change) => new Promise(() => sent.push({ name, ...change })), storage, () => "id");
}

beforeEach(() => {
  new FakeTimers().install();
  useCatalogue({ "desk.note.other_writes": "{name} writes", "desk.saved": "saved", "desk.saving": "saving" });
  field = new FakeField();
  globalThis.document = { activeElement: field };
  const status = { textContent: "", getAttribute: () => null, setAttribute() {}, removeAttribute() {} };
  draft = new Draft(field, status);
  sent = [];
});

describe("while an input method composes a word", () => {
  test("what the other wrote meanwhile is neither put into the field nor deleted", () => {
    const note = writing("a");
    draft.show(note, "Đường thôn", null, ME);
    field.compose("Đường thôn ho");
    draft.show(note, "Ý kiến: Đường thôn", HERS, ME);
    assert.equal(field.value, "Đường thôn ho", "the word that is composed is left alone");
    field.compose("Đường thôn hỏng");
    assert.equal(note.text, "Ý kiến: Đường thôn hỏng");
    note.flush();
    assert.deepEqual([sent[0].text, sent[0].was], ["Ý kiến: Đường thôn hỏng", "Ý kiến: Đường thôn"]);
    field.endComposing();
    assert.equal(field.value, "Ý kiến: Đường thôn hỏng");
    field.type("Ý kiến: Đường thôn hỏng nặng");
    assert.equal(note.text, "Ý kiến: Đường thôn hỏng nặng");
  });

  test("what was deleted while it came is deleted, and nothing of the other's", () => {
    const note = writing("a");
    draft.show(note, "Đường thôn hỏng", null, ME);
    field.compose("Đường thôn");
    draft.show(note, "Đường thôn hỏng\nMương cạn", HERS, ME);
    field.endComposing();
    assert.equal(note.text, "Đường thôn\nMương cạn");
    assert.equal(field.value, note.text);
  });

  test("a turn that changes keeps its words, and the next one gets none of them", () => {
    const [first, second] = [writing("a"), writing("b")];
    draft.show(first, "", null, ME);
    field.compose("Nhất tr");
    field.value = "Nhất trí"; // the last letter is not told before the word ends
    draft.show(second, "Nạo vét mương", HERS, ME);
    assert.deepEqual([first.text, second.text, field.value], ["Nhất trí", "Nạo vét mương", "Nạo vét mương"]);
    assert.deepEqual(sent.map(({ name, text }) => [name, text]), [["a", "Nhất trí"]]);
    assert.equal(document.activeElement, field);
    field.type("Nạo vét mương ngay");
    assert.deepEqual([first.text, second.text], ["Nhất trí", "Nạo vét mương ngay"]);
  });
});

test("without one, what the other writes comes into the field at once", () => {
  const note = writing("a");
  draft.show(note, "Đường", null, ME);
  field.type("Đường thôn");
  draft.show(note, "Ý kiến: Đường", HERS, ME);
  assert.equal(field.value, "Ý kiến: Đường thôn");
});
