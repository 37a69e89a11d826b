import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { em } from "../../src/em.js";
import { HardModel } from "../../src/models/k-means/model.js";
import { Random } from "../../src/random.js";
import { carve, core } from "../../src/core/core.js";
import { align } from "../../src/core/memory.js";
import {
  COST,
  CHANGED,
  costsOf,
  HardPass,
  type HardStatistics,
  meansOf,
  SIZES,
} from "../../src/questions/hard.js";
import { HamerlySearch } from "../../src/search/hamerly.js";
import { LabelsInIntegers } from "../../src/search/labels.js";
import { quantised } from "../../src/search/quantised.js";
import { YinyangSearch } from "../../src/search/yinyang.js";
import { Rows, tileBytes } from "../../src/core/rows.js";
import { answered, Pending } from "../../src/data/pending.js";
import { inSlices } from "../../src/data/sweep.js";
import { type Part, partOf, weightRows } from "../../src/data/part.js";
import { PlainSearch, type Search, type SearchArrays } from "../../src/search/search.js";
import { blobs, digest, uniforms, worstError } from "../data.js";
import * as reference from "../reference/k-means.js";

/**
 * Every way to find labels (docs/decisions/0010) against the rule (0002), through many centroids
 * one after another, since what a search remembers of earlier ones is where it can go wrong.
 */

type Table = number[][];

type Make = (data: Part, k: number, arrays: SearchArrays) => Search;
/** Labels that are asked for once, as a search. */
function onceSearch(
  { rows }: Part,
  k: number,
  { labels }: SearchArrays,
  prepare: () => void,
): Search {
  let once: LabelsInIntegers | undefined;
  return {
    stride: 2048,
    prepare,
    setCentroids: (centroids) => {
      once?.release();
      once = new LabelsInIntegers(rows, centroids, k);
    },
    assign: (first, count) => {
      const view = core().memory.i32(labels + first * 4, count);
      const before = view.slice();
      once!.assign(first, count, labels + first * 4);
      return differences(before, view).length;
    },
    forget: () => undefined,
    release: () => once?.release(),
  };
}

const WAYS = {
  plain: ({ rows }, k, arrays) => new PlainSearch(rows, k, arrays),
  "hamerly by the rule": (data, k, arrays) => new HamerlySearch(data, k, arrays, false),
  hamerly: (data, k, arrays) => new HamerlySearch(data, k, arrays, true),
  "once, quantised by blocks": (data, k, arrays) => onceSearch(data, k, arrays, () => undefined),
  "once, quantised before": (data, k, arrays) =>
    onceSearch(data, k, arrays, () => answered(quantised(data))),
  yinyang: (data, k, arrays) => new YinyangSearch(data, k, arrays),
} satisfies Record<string, Make>;
type Way = keyof typeof WAYS;
const ALL_WAYS = Object.keys(WAYS) as Way[];

const PRECISIONS = ["float64", "float32"] as const;
type Precision = (typeof PRECISIONS)[number];

/** A stream of choices, seeded. */
function chooser(seed: number) {
  const uniform = uniforms(seed);
  return {
    uniform,
    /** In −1 … 1, denser about 0. */
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) / 2,
    below: (count: number) => Math.floor(uniform() * count),
    of: <T>(values: readonly T[]) => values[Math.floor(uniform() * values.length)],
  };
}

function table(n: number, d: number, value: (row: number, column: number) => number): Table {
  return Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, j) => value(i, j)));
}

/** Rows of every kind that could be labelled wrongly. */
const DATA: Record<string, (n: number, d: number, seed: number) => Table> = {
  blobs: (n, d, seed) => blobs(n, d, 7, seed),
  noise: (n, d, seed) => {
    const { uniform } = chooser(seed);
    return table(n, d, uniform);
  },
  "a grid": (n, d, seed) => {
    const { below } = chooser(seed);
    return table(n, d, () => below(4) - 1);
  },
  "a lattice in one line": (n, d) => table(n, d, (i) => i % 23),
  "few distinct rows": (n, d, seed) => {
    const few = blobs(5, d, 5, seed);
    return table(n, d, (i, j) => few[(i * 7) % 5][j]);
  },
  "mirrored rows": (n, d, seed) => {
    const half = blobs(n, d, 3, seed);
    return table(n, d, (i, j) => (i % 2 ? -1 : 1) * half[i - (i % 2)][j]);
  },
  "equal rows": (n, d) => table(n, d, (_, j) => 0.1 + j),
  "zeros of both signs": (n, d) => table(n, d, (i, j) => ((i + j) % 2 ? -0 : 0)),
  "a constant column": (n, d, seed) => {
    const { uniform } = chooser(seed);
    return table(n, d, (_, j) => (j === 0 ? 12345.678 : uniform()));
  },
  "columns of all scales": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (_, j) => normal() * 10 ** (((j * 5) % 25) - 12));
  },
  "1e7 ± 0.1": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e7 + 0.1 * normal());
  },
  "1e7 ± 1e-3": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e7 + 1e-3 * normal());
  },
  "clusters 1e8 apart": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (i, j) => ((i + j) % 5) * 1e8 + normal());
  },
  "rows some ulps apart": (n, d, seed) => {
    const { below } = chooser(seed);
    return table(n, d, () => 1 + below(5) * 2 ** -52);
  },
  ...Object.fromEntries(
    [3, 10, 18].map((power) => [
      `outliers at 1e${power}`,
      (n: number, d: number, seed: number) => {
        const { normal } = chooser(seed);
        return table(n, d, (i) => normal() * (i % 50 === 7 ? 10 ** power : 1));
      },
    ]),
  ),
  "heavy tails": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => normal() * Math.exp(6 * normal()));
  },
  "one row of 1e12": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (i) => (i === 5 ? 1e12 : normal()));
  },
  "columns of 10^0 to 10^5": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (_, j) => normal() * 10 ** (j % 6));
  },
  "whole numbers": (n, d, seed) => {
    const { below } = chooser(seed);
    return table(n, d, () => below(256));
  },
  "mostly one row": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (i) => (i % 10 === 7 ? normal() : 3));
  },
  "values of 1e150": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e150 * normal());
  },
  "subnormal squares": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e-160 * normal());
  },
  "subnormal squares beside a constant": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, (_, j) => (j === 0 ? 1 : 1e-161 * normal()));
  },
  "values of 1e-140": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e-140 * normal());
  },
  "values of 1e-130": (n, d, seed) => {
    const { normal } = chooser(seed);
    return table(n, d, () => 1e-130 * normal());
  },
};

