import { spreadOf } from "../../table/spread.js";

/** A direction in the space of columns: a row's place on it is Σ weights × value − origin. */
export interface Direction {
  readonly weights: readonly number[];
  /** So that the middle of all rows is at 0. */
  readonly origin: number;
  /** Which part of the variance of all standardized columns lies along it. */
  readonly share: number;
}

const ITERATIONS = 100;

/** As many values are looked at: with more, the axes would hardly turn. */
const ENOUGH = 1_000_000;

/**
 * The first two principal components of standardized columns, by orthogonal iteration: each turn
 * multiplies two directions by the covariance, which is never formed, for columns may be many.
 *
 * @param data n × d, row-major, its rows in an order of chance
 */
export function principalAxes(data: Float64Array, d: number): [Direction, Direction] {
  const n = Math.min(data.length / d, Math.max(2, Math.floor(ENOUGH / d)));
  const values = data.subarray(0, n * d);
  const spreads = Array.from({ length: d }, (_, j) => spreadOf(values, j, d));
  const standardized = values.map((value, i) => {
    const { mean, deviation } = spreads[i % d];
    return deviation > 0 ? (value - mean) / deviation : 0;
  });

  let directions: Float64Array[] = [0, 1].map((which) =>
    // Nothing special, so that neither is at right angles to what is sought.
    Float64Array.from({ length: d }, (_, j) => 1 + (((j + 1) * (which + 1) * 0.618034) % 1)),
  );
  let lengths = [0, 0];
  for (let i = 0; i < ITERATIONS; i++) {
    const images = directions.map((direction) => timesCovariance(standardized, direction));
    lengths = makeOrthonormal(images);
    const turned = images.map((image, c) =>
      image.reduce((most, value, j) => Math.max(most, Math.abs(value - directions[c][j])), 0),
    );
    directions = images;
    if (Math.max(...turned) < 1e-6) break;
  }

  const varying = spreads.filter(({ deviation }) => deviation > 0).length;
  const [first, second] = directions.map((direction, c) => {
    const weights = Array.from(pointedUp(direction), (weight, j) => {
      const { deviation } = spreads[j];
      return deviation > 0 ? weight / deviation : 0;
    });
    const origin = weights.reduce((sum, weight, j) => sum + weight * spreads[j].mean, 0);
    return { weights, origin, share: varying > 0 ? lengths[c] / varying : 0 };
  });
  return [first, second];
}

/** XᵀX v / n. */
function timesCovariance(data: Float64Array, direction: Float64Array): Float64Array {
  const d = direction.length;
  const n = data.length / d;
  const image = new Float64Array(d);
  for (let i = 0; i < data.length; i += d) {
    let score = 0;
    for (let j = 0; j < d; j++) score += data[i + j] * direction[j];
    for (let j = 0; j < d; j++) image[j] += (score * data[i + j]) / n;
  }
  return image;
}

/** Gram and Schmidt's; returns what length each had at right angles to those before. */
function makeOrthonormal(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, c) => {
    for (const earlier of vectors.slice(0, c)) {
      const along = dot(vector, earlier);
      earlier.forEach((value, j) => (vector[j] -= along * value));
    }
    const length = Math.sqrt(dot(vector, vector));
    // What is left of a column that is a multiple of another is rounding.
    if (length < 1e-9) vector.fill(0);
    else vector.forEach((value, j) => (vector[j] = value / length));
    return length < 1e-9 ? 0 : length;
  });
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, j) => sum + value * other[j], 0);
}

/** Of two opposite directions, that in which the heaviest column grows. */
function pointedUp(direction: Float64Array): Float64Array {
  const heaviest = direction.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) + 1e-9 ? value : most),
    0,
  );
  return heaviest < 0 ? direction.map((value) => 0 - value) : direction;
}
