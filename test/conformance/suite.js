// @ts-check

/**
 * What "same seed, same bits" is held to, on every runtime and in every bundle: a word for the
 * bits of each case's results. The golden ones are words.json.
 *
 * One file that imports nothing and asks for nothing but ECMAScript, so that any runtime can run it.
 * Its data are made by integers and + − × ÷ alone, which are the same everywhere: sines, logarithms
 * and powers are not. What engines word as they like, such as their own errors, is kept out.
 */

/**
 * The package under test.
 *
 * @typedef {{
 *   readonly mixtura: typeof import("mixtura"),
 *   readonly metrics: typeof import("mixtura/metrics"),
 * }} Modules
 */

/** @typedef {import("../packaging/runtime.js").Report} Report */
/** @typedef {import("mixtura").Precision} Precision */
/** @typedef {import("mixtura").Covariance} Covariance */
/** @typedef {{ data: Float64Array, shape: [number, number] }} Table */

/** @type {readonly Precision[]} */
const PRECISIONS = ["float64", "float32"];
/** @type {readonly Covariance[]} */
const COVARIANCES = ["spherical", "diagonal", "tied", "full"];
/** @type {readonly ["half-squared", "euclidean"]} */
const DISTANCES = ["half-squared", "euclidean"];

// ── Data ────────────────────────────────────────────────────────────────────────────────────────

/**
 * A stream of numbers in [0, 1): mulberry32.
 *
 * @param {number} seed
 * @returns {() => number}
 */
function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * n × d numbers without clusters.
 *
 * @param {number} n
 * @param {number} d
 * @returns {Table}
 */
function cloud(n, d) {
  const uniform = uniforms(n + d);
  return {
    data: new Float64Array(n * d).map(() => uniform() + uniform() * uniform()),
    shape: [n, d],
  };
}

/**
 * n points around k centres drawn from [0, 10)^d, each coordinate within 2 of its centre's, its
 * standard deviation 0.58.
 *
 * @param {number} n
 * @param {number} d
 * @param {number} k
 * @returns {Table}
 */
function blobs(n, d, k) {
  const uniform = uniforms(1000 * k + d);
  const centres = Array.from({ length: k * d }, () => 10 * uniform());
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const noise = uniform() + uniform() - uniform() - uniform();
      data[i * d + j] = centres[(i % k) * d + j] + noise;
    }
  }
  return { data, shape: [n, d] };
}

/**
 * The same table with every value changed.
 *
 * @param {Table} table
 * @param {(value: number, index: number) => number} change
 * @returns {Table}
 */
function changed({ data, shape }, change) {
  return { data: data.map((value, i) => change(value, i)), shape };
}

/**
 * @param {Table} table
 * @param {number} factor
 */
const scaled = (table, factor) => changed(table, (x) => x * factor);

/**
 * A tenth as large, and so far from the origin.
 *
 * @param {Table} table
 * @param {number} origin
 */
const farAway = (table, origin) => changed(table, (x) => origin + x / 10);

/**
 * With another factor for each of two columns.
 *
 * @param {Table} table
 * @param {number} first
 * @param {number} second
 */
const byColumn = (table, first, second) =>
  changed(table, (x, i) => x * (i % 2 === 0 ? first : second));

/**
 * With few different values.
 *
 * @param {Table} table
 */
const coarse = (table) => changed(table, (x) => Math.floor(x * 2));

/**
 * n points of two dimensions, all equal.
 *
 * @param {number} n
 * @returns {Table}
 */
const alike = (n) => ({ data: new Float64Array(2 * n).fill(0.1), shape: [n, 2] });

/**
 * Eight first means, of which the last is so far from all points that its largest share is
 * about e^-60.
 *
 * @param {Table} points of nine dimensions
 * @returns {number[][]}
 */
function farOff(points) {
  const near = rowsOf(points).slice(0, 7);
  return [...near, near[0].map((value) => value - 3 - 11 / 3)];
}

/**
 * A table as rows.
 *
 * @param {Table} table
 * @returns {number[][]}
 */
function rowsOf({ data, shape: [n, d] }) {
  return Array.from({ length: n }, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)));
}

/**
 * n weights: 0, ⅓, ⅔, 1 … 2, and again.
 *
 * @param {number} n
 */
const thirds = (n) => Float64Array.from({ length: n }, (_, i) => (i % 7) / 3);

/**
 * The integers from `first` on.
 *
 * @param {number} length
 */
const range = (length, first = 0) => Array.from({ length }, (_, i) => first + i);

// ── What is digested ────────────────────────────────────────────────────────────────────────────

/**
 * A model, and what each of its methods says of some points.
 *
 * @param {any} model
 * @param {unknown} points
 */
function asked(model, points) {
  return {
    model,
    frozen: Object.isFrozen(model),
    labels: model.predict(points),
    distances: model.distances?.(points),
    score: model.score?.(points),
    responsibilities: model.responsibilities?.(points),
    logDensity: model.logDensity?.(points),
    sample: model.sample?.(100, { seed: 9 }),
  };
}

/**
 * Everything a generator yields, and what it returns.
 *
 * @template Step, Last
 * @param {Generator<Step, Last, void>} steps
 * @returns {{ yielded: Step[], model: Last }}
 */
function walked(steps) {
  const yielded = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) yielded.push(step.value);
  return { yielded, model: step.value };
}

/** How the library words what it refuses; engines' words differ, and are none of its results. */
const OWN_WORDS =
  /^"[^"]+" expected |^"points" were disposed; |^fill made other points |^Points are made by |^a \w+ is made by /;

/**
 * The name and message with which a call is refused.
 *
 * @param {() => unknown} call
 * @returns {string}
 */
function refusal(call) {
  let error;
  try {
    call();
  } catch (thrown) {
    error = /** @type {Error} */ (thrown);
  }
  if (error === undefined) throw new Error(`not refused: ${call.toString()}`);
  const words = `${error.name}: ${error.message}`;
  if (!OWN_WORDS.test(error.message)) throw new Error(`not the library's own words: ${words}`);
  return words;
}

/**
 * @param {...(() => unknown)} calls
 */
const refusals = (...calls) => calls.map(refusal);

// ── Cases ───────────────────────────────────────────────────────────────────────────────────────

/** @typedef {(modules: Modules) => unknown} Case */

