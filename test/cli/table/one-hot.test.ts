import { describe, expect, it } from "vitest";
import { workspace } from "../command.js";
import { parquet, writers } from "../formats/writers.js";

const { json, mixtura, write } = workspace();

describe("--one-hot", () => {
  const csv = "kind,x,size\nb,1,2\na,2,2.0\n,3,2\nb,4,1e1\n";

  it("makes a column of 0 and 1 of each category, behind the others", async () => {
    const args = ["-k", "1", "--columns", "x", "--one-hot", "kind"];
    const { columns, centroids, dropped } = await json(csv, ...args);
    expect(columns).toEqual(["x", "kind=a", "kind=b"]);
    expect(centroids).toEqual([[(1 + 2 + 4) / 3, expect.closeTo(1 / 3), expect.closeTo(2 / 3)]]);
    expect(dropped).toEqual([4]);
  });

  it("says which columns are used, and takes numbers for categories by their value", async () => {
    const { columns, notes } = await json(csv, "-k", "1", "--one-hot", "kind,size");
    expect(columns).toEqual(["x", "kind=a", "kind=b", "size=10", "size=2"]);
    expect(notes).toContain("note: columns used: x, kind=a, kind=b, size=10 and size=2\n");
    expect(notes).not.toContain("left out");
  });

  it("may be all that there is", async () => {
    const { columns } = await json("kind\na\nb\n", "-k", "2", "--one-hot", "kind");
    expect(columns).toEqual(["kind=a", "kind=b"]);
  });

  it("is what a column and a category name, wherever that is from", async () => {
    const args = ["-k", "1", "--columns", "kind=b,x,kind=c"];
    const { columns, centroids } = await json(csv, ...args);
    expect(columns).toEqual(["kind=b", "x", "kind=c"]);
    expect(centroids[0][0]).toBeCloseTo(2 / 3);
    expect(centroids[0][2]).toBe(0);
    expect((await json("kind=b\n7\n", "-k", "1", "--columns", "kind=b")).centroids).toEqual([[7]]);
  });

  it("is said to be 0 everywhere where no row has the category that a name has", async () => {
    const { notes } = await json(csv, "-k", "1", "--columns", "x,kind=B,kind=a");
    expect(notes).toContain(
      'note: no row has "B" in column "kind", so kind=B is 0 in all; ' +
        'did you mean "b"? (it has a and b)\n',
    );
    expect(notes).not.toContain("kind=a");
  });

  it("is named by the value of a number, and once", async () => {
    const { columns, centroids } = await json(csv, "-k", "1", "--columns", "x,size=2.0");
    expect({ columns, centroids }).toEqual({ columns: ["x", "size=2"], centroids: [[2.5, 0.75]] });
    const refusal = async (...args: string[]) =>
      (await mixtura(["fit", "-", "-k", "1", "--columns", ...args], csv)).stderr;
    expect(await refusal("size=2,size=2.0")).toBe(
      'error: standard input: "size=2" is named twice in --columns\n',
    );
    expect(await refusal("x,kind=b", "--one-hot", "kind")).toBe(
      'error: standard input: "kind=b" in --columns is one of the columns that --one-hot kind ' +
        "makes; leave one of the two out\n",
    );
    expect(await refusal("x,kind=NA")).toContain('"NA" is a missing value, and no category');
  });

  it("tells long codes apart, and not the notations of one number", async () => {
    const codes = "k\n12345678901234567890\n12345678901234567891\n1.00000000000000000\n1\n";
    expect((await json(codes, "-k", "1", "--one-hot", "k")).columns).toEqual([
      "k=1",
      "k=12345678901234567890",
      "k=12345678901234567891",
    ]);
  });

  it("refuses two columns of one name that it would make itself", async () => {
    const args = ["fit", "-", "-k", "1", "--one-hot", "a=b,a"];
    const { code, stderr } = await mixtura(args, "a=b,a,y\nc,b=c,1\nd,x,3\nc,q,4\n");
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: standard input: --one-hot makes two columns "a=b=c"; ' +
        "each column in use needs a name of its own\n",
    );
  });

  it("gives the same from columns as from rows", async () => {
    const table = { kind: ["b", "a", null, "b"], x: [1, 2, 3, 4] };
    await write("kinds.parquet", parquet(table));
    const args = ["-k", "1", "--one-hot", "kind", "--json"];
    const { stdout } = await mixtura(["fit", "kinds.parquet", ...args]);
    const expected = await json(writers["csv"](table) as string, "-k", "1", "--one-hot", "kind");
    const got = JSON.parse(stdout) as typeof expected;
    expect({ ...got, dropped: 0 }).toEqual({ ...expected, dropped: 0, notes: undefined });
  });

  it("refuses more than a thousand categories, and a column that is not there", async () => {
    const names = Array.from({ length: 1001 }, (_, i) => `name ${i}\n`).join("");
    const many = await mixtura(["fit", "-", "-k", "1", "--one-hot", "kind"], `kind\n${names}`);
    expect(many).toMatchObject({ code: 1, stdout: "" });
    expect(many.stderr).toBe(
      'error: standard input: column "kind" has more than 1,000 different values, too many for --one-hot\n',
    );
    const none = await mixtura(["fit", "-", "-k", "1", "--one-hot", "kin"], csv);
    expect(none.stderr).toContain('no column "kin"; did you mean "kind"?');
  });
});

describe("--missing mean", () => {
  it("puts the mean of the column where there is no value, and says how often", async () => {
    const csv = "x,y\n1,10\n,20\n4,NA\n";
    const args = ["-k", "1", "--columns", "x,y", "--missing", "mean"];
    const { centroids, dropped, labels, notes } = await json(csv, ...args);
    expect(centroids).toEqual([[2.5, 15]]);
    expect({ dropped, labels }).toEqual({ dropped: [], labels: [0, 0, 0] });
    expect(notes).toBe(
      "note: filled 2 missing values with the mean of their columns (x 1 and y 1)\n",
    );
    const one = await json("x\n1\nNA\n", "-k", "1", "--columns", "x", "--missing", "mean");
    expect(one.notes).toBe("note: filled 1 missing value with the mean of its column (x 1)\n");
  });

  it("has no word for a table without gaps, and no mean for a column without values", async () => {
    const args = ["-k", "1", "--columns", "x,y", "--missing", "mean"];
    expect((await json("x,y\n1,2\n", ...args)).notes).toBe("");
    const { code, stderr } = await mixtura(["fit", "-", ...args], "x,y\n1,\n2,\n");
    expect(code).toBe(1);
    expect(stderr).toContain("no row has a value in every used column (x and y)");
  });

  it("finds a mean that is no larger than the values", async () => {
    const csv = "x\n1.5e308\nNA\n1.5e308\n-1.5e308\n";
    const args = ["-k", "1", "--columns", "x", "--missing", "mean"];
    const { code, stderr } = await mixtura(["fit", "-", ...args], csv);
    expect(code).toBe(1);
    expect(stderr).toContain("filled 1 missing value");
    expect(stderr).toContain("too large to compute with");
  });

  it("is one of two ways", async () => {
    const { code, stderr } = await mixtura(
      ["fit", "-", "-k", "1", "--missing", "median"],
      "x\n1\n",
    );
    expect(code).toBe(2);
    expect(stderr).toContain("Expected drop or mean.");
  });
});
