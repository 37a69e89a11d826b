import { lengthOf as listLength, rangeError, show, typedKind, typeError } from "../check.js";
import { BLOCK_ROWS } from "../core/blocks.js";
import { checked } from "./bytes.js";
import { type Content, type Head, isBoundless } from "./content.js";
import { type ExactContent, exactSummary, mergeExact } from "./exact-content.js";
import { readStatistics } from "./format.js";
import { lengthOf, mergeMoments, type MomentsContent, momentsSummary } from "./moments-content.js";
import { checkSame, type Inside, insideOf, statisticsOf, TakenStatistics } from "./taken.js";

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
export class Statistics extends TakenStatistics {
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
    const named = Array.from({ length: count }, (_, i): Named => {
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
    const all = summed(named.reduce(merged));
    if (!Number.isFinite(all.summary.totalWeight)) {
      throw rangeError("parts", "weights of a finite sum", "Infinity");
    }
    return statisticsOf(all);
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
    const inside = summed(readStatistics(bytes));
    const { totalWeight, sizes, objective } = inside.summary;
    for (const value of [totalWeight, ...sizes]) checked(value, Number.isFinite);
    checked(objective, (value) => Number.isFinite(value) || isBoundless(inside.content));
    return statisticsOf(inside);
  }

  /** Whether a value is a Statistics: those that models take are. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof TakenStatistics;
  }
}

type Named = { readonly name: string; readonly head: Head; readonly content: Content };

function summed({ head, content }: { head: Head; content: Content }): Inside {
  const summary =
    content.kind === "exact"
      ? exactSummary(content)
      : momentsSummary(content, head.k, head.dimensions);
  return { head, content, summary };
}

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

function checkUnits(name: string, got: Content, expected: Content): void {
  if (got.kind === "exact" || expected.kind === "exact") return;
  if (got.units.length === expected.units.length && got.units.every((unit, i) => unit === expected.units[i])) return; // prettier-ignore
  throw rangeError(
    `${name}.units`,
    "those of parts[0] (take them with { units: first.units })",
    `[${got.units.join(", ")}]`,
  );
}
