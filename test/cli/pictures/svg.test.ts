import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { clustersPicture } from "../../../cli/src/pictures/content/clusters-picture.js";
import { criterionPicture } from "../../../cli/src/pictures/content/criterion-picture.js";
import { svgOf } from "../../../cli/src/pictures/svg/draw.js";
import { apart } from "../../../cli/src/pictures/svg/discs.js";
import { clustered, groups } from "./shown.js";

const parsed = (svg: string) =>
  new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;
const textsOf = (svg: string) =>
  Array.from(parsed(svg).querySelectorAll("text"), ({ textContent }) => textContent);
const dotsOf = (svg: string) =>
  Array.from(parsed(svg).querySelectorAll('g[aria-label="dot"]'), (group) =>
    Array.from(group.querySelectorAll("circle")),
  );
const criterion = {
  title: "Gaussian mixture",
  subtitle: "9 rows",
  name: "BIC",
  best: "lowest",
  values: [
    [1, 30],
    [2, 10],
    [3, 20],
    [4, Infinity],
  ],
  chosen: 2,
} as const;

const { options, clusters, gaussian } = groups(3, 2);
const pictures = {
  "a scatter": clustersPicture(options, [clusters]),
  "a mixture": clustersPicture(options, [gaussian]),
  "twelve clusters in ten columns": clustersPicture(groups(12, 10).options, [
    groups(12, 10).gaussian,
  ]),
  "three side by side": clustersPicture(options, [
    { ...clusters, title: "one" },
    { ...clusters, title: "two" },
    { ...gaussian, title: "three" },
  ]),
  "one column": clustersPicture(groups(3, 1).options, [groups(3, 1).clusters]),
  "densities of one column": clustersPicture(groups(3, 1).options, [groups(3, 1).gaussian]),
  "a criterion": criterionPicture(criterion),
};

