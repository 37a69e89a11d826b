import { GaussianMixture, type Covariance } from "mixtura";
import { matricesOf, sampleShapes } from "./data.js";
import { cornersOf, discs, ellipses, shaded } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, outerAxes, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

const COLUMNS = 2;
const DISC = 5;

const FORMS: readonly { readonly covariance: Covariance; readonly what: string }[] = [
  { covariance: "spherical", what: "round, each of its own width" },
  { covariance: "diagonal", what: "a width along each axis" },
  { covariance: "tied", what: "any shape, one for all" },
  { covariance: "full", what: "any shape, each its own" },
];

/** What each form of covariance makes of the same points. */
export function figure6(): string {
  const { rows } = sampleShapes();
  const fits = FORMS.map(({ covariance }) =>
    GaussianMixture.fit<Covariance>(rows, { k: 3, covariance, restarts: 10 }),
  );
  const corners = fits.flatMap((mixture) => cornersOf(mixture.means, matricesOf(mixture), 2));
  const plane = planeAround([...rows, ...corners], 350);
  const panels = FORMS.map(({ covariance, what }, i) => {
    const mixture = fits[i];
    const { means } = mixture;
    const hues = huesOf(means);
    const title = covariance[0].toUpperCase() + covariance.slice(1);
    const note = `${what} · BIC ${mixture.bic.toFixed(0)}`;
    const marks = [
      shaded(rows, mixture.responsibilities(rows), hues),
      ...ellipses(means, matricesOf(mixture), 2, hues, "5 4"),
      ...ellipses(means, matricesOf(mixture), 1, hues),
      ...discs(means, hues, DISC),
    ];
    const axes = outerAxes(i, FORMS.length, COLUMNS);
    return { title, note, panel: drawPlane(plane, marks, { captions: { title, note }, axes }) };
  });
  return page(
    {
      number: 6,
      title: "Four forms of covariance on the same points",
      subtitle: `Gaussian mixtures, k = 3, of ${rows.length} points; ellipses at 1σ and, dashed, at 2σ; of BIC, lower is better`,
      description: `Four panels with the same points, which lie in a long slanted cloud, a small dense one and a wide one. ${panels.map(({ title, note }) => `${title}: ${note}.`).join(" ")} Only the ellipses of the last fit all three clouds.`,
      columns: COLUMNS,
    },
    panels.map(({ panel }) => panel),
  );
}
