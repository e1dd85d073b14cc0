import assert from "node:assert/strict";
import { before, test } from "node:test";

import { useCatalogue } from "../../web/static/js/core/i18n.js";
import { showWatching } from "../../web/static/js/ui/watching.js";

const HA = { person: "g", name: "Nông Thị Hà", title: "", unit: "Đảng ủy xã", listening: false, picture: "tile" };
const times = (until_ms) => ({ ...HA, times: [{ way: "follow", since_ms: 0, until_ms }, { way: "sound", since_ms: 0, until_ms: 60_000 }] });

before(() => useCatalogue({
  "ui.watching.watches": "{who} watches.",
  "ui.watching.listens": "{who} listens.",
  "ui.watching.watched": "{who} watched until {time}.",
}));

test("the line says who watches and listens now, and who has watched", () => {
  const node = { hidden: true, textContent: "" };
  const shows = (view, pattern) => {
    showWatching(node, view);
    assert.match(node.textContent, pattern);
    assert.equal(node.hidden, node.textContent === "");
  };
  shows({ watching: [], watched: [] }, /^$/);
  shows({ watching: [] }, /^$/);
  shows({ watching: [HA], watched: [times(null)] }, /^Nông Thị Hà \(Đảng ủy xã\) watches\.$/);
  shows({ watching: [{ ...HA, listening: true }], watched: [times(null)] }, /^♪ Nông Thị Hà \(Đảng ủy xã\) listens\.$/);
  shows({ watching: [], watched: [times(120_000)] }, /^Nông Thị Hà \(Đảng ủy xã\) watched until \d\d:02\.$/);
});
