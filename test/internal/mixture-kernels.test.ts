import { describe, expect, it } from "vitest";
import type { Covariance } from "../../src/models/gaussian-mixture/covariance/form.js";
import { COVARIANCE_FORMS } from "../../src/models/gaussian-mixture/covariance/forms.js";
import {
  gaussianComponents,
  varianceUnits,
} from "../../src/models/gaussian-mixture/covariance/components.js";
import { softComponents } from "../../src/models/soft-k-means/model.js";
import { BLOCK_ROWS } from "../../src/core/blocks.js";
import { carve, core, mixtureKernels, writeIntegers, writeReals } from "../../src/core/core.js";
import { MIXTURE_SWEEP, recordBytes } from "../../src/core/records.js";
import {
  type Components,
  DIAGONAL,
  DISTANCE,
  type Form,
  FULL,
  parametersLength,
  SPHERICAL,
  TIED,
} from "../../src/core/forms.js";
import {
  logDensities,
  mixtureLabels,
  responsibilities,
} from "../../src/questions/mixture-answers.js";
import { MixturePass } from "../../src/questions/mixture-statistics.js";
import { moments } from "../../src/questions/moments.js";
import { Rows } from "../../src/core/rows.js";
import { type Part, partOf, weightRows } from "../../src/data/part.js";
import { answered, begin } from "../../src/data/pending.js";
import { blobs, numbersIn, uniforms, worstError } from "../data.js";
import * as mixture from "../reference/gaussian-mixture.js";
import * as soft from "../reference/soft-k-means.js";

const PRECISIONS = ["float64", "float32"] as const;
const FORMS = ["spherical", "diagonal", "tied", "full"] as const;
const AROUND_LANES = [1, 2, 7, 8, 9, 17];

function rowsOf(points: readonly (readonly number[])[], precision: "float64" | "float32"): Rows {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  return rows;
}

function release(data: Part): void {
  data.weights?.release();
  data.rows.release();
}

/** L + D with everything in it different: positive definite, far from diagonal. */
function matrix(d: number, seed: number): number[][] {
  const uniform = uniforms(seed);
  const sides = Array.from({ length: d }, () => Array.from({ length: d }, () => uniform() - 0.5));
  return sides.map((a, i) =>
    sides.map((b, j) => a.reduce((sum, v, l) => sum + v * b[l], 0) + (i === j ? 4 + i / d : 0)),
  );
}

function parametersOf(form: Covariance, k: number, d: number) {
  const each = <Item>(make: (c: number) => Item) => Array.from({ length: k }, (_, c) => make(c));
  const covariances = {
    spherical: each((c) => 3 + c),
    diagonal: each((c) => Array.from({ length: d }, (_, j) => 3 + ((c + j) % 3))),
    tied: matrix(d, d),
    full: each((c) => matrix(d, 50 * d + c)),
  }[form];
  const weights = each((c) => (2 * (c + 1)) / k / (k + 1));
  return { weights, means: blobs(k, d, 3, 70 + k), covariances: covariances as never };
}

function componentsOf(parameters: ReturnType<typeof parametersOf>, form: Covariance): Components {
  const flat = numbersIn(parameters.covariances);
  const { weights } = parameters;
  const means = parameters.means.flat();
  const d = means.length / weights.length;
  const factors = COVARIANCE_FORMS[form].factors(flat, d);
  const units = varianceUnits(new Array<number>(form === "spherical" ? 1 : d).fill(1), d);
  return gaussianComponents(
    { weights, means, covariances: flat, factors },
    COVARIANCE_FORMS[form],
    units,
  );
}

