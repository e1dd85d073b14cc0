/**
 * Prevents the loss of typed text: leaving a form's page by a link submits the form first, and the
 * response redirects to the link; on leaving in another way the browser asks (`beforeunload`).
 */

/** @param {HTMLFormElement} form whose server takes `do=go:<path>` */
export function keepTyped(form) {
  let typed = differs(form); // typed before this ran, or put back by the browser
  let sent = false;
  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("submit", () => {
    sent = true;
  });
  document.addEventListener("click", (event) => {
    const path = typed ? wayOf(event) : null;
    if (path === null) return;
    event.preventDefault();
    const way = Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: `go:${path}` });
    form.append(way);
    form.requestSubmit(); // stays where a field does not fit, and says so
    way.remove();
  });
  addEventListener("beforeunload", (event) => {
    if (typed && !sent) event.preventDefault();
  });
}

/**
 * Whether a field that is sent holds something else than the server has put into it. Fields without a
 * name are the page's own: what one searches a choice by, a calendar.
 * @param {Pick<HTMLFormElement, "elements">} form
 */
export function differs({ elements }) {
  return [.../** @type {Iterable<any>} */ (elements)].some(
    ({ name, value, defaultValue }) => name && defaultValue !== undefined && value !== defaultValue,
  );
}

/**
 * Return the URL on this server to which a click leads away; null: none, or in another window.
 * @param {MouseEvent} event
 */
function wayOf(event) {
  const link = /** @type {Element} */ (event.target).closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || link.target === "_blank") return null;
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (link.origin !== location.origin || link.getAttribute("href")?.startsWith("#")) return null;
  return link.pathname + link.search + link.hash;
}
