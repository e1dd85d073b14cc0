// Lets hours pass on a wall within seconds: what a server would say of its meetings comes over the page's own socket, by a clock
// that is turned. What the real server says is not heard any more.
(() => {
  const Original = window.WebSocket;
  const HOUR_MS = 3_600_000;
  const ALERTS = ["help_asked", "nobody_speaks", "required_late"];
  /** Each meeting as it was when it came. */
  const first = new Map();
  const begun_ms = Date.now();
  let [hour, socket, isDeaf] = [0, null, false];

  window.WebSocket = class extends Original {
    constructor(...given) {
      super(...given);
      socket = this;
      this.addEventListener("message", ({ data }) => {
        const { type, meeting, view } = JSON.parse(data);
        if (type === "state" && !isDeaf) first.set(meeting, view);
      });
    }

    addEventListener(type, listener, ...how) {
      super.addEventListener(type, (event) => (isDeaf && event.isTrusted) || listener(event), ...how);
    }
  };

  const say = (message) => socket.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  const nowMs = () => begun_ms + hour * HOUR_MS;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  /** What the server says of a meeting: its view, its alerts and its links. */
  function tell(meeting, view, alerts, links) {
    say({ type: "state", meeting, version: hour, server_ms: nowMs(), view });
    say({ type: "alerts", meeting, alerts });
    say({ type: "quality", meeting, links, media: {} });
  }

  /** A meeting some steps later: another item, another turn or none, others here and waiting. */
  function later(view, step) {
    const now_ms = nowMs();
    const people = Object.keys(view.people);
    const person = people[step % people.length];
    const items = view.agenda.items.map((item, index, { length }) => {
      const current = index === step % length;
      return { ...item, state: current ? "current" : "done", started_ms: now_ms - 60_000, finished_ms: current ? null : now_ms };
    });
    const turn = {
      id: `turn ${step}`, person, kind: "called", item: null, site: null, started_ms: now_ms, spoken_ms: 0, running_since_ms: now_ms,
      pause: null, unheard: null, reminded_ms: null, limit_s: 300, silenced: false, interposed: null,
    };
    const queue = people.slice(0, step % 3).map((each) => ({ id: `${step}/${each}`, person: each, kind: "normal" }));
    const { agenda, attendance, floor } = view;
    return {
      ...view,
      agenda: { ...agenda, items, current: items[step % items.length].id },
      floor: { ...floor, turn: step % 2 ? turn : null, queue },
      attendance: { ...attendance, present: step % (attendance.base + 1) },
    };
  }

  const alertsOf = (step) => ALERTS.slice(0, step % (ALERTS.length + 1)).map((key) => ({
    key, subject: "", kind: "alert", level: step % 2 ? "red" : "amber", since_ms: nowMs(), act_by_ms: nowMs() + 180_000,
    facts: { name: `someone ${step}`, text: "" }, again: 0, acknowledged: null, shelved: null, group: step % 5 ? null : `group ${step}`,
  }));

  /** Look at one meeting large, and back at the wall. */
  async function lookAt(tile) {
    tile.click();
    await drawn();
    document.querySelector("[data-part=large] [data-part=back]").click();
    await drawn();
  }

  /** Back to the first moment, with nothing that needs attention. */
  async function calm() {
    const [passed, ids] = [hour, [...first.keys()]];
    hour = 0;
    for (const [meeting, view] of first) tell(meeting, view, [], {});
    say({ type: "loudness", of: Object.fromEntries(ids.map((id) => [id, -60])) });
    await drawn();
    await lookAt(document.querySelector(`[data-key="${ids[0]}"] .tile-open`));
    hour = passed;
  }

  /** Let hours pass, in each of which every meeting changes and one is looked at large; then all is as it was at first. */
  window.passHours = async (hours) => {
    isDeaf = true;
    for (const end = hour + hours; hour < end; hour += 1) {
      [...first].forEach(([meeting, view], index) => {
        const step = hour + index;
        tell(meeting, later(view, step), alertsOf(step), { [`p:${Object.keys(view.people)[0]}`]: step % 2 ? "bad" : "good" });
      });
      say({ type: "loudness", of: Object.fromEntries([...first.keys()].map((id, index) => [id, -6 * ((hour + index) % 11)])) });
      await drawn();
      const tiles = document.querySelectorAll(".tiles .tile-open");
      await lookAt(tiles[hour % tiles.length]);
    }
    await calm();
  };
})();