const copied = (rows: Table): Table => rows.map((row) => [...row]);

function rowsOf(points: Table, precision: Precision): Rows {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return rows;
}

/** The rows as they are stored. */
function stored(points: Table, precision: Precision): Table {
  return precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;
}

/** Typical distance of a coordinate from another row's. */
function spreadOf(points: Table): number {
  let sum = 0;
  const n = Math.min(points.length, 40);
  for (let i = 1; i < n; i++) sum += Math.abs(points[i][0] - points[i - 1][0]);
  return sum / n || Math.abs(points[0][0]) || 1;
}

type Step = (centroids: Table, from: Walker) => Table;
interface Walker extends ReturnType<typeof chooser> {
  readonly points: Table;
  readonly spread: number;
  readonly past: readonly Table[];
}

/** What may become of centroids from one E-step to the next. */
const STEPS: Record<string, Step> = {
  stay: (m) => m,
  "move by a little": (m, { spread, normal }) =>
    m.map((row) => row.map((value) => value + 1e-12 * spread * normal())),
  "move by ulps": (m, { below }) =>
    m.map((row) => row.map((value) => value + (below(3) - 1) * Math.abs(value) * 2 ** -52)),
  "move by some": (m, { spread, normal, uniform }) => {
    const size = spread * 10 ** (-6 * uniform());
    return m.map((row) => row.map((value) => value + size * normal()));
  },
  "move one": (m, { spread, normal, uniform, below }) => {
    const size = spread * 10 ** (1 - 5 * uniform());
    const c = below(m.length);
    return m.map((row, i) => (i === c ? row.map((value) => value + size * normal()) : row));
  },
  "jump to a row": (m, { points, below, of }) => {
    const c = below(m.length);
    return m.map((row, i) => (i === c ? of(points) : row));
  },
  "jump to rows": (m, { points, of }) => m.map(() => of(points)),
  coincide: (m, { below, of }) => {
    const c = below(m.length);
    return m.map((row, i) => (i === c ? of(m) : row));
  },
  swap: (m, { below }) => {
    const [a, b] = [below(m.length), below(m.length)];
    return m.map((_, c) => m[c === a ? b : c === b ? a : c]);
  },
  return: (_, { past, of }) => of(past),
  "stand about a row": (m, { points, below, of, spread }) => {
    // Exactly as far from it on either side, or an ulp farther.
    const row = of(points);
    const step = 2 ** Math.floor(Math.log2(spread));
    const nudge = of([0, 0, 2 ** -52, -(2 ** -52)]);
    const [a, b] = [below(m.length), below(m.length)];
    return m.map((values, c) => {
      if (c !== a && c !== b) return values;
      const sign = c === a ? 1 : -1;
      return row.map((x, j) => x + sign * step * (j % 3) * (c === a ? 1 + nudge : 1));
    });
  },
  "move to means": (m, { points }) => {
    const labels = reference.assign(points, m);
    const sizes = reference.sizes(labels, m.length);
    const sums = m.map((row) => row.map(() => 0));
    points.forEach((x, i) => x.forEach((value, j) => (sums[labels[i]][j] += value)));
    return m.map((row, c) => (sizes[c] > 0 ? sums[c].map((sum) => sum / sizes[c]) : row));
  },
};

/** Steps that the rest of a walk has to come back from. */
const FAR: Record<string, Step> = {
  "one far away": (m, { below, of }) => {
    const [c, far] = [below(m.length), of([1e12, 1e20, 1e30, 1e100])];
    return m.map((row, i) => (i === c ? row.map(() => far) : row));
  },
  "all far away": (m, { of, spread }) => {
    const far = spread * of([1e3, 1e6, 1e9, 1e12, 1e18, 1e22, 1e30]);
    return m.map((row) => row.map((value) => value + far));
  },
  "all in one place far away": (m, { of }) => {
    const far = of([1e10, 1e18, 1e22, 1e30, 1e100]);
    return m.map((row) => row.map(() => far));
  },
};

