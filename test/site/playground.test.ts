import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Download, Page } from "playwright-core";
import { expect } from "vitest";
import { chromium } from "../packaging/browsers/chromium.js";
import { PATIENCE, withBrowser } from "../packaging/browsers/engine.js";
import { firefox } from "../packaging/browsers/firefox.js";
import { fileIn, serve } from "../packaging/browsers/server.js";
import { itWith } from "../packaging/it-with.js";
import { PICTURE } from "../packaging/picture.js";
import { servedPlayground, worksOn } from "./served-playground.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const host = servedPlayground();

const works = worksOn(host, ".mx-bars li");

/** Waits until the run is at its end, and gives the digits that stand for all its bits. */
async function runOf(page: Page): Promise<string> {
  const digits = page.locator(".mx-fingerprint code");
  await page.waitForFunction(() =>
    /^[0-9a-f]{8}$/.test(document.querySelector(".mx-fingerprint code")!.textContent),
  );
  return (await digits.textContent())!;
}

/** What the page says below the sheet. */
const words = (page: Page) => page.locator(".mx-words").textContent();
const frameOf = async (page: Page) => Number(await page.locator("[name=frame]").inputValue());
const says = (page: Page, pattern: RegExp) =>
  page.waitForFunction(
    ([source]) => new RegExp(source).test(document.querySelector(".mx-words")!.textContent),
    [pattern.source],
  );

/** How many colours a canvas has; of a copy, for browsers remark on the reading of one that is drawn on. */
const coloursOf = (page: Page, selector: string) =>
  page.evaluate(
    ([selector]) => {
      const { width, height } = document.querySelector<HTMLCanvasElement>(selector)!;
      const copy = Object.assign(document.createElement("canvas"), { width, height });
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(document.querySelector<HTMLCanvasElement>(selector)!, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size;
    },
    [selector],
  );
const pixelsOf = (page: Page) => coloursOf(page, ".mx-points");

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), "utf8");
}

/** What a press on a button has the browser save. */
async function saved(page: Page, name: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`button[name=${name}]`).click(),
  ]);
  return download;
}

/** Drops a file on the sheet, as from a folder. */
async function drop(page: Page, name: string, type: string, content: Buffer) {
  const transfer = await page.evaluateHandle(
    ([name, type, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type }));
      return transfer;
    },
    [name, type, content.toString("base64")] as const,
  );
  await page.dispatchEvent(".mx-sheet", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent(".mx-sheet", "drop", { dataTransfer: transfer });
}

works(
  "plays an example at once",
  async (page) => {
    await says(page, /^Converged after \d+ iterations\.$/);
    expect(await pixelsOf(page)).toBeGreaterThan(10);
  },
  { reducedMotion: "no-preference" },
);

works("steps by halves, scrubs back and forth, and starts again", async (page) => {
  await runOf(page);
  await page.getByRole("button", { name: "To the start" }).click();
  expect(await words(page)).toMatch(/^Start: /);
  const on = page.getByRole("button", { name: "Half a step on" });
  await on.click();
  expect(await words(page)).toMatch(/^E-step: each point joins/);
  await on.click();
  expect(await words(page)).toMatch(/^M-step: each centroid moves/);
  const before = await page.locator(".mx-over").innerHTML();
  await page.locator("[name=frame]").fill("9");
  expect(await page.locator(".mx-over").innerHTML()).not.toBe(before);
  await page.locator("[name=frame]").fill("2");
  expect(await page.locator(".mx-over").innerHTML()).toBe(before);
  await page.getByRole("button", { name: "Half a step back" }).click();
  expect(await frameOf(page)).toBe(1);
  await page.getByRole("button", { name: "To the end" }).click();
  expect(await words(page)).toMatch(/^Converged/);
  await page.getByRole("button", { name: "Play" }).click();
  await says(page, /^M-step/);
  await page.getByRole("button", { name: "Pause" }).click();
  expect(await frameOf(page)).toBeGreaterThan(0);
});

