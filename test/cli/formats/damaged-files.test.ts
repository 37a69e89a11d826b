import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { describe, expect, it, vi } from "vitest";
import { sourceOf } from "../../../cli/src/files/source.js";
import { readTable } from "../../../cli/src/table/read-table.js";
import { workspace } from "../command.js";
import { npy, parquet, writers } from "./writers.js";

const { mixtura, path, write } = workspace();

const columns = {
  x: Array.from({ length: 40 }, (_, i) => (i % 7 === 0 ? null : i / 3)),
  y: Array.from({ length: 40 }, (_, i) => i * i),
  name: Array.from({ length: 40 }, (_, i) => "abc"[i % 3]),
};

/** The same numbers each time: what is found can be found again. */
function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** A file with some bytes that are others, or without its end. */
function damaged(content: Uint8Array, round: number): Uint8Array {
  const below = drawn(round * 7919 + content.length);
  below(2);
  if (round % 3 === 0) return content.slice(0, below(content.length));
  const bytes = content.slice();
  for (let count = 0; count <= round % 4; count++) {
    bytes[below(bytes.length)] = round % 2 === 0 ? [0, 0x7f, 0x80, 0xff][below(4)] : below(256);
  }
  return bytes;
}

const files: [end: string, content: Uint8Array][] = [
  ...Object.entries(writers).map(([end, writer]): [string, Uint8Array] => [
    end,
    new Uint8Array(Buffer.from(writer(columns))),
  ]),
  [
    "npy",
    npy(
      "<f8",
      [20, 2],
      Float64Array.from({ length: 40 }, (_, i) => i),
    ),
  ],
];

/** Reads it within this process, since a process for each would take minutes. */
async function complaintAbout(name: string, content: Uint8Array): Promise<string | undefined> {
  await writeFile(path(name), content);
  const choice = { columns: undefined, description: undefined };
  try {
    await readTable(sourceOf(path(name), {}), choice);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return (error as Error).message;
  }
}

describe.each(files)("a damaged .%s file", (end, content) => {
  it("is read or refused, by its name and in one line", { timeout: 60_000 }, async () => {
    const silent = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      for (let round = 0; round < 120; round++) {
        for (const name of [`damaged.${end}`, `damaged.${end}.gz`]) {
          const whole = name.endsWith(".gz") ? new Uint8Array(gzipSync(content)) : content;
          const complaint = await complaintAbout(name, damaged(whole, round));
          if (complaint === undefined) continue;
          expect(complaint.startsWith(path(name)), `round ${round}: ${complaint}`).toBe(true);
        }
      }
    } finally {
      silent.mockRestore();
    }
  });
});

describe("a file that claims more rows than it has", () => {
  it("is refused where it is Arrow", async () => {
    const columns = { x: Array.from({ length: 1234 }, (_, i) => (i === 5 ? null : i)) };
    const table = tableFromArrays(columns);
    const bytes = Buffer.from(tableToIPC(table, { format: "stream" })!);
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(1234n);
    const claim = Buffer.alloc(8);
    claim.writeBigInt64LE(2n ** 31n);
    for (let at = bytes.indexOf(count); at >= 0; at = bytes.indexOf(count, at))
      claim.copy(bytes, at);
    await write("claim.arrows", bytes);
    const { code, stderr } = await mixtura(["fit", "claim.arrows", "-k", "1"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: claim\.arrows: this Arrow file cannot be read, or is cut off \(data for \d+ of 2147483648 rows of x\)\n$/,
    );
  });

  it.each([
    ["(1099511627776, 2)", "the file is cut off: expected 17,592,186,044,416 bytes of numbers"],
    ["(9999999999999999999999, 2)", "the file is cut off: expected"],
  ])("is refused where it is .npy of shape %s", async (shape, message) => {
    const bytes = Buffer.from(npy("<f8", [1, 2], new Float64Array(2)));
    const text = bytes.toString("latin1");
    const header = text.slice(10, text.indexOf("\n"));
    const claim = header.replace("(1, 2)", shape).trimEnd().padEnd(header.length);
    await write("claim.npy", Buffer.from(text.replace(header, claim), "latin1"));
    const { code, stderr } = await mixtura(["fit", "claim.npy", "-k", "1"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: claim.npy: ${message}`);
  });

  it("is refused where it is Parquet", async () => {
    const bytes = Buffer.from(parquet({ x: Array.from({ length: 1234 }, (_, i) => i) }, 1234));
    // Numbers are written zigzag, seven bits a byte: 1234 is a4 13, and 2³¹ − 1 has five bytes.
    const count = Buffer.from([0xa4, 0x13]);
    const end = bytes.length - 8;
    const start = end - bytes.readUInt32LE(end);
    const pieces: Buffer[] = [bytes.subarray(0, start)];
    let from = start;
    for (
      let at = bytes.indexOf(count, from);
      at >= 0 && at < end;
      at = bytes.indexOf(count, from)
    ) {
      pieces.push(bytes.subarray(from, at), Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]));
      from = at + 2;
    }
    pieces.push(bytes.subarray(from, end), Buffer.alloc(4), Buffer.from("PAR1"));
    const forged = Buffer.concat(pieces);
    forged.writeUInt32LE(forged.length - 8 - start, forged.length - 8);
    await write("claim.parquet", forged);
    const { code, stderr } = await mixtura(["fit", "claim.parquet", "-k", "1"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: claim\.parquet: this Parquet file is damaged: it claims to have 2,147,483,647 rows in [\d,]+ bytes\n$/,
    );
  });
});

describe("Parquet with a wrong bit", () => {
  it("is refused where a run has more values than its page", async () => {
    const x = Array.from({ length: 40 }, (_, i) => i / 3);
    const bytes = Buffer.from(parquet({ x }, 40));
    // Where values are missing, a run says: forty times that it is there.
    const at = bytes.indexOf(Buffer.from([40 << 1, 1]));
    expect(at).toBeGreaterThan(0);
    bytes[at] |= 0x80;
    await write("run.parquet", bytes);
    const { code, stderr } = await mixtura(["fit", "run.parquet", "-k", "1"]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error: run.parquet: this Parquet file cannot be read, or is damaged " +
        "(a run of more values than its page has: x)\n",
    );
  });
});
