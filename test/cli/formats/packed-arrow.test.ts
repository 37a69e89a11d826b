import {
  setCompressionCodec,
  CompressionType,
  tableFromArrays,
  tableToIPC,
} from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { lz4Unpacked } from "../../../data/src/unpacking.js";
import { workspace, type FitJson } from "../command.js";

const { json, mixtura, write } = workspace();

const x = Float64Array.from({ length: 20_000 }, (_, i) => i % 7);
const bytes = new Uint8Array(x.buffer);

const run = (length: number) => "/".repeat(length);

/** The bytes of x, packed by the programs lz4 and zstd. */
const packed = {
  "LZ4, blocks that refer to others": [
    "BCJNGERAXiUBAAAZAAEAI/A/CQASQAcAEwgIABMQCAATFAgALxhAOAD",
    run(341),
    "sFAAAADwPwoBAAAPOAD",
    run(341),
    "6FAAAAAIQHsAAAAPOAD",
    run(150),
    "1lQAAAAAAAAAAAAtTYPtw==",
  ],
  "LZ4, blocks of their own, checked": [
    "BCJNGHxAAHECAAAAAACyJQEAABkAAQAj8D8JABJABwATCAgAExAIABMUCAAvGEA4AP",
    run(340),
    "+wUAAAAPA/ey9uRCYBAAASAAEAEkAHABMICAATEAgAExQIADkYQAABAC/wPzgA",
    run(341),
    "7BQAAAACEBgtSZkmAAAABEAAQAiEEAIABMUCAA5GEAAAQAj8D8JAAMYAC8IQDgA",
    run(150),
    "8hUAAAAAAAOrgiEQAAAAC1Ng+3",
  ],
  Zstandard: [
    "KLUv/aQAcQIAFAEAWAAA8D8AQAAIEBQYCQC3/1tlAA+AO+AYcLLiLhAYDIMDWEUAAAgAAQD88A6E1XjQog==",
  ],
};

const frames = Object.entries(packed).map(
  ([name, texts]) => [name, new Uint8Array(Buffer.from(texts.join(""), "base64"))] as const,
);

it.each(frames)("Arrow packed by %s is read", async (name, frame) => {
  const codec = name === "Zstandard" ? CompressionType.ZSTD : CompressionType.LZ4_FRAME;
  // What does not become smaller is left as it is.
  const encode = (part: Uint8Array) => (part.length === bytes.length ? frame : part);
  setCompressionCodec(codec, { encode, decode: (part) => part });
  const file = tableToIPC(tableFromArrays({ x }), { format: "file", codec });
  expect(file!.length).toBeLessThan(5000);
  await write("packed.arrow", file!);
  const { code, stdout, stderr } = await mixtura(["fit", "packed.arrow", "-k", "3", "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "note: columns used: x\n" });
  const { notes, ...expected } = await json(`x\n${x.join("\n")}\n`, "-k", "3");
  expect(notes).toBe(stderr);
  expect(JSON.parse(stdout) as FitJson).toEqual(expected);
});

describe("lz4Unpacked", () => {
  const [[, linked]] = frames;

  it.each(frames.slice(0, 2))("gives the bytes of %s", (_, frame) => {
    expect(Buffer.from(lz4Unpacked(frame, bytes.length)).equals(bytes)).toBe(true);
  });

  it.each([14, 15, 270])("takes %i literals", (count) => {
    const more = count < 15 ? [] : count < 270 ? [count - 15] : [255, 0];
    const block = [Math.min(count, 15) << 4, ...more, ...new Uint8Array(count).fill(7)];
    const size = [block.length & 255, block.length >> 8, 0, 0];
    const frame = [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, ...size, ...block, 0, 0, 0, 0];
    expect(lz4Unpacked(new Uint8Array(frame), count)).toEqual(new Uint8Array(count).fill(7));
  });

  it("refuses what is no frame, is cut off, or has another length", () => {
    expect(() => lz4Unpacked(bytes, 10)).toThrow("no frame of LZ4");
    for (let end = 8; end < linked.length - 8; end += 50) {
      expect(() => lz4Unpacked(linked.slice(0, end), bytes.length), `${end} bytes`).toThrow();
    }
    expect(() => lz4Unpacked(linked, bytes.length - 1)).toThrow();
    expect(() => lz4Unpacked(linked, bytes.length + 1)).toThrow("bytes of LZ4 where");
  });

  it("refuses a reference to before the beginning", () => {
    const block = [0x10, 7, 2, 0];
    const frame = [4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, block.length, 0, 0, 0, ...block, 0, 0, 0, 0];
    expect(() => lz4Unpacked(new Uint8Array(frame), 8)).toThrow("before its beginning");
  });
});
