import { InvalidArgumentError } from "commander";

const expected = "Expected numbers of clusters such as 1..8 or 2,4,8.";

/** `1..8` or `2,4,8`: numbers of clusters, each at least 1. */
export function clusterCounts(text: string): number[] {
  const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text);
  const counts =
    range === null
      ? text.split(",").map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : 0))
      : between(Number(range[1]), Number(range[2]));
  if (counts.length === 0 || counts.some((count) => count < 1)) {
    throw new InvalidArgumentError(expected);
  }
  if (counts.length > most) throw new InvalidArgumentError(`${expected} At most ${most} of them.`);
  const twice = counts.find((count, i) => counts.indexOf(count) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is named twice.`);
  return counts;
}

/** At most one more than are allowed. */
function between(first: number, last: number): number[] {
  const length = Math.min(Math.max(last - first + 1, 0), most + 1);
  return Array.from({ length }, (_, i) => first + i);
}

/** More fits than anybody will wait for. */
const most = 200;
