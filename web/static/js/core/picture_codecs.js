/**
 * Offers in the slots of pictures only what the server forwards. A browser names some twenty formats in each section, 5 kB, and
 * with a slot for each of 48 meetings the offer would be longer than the server takes.
 */

/** VP8 and its repeats (RFC 4588). */
const FORWARDED = /^video\/(VP8|rtx)$/i;

/**
 * @param {RTCRtpTransceiver} section one that receives pictures
 * @param {RTCRtpCapabilities | null | undefined} able what the browser can receive; given by tests
 */
export function offerForwarded(section, able = globalThis.RTCRtpReceiver?.getCapabilities?.("video")) {
  const codecs = able?.codecs.filter(({ mimeType }) => FORWARDED.test(mimeType)) ?? [];
  // Firefox before 128 cannot choose, and offers all that it has.
  if (codecs.length > 0) section.setCodecPreferences?.(codecs);
}