/** Hard k-means. @type {Readonly<Record<string, Case>>} */
const HARD = {
  "k-means, one block": ({ mixtura: { KMeans } }) =>
    asked(KMeans.fit(cloud(500, 3), { k: 5, seed: 1 }), cloud(50, 3)),

  "k-means, many blocks": ({ mixtura: { KMeans } }) =>
    asked(KMeans.fit(cloud(20_000, 4), { k: 12, seed: 2 }), cloud(2100, 4)),

  "k-means, restarts from samples": ({ mixtura: { KMeans } }) =>
    asked(
      KMeans.fit(cloud(3000, 2), { k: 20, seed: 3, restarts: 4, start: "sample" }),
      cloud(50, 2),
    ),

  "k-means, float32": ({ mixtura: { KMeans } }) =>
    asked(KMeans.fit(cloud(5000, 7), { k: 6, seed: 4, precision: "float32" }), cloud(50, 7)),

  "k-means, weights": ({ mixtura: { KMeans } }) =>
    asked(KMeans.fit(cloud(5000, 2), { k: 6, seed: 5, weights: thirds(5000) }), cloud(50, 2)),

  "k-means, few components, leads spent alike": ({ mixtura: { KMeans } }) =>
    PRECISIONS.map((precision) => KMeans.fit(blobs(2501, 3, 8), { k: 8, precision })),

  "k-means, groups of centroids": ({ mixtura: { KMeans } }) =>
    PRECISIONS.map((precision) =>
      asked(KMeans.fit(cloud(1031, 17), { k: 241, precision, maxIterations: 6 }), cloud(9, 17)),
    ),

  "k-means, groups of equal centroids": ({ mixtura: { KMeans } }) => {
    const points = coarse(cloud(513, 64));
    const rows = rowsOf(points);
    const centroids = range(64).map((c) => rows[c % 11]);
    return KMeans.fit(points, { k: 64, start: { centroids }, maxIterations: 6 });
  },

  "k-means, groups of centroids among clusters": ({ mixtura: { KMeans } }) =>
    KMeans.fit(blobs(1100, 64, 40), { k: 64, seed: 2, start: "sample", restarts: 2 }),

  "k-means, more components than statistics are kept for": ({ mixtura: { KMeans } }) =>
    [
      { k: 66, d: 100 },
      { k: 67, d: 3 },
    ].map(({ k, d }) => KMeans.fit(cloud(2083, d), { k, maxIterations: 5, start: "sample" })),

  "k-means, sizes around lanes and tiles": ({ mixtura: { KMeans } }) =>
    [1, 2, 3, 5, 7, 8, 9, 16, 17, 33].map((n, i) =>
      [1, 2, 3, 4, 5, 9].map((d, j) => {
        const points = cloud(n, d);
        const k = 1 + ((i + j) % Math.min(n, 5));
        return PRECISIONS.map((precision) => asked(KMeans.fit(points, { k, precision }), points));
      }),
    ),

  "k-means, sizes around blocks and spans": ({ mixtura: { KMeans } }) =>
    [511, 512, 513, 2047, 2048, 2049, 4097].map((n) => KMeans.fit(cloud(n, 2), { k: 3, seed: n })),

  "k-means, numbers of candidates": ({ mixtura: { KMeans } }) =>
    // k-means++ weighs 2 + ⌊ln k⌋ rows, and the logarithm is the engine's.
    [1, 2, 3, 7, 8, 20, 21, 54, 55, 148, 149].map((k) => KMeans.fit(cloud(150, 2), { k })),

  "k-means, one dimension": ({ mixtura: { KMeans } }) =>
    asked(KMeans.fit(cloud(1001, 1).data, { k: 7, restarts: 3 }), cloud(40, 1).data),

  "k-means, no tolerance, and no convergence": ({ mixtura: { KMeans } }) => [
    KMeans.fit(cloud(700, 2), { k: 9, tolerance: 0, maxIterations: 1000 }),
    KMeans.fit(cloud(700, 2), { k: 9, tolerance: 0.1 }),
    KMeans.fit(cloud(700, 2), { k: 9, maxIterations: 2 }),
  ],

  "k-means, seeds": ({ mixtura: { KMeans } }) =>
    [0, 1, 4294967295, 4294967296, Number.MAX_SAFE_INTEGER].map(
      (seed) => KMeans.fit(cloud(90, 2), { k: 8, seed, maxIterations: 1 }).centroids,
    ),

  "k-means, starts given": ({ mixtura: { KMeans } }) => {
    const points = blobs(600, 3, 4);
    const centroids = { data: points.data.slice(0, 12), shape: [4, 3] };
    return [
      KMeans.fit(points, { k: 4, start: { centroids } }),
      KMeans.fit(points, { k: 4, start: { centroids: rowsOf(points).slice(9, 13) }, restarts: 2 }),
      KMeans.fit(points, { k: 4, start: { labels: range(600).map((i) => (i * i) % 4) } }),
      // The last two components are empty at first.
      KMeans.fit(points, { k: 4, start: { labels: range(600).map((i) => i % 2) } }),
    ];
  },

  "k-means, starts out of reach of float32": ({ mixtura: { KMeans } }) => {
    const far = 4398046511104;
    const away = (/** @type {Table} */ points, /** @type {number} */ k) =>
      changed(
        { data: points.data.slice(0, k * points.shape[1]), shape: [k, points.shape[1]] },
        (x, i) => (i < 2 * points.shape[1] ? x * far : x),
      );
    return [
      { points: cloud(600, 3), k: 5 },
      { points: cloud(600, 3), k: 17 },
      { points: cloud(520, 64), k: 64 },
    ].map(({ points, k }) => KMeans.fit(points, { k, start: { centroids: away(points, k) } }));
  },

  "k-means, far from the origin": ({ mixtura: { KMeans } }) =>
    [10_000_000, 1_000_000_000_000, -65_536].map((origin) => {
      const points = farAway(blobs(1030, 3, 3), origin);
      return asked(KMeans.fit(points, { k: 3, restarts: 2 }), points);
    }),

  "k-means, values near 1e±150": ({ mixtura: { KMeans } }) =>
    [1e150, 1e-150, 1e-200, 1e-300].map((scale) => {
      const points = scaled(blobs(520, 2, 3), scale);
      return asked(KMeans.fit(points, { k: 3, restarts: 3 }), points);
    }),

  "k-means, magnitudes around powers of two": ({ mixtura: { KMeans } }) =>
    // Bounds take their unit from a logarithm, which engines may round differently here.
    [0, 1, 10, -400, -401, -402].flatMap((exponent) => {
      let power = 1;
      for (let e = 0; e < exponent; e++) power *= 2;
      for (let e = 0; e > exponent; e--) power /= 2;
      return [1 - 1.1102230246251565e-16, 1, 1 + 2.220446049250313e-16].map((factor) => {
        const points = changed(cloud(513, 2), (x, i) => (i === 7 ? 1 : x / 2) * factor * power);
        return KMeans.fit(points, { k: 4 });
      });
    }),

  "k-means, duplicates": ({ mixtura: { KMeans } }) => {
    const few = coarse(cloud(2100, 2));
    const same = alike(600);
    return [
      ...[4, 12, 40].map((k) => KMeans.fit(few, { k, seed: k })),
      KMeans.fit(same, { k: 5 }),
      KMeans.fit(same, { k: 5, start: "sample", precision: "float32" }),
      KMeans.fit([1, 1], { k: 2, start: { centroids: [1, 77] } }),
      KMeans.fit([1, 1], { k: 2, start: { centroids: [1, -0] } }),
      KMeans.fit([[3, 4]], { k: 1 }),
    ];
  },

  "k-means, ties": ({ mixtura: { KMeans } }) => {
    const grid = {
      data: Float64Array.from({ length: 1200 }, (_, i) => (i * i) % 9),
      shape: [600, 2],
    };
    const fit = KMeans.fit(grid, { k: 6, start: { centroids: rowsOf(cloud(6, 2)) } });
    const halfway = KMeans.fit([0, 4, 8], { k: 3, start: { centroids: [0, 4, 8] } });
    return [
      fit,
      asked(
        halfway,
        range(41).map((i) => i / 2 - 6),
      ),
    ];
  },

  "k-means, empty components": ({ mixtura: { KMeans } }) => {
    const points = blobs(700, 2, 3);
    const far = range(6).map((i) => [1000 + i, 1000]);
    const centroids = [[1, 1], ...far];
    return [
      KMeans.fit(points, { k: 7, start: { centroids } }),
      KMeans.fit(points, { k: 7, start: { centroids }, weights: thirds(700), tolerance: 1 }),
      KMeans.fit([0, 1, 10], { k: 3, start: { centroids: [0, 70, 80] }, tolerance: 1 }),
    ];
  },

  "k-means, weights of every size": ({ mixtura: { KMeans } }) => {
    const points = blobs(530, 2, 3);
    const many = range(530);
    return [
      many.map((i) => (i % 3 === 0 ? 1e300 : 1e-300)),
      many.map((i) => (i % 5) * 1e-320),
      // A unit is taken from the largest weight: below, at and above a power of two.
      ...[7.999999999999999, 8, 8.000000000000002].map((most) =>
        many.map((i) => (i === 3 ? most : 1 + (i % 4))),
      ),
      many.map((i) => (i < 3 ? 1 : 0)),
    ].map((weights) => KMeans.fit(points, { k: 3, weights }));
  },

  "k-means, steps": ({ mixtura: { KMeans } }) => {
    const steps = KMeans.steps(cloud(600, 2), { k: 4, start: "sample", seed: 4, restarts: 2 });
    const left = KMeans.steps(cloud(600, 2), { k: 4 });
    return [walked(steps), left.next(), left.return(KMeans.fit([1], { k: 1 })), left.next().done];
  },
};

