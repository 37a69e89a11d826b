import { existsSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { KMeans, type KMeansJSON } from "mixtura";
import { describe, expect, it } from "vitest";
import { workspace, type FitJson } from "./command.js";
import { measuredPenguins, measurements, penguins } from "./penguins.js";

const { json, mixtura, mixturaUnread, path, read, shell, write } = workspace();
const windows = process.platform === "win32";

const byMeasurements = ["fit", penguins, "-k", "3", "--columns", measurements.join()];

// Three groups far from each other, the last of one row; a row that lacks a value amid them.
const groups = "name,x,y\na,0,10\na,0,20\nb,,15\nb,100,10\na,100,20\nb,100,15\nc,0,900\n";

describe("the fit", () => {
  it("is the library's, with the library's defaults", async () => {
    const { stdout } = await mixtura([...byMeasurements, "--json"]);
    const printed = JSON.parse(stdout) as FitJson;
    const model = KMeans.fit(measuredPenguins(), { k: 3 });
    expect(printed.labels.filter((label) => label !== null)).toEqual(Array.from(model.labels));
    expect(printed.centroids).toEqual(model.centroids);
    expect(printed.inertia).toBe(model.inertia);
    expect(printed.iterations).toBe(model.iterations);
  });

  it("hands on seed, restarts, iterations and tolerance", async () => {
    const rows = measuredPenguins();
    const cases = [
      [["--seed", "11"], { seed: 11 }],
      [["--restarts", "7"], { restarts: 7 }],
      [["--max-iterations", "2"], { maxIterations: 2 }],
      [["--max-iterations", "0"], { maxIterations: 0 }],
      [["--tolerance", "0.1"], { tolerance: 0.1 }],
    ] as const;
    const plain = KMeans.fit(rows, { k: 6 });
    for (const [args, options] of cases) {
      const run = await mixtura([...byMeasurements, "--json", "-k", "6", ...args]);
      const printed = JSON.parse(run.stdout) as FitJson;
      const model = KMeans.fit(rows, { k: 6, ...options });
      // Otherwise the case would not tell whether the option has arrived.
      expect(model.inertia).not.toBe(plain.inertia);
      expect(printed.inertia).toBe(model.inertia);
      expect(printed.iterations).toBe(model.iterations);
    }
  });

  it("prints the same bytes twice", async () => {
    const once = await mixtura([...byMeasurements, "--seed", "3", "--describe", "species"]);
    const again = await mixtura([...byMeasurements, "--seed", "3", "--describe", "species"]);
    expect(once.code).toBe(0);
    expect(once.stdout).not.toBe("");
    expect(again).toEqual(once);
  });

  it("says that there are fewer rows than clusters", async () => {
    const refusal = async (csv: string, k: string) => {
      const { code, stdout, stderr } = await mixtura(["fit", "-", "-k", k, "--columns", "x"], csv);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      return stderr;
    };
    expect(await refusal("x\n1\n2\n", "3")).toBe(
      "error: standard input: cannot find 3 clusters in 2 rows; -k can be at most 2\n",
    );
    expect(await refusal("x\n1\nNA\n", "1e9")).toBe(
      "note: dropped 1 of 2 rows with missing values (line 3)\n" +
        "error: standard input: cannot find 1,000,000,000 clusters in the 1 row left after " +
        "dropping; -k can be at most 1\n",
    );
  });

  it("hands on what the library remarks", async () => {
    const { stdout, stderr } = await mixtura([
      ...[...byMeasurements, "-k", "5"],
      ...["--max-iterations", "1", "--standardize", "--json"],
    ]);
    const { converged, diagnostics } = JSON.parse(stdout) as FitJson;
    expect(converged).toBe(false);
    expect(diagnostics.map(({ code }) => code)).toEqual(["not-converged"]);
    expect(stderr).toMatch(
      /^note: dropped 2 .*\nnote: stopped before it converged; --max-iterations allows more\n$/,
    );
  });
});

describe("--standardize", () => {
  it("subtracts the mean and divides by the population's deviation over the rows kept", async () => {
    const csv = "x,y\n2,100\n4,100\n6,200\n,900\n8,200\n";
    const { standardization, centroids, inertia } = await json(csv, "-k", "1", "--standardize");
    expect(standardization).toEqual({ means: [5, 150], scales: [Math.sqrt(5), 50] });
    expect(centroids[0][0]).toBeCloseTo(5, 12);
    expect(centroids[0][1]).toBeCloseTo(150, 12);
    // Four rows, two columns of variance 1.
    expect(inertia).toBeCloseTo(8, 12);
  });

  it("changes which clusters are found, and shows them in original units", async () => {
    // Raw, the thousands of y outweigh x; on one scale the two halves of x stand out.
    const csv = "x,y\n0,1000\n0,2000\n0,1500\n9,1200\n9,1900\n9,1500\n";
    const raw = await json(csv, "-k", "2");
    const scaled = await json(csv, "-k", "2", "--standardize", "--restarts", "10");
    expect(raw.standardization).toBeNull();
    expect(new Set(raw.labels.slice(0, 3)).size).toBe(2);
    expect(new Set(scaled.labels.slice(0, 3)).size).toBe(1);
    const [first] = scaled.labels;
    expect(scaled.centroids[first ?? -1][0]).toBeCloseTo(0, 10);
    expect(scaled.centroids[first ?? -1][1]).toBeCloseTo(1500, 10);
  });

  it("leaves a constant column as it is, and says so", async () => {
    const csv = `x,c\n${[1, 2, 3].map((x) => `${x},0.1\n`).join("")}`;
    const { standardization, centroids, notes } = await json(csv, "-k", "1", "--standardize");
    expect(standardization).toEqual({ means: [2, 0], scales: [Math.sqrt(2 / 3), 1] });
    expect(centroids).toEqual([[2, 0.1]]);
    expect(notes).toContain("note: constant, so left as it is: c\n");
  });

  it("does not overflow on large values", async () => {
    const { standardization } = await json("x\n1e200\n3e200\n", "-k", "1", "--standardize");
    expect(standardization).toEqual({ means: [2e200], scales: [1e200] });
  });
});

describe("--labels", () => {
  it("has a line for every data row, empty where the row was dropped", async () => {
    const args = ["fit", "-", "-k", "3", "--restarts", "5", "--labels", "labels.csv"];
    const { code } = await mixtura(args, groups);
    expect(code).toBe(0);
    const text = await read("labels.csv");
    const lines = text.trimEnd().split("\n");
    expect(text.endsWith("\n")).toBe(true);
    expect(lines[0]).toBe("row,label");
    const labels = lines.slice(1).map((line, i) => {
      const [row, label] = line.split(",");
      expect(row).toBe(String(i + 1));
      return label;
    });
    expect(labels).toHaveLength(7);
    const [a, , dropped, b, , , c] = labels;
    expect(dropped).toBe("");
    expect(labels).toEqual([a, a, "", b, b, b, c]);
    expect(new Set([a, b, c])).toEqual(new Set(["0", "1", "2"]));
  });

  it("has the labels that --json prints", async () => {
    const args = [...byMeasurements, "--labels", "penguins-labels.csv", "--json"];
    const { stdout } = await mixtura(args);
    const { labels, dropped } = JSON.parse(stdout) as FitJson;
    const lines = (await read("penguins-labels.csv")).trimEnd().split("\n").slice(1);
    expect(lines).toEqual(labels.map((label, i) => `${i + 1},${label ?? ""}`));
    expect(labels).toHaveLength(344);
    expect(dropped).toEqual([5, 273]);
    expect(labels.flatMap((label, i) => (label === null ? [i + 2] : []))).toEqual(dropped);
  });
});

describe("--model", () => {
  it("loads again and predicts the same labels", async () => {
    const { stdout } = await mixtura([...byMeasurements, "--model", "model.json", "--json"]);
    const printed = JSON.parse(stdout) as FitJson;
    const saved = JSON.parse(await read("model.json")) as KMeansJSON & Record<string, unknown>;
    expect(saved["columns"]).toEqual(measurements);
    expect(saved["standardization"]).toBeNull();
    expect(saved).not.toHaveProperty("labels");
    const predicted = KMeans.fromJSON(saved).predict(measuredPenguins());
    expect(Array.from(predicted)).toEqual(printed.labels.filter((label) => label !== null));
    expect(new Set(predicted).size).toBe(3);
  });

  it("keeps the standardization that its points need", async () => {
    const args = [...byMeasurements, "--standardize", "--model", "standard.json", "--json"];
    const printed = JSON.parse((await mixtura(args)).stdout) as FitJson;
    const saved = JSON.parse(await read("standard.json")) as KMeansJSON;
    expect(saved.standardization).toEqual(printed.standardization);
    const predicted = KMeans.fromJSON(saved).predict(measuredPenguins());
    expect(Array.from(predicted)).toEqual(printed.labels.filter((label) => label !== null));
  });
});

describe("files", () => {
  it.each(["--model", "--labels"])("says that the path of %s cannot be written", async (option) => {
    await mkdir(path("folder"), { recursive: true });
    await write("plain", "");
    for (const [target, reason] of [
      ["nowhere/file", "no such file or folder"],
      ["folder", "is a folder, not a file"],
      ["plain/file", "a part of the path is not a folder"],
    ]) {
      const run = await mixtura(["fit", "-", "-k", "2", "--columns", "x", option, target], groups);
      expect(run).toEqual({
        code: 1,
        stdout: "",
        stderr: `error: cannot write ${target}: ${reason}\n`,
      });
    }
  });

  it.skipIf(windows).each([
    ["a part of the path is not a folder", "plain.csv/data.csv"],
    ["links lead in a circle", "circle.csv"],
    ["the path is too long", `${"x".repeat(300)}.csv`],
  ])("says of a file that is neither read nor written: %s", async (reason, target) => {
    await write("plain.csv", "");
    await symlink("circle.csv", path("circle.csv")).catch(() => {});
    for (const output of [[], ["--output", "o.csv"]]) {
      const reading = await mixtura(["fit", target, "-k", "2", ...output]);
      expect(reading).toEqual({ code: 1, stdout: "", stderr: `error: ${target}: ${reason}\n` });
    }
    for (const option of ["--output", "--labels", "--model"]) {
      const writing = await mixtura(["fit", "-", "-k", "2", option, target], groups);
      const stderr = `error: cannot write ${target}: ${reason}\n`;
      expect(writing).toEqual({ code: 1, stdout: "", stderr });
    }
  });

  it("leaves an old file alone if the fit fails, and replaces all of it if not", async () => {
    const old = "old ".repeat(1000);
    await write("kept.json", old);
    const failed = await mixtura(["fit", "-", "-k", "20", "--model", "kept.json"], groups);
    expect(failed.code).toBe(1);
    expect(await read("kept.json")).toBe(old);
    await mixtura(["fit", "-", "-k", "2", "--model", "kept.json"], groups);
    expect(JSON.parse(await read("kept.json"))).toMatchObject({ k: 2 });
  });

  it("leaves nothing else behind", async () => {
    await mkdir(path("tidy"));
    const outputs = ["--model", "tidy/m.json", "--labels", "tidy/l.csv"];
    expect((await mixtura(["fit", "-", "-k", "2", ...outputs], groups)).code).toBe(0);
    expect((await readdir(path("tidy"))).toSorted()).toEqual(["l.csv", "m.json"]);
  });

  it.skipIf(windows)("keeps links and modes", async () => {
    await write("target.csv", "");
    await chmod(path("target.csv"), 0o640);
    await symlink("target.csv", path("link.csv"));
    const run = await mixtura(["fit", "-", "-k", "2", "--labels", "link.csv"], groups);
    expect(run.code).toBe(0);
    expect((await lstat(path("link.csv"))).isSymbolicLink()).toBe(true);
    expect(await read("target.csv")).toMatch(/^row,label\n/);
    expect((await stat(path("target.csv"))).mode & 0o777).toBe(0o640);
  });

  it.skipIf(windows)("makes the file that a link leads to, by way of other links", async () => {
    await mkdir(path("elsewhere"));
    await symlink("elsewhere/second.csv", path("first.csv"));
    await symlink("../elsewhere/third.csv", path("elsewhere/second.csv"));
    const run = await mixtura(["fit", "-", "-k", "2", "--labels", "first.csv"], groups);
    expect(run.code).toBe(0);
    expect((await readdir(path("elsewhere"))).toSorted()).toEqual(["second.csv", "third.csv"]);
    expect((await lstat(path("first.csv"))).isSymbolicLink()).toBe(true);
    expect((await lstat(path("elsewhere/second.csv"))).isSymbolicLink()).toBe(true);
    expect(await read("elsewhere/third.csv")).toMatch(/^row,label\n/);
  });

  it.skipIf(windows)("keeps a mode that new files do not get", async () => {
    await write("shared.csv", "");
    await chmod(path("shared.csv"), 0o666);
    const fit = `umask 077; "$0" "$1" fit - -k 2 --labels shared.csv --model own.json >/dev/null`;
    expect((await shell(fit, groups)).code).toBe(0);
    expect((await stat(path("shared.csv"))).mode & 0o777).toBe(0o666);
    expect((await stat(path("own.json"))).mode & 0o777).toBe(0o600);
  });

  it.skipIf(!existsSync("/dev/stdout"))("writes to standard output where asked to", async () => {
    const fit = `"$0" "$1" fit - -k 2 --json --labels /dev/stdout 2>/dev/null`;
    const piped = await shell(`${fit} | cat`, groups);
    expect(piped.stdout).toMatch(/^row,label\n1,\d\n[^]*\n\{"algorithm":.*\}\n$/);
    await shell(`${fit} >both.txt`, groups);
    expect(await read("both.txt")).toBe(piped.stdout);
  });

  it.skipIf(windows)("writes into a pipe rather than over it", async () => {
    const fit = `"$0" "$1" fit - -k 2 --labels pipe.csv >/dev/null 2>&1`;
    const { stdout } = await shell(`mkfifo pipe.csv; cat pipe.csv & ${fit}; wait $!`, groups);
    expect(stdout).toMatch(/^row,label\n1,\d\n/);
    expect((await stat(path("pipe.csv"))).isFIFO()).toBe(true);
  });

  it.skipIf(windows)("writes both or neither, and then prints nothing", async () => {
    await mkdir(path("neither"));
    await write("neither/labels.csv", "older");
    const points = `x\n${Array.from({ length: 20_000 }, (_, i) => i).join("\n")}\n`;
    // No file may grow beyond 8 blocks: enough for the model, not for the labels.
    const limited = `ulimit -f 8; exec "$0" "$1" fit - -k 2 --restarts 2 --columns x`;
    const { code, stdout, stderr } = await shell(
      `${limited} --model neither/model.json --labels neither/labels.csv`,
      points,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: cannot write neither\/labels\.csv: .*\n$/);
    expect(await readdir(path("neither"))).toEqual(["labels.csv"]);
    expect(await read("neither/labels.csv")).toBe("older");
  });
});

describe("--json", () => {
  it("prints one object, notes apart", async () => {
    const { code, stdout, stderr } = await mixtura(
      ["fit", "-", "-k", "3", "--restarts", "4", "--seed", "2", "--json"],
      groups,
    );
    expect(code).toBe(0);
    expect(stderr).toContain("note: dropped 1 of 7 rows");
    const printed = JSON.parse(stdout) as FitJson;
    const [a, , , b, , , c] = printed.labels as number[];
    expect(Object.keys(printed)).toEqual([
      ...["algorithm", "k", "seed", "restarts", "rows", "dropped", "columns", "standardization"],
      ...["distance", "sizes", "centroids", "inertia", "iterations", "converged", "diagnostics"],
      "labels",
    ]);
    expect(printed).toMatchObject({
      algorithm: "kmeans",
      k: 3,
      seed: 2,
      restarts: 4,
      rows: 7,
      dropped: [4],
      columns: ["x", "y"],
      standardization: null,
      inertia: 100,
      converged: true,
      diagnostics: [],
      labels: [a, a, null, b, b, b, c],
    });
    expect([a, b, c].map((label) => printed.sizes[label])).toEqual([2, 3, 1]);
    expect([a, b, c].map((label) => printed.centroids[label])).toEqual([
      [0, 15],
      [100, 15],
      [0, 900],
    ]);
  });

  it("describes clusters by the rows that were kept", async () => {
    const printed = await json(groups, "-k", "3", "--restarts", "4", "--describe", "name");
    const [a, , , b, , , c] = printed.labels as number[];
    expect(printed.description?.column).toBe("name");
    expect([a, b, c].map((label) => printed.description?.clusters[label])).toEqual([
      [{ value: "a", count: 2 }],
      [
        { value: "b", count: 2 },
        { value: "a", count: 1 },
      ],
      [{ value: "c", count: 1 }],
    ]);
  });
});

describe("standard output", () => {
  it("may be left unread", async () => {
    const { code, stderr } = await mixturaUnread([...byMeasurements, "--standardize"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: dropped 2 of 344 rows .*\n$/);
  });

  it.skipIf(!existsSync("/dev/full"))("is not lost silently", async () => {
    const { code, stderr } = await shell(`"$0" "$1" fit - -k 2 --columns y >/dev/full`, groups);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: cannot write to standard output: .*\n$/);
  });
});
