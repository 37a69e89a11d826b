import fc from "fast-check";
import { GaussianMixture, KMeans, Points, type PointsLike, selectK, SoftKMeans } from "mixtura";
import { adjustedRandIndex, silhouette } from "mixtura/metrics";

/** What a getter of somebody's own throws: it has to come through, and nothing else of it. */
export class Mine extends Error {}

/** Lengths that are none, too many, or not what is there. */
const lengths = fc.constantFrom<unknown>(
  undefined,
  null,
  NaN,
  -1,
  -0,
  1.5,
  0,
  1,
  2,
  3,
  4,
  5,
  1e6,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  Infinity,
  "3",
  3n,
);

/** Some lengths, one after another, the last again and again. */
function oneByOne(values: readonly unknown[]): () => unknown {
  let reads = 0;
  return () => values[Math.min(reads++, values.length - 1)];
}

const some = fc.array(lengths, { minLength: 1, maxLength: 4 });
const numbers = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
const kinds = fc.constantFrom(Float64Array, Float32Array, Int32Array, Uint8Array);

/** What a getter does when it is read. */
const deeds = fc.constantFrom<() => unknown>(
  () => KMeans.fit([[1, 2], [3, 4], [50, 60]], { k: 2 }), // prettier-ignore
  () => Points.from([1, 2, 3]).dispose(),
  () => Points.create(1000, 3, () => {}).dispose(),
  () => GaussianMixture.fit([1, 2, 3, 10, 11, 12], { k: 2, maxIterations: 2 }),
  () => KMeans.steps([1, 2, 10, 11], { k: 2 }).return(),
  () => {
    throw new Mine("mine");
  },
);

interface Resizable extends ArrayBuffer {
  resize(bytes: number): void;
}

function resizable(values: readonly number[]): { view: Float64Array; buffer: Resizable } {
  const make = ArrayBuffer as unknown as new (
    bytes: number,
    options: { maxByteLength: number },
  ) => Resizable;
  const buffer = new make(values.length * 8, { maxByteLength: values.length * 16 });
  // Without a length of its own it follows its buffer.
  const view = new Float64Array(buffer);
  view.set(values);
  return { view, buffer };
}

/** A list of numbers of which something is a lie, and what happens to it while options are read. */
interface Hostile {
  readonly list: ArrayLike<number>;
  readonly meanwhile: () => void;
}

const quiet = () => {};

const hostileLists: fc.Arbitrary<Hostile> = fc.oneof(
  fc.record({ kind: kinds, numbers, some }).map(({ kind, numbers: values, some: lies }) => {
    const next = oneByOne(lies);
    class Lying extends (kind as Float64ArrayConstructor) {
      override get length() {
        return next() as number;
      }
    }
    return { list: new Lying(values), meanwhile: quiet };
  }),
  fc.record({ kind: kinds, numbers, some }).map(({ kind, numbers: values, some: lies }) => {
    const list = new kind(values);
    Object.defineProperty(list, "length", { get: oneByOne(lies) });
    return { list, meanwhile: quiet };
  }),
  fc.record({ numbers, some }).map(({ numbers: values, some: lies }) => {
    const next = oneByOne(lies);
    const list = new Proxy(values, {
      get: (target, key) => (key === "length" ? next() : Reflect.get(target, key)) as unknown,
    });
    return { list, meanwhile: quiet };
  }),
  fc.record({ numbers, some }).map(({ numbers: values, some: lies }) => {
    const list = Object.defineProperty(Object.assign({}, values), "length", {
      get: oneByOne(lies),
    });
    return { list: list, meanwhile: quiet };
  }),
  // Other classes, iterators, methods and tags than are due.
  fc.record({ kind: kinds, numbers }).map(({ kind, numbers: values }) => {
    class Odd extends (kind as Float64ArrayConstructor) {
      static get [Symbol.species]() {
        return Uint8Array as unknown as Float64ArrayConstructor;
      }
      override subarray() {
        return new Uint8Array(1) as unknown as this;
      }
      override slice() {
        return {} as unknown as this;
      }
      override set() {
        throw new Mine("set");
      }
      override [Symbol.iterator](): ReturnType<Float64Array["values"]> {
        throw new Mine("iterator");
      }
      override get [Symbol.toStringTag]() {
        return "DataView" as "Float64Array";
      }
    }
    return { list: new Odd(values), meanwhile: quiet };
  }),
  numbers.map((values) => {
    const view = new DataView(new ArrayBuffer(values.length * 8));
    Object.defineProperties(view, {
      [Symbol.toStringTag]: { value: "Float64Array" },
      length: { value: values.length },
    });
    Object.setPrototypeOf(view, Float64Array.prototype);
    return { list: view as unknown as Float64Array, meanwhile: quiet };
  }),
  // Buffers that go, shrink and grow while options are read.
  fc.record({ kind: kinds, numbers }).map(({ kind, numbers: values }) => {
    const list = new kind(values);
    return { list, meanwhile: () => void structuredClone(list, { transfer: [list.buffer] }) };
  }),
  fc.record({ numbers, to: fc.integer({ min: 0, max: 12 }) }).map(({ numbers: values, to }) => {
    const { view, buffer } = resizable(values);
    return { list: view, meanwhile: () => buffer.resize(Math.min(to, values.length * 2) * 8) };
  }),
  // Getters that do other things, at once or when the data is copied.
  fc.record({ numbers, deed: deeds, at: fc.nat(5) }).map(({ numbers: values, deed, at }) => {
    const list = [...values];
    Object.defineProperty(list, at % values.length, {
      get: () => {
        deed();
        return 1;
      },
    });
    return { list, meanwhile: quiet };
  }),
  fc.record({ numbers, deed: deeds }).map(({ numbers: list, deed }) => ({
    list,
    meanwhile: () => {
      deed();
      list.length = 0;
    },
  })),
);

