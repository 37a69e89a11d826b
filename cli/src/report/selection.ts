import type { Criterion } from "mixtura";
import type { Selection, SelectionRow } from "../algorithms/selection.js";
import type { Dataset } from "../table/dataset.js";
import { figure, nats } from "../text/figures.js";
import type { Colors } from "../text/terminal.js";
import { widest, wrapped } from "../text/display-width.js";
import { heading, startsOf } from "./run.js";
import { gap, textTable } from "./text-table.js";

/** How a criterion is shown. */
interface Shown {
  readonly title: string;
  readonly value: (row: SelectionRow) => number | undefined;
  readonly text: (value: number) => string;
  readonly best: "lowest" | "highest";
  /** A lead below this is little reason to prefer one number of clusters to another. */
  readonly clear?: number;
}

/** Below it evidence is no more than positive: R. E. Kass & A. E. Raftery (1995), Bayes factors, JASA 90. */
const strongByBic = 6;

/** What `--criterion` may be. */
export const criteria: Readonly<Record<Criterion, Shown>> = {
  bic: { title: "BIC", value: ({ bic }) => bic, text: nats, best: "lowest", clear: strongByBic },
  aic: { title: "AIC", value: ({ aic }) => aic, text: nats, best: "lowest" },
  silhouette: {
    title: "silhouette",
    value: ({ silhouette }) => silhouette,
    text: (value) => value.toFixed(3),
    best: "highest",
  },
  "calinski-harabasz": {
    title: "Caliński–Harabasz",
    value: ({ calinskiHarabasz }) => calinskiHarabasz,
    text: (value) => (value === Infinity ? figure(value) : nats(value)),
    best: "highest",
  },
  "davies-bouldin": {
    title: "Davies–Bouldin",
    value: ({ daviesBouldin }) => daviesBouldin,
    text: (value) => value.toFixed(3),
    best: "lowest",
  },
};

/**
 * The criterion of each row. The variance ratio of clusters without any spread, a quotient by 0, is 1
 * in the table of the library, and wins over greater ones: here it is infinite.
 */
export function valuesOf(
  criterion: Criterion,
  best: number,
  table: readonly SelectionRow[],
): (number | undefined)[] {
  const values = table.map(criteria[criterion].value);
  if (criterion !== "calinski-harabasz") return values;
  const chosen = values[table.findIndex(({ k }) => k === best)];
  const unbounded =
    chosen === 1 && table.some(({ passedOver }, i) => passedOver !== undefined && values[i]! > 1);
  return unbounded ? values.map((value) => (value === 1 ? Infinity : value)) : values;
}

/** What was asked of a selection, for its heading and its end. */
export interface Asked {
  readonly title: readonly string[];
  readonly restarts: number;
  readonly seed: number;
}

/** Where it is read. */
export interface Place {
  readonly width: number;
  readonly colors: Colors;
  readonly unicode: boolean;
}

/** What a person reads after a selection. */
export function selectionReport(
  { title, restarts, seed }: Asked,
  dataset: Dataset,
  { criterion, best: { k: best }, table }: Selection,
  { width, colors, unicode }: Place,
): string {
  const shown = criteria[criterion];
  const objective = objectives(table);
  const remarks = table.map(remarkOf);
  const numbers = valuesOf(criterion, best, table);
  const values = numbers.map((value) => (value === undefined ? "" : shown.text(value)));
  const columns = [
    ["k", ...table.map(({ k }) => String(k))],
    [objective.name, ...objective.texts],
    [shown.title, ...values],
    ...(remarks.some((remark) => remark !== "") ? [["remarks", ...remarks]] : []),
  ];
  const taken = columns.reduce((sum, texts) => sum + widest(texts) + gap.length, 0);
  const arrow = unicode ? " ←" : " <-";
  const room = Math.min(Math.max(width - taken - arrow.length, shortestBar), longestBar);
  const bars = barsOf(numbers, shown.best, room, unicode);
  const rows = table.map((row, i) => {
    const chosen = row.k === best;
    const [k, found, value, ...remark] = columns.map((texts) => texts[i + 1]);
    return [k, found, value, chosen ? colors.bold(`${bars[i]}${arrow}`) : bars[i], ...remark];
  });
  const [k, found, value, ...remark] = columns.map(([name]) => name);
  const head = [k, found, value, "longer is better", ...remark];
  const aligns = ["right", "right", "right", "left", "left"] as const;
  return [
    heading(title, dataset, width, colors),
    "",
    textTable(head, rows, aligns.slice(0, head.length), colors),
    "",
    ...passedOver(table).map((sentence) => wrapped(sentence, width)),
    wrapped(choiceInWords(best, table, shown), width),
    `${startsOf(restarts)}, seed ${seed}`,
    "",
  ].join("\n");
}

