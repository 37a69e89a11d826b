import { carve, core, type Workspace } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { paddedBytes, Rows } from "../core/rows.js";
import { checkInteger, rangeError } from "../check.js";
import type { Part } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { inLongSlices } from "../data/sweep.js";
import { inSlicesOfTime } from "../data/time-slices.js";
import { assignmentFor } from "../questions/assignment-choice.js";
import type { Assignment } from "../questions/assignment.js";
import { Candidates } from "../questions/candidates.js";
import { assign } from "../questions/distances.js";
import { ExactSums } from "../questions/exact-sums.js";
import { MixturePass } from "../questions/mixture-statistics.js";
import { rowPreparer } from "../questions/prepared-rows.js";
import { scaledRows } from "../questions/scaled-rows.js";
import { hashOfLabels } from "../streams/label-hash.js";
import { checkSource } from "../streams/open.js";
import { type Page, Reading } from "../streams/reading.js";
import type { StreamSource } from "../streams/source.js";
import type { SignalLike } from "../types.js";
import { writeCosts, writeLabelled, writeMet, writeStatistics } from "./answers.js";
import { makePlain } from "./plain-records.js";
import { pagesOf, type Plan, readPlan, stretchOf } from "./plan.js";
import {
  type About,
  type CandidatesQuestion,
  type HardQuestion,
  type MixtureQuestion,
  readQuestion,
} from "./questions.js";

/** How a shard is read. */
export interface ShardOptions {
  /** Ends the reading: its promise is rejected with the signal's reason. */
  readonly signal?: SignalLike | undefined;
}

/** How large a shard is. */
export interface ShardSize {
  readonly rows: number;
  /** Of linear memory that its rows and weights take; what questions need comes beside. */
  readonly bytes: number;
}

/** What is kept from one question to the next of the same kind. */
interface Labelling {
  readonly about: string;
  readonly sums: ExactSums;
  readonly assignment: Assignment;
  readonly space: Workspace<"centroids">;
  /** What the labels are those of. */
  centroids: readonly number[] | undefined;
}

/**
 * Some rows of a table, in the linear memory of this thread, which answer the questions of a fit
 * elsewhere. What it answers follows from the rows and the question alone; labels and bounds that it
 * keeps from one question to the next save time, and change no bit.
 */
export class Shard {
  /** How many rows it has. */
  readonly count: number;
  readonly #plan: Plan;
  readonly #first: number;
  readonly #rows: Rows;
  readonly #weights: Region | undefined;
  #scaled: { readonly units: string; readonly rows: Rows } | undefined;
  #labelling: Labelling | undefined;
  #pass: { readonly about: string; readonly pass: MixturePass } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #isAnswering = false;
  #released = false;