works("goes from hard through soft to Gaussian on the same points by one slider", async (page) => {
  const mix = page.locator("[name=mix]");
  const runs = new Set([await runOf(page)]);
  for (const place of [1, 8, 16, 23, 24]) {
    await mix.fill(String(place));
    await page.waitForFunction(
      ([seen]) => {
        const digits = document.querySelector(".mx-fingerprint code")!.textContent;
        return /^[0-9a-f]{8}$/.test(digits) && !seen.includes(digits);
      },
      [[...runs]] as const,
    );
    runs.add(await runOf(page));
  }
  expect(runs.size).toBe(6);
  expect(await mix.getAttribute("aria-valuetext")).toBe("full covariances");
  await mix.fill("23");
  await page.waitForSelector(".mx-remark:has-text('Merged')");
  await page.waitForSelector(".mx-lesson:has-text('centroids merge')");
  const marks = page.locator(".mx-disc:visible");
  expect(await marks.allTextContents()).toEqual(["1 2 3"]);
});

works("obeys every control", async (page) => {
  let run = await runOf(page);
  const changes = async (act: () => Promise<unknown>) => {
    await act();
    await page.waitForFunction(
      ([before]) => {
        const digits = document.querySelector(".mx-fingerprint code")!.textContent;
        return /^[0-9a-f]{8}$/.test(digits) && digits !== before;
      },
      [run],
    );
    run = await runOf(page);
  };
  await changes(() => page.getByRole("button", { name: "Clusters k: one more" }).click());
  expect(await page.locator(".mx-bars li").count()).toBe(4);
  await changes(() => page.getByRole("button", { name: "Seed: one more" }).click());
  await changes(() => page.locator("[name=start]").selectOption("corner"));
  await changes(() => page.locator("[name=start]").selectOption("k-means++"));
  await changes(() => page.locator("[name=distance]").selectOption("cosine"));
  await changes(() => page.locator("[name=mix]").fill("8"));
  await changes(() => page.locator("[name=distance]").selectOption("plain"));
  await changes(() => page.locator("[name=standardize]").check());
  await changes(() => page.locator("[name=mix]").fill("24"));
  for (const form of ["spherical", "diagonal", "tied"])
    await changes(() => page.locator("[name=covariance]").selectOption(form));
  await page.waitForSelector(".mx-columns button[aria-label*='BIC']");
  await changes(() => page.getByRole("button", { name: /^k = 2: BIC/ }).click());
  await changes(() => page.locator("[name=data]").selectOption("penguins"));
  await changes(() => page.locator("[name=x]").selectOption("3"));
  await changes(() => page.locator("[name=y]").selectOption("2"));
  await page.waitForSelector(".mx-about:has-text('Fitted to 2 of 4 columns:')");
  await changes(() => page.locator("[name=all]").check());
  expect(await page.locator(".mx-about").textContent()).not.toMatch(/Fitted to/);
});

works("has points for everything that can go well or wrong", async (page) => {
  const sets = await page
    .locator("[name=data] option")
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect(sets.length).toBeGreaterThan(12);
  for (const set of sets.filter((set) => set !== "drawn" && set !== "many")) {
    await page.locator("[name=data]").selectOption(set);
    await page.waitForFunction(([set]) => location.hash.includes(`data=${set}`), [set]);
    await runOf(page);
    expect(await pixelsOf(page)).toBeGreaterThan(3);
  }
});

