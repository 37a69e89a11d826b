import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { core } from "../../src/core/core.js";
import { LinearMemory } from "../../src/core/memory.js";
import { hostileCalls, knownBits } from "../hostile.js";

describe("hostile calls", () => {
  it("give back all memory, and leave what is free in one piece", () => {
    knownBits();
    const held = () => core().memory.bytes - core().memory.freeBytes;
    const before = held();
    fc.assert(
      fc.property(hostileCalls, ({ use, call }) => {
        try {
          call();
        } catch {
          // What is refused is another test's affair.
        }
        expect(held(), use).toBe(before);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the allocator", () => {
  it.each([NaN, undefined, Infinity, -Infinity, -64, 0.5, 64.5, "64", null, 64n])(
    "refuses %s bytes, and is none the worse",
    (bytes) => {
      const memory = new LinearMemory(new WebAssembly.Memory({ initial: 1 }), 0);
      for (const call of [
        () => memory.allocate(bytes as number),
        () => {
          memory.reserve(bytes as number);
        },
      ]) {
        expect(call).toThrow(RangeError);
      }
      expect(memory.freeBytes).toBe(65536);
      expect(memory.allocate(65536).address).toBe(0);
    },
  );
});
