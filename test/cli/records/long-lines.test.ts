import { describe, expect, it } from "vitest";
import { workspace } from "../command.js";

const { json, mixtura, shell } = workspace();

const refusal = (line: number) =>
  `error: standard input line ${line}: the row that starts here is longer than 32 MB; ` +
  `is a line break or a closing quote missing?\n`;

/** Columns by name, so that no note says which are used. */
const fit = "fit - -k 1 --columns x";

describe("a file of 300 MB", () => {
  const megabytes = (byte: string) => `head -c 300000000 /dev/zero | tr '\\0' '${byte}'`;

  const first = "head -c 300000000";

  it.each([
    ["no line break", megabytes("a"), 1],
    ["a quote that is never closed", `{ printf '"x'; ${megabytes("\\n")}; }`, 1],
    ["such a quote after blank lines", `{ printf '\\n\\r\\n\\n"x'; ${megabytes(";")}; }`, 4],
    ["a long line further down", `{ printf 'x,y\\r\\n\\r\\n1,2\\r\\n3,'; ${megabytes("7")}; }`, 4],
    [
      "such a quote further down",
      `{ printf 'y,x\\n"1\\n1",2\\n\\n\\n3,"'; ${megabytes("\\n")}; }`,
      6,
    ],
    ["a quote that is never closed for many", `{ printf 'x\\n"'; yes '""'; } | ${first}`, 2, 400],
    ["nothing but delimiters", `{ printf 'x,y\\n'; ${megabytes(",")}; }`, 2, 1000],
  ])("with %s ends in one line and little memory", async (_, file, line, heap = 64) => {
    const command = `${file} | "$0" --max-old-space-size=${heap} "$1" ${fit}`;
    expect(await shell(command, "")).toEqual({ code: 1, stdout: "", stderr: refusal(line) });
  });

  it("may have blank lines, and short lines", async () => {
    const blank = `{ printf 'x'; head -c 40000000 /dev/zero | tr '\\0' '\\n'; printf '1\\n2\\n'; }`;
    const { code, stderr } = await shell(`${blank} | "$0" "$1" ${fit}`, "");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const above = `{ head -c 40000000 /dev/zero | tr '\\0' '\\n'; printf 'x\\n1\\n2\\n'; }`;
    const started = await shell(`${above} | "$0" "$1" ${fit}`, "");
    expect({ code: started.code, stderr: started.stderr }).toEqual({ code: 0, stderr: "" });
    const rows = `x,y\n${"1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n".repeat(800_000)}`;
    expect((await json(rows, "-k", "1", "--columns", "x")).rows).toBe(800_000);
  });
});

it("reads a row of 31 MB, and one after it", async () => {
  const long = `"${"text\n".repeat(6_200_000)}"`;
  const csv = `x,y\n1,${long}\n2,${long}\n`;
  const { centroids } = await json(csv, "-k", "1", "--columns", "x");
  expect(centroids).toEqual([[1.5]]);
  const { code, stderr } = await mixtura(["fit", "-", "-k", "1", "--columns", "y"], csv);
  expect(code).toBe(1);
  expect(stderr.length).toBeLessThan(200);
});

it("refuses more than a million columns", async () => {
  const { code, stdout, stderr } = await mixtura(["fit", "-", "-k", "1"], ",".repeat(1_000_000));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    "error: standard input line 1: 1,000,001 columns; a table may have 1,000,000\n",
  );
});
