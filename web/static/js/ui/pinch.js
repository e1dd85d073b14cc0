/**
 * Two fingers on a touch screen, or on a laptop's pad: tells by which factor they zoom, and where.
 */

/** Wheel delta in px for a zoom by the factor e. Chosen by feel. */
const WHEEL_PX = 150;

/**
 * @param {HTMLElement} node
 * @param {(factor: number, x: number, y: number) => void} zoom x and y as in the window
 */
export function onPinch(node, zoom) {
  let far = 0;
  node.addEventListener("touchstart", ({ touches }) => {
    if (touches.length === 2) far = between(touches[0], touches[1]);
  }, { passive: true });
  node.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) return;
    event.preventDefault(); // else the browser enlarges its whole window, buttons and all
    const [one, other] = event.touches;
    const now = between(one, other);
    zoom(now / far, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
    far = now;
  }, { passive: false });
  node.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // browsers tell a pad's two fingers as a wheel with this key
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / WHEEL_PX), event.clientX, event.clientY);
  }, { passive: false });
}

/**
 * @param {Touch} one
 * @param {Touch} other
 */
const between = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
