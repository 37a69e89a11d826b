import { h } from "../dom.js";
import type { Session } from "./session.js";

/** The duel, loaded only when it is opened. */
export class DuelDrawer {
  readonly element: HTMLDetailsElement;
  readonly #session: Session;
  #dispose: (() => void) | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.element = h(
      "details",
      { ontoggle: () => void this.#open() },
      h("summary", {}, "Duel: the same fit by others, in this browser"),
    );
  }

  dispose(): void {
    this.#dispose?.();
  }

  async #open(): Promise<void> {
    if (!this.element.open || this.element.childElementCount > 1) return;
    const { Duel } = await import("../duel/duel.js");
    const duel = new Duel(() => {
      const { fitted, state } = this.#session;
      return { table: fitted, k: state.k, seed: state.seed };
    });
    this.#dispose = () => duel.dispose();
    this.element.append(duel.element);
  }
}
