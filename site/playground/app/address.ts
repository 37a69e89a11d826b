import type { Own } from "../data/own.js";
import { DRAWN, OWN } from "../data/sets.js";
import type { Remark } from "../run/words.js";
import { drawnOf, drawnText, ownOfText, ownText } from "../share/carry.js";
import { linkOf, stateOf } from "../share/link.js";
import { lackOf } from "../share/whole.js";
import type { State } from "../state/state.js";

/** Characters that mails, chats and browsers take as one address. */
const LONGEST = 8000;
/** Numbers of a file up to which it is worth the time to find out how short they can be written. */
const MOST_NUMBERS = 20_000;

/** What an address names. */
export interface Addressed {
  readonly state: State;
  readonly drawn: readonly number[];
  readonly own: Own | undefined;
  /** What it lacks, so that it cannot be shown. */
  readonly lacking: Remark | undefined;
}

/** The text behind the #, with the visitor's points where they are few. */
export class Address {
  #own: Own | undefined;
  #ownText: Promise<string> | undefined;
  /** Links of this visit without the points of a large file, and that file. */
  readonly #short = { own: undefined as Own | undefined, links: new Set<string>() };

  /** Without points that are too many: it names them only as long as the page is open. */
  async ofVisit(state: State, drawn: readonly number[], own: Own | undefined): Promise<string> {
    const whole = await this.of(state, drawn, own);
    if (whole !== undefined) return whole;
    const link = `#${linkOf(state)}`;
    if (this.#short.own !== own) this.#short.links.clear();
    this.#short.own = own;
    this.#short.links.add(link);
    return link;
  }

  /** The file that a link of this visit is of, where its points were too many. */
  fileOf(link: string): Own | undefined {
    return this.#short.links.has(link) ? this.#short.own : undefined;
  }

  /** undefined where the points are too many. */
  async of(state: State, drawn: readonly number[], own: Own | undefined) {
    const points = await this.#pointsOf(state, drawn, own);
    if (points === undefined) return undefined;
    const link = `#${linkOf(state)}${points}`;
    return link.length > LONGEST ? undefined : link;
  }

  async #pointsOf(state: State, drawn: readonly number[], own: Own | undefined) {
    if (state.data === DRAWN)
      return drawn.length > LONGEST ? undefined : pointsOf(drawn.length / 2, drawnText(drawn));
    if (state.data !== OWN || own === undefined) return "";
    if (own.table.values.length > MOST_NUMBERS) return undefined;
    // Squeezed once, not with every half-step.
    if (this.#own !== own || this.#ownText === undefined) {
      this.#own = own;
      this.#ownText = ownText(own);
    }
    return pointsOf(own.table.count, await this.#ownText);
  }
}

/** How many there are comes first: where a link was cut, fewer follow. */
const pointsOf = (count: number, text: string) =>
  count === 0 ? "" : `&count=${count}&points=${text}`;

/**
 * What a text names; undefined where it names no state.
 *
 * @param file what it is of where its points are not in it
 */
export async function addressed(text: string, file?: Own): Promise<Addressed | undefined> {
  const state = stateOf(text);
  if (state === undefined) return undefined;
  const { drawn, own = file, whole } = await pointsIn(text, state.data);
  const lack = lackOf(state.data, own);
  const lacking = whole
    ? lack === undefined
      ? undefined
      : { title: "Points are missing", text: lack }
    : { title: "This link is not whole", text: "A part of its points was lost. Copy it again." };
  return { state, drawn, own, lacking };
}

/** The visitor's points in an address. Links of former versions do not say how many there are. */
async function pointsIn(text: string, data: string) {
  const nothing = { drawn: [] as readonly number[], own: undefined };
  const points = /&points=([^&]*)/.exec(text)?.[1];
  const count = /&count=([^&]*)/.exec(text)?.[1];
  if (points === undefined) return { ...nothing, whole: count === undefined };
  const isAll = (found: number) => count === undefined || Number(count) === found;
  try {
    if (data === DRAWN) {
      const drawn = drawnOf(points);
      const sound = drawn.length % 2 === 0 && drawn.every(Number.isSafeInteger);
      return { ...nothing, drawn, whole: sound && isAll(drawn.length / 2) };
    }
    const own = await ownOfText(points);
    return { ...nothing, own, whole: isAll(own.table.count) };
  } catch {
    return { ...nothing, whole: false };
  }
}
