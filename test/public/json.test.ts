import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const points = blobs(200, 3, 4);
const model = KMeans.fit(points, { k: 4, seed: 1, start: "sample", maxIterations: 2 });
const json = model.toJSON();

describe("JSON", () => {
  it("goes round without losing a bit", () => {
    const copy = KMeans.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy).toBeInstanceOf(KMeans);
    expect(copy).toEqual(model);
    expect(copy.predict(points)).toEqual(model.predict(points));
    expect(copy.distances(points)).toEqual(model.distances(points));
    expect(copy.toJSON()).toEqual(json);
    expect(copy.diagnostics).toMatchObject([{ code: "not-converged", iterations: 2 }]);
  });

  it("can leave the labels out", () => {
    const small = model.toJSON({ labels: false });
    expect(small).not.toHaveProperty("labels");
    const copy = KMeans.fromJSON(small);
    expect(copy.labels).toHaveLength(0);
    expect(copy.predict(points)).toEqual(model.labels);
    expect(JSON.parse(JSON.stringify({ labels: model }))).toEqual({ labels: json });
  });

  it("ignores keys it does not know", () => {
    expect(KMeans.fromJSON({ ...json, columns: ["x", "y", "z"] })).toEqual(model);
  });

  it("shares nothing with the model", () => {
    const before = JSON.stringify(model);
    const copy = model.toJSON();
    copy.centroids[0][0] = 77;
    copy.sizes[0] = 77;
    copy.history[0] = 77;
    Object.assign(copy.diagnostics[0], { code: "77" });
    copy.labels![0] = 3 - copy.labels![0];
    expect(JSON.stringify(model)).toBe(before);
  });

  // prettier-ignore
  it.each<[string, unknown, string]>([
    ["nothing", undefined, '"json" expected an object that toJSON gave, got undefined'],
    ["text", "{}", '"json" expected an object that toJSON gave, got "{}" (JSON.parse it first)'],
    ["an array", [], '"json" expected an object that toJSON gave, got an empty array'],
    ["an empty object", {}, '"json.format" expected "mixtura", got undefined'],
    ["another version", { ...json, version: 2 }, '"json.version" expected 1, the only version this release reads, got 2'],
    ["another model", { ...json, model: "Other" }, '"json.model" expected "KMeans", got "Other"'],
    ["k = 0", { ...json, k: 0 }, '"json.k" expected an integer in 1..4294967296, got 0'],
    ["a million components claimed", { ...json, k: 1e6 }, '"json.centroids" expected 1000000 entries, got 4'],
    ["a million dimensions claimed", { ...json, dimensions: 1e6 }, '"json.centroids[0]" expected 1000000 entries, got 3'],
    ["a ragged centroid", { ...json, centroids: [...json.centroids.slice(1), [1]] }, '"json.centroids[3]" expected 3 entries, got 1'],
    ["a NaN centroid", { ...json, centroids: [[1, 2, NaN], ...json.centroids.slice(1)] }, '"json.centroids[0][2]" expected a finite number, got NaN'],
    ["a null centroid", { ...json, centroids: [[1, 2, null], ...json.centroids.slice(1)] }, '"json.centroids[0][2]" expected a finite number, got null'],
    ["no inertia", { ...json, inertia: undefined }, '"json.inertia" expected a finite number of at least 0, got undefined'],
    ["a negative size", { ...json, sizes: [-1, 1, 1, 1] }, '"json.sizes[0]" expected a finite number of at least 0, got -1'],
    ["a label out of range", { ...json, labels: [0, 4] }, '"json.labels[1]" expected an integer in 0..3, got 4'],
    ["a wrong precision", { ...json, precision: "f16" }, '"json.precision" expected "float64" or "float32", got "f16"'],
    ["a wrong history", { ...json, history: [1] }, '"json.history" expected 2 entries, got 1'],
    ["converged as text", { ...json, converged: "yes" }, '"json.converged" expected true or false, got "yes"'],
    ["a diagnostic without a code", { ...json, diagnostics: [{}] }, '"json.diagnostics[0]" expected an object with a code and a message, got an object'],
    ["all of it in the prototype", Object.create(json), '"json.format" expected "mixtura", got undefined'],
    ["__proto__", JSON.parse(`{"__proto__": ${JSON.stringify(json)}}`), '"json.format" expected "mixtura", got undefined'],
  ])("refuses %s", (_, hostile, message) => {
    expect(() => KMeans.fromJSON(hostile)).toThrow(message);
  });

  it("refuses options of toJSON that it does not know", () => {
    expect(() => model.toJSON({ label: false } as object)).toThrow('did you mean "labels"?');
    expect(() => model.toJSON({ labels: 0 } as object)).toThrow('"labels" expected true or false');
  });
});

