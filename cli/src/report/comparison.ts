import { adjustedRandIndex } from "mixtura/metrics";
import type { Measure } from "../algorithms/algorithm.js";
import type { Result } from "../algorithms/result.js";
import { widest, wrapped } from "../text/display-width.js";
import type { Colors } from "../text/terminal.js";
import { descriptions, places, sizes } from "./attributes.js";
import { sideName, type Attribute } from "./cluster-table.js";
import type { LinedUp } from "./line-up.js";
import { heading, startsOf } from "./run.js";
import { gap, inBlocks, textTable } from "./text-table.js";
import { untold, verdict } from "./verdict.js";

/** What an algorithm has found, its clusters in the order of those they are compared with. */
interface Column {
  readonly title: readonly string[];
  readonly attributes: readonly Attribute[];
  /** Those of this algorithm, then those that all have. */
  readonly measures: readonly [own: readonly Measure[], common: readonly Measure[]];
}

/** How much of a comparison is shown. */
export interface Extent {
  /** Sizes, objectives, agreement and iterations too. */
  readonly details: boolean;
  /** Sentences for below the table. */
  readonly footer: readonly string[];
}

/** What the three algorithms have found in the same data, side by side, and how well they did. */
export function comparison(
  results: readonly LinedUp[],
  { details, footer }: Extent,
  width: number,
  colors: Colors,
): string {
  const { dataset, settings, description } = results[0].result;
  const columns = results.map((result) => columnOf(result, details));
  const ending = verdict(results.map(({ result }) => result));
  const starts = `${startsOf(settings.restarts)}, seed ${settings.seed}`;
  return [
    heading(["three algorithms", `k = ${settings.k}`], dataset, width, colors),
    ...(description === null ? [] : [wrapped(untold(description.column), width)]),
    "",
    ...tables(columns, settings.k, width, colors),
    ...footer.map((sentence) => wrapped(sentence, width)),
    wrapped(details ? starts : `${starts}; --details has more`, width),
    ...(ending === undefined
      ? []
      : ["", wrapped(ending[0], width), wrapped(colors.bold(ending[1]), width)]),
    "",
  ].join("\n");
}

function columnOf({ result, order }: LinedUp, details: boolean): Column {
  const { title, measures } = result.clustering;
  const described = descriptions(result);
  const attributes = [
    ...(details || described.length === 0 ? [sizes(result)] : []),
    ...(described.length > 0 ? described : places(result)),
  ];
  return {
    title,
    attributes: attributes.map((attribute) => ({
      ...attribute,
      entries: order.map((cluster) => attribute.entries[cluster]),
    })),
    measures: details ? [measures, [...agreement(result), iterations(result)]] : [[], []],
  };
}

/** How far clusters agree with the column that describes them, over the rows that have a value. */
function agreement({ clustering, dataset }: Result): Measure[] {
  const { description, kept } = dataset;
  if (description === undefined) return [];
  const labels: number[] = [];
  const values: string[] = [];
  kept.forEach((row, i) => {
    const value = description.values[row];
    if (value === null) return;
    labels.push(clustering.model.labels[i]);
    values.push(value);
  });
  if (values.length === 0) return [];
  const index = adjustedRandIndex(labels, values);
  return [{ name: "adjusted Rand index", text: index.toFixed(3) }];
}

function iterations({ clustering }: Result): Measure {
  const { iterations, converged } = clustering.model;
  return { name: "iterations", text: `${iterations}${converged ? "" : " (not converged)"}` };
}

/** As many algorithms side by side as the width holds. */
function tables(columns: readonly Column[], k: number, width: number, colors: Colors): string[] {
  const names = [
    ...columns[0].attributes.map(sideName),
    ...namesOf(columns.flatMap(({ measures }) => measures.flat())),
  ];
  const left = "cluster".length + gap.length + widest(names);
  const widths = columns.map(({ title, attributes, measures }) => {
    const entries = attributes.flatMap((attribute) => attribute.entries.flat());
    return widest([...title, ...entries, ...measures.flat().map(({ text }) => text)]);
  });
  return inBlocks(left, widths, width).flatMap((block) => [
    table(
      block.map((column) => columns[column]),
      k,
      colors,
    ),
    "",
  ]);
}

function table(columns: readonly Column[], k: number, colors: Colors): string {
  const lines = Math.max(...columns.map(({ title }) => title.length));
  const head = columns.map(({ title }) =>
    Array.from({ length: lines }, (_, line) => title[line] ?? "").join("\n"),
  );
  const blank = ["", "", ...columns.map(() => "")];
  const rows: string[][] = [];
  for (let cluster = 0; cluster < k; cluster++) {
    if (cluster > 0) rows.push(blank);
    columns[0].attributes.forEach((attribute, a) => {
      rows.push([
        a === 0 ? String(cluster) : "",
        sideName(attribute),
        ...columns.map(({ attributes }) => attributes[a].entries[cluster].join("\n")),
      ]);
    });
  }
  if (columns.some(({ measures }) => measures.flat().length > 0)) rows.push(blank);
  for (const part of [0, 1]) {
    const ofColumns = columns.map(({ measures }) => measures[part]);
    for (const name of namesOf(ofColumns.flat())) {
      const texts = ofColumns.map((of) => of.find((measure) => measure.name === name)?.text ?? "");
      rows.push(["", name, ...texts]);
    }
  }
  return textTable(
    ["cluster", "", ...head],
    rows,
    ["right", "left", ...columns.map(() => "right" as const)],
    colors,
  );
}

function namesOf(measures: readonly Measure[]): string[] {
  return [...new Set(measures.map(({ name }) => name))];
}
