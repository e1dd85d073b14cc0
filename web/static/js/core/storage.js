/**
 * What a browser keeps for its pages. The only module that touches storage: where that is blocked,
 * missing or full, a page keeps what it has to for as long as it lives, and goes on.
 */

export class Kept {
  #find;
  /** What the browser did not take; null: what it should have forgotten. @type {Map<string, string | null>} */
  #here = new Map();

  /** @param {() => Pick<Storage, "getItem" | "setItem" | "removeItem"> | null | undefined} find may throw */
  constructor(find) {
    this.#find = find;
  }

  /**
   * @param {string} key
   * @returns {string | null}
   */
  getItem(key) {
    if (this.#here.has(key)) return this.#here.get(key) ?? null;
    try {
      return this.#find()?.getItem(key) ?? null;
    } catch {
      return null; // blocked: nothing was kept
    }
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.#put(key, value, (storage) => storage.setItem(key, value));
  }

  /** @param {string} key */
  removeItem(key) {
    this.#put(key, null, (storage) => storage.removeItem(key));
  }

  /**
   * @param {string} key
   * @param {string | null} value
   * @param {(storage: Pick<Storage, "setItem" | "removeItem">) => void} put
   */
  #put(key, value, put) {
    this.#here.set(key, value);
    try {
      const storage = this.#find();
      if (!storage) return;
      put(storage);
      this.#here.delete(key);
    } catch {
      // blocked or full: it stays known on this page
    }
  }
}

/** For good, on this device. */
export const kept = new Kept(() => globalThis.localStorage);

/** For this tab, over reloads. */
export const keptInTab = new Kept(() => globalThis.sessionStorage);

/**
 * Whether this browser takes cookies, without which nobody stays signed in. Tried out: Chromium's
 * `navigator.cookieEnabled` is true also where its owner has blocked them.
 */
export function takesCookies() {
  const trial = "diemcau_trial=1";
  try {
    document.cookie = `${trial}; SameSite=Lax`;
    const taken = document.cookie.includes(trial);
    document.cookie = `${trial}; SameSite=Lax; Max-Age=0`;
    return taken;
  } catch {
    return false;
  }
}
