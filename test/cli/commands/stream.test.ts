import { readdir } from "node:fs/promises";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { beforeAll, describe, expect, it } from "vitest";
import { hasTerminal, workspace } from "../command.js";
import { npy, writers, type Columns } from "../formats/writers.js";

const { mixtura, path, read, start, startOnTerminal, write } = workspace();
const windows = process.platform === "win32";

const count = 2500;
const of = (value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i));
const columns: Columns = {
  "column 1": of((i) => Math.sin(i) + 3 * (i % 3)),
  "column 2": of((i) => 1e3 * Math.cos(i * i) - 500 * (i % 2)),
};
const names = Object.keys(columns);
const byRow = new Float64Array(
  of((i) => i).flatMap((i) => names.map((n) => Number(columns[n][i]))),
);
const gaps: Columns = {
  ...columns,
  "column 2": columns["column 2"].map((value, i) => (i % 700 === 5 ? null : value)),
};
const kinds = ["csv", "tsv", "parquet", "arrow", "arrows", "npy"];

beforeAll(async () => {
  for (const kind of kinds.slice(0, -1)) await write(`table.${kind}`, writers[kind](columns));
  // With the schema in front, which the writer of the others leaves to the end.
  await write(
    "table.arrow",
    tableToIPC(tableFromArrays({ ...columns } as Record<string, number[]>), { format: "file" })!,
  );
  await write("table.npy", npy("<f8", [count, 2], byRow));
  await write("halves.npy", npy("<f4", [count, 2], Float32Array.from(byRow)));
  await write("gaps.csv", writers["csv"](gaps));
  await write("gaps.parquet", writers["parquet"](gaps));
  await write(
    "others.csv",
    `place,x,cluster\n${of((i) => i % 97)
      .map((x) => `a,${x},0\n`)
      .join("")}`,
  );
});

/** Runs a command without --stream and with it; both write a model and labels. */
async function both(...args: string[]) {
  const files = (name: string) => ["--model", `${name}.json`, "--labels", `${name}.csv`];
  const plain = await mixtura([...args, ...files("plain")]);
  const streamed = await mixtura([...args, "--stream", ...files("streamed")]);
  return { plain, streamed };
}

async function expectSameFiles(): Promise<void> {
  expect(await read("streamed.json")).toBe(await read("plain.json"));
  expect(await read("streamed.csv")).toBe(await read("plain.csv"));
}

