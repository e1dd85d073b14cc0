/**
 * Which tiles are in sight: a tile that is scrolled away, or on a page that is covered by another
 * tab, gets no picture. Emits `change`.
 */

/** Around the screen, so that a picture is there when its tile comes into sight. Chosen. */
const MARGIN = "120px";

export class Sight extends EventTarget {
  #observer;
  #document;
  /** @type {WeakSet<Element>} */
  #away = new WeakSet();

  /**
   * @param {typeof IntersectionObserver} [Observer]
   * @param {Pick<Document, "hidden"|"addEventListener">} [page]
   */
  constructor(Observer = IntersectionObserver, page = document) {
    super();
    this.#document = page;
    this.#observer = new Observer((entries) => this.#moved(entries), { rootMargin: MARGIN });
    page.addEventListener("visibilitychange", () => this.dispatchEvent(new CustomEvent("change")));
  }

  /** @param {Element} node */
  follow(node) {
    this.#observer.observe(node);
  }

  /** @param {Element} node */
  forget(node) {
    this.#observer.unobserve(node);
  }

  /** Until the first look a tile counts as seen. @param {Element} node */
  sees(node) {
    return !this.#document.hidden && !this.#away.has(node);
  }

  /** @param {Pick<IntersectionObserverEntry, "target"|"isIntersecting">[]} entries */
  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#away.delete(target);
      else this.#away.add(target);
    }
    this.dispatchEvent(new CustomEvent("change"));
  }
}
