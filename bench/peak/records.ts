import { type Block, ROWS } from "./block.js";

/** What a kernel remembers of a block from call to call. */
export interface Remembered {
  /** Of the record in linear memory, laid out as the kernel's class has it. */
  readonly address: number;
  /** Makes every label 0 and every bound say nothing: each row is scored against all centroids. */
  readonly forget: () => void;
}

/** Rows scored together: SCORED_ROWS of assembly/sweeps/hamerly.ts and LOOK_ROWS of assembly/sweeps/yinyang.ts. */
const TOGETHER = 16;
export const LOOK_ROWS = 256;

/** Centroids of a group: two panels of eight. */
const GROUP = 16;

/** A record of assembly/sweeps/hamerly.ts. */
export function rememberLeads(block: Block): Remembered {
  const { d, k } = block;
  const { origin, z, halves, reach } = lowered(block);
  const leads = block.place(new Float32Array(ROWS));
  const address = record(block, Float32Array.of(reach, 0), {
    centroids: block.centroids.byteOffset,
    k,
    labels: block.labels.byteOffset,
    leads: leads.byteOffset,
    spent: block.room(8 * k),
    origin: block.place(origin).byteOffset,
    z: block.place(z).byteOffset,
    halves: block.place(halves).byteOffset,
    scored: block.room(4 * ROWS),
    y: block.room(4 * (d + 1) * TOGETHER),
    scores: block.room(4 * (k + 1) * TOGETHER),
    tile: block.room(64 * (d + 3)),
  });
  const forget = () => {
    block.labels.fill(0);
    leads.fill(-1);
  };
  return { address, forget };
}

/** A record of assembly/sweeps/yinyang.ts: centroids stand in groups of sixteen, in their order. */
export function rememberGroups(block: Block): Remembered {
  const { d, k } = block;
  const { origin, z, halves, reach } = lowered(block);
  const groups = k / GROUP;
  const uppers = block.place(new Float32Array(ROWS));
  const lowers = block.place(new Float32Array(ROWS * groups));
  const panels = z.map((_, i) => {
    const [panel, j, slot] = [Math.floor(i / (8 * d)), Math.floor(i / 8) % d, i % 8];
    return z[(8 * panel + slot) * d + j];
  });
  const inOrder = block.place(Int32Array.from({ length: k }, (_, c) => c)).byteOffset;
  const address = record(block, Float64Array.of(reach), {
    centroids: block.centroids.byteOffset,
    k,
    labels: block.labels.byteOffset,
    tile: block.room(64 * (d + 2)),
    groups,
    panels: GROUP / 8,
    uppers: uppers.byteOffset,
    lowers: lowers.byteOffset,
    moved: block.room(4 * k),
    spent: block.room(4 * groups),
    products: block.place(panels).byteOffset,
    halves: block.place(halves).byteOffset,
    slotOf: inOrder,
    componentOf: inOrder,
    origin: block.place(origin).byteOffset,
    rows: block.room(4 * LOOK_ROWS),
    masks: block.room(4 * LOOK_ROWS),
    norms: block.room(8 * LOOK_ROWS),
    owns: block.room(8 * LOOK_ROWS),
    lists: block.room(4 * groups * LOOK_ROWS),
    counts: block.room(4 * groups),
    minima: block.room(4 * groups),
    y: block.room(4 * d * LOOK_ROWS),
    scores: block.room(4 * k * LOOK_ROWS),
    undecided: block.room(4 * LOOK_ROWS),
  });
  const forget = () => {
    block.labels.fill(0);
    uppers.fill(Infinity);
    lowers.fill(0);
  };
  return { address, forget };
}

/**
 * Writes a record: the unit, 1, as f64; how far centroids reach, in 8 bytes; then words.
 *
 * @param words in the order of the fields
 */
function record(
  block: Block,
  reach: Float64Array | Float32Array,
  words: Readonly<Record<string, number>>,
): number {
  const head = [Float64Array.of(1), reach].flatMap(({ buffer }) => [...new Int32Array(buffer)]);
  return block.place(Int32Array.of(...head, ...Object.values(words))).byteOffset;
}

/** The centroids of a block in f32, about an origin among them: assembly/score/filter.ts. */
function lowered({ centroids, d, k }: Block) {
  const origin = Float64Array.from({ length: d }, (_, j) =>
    centroids.reduce((sum, m, i) => (i % d === j ? sum + m / k : sum), 0),
  );
  const z = Float32Array.from(centroids, (m, i) => m - origin[i % d]);
  const halves = Float32Array.from({ length: k }, (_, c) =>
    z.subarray(c * d, (c + 1) * d).reduce((sum, value) => sum + value ** 2 / 2, 0),
  );
  return { origin, z, halves, reach: Math.sqrt(2 * Math.max(...halves)) * (1 + 2 ** -22) };
}
