import { carve, core, type Workspace } from "../../core/core.js";
import type { Components, Form } from "../../core/forms.js";
import { Rows } from "../../core/rows.js";
import { type Part, weightRows } from "../../data/part.js";
import { after, type Asked, begin, type Talk } from "../../data/pending.js";
import { inLongSlices } from "../../data/sweep.js";
import type { Precision } from "../../types.js";
import { assignmentFor } from "../assignment-choice.js";
import type { RowAssignment } from "../row-assignment.js";
import type { Filtering } from "../filtering.js";
import { assign, distances } from "../distances.js";
import { ExactSums, type SumGrid } from "../exact-sums.js";
import { meanDistances, pairedDistances } from "../mean-distances.js";
import { RowMasses, type Way } from "../masses.js";
import { logDensities, mixtureLabels, responsibilities } from "../mixture-answers.js";
import { MixturePass } from "../mixture-statistics.js";
import type { RowLabels } from "../mixture-sums.js";
import { scaledRows } from "../scaled-rows.js";

/** What holds something of a piece of the rows: its methods are the questions that it answers. */
export interface Holder {
  release(): void;
}

/** Rows, from when they are handed over. */
class RowsHolder implements Holder {
  readonly rows: Rows;

  constructor(count: number, dimensions: number, precision: Precision) {
    this.rows = new Rows(count, dimensions, precision);
  }

  /** Takes rows from `first` on. */
  write(first: number, values: Float64Array | Float32Array): void {
    this.rows.view(first, values.length / this.rows.dimensions).set(values);
  }

  release(): void {
    this.rows.release();
  }
}

/** The same rows, every column over its unit. */
class ScaledRowsHolder implements Holder {
  readonly #from: RowsHolder;
  readonly #units: readonly number[];
  rows!: Rows;

  constructor(from: RowsHolder, units: readonly number[]) {
    this.#from = from;
    this.#units = units;
  }

  scale(): Asked<void> {
    return after(begin(scaledRows(this.#from.rows, this.#units, inLongSlices)), (rows) => {
      this.rows = rows;
    });
  }

  release(): void {
    (this.rows as Rows | undefined)?.release();
  }
}

/** What answers a question with a number or several for each row. */
const ROWWISE = {
  assign,
  distances,
  mixtureLabels,
  logDensities,
  responsibilities,
  meanDistances,
  pairedDistances,
};

/** Rows and what they weigh. */
class PartHolder implements Holder {
  readonly part: Part;

  constructor({ rows }: RowsHolder, weights: Float64Array | undefined) {
    this.part = weightRows(rows, weights, inLongSlices);
  }

  rowwise(name: keyof typeof ROWWISE, ...args: never[]): Asked<unknown> {
    const answer = ROWWISE[name] as (part: Part, ...args: never[]) => Talk<unknown>;
    return begin(answer(this.part, ...args));
  }

  release(): void {
    this.part.weights?.release();
  }
}

/** Labels of hard k-means, and the sums of their rows. */
class HardHolder implements Holder {
  readonly #sums: ExactSums;
  readonly #space: Workspace<"centroids">;
  readonly assignment: RowAssignment | Filtering;

