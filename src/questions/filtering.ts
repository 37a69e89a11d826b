import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { FILTERING, recordBytes } from "../core/records.js";
import type { Derived } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { after, answerTo, type Asked, begin, type Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { KdTree } from "../search/kd-tree.js";
import { type Assignment, COST_COST, type LabelsInMemory } from "./assignment.js";
import { ExactSums } from "./exact-sums.js";
import { RowMasses, type Way } from "./masses.js";

/** What a value costs that is summed, in multiplications. */
const SUM_COST = 8;

function layout(n: number, d: number, k: number, weighted: boolean) {
  const depth = KdTree.depth(n);
  const places = KdTree.places(n);
  return {
    record: recordBytes(FILTERING),
    labels: places * 4,
    weights: weighted ? places * 8 : 0,
    nodeLabels: 2 * 2 ** depth * 4,
    scratch: core().kernels.filteringScratchBytes(d, k, depth),
  };
}

/** Sums of a tree's nodes, one record each. */
class NodeSums implements Derived {
  readonly #region: Region;

  constructor(depth: number, recordBytes: number) {
    this.#region = core().memory.allocate(2 * 2 ** depth * recordBytes);
  }

  get address(): number {
    return this.#region.address;
  }

  release(): void {
    this.#region.release();
  }
}

/** What is there once a tree is. */
interface Ready {
  readonly tree: KdTree;
  readonly nodeSums: NodeSums;
  readonly space: Workspace<keyof ReturnType<typeof layout>>;
}

/**
 * Node by node of a kd-tree, from the root down: assembly/sweeps/filtering.ts.
 *
 * Beside the tree it takes 4 bytes a row for labels and, where there are weights, 8 for these in the
 * tree's order; and some 0.5 for the sums of nodes, which fits without weights share.
 */
export class Filtering implements Assignment {
  readonly #data: Part;
  readonly #k: number;
  readonly #sums: ExactSums;
  readonly #centroids: number;
  #readyIfPrepared: Ready | undefined;
  /** Whether the sums are those of the labels. */
  #summed = false;

  /** @param centroids address of k × d f64 */
  constructor(data: Part, k: number, sums: ExactSums, centroids: number) {
    this.#data = data;
    this.#k = k;
    this.#sums = sums;
    this.#centroids = centroids;
  }

  /** Bytes of linear memory it needs, unless sums take more words than most. */
  static bytes(n: number, d: number, k: number, weighted: boolean): number {
    const nodeSums = 2 * 2 ** KdTree.depth(n) * ExactSums.recordBytes(d, weighted);
    return KdTree.bytes(n, d) + carvedBytes(layout(n, d, k, weighted)) + nodeSums;
  }

  prepare(): Asked<void> {
    return this.#readyIfPrepared === undefined ? begin(this.#prepared()) : undefined;
  }

  assign(): Asked<number> {
    const { tree, space } = this.#ready;
    const { kernels } = core();
    const { record } = space.addresses;
    if (!this.#summed) this.#labelAlike();
    // A sweep that is broken off leaves sums that are not those of the labels.
    this.#summed = false;
    const { rows, pace } = this.#data;
    const level = tree.level(pace);
    const nodes = 2 ** level;
    kernels.openNodes(record, level);
    let changed = 0;
    return pace(nodes, {
      stride: 1,
      rowCost: (rows.count / nodes) * rows.dimensions * 2,
      visit: (first, count) => {
        tree.checkHeld();
        changed += kernels.filterNodes(record, nodes + first, count);
      },
      answer: () => {
        this.#summed = true;
        return changed;
      },
    });
  }

  take(labels: ArrayLike<number>): Asked<unknown> {
    return begin(this.#taking(labels));
  }

  *#taking(labels: ArrayLike<number>): Talk<void> {
    const { tree, space } = this.#ready;
    const { memory } = core();
    const place = (first: number, count: number) => {
      const order = tree.order(first, count);
      const own = memory.i32(space.at("labels") + first * 4, count);
      for (let i = 0; i < count; i++) if (order[i] >= 0) own[i] = labels[order[i]];
    };
    yield* inRanges(tree.places, VALUE_COST, place, this.#data.pace);
    memory.i32(space.at("nodeLabels"), 2 * 2 ** tree.depth).fill(-1);
    this.#sums.clear();
    this.#summed = false;
    yield* this.#sweep(SUM_COST, labels, (first, count, at) => {
      this.#sums.add(this.#data, first, count, 0, at);
    });
    this.#summed = true;
  }

  addCosts(): Asked<unknown> {
    return begin(this.#addingCosts());
  }

  *#addingCosts(): Talk<void> {
    yield* this.#sweep(COST_COST, yield* this.#labelling(), (first, count, at) => {
      this.#sums.addCosts(this.#data, first, count, at);
    });
  }

  masses(k: number, way?: Way): RowMasses {
    return new RowMasses(this.#data, k, 0, way);
  }

  adopt(): void {
    // Nodes are labelled as fast as rows are read.
  }

  labelsInMemory(): Asked<LabelsInMemory> {
    return after(this.labels(), (labels) => {
      const own = this.#labelled(labels);
      return { address: own.address, own };
    });
  }

  forget(): void {
    this.#summed = false;
  }

  labels(): Asked<Int32Array> {
    return begin(this.#labelling());
  }

  *#labelling(): Talk<Int32Array> {
    const { tree, space } = this.#ready;
    const labels = new Int32Array(this.#data.rows.count);
    tree.checkHeld();
    core().kernels.labelRows(space.at("record"));
    const copy = (first: number, count: number) => {
      const order = tree.order(first, count);
      const own = core().memory.i32(space.at("labels") + first * 4, count);
      for (let i = 0; i < count; i++) if (order[i] >= 0) labels[order[i]] = own[i];
    };
    yield* inRanges(tree.places, VALUE_COST, copy, this.#data.pace);
    return labels;
  }

  release(): void {
    const ready = this.#readyIfPrepared;
    if (ready === undefined) return;
    ready.space.region.release();
    if (ready.nodeSums !== ready.tree.sums) ready.nodeSums.release();
  }

  get #ready(): Ready {
    return this.#readyIfPrepared!;
  }

  *#prepared(): Talk<void> {
    const { rows, pace } = this.#data;
    const { count: n, dimensions: d, kernels } = rows;
    const tree = yield* answerTo(KdTree.of(rows, pace));
    const { depth } = tree;
    const weighted = this.#data.weights !== undefined;
    const known = weighted ? undefined : (tree.sums as NodeSums | undefined);
    const nodeSums = known ?? new NodeSums(depth, this.#sums.recordBytes);
    let space: Ready["space"];
    try {
      space = carve(layout(n, d, this.#k, weighted));
    } catch (error) {
      if (known === undefined) nodeSums.release();
      throw error;
    }
    this.#readyIfPrepared = { tree, nodeSums, space };
    const { record } = space.addresses;
    writeIntegers(record, FILTERING, {
      d,
      k: this.#k,
      depth,
      ...tree.addresses,
      nodeSums: nodeSums.address,
      centroids: this.#centroids,
      sums: this.#sums.address,
      waiting: 0,
      ...space.addresses,
      weights: weighted ? space.at("weights") : 0,
    });
    if (known !== undefined) return;
    if (weighted) yield* tree.arrangeWeights(this.#data, space.at("weights"));
    const leaves = 2 ** depth;
    const sum = (first: number, count: number) => {
      tree.checkHeld();
      kernels.sumNodes(record, leaves + first, count);
    };
    yield* inRanges(leaves, (n / leaves) * d * SUM_COST, sum, pace);
    kernels.sumNodes(record, 1, leaves - 1);
    if (!weighted) tree.sums ??= nodeSums;
  }

  /** All rows in component 0, to begin with: their sum is known. */
  #labelAlike(): void {
    this.#sums.clear();
    core().kernels.labelAlike(this.#ready.space.at("record"));
  }

  /** Labels in linear memory, in the order of the data. */
  #labelled(labels: ArrayLike<number>): Region {
    const n = this.#data.rows.count;
    const region = core().memory.allocate(n * 4);
    core().memory.i32(region.address, n).set(labels);
    return region;
  }

  /** Goes over rows in their own order, with labels in linear memory for as long. */
  *#sweep(
    valueCost: number,
    labels: ArrayLike<number>,
    visit: (first: number, count: number, labels: number) => void,
  ): Talk<void> {
    const { rows, pace } = this.#data;
    const region = this.#labelled(labels);
    try {
      const add = (first: number, count: number) => {
        visit(first, count, region.address + first * 4);
      };
      yield* inRanges(rows.count, valueCost * rows.dimensions, add, pace);
    } finally {
      region.release();
    }
  }
}
