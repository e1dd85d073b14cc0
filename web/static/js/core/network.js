/**
 * Tells when this device may have come to another network: then a path is sought anew before the
 * old one is missed. Browsers without the Network Information API tell when they are back online.
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
    // The event comes for every new guess at the speed too; of those nothing follows.
    connection?.addEventListener("change", () => {
      if (connection.type === type) return;
      type = connection.type;
      tell();
    });
  }
}