/** N, S and Q as their definition has them, from shares of 0 to 1 and about `anchors`. */
function sumsOf(
  points: readonly number[][],
  shares: readonly (readonly number[])[],
  weights: readonly number[] | undefined,
  anchors: readonly number[][],
  spread: Form,
): number[] {
  const k = anchors.length;
  const d = anchors[0].length;
  const components = anchors.map((a, c) => {
    let size = 0;
    const sums = a.map(() => 0);
    const second = a.map(() => a.map(() => 0));
    points.forEach((x, n) => {
      const wr = (weights?.[n] ?? 1) * shares[n][c];
      size += wr;
      for (let i = 0; i < d; i++) {
        sums[i] += wr * (x[i] - a[i]);
        for (let j = 0; j < d; j++) second[i][j] += wr * (x[i] - a[i]) * (x[j] - a[j]);
      }
    });
    return { size, sums, second };
  });
  const triangle = (m: number[][]) => m.flatMap((row, i) => row.slice(0, i + 1));
  const q = () => {
    switch (spread) {
      case DISTANCE:
        return [];
      case SPHERICAL:
        return components.map(({ second }) => second.reduce((sum, row, j) => sum + row[j], 0));
      case DIAGONAL:
        return components.flatMap(({ second }) => second.map((row, j) => row[j]));
      case TIED:
        return triangle(
          components.reduce(
            (total, { second }) => total.map((row, i) => row.map((v, j) => v + second[i][j])),
            Array.from({ length: d }, () => new Array<number>(d).fill(0)),
          ),
        );
      case FULL:
        return components.flatMap(({ second }) => triangle(second));
    }
  };
  const sizes = components.map(({ size }) => size);
  const sums = components.flatMap((component) => component.sums);
  expect(sizes).toHaveLength(k);
  return [...sizes, ...sums, ...q()];
}

