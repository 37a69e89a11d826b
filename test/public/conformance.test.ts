import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { CASES, digest, run } from "../conformance/suite.js";
import golden from "../conformance/words.json" with { type: "json" };

/**
 * "Same seed, same bits": test/conformance/suite.js holds cases whose results every build on every
 * machine has to come to. A change that alters words changes results for users; CONTRIBUTING.md says
 * when that may be.
 */
const words: Readonly<Record<string, string>> = golden;
const modules = { mixtura, metrics };

describe("the bits of", () => {
  it.each(Object.entries(CASES))("%s", async (name, result) => {
    expect(digest(await result(modules))).toBe(words[name]);
  });
});

describe("the suite", () => {
  /** What the language has, and what its cases may not have: results that engines round differently. */
  const INEXACT =
    "acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow random sin sinh tan tanh".split(
      " ",
    );

  /** The suite in a realm of its own, where there is ECMAScript and nothing else. */
  function bareSuite(): { run: typeof run } {
    const file = new URL("../conformance/suite.js", import.meta.url);
    const text = readFileSync(file, "utf8").replace(/^export /gm, "");
    const context = createContext({});
    const bare = `delete globalThis.console; delete globalThis.WebAssembly;
      for (const name of ${JSON.stringify(INEXACT)}) delete Math[name];
      Object.getOwnPropertyNames(globalThis)`;
    // As constants: every look at the global object of a context takes a detour.
    const globals = (runInContext(bare, context) as string[]).filter(
      (name) => !/^(?:undefined|NaN|Infinity|globalThis|eval)$/.test(name),
    );
    const code = `(() => { const { ${globals.join(", ")} } = globalThis; ${text}; return { run } })()`;
    return runInContext(code, context) as { run: typeof run };
  }

  it("comes to its words a second time, with ECMAScript alone and in another realm", async () => {
    const report = await bareSuite().run(modules);
    expect([...report.failures]).toEqual([]);
    expect({ ...report.words }).toEqual(words);
  });

  it("imports nothing", () => {
    const text = readFileSync(new URL("../conformance/suite.js", import.meta.url), "utf8");
    const code = text.replace(/\/\*\*.*?\*\//gs, "");
    expect(code).not.toMatch(/\b(?:import|require)\b/);
  });

  it("reports every case that fails, and goes on", async () => {
    const KMeans = {
      fit: () => {
        throw new RangeError("not today");
      },
    };
    const report = await run({ mixtura: { ...mixtura, KMeans } as never, metrics });
    expect(report.failures).toContain("k-means, one block: RangeError: not today");
    const others = Object.keys(words).filter((name) => /^mixture, |^soft k-means, /.test(name));
    for (const name of others) expect(report.words[name]).toBe(words[name]);
    expect(report.failures.length + Object.keys(report.words).length).toBe(
      Object.keys(CASES).length,
    );
  });

  it("takes no error of an engine for one of the library", async () => {
    const broken = { ...mixtura, KMeans: { fit: () => (undefined as unknown as string[]).length } };
    const { failures } = await run({ mixtura: broken as never, metrics });
    expect(failures.filter((failure) => failure.includes("refused: k:"))).toEqual([
      expect.stringContaining("not the library's own words: TypeError:"),
    ]);
  });
});

describe("a digest", () => {
  it("is the same for equal values", () => {
    const make = () => ({ a: [1, -0, NaN, "text"], b: new Float32Array([1]), c: { d: null } });
    expect(digest(make())).toBe(digest(make()));
    expect(digest(make())).toMatch(/^[0-9a-f]{16}$/);
    expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }));
  });

  it("has one NaN, whatever its bits", () => {
    const bits = new BigUint64Array([
      0x7ff8000000000001n,
      0xfff8000000000000n,
      0x7ff0000000000007n,
    ]);
    const nans = new Float64Array(bits.buffer);
    expect(digest(nans)).toBe(digest(new Float64Array(3).fill(NaN)));
    for (const nan of nans) expect(digest(nan)).toBe(digest(NaN));
  });

  it("does not change from one version of the suite to the next", () => {
    const value = { a: [1, -0, NaN, "text"], b: new Int32Array([-1]), c: { d: null, e: true } };
    expect(digest(value)).toBe("72eee26f2f3bf841");
  });

  it("tells values apart that differ in a bit, a type, an order or a nesting", () => {
    const values = [
      undefined,
      null,
      true,
      false,
      "",
      "null",
      "1",
      "10",
      1,
      1 + Number.EPSILON,
      -1,
      0,
      -0,
      NaN,
      Infinity,
      -Infinity,
      5e-324,
      2 ** 32,
      1n,
      [],
      [[]],
      [1],
      ["1"],
      [1, 2],
      [2, 1],
      [1, [2]],
      [[1], 2],
      [[1, 2]],
      [undefined],
      ["ab", "c"],
      ["a", "bc"],
      new Float64Array([1, 2]),
      new Float32Array([1, 2]),
      new Int32Array([1, 2]),
      new Float64Array(2),
      new Float64Array(3),
      {},
      { a: 1 },
      { b: 1 },
      { a: "1" },
      { a: [1] },
      { a: undefined },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      { a: { b: 1 } },
      { a: 1, toJSON: undefined },
      ["a", 1],
      [["a", 1]],
    ];
    expect(new Set(values.map(digest)).size).toBe(values.length);
  });

  it("takes in what an object gives as JSON, and every bit of a number", () => {
    class Model {
      constructor(readonly told: number) {}
      toJSON() {
        return this.told;
      }
    }
    // A method of the prototype is no field, so what it gives counts by itself.
    expect(digest(new Model(1))).not.toBe(digest({ told: 1 }));
    const words = Array.from({ length: 64 }, (_, bit) => {
      const bits = new BigUint64Array([0x3ff123456789abcdn ^ (1n << BigInt(bit))]);
      return digest(new Float64Array(bits.buffer)[0]);
    });
    expect(new Set(words).size).toBe(64);
    // Half of the bits change where one does, on average.
    const ones = (word: bigint) => word.toString(2).replaceAll("0", "").length;
    const one = BigInt(`0x${words[0]}`);
    const flipped = words.slice(1).map((word) => ones(BigInt(`0x${word}`) ^ one));
    const mean = flipped.reduce((sum, count) => sum + count, 0) / flipped.length;
    expect(mean).toBeGreaterThan(28);
    expect(mean).toBeLessThan(36);
  });

  it("refuses what it cannot see into", () => {
    for (const value of [() => {}, Symbol("x"), new Map(), new Date(0), [new Set()]]) {
      expect(() => digest(value)).toThrow(TypeError);
    }
  });
});
