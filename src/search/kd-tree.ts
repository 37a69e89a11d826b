import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import { KD_TREE, recordBytes } from "../core/records.js";
import type { Derived, Rows } from "../core/rows.js";
import { type Part, weightsOf } from "../data/part.js";
import { type Asked, begin, type Talk } from "../data/pending.js";
import { atOnce, inRanges, type Pace, VALUE_COST } from "../data/sweep.js";

/** Rows of a leaf, or so: with 128 and 512 whole fits took 0.97 to 1.05 of the time. */
const LEAF_ROWS = 256;

/** Fewer rows than this are searched before a tree is made. */
const FEW_ROWS = 1024;

/** Rows of a node that is visited at one go where a sweep is cut. */
const NODE_ROWS = 2 ** 14;

/** Levels at most, so that what has to be done at one go stays below some 10 ms. */
const DEEPEST = 14;

/** Rows of the sample that cuts are read off, a leaf. */
const SAMPLED = 6;

/** What a row costs that goes down the tree, a level, and that is placed, in multiplications. */
const DESCENT_COST = 4;
const PLACE_COST = 16;

const NAME = "kd-tree";

function layout(n: number, d: number) {
  const leaves = 2 ** depthOf(n);
  const places = placesOf(n);
  return {
    tiles: places * d * 8,
    order: places * 4,
    starts: (leaves + 1) * 4,
    counts: leaves * 4,
    boxes: 2 * leaves * 2 * core().kernels.paddedColumns(d) * 8,
  };
}

function scratchLayout(n: number, d: number) {
  const leaves = 2 ** depthOf(n);
  return {
    record: recordBytes(KD_TREE),
    // Behind the cuts of nodes, 15 values of which the median is taken.
    cuts: leaves * 16 + 128,
    leaves: n * 4,
    sample: samplesOf(n) * (d + 1) * 8,
  };
}

function depthOf(n: number): number {
  return Math.min(Math.max(Math.round(Math.log2(n / LEAF_ROWS)), 0), DEEPEST);
}

/** Places in tiles at most: each leaf's last may have one row alone. */
function placesOf(n: number): number {
  const rows = core().kernels.tileRows();
  return (Math.floor(n / rows) + 2 ** depthOf(n)) * rows;
}

function samplesOf(n: number): number {
  return Math.min(n, SAMPLED * 2 ** depthOf(n));
}

/**
 * A kd-tree over rows, for all fits to them: assembly/sweeps/kd-tree.ts. It holds a copy of the rows in
 * tiles, in the order of its leaves.
 *
 * A row takes 8 d bytes of that copy and 4 for the way back, and some 3 % for tiles that are not full; boxes take
 * some 0.1 × d more.
 */
export class KdTree implements Derived {
  /** Leaves are 2^depth. */
  readonly depth: number;
  /** Places in tiles at most. */
  readonly places: number;
  /** The sums of nodes, once a fit has found them. */
  sums: Derived | undefined;
  readonly #rows: Rows;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;

  private constructor(rows: Rows) {
    const { count: n, dimensions: d } = rows;
    this.#rows = rows;
    this.depth = depthOf(n);
    this.places = placesOf(n);
    this.#space = carve(layout(n, d));
  }

  /** Bytes of linear memory it needs, with what it needs only while it is made. */
  static bytes(n: number, d: number): number {
    return carvedBytes(layout(n, d)) + carvedBytes(scratchLayout(n, d));
  }

  /**
   * Whether a tree over n rows pays for k components: for d ≤ 3 fits take 0.2 to 0.8 of the time, for
   * d = 4 and 8 components 0.78, with restarts 0.62 to 0.7 (with 4 components 1.06), and beyond boxes
   * are as wide as components.
   */
  static pays(n: number, d: number, k: number): boolean {
    return n >= FEW_ROWS && k > 1 && (d <= 3 || (d === 4 && k >= 8));
  }

  /** The depth of a tree over so many rows. */
  static depth(n: number): number {
    return depthOf(n);
  }

  /** Places in the tiles of a tree over so many rows. */
  static places(n: number): number {
    return placesOf(n);
  }

  /** The tree of these rows, which keep it. */
  static of(rows: Rows, pace: Pace): Asked<KdTree> {
    return (rows.derived(NAME) as KdTree | undefined) ?? begin(KdTree.#made(rows, pace));
  }

  static *#made(rows: Rows, pace: Pace): Talk<KdTree> {
    const tree = new KdTree(rows);
    let whole = false;
    try {
      yield* tree.#build(rows, pace);
      const kept = rows.keep(NAME, tree);
      whole = true;
      return kept;
    } finally {
      if (!whole) tree.release();
    }
  }

  /** Addresses of what assembly/sweeps/kd-tree.ts writes; throws once the rows are released. */
  get addresses(): Workspace<keyof ReturnType<typeof layout>>["addresses"] {
    this.checkHeld();
    return this.#space.addresses;
  }

  /** @throws Error where the rows were released, and the tree with them */
  checkHeld(): void {
    this.#rows.checkHeld();
  }

  /** The level whose nodes are visited one by one: that of the root, or where sweeps are cut one of smaller nodes. */
  level(pace: Pace): number {
    const pieces = pace === atOnce ? 1 : this.places / NODE_ROWS;
    return Math.min(Math.max(Math.ceil(Math.log2(pieces)), 0), this.depth);
  }

  /** Which row stands at each of these places, or −1: a view, stale as soon as memory grows. */
  order(first = 0, count = this.places): Int32Array {
    return core().memory.i32(this.addresses.order + first * 4, count);
  }

  /** Copies weights into the tree's order: f64 a place, 0 where a row is repeated. */
  *arrangeWeights(part: Part, to: number): Talk<void> {
    const arrange = (first: number, count: number) => {
      const weights = weightsOf(part)!;
      const order = this.order(first, count);
      const own = core().memory.f64(to + first * 8, count);
      for (let i = 0; i < count; i++) own[i] = order[i] >= 0 ? weights[order[i]] : 0;
    };
    yield* inRanges(this.places, VALUE_COST, arrange, part.pace);
  }

  /** Finds where to cut, and puts rows and boxes in order. */
  *#build(rows: Rows, pace: Pace): Talk<void> {
    const { count: n, dimensions: d, valueBytes: bytes, kernels } = rows;
    const { depth } = this;
    const leaves = 2 ** depth;
    const scratch = carve(scratchLayout(n, d));
    try {
      const { addresses } = this.#space;
      const { record } = scratch.addresses;
      const fields = { bytes, d, n, depth, x: rows.address(), samples: samplesOf(n) };
      writeIntegers(record, KD_TREE, { ...fields, ...addresses, ...scratch.addresses });
      core().memory.i32(addresses.counts, leaves).fill(0);
      // Leaves without rows may leave places free behind the last of them.
      this.order().fill(-1);
      kernels.cutRows(record);
      const descend = (first: number, count: number) => {
        rows.checkHeld();
        kernels.findLeaves(record, first, count);
      };
      yield* inRanges(n, DESCENT_COST * depth + 1, descend, pace);
      kernels.startLeaves(record);
      const place = (first: number, count: number) => {
        rows.checkHeld();
        kernels.placeRows(record, first, count);
      };
      yield* inRanges(n, PLACE_COST, place, pace);
      const bound = (first: number, count: number) => {
        kernels.boundNodes(record, leaves + first, count);
      };
      yield* inRanges(leaves, LEAF_ROWS * d, bound, pace);
      kernels.boundNodes(record, 1, leaves - 1);
    } finally {
      scratch.region.release();
    }
  }

  release(): void {
    this.#space.region.release();
    this.sums?.release();
  }
}
