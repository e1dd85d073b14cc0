import assert from "node:assert/strict";
import { describe, test } from "node:test";

import "./old_node.js";
import { offerForwarded } from "../../web/static/js/core/picture_codecs.js";

const codec = (mimeType) => ({ mimeType, clockRate: 90000 });

/** A section that notes what it is told to offer. */
function section() {
  const offered = [];
  return { offered, setCodecPreferences: (codecs) => offered.push(...codecs.map(({ mimeType }) => mimeType)) };
}

describe("a slot for a picture", () => {
  test("offers what the server forwards, and repeats of it", () => {
    const slot = section();
    offerForwarded(slot, { codecs: ["video/AV1", "video/VP8", "video/rtx", "video/H264", "video/red"].map(codec) });
    assert.deepEqual(slot.offered, ["video/VP8", "video/rtx"]);
  });

  test("offers all that the browser has where that cannot be chosen or is not known", () => {
    const slot = section();
    offerForwarded({}, { codecs: [codec("video/VP8")] });
    offerForwarded(slot, null);
    offerForwarded(slot, { codecs: [codec("video/AV1")] });
    assert.deepEqual(slot.offered, []);
  });
});
