import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { textOf } from "../../embed-core.js";
import { decode } from "../../src/wasm/platforms/embedded.js";

const folder = mkdtempSync(join(tmpdir(), "mixtura-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

function embedded(bytes: Uint8Array): string {
  const file = join(folder, "bytes");
  writeFileSync(file, bytes);
  return textOf(file);
}

/** As an array, for typed arrays of equal bytes may have other buffers. */
const roundTrip = (bytes: Uint8Array) => Array.from(decode(embedded(bytes)));

const ALL = Uint8Array.from({ length: 256 }, (_, value) => value);

describe("the core as text", () => {
  it("comes back whatever a byte is, and wherever it stands", () => {
    expect(roundTrip(ALL)).toEqual(Array.from(ALL));
    for (const value of ALL) expect(roundTrip(Uint8Array.of(value))).toEqual([value]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(roundTrip(bytes)).toEqual(Array.from(bytes));
      }),
    );
  });

  it("needs no quoting, in single quotes or double ones", () => {
    expect(embedded(ALL)).toMatch(/^[#-[\]-~]+$/);
  });
});
