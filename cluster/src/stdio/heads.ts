import { checkName } from "../keys.js";
import type { Head } from "./frames.js";

/** What a worker is told to do. */
export type Order =
  | {
      readonly do: "open";
      readonly run: string;
      readonly shard: number;
      readonly question: number;
      readonly table: unknown;
    }
  | {
      readonly do: "ask";
      readonly run: string;
      readonly shard: number;
      readonly question: number;
    }
  | { readonly do: "release"; readonly run: string };

/** What is answered to an order, beside the bytes. */
export type Reply = { readonly id: number; readonly ok: true } | Refusal;

/** That something could not be done; what was lost can be opened again. */
export interface Refusal {
  readonly id: number;
  readonly error: string;
  readonly lost: boolean;
}

/** Characters of what went wrong that are passed on. */
const LONGEST_ERROR = 2000;

/**
 * The number by which a frame is answered.
 *
 * @throws TypeError where it has none: it cannot be answered
 */
export function checkId({ id }: Head): number {
  if (isCount(id)) return id;
  throw new TypeError(`input: expected a frame with "id", a number from 0, got ${show(id)}`);
}

/** @throws TypeError that names what is not as it has to be */
export function checkOrder(head: Head): Order {
  const { do: what, shard, question, table } = head;
  if (what !== "open" && what !== "ask" && what !== "release") {
    throw new TypeError(`do: expected "open", "ask" or "release", got ${show(what)}`);
  }
  const run = checkName("run", head.run);
  if (what === "release") return { do: what, run };
  if (!isCount(shard)) throw new TypeError(`shard: expected a number from 0, got ${show(shard)}`);
  if (!isCount(question)) {
    throw new TypeError(`question: expected a number from 0, got ${show(question)}`);
  }
  return what === "ask"
    ? { do: what, run, shard, question }
    : { do: what, run, shard, question, table };
}

/** @throws TypeError where it answers nothing */
export function checkReply(head: Head): Reply {
  const id = checkId(head);
  if (head.ok === true) return { id, ok: true };
  if (typeof head.error === "string") {
    return { id, error: shortened(head.error), lost: head.lost === true };
  }
  throw new TypeError(`input: expected an answer with "ok" or "error", got neither (id ${id})`);
}

/** What went wrong, as it is passed on. */
export function shortened(message: string): string {
  return message.slice(0, LONGEST_ERROR);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function show(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value).slice(0, 60);
}
