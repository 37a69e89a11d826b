import { tableFromColumns, columnFromArray, float64, tableToIPC } from "@uwdata/flechette";
import { parquetWriteBuffer } from "hyparquet-writer";
import { openSource } from "mixtura-data";
import { appendFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  arrowOf,
  npyOf,
  parquetOf,
  pointsOf,
  refusalOf,
  rowMajor,
  sample,
  written,
} from "./files.js";

const table = sample(3000);
const files: Record<string, Uint8Array<ArrayBuffer>> = {
  "t.parquet": parquetOf(table),
  "t.arrow": arrowOf(table),
  "t.arrows": arrowOf(table, "stream"),
  "t.npy": npyOf(rowMajor(table), "<f8", [3000, 3]),
};

describe.each(Object.entries(files))("%s", (name, bytes) => {
  test.each([0.001, 0.01, 0.3, 0.5, 0.9, 0.999])("cut off at %f is refused", async (share) => {
    const part = bytes.slice(0, Math.floor(bytes.length * share));
    const path = written(name, part);
    const ways = [
      () => openSource(path),
      () => openSource(path, { engine: "javascript" as const }),
      () => openSource(new File([part], name)),
    ];
    for (const open of ways) {
      expect(await refusalOf(open)).toMatch(
        /^(\d+-)?t\.\w+: .*(cut off|damaged|is empty|does not start as one)/,
      );
    }
  });

  test("with bytes gone wrong is read or refused by name, and soon", async () => {
    // A generator of its own, so that the same bytes go wrong each time.
    let state = 12345;
    const next = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const refusals = new Set<string>();
    for (let run = 0; run < 300; run++) {
      const damaged = bytes.slice();
      // Where files keep what they say of themselves: the front, the end, and here and there.
      const place = [next(400), bytes.length - 1 - next(2000), next(bytes.length)][run % 3];
      damaged[place] = next(256);
      if (run % 2) damaged[Math.min(place + 1, bytes.length - 1)] = 255;
      const message = await refusalOf(() => openSource(new File([damaged], name)));
      if (message !== "nothing was refused") refusals.add(message);
    }
    expect(refusals.size).toBeGreaterThan(2);
    for (const message of refusals) expect(message).toContain(name);
  });
});

describe("claims", () => {
  test("of more values in a run than its page of Parquet has", async () => {
    const data = Array.from({ length: 40 }, (_, i) => i / 3);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [{ name: "x", data, type: "DOUBLE", nullable: true }],
      }),
    );
    // Where values are missing, a run says: forty times that it is there.
    const at = bytes.findIndex((byte, index) => byte === 40 << 1 && bytes[index + 1] === 1);
    expect(at).toBeGreaterThan(0);
    bytes[at] |= 0x80;
    expect(await refusalOf(() => openSource(new File([bytes], "t.parquet")))).toBe(
      "t.parquet: this Parquet file cannot be read, or is damaged " +
        "(a run of more values than its page has: x)",
    );
  });

  test("of more rows in an Arrow batch than it has numbers", async () => {
    const bytes = new Uint8Array(
      tableToIPC(tableFromColumns({ x: columnFromArray([1, 2, 3], float64()) }), {
        format: "stream",
      })!,
    );
    // Rows of the batch and of its column, wherever they stand.
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      if (view.getBigInt64(at, true) === 3n) view.setBigInt64(at, 1_000_000_000n, true);
    }
    expect(await refusalOf(() => openSource(new File([bytes], "t.arrow")))).toMatch(
      /t\.arrow: .*a buffer of 24 bytes where 8000000000 are needed/,
    );
  });

  test("of an array larger than the file", async () => {
    const bytes = npyOf(Float64Array.of(1, 2), "<f8", [1_000_000_000, 2]);
    expect(await refusalOf(() => openSource(new File([bytes], "t.npy")))).toBe(
      "t.npy: the file is cut off: expected 16000000000 bytes of numbers, got 16",
    );
  });
});

describe("a file at a path", () => {
  const change: [what: string, change: (path: string) => void, reason: RegExp][] = [
    ["grows", (path) => appendFileSync(path, "5,6\n"), /the file has changed since it was opened/],
    ["is written anew", (path) => utimesSync(path, 1, 1), /the file has changed since/],
    ["is replaced", (path) => writeFileSync(path, "a,b\n1,2\n"), /the file has changed since/],
    ["is gone", (path) => rmSync(path), /t\.csv: this file cannot be read \(ENOENT/],
  ];
  test.each(change)("that %s between passes is refused", async (_, change, reason) => {
    for (const engine of ["duckdb", "javascript"] as const) {
      const path = written("t.csv", "a,b\n1,2\n3,4\n");
      const source = await openSource(path, { engine });
      expect(await pointsOf(source)).toEqual([1, 2, 3, 4]);
      change(path);
      await expect(pointsOf(source)).rejects.toThrow(reason);
      // Before anything is given.
      const first = source.open()[Symbol.asyncIterator]().next();
      await expect(first).rejects.toThrow(reason);
    }
  });

  test("that is not there, or no file, or of no known kind", async () => {
    await expect(openSource("/nowhere/t.csv")).rejects.toThrow(
      "/nowhere/t.csv: this file cannot be",
    );
    await expect(openSource("/tmp")).rejects.toThrow("/tmp: this is no file");
    await expect(openSource(new Blob([new Uint8Array(9)]))).rejects.toThrow(
      "blob: expected Parquet, CSV, Arrow or .npy, got a file that starts as none of them",
    );
    const packed = new File([gzipSync("a,b\n1,2\n")], "t.csv.gz");
    await expect(openSource(packed)).rejects.toThrow(
      "t.csv.gz: the file is packed by gzip; unpack",
    );
    await expect(openSource(3 as unknown as string)).rejects.toThrow(
      "expected a path, a URL, a Blob",
    );
  });
});
