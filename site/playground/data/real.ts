import { FAITHFUL } from "./faithful.js";
import { PENGUINS } from "./penguins.js";
import { tableOf, type Table } from "./table.js";

export const faithful = (): Table =>
  tableOf(["eruption (min)", "waiting (min)"], FAITHFUL.split(" ").map(Number));

export function penguins(): Table {
  const birds = PENGUINS.split("\n").map((row) => row.split(";"));
  return tableOf(
    ["bill length (mm)", "bill depth (mm)", "flipper (mm)", "mass (g)"],
    birds.flatMap(([, ...sizes]) => sizes.map(Number)),
    birds.map(([name]) => name),
  );
}