/** Soft k-means. @type {Readonly<Record<string, Case>>} */
const SOFT = {
  "soft k-means, one block": ({ mixtura: { SoftKMeans } }) =>
    asked(SoftKMeans.fit(cloud(500, 3), { k: 5, stiffness: 20, seed: 1 }), cloud(50, 3)),

  "soft k-means, many blocks": ({ mixtura: { SoftKMeans } }) =>
    asked(
      SoftKMeans.fit(cloud(9000, 4), { k: 7, stiffness: 30, seed: 2, maxIterations: 20 }),
      cloud(50, 4),
    ),

  "soft k-means, euclidean": ({ mixtura: { SoftKMeans } }) =>
    asked(
      SoftKMeans.fit(cloud(500, 2), { k: 4, stiffness: 9, distance: "euclidean", start: "sample" }),
      cloud(50, 2),
    ),

  "soft k-means, float32": ({ mixtura: { SoftKMeans } }) =>
    asked(
      SoftKMeans.fit(cloud(3000, 7), {
        k: 6,
        stiffness: 12,
        precision: "float32",
        maxIterations: 30,
      }),
      cloud(50, 7),
    ),

  "soft k-means, weights": ({ mixtura: { SoftKMeans } }) =>
    asked(
      SoftKMeans.fit(cloud(3000, 2), { k: 6, stiffness: 50, seed: 5, weights: thirds(3000) }),
      cloud(50, 2),
    ),

  "soft k-means, the limit of hard k-means": ({ mixtura: { SoftKMeans } }) =>
    DISTANCES.map((distance) =>
      asked(
        SoftKMeans.fit(cloud(3000, 2), { k: 6, stiffness: Infinity, distance, restarts: 3 }),
        cloud(50, 2),
      ),
    ),

  "soft k-means, from no stiffness to the stiffest": ({ mixtura: { SoftKMeans } }) =>
    DISTANCES.map((distance) =>
      [0, 1e-320, 0.01, 0.9, 1e6, 1e300].map((stiffness) =>
        asked(SoftKMeans.fit(blobs(300, 2, 4), { k: 4, stiffness, distance }), cloud(20, 2)),
      ),
    ),

  "soft k-means, one component": ({ mixtura: { SoftKMeans } }) =>
    [0, 1, Infinity].map((stiffness) => SoftKMeans.fit(cloud(99, 3), { k: 1, stiffness })),

  "soft k-means, where most is dropped": ({ mixtura: { SoftKMeans } }) =>
    PRECISIONS.map((precision) =>
      DISTANCES.map((distance) =>
        [
          { n: 521, d: 8, k: 8 },
          { n: 300, d: 40, k: 5 },
          { n: 259, d: 9, k: 35 },
        ].map(({ n, d, k }) => {
          const stiffness = distance === "euclidean" ? 12 : 3;
          const options = { k, stiffness, distance, precision, maxIterations: 12 };
          return asked(SoftKMeans.fit(blobs(n, d, k), options), cloud(33, d));
        }),
      ),
    ),

  "soft k-means, where nothing can be dropped": ({ mixtura: { SoftKMeans } }) => {
    const points = blobs(260, 9, 7);
    const start = { centroids: farOff(points) };
    return DISTANCES.map((distance) => {
      const stiffness = distance === "euclidean" ? 8 : 1;
      const options = { k: 8, stiffness, distance, maxIterations: 4 };
      return [
        SoftKMeans.fit(cloud(261, 9), options),
        SoftKMeans.fit(points, { ...options, start }),
      ];
    });
  },

  "soft k-means, sizes around lanes and tiles": ({ mixtura: { SoftKMeans } }) =>
    [1, 2, 3, 7, 8, 9, 17].map((n, i) =>
      [1, 2, 3, 4, 9].map((d, j) => {
        const points = cloud(n, d);
        const k = 1 + ((i + j) % Math.min(n, 4));
        const options = { k, stiffness: 8, distance: DISTANCES[j % 2], maxIterations: 9 };
        return PRECISIONS.map((precision) =>
          asked(SoftKMeans.fit(points, { ...options, precision }), points),
        );
      }),
    ),

  "soft k-means, starts given": ({ mixtura: { SoftKMeans } }) => {
    const points = blobs(200, 3, 4);
    const options = { k: 4, stiffness: 2 };
    return [
      SoftKMeans.fit(points, { ...options, start: { centroids: rowsOf(points).slice(0, 4) } }),
      SoftKMeans.fit(points, { ...options, start: { labels: range(200).map((i) => i % 4) } }),
      // Components that start alike stay so, and say so.
      SoftKMeans.fit(points, {
        ...options,
        start: { centroids: [0, 1, 2, 3].map(() => [1, 1, 1]) },
      }),
    ];
  },

  "soft k-means, hard cases": ({ mixtura: { SoftKMeans } }) =>
    DISTANCES.map((distance) => [
      SoftKMeans.fit(farAway(blobs(200, 2, 3), 10_000_000), {
        k: 3,
        stiffness: 50,
        distance,
      }),
      SoftKMeans.fit(scaled(blobs(100, 2, 3), 1e150), {
        k: 3,
        stiffness: distance === "euclidean" ? 1e-150 : 1e-300,
        distance,
      }),
      SoftKMeans.fit(scaled(blobs(100, 2, 3), 1e-150), {
        k: 3,
        stiffness: distance === "euclidean" ? 1e150 : 1e300,
        distance,
      }),
      SoftKMeans.fit([1, 1], { k: 2, stiffness: 1, distance, start: { centroids: [1, 77] } }),
      SoftKMeans.fit([0, 1, 50, 90], {
        k: 3,
        stiffness: 1e4,
        distance,
        start: { centroids: [0, 1e6, 2e6] },
      }),
      SoftKMeans.fit(coarse(cloud(90, 2)), { k: 12, stiffness: 9, distance }),
    ]),

  "soft k-means, steps": ({ mixtura: { SoftKMeans } }) =>
    [0.5, Infinity].map((stiffness) =>
      walked(
        SoftKMeans.steps(blobs(200, 2, 3), { k: 3, stiffness, restarts: 2, maxIterations: 8 }),
      ),
    ),
};

/** Gaussian mixtures. @type {Readonly<Record<string, Case>>} */
const MIXTURES = {
  "mixture, spherical, one block": ({ mixtura: { GaussianMixture } }) =>
    asked(GaussianMixture.fit(cloud(500, 3), { k: 5, seed: 1, maxIterations: 50 }), cloud(50, 3)),

  "mixture, spherical, many blocks": ({ mixtura: { GaussianMixture } }) =>
    asked(GaussianMixture.fit(cloud(9000, 4), { k: 7, seed: 2, maxIterations: 20 }), cloud(50, 4)),

  "mixture, diagonal, restarts": ({ mixtura: { GaussianMixture } }) =>
    asked(
      GaussianMixture.fit(cloud(900, 2), {
        k: 5,
        covariance: "diagonal",
        restarts: 3,
        maxIterations: 40,
      }),
      cloud(50, 2),
    ),

  "mixture, tied, many blocks": ({ mixtura: { GaussianMixture } }) =>
    asked(
      GaussianMixture.fit(cloud(5000, 6), { k: 3, covariance: "tied", maxIterations: 20 }),
      cloud(50, 6),
    ),

  "mixture, full, from k-means": ({ mixtura: { GaussianMixture } }) =>
    asked(
      GaussianMixture.fit(cloud(3000, 3), {
        k: 4,
        covariance: "full",
        start: "k-means",
        maxIterations: 40,
      }),
      cloud(50, 3),
    ),

  "mixture, full, at its floors": ({ mixtura: { GaussianMixture } }) =>
    asked(GaussianMixture.fit(cloud(30, 3), { k: 8, covariance: "full" }), cloud(50, 3)),

  ...Object.fromEntries(COVARIANCES.flatMap((covariance) => Object.entries(ofForm(covariance)))),

  "mixture, magnitudes of a message": ({ mixtura: { GaussianMixture } }) =>
    // The floor is halfway between two numbers of two digits: 0.125.
    GaussianMixture.fit([-1, 1], { k: 2, regularization: 0.125, start: { labels: [0, 1] } }),

  "mixture, a start without weight for a component": ({ mixtura: { GaussianMixture } }) => {
    const points = blobs(260, 9, 8);
    const means = rowsOf(points).slice(0, 8);
    return [
      [0, 0.25],
      [1e-60, 0.25],
      [1e-300, 0.25],
    ].map(([light, rest]) => {
      const others = (1 - light - 5 * 0.125 - rest) / 1;
      const weights = [light, rest, others, 0.125, 0.125, 0.125, 0.125, 0.125];
      const start = { weights, means, covariances: range(8).map(() => 0.5) };
      return asked(GaussianMixture.fit(points, { k: 8, start, maxIterations: 5 }), cloud(9, 9));
    });
  },

  "mixture, standard normal numbers": ({ mixtura: { GaussianMixture } }) => {
    const normal = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
    return [1, 2, 4096, 4097].map((count) => normal.sample(count, { seed: count }));
  },
};

/**
 * The covariances of eight components that have the same variance in every direction.
 *
 * @param {Covariance} covariance
 * @param {number} d
 * @param {number} variance
 */
function eightAlike(covariance, d, variance) {
  const matrix = range(d).map((i) => range(d).map((j) => (i === j ? variance : 0)));
  const each = { spherical: variance, diagonal: range(d).map(() => variance), full: matrix };
  return covariance === "tied" ? matrix : range(8).map(() => each[covariance]);
}

/**
 * What every form of covariance goes through.
 *
 * @param {Covariance} covariance
 * @returns {Record<string, Case>}
 */
