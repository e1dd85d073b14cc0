/**
 * Changes to session descriptions for which there is no API. Pure functions on text (RFC 8866).
 *
 * If a browser refuses a changed offer, its own is used, without these features.
 */

/**
 * Parameters of Opus: in-band FEC, mono.
 * @type {Readonly<Record<string, number>>}
 */
const OPUS = { useinbandfec: 1, stereo: 0 };

/**
 * How a microphone is sent.
 * @typedef {object} Sound
 * @property {boolean} dtx whether silence is sent in few packets (RFC 7587 §3.1.3)
 * @property {boolean} copies whether each packet repeats that before it (RFC 2198)
 */

/**
 * Add `nack` for audio, so that browsers request lost packets again. Remove `extmap-allow-mixed`,
 * which the server does not answer: whenever the answer is applied again, Chromium would take that
 * for a change and send key frames.
 * @param {string} sdp own offer
 * @returns {string}
 */
export function offered(sdp) {
  return mapSections(sdp.replace(/^a=extmap-allow-mixed\r\n/gm, ""), (section) => {
    const opus = opusOf(section);
    if (!opus || section.includes(`a=rtcp-fb:${opus} nack\r\n`)) return section;
    return section.replace(rtpmap(opus), `$&a=rtcp-fb:${opus} nack\r\n`);
  });
}

/**
 * Set how our microphone is encoded, and copy the pausing of simulcast layers (`~`, RFC 8853 §5.1)
 * from our offer: an answer without `~` would switch on layers that were switched off.
 * @param {string} answer the server's
 * @param {string} offer own, as it stands now
 * @param {Sound} sound
 * @returns {string}
 */
export function answered(answer, offer, sound) {
  const layers = new Map();
  mapSections(offer, (section) => {
    layers.set(midOf(section), /^a=simulcast:send (.*)\r\n/m.exec(section)?.[1]);
    return section;
  });
  return mapSections(answer, (section) => {
    const sent = layers.get(midOf(section));
    const kept = sent ? section.replace(/^a=simulcast:recv .*\r\n/m, `a=simulcast:recv ${sent}\r\n`) : section;
    const opus = opusOf(kept);
    if (!opus) return kept;
    const set = withParameters(kept, opus, { ...OPUS, usedtx: Number(sound.dtx) });
    return sound.copies ? withCopies(set) : set;
  });
}

/**
 * Put the format with copies (`red`) first, if the server accepts it: the first format is sent.
 * @param {string} section
 */
function withCopies(section) {
  const red = /^a=rtpmap:(\d+) red\/48000\/2\r\n/im.exec(section)?.[1];
  if (!red) return section;
  return section.replace(/^(m=audio \d+ \S+) (.*)\r\n/, (_, head, formats) => {
    const others = formats.split(" ").filter((/** @type {string} */ each) => each !== red);
    return `${[head, red, ...others].join(" ")}\r\n`;
  });
}

/**
 * @param {string} sdp
 * @param {(section: string) => string} change
 */
const mapSections = (sdp, change) => {
  const [session, ...media] = sdp.split(/^(?=m=)/m);
  return [session, ...media.map(change)].join("");
};

/** @param {string} section */
const midOf = (section) => /^a=mid:(.*)\r\n/m.exec(section)?.[1];

/** @param {string} section @returns {string | undefined} the payload type of Opus */
const opusOf = (section) => /^a=rtpmap:(\d+) opus\/48000\/2\r\n/im.exec(section)?.[1];

/** @param {string} payloadType */
const rtpmap = (payloadType) => new RegExp(`^a=rtpmap:${payloadType} .*\\r\\n`, "m");

/**
 * Set parameters of a format, replacing those with the same names.
 * @param {string} section
 * @param {string} payloadType
 * @param {Record<string, number>} changes
 */
function withParameters(section, payloadType, changes) {
  const line = new RegExp(`^a=fmtp:${payloadType} (.*)\\r\\n`, "m");
  const present = line.exec(section)?.[1].split(";").map((each) => each.trim().split("=")) ?? [];
  const parameters = Object.entries({ ...Object.fromEntries(present), ...changes });
  const text = parameters.map(([name, value]) => `${name}=${value}`).join(";");
  const bare = section.replace(line, "");
  return bare.replace(rtpmap(payloadType), `$&a=fmtp:${payloadType} ${text}\r\n`);
}
