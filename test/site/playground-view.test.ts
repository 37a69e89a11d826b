import { join } from "node:path";
import { GaussianMixture, Points } from "mixtura";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { Opening } from "../../site/playground/app/opening.js";
import { Player } from "../../site/playground/app/player.js";
import { Session } from "../../site/playground/app/session.js";
import { DATA_SETS } from "../../site/playground/data/sets.js";
import { tableOf } from "../../site/playground/data/table.js";
import { slownessInWords } from "../../site/playground/duel/threads.js";
import { commandOf } from "../../site/playground/export/code.js";
import { fingerprintOf } from "../../site/playground/run/fingerprint.js";
import { howMany, sampleOf } from "../../site/playground/run/how-many.js";
import { NAMES, optionsOf } from "../../site/playground/run/problem.js";
import { lessonInWords, remarkOf, verdictInWords } from "../../site/playground/run/words.js";
import { FIRST, GAUSSIAN } from "../../site/playground/state/state.js";
import { bordersOf } from "../../site/playground/view/borders.js";
import type { Clusters } from "../../site/playground/view/marks.js";
import type { Plot } from "../../site/playground/view/plot.js";
import { lineScene, planeScene } from "../../site/playground/view/scene.js";
import { LIGHT } from "../../site/playground/view/theme.js";
import { axisTicks, ticksAcross } from "../../site/playground/view/ticks.js";
import { together } from "../../site/playground/view/together.js";
import { windowOf } from "../../site/playground/view/window.js";
import { chromium, launch } from "../packaging/browsers/chromium.js";
import { PATIENCE } from "../packaging/browsers/engine.js";
import { fileIn, serve, type Server } from "../packaging/browsers/server.js";
import { itWith } from "../packaging/it-with.js";

const nothing = () => undefined;

