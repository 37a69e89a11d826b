// @ts-check

/**
 * What "threads change no bit" is held to, on every runtime and in every bundle: fits with workers
 * beside the same fits without. One file that asks for nothing but ECMAScript.
 */

import { digest } from "./suite.js";

/** @typedef {import("../packaging/runtime.js").Threaded} Threaded */
/** @typedef {typeof import("mixtura")} Mixtura */
/** @typedef {import("mixtura").AsyncOptions} AsyncOptions */
/** @typedef {{ readonly diagnostics: readonly import("mixtura").Diagnostic[] }} Fitted */
/** @typedef {(mixtura: Mixtura, how: AsyncOptions) => Promise<readonly Fitted[]>} Case */

/** Blocks of 2,048 rows: enough for three workers, and a last one that is not full. */
const [N, D] = [15_001, 3];

/** Some clusters, by integers and + − × ÷ alone. */
const data = Float64Array.from({ length: N * D }, (_, at) => {
  const i = Math.floor(at / D);
  const noise = ((at * 2654435761) % 4294967296) / 4294967296;
  return 5 * ((i * (7 + (at % D))) % 4) + 3 * noise + (i % 11) / 4;
});
/** @type {[number, number]} */
const shape = [N, D];
const wide = { data, shape };
const narrow = { data: Float32Array.from(data), shape };
const weights = Float64Array.from({ length: N }, (_, i) => (i % 7) / 3);
const few = { maxIterations: 12 };

/** @type {Record<string, Case>} */
export const CASES = {
  "k-means": async ({ KMeans }, how) => [await KMeans.fitAsync(wide, { k: 5, ...how })],
  "k-means, float32": async ({ KMeans }, how) => [
    await KMeans.fitAsync(narrow, { k: 5, ...how }),
    await KMeans.fitAsync(wide, { k: 5, precision: "float32", ...how }),
  ],
  "k-means, restarts": async ({ KMeans }, how) => [
    await KMeans.fitAsync(wide, { k: 5, start: "k-means++", restarts: 3, seed: 5, ...how }),
  ],
  "k-means, weights": async ({ KMeans }, how) => [
    await KMeans.fitAsync(wide, { k: 5, weights, ...how }),
  ],
  "soft k-means": async ({ SoftKMeans }, how) => [
    await SoftKMeans.fitAsync(wide, { k: 4, stiffness: 1, ...few, ...how }),
  ],
  "soft k-means, float32 and weights": async ({ SoftKMeans }, how) => [
    await SoftKMeans.fitAsync(narrow, { k: 4, stiffness: 1, weights, ...few, ...how }),
  ],
  "mixture, spherical": mixture({ k: 3, covariance: "spherical" }),
  "mixture, diagonal, float32": mixture({ k: 3, covariance: "diagonal" }, narrow),
  "mixture, tied and weights": mixture({ k: 3, covariance: "tied", weights }),
  "mixture, full": mixture({ k: 3, covariance: "full" }),
  "a Points used twice": async ({ KMeans, GaussianMixture, Points }, how) => {
    const points = Points.from(wide);
    try {
      return [
        await KMeans.fitAsync(points, { k: 4, ...how }),
        await GaussianMixture.fitAsync(points, { k: 2, ...few, ...how }),
      ];
    } finally {
      points.dispose();
    }
  },
  "k from 1 to 3": async ({ KMeans, selectKAsync }, how) => [
    (await selectKAsync(KMeans, narrow, { k: [1, 2, 3], ...how })).best,
  ],
};

/**
 * @param {import("mixtura").GaussianMixtureOptions} options
 * @param {typeof wide | typeof narrow} points
 * @returns {Case}
 */
function mixture(options, points = wide) {
  return async ({ GaussianMixture }, how) => [
    await GaussianMixture.fitAsync(points, { ...options, ...few, ...how }),
  ];
}

/**
 * A word for the bits of all that was fitted; why it had no threads is noted apart.
 *
 * @param {readonly Fitted[]} models
 * @param {Set<string>} refusals
 */
function word(models, refusals) {
  const fields = models.map((model) => {
    const without = model.diagnostics.filter(({ code }) => code === "no-threads");
    for (const { message } of without) refusals.add(message);
    // A copy: its fields alone.
    return { ...model, diagnostics: model.diagnostics.filter((one) => !without.includes(one)) };
  });
  return digest(fields);
}

/**
 * Fits with one, two and three workers come to the bits of the same fit without.
 *
 * @param {{ readonly mixtura: Mixtura }} modules
 * @param {AsyncOptions} how beside the threads
 * @returns {Promise<Threaded>}
 */
export async function run({ mixtura }, how = {}) {
  const failures = [];
  /** @type {Set<string>} */
  const refusals = new Set();
  let same = 0;
  for (const [name, fit] of Object.entries(CASES)) {
    try {
      const alone = word(await fit(mixtura, {}), refusals);
      const others = [];
      for (const threads of [1, 2, 3]) {
        const there = word(await fit(mixtura, { ...how, threads }), refusals);
        if (there !== alone) others.push(threads);
      }
      if (others.length === 0) same++;
      else failures.push(`${name}: other bits with ${others.join(", ")} threads`);
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
  }
  return { same, failures, refusals: [...refusals] };
}
