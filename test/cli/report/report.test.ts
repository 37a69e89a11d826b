import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { clusterTable, type Attribute } from "../../../cli/src/report/cluster-table.js";
import { wrapped } from "../../../cli/src/text/display-width.js";
import { deviationFigures, figure, figures, nats, percent } from "../../../cli/src/text/figures.js";
import { examples, hasTerminal, mixtura, workspace } from "../command.js";

const here = workspace();

function widest(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length));
}

describe("the table", () => {
  it("is what a person would want to read", async () => {
    const { stdout } = await mixtura(
      [
        ...["fit", "penguins.csv", "-k", "3", "--standardize", "--restarts", "10"],
        ...["--columns", "bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g"],
        ...["--describe", "species"],
      ],
      { cwd: examples },
    );
    expect(stdout).toBe(
      `
k-means, k = 3, on 342 rows × 4 columns of penguins.csv (standardized)

                         bill   bill  flipper  body
                       length  depth   length  mass
cluster  size   share      mm     mm       mm     g  species
────────────────────────────────────────────────────────────────────────────
      0   132  38.6 %   38.21  18.11    188.4  3585  Adelie 127, Chinstrap 5
      1   123  36.0 %   47.50  14.98    217.2  5076  Gentoo 123
      2    87  25.4 %   47.53  18.76    196.9  3902  Chinstrap 63, Adelie 24

inertia 379.4 (72.3 % of the total sum of squares explained)
converged after 5 iterations, best of 10 restarts, seed 0
`.slice(1),
    );
  });

  it("is plain text away from a terminal", async () => {
    const { stdout, stderr } = await here.mixtura(["fit", "-", "-k", "1"], "x\n1\n2\n");
    expect(stdout + stderr).not.toContain("\u001b");
  });

  it.skipIf(!hasTerminal)("has colours on a terminal, unless NO_COLOR is set", async () => {
    await here.write("points.csv", "x\n1\n2\n");
    const onTerminal = (settings: string) => {
      const environment = `env -u NO_COLOR -u FORCE_COLOR TERM=xterm ${settings}`;
      const line = `${environment} script -qec "'$0' '$1' fit points.csv -k 1" /dev/null`;
      return here.shell(line, "");
    };
    const colours = (await onTerminal("")).stdout;
    expect(colours).toContain("\u001b[1mk-means, k = 1,\u001b[22m on 2 rows");
    expect(colours).toContain(`\n\u001b[2m${"─".repeat(27)}\u001b[22m\r\n`);
    expect(colours).toContain("\u001b[2mnote:\u001b[22m columns used: x");
    const plain = (await onTerminal("NO_COLOR=1")).stdout;
    expect(plain).toContain("k-means, k = 1, on 2 rows");
    expect(plain).not.toContain("\u001b[");
  });

  it.skipIf(!hasTerminal)(
    "has notes that break between words on a terminal, and nowhere else",
    async () => {
      const fit = `'$0' '$1' fit - -k 1 --columns first_column,second_column`;
      const csv = "first_column,second_column\n1,1\n2,99\n,\n";
      const piped = await here.shell(fit.replaceAll("'", '"'), csv);
      const sentences = piped.stderr.split("\n");
      expect(sentences[1]).toBe(
        "note: second_column has most of the variance; --standardize puts the columns on one scale",
      );
      await here.write("narrow.csv", csv);
      const narrow = `stty cols 50; ${fit.replace("-", "narrow.csv")}`;
      const { stdout } = await here.shell(`NO_COLOR=1 script -qec "${narrow}" /dev/null`, "");
      expect(stdout).toContain(
        "note: second_column has most of the variance;\r\n" +
          "  --standardize puts the columns on one scale\r\n",
      );
    },
  );

  it("says what did not go well, and nothing where nothing can be said", async () => {
    const short = ["fit", `${examples}penguins.csv`, "-k", "5", "--max-iterations", "1"];
    const stopped = await here.mixtura(short);
    expect(stopped.stdout).toContain("\nnot converged after 1 iteration, one start, seed 0\n");
    const alike = await here.mixtura(["fit", "-", "-k", "1"], "x\n4\n4\n");
    expect(alike.stdout).toContain("\ninertia 0\n");
  });

  it("shares of standardized data take the constant column out", async () => {
    const csv = "x,c\n0,5\n0,5\n4,5\n4,5\n";
    const { stdout } = await here.mixtura(["fit", "-", "-k", "1", "--standardize"], csv);
    expect(stdout).toContain("inertia 4 (0.0 % of the total");
    const two = await here.mixtura(["fit", "-", "-k", "2", "--standardize"], csv);
    expect(two.stdout).toContain("inertia 0 (100.0 % of the total");
  });

  it("shows the commonest three values, and how many rows have others", async () => {
    const names = [
      "a",
      "a",
      "a",
      "a",
      "a",
      "b",
      "b",
      "b",
      "b",
      "c",
      "c",
      "c",
      "d",
      "d",
      "e",
      "",
      "f".repeat(40),
    ];
    const csv = `x,name\n${names.map((name) => `1,${name}\n`).join("")}`;
    const { stdout } = await here.mixtura(["fit", "-", "-k", "1", "--describe", "name"], csv);
    expect(stdout).toContain("  a 5, b 4, c 3, others 5\n");
    const four = `x,name\n1,a\n1,\n1,${"f".repeat(40)}\n1,\n1,"b\nc"\n`;
    const all = await here.mixtura(["fit", "-", "-k", "1", "--describe", "name"], four);
    expect(all.stdout).toContain(`  (missing) 2, a 1, ${"f".repeat(23)}… 1, b c 1\n`);
  });

  it.each([
    ["share", []],
    ["weight", ["-a", "gaussian", "--covariance", "diagonal"]],
  ])("stays within 80 columns with 20 columns and 12 clusters, %s", async (share, args) => {
    const names = Array.from({ length: 20 }, (_, j) => `column_number_${j}`);
    let csv = `${names.join()},kind\n`;
    for (let i = 0; i < 120; i++) {
      const row = names.map((_, j) => ((i * 7919 + j * 104729) % 1009) * 10 ** (j % 5));
      csv += `${row.join()},${["alpha", "beta"][i % 2]}\n`;
    }
    const { code, stdout } = await here.mixtura(
      ["fit", "-", "-k", "12", "--describe", "kind", ...args],
      csv,
    );
    expect(code).toBe(0);
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    const heads = stdout.split("\n").filter((line) => line.startsWith("cluster "));
    expect(heads.length).toBeGreaterThan(1);
    expect(heads.flatMap((head) => head.split(/\s+/).slice(1)).map(Number)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    for (const name of [...names, "size", share, "kind"]) {
      const rows = stdout.split("\n").filter((line) => line.startsWith(`${name} `));
      expect(rows).toHaveLength(heads.length);
    }
  });
});

describe("clusterTable", () => {
  const plain = pc.createColors(false);
  const attributes: Attribute[] = [
    { name: "bill_length", entries: [["1.5"], ["20.5"]], align: "right" },
    { name: "species", entries: [["A 1", "B 2"], ["C 3"]], align: "left" },
  ];

  it("has a cluster a row where that fits", () => {
    expect(clusterTable(attributes, 2, 80, plain)).toBe(
      `
cluster  bill_length  species
──────────────────────────────
      0          1.5  A 1, B 2
      1         20.5  C 3
`.slice(1, -1),
    );
  });

  it("breaks names into lines where that helps", () => {
    expect(clusterTable(attributes, 2, 29, plain)).toBe(
      `
           bill
cluster  length  species
─────────────────────────
      0     1.5  A 1, B 2
      1    20.5  C 3
`.slice(1, -1),
    );
  });

  it("turns on its side where that is too wide, and then into blocks", () => {
    expect(clusterTable(attributes, 2, 24, plain)).toBe(
      `
cluster        0     1
──────────────────────
bill_length  1.5  20.5
species      A 1   C 3
             B 2
`.slice(1, -1),
    );
    expect(clusterTable(attributes, 2, 20, plain)).toBe(
      `
cluster        0
────────────────
bill_length  1.5
species      A 1
             B 2

cluster         1
─────────────────
bill_length  20.5
species       C 3
`.slice(1, -1),
    );
  });

  it("colours each rule once", () => {
    const colours = pc.createColors(true);
    for (const width of [80, 20]) {
      const rules = clusterTable(attributes, 2, width, colours)
        .split("\n")
        .filter((line) => line.includes("─"));
      const plainRules = clusterTable(attributes, 2, width, plain)
        .split("\n")
        .filter((line) => line.includes("─"));
      expect(rules.length).toBeGreaterThan(0);
      expect(rules).toEqual(plainRules.map(colours.dim));
    }
  });

  it("is as wide with colours, and with characters of two columns", () => {
    const colours = clusterTable(attributes, 2, 30, pc.createColors(true));
    expect(colours).toContain("\u001b[1mbill_length\u001b[22m");
    const wide: Attribute[] = [{ name: "長さ", entries: [["1"]], align: "right" }];
    expect(clusterTable(wide, 1, 13, plain)).toBe("cluster  長さ\n─────────────\n      0     1");
    expect(clusterTable(wide, 1, 12, plain)).toContain("長さ");
    expect(clusterTable(wide, 1, 12, plain)).not.toBe(clusterTable(wide, 1, 13, plain));
  });
});

describe("wrapped", () => {
  it("fills lines up to the width, whatever the colours, and breaks no word", () => {
    const note = `${pc.createColors(true).dim("note:")} ab cd`;
    expect(wrapped(note, 11)).toBe(note);
    expect(wrapped(note, 10)).toBe(note.replace(" cd", "\n  cd"));
    expect(wrapped("a longer word", 4)).toBe("a\n  longer\n  word");
    expect(wrapped("a b", Infinity)).toBe("a b");
  });
});

describe("figures", () => {
  it.each<[string, number[], number, string[]]>([
    ["four digits of the largest", [38.2121, 4.75, 0.1], 5, ["38.21", "4.75", "0.10"]],
    ["no decimals for thousands", [3585.4, 5076.01], 800, ["3585", "5076"]],
    ["separators from ten thousand", [1234.5, 1234567.8], 1e6, ["1,235", "1,234,568"]],
    ["more where the data spreads little", [2007.93, 2008.1], 0.8, ["2007.93", "2008.10"]],
    ["whole numbers as such", [3, -12], 5, ["3", "-12"]],
    ["whole numbers after rounding errors", [3 + 1e-12, -12], 5, ["3", "-12"]],
    ["zeros that come of rounding", [185.97, 12.04], 50, ["186.0", "12.0"]],
    ["no more decimals than needed", [2.5, 7], 2, ["2.5", "7.0"]],
    ["zeros", [0, -0], 0, ["0", "0"]],
    ["no minus on what rounds to zero", [-0.0001, 12.25], 5, ["0.00", "12.25"]],
    ["small ones", [0.00123456], 0.001, ["0.001235"]],
    ["tiny ones", [1.23456e-7, -2e-10], 1e-7, ["1.235e-7 ", "-2.000e-10"]],
    ["huge ones", [1.5e150, 2e99], 1e150, ["1.500e+150", "2.000e+99 "]],
    [
      "milliseconds since 1970 in full",
      [1700360123456.7, 1700567958265.2],
      2e8,
      ["1,700,360,123,457", "1,700,567,958,265"],
    ],
    [
      "moments close together",
      [17e11 + 1, 17e11 + 2],
      10,
      ["1,700,000,000,001", "1,700,000,000,002"],
    ],
    ["up to fifteen digits", [999999999999999], 1, ["999,999,999,999,999"]],
    ["powers of ten beyond", [1e15, 2e15], 1e15, ["1.000e+15", "2.000e+15"]],
  ])("writes %s", (_, values, deviation, expected) => {
    expect(figures(values, deviation)).toEqual(expected);
  });

  it.each<[string, number[], string[]]>([
    ["two digits of the largest", [3.061, 2.66], ["3.1", "2.7"]],
    ["no decimals for hundreds", [501.6, 89.2], ["502", "89"]],
    ["more where a small one would vanish", [50.4, 0.312], ["50.4", "0.3"]],
    ["no more than four digits", [50.43, 1e-9], ["50.43", "0.00"]],
    ["none at all", [0, 0], ["0", "0"]],
  ])("writes of deviations %s", (_, values, expected) => {
    expect(deviationFigures(values)).toEqual(expected);
  });

  it("writes what has no end", () => {
    expect([Infinity, -Infinity].map(figure)).toEqual(["∞", "-∞"]);
  });

  it("writes log-likelihoods to a tenth", () => {
    expect([-1148.44, 3, 123456.78].map(nats)).toEqual(["-1148.4", "3.0", "123,456.8"]);
  });

  it("writes shares in percent", () => {
    expect([0, 0.3596, 1].map(percent)).toEqual(["0.0 %", "36.0 %", "100.0 %"]);
  });
});
