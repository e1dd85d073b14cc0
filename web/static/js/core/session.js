/**
 * The session behind an account's page: how long it lasts, and signing in again on the page.
 *
 * The server is asked, because another window of the browser may have used the session or signed in
 * anew. Does not touch the DOM. Emits `change` when `state` or `minutes` change:
 *
 *     good → near (it ends soon; a use prolongs it, or, if it ages, only signing in again) → over
 */

/** @typedef {"good" | "near" | "over"} SessionState */
/** @typedef {{account: string, username: string, left_ms: number, ages: boolean, warned_ms: number}} SessionBlock */
/** @typedef {{status: number, body: any}} Reply */
/** @typedef {(method: string, path: string, body?: object) => Promise<Reply>} Ask */

/** Milliseconds between two requests: in state `good`, and in the others. Chosen. */
const LOOK_MS = 10 * 60_000;
const LOOK_SOON_MS = 20_000;
const MINUTE_MS = 60_000;

export class Session extends EventTarget {
  #block;
  #ask;
  /** @type {SessionState} */
  #state = "good";
  #left_ms;
  #ages;
  #taken = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {SessionBlock} block what the server wrote into the page
   * @param {Ask} [ask]
   */
  constructor(block, ask = askServer) {
    super();
    this.#block = block;
    this.#ask = ask;
    this.#left_ms = block.left_ms;
    this.#ages = block.ages;
    this.#wait();
  }

  get state() {
    return this.#state;
  }

  /** Whole minutes until the end, at least one. */
  get minutes() {
    return Math.max(1, Math.round(this.#left_ms / MINUTE_MS));
  }

  /** Whether only signing in again helps, not use. */
  get ages() {
    return this.#ages;
  }

  /** Whether another account has signed in in this browser. */
  get taken() {
    return this.#taken;
  }

  /** Ask how long the session lasts. A server that does not answer is asked again later. */
  async look() {
    try {
      this.#learn(await this.#ask("GET", "/api/session/left"));
    } catch {
      // no answer: the state stays as it was
    }
    this.#wait();
  }

  /** Use the session, which prolongs it. */
  async stay() {
    await this.#ask("GET", "/api/session");
    await this.look();
  }

  /**
   * Sign in again, as the account of this page.
   * @param {string} password
   * @returns {Promise<string>} the server's message of refusal; empty: signed in
   */
  async signIn(password) {
    const { username } = this.#block;
    const { status, body } = await this.#ask("POST", "/api/session", { username, password });
    if (status !== 200) return body.message ?? String(status);
    await this.look();
    return "";
  }

  /**
   * Return another token for the wire, as soon as this account has a valid session again.
   * @param {string | null} meeting
   * @returns {Promise<string>}
   */
  async ticket(meeting) {
    for (;;) {
      await this.look();
      if (this.#state !== "over") {
        const { status, body } = await this.#ask("POST", "/api/session/ticket", { meeting });
        if (status === 200) return body.token;
        if (status !== 401) throw new Error(`no ticket: ${status}`);
      }
      await new Promise((resolve) => this.addEventListener("change", resolve, { once: true }));
    }
  }

  /** @param {Reply} reply */
  #learn({ status, body }) {
    if (status !== 200 && status !== 401) return;
    this.#taken = status === 200 && body.account !== this.#block.account;
    const before = `${this.#state} ${this.minutes}`;
    if (status === 401 || this.#taken) this.#state = "over";
    else {
      this.#left_ms = body.left_ms;
      this.#ages = body.ages;
      this.#state = body.left_ms <= this.#block.warned_ms ? "near" : "good";
    }
    if (before !== `${this.#state} ${this.minutes}`) this.dispatchEvent(new Event("change"));
  }

  #wait() {
    clearTimeout(this.#timer);
    const untilNear = Math.max(LOOK_SOON_MS, this.#left_ms - this.#block.warned_ms);
    const wait = this.#state === "good" ? Math.min(LOOK_MS, untilNear) : LOOK_SOON_MS;
    this.#timer = setTimeout(() => this.look(), wait);
  }
}

/** @type {Session | null | undefined} */
let session;

/**
 * The session of this page, if it is one of an account.
 * @param {Document} page
 * @returns {Session | null}
 */
export function sessionOf(page = document) {
  if (session === undefined) {
    const block = page.getElementById("session");
    session = block ? new Session(JSON.parse(block.textContent ?? "")) : null;
  }
  return session;
}

/** @type {Ask} */
async function askServer(method, path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}