/** A session, and what it tells. */
function session() {
  const failed = vi.fn<(title: string) => void>();
  const session = new Session({ scene: nothing, run: nothing, progress: nothing, failed });
  return { session, failed };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("a session", () => {
  it("stays as it is where points cannot be had, and obeys afterwards", async () => {
    const { session: it, failed } = session();
    await it.open("shapes");
    const penguins = DATA_SETS.find(({ id }) => id === "penguins")!;
    vi.spyOn(penguins as { load: () => unknown }, "load").mockRejectedValue(new Error("offline"));
    await it.open("penguins");
    expect(failed).toHaveBeenCalledExactlyOnceWith("Penguins");
    expect([it.set.id, it.state.data, it.state.k]).toEqual(["shapes", "shapes", 3]);
    await it.change({ k: 5 });
    expect([it.set.id, it.state.k, it.run?.problem.options.k]).toEqual(["shapes", 5, 5]);
    it.dispose();
  });

  it("keeps what is drawn where what is to follow cannot be had", async () => {
    const { session: it } = session();
    await it.draw([1000, 1000, 2000, 2000]);
    const penguins = DATA_SETS.find(({ id }) => id === "penguins")!;
    vi.spyOn(penguins as { load: () => unknown }, "load").mockRejectedValue(new Error("offline"));
    await it.restore({ ...it.state, data: "penguins" }, [], undefined);
    expect(it.drawn).toEqual([1000, 1000, 2000, 2000]);
    it.dispose();
  });

  it("begins a drawing with three clusters, whatever there was before", async () => {
    const { session: it } = session();
    await it.open("many");
    await it.open("drawn");
    expect(it.state.k).toBe(3);
    await it.draw([1000, 1000]);
    expect(it.state.k).toBe(1);
    await it.draw([1000, 1000, 2000, 2000, 3000, 4000, 4000, 3000]);
    expect(it.state.k).toBe(3);
    await it.draw([]);
    expect(it.state.k).toBe(3);
    it.dispose();
  });

  it("does nothing more once it is disposed of", async () => {
    const progress = vi.fn();
    const it = new Session({ scene: nothing, run: nothing, progress, failed: nothing });
    await it.open("many");
    progress.mockClear();
    it.dispose();
    await it.open("shapes");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(progress).not.toHaveBeenCalled();
  });
});

describe("what is opened", () => {
  /** A table that is read when it is let go. */
  function slow(name: string) {
    let go = nothing as () => void;
    const read = new Promise<string>((resolve) => {
      go = () => resolve("a,b\n1,2\n3,4\nfive,6\n7,9\n");
    });
    return { file: { name, type: "text/csv", text: () => read } as unknown as File, go };
  }

  function opening() {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    const { session: it } = session();
    return {
      session: it,
      opening: new Opening(it, { begin: nothing, followed: nothing, told: nothing }),
    };
  }

  it("is what was chosen last, not what took longest to read", async () => {
    const { session: it, opening: open } = opening();
    const [first, second] = [slow("first.csv"), slow("second.csv")];
    const reading = open.file([first.file]);
    await open.set("line");
    first.go();
    await reading;
    expect(it.set.id).toBe("line");
    const both = [open.file([first.file]), open.file([second.file])];
    second.go();
    await Promise.all(both);
    expect(it.set.title).toBe("second.csv");
    it.dispose();
  });

  it("has rows left out said as long as they are", async () => {
    const { session: it, opening: open } = opening();
    const { file, go } = slow("a.csv");
    go();
    await open.file([file]);
    const told = () => open.notices.map(({ title }) => title);
    expect(told()).toEqual(["1 row left out"]);
    await open.set("line");
    expect(told()).toEqual([]);
    await open.set("own");
    expect(told()).toEqual(["1 row left out"]);
    it.dispose();
  });

  it("is an example where the first points cannot be had, and says so", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    const it: Session = new Session({
      ...{ scene: nothing, run: nothing, progress: nothing },
      failed: (title) => void open.failed(title),
    });
    const open: Opening = new Opening(it, {
      ...{ followed: nothing, told: nothing },
      begin: () => open.dismiss(),
    });
    const penguins = DATA_SETS.find(({ id }) => id === "penguins")!;
    vi.spyOn(penguins as { load: () => unknown }, "load").mockRejectedValue(new Error("offline"));
    await open.address("#data=penguins&k=4");
    await vi.waitFor(() => expect(open.notices).toHaveLength(1));
    expect(open.notices[0].title).toBe("Penguins: not loaded");
    expect([it.set.id, it.state.k, it.fitted.count]).toEqual(["shapes", 3, 240]);
    await open.set("line");
    expect(open.notices).toEqual([]);
    it.dispose();
  });

  it("has a file that cannot be used said until something else is asked for", async () => {
    const { session: it, opening: open } = opening();
    await open.set("line");
    await open.file([new File(["a,b\nc,d\n"], "words.csv")]);
    expect(open.fault).toMatch(/^words\.csv: /);
    expect(open.notices).toEqual([]);
    open.dismiss();
    expect(open.fault).toBeUndefined();
    it.dispose();
  });
});

describe("the player", () => {
  it("draws no old clusters on a sheet that was cleared", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
    const frames = new Map<number, (now: number) => void>();
    vi.stubGlobal("requestAnimationFrame", (step: (now: number) => void) => {
      frames.set(frames.size + 1, step);
      return frames.size;
    });
    vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
    let shown: Clusters | undefined;
    const plot = {
      colours: new Float32Array(12),
      paint: nothing,
      setGround: nothing,
      setClusters: (clusters: Clusters) => (shown = clusters),
    } as unknown as Plot;
    const { session: it } = session();
    await it.draw([1000, 1000, 2000, 2000, 3000, 4000, 4000, 3000]);
    await vi.waitFor(() => expect(it.run?.done).toBe(true));
    const player = new Player(plot, it, LIGHT, nothing);
    player.show(2, 320);
    await it.draw([]);
    player.show(0, 320);
    for (const step of frames.values()) step(performance.now() + 1000);
    expect(shown?.centroids).toEqual([]);
  });
});

