import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { load, loadMixtures } from "../../src/core/load.js";

const { Module, Instance, Memory, CompileError, validate } = WebAssembly;

/** Where assembly/build.js has the core's own data begin. */
const BOUNDARY = 2048;

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

  it("compiles nothing where the core is given, which has the kernels of mixtures as well", () => {
    const file = new URL("../../build/release/core.wasm", import.meta.url);
    const given = new WebAssembly.Module(readFileSync(file));
    const compiling = throwing(new Error("compiled"));
    stub({ Module: compiling });
    const whole = load(given);
    expect(whole.heapBase()).toBeGreaterThan(0);
    expect(loadMixtures(whole)).toBe(whole);
    expect(compiling).not.toHaveBeenCalled();
  });
});

describe("the kernels of mixtures", () => {
  it("work in the core's memory, and have their own data below the core's", () => {
    const core = load(undefined);
    const bytes = new Uint8Array(core.memory.buffer).fill(0x5a);
    const mixtures = loadMixtures(core);
    // What loading wrote: constants of exp and log, and lists of rows.
    const last = bytes.findLastIndex((byte) => byte !== 0x5a);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(BOUNDARY);
    expect(core.heapBase()).toBeGreaterThanOrEqual(BOUNDARY);
    const values = new Float64Array(core.memory.buffer, core.heapBase(), 2).fill(1);
    mixtures.logs(core.heapBase(), 2);
    expect(Array.from(values)).toEqual([0, 0]);
  });

  it("say what is missing where they cannot be loaded", () => {
    const core = load(undefined);
    stub({ Module: throwing(new WebAssembly.CompileError("refused by the policy")) });
    expect(() => loadMixtures(core)).toThrow(/a policy refuses.*'wasm-unsafe-eval'/);
  });
});
