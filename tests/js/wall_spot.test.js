import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { COMES_MS, Fade, GOES_MS } from "../../web/static/js/ui/wall/fade.js";
import { ageWord, worstLine } from "../../web/static/js/ui/wall/figures.js";
import { Listening } from "../../web/static/js/ui/wall/listening.js";
import { SpotChoice } from "../../web/static/js/ui/wall/spot_choice.js";
import { isQuiet, nextOf } from "../../web/static/js/ui/wall/tour.js";

const STILL_MS = 10_000;
const NOTHING = { selected: null, tour: null, worst: null, listened: null, ids: ["a", "b", "c"] };

describe("the spot monitor", () => {
  const steps = (...wishes) => {
    const choice = new SpotChoice();
    return wishes.map(([wish, now_ms]) => choice.next({ ...NOTHING, ...wish }, now_ms));
  };

  test("shows what the hand is on before the tour, the worst and what is listened to", () => {
    const all = { selected: "a", tour: "b", worst: "c", listened: "c" };
    assert.deepEqual(steps([all, 0], [{ ...all, selected: null }, 1]), ["a", "b"]);
    assert.deepEqual(steps([{ worst: "c", listened: "b" }, 0]), ["c"]);
    assert.deepEqual(steps([{ listened: "b" }, 0]), ["b"]);
    assert.deepEqual(steps([{}, 0]), ["a"]);
  });

  test("does not flicker from one worst to the next, but follows a hand at once", () => {
    assert.deepEqual(
      steps([{ worst: "b" }, 0], [{ worst: "c" }, STILL_MS - 1], [{ worst: "c", selected: "a" }, STILL_MS - 1]),
      ["b", "b", "a"],
    );
    assert.deepEqual(steps([{ worst: "b" }, 0], [{ worst: "c" }, STILL_MS]), ["b", "c"]);
  });

  test("stays where it is when nothing is wrong any more, and leaves a meeting that is gone", () => {
    assert.deepEqual(steps([{ worst: "c" }, 0], [{}, STILL_MS], [{ ids: ["a"] }, STILL_MS]), ["c", "c", "a"]);
    assert.deepEqual(steps([{ worst: "z", selected: "z", ids: [] }, 0]), [null]);
  });
});

describe("the tour", () => {
  const quiet = (...ids) => (id) => ids.includes(id);

  test("goes round and skips quiet meetings", () => {
    assert.equal(nextOf(["a", "b", "c", "d"], null, quiet("a")), "b");
    assert.equal(nextOf(["a", "b", "c", "d"], "b", quiet("c", "a")), "d");
    assert.equal(nextOf(["a", "b", "c", "d"], "d", quiet("a", "b")), "c");
  });

  test("stays where it is while all others are quiet", () => {
    assert.equal(nextOf(["a", "b"], "b", quiet("a", "b")), "b");
    assert.equal(nextOf(["a", "b"], "gone", quiet("a", "b")), "a");
    assert.equal(nextOf([], null, quiet()), null);
  });

  test("takes as quiet where nobody speaks, nothing is voted on and nothing is wrong", () => {
    const view = (changes = {}) => ({ meeting: { state: "open" }, floor: { turn: null }, ballots: [], ...changes });
    assert.equal(isQuiet(view(), false, false), true);
    assert.equal(isQuiet(view(), true, false), false);
    assert.equal(isQuiet(view(), false, true), false);
    assert.equal(isQuiet(view({ floor: { turn: {} } }), false, false), false);
    assert.equal(isQuiet(view({ ballots: [{ phase: "open" }] }), false, false), false);
    assert.equal(isQuiet(view({ meeting: { state: "closed" }, floor: { turn: {} } }), false, true), true);
    assert.equal(isQuiet(undefined, true, false), false);
  });
});