/** Centroids one after another; every fifth or so far away if `far`. */
function walk(points: Table, k: number, length: number, seed: number, far = true): Table[] {
  const choose = chooser(seed);
  const past: Table[] = [Array.from({ length: k }, (_, c) => points[(c * 11) % points.length])];
  const walker = { ...choose, points, spread: spreadOf(points), past };
  const near = Object.values(STEPS);
  while (past.length < length) {
    const steps = far && choose.below(6) === 0 ? Object.values(FAR) : near;
    past.push(copied(choose.of(steps)(past.at(-1)!, walker)));
    if (steps !== near) past.push(past.at(-2)!);
  }
  return past;
}

/** Fills free memory with what must not be read. */
function soil(bytes: number): void {
  const { memory } = core();
  const dirt = memory.allocate(bytes);
  memory.i32(dirt.address, bytes >> 2).fill(0x7f7f7f7f);
  dirt.release();
}

/** One search, and labels that only it and the test write. */
class Bench {
  readonly #rows: Rows;
  readonly #space;
  readonly search: Search;

  constructor(way: Way, points: Table, k: number, precision: Precision) {
    const n = points.length;
    const d = points[0].length;
    soil(n * (d + 40) * 8 + k * d * 32 + 2 ** 19);
    this.#rows = rowsOf(points, precision);
    this.#space = carve({ centroids: k * d * 8, labels: n * 4, tile: tileBytes(d) });
    const { at } = this.#space;
    this.search = WAYS[way](partOf(this.#rows), k, {
      centroids: at("centroids"),
      labels: at("labels"),
      tile: at("tile"),
    });
    this.setLabels(() => 0);
  }

  setLabels(label: (row: number) => number): void {
    this.labels().forEach((_, i, labels) => (labels[i] = label(i)));
    this.search.forget();
  }

