/** On every page of an account: says in time that its session ends, and lets one sign in there. */

import { sessionOf } from "../core/session.js";
import { SessionDialog } from "../ui/session_dialog.js";
import { part } from "../ui/elements.js";

const session = sessionOf();
if (session) {
  new SessionDialog(session, part(document, "session-dialog"));
  const look = () => document.visibilityState === "visible" && session.look();
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  addEventListener("pageshow", look);
}
