import type { Criterion } from "mixtura";
import type { Dataset } from "../table/dataset.js";
import { figure, nats } from "../text/figures.js";
import type { Colors } from "../text/terminal.js";
import { wrapped } from "../text/display-width.js";
import { heading, startsOf } from "./run.js";
import { textTable } from "./text-table.js";

/** A row of the table of `selectK`, of whatever model. */
export interface SelectionRow {
  readonly k: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly diagnostics: readonly string[];
  readonly passedOver?: string;
  readonly inertia?: number;
  readonly freeEnergy?: number;
  readonly logLikelihood?: number;
  readonly parameterCount?: number;
  readonly bic?: number;
  readonly aic?: number;
  readonly silhouette?: number;
  readonly calinskiHarabasz?: number;
  readonly daviesBouldin?: number;
}

/** How a criterion is shown. */
interface Shown {
  readonly title: string;
  readonly value: (row: SelectionRow) => number | undefined;
  readonly text: (value: number) => string;
  readonly best: "lowest" | "highest";
}

/** What `--criterion` may be. */
export const criteria: Readonly<Record<Criterion, Shown>> = {
  bic: { title: "BIC", value: ({ bic }) => bic, text: nats, best: "lowest" },
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
    text: nats,
    best: "highest",
  },
  "davies-bouldin": {
    title: "Davies–Bouldin",
    value: ({ daviesBouldin }) => daviesBouldin,
    text: (value) => value.toFixed(3),
    best: "lowest",
  },
};

/** What was asked of a selection, for its heading and its end. */
export interface Asked {
  readonly title: string;
  readonly criterion: Criterion;
  readonly restarts: number;
  readonly seed: number;
}

const barWidth = 24;

/** What a person reads after a selection. */
export function selectionReport(
  { title, criterion, restarts, seed }: Asked,
  {
    dataset,
    best,
    table,
  }: { readonly dataset: Dataset; readonly best: number; readonly table: readonly SelectionRow[] },
  width: number,
  colors: Colors,
): string {
  const shown = criteria[criterion];
  const bars = barsOf(table.map(shown.value), shown.best);
  const objective = objectives(table);
  const rows = table.map((row, i) => {
    const value = shown.value(row);
    const chosen = row.k === best;
    const bar = chosen ? `${bars[i]} ←` : bars[i];
    return [
      String(row.k),
      objective.texts[i],
      value === undefined ? "" : shown.text(value),
      chosen ? colors.bold(bar) : bar,
      remarkOf(row),
    ];
  });
  const remarks = rows.some((row) => row[4] !== "");
  const shownRows = remarks ? rows : rows.map((row) => row.slice(0, 4));
  const head = ["k", objective.name, shown.title, "", ...(remarks ? ["remarks"] : [])];
  const passed = table.flatMap(({ k, passedOver }) =>
    passedOver === undefined ? [] : [wrapped(`k = ${k} was passed over: ${passedOver}`, width)],
  );
  return [
    heading([title], dataset, width, colors),
    "",
    textTable(
      head,
      shownRows,
      ["right", "right", "right", "left", "left"].slice(0, head.length) as ("left" | "right")[],
      colors,
    ),
    "",
    ...passed,
    wrapped(choiceInWords(table, best, shown), width),
    `${startsOf(restarts)}, seed ${seed}`,
    "",
  ].join("\n");
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

/** The longer, the better. */
function barsOf(values: readonly (number | undefined)[], best: Shown["best"]): string[] {
  const there = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(...there), Math.max(...there)];
  return values.map((value) => {
    if (value === undefined) return "";
    const share = high === low ? 1 : (value - low) / (high - low);
    const good = best === "highest" ? share : 1 - share;
    return "█".repeat(1 + Math.round(good * (barWidth - 1)));
  });
}

function remarkOf({ converged, diagnostics }: SelectionRow): string {
  const codes = diagnostics.filter((code) => code !== "not-converged");
  return [...(converged ? [] : ["not converged"]), ...codes].join(", ");
}

/** `BIC is lowest for k = 3, by 9.2 before k = 4` */
function choiceInWords(table: readonly SelectionRow[], best: number, shown: Shown): string {
  const chosen = table.find(({ k }) => k === best)!;
  const value = shown.value(chosen);
  if (value === undefined) return `k = ${best}, the only one that can be compared`;
  const rivals = table.flatMap((row) => {
    const other = shown.value(row);
    return row.k === best || other === undefined || row.passedOver !== undefined
      ? []
      : [{ k: row.k, apart: Math.abs(other - value) }];
  });
  const words = `k = ${best} suits best: its ${shown.title} is the ${shown.best}`;
  if (rivals.length === 0) return words;
  const next = rivals.reduce((a, b) => (b.apart < a.apart ? b : a));
  return `${words}, ${shown.text(next.apart)} ${shown.best === "lowest" ? "below" : "above"} that of k = ${next.k}`;
}