describe("how many clusters", () => {
  it("is told by rows at random, which fall in with nothing that repeats", () => {
    const values = Float64Array.from({ length: 200_000 }, (_, at) => (at >> 1) % 50);
    const part = sampleOf(tableOf(["a", "b"], values), 2000, 1);
    expect(part.count).toBe(2000);
    expect(new Set(part.values).size).toBe(50);
    expect(sampleOf(tableOf(["a", "b"], values), 2000, 1)).toEqual(part);
    expect(sampleOf(tableOf(["a", "b"], values), 2000, 2)).not.toEqual(part);
    const few = tableOf(["a"], [1, 2, 3]);
    expect(sampleOf(few, 3, 1)).toBe(few);
  });

  it("leaves out fits that have collapsed, and says so", async () => {
    const random = tableOf(
      Array.from({ length: 30 }, (_, j) => `c${j}`),
      Array.from({ length: 2700 }, (_, at) => Math.sin(at * at) + 4 * (Math.floor(at / 30) % 3)),
    );
    const points = Points.from({ data: random.values, shape: [90, 30] });
    const state = { ...FIRST, mix: GAUSSIAN, all: true };
    const options = optionsOf(state, random);
    const problem = {
      kind: "gaussian",
      name: NAMES.gaussian,
      options,
      table: random,
      points,
    } as const;
    const choices = await howMany(problem, new AbortController().signal);
    const out = choices.values.filter(({ out }) => out).map(({ k }) => k);
    expect(out.length).toBeGreaterThan(0);
    expect(out).not.toContain(choices.best);
    expect(verdictInWords(choices)).toMatch(/^BIC, which weighs .*Hollow: left out/);
  });

  it("names its criterion, and how many rows it is told by", () => {
    const values = [{ k: 5, value: 0.5, out: false }];
    const all = { criterion: "Silhouette", better: "higher", values, best: 5 } as const;
    expect(verdictInWords({ ...all, rows: 240, of: 240 })).toBe(
      "Silhouette, which looks for round, separate clusters, speaks for k = 5. Taller is better.",
    );
    expect(verdictInWords({ ...all, rows: 2000, of: 100_000 })).toMatch(
      / Fitted to 2,000 of 100,000 rows, drawn at random\.$/,
    );
  });
});

describe("the words beside the slider", () => {
  it("follow it", () => {
    const lesson = (mix: number, merged = false, covariance = FIRST.covariance, map = false) =>
      lessonInWords({ ...FIRST, mix, covariance }, { merged, map });
    expect(lesson(0)).toMatch(/nearest centroid alone/);
    expect(lesson(12)).toMatch(/borders stay straight/);
    expect(lesson(23, true)).toMatch(/centroids merge/);
    expect(lesson(GAUSSIAN)).toMatch(/own width and shape, so borders bend/);
    expect(lesson(GAUSSIAN, false, "tied")).toMatch(/borders stay straight/);
    for (const mix of [0, 12, GAUSSIAN])
      expect(lesson(mix, false, "tied", true), "of great circles").not.toMatch(/straight/);
  });
});

describe("remarks", () => {
  const told = (code: string, components: number[], cause?: string) => {
    const { title, text } = remarkOf({ code, components, cause, message: "" });
    return `${title}. ${text}`;
  };

  it("are in the singular or the plural, as what they speak of", () => {
    expect(told("empty-component", [2])).toMatch(/^Empty: cluster 3\. No point is nearest to it\./);
    expect(told("empty-component", [1, 2])).toMatch(
      /^Empty: clusters 2 and 3\. No point is nearest to them\./,
    );
    for (const cause of ["point", "few", "value", "direction", "data"]) {
      expect(told("variance-floored", [0], cause)).not.toMatch(/\b(?:each|they)\b/i);
      expect(told("variance-floored", [0, 3], cause)).not.toMatch(/\bits?\b/i);
    }
  });

  it("say why threads were slower, where they were", () => {
    expect(slownessInWords(59, 22, 100_000, 8)).toBeUndefined();
    expect(slownessInWords(22, 59, 240, 2)).toMatch(/240 points\. With 2 cores/);
    expect(slownessInWords(22, 59, 240, 8)).not.toMatch(/core/);
  });
});

