import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Address, addressed } from "../../site/playground/app/address.js";
import { readCsv } from "../../site/playground/data/csv.js";
import { placesIn } from "../../site/playground/data/coordinates.js";
import { sentinelsIn } from "../../cli/src/table/sentinels.js";
import { pictureOf } from "../../site/playground/data/picture.js";
import { isPlaces, placesOf } from "../../site/playground/data/sphere.js";
import { tableOf, type Table } from "../../site/playground/data/table.js";
import { DATA_SETS, ownSet } from "../../site/playground/data/sets.js";
import { hexOf, HUES, labOf, mix, pixelOf } from "../../site/playground/view/colour.js";
import { drawnOf, drawnText, ownOfText, ownText } from "../../site/playground/share/carry.js";
import { savedOf, savedText } from "../../site/playground/share/file.js";
import { linkOf, stateOf } from "../../site/playground/share/link.js";
import {
  COVARIANCES,
  DISTANCES,
  FIRST,
  GAUSSIAN,
  HARD,
  STARTS,
  type State,
} from "../../site/playground/state/state.js";
import { codeOf, commandOf } from "../../site/playground/export/code.js";
import { joinedCsv, labelsCsv, pointsCsv } from "../../site/playground/export/csv.js";
import { Points, type KMeans } from "mixtura";
import { kindOf } from "../../site/playground/run/algorithm.js";
import { momentOf } from "../../site/playground/run/moment.js";
import {
  fit,
  NAMES,
  optionsOf,
  type Model,
  type Problem,
} from "../../site/playground/run/problem.js";
import { fittedOf, sceneOf } from "../../site/playground/view/scenes.js";
import { gridOf } from "../../site/playground/view/scores.js";
import { windowOf } from "../../site/playground/view/window.js";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

