import { lengthOf as listLength, rangeError, show, typedKind, typeError } from "../check.js";
import { BLOCK_ROWS } from "../core/blocks.js";
import type { ModelName } from "../starts/fitted.js";
import { checked } from "./bytes.js";
import { type Content, type Head, isBoundless, type Summary, summaryOf } from "./content.js";
import { type ExactContent, mergeExact } from "./exact-content.js";
import type { Identity } from "./identity.js";
import { lengthOf, mergeMoments, type MomentsContent } from "./moments-content.js";
import { readStatistics, writeStatistics } from "./format.js";

/** Head and content of all that were made here. */
const MADE = /* @__PURE__ */ new WeakMap<object, { head: Head; content: Content }>();

/** Only the library has it. */
const KEY = /* @__PURE__ */ Symbol("made by mixtura");

export function statisticsOf(head: Head, content: Content): Statistics {
  return Reflect.construct(Statistics, [head, content, KEY]) as Statistics;
}

/** What statistics consist of, where they are those of this model: under its θ, and no other. */
export function insideFor<Kind extends Content["kind"]>(
  statistics: unknown,
  identity: Identity,
  kind: Kind,
): Summary & { readonly content: Extract<Content, { kind: Kind }> } {
  const { head, content } = insideOf("statistics", statistics);
  checkSame("statistics", head, identity, "the model");
  if (content.kind !== kind) throw otherThan("statistics", "the model", head);
  // Found anew: what users do to the lists of a Statistics does not reach a model.
  return { ...summaryOf(head, content), content: content as Extract<Content, { kind: Kind }> };
}

/**
 * What an E-step sums up of points under a model: all that an M-step needs, whatever the number of
 * points. `model.statistics(points)` takes them, {@link Statistics.merge} adds those of parts of the
 * data, and `model.solve(statistics)` makes the next model of them. So parts may lie on several machines, or
 * with several parties that share statistics and not their points (what those reveal is told in
 * docs/recipes.md).
 *
 * Statistics do not change.
 *
 * @example
 * const model = KMeans.fit([1, 2, 10, 12], { k: 2, start: { centroids: [0, 9] }, maxIterations: 0 });
 * const here = model.statistics([1, 10], { rowStart: 0 });
 * const there = Statistics.fromBytes(model.statistics([2, 12], { rowStart: 2 }).toBytes());
 * model.solve(Statistics.merge([here, there])).centroids; // [[1.5], [11]]
 */
export class Statistics {
  /** The class of the model. */
  readonly model: ModelName;
  /** How many components it has. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** 16 hexadecimal digits that tell one θ from another: statistics under different ones cannot be added. */
  readonly fingerprint: string;
  /** Which row of the whole table their first one is, from 0; undefined where that was not said. */
  readonly rowStart: number | undefined;
  /** How many rows, those of weight 0 left out. */
  readonly rows: number;
  /** Σ of the weights: the number of rows where there are none. */
  readonly totalWeight: number;
  /** Σ w r of each component. */
  readonly sizes: number[];
  /**
   * Of a mixture: what variances are measured in where densities are, powers of two, one or d numbers,
   * which parts have to have in common; else undefined.
   */
  readonly units: number[] | undefined;
  /**
   * What the rows have of the model's objective under its own θ: inertia, free energy, or
   * log-likelihood in nats, in the units the model has it in.
   */
  readonly objective: number;

  private constructor(head: Head, content: Content, key: symbol) {
    if (key !== KEY) {
      throw new TypeError("a Statistics is made by model.statistics, merge or fromBytes");
    }
    const { k, dimensions } = head;
    this.model = head.model;
    this.k = k;
    this.dimensions = dimensions;
    this.fingerprint = head.fingerprint;
    this.rowStart = head.range?.start;
    this.rows = head.rows;
    const { totalWeight, sizes, objective } = summaryOf(head, content);
    this.totalWeight = totalWeight;
    this.sizes = sizes;
    this.units =
      content.kind === "moments" && content.units.length > 0 ? [...content.units] : undefined;
    this.objective = objective;
    MADE.set(this, { head, content });
    Object.freeze(this);
  }

  /**
   * The statistics of all rows of several parts. Parts with a `rowStart` are parts of one table, given
   * in any order, and make it up without a gap. Parts without are tables of their own: in hard k-means
   * their order does not matter; else the last digits depend on it.
   *
   * @param parts at least one; all under the same θ
   * @throws TypeError where one is none; RangeError that names the part where it was taken under
   * another θ, of another k, d or class of model or in other units, or where rows are missing or there twice
   * @example
   * const model = KMeans.fit([1, 2, 10, 11], { k: 2 });
   * const parts = [[1, 2], [10, 11]].map((points) => model.statistics(points));
   * Statistics.merge(parts).rows; // 4
   */
  static merge(parts: readonly Statistics[]): Statistics {
    const count = listLength(parts);
    if (count === undefined || typeof parts === "string") {
      throw typeError("parts", "a list of Statistics", show(parts));
    }
    if (count === 0) throw rangeError("parts", "at least one", "none");
    const named = Array.from({ length: count }, (_, i) => {
      const name = `parts[${i}]`;
      return { name, ...insideOf(name, parts[i]) };
    });
    const [first, ...others] = named;
    for (const { name, head, content } of others) {
      checkSame(name, head, first.head, first.name);
      checkUnits(name, content, first.content);
      if ((head.range === undefined) === (first.head.range === undefined)) continue;
      const expected = first.head.range === undefined ? "none" : "a number";
      throw rangeError(`${name}.rowStart`, `${expected}, as parts[0] has`, show(head.range?.start));
    }
    if (first.head.range !== undefined)
      named.sort((a, b) => a.head.range!.start - b.head.range!.start);
    const { head, content } = named.reduce(merged);
    return statisticsOf(head, content);
  }

