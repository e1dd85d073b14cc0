// What Chrome's page translation does to a page: each text goes into <font> elements in another
// language, now and whenever the page writes another. Counts what the page itself changes.
(() => {
  const mine = (node) => node.parentElement?.tagName === "FONT";
  const spared = "script, style, [translate=no], input, textarea, select";

  function translate(text) {
    if (!text.data.trim() || mine(text) || text.parentElement?.closest(spared)) return;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.replaceWith(outer);
    inner.append(`«${text.data}»`);
    outer.append(inner);
  }

  function translateAll(root) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    found.forEach(translate);
  }

  const told = (record) =>
    `${record.type} ${record.attributeName ?? ""} of ${record.target.cloneNode(false).outerHTML ?? record.target.data}`;
  window.changes = [];
  window.beginTranslating = () => {
    const observer = new MutationObserver((records) => {
      window.changes.push(...records.map(told));
      translateAll(document.body);
      observer.takeRecords(); // those were our own
    });
    translateAll(document.documentElement);
    observer.observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
  };

  // A clock driven by hand goes faster than the server answers.
  let asked = null;
  window.answered = () => asked?.answer;
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (JSON.parse(data).type === "pong") asked?.resolve();
      });
    }
    send(data) {
      if (JSON.parse(data).type === "ping") {
        asked = {};
        asked.answer = new Promise((resolve) => (asked.resolve = resolve));
      }
      super.send(data);
    }
  };
})();
