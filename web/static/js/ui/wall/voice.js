/**
 * The supervisor's microphone and camera in all meetings that gave the floor: over one peer
 * connection for each process of the server that carries any of these (`carriers` in PROTOCOL.md).
 * A connection is offered for the meetings that have been asked too, so that nothing begins anew
 * when they accept; until then the server forwards nothing there.
 */

import { Media } from "../../core/media.js";
import { listen } from "../../core/listen.js";

/** @typedef {import("../../core/sending.js").Part} Part */
/** @typedef {{media: Media, meetings: string[]}} Way */

/** Emits `change` when a connection comes or breaks. Takes tracks as `Media` does. */
export class Voice extends EventTarget {
  #makeMedia;
  /** The number of what carries a meeting. @type {Record<string, number>} */
  #carriers = {};
  /** By the number of what carries them. @type {Map<number, Way>} */
  #ways = new Map();
  /** @type {Map<Part, MediaStreamTrack|null>} */
  #tracks = new Map();
  #open = false;

  /**
   * @param {Pick<import("../../core/media.js").MediaOptions, "wire"|"ice">} options
   * @param {(options: import("../../core/media.js").MediaOptions) => Media} [makeMedia]
   */
  constructor({ wire, ice }, makeMedia = (options) => new Media(options)) {
    super();
    this.#makeMedia = (/** @type {Way} */ way) => makeMedia({
      wire, ice, sends: ["microphone", "camera"], audioSlots: 0, videoSlots: 0,
      // Asked with each offer: one of them may have gone.
      get meeting() {
        return way.meetings[0];
      },
      get also() {
        return way.meetings.slice(1);
      },
    });
    listen(wire, "carriers", ({ of }) => {
      this.#carriers = of;
    });
  }

  /**
   * Be heard in these meetings.
   *
   * @param {string[]} given that gave the floor
   * @param {string[]} asked that may give it
   */
  reach(given, asked) {
    const numbers = new Set(given.map((meeting) => this.#number(meeting)));
    for (const [number, way] of this.#ways) if (!numbers.has(number)) this.#end(number, way);
    for (const number of numbers) {
      const here = (/** @type {string} */ meeting) => this.#number(meeting) === number;
      const way = this.#ways.get(number);
      if (way && given.filter(here).every((meeting) => way.meetings.includes(meeting))) continue;
      if (way) this.#end(number, way);
      this.#begin(number, [...new Set([...given, ...asked].filter(here))]);
    }
  }

  /** A meeting can be reached no more; whoever offers again does not name it. @param {string} meeting */
  forget(meeting) {
    for (const way of this.#ways.values()) way.meetings = way.meetings.filter((each) => each !== meeting);
  }

  /** @param {string} meeting @returns {boolean} whether the way there is open */
  reaches(meeting) {
    const way = this.#ways.get(this.#number(meeting));
    return Boolean(way?.meetings.includes(meeting)) && way?.media.state === "connected";
  }

  /**
   * @param {Part} part
   * @param {MediaStreamTrack|null} track
   */
  send(part, track) {
    this.#tracks.set(part, track);
    for (const { media } of this.#ways.values()) media.send(part, copyOf(track));
  }

  /** @param {boolean} open */
  followFloor(open) {
    this.#open = open;
    for (const { media } of this.#ways.values()) media.followFloor(open);
  }

  stop() {
    this.reach([], []);
    this.#tracks.clear();
  }

  /** @param {string} meeting */
  #number(meeting) {
    return this.#carriers[meeting] ?? 0;
  }

  /**
   * @param {number} number
   * @param {string[]} meetings
   */
  #begin(number, meetings) {
    const way = /** @type {Way} */ ({ meetings });
    way.media = this.#makeMedia(way);
    this.#ways.set(number, way);
    way.media.addEventListener("state", () => this.dispatchEvent(new CustomEvent("change")));
    way.media.followFloor(this.#open);
    for (const [part, track] of this.#tracks) way.media.send(part, copyOf(track));
    way.media.start();
  }

  /**
   * @param {number} number
   * @param {Way} way
   */
  #end(number, { media }) {
    this.#ways.delete(number);
    media.stop();
  }
}

/** Each connection has a track of its own, because it stops it when it ends. @param {MediaStreamTrack|null} track */
function copyOf(track) {
  return track?.clone() ?? null;
}
