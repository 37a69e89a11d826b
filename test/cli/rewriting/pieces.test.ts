import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../cli/src/files/source.js";
import { predictionsAsCsv } from "../../../cli/src/report/predictions.js";
import { addedTo, addedValues, type Added } from "../../../cli/src/rewriting/added.js";
import { outputForm } from "../../../cli/src/rewriting/form.js";
import { tableWith } from "../../../cli/src/rewriting/output.js";
import type { Dataset } from "../../../cli/src/table/dataset.js";

const rows = 30_000;
/** All but every tenth. */
const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => row % 10 !== 3);
const dataset = {
  ...{ rows, kept, columns: ["x"], title: "large.csv" },
  layout: { names: ["x"], headerEnd: 1, ends: Array.from({ length: rows }, (_, row) => row + 2) },
} as unknown as Dataset;
const answers = {
  k: 3,
  labels: Int32Array.from(kept, (row) => row % 3),
  responsibilities: Float64Array.from({ length: kept.length * 3 }, (_, at) => at / 7),
  logDensity: Float64Array.from(kept, (row) => -row),
};
const added = addedTo(dataset, answers);

describe("a large output", () => {
  it("is written before its input has been read", async () => {
    let taken = 0;
    const pieces = 300;
    const chunks = function* () {
      yield Buffer.from("x\n");
      for (; taken < pieces; taken++) yield Buffer.from("1\n".repeat(rows / pieces));
    };
    for (const name of ["large.csv", "large.tsv", "large.csv.gz"]) {
      taken = 0;
      const source = { ...sourceOf("large.csv", {}), open: () => Readable.from(chunks()) };
      const again = { source, again: () => source, checkUnchanged: () => {} };
      const table = tableWith(added, dataset, again, outputForm(name, source));
      for await (const piece of table) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      expect(taken, name).toBeLessThan(pieces / 2);
    }
  });

  it("of labels comes in pieces, which together have a line for every row", async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of predictionsAsCsv(dataset, answers)) pieces.push(piece);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
    const lines = Buffer.concat(pieces).toString().split("\n");
    expect(lines).toHaveLength(rows + 2);
    expect(lines[0]).toBe("row,label,share_0,share_1,share_2,log_density");
    expect(lines[4]).toBe("4,,,,,");
    expect(lines[5]).toBe(`5,1,${9 / 7},${10 / 7},${11 / 7},-4`);
  });

  it("by columns takes each by itself, not every row as a whole", () => {
    const unread: Added = {
      ...added,
      row: () => {
        throw new Error("a row was taken");
      },
    };
    const columns = added.names.map((_, index) => addedValues(unread, index));
    for (const row of [0, 3, 4, rows - 1]) {
      expect(columns.map((column) => column[row])).toEqual(
        added.row(row) ?? added.names.map(() => null),
      );
    }
  });
});
