import { KMeans } from "mixtura";
import { kmeans as mlKMeans } from "ml-kmeans";
import { plainKMeans } from "./plain.js";

interface Course {
  readonly rows: number[][];
  readonly start: number[][];
  readonly maxIterations: number;
}

/** How a contestant did. */
export interface Result {
  readonly name: string;
  /** Of a whole fit, the median of all rounds. */
  readonly milliseconds: number;
  /** Of its centroids: who has the same did the same work. */
  readonly inertia: number;
  readonly remark: string | undefined;
}

interface Finish {
  readonly centroids: readonly (readonly number[])[];
  readonly remark?: string | undefined;
}

type Contestant = (course: Course) => Finish | Promise<Finish>;

/** Everybody gets the same rows and the same centroids, and stops after as many iterations. */
function contestants(threads: number): Readonly<Record<string, Contestant>> {
  return {
    "plain JavaScript": ({ rows, start, maxIterations }) => plainKMeans(rows, start, maxIterations),
    "ml-kmeans": ({ rows, start, maxIterations }) =>
      mlKMeans(rows, start.length, { initialization: start, maxIterations, tolerance: 0 }),
    "mixtura, one thread": ({ rows, start, maxIterations }) =>
      KMeans.fit(rows, {
        ...{ k: start.length, start: { centroids: start }, maxIterations, tolerance: 0 },
      }),
    [`mixtura, ${threads} ${threads === 1 ? "worker" : "threads"}`]: async ({
      rows,
      start,
      maxIterations,
    }) => {
      const options = { k: start.length, start: { centroids: start }, maxIterations, tolerance: 0 };
      const { centroids, diagnostics } = await KMeans.fitAsync(rows, { ...options, threads });
      const none = diagnostics.find(({ code }) => code === "no-threads");
      return { centroids, remark: none?.message };
    },
  };
}

/** The first round warms up and does not count. */
const ROUNDS = 5;

/**
 * Rounds in which everybody runs once, one after the other, so that all meet the same weather.
 *
 * @param heard told who runs, for pages that want to say so
 */
export async function race(
  course: Course,
  threads: number,
  heard: (text: string) => void,
  signal: AbortSignal,
): Promise<Result[]> {
  const field = Object.entries(contestants(threads));
  const times = field.map((): number[] => []);
  const finishes: Finish[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, [name, run]] of field.entries()) {
      heard(round === 0 ? `Warming up: ${name}` : `Round ${round} of ${ROUNDS}: ${name}`);
      await nextFrame();
      signal.throwIfAborted();
      const begun = performance.now();
      finishes[at] = await run(course);
      if (round > 0) times[at].push(performance.now() - begun);
    }
  }
  return field.map(([name], at) => ({
    name,
    milliseconds: median(times[at]),
    inertia: inertiaOf(course.rows, finishes[at].centroids),
    remark: finishes[at].remark,
  }));
}

/** Lets the page draw, twice, for the first frame may have been on its way. */
async function nextFrame(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function inertiaOf(
  rows: readonly (readonly number[])[],
  centroids: readonly (readonly number[])[],
): number {
  let sum = 0;
  for (const row of rows) {
    let least = Infinity;
    for (const centroid of centroids) {
      let square = 0;
      for (let j = 0; j < row.length; j++) square += (row[j] - centroid[j]) ** 2;
      least = Math.min(least, square);
    }
    sum += least;
  }
  return sum;
}