describe("a mixture", () => {
  it("can start from a k-means, as the library's own default does, and no other can", async () => {
    const { session: it } = session();
    await it.open("shapes");
    await it.change({ mix: GAUSSIAN, start: "k-means" });
    await vi.waitFor(() => expect(it.run?.done).toBe(true));
    const { table, points } = it.run!.problem;
    const fitted = GaussianMixture.fit(points, { k: 3, seed: 4, covariance: "full" });
    expect(it.run!.moments.at(-1)!.centroids).toEqual(fitted.means);
    expect(commandOf(it.run!.problem, undefined)).toContain("--start k-means");
    expect(table.count).toBe(240);
    await it.change({ mix: 12 });
    expect(it.state.start).toBe("k-means++");
    it.dispose();
  });

  it("has another fingerprint where weights or covariances alone differ", () => {
    const moment = (weights: number[], covariances: number[]) => ({
      model: GaussianMixture.from({ weights, means: [[0], [1]], covariances }),
      ...{ centroids: [[0], [1]], sizes: [1, 1], objective: 0, diagnostics: [] },
    });
    const prints = [
      fingerprintOf([moment([0.5, 0.5], [1, 1])]),
      fingerprintOf([moment([0.25, 0.75], [1, 1])]),
      fingerprintOf([moment([0.5, 0.5], [1, 2])]),
    ];
    expect(new Set(prints).size).toBe(3);
  });
});

describe("clusters that coincide", () => {
  it("have one mark", () => {
    const places = [
      [0, 0],
      [50, 0],
      [0.5, 0],
      [50, 0.2],
      [9, 9],
    ] as const;
    expect(together(places, 1)).toEqual([[0, 2], [1, 3], [], [], [4]]);
  });

  it("have no border between them", () => {
    const grid = (differ: number) => ({
      ...{ columns: 3, rows: 3, step: 4, k: 2 },
      scores: Float64Array.from(
        { length: 18 },
        (_, at) => (at % 4 < 2 ? differ : -differ) * (at % 2),
      ),
    });
    expect(bordersOf(grid(1e-4), false)).toBe("");
    expect(bordersOf(grid(1), false)).not.toBe("");
    expect(bordersOf(grid(1e-4), true)).not.toBe("");
  });
});

describe("the numbers of an axis", () => {
  const texts = (range: [number, number], name = "x") =>
    axisTicks(range, name, 7).map(({ text }) => text);

  it("differ, however large they are beside their range", () => {
    expect(texts([0, 10])).toEqual(["0", "2", "4", "6", "8", "10"]);
    const ranges: [number, number][] = [
      [1_764_200_000_000, 1_764_203_600_000],
      [1e6, 1e6 + 3],
      [-123_456.7, -123_456.1],
      [1e-5, 1.0001e-5],
      [1e15, 1e15 + 20],
      [-1e308, 1e308],
      [1e-310, 4e-310],
    ];
    for (const range of ranges) {
      const ticks = texts(range);
      expect(ticks.length, String(range)).toBeGreaterThan(2);
      expect(new Set(ticks).size, String(range)).toBe(ticks.length);
    }
  });

  it("are times where name and values say so", () => {
    const [from, to] = [Date.UTC(2025, 10, 26, 23, 40), Date.UTC(2025, 10, 27, 0, 40)];
    expect(texts([from, to], "time (ms)")[1]).toBe("11-26 23:50");
    expect(texts([from / 1000, to / 1000], "timestamp")[1]).toBe("11-26 23:50");
    expect(texts([from, from + 40 * 86_400_000], "date")[0]).toBe("2025-11-27");
    expect(texts([from, to], "cost")[0]).toMatch(/^1,764,/);
    expect(texts([3, 9], "time")[0]).toBe("3");
  });

  it("have room side by side", () => {
    for (const width of [340, 900])
      for (const range of [[1_764_200_000_000, 1_764_203_600_000] as const, [0, 10] as const]) {
        const ticks = ticksAcross(range, "x", width);
        const apart = (width * (ticks[1].value - ticks[0].value)) / (range[1] - range[0]);
        for (const { text } of ticks) expect(6 * text.length + 3).toBeLessThan(apart);
      }
  });
});