type Use = (hostile: Hostile, shape: readonly unknown[], deed: () => unknown) => unknown;

/** Options of which reading one does something to the data. */
export function reading<Options extends object>(options: Options, deed: () => unknown): Options {
  return Object.defineProperty({ ...options }, "precision", { enumerable: true, get: deed });
}

const model = () => KMeans.fit([[1, 2], [3, 4], [50, 60]], { k: 2 }); // prettier-ignore

const uses: Record<string, Use> = {
  "points in a line": ({ list, meanwhile }) => KMeans.fit(list, reading({ k: 1 }, meanwhile)),
  "Points.from": ({ list, meanwhile }) => Points.from(list, reading({}, meanwhile)).dispose(),
  "flat points": ({ list, meanwhile }, shape) =>
    KMeans.fit({ data: list, shape: shape as number[] }, reading({ k: 1 }, meanwhile)),
  "flat points with strides": ({ list, meanwhile }, [n, d, ...strides]) => {
    const flat = { data: list, shape: [n, d], strides, offset: strides.length - 1 };
    return KMeans.fit(flat as PointsLike, reading({ k: 1 }, meanwhile));
  },
  "a shape": ({ list }) => KMeans.fit({ data: [1, 2, 3, 4], shape: list }, { k: 1 }),
  rows: ({ list, meanwhile }) =>
    SoftKMeans.fit([list, list], reading({ k: 1, stiffness: 1 }, meanwhile)),
  "rows of rows that lie": ({ list }) =>
    KMeans.fit(Object.defineProperty([[1], [2]], 1, { get: () => list }), { k: 1 }),
  "points to predict": ({ list }) => model().predict([list]),
  weights: ({ list, meanwhile }) =>
    GaussianMixture.fit([1, 2, 3], reading({ k: 1, weights: list }, meanwhile)),
  "labels to start from": ({ list }) =>
    GaussianMixture.fit([1, 2, 3, 4], { k: 4, start: { labels: list } }),
  "centroids to start from": ({ list }) =>
    KMeans.fit([1, 2, 3, 4], { k: 2, start: { centroids: list } }),
  parameters: ({ list }) =>
    GaussianMixture.from({ weights: list, means: list, covariances: list }).predict([1]),
  columns: ({ list }) => Points.fromColumns({ x: list, y: [1, 2, 3] }).dispose(),
  "a vector": ({ list }) => {
    const vector = { length: list.length, nullCount: 0, toArray: () => list, get: () => 1 };
    Points.fromColumns({ x: vector, y: [1, 2, 3] }).dispose();
  },
  records: ({ list }, fields) =>
    Points.fromRecords(list as unknown as { x: number }[], fields as "x"[]).dispose(),
  "numbers of components": ({ list }) => selectK(KMeans, [1, 2, 3, 4], { k: list }).table,
  labels: ({ list }) => adjustedRandIndex(list, [0, 1, 1]),
  "labels of points": ({ list }) => silhouette([1, 2, 3], list),
  "Points that are disposed": (_, __, deed) => {
    const points = Points.from([1, 2, 10, 11]);
    const options = reading({ k: 2 }, () => {
      points.dispose();
      deed();
    });
    return KMeans.fit(points, options);
  },
  "a fill that does other things": (_, __, deed) => {
    Points.create(3, 1, (view) => {
      deed();
      for (let i = 0; i < 3; i++) view[i] = 1;
    }).dispose();
  },
};

/** One hostile call. */
export const hostileCalls = fc
  .record({
    use: fc.constantFrom(...Object.keys(uses)),
    hostile: hostileLists,
    shape: fc.array(fc.oneof(lengths, fc.integer({ min: -3, max: 3 })), { maxLength: 5 }),
    deed: deeds,
  })
  .map(({ use, hostile, shape, deed }) => ({
    use,
    call: () => uses[use](hostile, shape, deed),
  }));

const known = [[1, 2], [1, 3], [2, 2], [8, 8], [9, 9], [10, 7], [0, 1e-3], [3, 1 / 3]]; // prettier-ignore

/** A fit of each model whose bits are known. */
export function knownBits(): string {
  const options = { k: 3, seed: 7 };
  return JSON.stringify([
    KMeans.fit(known, options),
    SoftKMeans.fit(known, { ...options, stiffness: 0.7 }),
    GaussianMixture.fit(known, options),
  ]);
}
