import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import trained from "./model.json";

/** What one request may ask for: a fit at all three limits takes less than a second. */
const MAX_BYTES = 64 * 1024;
const MAX_K = 16;
const MAX_ITERATIONS = 100;

const penguins = GaussianMixture.fromJSON(trained);

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const ALGORITHMS = {
  "k-means"(points, options) {
    const { labels, centroids, inertia, converged } = KMeans.fit(points, options);
    return { labels, centroids, inertia, converged };
  },
  "soft-k-means"(points, options, stiffness) {
    const model = SoftKMeans.fit(points, { ...options, stiffness });
    const { labels, centroids, freeEnergy, converged } = model;
    const responsibilities = inRows(model.responsibilities(points), model.k);
    return { labels, responsibilities, centroids, freeEnergy, converged };
  },
  gaussian(points, options) {
    const model = GaussianMixture.fit(points, { ...options, covariance: "diagonal" });
    const { labels, weights, means, covariances, bic, converged } = model;
    return { labels, weights, centroids: means, covariances, bic, converged };
  },
};

/** Trains in the request. */
function cluster({ points, k, algorithm = "k-means", seed = 0, stiffness }) {
  if (!Object.hasOwn(ALGORITHMS, algorithm)) {
    const names = Object.keys(ALGORITHMS).join(", ");
    throw new Refusal(
      400,
      `"algorithm" expected one of ${names}, got ${JSON.stringify(algorithm)}`,
    );
  }
  if (k > MAX_K) throw new Refusal(413, `"k" is limited to ${MAX_K} here, got ${k}`);
  const options = { k, seed, maxIterations: MAX_ITERATIONS };
  return ALGORITHMS[algorithm](asRows(points), options, stiffness);
}

/** Uses the model that train.js made. */
function predict({ points }) {
  const rows = asRows(points);
  return {
    labels: penguins.predict(rows),
    responsibilities: inRows(penguins.responsibilities(rows), penguins.k),
    logDensity: penguins.logDensity(rows),
  };
}

/** JSON has arrays only; flat data with a shape of its own could claim any size. */
function asRows(points) {
  if (!Array.isArray(points)) throw new Refusal(400, `"points" expected an array here`);
  return points;
}

/** n × k numbers as n rows. */
function inRows(values, k) {
  return Array.from({ length: values.length / k }, (_, i) => values.subarray(i * k, (i + 1) * k));
}

/**
 * Counts what really arrives, for a body may come without a length. Reads what is too much to its
 * end, but keeps none of it: a client that is still writing would not hear the answer.
 */
async function read(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BYTES) throw new Refusal(413, `the body is limited to ${MAX_BYTES} bytes`);
  return JSON.parse(await new Blob(chunks).text()) ?? {};
}

/** JSON knows neither typed arrays nor Infinity, which free energy and density may come to. */
function answer(value, status = 200) {
  const text = JSON.stringify(value, (_, part) => {
    if (ArrayBuffer.isView(part)) return Array.from(part);
    return Number.isFinite(part) || typeof part !== "number" ? part : String(part);
  });
  return new Response(`${text}\n`, { status, headers: { "content-type": "application/json" } });
}

const usage = (origin) => `Clusters small data, and tells penguins apart.

curl ${origin}/cluster -d '{"points": [[1, 1], [1, 3], [8, 8], [9, 9]], "k": 2}'

  "points"     one row each, all in at most ${MAX_BYTES} bytes
  "k"          how many clusters, at most ${MAX_K}
  "algorithm"  ${Object.keys(ALGORITHMS).join(", ")}
  "stiffness"  of soft-k-means
  "seed"       the same seed, the same answer

curl ${origin}/predict -d '{"points": [[39.1, 18.7, 181, 3750]]}'

  "points"     bill length, bill depth and flipper length in mm, body mass in g
`;

export default {
  async fetch(request) {
    const { origin, pathname } = new URL(request.url);
    try {
      switch (`${request.method} ${pathname}`) {
        case "GET /":
          return new Response(usage(origin));
        case "POST /cluster":
          return answer(cluster(await read(request)));
        case "POST /predict":
          return answer(predict(await read(request)));
        default:
          throw new Refusal(404, `${origin} says what there is`);
      }
    } catch (error) {
      // TypeError and RangeError are how mixtura refuses bad input, SyntaxError how JSON.parse does.
      const bad = [TypeError, RangeError, SyntaxError].some((kind) => error instanceof kind);
      const status = error.status ?? (bad ? 400 : undefined);
      if (status === undefined) throw error;
      return answer({ error: error.message }, status);
    }
  },
};
