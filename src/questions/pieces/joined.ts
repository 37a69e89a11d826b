import { type Asked, begin, type Talk } from "../../data/pending.js";
import { inRanges, inSlices } from "../../data/sweep.js";

/** One array of several, one behind the other. */
export function joined<Values extends Int32Array | Float64Array>(
  parts: readonly Values[],
): Asked<Values> {
  return parts.length === 1 ? parts[0] : begin(joining(parts));
}

/** In slices, for answers may be large. */
function* joining<Values extends Int32Array | Float64Array>(
  parts: readonly Values[],
): Talk<Values> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new (parts[0].constructor as new (length: number) => Values)(length);
  let at = 0;
  for (const part of parts) {
    const copy = (first: number, count: number) => {
      all.set(part.subarray(first, first + count), at + first);
    };
    yield* inRanges(part.length, 1, copy, inSlices);
    at += part.length;
  }
  return all;
}