function ofForm(covariance) {
  return {
    [`mixture, ${covariance}, both precisions, weights`]: ({ mixtura: { GaussianMixture } }) =>
      PRECISIONS.map((precision) =>
        asked(
          GaussianMixture.fit(cloud(901, 3), {
            k: 4,
            covariance,
            precision,
            weights: thirds(901),
            maxIterations: 30,
          }),
          cloud(50, 3),
        ),
      ),

    [`mixture, ${covariance}, from every start`]: ({ mixtura: { GaussianMixture } }) => {
      const points = blobs(203, 2, 3);
      const { weights, means, covariances } = GaussianMixture.fit(points, {
        k: 3,
        covariance,
        maxIterations: 1,
      });
      return [
        "k-means++",
        "sample",
        "k-means",
        { centroids: rowsOf(points).slice(0, 3) },
        { labels: range(203).map((i) => (i * i) % 3) },
        { labels: range(203).map((i) => i % 2) },
        { weights, means, covariances },
      ].map((start) =>
        GaussianMixture.fit(points, { k: 3, covariance, start: /** @type {any} */ (start) }),
      );
    },

    [`mixture, ${covariance}, where most is dropped`]: ({ mixtura: { GaussianMixture } }) =>
      PRECISIONS.map((precision) =>
        [
          { n: 521, d: 9, k: 8 },
          { n: 270, d: 37, k: 4 },
          { n: 265, d: 8, k: 33 },
        ].map(({ n, d, k }) => {
          const options = { k, covariance, precision, maxIterations: 6 };
          return asked(GaussianMixture.fit(blobs(n, d, k), options), blobs(263, d, k));
        }),
      ),

    [`mixture, ${covariance}, where nothing can be dropped`]: ({
      mixtura: { GaussianMixture },
    }) => {
      const points = blobs(260, 9, 7);
      const options = { k: 8, covariance, maxIterations: 4 };
      const start = {
        weights: range(8).map(() => 0.125),
        means: farOff(points),
        covariances: /** @type {any} */ (eightAlike(covariance, 9, 1)),
      };
      const light = { ...start, weights: [0, 0.25, ...start.weights.slice(2)] };
      return [
        GaussianMixture.fit(cloud(261, 9), options),
        GaussianMixture.fit(points, { ...options, start }),
        GaussianMixture.fit(points, { ...options, start: light }),
      ];
    },

    [`mixture, ${covariance}, means that move far`]: ({ mixtura: { GaussianMixture } }) => {
      const points = blobs(100, 2, 1);
      const start = {
        weights: range(8).map(() => 0.125),
        means: range(8).map((i) => [1e5 + 5 * i, -1e5]),
        covariances: /** @type {any} */ (eightAlike(covariance, 2, 1e9)),
      };
      const centroids = [[1e6, 1e6]];
      return [
        GaussianMixture.fit(points, { k: 1, covariance, start: { centroids } }),
        GaussianMixture.fit(points, { k: 8, covariance, start, maxIterations: 3 }),
      ];
    },

    [`mixture, ${covariance}, sizes around lanes and tiles`]: ({ mixtura: { GaussianMixture } }) =>
      [1, 2, 3, 7, 8, 9, 17].map((n, i) =>
        [1, 2, 3, 4, 5].map((d, j) => {
          const points = cloud(n, d);
          const k = 1 + ((i + j) % Math.min(n, 4));
          const options = { k, covariance, precision: PRECISIONS[(i + j) % 2], maxIterations: 9 };
          return asked(GaussianMixture.fit(points, options), points);
        }),
      ),

    [`mixture, ${covariance}, tolerances`]: ({ mixtura: { GaussianMixture } }) => [
      GaussianMixture.fit(blobs(150, 2, 2), { k: 2, covariance, tolerance: 0, regularization: 0 }),
      GaussianMixture.fit(blobs(150, 2, 3), { k: 3, covariance, tolerance: 0.1 }),
      GaussianMixture.fit(cloud(150, 2), { k: 3, covariance, maxIterations: 2 }),
    ],

    [`mixture, ${covariance}, hard cases`]: ({ mixtura: { GaussianMixture } }) => {
      const fit = (/** @type {Table} */ points, /** @type {number} */ k, more = {}) =>
        asked(GaussianMixture.fit(points, { k, covariance, ...more }), points);
      const points = blobs(120, 2, 2);
      const line = blobs(120, 3, 2);
      for (let i = 0; i < 120; i++) line.data[3 * i + 2] = 2 * line.data[3 * i] - 1;
      const centroids = { data: [5, 5, 1e6, 1e6], shape: [2, 2] };
      return [
        fit(farAway(points, 10_000_000), 2),
        fit(scaled(points, 1e150), 2),
        fit(scaled(points, 1e-150), 2),
        fit(byColumn(points, 0, 1), 2),
        fit(byColumn(points, 1e140, 1e-20), 2),
        fit(line, 2),
        fit(line, 2, { regularization: 0 }),
        fit(coarse(cloud(60, 2)), 6),
        fit(alike(60), 3),
        fit(alike(60), 3, { start: "k-means" }),
        fit(cloud(7, 2), 7),
        fit(points, 2, { start: { centroids } }),
      ];
    },

    [`mixture, ${covariance}, of known parameters`]: ({ mixtura: { GaussianMixture } }) => {
      const { weights, means, covariances } = GaussianMixture.fit(blobs(200, 3, 3), {
        k: 3,
        covariance,
      });
      const model = GaussianMixture.from(
        /** @type {any} */ ({ weights, means, covariances, covariance }),
      );
      const far = scaled(cloud(40, 3), 1e6);
      return [asked(model, cloud(2050, 3)), asked(model, far), model.sample(1501, { seed: 3 })];
    },

    [`mixture, ${covariance}, ties`]: ({ mixtura: { GaussianMixture } }) =>
      // All components are alike, or the first four and the others.
      [2, 9].map((d) => {
        const point = range(d).map(() => 1);
        const weights = range(8).map(() => 0.125);
        const covariances = /** @type {any} */ (eightAlike(covariance, d, 2));
        return [point, point.map(() => 5)].map((other) => {
          const means = range(8).map((c) => (c < 4 ? point : other));
          const model = GaussianMixture.from({ weights, means, covariances, covariance });
          return asked(model, scaled(cloud(263, d), 4));
        });
      }),

    [`mixture, ${covariance}, steps`]: ({ mixtura: { GaussianMixture } }) =>
      walked(
        GaussianMixture.steps(blobs(200, 2, 3), {
          k: 3,
          covariance,
          restarts: 2,
          maxIterations: 6,
        }),
      ),
  };
}

