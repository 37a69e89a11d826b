import { oneLine, shortened } from "../../text/wording.js";
import { percent } from "../../text/figures.js";
import { domainOf, extentOf, roundStep } from "./axes.js";
import type {
  Axis,
  Bar,
  Covariance2,
  Histogram,
  Interval,
  Picture,
  Point,
  Scatter,
} from "./picture.js";
import { principalAxes } from "./principal-axes.js";
import { MOST_POINTS, sampledRows } from "./sample.js";

/** n × d values, row-major. */
export interface Rows {
  readonly data: Float64Array;
  readonly shape: readonly [number, number];
}

/** Clusters of the rows of a table, all in the units of its columns. */
export interface Clusters {
  /** What tells them from others in the same picture. */
  readonly title?: string;
  /** The cluster of each row. */
  readonly labels: ArrayLike<number>;
  /** k × d. */
  readonly centers: readonly (readonly number[])[];
  /** Where rows are shared between clusters: n × k shares of some rows. */
  readonly shares?: ((points: Rows) => Float64Array) | undefined;
  /** Where clusters of one column meet, if not half-way between centers. */
  readonly borders?: readonly number[] | undefined;
  /** Where clusters are Gaussian: how they lie round their centres. */
  readonly gaussian?: Gaussians | undefined;
}

export interface Gaussians {
  readonly weights: readonly number[];
  /** uᵀ Σ v of a component. */
  readonly covariance: (component: number, u: readonly number[], v: readonly number[]) => number;
}

export interface ClustersOptions {
  /** What is shown: `k-means, k = 3`. */
  readonly title: string;
  /** Of which data: `342 rows × 2 columns of penguins.csv`. */
  readonly subtitle: string;
  readonly columns: readonly string[];
  /** n × d, row-major, in the units of the columns. */
  readonly values: Float64Array;
  /** Where the random numbers start by which rows are drawn, where there are many. */
  readonly seed: number;
  /** Indices of one or two columns to draw; default: both, or the principal axes of more. */
  readonly chosen?: readonly number[] | undefined;
  /** Whether the clusters are of other rows: then they, too, say where the axes lie and how far they go. */
  readonly ofOtherRows?: boolean | undefined;
}

/** A picture of the clusters in a plane, or on a line where there is one column. */
export function clustersPicture(
  options: ClustersOptions,
  clusterings: readonly Clusters[],
): Picture {
  const d = options.columns.length;
  const chosen = options.chosen ?? (d <= 2 ? options.columns.map((_, j) => j) : undefined);
  return chosen?.length === 1
    ? onLine(options, chosen[0], clusterings)
    : inPlane(options, chosen, clusterings);
}

/** Letters of a name on an axis. */
const LONGEST_NAME = 60;

function nameOf(column: string): string {
  return shortened(oneLine(column), LONGEST_NAME);
}

interface Projection {
  readonly names: readonly [string, string];
  /** What is to be said of it. */
  readonly caption: readonly string[];
  /** A row's place on either axis is Σ weights × value − origin. */
  readonly weights: readonly [readonly number[], readonly number[]];
  readonly origins: readonly [number, number];
}

function inPlane(
  options: ClustersOptions,
  chosen: readonly number[] | undefined,
  clusterings: readonly Clusters[],
): Picture {
  const { columns, values, seed, title, subtitle, ofOtherRows = false } = options;
  const d = columns.length;
  const count = values.length / d;
  const rows = sampledRows(count, seed);
  const data = new Float64Array(rows.length * d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j++) data[i * d + j] = values[row * d + j];
  });
  const projection =
    chosen === undefined
      ? ontoPrincipal(ofOtherRows ? withCenters(data, clusterings) : data, d)
      : ontoColumns(columns, chosen);
  const { names, weights, origins } = projection;
  const place = (value: (j: number) => number): Point => {
    const [x, y] = weights.map((of, axis) =>
      of.reduce((sum, weight, j) => (weight === 0 ? sum : sum + weight * value(j)), -origins[axis]),
    );
    return [x, y];
  };
  const places = rows.map((_, i) => place((j) => data[i * d + j]));
  const panels = clusterings.map((clusters) => {
    const shares = clusters.shares?.({ data, shape: [rows.length, d] });
    const k = clusters.centers.length;
    return {
      title: clusters.title,
      points: places,
      labels: rows.map((row) => clusters.labels[row]),
      shares: shares === undefined ? null : rows.map((_, i) => shares.subarray(i * k, i * k + k)),
      centers: clusters.centers.map((center) => place((j) => center[j])),
      covariances: covariancesOf(clusters, weights),
    };
  });
  const [x, y] = [0, 1].map((axis): Axis => {
    const seen = [places, ...panels.map(({ centers }) => centers)].flat();
    const ends = ofOtherRows ? panels.flatMap((panel) => endsOf(panel, axis)) : [];
    return { name: names[axis], domain: domainOf([...seen.map((point) => point[axis]), ...ends]) };
  });
  return {
    title,
    subtitle,
    caption: [
      ...(rows.length < count
        ? [
            `${MOST_POINTS.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} rows are drawn, ` +
              `taken at random (seed ${seed})`,
          ]
        : []),
      ...projection.caption,
    ],
    panels: panels.map((panel): Scatter => ({ kind: "scatter", x, y, ...panel })),
  };
}

