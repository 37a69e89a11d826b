import { SoftKMeans } from "../../src/index.js";
import { describe, expect, it } from "vitest";
import { carve, core, mixtureKernels, writeIntegers, writeReals } from "../../src/core/core.js";
import { MIXTURE_SWEEP, recordBytes } from "../../src/core/records.js";
import { DISTANCE } from "../../src/core/forms.js";
import { logarithms } from "../../src/core/logarithms.js";
import { uniforms } from "../data.js";

/**
 * The relative errors they are held to: about one unit in the last place. 4.5e-16 would
 * do, but they are computed alike everywhere, and a change that loses digits is to be seen. That of e^x is
 * half a unit of the table's entry, half a unit of the last addition, and 1e-17 of all else.
 */
const MOST_OF_EXP = 2.34e-16;
const MOST_OF_LOG = 2e-16;

/** Numbers in fixed point with this many bits behind the point: the reference. */
const BITS = 200n;
const ONE = 1n << BITS;

/** A double as m × 2^e, exactly. */
function exactly(x: number): { m: bigint; e: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { m: bits >> 63n ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

/** v × 2^shift, rounded down. */
function shifted(v: bigint, shift: number): bigint {
  return shift >= 0 ? v << BigInt(shift) : v >> BigInt(-shift);
}

/** 2 artanh(p / q), for p / q of at most 1/3. */
function twiceArtanh(p: bigint, q: bigint): bigint {
  const s = (p << BITS) / q;
  const z = (s * s) >> BITS;
  let [power, sum] = [s, 0n];
  for (let i = 1n; power !== 0n && power !== -1n; i += 2n) {
    sum += power / i;
    power = (power * z) >> BITS;
  }
  return 2n * sum;
}

const LN2 = twiceArtanh(1n, 3n);

/** e^x as v × 2^(n − BITS), with v in [½, 2]. */
function exponential(x: number): { v: bigint; n: number } {
  const { m, e } = exactly(x);
  const whole = shifted(m, e + Number(BITS));
  const n = Number(whole / LN2);
  const f = whole - BigInt(n) * LN2;
  let [term, sum] = [ONE, ONE];
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = (term * f) / ONE / i;
    sum += term;
  }
  return { v: sum, n };
}

/** ln x in fixed point. */
function logarithm(x: number): bigint {
  const { m, e } = exactly(x);
  const length = m.toString(2).length;
  // x = c × 2^power with c in [¾, 1½): near 1, power is 0 and nothing cancels.
  const high = m << 1n >= 3n << BigInt(length - 1);
  const power = e + length - 1 + (high ? 1 : 0);
  const unit = 1n << BigInt(length - 1 + (high ? 1 : 0));
  return twiceArtanh(m - unit, m + unit) + BigInt(power) * LN2;
}

/** |y − v × 2^n| / (v × 2^n), v in fixed point. */
function relativeError(y: number, v: bigint, n = 0): number {
  const { m, e } = exactly(y);
  const difference = shifted(m, e - n + Number(BITS)) - v;
  return Number((difference << 100n) / v) / 2 ** 100;
}

/** e^−D of every D, as the kernels take it for shares of a point: one component for each D. */
function shares(distances: readonly number[], lane = 0): number[] {
  const { memory } = core();
  // A component at the point itself comes first: its score is 0, the largest.
  const means = [0, ...distances];
  const k = means.length;
  const rows = lane + 1;
  const space = carve({
    record: recordBytes(MIXTURE_SWEEP),
    x: rows * 8,
    parameters: 2 * k * 8,
    statistics: (2 + 2 * k) * 8,
    scratch: mixtureKernels().mixtureScratchBytes(DISTANCE, 1, k, 2 + 2 * k),
  });
  try {
    // Other lanes hold another point, so that only one lane is e^−D.
    memory.f64(space.at("x"), rows).fill(-3).fill(0, lane);
    memory.f64(space.at("parameters"), 2 * k).set([...means.map(() => 0), ...means]);
    const { record, x, parameters, statistics, scratch } = space.addresses;
    writeReals(record, MIXTURE_SWEEP, { stiffness: 1, cutoff: 0 });
    const sizes = { bytes: 8, d: 1, k, form: DISTANCE, spread: DISTANCE, first: 1 };
    const anchors = parameters + k * 8;
    writeIntegers(record, MIXTURE_SWEEP, { ...sizes, parameters, anchors, scratch });
    mixtureKernels().mixtureBlock(record, x, rows, 0, statistics);
    // Behind four columns of the tile, a column of eight lanes for each component.
    const columns = memory.f64(scratch + 4 * 64, 8 * k);
    return distances.map((_, c) => columns[8 * (c + 1) + lane]);
  } finally {
    space.region.release();
  }
}

/** D over the whole range, and about every place where something could break. */
function manyDistances(): number[] {
  const uniform = uniforms(1);
  const values = [0, 5e-324, 1e-308, 1e-300, 1e-17, 2 ** -53, 2 ** -27, 1e-5];
  for (let i = 0; i < 4000; i++) values.push(uniform() * 708);
  for (let i = 0; i < 2000; i++) values.push(10 ** (20 * uniform() - 17.2));
  for (let i = 0; i < 1500; i++) values.push(uniform() * 2);
  // Multiples of ln 2 / 128, where the reduction turns, and their neighbours.
  for (let i = 0; i <= 130_000; i += i < 4000 ? 1 : 61) {
    const turn = (i * Math.LN2) / 128;
    values.push(turn, turn * (1 + 2 ** -52), turn * (1 - 2 ** -53));
  }
  for (let i = 0; i < 1000; i++) values.push(708 - uniform());
  return values.filter((value) => value <= 708);
}

describe("the reference", () => {
  it("has the digits of ln 2, of e and of ln 10", () => {
    const digits = (v: bigint) => ((v * 10n ** 40n) >> BITS).toString();
    expect(digits(LN2)).toBe("6931471805599453094172321214581765680755");
    const { v, n } = exponential(1);
    expect(digits(shifted(v, n))).toBe("27182818284590452353602874713526624977572");
    expect(digits(logarithm(10))).toBe("23025850929940456840179914546843642076011");
    expect(
      relativeError(Math.exp(-700.5), exponential(-700.5).v, exponential(-700.5).n),
    ).toBeLessThan(3e-16);
  });
});

describe("exp", () => {
  it("is within a unit in the last place over the whole range", () => {
    const distances = manyDistances();
    const found = shares(distances);
    let worst = 0;
    distances.forEach((distance, i) => {
      const { v, n } = exponential(-distance);
      worst = Math.max(worst, Math.abs(relativeError(found[i], v, n)));
    });
    expect(worst).toBeLessThanOrEqual(MOST_OF_EXP);
    expect(worst).toBeGreaterThan(1e-17);
  });

  it("is 1 at 0, a normal number down to e^-708, and 0 below", () => {
    expect(shares([0, 5e-324, 1e-17])).toEqual([1, 1, 1]);
    const beyond = [708 + 2 ** -43, 708.4, 745.2, 746, 747, 1e3, 1e10, 1e153];
    expect(shares(beyond)).toEqual(beyond.map(() => 0));
    expect(shares([708])[0]).toBeGreaterThan(2 ** -1022);
  });

  it("does not rise with the distance", () => {
    const distances = manyDistances().toSorted((a, b) => a - b);
    const found = shares(distances);
    for (let i = 1; i < found.length; i++) {
      // Two units in the last place, as accurate as it is.
      expect(found[i]).toBeLessThanOrEqual(found[i - 1] * (1 + 2 ** -51));
    }
  });

  it("is the same in every lane", () => {
    const distances = manyDistances().filter((_, i) => i % 10 === 0);
    const found = shares(distances);
    for (let lane = 1; lane < 8; lane++) expect(shares(distances, lane)).toEqual(found);
  });

  it("comes through in responsibilities of soft k-means", () => {
    const stiffness = 0.75;
    const base = SoftKMeans.fit([0, 1], { k: 2, stiffness, distance: "euclidean" }).toJSON();
    for (const distance of [50, 51.7, 400.3, 900, 943.7, 985, 993.1, 993.6, 2000]) {
      const model = SoftKMeans.fromJSON({ ...base, centroids: [[0], [distance]] });
      const [first, second] = model.responsibilities([0]);
      expect(first).toBe(1);
      expect(second).toBe(shares([stiffness * distance])[0]);
    }
  });
});

describe("log", () => {
  const uniform = uniforms(2);
  const values = [1, 2, 0.5, 10, 1 + 2 ** -52, 1 - 2 ** -53, 5e-324, 1e-323, 2 ** -1022];
  values.push(2 ** -1022 - 2 ** -1074, Number.MAX_VALUE, Math.SQRT1_2, Math.SQRT2, Math.E);
  for (let i = 0; i < 4000; i++) values.push(2 ** (2097 * uniform() - 1074));
  for (let i = 0; i < 2000; i++) values.push(2 ** (2 * uniform() - 1));
  for (let i = 0; i < 2000; i++) values.push(1 + (uniform() - 0.5) * 10 ** (-16 * uniform()));
  for (let i = 0; i < 1000; i++) values.push(2 ** (52 * uniform() - 1074));
  // About √½ and √2, where the exponent turns.
  for (let i = -200; i <= 200; i++) {
    values.push(Math.SQRT1_2 * (1 + i * 2 ** -52), Math.SQRT2 * (1 + i * 2 ** -52));
  }
  // Sums of shares: between 1 and k.
  for (let i = 0; i < 500; i++) values.push(1 + 100 * uniform());

  it("is within 2e-16 over the whole range, subnormal arguments included", () => {
    const finite = values.filter((value) => value < Infinity);
    const found = logarithms(finite);
    let worst = 0;
    finite.forEach((value, i) => {
      if (value === 1) return;
      worst = Math.max(worst, Math.abs(relativeError(found[i], logarithm(value))));
    });
    expect(worst).toBeLessThanOrEqual(MOST_OF_LOG);
    expect(worst).toBeGreaterThan(1e-17);
  });

  it("is 0 at 1 and minus infinity at 0", () => {
    expect(logarithms([1])).toEqual([0]);
    expect(logarithms([0, 1, 0])).toEqual([-Infinity, 0, -Infinity]);
  });

  it("does not depend on how many are taken, nor where among them one stands", () => {
    const found = logarithms(values);
    for (const count of [1, 2, 3, 8, 9]) {
      expect(logarithms(values.slice(0, count))).toEqual(found.slice(0, count));
      expect(logarithms(values.slice(1, count + 1))).toEqual(found.slice(1, count + 1));
    }
    expect(logarithms([])).toEqual([]);
  });

  it("rises with its argument", () => {
    const sorted = values.filter((value) => value < Infinity).toSorted((a, b) => a - b);
    const found = logarithms(sorted);
    for (let i = 1; i < found.length; i++) {
      expect(found[i]).toBeGreaterThanOrEqual(found[i - 1] - Math.abs(found[i]) * 2 ** -51);
    }
  });
});
