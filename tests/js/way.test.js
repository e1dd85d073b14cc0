import assert from "node:assert/strict";
import { test } from "node:test";

import { WayForm } from "../../web/static/js/ui/desk/way.js";

/** A form of the desk, the commands that it sends, and their answers for the test to give. */
function scene() {
  const options = [{ value: "" }, { value: "180" }, { value: "300" }];
  const elements = { preset: { value: "" }, limit: { value: "", options }, overtime: { value: "" }, new_speakers_first: { checked: false } };
  const form = Object.assign(new EventTarget(), { elements, querySelectorAll: () => [] });
  const sent = [];
  const answers = [];
  const send = (command, args) => {
    sent.push(args);
    return new Promise((resolve) => answers.push(resolve));
  };
  const way = new WayForm(form, { can: () => true, send }, null);
  const change = (name, value) => {
    elements[name].value = value;
    form.dispatchEvent(new Event("change"));
  };
  return { elements, sent, answers, way, change };
}

const view = (floor) => ({ floor: { preset: "queue", limit_s: 300, overtime: "count_up", new_speakers_first: false, ...floor } });

test("a second change of the floor is sent with the first, although an older view came between", async () => {
  const { elements, sent, answers, way, change } = scene();
  way.render(view({}));
  change("limit", "180");
  way.render(view({}));
  change("overtime", "close");
  assert.deepEqual(sent.map(({ limit_s, overtime }) => [limit_s, overtime]), [[180, "count_up"], [180, "close"]]);
  way.render(view({ limit_s: 180, overtime: "close" }));
  for (const answer of answers) answer(true);
  await new Promise(setImmediate);
  assert.deepEqual([elements.limit.value, elements.overtime.value], ["180", "close"]);
});

test("a change of the floor that was refused is taken back on the screen, and another desk's is shown", async () => {
  const { elements, answers, way, change } = scene();
  way.render(view({}));
  change("limit", "180");
  answers[0](false);
  await new Promise(setImmediate);
  assert.equal(elements.limit.value, "300");
  way.render(view({ limit_s: 180 }));
  assert.equal(elements.limit.value, "180");
});
