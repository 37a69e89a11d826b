/** Names of the columns that the command adds to a table, and how it knows them again. */

export const clusterName = "cluster";
export const logDensityName = "log_density";

export function shareName(cluster: number): string {
  return `share_${cluster}`;
}

export function deviationName(column: string): string {
  return `deviation_${column}`;
}

const added = /^(?:cluster|share_\d+|log_density)(?:_\d+)?$|^deviation_/;
const first = /^cluster(?:_\d+)?$/;

/**
 * Where the columns start that an earlier run has added: from one for clusters on, all up to the end
 * are named so. The number of columns: there are none.
 */
export function addedFrom(names: readonly string[]): number {
  let start = names.length;
  for (let at = names.length - 1; at > 0 && added.test(names[at]); at--) {
    if (first.test(names[at])) start = at;
  }
  return start;
}

/** The names, or where the table has one of them already, all with the same number behind. */
export function freeNames(wanted: readonly string[], taken: readonly string[]): readonly string[] {
  const all = new Set(taken);
  let names = wanted;
  for (let number = 2; names.some((name) => all.has(name)); number++) {
    names = wanted.map((name) => `${name}_${number}`);
  }
  return names;
}
