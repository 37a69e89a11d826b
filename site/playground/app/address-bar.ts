import { linkOf } from "../share/link.js";
import { Address } from "./address.js";
import type { Session } from "./session.js";

/** Browsers refuse addresses that change with every frame. */
const QUIET = 400;

/** The address of the page: it says what is shown, and is heard when somebody else changes it. */
export class AddressBar {
  readonly #session: Session;
  readonly #changed: () => void;
  readonly #address = new Address();
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
    const { state, drawn, own } = this.#session;
    return this.#address.of(state, drawn, own);
  }

  /** What is shown is another. */
  update(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#write(), QUIET);
  }

  readonly #heard = () => {
    if (location.hash !== this.#link) this.#changed();
  };

  async #write(): Promise<void> {
    const link = (await this.link()) ?? `#${linkOf(this.#session.state)}`;
    if (this.#closed) return;
    this.#link = link;
    history.replaceState(history.state, "", this.#link);
  }
}
