import { groupNeighbours } from "./groups.js";
import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import { lowerCentroids, OUT_OF_REACH } from "./demote.js";
import { largestOf, movesOf, roundUp, STRETCHED, unitOf } from "./drift.js";
import type { Rows } from "../core/rows.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";

/** LOOK_ROWS of assembly/sweeps/yinyang.ts. */
const LOOK_ROWS = 256;

/** PANEL_SLOTS of assembly/score/products.ts. */
const PANEL_SLOTS = 8;

/** A component's score in a slot where there is none: beyond every other. */
const EMPTY = 3e38;

/** What bounds may take of a row that is kept as f32, so that a fit takes at most 1.6 times its data. */
const SHARE = 0.35;

/** The fewest dimensions where four groups take no more than that. */
export const LEAST_DIMENSIONS = 15;

/** How k centroids are parted: groups, a multiple of 4 up to 32, of whole panels of 8 slots; some 16 centroids a group. */
function grouping(d: number, k: number): { groups: number; panels: number } {
  const affordable = Math.floor((SHARE * 4 * d - 4) / 16);
  const groups = 4 * Math.max(Math.min(Math.round(k / 64), affordable, 8), 1);
  return { groups, panels: Math.ceil(k / (groups * PANEL_SLOTS)) };
}

/**
 * Behind two f64, assembly/sweeps/yinyang.ts' Look has what other layers give it, and then the address of
 * every array of the layout, in its order.
 */
const GIVEN = 6;
const ARRAYS = 19;

function layout(n: number, d: number, k: number) {
  const { groups, panels } = grouping(d, k);
  const slots = groups * panels * PANEL_SLOTS;
  const rows = Math.min(LOOK_ROWS, n);
  return {
    look: 16 + (GIVEN + ARRAYS) * 4,
    uppers: n * 4,
    lowers: n * groups * 4,
    moved: k * 4,
    spent: groups * 4,
    products: slots * d * 4,
    halves: slots * 4,
    slotOf: k * 4,
    componentOf: slots * 4,
    origin: d * 8,
    rows: rows * 4,
    masks: rows * 4,
    norms: rows * 8,
    owns: rows * 8,
    lists: groups * LOOK_ROWS * 4,
    counts: groups * 4,
    minima: groups * 4,
    y: rows * d * 4,
    scores: rows * slots * 4,
    undecided: rows * 4,
  };
}

/** A first look in f32, group by group, and the rule where that cannot tell: assembly/sweeps/yinyang.ts. */
export class LookSearch implements Search {
  readonly stride = LOOK_ROWS;
  /** What lengths are multiplied by. */
  readonly #unit: number;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #plain: PlainSearch;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #panels: number;
  /** Of each component: the sum of its moves since bounds were started. */
  readonly #moved: number[];
  /** Of each group: the sum of the farthest moves in it. */
  readonly #spent: number[];
  #groups: number[][] = [];
  #centroids: readonly number[] | undefined;
  /** How many times it has taken aim since it knew nothing. */
  #aims = 0;
  #inReach = true;

  constructor(rows: Rows, k: number, arrays: SearchArrays) {
    const { groups, panels } = grouping(rows.dimensions, k);
    this.#rows = rows;
    this.#k = k;
    this.#plain = new PlainSearch(rows, k, arrays);
    this.#unit = unitOf(rows);
    this.#panels = panels;
    this.#moved = new Array<number>(k).fill(0);
    this.#spent = new Array<number>(groups).fill(0);
    this.#space = carve(layout(rows.count, rows.dimensions, k));
    const { centroids, labels, tile } = arrays;
    const [look, ...others] = this.#space.addresses;
    core()
      .memory.i32(look + 16, GIVEN + ARRAYS)
      .set([centroids, k, labels, tile, groups, panels, ...others]);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k));
  }

  aim(centroids: readonly number[]): void {
    if (this.#centroids !== undefined) {
      const moves = movesOf(this.#centroids, centroids, this.#k, this.#unit);
      moves.forEach((move, c) => {
        this.#moved[c] = roundUp(this.#moved[c] + move);
      });
      this.#groups.forEach((group, g) => {
        const farthest = group.reduce((most, c) => Math.max(most, moves[c]), 0);
        this.#spent[g] = roundUp(this.#spent[g] + farthest);
      });
    }
    // The first move is the farthest by far: groups of the first centroids would soon be mixed.
    this.#aims = this.#centroids === undefined ? 1 : this.#aims + 1;
    if (this.#aims <= 2 || largestOf(this.#moved) > STRETCHED) this.#startBounds(centroids);
    const { at } = this.#space;
    const { memory } = core();
    memory.f32(at("moved"), this.#k).set(this.#moved);
    memory.f32(at("spent"), this.#spent.length).set(this.#spent);
    this.#inReach = this.#writeProducts(centroids) <= OUT_OF_REACH;
    this.#centroids = this.#inReach ? centroids : undefined;
  }

  assign(first: number, rows: number): number {
    if (!this.#inReach) return this.#plain.assign(first, rows);
    const { kernels, dimensions: d, valueBytes } = this.#rows;
    const x = this.#rows.address();
    return kernels.lookBlock(x, valueBytes, first, rows, d, this.#space.at("look"));
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
  }

  /** Groups these centroids, and lets every bound say nothing. */
  #startBounds(centroids: readonly number[]): void {
    const { memory } = core();
    const { at } = this.#space;
    const groups = this.#spent.length;
    const size = this.#panels * PANEL_SLOTS;
    this.#groups = groupNeighbours(centroids, this.#k, groups, size);
    const slotOf = memory.i32(at("slotOf"), this.#k);
    const componentOf = memory.i32(at("componentOf"), groups * size);
    this.#groups.forEach((group, g) => {
      group.forEach((c, i) => {
        slotOf[c] = g * size + i;
        componentOf[g * size + i] = c;
      });
    });
    this.#moved.fill(0);
    this.#spent.fill(0);
    memory.f32(at("uppers"), this.#rows.count).fill(Infinity);
    memory.f32(at("lowers"), this.#rows.count * groups).fill(0);
  }

  /** Writes the centroids as f32, in panels; returns how far they reach. */
  #writeProducts(centroids: readonly number[]): number {
    const { memory } = core();
    const { at } = this.#space;
    const d = this.#rows.dimensions;
    const slots = this.#spent.length * this.#panels * PANEL_SLOTS;
    const { origin, z, halves, reach } = lowerCentroids(centroids, this.#k, this.#unit);
    const products = memory.f32(at("products"), slots * d).fill(0);
    const halfOf = memory.f32(at("halves"), slots).fill(EMPTY);
    const slotOf = memory.i32(at("slotOf"), this.#k);
    halves.forEach((half, c) => {
      const slot = slotOf[c];
      const lane = slot % PANEL_SLOTS;
      const panel = (slot - lane) * d + lane;
      for (let j = 0; j < d; j++) products[panel + j * PANEL_SLOTS] = z[c * d + j];
      halfOf[slot] = half;
    });
    memory.write(at("origin"), origin);
    memory.write(at("look"), [this.#unit, reach]);
    return reach;
  }
}
