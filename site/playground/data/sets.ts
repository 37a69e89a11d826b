import type { State } from "../state/state.js";
import { closeGroups, line, pairs, shapes, widths } from "./figures.js";
import { hundredThousand, oneOutlier, rings, twoScales, unevenSizes } from "./hostile.js";
import type { Own } from "./own.js";
import { isPicture, sunset } from "./picture.js";
import { isPlaces } from "./sphere.js";
import { rangeOf, type Table } from "./table.js";

/** Points that one can choose; tables are loaded only when they are. */
export interface DataSet {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** One sentence: what is to be seen here. */
  readonly about: string;
  /** Whether both axes have one unit. */
  readonly equal: boolean;
  readonly kind: "table" | "map" | "picture";
  /** What suits it; the rest of the state stays as it is. */
  readonly suits: Partial<State>;
  readonly load: () => Table | Promise<Table>;
}

export const DRAWN = "drawn";
export const OWN = "own";

const FIGURES = "Textbook";
const HARD_CASES = "Hard cases";
const REAL = "Real data";
const YOURS = "Yours";

const plain = { equal: true, kind: "table" } as const;

export const DATA_SETS: readonly DataSet[] = [
  {
    ...{ id: "shapes", title: "Three shapes", group: FIGURES, ...plain, load: shapes },
    about: "Straight borders cut the long cloud up: move the slider to the right.",
    suits: { k: 3, start: "sample", seed: 4 },
  },
  {
    ...{ id: "close", title: "Two close groups", group: FIGURES, ...plain, load: closeGroups },
    about: "So close together that k-means takes its time: step through it.",
    suits: { k: 2, start: "corner", seed: 1 },
  },
  {
    ...{ id: "pairs", title: "Four groups in two pairs", group: FIGURES, ...plain, load: pairs },
    about: "Two clusters or four? Compare them under “How many?”.",
    suits: { k: 4, start: "k-means++", seed: 1 },
  },
  {
    ...{ id: "line", title: "A line", group: FIGURES, ...plain, load: line },
    about: "Two Gaussians in one dimension, and 2,000 points drawn from them.",
    suits: { k: 2, start: "sample", seed: 1 },
  },
  {
    ...{ id: "widths", title: "Four widths", group: FIGURES, ...plain, load: widths },
    about: "k-means puts borders half-way, Gaussians where they belong.",
    suits: { k: 4, start: "k-means++", seed: 2 },
  },
  {
    ...{ id: "uneven", title: "Uneven sizes", group: HARD_CASES, ...plain, load: unevenSizes },
    about: "One large group beside two tiny ones: k-means rather cuts the large one.",
    suits: { k: 3, start: "sample", seed: 3 },
  },
  {
    ...{ id: "rings", title: "A ring round a core", group: HARD_CASES, ...plain, load: rings },
    about: "No centroid can say “ring”; more of them can go round it.",
    suits: { k: 2, start: "sample", seed: 2 },
  },
  {
    ...{ id: "outlier", title: "One outlier", group: HARD_CASES, ...plain, load: oneOutlier },
    about: "A far point: worth a cluster to k-means, a collapse to a Gaussian.",
    suits: { k: 3, start: "sample", seed: 8 },
  },
  {
    ...{ id: "scales", title: "Two scales", group: HARD_CASES, ...plain, load: twoScales },
    equal: false,
    about: "Years beside euros: the larger numbers win, until you standardize.",
    suits: { k: 2, start: "k-means++", seed: 1, standardize: false },
  },
  {
    ...{ id: "faithful", title: "Old Faithful", group: REAL, ...plain },
    equal: false,
    about: "272 eruptions of a geyser: long ones are followed by long waits.",
    suits: { k: 2, start: "sample", seed: 8, standardize: true },
    load: async () => (await import("./real.js")).faithful(),
  },
  {
    ...{ id: "penguins", title: "Penguins", group: REAL, ...plain },
    equal: false,
    about: "Three species. Which of their measurements tell them apart?",
    suits: { k: 3, start: "k-means++", seed: 1, standardize: true },
    load: async () => (await import("./real.js")).penguins(),
  },
  {
    ...{ id: "cities", title: "Cities of the world", group: REAL, ...plain, kind: "map" },
    about: "1,421 cities on the sphere, by angle: borders are great circles.",
    suits: { k: 7, start: "k-means++", seed: 2, distance: "cosine", mix: 0 },
    load: async () => (await import("./places.js")).cities(),
  },
  {
    ...{ id: "sunset", title: "Colours of a picture", group: REAL, ...plain, kind: "picture" },
    about: "Every pixel is a point of red, green and blue; centroids are the palette.",
    suits: { k: 5, start: "k-means++", seed: 1, axes: [0, 2] },
    load: sunset,
  },
  {
    ...{ id: "many", title: "100,000 points", group: REAL, ...plain, load: hundredThousand },
    about: "Eight overlapping clouds, fitted and coloured in your browser.",
    suits: { k: 8, start: "k-means++", seed: 1 },
  },
];

/** Where points are drawn, and where a file's are; what they hold comes from the visitor. */
export const drawnSet = (table: Table): DataSet => ({
  ...{ id: DRAWN, title: "Draw points", group: YOURS, ...plain, suits: {}, load: () => table },
  about: "Click or drag on the sheet; by keys: arrows and Enter.",
});

export const ownSet = ({ name, table, origin }: Own): DataSet => {
  const set = { id: OWN, title: name, group: YOURS, load: () => table };
  const rows = table.count === 1 ? "1 row" : `${table.count.toLocaleString("en")} rows`;
  const whose = origin === undefined ? "of yours" : `from the ${origin}`;
  const stay = origin === undefined ? " They stay in your browser, unless you share the link." : "";
  const plainly = { k: 3, start: "k-means++", seed: 1, distance: "squared" } as const;
  if (isPicture(table))
    return {
      ...{ ...set, equal: false, kind: "picture" },
      about:
        origin === undefined
          ? "The colours of your picture. It stays in your browser, unless you share it."
          : `The colours of the picture from the ${origin}.`,
      suits: { ...plainly, k: 6, axes: [0, 2], standardize: false },
    };
  const about = `${rows} ${whose}.${stay}`;
  if (isPlaces(table))
    return {
      ...{ ...set, equal: true, kind: "map", about },
      suits: { ...plainly, k: 5, distance: "cosine", standardize: false, mix: 0 },
    };
  const equal = table.equal === true;
  return {
    ...{ ...set, equal, kind: "table", about },
    suits: { ...plainly, axes: axesFor(table), standardize: !equal },
  };
};

/** The first two columns in which there is something to see. */
function axesFor(table: Table): readonly [number, number] {
  const varies = (column: number) => {
    const [least, most] = rangeOf(table, column);
    return least < most;
  };
  if (table.columns.length <= 2) return [0, 1];
  const [x = 0, y = x === 0 ? 1 : 0] = Array.from(table.columns.keys()).filter(varies);
  return [x, y];
}