/** Choosing k, metrics, and models as JSON. @type {Readonly<Record<string, Case>>} */
const AROUND = {
  "on one scale": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    // Columns in units that have nothing to do with each other.
    const { data, shape } = blobs(2100, 3, 4);
    const points = {
      data: data.map((x, i) => [1e4, 1, 1e-3][i % 3] * x + [0, 1e6, 7][i % 3]),
      shape,
    };
    const options = { k: 4, standardize: true, seed: 3 };
    return [
      asked(KMeans.fit(points, options), points),
      asked(KMeans.fit(points, { ...options, weights: thirds(2100) }), points),
      asked(SoftKMeans.fit(points, { ...options, stiffness: 2 }), points),
      ...COVARIANCES.map((covariance) =>
        asked(GaussianMixture.fit(points, { ...options, covariance }), points),
      ),
    ];
  },

  "by cosine": ({ mixtura: { KMeans, SoftKMeans } }) =>
    [2, 5, 40].flatMap((d) => {
      const points = cloud(700, d);
      const options = /** @type {const} */ ({ k: 6, distance: "cosine", restarts: 2 });
      return [
        asked(KMeans.fit(points, options), points),
        asked(KMeans.fit(points, { ...options, precision: "float32" }), points),
        asked(SoftKMeans.fit(points, { ...options, stiffness: 9 }), points),
      ];
    }),

  "from what a start gives": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = blobs(300, 2, 3);
    const hard = KMeans.fit(points, { k: 3, maxIterations: 1 });
    const soft = SoftKMeans.fit(points, { k: 3, stiffness: 0.5, maxIterations: 4 });
    const responsibilities = soft.responsibilities(points);
    const means = hard.centroids;
    const options = { k: 3, maxIterations: 5, tolerance: 0 };
    return [
      KMeans.fit(points, { ...options, start: hard }),
      KMeans.fit(points, { ...options, start: { responsibilities } }),
      SoftKMeans.fit(points, { ...options, stiffness: 2, start: soft }),
      ...COVARIANCES.flatMap((covariance) => {
        const first = GaussianMixture.fit(points, { k: 3, covariance, maxIterations: 2 });
        return [first, { responsibilities }, { means }, { weights: [0.2, 0.3, 0.5] }].map((start) =>
          GaussianMixture.fit(points, {
            ...options,
            covariance,
            start: /** @type {any} */ (start),
          }),
        );
      }),
      KMeans.fit(points, { k: 3, maxIterations: 0, restarts: 3 }),
    ];
  },

  "read off a mixture": ({ mixtura: { GaussianMixture } }) =>
    COVARIANCES.map((covariance) => {
      const points = blobs(300, 3, 3);
      const model = GaussianMixture.fit(points, { k: 3, covariance });
      return {
        precisions: model.precisions,
        mahalanobis: model.mahalanobis(points),
        deviations: model.deviations(points),
        score: model.score(points, { weights: thirds(300) }),
        criteria: model.criteria(cloud(50, 3)),
      };
    }),

  "pixels, and bigints": ({ mixtura: { KMeans, Points } }) => {
    const bytes = Uint8ClampedArray.from(cloud(4 * 600, 1).data, (x) => 128 + 40 * x);
    const image = { width: 30, height: 20, data: bytes };
    const integers = BigInt64Array.from(range(600).map((i) => BigInt(((i * 7919) % 601) - 300)));
    const columns = Points.fromColumns({ x: integers, y: range(600).map((i) => i % 5) });
    return [
      asked(KMeans.fit(image, { k: 4 }), image),
      asked(KMeans.fit(columns, { k: 3 }), columns),
      columns.toRows(),
      columns.row(7),
    ];
  },

  "selectK of every model": ({ mixtura }) => {
    const { GaussianMixture, KMeans, Points, selectK, SoftKMeans } = mixtura;
    const points = blobs(240, 2, 3);
    const k = [1, 2, 3, 4];
    return [
      selectK(KMeans, points, { k, restarts: 2 }),
      selectK(SoftKMeans, points, { k, stiffness: 3, seed: 2 }),
      ...COVARIANCES.map((covariance) => selectK(GaussianMixture, points, { k, covariance })),
      selectK(GaussianMixture, points, { k, criterion: "aic", precision: "float32" }),
      selectK(GaussianMixture, points, { k, criterion: "silhouette", weights: thirds(240) }),
      selectK(GaussianMixture, points, {
        k: [3],
        criterion: "silhouette",
        precision: "float32",
        weights: thirds(240),
      }),
      // One of them has a component on its floor, whichever comes first.
      selectK(GaussianMixture, [0, 0, 0, 1, 5, 6, 9], { k: [1, 3] }),
      selectK(GaussianMixture, [0, 0, 0, 1, 5, 6, 9], { k: [3, 1] }),
      selectK(KMeans, Points.from(points), {
        k: [2],
        start: { labels: range(240).map((i) => i % 2) },
      }),
    ];
  },

  "adjusted Rand index": ({ metrics: { adjustedRandIndex } }) => [
    adjustedRandIndex([0, 0, 1, 1], ["b", "b", "a", "a"]),
    adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]),
    adjustedRandIndex([1, 1, 1], [true, true, true]),
    adjustedRandIndex(
      range(3000).map((i) => (i * i) % 7),
      range(3000).map((i) => (i * i) % 11),
    ),
    adjustedRandIndex(Int32Array.from(range(99)), range(99).map(String)),
  ],

  silhouette: ({ mixtura: { Points }, metrics: { silhouette } }) => {
    const points = blobs(700, 3, 4);
    const labels = Int32Array.from({ length: 700 }, (_, i) => (i % 13 === 0 ? 0 : i % 4));
    return [
      silhouette([0, 1, 10, 11], ["a", "a", "b", "b"]),
      silhouette(points, labels),
      silhouette(points, labels, { sample: 50, seed: 3 }),
      silhouette(Points.from(points, { precision: "float32" }), labels, { sample: Infinity }),
      silhouette(
        cloud(60, 1).data,
        range(60).map((i) => i % 40),
      ),
      silhouette(scaled(points, 1e150), labels),
      silhouette(farAway(points, 1e7), labels),
      silhouette([1, 1, 1, 2], [0, 0, 1, 2]),
      silhouette([1, 2], [5, 5]),
    ];
  },

  "silhouettes by cluster": ({ metrics: { silhouetteByCluster } }) => {
    const points = blobs(700, 3, 4);
    const labels = range(700).map((i) => (i % 13 === 0 ? 0 : i % 4));
    return [
      silhouetteByCluster(points, labels),
      silhouetteByCluster(points, labels, { sample: 50, seed: 3 }),
      silhouetteByCluster([0, 1, 10, 11, 50], ["b", "b", "a", "a", "c"]),
    ];
  },

  "variance ratio and Davies and Bouldin's index": ({ mixtura, metrics }) => {
    const { calinskiHarabasz, daviesBouldin } = metrics;
    const { KMeans, selectK } = mixtura;
    const points = blobs(700, 3, 4);
    const labels = range(700).map((i) => (i % 13 === 0 ? 0 : i % 4));
    const tables = [points, scaled(points, 1e150), farAway(points, 1e7)];
    return [
      ...[calinskiHarabasz, daviesBouldin].flatMap((judge) => [
        ...tables.map((table) => judge(table, labels)),
        judge(points, labels, { weights: thirds(700) }),
        judge([1, 1, 2, 2], [0, 0, 1, 1]),
      ]),
      selectK(KMeans, points, { k: [1, 2, 4], criterion: "calinski-harabasz" }),
      selectK(KMeans, points, { k: [1, 2, 4], criterion: "davies-bouldin", weights: thirds(700) }),
    ];
  },

  "normalized mutual information": ({ metrics: { normalizedMutualInformation } }) => [
    normalizedMutualInformation([0, 0, 1, 1], ["b", "b", "a", "a"]),
    normalizedMutualInformation([0, 0, 1, 1], [0, 0, 1, 2]),
    normalizedMutualInformation(
      range(3000).map((i) => (i * i) % 7),
      range(3000).map((i) => (i * i) % 11),
    ),
    normalizedMutualInformation(
      range(9999).map((i) => Math.floor(i / 2)),
      range(9999).map((i) => (i * i) % 5003),
    ),
    normalizedMutualInformation(
      range(5000).map((i) => +(i === 3)),
      range(5000).map((i) => +(i < 5)),
    ),
  ],

  "JSON and back": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = blobs(60, 3, 4);
    const models = [
      ...PRECISIONS.map((precision) => KMeans.fit(points, { k: 4, precision, maxIterations: 1 })),
      ...[0, 1e-320, 2, 1e300, Infinity].map((stiffness) =>
        SoftKMeans.fit(points, { k: 4, stiffness, distance: "euclidean" }),
      ),
      ...COVARIANCES.map((covariance) => GaussianMixture.fit(points, { k: 4, covariance })),
      ...COVARIANCES.map((covariance) =>
        GaussianMixture.fit(points, { k: 20, covariance, maxIterations: 9 }),
      ),
    ];
    return models.map((model) => {
      const text = JSON.stringify(model);
      const Model = /** @type {any} */ (model.constructor);
      const copy = Model.fromJSON(JSON.parse(text));
      const small = JSON.stringify(model.toJSON({ labels: false }));
      const again = JSON.stringify(Model.fromJSON({ ...JSON.parse(small), columns: ["x"] }));
      return [text, small, again, asked(copy, cloud(20, 3))];
    });
  },
};

/**
 * A column that gives its values one by one, as Arrow's vectors of decimals do.
 *
 * @param {readonly number[]} values
 */
function vector(values) {
  const get = (/** @type {number} */ row) => values[row];
  return { length: values.length, nullCount: 0, get, toArray: () => [] };
}

