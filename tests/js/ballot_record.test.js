import assert from "node:assert/strict";
import { before, test } from "node:test";

import "./old_node.js";
import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { RecordByName } from "../../web/static/js/ui/desk/ballot_record.js";

/** As much of an element as the row uses. */
class FakeElement extends EventTarget {
  children = [];
  attributes = new Map();
  value = "";
  textContent = "";

  constructor(tag) {
    super();
    this.tag = tag;
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
    if (name === "value") this.value = value;
  }

  get firstElementChild() {
    return null;
  }

  insertBefore(node) {
    this.append(node);
  }

  append(...nodes) {
    this.children.push(...nodes.filter((node) => node instanceof FakeElement));
  }

  replaceChildren(...nodes) {
    this.children = [];
    this.append(...nodes);
  }

  all(tag) {
    return this.children.flatMap((node) => [...(node.tag === tag ? [node] : []), ...node.all(tag)]);
  }
}

before(() => {
  globalThis.document = { createElement: (tag) => new FakeElement(tag), activeElement: null };
  globalThis.HTMLElement = FakeElement;
  useCatalogue({ "desk.ballot.record": "", "desk.ballot.record.who": "", "desk.ballot.record.save": "", "desk.ballot.record.nobody": "" });
});

test("what was ticked for one person is not ticked for the next who is chosen", () => {
  const root = new FakeElement("div");
  const candidates = [{ id: "c1", name: "Ma Thị Duyên" }, { id: "c2", name: "Nông Văn Quảng" }];
  const ballot = { id: "b1", waiting: ["p1", "p2"], ask: { kind: "election", at_most: 2, candidates } };
  new RecordByName(root, async () => true).render({ people: {}, members: [], watching: [] }, ballot, true);
  const [who] = root.all("select");
  const boxes = root.all("input");
  const choose = (person) => {
    who.value = person;
    who.dispatchEvent(new Event("change"));
  };
  choose("p1");
  boxes[0].checked = true;
  choose("p2");
  assert.equal(boxes.length, 2);
  assert.ok(boxes.every(({ checked }) => !checked));
});
