import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import { recordBytes, SEEDING_BOXES } from "../core/records.js";
import type { Part } from "../data/part.js";
import { after, answerTo, type Asked, begin, type Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { KdTree } from "../search/kd-tree.js";
import { EveryPair, type SeedingSpace, type SeedingWay } from "./seeding-ways.js";

function layout(n: number, weighted: boolean) {
  const nodes = 2 * 2 ** KdTree.depth(n);
  const places = KdTree.places(n);
  return {
    record: recordBytes(SEEDING_BOXES),
    nearest: places * 8,
    placeWeights: weighted ? places * 8 : 0,
    most: nodes * 8,
    potentials: nodes * 8,
  };
}

/** A tree with what seeding keeps of its places and nodes. */
interface Ready {
  readonly tree: KdTree;
  readonly space: Workspace<keyof ReturnType<typeof layout>>;
}

/**
 * By boxes of a kd-tree, which leave few rows to be measured: assembly/sweeps/seeding-boxes.ts.
 *
 * Beside the tree it takes 8 bytes a row, and 8 more where there are weights.
 */
export class Boxes implements SeedingWay {
  readonly #data: Part;
  readonly #shared: SeedingSpace;
  readonly #pairs: EveryPair;
  #readyIfPrepared: Ready | undefined;
  /** The grid that potentials of nodes are on. */
  #grid: number | undefined;

  constructor(data: Part, shared: SeedingSpace) {
    this.#data = data;
    this.#shared = shared;
    this.#pairs = new EveryPair(data, shared);
  }

  /** Bytes of linear memory it needs beside the tree. */
  static bytes(n: number, weighted: boolean): number {
    return carvedBytes(layout(n, weighted));
  }

  prepare(): Asked<unknown> {
    if (this.#readyIfPrepared !== undefined) return;
    return begin(this.#prepared());
  }

  propose(c: number, row: number): void {
    this.#pairs.propose(c, row);
  }

  proposePoint(c: number, point: readonly number[]): void {
    this.#pairs.proposePoint(c, point);
  }

  weigh(grid: number): Asked<undefined> {
    const { kernels } = core();
    if (grid !== this.#grid) {
      this.#grid = grid;
      return after(this.#weighNodes(), () => this.weigh(grid));
    }
    return this.#sweep(kernels.seedingCandidates() / 4, kernels.weighBoxes) as Asked<undefined>;
  }

  weighSome(): void {
    // All have been weighed.
  }

  choose(c: number, index: number): Asked<void> {
    const { kernels } = core();
    const lower = () =>
      this.#sweep(1, (record, boxes, first, count) => {
        kernels.lowerBoxes(record, boxes, first, count, c);
      });
    return index === 0 ? after(begin(this.#startAfresh()), lower) : lower();
  }

  release(): void {
    this.#readyIfPrepared?.space.region.release();
  }

  *#prepared(): Talk<void> {
    const tree = yield* answerTo(KdTree.of(this.#data.rows, this.#data.pace));
    const weighted = this.#data.weights !== undefined;
    const space = carve(layout(this.#data.rows.count, weighted));
    this.#readyIfPrepared = { tree, space };
    const placeWeights = weighted ? space.at("placeWeights") : 0;
    const fields = { depth: tree.depth, ...tree.addresses, ...space.addresses, placeWeights };
    writeIntegers(space.at("record"), SEEDING_BOXES, fields);
    if (weighted) yield* tree.arrangeWeights(this.#data, placeWeights);
  }

  /** No row is near any centroid, nor is any box. */
  *#startAfresh(): Talk<void> {
    const { tree, space } = this.#readyIfPrepared!;
    const fill = (first: number, count: number) => {
      const order = tree.order(first, count);
      const nearest = core().memory.f64(space.at("nearest") + first * 8, count);
      for (let i = 0; i < count; i++) nearest[i] = order[i] >= 0 ? Infinity : 0;
    };
    yield* inRanges(tree.places, VALUE_COST, fill, this.#data.pace);
    core()
      .memory.f64(space.at("most"), 2 * 2 ** tree.depth)
      .fill(Infinity);
    this.#grid = undefined;
  }

  /** Sums masses anew, leaf by leaf. */
  #weighNodes(): Asked<void> {
    const { tree, space } = this.#readyIfPrepared!;
    const { rows, pace } = this.#data;
    const { kernels } = core();
    const { record } = this.#shared;
    const boxes = space.at("record");
    const leaves = 2 ** tree.depth;
    return pace(leaves, {
      stride: 1,
      rowCost: (2 * rows.count) / leaves,
      visit: (first, count) => {
        tree.checkHeld();
        kernels.weighNodes(record, boxes, leaves + first, count);
      },
      answer: () => {
        kernels.weighNodes(record, boxes, 1, leaves - 1);
      },
    });
  }

  /** Visits nodes of one level, and then what is above them. */
  #sweep(
    costOfValue: number,
    visit: (record: number, boxes: number, first: number, count: number) => void,
  ): Asked<void> {
    const { tree, space } = this.#readyIfPrepared!;
    const { rows, pace } = this.#data;
    const { kernels } = core();
    const { record } = this.#shared;
    const boxes = space.at("record");
    const nodes = 2 ** tree.level(pace);
    return pace(nodes, {
      stride: 1,
      rowCost: (rows.count / nodes) * rows.dimensions * costOfValue,
      visit: (first, count) => {
        tree.checkHeld();
        visit(record, boxes, nodes + first, count);
      },
      answer: () => {
        if (nodes > 1) kernels.weighNodes(record, boxes, 1, nodes - 1);
      },
    });
  }
}