works(
  "shows the shares of the point under the pointer, and singles out a cluster",
  async (page) => {
    await page.locator("[name=mix]").fill("24");
    await runOf(page);
    const sheet = page.locator(".mx-over");
    await sheet.focus();
    await page.keyboard.press("ArrowRight");
    const name = page.locator(".mx-panel h2", { hasText: /^Point \d+$/ });
    await name.waitFor();
    const shares = await page.locator(".mx-bars .mx-figure").allTextContents();
    expect(shares).toHaveLength(3);
    const first = await name.textContent();
    await page.keyboard.press("ArrowRight");
    expect(await name.textContent()).not.toBe(first);
    const box = (await sheet.boundingBox())!;
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.locator(".mx-panel h2", { hasText: "Shares of the points" }).waitFor();
    const all = await pixelsOf(page);
    await page.keyboard.press("2");
    await page.waitForFunction(
      () => document.querySelectorAll(".mx-disc[opacity='0.35']").length === 2,
    );
    expect(await pixelsOf(page)).not.toBe(all);
    expect(await page.locator(".mx-bars [aria-pressed=true]").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(await page.locator(".mx-bars [aria-pressed=true]").count()).toBe(0);
  },
);

works("lets centroids be dragged, and goes on from there", async (page) => {
  const before = await runOf(page);
  const disc = (await page.locator(".mx-disc").first().boundingBox())!;
  await page.mouse.move(disc.x + disc.width / 2, disc.y + disc.height / 2);
  await page.mouse.down();
  await page.mouse.move(disc.x - 150, disc.y - 80, { steps: 5 });
  expect(await words(page)).toMatch(/^E-step/);
  await page.mouse.up();
  expect(await page.locator("[name=start]").inputValue()).toBe("hand");
  expect(await runOf(page)).not.toBe(before);
});

works("keeps centroids by hand apart, to the last digit, and on the sheet", async (page) => {
  const rows = Array.from({ length: 60 }, (_, i) => `${1764200000000 + 60000 * i},${(i * 7) % 5}`);
  await drop(page, "times.csv", "text/csv", Buffer.from(`t,v\n${rows.join("\n")}\n`));
  await page.waitForSelector(".mx-about:has-text('60 rows')");
  await runOf(page);
  await page.locator("[name=start]").selectOption("hand");
  await page.waitForFunction(() => location.hash.includes("hand="));
  const times = async () => {
    const hand = new URLSearchParams((await page.evaluate(() => location.hash)).slice(1)).get(
      "hand",
    );
    return new Set(hand!.split("~").map((row) => row.split("_")[0]));
  };
  expect((await times()).size).toBe(3);
  const sheet = (await page.locator(".mx-over").boundingBox())!;
  const disc = (await page.locator(".mx-disc").first().boundingBox())!;
  await page.mouse.move(disc.x + disc.width / 2, disc.y + disc.height / 2);
  await page.mouse.down();
  await page.mouse.move(sheet.x - 500, sheet.y + sheet.height + 400, { steps: 3 });
  await page.mouse.up();
  expect(await page.evaluate(() => getSelection()!.toString())).toBe("");
  await page.getByRole("button", { name: "To the start" }).click();
  const left = (await page.locator(".mx-disc").first().boundingBox())!;
  expect(left.x + left.width / 2).toBeGreaterThan(sheet.x - 1);
  expect(left.y + left.height / 2).toBeLessThan(sheet.y + sheet.height + 1);
});

works("has points drawn by hand, by the pointer and by keys", async (page) => {
  await page.locator("[name=data]").selectOption("drawn");
  await page.locator(".mx-hint").waitFor();
  const box = (await page.locator(".mx-over").boundingBox())!;
  for (const [x, y] of [
    [0.4, 0.3],
    [0.42, 0.34],
    [0.6, 0.7],
  ])
    await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.5 * box.height, { steps: 20 });
  await page.mouse.up();
  await page.locator(".mx-over").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  const first = await runOf(page);
  expect(await page.locator(".mx-bars li").count()).toBe(3);
  await page.waitForFunction(() => location.hash.includes("points="));
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(
    ([first]) => document.querySelector(".mx-fingerprint code")!.textContent !== first,
    [first],
  );
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator(".mx-hint").waitFor();
});

const TABLE = Buffer.from(
  `place,width,height\n${Array.from({ length: 40 }, (_, i) => `p${i},${((i * 7) % 5) + 10 * (i % 2)},${(i * i) % 7}`).join("\n")}\np40,nothing,3\np41,1\n`,
);

works("takes a CSV that is dropped, and tells of its bad rows by line", async (page) => {
  await drop(page, "places.csv", "text/csv", TABLE);
  const remark = page.locator(".mx-remark", { hasText: "left outline" });
  await remark.waitFor();
  await page.waitForSelector(".mx-remark:has-text('place: no numbers')");
  expect(await remark.textContent()).toBe(
    "2 rows left outline 42: “nothing” in width is no number; line 43: 2 values instead of 3.",
  );
  expect(await page.locator(".mx-about").textContent()).toMatch(/^40 rows of yours/);
  await drop(page, "words.csv", "text/csv", Buffer.from("a,b\nc,d\n"));
  await page.waitForSelector(
    ".mx-data .mx-fault:has-text('words.csv: The file has no column of numbers.')",
  );
  await page.getByRole("button", { name: "Clusters k: one more" }).click();
  await page.waitForSelector(".mx-fault", { state: "hidden" });
});

