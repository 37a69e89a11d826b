import { beforeAll, describe, expect, it } from "vitest";
import { KMeans } from "mixtura";
import { workspace } from "../command.js";
import { penguins } from "../penguins.js";

const { mixtura, read, write } = workspace();

interface Model {
  readonly columns: string[];
  readonly oneHot: { column: string; categories: string[] }[] | null;
  readonly imputation: { means: number[] } | null;
}

async function labelsOf(model: string, csv: string) {
  await write("new.csv", csv);
  const { code, stdout, stderr } = await mixtura(["predict", model, "new.csv"]);
  return { code, stderr, labels: stdout.trimEnd().split("\n").slice(1) };
}

const train = "kind,x,y\na,1,10\nb,,10\nb,9,30\na,2,NA\n";
const options = ["--columns", "y,x", "--one-hot", "kind"];

beforeAll(async () => {
  await write("train.csv", train);
  const fit = ["fit", "train.csv", "-k", "2", ...options];
  await mixtura([...fit, "--missing", "mean", "--model", "filled.json", "--labels", "labels.csv"]);
  await mixtura([...fit, "--model", "dropped.json"]);
});

describe("a model", () => {
  it("remembers categories, and what stands for a missing value", async () => {
    const filled = JSON.parse(await read("filled.json")) as Model;
    expect(filled).toMatchObject({
      columns: ["y", "x", "kind=a", "kind=b"],
      oneHot: [{ column: "kind", categories: ["a", "b"] }],
      imputation: { means: [expect.closeTo(50 / 3) as number, 4, 0.5, 0.5] },
    });
    expect(JSON.parse(await read("dropped.json"))).toMatchObject({ imputation: null });
    expect(KMeans.fromJSON(filled).dimensions).toBe(4);
  });

  it("gives the rows of its fit the labels of its fit", async () => {
    const { stdout } = await mixtura(["predict", "filled.json", "train.csv"]);
    expect(stdout).toBe(await read("labels.csv"));
  });

  it.each([
    ["--one-hot", "species,sex", "--missing", "mean", "--standardize"],
    ["-a", "gaussian", "--covariance", "diagonal", "--one-hot", "island", "--standardize"],
  ])("gives the penguins the labels of its fit: %s %s", async (...args) => {
    const fit = ["fit", penguins, "-k", "3", "--columns", "bill_length_mm,body_mass_g", ...args];
    await mixtura([...fit, "--model", "model.json", "--labels", "fitted.csv"]);
    const { stdout } = await mixtura(["predict", "model.json", penguins]);
    expect(stdout).toBe(await read("fitted.csv"));
  });

  it("fills missing values with the means of its fit, not those of the new table", async () => {
    const { stderr, labels } = await labelsOf("filled.json", "kind,y,x\na,,1000\n,30,\n");
    expect(labels).toHaveLength(2);
    expect(labels.every((line) => /^\d+,[01]$/.test(line))).toBe(true);
    expect(stderr).toBe(
      "note: filled 4 missing values with the mean of their columns in the fit " +
        "(y 1, x 1, kind=a 1 and kind=b 1)\n",
    );
    const csv = (x: string, y: string) => `kind,x,y\na,${x},${y}\n`;
    const y = String((JSON.parse(await read("filled.json")) as Model).imputation!.means[0]);
    expect((await labelsOf("filled.json", csv("", ""))).labels).toEqual(
      (await labelsOf("filled.json", csv("4", y))).labels,
    );
  });

  it("leaves out rows that lack a value where its fit has", async () => {
    const { stderr, labels } = await labelsOf("dropped.json", "kind,y,x\na,,1\n,30,1\na,10,1\n");
    expect(labels.slice(0, 2)).toEqual(["1,", "2,"]);
    expect(stderr).toBe("note: dropped 2 of 3 rows with missing values (lines 2 and 3)\n");
    const none = await labelsOf("dropped.json", "kind,y,x\na,,1\n");
    expect(none).toMatchObject({ code: 1 });
    expect(none.stderr).toBe(
      "error: new.csv: no row has a value in every used column (y, x, kind=a and kind=b)\n",
    );
  });

  it("has a 0 for every category where a row has another, and says so", async () => {
    const { stderr, labels } = await labelsOf(
      "dropped.json",
      "kind,y,x\nz,10,1\na,10,1\nc,30,9\nz,30,9\n",
    );
    expect(stderr).toBe(
      'note: column "kind": 3 rows have categories that the fit has not seen (c and z), ' +
        "so 0 in kind=a and kind=b\n",
    );
    const model = KMeans.fromJSON(JSON.parse(await read("dropped.json")));
    const rows = [[10, 1, 0, 0], [10, 1, 1, 0], [30, 9, 0, 0], [30, 9, 0, 0]]; // prettier-ignore
    const expected = Array.from(model.predict(rows), (label, row) => `${row + 1},${label}`);
    expect(labels).toEqual(expected);
  });

  it("takes categories that the new table lacks, and the order of the fit", async () => {
    const { stderr, labels } = await labelsOf("dropped.json", "x,kind,y\n9,b,30\n");
    const model = KMeans.fromJSON(JSON.parse(await read("dropped.json")));
    expect({ stderr, labels }).toEqual({
      stderr: "",
      labels: [`1,${model.predict([[30, 9, 0, 1]])[0]}`],
    });
  });

  it("takes values as large as its fit did", async () => {
    await write("large.csv", "x\n1e200\n3e200\n4e200\n");
    const fit = ["fit", "large.csv", "-k", "2", "--standardize", "--labels", "large-labels.csv"];
    await mixtura([...fit, "--model", "large.json"]);
    const { stdout } = await mixtura(["predict", "large.json", "large.csv"]);
    expect(stdout).toBe(await read("large-labels.csv"));
    expect((await labelsOf("large.json", "x\n1e200\n1e307\n")).code).toBe(0);
  });

  it("names all columns that it misses, and what they may be called now", async () => {
    const { code, stderr } = await labelsOf("filled.json", "Kind,z,yy\na,1,2\n");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'error: new.csv: no columns "y" (did you mean "yy"?), "x" (did you mean "z"?) and ' +
        '"kind" (did you mean "Kind"?) (it has Kind, z and yy)\n',
    });
  });
});

