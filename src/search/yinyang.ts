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
import type { Part } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";
import { driftsOf, largestOf, roundUp, STRETCHED } from "./drift.js";
import { Quantised, quantised, quantisedBytes } from "./quantised.js";
import { mayOverflow, PlainSearch, type Search, type SearchArrays } from "./search.js";

/** A component's ½‖z‖² in a slot where there is none: beyond every other. */
const EMPTY = 2 ** 31 - 1;

/** What bounds may take of a row that is kept as f32. */
const SHARE = 0.35;

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
    z: k * quantisedBytes(d),
    zNorms: k * 4,
    products: slots * quantisedBytes(d),
    halfNorms: slots * 4,
    slotOf: k * 4,
    componentOf: slots * 4,
  };
}

function layout(n: number, d: number, k: number) {
  const { groups, size } = grouping(d, k);
  const slots = groups * size;
  return {
    record: recordBytes(YINYANG),
    ...boundsLayout(n, groups),
    ...centroidsLayout(d, k, groups, slots),
    scratch: core().kernels.yinyangScratchBytes(groups, slots),
  };
}

/**
 * Products of integers, group by group, and the rule where they cannot tell:
 * assembly/sweeps/yinyang.ts. Bounds are 4 bytes a row and 4 a group, at most 1.4 d + 4 in all, beside 2d + 4
 * of rows in integers, which stay as long as the rows do.
 */
export class YinyangSearch implements Search {
  readonly stride = core().kernels.yinyangRows();
  readonly #data: Part;
  readonly #k: number;
  readonly #plain: PlainSearch;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  readonly #fields: Omit<
    Record<(typeof YINYANG.integers)[number], number>,
    "q" | "norms" | "images"
  >;
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
  #quantised: Quantised | undefined;
  /** Whether integers tell anything about the centroids that are set. */
  #telling = false;

  constructor(data: Part, k: number, arrays: SearchArrays) {
    const { dimensions: d, valueBytes: bytes, count } = data.rows;
    const { groups, panels, size } = grouping(d, k);
    this.#data = data;
    this.#k = k;
    this.#plain = new PlainSearch(data.rows, k, arrays);
    this.#size = size;
    this.#drift = new Array<number>(k).fill(0);
    this.#groupDrift = new Array<number>(groups).fill(0);
    this.#space = carve(layout(count, d, k));
    this.#fields = { bytes, d, k, groups, panels, ...arrays, ...this.#space.addresses };
  }

  /** Bytes of linear memory it needs. */
  static bytes(n: number, d: number, k: number): number {
    return carvedBytes(layout(n, d, k)) + PlainSearch.bytes() + Quantised.bytes(n, d);
  }

  prepare(): Asked<void> {
    if (this.#quantised !== undefined) return undefined;
    return after(quantised(this.#data), (made) => {
      this.#quantised = made;
    });
  }

  setCentroids(centroids: readonly number[]): void {
    const { grid, q, norms, error } = this.#quantised!;
    const unit = grid.scale;
    if (this.#centroids !== undefined) {
      const drifts = driftsOf(this.#centroids, centroids, this.#k, unit);
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
    const { z, zNorms } = this.#fields;
    const slack = grid.quantiseCentroids(this.#fields.centroids, this.#k, error, z, zNorms) / 2;
    this.#telling = slack < Infinity && !mayOverflow(this.#data.rows, centroids);
    this.#centroids = this.#telling ? centroids : undefined;
    const images = this.#writeProducts();
    writeReals(at("record"), YINYANG, { unit, slack });
    writeIntegers(at("record"), YINYANG, { ...this.#fields, q, norms, images });
  }

  assign(first: number, rows: number): number {
    if (!this.#telling) return this.#plain.assign(first, rows);
    const x = this.#data.rows.address();
    return core().kernels.yinyangBlock(this.#space.at("record"), x, first, rows);
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
    memory.f32(at("upperBounds"), this.#data.rows.count).fill(Infinity);
    memory.f32(at("lowerBounds"), this.#data.rows.count * groups).fill(0);
  }

  /** Writes the quantised centroids in panels; how many of them are images. */
  #writeProducts(): number {
    const { memory, kernels } = core();
    const { at } = this.#space;
    const k = this.#k;
    const panelSlots = kernels.panelSlots();
    const pairs = quantisedBytes(this.#data.rows.dimensions) / 4;
    const slots = this.#groupDrift.length * this.#size;
    const z = memory.i32(at("z"), k * pairs);
    const products = memory.i32(at("products"), slots * pairs).fill(0);
    const halfNormOf = memory.i32(at("halfNorms"), slots).fill(EMPTY);
    const slotOf = memory.i32(at("slotOf"), k);
    let images = 0;
    memory.i32(at("zNorms"), k).forEach((norm, c) => {
      const slot = slotOf[c];
      const lane = slot % panelSlots;
      const panel = (slot - lane) * pairs + lane;
      for (let j = 0; j < pairs; j++) products[panel + j * panelSlots] = z[c * pairs + j];
      halfNormOf[slot] = (norm < 0 ? ~norm : norm) >> 1;
      if (norm < 0) images++;
    });
    return images;
  }
}