const HOSTILE = {
  "one row": "a,b\n1,2\n",
  "equal rows": `a,b\n${"1,2\n".repeat(5)}`,
  "a constant column": "a,b\n1,5\n2,5\n3,5\n9,5\n8,5\n",
  "one column": "v\n1\n2\n3\n10\n11\n12\n",
  "huge values": "a,b\n1e300,2\n-1e300,3\n1e299,4\n4,4\n",
  "tiny values": "a,b\n1e-170,2e-170\n3e-170,4e-170\n5e-170,1e-170\n0,0\n",
  "a range beyond all numbers": "a,b\n1e308,2\n-1e308,3\n1e307,4\n4,4\n",
  "the smallest numbers": "a,b\n1e-310,2\n3e-310,3\n2e-310,4\n4e-310,4\n",
  "one column beyond all numbers": "v\n1e308\n-1e308\n5e307\n0\n",
  "one column of the smallest": "v\n1e-310\n3e-310\n2e-310\n9e-310\n",
  "odd names": '"x, <b>","x, <b>","ü\nz"\n1,2,3\n4,5,6\n7,8,1\n2,2,2\n',
};

works("comes through hostile tables", async (page) => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    await drop(page, `${name}.csv`, "text/csv", Buffer.from(text));
    await page.waitForFunction(
      ([name]) => document.querySelector("[name=data] option:checked")!.textContent === name,
      [`${name}.csv`],
    );
    for (const place of [0, 12, 23, 24]) {
      await page.locator("[name=mix]").fill(String(place));
      await runOf(page);
    }
    for (const distance of ["cosine", "plain", "squared"]) {
      await page.locator("[name=mix]").fill("12");
      await page.locator("[name=distance]").selectOption(distance);
      await page.waitForTimeout(100);
    }
    const marks = await page.locator(".mx-sheet").innerHTML();
    expect(/NaN|Infinity/.test(marks), name).toBe(false);
  }
});

works("takes a picture that is dropped, and shows it in its colours", async (page) => {
  await drop(page, PICTURE.name, PICTURE.mimeType, PICTURE.buffer);
  await page.locator(".mx-swatches li").nth(5).waitFor();
  await runOf(page);
  await page.getByRole("button", { name: "To the end" }).click();
  const colours = await coloursOf(page, ".mx-picture canvas");
  expect(colours).toBe(6);
  await drop(page, "x.png", "image/png", Buffer.from("no picture"));
  await page.waitForSelector(".mx-fault:has-text('x.png is no picture')");
});

/** The link of what is shown, from the clipboard. */
async function linkOf(page: Page): Promise<string> {
  await page.locator("[name=share]").click();
  await page.waitForSelector(".mx-told:has-text('on the clipboard')");
  return page.evaluate(() => navigator.clipboard.readText());
}

for (const [what, prepare] of Object.entries({
  "a mixture half-way": async (page: Page) => {
    await page.locator("[name=mix]").fill("24");
    await runOf(page);
    await page.locator("[name=frame]").fill("7");
  },
  "centroids placed by hand": async (page: Page) => {
    await page.locator(".mx-disc").first().focus();
    await page.keyboard.press("ArrowLeft");
  },
  "a table of the visitor's": (page: Page) => drop(page, "places.csv", "text/csv", TABLE),
}))
  works(`reopens a link to the same bits: ${what}`, async (page) => {
    await prepare(page);
    await page.waitForTimeout(600);
    const [run, frame] = [await runOf(page), await frameOf(page)];
    const model = await textOf(await saved(page, "model"));
    const link = await linkOf(page);
    const other = await page.context().newPage();
    await other.goto(link);
    await other.waitForSelector(".mx-bars li");
    expect(await runOf(other)).toBe(run);
    expect(await frameOf(other)).toBe(frame);
    expect(await textOf(await saved(other, "model"))).toBe(model);
    await other.close();
  });

works("says where points are too many for a link, and saves the state as a file", async (page) => {
  const rows = Array.from({ length: 3000 }, (_, i) => `${Math.sqrt(i)},${Math.cbrt(i + 1)}`);
  await drop(page, "roots.csv", "text/csv", Buffer.from(`a,b\n${rows.join("\n")}\n`));
  await page.waitForSelector(".mx-about:has-text('3,000 rows')");
  const run = await runOf(page);
  await page.locator("[name=share]").click();
  await page.waitForSelector(".mx-told:has-text('too many for a link')");
  const file = await textOf(await saved(page, "state"));
  await page.locator("[name=data]").selectOption("shapes");
  await page.waitForSelector(".mx-about:has-text('the long cloud')");
  await drop(page, "playground.json", "application/json", Buffer.from(file));
  await page.waitForSelector(".mx-about:has-text('3,000 rows')");
  expect(await runOf(page)).toBe(run);
});

