import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { servedPlayground, worksOn } from "./served-playground.js";

const host = servedPlayground();

const works = worksOn(host, "[name=data] option");

interface Dropped {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** Drops files, as from a folder. */
async function drop(page: Page, files: readonly Dropped[], on = ".mx-sheet") {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, type, content } of files)
      transfer.items.add(new File([content], name, { type }));
    return transfer;
  }, files);
  await page.dispatchEvent(on, "dragover", { dataTransfer });
  await page.dispatchEvent(on, "drop", { dataTransfer });
}

const csv = (name: string, content: string): Dropped => ({ name, type: "text/csv", content });
const remark = (page: Page, title: string) => page.locator(".mx-remark", { hasText: title });
const says = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: text }).waitFor();

const GROUPS = `name,x,y\n${Array.from({ length: 12 }, (_, i) => `p${i},${i % 3},${7 * (i % 2) + i}`).join("\n")}\nlast,none,1.50\n`;

works("opens the first of several files, wherever on the page they are dropped", async (page) => {
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<p id='beside'>.</p>"));
  const dropped = [csv("one.csv", GROUPS), csv("two.csv", "a,b\n1,2\n"), csv("3.csv", "")];
  await drop(page, dropped, "#beside");
  await says(page, ".mx-about", "12 rows of yours");
  expect(await remark(page, "One file at a time").textContent()).toBe(
    "One file at a timeThis is one.csv. The 2 others were not opened.",
  );
  expect(await page.locator(".mx-over-file").count()).toBe(0);
  const prevented = await page.evaluate(() => {
    const words = new DataTransfer();
    words.setData("text/plain", "words");
    const files = new DataTransfer();
    files.items.add(new File(["a,b\n1,2\n"], "a.csv", { type: "text/csv" }));
    return [words, files].map(
      (dataTransfer) =>
        !document.body.dispatchEvent(
          new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }),
        ),
    );
  });
  expect(prevented).toEqual([false, true]);
});

works("joins the labels to all of a file, and says what its link holds", async (page) => {
  await drop(page, [csv("groups.csv", GROUPS)]);
  await says(page, ".mx-about", "12 rows of yours");
  await page.locator("button[name=labels]:enabled").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("[name=labels]").click(),
  ]);
  const labels = readFileSync(await download.path(), "utf8").split("\n");
  expect(labels[0]).toBe("name,x,y,cluster");
  expect(labels[1]).toMatch(/^p0,0,0,[123]$/);
  expect(labels[13]).toBe("last,none,1.50,");
  await page.locator("[name=share]").click();
  await says(page, ".mx-told", "The link, with the 12 rows of groups.csv in it, is on");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).not.toContain("%");
  const other = await page.context().newPage();
  await other.goto(link);
  await says(other, ".mx-about", "12 rows from the link.");
  await other.goto("about:blank");
  await other.goto(link.slice(0, -9));
  await remark(other, "This link is not whole").waitFor();
});

works("leaves the transparent pixels of a picture out, and reads SVG", async (page) => {
  const content = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
    <rect width="10" height="20" fill="#ff0000"/><rect x="10" width="10" height="20" fill="#0000ff"/></svg>`;
  await drop(page, [{ name: "flag.svg", type: "image/svg+xml", content }]);
  await remark(page, "400 transparent pixels left out").waitFor();
  await page.locator(".mx-swatches li").nth(1).waitFor();
  const alphas = await page.locator(".mx-picture canvas").evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement)
      .getContext("2d")!
      .getImageData(0, 0, width, height);
    return [data[3], data[4 * (width - 1) + 3]];
  });
  expect(alphas).toEqual([255, 0]);
  const clear = content.replace(/<rect.*\/>/, "");
  await drop(page, [{ name: "clear.svg", type: "image/svg+xml", content: clear }]);
  await says(page, ".mx-fault", "All its pixels are transparent");
});

works("shows longitudes and latitudes as places", async (page) => {
  const world = "city,lat,lon\nParis,48.9,2.3\nLima,-12,-77\nTokyo,35.7,139.7\nCairo,30,31.2\n";
  await drop(page, [csv("world.csv", world)]);
  await remark(page, "longitude across, latitude up").waitFor();
  await page.waitForFunction(() => location.hash.includes("distance=cosine"));
  const region = "name,lat,lng\na,52.5,13.4\nb,52.6,13.5\nc,52.4,13.1\nd,52.3,13.3\n";
  await drop(page, [csv("region.csv", region)]);
  await remark(page, "kilometres east and north").waitFor();
  await says(page, ".mx-sheet", "km east");
  expect(await page.locator("[name=standardize]").isChecked()).toBe(false);
});

works("goes back to the points before", async (page) => {
  const points = page.locator("[name=data]");
  const shows = (data: string) =>
    page.waitForFunction(
      ([data]) =>
        location.hash.startsWith(`#data=${data}`) &&
        document.querySelector<HTMLSelectElement>("[name=data]")!.value === data,
      [data],
    );
  await shows("shapes");
  await points.selectOption("line");
  await shows("line");
  await page.locator("[name=mix]").fill("24");
  await page.waitForFunction(() => location.hash.includes("mix=24"));
  await points.selectOption("penguins");
  await shows("penguins");
  await page.goBack();
  await shows("line");
  expect(await page.locator("[name=mix]").inputValue()).toBe("24");
  await page.goBack();
  await shows("shapes");
  await page.goForward();
  await shows("line");
});

