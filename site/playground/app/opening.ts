import type { Own } from "../data/own.js";
import { DATA_SETS, OWN } from "../data/sets.js";
import type { Remark } from "../run/words.js";
import { addressed } from "./address.js";
import { openFile } from "./open-file.js";
import type { Session } from "./session.js";
import { fromTheStart, type Showing } from "./showing.js";

interface OpeningEvents {
  /** Points are about to be opened, and this is how they shall be shown. */
  begin(showing: Showing): void;
  /** Whether what an address names is about to be shown, or something else in its place. */
  followed(shown: boolean): void;
  /** There is something to be told. */
  told(): void;
}

/**
 * Opens points: a set of the list, a file, or what an address names. What is asked for last wins over
 * what is still being read.
 */
export class Opening {
  readonly #session: Session;
  readonly #events: OpeningEvents;
  #turn = 0;
  /** What is to be said of a file, as long as it is at hand. */
  #ofFile: { readonly own: Own; readonly remarks: readonly Remark[] } | undefined;
  /** What is to be said until something else is asked for. */
  #passing: readonly Remark[] = [];
  #fault: string | undefined;

  constructor(session: Session, events: OpeningEvents) {
    this.#session = session;
    this.#events = events;
  }

  /** Why a file cannot be used, until something else is asked for. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** What is to be said of the points that are shown. */
  get notices(): readonly Remark[] {
    const { set, own } = this.#session;
    const ofFile = set.id === OWN && this.#ofFile?.own === own ? this.#ofFile?.remarks : undefined;
    return [...this.#passing, ...(ofFile ?? [])];
  }

  /** Something else is asked for: what is still being read is of no use. */
  supersede(): void {
    this.#turn += 1;
    this.dismiss();
  }

  /** What was said of points that were not opened has been read. */
  dismiss(): void {
    this.#passing = [];
    this.#fault = undefined;
  }

  async set(data: string): Promise<void> {
    this.supersede();
    this.#events.begin(fromTheStart());
    await this.#session.open(data);
  }

  /**
   * Opens a set where the address names none.
   *
   * @param file what the address is of, where its points are not in it
   */
  async address(text: string, otherwise?: string, file?: Own): Promise<void> {
    this.supersede();
    const turn = this.#turn;
    const named = await addressed(text, file);
    if (turn !== this.#turn) return;
    if (named === undefined) {
      if (otherwise !== undefined) await this.set(otherwise);
    } else if (named.lacking !== undefined) {
      this.#events.begin("end");
      this.#passing = [named.lacking];
      this.#events.followed(false);
      await this.#session.open(DATA_SETS[0].id);
    } else {
      this.#events.begin(named.state.frame);
      this.#events.followed(true);
      await this.#session.restore(named.state, named.drawn, named.own);
    }
  }

  /** Opens the first of some files. */
  async file(files: readonly File[]): Promise<void> {
    this.supersede();
    const turn = this.#turn;
    const opened = await openFile(files).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    );
    if (turn !== this.#turn) return;
    if (typeof opened === "string") {
      this.#fault = opened;
      this.#events.told();
    } else if (opened.kind === "saved") {
      const { state, drawn, own } = opened.saved;
      this.#events.begin(state.frame);
      this.#passing = opened.remarks;
      await this.#session.restore(state, drawn, own);
    } else {
      const { own, remarks } = opened;
      this.#ofFile = { own, remarks };
      this.#events.begin(fromTheStart());
      await this.#session.openOwn(own);
    }
  }

  /** Points of the list could not be loaded. */
  async failed(title: string): Promise<void> {
    const missing = {
      title: `${title}: not loaded`,
      text: "These points could not be fetched. Choose them again when you are online.",
    };
    // At first there is nothing that could stay.
    if (this.#session.scene === undefined) await this.set(DATA_SETS[0].id);
    this.#passing = [missing];
    this.#events.told();
  }
}
