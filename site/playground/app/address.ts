import { DRAWN, OWN } from "../data/sets.js";
import { drawnOf, drawnText, ownOfText, ownText, type Own } from "../share/carry.js";
import { linkOf, stateOf } from "../share/link.js";
import type { State } from "../state/state.js";

/** Characters that mails, chats and browsers take as one address. */
const LONGEST = 8000;

/** What an address names. */
export interface Addressed {
  readonly state: State;
  readonly drawn: readonly number[];
  readonly own: Own | undefined;
  /** Whether it names points of a file that are not in it. */
  readonly lacking: boolean;
}

/** The text behind the #, with the visitor's points where they are few. */
export class Address {
  #own: Own | undefined;
  #ownText: Promise<string> | undefined;

  /** undefined where the points are too many. */
  async of(state: State, drawn: readonly number[], own: Own | undefined) {
    const text = await this.#pointsOf(state, drawn, own);
    const link = `#${linkOf(state)}${text === "" ? "" : `&points=${text}`}`;
    return link.length > LONGEST ? undefined : link;
  }

  async #pointsOf(state: State, drawn: readonly number[], own: Own | undefined): Promise<string> {
    if (state.data === DRAWN) return drawnText(drawn);
    if (state.data !== OWN || own === undefined) return "";
    // Squeezed once, not with every half-step.
    if (this.#own !== own || this.#ownText === undefined) {
      this.#own = own;
      this.#ownText = ownText(own);
    }
    return this.#ownText;
  }
}

/** undefined where a text names no state. */
export async function addressed(text: string): Promise<Addressed | undefined> {
  const state = stateOf(text);
  if (state === undefined) return undefined;
  const points = /&points=([\w-]+)/.exec(text)?.[1];
  const nothing = { state, drawn: [], own: undefined };
  try {
    if (points === undefined) return { ...nothing, lacking: state.data === OWN };
    if (state.data === DRAWN) return { ...nothing, drawn: drawnOf(points), lacking: false };
    return { ...nothing, own: await ownOfText(points), lacking: false };
  } catch {
    return { ...nothing, lacking: true };
  }
}
