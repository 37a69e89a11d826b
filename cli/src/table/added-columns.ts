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
 * Where the columns start that earlier runs have added: from one for clusters on, all up to the end
 * are named as each run would have. The number of columns: there are none.
 */
export function addedFrom(names: readonly string[]): number {
  let start = names.length;
  for (let at = names.length - 1; at > 0 && added.test(names[at]); at--) {
    if (!first.test(names[at])) continue;
    if (!areOfOneRun(names.slice(at, start), names.slice(0, at))) break;
    start = at;
  }
  return start;
}

/** Whether a run would have named its columns so, behind those that there were. */
function areOfOneRun(names: readonly string[], before: readonly string[]): boolean {
  const number = names[0].slice(clusterName.length);
  const plain = names.map((name) =>
    name.endsWith(number) ? name.slice(0, name.length - number.length) : name,
  );
  return freeNames(plain, before).every((name, place) => name === names[place]);
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
