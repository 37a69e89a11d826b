import { uniforms } from "../../test/data.js";
import { bell } from "./made.js";

/**
 * n addresses, longitude and latitude: each in a city that is drawn by its number of inhabitants,
 * and a hundredth of a degree from its middle, or a few of them.
 */
export function addresses(
  cities: Float64Array,
  inhabitants: readonly number[],
  n: number,
): Float64Array {
  const uniform = uniforms(n);
  let sum = 0;
  const upTo = Float64Array.from(inhabitants, (count) => (sum += count));
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const city = firstAbove(upTo, uniform() * sum);
    data[2 * i] = cities[2 * city] + 0.01 * bell(uniform);
    data[2 * i + 1] = cities[2 * city + 1] + 0.01 * bell(uniform);
  }
  return data;
}

/** The index of the first of ascending values that is larger, found by halves. */
function firstAbove(values: Float64Array, value: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const middle = (first + last) >> 1;
    if (values[middle] > value) last = middle;
    else first = middle + 1;
  }
  return first;
}
