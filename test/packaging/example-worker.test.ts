import ts from "typescript";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { copyExample, type Example, textOf } from "./example.js";
import { itWith } from "./it-with.js";
import { run } from "./run.js";
import { bundle } from "./runners/bundle.js";
import { missing } from "./runners/installed.js";
import { WRANGLER } from "./runners/workerd.js";
import { deploy, start, WORKERD } from "./runners/workerd-process.js";

// examples/cloudflare-worker, bundled as wrangler does and run by workerd.
const installed = inject("installed");
let example: Example;
let origin: string;
let stop: (() => void) | undefined;

beforeAll(async () => {
  example = copyExample("cloudflare-worker", installed);
  if (missing(WORKERD) !== undefined) return;
  const { config } = ts.parseConfigFileTextToJson("", example.read("wrangler.jsonc")) as {
    config: { main: string; compatibility_date: string };
  };
  const program = `export { default } from "./${config.main}";`;
  const bundled = await bundle(program, example.folder, WRANGLER);
  const place = deploy(bundled, example.folder, config.compatibility_date);
  ({ origin, stop } = await start(place));
});
afterAll(() => {
  stop?.();
  example.remove();
});

const works = (name: string, body: () => Promise<void>) => itWith(missing(WORKERD), name, body);

const post = async (path: string, body: string | ReadableStream) => {
  const init = { method: "POST", body, duplex: "half" };
  const response = await fetch(origin + path, init);
  expect(response.headers.get("content-type")).toBe("application/json");
  return { status: response.status, text: await response.text() };
};

it("has the model that its train.js makes", async () => {
  const { folder } = example;
  await run(process.execPath, ["-e", `fs.rmSync("src/model.json")`], folder);
  await run("npm", ["run", "train", "--silent"], folder);
  expect(example.read("src/model.json")).toBe(textOf("cloudflare-worker/src/model.json"));
});

works("answers every curl line of its README as that says", async () => {
  const readme = example.read("README.md");
  const lines = [...readme.matchAll(/^curl http:\/\/localhost:8787(\S+) -d '(.*)'\n# (.*)$/gm)];
  expect(lines.length).toBeGreaterThan(3);
  expect(lines).toHaveLength(readme.split("curl").length - 1);
  for (const [line, path, body, answer] of lines) {
    expect((await post(path, body)).text, line).toBe(`${answer}\n`);
  }
});

works("explains itself at /, with curl lines that work", async () => {
  const page = await (await fetch(origin)).text();
  const lines = [...page.matchAll(/^curl (\S+) -d '(.*)'$/gm)];
  expect(lines.map(([, url]) => url)).toEqual(
    ["/cluster", "/predict"].map((path) => origin + path),
  );
  for (const [, url, body] of lines) {
    expect((await post(new URL(url).pathname, body)).status).toBe(200);
  }
});

works("clusters by all three algorithms, and the same seed gives the same answer", async () => {
  for (const algorithm of ["k-means", "soft-k-means", "gaussian"]) {
    const points = [1, 2, 3, 11, 12, 13, 21, 22, 23];
    const body = JSON.stringify({ points, k: 3, algorithm, seed: 5, stiffness: 1 });
    const { status, text } = await post("/cluster", body);
    expect(status, text).toBe(200);
    const { labels, centroids } = JSON.parse(text) as { labels: number[]; centroids: number[][] };
    const near = points.map((x) => [x - (x % 10) + 2]);
    labels.forEach((label, i) => expect(centroids[label][0]).toBeCloseTo(near[i][0], 0));
    expect((await post("/cluster", body)).text).toBe(text);
  }
});

works("tells the penguins apart", async () => {
  const birds = example.read("penguins.csv").trim().split("\n").slice(1);
  const points = birds.map((line) => line.split(",").slice(1).map(Number));
  const { labels } = JSON.parse((await post("/predict", JSON.stringify({ points }))).text) as {
    labels: number[];
  };
  const SPECIES = ["Gentoo", "Adelie", "Chinstrap"];
  const right = birds.filter((line, i) => line.startsWith(SPECIES[labels[i]]));
  expect(right).toHaveLength(337);
});

works("writes what is no JSON as text", async () => {
  const body = `{"points": [1, 2, 8, 9], "k": 2, "algorithm": "soft-k-means", "stiffness": 0}`;
  const { status, text } = await post("/cluster", body);
  expect([status, text]).toEqual([200, expect.stringContaining(`"freeEnergy":"-Infinity"`)]);
});

/** More bytes than the worker takes, without saying beforehand how many. */
function tooMuch(): ReadableStream {
  let chunks = 0;
  return new ReadableStream({
    pull(controller) {
      if ((chunks += 1) > 1000) controller.close();
      else controller.enqueue(new TextEncoder().encode(" ".repeat(1000)));
    },
  });
}

const POINTS = `"points": [1, 2, 8, 9]`;

works("refuses bad input with 400 and mixtura's own words, too much with 413", async () => {
  const refused = async (path: string, body: string | ReadableStream) => {
    const { status, text } = await post(path, body);
    return [status, (JSON.parse(text) as { error: string }).error];
  };
  const says = (words: string): unknown => expect.stringContaining(words);

  expect(await refused("/cluster", `{${POINTS}}`)).toEqual([
    400,
    `"k" expected an integer in 1..n (n = 4), got undefined`,
  ]);
  for (const [body, words] of [
    [`{${POINTS}, "k": "2"}`, `"k" expected an integer in 1..n (n = 4), got "2"`],
    [`{${POINTS}, "k": 2, "seed": -1}`, `"seed" expected`],
    [`{${POINTS}, "k": 2, "algorithm": "toString"}`, `"algorithm" expected one of k-means`],
    [`{${POINTS}, "k": 2, "algorithm": "soft-k-means"}`, `"stiffness" expected`],
    [`{"points": [[1, 2], [3]], "k": 1}`, `a row of 1 at row 1`],
    [`{"points": [[1, null]], "k": 1}`, `expected finite numbers, got null at row 0, column 1`],
    [`{"points": [1, 1e999], "k": 1}`, `expected finite numbers, got Infinity at row 1`],
    [`{"points": [], "k": 1}`, `expected at least one point`],
    [`{"points": {"data": [1], "shape": [1e9, 1], "strides": [0, 0]}, "k": 1}`, `an array`],
    [`null`, `"points" expected an array`],
    [`{"points": [NaN], "k": 1}`, `is not valid JSON`],
    [``, `JSON`],
  ]) {
    expect(await refused("/cluster", body), body).toEqual([400, says(words)]);
  }
  expect(await refused("/predict", `{"points": [[1, 2]]}`)).toEqual([
    400,
    `"points" expected 4 dimensions, as the model has, got 2`,
  ]);
  expect(await refused("/cluster", `{${POINTS}, "k": 17}`)).toEqual([413, says(`limited to 16`)]);
  const bytes = [413, says(`limited to 65536 bytes`)];
  expect(await refused("/cluster", " ".repeat(65537))).toEqual(bytes);
  expect(await refused("/cluster", tooMuch())).toEqual(bytes);
  expect(await refused("/nowhere", "{}")).toEqual([404, says(origin)]);
  expect((await fetch(`${origin}/cluster`)).status).toBe(404);
});

works("does what it allows", async () => {
  const points = Array.from({ length: 16_500 }, (_, i) => (i * 7919) % 997);
  const body = JSON.stringify({ points, k: 16, algorithm: "gaussian" });
  expect(body.length).toBeGreaterThan(60_000);
  expect((await post("/cluster", body)).status).toBe(200);
});