describe.each(Object.entries(pictures))("%s", (_, picture) => {
  const svg = svgOf(picture);

  it("is the same bytes twice", () => {
    expect(svgOf(picture)).toBe(svg);
  });

  it("says what it shows and needs nothing from elsewhere", () => {
    expect(svg).toMatch(/^<svg [^>]*role="img" [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg">/);
    expect(svg).toContain(`<title id="title">${picture.title}</title>`);
    expect(textsOf(svg)).toContain(picture.subtitle);
    expect(svg).not.toMatch(/<script|@import|href=|currentColor|NaN|undefined|Infinity|null/);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`id="${id}"`);
  });

  it("has another colour on a dark ground for all that is not the hue of a cluster", () => {
    const [before, drawn] = svg.split("</style>");
    for (const [attribute, grey] of drawn.matchAll(/(?:fill|stroke)="(#\w{6})"/g)) {
      const bytes = [1, 3, 5].map((at) => parseInt(grey.slice(at, at + 2), 16));
      const isGrey = Math.max(...bytes) - Math.min(...bytes) < 20;
      if (isGrey && (bytes[0] < 70 || bytes[0] > 205)) expect(before).toContain(`[${attribute}]`);
    }
  });

  it("keeps texts within the page and apart from each other at its foot", () => {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
    const own = Array.from(parsed(svg).documentElement.children).filter(
      ({ tagName }) => tagName === "text",
    );
    const rows = own.map((text) => Number(text.getAttribute("y")));
    rows.slice(1).forEach((y, i) => expect(y - rows[i]).toBeGreaterThan(12));
    expect(Math.max(...rows)).toBeLessThan(height);
    for (const text of own) {
      const size = Number(text.getAttribute("font-size"));
      expect(20 + 0.5 * size * text.textContent.length).toBeLessThan(width);
    }
  });
});

describe("a scatter", () => {
  it("has a dot for every row and a numbered disc for every cluster", () => {
    const svg = svgOf(pictures["a scatter"]);
    const [points] = dotsOf(svg);
    expect(points).toHaveLength(60);
    const hues = new Set(points.map((point) => point.getAttribute("fill")));
    expect(hues).toEqual(new Set(["#3f90da", "#ffa90e", "#bd1f01"]));
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["column_0", "column_1", "0", "1", "2"]));
    expect(svg).toContain("numbers: the clusters, at their centres");
    expect(svg).not.toContain("ellipses");
  });

  it("gives rows the colour of their own cluster", () => {
    const values = Array.from({ length: 60 }, (_, i) => [i < 40 ? 0 : 90, i % 10]);
    const { options, clusters } = clustered(values, 2);
    const [points] = dotsOf(svgOf(clustersPicture(options, [clusters])));
    const pairs = points.map(
      (point) => `${point.getAttribute("cx")} ${point.getAttribute("fill")}`,
    );
    expect(new Set(pairs).size).toBe(2);
  });

  it("puts rows where they are", () => {
    const { options, clusters } = clustered(
      [
        [0, 0],
        [1, 0],
        [0, 2],
        [1, 2],
      ],
      1,
    );
    const [points] = dotsOf(svgOf(clustersPicture(options, [clusters])));
    const places = new Set(points.map((p) => `${p.getAttribute("cx")} ${p.getAttribute("cy")}`));
    const xs = new Set(points.map((point) => point.getAttribute("cx")));
    const ys = new Set(points.map((point) => point.getAttribute("cy")));
    expect([places.size, xs.size, ys.size]).toEqual([4, 2, 2]);
    expect([xs, ys].every((of) => !of.has(null))).toBe(true);
  });

  it("has two ellipses for every component, and mixes colours", () => {
    const near = groups(2, 2, 40, 4);
    const svg = svgOf(clustersPicture(near.options, [near.gaussian]));
    const lines = Array.from(parsed(svg).querySelectorAll('g[aria-label="line"] path'));
    // Each with a halo below it.
    expect(lines).toHaveLength(8);
    expect(svg).toContain("ellipses: one and two standard deviations");
    expect(svg).toContain("colours mix where clusters share a row");
    const [points] = dotsOf(svg);
    const hues = new Set(points.map((point) => point.getAttribute("fill")));
    expect(hues.size).toBeGreaterThan(2);
  });

  it("draws two chosen columns, or one", () => {
    const { options, clusters, gaussian } = groups(3, 4);
    const two = clustersPicture({ ...options, chosen: [3, 1] }, [gaussian]);
    expect(two.caption).toEqual([]);
    expect(textsOf(svgOf(two))).toEqual(expect.arrayContaining(["column_3", "column_1"]));
    const one = clustersPicture({ ...options, chosen: [2] }, [clusters]);
    expect(one.panels[0]).toMatchObject({ kind: "histogram", borders: [] });
    expect(textsOf(svgOf(one))).toEqual(expect.arrayContaining(["column_2", "rows"]));
  });

  it("says that it draws principal components of more than two columns", () => {
    const svg = svgOf(pictures["twelve clusters in ten columns"]);
    expect(svg).toContain("the first two principal components of the 10 standardized columns");
    expect(textsOf(svg).some((text) => /^1st principal component, \d+\.\d %$/.test(text))).toBe(
      true,
    );
  });

  it("draws a seeded sample of many rows, and says so", () => {
    const { options, clusters } = groups(2, 2, 3000);
    const picture = clustersPicture(options, [clusters]);
    expect(picture.caption[0]).toBe("5,000 of 6,000 rows are drawn, taken at random (seed 0)");
    const svg = svgOf(picture);
    expect(dotsOf(svg)[0]).toHaveLength(5000);
    expect(svg.length).toBeLessThan(400_000);
    const other = clustersPicture({ ...options, seed: 1 }, [clusters]);
    expect(other.panels[0]).not.toEqual(picture.panels[0]);
    expect(svgOf(clustersPicture(options, [clusters]))).toBe(svg);
    const all = clustersPicture(groups(2, 2, 2500).options, [groups(2, 2, 2500).clusters]);
    expect(all.caption).toEqual([]);
  });

  it("keeps the numbers of clusters apart that lie in one place", () => {
    const svg = svgOf(
      clustersPicture({ ...options, columns: ["a", "b"] }, [
        { ...clusters, centers: Array.from({ length: 12 }, () => [0.5, 0.5]) },
      ]),
    );
    const discs = dotsOf(svg).findLast((group) => group.length === 12)!;
    const places = discs.map((disc) => ["cx", "cy"].map((at) => Number(disc.getAttribute(at))));
    places.forEach(([x, y], a) => {
      for (const [u, v] of places.slice(0, a)) expect(Math.hypot(x - u, y - v)).toBeGreaterThan(21);
    });
  });

  it("has no numbers where there are too many, and says that colours begin again", () => {
    const { options, clusters } = groups(41, 2, 5);
    const svg = svgOf(clustersPicture(options, [clusters]));
    expect(svg).toContain("dots: the centres of 41 clusters, too many to number");
    expect(svg).toContain("colours begin again after 12 clusters");
    expect(textsOf(svg)).not.toContain("40");
    expect(svgOf(pictures["twelve clusters in ten columns"])).not.toContain("colours begin again");
  });
});

