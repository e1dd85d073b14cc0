/**
 * Opens microphone, camera and screen, and names the problem if that fails.
 *
 * A refused or missing device does not prevent joining: the person can watch and ask to speak.
 */

/**
 * Milliseconds without an answer from getUserMedia after which the page reports `unanswered`.
 * Chosen. Browsers within chat programs never answer; in others the person may still be reading the
 * question, so a later answer is accepted too.
 */
export const ANSWER_WITHIN_MS = 5000;

/** Why a device could not be opened; the sentence is `ui.capture.<problem>`. */
/** @typedef {"denied" | "missing" | "busy" | "insecure" | "unanswered" | "failed"} Problem */

/**
 * @typedef {object} Captured
 * @property {MediaStreamTrack | null} microphone
 * @property {MediaStreamTrack | null} camera
 * @property {Problem | null} problem the first one met, also when one of the two was opened
 */

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
/** 720p, of which the three simulcast layers q, h and f make 180p, 360p and 720p (`sending.js`). */
const PICTURE = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};
/** A shared page has to be legible, not smooth: full resolution, five frames a second. Chosen. */
const SCREEN = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 5 } };

/** @type {Readonly<Record<string, Problem>>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/**
 * Open microphone and camera; when both together fail, each alone. Never rejects.
 * @param {{microphone?: boolean, camera?: boolean}} [wanted]
 * @param {MediaDevices | undefined} [devices]
 * @param {{microphone?: string, camera?: string}} [chosen] ids of the preferred devices; if one is
 *   not connected, another device is opened
 * @returns {Promise<Captured>}
 */
export async function capture(
  { microphone = true, camera = true } = {},
  devices = navigator.mediaDevices,
  chosen = {},
) {
  // No mediaDevices: the page was not loaded over HTTPS, or the browser is that of a chat program.
  if (!devices?.getUserMedia) {
    const problem = globalThis.isSecureContext ? "unanswered" : "insecure";
    return { microphone: null, camera: null, problem };
  }
  const audio = { ...SOUND, ...preferred(chosen.microphone) };
  const video = { ...PICTURE, ...preferred(chosen.camera) };
  const both = await open(devices, { audio: microphone && audio, video: camera && video });
  if (both.stream || !microphone || !camera) return captured(both);
  const sound = captured(await open(devices, { audio }));
  const picture = captured(await open(devices, { video }));
  return { microphone: sound.microphone, camera: picture.camera, problem: both.problem };
}

/** @param {string | undefined} id */
const preferred = (id) => (id ? { deviceId: { ideal: id } } : {});

/**
 * Let the person choose a screen or window to show.
 * @param {MediaDevices | undefined} [devices]
 * @returns {Promise<MediaStreamTrack | null>} null when the person changed their mind
 */
export async function captureScreen(devices = navigator.mediaDevices) {
  try {
    const stream = await devices.getDisplayMedia({ video: SCREEN, audio: false });
    const [track] = stream.getVideoTracks();
    track.contentHint = "text";
    return track;
  } catch {
    return null;
  }
}

/** Whether this browser can share a screen at all; phones cannot. */
export const canShareScreen = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/**
 * @param {MediaDevices} devices
 * @param {MediaStreamConstraints} constraints
 * @returns {Promise<{stream: MediaStream | null, problem: Problem | null}>}
 */
async function open(devices, constraints) {
  try {
    return { stream: await devices.getUserMedia(constraints), problem: null };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    return { stream: null, problem: PROBLEMS[name] ?? "failed" };
  }
}

/**
 * @param {{stream: MediaStream | null, problem: Problem | null}} opened
 * @returns {Captured}
 */
function captured({ stream, problem }) {
  return {
    microphone: stream?.getAudioTracks()[0] ?? null,
    camera: stream?.getVideoTracks()[0] ?? null,
    problem,
  };
}
