/**
 * The stage of a page: the programme, and the shared screen where there is one; one's own camera
 * where oneself is the programme. A room has its own picture elsewhere on its screen, and no mirror
 * here: where there is nobody else to see, the page shows something better.
 */

import { t } from "../../core/i18n.js";
import { part, setShown, setText } from "../elements.js";
import { Stage, slotName } from "../stage.js";

/** @typedef {import("../../core/media.js").Media} Media */
/** @typedef {import("../../core/types.js").View} View */

/** Video slots in the order of negotiation (PROTOCOL.md, "Slots"). */
const PROGRAMME = 0;
const SCREEN = 1;

export class LiveStage {
  #root;
  #media;
  #programme;
  #screen;
  #screenFrame;
  #self;
  #selfFrame;
  #caption;
  #ownCamera;
  #enlarged;

  /**
   * @param {HTMLElement} root with the parts of `stage.html`
   * @param {Media} media
   * @param {(() => MediaStreamTrack | null) | null} ownCamera null: it has no place on this stage
   * @param {import("../enlarged.js").Enlarged | null} enlarged null: the shared page stays as large as it is
   */
  constructor(root, media, ownCamera = () => null, enlarged = null) {
    this.#root = root;
    this.#media = media;
    this.#ownCamera = ownCamera;
    this.#enlarged = enlarged;
    this.#programme = new Stage(part(root, "programme"));
    this.#screenFrame = part(root, "screen");
    this.#screen = new Stage(this.#screenFrame);
    this.#selfFrame = part(root, "self");
    this.#self = new Stage(this.#selfFrame);
    this.#caption = part(root, "stage-name");
  }

  /** Whether the stage has somebody else's picture, or words in its place. */
  get isEmpty() {
    return this.#root.classList.contains("empty");
  }

  /** @param {import("../../core/media_choice.js").MediaPreference} [wish] */
  show(wish = "full") {
    const seen = wish === "full";
    const screen = this.#slot(SCREEN);
    // What fills the whole screen stays there during a break, and says so.
    const hasScreen = this.#enlarged?.on || (seen && Boolean(screen?.source && screen.live));
    this.#enlarged?.offer(hasScreen);
    this.#root.classList.toggle("has-screen", hasScreen);
    setShown(this.#screenFrame, hasScreen);
    this.#screen.showSlot(hasScreen ? screen : undefined);
    const { onAir } = this.#media;
    const programme = this.#slot(PROGRAMME);
    // The server shows whoever is the programme somebody else; where there is nobody, a mirror.
    const mirror = seen && onAir && !(programme?.source && programme.live);
    const camera = this.#ownCamera?.() ?? null;
    this.#root.classList.toggle("empty", seen && (mirror || !programme?.source));
    this.#showSelf(onAir && !mirror ? camera : null);
    if (!seen) this.#programme.showWords(t(`media.stage.${wish}`));
    else if (mirror) this.#programme.showOwn(camera);
    else this.#programme.showSlot(programme);
    if (mirror) setText(this.#caption, camera ? t("ui.stage.you") : "");
    else setText(this.#caption, seen && programme?.live ? slotName(programme) : ""); // else the words on the stage name it
  }

  /**
   * Say that the meeting is over; nothing comes any more.
   * @param {string} sentence
   */
  showOver(sentence) {
    this.#root.classList.remove("has-screen");
    setShown(this.#screenFrame, false);
    this.#root.classList.remove("empty");
    this.#showSelf(null);
    this.#programme.showWords(sentence);
    setText(this.#caption, "");
  }

  /**
   * Show those who are seen by everybody how they look, small.
   * @param {MediaStreamTrack | null} camera
   */
  #showSelf(camera) {
    setShown(this.#selfFrame, camera !== null);
    if (camera) this.#self.showOwn(camera);
  }

  /** @param {number} index */
  #slot(index) {
    return this.#media.slots.find((slot) => slot.kind === "video" && slot.index === index);
  }
}
