/**
 * Emits `change` when this device may be on another network, so that connections are renewed before
 * the old path times out. Browsers without the Network Information API report only `online`.
 */

/** @typedef {{type?: string} & EventTarget} NetworkInformation */

/** Emits `change`. */
export class Network extends EventTarget {
  constructor() {
    super();
    const tell = () => this.dispatchEvent(new Event("change"));
    globalThis.addEventListener?.("online", tell);
    const { connection } = /** @type {{connection?: NetworkInformation}} */ (globalThis.navigator ?? {});
    let type = connection?.type;
    // The event is also fired for every new estimate of the speed; those are ignored.
    connection?.addEventListener("change", () => {
      if (connection.type === type) return;
      type = connection.type;
      tell();
    });
  }
}
