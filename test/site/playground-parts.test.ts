import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../site/playground/data/csv.js";
import { tableOf, type Table } from "../../site/playground/data/table.js";
import { DATA_SETS } from "../../site/playground/data/sets.js";
import { hexOf, HUES, labOf, mix, pixelOf } from "../../site/playground/view/colour.js";
import { drawnOf, drawnText, ownOfText, ownText } from "../../site/playground/share/carry.js";
import { savedOf, savedText } from "../../site/playground/share/file.js";
import { linkOf, stateOf } from "../../site/playground/share/link.js";
import {
  COVARIANCES,
  DISTANCES,
  FIRST,
  STARTS,
  type State,
} from "../../site/playground/state/state.js";
import { codeOf, commandOf } from "../../site/playground/export/code.js";
import { labelsCsv, pointsCsv } from "../../site/playground/export/csv.js";
import { Points } from "mixtura";
import { kindOf } from "../../site/playground/run/algorithm.js";
import { momentOf } from "../../site/playground/run/moment.js";
import { fit, NAMES, optionsOf, type Problem } from "../../site/playground/run/problem.js";
import { sceneOf } from "../../site/playground/view/scenes.js";
import { gridOf } from "../../site/playground/view/scores.js";
import { windowOf } from "../../site/playground/view/window.js";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

const states: fc.Arbitrary<State> = fc
  .record({
    data: fc.constantFrom("shapes", "drawn", "own", "cities"),
    axes: fc.tuple(fc.nat(9), fc.nat(9)),
    all: fc.boolean(),
    standardize: fc.boolean(),
    mix: fc.nat(24),
    distance: fc.constantFrom(...DISTANCES),
    covariance: fc.constantFrom(...COVARIANCES),
    k: fc.integer({ min: 1, max: 12 }),
    start: fc.constantFrom(...STARTS),
    seed: fc.nat(2 ** 31 - 1),
    frame: fc.nat(601),
    numbers: fc.array(
      finite.map((value) => value + 0),
      { minLength: 24, maxLength: 24 },
    ),
    single: fc.option(fc.nat(11), { nil: undefined }),
  })
  .map(({ numbers, single, ...state }) => ({
    ...state,
    hand:
      state.start === "hand"
        ? Array.from({ length: state.k }, (_, c) => numbers.slice(2 * c, 2 * c + 2))
        : [],
    single: single !== undefined && single < state.k ? single : undefined,
  }));

describe("a state in an address", () => {
  it("is read back to the bit", () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(stateOf(linkOf(state))).toEqual(state);
        expect(stateOf(`#${linkOf(state)}`)).toEqual(state);
      }),
    );
  });

  it("leaves out what is as at first, and survives nonsense", () => {
    expect(linkOf(FIRST)).toBe("data=shapes");
    expect(stateOf("")).toBeUndefined();
    expect(stateOf("#a-heading")).toBeUndefined();
    const broken =
      "#data=x&k=1e9&mix=-4&seed=zz&axes=&hand=1_2~3&start=hand&single=99&frame=%E0%A4%A";
    expect(stateOf(broken)).toEqual({ ...FIRST, data: "x", k: 12, mix: 0 });
  });

  it("carries drawn points and tables to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(10_000), fc.nat(7000)), { maxLength: 200 }),
        fc.array(finite, { minLength: 2, maxLength: 60 }),
        async (pairs, numbers) => {
          const drawn = pairs.flat();
          expect(drawnOf(drawnText(drawn))).toEqual(drawn);
          const values = numbers.slice(0, numbers.length - (numbers.length % 2)).map((v) => v + 0);
          const own = { name: "ä,=&.csv", table: tableOf(["a", "b"], values) };
          expect(await ownOfText(await ownText(own))).toEqual(own);
          const saved = { state: { ...FIRST, data: "own" }, drawn, own };
          expect(savedOf(savedText(saved))).toEqual(saved);
        },
      ),
    );
  });

  it("refuses files that are no saved state", () => {
    for (const text of ["{}", "[]", "nothing", '{"kind":"mixtura playground","state":"k=3"}'])
      expect(() => savedOf(text)).toThrow();
  });
});

describe("colours", () => {
  it("come back from OKLab as they went in, pixel by pixel too", () => {
    for (const hue of [...HUES, "#000000", "#ffffff", "#808080"]) {
      expect(hexOf(labOf(hue))).toBe(hue);
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hue.slice(at, at + 2), 16));
      expect(pixelOf(...labOf(hue))).toBe((0xff000000 | (blue << 16) | (green << 8) | red) >>> 0);
    }
  });

  it("are mixed as Ottosson's reference does", () => {
    // Half blue, half orange; half red, half blue: by culori 4.0.2.
    expect(hexOf(mix([0.5, 0.5]))).toBe("#a9a499");
    expect(hexOf(mix([0.5, 0, 0.5]))).toBe("#946b7f");
    expect(labOf("#ff0000")[0]).toBeCloseTo(0.62796, 4);
  });
});

