import { tableFromArrays, vectorFromArray } from "apache-arrow";
import { GaussianMixture, KMeans, Points, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";

const points = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const table = [
  [0, 1],
  [2, 3],
  [4, 5],
];

/** Every call takes what JavaScript may hand it, types or not. */
const fit = (data: unknown, options: unknown) => () =>
  KMeans.fit(data as number[], options as { k: number });

const soft = (data: unknown, options: unknown) => () =>
  SoftKMeans.fit(data as number[], options as { k: number; stiffness: number });
const mixture = (data: unknown, options: unknown) => () =>
  GaussianMixture.fit(data as number[], options as { k: number });
const from = (parameters: unknown) => () =>
  GaussianMixture.from(parameters as { weights: number[]; means: number[]; covariances: number[] });
const known = { weights: [0.5, 0.5], means: [0, 1], covariances: [1, 1] };
const normal = GaussianMixture.from(known);
const hard = KMeans.fit(points, { k: 2 });
// Types know of no second argument.
const predictWith = (options: unknown) =>
  (hard.predict as (this: KMeans, points: number[], options: unknown) => unknown).call(
    hard,
    points,
    options,
  );
const densityWith = (options: unknown) =>
  (normal.logDensity as (this: typeof normal, points: number[], options: unknown) => unknown).call(
    normal,
    points,
    options,
  );

const COMMON =
  "k, start, restarts, seed, maxIterations, tolerance, weights, standardize, precision";
const STARTS =
  '"k-means" or "k-means++" or "k-means||" or "sample", { centroids }, { labels }, { responsibilities }, any of { weights, means, covariances } or a fitted GaussianMixture';

const SPARSE =
  "a sparse matrix (rows have to be dense: its toArray() or to2DArray(), or fewer columns by a truncated SVD)";

const asyncFill = (() => Promise.resolve()) as () => void;

// One line a case reads best.
// prettier-ignore
const refusals: [what: string, call: () => unknown, error: typeof Error, message: string][] = [
  // k
  ["k > n", fit(points, { k: 12 }), RangeError, '"k" expected an integer in 1..n (n = 10), got 12'],
  ["k = 0", fit(points, { k: 0 }), RangeError, '"k" expected an integer in 1..n (n = 10), got 0'],
  ["k = 2.5", fit(points, { k: 2.5 }), RangeError, '"k" expected an integer in 1..n (n = 10), got 2.5'],
  ["k = NaN", fit(points, { k: NaN }), RangeError, '"k" expected an integer in 1..n (n = 10), got NaN'],
  ['k = "3"', fit(points, { k: "3" }), TypeError, '"k" expected an integer in 1..n (n = 10), got "3"'],
  ["no k", fit(points, {}), TypeError, '"k" expected an integer in 1..n (n = 10), got undefined'],
  ["k > rows of positive weight", fit([1, 2, 3], { k: 3, weights: [1, 0, 1] }), RangeError, '"k" expected an integer in 1..n (n = 2 points of positive weight), got 3'],
  // options
  ["no options", fit(points, undefined), TypeError, '"options" expected an object such as { k: 3 }, got undefined'],
  ["options as a number", fit(points, 3), TypeError, '"options" expected an object such as { k: 3 }, got 3'],
  ["an unknown option", fit(points, { k: 1, maxIteration: 5 }), TypeError, '"options" expected only k, start, restarts, seed, maxIterations, tolerance, weights, standardize, precision, distance, got unknown "maxIteration" (did you mean "maxIterations"?)'],
  ["an option of another model", fit(points, { k: 1, stiffness: 5 }), TypeError, '"options" expected only k, start, restarts, seed, maxIterations, tolerance, weights, standardize, precision, distance, got unknown "stiffness"'],
  ["an option one letter off two", fit(points, { k: 1, restart: 5 }), TypeError, '"options" expected only k, start, restarts, seed, maxIterations, tolerance, weights, standardize, precision, distance, got unknown "restart" (did you mean "restarts"?)'],
  ["bare start centroids", fit(table, { k: 1, start: [[1, 1]] }), TypeError, '"start" expected "k-means++" or "k-means||" or "sample" or "optimal", { centroids }, { labels }, { responsibilities } or a fitted KMeans, got an array'],
  ["a misspelt start", fit(points, { k: 1, start: "kmeans++" }), RangeError, '"start" expected "k-means++" or "k-means||" or "sample" or "optimal", { centroids }, { labels }, { responsibilities } or a fitted KMeans, got "kmeans++"'],
  ["start = 3", fit(points, { k: 1, start: 3 }), TypeError, '"start" expected "k-means++" or "k-means||" or "sample" or "optimal", { centroids }, { labels }, { responsibilities } or a fitted KMeans, got 3'],
  ["an optimal start in two dimensions", fit(table, { k: 1, start: "optimal" }), RangeError, '"start" expected points of 1 dimension for "optimal", got 2 dimensions'],
  ["start = null", fit(points, { k: 1, start: null }), TypeError, '"start" expected "k-means++" or "k-means||" or "sample" or "optimal", { centroids }, { labels }, { responsibilities } or a fitted KMeans, got null'],
  ["start = {}", fit(points, { k: 1, start: {} }), TypeError, '"start" expected { centroids }, { labels } or { responsibilities }, got none'],
  ["both starts", fit(points, { k: 1, start: { centroids: [1], labels: points } }), TypeError, '"start" expected { centroids }, { labels } or { responsibilities }, got more than one'],
  ["a misspelt start key", fit(points, { k: 1, start: { centroid: [1] } }), TypeError, '"start" expected only centroids, labels, responsibilities, got unknown "centroid" (did you mean "centroids"?)'],
  ["a misspelt precision", fit(points, { k: 1, precision: "f32" }), RangeError, '"precision" expected "float64" or "float32", got "f32"'],
  ["restarts = 0", fit(points, { k: 1, restarts: 0 }), RangeError, '"restarts" expected an integer in 1..4294967295, got 0'],
  ["restarts = null", fit(points, { k: 1, restarts: null }), TypeError, '"restarts" expected an integer in 1..4294967295, got null'],
  ["seed = -1", fit(points, { k: 1, seed: -1 }), RangeError, '"seed" expected an integer in 0..2^53 - 1, got -1'],
  ["seed = 0.5", fit(points, { k: 1, seed: 0.5 }), RangeError, '"seed" expected an integer in 0..2^53 - 1, got 0.5'],
  ["maxIterations = -1", fit(points, { k: 1, maxIterations: -1 }), RangeError, '"maxIterations" expected an integer in 0..4294967295, got -1'],
  ["maxIterations = null", fit(points, { k: 1, maxIterations: null }), TypeError, '"maxIterations" expected an integer in 0..4294967295, got null'],
  ["maxIterations = Infinity", fit(points, { k: 1, maxIterations: Infinity }), RangeError, '"maxIterations" expected an integer in 0..4294967295, got Infinity'],
  ["tolerance = -1", fit(points, { k: 1, tolerance: -1 }), RangeError, '"tolerance" expected a finite number of at least 0, got -1'],
  ["tolerance = NaN", fit(points, { k: 1, tolerance: NaN }), RangeError, '"tolerance" expected a finite number of at least 0, got NaN'],
  // start values
  ["too few centroids", fit(table, { k: 2, start: { centroids: [[1, 2]] } }), RangeError, '"start.centroids" expected k × d values (2 × 2), got 1 × 2'],
  ["centroids of other dimensions", fit(table, { k: 2, start: { centroids: [1, 2] } }), RangeError, '"start.centroids" expected k × d values (2 × 2), got 2 × 1'],
  ["a centroid at infinity", fit(points, { k: 2, start: { centroids: [1, Infinity] } }), RangeError, '"start.centroids" expected finite numbers, got Infinity at row 1, column 0 (from 0)'],
  ["too few labels", fit(points, { k: 2, start: { labels: [0, 1] } }), RangeError, '"start.labels" expected one label per point (n = 10), got 2'],
  ["a label out of range", fit([1, 2], { k: 2, start: { labels: [0, 2] } }), RangeError, '"start.labels[1]" expected an integer in 0..1, got 2'],
  ["labels as text", fit([1, 2], { k: 2, start: { labels: "01" } }), TypeError, '"start.labels" expected one label per point, got "01"'],
  // weights
  ["a negative weight", fit([1, 2], { k: 1, weights: [1, -1] }), RangeError, '"weights" expected finite numbers of at least 0, got -1 at index 1'],
  ["a NaN weight", fit([1, 2], { k: 1, weights: [NaN, 1] }), RangeError, '"weights" expected finite numbers of at least 0, got NaN at index 0'],
  ["a missing weight", fit([1, 2], { k: 1, weights: [1, null] }), TypeError, '"weights" expected finite numbers of at least 0, got null at index 1'],
  ["only zero weights", fit([1, 2], { k: 1, weights: [0, 0] }), RangeError, '"weights" expected at least one above 0, got only zeros'],
  ["too many weights", fit([1, 2], { k: 1, weights: [1, 1, 1] }), RangeError, '"weights" expected one number per point (n = 2), got 3'],
  ["weights of an infinite sum", fit([1, 2], { k: 1, weights: [1e308, 1e308] }), RangeError, '"weights" expected a finite sum, got Infinity'],
  // points
  ["no points", fit([], { k: 1 }), RangeError, '"points" expected at least one point, got none'],
  ["no points, typed", fit(new Float64Array(0), { k: 1 }), RangeError, '"points" expected at least one point, got none'],
  ["empty rows", fit([[], []], { k: 1 }), RangeError, '"points" expected rows of at least one number, got an empty row'],
  ["ragged rows", fit([[1, 2], [3]], { k: 1 }), RangeError, '"points" expected rows of 2 numbers like the first, got a row of 1 at row 1 (from 0)'],
  ["a row that is no row", fit([[1, 2], null], { k: 1 }), TypeError, '"points" expected rows of numbers, got null at row 1 (from 0)'],
  ["rows as text", fit(["12", "34"], { k: 1 }), TypeError, '"points" expected finite numbers, got "12" at row 0, column 0 (from 0; text: Number(…) makes it a number)'],
  [
    "NaN",
    fit(
      [
        [1, 2],
        [3, NaN],
      ],
      { k: 1 },
    ),
    RangeError,
    '"points" expected finite numbers, got NaN at row 1, column 1 (from 0)',
  ],
  ["−Infinity", fit(new Float64Array([1, -Infinity]), { k: 1 }), RangeError, '"points" expected finite numbers, got -Infinity at row 1, column 0 (from 0)'],
  ["Infinity, float32", fit({ data: new Float32Array([1, 2, 3, Infinity]), shape: [2, 2] }, { k: 1 }), RangeError, '"points" expected finite numbers, got Infinity at row 1, column 1 (from 0)'],
  [
    "null in a row",
    fit(
      [
        [1, 2],
        [null, 4],
      ],
      { k: 1 },
    ),
    TypeError,
    '"points" expected finite numbers, got null at row 1, column 0 (from 0)',
  ],
  ["a hole", fit(new Array(3).fill(1, 0, 1), { k: 1 }), TypeError, '"points" expected finite numbers, got undefined at row 1, column 0 (from 0)'],
  ["text in numbers", fit([1, "2"], { k: 1 }), TypeError, '"points" expected finite numbers, got "2" at row 1, column 0 (from 0; text: Number(…) makes it a number)'],
  ["text that is no number", fit([1, "n/a"], { k: 1 }), TypeError, '"points" expected finite numbers, got "n/a" at row 1, column 0 (from 0)'],
  ["blank text", fit([1, " "], { k: 1 }), TypeError, '"points" expected finite numbers, got " " at row 1, column 0 (from 0)'],
  ["bigints beyond 2^53 - 1", fit(new BigInt64Array([1n, -(2n ** 53n)]), { k: 1 }), RangeError, '"points" expected integers within ±(2^53 - 1), got -9007199254740992n at row 1, column 0 (from 0)'],
  ["undefined", fit(undefined, { k: 1 }), TypeError, '"points" expected rows of numbers, { data, shape }, numbers, or a Points, got undefined'],
  ["text", fit("1,2", { k: 1 }), TypeError, '"points" expected rows of numbers, { data, shape }, numbers, or a Points, got "1,2"'],
  ["too large for float32", fit([1, 1e300], { k: 1, precision: "float32" }), RangeError, '"points" expected numbers that float32 can hold, got 1e+300 at row 1, column 0 (from 0)'],
  ["records", fit([{ x: 1, y: 2 }], { k: 1 }), TypeError, '"points" expected rows of numbers, got an object at row 0 (objects go through Points.fromRecords)'],
  ["columns", fit({ x: [1, 2], y: [3, 4] }, { k: 1 }), TypeError, '"points" expected rows of numbers, { data, shape }, numbers, or a Points, got an object (columns go through Points.fromColumns)'],
  ["a promise", fit(Promise.resolve([1, 2]), { k: 1 }), TypeError, '"points" expected rows of numbers, { data, shape }, numbers, or a Points, got a Promise (await it first)'],
  // what looks like points, and what was meant for them
  ...([
    ["a compressed sparse matrix", { data: [1, 2], indices: [0, 1], indptr: [0, 1, 2], shape: [2, 1] }, SPARSE],
    ["one with row pointers", { values: [1, 2], columns: [0, 1], rowPtr: [0, 1, 2] }, SPARSE],
    ["one with indices and pointers", { values: [1, 2], indices: [0, 1], ptr: [0, 1, 2] }, SPARSE],
    ["one with columns and pointers", { values: [1, 2], columns: [0, 1], ptr: [0, 1, 2] }, SPARSE],
    ["a sparse matrix of mathjs", { _values: undefined, _index: [0], _ptr: [0, 1], _size: [1, 1], toArray: () => [[1]] }, SPARSE],
    ["a sparse matrix by place", { row: [0, 1], col: [0, 0], data: [1, 2], shape: [2, 1] }, SPARSE],
    ["a sparse matrix of ml-sparse-matrix", { rows: 1, columns: 1, elements: {}, to2DArray: () => [[1]] }, SPARSE],
    ["a tensor", { dtype: "float32", shape: [2, 1], data: () => {}, dataSync: () => [1, 2] }, "a tensor (it goes in as { data: tensor.dataSync(), shape: tensor.shape })"],
    ["a table of Arrow", tableFromArrays({ x: [1, 2] }), 'a table (its columns go through Points.fromColumns({ x: table.getChild("x"), … }))'],
    ["a table of Arquero", { data: () => {}, numRows: () => 1, columnNames: () => ["x"] }, 'a table (its columns go through Points.fromColumns({ x: table.array("x"), … }))'],
    ["a table of Danfo", { $columns: ["x"], values: [[1], [2]], shape: [2, 1] }, "a table (its rows are table.values)"],
    ["a vector of Arrow", vectorFromArray([1, 2]), "a vector (it goes through Points.fromColumns({ x: vector }))"],
    ["a dense matrix of mathjs", { _data: [[1], [2]], _size: [2, 1] }, "a matrix (its rows are matrix.toArray())"],
    ["an image of Sharp", { data: new Uint8Array(3), info: { width: 1, height: 1, channels: 3 } }, "an image (its pixels are { data, shape: [width * height, channels] })"],
    ["a canvas", { width: 1, height: 1, getContext: () => {} }, "a canvas (its pixels are context.getImageData(0, 0, width, height))"],
    ["a set", new Set([1, 2]), "a Set ([...points] makes an array of it)"],
    ["a map", new Map([["a", [1]]]), "a Map ([...map.values()] makes an array of it)"],
    ["an iterator", [1, 2].values(), "an Array Iterator ([...points] makes an array of it)"],
    ["a buffer", new ArrayBuffer(8), "an ArrayBuffer (new Float64Array(buffer) has its numbers)"],
  ] as const).map(([what, data, got]): (typeof refusals)[number] => [
    what, fit(data, { k: 1 }), TypeError, `"points" expected rows of numbers, { data, shape }, numbers, or a Points, got ${got}`,
  ]),
  ["maps as sparse rows", fit([new Map([[3, 1]])], { k: 1 }), TypeError, `"points" expected rows of numbers, got a Map at row 0 of ${SPARSE}`],
  ["objects as sparse rows", fit([{ 3: 1 }], { k: 1 }), TypeError, `"points" expected rows of numbers, got an object at row 0 of ${SPARSE}`],
  ["a matrix that gives none", fit({ to2DArray: () => 3 }, { k: 1 }), TypeError, '"points" expected rows of numbers, got 3'],
  // images
  ["an image too short", fit({ width: 2, height: 2, data: new Uint8Array(12) }, { k: 1 }), RangeError, '"points.data" expected 16 values (2 × 2 pixels of 4; others go in as { data, shape }), got 12'],
  ["an image too long", fit({ width: 1, height: 1, data: new Uint8Array(8) }, { k: 1 }), RangeError, '"points.data" expected 4 values (1 × 1 pixels of 4; others go in as { data, shape }), got 8'],
  ["an image of no width", fit({ width: 0, height: 2, data: new Uint8Array(0) }, { k: 1 }), RangeError, '"points.width" expected an integer in 1..4294967296, got 0'],
  ["an image of half a row", fit({ width: 2, height: 0.5, data: new Uint8Array(4) }, { k: 1 }), RangeError, '"points.height" expected an integer in 1..4294967296, got 0.5'],
  ["an image of a height in text", fit({ width: 1, height: "1", data: new Uint8Array(4) }, { k: 1 }), TypeError, '"points.height" expected an integer in 1..4294967296, got "1"'],
  ["an image of numbers in a list", fit({ width: 1, height: 1, data: [1, 2, 3, 4] }, { k: 1 }), TypeError, '"points.data" expected a typed array of numbers, got an array'],
  ["an image of bigints", fit({ width: 1, height: 1, data: new BigInt64Array(4) }, { k: 1 }), TypeError, '"points.data" expected a typed array of numbers, got a BigInt64Array'],
  ["NaN in an image", fit({ width: 1, height: 2, data: new Float32Array([1, 2, 3, NaN, 5, 6, NaN, 8]) }, { k: 1 }), RangeError, '"points" expected finite numbers, got NaN at row 1, column "blue" (from 0)'],
  ["too few weights for an image", fit({ width: 3, height: 2, data: new Uint8Array(24) }, { k: 1, weights: [1, 2] }), RangeError, '"weights" expected one number per point (n = 6), got 2'],
  // flat points
  ["no shape", fit({ data: [1, 2, 3, 4], width: 2 }, { k: 1 }), TypeError, '"points.shape" expected one or two integers, got undefined'],
  ["a shape of fractions", fit({ data: [1, 2, 3], shape: [1.5, 2] }, { k: 1 }), TypeError, '"points.shape" expected one or two integers, got [1.5, 2]'],
  ["a shape that does not fit", fit({ data: [1, 2, 3], shape: [2, 2] }, { k: 1 }), RangeError, '"points.data" expected 4 values (shape 2 × 2), got 3'],
  ["strides that reach beyond", fit({ data: [1, 2, 3], shape: [2, 1], strides: [3, 1] }, { k: 1 }), RangeError, '"points" expected indices in 0..2 from shape, strides and offset, got 0..3'],
  ["strides that reach below 0 off the diagonal", fit({ data: [1, 2, 3, 4], shape: [2, 2], strides: [-1, 2] }, { k: 1 }), RangeError, '"points" expected indices in 0..3 from shape, strides and offset, got -1..2'],
  ["an offset below 0", fit({ data: [1, 2], shape: [2, 1], offset: -1 }, { k: 1 }), RangeError, '"points" expected indices in 0..1 from shape, strides and offset, got -1..0'],
  ["a shape of 0", fit({ data: [], shape: [0, 2] }, { k: 1 }), RangeError, '"points.shape" expected integers of at least 1, got [0, 2]'],
  ["a shape of three", fit({ data: [1], shape: [1, 1, 1] }, { k: 1 }), TypeError, '"points.shape" expected one or two integers, got [1, 1, 1]'],
  ["data that is no data", fit({ data: 3, shape: [1, 1] }, { k: 1 }), TypeError, '"points.data" expected an array or typed array of numbers, got 3'],
  // predict
  ["other dimensions", () => KMeans.fit(table, { k: 1 }).predict([1, 2]), RangeError, '"points" expected 2 dimensions, as the model has, got 1 (numbers alone are points of 1 dimension; one point is [[x, y, …]])'],
  ["NaN in predict", () => KMeans.fit(table, { k: 1 }).predict([[1, NaN]]), RangeError, '"points" expected finite numbers, got NaN at row 0, column 1 (from 0)'],
  ["nothing to predict", () => KMeans.fit(table, { k: 1 }).predict([]), RangeError, '"points" expected at least one point, got none'],
  ["threads for predict", () => predictWith({ threads: "auto" }), TypeError, '"options" expected nothing beside the points, got unknown "threads" (it is one of predictAsync)'],
  ["a signal for logDensity", () => densityWith({ signal: undefined, workerUrl: "w.js" }), TypeError, '"options" expected nothing beside the points, got unknown "workerUrl" (it is one of logDensityAsync)'],
  ["rows for predict", () => predictWith({ rows: true }), TypeError, '"options" expected nothing beside the points, got unknown "rows"'],
  ["text beside the points of predict", () => predictWith("auto"), TypeError, '"options" expected nothing beside the points, got "auto"'],
  ["null beside the points of predict", () => predictWith(null), TypeError, '"options" expected nothing beside the points, got null'],
  ["rows as text", () => normal.responsibilities([1], { rows: "yes" as unknown as true }), TypeError, '"rows" expected true or false, got "yes"'],
  ["rows, misspelt", () => normal.responsibilities([1], { row: true } as object), TypeError, '"options" expected only rows, got unknown "row" (did you mean "rows"?)'],
  ["threads for responsibilities", () => normal.responsibilities([1], { threads: 2 } as object), TypeError, '"options" expected only rows, got unknown "threads" (it is one of responsibilitiesAsync)'],
  ["threads for distances", () => hard.distances([1], { threads: 2 } as object), TypeError, '"options" expected only rows, got unknown "threads"'],
  ["a number as options of distances", () => hard.distances([1], 0 as unknown as object), TypeError, '"options" expected an object, got 0'],
  // SoftKMeans
  ["soft: no stiffness", soft(points, { k: 1 }), TypeError, '"stiffness" expected a number of at least 0, got undefined (needed; 1/σ² suits clusters of standard deviation σ)'],
  ["soft: stiffness = null", soft(points, { k: 1, stiffness: null }), TypeError, '"stiffness" expected a number of at least 0, got null'],
  ['soft: stiffness = "Infinity"', soft(points, { k: 1, stiffness: "Infinity" }), TypeError, '"stiffness" expected a number of at least 0, got "Infinity"'],
  ["soft: stiffness = NaN", soft(points, { k: 1, stiffness: NaN }), RangeError, '"stiffness" expected a number of at least 0, got NaN'],
  ["soft: stiffness = -1", soft(points, { k: 1, stiffness: -1 }), RangeError, '"stiffness" expected a number of at least 0, got -1'],
  ["soft: stiffness = -Infinity", soft(points, { k: 1, stiffness: -Infinity }), RangeError, '"stiffness" expected a number of at least 0, got -Infinity'],
  ["soft: a misspelt distance", soft(points, { k: 1, stiffness: 1, distance: "euclidian" }), RangeError, '"distance" expected "half-squared" or "euclidean" or "cosine", got "euclidian"'],
  ["soft: distance = 2", soft(points, { k: 1, stiffness: 1, distance: 2 }), TypeError, '"distance" expected "half-squared" or "euclidean" or "cosine", got 2'],
  ["soft: distance = null", soft(points, { k: 1, stiffness: 1, distance: null }), TypeError, '"distance" expected "half-squared" or "euclidean" or "cosine", got null'],
  ["soft: a misspelt option", soft(points, { k: 1, stifness: 1 }), TypeError, `"options" expected only ${COMMON}, stiffness, distance, got unknown "stifness" (did you mean "stiffness"?)`],
  ["soft: an option of another model", soft(points, { k: 1, stiffness: 1, covariance: "full" }), TypeError, `"options" expected only ${COMMON}, stiffness, distance, got unknown "covariance"`],
  ["soft: a start of hard k-means", soft(points, { k: 1, stiffness: 1, start: "optimal" }), RangeError, '"start" expected "k-means++" or "k-means||" or "sample", { centroids }, { labels }, { responsibilities } or a fitted SoftKMeans, got "optimal"'],
  ["soft: a start of mixtures", soft(points, { k: 1, stiffness: 1, start: "k-means" }), RangeError, '"start" expected "k-means++" or "k-means||" or "sample", { centroids }, { labels }, { responsibilities } or a fitted SoftKMeans, got "k-means"'],
  ["soft: k > n", soft(points, { k: 12, stiffness: 1 }), RangeError, '"k" expected an integer in 1..n (n = 10), got 12'],
  ["soft: no options", soft(points, undefined), TypeError, '"options" expected an object such as { k: 3 }, got undefined'],
  ["soft: NaN", soft([1, NaN], { k: 1, stiffness: 1 }), RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
  ["soft: all weights 0", soft([1, 2], { k: 1, stiffness: 1, weights: [0, 0] }), RangeError, '"weights" expected at least one above 0, got only zeros'],
  ["soft: tolerance = -1", soft(points, { k: 1, stiffness: 1, tolerance: -1 }), RangeError, '"tolerance" expected a finite number of at least 0, got -1'],
  ["soft: other dimensions", () => SoftKMeans.fit(table, { k: 1, stiffness: 1 }).responsibilities([1]), RangeError, '"points" expected 2 dimensions, as the model has, got 1 (numbers alone are points of 1 dimension; one point is [[x, y, …]])'],
  // GaussianMixture
  ["mixture: a misspelt covariance", mixture(points, { k: 1, covariance: "diag" }), RangeError, '"covariance" expected "spherical" or "diagonal" or "tied" or "full", got "diag"'],
  ["mixture: covariance = 1", mixture(points, { k: 1, covariance: 1 }), TypeError, '"covariance" expected "spherical" or "diagonal" or "tied" or "full", got 1'],
  ["mixture: covariance = null", mixture(points, { k: 1, covariance: null }), TypeError, '"covariance" expected "spherical" or "diagonal" or "tied" or "full", got null'],
  ["mixture: a misspelt option", mixture(points, { k: 1, covariances: "full" }), TypeError, `"options" expected only ${COMMON}, covariance, regularization, got unknown "covariances" (did you mean "covariance"?)`],
  ["mixture: an option of another model", mixture(points, { k: 1, stiffness: 1 }), TypeError, `"options" expected only ${COMMON}, covariance, regularization, got unknown "stiffness"`],
  ["mixture: regularization = -1", mixture(points, { k: 1, regularization: -1 }), RangeError, '"regularization" expected a finite number of at least 0, got -1'],
  ["mixture: regularization = NaN", mixture(points, { k: 1, regularization: NaN }), RangeError, '"regularization" expected a finite number of at least 0, got NaN'],
  ["mixture: regularization = Infinity", mixture(points, { k: 1, regularization: Infinity }), RangeError, '"regularization" expected a finite number of at least 0, got Infinity'],
  ["mixture: regularization = 1e7", mixture(points, { k: 1, regularization: 1e7 }), RangeError, '"regularization" expected a number in 0..1000000, got 10000000'],
  ["mixture: regularization as text", mixture(points, { k: 1, regularization: "0" }), TypeError, '"regularization" expected a finite number of at least 0, got "0"'],
  ["mixture: regularization = null", mixture(points, { k: 1, regularization: null }), TypeError, '"regularization" expected a finite number of at least 0, got null'],
  ["mixture: k > n", mixture(points, { k: 12 }), RangeError, '"k" expected an integer in 1..n (n = 10), got 12'],
  ["mixture: no k", mixture(points, {}), TypeError, '"k" expected an integer in 1..n (n = 10), got undefined'],
  ["mixture: NaN", mixture([1, NaN], { k: 1 }), RangeError, '"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
  ["mixture: a misspelt start", mixture(points, { k: 1, start: "kmeans" }), RangeError, `"start" expected ${STARTS}, got "kmeans"`],
  ["mixture: start = 3", mixture(points, { k: 1, start: 3 }), TypeError, `"start" expected ${STARTS}, got 3`],
  ["mixture: start = null", mixture(points, { k: 1, start: null }), TypeError, `"start" expected ${STARTS}, got null`],
  ["mixture: bare start means", mixture(points, { k: 1, start: [1] }), TypeError, `"start" expected ${STARTS}, got an array`],
  ["mixture: a misspelt start key", mixture(points, { k: 1, start: { mean: [1] } }), TypeError, '"start" expected only centroids, labels, responsibilities, weights, means, covariances, got unknown "mean" (did you mean "means"?)'],
  ["mixture: start weights alone, of another k", mixture(points, { k: 2, start: { weights: [1] } }), RangeError, '"start.weights" expected 2 numbers, got 1 entries'],
  ["mixture: start weights alone that do not sum to 1", mixture(points, { k: 2, start: { weights: [0.5, 0.6] } }), RangeError, '"start.weights" expected numbers that sum to 1, got a sum of 1.1'],
  ["mixture: start means alone, of another k", mixture(points, { k: 3, start: { means: [0, 1] } }), RangeError, '"start.means" expected k × d values (3 × 1), got 2 × 1'],
  ["mixture: start covariances alone, of another form", mixture(points, { k: 2, covariance: "full", start: { covariances: [1, 1] } }), TypeError, '"start.covariances[0]" expected 1 × 1 numbers, got 1'],
  ["mixture: start covariances alone that are none", mixture(points, { k: 2, start: { covariances: [1, -1] } }), RangeError, '"start.covariances[1]" expected a finite number of at least 1e-307, got -1'],
  ["mixture: start means alone, too large", mixture(points, { k: 2, start: { means: [0, 1e200] } }), RangeError, '"start.means" expected values whose squared distances stay finite (at most 2.1e+153 here), got 1e+200'],
  ["mixture: both starts", mixture(points, { k: 2, start: { ...known, centroids: [0, 1] } }), TypeError, '"start" expected only weights, means, covariances, got unknown "centroids"'],
  ["mixture: start means of another k", mixture(points, { k: 3, start: known }), RangeError, '"start.means" expected k × d values (3 × 1), got 2 × 1'],
  ["mixture: start means of other dimensions", mixture(table, { k: 2, start: known }), RangeError, '"start.means" expected k × d values (2 × 2), got 2 × 1'],
  ["mixture: start weights of another k", mixture(points, { k: 2, start: { ...known, weights: [1] } }), RangeError, '"start.weights" expected 2 numbers, got 1 entries'],
  ["mixture: start weights that do not sum to 1", mixture(points, { k: 2, start: { ...known, weights: [0.5, 0.6] } }), RangeError, '"start.weights" expected numbers that sum to 1, got a sum of 1.1'],
  ["mixture: start covariances of another form", mixture(points, { k: 2, covariance: "full", start: known }), TypeError, '"start.covariances[0]" expected 1 × 1 numbers, got 1'],
  ["mixture: too few start labels", mixture(points, { k: 2, start: { labels: [0, 1] } }), RangeError, '"start.labels" expected one label per point (n = 10), got 2'],
  ["mixture: other dimensions", () => normal.predict(table), RangeError, '"points" expected 1 dimensions, as the model has, got 2'],
  // GaussianMixture.from
  ["from: nothing", from(undefined), TypeError, '"parameters" expected an object, got undefined'],
  ["from: an unknown key", from({ ...known, mean: [0] }), TypeError, '"parameters" expected only weights, means, covariances, covariance, got unknown "mean" (did you mean "means"?)'],
  ["from: no means", from({ ...known, means: undefined }), TypeError, '"means" expected rows of numbers, { data, shape }, numbers, or a Points, got undefined'],
  ["from: a NaN mean", from({ ...known, means: [0, NaN] }), RangeError, '"means" expected finite numbers, got NaN at row 1, column 0 (from 0)'],
  ["from: a weight too many", from({ ...known, weights: [0.5, 0.25, 0.25] }), RangeError, '"weights" expected 2 numbers, got 3 entries'],
  ["from: a negative weight", from({ ...known, weights: [1.5, -0.5] }), RangeError, '"weights[1]" expected a finite number of at least 0, got -0.5'],
  ["from: weights of 0", from({ ...known, weights: [0, 0] }), RangeError, '"weights" expected numbers that sum to 1, got a sum of 0'],
  ["from: a weight as text", from({ ...known, weights: ["0.5", 0.5] }), TypeError, '"weights[0]" expected a finite number, got "0.5"'],
  ["from: a negative variance", from({ ...known, covariances: [1, -1] }), RangeError, '"covariances[1]" expected a finite number of at least 1e-307, got -1'],
  ["from: a variance of 0", from({ ...known, covariances: [0, 1] }), RangeError, '"covariances[0]" expected a finite number of at least 1e-307, got 0'],
  ["from: a variance of NaN", from({ ...known, covariances: [1, NaN] }), RangeError, '"covariances[1]" expected a finite number of at least 1e-307, got NaN'],
  ["from: one variance for two", from({ ...known, covariances: [1] }), RangeError, '"covariances" expected 2 numbers, got 1 entries'],
  ["from: a misspelt covariance", from({ ...known, covariance: "spheric" }), RangeError, '"covariance" expected "spherical" or "diagonal" or "tied" or "full", got "spheric"'],
  ["from: variances where matrices are due", from({ ...known, covariance: "full" }), TypeError, '"covariances[0]" expected 1 × 1 numbers, got 1'],
  ["from: a negative matrix", from({ ...known, covariance: "full", covariances: [[[1]], [[-1]]] }), RangeError, '"covariances[1]" expected a positive definite matrix, got one that is not'],
  ["from: an indefinite matrix", from({ weights: [1], means: [[0, 0]], covariance: "tied", covariances: [[1, 2], [2, 1]] }), RangeError, '"covariances" expected a positive definite matrix, got one that is not'],
  ["from: a singular matrix", from({ weights: [1], means: [[0, 0]], covariance: "full", covariances: [[[4, 2], [2, 1]]] }), RangeError, '"covariances[0]" expected a positive definite matrix, got one that is not'],
  ["from: a matrix that is not symmetric", from({ weights: [1], means: [[0, 0]], covariance: "tied", covariances: [[1, 0.5], [0.4, 1]] }), RangeError, '"covariances" expected a symmetric matrix, got 0.4 at [1][0] and 0.5 at [0][1]'],
  ["from: a ragged matrix", from({ weights: [1], means: [[0, 0]], covariance: "tied", covariances: [[1, 0], [0]] }), RangeError, '"covariances[1]" expected 2 numbers, got 1 entries'],
  // sample
  ["sample: count = 0", () => normal.sample(0), RangeError, '"count" expected an integer in 1..2147483647, got 0'],
  ["sample: count = 1.5", () => normal.sample(1.5), RangeError, '"count" expected an integer in 1..2147483647, got 1.5'],
  ["sample: no count", () => normal.sample(undefined as unknown as number), TypeError, '"count" expected an integer in 1..2147483647, got undefined'],
  ["sample: seed = -1", () => normal.sample(1, { seed: -1 }), RangeError, '"seed" expected an integer in 0..2^53 - 1, got -1'],
  ["sample: seed = null", () => normal.sample(1, { seed: null as unknown as number }), TypeError, '"seed" expected an integer in 0..2^53 - 1, got null'],
  ["sample: an unknown option", () => normal.sample(1, { sead: 1 } as object), TypeError, '"options" expected only seed, got unknown "sead" (did you mean "seed"?)'],
  ["sample: a bare seed", () => normal.sample(1, 3 as unknown as object), TypeError, '"options" expected an object, got 3'],
  // Points
  ["columns of unequal length", () => Points.fromColumns({ x: [1, 2], y: [1] }), RangeError, '"columns" expected 2 values in each, as in "x", got 1 in "y"'],
  ["a column that is none", () => Points.fromColumns({ x: 1 as unknown as number[] }), TypeError, '"columns.x" expected numbers: an array, typed array or vector, got 1'],
  ["a row beyond the last", () => Points.from(points).row(10), RangeError, '"index" expected an integer in 0..n - 1 (n = 10), got 10'],
  ["a row before the first", () => Points.from(points).row(-1), RangeError, '"index" expected an integer in 0..n - 1 (n = 10), got -1'],
  ["a row of no index", () => Points.from(points).row("0" as unknown as number), TypeError, '"index" expected an integer in 0..n - 1 (n = 10), got "0"'],
  ["a table as columns", () => Points.fromColumns(tableFromArrays({ x: [1, 2] }) as unknown as { x: number[] }), TypeError, '"columns" expected an object of columns, such as { x, y }, got a table (its columns go through Points.fromColumns({ x: table.getChild("x"), … }))'],
  ["a bigint too large in a column", () => Points.fromColumns({ x: [1n], y: new BigUint64Array([2n ** 53n]) }), RangeError, '"columns" expected integers within ±(2^53 - 1), got 9007199254740992n at row 0, column "y" (from 0)'],
  ["a map of columns", () => Points.fromColumns(new Map() as object as { x: number[] }), TypeError, '"columns" expected an object of columns, such as { x, y }, got a Map'],
  ["no columns", () => Points.fromColumns({}), RangeError, '"columns" expected at least one column, got none'],
  ["empty columns", () => Points.fromColumns({ x: [] }), RangeError, '"columns" expected at least one point, got none'],
  ["NaN in a column", () => Points.fromColumns({ x: [1, 2], y: [1, NaN] }), RangeError, '"columns" expected finite numbers, got NaN at row 1, column "y" (from 0)'],
  ["a missing field", () => Points.fromRecords([{ x: 1 }, {}] as { x: number }[], ["x"]), TypeError, '"records" expected finite numbers, got undefined at row 1, column "x" (from 0)'],
  ["a record that is none", () => Points.fromRecords([null] as unknown as { x: number }[], ["x"]), TypeError, '"records" expected objects, got null at row 0 (from 0)'],
  ["no fields", () => Points.fromRecords([{ x: 1 }], []), TypeError, '"fields" expected names of fields, such as ["x", "y"], got an empty array'],
  ["n = 0", () => Points.create(0, 1, () => {}), RangeError, '"n" expected an integer in 1..4294967296, got 0'],
  ["no fill", () => Points.create(1, 1, undefined as unknown as () => void), TypeError, '"fill" expected a function, got undefined'],
  ["an async fill", () => Points.create(1, 1, asyncFill), TypeError, '"fill" expected a function that is done when it returns, got a Promise (await it first)'],
  ["NaN from fill", () => Points.create(2, 1, (view) => view.fill(NaN)), RangeError, '"fill" expected finite numbers, got NaN at row 0, column 0 (from 0)'],
  ["an unknown option of Points", () => Points.from([1], { precison: "float32" } as object), TypeError, '"options" expected only precision, got unknown "precison" (did you mean "precision"?)'],
];

describe("bad input is refused with its reason", () => {
  it.each(refusals)("%s", (_, call, error, message) => {
    expect(call).toThrow(error);
    expect(call).toThrow(new error(message));
  });

  it("before any work: a fill or an array read later is never reached", () => {
    let reads = 0;
    const watched = new Proxy([1, 2, 3], {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    expect(fit(watched, { k: 9 })).toThrow(RangeError);
    expect(reads).toBeLessThanOrEqual(1);
  });

  it("takes what is undefined for left out, whatever it is called", () => {
    expect(fit(points, { k: 2, stiffness: undefined })).not.toThrow();
    const start = { centroids: [1, 8], means: undefined, weight: undefined };
    expect(mixture(points, { k: 2, start })).not.toThrow();
    expect(mixture(points, { k: 2, start: { ...start, weight: 1 } })).toThrow("did you mean");
  });
});