  labels(): Int32Array {
    return core().memory.i32(this.#space.at("labels"), this.#rows.count);
  }

  /** Labels all rows and returns how many labels changed. */
  run(centroids: Table): number {
    const flat = centroids.flat();
    core().memory.write(this.#space.at("centroids"), flat);
    answered(this.search.prepare());
    this.search.setCentroids(flat);
    // In blocks first, as a pass does.
    const { count } = this.#rows;
    let changed = 0;
    for (let block = 0; block < count; block += 2048) {
      const end = Math.min(block + 2048, count);
      for (let first = block; first < end; first += this.search.stride) {
        changed += this.search.assign(first, Math.min(this.search.stride, end - first));
      }
    }
    return changed;
  }

  release(): void {
    this.search.release();
    this.#space.region.release();
    this.#rows.release();
  }
}

function differences(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) found.push(i);
  return found;
}

/** Fails where labels are not those of the rule. */
function expectLabels(got: ArrayLike<number>, expected: readonly number[], where: string): void {
  const wrong = differences(got, expected);
  if (wrong.length === 0) return;
  const [row] = wrong;
  expect.fail(`${where}: ${wrong.length} wrong, row ${row} is ${got[row]}, not ${expected[row]}`);
}

/** Sends every way along a walk. */
function expectWalk(points: Table, steps: readonly Table[], precision: Precision, name: string) {
  const rounded = stored(points, precision);
  const k = steps[0].length;
  const expected = steps.map((centroids) => reference.assign(rounded, centroids));
  for (const way of ALL_WAYS) {
    const bench = new Bench(way, points, k, precision);
    let before: ArrayLike<number> = new Int32Array(points.length);
    steps.forEach((centroids, step) => {
      const where = `${way}, ${name}, step ${step}`;
      const changed = bench.run(centroids);
      expectLabels(bench.labels(), expected[step], where);
      expect(changed, where).toBe(differences(before, expected[step]).length);
      before = expected[step];
    });
    bench.release();
  }
}

/** Kinds that float32 cannot hold: they would be infinite or 0. */
const BEYOND_FLOAT32 = [
  "values of 1e150",
  "values of 1e-130",
  "values of 1e-140",
  "subnormal squares",
  "subnormal squares beside a constant",
];

describe.each(PRECISIONS)("labels of %s rows after any centroids", (precision) => {
  const kinds = Object.keys(DATA);
  it.each(precision === "float64" ? kinds : kinds.filter((kind) => !BEYOND_FLOAT32.includes(kind)))(
    "on %s",
    (kind) => {
      for (const [n, d, k] of [
        [257, 2, 3],
        [130, 5, 9],
        [300, 12, 64],
      ]) {
        const points = DATA[kind](n, d, n + d);
        const steps = walk(stored(points, precision), k, 24, n + k);
        expectWalk(points, steps, precision, `${n} × ${d}, k = ${k}`);
      }
    },
  );

  it("for every n, d, k around lanes, tiles, panels, groups and blocks", () => {
    const { of } = chooser(9);
    const kinds = [DATA["blobs"], DATA["a grid"], DATA["mirrored rows"]];
    const shapes = [
      ...[1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 255, 256, 257, 511, 512, 513].map(
        (n) => [n, of([1, 2, 3, 5, 10]), of([2, 3, 5, 9])] as const,
      ),
      ...[1, 2, 3, 4, 5, 8, 9, 10, 12, 63, 64, 65].map((d) => [67, d, of([4, 8, 65])] as const),
      ...[1, 2, 3, 4, 5, 8, 9, 31, 33, 63, 64, 65, 100, 129, 300].map(
        (k) => [150, of([2, 11, 42]), k] as const,
      ),
      [2047, 3, 5],
      [2049, 2, 9],
      [2048, 12, 33],
      // As many groups as there can be, and the masks' sign bit.
      [270, 66, 512],
    ];
    shapes.forEach(([n, d, k], i) => {
      const points = kinds[i % kinds.length](n, d, i);
      const steps = walk(stored(points, precision), k, k > 128 ? 6 : 10, i, i % 2 > 0);
      expectWalk(points, steps, precision, `${n} × ${d}, k = ${k}`);
    });
  });
});

describe("labels of rows between two centroids", () => {
  // Equal terms, whose rounding adds up; terms that cancel; one large term; anything.
  const PATTERNS: ((j: number, normal: () => number) => number)[] = [
    () => 1,
    (j) => (j % 2 ? 1.3 : -0.7),
    (j) => (j === 0 ? 1 : 0.001),
    (_, normal) => normal(),
  ];

  it.each([1, 2, 10, 64, 260])("closer to a tie than integers or float32 can tell: d = %d", (d) => {
    const { normal } = chooser(d);
    for (const a of PATTERNS) {
      for (const b of PATTERNS) {
        for (const away of [0.01, 30]) {
          const toward = Array.from({ length: d }, (_, j) => a(j, normal) / Math.sqrt(d));
          const side = Array.from({ length: d }, (_, j) => b(j, normal) / Math.sqrt(d));
          const dot = (x: number[], y: number[]) => x.reduce((sum, v, j) => sum + v * y[j], 0);
          // From the middle of the two, at a right angle to the line between them.
          const share = dot(side, toward) / dot(toward, toward);
          const middle = side.map((v, j) => away * (v - share * toward[j]) + 0.37);
          const offsets = Array.from({ length: 60 }, (_, i) =>
            i < 36 ? (i - 18) * 2 ** -25 : (i % 2 ? 1 : -1) * 2 ** (16 - i),
          );
          const points = offsets.map((t) => middle.map((v, j) => v + t * toward[j]));
          const at = (t: number) => toward.map((v) => 0.37 + t * v);
          const others = [at(40), at(-35)];
          const steps = [0, 0, ...offsets.slice(0, 36), 2 ** -12, -(2 ** -12), 0].map((t, i) => [
            at(1),
            at(-1 + t),
            ...(i % 2 ? others : others.map((m) => m.map((x) => x + 1e-7))),
          ]);
          expectWalk(points, steps, "float64", `away by ${away}`);
        }
      }
    }
  });
});

describe("a slot without a component", () => {
  it("is nobody's label, where it is the only one", () => {
    // Of 32 and of 64 slots; rows are nearer to the middle, where it would be, than to any centroid.
    for (const [d, k] of [
      [20, 31],
      [30, 63],
    ]) {
      const points = DATA["noise"](200, d, k);
      expectWalk(points, walk(points, k, 8, k, false), "float64", `k = ${k}`);
    }
  });
});

describe("labels after many small moves", () => {
  it("creeping until every bound is spent, and back", () => {
    for (const [kind, k] of [
      ["noise", 4],
      ["a grid", 12],
      ["noise", 40],
    ] as const) {
      const points = DATA[kind](300, 11, k);
      const { normal } = chooser(k);
      const start = points.slice(0, k);
      const drift = table(k, 11, () => normal() / 30);
      // There and back, one third of the components at twice the speed.
      const steps = Array.from({ length: 50 }, (_, t) => {
        const gone = Math.min(t, 49 - t);
        return table(k, 11, (c, j) => start[c][j] + gone * (c % 3 ? 1 : 2) * drift[c][j]);
      });
      expectWalk(points, steps, "float64", `${kind}, k = ${k}`);
    }
  });

  it("rows change sides exactly when the rule says so", () => {
    // Two centroids, rows along the line between them: the border passes a row at every step.
    for (const d of [1, 3, 10]) {
      for (const scale of [1, 1e-3, 1e6]) {
        const points = table(400, d, (i, j) => (j === 0 ? i * scale : 5));
        const steps = Array.from({ length: 60 }, (_, t) =>
          [0, 10, 200 + t, 390 - t / 2].map((at) => points[0].map((x, j) => (j ? x : at * scale))),
        );
        expectWalk(points, steps, "float64", `d = ${d}, scale ${scale}`);
      }
    }
  });

  it("only one component moves, the others' bounds hold", () => {
    const points = DATA["noise"](600, 10, 3);
    for (const k of [5, 64]) {
      for (const mover of [0, k - 1]) {
        const start = points.slice(100, 100 + k);
        const steps = Array.from({ length: 40 }, (_, t) =>
          start.map((m, c) => (c === mover ? m.map((x) => x + (t % 23) / 25) : m)),
        );
        expectWalk(points, steps, "float64", `k = ${k}, ${mover} moves`);
      }
    }
  });

  it("a tie gives a row of a fast component to one that stands still", () => {
    // What the fast one had moved must not count for the row once it belongs to the other.
    for (const k of [4, 20, 40]) {
      for (const d of [1, 3, 10]) {
        const points = table(64, d, (i, j) => (j === 0 ? (i % 16) / 1024 : 0));
        const onAxis = (at: number[]) =>
          table(k, d, (c, j) => (j === 0 ? (at[c] ?? 0) : c < at.length ? 0 : 500 + c));
        for (const [fast, still, next] of [
          [3, 0, 1],
          [2, 1, 0],
          [2, 0, 3],
        ]) {
          const at = (a: number, b: number, c: number) => {
            const places = [900, 900, 900, 900];
            [places[fast], places[still], places[next]] = [a, b, c];
            return onAxis(places);
          };
          const steps = [at(1, -5, 40), at(2, -5, 40)];
          for (let t = 0; t < 12; t++) steps.push(at(t % 2 ? 2 : -1, -5, 40));
          for (const near of [40, 20, 8, 4, 1]) steps.push(at(5, -5, near));
          for (const near of [1, 4, 40]) steps.push(at(6, -5, near));
          expectWalk(points, steps, "float64", `k = ${k}, d = ${d}, ${fast} is fast`);
        }
      }
    }
  });

  it("creeping after having been far away, when sums of moves are coarse", () => {
    const points = DATA["noise"](300, 10, 8);
    for (const k of [4, 12, 40]) {
      for (const mover of [0, k - 1]) {
        const start = points.slice(20, 20 + k);
        const moved = (by: number) =>
          start.map((m, c) => m.map((x, j) => (c === mover && j < 2 ? x + by : x)));
        const far = Array.from({ length: 6 }, (_, t) => moved(t % 2 ? 1e5 : 0));
        const creeping = Array.from({ length: 80 }, (_, t) => moved(Math.min(t, 80 - t) / 50));
        const steps = [moved(0), ...far, ...creeping];
        expectWalk(points, steps, "float64", `k = ${k}, ${mover} moves`);
      }
    }
  });

  it("two components move against each other, at speeds that differ", () => {
    const points = DATA["noise"](600, 2, 4);
    for (const k of [3, 9, 20]) {
      const start = points.slice(50, 50 + k);
      const steps = Array.from({ length: 40 }, (_, t) =>
        start.map((m, c) => m.map((x) => x + (c === 0 ? t / 50 : c === 1 ? -t / 70 : t / 5000))),
      );
      expectWalk(points, steps, "float64", `k = ${k}`);
    }
  });
});

describe("labels by any way, any data, any walk", () => {
  const value = {
    grid: fc.integer({ min: -2, max: 2 }),
    any: fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((x) => (Math.abs(x) < 1e-9 ? 0 : x)),
    ulps: fc.integer({ min: -3, max: 3 }).map((count) => 1 + count * 2 ** -52),
  };
  const cases = fc
    .record({
      values: fc.constantFrom(value.grid, value.any, value.ulps),
      n: fc.integer({ min: 1, max: 40 }),
      d: fc.integer({ min: 1, max: 12 }),
      k: fc.integer({ min: 1, max: 12 }),
      seed: fc.nat(),
      precision: fc.constantFrom(...PRECISIONS),
      length: fc.integer({ min: 2, max: 12 }),
    })
    .chain((shape) => {
      const row = fc.array(shape.values, { minLength: shape.d, maxLength: shape.d });
      const rows = fc.array(row, { minLength: shape.n, maxLength: shape.n });
      return fc.record({ points: rows, shape: fc.constant(shape) });
    });

  it("are those of the rule", () => {
    fc.assert(
      fc.property(cases, ({ points, shape: { k, seed, precision, length } }) => {
        expectWalk(points, walk(stored(points, precision), k, length, seed), precision, "any");
      }),
      { numRuns: 150 },
    );
  });
});

describe("a search that is told to forget", () => {
  it.each(ALL_WAYS)("finds the same labels from any others: %s", (way) => {
    for (const [d, k] of [
      [2, 5],
      [10, 20],
    ]) {
      const points = DATA["a grid"](520, d, k);
      const bench = new Bench(way, points, k, "float64");
      const { below } = chooser(k);
      walk(points, k, 30, k).forEach((centroids, step) => {
        if (step % 4 === 3) bench.setLabels(() => below(k));
        const before = bench.labels().slice();
        const changed = bench.run(centroids);
        const expected = reference.assign(points, centroids);
        expectLabels(bench.labels(), expected, `${way}, step ${step}`);
        expect(changed).toBe(differences(before, expected).length);
      });
      bench.release();
    }
  });
});

/** Walks a pass, and checks all it says at every step. */
class PassBench {
  readonly points: Table;
  readonly pass: HardPass;
  readonly #k: number;
  readonly #weights: number[] | undefined;
  readonly #data;
  #before: ArrayLike<number>;
  #checks = 0;