describe("a CSV of the visitor's", () => {
  it("keeps columns of numbers, and tells of rows by their line", () => {
    const text = '\uFEFFname,x,y\r\n"a\r\nb",1,2\r\n\r\nc,3,\r\nd,4,five\r\ne,6\r\nf,7,8\r\n';
    const { table, refused } = readCsv(text);
    expect(table.columns).toEqual(["x", "y"]);
    expect(Array.from(table.values)).toEqual([1, 2, 7, 8]);
    expect(refused).toEqual([
      { line: 5, why: "no value in y" },
      { line: 6, why: "“five” in y is no number" },
      { line: 7, why: "2 values instead of 3" },
    ]);
  });

  it("takes tables without names, with equal names, and with other delimiters", () => {
    expect(readCsv("1;2\n3;4\n").table.columns).toEqual(["column 1", "column 2"]);
    expect(readCsv("x\tx\n3\t4\n").table.columns).toEqual(["x", "x (2)"]);
    expect(readCsv("v\n1\n2\n3\n").table.count).toBe(3);
  });

  it("says what is wrong with what is no table", () => {
    expect(() => readCsv("")).toThrow("The file is empty.");
    expect(() => readCsv("a,b\nc,d\n")).toThrow("no column of numbers");
  });
});

describe("what is taken away", () => {
  const table = { ...tableOf(['a "b"', "c\nd"], [1, 2, 3.25, 1e-7]), names: ["p", "q,r"] };

  it("is CSV that is read back", () => {
    const { table: read } = readCsv(pointsCsv(table));
    expect(Array.from(read.values)).toEqual(Array.from(table.values));
    const shares = {
      k: 2,
      labels: Int32Array.of(0, 1),
      shares: Float64Array.of(0.75, 0.25, 0, 1),
      parts: [],
    };
    expect(labelsCsv(table, shares)).toBe(
      'name,"a ""b""",c d,cluster,share 1,share 2\np,1,2,1,0.75,0.25\n"q,r",3.25,1e-7,2,0,1\n',
    );
  });

  it("is a command, or says why there is none", () => {
    const options = { k: 2, covariance: "full", start: "sample", seed: 3 } as const;
    const problem = {
      kind: "gaussian",
      name: "GaussianMixture",
      options,
      table,
    } as unknown as Problem;
    expect(commandOf(problem, 4).replace(/ \\\n +/g, " ")).toBe(
      "mixtura fit points.csv -k 2 -a gaussian --covariance full --start sample --seed 3 --max-iterations 4 --model model.json\n",
    );
    const hand = { ...problem, options: { ...options, start: { means: [[1, 2]] } } };
    expect(commandOf(hand, undefined)).toMatch(/^# /);
    expect(codeOf(hand, 4, "node")).toContain("start: { means: [[1, 2]] }");
  });
});

describe("the ground", () => {
  const table = DATA_SETS.find(({ id }) => id === "shapes")!.load() as Table;
  const cases = [0, 8, 24].flatMap((mix) =>
    (mix === 24 ? COVARIANCES : DISTANCES).flatMap((form) =>
      [false, true].map((standardize) => ({ mix, form, standardize })),
    ),
  );

  it.each(cases)("is shared out as the library does: $mix, $form, $standardize", async (one) => {
    const { mix, form, standardize } = one;
    const state = { ...FIRST, mix, standardize, [mix === 24 ? "covariance" : "distance"]: form };
    const points = Points.from({ data: table.values, shape: [table.count, 2] });
    const options = optionsOf(state, table);
    const kind = kindOf(state);
    const moment = momentOf(kind, fit({ kind, name: NAMES[kind], options, table, points }, {}));
    const scene = await sceneOf(DATA_SETS[0], table, table, state);
    const window = windowOf(scene, 301, 203);
    const { columns, rows, step, k, scores } = gridOf(moment, scene, window, 7)!;
    const positions = Array.from({ length: columns * rows }, (_, i) => [
      window.valueX((i % columns) * step),
      window.valueY(Math.floor(i / columns) * step),
    ]);
    const labels = moment.model.predict(positions);
    const differ = Array.from(labels, (label, i) => {
      const own = scores.subarray(i * k, (i + 1) * k);
      return own[label] < Math.max(...own) - 1e-9;
    });
    expect(differ.filter(Boolean).length).toBe(0);
  });
});

describe("sets of points", () => {
  it.each(DATA_SETS.map((set) => [set.id, set] as const))("%s", async (_, set) => {
    const { columns, values, count, names } = await set.load();
    expect(values.length).toBe(count * columns.length);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    if (names !== undefined) expect(names.length).toBe(count);
    const again = (await set.load()).values;
    expect(Buffer.from(again.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  });
});
