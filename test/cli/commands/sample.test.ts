import { describe, expect, it } from "vitest";
import { escapesShown, hasTerminal, workspace } from "../command.js";

const { mixtura, read, shell, write } = workspace();

describe("drawing many rows", () => {
  it.skipIf(!hasTerminal)("is told at a terminal, and printing them too", async () => {
    await write("points.csv", "x,y\n1,2\n2,1\n3,5\n8,9\n9,7\n7,8\n");
    const model = ["--model", "mixture.json"];
    await mixtura(["fit", "points.csv", "-k", "1", "-a", "gaussian", ...model]);
    const { code, stdout } = await shell(
      `script -qec "'$0' '$1' sample mixture.json -n 500000 > rows.csv" /dev/null`,
      "",
    );
    expect(code).toBe(0);
    const said = escapesShown(stdout);
    expect(said).toContain("drawing 500,000 rows …");
    expect(said).toMatch(/printing 500,000 rows … {2}[█░]+ {2}\d+ %/);
    expect(said).toMatch(/␛\[1G␛\[2K$/);
    expect((await read("rows.csv")).match(/\n/g)).toHaveLength(500_001);
  });
});
