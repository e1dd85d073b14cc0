/**
 * The browser's storage. The only module that uses it: where storage is blocked, missing or full,
 * values are kept in memory until the page is closed.
 */

export class Kept {
  #find;
  /** Values not stored; null: not removed. @type {Map<string, string | null>} */
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
      return null; // blocked: nothing was stored
    }
  }

  /** The keys under which there is something. @returns {string[]} */
  keys() {
    const here = [...this.#here.keys()];
    try {
      here.push(...Object.keys(this.#find() ?? {}));
    } catch {
      // blocked: nothing was stored
    }
    return [...new Set(here)].filter((key) => this.getItem(key) !== null);
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
      // blocked or full: the value stays in memory
    }
  }
}

/** Storage on this device without expiry. */
export const kept = new Kept(() => globalThis.localStorage);

/** Storage for this tab, kept over reloads. */
export const keptInTab = new Kept(() => globalThis.sessionStorage);

/**
 * Whether this browser accepts cookies, which sign-in needs. Tested with a cookie, because
 * Chromium's `navigator.cookieEnabled` is true even if the user has blocked them.
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
