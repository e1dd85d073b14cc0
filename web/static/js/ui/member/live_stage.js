/**
 * The stage of a page: the programme, and the shared screen where there is one; one's own camera
 * where oneself is the programme.
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
   * @param {() => MediaStreamTrack | null} ownCamera
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

  /** @param {import("../../core/media_choice.js").MediaWish} [wish] */
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
    this.#showSelf(onAir && !mirror);
    if (!seen) this.#programme.showWords(t(`media.stage.${wish}`));
    else if (mirror) this.#programme.showOwn(this.#ownCamera());
    else this.#programme.showSlot(programme);
    setText(this.#caption, seen ? this.#captionOf(mirror, programme) : "");
  }

  /**
   * Say that the meeting is over; nothing comes any more.
   * @param {string} sentence
   */
  showOver(sentence) {
    this.#root.classList.remove("has-screen");
    setShown(this.#screenFrame, false);
    this.#showSelf(false);
    this.#programme.showWords(sentence);
    setText(this.#caption, "");
  }

  /**
   * @param {boolean} mirror
   * @param {import("../../core/media.js").Slot | undefined} programme
   */
  #captionOf(mirror, programme) {
    if (mirror) return this.#ownCamera() ? t("ui.stage.you") : "";
    return programme?.live ? slotName(programme) : ""; // else the words on the stage name it
  }

  /**
   * Show those who are seen by everybody how they look, small.
   * @param {boolean} seen
   */
  #showSelf(seen) {
    const camera = this.#ownCamera();
    setShown(this.#selfFrame, seen && camera !== null);
    if (seen) this.#self.showOwn(camera);
  }

  /** @param {number} index */
  #slot(index) {
    return this.#media.slots.find((slot) => slot.kind === "video" && slot.index === index);
  }
}
