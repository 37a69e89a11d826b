import { describe, expect, it } from "vitest";
import { workspace, type FitJson } from "./command.js";

const { json, mixtura, write } = workspace();

/** Rows of as many whole numbers as there are names. */
function table(names: readonly string[], rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    names.map((_, j) => (i * 7919 + j * 104729) % 1009).join(),
  );
  return [names.join(), ...lines, ""].join("\n");
}

function namesFor(columns: number): string[] {
  return Array.from({ length: columns }, (_, j) => `gene_${j}`);
}

/** What takes a time that grows with the square of the columns takes minutes here. */
const soon = 20_000;
const many = 100_000;

describe("100,000 columns", () => {
  it(
    "are read and fitted, and the first of them shown",
    async () => {
      const names = namesFor(many);
      await write("wide.csv", table(names, 3));
      const { code, stdout, stderr } = await mixtura(["fit", "wide.csv", "-k", "2"]);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: `note: columns used: ${names.slice(0, 10).join(", ")} and 99,990 more\n`,
      });
      expect(stdout.split("\n").length).toBeLessThan(75);
      expect(stdout).toContain("\nthe first 60 of 100,000 columns are shown; --json has all\n");
      const all = await mixtura(["fit", "wide.csv", "-k", "2", "--json"]);
      expect((JSON.parse(all.stdout) as FitJson).columns).toEqual(names);
    },
    soon,
  );

  it(
    "may hold text, in one row or each in a row of its own",
    async () => {
      const names = namesFor(many);
      const text = `${names.join()},x\n${"a,".repeat(many)}1\n${"a,".repeat(many)}2\n`;
      expect((await json(text, "-k", "2")).columns).toEqual(["x"]);
      const few = namesFor(2000);
      const rows = few.map((_, i) => few.map((_, j) => (i === j ? "a" : j)).join());
      const { columns } = await json(
        `${few.join()},x\n${rows.map((row, i) => `${row},${i % 7}`).join("\n")}\n`,
        "-k",
        "2",
      );
      expect(columns).toEqual(["x"]);
    },
    soon,
  );

  it(
    "may be named one by one",
    async () => {
      const names = namesFor(many);
      const last = names.slice(-9000);
      const csv = table(names, 2);
      const { columns } = await json(csv, "-k", "1", "--columns", last.join());
      expect(columns).toEqual(last);
      const { code, stderr } = await mixtura(
        ["fit", "-", "-k", "1", "--columns", "gen_99999"],
        csv,
      );
      expect(code).toBe(1);
      expect(stderr).toContain(
        'no column "gen_99999"; did you mean "gene_99999"? (it has gene_0, ',
      );
    },
    soon,
  );

  it.each(["tied", "full"])(
    "are too many for %s covariances, which is said",
    async (covariance) => {
      const args = ["fit", "-", "-k", "1", "-a", "gaussian", "--covariance", covariance];
      const { code, stdout, stderr } = await mixtura(args, table(namesFor(many), 3));
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(
        new RegExp(
          `\\nnote: ${covariance} covariances of 100,000 columns take long; --covariance diagonal is ` +
            `faster\\nerror: standard input: ${covariance} covariances of 100,000 columns do not ` +
            `fit into the 4 GiB of memory; take --covariance diagonal, or fewer columns by ` +
            `--columns\\n$`,
        ),
      );
    },
    soon,
  );
});

describe("a table of many columns", () => {
  it.each([
    [60, false],
    [61, true],
  ])("of %i is shown in part: %s", async (count, part) => {
    const csv = table(namesFor(count), 4);
    const { stdout } = await mixtura(["fit", "-", "-k", "2"], csv);
    expect(stdout).toContain("\ngene_59 ");
    expect(stdout).not.toContain("gene_60");
    expect(stdout.includes("of 61 columns are shown; --json has all\n")).toBe(part);
    const compare = ["compare", "-", "-k", "1", "--covariance", "diagonal"];
    const beside = await mixtura(compare, csv);
    expect(beside.stdout).toContain("  gene_59 ");
    expect(beside.stdout).not.toContain("gene_60");
    expect(beside.stdout.includes("are shown; mixtura fit with --json has all\n")).toBe(part);
  });

  it("is compared by what describes it, of which nothing is hidden", async () => {
    const names = namesFor(70);
    const compare = ["compare", "-", "-k", "1", "--covariance", "diagonal", "--describe", "gene_3"];
    const { stdout } = await mixtura(compare, table(names, 4));
    expect(stdout).toContain("astray, in a cluster mostly of another gene_3, of 4 rows:");
    expect(stdout).not.toContain("are shown");
  });
});