describe("discs", () => {
  it("stay where they are if they have room, and within the panel", () => {
    const places = [
      [50, 50],
      [80, 50],
    ] as const;
    expect(apart(places, 20, [100, 100])).toEqual(places);
    for (const [x, y] of apart(
      [
        [0, 0],
        [0, 0],
        [100, 100],
      ],
      20,
      [100, 100],
    )) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(10);
      expect(Math.max(x, y)).toBeLessThanOrEqual(90);
    }
  });
});

describe("one column", () => {
  it("has a bar for every step, which hold all rows, and borders between clusters", () => {
    const { options, clusters } = clustered([[0.1], [0.2], [0.3], [0.3], [5], [5.1]], 2);
    const picture = clustersPicture(options, [clusters]);
    const [panel] = picture.panels;
    if (panel.kind !== "histogram") throw new Error(panel.kind);
    const heights = panel.bars.flatMap((bar) => bar.heights);
    expect(heights.reduce((sum, height) => sum + height)).toBe(6);
    const [border] = panel.borders;
    expect(border).toBeCloseTo((0.225 + 5.05) / 2, 12);
    const svg = svgOf(picture);
    expect(svg).toContain("dashed lines: where one cluster meets the next");
    expect(parsed(svg).querySelectorAll('g[aria-label="rect"] rect').length).toBe(2);
    expect(textsOf(svg)).toContain("rows");
  });

  it("puts 0.3 into the bar that begins there", () => {
    const values = Array.from({ length: 11 }, (_, i) => [i / 10]);
    const { options, clusters } = clustered(values, 1);
    const [panel] = clustersPicture(options, [clusters]).panels;
    if (panel.kind !== "histogram") throw new Error(panel.kind);
    expect(panel.bars.map(({ heights }) => heights[0]).filter((height) => height > 1)).toEqual([]);
  });

  it("draws densities of an area of 1, as bars are, and borders where they cross", () => {
    const { options, gaussian, mixture } = groups(2, 1, 500, 1);
    const picture = clustersPicture(options, [gaussian]);
    const [panel] = picture.panels;
    if (panel.kind !== "histogram") throw new Error(panel.kind);
    const area = panel.bars.reduce(
      (sum, { from, to, heights }) => sum + (to - from) * (heights[0] + heights[1]),
      0,
    );
    expect(area).toBeCloseTo(1, 9);
    expect(panel.bars[0].to - panel.bars[0].from).toBeLessThan(0.6);
    const density = panel.densities!;
    density[0].forEach(([x, y], i) => {
      expect(y + density[1][i][1]).toBeCloseTo(Math.exp(mixture.logDensity([x])[0]), 9);
    });
    expect(panel.borders).toHaveLength(1);
    const [left, right] = mixture.responsibilities([panel.borders[0]]);
    expect(Math.abs(left - right)).toBeLessThan(1e-3);
    expect(svgOf(picture)).toContain("curves: the densities of the components, and their sum");
  });
});