  /**
   * Statistics from what `toBytes` gave.
   *
   * @param bytes a Uint8Array; other bytes, older or newer versions and damage are refused
   * @throws TypeError where it is no Uint8Array, RangeError where it is not what `toBytes` gives
   * @example
   * const statistics = KMeans.fit([1, 2, 10, 11], { k: 2 }).statistics([1, 2, 10, 11]);
   * Statistics.fromBytes(statistics.toBytes()).rows; // 4
   */
  static fromBytes(bytes: Uint8Array): Statistics {
    if (typedKind(bytes) !== "Uint8Array") throw typeError("bytes", "a Uint8Array", show(bytes));
    const { head, content } = readStatistics(bytes);
    const { totalWeight, sizes, objective } = summaryOf(head, content);
    for (const value of [totalWeight, ...sizes]) checked(value, Number.isFinite);
    checked(objective, (value) => Number.isFinite(value) || isBoundless(content));
    return statisticsOf(head, content);
  }

  /**
   * All of it in bytes, the same on every machine: a version, what it is of, the sums (of symmetric
   * matrices one triangle) and a checksum. It tells damage, not malice: whoever may not be trusted has to
   * sign what they send.
   *
   * @example
   * KMeans.fit([1, 2, 10, 11], { k: 2 }).statistics([1, 2]).toBytes() instanceof Uint8Array; // true
   */
  toBytes(): Uint8Array {
    const { head, content } = MADE.get(this)!;
    return writeStatistics(head, content);
  }

  /**
   * Refused: JSON would lose what statistics are for.
   *
   * @throws TypeError always
   * @example
   * const statistics = KMeans.fit([1, 2, 10, 11], { k: 2 }).statistics([1, 2, 10, 11]);
   * const { rows, sizes, objective } = statistics;
   * JSON.stringify({ rows, sizes, objective }); // what JSON can have of it
   */
  toJSON(): never {
    throw new TypeError(
      "a Statistics has no JSON: toBytes() gives all of it, sizes and objective are numbers",
    );
  }
}

type Named = { readonly name: string; readonly head: Head; readonly content: Content };

/** @param b what follows a, where both are of one table */
function merged(a: Named, b: Named): Named {
  const { k, dimensions, range } = a.head;
  if (range !== undefined) checkFollows(a, b);
  const head = {
    ...a.head,
    range: range && { start: range.start, end: b.head.range!.end },
    rows: a.head.rows + b.head.rows,
  };
  const content =
    a.content.kind === "exact"
      ? mergeExact(a.content, b.content as ExactContent)
      : mergeMoments(
          a.content,
          b.content as MomentsContent,
          lengthOf(a.content, k, dimensions),
          range !== undefined,
        );
  return { name: b.name, head, content };
}

function checkFollows(a: Named, b: Named): void {
  const { end } = a.head.range!;
  const { start } = b.head.range!;
  if (start !== end) {
    const what = start > end ? `a gap of ${start - end} rows` : `an overlap of ${end - start} rows`;
    throw rangeError(`${b.name}.rowStart`, `${end}, where ${a.name} ends`, `${start} (${what})`);
  }
  if (a.content.kind === "moments" && end % BLOCK_ROWS !== 0) {
    const expected = `a multiple of ${BLOCK_ROWS} rows in every part but the last`;
    throw rangeError(a.name, expected, `rows up to ${end}`);
  }
}

function insideOf(name: string, value: unknown): { head: Head; content: Content } {
  const inside = typeof value === "object" && value !== null ? MADE.get(value) : undefined;
  if (inside !== undefined) return inside;
  const hint = typedKind(value) === "Uint8Array" ? " (Statistics.fromBytes reads it)" : "";
  throw typeError(name, "a Statistics", show(value) + hint);
}

function checkSame(name: string, got: Identity, expected: Identity, origin: string): void {
  for (const field of ["model", "k", "dimensions"] as const) {
    if (got[field] === expected[field]) continue;
    throw rangeError(
      `${name}.${field}`,
      `${expected[field]}, as ${origin} has`,
      String(got[field]),
    );
  }
  if (got.fingerprint !== expected.fingerprint) throw otherThan(name, origin, got);
}

function otherThan(name: string, origin: string, { fingerprint }: Identity): RangeError {
  return rangeError(
    name,
    `statistics under the same θ, distance, form and scales as ${origin}`,
    `those of another (fingerprint ${fingerprint})`,
  );
}

function checkUnits(name: string, got: Content, expected: Content): void {
  if (got.kind === "exact" || expected.kind === "exact") return;
  if (got.units.length === expected.units.length && got.units.every((unit, i) => unit === expected.units[i])) return; // prettier-ignore
  throw rangeError(
    `${name}.units`,
    "those of parts[0] (take them with { units: first.units })",
    `[${got.units.join(", ")}]`,
  );
}
