import { ownOf, writtenOf, type Own, type Written } from "./carry.js";
import { linkOf, stateOf } from "./link.js";
import type { State } from "../state/state.js";

/** A state with the visitor's points, as a file. */
export interface Saved {
  readonly state: State;
  readonly drawn: readonly number[];
  readonly own: Own | undefined;
}

const KIND = "mixtura playground";

export function savedText({ state, drawn, own }: Saved): string {
  const points = { drawn, ...(own === undefined ? {} : { own: writtenOf(own) }) };
  return `${JSON.stringify({ kind: KIND, version: 1, state: linkOf(state), ...points })}\n`;
}

/** @throws where it is no such file */
export function savedOf(text: string): Saved {
  const read = JSON.parse(text) as {
    kind?: unknown;
    state?: unknown;
    drawn?: readonly number[];
    own?: Written;
  };
  const state = typeof read.state === "string" ? stateOf(read.state) : undefined;
  if (read.kind !== KIND || state === undefined) throw new Error("no saved state");
  const drawn = Array.isArray(read.drawn) && read.drawn.every(Number.isInteger) ? read.drawn : [];
  return { state, drawn, own: read.own === undefined ? undefined : ownOf(read.own) };
}