/** Each k that looks better than the chosen one, or cannot be compared, and why it is not chosen. */
export function passedOver(table: readonly SelectionRow[]): string[] {
  return table.flatMap(({ k, passedOver: reason }) =>
    reason === undefined ? [] : [`k = ${k} was passed over: ${reason}`],
  );
}

/** The choice for whoever has left it to the command. */
export function choiceNote({ criterion, best, table }: Selection): string {
  const ks = table.map(({ k }) => k);
  const among = ks.length === 1 ? "" : ` of ${ks[0]} to ${ks[ks.length - 1]}`;
  const choice = choiceInWords(best.k, table, criteria[criterion], among);
  return passedOver(table).length === 0
    ? choice
    : `${choice}; mixtura select tells why others were passed over`;
}

/** What fits have been made small or large; it falls by powers of ten, so that every figure has digits of its own. */
function objectives(table: readonly SelectionRow[]): { name: string; texts: string[] } {
  const of = (value: (row: SelectionRow) => number | undefined) =>
    table.map((row) => value(row) ?? NaN);
  const [first] = table;
  if (first.inertia !== undefined) {
    return {
      name: "inertia",
      texts: of(({ inertia }) => inertia).map(figure),
    };
  }
  if (first.freeEnergy !== undefined) {
    return {
      name: "free energy",
      texts: of(({ freeEnergy }) => freeEnergy).map(figure),
    };
  }
  const texts = of(({ logLikelihood }) => logLikelihood).map(nats);
  return { name: "log-likelihood", texts };
}

const shortestBar = 10;
const longestBar = 40;

/** The longer, the better; that of the worst is the shortest there is. */
function barsOf(
  values: readonly (number | undefined)[],
  best: Shown["best"],
  width: number,
  unicode: boolean,
): string[] {
  const there = values.filter((value): value is number => Number.isFinite(value));
  const [low, high] = [Math.min(...there), Math.max(...there)];
  return values.map((value) => {
    if (value === undefined) return "";
    if (value === Infinity) return unicode ? barInEighths(width) : "#".repeat(Math.round(width));
    const share = high === low ? 1 : Math.min(Math.max((value - low) / (high - low), 0), 1);
    const good = best === "highest" ? share : 1 - share;
    return unicode ? barInEighths(good * width) : "#".repeat(Math.max(Math.round(good * width), 1));
  });
}

/** Blocks of eighths of a character. */
function barInEighths(length: number): string {
  const eighths = Math.max(Math.round(8 * length), 1);
  return "█".repeat(eighths >> 3) + "▏▎▍▌▋▊▉".charAt((eighths & 7) - 1);
}

function remarkOf({ converged, diagnostics }: SelectionRow): string {
  const codes = diagnostics.filter((code) => code !== "not-converged");
  return [...(converged ? [] : ["not converged"]), ...codes].join(", ");
}

/**
 * `k = 3 suits best: its BIC is the lowest, 9.2 below that of k = 4`
 *
 * @param among what was tried, ` of 1 to 8`
 */
function choiceInWords(
  best: number,
  table: readonly SelectionRow[],
  shown: Shown,
  among = "",
): string {
  const chosen = table.find(({ k }) => k === best)!;
  const compared = (row: SelectionRow) => row.compared ?? shown.value(row);
  const value = compared(chosen);
  if (value === undefined) {
    return table.length === 1
      ? `k = ${best} alone was tried`
      : `no k${among} has a ${shown.title} to compare; k = ${best} is the smallest`;
  }
  const rivals = table.flatMap((row) => {
    const other = compared(row);
    return row.k === best || other === undefined || row.passedOver !== undefined
      ? []
      : [{ k: row.k, apart: Math.abs(other - value) }];
  });
  const collapsed = chosen.compared !== undefined;
  const words = collapsed
    ? `k = ${best}${among} suits best, though clusters of it have collapsed: without what that gains, its ${shown.title} of ${shown.text(value)} is the ${shown.best}`
    : `k = ${best}${among} suits best: its ${shown.title} is the ${shown.best}`;
  if (rivals.length === 0) return words;
  const next = rivals.reduce((a, b) => (b.apart < a.apart ? b : a));
  if (next.apart === 0) return `${words}, and equal to that of k = ${next.k}`;
  const lead = `${shown.text(next.apart)} ${shown.best === "lowest" ? "below" : "above"} that of k = ${next.k}`;
  const { clear = 0 } = shown;
  return next.apart < clear
    ? `${words}, but only ${lead}: below ${clear} the difference says little`
    : `${words}, ${lead}`;
}
