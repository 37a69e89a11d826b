import type { Diagnostic, Standardization } from "../../../types.js";
import type { Part } from "../../../data/part.js";
import type { Talk } from "../../../data/pending.js";
import { ColumnValues, hasNeighbour } from "../../../questions/columns.js";
import type { ColumnScales } from "./column-scales.js";
import type { CovarianceForm, Raised } from "../covariance/form.js";
import { directionsBeside } from "./floored-matrix.js";
import { floorAt } from "./floors.js";

/** The rows of a fit, with what is known of each. */
export interface LabelledRows {
  readonly part: Part;
  /** Visits the components of all rows, so many rows at a time, in their order. */
  readonly eachLabel: (visit: (first: number, labels: Int32Array) => void) => Talk<void>;
  /** The user's number of a row that is being visited. */
  readonly index: (row: number) => number;
}

/** A fit with variances at their floors. */
export interface FlooredFit {
  readonly form: CovarianceForm;
  readonly scales: ColumnScales;
  /** All that stand at their floors, and those of them that the data does not. */
  readonly raised: readonly Raised[];
  readonly collapses: readonly Raised[];
  /** k × d. */
  readonly means: readonly number[];
  /** N of each component, in the user's unit. */
  readonly sizes: readonly number[];
  /** What the rows were standardized by: messages speak of values in the user's units. */
  readonly standardization: Standardization | undefined;
  readonly data: LabelledRows;
}

/** Why a component has collapsed, the most particular cause first. */
type Cause = "point" | "few" | "value" | "direction";
const CAUSES: readonly Cause[] = ["point", "few", "value", "direction"];

/** What is found of one collapsed component. */
interface Finding {
  readonly cause: Cause;
  readonly component: number;
  readonly columns: readonly number[];
  /** The row that is all of it, if it is one. */
  readonly row?: number;
  readonly sentence: string;
}

/** Where variances had to be raised, with the directions in which a matrix had; none for other forms. */
interface Located extends Raised {
  readonly directions: readonly (readonly number[])[];
}

/** A direction is that of one column where that has so much of its squared length. */
const ONE_COLUMN = 0.99;

/** Columns with less than this of the largest part in a direction are not named. */
const LEAST_PART = 0.05;

/** A point with no other within so many spreads, in every column, is far from the others. */
const FAR = 3;

/** How many columns a message names. */
const NAMED = 4;

/** More different values than this are not counted. */
const COUNTED = 100;

const COMPARISON =
  "logLikelihood, aic and bic cannot be compared with fits without this; selectK and restarts allow for it";

/** Says which variances stand at their floors, why, and what to do: of components, then of the data. */
export function* floorDiagnostics(fit: FlooredFit): Talk<Diagnostic[]> {
  if (fit.raised.length === 0) return [];
  const d = fit.scales.dimensions;
  const findings: Finding[] = [];
  for (const raised of fit.collapses) {
    const directions = raised.axes === undefined ? [] : directionsBeside(raised.axes, d);
    const located = { ...raised, directions };
    if (fit.form.shared) findings.push(sharedFinding(fit, located));
    else for (const c of raised.components) findings.push(yield* findingOf(fit, located, c));
  }
  const diagnostics: Diagnostic[] = [];
  for (const cause of CAUSES) {
    const mine = findings.filter((finding) => finding.cause === cause);
    if (mine.length === 0) continue;
    const components = fit.form.shared
      ? fit.collapses[0].components
      : mine.map((one) => one.component);
    const others = mine.slice(1).map(({ component }) => component);
    const likewise = others.length === 0 ? "" : ` (likewise ${words("component", others)})`;
    const once = diagnostics.length === 0 ? `; ${COMPARISON}` : "";
    diagnostics.push({
      code: "variance-floored",
      message: `${mine[0].sentence}${likewise}${once}`,
      cause,
      components: [...components],
      points: components.map((c) => fit.sizes[c]),
      columns: [...new Set(mine.flatMap(({ columns }) => columns))].sort((a, b) => a - b),
      ...(cause === "point" ? { rows: mine.map(({ row }) => row) } : {}),
    });
  }
  return [...diagnostics, ...ofData(fit)];
}