works("exports labels, picture and drawing", async (page) => {
  await page.locator("[name=mix]").fill("24");
  await runOf(page);
  const labels = (await textOf(await saved(page, "labels"))).trim().split("\n");
  expect(labels).toHaveLength(241);
  expect(labels[0]).toBe("x,y,cluster,share 1,share 2,share 3");
  const svg = await textOf(await saved(page, "svg"));
  expect(svg.match(/<circle/g)!.length).toBeGreaterThan(240);
  expect(svg).not.toMatch(/class=|tabindex/);
  const png = readFileSync(await (await saved(page, "png")).path());
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
});

for (const [name, hash] of Object.entries({
  "hard k-means from a bad start": "#data=pairs&k=4&start=corner&frame=999",
  "soft k-means, standardized, half-way": "#data=faithful&k=2&mix=9&standardize=true&frame=6",
  "k-means by directions": "#data=faithful&k=2&distance=cosine&frame=999",
  "soft k-means by directions": "#data=faithful&k=2&mix=9&distance=cosine&frame=999",
  "a mixture": "#data=shapes&mix=24&seed=3&frame=999",
}))
  works(
    `gives code and a command that come to the same bits: ${name}`,
    async (page) => {
      await runOf(page);
      const model = JSON.parse(await textOf(await saved(page, "model"))) as object;
      await page.locator("summary", { hasText: "Code and command" }).click();
      const folder = mkdtempSync(join(tmpdir(), "mixtura-taken-"));
      try {
        writeFileSync(join(folder, "points.csv"), await textOf(await saved(page, "points")));
        const code = (await page.locator("pre").first().textContent())!;
        const dist = new URL("../../dist/index.js", import.meta.url).href;
        const told = `${code.replace('"mixtura"', JSON.stringify(dist))}console.log(JSON.stringify(model.toJSON()));\n`;
        writeFileSync(join(folder, "fit.mjs"), told);
        const { stdout } = spawnSync(process.execPath, ["fit.mjs"], {
          cwd: folder,
          encoding: "utf8",
        });
        expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual(model);
        const command = (await page.locator("pre").nth(1).textContent())!;
        if (command.startsWith("#")) return;
        const main = new URL("../../cli/dist/main.js", import.meta.url).pathname;
        const words = command.replace(/\\\n/g, " ").trim().split(/\s+/).slice(1);
        spawnSync(process.execPath, [main, ...words], { cwd: folder });
        const written = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as object;
        expect(written).toMatchObject(parametersOf(model));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    { hash },
  );

/** What a model consists of, beside what the command adds or leaves out. */
function parametersOf(model: object): object {
  const names = ["centroids", "means", "covariances", "weights", "history", "stiffness"];
  return Object.fromEntries(Object.entries(model).filter(([name]) => names.includes(name)));
}

works(
  "cancels a long fit, and goes on with it",
  async (page) => {
    await page.locator("[name=cancel]").click();
    await says(page, /^Cancelled/);
    const last = await frameOf(page);
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForFunction(
      ([last]) => Number(document.querySelector<HTMLInputElement>("[name=frame]")!.max) > last,
      [last],
    );
  },
  { hash: "#data=many&k=8&mix=24&start=k-means%2B%2B&seed=1&frame=9999" },
);

itWith(chromium.missing(), "is the same to the bit where a page is isolated", async () => {
  const { browser, server } = host.served;
  const runIn = async (isolated: boolean) => {
    const context = await browser.newContext({ reducedMotion: "reduce" });
    if (isolated)
      await context.route("**", async (route) => {
        const response = await route.fetch();
        const headers = {
          ...response.headers(),
          "cross-origin-opener-policy": "same-origin",
          "cross-origin-embedder-policy": "require-corp",
        };
        await route.fulfill({ response, headers });
      });
    const page = await context.newPage();
    await page.goto(`${server.origin}#data=many&k=8&mix=0&seed=5&frame=999`);
    const run = await runOf(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    await context.close();
    return run;
  };
  expect(await runIn(true)).toBe(await runIn(false));
});

itWith(chromium.missing() ?? firefox.missing(), "has the bits of Chromium in Firefox", async () => {
  const { browser, folder } = host.served;
  const hash = "#data=faithful&k=3&mix=24&standardize=true&frame=999";
  // Drivers look for what a page says.
  const saying = `<script type="module">
    const digits = () => document.querySelector(".mx-fingerprint code")?.textContent ?? "";
    const wait = setInterval(() => {
      if (!/^[0-9a-f]{8}$/.test(digits())) return;
      clearInterval(wait);
      globalThis.said = { outcome: digits() };
    }, 50);
  </script></body>`;
  const html = readFileSync(join(folder, "index.html"), "utf8").replace("</body>", saying);
  const server = await serve((path) => (path === "/" ? { html } : fileIn(folder, path)));
  try {
    const page = await browser.newPage();
    await page.goto(server.origin + hash);
    const run = await runOf(page);
    await page.close();
    expect(await withBrowser(firefox, (other) => other.visit(server.origin + hash))).toBe(run);
  } finally {
    await server.close();
  }
});

works("recolours 100,000 points at every E half", async (page) => {
  await page.locator("[name=data]").selectOption("many");
  await runOf(page);
  const shown = new Set<string>();
  for (const [before, frame] of [1, 3, 5].entries()) {
    await page.locator("[name=frame]").fill(String(frame));
    // It is drawn with the page's next frame, for which a busy machine keeps one waiting.
    const drawn = () =>
      page
        .locator("canvas")
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await expect.poll(drawn, { timeout: PATIENCE }).not.toSatisfy((url: string) => shown.has(url));
    shown.add(await drawn());
    expect(shown.size).toBe(before + 1);
  }
});

works("races others only when it is asked to", async (page) => {
  const scripts = () =>
    page.evaluate(
      () => performance.getEntriesByType("resource").filter(({ name }) => /duel/.test(name)).length,
    );
  expect(await scripts()).toBe(0);
  await page.locator("summary", { hasText: "Duel" }).click();
  await page.locator("[name=duel-points]").selectOption("these");
  expect(await scripts()).toBeGreaterThan(0);
  await page.locator("[name=duel]").click();
  const rows = page.locator(".mx-scroll tbody tr");
  await rows.nth(3).waitFor();
  const inertias = await rows.locator("td:last-child").allTextContents();
  expect(new Set(inertias).size).toBe(1);
  await page.locator("[name=copy-duel]").click();
  await page.waitForSelector("text=on the clipboard, as Markdown");
  const table = await page.evaluate(() => navigator.clipboard.readText());
  expect(table.split("\n")).toHaveLength(7);
});

works("needs no pointer", async (page) => {
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.keyboard.press(" ");
  const seen = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    seen.add(
      await page.evaluate(() => {
        const at = document.activeElement!;
        return at.getAttribute("name") ?? at.getAttribute("aria-label") ?? at.textContent;
      }),
    );
  }
  for (const name of ["data", "mix", "k", "seed", "start", "frame", "play", "share", "model"])
    expect(seen).toContain(name);
  expect([...seen].some((name) => name.startsWith("Scatter plot"))).toBe(true);
  expect([...seen].some((name) => name.startsWith("Cluster 3: Enter"))).toBe(true);
  await page.locator("[name=mix]").focus();
  await page.keyboard.press("End");
  expect(await page.locator(".mx-said").textContent()).toBe("full covariances");
  await page.locator(".mx-over").focus();
  await page.keyboard.press(" ");
  await page.getByRole("button", { name: "Pause" }).waitFor();
});

const SIZES = { wide: { width: 1280, height: 800 }, phone: { width: 375, height: 812 } };

for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const)
    for (const hash of ["", "#data=sunset&k=5&axes=0-2&frame=99", "#data=penguins&mix=24&frame=99"])
      works(
        `is accessible: ${size}, ${colorScheme}${hash && `, ${hash}`}`,
        async (page) => {
          await runOf(page);
          for (const summary of await page.locator("summary").all()) await summary.click();
          await page.locator("[name=duel]").waitFor();
          await page.evaluate(AXE);
          const violations = await page.evaluate(async () => {
            const { violations } = await (
              globalThis as unknown as {
                axe: {
                  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
                };
              }
            ).axe.run();
            return violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
            );
          });
          expect(violations).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(
            viewport.width,
          );
        },
        { viewport, colorScheme, hash },
      );

itWith(
  chromium.missing(),
  "loads at most 143 KB of JavaScript, gzipped, the core included",
  async () => {
    const { browser, server } = host.served;
    const page = await browser.newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      if (response.url().endsWith(".js")) scripts.push(response.body());
    });
    await page.goto(server.origin);
    await page.waitForSelector(".mx-bars li");
    await page.waitForTimeout(1500);
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    await page.close();
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(143_000);
  },
);
