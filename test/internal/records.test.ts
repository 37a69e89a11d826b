import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CELLS,
  CENTROID_SWEEP,
  FILTERING,
  DISTANCE_SUMS,
  HAMERLY,
  KD_TREE,
  MIXTURE_SWEEP,
  recordBytes,
  type RecordFields,
  SEEDING,
  SEEDING_BOXES,
  SEEDING_LOOK,
  YINYANG,
} from "../../src/core/records.js";

/** The fields of an unmanaged class of the core, and their types, in their order. */
function fieldsOf(file: string, name: string): [string, string][] {
  const path = new URL(`../../assembly/sweeps/${file}.ts`, import.meta.url);
  const source = readFileSync(path, "utf8");
  const body = new RegExp(`@unmanaged\\nexport class ${name} \\{\\n(.*?)\\n\\}`, "s").exec(source);
  const lines = body![1].matchAll(/^ {2}(\w+): (\w+);$/gm);
  return Array.from(lines, ([, field, type]) => [field, type]);
}

/** Bytes of the types in use; an address has as many as an i32. */
const BYTES: Readonly<Record<string, number>> = { f64: 8, i32: 4, usize: 4 };

const RECORDS: readonly [string, string, RecordFields<string, string>][] = [
  ["cells", "Cells", CELLS],
  ["centroid-sweep", "CentroidSweep", CENTROID_SWEEP],
  ["distance-sums", "DistanceSums", DISTANCE_SUMS],
  ["mixture-sweep", "MixtureSweep", MIXTURE_SWEEP],
  ["filtering", "Filtering", FILTERING],
  ["hamerly", "Hamerly", HAMERLY],
  ["kd-tree", "KdTree", KD_TREE],
  ["yinyang", "Yinyang", YINYANG],
  ["seeding", "Seeding", SEEDING],
  ["seeding-boxes", "SeedingBoxes", SEEDING_BOXES],
  ["seeding-look", "SeedingLook", SEEDING_LOOK],
];

describe.each(RECORDS)("the record of %s", (file, name, record) => {
  const fields = fieldsOf(file, name);

  it("has the fields that the core's class has, in its order", () => {
    expect([...record.reals, ...record.integers]).toEqual(fields.map(([field]) => field));
  });

  it("has its reals where the class has f64, and its integers where it has i32 or addresses", () => {
    const types = fields.map(([, type]) => (type === "usize" ? "i32" : type));
    expect(types).toEqual([...record.reals.map(() => "f64"), ...record.integers.map(() => "i32")]);
    // The f64 come first, so that nothing is padded.
    const bytes = fields.reduce((sum, [, type]) => sum + BYTES[type], 0);
    expect(recordBytes(record)).toBe(bytes);
  });
});
