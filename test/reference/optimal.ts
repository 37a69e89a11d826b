import { divided, minus, NOTHING, plus, type Rational, rational, times } from "./rational.js";

/**
 * The least inertia that k clusters can have in one dimension, by dynamic programming as a textbook
 * has it (Fisher 1958): O(k n²), with nothing rounded.
 */
export function leastInertia(
  values: readonly number[],
  k: number,
  weights: readonly number[] = values.map(() => 1),
): Rational {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const known = new Map<number, Rational>();
  const own = (begin: number, end: number) => {
    const key = begin * (order.length + 1) + end;
    const cost = known.get(key) ?? exactInertia(order.slice(begin, end), values, weights);
    known.set(key, cost);
    return cost;
  };
  // costs[end]: of the best c clusters of the values before `end`; none where there are fewer values.
  let costs: (Rational | undefined)[] = [NOTHING, ...order.map(() => undefined)];
  for (let c = 1; c <= k; c++) {
    const before = costs;
    costs = before.map((_, end) => {
      let least: Rational | undefined;
      for (let begin = 0; begin <= end; begin++) {
        const rest = before[begin];
        if (rest === undefined) continue;
        const cost = plus(rest, own(begin, end));
        if (least === undefined || isLess(cost, least)) least = cost;
      }
      return least;
    });
  }
  return costs[values.length]!;
}

/** Σ w(x − mean)² of some of the values: what the square of the sum leaves of the sum of squares. */
export function exactInertia(
  rows: readonly number[],
  values: readonly number[],
  weights: readonly number[],
): Rational {
  if (rows.length === 0) return NOTHING;
  let [size, sum, squares] = [NOTHING, NOTHING, NOTHING];
  for (const i of rows) {
    const [x, w] = [rational(values[i]), rational(weights[i])];
    const product = times(w, x);
    size = plus(size, w);
    sum = plus(sum, product);
    squares = plus(squares, times(product, x));
  }
  return minus(squares, divided(times(sum, sum), size));
}

export function isLess(a: Rational, b: Rational): boolean {
  return minus(a, b).over < 0n;
}

/**
 * The same for values in ascending order that are no farther from 0 than they are from each other,
 * with sums from the first value on, and halves of halves (Grønlund et al. 2017): O(k n log n).
 */
export function leastInertiaOfMany(values: Float64Array, k: number): number {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  values.forEach((x, i) => {
    sums[i + 1] = sums[i] + x;
    squares[i + 1] = squares[i] + x * x;
  });
  const cost = (begin: number, end: number) => {
    const sum = sums[end] - sums[begin];
    return begin === end ? 0 : squares[end] - squares[begin] - (sum * sum) / (end - begin);
  };
  let costs = Float64Array.from({ length: n + 1 }, (_, end) => cost(0, end));
  for (let c = 2; c <= k; c++) {
    const before = costs;
    costs = new Float64Array(n + 1);
    const halve = (firstEnd: number, lastEnd: number, firstBegin: number, lastBegin: number) => {
      if (firstEnd > lastEnd) return;
      const end = (firstEnd + lastEnd) >> 1;
      let [least, best] = [Infinity, firstBegin];
      for (let begin = firstBegin; begin <= Math.min(lastBegin, end); begin++) {
        const all = before[begin] + cost(begin, end);
        if (all < least) [least, best] = [all, begin];
      }
      costs[end] = least;
      halve(firstEnd, end - 1, firstBegin, best);
      halve(end + 1, lastEnd, best, lastBegin);
    };
    halve(0, n, 0, n);
  }
  return costs[n];
}