/** Few rows span no plane, or another than that in which the clusters lie apart. */
function withCenters(data: Float64Array, clusterings: readonly Clusters[]): Float64Array {
  return Float64Array.from([...clusterings.flatMap(({ centers }) => centers.flat()), ...data]);
}

/** How far two deviations reach round the centres. */
function endsOf(
  { centers, covariances }: Pick<Scatter, "centers" | "covariances">,
  axis: number,
): number[] {
  return (covariances ?? []).flatMap(({ xx, yy }, c) => {
    const reach = 2 * Math.sqrt(Math.max(axis === 0 ? xx : yy, 0));
    return [centers[c][axis] - reach, centers[c][axis] + reach];
  });
}

function ontoColumns(columns: readonly string[], chosen: readonly number[]): Projection {
  const unit = (axis: number) => columns.map((_, j) => (j === chosen[axis] ? 1 : 0));
  const [x, y] = chosen;
  return {
    names: [nameOf(columns[x]), nameOf(columns[y])],
    caption: [],
    weights: [unit(0), unit(1)],
    origins: [0, 0],
  };
}

function ontoPrincipal(data: Float64Array, d: number): Projection {
  const [first, second] = principalAxes(data, d);
  return {
    names: [
      `1st principal component, ${percent(first.share)}`,
      `2nd principal component, ${percent(second.share)}`,
    ],
    caption: [
      `axes: the first two principal components of the ${d.toLocaleString("en-US")} standardized columns, ` +
        "with their shares of the variance",
    ],
    weights: [first.weights, second.weights],
    origins: [first.origin, second.origin],
  };
}

function covariancesOf(
  { gaussian, centers }: Clusters,
  [u, v]: Projection["weights"],
): Covariance2[] | null {
  if (gaussian === undefined) return null;
  return centers.map((_, c) => ({
    xx: gaussian.covariance(c, u, u),
    xy: gaussian.covariance(c, u, v),
    yy: gaussian.covariance(c, v, v),
  }));
}

function onLine(
  { columns, values: table, title, subtitle }: ClustersOptions,
  column: number,
  clusterings: readonly Clusters[],
): Picture {
  const d = columns.length;
  const values = Float64Array.from({ length: table.length / d }, (_, i) => table[i * d + column]);
  const width = widthOfBars(values);
  const range = extentOf(values);
  const seen = [
    ...[range[0] - width, range[1] + width],
    ...clusterings.flatMap(({ centers }) => centers.map((center) => center[column])),
  ];
  const domain = domainOf(seen, 0.02);
  const unit = columns.map((_, j) => (j === column ? 1 : 0));
  const gaussian = clusterings.some((clusters) => clusters.gaussian !== undefined);
  const panels = clusterings.map(({ centers, labels, borders, gaussian: shape, title }) => {
    const places = centers.map((center) => center[column]);
    const components = shape && componentsOf(places, shape, unit);
    const grid = gridOf(domain, components ?? []);
    const densities = components?.map((component) =>
      grid.map((x): Point => [x, Math.exp(logDensity(component, x))]),
    );
    return {
      title,
      centers: places,
      densities: densities ?? null,
      // Of clusters in several columns, no place on one of them is the end.
      borders:
        d > 1
          ? []
          : components === undefined
            ? (borders ?? middles(places))
            : crossings(components, grid),
      bars: barsOf(values, width, labels, centers.length, gaussian),
    };
  });
  const [, most] = extentOf(panels.flatMap(({ bars }) => bars.map((bar) => total(bar.heights))));
  const curves = panels.flatMap(({ densities }) => (densities ?? []).flat());
  const [, peak] = extentOf(curves.map(([, y]) => y));
  // A component of hardly any width is higher than all; the rows are what is to be seen.
  const highest = Math.max(most, Math.min(peak, 1.5 * most));
  const x = { name: nameOf(columns[column]), domain };
  const y = {
    name: gaussian ? "density" : "rows",
    domain: [0, 1.05 * highest] as const,
    whole: !gaussian,
  };
  return {
    title,
    subtitle,
    caption: [],
    panels: panels.map((panel): Histogram => ({ kind: "histogram", x, y, ...panel })),
  };
}

