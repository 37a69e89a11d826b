import { groupNeighbours } from "./groups.js";
import {
  carve,
  carvedBytes,
  core,
  type Workspace,
  writeIntegers,
  writeReals,
} from "../core/core.js";
import { recordBytes, YINYANG } from "../core/records.js";
import type { Rows } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { demoteCentroids, OUT_OF_REACH } from "./demote.js";
import { driftsOf, largestOf, roundUp, STRETCHED, unitOf } from "./drift.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";

/** A component's score in a slot where there is none: beyond every other. */
const EMPTY = 3e38;

/** What bounds may take of a row that is kept as f32, so that a fit takes at most 1.6 times its data. */
const SHARE = 0.35;

/** The fewest dimensions where four groups take no more than that. */
export const LEAST_DIMENSIONS = 15;

/** How k centroids are parted: groups, a multiple of 4 up to 32, of whole panels; some 16 centroids a group. */
function grouping(d: number, k: number): { groups: number; panels: number; size: number } {
  const affordable = Math.floor((SHARE * 4 * d - 4) / 16);
  const groups = 4 * Math.max(Math.min(Math.round(k / 64), affordable, 8), 1);
  const panelSlots = core().kernels.panelSlots();
  const panels = Math.ceil(k / (groups * panelSlots));
  return { groups, panels, size: panels * panelSlots };
}

/** Bounds that last from one E-step to the next. */
function boundsLayout(n: number, groups: number) {
  return { upperBounds: n * 4, lowerBounds: n * groups * 4 };
}

/** What is written for new centroids. */
function centroidsLayout(d: number, k: number, groups: number, slots: number) {
  return {
    drift: k * 4,
    groupDrift: groups * 4,
    products: slots * d * 4,
    halfNorms: slots * 4,
    slotOf: k * 4,
    componentOf: slots * 4,
    origin: d * 8,
  };
}

function layout(n: number, d: number, k: number) {
  const { groups, size } = grouping(d, k);
  const slots = groups * size;
  return {
    record: recordBytes(YINYANG),
    ...boundsLayout(n, groups),
    ...centroidsLayout(d, k, groups, slots),
    scratch: core().kernels.yinyangScratchBytes(d, groups, slots),
  };
}

/** A filter in f32, group by group, and the rule where that cannot tell: assembly/sweeps/yinyang.ts. */
export class YinyangSearch implements Search {
  readonly stride = core().kernels.yinyangRows();
  /** What lengths are multiplied by. */
  readonly #unit: number;
  readonly #rows: Rows;
  readonly #k: number;
  readonly #plain: PlainSearch;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  /** Slots of a group, of which some may be empty. */
  readonly #size: number;
  /** Of each component: the sum of its drift since bounds were started. */
  readonly #drift: number[];
  /** Of each group: the sum of the largest drift in it. */
  readonly #groupDrift: number[];
  #groups: number[][] = [];
  #centroids: readonly number[] | undefined;
  /** For how many centroids bounds have been kept, since there were none. */
  #steps = 0;
  #inReach = true;

  constructor({ rows }: Part, k: number, arrays: SearchArrays) {
    const { dimensions: d, valueBytes: bytes } = rows;
    const { groups, panels, size } = grouping(d, k);
    this.#rows = rows;
    this.#k = k;
    this.#plain = new PlainSearch(rows, k, arrays);
    this.#unit = unitOf(rows);
    this.#size = size;
    this.#drift = new Array<number>(k).fill(0);
    this.#groupDrift = new Array<number>(groups).fill(0);
    this.#space = carve(layout(rows.count, d, k));
    const { addresses } = this.#space;
    const fields = { bytes, d, k, groups, panels, ...arrays, ...addresses };
    writeIntegers(addresses.record, YINYANG, fields);
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + PlainSearch.bytes();
  }

  prepare(): void {
    // It needs no more than the rows.
  }

  setCentroids(centroids: readonly number[]): void {
    if (this.#centroids !== undefined) {
      const drifts = driftsOf(this.#centroids, centroids, this.#k, this.#unit);
      drifts.forEach((drift, c) => {
        this.#drift[c] = roundUp(this.#drift[c] + drift);
      });
      this.#groups.forEach((group, g) => {
        const farthest = group.reduce((most, c) => Math.max(most, drifts[c]), 0);
        this.#groupDrift[g] = roundUp(this.#groupDrift[g] + farthest);
      });
    }
    // The first drift is the largest by far: groups of the first centroids would soon be mixed.
    this.#steps = this.#centroids === undefined ? 1 : this.#steps + 1;
    if (this.#steps <= 2 || largestOf(this.#drift) > STRETCHED) this.#startBounds(centroids);
    const { at } = this.#space;
    const { memory } = core();
    memory.f32(at("drift"), this.#k).set(this.#drift);
    memory.f32(at("groupDrift"), this.#groupDrift.length).set(this.#groupDrift);
    this.#inReach = this.#writeProducts(centroids) <= OUT_OF_REACH;
    this.#centroids = this.#inReach ? centroids : undefined;
  }

  assign(first: number, rows: number): number {
    if (!this.#inReach) return this.#plain.assign(first, rows);
    const x = this.#rows.address();
    return this.#rows.kernels.yinyangBlock(this.#space.at("record"), x, first, rows);
  }

  forget(): void {
    this.#centroids = undefined;
  }

  release(): void {
    this.#space.region.release();
    this.#plain.release();
  }

  /** Groups these centroids, and starts all bounds at Infinity and 0, which hold for every row. */
  #startBounds(centroids: readonly number[]): void {
    const { memory } = core();
    const { at } = this.#space;
    const groups = this.#groupDrift.length;
    const size = this.#size;
    this.#groups = groupNeighbours(centroids, this.#k, groups, size);
    const slotOf = memory.i32(at("slotOf"), this.#k);
    const componentOf = memory.i32(at("componentOf"), groups * size);
    this.#groups.forEach((group, g) => {
      group.forEach((c, i) => {
        slotOf[c] = g * size + i;
        componentOf[g * size + i] = c;
      });
    });
    this.#drift.fill(0);
    this.#groupDrift.fill(0);
    memory.f32(at("upperBounds"), this.#rows.count).fill(Infinity);
    memory.f32(at("lowerBounds"), this.#rows.count * groups).fill(0);
  }

  /** Writes the centroids as f32, in panels; returns how far they reach. */
  #writeProducts(centroids: readonly number[]): number {
    const { memory } = core();
    const { at } = this.#space;
    const d = this.#rows.dimensions;
    const panelSlots = core().kernels.panelSlots();
    const slots = this.#groupDrift.length * this.#size;
    const { origin, z, halfNorms, reach } = demoteCentroids(centroids, this.#k, this.#unit);
    const products = memory.f32(at("products"), slots * d).fill(0);
    const halfNormOf = memory.f32(at("halfNorms"), slots).fill(EMPTY);
    const slotOf = memory.i32(at("slotOf"), this.#k);
    halfNorms.forEach((halfNorm, c) => {
      const slot = slotOf[c];
      const lane = slot % panelSlots;
      const panel = (slot - lane) * d + lane;
      for (let j = 0; j < d; j++) products[panel + j * panelSlots] = z[c * d + j];
      halfNormOf[slot] = halfNorm;
    });
    memory.write(at("origin"), origin);
    writeReals(at("record"), YINYANG, { unit: this.#unit, reach });
    return reach;
  }
}
