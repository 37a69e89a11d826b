import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { textOf } from "../../embed-core.js";
import { decode } from "../../src/core/platforms/embedded.js";

const folder = mkdtempSync(join(tmpdir(), "mixtura-embedded-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function embed(bytes: Uint8Array): string {
  const file = join(folder, "bytes");
  writeFileSync(file, bytes);
  return textOf(file);
}

describe("the core as text", () => {
  it("brings every byte back", () => {
    const all = Uint8Array.from({ length: 512 }, (_, i) => i);
    expect(decode(embed(all))).toEqual(all);
    expect(decode("")).toEqual(new Uint8Array());
  });

  it("brings any bytes back, whatever comes last", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        expect(decode(embed(bytes))).toEqual(bytes);
      }),
    );
  });

  it("needs no quoting: letters from # to ~ without the backslash", () => {
    expect(embed(Uint8Array.from({ length: 256 }, (_, i) => i))).toMatch(/^[#-[\]-~]+$/);
  });

  it.each(["k-means", "mixtures"])("is what the kernels of %s were compiled to", (name) => {
    const file = new URL(`../../build/release/${name}.wasm`, import.meta.url);
    expect(Buffer.compare(decode(textOf(file.pathname)), readFileSync(file))).toBe(0);
  });
});
