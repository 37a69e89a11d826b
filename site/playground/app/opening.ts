import { tellAll } from "../data/refused.js";
import { DATA_SETS, OWN } from "../data/sets.js";
import type { Remark } from "../run/words.js";
import { addressed } from "./address.js";
import { openFile } from "./open-file.js";
import type { Session } from "./session.js";
import { fromTheStart, type Showing } from "./showing.js";

export interface OpeningEvents {
  /** Points are about to be opened, and this is how they shall be shown. */
  begin(showing: Showing): void;
  /** Nothing was opened; the notices say why. */
  refused(): void;
}

/** Opens points: a set of the list, a file, or what an address names. */
export class Opening {
  readonly #session: Session;
  readonly #events: OpeningEvents;
  /** What is to be said of the visitor's file, as long as it is shown. */
  notices: readonly Remark[] = [];

  constructor(session: Session, events: OpeningEvents) {
    this.#session = session;
    this.#events = events;
  }

  async set(data: string): Promise<void> {
    if (data !== OWN) this.notices = [];
    this.#events.begin(fromTheStart());
    await this.#session.open(data);
  }

  /** @returns whether the address names anything */
  async address(text: string): Promise<boolean> {
    const named = await addressed(text);
    if (named === undefined) return false;
    this.notices = [];
    if (named.lacking) {
      const text = "Its points are of a file that is not in it. Open that file, or a saved state.";
      this.notices = [{ title: "This link is not all", text }];
      this.#events.begin("end");
      await this.#session.open(DATA_SETS[0].id);
    } else {
      this.#events.begin(named.state.frame);
      await this.#session.restore(named.state, named.drawn, named.own);
    }
    return true;
  }

  async file(file: File): Promise<void> {
    try {
      const opened = await openFile(file);
      if (opened.kind === "saved") {
        const { state, drawn, own } = opened.saved;
        this.notices = [];
        this.#events.begin(state.frame);
        await this.#session.restore(state, drawn, own);
        return;
      }
      const { own, refused } = opened;
      const rows = refused.length === 1 ? "1 row" : `${refused.length.toLocaleString("en")} rows`;
      this.notices =
        refused.length === 0 ? [] : [{ title: `${rows} left out`, text: tellAll(refused) }];
      this.#events.begin(fromTheStart());
      await this.#session.openOwn(own);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.notices = [{ title: "This file cannot be used", text }];
      this.#events.refused();
    }
  }
}
