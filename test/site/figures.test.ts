import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GaussianMixture, KMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { LINE, samplePairs, sampleRows, sampleShapes, WIDTHS } from "../../docs/figures/data.js";
import { FIGURES as PICTURES } from "../../docs/figures/figures.js";
import { FIGURES } from "../../site/figures/figures.js";
import { sharesUnder } from "../../site/figures/hypothesis.js";
import { gaussian, hard } from "../../site/figures/run.js";
import { SIZES } from "../../site/figures/sizes.js";

const lastOf = (id: string, choice: number) => {
  const { choices } = FIGURES[id]();
  return choices[choice].run(choices[choice].dial?.first ?? 0).objective.values.at(-1);
};

it("there is one for every picture, and a size", () => {
  const names = Object.keys(PICTURES).map((file) => file.replace(".svg", ""));
  expect(Object.keys(FIGURES)).toEqual(names);
  expect(Object.keys(SIZES)).toEqual(names);
});

describe.each(Object.entries(FIGURES))("%s", (_, make) => {
  it("runs from a guess to an end, wherever its dial is", () => {
    for (const { dial, run } of make().choices) {
      const places = dial === undefined ? [0] : [dial.least, dial.first, dial.most];
      for (const place of places) {
        const { frames } = run(place);
        expect(frames.length).toBeLessThan(50);
        for (const { hypothesis, words } of frames) {
          expect(hypothesis.means.flat().every(Number.isFinite)).toBe(true);
          expect(words).not.toMatch(/NaN|undefined|Infinity/);
        }
        if (frames.length > 1) expect(frames[0].sharedBy).toBeUndefined();
        expect(frames.at(-1)!.sharedBy).toEqual(frames.at(-1)!.hypothesis);
      }
    }
  });
});

it("is made of files that import downwards only", () => {
  const folder = fileURLToPath(new URL("../../site/figures", import.meta.url));
  const importsOf = (file: string) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/from "\.\/(.+)\.js"/g)].map(
      ([, name]) => `${name}.ts`,
    );
  const above = (file: string, path: readonly string[]): void => {
    expect(path, `${file} imports itself through others`).not.toContain(file);
    for (const lower of importsOf(file)) above(lower, [...path, file]);
  };
  const files = readdirSync(folder);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(10);
  for (const file of files) above(file, []);
});

it("shows the fits of the pictures", () => {
  const pairs = samplePairs().rows;
  const shapes = sampleShapes().rows;
  const best = { restarts: 10 };
  expect(lastOf("figure-2", 0)).toBe(KMeans.fit(pairs, { k: 2, ...best }).inertia);
  expect(lastOf("figure-3", 0)).toBe(KMeans.fit(pairs, { k: 4, ...best }).inertia);
  expect(lastOf("figure-8", 0)).toBe(KMeans.fit(shapes, { k: 3, ...best }).inertia);
  const mixtures = [
    ["figure-5", 0, sampleRows(WIDTHS, 600, 7).rows, { k: 4 }],
    ["figure-7", 0, sampleRows(LINE, 10_000, 1).rows, { k: 2 }],
    ["figure-8", 2, shapes, { k: 3, covariance: "full" }],
    ...(["spherical", "diagonal", "tied", "full"] as const).map(
      (covariance, i) => ["figure-6", i, shapes, { k: 3, covariance }] as const,
    ),
  ] as const;
  for (const [id, choice, rows, options] of mixtures) {
    const { logLikelihood } = GaussianMixture.fit(rows, { ...options, ...best });
    expect(lastOf(id, choice), `${id}, choice ${choice}`).toBeCloseTo(logLikelihood, 1);
  }
});

it("calls a start bad that ends worse", () => {
  expect(lastOf("figure-3", 1)!).toBeGreaterThan(1.2 * lastOf("figure-3", 0)!);
  expect(lastOf("figure-5", 1)!).toBeLessThan(lastOf("figure-5", 0)! - 50);
});

it("shares points out as the library does", () => {
  const { rows } = sampleShapes();
  const options = { k: 3, covariance: "full" } as const;
  const shares = sharesUnder(gaussian(rows, options).frames.at(-1)!.hypothesis);
  const known = GaussianMixture.fit(rows, options).responsibilities(rows, { rows: true });
  rows.forEach(([x, y], i) =>
    shares(x, y).forEach((share, c) => expect(share).toBeCloseTo(known[i][c], 9)),
  );
  const nearest = sharesUnder(hard(rows, { k: 3 }).frames.at(-1)!.hypothesis);
  const { labels } = KMeans.fit(rows, { k: 3 });
  rows.forEach(([x, y], i) => expect(nearest(x, y).indexOf(1)).toBe(labels[i]));
});

it("moves centroids in M-steps alone", () => {
  const { frames } = FIGURES["figure-1"]().choices[0].run(0);
  const moved = frames.slice(1).map(({ hypothesis }, i) => hypothesis !== frames[i].hypothesis);
  // The last iteration moves nothing that can be seen.
  expect(moved.slice(0, 8)).toEqual([false, true, false, true, false, true, false, true]);
});
