import { core, writeIntegers } from "../core/core.js";
import type { Components, Form, ScoringForm } from "../core/forms.js";
import { firstCoordinates } from "../core/forms.js";
import { MIXTURE_SWEEP } from "../core/records.js";
import type { Rows } from "../core/rows.js";

/** What an exponential costs, in multiplications. */
export const EXPONENTIAL = 16;

/** What of the record of the kernels of mixtures lasts for a pass over all rows, and longer. */
export function writeSizes(
  rows: Rows,
  k: number,
  form: ScoringForm,
  spread: Form,
  addresses: Readonly<Record<"record" | "parameters" | "anchors" | "scratch", number>>,
): void {
  const { dimensions: d, valueBytes: bytes } = rows;
  const { record, parameters, anchors, scratch } = addresses;
  const first = firstCoordinates(form, d);
  const fields = { bytes, d, k, form, spread, first, parameters, anchors, scratch };
  writeIntegers(record, MIXTURE_SWEEP, fields);
}

export function writeParameters(address: number, components: Components): void {
  const { offsets, means, halves, lower = [], groups = [], origins = [] } = components;
  const { memory } = core();
  let at = address;
  for (const part of [offsets, means, halves, lower, groups, origins]) {
    memory.write(at, part);
    at += part.length * 8;
  }
}