describe("tables at the edge", () => {
  it.each<[string, number[][]]>([
    ["one row", [[3, 4]]],
    ["one row of one column", [[3]]],
    [
      "rows all alike",
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    ],
    ["a column all alike", [[5], [5], [5]]],
    [
      "a constant column",
      [
        [1, 7, 2],
        [2, 7, 9],
        [5, 7, 1],
      ],
    ],
    [
      "columns in step",
      [
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ],
    ],
    [
      "huge numbers",
      [
        [1e100, 1],
        [2e100, 2],
        [3e100, 1],
      ],
    ],
    ["tiny numbers", [[1e-100], [2e-100], [3e-100]]],
    ["numbers far from 0", [[1e15], [1e15 + 1], [1e15 + 2]]],
    [
      "a sentinel",
      [
        [1, -9999],
        [2, 3],
        [3, 4],
      ],
    ],
  ])("draws %s", (_, values) => {
    const { options, clusters } = clustered(values, 1);
    const svg = svgOf(clustersPicture(options, [clusters]));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).not.toMatch(/ (?:d|c[xy]|[xy]|width|height|transform)="[^"]*\d{5}/);
    expect(svg.length).toBeLessThan(20_000);
    expect(textsOf(svg).length).toBeGreaterThan(5);
  });

  it("draws a component that is far narrower than the rest", () => {
    const values = [[-9999], [-9999], ...Array.from({ length: 50 }, (_, i) => [i / 5])];
    const { options } = clustered(values, 2);
    const gaussian = { weights: [0.04, 0.96], covariance: (c: number) => [1e-9, 8][c] };
    const labels = values.map(([value]) => (value < 0 ? 0 : 1));
    const picture = clustersPicture(options, [{ labels, centers: [[-9999], [5]], gaussian }]);
    const [panel] = picture.panels;
    if (panel.kind !== "histogram") throw new Error(panel.kind);
    const peak = Math.max(...panel.densities![1].map(([, y]) => y));
    expect(peak).toBeCloseTo(0.96 / Math.sqrt(2 * Math.PI * 8), 6);
    expect(Math.max(...panel.densities![0].map(([, y]) => y))).toBeGreaterThan(500);
    // At either side of it.
    expect(panel.borders).toHaveLength(2);
    expect(panel.y.domain[1]).toBeLessThan(0.1);
    expect(svgOf(picture)).not.toMatch(/NaN|Infinity/);
  });

  it("draws components whose variance is too small for a number", () => {
    const { options, clusters } = clustered([[1e-200], [2e-200], [3e-200]], 1);
    const gaussian = { weights: [1], covariance: () => 0 };
    const picture = clustersPicture(options, [{ ...clusters, gaussian }]);
    expect(picture.panels[0].y.domain.every(Number.isFinite)).toBe(true);
    expect(svgOf(picture)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("holds what XML would take for markup, and shortens what is too long", () => {
    const { options, clusters } = groups(2, 2);
    const svg = svgOf(
      clustersPicture(
        {
          ...options,
          title: "a < b & c",
          subtitle: "words ".repeat(60),
          columns: [`<b attr="1">\u0007&amp;`, "长".repeat(300)],
        },
        [clusters],
      ),
    );
    const texts = textsOf(svg);
    expect(texts).toContain("a < b & c");
    expect(texts).toContain(`<b attr="1"> &amp;`);
    expect(svg).not.toContain("\u0007");
    expect(texts.filter((text) => text.endsWith("…"))).toHaveLength(2);
  });
});

describe("a criterion", () => {
  it("is a line through the values there are, with a ring round the choice", () => {
    const svg = svgOf(pictures["a criterion"]);
    expect(dotsOf(svg).map((group) => group.length)).toEqual([3, 1]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["k", "BIC", "1", "2", "3"]));
    expect(svg).toContain("the lowest is the best; marked is the choice, k = 2");
  });

  it("draws a single k", () => {
    const svg = svgOf(criterionPicture({ ...criterion, values: [[2, 10]] }));
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(textsOf(svg)).toContain("2");
  });
});