describe("sound that moves to another meeting", () => {
  const turns = () => {
    const waiting = [];
    let now_ms = 0;
    return { later: (run, ms) => waiting.push([run, ms]), now: () => now_ms, pass: async () => {
      while (waiting.length > 0) {
        const due = waiting.splice(0);
        now_ms += Math.max(...due.map(([, ms]) => ms));
        for (const [run] of due) run();
        await new Promise(setImmediate);
      }
    } };
  };

  const faded = () => {
    const [levels, player, { later, now, pass }] = [[], {}, turns()];
    Object.defineProperty(player, "volume", { set: (level) => levels.push(level) });
    return { levels, pass, fade: new Fade({ querySelectorAll: () => [player] }, later, now) };
  };

  test("goes and comes by and by, together in less than 300 ms", async () => {
    assert.ok(GOES_MS + COMES_MS < 300);
    const { levels, pass, fade } = faded();
    fade.go();
    await pass();
    assert.equal(levels.length, GOES_MS / 10);
    assert.equal(levels.at(-1), 0);
    assert.deepEqual(levels, [...levels].sort((a, b) => b - a));
  });

  test("comes when what was before has gone", async () => {
    const { levels, pass, fade } = faded();
    fade.go();
    const come = fade.come();
    await pass();
    await come;
    assert.equal(levels[GOES_MS / 10 - 1], 0);
    assert.equal(levels.at(-1), 1);
  });

  test("does not come when it is let go anew meanwhile", async () => {
    const { levels, pass, fade } = faded();
    fade.go();
    const come = fade.come();
    fade.go();
    await pass();
    await come;
    assert.equal(levels.at(-1), 0);
  });

  const listening = (refuses = () => false) => {
    const said = [];
    const media = { unlock: () => said.push("unlock"), quieten: () => said.push("quieten") };
    const act = async (meeting, command, { on }) => {
      said.push(`${command} ${meeting} ${on}`);
      return !refuses(meeting);
    };
    const one = new Listening(media, act, () => said.push(`ask ${one.chosen}`));
    return { one, said };
  };

  test("is asked for while the one before fades, and ended there afterwards", async () => {
    const { one, said } = listening();
    await one.toggle("a");
    assert.deepEqual(said.splice(0), ["unlock", "ask a", "listen a true"]);
    await one.toggle("b");
    assert.deepEqual(said.splice(0), ["unlock", "quieten", "ask b", "listen b true", "listen a false"]);
    await one.toggle("b");
    assert.deepEqual(said, ["unlock", "quieten", "ask null", "listen b false"]);
  });

  test("hears the last of several choices", async () => {
    const { one, said } = listening();
    await Promise.all(["a", "b", "c"].map((each) => one.toggle(each)));
    assert.equal(one.chosen, "c");
    assert.deepEqual(said.filter((each) => each.endsWith("false")), ["listen a false", "listen b false"]);
  });

  test("is not heard where listening is refused, whatever was chosen meanwhile", async () => {
    const { one } = listening((meeting) => meeting === "a");
    await one.toggle("a");
    assert.equal(one.chosen, null);
    await Promise.all(["a", "b"].map((each) => one.toggle(each)));
    assert.equal(one.chosen, "b");
  });

  test("is asked for again by a new session", async () => {
    const { one, said } = listening();
    one.again();
    await one.toggle("a");
    one.again();
    assert.deepEqual(said, ["unlock", "ask a", "listen a true", "listen a true"]);
    one.forget("a");
    assert.deepEqual([one.chosen, said.at(-1)], [null, "ask null"]);
  });
});

describe("the one line of a small tile", () => {
  const view = {
    meeting: { state: "open" },
    agenda: { current: "i", items: [{ id: "i", number: "3", title: "Talk", planned_min: 10, started_ms: 0, spent_ms: 0, finished_ms: null, state: "current" }] },
  };
  before(() => useCatalogue({ "wall.age": "{n} min" }));

  test("is the worst alert, else a bad link, else where the meeting is", () => {
    assert.equal(worstLine(view, ["late", "few"], "weak", 0), "▲ late");
    assert.equal(worstLine(view, [], "weak", 0), "weak");
    assert.equal(worstLine(view, [], "", 60_000), "1/10′ 3. Talk");
  });

  test("says how long nothing has changed from the first minute on", () => {
    assert.deepEqual([0, 59_999, 180_000].map(ageWord), ["", "", "3 min"]);
  });
});
