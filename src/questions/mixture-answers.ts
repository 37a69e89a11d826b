import { BLOCK_ROWS, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, mixtureKernels, writeReals } from "../core/core.js";
import {
  type Components,
  DISTANCE,
  type Form,
  parametersLength,
  type ScoringForm,
} from "../core/forms.js";
import { MIXTURE_SWEEP, recordBytes } from "../core/records.js";
import type { Part } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";
import { mixturesElsewhere } from "./mixture-choice.js";
import { EXPONENTIAL, writeParameters, writeSizes } from "./mixture-sweep.js";

/** r of every row and component, n × k, row-major. */
export function* responsibilities(
  part: Part,
  k: number,
  components: Components,
): Talk<Float64Array> {
  const others = mixturesElsewhere(part)?.rowwise("responsibilities", k, components);
  if (others !== undefined) return (yield others) as Float64Array;
  const { memory } = core();
  const kernels = mixtureKernels();
  const result = new Float64Array(part.rows.count * k);
  yield* blockwise(part, k, components, k * 8, (record, x, first, rows, out) => {
    kernels.responsibilitiesBlock(record, x, rows, out);
    result.set(memory.f64(out, rows * k), first * k);
  });
  return result;
}

/** The logarithm of the density at every row. */
export function* logDensities(part: Part, k: number, components: Components): Talk<Float64Array> {
  const others = mixturesElsewhere(part)?.rowwise("logDensities", k, components);
  if (others !== undefined) return (yield others) as Float64Array;
  const result = new Float64Array(part.rows.count);
  yield* eachLogDensity({ ...part, crew: undefined }, k, components, (first, densities) => {
    result.set(densities, first);
  });
  return result;
}

/** Visits those of all rows, so many at a time, in their order. */
export function* eachLogDensity(
  part: Part,
  k: number,
  components: Components,
  visit: (first: number, densities: Float64Array) => void,
): Talk<void> {
  const others = mixturesElsewhere(part);
  if (others !== undefined && others.paged === undefined) {
    visit(0, (yield others.rowwise("logDensities", k, components)) as Float64Array);
    return;
  }
  const { memory } = core();
  const kernels = mixtureKernels();
  yield* blockwise(part, k, components, 8, (record, x, first, rows, out) => {
    kernels.logDensityBlock(record, x, rows, out);
    visit(first, memory.f64(out, rows));
  });
}

/** Bytes of linear memory that {@link mixtureLabels} needs. */
export function mixtureLabelsBytes(n: number, d: number, k: number, form: Form): number {
  return carvedBytes(blockLayout(n, d, k, form, 4));
}

/** The most responsible component of every row, ties to the lowest index. */
export function* mixtureLabels(part: Part, k: number, components: Components): Talk<Int32Array> {
  const others = mixturesElsewhere(part)?.rowwise("mixtureLabels", k, components);
  if (others !== undefined) return (yield others) as Int32Array;
  const result = new Int32Array(part.rows.count);
  yield* eachMixtureLabel(part, k, components, (first, labels) => result.set(labels, first));
  return result;
}

/** Visits those of all rows, so many at a time, in their order; here, whoever else holds the rows. */
export function eachMixtureLabel(
  part: Part,
  k: number,
  components: Components,
  visit: (first: number, labels: Int32Array) => void,
): Talk<void> {
  const { memory } = core();
  const kernels = mixtureKernels();
  return blockwise(part, k, components, 4, (record, x, first, rows, out) => {
    kernels.mixtureLabelsBlock(record, x, rows, out);
    visit(first, memory.i32(out, rows));
  });
}

/** What a row costs, in multiplications. */
export function answerCost(k: number, d: number, { form }: Components): number {
  return parametersLength(form, k, d) + EXPONENTIAL * k;
}

function blockLayout(n: number, d: number, k: number, form: ScoringForm, rowBytes: number) {
  return {
    record: recordBytes(MIXTURE_SWEEP),
    parameters: parametersLength(form, k, d) * 8,
    out: Math.min(BLOCK_ROWS, n) * rowBytes,
    scratch: mixtureKernels().mixtureLabelsScratchBytes(d, k),
  };
}

/**
 * Runs a pass block by block over one block-sized output.
 *
 * @param rowBytes bytes of output per row
 * @param pass takes the address of a record for the kernels, and that of the output
 */
function* blockwise(
  { rows, pace }: Part,
  k: number,
  components: Components,
  rowBytes: number,
  pass: (record: number, x: number, first: number, rows: number, out: number) => void,
): Talk<void> {
  const d = rows.dimensions;
  const space = carve(blockLayout(rows.count, d, k, components.form, rowBytes));
  const { addresses } = space;
  const { record, parameters, out } = addresses;
  try {
    writeParameters(parameters, components);
    // Nothing is summed, so that there is nothing for sums to be about.
    writeReals(record, MIXTURE_SWEEP, { stiffness: components.stiffness, cutoff: 0 });
    writeSizes(rows, k, components.form, DISTANCE, { ...addresses, anchors: 0 });
    const swept = pace(rows.count, {
      stride: BLOCK_ROWS,
      rowCost: answerCost(k, d, components),
      visit: (first, count) => {
        forEachBlock(first, count, (row, some) => {
          pass(record, rows.address(row), row, some, out);
        });
      },
      answer: () => undefined,
    });
    if (swept instanceof Pending) yield swept;
  } finally {
    space.region.release();
  }
}
