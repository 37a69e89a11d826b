import { figures } from "../../text/figures.js";
import type { Axis, Interval } from "./picture.js";

/** A round number, 1, 2 or 5 times a power of ten, of at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}

/** The least value and the greatest. */
export function extentOf(values: Iterable<number>): Interval {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** The interval round values, with some room to spare, which has a width whatever they are. */
export function domainOf(values: Iterable<number>, room = 0.04): Interval {
  const [least, most] = extentOf(values);
  const width = most - least;
  const spare = width > 0 ? room * width : Math.abs(least) / 10 || 1;
  return [least - spare, most + spare];
}

/** Round numbers on an axis, about `most` of them. */
export function ticksOf({ domain, whole = false }: Omit<Axis, "name">, most: number): number[] {
  const ticks = roundNumbers(domain, most);
  return whole ? ticks.filter(Number.isInteger) : ticks;
}

function roundNumbers([from, to]: Interval, most: number): number[] {
  const step = roundStep((to - from) / Math.max(most, 1));
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  // Beyond what a number can hold apart there is nothing round to mark.
  if (!(count >= 1 && count <= 2 * most + 2)) return [from, to];
  return Array.from({ length: count }, (_, i) => {
    const tick = (first + i) * step;
    // 3 × 0.1 is not 0.3.
    return Number(tick.toPrecision(12)) + 0;
  });
}

/** The numbers of an axis as they are written. */
export function tickTexts(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 0;
  return figures(ticks, step).map((text) => text.trim());
}
