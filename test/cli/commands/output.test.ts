import { createHash } from "node:crypto";
import { appendFile, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { gunzipSync, gzipSync } from "node:zlib";
import { read as readBook, utils } from "@e965/xlsx";
import { tableFromIPC } from "apache-arrow";
import { parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { existsSync } from "node:fs";
import { workspace } from "../command.js";
import { arrow, npy, records, writers, type Columns } from "../formats/writers.js";
import { measurements, penguins } from "../penguins.js";

const { mixtura, mixturaUnread, path, read, shell, start, write } = workspace();
const windows = process.platform === "win32";

const x = [1, 2, 9, 8, 1.5, 9.5];
const y = [1, 1, 7, 7, null, 8];
const names = ["a", "b\u2009☃", "c", "d", "e", "f"];
const columns: Columns = { name: names, x, y };
const clusters = [0, 0, 1, 1, null, 1];

/** A fit, the table that it has written, and the labels that it gave. */
async function fitted(file: string, output: string, ...args: string[]) {
  const run = await mixtura([
    "fit",
    file,
    "-k",
    "2",
    "--output",
    output,
    "--labels",
    "l.csv",
    ...args,
  ]);
  return { ...run, labels: await read("l.csv") };
}

beforeAll(async () => {
  for (const [kind, writer] of Object.entries(writers)) await write(`t.${kind}`, writer(columns));
});

/** What others read in a file. */
const readers: Readonly<
  Partial<Record<string, (file: string) => Promise<Record<string, unknown>[]>>>
> = {
  json: async (file) => JSON.parse(await read(file)) as Record<string, unknown>[],
  ndjson: async (file) =>
    (await read(file))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  arrow: async (file) => {
    const table = tableFromIPC(await readFile(path(file)));
    return table.toArray().map((row: { toJSON(): Record<string, unknown> }) => row.toJSON());
  },
  parquet: async (file) => {
    const bytes = await readFile(path(file));
    const { buffer } = new Uint8Array(bytes);
    const rows = await parquetReadObjects({ file: buffer });
    return rows.map((row) => ({ ...row }));
  },
  xlsx: async (file) => {
    const book = readBook(await readFile(path(file)));
    return utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { defval: null });
  },
};

describe("--output in the kind of the input", () => {
  it.each(["csv", "tsv", "json", "ndjson", "arrow", "arrows", "parquet", "xlsx"])(
    "adds a column, and gives the same labels when it is read again: %s",
    async (kind) => {
      const first = await fitted(`t.${kind}`, `o.${kind}`);
      expect(first.code).toBe(0);
      const reader = readers[kind.replace("arrows", "arrow")];
      if (reader !== undefined) {
        const expected = records(columns).map((row, i) => ({ ...row, cluster: clusters[i] }));
        expect(await reader(`o.${kind}`)).toEqual(expected);
      }
      const again = await fitted(`o.${kind}`, `p.${kind}`);
      expect(again.code).toBe(0);
      expect(again.labels).toBe(first.labels);
      expect(again.stderr).toContain("since --output adds columns of such names: cluster (");
      expect(again.stderr).toContain('the new ones are "cluster_2"');
      const third = await fitted(`p.${kind}`, `q.${kind}`);
      expect(third.labels).toBe(first.labels);
      expect(third.stderr).toContain("of such names: cluster and cluster_2 (");
    },
  );

  it.each([
    ["<f4", new Float32Array([1, 1, 9, 9, 2, NaN]), "<f4"],
    ["<i4", new Int32Array([1, 1, 9, 9, 2, 2]), "<f8"],
  ] as const)("adds to .npy, %s", async (descr, data, kept) => {
    await write("a.npy", npy(descr, [3, 2], data));
    const { labels, stderr } = await fitted("a.npy", "b.npy");
    expect(stderr).toContain("unless --columns 1,2 chooses the others");
    const written = await readFile(path("b.npy"));
    expect(written.toString("latin1")).toContain(`'descr': '${kept}'`);
    expect(written.toString("latin1")).toContain("'shape': (3, 3)");
    expect((await fitted("b.npy", "c.npy", "--columns", "1,2")).labels).toBe(labels);
  });

  it("keeps every byte of a hostile CSV file", async () => {
    const csv =
      '\ufeff"na\r\n\r\nme",x ,y\r\n\r\n"a\n\n\nb",1,2\r"c,""d""", 2 ,\r\n\n\n\n"e\r\n",30,5\n"",31,"6"';
    await write("hostile.csv", csv);
    const { code } = await fitted("hostile.csv", "h.csv", "--missing", "mean");
    expect(code).toBe(0);
    const written = await read("h.csv");
    expect(written.replace(",cluster", "").replaceAll(/,[01](?=[\r\n]|$)/g, "")).toBe(csv);
    expect(written).toMatch(/,y,cluster\r\n\r\n"a\n\n\nb",1,2,0\r"c,""d""", 2 ,,0\r\n\n\n\n"e/);
    expect(written).toMatch(/,30,5,1\n"",31,"6",1$/);
  });

  it("keeps UTF-16, --delimiter, --decimal and --no-header", async () => {
    const text = "a;1,5\r\nb;1,75\r\nc;9,5";
    await write("u.txt", Buffer.from(`\ufeff${text}`, "utf16le"));
    const args = ["--decimal", ",", "--no-header"];
    const soft = ["-a", "soft", "--stiffness", "0.01", "--responsibilities"];
    const { code, stderr } = await fitted("u.txt", "v.txt", ...args, ...soft);
    expect(code).toBe(0);
    expect(stderr).toContain("unless --columns 2 chooses the others");
    const written = (await readFile(path("v.txt"))).toString("utf16le");
    expect(written).toMatch(/^\ufeffa;1,5;[01];0,\d+;0,\d+\r\nb;1,75;[01];0,\d+;0,\d+\r\nc;9,5;/);
  });

  it("packs by gzip if the name says so, whatever the input is", async () => {
    await write("z.csv", gzipSync("x\n1\n2\n9\n"));
    await fitted("z.csv", "z.csv.gz");
    expect(String(gunzipSync(await readFile(path("z.csv.gz"))))).toBe("x,cluster\n1,0\n2,0\n9,1\n");
    await fitted("z.csv.gz", "plain.csv");
    expect(await read("plain.csv")).toMatch(/^x,cluster,cluster_2\n/);
  });

  it("adds the shares, densities and deviations that are asked for, as --labels has them", async () => {
    const args = ["-a", "gaussian", "--responsibilities", "--log-density", "--deviations"];
    const run = await fitted(penguins, "p.csv", ...args, "--columns", measurements.join());
    expect(run.code).toBe(0);
    const lines = (text: string) => text.trimEnd().split("\n");
    const table = lines(await readFile(penguins, "utf8"));
    const labels = lines(run.labels).map((line) => line.replace(/^[^,]*,/, ""));
    labels[0] = labels[0].replace(/^label/, "cluster");
    expect(lines(await read("p.csv"))).toEqual(table.map((line, i) => `${line},${labels[i]}`));
    const once = await mixtura(["fit", "p.csv", "-k", "2", "-a", "gaussian", "--json"]);
    const twice = await mixtura(["fit", penguins, "-k", "2", "-a", "gaussian", "--json"]);
    expect(once.stdout).toBe(twice.stdout);
  });
});

describe("--output in another kind", () => {
  const expected = {
    csv: `name,x,y,cluster\na,1,1,0\nb\u2009☃,2,1,0\nc,9,7,1\nd,8,7,1\ne,1.5,,\nf,9.5,8,1\n`,
    tsv: `name\tx\ty\tcluster\na\t1\t1\t0\nb\u2009☃\t2\t1\t0\nc\t9\t7\t1\nd\t8\t7\t1\ne\t1.5\t\t\nf\t9.5\t8\t1\n`,
  };

  it.each(["arrow", "parquet", "xlsx"])("writes text and records from %s", async (kind) => {
    for (const other of ["csv", "tsv", "json", "ndjson"]) {
      await fitted(`t.${kind}`, `from.${other}`);
      const reader = readers[other];
      if (reader === undefined) {
        expect(await read(`from.${other}`)).toBe(expected[other as "csv"]);
      } else {
        const rows = records(columns).map((row, i) => ({ ...row, cluster: clusters[i] }));
        expect(await reader(`from.${other}`)).toEqual(rows);
      }
    }
  });

  it("names the columns of .npy", async () => {
    await write("n.npy", npy("<i8", [3], new BigInt64Array([1n, 2n, 9007199254740993n])));
    await fitted("n.npy", "n.csv");
    expect(await read("n.csv")).toMatch(/^column 1,cluster\n1,(.)\n2,\1\n9007199254740993,.\n$/);
  });

  it("changes the delimiter between CSV and TSV, and nothing where it is the same", async () => {
    await write("c.csv", 'x,name\n1,"a\tb"\n2,"c,d"\n9,\n');
    await fitted("c.csv", "c.tsv");
    expect(await read("c.tsv")).toMatch(/^x\tname\tcluster\n1\t"a\tb"\t(.)\n2\tc,d\t\1\n9\t\t.\n$/);
    await write("same.txt", 'x\t"name"\r\n1\ta\r\n2\tb\r\n9\tc');
    await fitted("same.txt", "same.tsv", "--delimiter", "tab");
    expect(await read("same.tsv")).toMatch(
      /^x\t"name"\tcluster\r\n1\ta\t(.)\r\n2\tb\t\1\r\n9\tc\t.$/,
    );
  });

  it("refuses what it cannot write, before it reads", async () => {
    const { code, stderr } = await mixtura(["fit", "none.csv", "-k", "2", "--output", "o.parquet"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: --output o.parquet: a table in csv can be written again as csv or tsv, not as parquet\n",
    });
  });
});

describe("--output -", () => {
  it("prints the table, and says the rest on standard error", async () => {
    const { code, stdout, stderr } = await mixtura(
      ["fit", "-", "-k", "2", "--output", "-"],
      "x,t\n1,a\n\n2,b\n9,c\n",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^x,t,cluster\n1,a,(.)\n\n2,b,\1\n9,c,.\n$/);
    expect(stderr).toContain("k-means, k = 2, on 3 rows × 1 column of standard input");
  });

  it("of predict does as well", async () => {
    await mixtura(["fit", "t.csv", "-k", "2", "--model", "m.json"]);
    const { stdout, stderr } = await mixtura(["predict", "m.json", "t.ndjson", "--output", "-"]);
    await fitted("t.ndjson", "fi.ndjson");
    expect(stdout).toBe(await read("fi.ndjson"));
    expect(stderr).toContain("share in the fit");
    const run = await mixtura(["predict", "m.json", "t.csv", "--output", "pr.csv"]);
    expect(run.stdout).toContain("share in the fit");
    await fitted("t.csv", "fi.csv");
    expect(await read("pr.csv")).toBe(await read("fi.csv"));
  });

  it("ends quietly where nobody reads it", async () => {
    const { code, stderr } = await mixturaUnread(["fit", penguins, "-k", "2", "--output", "-"]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("error");
  });

  it("refuses what would be printed beside it", async () => {
    for (const others of [["--json"], ["--plot", "-"]]) {
      const run = await mixtura(["fit", "t.csv", "-k", "2", "--output", "-", ...others]);
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toBe(
        `error: --output - and ${others.join(" ")} both print to standard output; give --output a file\n`,
      );
    }
  });

  it.skipIf(windows)("does not feed on what it prints", async () => {
    await write("grow.csv", "x\n1\n9\n");
    const run = await shell('"$0" "$1" fit grow.csv -k 2 --output - >> grow.csv', "");
    expect(run.code).toBe(2);
    expect(run.stderr).toBe("error: DATA and --output are the same file, grow.csv\n");
    expect(await read("grow.csv")).toBe("x\n1\n9\n");
  });
});

describe("--output", () => {
  it("is not the file that is read", async () => {
    const { code, stderr } = await mixtura(["fit", "t.csv", "-k", "2", "--output", "./t.csv"]);
    expect(code).toBe(2);
    expect(stderr).toBe("error: DATA and --output are the same file, ./t.csv\n");
  });

  it("refuses to be asked for what the model does not know, or nobody writes", async () => {
    const nowhere = await mixtura(["fit", "t.csv", "-k", "2", "-a", "gaussian", "--log-density"]);
    expect(nowhere).toMatchObject({ code: 2, stdout: "" });
    expect(nowhere.stderr).toBe(
      "error: option '--log-density' adds to what --labels or --output writes; give one of them\n",
    );
    const foreign = await fitted("t.csv", "o.csv", "--responsibilities");
    expect(foreign.code).toBe(2);
    expect(foreign.stderr).toBe(
      "error: option '--responsibilities' asks for what -a kmeans does not know\n",
    );
  });

  it("leaves a column alone that is called as ours are, and asks nobody", async () => {
    await write("own.csv", "cluster,x,y\n5,1,1\n6,2,1\n5,9,9\n");
    const { stderr } = await fitted("own.csv", "own2.csv");
    expect(stderr).toContain("note: columns used: cluster, x and y\n");
    expect(await read("own2.csv")).toMatch(/^cluster,x,y,cluster_2\n5,1,1,/);
    const chosen = await mixtura([
      "fit",
      "own2.csv",
      "-k",
      "2",
      "--columns",
      "cluster_2",
      "--json",
    ]);
    expect(JSON.parse(chosen.stdout)).toMatchObject({ columns: ["cluster_2"] });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "that a disk has no room for leaves the others alone",
    async () => {
      await write("older.csv", "older");
      const args = ["--labels", "older.csv", "--output", "/dev/full"];
      const { code, stderr } = await mixtura(["fit", "t.csv", "-k", "2", ...args]);
      expect(code).toBe(1);
      expect(stderr).toContain("error: cannot write /dev/full: no space left on the device\n");
      expect(await read("older.csv")).toBe("older");
    },
  );

  it.skipIf(windows)("is not written where the input has changed meanwhile", async () => {
    await write("long.csv", `x,y\n${"1,2\n7,9\n3,4\n".repeat(100)}`);
    await write("older.csv", "older");
    await shell("mkfifo labels", "");
    // It waits for a reader of the labels, and so the file has been read once.
    const run = start([
      "fit",
      "long.csv",
      "-k",
      "2",
      "--labels",
      "labels",
      "--output",
      "older.csv",
    ]);
    await run.says("columns used");
    await appendFile(path("long.csv"), "1,1\n");
    await shell("cat labels", "");
    expect(await run.ended).toMatchObject({ code: 1 });
    expect(run.said).toContain(
      "error: cannot write older.csv: long.csv has changed since it was read",
    );
    expect(await read("older.csv")).toBe("older");
  });

  it.skipIf(windows)("takes what can be read but once, and keeps nothing of it", async () => {
    const kept = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(".mixtura-"));
    const run = await shell(
      'mkfifo once; cat t.csv > once & "$0" "$1" fit once -k 2 --output once.csv',
      "",
    );
    expect(run.code).toBe(0);
    await fitted("t.csv", "twice.csv");
    expect(await read("once.csv")).toBe(await read("twice.csv"));
    expect(await kept()).toEqual([]);
  });

  it("of a large table is written piece by piece", async () => {
    const line = (i: number) => `${(i * 7919) % 1000},"text ${i}"\r\n`;
    const rows = Array.from({ length: 60_000 }, (_, i) => line(i));
    const text = `x,t\r\n${rows.join("")}`;
    await write("large.csv", text);
    const { code } = await fitted("large.csv", "large-o.csv");
    expect(code).toBe(0);
    const written = await read("large-o.csv");
    const hash = (one: string) => createHash("sha256").update(one).digest("hex");
    expect(hash(written.replace(",cluster", "").replaceAll(/,[01]\r/g, "\r"))).toBe(hash(text));
  });
});

describe.skipIf(windows)("an interruption while it is written", () => {
  it("leaves the older file whole, and nothing beside it", async () => {
    await write("many.csv", `x\n${"1\n2\n9\n".repeat(3000)}`);
    await write("kept.csv", "older");
    await shell("mkfifo unread", "");
    const run = start(["fit", "many.csv", "-k", "2", "--labels", "kept.csv", "--output", "unread"]);
    const staged = async () => (await readdir(path("."))).filter((name) => name.endsWith(".tmp"));
    while ((await staged()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    run.child.kill("SIGINT");
    const { code, signal } = await run.ended;
    expect([code, signal]).toBeOneOf([
      [130, null],
      [null, "SIGINT"],
    ]);
    expect(await read("kept.csv")).toBe("older");
    expect(await staged()).toEqual([]);
  });
});

it("adds to Arrow of several batches, of text from a dictionary, and to a stream", async () => {
  const long: Columns = { x: [1, 2, 9], s: ["u", "v", "u"] };
  await write("l.arrows", arrow(long, "stream"));
  await fitted("l.arrows", "l2.arrows");
  const table = tableFromIPC(await readFile(path("l2.arrows")));
  expect(table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)).toEqual([
    "x Float64",
    "s Utf8",
    "cluster Int32",
  ]);
});

it("quotes no letter of which a byte by itself were a blank", async () => {
  await write("grave.csv", "x,t\n1,à\n9, b\n2,c\u00a0\n");
  expect((await fitted("grave.csv", "grave.tsv")).code).toBe(0);
  expect(await read("grave.tsv")).toMatch(
    /^x\tt\tcluster\n1\tà\t\d\n9\t" b"\t\d\n2\tc\u00a0\t\d\n$/,
  );
});