function* findingOf(fit: FlooredFit, raised: Located, component: number): Talk<Finding> {
  const d = fit.scales.dimensions;
  const { count, first, row } = yield* membersOf(fit, component);
  const points = `component ${component} (${pointsInWords(fit.sizes[component])})`;
  const columns = columnsOf(fit, raised);
  if (count === 1 && (yield* isFar(fit, first))) {
    const sentence = `component ${component} is one point, row ${row}, so far from the others that it has a component to itself (its width is the floor${widthOf(fit, component, columns)}). If it is a mistake or a placeholder such as -9999, leave it out, or it takes one of the k; the widths of the other components are not affected by it`;
    return { cause: "point", component, columns, row, sentence };
  }
  if (count <= 1) {
    const which =
      count === 1
        ? `is one point, row ${row}, among others: a component needs more than one`
        : "has no spread, and no point of its own: others are more responsible for each";
    const sentence = `component ${component} ${which}. Its likelihood means nothing: try a smaller k, or more restarts`;
    return { cause: "few", component, columns, sentence };
  }
  if (fit.form.matrices && d > 1 && count <= d + 1) {
    const sentence = `component ${component} holds ${pointsInWords(fit.sizes[component])}; a ${fit.form.name} covariance in ${d} dimensions needs more than ${d + 1}. Its likelihood means nothing: try more restarts, a smaller k, or ${leaner(fit)}`;
    return { cause: "few", component, columns, sentence };
  }
  if (raised.directions.length === 0 || isOneColumn(raised.directions[0])) {
    const [column] = columns;
    const sentence =
      columns.length === d && d > 1
        ? `${points} has no spread: all its points are alike. A mixture of Gaussians fits points that coincide badly: leave out duplicates, or try a smaller k`
        : `${points} has no spread in ${words("column", columns)}: ${yield* valuesIn(fit, component, column)}`;
    return { cause: "value", component, columns, sentence };
  }
  const sentence = `${points} has no spread in ${directionsInWords(raised, columns)}: try a smaller k, more restarts, or ${leaner(fit)}`;
  return { cause: "direction", component, columns, sentence };
}

function sharedFinding(fit: FlooredFit, raised: Located): Finding {
  const n = fit.data.part.rows.count;
  const k = fit.sizes.length;
  const d = fit.scales.dimensions;
  const [component] = raised.components;
  const columns = columnsOf(fit, raised);
  if (n <= d + k) {
    const sentence = `${n} points in ${k} components leave the ${fit.form.name} covariance in ${d} dimensions without spread in ${directionsInWords(raised, columns)}: it needs more than ${d + k} points. Its likelihood means nothing: try a smaller k, or ${leaner(fit)}`;
    return { cause: "few", component, columns, sentence };
  }
  if (isOneColumn(raised.directions[0])) {
    const sentence = `within each component the points have no spread in ${words("column", columns)}: a mixture of Gaussians fits such columns badly; leave it out, or try a smaller k`;
    return { cause: "value", component, columns, sentence };
  }
  const sentence = `within each component the points have no spread in ${directionsInWords(raised, columns)}: try a smaller k, or ${leaner(fit)}`;
  return { cause: "direction", component, columns, sentence };
}

/** `covariance "diagonal" or "tied"`: forms that ask less of the points. */
function leaner({ form }: FlooredFit): string {
  return `covariance ${form.leaner.map((name) => `"${name}"`).join(" or ")}`;
}

/** The columns a component has no spread in: those at their floors, or what its first direction is made of. */
function columnsOf({ scales }: FlooredFit, { columns, directions }: Located): number[] {
  if (directions.length === 0) {
    return columns.filter((j) => !scales.flatColumns.includes(j));
  }
  return columnsAlong(directions[0]);
}

/** The columns that a direction is made of, those of the largest parts, in their order. */
function columnsAlong(direction: readonly number[]): number[] {
  const parts = direction.map((value, column) => ({ column, part: Math.abs(value) }));
  parts.sort((a, b) => b.part - a.part);
  const most = isOneColumn(direction) ? 1 : NAMED;
  const named = parts.slice(0, most).filter(({ part }) => part >= LEAST_PART * parts[0].part);
  return named.map(({ column }) => column).sort((a, b) => a - b);
}

function isOneColumn(direction: readonly number[]): boolean {
  return direction.some((value) => value * value >= ONE_COLUMN);
}

function directionsInWords({ directions }: Located, columns: readonly number[]): string {
  const mostly = `mostly ${words("column", columns)}`;
  return directions.length === 1
    ? `one direction, ${mostly}`
    : `${directions.length} directions, one of them ${mostly}`;
}

/** Rows with one label. */
interface Members {
  readonly count: number;
  /** The first of them, and the user's number of it. */
  readonly first: number;
  readonly row: number;
}

function* membersOf({ data }: FlooredFit, component: number): Talk<Members> {
  let count = 0;
  let first = -1;
  let row = -1;
  yield* data.eachLabel((begin, labels) => {
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== component || count++ > 0) continue;
      first = begin + i;
      row = data.index(first);
    }
  });
  return { count, first, row };
}

/** Whether the one point of a component lies far from all others: many spreads in some column. */
function* isFar({ data, scales }: FlooredFit, row: number): Talk<boolean> {
  const within = scales.spreads.map((spread) => FAR * spread);
  return !(yield* hasNeighbour(data.part, row, within));
}

/** `, 2.1e-6 in column 0`: a floor as a deviation, in the column's own unit. */
function widthOf(fit: FlooredFit, component: number, columns: readonly number[]): string {
  if (columns.length === 0) return "";
  const d = fit.scales.dimensions;
  const [column] = columns;
  const floor = floorAt(fit.scales.floors.columns[column], fit.means[component * d + column]);
  const width = Math.sqrt(floor) * scaleOf(fit, column);
  return `, ${Number(width.toPrecision(2))} in column ${column}`;
}