  constructor(points: Table, k: number, precision: Precision = "float64", weights?: number[]) {
    soil(points.length * 16 + 2 ** 18);
    this.points = stored(points, precision);
    this.#k = k;
    this.#weights = weights;
    this.#data = weightRows(
      rowsOf(points, precision),
      weights === undefined ? undefined : Float64Array.from(weights),
    );
    this.pass = new HardPass(this.#data, k);
    this.#before = new Int32Array(points.length);
  }

  setLabels(labels: number[], where: string): void {
    const statistics = answered(this.pass.labelled(labels));
    expect(statistics[CHANGED], where).toBe(0);
    this.#before = labels;
    const origin = Array.from({ length: this.#k }, () => this.points[0].map(() => 0));
    this.#expectSums(statistics, origin, labels, where);
  }

  startAfresh(): void {
    this.pass.startAfresh();
    this.#before = new Int32Array(this.points.length);
  }

  step(centroids: Table, where: string): readonly number[] {
    const statistics = answered(this.pass.eStep(centroids.flat()));
    const labels = reference.assign(this.points, centroids);
    expectLabels(answered(this.pass.labels()), labels, where);
    expect(statistics[CHANGED], where).toBe(differences(this.#before, labels).length);
    this.#before = labels;
    this.#expectSums(statistics, centroids, labels, where);
    return statistics;
  }

  release(): void {
    this.pass.release();
    this.#data.weights?.release();
    this.#data.rows.release();
  }

  /** Sizes, means, costs and their sum are those of the reference, the means to the last bit. */
  #expectSums(got: readonly number[], centroids: Table, labels: number[], where: string) {
    const [k, d] = [this.#k, centroids[0].length];
    const [points, weights] = [this.points, this.#weights];
    expect(got, where).toHaveLength(costsOf(k, d) + k);
    const sizes = got.slice(SIZES, SIZES + k);
    expect(worstError(sizes, reference.sizes(labels, k, weights)), where).toBeLessThan(1e-12);
    // Big integers take their time: every sixth step is checked to the last bit.
    const few = points.length * d <= 2e4 && this.#checks++ % 6 === 0;
    const { inertia, means } = few ? reference.EXACT : reference.FLOAT64;
    const expected = means(points, labels, centroids, weights).flat();
    const found = got.slice(meansOf(k), costsOf(k, d));
    if (few) expect(found, where).toEqual(expected);
    else expect(worstError(found, expected, 1e-2), where).toBeLessThan(1e-12);
    const cost = inertia(points, centroids, labels, weights);
    const near = few ? 2 ** -52 : 1e-12;
    expect(Math.abs(got[COST] - cost), `${where}: cost`).toBeLessThanOrEqual(near * cost);
    // The cost of one component is known to three digits, or counts as none.
    got.slice(costsOf(k, d)).forEach((own, c) => {
      const rows = points.map((_, i) => i).filter((i) => labels[i] === c);
      const mine = rows.map((i) => points[i]);
      const exact = reference.FLOAT64.inertia(
        mine.map((x) => x.map((value, j) => value - centroids[c][j])),
        [centroids[c].map(() => 0)],
        mine.map(() => 0),
        weights && rows.map((i) => weights[i]),
      );
      if (own !== 0) expect(worstError(own, exact), where).toBeLessThan(2 ** -9);
      else expect(exact, where).toBeLessThanOrEqual(1e-6 * cost);
    });
  }
}

/** Iterations of k-means, by the pass's own statistics, with something in between. */
function iterate(bench: PassBench, start: Table, count: number, visit?: (t: number) => void) {
  let centroids = start;
  const k = start.length;
  const costs: number[] = [];
  for (let t = 0; t < count; t++) {
    visit?.(t);
    const statistics = bench.step(centroids, `iteration ${t}`);
    costs.push(statistics[COST]);
    centroids = centroids.map((m, c) => {
      const size = statistics[SIZES + c];
      const at = meansOf(k) + c * m.length;
      return size > 0 ? statistics.slice(at, at + m.length) : m;
    });
  }
  return { centroids, costs };
}

describe("a pass", () => {
  it("keeps statistics through iterations of k-means, by every way", () => {
    for (const [n, d, k, precision] of [
      [2047, 3, 4, "float64"],
      [2048, 1, 3, "float64"],
      [2049, 2, 9, "float32"],
      [4099, 5, 6, "float64"],
      [6200, 2, 20, "float64"],
      [2300, 64, 64, "float32"],
      [2300, 2, 257, "float64"],
    ] as const) {
      const points = DATA[k % 2 ? "noise" : "blobs"](n, d, k);
      const bench = new PassBench(points, k, precision);
      const { costs } = iterate(bench, points.slice(7, 7 + k), n * d * k > 2e6 ? 10 : 30);
      costs.slice(1).forEach((cost, t) => {
        expect(cost).toBeLessThanOrEqual(costs[t] * (1 + 1e-12));
      });
      bench.release();
    }
  });

  it("keeps them far from the origin", () => {
    for (const kind of ["1e7 ± 0.1", "1e7 ± 1e-3", "clusters 1e8 apart", "values of 1e150"]) {
      const points = DATA[kind](2100, 2, 5);
      const bench = new PassBench(points, 5);
      iterate(bench, points.slice(0, 5), 25);
      bench.release();
    }
  });

  it("keeps them while centroids wander a little", () => {
    for (const k of [3, 12]) {
      const points = DATA["noise"](2500, 3, k);
      const bench = new PassBench(points, k);
      const { normal, uniform } = chooser(k);
      let centroids = points.slice(0, k);
      for (let t = 0; t < 60; t++) {
        const size = 0.1 * 10 ** (-4 * uniform());
        centroids = centroids.map((m) => m.map((value) => value + size * normal()));
        bench.step(centroids, `k = ${k}, step ${t}`);
      }
      bench.release();
    }
  });

  it("keeps them where centroids jump, rows swarm or the cost collapses", () => {
    const points = DATA["clusters 1e8 apart"](2100, 2, 6);
    const near = points.slice(0, 5);
    const bench = new PassBench(points, 5);
    const away = (by: number) => near.map((m) => m.map((value) => value + by));
    // From far to near: the cost falls by more than all its digits.
    let by = 1e8;
    for (let t = 0; by > 1e-3; t++, by *= t % 5 ? 0.6 : 1e-4) bench.step(away(by), `${by} away`);
    for (const jump of [0, 1e3, 1e3, 0, 1e7, 0]) bench.step(away(jump), `jump to ${jump}`);
    bench.step(near.toReversed(), "reversed");
    bench.step(near, "back");
    bench.release();
  });

  it("keeps them when labels are set in between", () => {
    const points = DATA["blobs"](2200, 3, 8);
    const k = 6;
    const bench = new PassBench(points, k);
    const { below } = chooser(3);
    iterate(bench, points.slice(0, k), 40, (t) => {
      if (t % 10 === 7) {
        const labels = points.map(() => below(k));
        bench.setLabels(labels, `labels set, ${t}`);
      }
      if (t % 10 === 9) bench.startAfresh();
    });
    bench.release();
  });

  it("leaves nothing behind that shows after a fresh start", () => {
    for (const [n, d, k] of [
      [2100, 2, 5],
      [2100, 64, 64],
    ]) {
      const points = DATA["noise"](n, d, k);
      const data = weightRows(rowsOf(points, "float64"), undefined);
      const steps = walk(points, k, 6, 1, false).map((centroids) => centroids.flat());
      const bits = (pass: HardPass) =>
        steps.map((m) => digest(answered(pass.eStep(m)), answered(pass.labels())));
      const fresh = new HardPass(data, k);
      fresh.labelled(new Int32Array(n));
      const expected = bits(fresh);
      const used = new HardPass(data, k);
      for (const m of walk(points, k, 8, 2)) used.eStep(m.flat());
      used.labelled(new Int32Array(n));
      expect(bits(used)).toEqual(expected);
      used.startAfresh();
      expect(bits(used)).toEqual(expected);
      fresh.release();
      used.release();
      data.rows.release();
    }
  });

  it("gives every restart of a fit the bits it has alone", () => {
    // Started near their end, so that few labels differ from those of the restart before.
    const uniform = uniforms(5);
    const points = Array.from({ length: 4096 }, (_, i) =>
      Array.from({ length: 3 }, () => uniform() + (i % 4)),
    );
    const data = weightRows(rowsOf(points, "float64"), undefined);
    const centroids = Array.from({ length: 12 }, (_, i) => uniform() + Math.floor(i / 3));
    const start = { kind: "centroids", centroids } as const;
    const model = new HardModel(data, 4, start, 0);
    const random = Random.fromSeed(1);
    const histories: (readonly number[])[] = [];
    for (const step of em(model, random, { restarts: 3, maxIterations: 30 })) {
      if (step instanceof Pending) throw new Error("rows at hand answer at once");
      histories[step.restart] = [...step.history];
    }
    expect(histories).toHaveLength(3);
    expect(histories[0].length).toBeGreaterThan(1);
    expect(histories[1]).toEqual(histories[0]);
    expect(histories[2]).toEqual(histories[0]);
    model.release();
    data.rows.release();
  });

  it("finds the same bits whatever labels there were before", () => {
    const points = DATA["noise"](2100, 2, 13);
    const k = 4;
    const bench = new PassBench(points, k);
    const centroids = points.slice(0, k);
    const first = bench.step(centroids, "first");
    for (const shift of [0.25, 0.5, 0.125, 0]) {
      const moved = centroids.map((m) => m.map((x) => x + shift));
      const statistics = bench.step(moved, `shifted by ${shift}`);
      if (shift === 0) expect(statistics.toSpliced(1, 1)).toEqual(first.toSpliced(1, 1));
    }
    bench.release();
  });

  it("moves weighted rows, and leaves nothing of them in an empty component", () => {
    const n = 2100;
    const points = DATA["blobs"](n, 2, 9);
    const uniform = uniforms(8);
    const weights = points.map(() => 2 ** Math.floor(20 * uniform() - 10) * (1 + uniform()));
    const k = 5;
    const bench = new PassBench(points, k, "float64", weights);
    const { centroids } = iterate(bench, points.slice(0, k), 12);
    const emptied = [...centroids.slice(1), [1e6, 1e6]];
    for (let t = 0; t < 3; t++) {
      const statistics = bench.step(emptied, "emptied");
      expect(statistics[SIZES + k - 1]).toBe(0);
      // Neither size nor cost, and the mean is the centroid.
      expect(statistics.slice(-k - 2, -k)).toEqual([1e6, 1e6]);
      expect(statistics.at(-1)).toBe(0);
    }
    bench.release();
  });

  it("gives the same in parts", () => {
    const k = 6;
    for (const d of [3, 5]) {
      const points = DATA["blobs"](d === 3 ? 150_000 : 24_000, d, 6);
      const data = weightRows(rowsOf(points, "float64"), undefined);
      const whole = new HardPass(data, k);
      const parts = new HardPass({ ...data, pace: inSlices }, k);
      for (const centroids of walk(points, k, 6, 3)) {
        const asked = parts.eStep(centroids.flat()) as Pending<HardStatistics>;
        let pieces = 1;
        for (; !asked.advance(); pieces++) core().memory.detachViews();
        expect(pieces).toBeGreaterThan(1);
        const statistics = asked.answer.toSpliced(CHANGED, 1);
        const atOnce = answered(whole.eStep(centroids.flat()));
        expect(statistics).toEqual(atOnce.toSpliced(CHANGED, 1));
        expect(answered(parts.labels())).toEqual(answered(whole.labels()));
        // One that is broken off changes nothing that comes after.
        (parts.eStep(points.slice(5, 5 + k).flat()) as Pending).advance();
      }
      whole.release();
      parts.release();
      data.rows.release();
    }
  });

  it("counts no row in a component that has lost them all", () => {
    const points = DATA["noise"](2100, 2, 11);
    const k = 4;
    const bench = new PassBench(points, k);
    const start = points.slice(0, k);
    bench.step(start, "start");
    for (let t = 0; t < 20; t++) {
      const moved = start.map((m, c) => (c === 2 ? m.map((x) => x + t / 10) : m));
      bench.step(moved, `away ${t}`);
    }
    for (let t = 0; t < 3; t++) {
      const statistics = bench.step([...start.slice(0, 2), [9, 9 + t], start[3]], "gone");
      expect(statistics[SIZES + 2]).toBe(0);
    }
    bench.release();
  });

  it("finds a cost of exactly 0 where every row has its centroid", () => {
    for (const precision of PRECISIONS) {
      const points = DATA["few distinct rows"](2100, 3, 2);
      const bench = new PassBench(points, 5, precision);
      const exact = bench.points.slice(0, 5);
      for (const size of [1, 0.1, 0.01, 1e-5, 1e-9, 0, 1e-12, 0, 0.3, 0, 0]) {
        const moved = exact.map((m, c) => m.map((x, j) => x + size * Math.sin(c + 2 * j)));
        const statistics = bench.step(moved, `off by ${size}`);
        if (size === 0) expect(statistics[COST]).toBe(0);
        if (size === 0) expect(statistics.slice(-5).every((cost) => cost === 0)).toBe(true);
      }
      bench.release();
    }
  });
});

describe("memory of a pass", () => {
  it("is what it says, does not grow on the way, and comes back", () => {
    const { memory } = core();
    for (const [n, d, k] of [
      [1, 1, 1],
      [17, 3, 4],
      [511, 2, 3],
      [512, 1, 2],
      [513, 2, 9],
      [513, 64, 64],
      [2047, 2, 5],
      [2049, 10, 410],
      [2049, 70, 65],
      [600, 33, 130],
      [2049, 3, 257],
      [4097, 2, 8],
    ]) {
      // Ties, for as many rows as can be are to be undecided.
      const points = DATA["a grid"](n, d, n + d).map((x, i) => (i % 3 ? x : x.map(() => 0.5)));
      const rows = rowsOf(points, "float64");
      const bytes = HardPass.bytes(n, d, k);
      memory.reserve(bytes + 2 ** 18);
      const [size, before] = [memory.bytes, memory.freeBytes];
      const pass = new HardPass(partOf(rows), k);
      // Sums take their memory once the rows have been surveyed.
      pass.eStep(points.slice(0, k).flatMap((x) => [...x]).concat(Array(k * d).fill(0)).slice(0, k * d)); // prettier-ignore
      // Where there is a tree, what it took to make one is free again.
      const taken = before - memory.freeBytes;
      if (d > 3) expect(taken, `${n} × ${d}, k = ${k}`).toBe(bytes);
      else expect(taken, `${n} × ${d}, k = ${k}`).toBeLessThanOrEqual(bytes);
      // Whoever comes next in memory must not notice the pass.
      const next = Array.from({ length: 40 }, () => memory.allocate(2 ** 12));
      const marks = () => next.map(({ address }) => memory.i32(address, 2 ** 10));
      for (const mark of marks()) mark.fill(42);
      const held = memory.freeBytes;
      for (const m of walk(points, k, 4, 1)) pass.eStep(m.flat());
      pass.eStep(
        points
          .slice(0, 1)
          .flatMap((x) => Array.from(Array(k), () => x))
          .flat(),
      );
      pass.labelled(points.map((_, i) => i % k));
      pass.startAfresh();
      expect(memory.freeBytes).toBe(held);
      expect(marks().every((mark) => mark.every((value) => value === 42))).toBe(true);
      for (const region of next) region.release();
      pass.release();
      pass.release();
      // A tree and rows in integers are the rows' own.
      rows.release();
      expect(memory.freeBytes).toBe(before + align(n * d * 8));
      expect(memory.bytes).toBe(size);
    }
  });
});
