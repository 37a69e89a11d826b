import { expect, it } from "vitest";
import { remark } from "../../../cli/src/report/remark.js";
import { workspace } from "../command.js";

const { mixtura } = workspace();

const names = {
  columns: ["x", "y", "a b"],
  place: "line" as const,
  lineOf: (row: number) => [2, 3, 5, 8][row],
};

it.each<[string, string, object, string]>([
  ["options", "not-converged", {}, "stopped before it converged; --max-iterations allows more"],
  [
    "a start",
    "not-converged",
    { iterations: 0 },
    "this is the start of a fit alone; --max-iterations allows more",
  ],
  ["rows", "fewer-distinct-points", {}, "there are fewer different rows than clusters; "],
  ["one cluster", "empty-component", { components: [1] }, "no row is in cluster 8"],
  ["clusters", "empty-component", { components: [0, 1, 2] }, "no row is in clusters 7, 8 and 9"],
  [
    "a row by its line",
    "variance-floored",
    { cause: "point", components: [2], rows: [3], columns: [0] },
    "cluster 7 is one row, far from the others (line 8); if it is a mistake",
  ],
  [
    "few rows",
    "variance-floored",
    { cause: "few", components: [0, 1], points: [3, 1], columns: [0] },
    "clusters 8 and 9 have only 3 rows and 1 row, too few for such a covariance; ",
  ],
  [
    "columns by their names",
    "variance-floored",
    { cause: "value", components: [0], columns: [1, 2] },
    'cluster 9 has no spread in "y" and "a b": ',
  ],
  [
    "directions",
    "variance-floored",
    { cause: "direction", components: [0, 2], columns: [0, 1] },
    'clusters 7 and 9 have no spread in some direction, mostly of "x" and "y"; ',
  ],
  [
    "the table",
    "variance-floored",
    { cause: "data", components: [0, 1], columns: [0] },
    'the table itself has no spread along "x": constant columns, or columns that depend ',
  ],
  [
    "merged clusters",
    "merged-components",
    { components: [2, 1] },
    "clusters 7 and 8 have merged: ",
  ],
  ["the library's words for what is new", "news", { components: [0] }, "what is new"],
  ["those of a cause that is new", "variance-floored", { cause: "news" }, "what is new"],
])("speaks of %s", (_, code, details, sentence) => {
  const diagnostic = { code, message: "what is new", ...details };
  expect(remark(diagnostic, names, (component) => 9 - component)).toContain(sentence);
});

it.each([
  ["full", "try more --restarts, a smaller -k or --covariance diagonal; "],
  ["diagonal", "try more --restarts or a smaller -k; "],
  ["spherical", "try more --restarts or a smaller -k; "],
] as const)("advises no covariance that is in use: %s", (covariance, advice) => {
  const details = { cause: "few", components: [0], points: [2], columns: [0] };
  const diagnostic = { code: "variance-floored", message: "", ...details };
  expect(remark(diagnostic, { ...names, covariance })).toContain(
    `${advice}the collapse lowers BIC and AIC without merit, and select and -k auto do not count it`,
  );
});

it("has the numbers of the components if the table has them", () => {
  const diagnostic = { code: "empty-component", message: "", components: [3] };
  expect(remark(diagnostic, names)).toBe("no row is in cluster 3");
});

it("names the line and the column of a far row, counting lines that were dropped", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i % 2 === 0 ? i / 7 : 50 + i / 9},${i % 3}`);
  rows.splice(5, 0, "-9999,1", ",2");
  const args = ["fit", "-", "-k", "3", "-a", "gaussian", "--covariance", "diagonal"];
  const { stderr } = await mixtura(args, ["x,y", ...rows].join("\n"));
  expect(stderr).toMatch(/note: cluster \d is one row, far from the others \(line 7\); if it is /);
});

it("tells of clusters that a soft fit has merged", async () => {
  const args = ["fit", "-", "-k", "2", "--columns", "x", "-a", "soft", "--stiffness", "0.001"];
  const { stderr } = await mixtura(args, "x\n0\n1\n5\n9\n");
  expect(stderr).toBe(
    "note: clusters 0 and 1 have merged: their centroids coincide; " +
      "try a greater --stiffness or a smaller -k\n",
  );
});