const states: fc.Arbitrary<State> = fc
  .record({
    data: fc.constantFrom("shapes", "drawn", "own", "cities"),
    axes: fc.tuple(fc.nat(9), fc.nat(9)).filter(([x, y]) => x !== y),
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
          expect(await ownOfText(await ownText(own))).toEqual({ ...own, origin: "link" });
          const saved = { state: { ...FIRST, data: "own" }, drawn, own };
          const read = { ...saved, own: { ...own, origin: "saved state" } };
          expect(savedOf(savedText(saved))).toEqual(read);
        },
      ),
    );
  });

  it("holds no escapes, and opens wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(states, fc.nat(), async (state, at) => {
        const link = `#${linkOf(state)}`;
        expect(link).not.toContain("%");
        const part = link.slice(0, at % (link.length + 1));
        expect(decodeURIComponent(part)).toBe(part);
        const own = { name: "a%b.csv", table: tableOf(["x"], [1, 2.5, 1e300]) };
        const whole = (await new Address().of({ ...state, data: "own" }, [], own))!;
        expect(whole).not.toContain("%");
        await addressed(whole.slice(0, at % (whole.length + 1)));
      }),
    );
    const escaped = "data=line&start=k-means%2B%2B&k=2";
    expect(stateOf(escaped)).toEqual(stateOf("data=line&start=k-means++&k=2"));
    expect(stateOf(escaped)?.start).toBe("k-means++");
    expect(linkOf({ ...FIRST, axes: [0, 0] })).toBe("data=shapes");
  });

  it("is not shown where some of its points were lost", async () => {
    const drawn = [100, 200, 300, 400, 5000, 6000];
    const link = (await new Address().of({ ...FIRST, data: "drawn" }, drawn, undefined))!;
    expect(await addressed(link)).toMatchObject({ drawn, lacking: undefined });
    const own = { name: "a.csv", table: tableOf(["x", "y"], [1, 2, 3, 4, 5, 6.5]) };
    const ownLink = (await new Address().of({ ...FIRST, data: "own" }, [], own))!;
    expect((await addressed(ownLink))?.own?.table).toEqual(own.table);
    for (const whole of [link, ownLink])
      for (let end = whole.indexOf("count=") + 6; end < whole.length; end++)
        expect((await addressed(whole.slice(0, end)))?.lacking?.text, whole.slice(0, end)).toBe(
          "A part of its points was lost. Copy it again.",
        );
    // Links of former versions.
    expect(await addressed(link.replace(/&count=\d+/, ""))).toMatchObject({ drawn });
    expect((await addressed("#data=drawn&points=AAAA"))?.lacking?.title).toBe(
      "This link is not whole",
    );
  });

  it("tells where its points are not here", async () => {
    expect((await addressed("#data=own&k=3"))?.lacking?.text).toMatch(/^The points were in a file/);
    expect((await addressed("#data=nonsense"))?.lacking?.text).toBe(
      "No points here are called “nonsense”.",
    );
    expect((await addressed(`#data=drawn&points=${"_".repeat(400)}A`))?.lacking).toBeDefined();
    expect((await addressed("#data=drawn"))?.lacking).toBeUndefined();
    expect(await addressed("#a-heading")).toBeUndefined();
  });

  it("is not tried for tables that are too large", async () => {
    const table = tableOf(["x"], new Float64Array(300_000));
    const read = vi.spyOn(JSON, "stringify");
    const link = await new Address().of({ ...FIRST, data: "own" }, [], { name: "a", table });
    expect(link).toBeUndefined();
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    const drawn = new Array<number>(10_000).fill(7);
    expect(await new Address().of({ ...FIRST, data: "drawn" }, drawn, undefined)).toBeUndefined();
  });

  it("carries pictures with holes, and places", async () => {
    const picture = pictureOf(2, 2, [1, 2, 3, 255, 9, 9, 9, 0, 4, 5, 6, 200, 7, 8, 9, 255]);
    expect(Array.from(picture.at)).toEqual([0, 2, 3]);
    expect(Array.from(picture.values)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const places = placesOf([1, 0, 0, 0, 1, 0]);
    const region = { ...tableOf(["km east", "km north"], [1, 2]), equal: true as const };
    for (const table of [picture, places, region, pictureOf(1, 1, [1, 2, 3, 255])])
      expect((await ownOfText(await ownText({ name: "n", table }))).table).toEqual(table);
  });

  it("refuses saved states that are not sound, in words", () => {
    const picture = { name: "p", columns: ["r", "g", "b"], values: [1, 2, 3], width: 1, height: 1 };
    const sound = { kind: "mixtura playground", version: 1, state: "data=own", drawn: [] };
    const read = (change: object) => savedOf(JSON.stringify({ ...sound, own: picture, ...change }));
    expect(read({}).own?.table.count).toBe(1);
    expect(() => read({ version: 9 })).toThrow("another version");
    expect(() => read({ drawn: [1, 2, 3] })).toThrow("not whole");
    expect(() => read({ drawn: [1, "2"] })).toThrow("not whole");
    expect(() => read({ own: undefined })).toThrow("The points were in a file");
    expect(() => read({ state: "data=nonsense" })).toThrow("“nonsense”");
    for (const change of [
      { width: -1, height: -1 },
      { width: 1, height: undefined },
      { width: 0.5, height: 2 },
      { width: 2, height: 1 },
      { columns: ["r"] },
      { at: [1] },
      { at: [0, 0], values: [1, 2, 3, 1, 2, 3], width: 2 },
      { columns: ["a", "b"], values: [1, 2], places: true, width: undefined, height: undefined },
    ])
      expect(() => read({ own: { ...picture, ...change } }), JSON.stringify(change)).toThrow();
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

  const valuesOf = (text: string) => Array.from(readCsv(text).table.values);

  it.each([
    ["semicolons", "a;b\n1,5;2,5\n-3;4,25\n", [1.5, 2.5, -3, 4.25]],
    ["no head", "1,5;2,5\n3,5;4,5\n", [1.5, 2.5, 3.5, 4.5]],
    ["tabs", "a\tb\n1,5\t2,5\n", [1.5, 2.5]],
    ["quotes", 'a,b\n"1,5","2,5"\n', [1.5, 2.5]],
    ["one column", "v\n1,5\n2,25\n", [1.5, 2.25]],
    ["points between thousands", "a;b\n1.234,50;2\n1.234.567;3,5\n", [1234.5, 2, 1234567, 3.5]],
    ["thousands alone", "a;b\n1.234;2,5\n", [1234, 2.5]],
    ["commas between thousands", 'a,b\n"1,100",5\n"2,200.5",6\n', [1100, 5, 2200.5, 6]],
    ["only thousands, quoted", 'a,b\n"1,100",5\n', [1100, 5]],
    ["a comma, be it decimal", "a;b\n1,100;5\n", [1.1, 5]],
    ["commas beside points", "a\tb\n1,100.5\t5\n", [1100.5, 5]],
    ["spaces between thousands", "a;b\n1 234,5;1\u00A0000\n", [1234.5, 1000]],
    ["exponents", "a;b\n1,5e3;-2E-2\n", [1500, -0.02]],
    ["a proper minus", "a,b\n\u22121.5,2\n", [-1.5, 2]],
    ["bars", "a|b\n1|2\n", [1, 2]],
    ["words with semicolons", "a,b,c\nx;y,1,2\nz;u,3,4\n", [1, 2, 3, 4]],
  ])("reads numbers as the file as a whole writes them: %s", (_, text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  it("says how it read a number that may be another", () => {
    const telling = (text: string) => readCsv(text).telling;
    expect(telling("a;b\n3;4\n1.234,50;2\n")).toEqual({ field: "1.234,50", value: 1234.5 });
    expect(telling('a,b\n"1,100",5\n')).toEqual({ field: "1,100", value: 1100 });
    expect(telling("a,b\n1.5,5\n")).toBeUndefined();
  });

  it("passes over comments before the table, which may name the columns", () => {
    const commented = readCsv('# made "by hand\n#\n\nx,y\n1,2\n3,z\n5,6\n');
    expect(commented.table.columns).toEqual(["x", "y"]);
    expect(commented.refused).toEqual([{ line: 6, why: "“z” in y is no number" }]);
    expect(readCsv("# x,y\n1,2\n").table.columns).toEqual(["x", "y"]);
    expect(readCsv("#name,x\na,2\nb,3\n").table.columns).toEqual(["x"]);
    expect(readCsv("# two words, here\nx,y\n1,2\n").table.columns).toEqual(["x", "y"]);
  });

  it("says which columns are left out, and why", () => {
    const { leftOut } = readCsv("date,v,note,mixed\n2024-01-10,1,,1\n2024-01-11,2,,a\n");
    expect(leftOut).toEqual([
      { name: "date", why: "no numbers" },
      { name: "note", why: "no values" },
      { name: "mixed", why: "fewer numbers than words" },
    ]);
    expect(readCsv('p,q\n"$1,100.50",1\n').leftOut).toEqual([{ name: "p", why: "no numbers" }]);
  });

  it("asks about numbers that may stand for missing values", () => {
    const found = (...values: number[]) => sentinelsIn(Float64Array.from(values));
    expect(found(1, -9999, 2, 3, -9999, 4)).toEqual([{ value: -9999, rows: 2 }]);
    expect(found(1, 999, 2, 3, -9999, 4)).toEqual([
      { value: -9999, rows: 1 },
      { value: 999, rows: 1 },
    ]);
    expect(found(1, 50, 2, 3, 4)).toEqual([]);
    expect(found(99, 98, 97, 20, 10)).toEqual([]);
    expect(found(5, 5, 5, 5, 999)).toEqual([]);
    expect(found(1, 2, 3, 999)).toEqual([]);
  });

  it("is of places where it has longitudes and latitudes", () => {
    const places = (text: string) => placesIn(readCsv(text).table);
    const world = places("city,lat,lon,people\nParis,48.9,2.3,2\nLima,-12,-77,10\nX,0,90,1\n")!;
    expect(world).toMatchObject({ local: false, unused: ["people"] });
    expect(isPlaces(world.table)).toBe(true);
    expect(Array.from(world.table.values.subarray(6))).toEqual([0, 1, 0]);
    const region = places("Latitude,LNG\n60,10\n61,10\n60,12\n")!;
    expect(region).toMatchObject({ local: true, unused: [] });
    expect(region.table.columns).toEqual(["km east", "km north"]);
    const [x0, y0, x1, y1, x2] = region.table.values;
    expect([x1 - x0, y1 - y0]).toEqual([0, 111.2]);
    expect(x2 - x0).toBeCloseTo(222.4 * Math.cos((60.5 * Math.PI) / 180), 2);
    expect(places("lat,lon\n1,200\n2,3\n")).toBeUndefined();
    expect(places("lat,x\n1,20\n2,3\n")).toBeUndefined();
    expect(places("lat,lon,long\n1,2,3\n")).toBeUndefined();
  });

  it("is shown by the first two columns that are not constant", () => {
    const suits = (text: string) => ownSet({ name: "t", table: readCsv(text).table }).suits.axes;
    expect(suits("a,b,c,d\n1,5,2,3\n2,5,2,4\n")).toEqual([0, 3]);
    expect(suits("a,b,c\n1,5,2\n1,5,3\n")).toEqual([2, 0]);
    expect(suits("a,b,c\n1,5,2\n1,5,2\n")).toEqual([0, 1]);
    expect(suits("a,b\n1,5\n1,6\n")).toEqual([0, 1]);
  });

  it("is told of by its rows, and by whose they are", () => {
    const table = tableOf(["x"], [1]);
    expect(ownSet({ name: "t", table }).about).toMatch(/^1 row of yours\./);
    const received = { name: "t", table: tableOf(["x"], [1, 2]), origin: "link" } as const;
    expect(ownSet(received).about).toBe("2 rows from the link.");
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

  it("is joined to all columns and rows of the file, in their order", () => {
    const text = 'name,cluster,v,note\nq,7,150.0,"a, b"\np,8,bad,\nr,9,"2\n"\ns,1,3,x,y\nt,2,4,z\n';
    const { source, table: read, refused } = readCsv(text);
    expect([read.count, refused.length]).toEqual([2, 3]);
    const shares = { k: 2, labels: Int32Array.of(0, 1), shares: undefined, parts: [] };
    expect(joinedCsv(source, shares)).toBe(
      'name,cluster,v,note,,cluster_2\nq,7,150.0,"a, b",,1\np,8,bad,,,\nr,9,"2\n",,,\ns,1,3,x,y,\nt,2,4,z,,2\n',
    );
    const soft = { ...shares, shares: Float64Array.of(0.75, 0.25, 0, 1) };
    const lines = joinedCsv(readCsv("share 1,x\n5,1\nword,2\n6,3\n").source, soft).split("\n");
    expect(lines).toEqual([
      "share 1,x,cluster,share 1_2,share 2",
      "5,1,1,0.75,0.25",
      "word,2,,,",
      "6,3,2,0,1",
      "",
    ]);
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
  const fitted = async (id: string, patch: Partial<State> = {}) => {
    const set = DATA_SETS.find((one) => one.id === id)!;
    const state = { ...FIRST, ...set.suits, data: id, ...patch };
    const table = fittedOf(set, await set.load(), state);
    const points = Points.from({ data: table.values, shape: [table.count, table.columns.length] });
    const kind = kindOf(state);
    return fit({ kind, name: NAMES[kind], options: optionsOf(state, table), table, points }, {});
  };
  const codes = ({ diagnostics }: Model) => diagnostics.map(({ code }) => code);

  it.each(DATA_SETS.map(({ id }) => id))("%s has a run to see, at its own settings", async (id) => {
    for (const mix of [HARD, ...(id === "scales" || id === "many" ? [] : [GAUSSIAN])])
      expect((await fitted(id, { mix })).iterations).toBeGreaterThanOrEqual(3);
  });

  it("show what is said of them", async () => {
    const outlier = await fitted("outlier");
    expect(Math.min(...outlier.sizes)).toBe(1);
    expect(codes(outlier)).not.toContain("variance-floored");
    expect(codes(await fitted("outlier", { mix: GAUSSIAN }))).toContain("variance-floored");
    // Of 520 points and two times 30.
    expect(Math.max(...(await fitted("uneven")).sizes)).toBeLessThan(300);
    expect(Math.max(...(await fitted("uneven", { mix: GAUSSIAN })).sizes)).toBeGreaterThan(450);
    const ages = async (standardize: boolean) => {
      const model = (await fitted("scales", { standardize })) as KMeans;
      return Math.abs(model.centroids[0][0] - model.centroids[1][0]);
    };
    expect(await ages(false)).toBeLessThan(10);
    expect(await ages(true)).toBeGreaterThan(25);
    expect((await fitted("close")).iterations).toBeGreaterThan(8);
  });

  it.each(DATA_SETS.map((set) => [set.id, set] as const))("%s", async (_, set) => {
    const { columns, values, count, names } = await set.load();
    expect(values.length).toBe(count * columns.length);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    if (names !== undefined) expect(names.length).toBe(count);
    const again = (await set.load()).values;
    expect(Buffer.from(again.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  });
});
