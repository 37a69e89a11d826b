import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

type Bird = Record<string, string>;

function birds(name: string, delimiter: string): Bird[] {
  const text = readFileSync(new URL(`../../examples/data/${name}`, import.meta.url), "utf8");
  const [head, ...lines] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(delimiter));
  return lines.map((fields) => Object.fromEntries(head.map((column, i) => [column, fields[i]])));
}

const inOrder = (flock: readonly Bird[]) =>
  flock.map((bird) => JSON.stringify(Object.entries(bird).sort())).sort();

it("has the penguins of penguins.csv in the files of two seasons and of the third", () => {
  const early = birds("penguins-2007-2008.csv", ";").map((bird) =>
    Object.fromEntries(
      Object.entries(bird).map(([name, value]) => [name, value.replace(",", ".")]),
    ),
  );
  const late = birds("penguins-2009.csv", ",");
  expect(new Set(late.map(({ year }) => year))).toEqual(new Set(["2009"]));
  expect(inOrder([...early, ...late])).toEqual(inOrder(birds("penguins.csv", ",")));
});
