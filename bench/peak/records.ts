import { type Block, ROWS } from "./block.js";

/** What a kernel remembers of a block from call to call. */
export interface Remembered {
  /** Of the record in linear memory, laid out as the kernel's class has it. */
  readonly address: number;
  /** Makes every label 0 and every bound say nothing: each row is scored against all centroids. */
  readonly forget: () => void;
}

/** How far centroids have drifted. */
const NO_DRIFT = 0;

/** Lengths of rows in integers stay within it, as src/search/quantised.ts has it. */
const LONGEST = 22800;

/** Centroids of a group: two panels. */
const GROUP = 16;

/** The address of a record of assembly/sweeps/centroid-sweep.ts. */
export function centroidSweep(block: Block, bytes: number): number {
  const { core, d, k } = block;
  const centroids = block.centroids.byteOffset;
  const tile = block.room(core["tileBytes"](d));
  return record(block, [], { bytes, d, k, centroids, tile });
}

/** A record of assembly/sweeps/hamerly.ts. */
export function hamerly(block: Block, bytes: number): Remembered {
  const { core, d, k } = block;
  const { unit, slack, rows, centroids } = quantised(block, bytes);
  const margins = block.place(new Float32Array(ROWS));
  const address = record(block, [unit, slack, NO_DRIFT], {
    ...{ bytes, d, k },
    centroids: block.centroids.byteOffset,
    labels: block.labels.byteOffset,
    margins: margins.byteOffset,
    drift: block.room(8 * k),
    q: rows.q.byteOffset,
    norms: rows.norms.byteOffset,
    z: centroids.q.byteOffset,
    zNorms: centroids.norms.byteOffset,
    scratch: block.room(core["hamerlyScratchBytes"](ROWS, d, k)),
  });
  const forget = () => {
    block.labels.fill(0);
    margins.fill(-1);
  };
  return { address, forget };
}

/** A record of assembly/sweeps/yinyang.ts: centroids stand in groups of sixteen, in their order. */
export function yinyang(block: Block, bytes: number): Remembered {
  const { core, d, k } = block;
  const { unit, slack, rows, centroids } = quantised(block, bytes);
  const slots = core["panelSlots"]();
  const groups = k / GROUP;
  const upperBounds = block.place(new Float32Array(ROWS));
  const lowerBounds = block.place(new Float32Array(ROWS * groups));
  const pairs = Math.ceil(d / 2);
  const z = centroids.q;
  const panels = z.map((_, i) => {
    const panel = Math.floor(i / (slots * pairs));
    const j = Math.floor(i / slots) % pairs;
    return z[(slots * panel + (i % slots)) * pairs + j];
  });
  const identity = block.place(Int32Array.from({ length: k }, (_, c) => c)).byteOffset;
  const address = record(block, [unit, slack / 2], {
    ...{ bytes, d, k },
    centroids: block.centroids.byteOffset,
    labels: block.labels.byteOffset,
    tile: block.room(core["tileBytes"](d)),
    groups,
    panels: GROUP / slots,
    upperBounds: upperBounds.byteOffset,
    lowerBounds: lowerBounds.byteOffset,
    drift: block.room(4 * k),
    groupDrift: block.room(4 * groups),
    q: rows.q.byteOffset,
    norms: rows.norms.byteOffset,
    z: z.byteOffset,
    zNorms: centroids.norms.byteOffset,
    images: 0,
    products: block.place(panels).byteOffset,
    halfNorms: block.place(centroids.norms.map((norm) => norm >> 1)).byteOffset,
    slotOf: identity,
    componentOf: identity,
    scratch: block.room(core["yinyangScratchBytes"](groups, k)),
  });
  const forget = () => {
    block.labels.fill(0);
    upperBounds.fill(Infinity);
    lowerBounds.fill(0);
  };
  return { address, forget };
}

/**
 * Writes a record, and returns its address. A wrong order shows in the labels.
 *
 * @param integers in the order of the fields
 */
function record(
  block: Block,
  reals: readonly number[],
  integers: Readonly<Record<string, number>>,
): number {
  const head = new Int32Array(Float64Array.from(reals).buffer);
  return block.place(Int32Array.of(...head, ...Object.values(integers))).byteOffset;
}

/** Numbers in 16 bits, two to an i32, and the squared length of each row. */
interface Integers {
  readonly q: Int32Array;
  readonly norms: Int32Array;
}

/** The rows and the centroids of a block in 16 bits, about the middle of the noise. */
function quantised(block: Block, bytes: number) {
  const { core, d, k } = block;
  const origin = block.place(new Float64Array(d).fill(0.5)).byteOffset;
  // Half a diagonal of the cube that all lie in.
  const unit = LONGEST / (0.5 * Math.sqrt(d));
  let lost = 0;
  const integers = (x: number, size: number, count: number): Integers => {
    const q = block.place(new Int32Array(count * Math.ceil(d / 2)));
    const norms = block.place(new Int32Array(count));
    const [to, lengths] = [q.byteOffset, norms.byteOffset];
    const square = core["quantiseRows"](x, size, count, d, origin, unit, LONGEST ** 2, to, lengths);
    lost += Math.sqrt(square);
    return { q, norms };
  };
  const rows = integers(block.rows[bytes === 4 ? "f32" : "f64"].byteOffset, bytes, ROWS);
  const centroids = integers(block.centroids.byteOffset, 8, k);
  return { unit, slack: 2 * lost + 0.1, rows, centroids };
}
