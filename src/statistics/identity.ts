import type { ModelName } from "../starts/fitted.js";
import type { Standardization } from "../types.js";
import { hashOf, Writer } from "./bytes.js";

/** What statistics are of: two can be added where this is the same. */
export interface Identity {
  readonly model: ModelName;
  readonly k: number;
  readonly dimensions: number;
  /** A hash of θ and all else that says how rows are seen and shared, in 16 digits. */
  readonly fingerprint: string;
}

/** A model of which statistics are taken, as far as all classes have it. */
interface Seen {
  readonly k: number;
  readonly dimensions: number;
  readonly precision: string;
  readonly standardization: Standardization | undefined;
}

/**
 * @param how what else tells models apart: a distance, a form
 * @param theta the numbers of the hypothesis, list by list
 */
export function identityOf(
  model: ModelName,
  { k, dimensions, precision, standardization }: Seen,
  how: string,
  theta: readonly (readonly number[])[],
): Identity {
  const writer = new Writer();
  for (const letter of `${model} ${precision} ${how}`) writer.u8(letter.charCodeAt(0));
  const prepared = standardization ? [standardization.means, standardization.scales] : [];
  for (const list of [[k, dimensions], ...theta, ...prepared]) {
    writer.u32(list.length);
    // JSON has no −0.
    for (const value of list) writer.f64(value + 0);
  }
  const fingerprint = hashOf(writer.bytes)
    .map((half) => half.toString(16).padStart(8, "0"))
    .join("");
  return { model, k, dimensions, fingerprint };
}