describe("diagnostics", () => {
  const duplicates = [1, 1, 1, 1];
  const collapsed = [0, 0, 0, 0, 5, 6, 7, 8];
  const models = {
    KMeans: () => KMeans.fit(duplicates, { k: 3 }),
    SoftKMeans: () => SoftKMeans.fit(duplicates, { k: 3, stiffness: 1 }),
    GaussianMixture: () => GaussianMixture.fit(collapsed, { k: 2, start: { centroids: [0, 6] } }),
  };
  const classes = { KMeans, SoftKMeans, GaussianMixture };

  it.each(Object.keys(models) as (keyof typeof models)[])(
    "of %s can be changed at any depth without changing the model or what it came from",
    (name) => {
      const fitted = models[name]();
      const before = JSON.stringify(fitted);
      const given = JSON.parse(before) as ReturnType<typeof fitted.toJSON>;
      const read = classes[name].fromJSON(given);
      const change = (diagnostics: { [detail: string]: unknown }[]) => {
        const lists = diagnostics.flatMap((diagnostic) =>
          Object.values(diagnostic).filter((detail) => Array.isArray(detail)),
        );
        expect(lists.length).toBeGreaterThan(0);
        for (const list of lists) list.push(9);
      };
      change(fitted.diagnostics);
      change(fitted.toJSON().diagnostics);
      change(read.diagnostics);
      expect(JSON.stringify(fitted)).toBe(before);
      expect(JSON.stringify(given)).toBe(before);
      change(given.diagnostics);
      expect(JSON.stringify(read)).toBe(before);
    },
  );

  const diagnostic = (fields: object) => ({ code: "remark", message: "…", ...fields });
  const circle: Record<string, unknown> = diagnostic({});
  circle["again"] = circle;
  const nested = (levels: number) => {
    let list: unknown[] = [];
    for (let i = 0; i < levels; i++) list = [list];
    return list;
  };
  const { proxy, revoke } = Proxy.revocable(diagnostic({}), {});
  revoke();

  it.each<[string, unknown, string]>([
    ["a bigint", diagnostic({ n: 3n }), "plain JSON, got an object"],
    ["a circle", circle, "plain JSON, got an object"],
    ["200,000 levels", diagnostic({ list: nested(200_000) }), "plain JSON, got an object"],
    ["5,000 levels", diagnostic({ list: nested(5000) }), "plain JSON"],
    [
      "100 levels",
      diagnostic({ list: nested(100) }),
      "plain JSON of at most 99 levels, got an object",
    ],
    ["nothing", undefined, "plain JSON, got undefined"],
    ["null", null, "an object with a code and a message, got null"],
    [
      "a toJSON that gives something else",
      { toJSON: () => 3 },
      "an object with a code and a message",
    ],
    [
      "a toJSON that throws",
      diagnostic({ toJSON: () => BigInt("x") }),
      "plain JSON, got an object",
    ],
    [
      "a getter that throws",
      Object.defineProperty(diagnostic({}), "a", {
        enumerable: true,
        get: () => {
          throw new Error("mine");
        },
      }),
      "plain JSON, got an object",
    ],
    [
      "a proxy",
      new Proxy(diagnostic({}), { ownKeys: () => ["code"] }),
      "an object with a code and",
    ],
    ["a proxy that was revoked", proxy, "plain JSON, got an object"],
  ])("refuses %s", (_, hostile, message) => {
    const hostileJson = { ...json, diagnostics: [hostile] };
    expect(() => KMeans.fromJSON(hostileJson)).toThrow(`"json.diagnostics[0]" expected ${message}`);
    expect(() => KMeans.fromJSON(hostileJson)).toThrow(TypeError);
  });

  it("takes 90 levels, and a getter for what it gives", () => {
    const deep = diagnostic({ list: nested(90) });
    const [{ list }] = KMeans.fromJSON({ ...json, diagnostics: [deep] }).diagnostics;
    expect(list).toEqual(deep["list" as never]);
    const getter = Object.defineProperty(diagnostic({}), "a", { enumerable: true, get: () => [1] });
    const copy = KMeans.fromJSON({ ...json, diagnostics: [getter] });
    expect(copy.toJSON().diagnostics).toEqual([diagnostic({ a: [1] })]);
  });

  it.each(["k", "dimensions", "centroids", "sizes", "history", "labels", "inertia"])(
    "a bigint, and lists without end, as %s are refused in words",
    (field) => {
      const endless = new Proxy([], {
        get: (target, key) => (key === "length" ? 2 ** 27 : Reflect.get(target, key)) as unknown,
      });
      const odd = Object.assign(["x", "x"], { [Symbol.iterator]: () => ({ next: () => ({}) }) });
      for (const value of [3n, [3n], endless, odd, [[3n]]]) {
        expect(() => KMeans.fromJSON({ ...json, [field]: value })).toThrow(
          new RegExp(`^"json\\.${field}[\\[\\]0-9]*" expected .*, got `),
        );
      }
    },
  );
});