describe("mixtura fit --stream", () => {
  it.each([...kinds.map((kind) => `table.${kind}`), "halves.npy"])(
    "finds in %s what it finds in memory, byte for byte",
    async (file) => {
      const { plain, streamed } = await both("fit", file, "-k", "3", "--standardize");
      expect(streamed).toEqual(plain);
      expect(streamed.code).toBe(0);
      expect(streamed.stderr).toBe("note: columns used: column 1 and column 2\n");
      await expectSameFiles();
    },
  );

  it.each([
    ["-a", "soft"],
    ["-a", "soft", "--stiffness", "2", "--restarts", "2"],
    ["-a", "gaussian", "--covariance", "full"],
    ["-a", "gaussian", "--start", "k-means||", "--standardize"],
    ["--distance", "cosine", "--start", "sample"],
    ["--columns", "column 2", "--threads", "2"],
  ])("does so with %s %s", async (...args) => {
    const { plain, streamed } = await both("fit", "table.parquet", "-k", "3", ...args);
    expect(streamed).toEqual(plain);
    await expectSameFiles();
  });

  it("drops rows that lack a value, and says how many", async () => {
    const args = ["fit", "gaps.parquet", "-k", "2", "--columns", names.join()];
    const plain = await mixtura([...args, "--model", "plain.json"]);
    const streamed = await mixtura([...args, "--model", "streamed.json", "--stream"]);
    expect(streamed.stdout).toBe(plain.stdout);
    expect(await read("streamed.json")).toBe(await read("plain.json"));
    expect(streamed.stderr).toContain("note: dropped 4 of 2,500 rows with missing values\n");
  });

  it("prints as JSON what there is not one of for every row", async () => {
    const args = ["fit", "gaps.parquet", "-k", "2", "--json"];
    const plain = JSON.parse((await mixtura(args)).stdout) as Record<string, unknown>;
    const streamed = JSON.parse((await mixtura([...args, "--stream"])).stdout) as unknown;
    const { labels, dropped, ...others } = plain;
    expect(labels).toHaveLength(count);
    expect(streamed).toEqual({ ...others, droppedRows: (dropped as unknown[]).length });
  });

  it("writes the columns in use and the cluster of every row", async () => {
    const fit = ["fit", "table.parquet", "-k", "3", "--columns", "column 2", "--stream"];
    const lines = (text: string) => text.trimEnd().split("\n");
    await mixtura([...fit, "--output", "out.csv", "--labels", "labels.csv"]);
    const labels = lines(await read("labels.csv")).map((line) => line.split(",")[1]);
    const rows = lines(await read("out.csv")).map((line) => line.split(","));
    expect(rows[0]).toEqual(["column 2", "cluster"]);
    expect(rows.slice(1).map(([value]) => Number(value))).toEqual(columns["column 2"]);
    expect(rows.slice(1).map(([, label]) => label)).toEqual(labels.slice(1));
    await mixtura([...fit, "--output", "out.ndjson"]);
    const records = lines(await read("out.ndjson")).map((line) => JSON.parse(line) as unknown);
    expect(records[7]).toEqual({ "column 2": columns["column 2"][7], cluster: Number(labels[8]) });
    const printed = await mixtura([...fit, "--output", "-"]);
    expect(printed.stdout).toBe(await read("out.csv"));
    expect(printed.stderr).toContain("k-means, k = 3");
  });

  it("leaves out what an earlier run has added", async () => {
    const { stderr } = await mixtura(["fit", "others.csv", "-k", "2", "--stream"]);
    expect(stderr).toContain("note: columns used: x\n");
    expect(stderr).toContain("since --output adds columns of such names: cluster");
  });

  it("draws some of the rows, and says so where that is not all", async () => {
    await write(
      "many.npy",
      npy(
        "<f8",
        [6000, 1],
        Float64Array.from({ length: 6000 }, (_, i) => Math.sqrt(i)),
      ),
    );
    const fit = ["fit", "many.npy", "-k", "2", "--stream", "--plot"];
    await mixtura([...fit, "drawn.svg"]);
    expect(await read("drawn.svg")).toContain("5,000 of 6,000 rows are drawn, taken at random");
    await mixtura(["fit", "table.npy", "-k", "2", "--stream", "--plot", "all.svg"]);
    expect(await read("all.svg")).not.toContain("rows are drawn");
  });

  it.each([
    [["table.csv", "-k", "auto"], "-k auto needs all rows in memory"],
    [["table.csv", "-k", "2", "--one-hot", "x"], "--one-hot needs all rows in memory"],
    [["table.csv", "-k", "2", "--missing", "mean"], "--missing mean needs all rows in memory"],
    [["table.csv", "-k", "2", "--describe", "x"], "--describe needs all rows in memory"],
    [["table.csv", "-k", "2", "--start", "optimal"], "--start optimal needs all rows in memory"],
    [["-", "-k", "2"], "standard input can be read once; name a file"],
    [["a.json", "-k", "2"], "--stream reads csv, tsv, parquet, arrow or npy"],
    [["a.csv.gz", "-k", "2"], "--stream reads no gzip; unpack a.csv.gz first"],
    [["table.csv", "-k", "2", "--decimal", ","], "not --decimal ,"],
    [["table.csv", "-k", "2", "--delimiter", "space"], "no fields between spaces"],
    [["table.csv", "-k", "2", "--output", "a.parquet"], "written as csv, tsv or ndjson"],
  ])("refuses %j as wrong usage", async (args, reason) => {
    const { code, stdout, stderr } = await mixtura(["fit", ...args, "--stream"]);
    expect(stderr.replace(/\s+/g, " ")).toContain(reason);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it.each([
    [["absent.csv", "-k", "2"], "absent.csv: no such file or folder"],
    [["table.csv", "-k", "9999"], "table.csv: cannot find 9,999 clusters in 2,500 rows"],
    [["table.csv", "-k", "2", "--columns", "z"], 'there is no column "z"'],
    [["gaps.csv", "-k", "2", "--labels", "out.csv"], "nobody can say which row a label is of"],
  ])("ends with %j before its work, and leaves nothing", async (args, reason) => {
    const before = await readdir(path("."));
    const { code, stderr } = await mixtura(["fit", ...args, "--stream", "--model", "none.json"]);
    expect(stderr).toContain(reason);
    expect(code).toBe(1);
    expect((await readdir(path("."))).filter((file) => !before.includes(file))).toEqual([]);
  });

  it("says that marks of missing values are text to it", async () => {
    await write("marks.csv", "x,y\n1,2\n3,NA\n5,6\n");
    const { code, stderr } = await mixtura(["fit", "marks.csv", "-k", "2", "--stream"]);
    expect(stderr).toContain(
      'marks.csv: column "y", row 2 (line 3): expected a number, got "NA"; with',
    );
    expect(code).toBe(1);
  });

  it("names what is too large to compute with", async () => {
    await write("huge.npy", npy("<f8", [4, 1], Float64Array.of(1, 2, 1e200, 3)));
    const { stderr } = await mixtura(["fit", "huge.npy", "-k", "2", "--stream"]);
    expect(stderr).toContain('huge.npy row 3: column "column 1" has 1e+200, too large');
  });
});

describe("mixtura predict --stream", () => {
  it("labels a table as the fit did, and counts rows", async () => {
    await both("fit", "table.parquet", "-k", "3");
    for (const file of ["table.parquet", "table.csv", "halves.npy"]) {
      const plain = await mixtura(["predict", "plain.json", file]);
      expect(await mixtura(["predict", "plain.json", file, "--stream"])).toEqual(plain);
      const counts = await mixtura(["predict", "plain.json", file, "--labels", "l.csv"]);
      const args = ["--stream", "--labels", "s.csv", "--output", "o.csv"];
      expect(await mixtura(["predict", "plain.json", file, ...args])).toEqual(counts);
      expect(await read("s.csv")).toBe(await read("l.csv"));
    }
  });

  it("adds shares, densities and deviations", async () => {
    const asked = ["--responsibilities", "--log-density", "--deviations"];
    await mixtura(["fit", "table.csv", "-k", "2", "-a", "gaussian", "--model", "mixture.json"]);
    const plain = await mixtura(["predict", "mixture.json", "table.csv", ...asked]);
    expect(plain.stdout).toContain("share_1,log_density,deviation_column 1");
    expect(await mixtura(["predict", "mixture.json", "table.csv", ...asked, "--stream"])).toEqual(
      plain,
    );
  });

  it.each([
    ["x", 'row 40001 (line 40002): expected a number, got "x"'],
    ["", "nobody can say which row a label is of"],
  ])(
    "leaves nothing half-written where a file is found amiss at its end: %j",
    async (last, why) => {
      const lines = Array.from({ length: 40_000 }, (_, i) => `${i % 97}\n`);
      await write("small.csv", `a,b\n${lines.slice(0, 200).join("").replaceAll("\n", ",1\n")}`);
      await mixtura(["fit", "small.csv", "-k", "2", "--model", "small.json", "--columns", "a,b"]);
      await write("amiss.csv", `a,b\n${lines.join("").replaceAll("\n", ",1\n")}${last},1\n`);
      const before = await readdir(path("."));
      const outputs = ["--labels", "amiss-labels.csv", "--output", "amiss-out.csv"];
      const { code, stderr } = await mixtura([
        ...["predict", "small.json", "amiss.csv", "--stream"],
        ...outputs,
      ]);
      expect(stderr).toContain(why);
      expect(code).toBe(1);
      expect((await readdir(path("."))).toSorted()).toEqual(before.toSorted());
    },
  );

  it("refuses what needs rows in memory, and models fitted to such", async () => {
    await mixtura(["fit", "gaps.csv", "-k", "2", "--missing", "mean", "--model", "mean.json"]);
    const filled = await mixtura(["predict", "mean.json", "gaps.csv", "--stream"]);
    expect(filled.stderr).toContain("fitted with --missing mean, which --stream does not know");
    const drawn = await mixtura([
      "predict",
      "mean.json",
      "gaps.csv",
      "--stream",
      "--plot",
      "a.svg",
    ]);
    expect(drawn).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("a table too large to be kept", () => {
  const rows = 3_000_000;

  beforeAll(async () => {
    const values = Float64Array.from({ length: 3 * rows }, (_, i) => Math.sin(i) + (i % 7));
    await write("large.npy", npy("<f8", [rows, 3], values));
  });

  it.skipIf(windows)("is left alone by Ctrl-C, and nothing half-written stays", async () => {
    const before = await readdir(path("."));
    const outputs = ["--model", "a.json", "--labels", "a.csv", "--output", "b.csv"];
    const run = start([
      "fit",
      "large.npy",
      "-k",
      "2",
      "--max-iterations",
      "0",
      "--stream",
      ...outputs,
    ]);
    while (!(await readdir(path("."))).some((name) => name.endsWith(".tmp"))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    run.child.kill("SIGINT");
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(run.said).toMatch(/\nmixtura: interrupted\n$/);
    expect((await readdir(path("."))).toSorted()).toEqual(before.toSorted());
  });

  it.skipIf(!hasTerminal)("is shown to be fitted, by passes and rows a second", async () => {
    const run = startOnTerminal(
      ["fit", "large.npy", "-k", "8", "--stream", "--tolerance", "0"],
      120,
    );
    await run.says("pass ");
    run.child.stdin.write("\x03");
    await run.says("mixtura: interrupted");
    await run.ended;
    expect(run.said).toMatch(/pass \d+, \d+ % {2}\d[\d.]*[KM] rows\/s/);
  });
});