/** Points in all their forms, and the memory they lie in. @type {Readonly<Record<string, Case>>} */
const POINTS = {
  "every form of points": ({ mixtura: { KMeans, Points } }) => {
    const table = blobs(119, 3, 4);
    const rows = rowsOf(table);
    const column = (/** @type {number} */ j) => rows.map((x) => x[j]);
    const shape = [119, 3];
    const byColumns = new Float64Array(5 + 357).fill(NaN);
    rows.forEach((x, i) => x.forEach((value, j) => (byColumns[5 + j * 119 + i] = value)));
    const backwards = new Float64Array(238 * 6).fill(NaN);
    rows.forEach((x, i) => x.forEach((value, j) => (backwards[(237 - 2 * i) * 6 + 2 * j] = value)));
    const forms = [
      rows,
      rows.map((x) => Float64Array.from(x)),
      Object.assign({ length: 119 }, rows),
      table,
      { data: Array.from(table.data), shape },
      { data: Float64Array.from([NaN, NaN, ...table.data]), shape, offset: 2 },
      { data: Float64Array.from(rows.flatMap((x) => [...x, NaN])), shape, strides: [4, 1] },
      { data: byColumns, shape, stride: [1, 119], offset: 5 },
      { data: backwards, shape, strides: [-12, 2], offset: 237 * 6 },
      Points.from(rows),
      Points.from(Points.from(table)),
      Points.fromColumns({ x: column(0), y: Float64Array.from(column(1)), z: column(2) }),
      Points.fromRecords(
        rows.map(([x, y, z]) => ({ name: "a point", z, y, x })),
        ["x", "y", "z"],
      ),
      Points.create(119, 3, (view) => view.set(table.data)),
    ];
    const results = forms.map((form) => {
      const model = KMeans.fit(form, { k: 6, seed: 3 });
      return digest([model, model.distances(form)]);
    });
    if (new Set(results).size > 1) throw new Error(`forms differ: ${results.join(", ")}`);
    return [forms.map((form) => (form instanceof Points ? form : {})), results];
  },

  "every form of float32 points": ({ mixtura: { GaussianMixture, KMeans, Points } }) => {
    const { data } = blobs(119, 3, 4);
    const single = { data: Float32Array.from(data), shape: [119, 3] };
    const forms = [
      single,
      { data, shape: [119, 3] },
      Points.from(single),
      Points.from(single, { precision: "float64" }),
      Points.create(119, 3, (view) => view.set(data), { precision: "float32" }),
      Points.fromColumns({ x: single.data }, { precision: "float32" }),
    ];
    const options = { k: 4, seed: 3, maxIterations: 9 };
    return forms.map((form) => [
      asked(KMeans.fit(form, options), form),
      asked(GaussianMixture.fit(form, options), form),
      KMeans.fit(form, { ...options, precision: "float32" }),
      form instanceof Points ? form : {},
    ]);
  },

  "points of one dimension": ({ mixtura: { KMeans, Points } }) => {
    const values = Array.from(cloud(120, 1).data, (x) => Math.floor(100 * x));
    return [
      values,
      ...[Float64Array, Float32Array, Int8Array, Int16Array, Int32Array].map((Form) =>
        Form.from(values),
      ),
      ...[Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array].map((Form) => Form.from(values)),
      { data: values, shape: [120] },
      { data: values, shape: [60], strides: [2] },
      values.map((x) => [x]),
      Points.from(values),
      Points.fromColumns({
        x: { length: 120, nullCount: 0, toArray: () => Float64Array.from(values) },
      }),
      Points.fromColumns({ x: vector(values) }),
    ].map((form) => asked(KMeans.fit(form, { k: 3 }), form));
  },

  "what is given stays as it was": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = blobs(90, 2, 3);
    const rows = rowsOf(points);
    const centroids = rows.slice(0, 3);
    const labels = range(90).map((i) => i % 3);
    const weights = thirds(90);
    const given = { points, rows, centroids, labels, weights };
    const before = digest(given);
    KMeans.fit(points, { k: 3, start: { centroids }, weights });
    KMeans.fit(rows, { k: 3, start: { labels }, weights }).distances(rows);
    SoftKMeans.fit(rows, { k: 3, stiffness: 2, start: { centroids }, weights });
    const model = GaussianMixture.fit(points, { k: 3, start: { labels }, weights });
    if (digest(given) !== before) throw new Error("what was given has changed");
    // And what a model gives away is a copy.
    const told = digest(model.predict(points));
    model.means[0][0] = 77;
    model.labels.fill(0);
    model.toJSON().means[1][0] = 77;
    if (digest(model.predict(points)) !== told) throw new Error("a prediction has changed");
    return [before, model.toJSON()];
  },

  "memory that grows in mid-life": ({ mixtura: { KMeans, Points } }) => {
    const points = Points.from(blobs(600, 2, 3));
    const steps = KMeans.steps(points, { k: 3, start: "sample" });
    const first = steps.next();
    const large = Points.create(1_000_000, 1, (view) => (view[999_999] = 1));
    const rest = walked(steps);
    const again = asked(KMeans.fit(points, { k: 3, start: "sample" }), points);
    large.dispose();
    // And while rows are being copied.
    const rows = {
      length: 2,
      0: [1, 2],
      get 1() {
        Points.create(2_000_000, 1, () => {}).dispose();
        return [3, 4];
      },
    };
    return [first, rest, again, KMeans.fit(points, { k: 3 }), KMeans.fit(rows, { k: 2 })];
  },

  "points that are disposed of": ({ mixtura: { KMeans, Points } }) => {
    // Whether it is the language's own symbol depends on the engine, and on the realm.
    const [dispose] = Object.getOwnPropertySymbols(Points.prototype);
    const points = Points.from([1, 2, 3, 10]);
    const fit = KMeans.fit(points, { k: 2 });
    points.dispose();
    points.dispose();
    const other = Points.from([[1, 2]]);
    /** @type {any} */ (other)[dispose]();
    return [
      fit,
      points,
      ...refusals(
        () => KMeans.fit(points, { k: 2 }),
        () => fit.predict(points),
        () => Points.from(points),
        () => KMeans.steps(other, { k: 1 }),
      ),
    ];
  },

  "a view that is taken away": ({ mixtura: { Points } }) => {
    /** @type {Float64Array | undefined} */
    let kept;
    Points.create(3, 2, (view) => {
      kept = view.fill(1);
    });
    const grown = () =>
      Points.create(2, 1, () => {
        Points.create(4_000_000, 1, () => {}).dispose();
      });
    return [kept?.length, refusal(grown)];
  },
};

/**
 * What is refused, and in which words.
 *
 * @type {Readonly<Record<string, (modules: { mixtura: any, metrics: any }) => unknown>>}
 */
