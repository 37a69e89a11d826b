import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { load } from "../../src/core/load.js";

const { Module, Instance, Memory, CompileError, validate } = WebAssembly;

afterEach(() => vi.unstubAllGlobals());

/** WebAssembly with these parts in the place of its own. */
function stub(parts: Record<string, unknown>): void {
  vi.stubGlobal("WebAssembly", { Module, Instance, Memory, CompileError, validate, ...parts });
}

function throwing(error: Error) {
  return vi.fn(function () {
    throw error;
  });
}

describe("loading the core", () => {
  it("says that there is no WebAssembly", () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(() => load(undefined)).toThrow(/needs WebAssembly, which is missing or switched off/);
  });

  it("tells a policy, in whatever way it refuses, from a want of SIMD or memory", () => {
    const refused = new WebAssembly.CompileError("refused by the policy");
    stub({ Module: throwing(refused) });
    expect(() => load(undefined)).toThrow(/a policy refuses.*'wasm-unsafe-eval'/);
    stub({ Instance: throwing(refused) });
    expect(() => load(undefined)).toThrow(/a policy refuses.*'wasm-unsafe-eval'/);
    stub({ Module: throwing(refused), validate: () => false });
    expect(() => load(undefined)).toThrow(/needs WebAssembly SIMD, which is missing here/);
    stub({ Instance: throwing(new RangeError("could not allocate memory")) });
    expect(() => load(undefined)).toThrow(/^could not allocate memory$/);
  });

  it("compiles nothing where the core is given", () => {
    const file = new URL("../../build/release.wasm", import.meta.url);
    const given = new WebAssembly.Module(readFileSync(file));
    const compiling = throwing(new Error("compiled"));
    stub({ Module: compiling });
    expect(load(given).heapBase()).toBeGreaterThan(0);
    expect(compiling).not.toHaveBeenCalled();
  });
});