describe.each(PRECISIONS)("mixture kernels on %s rows", (precision) => {
  const rounded = (points: number[][]) =>
    precision === "float32" ? points.map((x) => x.map(Math.fround)) : points;

  /** @param cutoff how far below a row's largest score components are dropped */
  function expectStatistics(n: number, d: number, k: number, form: Covariance, cutoff?: number) {
    const at = `${form}, n ${n}, d ${d}, k ${k}, cutoff ${cutoff}`;
    const points = rounded(blobs(n, d, 3, n + 31 * d + 7 * k));
    const list = (n + d + k) % 2 ? points.map((_, i) => 0.25 + (i % 3)) : undefined;
    const data = weightRows(rowsOf(points, precision), list && Float64Array.from(list));
    const parameters = parametersOf(form, k, d);
    const components = componentsOf(parameters, form);
    const spread = COVARIANCE_FORMS[form].inCore;
    const pass = new MixturePass(data, k, spread);
    // Not the means: what sums are about is the caller's affair.
    const anchors = parameters.means.map((m) => m.map((value) => value + 0.5));
    const [a, b, ...sums] = answered(pass.eStep(components, anchors.flat(), cutoff));
    const shares = mixture.responsibilities(points, parameters, form);
    const likelihood = mixture.logLikelihood(points, parameters, form, list);
    expect(worstError(a + b, likelihood, 1), at).toBeLessThan(1e-12);
    expect(b, at).toBeGreaterThanOrEqual(0);
    const scale = n * d;
    const expected = sumsOf(points, shares, list, anchors, spread);
    expect(worstError(sums, expected, scale), at).toBeLessThan(1e-12);

    const r = answered(begin(responsibilities(data, k, components)));
    expect(worstError(r, shares, 1), at).toBeLessThan(1e-12);
    const densities = points.map((x) => mixture.logLikelihood([x], parameters, form));
    expect(
      worstError(answered(begin(logDensities(data, k, components))), densities, 1),
      at,
    ).toBeLessThan(1e-12);
    const most = shares.map((row) => row.indexOf(Math.max(...row)));
    expect(Array.from(answered(begin(mixtureLabels(data, k, components)))), at).toEqual(most);

    const labels = points.map((_, i) => (i * 5 + 1) % k);
    const oneHot = labels.map((label) => anchors.map((_, c) => Number(c === label)));
    const [noA, noB, ...labelled] = answered(
      pass.labelled(Int32Array.from(labels), anchors.flat()),
    );
    expect([noA, noB]).toEqual([0, 0]);
    const own = sumsOf(points, oneHot, list, anchors, spread);
    expect(worstError(labelled, own, scale), at).toBeLessThan(1e-12);
    pass.release();
    release(data);
  }

  it.each(FORMS)("find the reference's statistics at lane boundaries, %s", (form) => {
    for (const n of AROUND_LANES) {
      for (const d of AROUND_LANES) {
        for (const k of AROUND_LANES) {
          expectStatistics(n, d, k, form);
          // Nothing is lost that was not 0; at 60 less is than shows.
          expectStatistics(n, d, k, form, (n + d + k) % 3 ? 746 : 60);
        }
      }
    }
  });

  // Where the first coordinates tell what is hopeless, and rows fill more than one strip.
  it.each(FORMS)("and where most is dropped, around strips of rows, %s", (form) => {
    for (const n of [1, 255, 256, 257, 521]) {
      for (const d of [31, 32, 33, 34]) {
        for (const cutoff of [746, 60]) expectStatistics(n, d, 5, form, cutoff);
      }
    }
  });

  it.each(FORMS)("and across blocks of rows, %s", (form) => {
    for (const n of [BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS + 1]) {
      expectStatistics(n, 2, 3, form);
      expectStatistics(n, 2, 3, form, 746);
    }
  });

  it("find those of soft k-means, for both distances", () => {
    for (const n of [...AROUND_LANES, BLOCK_ROWS + 1]) {
      for (const d of n > 100 ? [2] : AROUND_LANES) {
        for (const k of n > 100 ? [3] : AROUND_LANES) {
          for (const distance of ["half-squared", "euclidean"] as const) {
            const stiffness = 0.7 / d;
            const points = rounded(blobs(n, d, 3, n + d + k));
            const centroids = blobs(k, d, 3, d * k);
            const list = n % 2 ? points.map((_, i) => 0.25 + (i % 3)) : undefined;
            const data = weightRows(rowsOf(points, precision), list && Float64Array.from(list));
            const components = softComponents(centroids.flat(), k, { stiffness, distance });
            const pass = new MixturePass(data, k, DISTANCE);
            const cutoff = (n + d + k) % 2 ? 746 / stiffness : undefined;
            const [a, b, ...sums] = answered(pass.eStep(components, centroids.flat(), cutoff));
            const shares = soft.responsibilities(points, centroids, stiffness, distance);
            const energy = soft.freeEnergy(points, centroids, stiffness, distance, list);
            const scale = n * d;
            expect(worstError(-a - b / stiffness, energy, 1)).toBeLessThan(1e-12);
            const expected = sumsOf(points, shares, list, centroids, DISTANCE);
            expect(worstError(sums, expected, scale)).toBeLessThan(1e-12);
            expect(
              worstError(answered(begin(responsibilities(data, k, components))), shares, 1),
            ).toBeLessThan(1e-12);
            pass.release();
            release(data);
          }
        }
      }
    }
  });

  it("find moments in two passes", () => {
    for (const n of [...AROUND_LANES, BLOCK_ROWS + 1]) {
      for (const d of [1, 2, 9]) {
        const shift = precision === "float64" ? 1e7 : 0;
        const points = rounded(blobs(n, d, 2, n + d).map((x) => x.map((value) => value + shift)));
        const list = n % 2 ? points.map((_, i) => 0.25 + (i % 3)) : undefined;
        const data = weightRows(rowsOf(points, precision), list && Float64Array.from(list));
        const { total, mean, variance } = answered(begin(moments(data)));
        const w = points.map((_, i) => list?.[i] ?? 1);
        const sum = w.reduce((x, y) => x + y);
        expect(worstError(total, sum)).toBeLessThan(1e-14);
        const offset = (j: number) =>
          points.reduce((s, x, i) => s + w[i] * (x[j] - shift), 0) / sum;
        const centre = mean.map((_, j) => offset(j));
        expect(
          worstError(
            mean.map((m) => m - shift),
            centre,
            shift,
          ),
        ).toBeLessThan(1e-12);
        const spread = centre.map(
          (m, j) => points.reduce((s, x, i) => s + w[i] * (x[j] - shift - m) ** 2, 0) / sum,
        );
        expect(worstError(variance, spread, 1e-3)).toBeLessThan(1e-11);
        release(data);
      }
    }
  });

  it("find moments though the first row, from which they begin, lies far away and is light", () => {
    const points = rounded([
      [2 ** 30],
      ...Array.from({ length: 20 }, (_, i) => [i % 2 ? 0.125 : -0.125]),
    ]);
    const weights = Float64Array.from(points, (_, i) => (i === 0 ? 2 ** -100 : 1));
    const data = weightRows(rowsOf(points, precision), weights);
    const { mean, variance } = answered(begin(moments(data)));
    expect(Math.abs(mean[0])).toBeLessThan(1e-15);
    expect(worstError(variance, [1 / 64])).toBeLessThan(1e-9);
    release(data);
  });

  it("give the lowest index of equal components, at every position of a tile", () => {
    for (let n = 1; n <= 17; n++) {
      for (const [twin, k] of [
        [0, 2],
        [1, 3],
        [7, 9],
        [3, 4],
      ]) {
        const points = Array.from({ length: n }, () => [1, 2]);
        const rows = rowsOf(points, precision);
        const means = Array.from({ length: k }, (_, c) => (c < twin ? [50 + c, 2] : [1, 2]));
        for (const form of FORMS) {
          const covariances = {
            spherical: means.map(() => 2),
            diagonal: means.flatMap(() => [2, 3]),
            tied: [2, 1, 1, 2],
            full: means.flatMap(() => [2, 1, 1, 2]),
          }[form];
          const weights = means.map(() => 1 / k);
          const factors = COVARIANCE_FORMS[form].factors(covariances, 2);
          const components = gaussianComponents(
            { weights, means: means.flat(), covariances, factors },
            COVARIANCE_FORMS[form],
          );
          const labels = Array.from(answered(begin(mixtureLabels(partOf(rows), k, components))));
          expect(labels).toEqual(new Array<number>(n).fill(twin));
        }
        rows.release();
      }
    }
  });

  it("are not misled by what stood in memory before", () => {
    const { memory } = core();
    const fit = () => {
      const points = rounded(blobs(21, 3, 2));
      const data = weightRows(rowsOf(points, precision), new Float64Array(21).fill(2));
      const parameters = parametersOf("full", 3, 3);
      const components = componentsOf(parameters, "full");
      const pass = new MixturePass(data, 3, FULL);
      const found = [
        pass.eStep(components, parameters.means.flat()),
        pass.eStep(components, parameters.means.flat(), 746),
        answered(pass.labelled(new Int32Array(21).fill(1), parameters.means.flat())),
        Array.from(answered(begin(responsibilities(data, 3, components)))),
        Array.from(answered(begin(logDensities(data, 3, components)))),
      ];
      pass.release();
      release(data);
      return found;
    };
    const expected = fit();
    for (const rubbish of [NaN, Infinity, -1e308]) {
      const dirty = memory.allocate(2 ** 16);
      memory.f64(dirty.address, 2 ** 13).fill(rubbish);
      dirty.release();
      expect(fit()).toEqual(expected);
    }
  });

  it("read nothing past the last row", () => {
    const { memory } = core();
    const kernels = mixtureKernels();
    const value = precision === "float32" ? 4 : 8;
    for (const [n, d] of [
      [1, 1],
      [3, 2],
      [7, 3],
      [9, 1],
    ]) {
      for (const form of [0, 1, 2, 3, 4] as Form[]) {
        const scratch = carve({
          record: recordBytes(MIXTURE_SWEEP),
          parameters: parametersLength(form, 2, d) * 8,
          anchors: 2 * d * 8,
          labels: 64,
          out: 2 * n * 8 + 64,
          statistics: 4096,
          scratch: 65_536,
        });
        const { at, addresses } = scratch;
        memory.f64(at("parameters"), parametersLength(form, 2, d)).fill(0);
        memory.f64(at("anchors"), 2 * d).fill(0);
        memory.i32(at("labels"), 16).fill(1);
        const mixture = addresses.record;
        const sizes = { bytes: value, d, k: 2, form, spread: form, first: d };
        writeReals(mixture, MIXTURE_SWEEP, { stiffness: 1, cutoff: 746 });
        writeIntegers(mixture, MIXTURE_SWEEP, { ...sizes, ...addresses });
        const calls: ((x: number) => void)[] = [
          (x) => kernels.mixtureBlock(mixture, x, n, 0, at("statistics")),
          (x) => kernels.prunedMixtureBlock(mixture, x, n, 0, at("statistics")),
          (x) => kernels.labelledMixtureBlock(mixture, x, n, at("labels"), 0, at("statistics")),
          (x) => kernels.responsibilitiesBlock(mixture, x, n, at("out")),
          (x) => kernels.logDensityBlock(mixture, x, n, at("out")),
          (x) => kernels.mixtureLabelsBlock(mixture, x, n, at("out")),
        ];
        // Rows so placed, in memory that is free, that one value further is a trap.
        memory.reserve(2 ** 17);
        const x = memory.bytes - n * d * value;
        for (const call of calls) {
          call(x);
          expect(() => call(x + value)).toThrow(WebAssembly.RuntimeError);
        }
        scratch.region.release();
      }
    }
  });

  it("keep no sums of pairs of components whose number leaves 32 bits", () => {
    // 16 k² (d + 1) is 2^32 and some more: in 32 bits it would seem to be little.
    const [k, d] = [4940, 10];
    const points = rounded(blobs(k + 60, d, 3, 5));
    const data = weightRows(rowsOf(points, precision), undefined);
    const { memory } = core();
    const pass = new MixturePass(data, k, TIED);
    const guard = memory.allocate(2 ** 22);
    memory.f64(guard.address, 2 ** 19).fill(-7);
    const means = points.slice(0, k);
    const covariances = numbersIn(matrix(d, 1));
    const factors = COVARIANCE_FORMS.tied.factors(covariances, d);
    const mixture = { weights: means.map(() => 1 / k), means: means.flat(), covariances, factors };
    const components = gaussianComponents(mixture, COVARIANCE_FORMS.tied);
    const [, , ...sums] = answered(pass.eStep(components, means.flat(), 60));
    expect(
      worstError(
        sums.slice(0, k).reduce((a, b) => a + b),
        points.length,
      ),
    ).toBeLessThan(1e-12);
    expect(memory.f64(guard.address, 2 ** 19).every((value) => value === -7)).toBe(true);
    guard.release();
    pass.release();
    release(data);
  });

  it("write nothing beyond what they were given", () => {
    const { memory } = core();
    for (const form of FORMS) {
      for (const [n, d, k] of [
        [1, 1, 1],
        [9, 2, 3],
        [17, 7, 5],
        [8, 9, 9],
      ]) {
        const points = rounded(blobs(n, d, 2, n + d));
        const data = weightRows(rowsOf(points, precision), undefined);
        const pass = new MixturePass(data, k, COVARIANCE_FORMS[form].inCore);
        // What comes after the pass in memory is free, and is filled to see who writes there.
        const guard = memory.allocate(4096);
        memory.f64(guard.address, 512).fill(-7);
        const parameters = parametersOf(form, k, d);
        pass.eStep(componentsOf(parameters, form), parameters.means.flat());
        pass.eStep(componentsOf(parameters, form), parameters.means.flat(), 746);
        answered(pass.labelled(new Int32Array(n), parameters.means.flat()));
        expect(memory.f64(guard.address, 512).every((v) => v === -7)).toBe(true);
        guard.release();
        pass.release();
        release(data);
      }
    }
  });
});