const REFUSED = {
  "refused: k": ({ mixtura: { KMeans } }) =>
    [12, 0, -1, 2.5, NaN, "3", "3".repeat(61), null, undefined, 3n, [3], [], {}, true].map((k) =>
      refusal(() => KMeans.fit(range(10), { k })),
    ),

  "refused: numbers among the options": ({ mixtura: { KMeans } }) =>
    ["restarts", "seed", "maxIterations", "tolerance"].map((name) =>
      [-1, 0.5, NaN, Infinity, "0", null, 1e17].map((value) =>
        // 0.5 and 1e17 are tolerances like any other.
        name === "tolerance" && (value === 0.5 || value === 1e17)
          ? ""
          : refusal(() => KMeans.fit([1, 2], { k: 1, [name]: value })),
      ),
    ),

  "refused: names and words": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = range(10);
    return refusals(
      ...[undefined, null, 3, "k", [], () => {}].map(
        (options) => () => KMeans.fit(points, options),
      ),
      ...["maxIteration", "restart", "stiffness", "K ", "wieghts", "zzzzz"].map(
        (name) => () => KMeans.fit(points, { k: 1, [name]: 5 }),
      ),
      () => SoftKMeans.fit(points, { k: 1, stifness: 1 }),
      () => GaussianMixture.fit(points, { k: 1, covariances: "full" }),
      ...["f32", 32, null].map((precision) => () => KMeans.fit(points, { k: 1, precision })),
      ...["diag", 1, null].map(
        (covariance) => () => GaussianMixture.fit(points, { k: 1, covariance }),
      ),
      ...["euclidian", 2, null].map(
        (distance) => () => SoftKMeans.fit(points, { k: 1, stiffness: 1, distance }),
      ),
      ...[undefined, null, "Infinity", NaN, -1, -Infinity].map(
        (stiffness) => () => SoftKMeans.fit(points, { k: 1, stiffness }),
      ),
      ...[-1, NaN, Infinity, 1e7, "0", null].map(
        (regularization) => () => GaussianMixture.fit(points, { k: 1, regularization }),
      ),
    );
  },

  "refused: starts": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = range(10);
    const rows = [
      [0, 1],
      [2, 3],
      [4, 5],
    ];
    const known = { weights: [0.5, 0.5], means: [0, 1], covariances: [1, 1] };
    return refusals(
      ...[
        "kmeans++",
        3,
        null,
        [[1, 1]],
        {},
        { centroid: [1] },
        { centroids: [1], labels: points },
      ].map((start) => () => KMeans.fit(points, { k: 2, start })),
      ...[[1], [1, Infinity], [[1, 2]], "12"].map(
        (centroids) => () => KMeans.fit(points, { k: 2, start: { centroids } }),
      ),
      () => KMeans.fit(points, { k: 1, start: { centroids: [1e200] } }),
      () => KMeans.fit(rows, { k: 2, start: { centroids: [1, 2] } }),
      ...[[0, 1], "01", points, range(10).map(() => 0.5), range(10).map(String)].map(
        (labels) => () => KMeans.fit(points, { k: 2, start: { labels } }),
      ),
      () => SoftKMeans.fit(points, { k: 1, stiffness: 1, start: "k-means" }),
      ...[
        "kmeans",
        3,
        null,
        [1],
        { mean: [1] },
        { means: [0, 1, 2] },
        { ...known, centroids: [0, 1] },
      ].map((start) => () => GaussianMixture.fit(points, { k: 2, start })),
      ...[{ weights: [1] }, { weights: [0.5, 0.6] }, { covariances: [1, 0] }, { means: [1] }].map(
        (other) => () => GaussianMixture.fit(points, { k: 2, start: { ...known, ...other } }),
      ),
      () => GaussianMixture.fit(points, { k: 2, covariance: "full", start: known }),
    );
  },

  "refused: weights": ({ mixtura: { KMeans } }) =>
    [[1, -1], [NaN, 1], [1, null], [1, "2"], [0, 0], [1, 1, 1], [1e308, 1e308], 3, "11", {}].map(
      (weights) => refusal(() => KMeans.fit([1, 2], { k: 1, weights })),
    ),

  // prettier-ignore
  "refused: points": ({ mixtura: { KMeans, GaussianMixture } }) =>
    [
      [[], new Float64Array(0), [[], []], [[1, 2], [3]], [[1, 2], null], ["12", "34"]],
      [
        [
          [1, 2],
          [3, NaN],
        ],
        new Float64Array([1, -Infinity]),
        [
          [1, 2],
          [null, 4],
        ],
        [1, "2"],
        new Array(3).fill(1, 0, 1),
      ],
      [BigInt64Array.of(1152921504606846976n), BigUint64Array.of(1152921504606846976n), undefined, null, 7, "1,2", () => {}, 3n, true],
      [[{ x: 1, y: 2 }], { x: [1, 2], y: [3, 4] }, new Map(), new Set([1]), Promise.resolve(1)],
      [[Symbol("x")], [1152921504606846976n], [Promise.resolve(1)]],
      [{ data: Float32Array.of(1, 2, 3, Infinity), shape: [2, 2] }, [1e200, 0]],
    ].map((some) =>
      some.map((points) => [
        refusal(() => KMeans.fit(points, { k: 1 })),
        refusal(() => GaussianMixture.fit(points, { k: 1 })),
      ]),
    ),

  "refused: numbers beyond float32, and beyond squares": ({ mixtura: { KMeans, Points } }) =>
    refusals(
      () => KMeans.fit([1, 1e300], { k: 1, precision: "float32" }),
      () => Points.from([[1, -1e39]], { precision: "float32" }),
      () => KMeans.fit([9e153, -9e153], { k: 1 }),
      () => KMeans.fit([1e150, 2], { k: 1, weights: [1e300, 1] }),
      () => KMeans.fit([1, 2], { k: 1 }).predict([1e200]),
      () =>
        KMeans.fit(
          range(3).map((i) => range(1000).map((j) => i + j)),
          { k: 1 },
        ).score([range(1000).map(() => 1e153)]),
    ),

  "refused: flat points": ({ mixtura: { KMeans } }) =>
    [
      { data: [1, 2, 3, 4], width: 2 },
      { data: [1, 2, 3], shape: [1.5, 2] },
      { data: [1, 2, 3], shape: [2, 2] },
      { data: [1, 2, 3], shape: [2, 1], strides: [3, 1] },
      { data: [1, 2, 3, 4], shape: [2, 2], strides: [-1, 2] },
      { data: [1, 2, 3, 4], shape: [2, 2], strides: [1.5, 2] },
      { data: [1, 2], shape: [2, 1], offset: -1 },
      { data: [1, 2], shape: [2, 1], offset: "0" },
      { data: [], shape: [0, 2] },
      { data: [1], shape: [1, 1, 1] },
      { data: [1], shape: "1" },
      { data: 3, shape: [1, 1] },
      { data: BigInt64Array.of(1152921504606846976n), shape: [1, 1] },
    ].map((points) => refusal(() => KMeans.fit(points, { k: 1 }))),

  "refused: factories of points": ({ mixtura: { Points } }) =>
    refusals(
      ...[
        { x: [1, 2], y: [1] },
        { x: 1 },
        new Map(),
        {},
        { x: [] },
        { x: [1, 2], y: [1, NaN] },
        3,
      ].map((columns) => () => Points.fromColumns(columns)),
      () => Points.fromRecords([{ x: 1 }, {}], ["x"]),
      () => Points.fromRecords([null], ["x"]),
      () => Points.fromRecords([{ x: 1 }], []),
      () => Points.fromRecords([{ x: 1 }], [3]),
      () => Points.fromRecords(3, ["x"]),
      () => Points.fromRecords([], ["x"]),
      () => Points.fromColumns({ x: { ...vector([1, NaN]), nullCount: 1 } }),
      () => Points.create(0, 1, () => {}),
      () => Points.create(1, "1", () => {}),
      () => Points.create(1, 1, undefined),
      () => Points.create(2, 1, (/** @type {Float64Array} */ view) => view.fill(NaN)),
      () => Points.from([1], { precison: "float32" }),
      () => Points.from([1], 3),
      () => Points.create(1, 1, () => Promise.resolve()),
      () => new Points(),
    ),

  "refused: questions to a model": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const rows = [
      [0, 1],
      [2, 3],
      [4, 5],
    ];
    const hard = KMeans.fit(rows, { k: 1 });
    const soft = SoftKMeans.fit(rows, { k: 1, stiffness: 1 });
    const mixture = GaussianMixture.fit(rows, { k: 1 });
    return refusals(
      ...[[1, 2], [[1, NaN]], [], undefined, [[1, 2, 3]]].flatMap((points) => [
        () => hard.predict(points),
        () => hard.distances(points),
        () => hard.score(points),
        () => soft.responsibilities(points),
        () => mixture.responsibilities(points),
        () => mixture.logDensity(points),
      ]),
      ...[0, 1.5, undefined, "1", 1e10].map((count) => () => mixture.sample(count)),
      () => mixture.predict(mixture.sample(2)),
      ...[{ seed: -1 }, { seed: null }, { sead: 1 }, 3, new Int32Array(1)].map(
        (options) => () => mixture.sample(1, options),
      ),
      () => new KMeans(),
      () => new SoftKMeans(),
      () => new GaussianMixture(),
      () => hard.toJSON({ label: false }),
      () => soft.toJSON({ labels: 0 }),
    );
  },

  "refused: parameters of a mixture": ({ mixtura: { GaussianMixture } }) => {
    const known = { weights: [0.5, 0.5], means: [0, 1], covariances: [1, 1] };
    const one = { weights: [1], means: [[0, 0]] };
    return refusals(
      ...[undefined, 3, [], { ...known, mean: [0] }].map(
        (parameters) => () => GaussianMixture.from(parameters),
      ),
      ...[
        { means: undefined },
        { means: [0, NaN] },
        { weights: [0.5, 0.25, 0.25] },
        { weights: [1.5, -0.5] },
        { weights: [0, 0] },
        { weights: [0.1, 0.2] },
        { weights: ["0.5", 0.5] },
        { covariances: [1, -1] },
        { covariances: [0, 1] },
        { covariances: [1, NaN] },
        { covariances: [1] },
        { covariance: "spheric" },
        { covariance: "full" },
        { covariance: "full", covariances: [[[1]], [[-1]]] },
        { covariances: [[1], [1]] },
      ].map((other) => () => GaussianMixture.from({ ...known, ...other })),
      ...[
        [
          [1, 2],
          [2, 1],
        ],
        [
          [1, 0.5],
          [0.4, 1],
        ],
        [[1, 0], [0]],
        [
          [4, 2],
          [2, 1],
        ],
        [
          [
            [1, 0],
            [0, 1],
          ],
        ],
      ].map(
        (covariances) => () => GaussianMixture.from({ ...one, covariance: "tied", covariances }),
      ),
    );
  },

  "refused: JSON": ({ mixtura: { GaussianMixture, KMeans, SoftKMeans } }) => {
    const points = blobs(40, 2, 2);
    const models = [
      KMeans.fit(points, { k: 2 }),
      SoftKMeans.fit(points, { k: 2, stiffness: 1 }),
      GaussianMixture.fit(points, { k: 2, covariance: "full" }),
    ];
    const wrong = {
      other: 1,
      negative: -1,
      text: "x",
      none: null,
      list: [],
      deep: [[[[]]]],
      nothing: [null],
    };
    return models.map((model) => {
      const json = model.toJSON();
      const { constructor: Model } = model;
      const odd = [null, 3, "{}", [], {}, { ...json, version: 2 }, { ...json, model: "Model" }];
      /** @type {unknown[]} */
      const told = odd.map((value) => refusal(() => Model.fromJSON(value)));
      for (const name of Object.keys(json)) {
        for (const value of Object.values(wrong)) {
          // Some are right where they are put.
          try {
            told.push(asked(Model.fromJSON({ ...json, [name]: value }), [[1, 2]]));
          } catch {
            told.push(refusal(() => Model.fromJSON({ ...json, [name]: value })));
          }
        }
      }
      return told;
    });
  },

  "refused: factors that are not those of their matrices": ({ mixtura: { GaussianMixture } }) => {
    const json = GaussianMixture.fit(blobs(40, 2, 2), { k: 2, covariance: "full" }).toJSON();
    const { variances, lower } = json.factors;
    return [
      null,
      { variances, lower: [] },
      { variances: [0, ...variances.slice(1)], lower },
      { variances: [9, ...variances.slice(1)], lower },
      { variances, lower: [0.77, ...lower.slice(1)] },
      { variances, lower: [1e200, ...lower.slice(1)] },
    ].map((factors) => refusal(() => GaussianMixture.fromJSON({ ...json, factors })));
  },

  "refused: selectK and metrics": ({ mixtura, metrics: { adjustedRandIndex, silhouette } }) => {
    const { GaussianMixture, KMeans, selectK } = mixtura;
    const points = [0, 1, 2, 10];
    return refusals(
      ...[undefined, Object, "KMeans", null].map(
        (Model) => () => selectK(Model, points, { k: [1] }),
      ),
      ...[undefined, [], 3, [0], [9], [1.5], ["1"]].map(
        (k) => () => selectK(KMeans, points, { k }),
      ),
      ...["bic", "best", 3, null].map(
        (criterion) => () => selectK(KMeans, points, { k: [1], criterion }),
      ),
      () => selectK(GaussianMixture, points, { k: [1], criterion: "BIC" }),
      () => selectK(KMeans, points, { k: [1, 2], start: { centroids: [1] } }),
      () => selectK(KMeans, points, { k: [1], weight: [1] }),
      () => selectK(KMeans, points),
      ...[[], [0, 1], [0, 1, 2, NaN], [0, 1, null, 2], [0, 1, {}, 2], 3, "0123"].flatMap(
        (labels) => [() => silhouette(points, labels), () => adjustedRandIndex(range(4), labels)],
      ),
      ...[{ sample: 0 }, { sample: 1.5 }, { seed: -1 }, { samples: 1 }, 3].map(
        (options) => () => silhouette(points, points, options),
      ),
      () => silhouette([1e200, 0], [0, 1]),
      () => adjustedRandIndex([], []),
      () => GaussianMixture.fit(points, { k: 1, weights: [1e300, 1e300, 1, 1] }),
    );
  },
};