/** A round width of bars, of which there are as many as the number of values is good for. */
function widthOfBars(values: Float64Array): number {
  const [least, most] = domainOf(values, 0);
  const wanted = Math.min(Math.max(Math.round(3 * Math.cbrt(values.length)), 10), 80);
  return roundStep((most - least) / (1.5 * wanted));
}

function barsOf(
  values: Float64Array,
  width: number,
  labels: ArrayLike<number>,
  k: number,
  asDensity: boolean,
): Bar[] {
  // 0.3 / 0.1 is a hair less than 3.
  const barOf = (value: number) => Math.floor(value / width + 1e-9);
  const [least, most] = extentOf(values);
  const first = barOf(least);
  // Where there is one value alone, it is in the middle of its bar.
  const origin = least === most ? least - width / 2 : first * width;
  const bars = Array.from({ length: barOf(most) - first + 1 }, (_, i) => ({
    from: origin + i * width,
    to: origin + (i + 1) * width,
    heights: new Array<number>(k).fill(0),
  }));
  const each = asDensity ? 1 / (values.length * width) : 1;
  values.forEach((value, i) => {
    bars[barOf(value) - first].heights[labels[i]] += each;
  });
  return bars;
}

function total(heights: readonly number[]): number {
  return heights.reduce((sum, height) => sum + height, 0);
}

/** Half-way between neighbours. */
function middles(centers: readonly number[]): number[] {
  const sorted = centers.toSorted((a, b) => a - b);
  return sorted.slice(1).map((center, i) => (sorted[i] + center) / 2);
}

/** A Gaussian on the line. */
interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

function componentsOf(
  means: readonly number[],
  { weights, covariance }: Gaussians,
  unit: readonly number[],
): Component[] {
  return means.map((mean, c) => ({
    mean,
    weight: weights[c],
    variance: covariance(c, unit, unit),
  }));
}

/** The logarithm of what a component adds to the density. */
function logDensity({ weight, mean, variance }: Component, x: number): number {
  // A variance may be too small for a number.
  if (!(variance > 0 && weight > 0)) return -Infinity;
  return Math.log(weight) - Math.log(2 * Math.PI * variance) / 2 - (x - mean) ** 2 / (2 * variance);
}

/** Points to draw densities through. */
const STEPS = 400;

/** Evenly over the domain, and closer where a component is narrow. */
function gridOf([from, to]: Interval, components: readonly Component[]): number[] {
  const step = (to - from) / STEPS;
  const even = Array.from({ length: STEPS + 1 }, (_, i) => from + i * step);
  const close = components.flatMap(({ mean, variance }) => {
    const deviation = Math.sqrt(variance);
    if (deviation > 3 * step) return [];
    return Array.from({ length: 65 }, (_, i) => mean + ((i - 32) / 8) * deviation);
  });
  const all = new Set([...even, ...close.filter((x) => x > from && x < to)]);
  return [...all].sort((a, b) => a - b);
}

/** Where another component has the highest density than just before. */
function crossings(components: readonly Component[], grid: readonly number[]): number[] {
  const highestAt = (x: number) => {
    const heights = components.map((component) => logDensity(component, x));
    return heights.indexOf(Math.max(...heights));
  };
  const borders: number[] = [];
  let before = highestAt(grid[0]);
  grid.slice(1).forEach((x, i) => {
    const now = highestAt(x);
    if (now !== before) {
      const [left, right] = [grid[i], x].map(
        (at) => logDensity(components[before], at) - logDensity(components[now], at),
      );
      // As if both were straight in between.
      borders.push(grid[i] + (x - grid[i]) * (left > right ? left / (left - right) : 0));
    }
    before = now;
  });
  return borders;
}
