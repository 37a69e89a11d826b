import { GaussianMixture, KMeans } from "mixtura";
import type { Model } from "../algorithms/algorithm.js";
import { isCosine } from "../algorithms/cosine.js";
import type { Result } from "../algorithms/result.js";
import type { LinedUp } from "../report/line-up.js";
import { dataOf } from "../report/run.js";
import type { Dataset } from "../table/dataset.js";
import { clustersPicture, type Clusters, type Gaussians } from "./content/clusters-picture.js";
import type { Picture } from "./content/picture.js";
import { directed, directionsCaption } from "./directed.js";

/** What is drawn of a table. */
export type Drawn = Pick<Dataset, "title" | "count" | "columns" | "standardize" | "points">;

/** What all pictures of clusters are told. */
export interface Shown {
  /** What is shown: `k-means, k = 3`. */
  readonly title: string;
  readonly dataset: Drawn;
  readonly seed: number;
  /** Indices of one or two columns to draw; undefined: both, or the principal axes of more. */
  readonly chosen: readonly number[] | undefined;
  /** Whether the model was fitted to other rows. */
  readonly ofOtherRows?: boolean;
}

/** A picture of what a fit has found. */
export function resultPicture(result: Result, chosen: Shown["chosen"]): Picture {
  const { dataset, settings, clustering } = result;
  const title = [...clustering.title, `k = ${settings.k}`].join(", ");
  const { model } = clustering;
  return modelPicture(model, model.labels, { title, dataset, seed: settings.seed, chosen });
}

/** A picture of rows with the clusters that a model puts them into. */
export function modelPicture(model: Model, labels: ArrayLike<number>, shown: Shown): Picture {
  return pictureOf([clustersOf(model, labels, shown.dataset)], shown, captionsOf(model));
}

/** A picture of what several algorithms have found, side by side, a cluster with one number in all. */
export function comparedPicture(results: readonly LinedUp[], chosen: Shown["chosen"]): Picture {
  const { dataset, settings } = results[0].result;
  const clusterings = results.map(({ result: { clustering }, order }) => ({
    ...inOrder(clustersOf(clustering.model, clustering.model.labels, dataset), order),
    title: clustering.title[0],
  }));
  const title = `three algorithms, k = ${settings.k}`;
  const captions = captionsOf(results[0].result.clustering.model);
  return pictureOf(clusterings, { title, dataset, seed: settings.seed, chosen }, captions);
}

function pictureOf(
  clusterings: readonly Clusters[],
  { title, dataset, seed, ...how }: Shown,
  captions: readonly string[],
): Picture {
  const { columns, points } = dataset;
  const options = { title, subtitle: dataOf(dataset), columns, values: points.data, seed, ...how };
  const picture = clustersPicture(options, clusterings);
  return { ...picture, caption: [...picture.caption, ...captions] };
}

/** What needs to be said of clusters that a model has found. */
function captionsOf(model: Model): string[] {
  return isCosine(model) ? [directionsCaption(model)] : [];
}

function clustersOf(
  model: Model,
  labels: ArrayLike<number>,
  { points }: Pick<Drawn, "points">,
): Clusters {
  return {
    labels,
    ...(model instanceof GaussianMixture
      ? { centers: model.means }
      : isCosine(model)
        ? directed(model, labels, points.data)
        : { centers: model.centroids }),
    shares: model instanceof KMeans ? undefined : (points) => model.responsibilities(points),
    gaussian: model instanceof GaussianMixture ? gaussiansOf(model) : undefined,
  };
}

/** How the components of a mixture lie, in the units of the columns. */
function gaussiansOf(model: GaussianMixture): Gaussians {
  const { covariance, covariances, weights, standardization, dimensions } = model;
  const scales = standardization?.scales;
  return {
    weights,
    covariance(component, u, v) {
      if (covariance === "spherical") {
        const variance = (covariances as number[])[component];
        // On one scale spheres are spheres; in original units they are as wide as their columns.
        return variance * sumOver(dimensions, (j) => u[j] * v[j] * (scales?.[j] ?? 1) ** 2);
      }
      if (covariance === "diagonal") {
        const variances = (covariances as number[][])[component];
        return sumOver(dimensions, (j) => u[j] * v[j] * variances[j]);
      }
      const matrix =
        covariance === "tied"
          ? (covariances as number[][])
          : (covariances as number[][][])[component];
      return sumOver(dimensions, (i) =>
        u[i] === 0 ? 0 : u[i] * sumOver(dimensions, (j) => matrix[i][j] * v[j]),
      );
    },
  };
}

function sumOver(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum;
}

/** Clusters with the numbers of those that they stand beside. */
function inOrder(clusters: Clusters, order: readonly number[]): Clusters {
  const { labels, centers, shares, gaussian } = clusters;
  const places = order.map((_, component) => order.indexOf(component));
  return {
    labels: Array.from(labels, (label) => places[label]),
    centers: order.map((component) => centers[component]),
    shares: shares && ((points) => reordered(shares(points), order)),
    gaussian: gaussian && {
      weights: order.map((component) => gaussian.weights[component]),
      covariance: (place, u, v) => gaussian.covariance(order[place], u, v),
    },
  };
}

/** The columns of n × k numbers in another order. */
function reordered(shares: Float64Array, order: readonly number[]): Float64Array {
  const k = order.length;
  return shares.map((_, i) => shares[i - (i % k) + order[i % k]]);
}
