import { note } from "../text/notes.js";
import { listed } from "../text/wording.js";

interface Column {
  readonly name: string;
  /** One number a row, NaN where it is missing. */
  readonly values: Float64Array;
}

/** Asks a user who has not chosen the columns about those that may only number the rows. */
export function noteIds(columns: readonly Column[]): void {
  const ids: string[] = [];
  const others: string[] = [];
  for (const column of columns) (mayBeId(column) ? ids : others).push(column.name);
  // Without the others there would be nothing to cluster.
  if (ids.length === 0 || others.length === 0) return;
  const one = ids.length === 1;
  const plain = others.length <= 6 && others.every((name) => /^[\p{L}\p{N}_.-]+$/u.test(name));
  note(
    `${listed(ids, 5)} ${one ? "has" : "have"} another whole number in every row: ` +
      `${one ? "an id" : "ids"}? --columns ${plain ? others.join() : "with the other names"} ` +
      `leaves ${one ? "it" : "them"} out`,
  );
}

/**
 * Whether a column has a different whole number in every row, and not by chance. Whole numbers that
 * were measured may differ too, above all in few rows; so one of these has to be true as well:
 *
 * - the name says that it is an id;
 * - the numbers count up or down by one from row to row, ten rows or more;
 * - there are so many of them within their range that numbers drawn independently of each other would
 *   have repeated themselves: a chance below one in a million that they had not.
 */
export function mayBeId({ name, values }: Column): boolean {
  if (values.length < 2 || !values.every((value) => Number.isInteger(value))) return false;
  return isCount(values) || ((isIdName(name) || wouldRepeat(values)) && areDifferent(values));
}

function isCount(values: Float64Array): boolean {
  const step = values[1] - values[0];
  if (values.length < 10 || Math.abs(step) !== 1) return false;
  return values.every((value, row) => value === values[0] + row * step);
}

/** The last word of a name, where that alone is as good as a statement. */
const lastWords = new Set(["id", "uid", "uuid", "guid", "nr", "no", "idx"]);

/** Beside other words these may be measured: a body mass index, a mach number. */
const wholeNames = new Set(["index", "key", "number", "num", "code", "row", "record", "#"]);

function isIdName(name: string): boolean {
  // What pandas writes over the numbers of rows.
  if (/^unnamed: \d+$/i.test(name)) return true;
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}#]+/u)
    .filter((word) => word !== "");
  return lastWords.has(words.at(-1) ?? "") || (words.length === 1 && wholeNames.has(words[0]));
}

/** n values out of r, each as likely as any other, all differ with a chance of e^-n(n-1)/2r at most. */
function wouldRepeat(values: Float64Array): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const n = values.length;
  return (n * (n - 1)) / 2 / (most - least + 1) > Math.log(1e6);
}

function areDifferent(values: Float64Array): boolean {
  const sorted = Float64Array.from(values).sort();
  return sorted.every((value, i) => i === 0 || value !== sorted[i - 1]);
}
