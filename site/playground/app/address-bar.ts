import type { Own } from "../data/own.js";
import { stateOf } from "../share/link.js";
import { Address } from "./address.js";
import type { Session } from "./session.js";

/** Browsers refuse addresses that change with every frame. */
const QUIET = 400;

/** The address of the page: it says what is shown, and is heard when somebody else changes it. */
export class AddressBar {
  readonly #session: Session;
  readonly #changed: () => void;
  readonly #address = new Address();
  readonly #page = location.pathname;
  #link: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(session: Session, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
    addEventListener("hashchange", this.#heard);
  }

  /** From now on the address is of another page. */
  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener("hashchange", this.#heard);
  }

  /** undefined where the points are too many for one. */
  link(): Promise<string | undefined> {
    const { kept, drawn, own } = this.#session;
    return this.#address.of(kept, drawn, own);
  }

  /** The file that the address is of, where its points were too many for it. */
  get file(): Own | undefined {
    return this.#address.fileOf(location.hash);
  }

  /** @param shown whether what the address names is there: else it is no step that one could go back to */
  followed(shown: boolean): void {
    this.#link = shown ? location.hash : undefined;
  }

  /** What is shown is another. */
  update(): void {
    if (!this.#closed) this.#timer ??= setTimeout(() => void this.#write(), QUIET);
  }

  readonly #heard = () => {
    if (location.hash !== this.#link) this.#changed();
  };

  async #write(): Promise<void> {
    this.#timer = undefined;
    const { kept, drawn, own } = this.#session;
    const link = await this.#address.ofVisit(kept, drawn, own);
    // A site changes the address of a page that is left before it takes the page away.
    if (this.#closed || location.pathname !== this.#page) return;
    const before = this.#link === undefined ? undefined : stateOf(this.#link);
    this.#link = link;
    // Other points are a step that one can go back from.
    if (before === undefined || before.data === kept.data)
      history.replaceState(history.state, "", link);
    else history.pushState(history.state, "", link);
  }
}
