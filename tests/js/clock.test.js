import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Clock, formatClock, formatDate, formatDuration, momentOnDay, useOffsets, wholeMinutes } from "../../web/static/js/core/clock.js";

describe("the server's clock", () => {
  test("is the device's own until a message came", () => {
    assert.equal(new Clock(() => 50).now(), 50);
  });

  test("follows the message that came quickest", () => {
    let local = 0;
    const clock = new Clock(() => local);
    const trueOffset = 5000;
    for (const delay of [800, 40, 300]) {
      clock.sync(local + trueOffset - delay);
      local += 1000;
    }
    assert.equal(clock.now(), local + trueOffset - 40);
  });

  test("forgets old messages, so that a device whose clock runs fast is followed", () => {
    const clock = new Clock(() => 0);
    clock.sync(9_000_000);
    for (let n = 0; n < 12; n += 1) clock.sync(100);
    assert.equal(clock.now(), 100);
  });

  test("is right with the first message after the device slept, while its own stood still", () => {
    const clock = new Clock(() => 1000);
    for (let n = 0; n < 12; n += 1) clock.sync(5000);
    clock.sync(5000 + 3_600_000);
    assert.equal(clock.now(), 3_605_000);
  });

  test("is the new one at once when the server's was set, forward or back", () => {
    for (const by of [-3_600_000, 3_600_000]) {
      const clock = new Clock(() => 1000);
      for (let n = 0; n < 12; n += 1) clock.sync(9_000_000);
      clock.sync(9_000_000 + by, true);
      assert.equal(clock.now(), 9_000_000 + by);
    }
  });

  test("does not follow when somebody sets the device's clock to another hour", (context) => {
    const before = Date.now;
    context.after(() => void (Date.now = before));
    const clock = new Clock();
    clock.sync(5000);
    Date.now = () => before() + 3_600_000;
    assert.ok(clock.now() - 5000 < 60_000);
  });
});

describe("durations are written", () => {
  const cases = [
    [0, "0:00"], [999, "0:00"], [65_000, "1:05"], [185_000, "3:05"],
    [3_725_000, "1:02:05"], [-65_000, "−1:05"], [-400, "0:00"],
  ];
  for (const [ms, text] of cases) {
    test(`${ms} ms as ${text}`, () => assert.equal(formatDuration(ms), text));
  }
  test("whole minutes count when they are over", () => {
    assert.deepEqual([-5, 59_999, 60_000].map(wholeMinutes), [0, 0, 1]);
  });
});

test("moments are written with two digits each", () => {
  assert.equal(formatClock(new Date(2026, 0, 5, 7, 4).getTime()), "07:04");
});

describe("every screen shows the server's zone", () => {
  const late = Date.UTC(2026, 10, 5, 17, 42);
  const winter = Date.UTC(2026, 9, 25, 1);
  /** @type {[number, number][]} */
  const hanoi = [[0, 420]];
  /** @type {[number, number][]} */
  const berlin = [[Date.UTC(2026, 2, 29, 1), 120], [winter, 60]];

  test("whatever zone the device stands in", () => {
    useOffsets(hanoi);
    assert.deepEqual([formatClock(late), formatDate(late)], ["00:42", "06/11/2026"]);
    useOffsets(berlin);
    assert.deepEqual([formatClock(late), formatDate(late)], ["18:42", "05/11/2026"]);
    assert.deepEqual([winter - 1, winter].map(formatClock), ["02:59", "02:00"]);
    assert.equal(formatClock(0), "02:00");
  });

  test("and what is typed is read by it", () => {
    useOffsets(hanoi);
    assert.equal(momentOnDay("19:30", late), Date.UTC(2026, 10, 6, 12, 30));
    assert.equal(formatClock(momentOnDay("19:30", late)), "19:30");
  });
});