  constructor({ part }: PartHolder, k: number, grid: SumGrid) {
    this.#space = carve({ centroids: k * part.rows.dimensions * 8 });
    const { centroids } = this.#space.addresses;
    // Statistics are for whoever puts the sums together.
    this.#sums = new ExactSums(part, k, { centroids, statistics: 0 });
    this.#sums.adopt(grid);
    // Rows that nobody else holds.
    this.assignment = assignmentFor(part, k, "many", this.#sums, centroids) as
      RowAssignment | Filtering;
  }

  prepare(): Asked<void> {
    return this.assignment.prepare();
  }

  /** @param adopted whether these are the rows that seeding has just labelled by */
  assign(centroids: readonly number[], adopted: boolean): Asked<Assigned> {
    core().memory.write(this.#space.at("centroids"), centroids);
    if (adopted) this.assignment.adopt(centroids);
    const assigned = this.assignment.assign(centroids);
    return after(assigned, (changed) => ({ changed, records: this.#sums.records() }));
  }

  take(labels: Int32Array): Asked<BigInt64Array> {
    return after(this.assignment.take(labels), () => this.#sums.records());
  }

  costs(centroids: readonly number[]): Asked<BigInt64Array> {
    core().memory.write(this.#space.at("centroids"), centroids);
    this.#sums.clearCosts();
    return after(this.assignment.addCosts(), () => this.#sums.costs());
  }

  forget(): void {
    this.assignment.forget();
  }

  labels(): Asked<Int32Array> {
    return this.assignment.labels();
  }

  release(): void {
    this.#space.region.release();
    this.assignment.release();
    this.#sums.release();
  }
}

/** What rows of a piece answer to an E-step. */
export interface Assigned {
  readonly changed: number;
  readonly records: BigInt64Array;
}

/** What a piece says of candidates: potentials that are left, or what they take at least and at most. */
export interface Weighed {
  readonly potentials: BigInt64Array;
  readonly gains: readonly number[] | undefined;
}

/** Masses of rows in seeding. */
class MassesHolder implements Holder {
  readonly #masses: RowMasses;

  /** @param from rows with labels, or without */
  constructor(from: HardHolder | PartHolder, k: number, way: Way) {
    this.#masses =
      from instanceof HardHolder
        ? from.assignment.masses(k, way)
        : new RowMasses(from.part, k, 0, way);
  }

  /** Whether labels are kept. */
  labels(): boolean {
    return this.#masses.labels;
  }

  alike(): Asked<void> {
    return this.#masses.alike();
  }

  heaviest(): Asked<number> {
    return this.#masses.heaviest();
  }

  weighAll(grid: number): Asked<bigint> {
    return after(this.#masses.weighAll(grid), () => this.#masses.potential);
  }

  exclude(row: number): bigint {
    this.#masses.exclude(row);
    return this.#masses.potential;
  }

  rowsAt(targets: readonly bigint[]): readonly number[] {
    return this.#masses.rowsAt(targets);
  }

  prepare(): Asked<unknown> {
    return after(this.#masses.prepare(), () => undefined);
  }

  weigh(points: readonly (readonly number[])[], grid: number): Asked<Weighed> {
    points.forEach((point, c) => this.#masses.proposePoint(c, point));
    const weighed = this.#masses.weigh(grid);
    return after(weighed, (gains) => ({ potentials: this.#masses.takePotentials(), gains }));
  }

  weighSome(mask: number): Asked<BigInt64Array> {
    return after(this.#masses.weighSome(mask), () => this.#masses.takePotentials());
  }

  /** @param first the point itself, where it is the first of all and has not been weighed */
  choose(c: number, index: number, first: readonly number[] | undefined): Asked<bigint> {
    if (first !== undefined) this.#masses.proposePoint(c, first);
    return after(this.#masses.choose(c, index), () => this.#masses.potential);
  }

  release(): void {
    this.#masses.release();
  }
}

/** E-steps of a mixture. */
class MixtureHolder implements Holder {
  readonly #pass: MixturePass;

  /** @param before how many rows come before those of this piece */
  constructor({ part }: PartHolder, k: number, spread: Form, before: number) {
    this.#pass = new MixturePass(part, k, spread, before);
  }

  eStep(components: Components, anchors: readonly number[], cutoff: number | undefined) {
    return after(this.#pass.eStep(components, anchors, cutoff), typed);
  }

  whole(anchors: readonly number[]) {
    return after(this.#pass.whole(anchors), typed);
  }

  labelled(labels: RowLabels, anchors: readonly number[]) {
    return after(this.#pass.labelled(labels, anchors), typed);
  }

  release(): void {
    this.#pass.release();
  }
}

/** A typed array takes a twentieth of the time to send: 44 µs instead of 1.1 ms for 7,220 numbers. */
function typed(numbers: readonly number[]): Float64Array {
  return Float64Array.from(numbers);
}

/** All kinds, by name. */
export const HOLDERS: Readonly<Record<string, new (...args: never[]) => Holder>> = {
  rows: RowsHolder,
  scaledRows: ScaledRowsHolder,
  part: PartHolder,
  hard: HardHolder,
  masses: MassesHolder,
  mixture: MixtureHolder,
};