describe("a column whose name is that of another and a category", () => {
  const fit = async (csv: string, columns: string) => {
    await write("old.csv", csv);
    const args = ["fit", "old.csv", "-k", "2", "--columns", columns];
    return mixtura([...args, "--model", "alike.json", "--labels", "alike.csv"]);
  };

  it("is missed where the new table has the other alone", async () => {
    await fit("x=1,y\n1,2\n8,9\n", "x=1,y");
    expect(JSON.parse(await read("alike.json"))).toMatchObject({ indicators: null });
    expect(await labelsOf("alike.json", "x,y\n1,2\n8,9\n")).toMatchObject({
      code: 1,
      stderr: 'error: new.csv: no column "x=1"; did you mean "x"? (it has x and y)\n',
    });
  });

  it("is not taken where the fit had the category", async () => {
    await fit("x,y\n1,2\n8,9\n", "x=1,y");
    expect(JSON.parse(await read("alike.json"))).toMatchObject({
      columns: ["x=1", "y"],
      indicators: [{ column: "x", category: "1" }],
    });
    const { labels } = await labelsOf("alike.json", "x=1,x,y\n99,1,2\n-99,8,9\n");
    expect(`row,label\n${labels.join("\n")}\n`).toBe(await read("alike.csv"));
    const missed = await labelsOf("alike.json", "x=1,y\n1,2\n");
    expect(missed.stderr).toContain('no column "x"; did you mean "x=1"?');
  });
});

describe("--one-hot", () => {
  it("refuses a column that is called like one that it makes", async () => {
    const args = ["fit", "-", "-k", "1", "--one-hot", "kind"];
    const { code, stderr } = await mixtura(args, "kind,kind=a,x\na,1,2\nb,2,3\n");
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: standard input: there is a column "kind=a", and --one-hot makes another of that name',
    );
  });
});

describe("a model file with absurd members", () => {
  const two = ["__proto__", "constructor"];
  it.each([
    [{ columns: "x" }, '"columns" expected a list of names, got "x"'],
    [{ columns: [1, 2] }, '"columns" expected a list of names, got 1'],
    [{ columns: null }, '"columns" expected a list of names, got null'],
    [{ columns: ["x"] }, "its columns are 1, and its dimensions 2"],
    [{ columns: ["x", "x"] }, '"columns" has "x" twice'],
    [{ columns: two, oneHot: 3 }, '"oneHot" expected null or a list of { column, categories }'],
    [{ columns: two, oneHot: [null] }, '"oneHot" expected null or a list of'],
    [{ columns: two, oneHot: [{ categories: [] }] }, '"oneHot" expected null or a list of'],
    [{ columns: two, oneHot: [{ column: "a" }] }, '"oneHot.categories" expected a list of names'],
    [
      { columns: ["x", "a=b"], oneHot: [{ column: "a", categories: ["c"] }] },
      '"oneHot" does not go with its columns',
    ],
    [
      { columns: ["x", "y"], oneHot: [{ column: "a", categories: ["b", "c", "d"] }] },
      '"oneHot" does not go with its columns',
    ],
    [{ columns: two, indicators: 3 }, '"indicators" expected null or a list of'],
    [{ columns: two, indicators: [{ column: "a" }] }, '"indicators" expected null or a list of'],
    [
      { columns: ["x", "a=b"], indicators: [{ column: "a", category: "c" }] },
      '"indicators" has "a=c", which is none of its columns',
    ],
    [{ columns: two, imputation: [1, 2] }, '"imputation" expected null or { means }'],
    [{ columns: two, imputation: {} }, '"imputation.means" expected a list of 2 numbers'],
    [
      { columns: two, imputation: { means: [1] } },
      '"imputation.means" expected a list of 2 numbers, one a column, got [1]',
    ],
    [
      { columns: two, imputation: { means: [1, null] } },
      '"imputation.means" expected a list of 2 numbers, one a column, got null',
    ],
    [
      { columns: two, imputation: { means: [1, "2"] } },
      '"imputation.means" expected a list of 2 numbers, one a column, got "2"',
    ],
    [{ version: 2 }, '"json.version" expected 1, the only version this release reads, got 2'],
    [{ centroids: [[1, 2], [null, 3]] }, '"json.centroids'], // prettier-ignore
    [{ standardization: { means: [0], scales: [1] } }, '"json.standardization'],
    [{ k: 1e9 }, '"json.'],
  ])("%j is refused", async (members, message) => {
    const model = KMeans.fit([[0, 0], [9, 9]], { k: 2 }).toJSON(); // prettier-ignore
    await write("absurd.json", JSON.stringify({ ...model, ...members }));
    const { code, stderr } = await labelsOf("absurd.json", "x,y\n1,2\n");
    expect(code).toBe(1);
    expect(stderr).toContain(`error: absurd.json: ${message}`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("is none for names that objects have of their own", async () => {
    await write("proto.csv", "__proto__,constructor\n1,2\n9,8\n");
    const options = ["-k", "2", "--model", "proto.json", "--labels", "proto-labels.csv"];
    await mixtura(["fit", "proto.csv", ...options]);
    const { stdout } = await mixtura(["predict", "proto.json", "proto.csv"]);
    expect(stdout).toBe(await read("proto-labels.csv"));
  });
});
