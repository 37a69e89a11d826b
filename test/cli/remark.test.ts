import { expect, it } from "vitest";
import { remark } from "../../cli/src/remark.js";
import { workspace } from "./command.js";

const { mixtura } = workspace();

it.each<[string, string, number[] | undefined, string]>([
  [
    "options",
    "not-converged",
    undefined,
    "stopped before it converged; --max-iterations allows more",
  ],
  ["rows", "fewer-distinct-points", undefined, "there are fewer different rows than clusters; "],
  ["one cluster", "empty-component", [1], "no row is in cluster 8"],
  ["clusters in order", "empty-component", [0, 1, 2], "no row is in clusters 7, 8 and 9"],
  ["clusters", "variance-floored", [0, 2], "the variance of clusters 7 and 9 fell to its floor: "],
  ["clusters", "merged-components", [2, 1], "clusters 7 and 8 have merged: "],
  ["the library's words for what is new", "news", [0], "what is new"],
])("speaks of %s: %s", (_, code, components, sentence) => {
  const diagnostic = { code, message: "what is new", components };
  expect(remark(diagnostic, (component) => 9 - component)).toContain(sentence);
});

it("has the numbers of the components if the table has them", () => {
  expect(remark({ code: "empty-component", message: "", components: [3] })).toBe(
    "no row is in cluster 3",
  );
});

it("tells of clusters that a soft fit has merged", async () => {
  const args = ["fit", "-", "-k", "2", "--columns", "x", "-a", "soft", "--stiffness", "0.001"];
  const { stderr } = await mixtura(args, "x\n0\n1\n5\n9\n");
  expect(stderr).toBe(
    "note: clusters 0 and 1 have merged: their centroids coincide; " +
      "try a greater --stiffness or a smaller -k\n",
  );
});
