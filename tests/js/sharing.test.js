import assert from "node:assert/strict";
import { beforeEach, describe, mock, test } from "node:test";

import "./old_node.js";
import { isOwnScreen, mayShareScreen } from "../../web/static/js/core/view.js";
import { ScreenShare } from "../../web/static/js/ui/screen_share.js";

/** Devices whose person chooses a screen, or none. */
class FakeDevices extends EventTarget {
  sharing = false;
  chooses = true;

  async shareScreen() {
    this.sharing = this.chooses;
    return this.sharing;
  }

  stopSharing() {
    this.sharing = false;
  }
}

const view = ({ me = {}, floor = {}, people = {} } = {}) => ({
  meeting: { state: "open", chair: "c" },
  me: { role: "member", person: "p1", site: null, turn: null, can: ["share_screen"], ...me },
  floor: { screen: null, turn: null, ...floor },
  people: { c: { site: null }, ...people },
});

let devices;
let act;
let share;

beforeEach(() => {
  devices = new FakeDevices();
  act = mock.fn(async () => true);
  share = new ScreenShare(devices, act);
});

const acts = () => act.mock.calls.map((call) => call.arguments[0]);

describe("sharing a screen", () => {
  test("begins with the choice, is shown when the meeting says so, and ends on both sides", async () => {
    await share.toggle();
    assert.deepEqual([devices.sharing, acts()], [true, ["share_screen"]]);
    await share.toggle();
    assert.deepEqual([devices.sharing, acts()], [false, ["share_screen", "stop_sharing"]]);
  });

  test("asks nobody when the person changed their mind", async () => {
    devices.chooses = false;
    await share.toggle();
    assert.deepEqual(acts(), []);
  });

  test("ends when the meeting refuses", async () => {
    act.mock.mockImplementation(async () => false);
    await share.toggle();
    assert.equal(devices.sharing, false);
  });

  test("ends when the floor is gone, but not before the meeting has answered", async () => {
    act.mock.mockImplementation(async () => {
      share.follow(view());
      assert.ok(devices.sharing);
      return true;
    });
    await share.toggle();
    share.follow(view({ floor: { screen: { person: "p1" } } }));
    assert.ok(devices.sharing);
    share.follow(view());
    assert.equal(devices.sharing, false);
  });

  test("that ends in the browser's own bar ends in the meeting", () => {
    devices.dispatchEvent(new CustomEvent("change", { detail: {} }));
    devices.dispatchEvent(new CustomEvent("change", { detail: { ended: "screen" } }));
    assert.deepEqual(acts(), ["stop_sharing"]);
  });
});

test("a screen may be shared by the desk, by who has the floor and by the room where they sit", () => {
  const site = { role: "site", person: null, site: "s1" };
  const cases = [
    [true, { me: { role: "secretary" } }],
    [false, { me: { role: "secretary", can: [] } }],
    [true, { me: { turn: "t1" } }],
    [false, {}],
    [true, { me: site, floor: { turn: { site: "s1" } } }],
    [false, { me: site, floor: { turn: { site: "s2" } } }],
    [true, { me: site, people: { c: { site: "s1" } } }],
    [false, { me: { ...site, site: null }, floor: { turn: { site: null } } }],
  ];
  for (const [may, facts] of cases) assert.equal(mayShareScreen(view(facts)), may, JSON.stringify(facts));
});

test("a screen is one's own by person, a room's by room", () => {
  assert.ok(!isOwnScreen(view()));
  assert.ok(isOwnScreen(view({ floor: { screen: { person: "p1" } } })));
  assert.ok(!isOwnScreen(view({ floor: { screen: { person: "p2" } } })));
  assert.ok(isOwnScreen(view({ me: { role: "site", person: null, site: "s1" }, floor: { screen: { site: "s1" } } })));
  assert.ok(!isOwnScreen(view({ me: { role: "site", person: null, site: "s1" }, floor: { screen: { person: "p1" } } })));
});
