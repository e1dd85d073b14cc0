import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { answered, offered } from "../../web/static/js/core/description.js";

const sdp = (...lines) => lines.map((line) => `${line}\r\n`).join("");

/** As Chromium offers; the last section is a slot. */
const OFFER = sdp(
  "v=0", "a=group:BUNDLE 0 1 2", "a=extmap-allow-mixed",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63", "a=mid:0", "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111",
  "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack",
  "a=rid:q send", "a=rid:h send", "a=simulcast:send q;~h",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111", "a=mid:2", "a=rtpmap:111 opus/48000/2", "a=recvonly",
);
/** As the server answers. */
const ANSWER = sdp(
  "v=0",
  "m=audio 5000 UDP/TLS/RTP/SAVPF 111", "a=mid:0", "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;stereo=1;usedtx=0",
  "m=video 5000 UDP/TLS/RTP/SAVPF 96", "a=mid:1", "a=rtpmap:96 VP8/90000", "a=rid:q recv", "a=rid:h recv",
  "a=simulcast:recv q;h",
  "m=audio 5000 UDP/TLS/RTP/SAVPF 111", "a=mid:2", "a=rtpmap:111 opus/48000/2", "a=sendonly",
);
const PLAIN = { dtx: false, copies: false };
const lines = (text, start) => text.split("\r\n").filter((line) => line.startsWith(start));

describe("an offer", () => {
  test("asks for lost sound again, in what it sends and in what it receives, once", () => {
    const twice = offered(offered(OFFER));
    assert.deepEqual(lines(twice, "a=rtcp-fb:111 nack"), ["a=rtcp-fb:111 nack", "a=rtcp-fb:111 nack"]);
    assert.deepEqual(lines(twice, "a=rtcp-fb:96"), ["a=rtcp-fb:96 nack"]);
  });

  test("says nothing of mixed header extensions, and is otherwise the browser's own", () => {
    const added = "a=rtcp-fb:111 nack\r\n";
    assert.equal(offered(OFFER).replaceAll(added, ""), OFFER.replace("a=extmap-allow-mixed\r\n", ""));
  });

  test("without Opus is left alone", () => {
    const video = sdp("v=0", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:0", "a=rtpmap:96 VP8/90000");
    assert.equal(offered(video), video);
  });
});

describe("an answer", () => {
  test("says how silence is sent, whatever stood there, and asks for repair data within packets", () => {
    for (const [dtx, word] of [[true, 1], [false, 0]]) {
      const [microphone, slot] = lines(answered(ANSWER, OFFER, { dtx, copies: false }), "a=fmtp:111");
      assert.equal(microphone, `a=fmtp:111 minptime=10;stereo=0;usedtx=${word};useinbandfec=1`);
      assert.equal(slot, `a=fmtp:111 useinbandfec=1;stereo=0;usedtx=${word}`);
    }
  });

  test("leaves layers switched off that are off", () => {
    const changed = answered(ANSWER, OFFER, PLAIN);
    assert.deepEqual(lines(changed, "a=simulcast"), ["a=simulcast:recv q;~h"]);
    const all = answered(ANSWER, OFFER.replace("q;~h", "q;h"), PLAIN);
    assert.deepEqual(lines(all, "a=simulcast"), ["a=simulcast:recv q;h"]);
  });

  test("puts sound with copies first while they are wanted, where the server takes them", () => {
    const taken = ANSWER.replace("AVPF 111\r\na=mid:0\r\n", "AVPF 111 63\r\na=mid:0\r\na=rtpmap:63 red/48000/2\r\n");
    const heads = (copies) => lines(answered(taken, OFFER, { dtx: false, copies }), "m=audio");
    const slot = "m=audio 5000 UDP/TLS/RTP/SAVPF 111";
    assert.deepEqual(heads(true), ["m=audio 5000 UDP/TLS/RTP/SAVPF 63 111", slot]);
    assert.deepEqual(heads(false), ["m=audio 5000 UDP/TLS/RTP/SAVPF 111 63", slot]);
  });

  test("changes nothing else", () => {
    const without = (text) => lines(text, "").filter((line) => !/^a=(fmtp:111|simulcast)/.test(line));
    assert.deepEqual(without(answered(ANSWER, OFFER, { dtx: true, copies: true })), without(ANSWER));
  });
});