describe("the window on the points", () => {
  const windowFor = (a: readonly number[], b: readonly number[]) => {
    const values = a.flatMap((value, i) => [value, b[i]]);
    return windowOf(planeScene(tableOf(["a", "b"], values), false, false, false), 880, 500);
  };

  it("keeps its numbers where a range is beyond all numbers, or near the smallest", () => {
    for (const [a, b] of [
      [
        [-1.7e308, 1.7e308, 0],
        [1e-310, 3e-310, 2e-310],
      ],
      [
        [5e-324, 1e-323],
        [-1.79e308, 1.79e308],
      ],
    ] as const) {
      const window = windowFor(a, b);
      a.forEach((value, i) => {
        for (const at of [window.x(value), window.y(b[i])]) expect(at).toBeGreaterThanOrEqual(0);
        expect(window.x(value)).toBeLessThanOrEqual(880);
        expect(window.valueX(window.x(value)) / (value || 1)).toBeCloseTo(value && 1, 1);
      });
      expect(window.valuesAt(0, 0).every(Number.isFinite)).toBe(true);
    }
  });

  it("stacks one column where a range is beyond all numbers, or near the smallest", () => {
    for (const values of [
      [-1e308, 1e308, 1.1e308, 0],
      [1e-310, 3e-310, 2e-310, 2e-310],
      [5, 5, 5, 5],
    ]) {
      const scene = lineScene(tableOf(["v"], values));
      const window = windowOf(scene, 880, 500);
      for (let at = 0; at < scene.positions.length; at += 2) {
        const [x, y] = [window.x(scene.positions[at]), window.y(scene.positions[at + 1])];
        expect(x >= 0 && x <= 880 && y >= 0 && y <= 500, String(values)).toBe(true);
      }
    }
  });

  it("tells positions a tenth of a pixel apart, in short numbers", () => {
    const from = 1_764_200_000_000;
    const window = windowFor([from, from + 60_000], [0, 1]);
    const places = [1, 1.2, 1.4].map((x) => window.valuesAt(x, 10)[0]);
    expect(new Set(places).size).toBe(3);
    expect(Math.abs(window.x(places[1]) - 1.2)).toBeLessThan(0.1);
    const [, y] = windowFor([0, 1], [0, 7]).valuesAt(3, 100.123);
    expect(String(y).length).toBeLessThan(7);
  });
});

describe("the page that is left", () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    if (chromium.missing() !== undefined) return;
    const site = inject("site");
    server = await serve((path) =>
      fileIn(site, join(path, path.endsWith("/") ? "index.html" : "")),
    );
    browser = await launch();
  });
  afterAll(async () => {
    if (chromium.missing() !== undefined) return;
    await browser.close();
    await server.close();
  });

  /** Handles of elements would keep them alive. */
  const there = (page: Page, selector: string, is: boolean) =>
    page.waitForFunction(([selector, is]) => (document.querySelector(selector) !== null) === is, [
      selector,
      is,
    ] as const);
  const press = (page: Page, selector: string) =>
    page.evaluate(
      ([selector]) => document.querySelector<HTMLElement>(selector)!.click(),
      [selector],
    );

  for (const hash of ["", "#data=many&k=8&mix=24"])
    itWith(chromium.missing(), `leaves nothing behind: ${hash || "an example"}`, async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(PATIENCE);
      const cdp = await page.context().newCDPSession(page);
      await page.goto(`${server.origin}/${hash}`);
      const nodes = async () => {
        for (let time = 0; time < 3; time++) await cdp.send("HeapProfiler.collectGarbage");
        return (await cdp.send("Memory.getDOMCounters")).nodes;
      };
      let first: number | undefined;
      for (let visit = 0; visit < 4; visit++) {
        await there(page, ".mx-bars li", true);
        await page.waitForTimeout(300);
        const held = await nodes();
        await press(page, 'a[href*="guides/"]');
        await there(page, ".mx", false);
        await page.waitForTimeout(900);
        expect(new URL(page.url()).hash).toBe("");
        first ??= held;
        await press(page, "a.title");
      }
      await there(page, ".mx-bars li", true);
      // A playground has some 600.
      await expect.poll(nodes, { timeout: PATIENCE }).toBeLessThan(first! + 300);
      await page.close();
    });
});