/** What a column's unit is in the user's. */
function scaleOf({ standardization }: FlooredFit, column: number): number {
  return standardization?.scales[column] ?? 1;
}

/** What a component's points are in a column, and what the column is like. */
function* valuesIn(fit: FlooredFit, component: number, column: number): Talk<string> {
  const { data, standardization } = fit;
  const { rows } = data.part;
  const values = new ColumnValues(rows, column, component, COUNTED);
  yield* data.eachLabel((first, labels) => values.add(first, labels));
  const { different, low, high } = values;
  const scale = scaleOf(fit, column);
  const offset = standardization?.means[column] ?? 0;
  const placeholder = low === high && /^-?9{2,}$/.test(String(low * scale + offset));
  const where =
    low === high
      ? `all its points are ${shortly(low * scale + offset)} there`
      : `its points are within ${shortly((high - low) * scale)} of each other there`;
  if (placeholder) return `${where}. If that stands for "unknown", leave those rows out`;
  if (different > COUNTED) return `${where}; try a smaller k, or more restarts`;
  return `${where}. Column ${column} takes ${different} different values: a mixture of Gaussians fits such columns badly`;
}

/** What of the floors is the data's own: constant columns, and columns that depend on each other. */
function ofData(fit: FlooredFit): Diagnostic[] {
  const { scales, form, raised, data } = fit;
  const d = scales.dimensions;
  const constant = scales.spreads.flatMap((spread, j) => (spread === 0 ? [j] : []));
  const sentences: string[] = [];
  const named = new Set<number>();
  const touched = (j: number) => raised.some(({ columns }) => columns.includes(j));
  const { matrices } = form;
  const still = matrices ? constant : constant.filter(touched);
  if (still.length > 0) {
    const they = still.length === 1 ? "is constant: it plays" : "are constant: they play";
    sentences.push(`${words("column", still)} ${they} no part`);
    for (const j of still) named.add(j);
  }
  if (matrices) {
    const n = data.part.rows.count;
    const across = scales.flatCount - constant.length;
    if (across > 0 && n <= d) {
      sentences.push(
        `${n} points have no spread in ${across} of ${d} dimensions: covariance "diagonal" or "spherical", or fewer columns, suit so few`,
      );
    } else if (across > 0) {
      const directions = scales.flatDirections.filter(
        (direction) => !constant.some((j) => direction[j] * direction[j] >= ONE_COLUMN),
      );
      const columns = [...new Set(directions.flatMap(columnsAlong))].sort((a, b) => a - b);
      for (const j of columns) named.add(j);
      const along =
        directions.length === 1
          ? ` (the data has no spread along ${sumInWords(directions[0], fit)})`
          : "";
      sentences.push(
        columns.length === 1
          ? `column ${columns[0]} has hardly more spread than the floor`
          : `${words("column", columns)} depend on each other${along}: leave one out`,
      );
    }
  } else {
    const narrow = scales.flatColumns.filter((j) => touched(j) && !constant.includes(j));
    if (narrow.length > 0) {
      const has = narrow.length === 1 ? "has" : "have";
      sentences.push(`${words("column", narrow)} ${has} hardly more spread than the floor`);
      for (const j of narrow) named.add(j);
    }
  }
  if (sentences.length === 0) return [];
  return [
    {
      code: "variance-floored",
      message: sentences.join("; "),
      cause: "data",
      components: [...new Set(raised.flatMap(({ components }) => components))],
      columns: [...named].sort((a, b) => a - b),
    },
  ];
}

/** `1 x0 + 1 x1 − 1 x2`: a direction as a sum of columns in their own units. */
function sumInWords(direction: readonly number[], fit: FlooredFit): string {
  const units = fit.scales.slantingUnits;
  const columns = columnsAlong(direction);
  const own = (j: number) => direction[j] / units[j] / scaleOf(fit, j);
  const first = own(columns[0]);
  return columns
    .map((j, i) => {
      const value = own(j) / first;
      const sign = value < 0 ? "−" : "+";
      const size = `${Number(Math.abs(value).toPrecision(3))} x${j}`;
      return i === 0 ? size : `${sign} ${size}`;
    })
    .join(" ");
}

function pointsInWords(size: number): string {
  return `${Number.isInteger(size) ? size : size.toPrecision(3)} ${size === 1 ? "point" : "points"}`;
}

function shortly(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `column 3`, `columns 0 and 3`, the first few of many. */
function words(what: string, numbers: readonly number[]): string {
  const shown = numbers.slice(0, NAMED);
  const more = numbers.length - shown.length;
  if (more > 0) return `${what}s ${shown.join(", ")} and ${more} more`;
  if (shown.length === 1) return `${what} ${shown[0]}`;
  return `${what}s ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
