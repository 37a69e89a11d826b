import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";

const bytes = readFileSync(new URL("../../build/release.wasm", import.meta.url));
const points = [1, 2, 10, 11];

/** A copy of mixtura that has not been used yet. */
async function fresh(): Promise<typeof import("mixtura")> {
  vi.resetModules();
  return import("mixtura");
}

/** A module without functions, with these custom sections: id, length, name, contents. */
function otherModule(...sections: [name: string, contents: string][]): WebAssembly.Module {
  const text = (value: string) => [value.length, ...Buffer.from(value)];
  const parts = sections.flatMap(([name, contents]) => {
    const body = [...text(name), ...Buffer.from(contents)];
    return [0, body.length, ...body];
  });
  return new WebAssembly.Module(Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...parts]));
}

afterEach(() => vi.unstubAllGlobals());

describe("setCore", () => {
  it("hands in the core, so that nothing is compiled any more", async () => {
    const { KMeans, setCore } = await fresh();
    setCore(new WebAssembly.Module(bytes));
    const refuse = vi.fn(() => {
      throw new WebAssembly.CompileError("refused");
    });
    vi.stubGlobal("WebAssembly", { ...webAssembly(), Module: refuse });
    expect(KMeans.fit(points, { k: 2 }).inertia).toBe(1);
    expect(refuse).not.toHaveBeenCalled();
  });

  it("takes a module of another realm", async () => {
    const { KMeans, setCore } = await fresh();
    const module = runInNewContext("new WebAssembly.Module(bytes)", { bytes }) as object;
    expect(module).not.toBeInstanceOf(WebAssembly.Module);
    setCore(module);
    expect(KMeans.fit(points, { k: 2 }).inertia).toBe(1);
  });

  it.each([
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a number", 1, "1"],
    ["bytes", new Uint8Array(bytes), "Uint8Array (WebAssembly.compile it first)"],
    [
      "an instance",
      new WebAssembly.Instance(new WebAssembly.Module(bytes)),
      "WebAssembly.Instance",
    ],
  ])("refuses %s", async (_, value, got) => {
    const { KMeans, setCore } = await fresh();
    const set = () => setCore(value as object);
    expect(set).toThrow(TypeError);
    expect(set).toThrow(/^"module" expected a WebAssembly.Module, got /);
    expect(set).toThrow(got);
    expect(KMeans.fit(points, { k: 2 }).inertia).toBe(1);
  });

  it("refuses another module, and the core of another release", async () => {
    const { setCore } = await fresh();
    expect(() => setCore(otherModule())).toThrow(
      /^"module" expected the core.wasm of mixtura \d+\.\d+\.\d+, got another module$/,
    );
    expect(() => setCore(otherModule(["mixtura", "0.0.1"]))).toThrow(
      /got that of mixtura 0\.0\.1$/,
    );
    expect(() => setCore(otherModule())).toThrow(RangeError);
  });

  it("says that it came too late, but does not mind the same module twice", async () => {
    const { KMeans, setCore } = await fresh();
    const module = new WebAssembly.Module(bytes);
    setCore(new WebAssembly.Module(bytes));
    setCore(module);
    KMeans.fit(points, { k: 2 });
    setCore(module);
    expect(() => setCore(new WebAssembly.Module(bytes))).toThrow(/came too late/);
  });
});

describe("the first use", () => {
  it("says that there is no WebAssembly, and works once there is", async () => {
    const { KMeans, setCore } = await fresh();
    const module = new WebAssembly.Module(bytes);
    vi.stubGlobal("WebAssembly", undefined);
    expect(() => KMeans.fit(points, { k: 2 })).toThrow(/needs WebAssembly, which is missing/);
    expect(() => setCore(module)).toThrow(/needs WebAssembly, which is missing/);
    vi.unstubAllGlobals();
    expect(KMeans.fit(points, { k: 2 }).inertia).toBe(1);
  });

  it("tells a policy from a want of memory", async () => {
    const { KMeans } = await fresh();
    const failing = (error: Error) => {
      vi.stubGlobal("WebAssembly", {
        ...webAssembly(),
        Instance: function () {
          throw error;
        },
      });
    };
    failing(new WebAssembly.CompileError("Refused by the policy"));
    expect(() => KMeans.fit(points, { k: 2 })).toThrow(/a policy refuses.*'wasm-unsafe-eval'/);
    failing(new RangeError("could not allocate memory"));
    expect(() => KMeans.fit(points, { k: 2 })).toThrow(/^could not allocate memory$/);
  });
});

/** Its parts do not enumerate. */
function webAssembly(): typeof WebAssembly {
  const { Module, Instance, Memory, CompileError, validate } = WebAssembly;
  return { Module, Instance, Memory, CompileError, validate } as typeof WebAssembly;
}