works("goes back to a large file, and to what was drawn", async (page) => {
  const points = page.locator("[name=data]");
  const rows = Array.from({ length: 3000 }, (_, i) => `${Math.sqrt(i)},${Math.cbrt(i + 1)}`);
  await drop(page, [csv("roots.csv", `a,b\n${rows.join("\n")}\n`)]);
  await says(page, ".mx-about", "3,000 rows of yours");
  await page.waitForFunction(() => location.hash.startsWith("#data=own"));
  await points.selectOption("drawn");
  await page.waitForFunction(() => location.hash.startsWith("#data=drawn"));
  await page.locator(".mx-over").click({ position: { x: 200, y: 200 } });
  await page.waitForFunction(() => location.hash.includes("count=1"));
  await page.goBack();
  await says(page, ".mx-about", "3,000 rows of yours");
  expect(await page.locator(".mx-remark").count()).toBe(0);
  await points.selectOption("drawn");
  await page.waitForFunction(() => location.hash.includes("count=1"));
  // The same link is of nothing where the file is not open.
  await page.goBack();
  await says(page, ".mx-about", "3,000 rows of yours");
  await page.waitForFunction(() => location.hash.startsWith("#data=own"));
  await page.reload();
  await remark(page, "Points are missing").waitFor();
});

works(
  "has its address follow while it plays",
  async (page) => {
    // So many half-steps that each is short.
    await page.locator("[name=data]").selectOption("sunset");
    await page.waitForFunction(
      () =>
        document.querySelector("[name=play]")!.getAttribute("aria-label") === "Pause" &&
        /data=sunset&.*frame=\d/.test(location.hash),
    );
  },
  { reducedMotion: "no-preference" },
);

works(
  "has nothing to save where nothing is fitted",
  async (page) => {
    const buttons = page.locator(".mx-below > .mx-take > button");
    await page.locator("button[name=labels]:disabled").waitFor();
    const usable = await buttons.evaluateAll((all) =>
      all
        .filter((one) => !(one as HTMLButtonElement).disabled)
        .map(({ textContent }) => textContent),
    );
    expect(usable).toEqual(["Copy link", "State (file)"]);
    await page.waitForFunction(() => location.hash === "#data=drawn&k=4");
  },
  { hash: "#data=drawn&k=4&more=1" },
);

for (const [hash, title] of Object.entries({
  "#data=nonsense": "No points here are called “nonsense”.",
  "#data=own&k=3": "The points were in a file that is not here.",
  "#data=drawn&count=3&points=AA": "A part of its points was lost.",
}))
  works(
    `says what a link lacks: ${hash}`,
    async (page) => {
      await says(page, ".mx-remark", title);
      expect(await page.locator("[name=data]").inputValue()).toBe("shapes");
      await page.waitForFunction(() => location.hash.startsWith("#data=shapes"));
      await page.waitForTimeout(500);
      expect(await page.evaluate(() => history.length)).toBeLessThan(3);
    },
    { hash },
  );

works("tells what is no table from a table without numbers", async (page) => {
  await drop(page, [{ name: "a.pdf", type: "application/pdf", content: "%PDF-1.7\n" }]);
  await says(page, ".mx-fault", "a.pdf is no table. CSV, pictures and saved states");
  await drop(page, [{ name: "a.json", type: "application/json", content: '{"a":1}' }]);
  await says(page, ".mx-fault", "a.json is no state that can be opened. It was not saved here.");
});