  private constructor(plan: Plan, index: number) {
    const { first, count } = stretchOf(plan, index);
    this.#plan = plan;
    this.#first = first;
    this.count = count;
    this.#rows = new Rows(count, plan.dimensions, plan.to);
    this.#rows.rememberMagnitude(plan.magnitude);
    if (!plan.weighted) return;
    const bytes = paddedBytes(count);
    try {
      this.#weights = core().memory.allocate(bytes);
    } catch (error) {
      this.#rows.release();
      throw error;
    }
    core()
      .memory.f64(this.#weights.address, bytes / 8)
      .fill(0);
  }

  /**
   * Reads the rows of a shard, and makes sure that they are those of the plan.
   *
   * @param plan the bytes that {@link ShardTransport.open} was given
   * @param index which shard, from 0
   * @param source the same table
   * @throws TypeError or RangeError where the plan is none, is of another release or another core, or
   *   is about a table of other columns
   * @throws Error where the source has other rows than the plan says
   */
  static async open(
    plan: Uint8Array,
    index: number,
    source: StreamSource,
    { signal }: ShardOptions = {},
  ): Promise<Shard> {
    const known = readPlan(plan);
    checkInteger("index", index, 0, known.shards.length - 1);
    const checked = checkSource(source);
    if (checked.dimensions !== known.dimensions) {
      const wanted = `one of ${known.dimensions} columns, as the plan has it`;
      throw rangeError("source", wanted, `one of ${checked.dimensions}`);
    }
    const shard = new Shard(known, index);
    try {
      await shard.#read(pagesOf(known, index), checked, signal);
      return shard;
    } catch (error) {
      shard.release();
      throw error;
    }
  }

  /**
   * How large the shards of a plan are.
   *
   * @param plan the bytes that {@link ShardTransport.open} was given
   * @throws TypeError or RangeError where the plan is none, or is of another release or another core
   */
  static sizes(plan: Uint8Array): ShardSize[] {
    const known = readPlan(plan);
    return known.shards.map((_, index) => {
      const { count: rows } = stretchOf(known, index);
      const weights = known.weighted ? rows * 8 : 0;
      return { rows, bytes: Rows.bytes(rows, known.dimensions, known.to) + weights };
    });
  }

  /**
   * Answers a question, one after the other.
   *
   * @param question the bytes that {@link ShardTransport.ask} was given
   * @throws TypeError or RangeError where it is none, is of another release or another core, or is
   *   about other columns
   * @throws Error once the shard was released
   */
  answer(question: Uint8Array, { signal }: ShardOptions = {}): Promise<Uint8Array> {
    const answer = this.#turn.then(async () => {
      if (this.#released) throw new Error("this shard was released");
      this.#isAnswering = true;
      try {
        return await inSlicesOfTime(this.#answered(question), signal);
      } finally {
        this.#endAnswer();
      }
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Gives its memory back; where it answers, once it has. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.#isAnswering) this.#giveBack();
  }

  #endAnswer(): void {
    this.#isAnswering = false;
    if (this.#released) this.#giveBack();
  }

  #giveBack(): void {
    this.#forget();
    this.#scaled?.rows.release();
    this.#weights?.release();
    this.#rows.release();
  }

  async #read(
    pages: Plan["pages"],
    source: StreamSource,
    signal: SignalLike | undefined,
  ): Promise<void> {
    const { from, pageRows } = this.#plan;
    const { rowStart } = pages[0];
    const { rowEnd } = pages.at(-1)!;
    const ranged = { ...source, open: () => source.open({ rowStart, rowEnd }) };
    const reading = new Reading(ranged, rowStart, from, true);
    try {
      let at = 0;
      for (const mark of pages) {
        if (signal?.aborted === true) throw signal.reason;
        const page = await reading.next(pageRows);
        const same =
          page?.count === mark.count &&
          page.rowEnd === mark.rowEnd &&
          page.hash[0] === mark.hash[0] &&
          page.hash[1] === mark.hash[1];
        if (!same) {
          const which = `rows ${mark.rowStart} to ${mark.rowEnd - 1}`;
          // Where reading begins is the commonest mistake of sources that are made by hand.
          const hint = rowStart > 0 ? ` (open({ rowStart }) was asked for row ${rowStart})` : "";
          throw new Error(`"source" has other ${which} here than where the fit began${hint}`);
        }
        this.#take(page, at);
        at += page.count;
      }
    } finally {
      await reading.close();
    }
  }

  #take(page: Page, first: number): void {
    const { dimensions: d, standardization, unitLength, unit, weighted } = this.#plan;
    const view = this.#rows.view(first, page.count);
    if (standardization === undefined && !unitLength) {
      view.set(page.values.subarray(0, page.count * d));
    } else {
      const prepare = rowPreparer(d, { standardization, unitLength });
      for (let i = 0; i < page.count; i++) prepare(page.values, view, i * d, () => i);
    }
    if (!weighted) return;
    const weights = core().memory.f64(this.#weights!.address + first * 8, page.count);
    // As src/streams/paged-rows.ts divides them.
    for (let i = 0; i < page.count; i++) {
      weights[i] = Math.max(page.weights![i] / unit, Number.MIN_VALUE);
    }
  }

  *#answered(bytes: Uint8Array): Talk<Uint8Array> {
    const question = readQuestion(bytes, this.#plan.dimensions);
    if (question.weighted && this.#weights === undefined) {
      throw rangeError("question", "one about rows without weights", "one about weights");
    }
    const part = yield* this.#part(question);
    if ("grid" in question) return yield* this.#labelled(part, question);
    if ("candidates" in question) return yield* this.#candidates(part, question);
    return yield* this.#statistics(part, question);
  }

  *#part({ weighted, units }: Omit<About, "k">): Talk<Part> {
    const weights = weighted ? this.#weights : undefined;
    if (units === undefined) return { rows: this.#rows, weights, pace: inLongSlices };
    const own = units.join();
    if (this.#scaled?.units !== own) {
      this.#forget();
      this.#scaled?.rows.release();
      this.#scaled = undefined;
      this.#scaled = { units: own, rows: yield* scaledRows(this.#rows, units, inLongSlices) };
    }
    return { rows: this.#scaled.rows, weights, pace: inLongSlices };
  }

  *#labelled(part: Part, question: HardQuestion): Talk<Uint8Array> {
    const { k, weighted, units, grid, centroids } = question;
    const about = JSON.stringify([k, weighted, units, grid]);
    let kept = this.#labelling;
    if (kept?.about !== about) {
      this.#forget();
      kept = yield* labellingOf(part, question, about);
      this.#labelling = kept;
    }
    const { assignment, sums, space } = kept;
    core().memory.write(space.at("centroids"), centroids);
    if (question.kind === "assign" || !sameNumbers(kept.centroids, centroids)) {
      kept.centroids = undefined;
      yield* answerTo(assignment.assign(centroids));
      kept.centroids = centroids;
    }
    if (question.kind === "costs") {
      sums.clearCosts();
      yield* answerTo(assignment.addCosts());
      return writeCosts(sums.costs());
    }
    const labels = yield* answerTo(assignment.labels());
    const records = sums.records();
    makePlain(records, k, grid, this.#plan.dimensions, weighted);
    return writeLabelled({ hash: hashOfLabels(labels, this.#first), records });
  }

  *#candidates(part: Part, question: CandidatesQuestion): Talk<Uint8Array> {
    const { kind, k, candidates, most, key } = question;
    const own = new Candidates(part, k);
    try {
      const d = this.#plan.dimensions;
      for (let at = 0; at < candidates.length; at += d) own.add(candidates.slice(at, at + d));
      if (kind === "sizes") return writeStatistics(yield* own.sizes());
      return writeMet(yield* own.foremost(most, key, this.#first));
    } finally {
      own.release();
    }
  }

  *#statistics(part: Part, question: MixtureQuestion): Talk<Uint8Array> {
    const { k, spread, weighted, units, anchors } = question;
    const about = JSON.stringify([k, spread, weighted, units]);
    if (this.#pass?.about !== about) {
      this.#forget();
      this.#pass = { about, pass: new MixturePass(part, k, spread, this.#first) };
    }
    const { pass } = this.#pass;
    if (question.kind === "whole") return writeStatistics(yield* answerTo(pass.whole(anchors)));
    if (question.kind === "eStep") {
      const { components, cutoff } = question;
      return writeStatistics(yield* answerTo(pass.eStep(components!, anchors, cutoff)));
    }
    const labels = yield* this.#nearest(part, question);
    return writeStatistics(yield* answerTo(pass.labelled(labels, anchors)));
  }

  *#nearest(part: Part, { nearest }: MixtureQuestion): Talk<Int32Array | "all in the first"> {
    if (nearest === undefined) return "all in the first";
    const { k, centroids, units } = nearest;
    const rows = units && (yield* scaledRows(part.rows, units, inLongSlices));
    try {
      return yield* assign(rows === undefined ? part : { ...part, rows }, centroids, k);
    } finally {
      rows?.release();
    }
  }

  /** What questions of another kind have left: one kind at a time has memory. */
  #forget(): void {
    if (this.#labelling !== undefined) {
      const { assignment, sums, space } = this.#labelling;
      assignment.release();
      sums.release();
      space.region.release();
      this.#labelling = undefined;
    }
    this.#pass?.pass.release();
    this.#pass = undefined;
  }
}

function* labellingOf(part: Part, { k, grid }: HardQuestion, about: string): Talk<Labelling> {
  const space = carve({ centroids: k * part.rows.dimensions * 8 });
  const { centroids } = space.addresses;
  let assignment: Assignment | undefined;
  // Statistics are for whoever puts the sums together.
  const sums = new ExactSums(part, k, { centroids, statistics: 0 });
  let whole = false;
  try {
    sums.adopt(grid);
    assignment = assignmentFor(part, k, "many", sums, centroids);
    yield* answerTo(assignment.prepare());
    whole = true;
    return { about, sums, assignment, space, centroids: undefined };
  } finally {
    if (!whole) {
      assignment?.release();
      sums.release();
      space.region.release();
    }
  }
}

function sameNumbers(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a?.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