/**
 * What comes in slices of time, which has to be what comes at once.
 *
 * @type {Record<string, Case>}
 */
const IN_SLICES = {
  "in slices: k-means": ({ mixtura: { KMeans } }) => {
    const options = { k: 5, restarts: 2 };
    return same(KMeans.fit(MANY, options), KMeans.fitAsync(MANY, options));
  },

  "in slices: soft k-means": ({ mixtura: { SoftKMeans } }) => {
    const options = { k: 5, stiffness: 3, seed: 1 };
    return same(SoftKMeans.fit(MANY, options), SoftKMeans.fitAsync(MANY, options));
  },

  "in slices: full mixture": ({ mixtura: { GaussianMixture } }) => {
    /** @type {{ k: number, covariance: Covariance }} */
    const options = { k: 4, covariance: "full" };
    return same(GaussianMixture.fit(MANY, options), GaussianMixture.fitAsync(MANY, options));
  },

  "in slices: selectK": ({ mixtura: { KMeans, selectK, selectKAsync } }) => {
    const options = { k: [2, 3] };
    return same(selectK(KMeans, MANY, options), selectKAsync(KMeans, MANY, options));
  },

  "in slices: answers": ({ mixtura, metrics: { silhouette, silhouetteAsync } }) => {
    const { KMeans, SoftKMeans, GaussianMixture } = mixtura;
    const few = blobs(900, 3, 5);
    const hard = KMeans.fit(MANY, { k: 5 });
    const soft = SoftKMeans.fit(MANY, { k: 5, stiffness: 3 });
    const mixture = GaussianMixture.fit(MANY, { k: 4, covariance: "full" });
    return same(
      [
        hard.predict(MANY),
        soft.predict(MANY),
        soft.responsibilities(MANY),
        mixture.predict(MANY),
        mixture.responsibilities(MANY),
        mixture.logDensity(MANY),
        silhouette(MANY, hard.labels, { sample: 100 }),
        silhouette(few, hard.predict(few)),
      ],
      Promise.all([
        hard.predictAsync(MANY),
        soft.predictAsync(MANY),
        soft.responsibilitiesAsync(MANY),
        mixture.predictAsync(MANY),
        mixture.responsibilitiesAsync(MANY),
        mixture.logDensityAsync(MANY),
        silhouetteAsync(MANY, hard.labels, { sample: 100 }),
        silhouetteAsync(few, hard.predict(few)),
      ]),
    );
  },
};

/**
 * What is read in chunks, again in each pass, which has to be what comes at once.
 *
 * @type {Record<string, Case>}
 */
const IN_CHUNKS = {
  "in chunks: k-means": ({ mixtura: { KMeans } }) => streamed(KMeans, { k: 5 }),

  "in chunks: soft k-means": ({ mixtura: { SoftKMeans } }) =>
    streamed(SoftKMeans, { k: 5, stiffness: 3, start: "k-means||" }),

  "in chunks: full mixture": ({ mixtura: { GaussianMixture } }) =>
    streamed(GaussianMixture, { k: 4, covariance: "full", standardize: true }),
};

/**
 * @param {any} Model
 * @param {object} options
 */
function streamed(Model, options) {
  const { data, shape } = MANY;
  const [n, d] = shape;
  const source = {
    dimensions: d,
    *open({ rowStart = 0 } = {}) {
      for (let row = rowStart; row < n; row += 997) {
        yield data.slice(row * d, Math.min(row + 997, n) * d);
      }
    },
  };
  const parts = (/** @type {any} */ model) => model.toJSON({ labels: false });
  return same(
    parts(Model.fit(MANY, options)),
    Model.fitStream(source, { memory: 0, ...options }).then(parts),
  );
}

/** Several blocks of rows, and the last of them not whole. */
const MANY = blobs(7001, 3, 5);

/**
 * @param {unknown} atOnce
 * @param {Promise<unknown>} inSlices
 */
async function same(atOnce, inSlices) {
  const result = await inSlices;
  if (digest(result) !== digest(atOnce)) throw new Error("other bits than at once");
  return result;
}

/** All cases by their names. @type {Readonly<Record<string, Case>>} */
export const CASES = {
  ...HARD,
  ...SOFT,
  ...MIXTURES,
  ...AROUND,
  ...POINTS,
  ...REFUSED,
  ...IN_SLICES,
  ...IN_CHUNKS,
};

/**
 * Runs every case; one that throws is a failure, and the others go on.
 *
 * @param {Modules} modules the namespaces of "mixtura" and "mixtura/metrics"
 * @returns {Promise<Report>}
 */
export async function run(modules) {
  /** @type {Record<string, string>} */
  const words = {};
  const failures = [];
  for (const [name, result] of Object.entries(CASES)) {
    try {
      words[name] = digest(await result(modules));
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
  }
  return { words, failures };
}

// ── Digest ──────────────────────────────────────────────────────────────────────────────────────

/**
 * 64 bits of a value: of its numbers' float64 bits, in whichever order this machine keeps bytes,
 * of its texts, and of how they are nested. Every part is preceded by its type and length, so that
 * no two values are written alike. Keys are taken in alphabetical order, and an object that has
 * a toJSON is digested with what that gives.
 *
 * @param {unknown} value made of primitives, lists, typed arrays and objects
 * @returns {string} 16 hexadecimal digits
 */
export function digest(value) {
  const hash = new Hash();
  write(hash, value);
  return hash.end();
}

/** MurmurHash3's two steps a word, in two lanes that feed each other: no BigInt, which is slow. */
class Hash {
  #a = 0x243f6a88;
  #b = 0x85a308d3 | 0;
  #length = 0;
  #scratch = new DataView(new ArrayBuffer(8));

  /** @param {number} word 32 bits */
  word(word) {
    const x = Math.imul(turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    this.#a = (Math.imul(turned(this.#a ^ x, 13), 5) + 0xe6546b64 + this.#b) | 0;
    const y = Math.imul(turned(Math.imul(word, 0x239b961b), 16), 0xab0e9789);
    this.#b = (Math.imul(turned(this.#b ^ y, 17), 5) + 0x561ccd1b + this.#a) | 0;
    this.#length++;
  }

  /** @param {number} value of which NaN has many bit patterns, and here one */
  number(value) {
    this.#scratch.setFloat64(0, Number.isNaN(value) ? 0 : value);
    this.word(Number.isNaN(value) ? 0x7ff80000 : this.#scratch.getInt32(0));
    this.word(this.#scratch.getInt32(4));
  }

  /** @param {string} text */
  text(text) {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  /** @returns {string} */
  end() {
    let a = this.#a ^ this.#length;
    let b = this.#b ^ this.#length;
    a = mixed((a + b) | 0);
    b = mixed((b + a) | 0);
    a = (a + b) | 0;
    return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

/**
 * @param {number} word
 * @param {number} bits
 */
function turned(word, bits) {
  return (word << bits) | (word >>> (32 - bits));
}

/** @param {number} word */
function mixed(word) {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** What a value is, as one word; an object is told by its tag. */
const TYPES = ["number", "string", "boolean", "undefined", "bigint", "null", "object"];

/**
 * @param {Hash} hash
 * @param {unknown} value
 */
function write(hash, value) {
  const type = value === null ? "null" : typeof value;
  if (!TYPES.includes(type)) throw new TypeError(`cannot digest: ${type}`);
  hash.word(TYPES.indexOf(type));
  if (typeof value === "number") hash.number(value);
  else if (typeof value !== "object" || value === null) hash.text(String(value));
  else writeObject(hash, value);
}

/**
 * @param {Hash} hash
 * @param {object} value
 */
function writeObject(hash, value) {
  // By tag rather than by class: the package may live in another realm than this file.
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  hash.text(tag);
  if (/^(?:Float|Int|Uint)\d+(?:Clamped)?Array$/.test(tag)) {
    const numbers = /** @type {ArrayLike<number>} */ (value);
    hash.word(numbers.length);
    for (let i = 0; i < numbers.length; i++) hash.number(numbers[i]);
  } else if (tag === "Array") {
    const list = /** @type {ArrayLike<unknown>} */ (value);
    hash.word(list.length);
    for (let i = 0; i < list.length; i++) write(hash, list[i]);
  } else if (tag === "Object") {
    const record = /** @type {Record<string, unknown>} */ (value);
    const names = Object.keys(record).sort();
    hash.word(names.length);
    for (const name of names) {
      hash.text(name);
      write(hash, record[name]);
    }
    const { toJSON } = record;
    if (typeof toJSON === "function") write(hash, toJSON.call(record));
  } else {
    throw new TypeError(`cannot digest: ${tag}`);
  }
}
