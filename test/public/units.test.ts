import fc from "fast-check";
import { GaussianMixture, type GaussianMixtureOptions, KMeans, selectK, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs, numbersIn, uniforms, worstError } from "../data.js";

/**
 * Units do not matter, and one far point matters to nobody but itself: promise 7 of the contract.
 * Ordinary tables in ordinary units, salaries beside ages, a sentinel, milliseconds.
 */

const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const OWN_UNITS = ["diagonal", "tied", "full"] as const;

/** Standard normal numbers (Box & Muller 1958). */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

const codes = (model: { diagnostics: { code: string }[] }) =>
  model.diagnostics.map(({ code }) => code);

describe("floors of variances", () => {
  it("leave ages beside salaries alone", () => {
    const table = [
      [30000, 24],
      [35000, 31],
      [52000, 45],
      [41000, 28],
      [90000, 52],
      [61000, 39],
      [47000, 33],
      [75000, 48],
    ];
    const full = [
      [368109375, 167562.5],
      [167562.5, 89.25],
    ];
    const expected = { diagonal: [[368109375, 89.25]], tied: full, full: [full] };
    for (const covariance of OWN_UNITS) {
      const model = GaussianMixture.fit(table, { k: 1, covariance });
      expect(worstError(model.covariances, expected[covariance])).toBeLessThan(1e-14);
      expect(model.diagnostics).toEqual([]);
    }
  });

  it("leave groups alone whose distances are far beyond their widths", () => {
    const values = [0, 1, 2, 10, 11, 12, 1e5, 1e5 + 1, 1e5 + 2];
    const start = { labels: [0, 0, 0, 1, 1, 1, 2, 2, 2] };
    for (const covariance of FORMS) {
      const model = GaussianMixture.fit(values, { k: 3, covariance, start });
      expect(worstError(model.means.flat(), [1, 11, 100001])).toBeLessThan(1e-13);
      for (const variance of numbersIn(model.covariances)) {
        expect(worstError(variance, 2 / 3)).toBeLessThan(1e-9);
      }
    }
    const table = [
      [0, 0],
      [0, 1],
      [9e4, 0],
      [9e4, 1],
      [0, 6],
      [0, 7],
      [9e4, 6],
      [9e4, 7],
    ];
    const halves = { labels: [0, 0, 0, 0, 1, 1, 1, 1] };
    const model = GaussianMixture.fit(table, { k: 2, covariance: "diagonal", start: halves });
    expect(
      worstError(
        model.means.map((m) => m[1]),
        [0.5, 6.5],
      ),
    ).toBeLessThan(1e-12);
    expect(
      worstError(
        model.covariances.map((v) => v[1]),
        [0.25, 0.25],
      ),
    ).toBeLessThan(1e-12);
  });

  it("are not raised by one far value, wherever it stands", () => {
    for (const far of [1e10, -9999, 1e15, -1e20]) {
      for (const covariance of FORMS) {
        for (const seed of [1, 2, 3]) {
          const normal = normals(seed);
          const rows = Array.from({ length: 200 }, (_, i) => [normal() + (i < 100 ? 0 : 10)]);
          rows.splice(50 * seed, 0, [far]);
          const model = GaussianMixture.fit(rows, { k: 3, covariance, seed });
          const own = numbersIn(model.covariances);
          const groups = covariance === "tied" ? own : own.filter((_, c) => model.sizes[c] > 1.5);
          for (const variance of groups) {
            expect(variance).toBeGreaterThan(0.6);
            expect(variance).toBeLessThan(1.5);
          }
        }
      }
    }
  });

  it("change no healthy fit of 30 columns whose scales run from 1e-3 to 1e3", () => {
    const normal = normals(4);
    const d = 30;
    const truth = Array.from({ length: 600 }, (_, i) => i % 3);
    const centres = Array.from({ length: 3 }, () => Array.from({ length: d }, () => 2 * normal()));
    const mixed = truth.map((label) => {
      const own = Array.from({ length: d }, normal);
      return own.map((value, j) => centres[label][j] + value + 0.5 * own[(j + 1) % d]);
    });
    const table = mixed.map((x) => x.map((value, j) => value * 10 ** ((6 * j) / (d - 1) - 3)));
    for (const covariance of ["tied", "full"] as const) {
      const options = { k: 3, covariance, start: { labels: truth } };
      const model = GaussianMixture.fit(table, options);
      const free = GaussianMixture.fit(table, { ...options, regularization: 0 });
      expect(worstError(model.logLikelihood, free.logLikelihood)).toBeLessThan(1e-12);
      expect(model.diagnostics).toEqual([]);
    }
  });

  /** Ordinary tables in ordinary units; `group` 0..2 tells three groups apart. */
  const TABLES: Record<string, (group: number, normal: () => number) => number[]> = {
    "salary, age": (g, z) => [30_000 + 25_000 * g + 4000 * z(), 25 + 12 * g + 4 * z()],
    "rate, income": (g, z) => [0.02 + 0.03 * g + 0.005 * z(), 4e4 + 1.5e4 * z()],
    "epoch in ms, minutes": (g, z) => [1.764e12 + 3.6e6 * g + 6e4 * z(), 10 * g + 3 * z()],
    "a sentinel in 7 %": (g, z) => [
      z() > 1.5 ? -9999 : 0.3 * g + 0.05 * z(),
      5 * g + z(),
      3 * z() - g,
    ],
    "one far value": (g, z) => [Math.abs(z()) > 2.9 ? 1e10 : 4 * g + z(), 4 * g + 0.5 * z()],
    "towns in degrees": (g, z) => [8 + 3 * g + 0.02 * z(), 47 - 2 * g + 0.002 * z()],
    "card scales": (g, z) => [1e5 * g + 2e4 * z(), 1e-3 * g + 2e-4 * z(), 40 + 5 * g + 2 * z()],
    "nearly collinear": (g, z) => {
      const [x, y] = [5 * g + z(), z()];
      return [x, y, x + y + 1e-4 * z()];
    },
  };

  it.each(Object.keys(TABLES))("change no healthy fit: %s", (name) => {
    let healthy = 0;
    for (let seed = 0; seed < 12; seed++) {
      const normal = normals(seed);
      const rows = Array.from({ length: 240 }, (_, i) => TABLES[name](i % 3, normal));
      const d = rows[0].length;
      for (const covariance of FORMS) {
        for (const k of [1, 2, 3, 4]) {
          const start = { labels: KMeans.fit(rows, { k, seed, start: "sample" }).labels };
          const options = { k, covariance, start };
          const free = GaussianMixture.fit(rows, { ...options, regularization: 0 });
          const fewest = covariance === "full" ? 2 * (d + 1) : 5;
          if (free.sizes.some((size) => size < fewest) || free.diagnostics.length > 0) continue;
          healthy++;
          const model = GaussianMixture.fit(rows, options);
          expect(model.diagnostics).toEqual([]);
          expect(worstError(model.logLikelihood, free.logLikelihood)).toBeLessThan(1e-12);
          expect(worstError(model.means, free.means, 1e-9)).toBeLessThan(1e-9);
        }
      }
    }
    expect(healthy).toBeGreaterThan(40);
  });

  it("change nothing where none is touched: thousands of tables", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...FORMS),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (seed, covariance, d, k) => {
          const units = Array.from({ length: d }, (_, j) => 10 ** (((seed >> j) % 13) - 6));
          const table = blobs(20 * k, d, k, seed).map((x) => x.map((v, j) => v * units[j]));
          const start = { labels: table.map((_, i) => i % k) };
          const options = { k, covariance, start, maxIterations: 20 };
          const model = GaussianMixture.fit(table, options);
          fc.pre(!codes(model).includes("variance-floored"));
          const free = GaussianMixture.fit(table, { ...options, regularization: 0 });
          expect(worstError(model.means, free.means, 1e-9)).toBeLessThan(1e-9);
          expect(worstError(model.logLikelihood, free.logLikelihood, 1)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("a column times a power of two", () => {
  /** Tables with columns of their own scales, some with a constant column, duplicates, a far point. */
  const tables = fc
    .record({
      seed: fc.nat(),
      n: fc.integer({ min: 8, max: 60 }),
      d: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom("plain", "constant", "far", "duplicates"),
    })
    .map(({ seed, n, d, kind }) => {
      const units = Array.from({ length: d }, (_, j) => 10 ** (((seed >> (2 * j)) % 9) - 4));
      const rows = blobs(n, d, 3, seed).map((x) => x.map((value, j) => value * units[j]));
      if (kind === "constant") for (const x of rows) x[0] = 3;
      if (kind === "far") rows[n >> 1] = units.map((unit) => -9999 * unit);
      if (kind === "duplicates") for (let i = 1; i < n; i += 2) rows[i] = [...rows[i - 1]];
      return rows;
    });

  it("changes nothing but the units: diagonal, tied and full, their start included", () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(...OWN_UNITS),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom(-20, 0, 20, 1, -7), { minLength: 4, maxLength: 4 }),
        fc.constantFrom("k-means", "k-means++", "k-means||", "sample", undefined),
        fc.boolean(),
        (rows, covariance, k, powers, start, weighted) => {
          const scale = powers.map((power) => 2 ** power);
          const weights = weighted ? rows.map((_, i) => 1 + (i % 3)) : undefined;
          const options: GaussianMixtureOptions = {
            k,
            covariance,
            start,
            weights,
            maxIterations: 25,
          };
          const model = GaussianMixture.fit(rows, options);
          const scaled = GaussianMixture.fit(
            rows.map((x) => x.map((value, j) => value * scale[j])),
            options,
          );
          const back = (values: number[], of: (j: number) => number) =>
            values.map((value, j) => value / of(j % rows[0].length));
          expect(scaled.labels).toEqual(model.labels);
          expect(scaled.iterations).toBe(model.iterations);
          expect(scaled.weights).toEqual(model.weights);
          expect(back(scaled.means.flat(), (j) => scale[j])).toEqual(model.means.flat());
          if (covariance === "diagonal") {
            const variances = numbersIn(scaled.covariances);
            expect(back(variances, (j) => scale[j] * scale[j])).toEqual(
              numbersIn(model.covariances),
            );
          } else {
            const d = rows[0].length;
            const own = numbersIn(scaled.covariances).map((value, i) => {
              const at = i % (d * d);
              return value / scale[Math.floor(at / d)] / scale[at % d];
            });
            expect(own).toEqual(numbersIn(model.covariances));
          }
          expect(codes(scaled)).toEqual(codes(model));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("changes nothing but the units where it is all columns: every model", () => {
    fc.assert(
      fc.property(
        tables,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(-20, 20, -3, 11),
        (rows, k, power) => {
          const scale = 2 ** power;
          const scaledRows = rows.map((x) => x.map((value) => value * scale));
          const hard = KMeans.fit(rows, { k });
          const hardScaled = KMeans.fit(scaledRows, { k });
          expect(hardScaled.labels).toEqual(hard.labels);
          expect(hardScaled.iterations).toBe(hard.iterations);
          expect(hardScaled.inertia / (scale * scale)).toBe(hard.inertia);
          const soft = SoftKMeans.fit(rows, { k, stiffness: 1 });
          const softScaled = SoftKMeans.fit(scaledRows, { k, stiffness: 1 / (scale * scale) });
          expect(softScaled.labels).toEqual(soft.labels);
          expect(softScaled.iterations).toBe(soft.iterations);
          expect(softScaled.centroids.flat().map((m) => m / scale)).toEqual(soft.centroids.flat());
          const mixture = GaussianMixture.fit(rows, { k, maxIterations: 25 });
          const mixtureScaled = GaussianMixture.fit(scaledRows, { k, maxIterations: 25 });
          expect(mixtureScaled.labels).toEqual(mixture.labels);
          expect(mixtureScaled.iterations).toBe(mixture.iterations);
          expect(mixtureScaled.covariances.map((v) => v / (scale * scale))).toEqual(
            mixture.covariances,
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("the default start", () => {
  it("finds groups in the column of the smallest unit", () => {
    const normal = normals(9);
    const truth = Array.from({ length: 300 }, (_, i) => i % 2);
    // A rate that tells the groups apart, beside an income that does not.
    const table = truth.map((label) => [
      40_000 + 15_000 * normal(),
      0.03 + 0.02 * label + 0.004 * normal(),
    ]);
    for (const covariance of OWN_UNITS) {
      const { labels, diagnostics } = GaussianMixture.fit(table, { k: 2, covariance });
      const same = truth.filter((label, i) => label === labels[i]).length / truth.length;
      expect(Math.max(same, 1 - same)).toBeGreaterThan(0.97);
      expect(diagnostics).toEqual([]);
    }
  });

  /** How many rows are in the component that has most of their group, of all. */
  function purity(labels: ArrayLike<number>, truth: readonly number[]): number {
    const counts = new Map<string, number>();
    truth.forEach((group, i) => {
      const key = `${group} ${labels[i]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
    const groups = [...new Set(truth)];
    const most = groups.map((group) =>
      Math.max(...[...counts].map(([key, n]) => (key.startsWith(`${group} `) ? n : 0))),
    );
    return most.reduce((a, b) => a + b) / truth.length;
  }

  it("finds two groups that one column of many tells apart, in whatever order rows come", () => {
    for (const covariance of OWN_UNITS) {
      for (const [n, ordered] of [
        [200, true],
        [202, true],
        [400, false],
      ] as const) {
        for (let seed = 0; seed < 8; seed++) {
          const normal = normals(seed);
          const truth = Array.from({ length: n }, (_, i) =>
            ordered ? i % 2 : Number(uniforms(seed + i)() < 0.5),
          );
          const rows = truth.map((group) => [
            8 * group + normal(),
            ...Array.from({ length: 7 }, normal),
          ]);
          const { labels } = GaussianMixture.fit(rows, { k: 2, covariance, seed });
          expect(purity(labels, truth)).toBeGreaterThan(0.97);
        }
      }
    }
  });

  it("meets all groups of a large table whose rows take turns", () => {
    const normal = normals(3);
    const groups = 4;
    const n = 16_384;
    const data = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const angle = (2 * Math.PI * (i % groups)) / groups;
      data[2 * i] = 20 * Math.cos(angle) + normal() / 2;
      data[2 * i + 1] = 20 * Math.sin(angle) + normal() / 2;
    }
    for (const covariance of ["spherical", "diagonal"] as const) {
      const model = GaussianMixture.fit({ data, shape: [n, 2] }, { k: groups, covariance });
      expect(model.sizes.map(Math.round)).toEqual(new Array<number>(groups).fill(n / groups));
    }
  });

  it("meets a few rows far away that no part of a large table has", () => {
    const normal = normals(6);
    const values = Float64Array.from({ length: 20_000 }, (_, i) =>
      i % 3333 === 5 ? 1000 + normal() : 10 * (i % 2) + normal(),
    );
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const { sizes } = GaussianMixture.fit(values, { k: 3, covariance });
      expect(Math.round(Math.min(...sizes))).toBe(6);
    }
  });

  it("takes milliseconds since 1970 as they are", () => {
    const normal = normals(5);
    const table = Array.from({ length: 200 }, (_, i) => [
      1_764_000_000_000 + (i % 2) * 3_600_000 + 60_000 * normal(),
      (i % 2) + 0.1 * normal(),
    ]);
    for (const covariance of OWN_UNITS) {
      const model = GaussianMixture.fit(table, { k: 2, covariance });
      const sizes = model.sizes.map(Math.round);
      expect(sizes).toEqual([100, 100]);
      expect(model.diagnostics).toEqual([]);
    }
  });
});

describe("fits with a collapsed component", () => {
  const normal = normals(12);
  const noise = Array.from({ length: 60 }, () => [normal(), normal()]);

  it("are compared without what the collapse adds to the likelihood", () => {
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const options = { covariance, k: [1, 2, 3, 4, 5, 6], restarts: 3 };
      const { best, table } = selectK(GaussianMixture, noise, options);
      expect(best.k).toBe(1);
      for (const row of table) {
        const collapsed = row.diagnostics.includes("variance-floored");
        if (row.compared !== undefined) expect(row.compared).toBeGreaterThan(row.bic);
        expect(row.compared === undefined || collapsed).toBe(true);
      }
    }
  });

  it("are compared so where all share a tied matrix, too", () => {
    const rows = Array.from({ length: 200 }, (_, i) => [normal(), i % 2, normal()]);
    const options = { covariance: "tied", k: [1, 2, 3, 4], restarts: 3 } as const;
    const { best, table } = selectK(GaussianMixture, rows, options);
    expect(best.k).toBe(1);
    expect(table.some(({ compared }) => compared !== undefined)).toBe(true);
  });

  it("let an outlier keep the component it deserves", () => {
    const rows = [
      ...Array.from({ length: 100 }, () => [normal()]),
      ...Array.from({ length: 100 }, () => [10 + normal()]),
      [1e10],
    ];
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const { best } = selectK(GaussianMixture, rows, { covariance, k: [1, 2, 3, 4], restarts: 2 });
      expect(best.k).toBe(3);
      expect(best.sizes.map(Math.round).sort((a, b) => a - b)).toEqual([1, 100, 100]);
    }
  });

  it("do not win among restarts by it", () => {
    const wins = { plain: 0, fair: 0 };
    for (let seed = 0; seed < 20; seed++) {
      const options = { k: 4, covariance: "full", start: "sample", seed } as const;
      const rows = noise.slice(0, 40);
      const model = GaussianMixture.fit(rows, { ...options, restarts: 12 });
      if (codes(model).includes("variance-floored")) wins.fair++;
      // The likeliest of as many fits of one start each.
      const single = Array.from({ length: 12 }, (_, i) =>
        GaussianMixture.fit(rows, { ...options, seed: 100 * seed + i }),
      ).reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
      if (codes(single).includes("variance-floored")) wins.plain++;
    }
    expect(wins.plain).toBeGreaterThan(10);
    expect(wins.fair).toBeLessThan(wins.plain / 2);
  });
});

describe("what is said of floors", () => {
  const normal = normals(20);
  const two = Array.from({ length: 60 }, (_, i) => [normal() + 10 * (i % 2), normal()]);
  const messages = (model: { diagnostics: { message: string }[] }) =>
    model.diagnostics.map(({ message }) => message);

  it("names the one point that has a component to itself", () => {
    const rows = [...two, [-9999, 0.5]];
    const start = { labels: rows.map((_, i) => (i === 60 ? 2 : i % 2)) };
    for (const covariance of ["spherical", "diagonal", "full"] as const) {
      const model = GaussianMixture.fit(rows, { k: 3, covariance, start });
      expect(model.diagnostics).toMatchObject([
        { code: "variance-floored", cause: "point", components: [2], points: [1] },
      ]);
      expect(messages(model)[0]).toMatch(
        /^component 2 is one point, row 60, so far from the others .* leave it out.*; logLikelihood, aic and bic cannot be compared/,
      );
    }
    // Rows of weight 0 are counted as users count them.
    const weights = rows.map((_, i) => (i === 0 ? 0 : 1));
    const model = GaussianMixture.fit(rows, { k: 3, weights, start });
    expect(messages(model)[0]).toContain("row 60,");
  });

  it("calls no point far that has others beside it, and names no row that is not there", () => {
    const start = { weights: [0.3, 0.3, 0.4], means: [0, 0, 6], covariances: [0.1, 0.1, 1] };
    const twins = GaussianMixture.fit([0, 0, 0, 0, 5, 6, 7], { k: 3, start });
    const all: Pick<GaussianMixture, "diagnostics">[] = [twins];
    for (let seed = 0; seed < 20; seed++) {
      const rows = Array.from({ length: 40 }, () => [normal(), normal()]);
      for (const covariance of ["spherical", "diagonal", "full"] as const) {
        all.push(GaussianMixture.fit(rows, { k: 10, covariance, seed }));
      }
    }
    const floored = all.flatMap(({ diagnostics }) =>
      diagnostics.filter(({ code }) => code === "variance-floored"),
    );
    expect(floored.length).toBeGreaterThan(5);
    for (const { message, cause } of floored) {
      expect(message).not.toMatch(/row -1|NaN|undefined|Infinity/);
      if (cause === "point") continue;
      expect(message).not.toContain("far from the others");
    }
    expect(messages(twins).join()).toContain("no point of its own");
  });

  it("says of no independent columns that they depend on each other, however sparse", () => {
    for (let seed = 0; seed < 6; seed++) {
      const uniform = uniforms(seed + 50);
      const rows = Array.from({ length: 2000 }, () =>
        Array.from({ length: 20 }, () => Number(uniform() < 0.01)),
      );
      const options = { k: 2, covariance: "full", maxIterations: 10, seed } as const;
      expect(messages(GaussianMixture.fit(rows, options)).join()).not.toContain("depend on each");
    }
  });

  it("counts the points of a component that has too few for its matrix", () => {
    const rows = two.map((x) => [...x, normal(), normal()]);
    const start = { labels: rows.map((_, i) => (i < 4 ? 2 : i % 2)) };
    const model = GaussianMixture.fit(rows, { k: 3, covariance: "full", start, maxIterations: 1 });
    expect(model.diagnostics.at(-1)).toMatchObject({ cause: "few", components: [2] });
    expect(messages(model).at(-1)).toMatch(
      /^component 2 holds 4(\.00)? points; a full covariance in 4 dimensions needs more than 5\. /,
    );
  });

  it("names the column in which a component has one value", () => {
    const rows = two.map(([x, y], i) => [x, i % 2 === 0 ? 0.2 : Math.round(4 * y) / 4]);
    const start = { labels: rows.map((_, i) => i % 2) };
    for (const covariance of ["diagonal", "full"] as const) {
      const model = GaussianMixture.fit(rows, { k: 2, covariance, start });
      expect(model.diagnostics).toMatchObject([{ cause: "value", components: [0], columns: [1] }]);
      expect(messages(model)[0]).toMatch(
        /^component 0 \(30 points\) has no spread in column 1: all its points are 0\.2 there\. Column 1 takes \d+ different values: a mixture of Gaussians fits such columns badly/,
      );
    }
  });

  it("names the columns of a direction without spread", () => {
    const rows = two.map(([x, y], i) => [x, y, i % 2 === 0 ? x - y : normal()]);
    const start = { labels: rows.map((_, i) => i % 2) };
    const model = GaussianMixture.fit(rows, { k: 2, covariance: "full", start });
    expect(model.diagnostics).toMatchObject([
      { cause: "direction", components: [0], columns: [0, 1, 2] },
    ]);
    expect(messages(model)[0]).toContain("no spread in one direction, mostly columns 0, 1 and 2");
  });

  it("says of the data, once, that columns depend on each other or are constant", () => {
    const rows = two.map(([x, y]) => [x, y, x + y, 3]);
    for (const covariance of ["tied", "full"] as const) {
      const model = GaussianMixture.fit(rows, { k: 2, covariance });
      expect(messages(model)).toEqual([
        "column 3 is constant: it plays no part; columns 0, 1 and 2 depend on each other (the data has no spread along 1 x0 + 1 x1 − 1 x2): leave one out",
      ]);
      expect(model.diagnostics).toMatchObject([{ cause: "data", columns: [0, 1, 2, 3] }]);
    }
    const few = rows.slice(0, 6).map((x) => [...x, ...x.map((value) => Math.sin(100 * value))]);
    const model = GaussianMixture.fit(few, { k: 1, covariance: "full" });
    expect(messages(model).at(-1)).toMatch(/6 points have no spread in \d of 8 dimensions/);
  });

  it("calls no healthy mixture collapsed, nor one whose floor was asked for", () => {
    for (const covariance of FORMS) {
      expect(GaussianMixture.fit(two, { k: 2, covariance }).diagnostics).toEqual([]);
    }
  });
});

describe("KMeans.predict", () => {
  it("never answers with a component that has no points", () => {
    const start = { centroids: [0, 10, 100] };
    const model = KMeans.fit([0, 0, 10, 10], { k: 3, start });
    expect(model.sizes).toEqual([2, 2, 0]);
    expect(Array.from(model.predict([90, 1000, -5, 5]))).toEqual([1, 1, 0, 0]);
    expect(model.score([90])).toBe(-6400);
    const copy = KMeans.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(Array.from(copy.predict([90]))).toEqual([1]);
    const stiff = SoftKMeans.fit([0, 0, 10, 10], { k: 3, stiffness: Infinity, start });
    expect(Array.from(stiff.predict([90]))).toEqual([1]);
    expect(Array.from(stiff.responsibilities([90]))).toEqual([0, 1, 0]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 2), { minLength: 4, maxLength: 12 }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (points, centroids, fresh) => {
          const weights = points.map((_, i) => (i === 0 ? 0 : 1));
          for (const given of [undefined, weights]) {
            fc.pre(given === undefined || points.length > 4);
            const options = { k: 4, start: { centroids }, weights: given };
            const fit = KMeans.fit(points, options);
            for (const label of [...fit.labels, ...fit.predict(fresh)]) {
              expect(fit.sizes[label]).toBeGreaterThan(0);
            }
            expect(Array.from(fit.predict(points))).toEqual(Array.from(fit.labels));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
