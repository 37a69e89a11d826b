import type { Own } from "../data/own.js";
import { ownOf, writtenOf, type Written } from "./carry.js";
import { linkOf, stateOf } from "./link.js";
import { lackOf } from "./whole.js";
import type { State } from "../state/state.js";

/** A state with the visitor's points, as a file. */
export interface Saved {
  readonly state: State;
  readonly drawn: readonly number[];
  readonly own: Own | undefined;
}

const KIND = "mixtura playground";
const VERSION = 1;

export function savedText({ state, drawn, own }: Saved): string {
  const points = { drawn, ...(own === undefined ? {} : { own: writtenOf(own) }) };
  return `${JSON.stringify({ kind: KIND, version: VERSION, state: linkOf(state), ...points })}\n`;
}

/** @throws with words for people where it is no such file, or not all of one */
export function savedOf(text: string): Saved {
  const read = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const state = typeof read["state"] === "string" ? stateOf(read["state"]) : undefined;
  if (read["kind"] !== KIND || state === undefined) throw new Error("It was not saved here.");
  if (read["version"] !== VERSION) throw new Error("It is of another version of this page.");
  const drawn = drawnOf(read["drawn"] ?? []);
  const own = read["own"] === undefined ? undefined : ownOf(read["own"] as Written, "saved state");
  const lack = lackOf(state.data, own);
  if (lack !== undefined) throw new Error(lack);
  return { state, drawn, own };
}

function drawnOf(drawn: unknown): readonly number[] {
  if (!Array.isArray(drawn) || drawn.length % 2 !== 0 || !drawn.every(Number.isInteger))
    throw new Error("Its drawn points are not whole.");
  return drawn as readonly number[];
}
